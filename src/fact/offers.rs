//! Table `offers`: one row per assignment of a request to an operator.

use std::borrow::Cow;

use super::column::{Column, Extract, FactRows, columns, named};
use crate::model::{Category, DirectoryKind, Id};
use crate::phase::{Offer, OfferOutcome};
use crate::time::zone::Day;

/// One offer of one session.
#[derive(Clone, Copy, Debug)]
pub(super) struct OfferRow<'a> {
    pub(super) session_id: Id,
    /// Index of the session's row in the table `sessions`.
    pub(super) session_row: u32,
    pub(super) offer: Offer,
    pub(super) team: Option<&'a str>,
    pub(super) day: Day,
}

/// The table as a type, for [`FactRows`].
pub(super) struct Offers;

impl FactRows for Offers {
    type Row<'a> = OfferRow<'a>;
}

columns! { Offers:
    "session_id" Id |row| Some(row.session_id), "The session's id.";
    "request_id" Id |row| row.offer.request_id, "The routing request.";
    "offer" Count |row| row.offer.number, "1, 2, ... in the request.";
    "invite" Flag |row| Some(row.offer.is_invite), "Whether a second operator is called in.";
    "queue_id" Id |row| row.offer.queue_id, "The event's group, else that of the current visit.";
    "queue" Text |row, names| named(DirectoryKind::Group, row.offer.queue_id, names), "Its name.";
    "user_id" Id |row| row.offer.user_id, "The operator; empty if the routing names none.";
    "operator" Text |row, names| named(DirectoryKind::User, row.offer.user_id, names), "The operator's name.";
    "offered" Timestamp |row| row.offer.offered.map(|offered| offered.at), "The assignment; empty for an acceptance without one.";
    "resolved" Timestamp |row| row.offer.resolved.map(|resolved| resolved.at), "The event that resolved the offer.";
    "duration" Length |row| row.offer.duration(), "The length of the offer.",
        difference: ["resolved", "offered"],
        empty: "an end is missing; it is negative; or it begins after the first RoutingEnded";
    "timed_out" Flag |row| Some(row.offer.timed_out), "Whether the operator's timeout expired, whatever the outcome.";
    "outcome" Category (OfferOutcome::NAMES, |row| row.offer.outcome.code()), "What became of the offer.",
        formula: "accepted (the operator's own acceptance before the next assignment to that operator); taken (assigned after the first acceptance); else the first in time of the operator's timeout (missed), another's acceptance (taken), another queue or RoutingEnded (withdrawn); a new assignment of the same operator, or the request's end (withdrawn); pending";
    "team" Text |row, _| row.team.map(|team| Cow::Owned(team.to_owned())), "The team of the operator, by `[teams]` of phasebook.toml.",
        empty: "the operator is in no team";
    "day" Day |row| row.day, "The day that the session counts on.";
    "session_row" Count |row| row.session_row, "The row in the table `sessions`.";
}
