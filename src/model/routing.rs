//! The routing history of a session.

use super::api_enum::RoutingActivity;
use super::id::Id;
use super::place::Place;
use super::session::PersonName;
use super::text::Symbol;
use super::time::Timestamp;

/// A group of operators: where sessions queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    pub id: Id,
    pub name: Option<Symbol>,
}

/// An operator named by a routing event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    pub id: Id,
    pub name: Option<PersonName>,
}

/// One routing event with a usable timestamp.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    pub at: Timestamp,
    pub activity: RoutingActivity,
    /// Absent ids make one request of their own.
    pub request: Option<Id>,
    pub group: Option<Group>,
    pub operator: Option<Operator>,
    pub forwarded_by: Option<Operator>,
}

/// A routing history: the usable events of one session, ordered by time; events of one moment
/// keep the order of the file.
#[derive(Clone, Debug)]
pub struct History {
    pub session_id: Id,
    pub place: Place,
    pub events: Box<[Event]>,
}

impl History {
    /// A history of these events, which are put in order.
    #[must_use]
    pub fn new(session_id: Id, place: Place, mut events: Vec<Event>) -> Self {
        events.sort_by_key(|event| event.at);
        Self {
            session_id,
            place,
            events: events.into_boxed_slice(),
        }
    }

    /// The moment of the last event: it decides which of two histories is the later one.
    #[must_use]
    pub fn last_event(&self) -> Option<Timestamp> {
        self.events.last().map(|event| event.at)
    }
}
