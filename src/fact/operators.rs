//! Table `session_operators`: one row per session and user.

use std::borrow::Cow;

use super::column::{Column, Extract, FactRows, columns};
use crate::model::{Category, DirectoryKind, Id};
use crate::phase::{Arrival, OperatorPhases};
use crate::table::definition::FAQ;
use crate::time::zone::Day;

/// The figures of one operator in one session.
#[derive(Clone, Copy, Debug)]
pub(super) struct OperatorRow<'a> {
    pub(super) session_id: Id,
    /// Index of the session's row in the table `sessions`.
    pub(super) session_row: u32,
    pub(super) phases: OperatorPhases,
    pub(super) arrival: Arrival,
    pub(super) team: Option<&'a str>,
    pub(super) day: Day,
}

/// The table as a type, for [`FactRows`].
pub(super) struct SessionOperators;

impl FactRows for SessionOperators {
    type Row<'a> = OperatorRow<'a>;
}

columns! { SessionOperators:
    "session_id" Id |row| Some(row.session_id), "The session's id.";
    "user_id" Id |row| Some(row.phases.user_id), "The operator: of the session's list, of an assignment, an acceptance or a forward.";
    "operator" Text |row, names| Some(operator(row, names)), "The operator's name.";
    "joined" Timestamp |row| row.phases.joined, "The earliest of the operator's stints.",
        source: "session.operators.joined";
    "left" Timestamp |row| row.phases.left, "The latest of the operator's stints.",
        source: "session.operators.left";
    "concluded" Timestamp |row| row.phases.concluded, "The latest of the operator's stints.",
        source: "session.operators.concluded";
    "stints" Count |row| row.phases.stints, "The operator's entries in the session's list.";
    "handling" Length |row| row.phases.handling, "The operator's time in the session.",
        sum_of_differences: ["left", "joined", "the stints that have both"],
        empty: "no stint has both; a negative term is left out (`negative_phase`)",
        source: FAQ;
    "operator_acw" Length |row| row.phases.after_call_work, "The operator's after-call work.",
        sum_of_differences: ["concluded", "left", "the stints that have both"],
        empty: "no stint has both; a negative term is left out (`negative_phase`)",
        source: FAQ;
    "operator_queue" Length |row| row.phases.queue, "From the operator's first assignment to the first acceptance, whoever accepted.",
        difference: ["first AcceptedByOperator of anyone", "first AssignedToOperator of this operator"],
        empty: "an end is missing, or the operator was assigned after the first acceptance",
        source: FAQ;
    "offers" Count |row| row.phases.offers, "The operator's rows in the table `offers`.";
    "accepted_offers" Count |row| row.phases.accepted_offers, "Those accepted.";
    "missed_offers" Count |row| row.phases.missed_offers, "Those missed.";
    "forwarded_out" Count |row| row.phases.forwarded_out, "How often the operator forwarded the session.",
        formula: "events ForwardedToGroup, ForwardedToUser and ForwardedToPhone with this forwardedByOperator";
    "arrival" Category (Arrival::NAMES, |row| row.arrival.code()), "How the operator came: owner, transfer or joint.";
    "team" Text |row, _| row.team.map(|team| Cow::Owned(team.to_owned())), "The team of the operator, by `[teams]` of phasebook.toml.",
        empty: "the operator is in no team";
    "day" Day |row| row.day, "The day that the session counts on.";
    "session_row" Count |row| row.session_row, "The row in the table `sessions`.";
}

fn operator<'n>(row: &OperatorRow<'_>, names: &'n crate::names::Names) -> Cow<'n, str> {
    names.name(DirectoryKind::User, row.phases.user_id)
}
