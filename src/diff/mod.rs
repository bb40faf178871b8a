//! What is not the same in two packs: figures, and the sessions that changed them.
//!
//! Two packs are compared as they were written, so that what is told is what their readers saw. A
//! dump is compared by the pack that is made of it.

mod decimal;
mod figures;
mod sessions;
mod standing;

pub use figures::{FigureChange, Figures, figures};
pub use sessions::{CellChange, SessionChange, SessionChangeKind, SessionRow, Sessions, sessions};
