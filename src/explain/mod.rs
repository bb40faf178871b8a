//! Explains any number by the raw timestamps that it comes from.
//!
//! A session is explained completely ([`Story`]); a cell of a report is broken down into the
//! sessions behind it ([`Cell`]). Both are values, from which JSON and text are written. Their numbers
//! are the results of the phase functions, tables and reports themselves: no number is computed a
//! second way here. Definitions in words come from the registries of columns and metrics.

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

pub use cell::{Cell, CellRequest, FigureSession, Role, explain_cell, explain_contract};
pub use context::SessionContext;
pub use copies::Copy;
pub use report_rows::ReportRow;
pub use states::StatePassage;
pub use story::{Story, tell};
pub use value::{Length, LocatedTimestamp, Noted, Operand, Seconds, TimelineEntry, Verdict, Whose};
