//! What became of a session: outcome, owner, waiting time, queues (section 3, rules).

use super::offer::{Offer, OfferOutcome};
use super::operator::is_forward;
use super::request::Routing;
use super::session::{Phase, SessionPhases, span};
use super::visit::Visit;
use crate::join::Dossier;
use crate::model::{Coded, Duration, GuestLeft, Id, RoutingActivity, SessionStatus, Timestamp};

/// How a session went out, before the short-abandon limit is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An operator accepted, or the session was started.
    Answered,
    /// The guest left while waiting.
    Abandoned,
    /// Nobody answered, and the guest did not leave first.
    Unanswered,
    /// The guest left before routing.
    LeftBeforeQueue,
    /// A chatbot took part, and no operator was asked for.
    BotOnly,
    /// The guest was refused.
    Blacklisted,
    /// It is not over.
    Open,
}

/// What became of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionOutcome {
    pub outcome: Outcome,
    /// The queue of the first visit.
    pub entry_queue: Option<Id>,
    /// The queue of the visit that the first acceptance came in.
    pub answer_queue: Option<Id>,
    /// The operator of the first acceptance, else the one who joined first.
    pub owner: Option<Id>,
    /// The moment of the first acceptance outside invites.
    pub answered: Option<Timestamp>,
    /// From the first routing request to the first acceptance, or the platform's own waiting
    /// time. Of answered sessions only.
    pub speed_of_answer: Option<Duration>,
    /// How long the guest waited, whatever the outcome.
    pub wait: Option<Duration>,
    /// Distinct users in the session's list of operators.
    pub operators: u32,
    pub offers: u32,
    pub missed_offers: u32,
    pub forwards: u32,
}

/// Judges a session by its phases, visits and offers.
#[must_use]
pub fn outcome(
    dossier: Dossier<'_>,
    routing: &Routing<'_>,
    phases: &SessionPhases,
    visits: &[Visit],
    offers: &[Offer],
) -> SessionOutcome {
    let session = dossier.session;
    let outcome = decide(dossier, routing);
    let accepted = routing.first_waiting(RoutingActivity::AcceptedByOperator);
    let requested = routing
        .first_waiting(RoutingActivity::RoutingRequestCreated)
        .map(|(_, event)| event.at);
    let answered = accepted.map(|(_, event)| event.at);
    let waited = phases.get(Phase::Waited);
    let speed_of_answer = (outcome == Outcome::Answered)
        .then(|| not_negative(span(requested, answered)).or(waited))
        .flatten();
    let wait = if outcome == Outcome::Answered {
        speed_of_answer
    } else {
        let since = requested.unwrap_or(session.created);
        waited.or_else(|| not_negative(span(Some(since), session.ended)))
    };
    let entry = visits
        .iter()
        .filter(|visit| !visit.is_invite)
        .min_by_key(|visit| visit.opened_at);
    let named = accepted.and_then(|(_, event)| event.operator);
    let missed = offers
        .iter()
        .filter(|offer| offer.outcome == OfferOutcome::Missed);
    let forwards = dossier
        .events
        .iter()
        .filter(|event| is_forward(event.activity));
    SessionOutcome {
        outcome,
        entry_queue: entry.map(|visit| visit.queue_id),
        answer_queue: accepted.and_then(|(position, _)| queue_at(routing, visits, position)),
        owner: named
            .map(|operator| operator.id)
            .or_else(|| first_to_join(dossier)),
        answered,
        speed_of_answer,
        wait,
        operators: distinct_operators(dossier),
        offers: count(offers.iter()),
        missed_offers: count(missed),
        forwards: count(forwards),
    }
}

fn decide(dossier: Dossier<'_>, routing: &Routing<'_>) -> Outcome {
    let session = dossier.session;
    let guest_left = session.guest_left.map(Coded::value);
    let is_accepted = dossier
        .events
        .iter()
        .any(|event| event.activity == RoutingActivity::AcceptedByOperator);
    let was_requested = || {
        routing
            .first_waiting(RoutingActivity::RoutingRequestCreated)
            .is_some()
    };
    if session.status.map(Coded::value) == Some(SessionStatus::Blacklisted) {
        Outcome::Blacklisted
    } else if is_accepted || session.started.is_some() {
        Outcome::Answered
    } else if session.blacklisted {
        Outcome::Blacklisted
    } else if !session.is_closed() {
        Outcome::Open
    } else if guest_left == Some(GuestLeft::LeftBeforeQueue) {
        Outcome::LeftBeforeQueue
    } else if guest_left == Some(GuestLeft::LeftQueue) {
        Outcome::Abandoned
    } else if session.had_chatbot && !was_requested() {
        Outcome::BotOnly
    } else {
        Outcome::Unanswered
    }
}

/// The queue of the visit that the event at this position came in.
fn queue_at(routing: &Routing<'_>, visits: &[Visit], position: usize) -> Option<Id> {
    let request = routing
        .requests
        .iter()
        .position(|request| request.accepted.is_some_and(|(at, _)| at == position))?;
    visits
        .iter()
        .rfind(|visit| visit.request == request)
        .map(|visit| visit.queue_id)
}

/// The operator with the earliest `joined`, between equals the first in the record.
fn first_to_join(dossier: Dossier<'_>) -> Option<Id> {
    dossier
        .session
        .operators
        .iter()
        .filter_map(|stint| Some((stint.joined?, stint.user_id?)))
        .min_by_key(|(joined, _)| *joined)
        .map(|(_, user)| user)
}

fn distinct_operators(dossier: Dossier<'_>) -> u32 {
    let mut users: Vec<Id> = dossier
        .session
        .operators
        .iter()
        .filter_map(|stint| stint.user_id)
        .collect();
    users.sort_unstable();
    users.dedup();
    count(users.iter())
}

fn not_negative(length: Option<Duration>) -> Option<Duration> {
    length.filter(|length| !length.is_negative())
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}
