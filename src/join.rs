//! Joins records to dossiers, one session with its history and campaign, and picks the winner among
//! duplicates.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use crate::ledger::{Clash, Code, Problem, Tally, plural};
use crate::model::{
    Action, Actions, Arena, ArenaSlice, CampaignMode, CampaignRecord, Coded, DirectoryKind,
    Download, Event, Group, History, Id, Operator, Place, Properties, Session, SessionOperator,
    SessionSource, StoredEvent,
};
use crate::time::Timestamp;

/// The kind of a session's campaign, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CampaignKind {
    /// The session belongs to no campaign.
    None,
    /// A preview campaign: operators read the record before the call, so the FAQ's ring time is not valid.
    Preview,
    /// A campaign of another mode.
    Other,
    /// A campaign whose mode is not known, or source `Campaign` without a campaign id.
    Unknown,
}

/// One session with its history and campaign.
#[derive(Clone, Copy, Debug)]
pub struct Dossier<'a> {
    pub session: &'a Session,
    /// The usable routing events in order; empty without a history.
    pub events: &'a [Event],
    pub campaign: CampaignKind,
}

/// The kept sessions in the order of their ids, each with its history.
#[derive(Debug, Default)]
pub struct Joined {
    /// The records as the workers read them, list by list.
    sessions: Vec<Vec<Session>>,
    histories: Vec<Vec<History>>,
    actions: Actions,
    kept: Vec<Winners>,
    modes: HashMap<Id, CampaignMode, RandomState>,
    /// Ids in records of the same dump that this value does not hold, such as those of other buckets.
    ids_elsewhere: Vec<(DirectoryKind, Id)>,
}

/// The winning records of one session, by their positions in the lists.
#[derive(Clone, Copy, Debug)]
struct Winners {
    session: Position,
    history: Option<Position>,
}

/// The number of a record's list, and its index in that list.
type Position = (u32, u32);

fn at<T>(lists: &[Vec<T>], (list, place): Position) -> &T {
    &lists[list as usize][place as usize]
}

impl Joined {
    /// The number of kept sessions.
    pub const fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether no session was kept.
    pub const fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The session at this position.
    pub fn session(&self, index: usize) -> &Session {
        at(&self.sessions, self.kept[index].session)
    }

    /// The position of a session, or `None` if it was not kept.
    pub fn position(&self, session: Id) -> Option<usize> {
        self.kept
            .binary_search_by_key(&session, |kept| at(&self.sessions, kept.session).id)
            .ok()
    }

    /// The place in the dump of the history of the session at this position, or `None` without a history.
    pub fn history_place(&self, index: usize) -> Option<Place> {
        let history = self.kept[index].history;
        history.map(|history| at(&self.histories, history).place)
    }

    /// The events of the session at this position, in order; empty without a history.
    pub fn events(&self, index: usize) -> &[StoredEvent] {
        let history = self.kept[index].history;
        history.map_or(&[], |history| &at(&self.histories, history).events)
    }

    /// The actions that the stored events refer to.
    pub const fn actions(&self) -> &Actions {
        &self.actions
    }

    /// The dossier at this position. `events` is a buffer for its events; its earlier content is lost.
    pub fn dossier<'a>(&'a self, index: usize, events: &'a mut Vec<Event>) -> Dossier<'a> {
        let session = self.session(index);
        let stored = self.events(index).iter();
        events.clear();
        events.extend(stored.map(|&event| self.actions.event(event)));
        Dossier {
            session,
            events,
            campaign: self.campaign(session),
        }
    }

    /// Frees the memory of the sessions at these positions. Afterwards they have no operators, events or
    /// recordings.
    pub fn let_go(&mut self, positions: Range<usize>) {
        for kept in &self.kept[positions] {
            let (list, place) = kept.session;
            let session = &mut self.sessions[list as usize][place as usize];
            session.operators = ArenaSlice::default();
            session.downloads = ArenaSlice::default();
            if let Some((list, place)) = kept.history {
                self.histories[list as usize][place as usize].events = ArenaSlice::default();
            }
        }
    }

    /// Frees everything in parallel, since freeing millions of records on one core takes noticeable time.
    pub fn drop_on_all_cores(self) {
        let sessions = || self.sessions.into_par_iter().for_each(drop);
        let histories = || self.histories.into_par_iter().for_each(drop);
        rayon::join(sessions, histories);
    }

