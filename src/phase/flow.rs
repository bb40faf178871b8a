//! The flow of queue visits: the next queue of a visit, and whether the session was answered later.

use super::request::Routing;
use super::visit::{Visit, VisitExit};
use crate::model::Id;

/// The flow of one visit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// For an overflowed visit, the queue of the next visit; for a forwarded visit, the first queue of the
    /// next request that is not an invite; else empty.
    pub to_queue: Option<Id>,
    /// Whether a later visit of the session was answered. Invites are ignored.
    pub is_answered_later: bool,
}

/// The flows of all visits, in the order of the visits.
pub fn flows(routing: &Routing<'_>, visits: &[Visit]) -> Vec<Flow> {
    let answered = visits
        .iter()
        .filter(|visit| !visit.is_invite && visit.exit == VisitExit::Answered)
        .map(|visit| visit.opened_at)
        .max();
    let first_of = |request: usize| visits.iter().find(|visit| visit.request == request);
    visits
        .iter()
        .enumerate()
        .map(|(index, visit)| {
            let next = match visit.exit {
                VisitExit::Overflowed => visits.get(index + 1),
                VisitExit::Forwarded => {
                    let later = visit.request + 1..routing.requests.len();
                    let mut waiting = later.filter(|&later| !routing.requests[later].is_invite);
                    waiting.next().and_then(first_of)
                }
                _ => None,
            };
            Flow {
                to_queue: next.map(|next| next.queue_id),
                is_answered_later: answered.is_some_and(|at| at > visit.opened_at),
            }
        })
        .collect()
}
