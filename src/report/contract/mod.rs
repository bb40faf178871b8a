//! The report `contract`: a row for each contract of the settings and each of its periods.
//!
//! Sessions are counted by the same functions as in every other report; this module only sums them
//! by period and compares the sums with the target. A contract covers all sessions of its queues,
//! so `--where` does not apply to it.

mod columns;
mod covered;

pub use self::columns::{CONTRACT, contract_definitions, contract_keys};

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{DataFrame, PolarsError};

use self::covered::Covered;
use super::breakdown::{Breakdown, BreakdownPart, BreakdownRow, FigureDerivation, Share, counts};
use super::metric::{
    Mean, Metric, MetricValue, ReportColumn, SESSION_METRICS, SessionCounts, definitions,
};
use super::population::{CountedRows, CountedSession, counted_sessions};
use super::statistic::Statistic;
use super::statistics::{Rank, exact_percentile};
use crate::contract::{Clause, ContractFigure, ContractMeasure, ContractPeriod};
use crate::fact::Facts;
use crate::model::Id;
use crate::names::Names;
use crate::report::ReportPlan;
use crate::service_level::{Formula, LimitedOutcome, ServiceLevel};
use crate::settings::FactPlan;
use crate::table::Table;
use crate::time::Timestamp;
use crate::time::zone::{Day, LocalTimestamp};

/// The columns of `sessions` that contracts need besides those of every report.
pub(super) const COLUMNS: [&str; 2] = ["day", "moment"];

/// The percentile of [`ContractMeasure::WaitP90`].
const PERCENT: u8 = 90;

/// Whether and how an inbound offered session of a contract's queues counts in its period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContractShare {
    /// The exclusion at this index in the contract leaves the session out.
    Excluded(usize),
    /// The service level covers only sessions in opening hours, and this session is outside of
    /// them.
    OutsideHours,
    /// The measure does not count the session: it is in neither part of the fraction, or it has no
    /// duration to measure.
    NotCounted,
    /// The session's share in the figure.
    Counted(Share),
}

/// A session in a period of a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContractSession {
    /// Index of the session's row in the table `sessions`.
    pub session_row: usize,
    /// The outcome with the contract's own short-abandon limit.
    pub outcome: LimitedOutcome,
    pub share: ContractShare,
}

/// A contract in one period.
#[derive(Clone, Debug, PartialEq)]
pub struct ContractRow {
    /// The first day of the period.
    pub start: Day,
    /// The first day after the period.
    pub end: Day,
    /// Whether the report and the dump have all days of the period.
    pub is_complete: bool,
    /// The inbound offered sessions of the contract's queues.
    pub sessions: u64,
    /// The number of these sessions that each exclusion leaves out, in the order of the contract.
    pub excluded: Vec<u64>,
    /// Sessions with the share [`ContractShare::OutsideHours`].
    pub outside_hours: u64,
    /// Sessions with the share [`ContractShare::NotCounted`].
    pub not_counted: u64,
    pub figure: ContractFigure,
}

impl ContractRow {
    /// The number of sessions that the contract's exclusions leave out.
    pub fn all_excluded(&self) -> u64 {
        self.excluded.iter().sum()
    }
}

/// A contract with the rows of its periods, and the sessions behind each.
#[derive(Clone, Debug)]
pub struct ContractBreakdown {
    /// The rows as the report has them.
    pub table: Table,
    pub rows: Vec<ContractRow>,
    /// The sessions of each row, in the order of the table `sessions`.
    pub sessions: Vec<Vec<ContractSession>>,
    /// The figure of each row with its parts; sessions that are left out have no share.
    pub breakdowns: Vec<Breakdown>,
}