    /// The ids of this kind in all sessions and events, superseded ones included. An id may appear several
    /// times.
    pub fn ids(&self, kind: DirectoryKind) -> impl Iterator<Item = Id> {
        let elsewhere = self.ids_elsewhere.iter();
        let elsewhere = elsewhere.filter(move |(of, _)| *of == kind);
        ids(&self.sessions, &self.actions, kind).chain(elsewhere.map(|(_, id)| *id))
    }

    /// Adds the ids in records of the dump that this value does not hold.
    pub(crate) fn add_ids(&mut self, ids: impl IntoIterator<Item = (DirectoryKind, Id)>) {
        self.ids_elsewhere.extend(ids);
    }

    /// The mode of a campaign: preview if set by [`Self::take_as_preview`], else the mode in its last record.
    /// `None` without either.
    pub fn mode(&self, campaign: Id) -> Option<CampaignMode> {
        self.modes.get(&campaign).copied()
    }

    /// Replaces the ids of operators and queues in every record.
    pub fn map_ids(&mut self, operator: impl Fn(Id) -> Id + Sync, queue: impl Fn(Id) -> Id + Sync) {
        self.sessions.par_iter_mut().for_each(|sessions| {
            let (mut stints, mut downloads) = (Arena::default(), Arena::default());
            for session in sessions {
                let renamed = session.operators.iter().map(|stint| SessionOperator {
                    user_id: stint.user_id.map(&operator),
                    ..*stint
                });
                session.operators = stints.put(renamed);
                if session.downloads.is_empty() {
                    continue;
                }
                let renamed = session.downloads.iter().map(|download| Download {
                    user_id: download.user_id.map(&operator),
                    ..download.clone()
                });
                session.downloads = downloads.put(renamed);
            }
        });
        for action in self.actions.iter_mut() {
            for person in [&mut action.operator, &mut action.forwarded_by] {
                *person = person.map(|person| Operator {
                    id: operator(person.id),
                    ..person
                });
            }
            action.group = action.group.map(|group| Group {
                id: queue(group.id),
                ..group
            });
        }
    }

    /// Treats these campaigns as preview campaigns, whatever their records say.
    pub fn take_as_preview(&mut self, campaigns: &[Id]) {
        let previews = campaigns.iter().map(|id| (*id, CampaignMode::Preview));
        self.modes.extend(previews);
    }

    fn campaign(&self, session: &Session) -> CampaignKind {
        let mode = session.campaign_id.and_then(|id| self.modes.get(&id));
        match mode {
            Some(CampaignMode::Preview) => CampaignKind::Preview,
            Some(CampaignMode::Predictive | CampaignMode::Automated) => CampaignKind::Other,
            Some(CampaignMode::Unknown) => CampaignKind::Unknown,
            None if session.campaign_id.is_some() => CampaignKind::Unknown,
            None if session.source.map(Coded::value) == Some(SessionSource::Campaign) => {
                CampaignKind::Unknown
            }
            None => CampaignKind::None,
        }
    }
}

/// The ids of this kind in sessions and events, superseded ones included. An id may appear several times.
pub(crate) fn ids(
    sessions: &[Vec<Session>],
    actions: &Actions,
    kind: DirectoryKind,
) -> impl Iterator<Item = Id> {
    let sessions = sessions.iter().flatten();
    let in_sessions = sessions.flat_map(move |session| ids_of_session(session, kind));
    let in_events = actions
        .iter()
        .flat_map(move |action| ids_of_action(action, kind));
    in_sessions.chain(in_events)
}

/// The ids of this kind in a session without its history.
pub(crate) fn ids_of_session(session: &Session, kind: DirectoryKind) -> impl Iterator<Item = Id> {
    let stints = session.operators.iter().map(|stint| stint.user_id);
    let downloads = session.downloads.iter().map(|download| download.user_id);
    let users = stints.chain(downloads);
    let users = users.filter(move |_| kind == DirectoryKind::User);
    let own = match kind {
        DirectoryKind::Campaign => session.campaign_id,
        DirectoryKind::Department => session.department_id,
        DirectoryKind::User | DirectoryKind::Group => None,
    };
    users.chain([own]).flatten()
}

/// The ids of this kind in an action.
pub(crate) fn ids_of_action(action: &Action, kind: DirectoryKind) -> impl Iterator<Item = Id> {
    let operators = [action.operator, action.forwarded_by].into_iter().flatten();
    let operators = operators.map(|operator| operator.id);
    let operators = operators.filter(move |_| kind == DirectoryKind::User);
    let group = action.group.map(|group| group.id);
    operators.chain(group.filter(|_| kind == DirectoryKind::Group))
}

