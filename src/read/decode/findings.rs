//! The results of a worker, and its caches.

use super::super::wire::Layouts;
use super::memo::Memos;
use crate::ledger::{Code, Outline, Problem, Problems, Tally};
use crate::model::{
    ActionCache, ActionInterner, Arena, CampaignRecord, DirectoryRecord, Download, History, Id,
    Interner, Place, Session, SessionOperator, StoredEvent, Symbol, TextCache, UserNames,
};
use crate::time::zone::Zone;

/// The results of one worker, in no meaningful order.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) sessions: Vec<Session>,
    pub(crate) histories: Vec<History>,
    pub(crate) campaigns: Vec<CampaignRecord>,
    pub(crate) directory: Vec<DirectoryRecord>,
    pub(crate) user_names: UserNames,
    pub(crate) tally: Tally,
    /// The only session whose records are kept; `None` to keep those of all sessions.
    pub(crate) wanted: Option<Id>,
    /// The time zone of timestamps without an offset.
    pub(super) naive_zone: Zone,
    /// Whether recordings and files are read.
    pub(crate) reads_downloads: bool,
    /// The sessions that were skipped because of `wanted`.
    pub(crate) others: Vec<Id>,
    /// The ids of sessions that were rejected.
    pub(crate) rejected: Vec<Id>,
    /// The indexes in `histories` of bare histories whose path contains several possible session ids.
    pub(crate) doubtful: Vec<usize>,
    /// The indexes in `histories` of bare histories in whose files a record that names no session lost a
    /// value.
    pub(crate) lossy: Vec<usize>,
    /// The events of the histories.
    events: Arena<StoredEvent>,
    /// The stints of the sessions.
    pub(super) stints: Arena<SessionOperator>,
    pub(super) downloads: Arena<Download>,
    pub(super) texts: TextCache,
    pub(super) actions: ActionCache,
    pub(super) layouts: Layouts,
    pub(super) memos: Memos,
    pub(super) event_buffer: Vec<StoredEvent>,
    pub(super) stint_buffer: Vec<SessionOperator>,
    pub(super) download_buffer: Vec<Download>,
    pub(super) name_buffer: String,
    pub(super) key_buffer: Vec<u8>,
}

impl Findings {
    /// Empty findings. If `wanted` is given, only records of this session are kept. Timestamps without an offset
    /// are in `naive_zone`.
    pub(crate) fn new(wanted: Option<Id>, naive_zone: Zone) -> Self {
        Self {
            wanted,
            naive_zone,
            ..Self::default()
        }
    }

    /// Keeps a history with these events.
    pub(crate) fn keep(&mut self, session: Id, place: Place, events: &mut [StoredEvent]) {
        let history = History::new(session, place, events, &mut self.events);
        self.histories.push(history);
    }

    /// Whether a record of this session is skipped.
    pub(super) fn passes_over(&self, session: Option<Id>) -> bool {
        self.wanted.is_some() && self.wanted != session
    }
}

/// The tables that all workers share.
#[derive(Debug, Default)]
pub(crate) struct Interners {
    pub(crate) texts: Interner,
    pub(crate) actions: ActionInterner,
}

/// The notes on an item, kept until the item is known to be valid JSON.
#[derive(Default)]
pub(super) struct Notes {
    problems: Problems,
    /// Problems that are counted but will not be listed, by code.
    unlisted: Vec<(Code, u64)>,
    /// The number of all problems in these notes.
    noted: u64,
    /// The number of texts with replaced characters.
    pub(super) mended: u64,
    pub(super) without_offset: u64,
    pub(super) unknown_values: Vec<(&'static str, Symbol)>,
    /// Enumerations that were given as numbers.
    pub(super) numeric_enums: Vec<&'static str>,
}

impl Notes {
    /// Notes a problem that occurs `count` times. A problem beyond the listed ones is only counted.
    pub(super) fn add(&mut self, problem: Outline<'_>, is_beyond: bool, count: u64) {
        self.noted += count;
        for listed in 0..count {
            if is_beyond || self.problems.is_beyond(&problem) {
                self.count_unlisted(problem.code, count - listed);
                return;
            }
            self.problems.push(problem.into());
        }
    }

    fn count_unlisted(&mut self, code: Code, count: u64) {
        let mut known = self.unlisted.iter_mut();
        match known.find(|(known, _)| *known == code) {
            Some((_, known)) => *known += count,
            None => self.unlisted.push((code, count)),
        }
    }

    /// The number of notes. A value that was read without a note may be cached, since reading it again would not
    /// add a note.
    pub(super) fn count(&self) -> u64 {
        let values = self.unknown_values.len() + self.numeric_enums.len();
        self.noted + values as u64 + self.without_offset + self.mended
    }

    /// Moves the notes to the tally. Returns whether a record that names no session lost a value.
    #[inline]
    pub(super) fn commit(&mut self, tally: &mut Tally) -> bool {
        tally.without_offset += std::mem::take(&mut self.without_offset);
        let has_others = !self.problems.is_empty()
            || !self.unlisted.is_empty()
            || !self.unknown_values.is_empty()
            || !self.numeric_enums.is_empty();
        has_others && self.commit_others(tally)
    }

    #[cold]
    fn commit_others(&mut self, tally: &mut Tally) -> bool {
        let is_lossy = self.problems.iter().any(Problem::lost_a_field_of_nobody);
        if !self.problems.is_empty() {
            tally.problems.append(std::mem::take(&mut self.problems));
        }
        for (code, count) in self.unlisted.drain(..) {
            tally.problems.count_unlisted(code, count);
        }
        for value in self.unknown_values.drain(..) {
            *tally.unknown_values.entry(value).or_default() += 1;
        }
        for enumeration in self.numeric_enums.drain(..) {
            *tally.numeric_enums.entry(enumeration).or_default() += 1;
        }
        is_lossy
    }
}
