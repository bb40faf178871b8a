//! Routing requests: the events with one `routingRequestId`.

use super::operand::{Empty, Mark, MarkPair, Property};
use crate::join::Dossier;
use crate::model::{Event, Id, RoutingActivity};
use crate::time::Duration;

/// The events of one routing request. Positions are indexes in the session's whole history.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    pub id: Option<Id>,
    /// The events with their positions, in order; at least one.
    pub events: Vec<(usize, &'a Event)>,
    /// Whether the request is an invite, which calls in a second operator while the guest is not waiting.
    pub is_invite: bool,
    /// The first `AcceptedByOperator`.
    pub accepted: Option<(usize, &'a Event)>,
    /// The first `RoutingEnded`.
    pub ended: Option<(usize, &'a Event)>,
    /// Whether a later request follows that is not an invite.
    pub is_followed: bool,
}

impl Request<'_> {
    /// The last event.
    pub fn last_event(&self) -> Option<Mark> {
        let &(position, event) = self.events.last()?;
        Some(Mark::event(position, event))
    }

    /// The end of a request without an acceptance: its `RoutingEnded`; else its last event if a later request
    /// follows; else the session's end; else its last event. `None` while the session is open.
    pub fn end(&self, dossier: Dossier<'_>) -> Option<Mark> {
        if let Some((position, ended)) = self.ended {
            return Some(Mark::event(position, ended));
        }
        if self.is_followed {
            return self.last_event();
        }
        if !dossier.session.is_closed() {
            return None;
        }
        let ended = dossier.session.ended;
        ended
            .map(|at| Mark::session(Property::Ended, at))
            .or_else(|| self.last_event())
    }

    /// Whether an interval that begins at this position begins after the first `RoutingEnded`.
    pub fn is_after_end(&self, position: usize) -> bool {
        self.ended.is_some_and(|(ended, _)| ended < position)
    }

    /// The duration of an interval that begins at this position; empty if it is negative, or if it begins after the
    /// first `RoutingEnded` and ends with the request: that end is then the same `RoutingEnded`.
    pub(super) fn length(&self, position: usize, marks: MarkPair) -> Result<Duration, Empty> {
        let length = marks.not_negative()?;
        let end = self.ended.map(|(at, ended)| Mark::event(at, ended));
        if self.is_after_end(position) && marks.to == end {
            return Err(Empty::AfterRoutingEnded);
        }
        Ok(length)
    }
}

/// A session's routing history as requests, in the order of their first events.
#[derive(Clone, Debug, Default)]
pub struct Routing<'a> {
    pub requests: Vec<Request<'a>>,
}

impl<'a> Routing<'a> {
    /// The requests of a session. All events without a `routingRequestId` form one request.
    pub fn from_events(events: &'a [Event]) -> Self {
        let mut requests: Vec<Request<'a>> = Vec::new();
        for (position, event) in events.iter().enumerate() {
            let known = requests
                .iter_mut()
                .rfind(|request| request.id == event.request);
            if let Some(request) = known {
                request.events.push((position, event));
                continue;
            }
            // All remaining events mostly belong to this request, so one allocation has room for them.
            let mut own = Vec::with_capacity(events.len() - position);
            own.push((position, event));
            requests.push(Request {
                id: event.request,
                events: own,
                is_invite: false,
                accepted: None,
                ended: None,
                is_followed: false,
            });
        }
        for request in &mut requests {
            request.accepted = first(&request.events, RoutingActivity::AcceptedByOperator);
            request.ended = first(&request.events, RoutingActivity::RoutingEnded);
            request.is_invite = is_invite(&request.events);
        }
        let mut is_followed = false;
        for request in requests.iter_mut().rev() {
            request.is_followed = is_followed;
            is_followed |= !request.is_invite;
        }
        Self { requests }
    }

    /// The requests in which the guest waits.
    pub fn waiting(&self) -> impl Iterator<Item = &Request<'a>> {
        self.requests.iter().filter(|request| !request.is_invite)
    }

    /// The first event of this kind outside invites.
    pub fn first_waiting(&self, activity: RoutingActivity) -> Option<(usize, &'a Event)> {
        self.waiting()
            .filter_map(|request| first(&request.events, activity))
            .min_by_key(|(position, _)| *position)
    }
}

fn first<'a>(
    events: &[(usize, &'a Event)],
    activity: RoutingActivity,
) -> Option<(usize, &'a Event)> {
    events
        .iter()
        .copied()
        .find(|(_, event)| event.activity == activity)
}

fn is_invite(events: &[(usize, &Event)]) -> bool {
    events
        .iter()
        .take_while(|(_, event)| event.activity != RoutingActivity::AcceptedByOperator)
        .any(|(_, event)| {
            matches!(
                event.activity,
                RoutingActivity::InvitedGroup | RoutingActivity::InvitedUser
            )
        })
}