/// Resolves duplicates and pairs each history with its session. Counts and problems go to `tally`.
pub fn join(
    sessions: Vec<Vec<Session>>,
    histories: Vec<Vec<History>>,
    actions: Actions,
    campaigns: &[CampaignRecord],
    tally: &mut Tally,
) -> Joined {
    let known = std::mem::take(&mut tally.clashes);
    let ((winners, clashes), told) = rayon::join(
        || session_winners(&sessions, &known),
        || winners(&histories, |history| history.session_id, history_weight),
    );
    let counts = &mut tally.counts;
    counts.sessions_kept = winners.len() as u64;
    counts.sessions_superseded = (total(&sessions) - winners.len()) as u64;
    counts.histories_superseded = (total(&histories) - told.len()) as u64;
    for (id, clash) in clashes {
        let winner = winners.binary_search_by_key(&id, |(id, _)| *id);
        if let Ok(place) = winner {
            let session = at(&sessions, winners[place].1);
            tally.problems.push(clashing(session, clash));
        }
    }
    let kept = align(&winners, &told, &histories, tally);
    tally.properties = properties(&sessions, &winners);
    Joined {
        sessions,
        histories,
        actions,
        kept,
        modes: modes(campaigns),
        ids_elsewhere: Vec::new(),
    }
}

/// The key that decides between copies of a session; the greatest wins. The copy with the later last event
/// wins, then the one later in path order, then the one later in the file.
pub fn session_weight(session: &Session) -> (Timestamp, Place) {
    (session.last_event(), session.place)
}

/// The key that decides between histories of a session; the greatest wins. The history with the later last
/// event wins, then the one with more events, then the one later in path order, then the one later in the
/// file.
pub fn history_weight(history: &History) -> (Option<Timestamp>, usize, Place) {
    (history.last_event(), history.events.len(), history.place)
}

/// The winning sessions and the winning histories, each in the order of ids, and the clashes: the ids that
/// several different sessions share, `known` ones included. A history is returned even if its session is
/// missing.
pub fn latest_records<'a>(
    sessions: &'a [Vec<Session>],
    histories: &'a [Vec<History>],
    known: &BTreeMap<Id, Clash>,
) -> (Vec<&'a Session>, Vec<&'a History>, BTreeMap<Id, Clash>) {
    let (kept, clashes) = session_winners(sessions, known);
    let told = winners(histories, |history| history.session_id, history_weight);
    (
        kept.into_iter()
            .map(|(_, place)| at(sessions, place))
            .collect(),
        told.into_iter()
            .map(|(_, place)| at(histories, place))
            .collect(),
        clashes,
    )
}

/// The winning session records, and the clashes, `known` ones included.
fn session_winners(
    sessions: &[Vec<Session>],
    known: &BTreeMap<Id, Clash>,
) -> (Vec<(Id, Position)>, BTreeMap<Id, Clash>) {
    let mut order = by_weight(sessions, |session| session.id, session_weight);
    let clashes = clashes(&order, sessions, known);
    order.dedup_by_key(|(id, _)| *id);
    (order, clashes)
}

fn total<T>(lists: &[Vec<T>]) -> usize {
    lists.iter().map(Vec::len).sum()
}

/// The record of the greatest weight for each id, in the order of the ids.
fn winners<T: Sync, W: Ord>(
    lists: &[Vec<T>],
    id: impl Fn(&T) -> Id + Sync,
    weight: impl Fn(&T) -> W + Sync,
) -> Vec<(Id, Position)> {
    let mut order = by_weight(lists, id, weight);
    order.dedup_by_key(|(id, _)| *id);
    order
}

/// All records in the order of their ids; of equal ids, the record of the greatest weight comes first.
fn by_weight<T: Sync, W: Ord>(
    lists: &[Vec<T>],
    id: impl Fn(&T) -> Id + Sync,
    weight: impl Fn(&T) -> W + Sync,
) -> Vec<(Id, Position)> {
    let mut order: Vec<(Id, Position)> = Vec::with_capacity(total(lists));
    for (list, records) in (0..).zip(lists) {
        let places = (0..).zip(records);
        order.extend(places.map(|(place, record)| (id(record), (list, place))));
    }
    // A stable sort, since it makes use of the long sorted runs of a dump.
    order.par_sort_by(|(a, a_place), (b, b_place)| {
        let weight = |place: Position| weight(at(lists, place));
        a.cmp(b)
            .then_with(|| weight(*b_place).cmp(&weight(*a_place)))
    });
    order
}

