//! The outcome of a session, with its owner, waiting time and queues.

use super::offer::{Offer, OfferOutcome};
use super::operand::{Mark, MarkPair, Measured, Property, StintProperty};
use super::request::Routing;
use super::session::{Phase, SessionPhases};
use super::visit::Visit;
use crate::join::Dossier;
use crate::model::{Coded, Event, GuestLeft, Id, RoutingActivity, SessionStatus};

/// The outcome of a session before the short-abandon limit is applied.
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
    /// A chatbot took part, and no operator was requested.
    BotOnly,
    /// The guest was refused.
    Blacklisted,
    /// The session is not over.
    Open,
}

/// The rule that decided a session's outcome. Rules are checked in this order, and the first match decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The status is BLACKLISTED.
    BlacklistedStatus,
    /// An operator accepted. The mark is the first acceptance over all requests.
    Accepted(Mark),
    /// The session has `started`.
    Started(Mark),
    /// The session is marked `blacklisted`.
    BlacklistedMark,
    /// The status is neither CLOSED nor BLACKLISTED, and the session has no `ended`.
    NotClosed,
    /// `guestLeftSession` is LeftBeforeQueue.
    LeftBeforeQueue,
    /// `guestLeftSession` is LeftQueue.
    LeftQueue,
    /// A chatbot took part, and no operator was requested.
    BotOnly,
    /// No other rule matches.
    Nothing,
}

impl Decision {
    /// The outcome that this rule gives.
    pub const fn outcome(self) -> Outcome {
        match self {
            Self::BlacklistedStatus | Self::BlacklistedMark => Outcome::Blacklisted,
            Self::Accepted(_) | Self::Started(_) => Outcome::Answered,
            Self::NotClosed => Outcome::Open,
            Self::LeftBeforeQueue => Outcome::LeftBeforeQueue,
            Self::LeftQueue => Outcome::Abandoned,
            Self::BotOnly => Outcome::BotOnly,
            Self::Nothing => Outcome::Unanswered,
        }
    }
}

/// The outcome of a session, with its owner, waiting time and queues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionOutcome {
    pub outcome: Outcome,
    /// The rule that decided the outcome.
    pub decision: Decision,
    /// The queue of the first visit.
    pub entry_queue: Option<Id>,
    /// The queue of the visit in which the first acceptance outside invites came.
    pub answer_queue: Option<Id>,
    /// The operator of the first acceptance outside invites, or else the operator who joined first.
    pub owner: Option<Id>,
    /// The first `RoutingRequestCreated` outside invites, at which routing begins.
    pub requested: Option<Mark>,
    /// The first acceptance outside invites.
    pub answered: Option<Mark>,
    /// The duration from `requested` to `answered`, else the platform's waiting time. `None` unless the session was
    /// answered.
    pub speed_of_answer: Option<Measured>,
    /// The waiting time of the guest, whatever the outcome; `speed_of_answer` if the session was answered.
    pub wait: Option<Measured>,
    /// The number of distinct users in the session's list of operators.
    pub operators: u32,
    pub offers: u32,
    pub missed_offers: u32,
    pub forwards: u32,
}

