//! Table `states`: one row per state that a session went through.

use super::column::{Column, Extract, FactRows, columns};
use crate::model::{Category, Id};
use crate::phase::State;
use crate::table::definition::FAQ;
use crate::time::zone::Day;
use crate::time::{Duration, Timestamp};

/// One state of one session.
#[derive(Clone, Copy, Debug)]
pub(super) struct StateRow {
    pub(super) session_id: Id,
    /// Index of the session's row in the table `sessions`.
    pub(super) session_row: u32,
    pub(super) state: State,
    pub(super) entered: Option<Timestamp>,
    pub(super) left: Option<Timestamp>,
    pub(super) duration: Duration,
    pub(super) day: Day,
}

/// The table as a type, for [`FactRows`].
pub(super) struct States;

impl FactRows for States {
    type Row<'a> = StateRow;
}

columns! { States:
    "session_id" Id |row| Some(row.session_id), "The session's id.";
    "state" Category (State::NAMES, |row| row.state.code()), "CREATED, IN_QUEUE, WAITING, BCW, ACTIVE or ACW, in this order.",
        formula: "there is a row exactly if the phase of this name in the table `sessions` is not empty",
        source: FAQ;
    "entered" Timestamp |row| row.entered, "When the session came into the state: the beginning in the formula of the phase.",
        empty: "the state is ACTIVE, whose length the platform gives";
    "left" Timestamp |row| row.left, "When it went on: the end in the formula of the phase.",
        empty: "the state is ACTIVE, whose length the platform gives";
    "duration" Length |row| Some(row.duration), "How long it was in the state.",
        formula: "left - entered; of ACTIVE session.length",
        empty: "never: a state without a duration has no row",
        source: FAQ;
    "day" Day |row| row.day, "The day that the session counts on.";
    "session_row" Count |row| row.session_row, "The row in the table `sessions`.";
}
