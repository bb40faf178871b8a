//! Text for people: what is safe to print, columns and wrapping, the nearest of several names.

pub mod layout;
pub(crate) mod nearest;
pub(crate) mod printable;