/// Computes the report.
pub(super) fn contracts(
    fact_plan: &FactPlan,
    plan: &ReportPlan,
    facts: &Facts,
    names: &Names,
) -> Result<Table, PolarsError> {
    let population = Population::new(fact_plan, plan, &facts.sessions.frame)?;
    let clauses: Vec<(&Clause, Vec<ContractRow>)> = fact_plan
        .clauses
        .iter()
        .map(|clause| (clause, population.evaluate(clause, false).rows()))
        .collect();
    columns::table(fact_plan, &clauses, names)
}

/// Breaks a contract down into its sessions, period by period; `None` if the settings have no contract
/// at this place.
pub fn break_down_contract(
    fact_plan: &FactPlan,
    plan: &ReportPlan,
    facts: &Facts,
    names: &Names,
    place: usize,
) -> Result<Option<ContractBreakdown>, PolarsError> {
    let Some(clause) = fact_plan.clauses.get(place) else {
        return Ok(None);
    };
    let population = Population::new(fact_plan, plan, &facts.sessions.frame)?;
    let evaluated = population.evaluate(clause, true);
    let breakdowns = evaluated.periods.iter();
    let breakdowns = breakdowns
        .map(|period| evaluated.breakdown(period))
        .collect();
    let rows = evaluated.rows();
    let table = columns::table(fact_plan, &[(clause, rows.clone())], names)?;
    let periods = evaluated.periods.into_iter();
    Ok(Some(ContractBreakdown {
        table,
        rows,
        breakdowns,
        sessions: periods.map(|period| period.members).collect(),
    }))
}

/// The sessions of the facts, as contracts see them.
struct Population<'a> {
    fact_plan: &'a FactPlan,
    counted: Vec<CountedSession>,
    queues: Vec<Option<Id>>,
    days: Vec<Option<Day>>,
    /// The local time of the timestamp that gives the day; empty if no contract leaves anything out.
    locals: Vec<Option<LocalTimestamp>>,
    covered: Option<Covered>,
}

impl<'a> Population<'a> {
    fn new(
        fact_plan: &'a FactPlan,
        plan: &ReportPlan,
        sessions: &DataFrame,
    ) -> Result<Self, PolarsError> {
        let queues = sessions.column(plan.queue_by.column())?.i64()?.iter();
        let days = sessions.column("day")?.i32()?.iter();
        let days: Vec<Option<Day>> = days.map(|day| day.map(Day)).collect();
        let mut clauses = fact_plan.clauses.iter();
        let locals = if clauses.any(|clause| !clause.contract.leave_out.is_empty()) {
            let timestamps = sessions.column("moment")?.i64()?.iter();
            let timestamps =
                timestamps.map(|timestamp| timestamp.and_then(Timestamp::from_microseconds));
            timestamps
                .map(|timestamp| timestamp.map(|timestamp| fact_plan.zone.local(timestamp)))
                .collect()
        } else {
            Vec::new()
        };
        Ok(Self {
            fact_plan,
            counted: counted_sessions(sessions)?,
            queues: queues.map(|queue| queue.and_then(Id::new)).collect(),
            covered: Covered::new(fact_plan, days.iter().flatten().copied()),
            days,
            locals,
        })
    }

    /// Sums up a contract, period by period; with `lists`, each period keeps its sessions.
    fn evaluate(&self, clause: &Clause, lists: bool) -> EvaluatedContract {
        let contract = &clause.contract;
        let default = self.fact_plan.service_levels.default_level();
        let level = ServiceLevel {
            threshold: contract.threshold.unwrap_or(default.threshold),
            short_abandon: contract.short_abandon.unwrap_or(default.short_abandon),
            formula: contract.formula.unwrap_or(default.formula),
            target: default.target,
        };
        let measure = contract.measure;
        let mut periods: BTreeMap<Day, Period> = self
            .starts(contract.period)
            .into_iter()
            .map(|start| {
                let end = contract.period.end(start);
                let covered = self.covered.as_ref();
                let is_complete = covered.is_some_and(|covered| covered.has(start, end));
                let excluded = contract.leave_out.len();
                (start, Period::new(start, end, is_complete, excluded))
            })
            .collect();
        for (row, session) in self.counted.iter().enumerate() {
            if !session.is_offered() || !clause.has_queue(self.queues[row]) {
                continue;
            }
            let start = self.days[row].map(|day| contract.period.start(day));
            let Some(period) = start.and_then(|start| periods.get_mut(&start)) else {
                continue;
            };
            let session = session.under(contract.threshold, contract.short_abandon);
            let local = self.locals.get(row).copied().flatten();
            let exclusion = local.and_then(|local| clause.exclusion(self.queues[row], local));
            let share = if let Some(place) = exclusion {
                ContractShare::Excluded(place)
            } else if measure == ContractMeasure::ServiceLevel && !session.is_in_level() {
                ContractShare::OutsideHours
            } else {
                share(measure, &session, level.formula)
            };
            if lists {
                period.list(row, &session, share);
            }
            period.add(&session, share);
        }
        EvaluatedContract {
            measure,
            level,
            periods: periods.into_values().collect(),
        }
    }

