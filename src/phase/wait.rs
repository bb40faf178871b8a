//! The waits of a session, request by request. They cover the guest's whole wait, while the FAQ's
//! phases look at first events only.

use super::offer::Offer;
use super::operand::{Mark, Property};
use super::request::{Request, Routing};
use crate::join::Dossier;
use crate::model::{Id, RoutingActivity};
use crate::time::Duration;

/// The wait in one request that is not an invite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestWait {
    pub request_id: Option<Id>,
    /// The request's `RoutingRequestCreated`, else its first event.
    pub from: Mark,
    /// The first acceptance; else `RoutingEnded`; else the last event if a later request follows; else the
    /// session's end if it is not before `from`; else the last event.
    pub to: Mark,
    /// The times at which the request was on offer: the union of its offers within the wait, as disjoint
    /// intervals in order.
    pub on_offer: Vec<(Mark, Mark)>,
}

impl RequestWait {
    /// The duration from `from` to `to`; 0 if it is negative.
    pub fn wait(&self) -> Duration {
        self.to.at.since(self.from.at).max(Duration::ZERO)
    }

    /// The time during which an operator was asked to accept the request.
    pub fn offer_time(&self) -> Duration {
        let lengths = self.on_offer.iter().map(|(from, to)| to.at.since(from.at));
        lengths.fold(Duration::ZERO, Duration::plus)
    }
}

/// The sums of a session's waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionWaits {
    /// The wait in all requests that are not invites; empty without such a request.
    pub wait_total: Option<Duration>,
    pub offer_time: Option<Duration>,
    /// The rest of `wait_total`, during which no operator was asked.
    pub queue_time: Option<Duration>,
    /// The wait in the requests after the first; empty unless there is a second request.
    pub wait_after_forward: Option<Duration>,
}

impl SessionWaits {
    /// Sums the waits of a session.
    pub fn from_requests(waits: &[RequestWait]) -> Self {
        let sum = |waits: &[RequestWait], length: fn(&RequestWait) -> Duration| {
            let lengths = waits.iter().map(length);
            (!waits.is_empty()).then(|| lengths.fold(Duration::ZERO, Duration::plus))
        };
        let wait_total = sum(waits, RequestWait::wait);
        let offer_time = sum(waits, RequestWait::offer_time);
        let rest = |total: Duration, offered: Duration| {
            Duration::from_microseconds(total.microseconds() - offered.microseconds())
        };
        Self {
            wait_total,
            offer_time,
            queue_time: wait_total.zip(offer_time).map(|(a, b)| rest(a, b)),
            wait_after_forward: waits
                .get(1..)
                .and_then(|after| sum(after, RequestWait::wait)),
        }
    }
}

/// The waits of all requests that are not invites, in the order of the requests.
pub fn request_waits(
    dossier: Dossier<'_>,
    routing: &Routing<'_>,
    offers: &[Offer],
) -> Vec<RequestWait> {
    routing
        .waiting()
        .filter_map(|request| {
            let from = start(request)?;
            let to = end(dossier, request, from)?;
            let own = offers.iter().filter(|offer| offer.request_id == request.id);
            Some(RequestWait {
                request_id: request.id,
                from,
                to,
                on_offer: union(own, from, to),
            })
        })
        .collect()
}

fn start(request: &Request<'_>) -> Option<Mark> {
    let mut events = request.events.iter();
    let created =
        events.find(|(_, event)| event.activity == RoutingActivity::RoutingRequestCreated);
    let &(position, event) = created.or_else(|| request.events.first())?;
    Some(Mark::event(position, event))
}

fn end(dossier: Dossier<'_>, request: &Request<'_>, from: Mark) -> Option<Mark> {
    if let Some((position, event)) = request.accepted.or(request.ended) {
        return Some(Mark::event(position, event));
    }
    if request.is_followed {
        return request.last_event();
    }
    let ended = dossier.session.ended.filter(|&ended| ended >= from.at);
    ended
        .map(|at| Mark::session(Property::Ended, at))
        .or_else(|| request.last_event())
}

/// The union of offers within a wait. A pending offer lasts to the end of the wait. An acceptance without an
/// earlier assignment was never on offer.
fn union<'a>(offers: impl Iterator<Item = &'a Offer>, from: Mark, to: Mark) -> Vec<(Mark, Mark)> {
    let mut spans: Vec<(Mark, Mark)> = offers
        .filter_map(|offer| {
            let offered = offer.offered?;
            let resolved = offer.resolved.unwrap_or(to);
            let first = if offered.at < from.at { from } else { offered };
            let last = if resolved.at > to.at { to } else { resolved };
            (first.at < last.at).then_some((first, last))
        })
        .collect();
    spans.sort_by_key(|(first, _)| first.at);
    let mut union: Vec<(Mark, Mark)> = Vec::with_capacity(spans.len());
    for (first, last) in spans {
        match union.last_mut() {
            Some((_, until)) if first.at <= until.at => {
                if last.at > until.at {
                    *until = last;
                }
            }
            _ => union.push((first, last)),
        }
    }
    union
}
