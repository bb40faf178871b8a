//! Names of operators, queues, departments and campaigns.
//!
//! The last directory record for an id decides its name. Without one, the spellings in kept sessions and
//! joined histories decide: a first and last name wins over a user name, then the latest spelling wins, then
//! the greater in byte order.

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use crate::join::Joined;
use crate::model::{
    CampaignRecord, DirectoryKind, DirectoryRecord, Event, Id, NameMark, PersonName, Session,
    StoredEvent, Symbol, Texts, UserNames,
};
use crate::time::Timestamp;

/// The number of sessions whose events one worker scans at a time.
const PIECE: usize = 1 << 16;

pub(crate) type NameKey = (DirectoryKind, Id);

/// The names of everything that has an id.
#[derive(Debug, Default)]
pub struct Names {
    symbols: HashMap<NameKey, Symbol, RandomState>,
    /// The user names by which settings may name operators.
    logins: UserNames,
    texts: Texts,
}

impl Names {
    /// Resolves all names.
    pub fn resolve(
        joined: &Joined,
        directory: &[DirectoryRecord],
        campaigns: &[CampaignRecord],
        texts: Texts,
    ) -> Self {
        Self::of_spellings(
            Spellings::from_joined(joined, &texts),
            directory,
            campaigns,
            texts,
        )
    }

    /// Resolves names from the best spellings and the records. A name in a record wins over a spelling, and the
    /// last record for an id counts.
    pub(crate) fn of_spellings(
        spellings: Spellings,
        directory: &[DirectoryRecord],
        campaigns: &[CampaignRecord],
        texts: Texts,
    ) -> Self {
        let mut symbols: HashMap<NameKey, Symbol, RandomState> = spellings
            .0
            .into_iter()
            .map(|(key, spelling)| (key, spelling.symbol))
            .collect();
        symbols.extend(records(directory, campaigns));
        Self {
            symbols,
            logins: UserNames::default(),
            texts,
        }
    }

    /// Takes over names that were resolved earlier, and adds them to `texts`, the texts of the records.
    pub(crate) fn resolved<'a>(
        names: impl Iterator<Item = (DirectoryKind, Id, &'a str)>,
        mut texts: Texts,
    ) -> Self {
        let symbols = names
            .map(|(kind, id, name)| ((kind, id), texts.add(name)))
            .collect();
        Self {
            symbols,
            logins: UserNames::default(),
            texts,
        }
    }

    /// The name, or `#id` if the dump has none.
    pub fn name(&self, kind: DirectoryKind, id: Id) -> Cow<'_, str> {
        match self.known(kind, id) {
            Some(name) => Cow::Borrowed(name),
            None => Cow::Owned(format!("#{id}")),
        }
    }

    /// The name, or `None` if the dump has none.
    pub fn known(&self, kind: DirectoryKind, id: Id) -> Option<&str> {
        let symbol = self.symbols.get(&(kind, id))?;
        Some(self.texts.get(*symbol))
    }

    /// The ids of this kind that have this name, in order.
    pub fn ids(&self, kind: DirectoryKind, name: &str) -> Vec<Id> {
        let mut ids: Vec<Id> = self
            .all(kind)
            .filter(|(_, known)| *known == name)
            .map(|(id, _)| id)
            .collect();
        ids.sort_unstable();
        ids
    }

    /// Adds the user names of the dump, by which settings may name operators.
    pub fn with_user_names(mut self, user_names: UserNames) -> Self {
        self.logins = user_names;
        self
    }

    /// The operators with this user name, in order.
    pub fn logging_in_as(&self, user_name: &str) -> Vec<Id> {
        let mark = NameMark::from_name(user_name);
        let known = self.logins.iter().filter(|known| known.mark == mark);
        let mut ids: Vec<Id> = known.map(|known| known.user).collect();
        ids.sort_unstable();
        ids
    }

    /// All ids of this kind with their names, in no order.
    pub fn all(&self, kind: DirectoryKind) -> impl Iterator<Item = (Id, &str)> {
        let symbols = self.symbols.iter();
        symbols
            .filter(move |((known, _), _)| *known == kind)
            .map(|((_, id), symbol)| (*id, self.texts.get(*symbol)))
    }

    /// Renames one operator, queue, department or campaign.
    pub fn rename(&mut self, kind: DirectoryKind, id: Id, name: &str) {
        let symbol = self.texts.add(name);
        self.symbols.insert((kind, id), symbol);
    }

    /// The texts behind symbols.
    pub const fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// The names from directory and campaign records. The last record for each id counts.
