//! Table `stints`: one row per stint of an operator in a session. Only reports and folders have it.

use std::borrow::Cow;

use super::column::{Column, Extract, FactRows, columns, named};
use crate::model::{DirectoryKind, Id};
use crate::phase::Stint;
use crate::time::zone::Day;

/// One stint in one session.
#[derive(Clone, Copy, Debug)]
pub(super) struct StintRow<'a> {
    pub(super) session_id: Id,
    /// Index of the session's row in the table `sessions`.
    pub(super) session_row: u32,
    pub(super) stint: Stint,
    pub(super) team: Option<&'a str>,
    pub(super) day: Day,
}

/// The table as a type, for [`FactRows`].
pub(super) struct Stints;

impl FactRows for Stints {
    type Row<'a> = StintRow<'a>;
}

columns! { Stints:
    "session_id" Id |row| Some(row.session_id), "The session's id.";
    "session_row" Count |row| row.session_row, "The row in the table `sessions`.";
    "user_id" Id |row| Some(row.stint.user_id), "The operator.";
    "operator" Text |row, names| named(DirectoryKind::User, Some(row.stint.user_id), names), "The operator's name.";
    "joined" Timestamp |row| Some(row.stint.joined.at), "When the operator came.";
    "until" Timestamp |row| row.stint.until.map(|until| until.at), "When the operator went: `left`, else `concluded`, else the session's end.",
        empty: "all of them are missing";
    "team" Text |row, _| row.team.map(|team| Cow::Owned(team.to_owned())), "The team of the operator, by `[teams]` of phasebook.toml.",
        empty: "the operator is in no team";
    "day" Day |row| row.day, "The day that the session counts on.";
}
