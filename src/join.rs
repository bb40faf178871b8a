//! Records to dossiers: one session with its history and campaign, and who wins among duplicates.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use crate::ledger::{Code, Problem, Tally, plural};
use crate::model::{
    CampaignMode, CampaignRecord, Coded, Event, History, Id, Session, SessionSource,
};

/// What is known of the campaign of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CampaignKind {
    /// The session is of no campaign.
    None,
    /// Operators read the record before the call: the FAQ's ring time is not valid.
    Preview,
    /// Another mode.
    Other,
    /// Nobody says the mode.
    Unknown,
}

/// Everything that is known of one session.
#[derive(Clone, Copy, Debug)]
pub struct Dossier<'a> {
    pub session: &'a Session,
    /// The usable routing events in order; empty without a history.
    pub events: &'a [Event],
    pub campaign: CampaignKind,
}

/// The kept sessions, each with its history, in the order of their ids.
#[derive(Debug, Default)]
pub struct Joined {
    sessions: Vec<Session>,
    /// Beside each session.
    histories: Vec<Option<History>>,
    modes: HashMap<Id, CampaignMode, RandomState>,
}

impl Joined {
    /// How many sessions were kept.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.sessions.len()
    }

    /// Whether none was kept.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.sessions.is_empty()
    }

    /// The dossier at this position.
    #[must_use]
    pub fn dossier(&self, index: usize) -> Dossier<'_> {
        let session = &self.sessions[index];
        let history = self.histories[index].as_ref();
        Dossier {
            session,
            events: history.map_or(&[], |history| &history.events),
            campaign: self.campaign(session),
        }
    }

    /// All dossiers in order, for all workers.
    #[must_use]
    pub fn dossiers(&self) -> impl IndexedParallelIterator<Item = Dossier<'_>> {
        (0..self.len())
            .into_par_iter()
            .map(|index| self.dossier(index))
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

/// Resolves duplicates and puts each history beside its session. Counts and notes go to `tally`.
#[must_use]
pub fn join(
    mut sessions: Vec<Session>,
    mut histories: Vec<History>,
    campaigns: &[CampaignRecord],
    tally: &mut Tally,
) -> Joined {
    // The winner first: the record that has seen the later event, then the later in the dump.
    sessions.par_sort_unstable_by(|a, b| {
        a.id.cmp(&b.id)
            .then_with(|| (b.last_event(), b.place).cmp(&(a.last_event(), a.place)))
    });
    histories.par_sort_unstable_by(|a, b| {
        let weight =
            |history: &History| (history.last_event(), history.events.len(), history.place);
        a.session_id
            .cmp(&b.session_id)
            .then_with(|| weight(b).cmp(&weight(a)))
    });
    let counts = &mut tally.counts;
    let records = sessions.len();
    sessions.dedup_by_key(|session| session.id);
    counts.sessions_kept = sessions.len() as u64;
    counts.sessions_superseded = (records - sessions.len()) as u64;
    let records = histories.len();
    histories.dedup_by_key(|history| history.session_id);
    counts.histories_superseded = (records - histories.len()) as u64;

    let modes = modes(campaigns);
    let histories = align(&sessions, histories, tally);
    Joined {
        sessions,
        histories,
        modes,
    }
}

/// Both lists are in the order of session ids. Histories without a session are orphaned.
fn align(sessions: &[Session], histories: Vec<History>, tally: &mut Tally) -> Vec<Option<History>> {
    let mut aligned: Vec<Option<History>> = Vec::with_capacity(sessions.len());
    let mut ids = sessions.iter().map(|session| session.id).peekable();
    for history in histories {
        while ids.next_if(|&id| id < history.session_id).is_some() {
            aligned.push(None);
        }
        if ids.next_if_eq(&history.session_id).is_some() {
            tally.counts.histories_joined += 1;
            aligned.push(Some(history));
        } else {
            tally.counts.histories_orphaned += 1;
            tally.problems.push(orphaned(&history));
        }
    }
    aligned.resize_with(sessions.len(), || None);
    aligned
}

fn orphaned(history: &History) -> Problem {
    Problem {
        file: Some(history.place.file),
        line: Some(history.place.line),
        code: Code::OrphanedHistory,
        session_id: Some(history.session_id),
        detail: plural(history.events.len() as u64, "event"),
    }
}

/// The mode of each campaign, by its last record; one that names no known mode is unknown.
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
