//! Any number, taken back to the raw timestamps that it came from.
//!
//! A session is told completely ([`Story`]); a cell of a report is taken apart into the sessions
//! that made it ([`Cell`]). Both are values, the same for JSON and text, made of what the phase
//! functions, tables and reports themselves computed: there is no second implementation of a
//! number here. Definitions in words come from the registries of columns and metrics.

mod cell;
mod context;
mod copies;
mod lengths;
mod report_rows;
mod states;

pub mod show;
mod story;
mod timeline;
mod value;
mod verdicts;
mod waits;

pub use cell::{Cell, CellRequest, Member, Role, explain_cell};
pub use context::SessionContext;
pub use copies::Copy;
pub use report_rows::ReportRow;
pub use states::StatePassage;
pub use story::{Story, tell};
pub use value::{Entry, Length, Moment, Noted, Operand, Seconds, Verdict, Whose};