fn records(
    directory: &[DirectoryRecord],
    campaigns: &[CampaignRecord],
) -> impl Iterator<Item = (NameKey, Symbol)> {
    let directory = directory
        .iter()
        .map(|record| (record.place, (record.kind, record.id), record.name));
    let campaigns = campaigns.iter().map(|record| {
        let key = (DirectoryKind::Campaign, record.id);
        (record.place, key, record.name)
    });
    let mut records: Vec<_> = directory.chain(campaigns).collect();
    records.sort_by_key(|(place, ..)| *place);
    let last: HashMap<NameKey, Option<Symbol>, RandomState> = records
        .into_iter()
        .map(|(_, key, name)| (key, name))
        .collect();
    last.into_iter()
        .filter_map(|(key, name)| Some((key, name?)))
}

/// The best spelling of a name so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spelling {
    /// Whether this is a first and last name or a queue's name, not a user name.
    pub(crate) is_full: bool,
    /// The time at which the name was in use.
    pub(crate) timestamp: Timestamp,
    pub(crate) symbol: Symbol,
}

/// The best spellings of names in kept sessions and joined histories. The best of the best spellings of several
/// parts is the best of all, so parts can be processed separately and merged.
#[derive(Debug, Default)]
pub(crate) struct Spellings(HashMap<NameKey, Spelling, RandomState>);

impl Spellings {
    /// The best spellings in these dossiers.
    pub(crate) fn from_joined(joined: &Joined, texts: &Texts) -> Self {
        let mut spellings = (0..joined.len())
            .into_par_iter()
            .fold(Self::default, |mut spellings, index| {
                spellings.note_stints(joined.session(index), texts);
                spellings
            })
            .reduce(Self::default, |a, b| a.merge(b, texts));
        let actions = joined.actions();
        let pieces: Vec<_> = (0..joined.len()).step_by(PIECE).collect();
        let latest: Vec<Vec<Option<StoredEvent>>> = pieces
            .into_par_iter()
            .map(|start| {
                let piece = start..(start + PIECE).min(joined.len());
                let events = piece.flat_map(|index| joined.events(index));
                actions.latest(events.copied())
            })
            .collect();
        for event in latest.into_iter().flatten().flatten() {
            spellings.note_event(&actions.event(event), texts);
        }
        spellings
    }

    /// All spellings, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (NameKey, Spelling)> {
        self.0.iter().map(|(key, spelling)| (*key, *spelling))
    }

    fn note_stints(&mut self, session: &Session, texts: &Texts) {
        for stint in &session.operators {
            if let (Some(id), Some(name)) = (stint.user_id, stint.name) {
                let timestamp = stint.joined.unwrap_or(session.created);
                self.note_person(id, name, timestamp, texts);
            }
        }
    }

    fn note_event(&mut self, event: &Event, texts: &Texts) {
        for operator in [event.operator, event.forwarded_by].into_iter().flatten() {
            if let Some(name) = operator.name {
                self.note_person(operator.id, name, event.at, texts);
            }
        }
        if let Some(group) = event.group
            && let Some(symbol) = group.name
        {
            let spelling = Spelling {
                is_full: true,
                timestamp: event.at,
                symbol,
            };
            self.note((DirectoryKind::Group, group.id), spelling, texts);
        }
    }

    fn note_person(&mut self, id: Id, name: PersonName, timestamp: Timestamp, texts: &Texts) {
        let (is_full, symbol) = match name {
            PersonName::Full(symbol) => (true, symbol),
            PersonName::User(symbol) => (false, symbol),
        };
        let spelling = Spelling {
            is_full,
            timestamp,
            symbol,
        };
        self.note((DirectoryKind::User, id), spelling, texts);
    }

    /// Takes in a spelling, if it is better than the known one.
    pub(crate) fn note(&mut self, key: NameKey, spelling: Spelling, texts: &Texts) {
        self.0
            .entry(key)
            .and_modify(|known| {
                if spelling.outweighs(known, texts) {
                    *known = spelling;
                }
            })
            .or_insert(spelling);
    }

    fn merge(mut self, other: Self, texts: &Texts) -> Self {
        for (key, spelling) in other.0 {
            self.note(key, spelling, texts);
        }
        self
    }
}

impl Spelling {
    fn outweighs(&self, other: &Self, texts: &Texts) -> bool {
        (self.is_full, self.timestamp)
            .cmp(&(other.is_full, other.timestamp))
            .then_with(|| texts.get(self.symbol).cmp(texts.get(other.symbol)))
            .is_gt()
    }
}