    /// The first day of each period that has a day in the report.
    fn starts(&self, unit: ContractPeriod) -> BTreeSet<Day> {
        let with_sessions = || self.days.iter().flatten().copied();
        let Some(days) = self.covered.as_ref().map_or_else(
            || Covered::of_period(&self.fact_plan.period),
            |covered| Some(covered.days(&self.fact_plan.period)),
        ) else {
            return BTreeSet::new();
        };
        let days = days.map(Day).map(|day| unit.start(day));
        // A dump that seems to span more than a century has a wrong date; then only periods with
        // sessions get a row.
        if days.len() > CENTURY {
            return with_sessions().map(|day| unit.start(day)).collect();
        }
        days.collect()
    }
}

/// Number of days in a century.
const CENTURY: usize = 36_525;

/// The sums of a contract in one period.
struct Period {
    start: Day,
    end: Day,
    is_complete: bool,
    sessions: u64,
    excluded: Vec<u64>,
    outside_hours: u64,
    not_counted: u64,
    /// The counts of the sessions that are neither excluded nor outside of hours.
    counts: SessionCounts,
    /// The waits of the same sessions, in microseconds.
    waits: Vec<i64>,
    /// The sessions, if they are listed.
    members: Vec<ContractSession>,
}

impl Period {
    fn new(start: Day, end: Day, is_complete: bool, excluded: usize) -> Self {
        Self {
            start,
            end,
            is_complete,
            sessions: 0,
            excluded: vec![0; excluded],
            outside_hours: 0,
            not_counted: 0,
            counts: SessionCounts::default(),
            waits: Vec::new(),
            members: Vec::new(),
        }
    }

    fn list(&mut self, row: usize, session: &CountedSession, share: ContractShare) {
        let outcome = session.outcome_of_offered();
        self.members.extend(outcome.map(|outcome| ContractSession {
            session_row: row,
            outcome,
            share,
        }));
    }

    fn add(&mut self, session: &CountedSession, share: ContractShare) {
        self.sessions += 1;
        match share {
            ContractShare::Excluded(place) => {
                self.excluded[place] += 1;
                return;
            }
            ContractShare::OutsideHours => {
                self.outside_hours += 1;
                return;
            }
            ContractShare::NotCounted => self.not_counted += 1,
            ContractShare::Counted(_) => {}
        }
        [*session].count(0, &mut self.counts);
        let wait = session.wait_of_offered();
        self.waits
            .extend(wait.map(crate::time::Duration::microseconds));
    }
}

/// A contract summed up.
struct EvaluatedContract {
    measure: ContractMeasure,
    /// The limits and the formula of the contract; where it sets none, the defaults, although a
    /// session may have limits of its own.
    level: ServiceLevel,
    periods: Vec<Period>,
}

