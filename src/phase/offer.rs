//! Offers: each assignment of a request to an operator.

use super::operand::{Empty, Mark, MarkPair};
use super::request::{Request, Routing};
use super::visit::openings;
use crate::join::Dossier;
use crate::model::{Event, Id, RoutingActivity, category};
use crate::time::Duration;

category! {
    /// The result of an offer.
    pub enum OfferOutcome {
        /// The operator accepted, even if after the timeout.
        Accepted = "accepted",
        /// The offer timed out.
        Missed = "missed",
        /// Another operator accepted.
        Taken = "taken",
        /// The routing withdrew the offer: by another assignment of the same operator, by another queue, or at
        /// the end of the request.
        Withdrawn = "withdrawn",
        /// The result is not known yet.
        Pending = "pending",
    }
}

/// One offer of a request to an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    pub request_id: Option<Id>,
    /// The number of the offer in the request, from 1.
    pub number: u32,
    pub is_invite: bool,
    pub queue_id: Option<Id>,
    /// The operator; `None` if the routing names none.
    pub user_id: Option<Id>,
    /// The time of the assignment; `None` for an acceptance without an earlier assignment.
    pub offered: Option<Mark>,
    /// The event or property that resolved the offer; `None` while the offer is pending.
    pub resolved: Option<Mark>,
    /// The duration from `offered` to `resolved`, or the reason why it is empty.
    pub length: Result<Duration, Empty>,
    pub timed_out: bool,
    pub outcome: OfferOutcome,
}

impl Offer {
    /// The duration from `offered` to `resolved`, if it is not empty.
    pub fn duration(&self) -> Option<Duration> {
        self.length.ok()
    }
}

/// The offers of all requests, request by request.
pub fn offers(dossier: Dossier<'_>, routing: &Routing<'_>) -> Vec<Offer> {
    let mut all = Vec::new();
    for request in &routing.requests {
        let trail = Trail::new(dossier, request);
        let mut number = 0;
        for (index, &(_, event)) in request.events.iter().enumerate() {
            let offer = match event.activity {
                RoutingActivity::AssignedToOperator => trail.assignment(index),
                RoutingActivity::AcceptedByOperator if !trail.was_assigned(index) => {
                    trail.bare_acceptance(index)
                }
                _ => continue,
            };
            number += 1;
            all.push(Offer { number, ..offer });
        }
    }
    all
}

/// One request with everything that determines its offers. Indexes refer to the request's events.
struct Trail<'a> {
    dossier: Dossier<'a>,
    request: &'a Request<'a>,
    /// The event's index and the queue of each opened visit.
    openings: Vec<(usize, Id)>,
    accepted: Option<usize>,
    ended: Option<usize>,
}

impl<'a> Trail<'a> {
    fn new(dossier: Dossier<'a>, request: &'a Request<'a>) -> Self {
        let index_of = |position: usize| {
            request
                .events
                .binary_search_by_key(&position, |&(position, _)| position)
                .ok()
        };
        let openings = openings(request)
            .into_iter()
            .filter_map(|(position, queue, _)| Some((index_of(position)?, queue)))
            .collect();
        Self {
            dossier,
            request,
            openings,
            accepted: request
                .accepted
                .and_then(|(position, _)| index_of(position)),
            ended: request.ended.and_then(|(position, _)| index_of(position)),
        }
    }

