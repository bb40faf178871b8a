//! Bare histories, which can be assigned to sessions only when the whole file is known.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::ledger::Problems;
use crate::model::{Id, Place, StoredEvent};
use crate::read::cut::Context;

/// An event that names its session, with its place. The event is `None` if it is unusable.
pub(crate) type OwnedEvent = (Id, Place, Option<StoredEvent>);

/// A routing history that does not name its session.
#[derive(Debug)]
pub(crate) struct BareHistory {
    pub(crate) place: Place,
    pub(crate) events: Vec<StoredEvent>,
    /// The number of elements, unusable ones included.
    elements: u32,
}

impl BareHistory {
    fn new(place: Place) -> Self {
        Self {
            place,
            events: Vec::new(),
            elements: 0,
        }
    }

    /// Adds the next element; `None` if it is unusable.
    fn push(&mut self, event: Option<StoredEvent>) {
        self.elements += 1;
        let number = self.elements;
        self.events
            .extend(event.map(|event| StoredEvent { number, ..event }));
    }

    /// Appends the next part of the history.
    fn append(&mut self, next: Self) {
        let before = self.elements;
        self.events
            .extend(next.events.into_iter().map(|event| StoredEvent {
                number: before + event.number,
                ..event
            }));
        self.elements += next.elements;
    }
}

/// The source of a group of bare events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EventSource {
    /// Events that stand alone, one after the other; the number is the count of arrays before them.
    Run(u32),
    /// Elements of the array with this number.
    Array(u32),
    /// A complete history.
    Whole,
}

#[derive(Debug)]
enum BarePart {
    Events(EventSource, BareHistory),
    /// Another value, which ends a run of events.
    Break,
}

/// The bare histories in a part of a file, in file order, with the part's problems.
#[derive(Debug, Default)]
pub(crate) struct FilePart {
    entries: Vec<BarePart>,
    /// Text that could not be read. It counts only if the file holds any JSON.
    pub(crate) faults: Problems,
    /// The number of values that are neither object nor array. They count only if the file holds any JSON.
    pub(crate) scalars: u64,
    /// The line of the first text with replaced characters.
    pub(crate) bad_encoding: Option<u32>,
    /// Events that name their session, in file order; neighbours of one session are joined.
    owned: Vec<(Id, BareHistory)>,
    /// Sessions with an event at which the file was cut.
    cut_behind: Vec<Id>,
    /// The session of the last item, if that item was an event that names its session.
    behind_event_of: Option<Id>,
    /// Whether a record that names no session lost a value.
    pub(crate) is_lossy: bool,
    /// Whether any item was read.
    has_items: bool,
}

impl FilePart {
    /// An empty part to be appended to this part. Its faults continue those of this part.
    pub(super) fn sequel(&self) -> Self {
        Self::behind(&self.faults)
    }

    /// An empty part to be appended to a file with these faults. Its faults continue them, as
    /// [`Problems::sequel`] describes.
    pub(crate) fn behind(faults: &Problems) -> Self {
        Self {
            faults: faults.sequel(),
            ..Self::default()
        }
    }

    /// Adds an event outside any history; `None` if it is unusable.
    pub(super) fn event(&mut self, context: Context, place: Place, event: Option<StoredEvent>) {
        let origin = match context {
            Context::Alone { arrays_before } => EventSource::Run(arrays_before),
            Context::Element { array } => EventSource::Array(array),
        };
        match self.entries.last_mut() {
            Some(BarePart::Events(last, history)) if *last == origin => history.push(event),
            _ => {
                let mut history = BareHistory::new(place);
                history.push(event);
                self.entries.push(BarePart::Events(origin, history));
            }
        }
    }

    /// Begins an item. Returns the session of the previous item, if that was an event that names it.
    pub(super) fn begin_item(&mut self) -> Option<Id> {
        self.has_items = true;
        self.behind_event_of.take()
    }

    /// Notes that the last item is an event of this session. If the file is cut after it, further events may
    /// be missing.
    pub(super) fn stands_behind(&mut self, session: Option<Id>) {
        self.behind_event_of = session;
    }

    /// Adds an event that names its session.
    pub(super) fn owned(&mut self, session: Id, place: Place, event: Option<StoredEvent>) {
        match self.owned.last_mut() {
            Some((last, history)) if *last == session => history.push(event),
            _ => {
                let mut history = BareHistory::new(place);
                history.push(event);
                self.owned.push((session, history));
            }
        }
    }

    /// Adds a complete history without a usable session id.
    pub(super) fn whole(&mut self, place: Place, events: Vec<StoredEvent>) {
        let history = BareHistory {
            events,
            ..BareHistory::new(place)
        };
        self.entries
            .push(BarePart::Events(EventSource::Whole, history));
    }

