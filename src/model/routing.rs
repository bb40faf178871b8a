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

/// A group of operators: where sessions queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Group {
    pub id: Id,
    pub name: Option<Symbol>,
}

/// An operator named by a routing event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operator {
    pub id: Id,
    pub name: Option<PersonName>,
}

/// What happens in a routing event, whenever and whatever for.
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
    /// Its place among the elements of its history as written, from 1.
    pub number: u32,
    /// Absent ids make one request of their own.
    pub request: Option<Id>,
    pub group: Option<Group>,
    pub operator: Option<Operator>,
    pub forwarded_by: Option<Operator>,
}

/// A routing event as it is kept: a dump has millions of them, and a few thousand actions.
#[derive(Clone, Copy, Debug)]
pub struct StoredEvent {
    pub at: Timestamp,
    pub request: Option<Id>,
    pub action: ActionNumber,
    /// Its place among the elements of its history as written, from 1.
    pub number: u32,
}

/// Stands for one action of [`Actions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ActionNumber(NonZeroU32);

impl ActionNumber {
    /// Its place among the actions.
    pub const fn place(self) -> usize {
        index(self.0)
    }
}

/// Gives each action its number; shared by all workers.
#[derive(Debug, Default)]
pub struct ActionInterner(Numbering<Action>);

impl ActionInterner {
    /// The finished table.
    pub fn finish(self) -> Actions {
        Actions(self.0.finish())
    }
}

/// One worker's memory of the actions it has met.
#[derive(Debug, Default)]
pub struct ActionCache(Met<Action>);

impl ActionCache {
    /// The number of an action, asked of `interner` when it is new here.
    pub fn intern(&mut self, interner: &ActionInterner, action: &Action) -> ActionNumber {
        ActionNumber(self.0.number(&interner.0, action))
    }
}

/// The actions behind the numbers.
#[derive(Debug, Default)]
pub struct Actions(Vec<Action>);

impl Actions {
    /// The event that was stored.
    ///
    /// # Panics
    ///
    /// If its action was numbered by another interner.
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

    /// What this number stands for.
    ///
    /// # Panics
    ///
    /// If it was given by another interner.
    pub fn get(&self, number: ActionNumber) -> Action {
        self.0[number.place()]
    }

    /// The number of an action that comes later.
    pub fn add(&mut self, action: Action) -> ActionNumber {
        self.0.push(action);
        ActionNumber(last(self.0.len()))
    }

    /// All of them, each once.
    pub fn iter(&self) -> impl Iterator<Item = &Action> {
        self.0.iter()
    }

    /// All of them, to be changed: every event that refers to one changes with it.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Action> {
        self.0.iter_mut()
    }

    /// How many actions there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Of some events, for each action that is in one of them the latest such event.
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

/// A routing history: the usable events of one session, ordered by time; events of one moment
/// keep the order of the file.
#[derive(Clone, Debug)]
pub struct History {
    pub session_id: Id,
    pub place: Place,
    pub events: ArenaSlice<StoredEvent>,
}

impl History {
    /// A history of these events, which are put in order, and into the arena.
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

    /// The moment of the last event: it decides which of two histories is the later one.
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
