//! Table `stint_days`: one row per part of a stint that lies within one local day. Only reports and folders have it.

use std::borrow::Cow;

use super::column::{Column, Extract, FactRows, columns, named};
use crate::model::{DirectoryKind, Id};
use crate::phase::StintDay;
use crate::time::zone::Day;

/// One part of one stint.
#[derive(Clone, Copy, Debug)]
pub(super) struct StintDayRow<'a> {
    pub(super) session_id: Id,
    /// Index of the session's row in the table `sessions`.
    pub(super) session_row: u32,
    pub(super) user_id: Id,
    pub(super) part: StintDay,
    pub(super) team: Option<&'a str>,
    pub(super) day: Day,
}

/// The table as a type, for [`FactRows`].
pub(super) struct StintDays;

impl FactRows for StintDays {
    type Row<'a> = StintDayRow<'a>;
}

columns! { StintDays:
    "session_id" Id |row| Some(row.session_id), "The session's id.";
    "session_row" Count |row| row.session_row, "The row in the table `sessions`.";
    "user_id" Id |row| Some(row.user_id), "The operator.";
    "operator" Text |row, names| named(DirectoryKind::User, Some(row.user_id), names), "The operator's name.";
    "local_day" Day |row| row.part.day, "The local date of this part of the stint.",
        boundary: "a stint is cut at every local midnight between its beginning and its end";
    "begins" Timestamp |row| Some(row.part.begins), "When the operator came, or the midnight before this part.";
    "ends" Timestamp |row| row.part.ends, "When the operator went, as `until` in `stints`, or the midnight behind this part.",
        empty: "nobody knows when the operator went; such a stint is one part";
    "team" Text |row, _| row.team.map(|team| Cow::Owned(team.to_owned())), "The team of the operator, by `[teams]` of phasebook.toml.",
        empty: "the operator is in no team";
    "day" Day |row| row.day, "The day that the session counts on.";
}
