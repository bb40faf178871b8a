//! Explanations as text for a terminal. Nothing here computes a number.

mod bars;
mod canvas;
mod cell;
mod definition;
mod session;

pub use canvas::Canvas;
pub use cell::cell;
pub use definition::definitions;
pub use session::session;
