//! Where visits of queues went: to which queue, and whether the session was answered later.

use super::request::Routing;
use super::visit::{Visit, VisitExit};
use crate::model::Id;

/// Where one visit went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Overflowed: the next visit's queue; forwarded: the first queue of the next request that is no
    /// invite; else empty.
    pub to_queue: Option<Id>,
    /// Whether a visit that opened later in the session was answered, invites passed over.
    pub is_answered_later: bool,
}

/// Where each visit went, in the order of the visits.
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
