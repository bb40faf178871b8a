//! The phases of each operator of a session.

use super::offer::{Offer, OfferOutcome};
use super::operand::{Derivation, Empty, Mark, MarkPair, StintProperty};
use super::outcome::is_forward;
use super::session::{NegativePhase, first};
use crate::join::Dossier;
use crate::model::{Event, Id, RoutingActivity};
use crate::time::{Duration, Timestamp};

/// The phases of one operator in one session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorPhases {
    pub user_id: Id,
    /// The earliest `joined` of the stints.
    pub joined: Option<Timestamp>,
    /// The latest `left` of the stints.
    pub left: Option<Timestamp>,
    /// The latest `concluded` of the stints.
    pub concluded: Option<Timestamp>,
    /// The number of entries in the session's list of operators.
    pub stints: u32,
    /// The durations from joining to leaving, summed over the stints that have both timestamps.
    pub handling: Option<Duration>,
    /// The durations from leaving to concluding, summed over the stints that have both timestamps.
    pub after_call_work: Option<Duration>,
    /// The duration from this operator's first assignment to the first acceptance by any operator.
    pub queue: Option<Duration>,
    pub offers: u32,
    pub accepted_offers: u32,
    pub missed_offers: u32,
    /// The number of times that this operator forwarded the session.
    pub forwarded_out: u32,
}

/// The phases of a session's operators, in the order of their ids. Operators are the users in the session's list,
/// and the users that an assignment, an acceptance or a forward names. Negative terms of sums are passed to
/// `on_negative`.
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
    let stints = &dossier.session.operators;
    let mut users = Vec::with_capacity(stints.len() + dossier.events.len());
    users.extend(stints.iter().filter_map(|stint| stint.user_id));
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
    let stints = || {
        let stints = dossier.session.operators.iter();
        stints.filter(|stint| stint.user_id == Some(user))
    };
    let own_offers = || offers.iter().filter(|offer| offer.user_id == Some(user));
    let with_outcome = |outcome| count(own_offers().filter(|offer| offer.outcome == outcome));
    OperatorPhases {
        user_id: user,
        joined: stints().filter_map(|stint| stint.joined).min(),
        left: stints().filter_map(|stint| stint.left).max(),
        concluded: stints().filter_map(|stint| stint.concluded).max(),
        stints: count(stints()),
        handling: sum("handling", handling_terms(dossier, user), on_negative),
        after_call_work: sum(
            "operator_acw",
            after_call_work_terms(dossier, user),
            on_negative,
        ),
        queue: operator_queue(dossier, user).length(),
        offers: count(own_offers()),
        accepted_offers: with_outcome(OfferOutcome::Accepted),
        missed_offers: with_outcome(OfferOutcome::Missed),
        forwarded_out: count(dossier.events.iter().filter(|event| {
            is_forward(event.activity)
                && event.forwarded_by.map(|operator| operator.id) == Some(user)
        })),
    }
}

/// The operands of `operator_queue`: this operator's first assignment and the first acceptance by any
/// operator. The duration is empty for an operator who was assigned after the acceptance, which is normal.
pub fn operator_queue(dossier: Dossier<'_>, user: Id) -> Derivation {
    let is_own = |event: &Event| {
        event.activity == RoutingActivity::AssignedToOperator
            && event.operator.map(|operator| operator.id) == Some(user)
    };
    let mut events = dossier.events.iter().enumerate();
    let assigned = events.find(|(_, event)| is_own(event));
    let marks = MarkPair::new(
        assigned.map(|(position, event)| Mark::event(position, event)),
        first(dossier, RoutingActivity::AcceptedByOperator),
    );
    let derivation = Derivation::between(marks);
    Derivation {
        value: derivation.value.map_err(|empty| match empty {
            Empty::Negative(length) => Empty::AssignedAfterAcceptance(length),
            empty => empty,
        }),
        ..derivation
    }
}

/// The terms of `handling`, one for each stint of this operator.
pub fn handling_terms(dossier: Dossier<'_>, user: Id) -> impl Iterator<Item = MarkPair> {
    terms(dossier, user, StintProperty::Joined, StintProperty::Left)
}

/// The terms of `operator_acw`, one for each stint of this operator.
pub fn after_call_work_terms(dossier: Dossier<'_>, user: Id) -> impl Iterator<Item = MarkPair> {
    terms(dossier, user, StintProperty::Left, StintProperty::Concluded)
}

fn terms(
    dossier: Dossier<'_>,
    user: Id,
    from: StintProperty,
    to: StintProperty,
) -> impl Iterator<Item = MarkPair> {
    let stints = dossier.session.operators.iter().enumerate();
    let own = stints.filter(move |(_, stint)| stint.user_id == Some(user));
    own.map(move |(position, stint)| {
        MarkPair::new(
            Mark::stint(position, stint, from),
            Mark::stint(position, stint, to),
        )
    })
}

/// The sum of the terms with both marks; `None` without such a term. A negative term is left out and reported.
fn sum(
    phase: &'static str,
    terms: impl Iterator<Item = MarkPair>,
    on_negative: &mut impl FnMut(NegativePhase),
) -> Option<Duration> {
    let mut total = None;
    for term in terms {
        match term.not_negative() {
            Ok(length) => total = Some(total.unwrap_or(Duration::ZERO).plus(length)),
            Err(Empty::Negative(length)) => on_negative(NegativePhase { phase, length }),
            Err(_) => {}
        }
    }
    total
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}
