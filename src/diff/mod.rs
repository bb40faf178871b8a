//! Differences between two packs: figures, and the sessions that changed them.
//!
//! Packs are compared as they were written, so that differences refer to what their readers saw. A
//! dump is compared through a pack that is computed from it.

mod decimal;
mod figures;
mod sessions;
mod standing;

pub use figures::{FigureChange, FigureChanges, figures};
pub use sessions::{
    CellChange, PackSession, SessionChange, SessionChangeKind, SessionChanges, sessions,
};
