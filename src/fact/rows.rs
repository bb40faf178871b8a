//! Turns dossiers into the rows of all tables, and rows into columns.

use std::collections::BTreeMap;

use polars::prelude::{DataFrame, PolarsError};

use super::account::Account;
use super::column::{Column, FactRows};
use super::downloads::{self, DownloadRow, Downloads};
use super::filling::Filling;
use super::offers::{self, OfferRow, Offers};
use super::operators::{self, OperatorRow, SessionOperators};
use super::sessions::{self, SessionRow, Sessions};
use super::states::{self, StateRow, States};
use super::stint_days::{self, StintDayRow, StintDays};
use super::stints::{self, StintRow, Stints};
use super::tables::{FactTable, Selection};
use super::visits::{self, QueueVisits, VisitRow};
use crate::join::{CampaignKind, Dossier};
use crate::ledger::{Code, Problem, Problems, Tally};
use crate::model::{Id, Session};
use crate::names::Names;
use crate::phase::{
    NegativePhase, Passage, SessionOutcome, SessionWaits, State, arrival, flows, passages,
    request_waits, stints as stints_of,
};
use crate::settings::FactPlan;
use crate::time::zone::Day;

/// The parts of the facts that are computed only if a selected column needs them.
#[derive(Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "parts that columns need, each by itself"
)]
pub(super) struct Beyond {
    waits: bool,
    flows: bool,
    stints: bool,
    stint_days: bool,
    states: bool,
    downloads: bool,
}

impl Beyond {
    pub(super) fn new(selection: &Selection) -> Self {
        let waits = [
            "wait_total",
            "offer_time",
            "queue_time",
            "wait_after_forward",
        ];
        let has_wait = |name: &&str| selection.has_named(FactTable::Sessions, name);
        Self {
            waits: waits.iter().any(has_wait),
            flows: ["to_queue_id", "to_queue", "answered_later"]
                .iter()
                .any(|name| selection.has_named(FactTable::QueueVisits, name)),
            stints: selection.has_named(FactTable::Stints, "joined"),
            stint_days: selection.has_named(FactTable::StintDays, "begins"),
            states: selection.has_named(FactTable::States, "state")
                || selection.has_named(FactTable::Sessions, "refused_states"),
            downloads: selection.has_named(FactTable::Downloads, "kind"),
        }
    }
}

/// Rows that are not in columns yet.
#[derive(Default)]
pub(super) struct Rows<'a> {
    /// Number of sessions so far, including those whose rows are already in columns.
    pub(super) count: usize,
    sessions: Vec<SessionRow<'a>>,
    operators: Vec<OperatorRow<'a>>,
    visits: Vec<VisitRow>,
    offers: Vec<OfferRow<'a>>,
    states: Vec<StateRow>,
    downloads: Vec<DownloadRow<'a>>,
    stints: Vec<StintRow<'a>>,
    stint_days: Vec<StintDayRow<'a>>,
    pub(super) notes: Notes,
}

impl<'a> Rows<'a> {
    /// Adds the rows of one dossier.
    pub(super) fn add(
        &mut self,
        plan: &'a FactPlan,
        beyond: Beyond,
        session: &'a Session,
        dossier: Dossier<'_>,
    ) {
        let mut negative = |phase| self.notes.negative(dossier, phase);
        let account = Account::new(plan, session, dossier, &mut negative);
        self.notes.campaign(dossier);
        self.notes.day(account.row.day);
        let Account {
            mut row,
            routing,
            operators,
            visits,
            offers,
        } = account;
        if !plan.period.contains(row.day) {
            return;
        }
        let SessionOutcome {
            entry_queue,
            answer_queue,
            owner,
            ..
        } = row.judged;
        let left_out = plan.left_out.reason(entry_queue, answer_queue, owner);
        if left_out.is_some() {
            self.notes.left_out += 1;
            return;
        }
        let session_row = u32::try_from(self.count).unwrap_or(u32::MAX);
        let session_id = session.id;
        let owner = row.judged.owner;
        let day = row.day;
        let team = |operator: Option<Id>| operator.and_then(|operator| plan.teams.team(operator));
        if beyond.waits {
            row.waits = SessionWaits::from_requests(&request_waits(dossier, &routing, &offers));
        }
        let mut flows = if beyond.flows {
            flows(&routing, &visits).into_iter()
        } else {
            Vec::new().into_iter()
        };
        if beyond.stints {
            self.stints.extend(stints_of(dossier).map(|stint| StintRow {
                session_id,
                session_row,
                stint,
                team: team(Some(stint.user_id)),
                day,
            }));
        }
        if beyond.stint_days {
            for stint in stints_of(dossier) {
                stint.cut_into_days(plan.zone, |part| {
                    self.stint_days.push(StintDayRow {
                        session_id,
                        session_row,
                        user_id: stint.user_id,
                        part,
                        team: team(Some(stint.user_id)),
                        day,
                    });
                });
            }
        }
        if beyond.states {
            row.refused_states = self.add_states(session_id, session_row, day, passages(dossier));
        }
        if beyond.downloads {
            let numbered = (1..).zip(session.downloads.iter());
            self.downloads
                .extend(numbered.map(|(number, download)| DownloadRow {
                    session_id,
                    session_row,
                    number,
                    download,
                }));
        }
        self.count += 1;
        self.sessions.push(row);
        self.operators
            .extend(operators.iter().map(|phases| OperatorRow {
                session_id,
                session_row,
                phases: *phases,
                arrival: arrival(phases, &dossier.session.operators, &offers, owner),
                team: team(Some(phases.user_id)),
                day,
            }));
        self.visits.extend(visits.into_iter().map(|visit| VisitRow {
            session_id,
            session_row,
            visit,
            flow: flows.next().unwrap_or_default(),
            day,
        }));
        self.offers.extend(offers.into_iter().map(|offer| OfferRow {
            session_id,
            session_row,
            team: team(offer.user_id),
            day,
            offer,
        }));
    }