impl EvaluatedContract {
    fn rows(&self) -> Vec<ContractRow> {
        let periods = self.periods.iter();
        periods
            .map(|period| ContractRow {
                start: period.start,
                end: period.end,
                is_complete: period.is_complete,
                sessions: period.sessions,
                excluded: period.excluded.clone(),
                outside_hours: period.outside_hours,
                not_counted: period.not_counted,
                figure: self.figure(period),
            })
            .collect()
    }

    fn figure(&self, period: &Period) -> ContractFigure {
        match metric(self.measure).map(|metric| &metric.value) {
            Some(MetricValue::Rate(ratio, _)) => {
                ContractFigure::Share(ratio(&period.counts, self.level.formula))
            }
            Some(MetricValue::Mean(mean)) => {
                let Mean { sum, count } = mean(&period.counts);
                ContractFigure::Mean { sum, count }
            }
            _ => {
                let mut waits = period.waits.clone();
                waits.sort_unstable();
                ContractFigure::Percentile {
                    hundredths: exact_percentile(&waits, PERCENT.into()).unwrap_or(0),
                    count: waits.len() as u64,
                }
            }
        }
    }

    fn breakdown(&self, period: &Period) -> Breakdown {
        let figure = self.figure(period);
        let derivation = match (metric(self.measure).map(|metric| &metric.value), figure) {
            (Some(MetricValue::Rate(_, arithmetic)), ContractFigure::Share(ratio)) => {
                FigureDerivation::Rate {
                    ratio,
                    arithmetic: arithmetic(self.level.formula),
                    counts: counts(SESSION_METRICS, &period.counts),
                }
            }
            (_, ContractFigure::Mean { sum, count }) => FigureDerivation::Mean(Mean { sum, count }),
            _ => FigureDerivation::Statistic {
                statistic: Statistic::P90,
                rank: Rank::new(period.waits.len(), PERCENT.into())
                    .map(|rank| (rank.below + 1, rank.part)),
            },
        };
        let mut column = column(self.measure);
        if let FigureDerivation::Rate { arithmetic, .. } = derivation {
            arithmetic.clone_into(&mut column.definition.formula);
        }
        let parts = period.members.iter().map(|member| BreakdownPart {
            session_row: member.session_row,
            row: BreakdownRow::Session,
            share: match member.share {
                ContractShare::Counted(share) => share,
                _ => Share::Count(0),
            },
        });
        Breakdown {
            column,
            level: self.level,
            length: None,
            figure: columns::written(&figure),
            derivation,
            parts: parts.collect(),
        }
    }
}

/// The metric of the reports that the contract measures; `None` for a percentile, which is no
/// metric.
fn metric(measure: ContractMeasure) -> Option<&'static Metric<SessionCounts>> {
    let mut metrics = SESSION_METRICS.iter();
    metrics.find(|metric| metric.definition.name == measure.name())
}

/// The column of a measure: that of the reports, where they have the figure.
fn column(measure: ContractMeasure) -> ReportColumn {
    let mut all = definitions().into_iter();
    let Some(mut column) = all.find(|column| column.name() == measure.name()) else {
        return columns::wait_p90();
    };
    if measure == ContractMeasure::ServiceLevel {
        "The share of sessions answered in time, by the formula and the limits of the contract."
            .clone_into(&mut column.definition.meaning);
    }
    column
}

/// The share of one session in a measure.
fn share(measure: ContractMeasure, session: &CountedSession, formula: Formula) -> ContractShare {
    let alone = || [*session].alone(0);
    let share = match metric(measure).map(|metric| &metric.value) {
        Some(MetricValue::Rate(ratio, _)) => {
            let ratio = ratio(&alone(), formula);
            (ratio.denominator > 0).then_some(Share::Ratio(ratio))
        }
        Some(MetricValue::Mean(mean)) => {
            let mean = mean(&alone());
            (mean.count > 0).then_some(Share::Mean(mean))
        }
        _ => {
            let wait = session.wait_of_offered();
            wait.map(|wait| Share::Value(Some(wait.microseconds())))
        }
    };
    share.map_or(ContractShare::NotCounted, ContractShare::Counted)
}
