//! The routing history of a session.

use std::num::NonZeroU32;

use super::api_enum::RoutingActivity;
use super::arena::{Arena, ArenaSlice};
use super::id::Id;
use super::numbering::{Met, Numbering, index, last};
use super::place::Place;
use super::session::PersonName;
use super::text::Symbol;
use crate::time::Timestamp;

/// A group of operators, which has a queue of sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Group {
    pub id: Id,
    pub name: Option<Symbol>,
}

/// An operator in a routing event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operator {
    pub id: Id,
    pub name: Option<PersonName>,
}

/// The content of a routing event without its timestamp and request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Action {
    pub activity: RoutingActivity,
    pub group: Option<Group>,
    pub operator: Option<Operator>,
    pub forwarded_by: Option<Operator>,
}

impl From<&Self> for Action {
    fn from(action: &Self) -> Self {
        *action
    }
}

/// One routing event with a usable timestamp.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    pub at: Timestamp,
    pub activity: RoutingActivity,
    /// The position among the elements of the history as written, from 1.
    pub number: u32,
    /// The routing request. All events of a session without an id form one request.
    pub request: Option<Id>,
    pub group: Option<Group>,
    pub operator: Option<Operator>,
    pub forwarded_by: Option<Operator>,
}

/// A routing event in memory. A dump has millions of events but only a few thousand different actions.
#[derive(Clone, Copy, Debug)]
pub struct StoredEvent {
    pub at: Timestamp,
    pub request: Option<Id>,
    pub action: ActionNumber,
    /// The position among the elements of the history as written, from 1.
    pub number: u32,
}

/// The number of an action in [`Actions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ActionNumber(NonZeroU32);

impl ActionNumber {
    /// The index of the action.
    pub const fn place(self) -> usize {
        index(self.0)
    }
}

/// Assigns numbers to actions; shared by all workers.
#[derive(Debug, Default)]
pub struct ActionInterner(Numbering<Action>);

impl ActionInterner {
    /// The finished table.
    pub fn finish(self) -> Actions {
        Actions(self.0.finish())
    }
}

/// One worker's cache of action numbers.
#[derive(Debug, Default)]
pub struct ActionCache(Met<Action>);

impl ActionCache {
    /// The number of an action; `interner` assigns it if the cache does not have it.
    pub fn intern(&mut self, interner: &ActionInterner, action: &Action) -> ActionNumber {
        ActionNumber(self.0.number(&interner.0, action))
    }
}

/// The actions, by their numbers.
#[derive(Debug, Default)]
pub struct Actions(Vec<Action>);

impl Actions {
    /// The event with its action.
    ///
    /// # Panics
    ///
    /// Panics if the action's number is out of range, as a number from another interner can be.
    pub fn event(&self, stored: StoredEvent) -> Event {
        let action = self.0[index(stored.action.0)];
        Event {
            at: stored.at,
            activity: action.activity,
            number: stored.number,
            request: stored.request,
            group: action.group,
            operator: action.operator,
            forwarded_by: action.forwarded_by,
        }
    }

    /// The action with this number.
    ///
    /// # Panics
    ///
    /// Panics if the number is out of range, as a number from another interner can be.
    pub fn get(&self, number: ActionNumber) -> Action {
        self.0[number.place()]
    }

    /// Adds an action after interning is finished, and returns its number.
    pub fn add(&mut self, action: Action) -> ActionNumber {
        self.0.push(action);
        ActionNumber(last(self.0.len()))
    }

    /// All actions, each once.
    pub fn iter(&self) -> impl Iterator<Item = &Action> {
        self.0.iter()
    }

    /// All actions, mutably. A change of an action changes all events that refer to it.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Action> {
        self.0.iter_mut()
    }

    /// The number of actions.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no actions.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The latest of the given events for each action; `None` for an action without an event.
    pub fn latest(&self, events: impl Iterator<Item = StoredEvent>) -> Vec<Option<StoredEvent>> {
        let mut latest: Vec<Option<StoredEvent>> = vec![None; self.len()];
        for event in events {
            let known = &mut latest[index(event.action.0)];
            if known.is_none_or(|known| known.at < event.at) {
                *known = Some(event);
            }
        }
        latest
    }
}

/// A routing history: the usable events of one session in the order of time. Events with equal timestamps
/// keep the order of the file.
#[derive(Clone, Debug)]
pub struct History {
    pub session_id: Id,
    pub place: Place,
    pub events: ArenaSlice<StoredEvent>,
}

impl History {
    /// Sorts the events and stores them in the arena as a history.
    pub fn new(
        session_id: Id,
        place: Place,
        events: &mut [StoredEvent],
        arena: &mut Arena<StoredEvent>,
    ) -> Self {
        if !events.is_sorted_by_key(|event| event.at) {
            events.sort_by_key(|event| event.at);
        }
        Self {
            session_id,
            place,
            events: arena.put(events.iter().copied()),
        }
    }

    /// The timestamp of the last event. Of two histories of a session, the one with the later last event
    /// wins.
    pub fn last_event(&self) -> Option<Timestamp> {
        self.events.last().map(|event| event.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_takes_no_more_memory_for_knowing_its_number() {
        // A dump of a million sessions holds some ten million events.
        assert_eq!(size_of::<StoredEvent>(), 24);
    }
}
