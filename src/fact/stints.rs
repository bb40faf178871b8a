//! Table `stints`: one row per stint of an operator in a session. Only reports use it.

use super::column::{Column, Extract, FactRows, columns};
use crate::phase::Stint;

/// One stint in one session.
#[derive(Clone, Copy, Debug)]
pub(super) struct StintRow {
    /// Index of the session's row in the table `sessions`.
    pub(super) session_row: u32,
    pub(super) stint: Stint,
}

/// The table.
pub(super) struct Stints;

impl FactRows for Stints {
    type Row<'a> = StintRow;
}

columns! { Stints:
    "session_row" Count |row| row.session_row, "The row in the table `sessions`.";
    "user_id" Id |row| Some(row.stint.user_id), "The operator.";
    "joined" Moment |row| Some(row.stint.joined.at), "When the operator came.";
    "until" Moment |row| row.stint.until.map(|until| until.at), "When the operator went: `left`, else `concluded`, else the session's end.";
}
