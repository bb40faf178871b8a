//! Queue visits: each stay of a request in a group.

use super::operand::{Empty, Mark, MarkPair};
use super::request::{Request, Routing};
use crate::join::Dossier;
use crate::model::{Coded, GuestLeft, Id, RoutingActivity, category};
use crate::time::{Duration, Timestamp};

category! {
    /// The way in which a visit ended.
    pub enum VisitExit {
        /// An operator accepted while the request was in this queue.
        Answered = "answered",
        /// The request entered another queue.
        Overflowed = "overflowed",
        /// The request ended without an acceptance, and a later request follows.
        Forwarded = "forwarded",
        /// The guest left while waiting here.
        Abandoned = "abandoned",
        /// The end is not known yet.
        Open = "open",
        /// The visit ended in another way.
        Ended = "ended",
    }
}

/// One stay of a request in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The index of the request in the order of the session's requests.
    pub request: usize,
    pub request_id: Option<Id>,
    /// The number of the visit in the request, from 1.
    pub number: u32,
    pub is_invite: bool,
    pub queue_id: Id,
    /// The index, in the session's history, of the event that opened the visit.
    pub opened_at: usize,
    pub entered: Timestamp,
    pub left: Option<Mark>,
    /// The duration from `entered` to `left`, or the reason why it is empty.
    pub stay: Result<Duration, Empty>,
    pub exit: VisitExit,
}

impl Visit {
    /// The duration from `entered` to `left`, if it is not empty.
    pub fn duration(&self) -> Option<Duration> {
        self.stay.ok()
    }
}

/// The visits of all requests, request by request.
pub fn visits(dossier: Dossier<'_>, routing: &Routing<'_>) -> Vec<Visit> {
    let mut all = Vec::new();
    for (number, request) in routing.requests.iter().enumerate() {
        let openings = openings(request);
        for (index, &(opened_at, queue_id, entered)) in openings.iter().enumerate() {
            let next = openings.get(index + 1);
            all.push(Visit {
                request: number,
                request_id: request.id,
                number: u32::try_from(index + 1).unwrap_or(u32::MAX),
                is_invite: request.is_invite,
                queue_id,
                opened_at,
                entered,
                left: next.map(|&(next, ..)| Mark::event(next, &dossier.events[next])),
                stay: Err(Empty::Missing),
                exit: VisitExit::Overflowed,
            });
        }
    }
    let session_last = last_visit(&all).map(|visit| visit.opened_at);
    for (index, request) in routing.requests.iter().enumerate() {
        let last = all.iter_mut().rfind(|visit| visit.request == index);
        if let Some(visit) = last {
            let is_last = session_last == Some(visit.opened_at);
            visit.exit = exit(dossier, request, is_last);
            visit.left = match (visit.exit, request.accepted) {
                (VisitExit::Open, _) => None,
                (_, Some((position, accepted))) => Some(Mark::event(position, accepted)),
                (_, None) => request.end(dossier),
            };
        }
    }
    for visit in &mut all {
        let request = &routing.requests[visit.request];
        let entered = Mark::event(visit.opened_at, &dossier.events[visit.opened_at]);
        visit.stay = request.length(visit.opened_at, MarkPair::new(Some(entered), visit.left));
    }
    all
}

/// The visit that was opened last, invites excluded.
pub fn last_visit(visits: &[Visit]) -> Option<&Visit> {
    visits
        .iter()
        .filter(|visit| !visit.is_invite)
        .max_by_key(|visit| visit.opened_at)
}

/// The openings of a request's visits: position, queue and timestamp. A visit opens at an `EnteredGroupQueue`
/// of another group than the current one, or at an `AssignedToOperator` with a group while no visit is open,
/// but never after the first acceptance.
pub(super) fn openings(request: &Request<'_>) -> Vec<(usize, Id, Timestamp)> {
    let mut openings: Vec<(usize, Id, Timestamp)> = Vec::new();
    for &(position, event) in &request.events {
        let Some(group) = event.group else {
            if event.activity == RoutingActivity::AcceptedByOperator {
                break;
            }
            continue;
        };
        let opens = match event.activity {
            RoutingActivity::AcceptedByOperator => break,
            RoutingActivity::EnteredGroupQueue => openings
                .last()
                .is_none_or(|&(_, queue, _)| queue != group.id),
            RoutingActivity::AssignedToOperator => openings.is_empty(),
            _ => false,
        };
        if opens {
            openings.push((position, group.id, event.at));
        }
    }
    openings
}

/// The way in which the last visit of a request ended.
fn exit(dossier: Dossier<'_>, request: &Request<'_>, is_last_of_session: bool) -> VisitExit {
    let session = dossier.session;
    let guest_left = session.guest_left.map(Coded::value);
    if request.accepted.is_some() {
        VisitExit::Answered
    } else if request.is_followed {
        VisitExit::Forwarded
    } else if !session.is_closed() && request.ended.is_none() {
        VisitExit::Open
    } else if is_last_of_session && guest_left == Some(GuestLeft::LeftQueue) {
        // Invites do not count when the session's last visit is determined.
        VisitExit::Abandoned
    } else {
        VisitExit::Ended
    }
}