    /// Adds a value that is not an event. If it stands alone, it ends a run of events.
    pub(super) fn breaks(&mut self, context: Context) {
        let parts = matches!(context, Context::Alone { .. });
        // Also at the beginning of a part, since the run may have begun in the part before.
        if parts && !matches!(self.entries.last(), Some(BarePart::Break)) {
            self.entries.push(BarePart::Break);
        }
    }

    /// Adds the part that was read inside a nested array.
    pub(super) fn absorb(&mut self, mut inner: Self, cut_short: Option<Context>) {
        self.note_bad_encoding(inner.bad_encoding);
        self.faults.append(std::mem::take(&mut inner.faults));
        self.scalars += inner.scalars;
        if cut_short.is_some() {
            self.cut_behind.extend(inner.behind_event_of);
        }
        self.cut_behind.append(&mut inner.cut_behind);
        self.add_owned(std::mem::take(&mut inner.owned));
        for history in inner.finish(cut_short) {
            self.entries
                .push(BarePart::Events(EventSource::Whole, history));
        }
    }

    fn add_owned(&mut self, more: Vec<(Id, BareHistory)>) {
        for (session, history) in more {
            match self.owned.last_mut() {
                Some((last, known)) if *last == session => known.append(history),
                _ => self.owned.push((session, history)),
            }
        }
    }

    /// Takes the histories of the events that name their session, each at the place of its first event. A
    /// history in which the file was cut is incomplete and left out.
    pub(crate) fn take_owned(&mut self, is_cut: bool) -> Vec<(Id, BareHistory)> {
        let mut places: HashMap<Id, usize, RandomState> = HashMap::default();
        let mut found: Vec<(Id, BareHistory)> = Vec::new();
        for (session, history) in std::mem::take(&mut self.owned) {
            if let Some(&place) = places.get(&session) {
                found[place].1.append(history);
            } else {
                places.insert(session, found.len());
                found.push((session, history));
            }
        }
        let last = self.behind_event_of.filter(|_| is_cut);
        found.retain(|(session, _)| last != Some(*session) && !self.cut_behind.contains(session));
        found
    }

    /// Appends the next part of the file.
    pub(crate) fn append(&mut self, mut next: Self) {
        self.is_lossy |= next.is_lossy;
        self.faults.append(std::mem::take(&mut next.faults));
        self.scalars += next.scalars;
        self.cut_behind.append(&mut next.cut_behind);
        self.add_owned(std::mem::take(&mut next.owned));
        if next.has_items {
            self.has_items = true;
            self.behind_event_of = next.behind_event_of;
        }
        for entry in next.entries {
            match (self.entries.last_mut(), entry) {
                (Some(BarePart::Events(last, history)), BarePart::Events(origin, more))
                    if *last == origin && origin != EventSource::Whole =>
                {
                    history.append(more);
                }
                (None | Some(BarePart::Break), BarePart::Break) => {}
                (_, entry) => self.entries.push(entry),
            }
        }
    }

    pub(super) fn note_bad_encoding(&mut self, line: Option<u32>) {
        self.bad_encoding = [self.bad_encoding, line].into_iter().flatten().min();
    }

    /// The bare histories of the file. A history in which the file was cut is incomplete and left out.
    pub(crate) fn finish(self, cut_short: Option<Context>) -> Vec<BareHistory> {
        let cut = match cut_short {
            Some(Context::Alone { arrays_before }) => Some(EventSource::Run(arrays_before)),
            Some(Context::Element { array }) => Some(EventSource::Array(array)),
            None => None,
        };
        let cut_run_is_last =
            matches!(self.entries.last(), Some(BarePart::Events(last, _)) if Some(*last) == cut);
        // Arrays are numbered in file order.
        let mut last_array: Option<(u32, usize)> = None;
        let mut found: Vec<(EventSource, BareHistory)> = Vec::new();
        for entry in self.entries {
            let BarePart::Events(origin, history) = entry else {
                continue;
            };
            if let EventSource::Array(number) = origin {
                if let Some((array, index)) = last_array
                    && array == number
                {
                    found[index].1.append(history);
                    continue;
                }
                last_array = Some((number, found.len()));
            }
            found.push((origin, history));
        }
        match cut {
            Some(EventSource::Run(_)) if cut_run_is_last => {
                found.pop();
            }
            Some(EventSource::Array(_)) => found.retain(|(origin, _)| Some(*origin) != cut),
            _ => {}
        }
        found.into_iter().map(|(_, history)| history).collect()
    }
}