/// Determines the outcome of a session from its phases, visits and offers.
pub fn outcome(
    dossier: Dossier<'_>,
    routing: &Routing<'_>,
    phases: &SessionPhases,
    visits: &[Visit],
    offers: &[Offer],
) -> SessionOutcome {
    let session = dossier.session;
    let decision = decide(dossier, routing);
    let outcome = decision.outcome();
    let mark = |(position, event)| Mark::event(position, event);
    let accepted = routing.first_waiting(RoutingActivity::AcceptedByOperator);
    let requested = routing.first_waiting(RoutingActivity::RoutingRequestCreated);
    let (answered, requested) = (accepted.map(mark), requested.map(mark));
    let waited = phases
        .get(Phase::Waited)
        .map(|length| Measured::Given(Property::Waited, length));
    let speed_of_answer = (outcome == Outcome::Answered)
        .then(|| Measured::between(MarkPair::new(requested, answered)).or(waited))
        .flatten();
    let wait = if outcome == Outcome::Answered {
        speed_of_answer
    } else {
        let since = requested.unwrap_or(Mark::session(Property::Created, session.created));
        let ended = session.ended.map(|at| Mark::session(Property::Ended, at));
        waited.or_else(|| Measured::between(MarkPair::new(Some(since), ended)))
    };
    let missed = offers
        .iter()
        .filter(|offer| offer.outcome == OfferOutcome::Missed);
    let forwards = dossier
        .events
        .iter()
        .filter(|event| is_forward(event.activity));
    SessionOutcome {
        outcome,
        decision,
        entry_queue: entry_visit(visits).map(|visit| visit.queue_id),
        answer_queue: answer_visit(routing, visits).map(|visit| visit.queue_id),
        owner: owner(dossier, accepted).map(|(user, _)| user),
        requested,
        answered,
        speed_of_answer,
        wait,
        operators: distinct_operators(dossier),
        offers: count(offers.iter()),
        missed_offers: count(missed),
        forwards: count(forwards),
    }
}

/// Whether an event forwards the session.
pub const fn is_forward(activity: RoutingActivity) -> bool {
    matches!(
        activity,
        RoutingActivity::ForwardedToGroup
            | RoutingActivity::ForwardedToUser
            | RoutingActivity::ForwardedToPhone
    )
}

fn decide(dossier: Dossier<'_>, routing: &Routing<'_>) -> Decision {
    let session = dossier.session;
    let guest_left = session.guest_left.map(Coded::value);
    let accepted = super::session::first(dossier, RoutingActivity::AcceptedByOperator);
    let was_requested = || {
        routing
            .first_waiting(RoutingActivity::RoutingRequestCreated)
            .is_some()
    };
    if session.status.map(Coded::value) == Some(SessionStatus::Blacklisted) {
        Decision::BlacklistedStatus
    } else if let Some(accepted) = accepted {
        Decision::Accepted(accepted)
    } else if let Some(started) = session.started {
        Decision::Started(Mark::session(Property::Started, started))
    } else if session.blacklisted {
        Decision::BlacklistedMark
    } else if !session.is_closed() {
        Decision::NotClosed
    } else if guest_left == Some(GuestLeft::LeftBeforeQueue) {
        Decision::LeftBeforeQueue
    } else if guest_left == Some(GuestLeft::LeftQueue) {
        Decision::LeftQueue
    } else if session.had_chatbot && !was_requested() {
        Decision::BotOnly
    } else {
        Decision::Nothing
    }
}

/// The visit that determines the entry queue: the session's first visit outside invites.
pub fn entry_visit(visits: &[Visit]) -> Option<&Visit> {
    visits
        .iter()
        .filter(|visit| !visit.is_invite)
        .min_by_key(|visit| visit.opened_at)
}

/// The visit that determines the answer queue: the visit in which the first acceptance outside invites came.
pub fn answer_visit<'v>(routing: &Routing<'_>, visits: &'v [Visit]) -> Option<&'v Visit> {
    let (position, _) = routing.first_waiting(RoutingActivity::AcceptedByOperator)?;
    let request = routing
        .requests
        .iter()
        .position(|request| request.accepted.is_some_and(|(at, _)| at == position))?;
    visits.iter().rfind(|visit| visit.request == request)
}

/// The owner, with the mark that determines it: the operator of the first acceptance outside invites. If no
/// operator is named there, it is the operator with the earliest `joined`; of equal ones, the first in the
/// record.
pub fn owner(dossier: Dossier<'_>, accepted: Option<(usize, &Event)>) -> Option<(Id, Mark)> {
    if let Some((position, event)) = accepted
        && let Some(operator) = event.operator
    {
        return Some((operator.id, Mark::event(position, event)));
    }
    let stints = dossier.session.operators.iter().enumerate();
    stints
        .filter_map(|(position, stint)| {
            let joined = Mark::stint(position, stint, StintProperty::Joined)?;
            Some((stint.user_id?, joined))
        })
        .min_by_key(|(_, joined)| joined.at)
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

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}
