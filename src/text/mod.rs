//! Text for people: escaping, columns and wrapping, and the nearest of several names.

pub mod layout;
pub(crate) mod nearest;
pub(crate) mod printable;