    /// Adds a row for each state that a session went through. Returns the states that were refused
    /// for a negative value, one bit each.
    fn add_states(
        &mut self,
        session_id: Id,
        session_row: u32,
        day: Day,
        passages: [Passage; 6],
    ) -> u32 {
        let mut refused = 0;
        for (state, passage) in State::ALL.into_iter().zip(passages) {
            match passage {
                Passage::Through {
                    entered,
                    left,
                    duration,
                } => self.states.push(StateRow {
                    session_id,
                    session_row,
                    state,
                    entered,
                    left,
                    duration,
                    day,
                }),
                Passage::Refused => refused |= 1 << state as u32,
                Passage::Skipped => {}
            }
        }
        refused
    }
}

/// The columns of all tables, as far as they are filled.
pub(super) struct Fillings {
    sessions: Filling<Sessions>,
    operators: Filling<SessionOperators>,
    visits: Filling<QueueVisits>,
    offers: Filling<Offers>,
    states: Filling<States>,
    downloads: Filling<Downloads>,
    stints: Filling<Stints>,
    stint_days: Filling<StintDays>,
}

impl Fillings {
    /// Empty columns with capacity for `sessions` sessions.
    pub(super) fn new(selection: &Selection, sessions: usize) -> Self {
        Self {
            sessions: selected(selection, FactTable::Sessions, sessions::COLUMNS, sessions),
            operators: selected(
                selection,
                FactTable::SessionOperators,
                operators::COLUMNS,
                sessions,
            ),
            visits: selected(selection, FactTable::QueueVisits, visits::COLUMNS, sessions),
            offers: selected(selection, FactTable::Offers, offers::COLUMNS, sessions),
            states: selected(selection, FactTable::States, states::COLUMNS, sessions),
            downloads: selected(
                selection,
                FactTable::Downloads,
                downloads::COLUMNS,
                sessions,
            ),
            stints: selected(selection, FactTable::Stints, stints::COLUMNS, sessions),
            stint_days: selected(
                selection,
                FactTable::StintDays,
                stint_days::COLUMNS,
                sessions,
            ),
        }
    }

    /// Moves the rows into the columns and empties `rows`.
    pub(super) fn take(&mut self, rows: &mut Rows<'_>, names: &Names) {
        self.sessions.add(&rows.sessions, names);
        self.operators.add(&rows.operators, names);
        self.visits.add(&rows.visits, names);
        self.offers.add(&rows.offers, names);
        self.states.add(&rows.states, names);
        self.downloads.add(&rows.downloads, names);
        self.stints.add(&rows.stints, names);
        self.stint_days.add(&rows.stint_days, names);
        rows.sessions.clear();
        rows.operators.clear();
        rows.visits.clear();
        rows.offers.clear();
        rows.states.clear();
        rows.downloads.clear();
        rows.stints.clear();
        rows.stint_days.clear();
    }

    /// The frames in the order of [`FactTable::WITH_FILES`], followed by the frames of the stints and
    /// of their days.
    pub(super) fn finish(self) -> Result<[DataFrame; 8], PolarsError> {
        Ok([
            self.sessions.finish()?,
            self.operators.finish()?,
            self.visits.finish()?,
            self.offers.finish()?,
            self.states.finish()?,
            self.downloads.finish()?,
            self.stints.finish()?,
            self.stint_days.finish()?,
        ])
    }
}

fn selected<T: FactRows>(
    selection: &Selection,
    table: FactTable,
    columns: &'static [Column<T>],
    rows: usize,
) -> Filling<T> {
    let columns = columns.iter();
    let columns = columns.filter(|column| selection.has(table, &column.info));
    Filling::new(columns, rows)
}

/// Observations made while phases are computed, for the ledger.
#[derive(Default)]
pub(super) struct Notes {
    problems: Problems,
    /// Number of sessions in the period that the settings leave out.
    pub(super) left_out: u64,
    /// Number of sessions whose campaign has an unknown mode, by campaign; `None` is a session that names no
    /// campaign.
    unknown_campaigns: BTreeMap<Option<Id>, u64>,
    /// The first and the last day of all sessions, in the period or not.
    days: Option<(Day, Day)>,
}

impl Notes {
    fn day(&mut self, day: Day) {
        let (first, last) = self.days.unwrap_or((day, day));
        self.days = Some((first.min(day), last.max(day)));
    }

    fn negative(&mut self, dossier: Dossier<'_>, negative: NegativePhase) {
        let place = dossier.session.place;
        self.problems.push(Problem {
            file: Some(place.file),
            line: Some(place.line),
            code: Code::NegativePhase,
            session_id: Some(dossier.session.id),
            detail: format!("`{}` is {} s", negative.phase, negative.length),
            count: 1,
        });
    }

    fn campaign(&mut self, dossier: Dossier<'_>) {
        if dossier.campaign == CampaignKind::Unknown {
            let campaign = dossier.session.campaign_id;
            *self.unknown_campaigns.entry(campaign).or_default() += 1;
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.problems.append(other.problems);
        self.left_out += other.left_out;
        for day in other
            .days
            .into_iter()
            .flat_map(|(first, last)| [first, last])
        {
            self.day(day);
        }
        for (campaign, count) in other.unknown_campaigns {
            *self.unknown_campaigns.entry(campaign).or_default() += count;
        }
    }

    pub(super) fn tell(self, tally: &mut Tally) {
        tally.days = self.days;
        tally.problems.append(self.problems);
        tally.unknown_campaigns = self.unknown_campaigns;
    }
}