    fn event(&self, index: usize) -> &'a Event {
        self.request.events[index].1
    }

    fn mark(&self, index: usize) -> Mark {
        let (position, event) = self.request.events[index];
        Mark::event(position, event)
    }

    fn is(&self, index: usize, activity: RoutingActivity) -> bool {
        self.event(index).activity == activity
    }

    fn user(&self, index: usize) -> Option<Id> {
        self.event(index).operator.map(|operator| operator.id)
    }

    /// Whether the operator at `index` was assigned earlier.
    fn was_assigned(&self, index: usize) -> bool {
        let user = self.user(index);
        user.is_some()
            && (0..index).any(|before| {
                self.is(before, RoutingActivity::AssignedToOperator) && self.user(before) == user
            })
    }

    /// The next assignment of the same operator after `index`, or the end of the events.
    fn next_assignment(&self, index: usize) -> usize {
        let user = self.user(index);
        let count = self.request.events.len();
        (index + 1..count)
            .find(|&later| {
                user.is_some()
                    && self.is(later, RoutingActivity::AssignedToOperator)
                    && self.user(later) == user
            })
            .unwrap_or(count)
    }

    fn bare_acceptance(&self, index: usize) -> Offer {
        let next = self.next_assignment(index);
        Offer {
            offered: None,
            length: Err(Empty::Missing),
            timed_out: self.timeout(index, 0..next).is_some(),
            ..self.offer(index, OfferOutcome::Accepted, Some(self.mark(index)))
        }
    }

    fn assignment(&self, index: usize) -> Offer {
        let next = self.next_assignment(index);
        let (outcome, resolved) = self.resolve(index, next);
        let offer = self.offer(index, outcome, resolved);
        Offer {
            timed_out: self.timeout(index, index + 1..next).is_some(),
            ..offer
        }
    }

    fn offer(&self, index: usize, outcome: OfferOutcome, resolved: Option<Mark>) -> Offer {
        let (position, event) = self.request.events[index];
        // The acceptance closes the visit, but the accepted offer itself was still made in that visit.
        let is_after_acceptance = self.accepted.is_some_and(|accepted| accepted < index);
        let mut opened = self.openings.iter().filter(|_| !is_after_acceptance);
        let current = opened.rfind(|(opened, _)| *opened <= index);
        let offered = Some(Mark::event(position, event));
        Offer {
            request_id: self.request.id,
            number: 0,
            is_invite: self.request.is_invite,
            queue_id: event
                .group
                .map(|group| group.id)
                .or_else(|| current.map(|&(_, queue)| queue)),
            user_id: self.user(index),
            offered,
            resolved,
            length: self
                .request
                .length(position, MarkPair::new(offered, resolved)),
            timed_out: false,
            outcome,
        }
    }

    /// The first timeout of the operator at `index` within `range`.
    fn timeout(&self, index: usize, range: std::ops::Range<usize>) -> Option<usize> {
        let user = self.user(index)?;
        range.into_iter().find(|&at| {
            self.is(at, RoutingActivity::OperatorTimeoutExpired) && self.user(at) == Some(user)
        })
    }

    /// The outcome of the assignment at `index`, with the mark that resolves it. `next` is the next
    /// assignment of the same operator, or the end of the events.
    fn resolve(&self, index: usize, next: usize) -> (OfferOutcome, Option<Mark>) {
        let user = self.user(index);
        let own_acceptance = (index + 1..next).find(|&at| {
            user.is_some()
                && self.is(at, RoutingActivity::AcceptedByOperator)
                && self.user(at) == user
        });
        if let Some(at) = own_acceptance {
            return (OfferOutcome::Accepted, Some(self.mark(at)));
        }
        if self.accepted.is_some_and(|accepted| accepted < index) {
            return (OfferOutcome::Taken, Some(self.mark(index)));
        }
        for at in index + 1..next {
            let event = self.event(at);
            let outcome = match event.activity {
                RoutingActivity::OperatorTimeoutExpired
                    if user.is_some() && self.user(at) == user =>
                {
                    OfferOutcome::Missed
                }
                RoutingActivity::AcceptedByOperator => OfferOutcome::Taken,
                RoutingActivity::EnteredGroupQueue
                    if self.openings.iter().any(|&(opened, _)| opened == at) =>
                {
                    OfferOutcome::Withdrawn
                }
                RoutingActivity::RoutingEnded if self.ended == Some(at) => OfferOutcome::Withdrawn,
                _ => continue,
            };
            return (outcome, Some(self.mark(at)));
        }
        if next < self.request.events.len() {
            return (OfferOutcome::Withdrawn, Some(self.mark(next)));
        }
        match self.request.end(self.dossier) {
            Some(end) => (OfferOutcome::Withdrawn, Some(end)),
            None => (OfferOutcome::Pending, None),
        }
    }
}
