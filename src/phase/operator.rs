//! The phases of each operator of a session (section 2, per operator).

use super::offer::{Offer, OfferOutcome};
use super::session::{NegativePhase, span};
use crate::join::Dossier;
use crate::model::{Duration, Id, RoutingActivity, SessionOperator, Timestamp};

/// What one operator did in one session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorPhases {
    pub user_id: Id,
    /// The earliest over the stints.
    pub joined: Option<Timestamp>,
    /// The latest over the stints.
    pub left: Option<Timestamp>,
    /// The latest over the stints.
    pub concluded: Option<Timestamp>,
    /// Entries in the session's list of operators.
    pub stints: u32,
    /// From joining to leaving, summed over the stints that have both.
    pub handling: Option<Duration>,
    /// From leaving to concluding, summed over the stints that have both.
    pub after_call_work: Option<Duration>,
    /// From this operator's first assignment to anyone's first acceptance.
    pub queue: Option<Duration>,
    pub offers: u32,
    pub accepted_offers: u32,
    pub missed_offers: u32,
    /// How often this operator forwarded the session.
    pub forwarded_out: u32,
}

/// The operators of a session by their ids: those in its list, and those that an assignment, an
/// acceptance or a forward names.
pub fn operator_phases(
    dossier: Dossier<'_>,
    offers: &[Offer],
    on_negative: &mut impl FnMut(NegativePhase),
) -> Vec<OperatorPhases> {
    let mut users = users(dossier);
    users.sort_unstable();
    users.dedup();
    users
        .into_iter()
        .map(|user| one(dossier, offers, user, on_negative))
        .collect()
}

fn users(dossier: Dossier<'_>) -> Vec<Id> {
    let mut users: Vec<Id> = dossier
        .session
        .operators
        .iter()
        .filter_map(|stint| stint.user_id)
        .collect();
    for event in dossier.events {
        if matches!(
            event.activity,
            RoutingActivity::AssignedToOperator | RoutingActivity::AcceptedByOperator
        ) {
            users.extend(event.operator.map(|operator| operator.id));
        }
        users.extend(event.forwarded_by.map(|operator| operator.id));
    }
    users
}

fn one(
    dossier: Dossier<'_>,
    offers: &[Offer],
    user: Id,
    on_negative: &mut impl FnMut(NegativePhase),
) -> OperatorPhases {
    let stints: Vec<&SessionOperator> = dossier
        .session
        .operators
        .iter()
        .filter(|stint| stint.user_id == Some(user))
        .collect();
    let handling = stints.iter().map(|stint| span(stint.joined, stint.left));
    let after_call_work = stints.iter().map(|stint| span(stint.left, stint.concluded));
    let own_offers = || offers.iter().filter(|offer| offer.user_id == Some(user));
    let with_outcome = |outcome| count(own_offers().filter(|offer| offer.outcome == outcome));
    OperatorPhases {
        user_id: user,
        joined: stints.iter().filter_map(|stint| stint.joined).min(),
        left: stints.iter().filter_map(|stint| stint.left).max(),
        concluded: stints.iter().filter_map(|stint| stint.concluded).max(),
        stints: count(stints.iter()),
        handling: sum("handling", handling, on_negative),
        after_call_work: sum("operator_acw", after_call_work, on_negative),
        queue: operator_queue(dossier, user),
        offers: count(own_offers()),
        accepted_offers: with_outcome(OfferOutcome::Accepted),
        missed_offers: with_outcome(OfferOutcome::Missed),
        forwarded_out: count(dossier.events.iter().filter(|event| {
            is_forward(event.activity)
                && event.forwarded_by.map(|operator| operator.id) == Some(user)
        })),
    }
}

/// Whether an event passes the session on.
pub(super) const fn is_forward(activity: RoutingActivity) -> bool {
    matches!(
        activity,
        RoutingActivity::ForwardedToGroup
            | RoutingActivity::ForwardedToUser
            | RoutingActivity::ForwardedToPhone
    )
}

/// An operator who was assigned after the first acceptance has none; that is normal.
fn operator_queue(dossier: Dossier<'_>, user: Id) -> Option<Duration> {
    let assigned = dossier.events.iter().find(|event| {
        event.activity == RoutingActivity::AssignedToOperator
            && event.operator.map(|operator| operator.id) == Some(user)
    })?;
    let accepted = dossier
        .events
        .iter()
        .find(|event| event.activity == RoutingActivity::AcceptedByOperator)?;
    let queue = accepted.at.since(assigned.at);
    (!queue.is_negative()).then_some(queue)
}

/// The sum of the terms that are there; a negative one is left out and told. Empty without any.
fn sum(
    phase: &'static str,
    terms: impl Iterator<Item = Option<Duration>>,
    on_negative: &mut impl FnMut(NegativePhase),
) -> Option<Duration> {
    let mut total = None;
    for length in terms.flatten() {
        if length.is_negative() {
            on_negative(NegativePhase { phase, length });
        } else {
            total = Some(total.unwrap_or(Duration::ZERO).plus(length));
        }
    }
    total
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}
