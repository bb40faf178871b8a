//! Table `queue_visits`: one row per stay of a request in a queue.

use super::column::{Column, Extract, FactRows, columns, named};
use crate::model::{Category, DirectoryKind, Id};
use crate::phase::{Flow, Visit, VisitExit};
use crate::time::zone::Day;

/// One visit of one session.
#[derive(Clone, Copy, Debug)]
pub(super) struct VisitRow {
    pub(super) session_id: Id,
    /// Index of the session's row in the table `sessions`.
    pub(super) session_row: u32,
    pub(super) visit: Visit,
    /// Empty if no selected column needs the flow.
    pub(super) flow: Flow,
    pub(super) day: Day,
}

/// The table as a type, for [`FactRows`].
pub(super) struct QueueVisits;

impl FactRows for QueueVisits {
    type Row<'a> = VisitRow;
}

columns! { QueueVisits:
    "session_id" Id |row| Some(row.session_id), "The session's id.";
    "request_id" Id |row| row.visit.request_id, "The routing request.";
    "visit" Count |row| row.visit.number, "1, 2, ... in the request.";
    "invite" Flag |row| Some(row.visit.is_invite), "Whether a second operator is called in; the guest is not waiting.";
    "queue_id" Id |row| Some(row.visit.queue_id), "The group.";
    "queue" Text |row, names| named(DirectoryKind::Group, Some(row.visit.queue_id), names), "Its name.";
    "entered" Timestamp |row| Some(row.visit.entered), "When the request entered the group.",
        formula: "EnteredGroupQueue of another queue than the current; or AssignedToOperator that carries a group while no visit is open; never after the first acceptance";
    "left" Timestamp |row| row.visit.left.map(|left| left.at), "When the request left the group.",
        formula: "the acceptance, or the next queue's entry; else RoutingEnded; else, if a later request follows, the request's last event; else session.ended; else the request's last event",
        empty: "the visit is open";
    "duration" Length |row| row.visit.duration(), "The length of the visit.",
        difference: ["left", "entered"],
        empty: "the visit is open; it is negative; or it begins after the first RoutingEnded";
    "exit" Category (VisitExit::NAMES, |row| row.visit.exit.code()), "How the visit went out.",
        formula: "the first that fits: answered (the acceptance came in this visit); overflowed (the request entered another queue); forwarded (it ended unaccepted and a later request follows); open (not closed, and no RoutingEnded); abandoned (the last visit, and guestLeftSession is LeftQueue); ended";
    "session_row" Count |row| row.session_row, "The row in the table `sessions`.";
    "to_queue_id" Id |row| row.flow.to_queue, "The queue that the guest went to.",
        empty: "the visit led to no other queue";
    "to_queue" Text |row, names| named(DirectoryKind::Group, row.flow.to_queue, names), "Its name.";
    "answered_later" Flag |row| Some(row.flow.is_answered_later), "Whether a later visit of the session was answered.";
    "day" Day |row| row.day, "The day that the session counts on.";
}