/// The ids that several different sessions share, `known` ones included. `copies` must be in the order of
/// ids.
///
/// Two records describe the same session if they were created less than a second apart (exports cut
/// fractions) and do not name two different companies.
fn clashes(
    copies: &[(Id, Position)],
    sessions: &[Vec<Session>],
    known: &BTreeMap<Id, Clash>,
) -> BTreeMap<Id, Clash> {
    const SECOND: i64 = 1_000_000;
    struct Seen {
        first: Timestamp,
        last: Timestamp,
        company: Option<Id>,
        clash: Clash,
    }
    let mut clashes = known.clone();
    let of_one_id = copies.chunk_by(|(a, _), (b, _)| a == b);
    for copies in of_one_id.filter(|copies| copies.len() > 1) {
        let records = copies.iter().map(|(_, place)| at(sessions, *place));
        let seen = records.fold(None, |seen: Option<Seen>, record| {
            let (at, company) = (record.created, record.company_id);
            let Some(mut seen) = seen else {
                return Some(Seen {
                    first: at,
                    last: at,
                    company,
                    clash: Clash::default(),
                });
            };
            seen.first = seen.first.min(at);
            seen.last = seen.last.max(at);
            seen.clash.in_company |= seen.company.zip(company).is_some_and(|(a, b)| a != b);
            seen.company = seen.company.or(company);
            Some(seen)
        });
        let Some(mut seen) = seen else { continue };
        let apart = seen.last.microseconds() - seen.first.microseconds();
        seen.clash.in_created = apart >= SECOND;
        if seen.clash != Clash::default() {
            let id = copies[0].0;
            let known = clashes.entry(id).or_default();
            *known = known.or(seen.clash);
        }
    }
    clashes
}

fn clashing(session: &Session, clash: Clash) -> Problem {
    Problem {
        file: Some(session.place.file),
        line: Some(session.place.line),
        code: Code::IdClash,
        session_id: Some(session.id),
        detail: clash.words().to_owned(),
        count: 1,
    }
}

/// The properties that some kept session has.
fn properties(sessions: &[Vec<Session>], winners: &[(Id, Position)]) -> Properties {
    let kept = winners.iter().map(|(_, place)| at(sessions, *place));
    kept.fold(Properties::default(), |found, session| {
        found.or(session.properties)
    })
}

/// Pairs sessions with histories; both lists are in the order of session ids. A history without a session is
/// noted as orphaned.
fn align(
    sessions: &[(Id, Position)],
    told: &[(Id, Position)],
    histories: &[Vec<History>],
    tally: &mut Tally,
) -> Vec<Winners> {
    let mut kept: Vec<Winners> = sessions
        .iter()
        .map(|&(_, session)| Winners {
            session,
            history: None,
        })
        .collect();
    let mut next = 0;
    for &(id, history) in told {
        while sessions.get(next).is_some_and(|&(session, _)| session < id) {
            next += 1;
        }
        if sessions
            .get(next)
            .is_some_and(|&(session, _)| session == id)
        {
            tally.counts.histories_joined += 1;
            kept[next].history = Some(history);
        } else {
            tally.counts.histories_orphaned += 1;
            tally.problems.push(orphaned(at(histories, history)));
        }
    }
    kept
}

fn orphaned(history: &History) -> Problem {
    Problem {
        file: Some(history.place.file),
        line: Some(history.place.line),
        code: Code::OrphanedHistory,
        session_id: Some(history.session_id),
        detail: plural(history.events.len() as u64, "event"),
        count: 1,
    }
}

/// The mode of each campaign by its last record. A record without a known mode gives `Unknown`.
fn modes(campaigns: &[CampaignRecord]) -> HashMap<Id, CampaignMode, RandomState> {
    let mut campaigns: Vec<&CampaignRecord> = campaigns.iter().collect();
    campaigns.sort_by_key(|campaign| campaign.place);
    campaigns
        .into_iter()
        .map(|campaign| {
            let mode = campaign.mode.map_or(CampaignMode::Unknown, Coded::value);
            (campaign.id, mode)
        })
        .collect()
}
