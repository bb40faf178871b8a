//! Computes all reports of a plan, in one pass over each table for each set of dimensions.

use polars::prelude::{Column, DataFrame, IdxCa, NamedFrom, NewChunkedArray, PolarsError, Series};
use rayon::prelude::*;

use super::beyond::{Material, beyond};
use super::bridge::{Bridge, bridge};
use super::contract::contracts;
use super::dimension::{Clock, Dimension};
use super::distribute::{Present, distribute};
use super::filter::UnknownValue;
use super::group::Groups;
use super::identity::Wholes;
use super::metric::{
    Condition, FEEDBACK_METRICS, Measure, Metric, MetricSource, OPERATOR_METRICS, OPERATOR_PHASES,
    PHASES, SESSION_METRICS, SessionCounts, VISIT_LENGTH, VISIT_METRICS,
};
use super::population::{
    CountedRows, CountedSession, OperatorRows, VisitRows, counted_sessions, session_counts,
};
use super::service_levels::service_levels;
use super::statistic::Statistic;
use super::tables::{FactPart, Tables};
use super::terms::row_levels;
use crate::fact::{FactTable, Facts, Selection};
use crate::names::Names;
use crate::report::ReportPlan;
use crate::service_level::{Ratio, ServiceCounts, ServiceLevel, ServiceLevels};
use crate::settings::FactPlan;
use crate::table::{ColumnSpec, Kind, Table};

/// The finished reports.
#[derive(Debug)]
pub struct Reports {
    pub tables: Vec<Table>,
    /// The reports beyond the FAQ, in the order of the plan.
    pub beyond: Vec<Table>,
    /// The report `contract`; `None` if the plan has none.
    pub contract: Option<Table>,
    /// For each report, the number of sessions in its rows, each counted once, plus the sessions
    /// that the filters left out.
    pub sessions: Vec<u64>,
    /// The number of sessions that the filters left out.
    pub left_out: u64,
    /// Values that the filters name and that do not occur.
    pub unknown: Vec<UnknownValue>,
    /// The figures of all sessions together.
    pub total: Totals,
    /// The report `bridge`, and its total.
    pub bridge: (Table, Bridge),
    /// The totals that the rows of all reports must add up to.
    pub wholes: Wholes,
}

/// The headline figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub sessions: u64,
    pub offered: u64,
    pub service: ServiceCounts,
    pub service_level: Ratio,
}

/// The columns of the fact tables that the reports of a plan need.
pub fn selection(plan: &ReportPlan) -> Selection {
    let filtered = plan.filters.iter().map(|filter| &filter.dimension);
    let dimensions = plan.groupings.iter().flatten().chain(filtered);
    let mut sessions: Vec<&'static str> = dimensions
        .map(|dimension| dimension.source(plan.queue_by))
        .collect();
    // The bridge groups by these columns, whatever the other reports do.
    sessions.extend(["owner_id", plan.queue_by.column()]);
    sessions.extend(super::population::SESSION_COLUMNS);
    sessions.extend(PHASES.iter().map(|phase| phase.column));
    if names_feedback(plan) {
        sessions.extend(super::population::FEEDBACK_COLUMNS);
    }
    if plan.contracts {
        sessions.extend(super::contract::COLUMNS);
    }
    let has = |dimension| plan.groupings.iter().any(|set| set.contains(&dimension));
    let mut tables = vec![(FactTable::Sessions, sessions)];
    let mut columns = super::population::BRIDGE_COLUMNS.to_vec();
    if has(Dimension::Operator) || has(Dimension::Team) {
        columns.extend(super::population::OPERATOR_COLUMNS);
        columns.extend(OPERATOR_PHASES.iter().map(|phase| phase.column));
    }
    tables.push((FactTable::SessionOperators, columns));
    if has(Dimension::Queue) {
        tables.push((
            FactTable::QueueVisits,
            super::population::VISIT_COLUMNS.to_vec(),
        ));
    }
    for report in &plan.beyond {
        report.select(plan, &mut tables);
    }
    if plan.facts {
        // A row passes the filters with its session, which this column identifies.
        for table in [FactTable::QueueVisits, FactTable::Offers, FactTable::States] {
            tables.push((table, vec!["session_row"]));
        }
        Selection::FilesAnd(tables)
    } else {
        Selection::Columns(tables)
    }
}

/// Whether `--columns` names a figure of feedback.
fn names_feedback(plan: &ReportPlan) -> bool {
    let named = |name: &String| {
        let mut metrics = FEEDBACK_METRICS.iter();
        metrics.any(|metric| metric.definition.name == name)
    };
    plan.columns.iter().flatten().any(named)
}

/// Computes the reports of a plan.
pub fn reports(
    fact_plan: &FactPlan,
    plan: &ReportPlan,
    facts: &Facts,
    names: &Names,
) -> Result<Reports, PolarsError> {
    let tables = Tables::new(fact_plan, plan, facts, names)?;
    let is_by_tag = |set: &Vec<Dimension>| set.contains(&Dimension::Tag);
    let by_tag = plan.groupings.iter().any(is_by_tag);
    let by_tag = by_tag.then(|| tables.by_tag()).transpose()?;
    let (tagged, whole): (Vec<_>, Vec<_>) =
        (0..plan.groupings.len()).partition(|&place| is_by_tag(&plan.groupings[place]));
    let counted = counted_sessions(&tables.sessions)?;
    // The small reports are computed in parallel with the large ones.
    let (made, (wholes, (levels, bridge))) = rayon::join(
        || by_dimensions(fact_plan, plan, &tables, &counted, names, &whole),
        || {
            let wholes = || Wholes::new(&total(&counted)?, &tables);
            let levels = || service_levels(fact_plan, plan, &tables.sessions, &counted, names);
            let bridge = || bridge(fact_plan, plan, &tables, names);
            rayon::join(wholes, || {
                let levels = || plan.service_levels.then(levels).transpose();
                rayon::join(levels, bridge)
            })
        },
    );
    let (mut made, mut wholes) = (made?, wholes?);
    if let Some(by_tag) = by_tag {
        let counted = counted_sessions(&by_tag.sessions)?;
        wholes = wholes.with_tags(Wholes::new(&total(&counted)?, &by_tag)?);
        let repeats = by_tag.sessions.height() - tables.sessions.height();
        let tagged = by_dimensions(fact_plan, plan, &by_tag, &counted, names, &tagged)?;
        made.extend(tagged.into_iter().map(|report| FinishedReport {
            sessions: report.sessions.saturating_sub(repeats as u64),
            ..report
        }));
    }
    made.sort_by_key(|report| report.place);
    let left_out = tables.left_out() as u64;
    let sessions = made.iter().map(|report| report.sessions + left_out);
    let sessions = sessions.collect();
    let mut finished: Vec<Table> = made.into_iter().map(|report| report.table).collect();
    finished.extend(levels?);
    let beyond = beyond(Material {
        fact_plan,
        plan,
        tables: &tables,
        counted: &counted,
        names,
    })?;
    let contract = || contracts(fact_plan, plan, facts, names);
    let contract = plan.contracts.then(contract).transpose()?;
    let total = total(&counted)?;
    let formula = fact_plan.service_levels.default_level().formula;
    Ok(Reports {
        tables: finished,
        beyond,
        contract,
        sessions,
        total: Totals {
            sessions: total.sessions,
            offered: total.service.offered(),
            service: total.service,
            service_level: formula.ratio(&total.level),
        },
        bridge: bridge?,
        wholes: wholes.and_beyond(plan, &tables)?,
        left_out,
        unknown: tables.unknown,
    })
}

/// A finished report.
struct FinishedReport {
    /// Position among the reports of the plan.
    place: usize,
    table: Table,
    /// Number of sessions in the report's rows, each counted once.
    sessions: u64,
}

/// The reports by dimensions at these positions in the plan.
fn by_dimensions(
    fact_plan: &FactPlan,
    plan: &ReportPlan,
    tables: &Tables,
    counted: &[CountedSession],
    names: &Names,
    places: &[usize],
) -> Result<Vec<FinishedReport>, PolarsError> {
    let groupings = places
        .par_iter()
        .map(|&place| {
            let grouping = Grouping::new(fact_plan, plan, &plan.groupings[place], tables)?;
            Ok(match plan.top {
                Some(top) if place < top.reports => grouping.top(top.rows)?,
                _ => grouping,
            })
        })
        .collect::<Result<Vec<_>, PolarsError>>()?;
    let measured = measured(&groupings, tables, &plan.statistics)?;
    let reports = groupings.par_iter().zip(measured).zip(places);
    reports
        .map(|((grouping, measured), &place)| {
            let counts = session_counts(counted, &grouping.sessions);
            Ok(FinishedReport {
                place,
                sessions: counts.iter().map(|counts| counts.sessions).sum(),
                table: grouping.table(fact_plan, plan, tables, names, &counts, &measured)?,
            })
        })
        .collect()
}

/// The counts of all sessions together.
fn total(sessions: &[CountedSession]) -> Result<SessionCounts, PolarsError> {
    let all = Groups::by(sessions.len(), &[])?;
    let counts = session_counts(sessions, &all);
    Ok(counts.first().copied().unwrap_or_default())
}

/// The name of the report by these dimensions.
pub fn grouping_name(dimensions: &[Dimension]) -> String {
    if dimensions.is_empty() {
        return "total".to_owned();
    }
    let names = dimensions.iter().map(|dimension| dimension.name());
    format!("by_{}", names.collect::<Vec<_>>().join("_"))
}

/// The grouping of one report: the group of each session, and of each row of operators or queues.
pub(super) struct Grouping {
    dimensions: Vec<Dimension>,
    pub(super) sessions: Groups,
    /// The table of operators or visits, if the report needs one, with the group of each of its
    /// rows.
    second: Option<(MetricSource, Vec<u32>)>,
    /// Whether the last row stands for everything below the top rows.
    has_other: bool,
}

impl Grouping {
    pub(super) fn new(
        fact_plan: &FactPlan,
        plan: &ReportPlan,
        dimensions: &[Dimension],
        tables: &Tables,
    ) -> Result<Self, PolarsError> {
        let clock = Clock::new(fact_plan, plan);
        let second = if Condition::WithOperator.holds(dimensions) {
            Some(MetricSource::Operators)
        } else if dimensions.contains(&Dimension::Queue) {
            Some(MetricSource::Visits)
        } else {
            None
        };
        let sessions = tables.sessions.height();
        let mut keys = Vec::with_capacity(dimensions.len());
        for dimension in dimensions {
            let mut key = dimension.key(&tables.sessions, plan.queue_by, &clock)?;
            if let Some(source) = second {
                let more = if let Some(own) = own_key(*dimension, source, tables) {
                    own
                } else {
                    let of_all = dimension.key(&tables.all, plan.queue_by, &clock)?;
                    of_all.take(&session_rows(tables.frame(source))?)?
                };
                key.append(&more)?;
            }
            keys.push(key);
        }
        let more = second.map_or(0, |source| tables.frame(source).height());
        let mut groups = Groups::by(sessions + more, &keys)?;
        let second_rows = groups.of_row.split_off(sessions);
        Ok(Self {
            dimensions: dimensions.to_vec(),
            sessions: groups,
            second: second.map(|source| (source, second_rows)),
            has_other: false,
        })
    }

    /// Keeps the rows with the most sessions and merges the others into one row at the end.
    fn top(mut self, rows: usize) -> Result<Self, PolarsError> {
        if self.dimensions.is_empty() || self.sessions.len() <= rows {
            return Ok(self);
        }
        let places = self.sessions.keep_largest(rows)?;
        if let Some((_, of_row)) = &mut self.second {
            for group in of_row {
                *group = places[*group as usize];
            }
        }
        self.has_other = true;
        Ok(self)
    }

    /// The group of each row of the second table; empty if there is no second table.
    pub(super) fn second_rows(&self) -> &[u32] {
        self.second.as_ref().map_or(&[], |(_, rows)| rows)
    }

    /// The group of each row of a table; `None` if the report does not use the table.
    pub(super) fn rows_of(&self, source: MetricSource) -> Option<&[u32]> {
        match (&self.second, source) {
            (_, MetricSource::Sessions) => Some(&self.sessions.of_row),
            (Some((own, rows)), source) if *own == source => Some(rows),
            _ => None,
        }
    }

    /// The service level that applies to each row of the report.
    pub(super) fn levels(&self, levels: &ServiceLevels) -> Result<Vec<ServiceLevel>, PolarsError> {
        row_levels(levels, &self.sessions.keys)
    }

    fn table(
        &self,
        fact_plan: &FactPlan,
        plan: &ReportPlan,
        tables: &Tables,
        names: &Names,
        counts: &[SessionCounts],
        measured: &[MeasureFigures],
    ) -> Result<Table, PolarsError> {
        let mut columns: Vec<(ColumnSpec, Column)> = Vec::new();
        for dimension in &self.dimensions {
            let key = self.sessions.keys.column(dimension.name())?;
            columns.extend(dimension.columns(key, plan.queue_by, names)?);
        }
        if self.has_other {
            for (spec, column) in &mut columns {
                if spec.kind == Kind::Text {
                    name_last(column, OTHER)?;
                }
            }
        }
        let levels = self.levels(&fact_plan.service_levels)?;
        add_metrics(&mut columns, SESSION_METRICS, counts, &levels);
        add_statistics(&mut columns, MetricSource::Sessions, measured);
        match &self.second {
            Some((MetricSource::Operators, rows)) => {
                let operators = OperatorRows::new(&tables.operators)?;
                let counts = operators.of_groups(rows, self.sessions.len());
                add_metrics(&mut columns, OPERATOR_METRICS, &counts, &levels);
                add_statistics(&mut columns, MetricSource::Operators, measured);
            }
            Some((MetricSource::Visits, rows)) => {
                let visits = VisitRows::new(&tables.visits)?;
                let counts = visits.of_groups(rows, self.sessions.len());
                add_metrics(&mut columns, VISIT_METRICS, &counts, &levels);
                add_statistics(&mut columns, MetricSource::Visits, measured);
            }
            _ => {}
        }
        if names_feedback(plan) {
            add_metrics(&mut columns, FEEDBACK_METRICS, counts, &levels);
        }
        table(
            grouping_name(&self.dimensions),
            self.sessions.len(),
            columns,
        )
    }
}

/// The name of the row that stands for everything below the top rows.
const OTHER: &str = "other";

/// Replaces the last text of a column.
fn name_last(column: &mut Column, name: &str) -> Result<(), PolarsError> {
    let rest = column.len().saturating_sub(1);
    let last = Series::new(column.name().clone(), [name]);
    let mut named = column.slice(0, rest);
    named.append(&last.into())?;
    *column = named;
    Ok(())
}

/// The dimension's column in a report's second table; `None` if the rows of that table take it from
/// their session.
fn own_key(dimension: Dimension, source: MetricSource, tables: &Tables) -> Option<Column> {
    let part = match source {
        MetricSource::Sessions => return None,
        MetricSource::Operators => FactPart::Operators,
        MetricSource::Visits => FactPart::Visits,
    };
    dimension.own(part, tables.frame(source))
}

/// The index, among all sessions, of the session of each row.
fn session_rows(frame: &DataFrame) -> Result<IdxCa, PolarsError> {
    let rows = frame.column("session_row")?.i64()?;
    let indexes = rows
        .iter()
        .map(|row| row.and_then(|row| row.try_into().ok()));
    Ok(IdxCa::from_iter_options("session_row".into(), indexes))
}

/// Builds a table from these columns.
pub(super) fn table(
    name: String,
    height: usize,
    columns: Vec<(ColumnSpec, Column)>,
) -> Result<Table, PolarsError> {
    let (columns, series) = columns.into_iter().unzip();
    Ok(Table {
        name,
        columns,
        frame: DataFrame::new(height, series)?,
    })
}

/// Builds a column of optional integers.
pub(super) fn integers(
    spec: ColumnSpec,
    values: impl Iterator<Item = Option<i64>>,
) -> (ColumnSpec, Column) {
    let values: Vec<Option<i64>> = values.collect();
    let series = Series::new(spec.frame_name().into(), values);
    (spec, series.into())
}

fn add_metrics<P: Sync>(
    columns: &mut Vec<(ColumnSpec, Column)>,
    metrics: &[Metric<P>],
    rows: &[P],
    levels: &[ServiceLevel],
) {
    columns.par_extend(metrics.par_iter().map(|metric| {
        let rows = rows.iter().zip(levels);
        let values = rows.map(|(row, level)| metric.figure(row, level.formula));
        integers(metric.spec(), values)
    }));
}

/// The statistics of one duration in the groups of one report.
#[derive(Clone, Debug)]
struct MeasureFigures {
    measure: Measure,
    /// Each statistic with its figure for each group.
    figures: Vec<(Statistic, Vec<Option<i64>>)>,
}

fn add_statistics(
    columns: &mut Vec<(ColumnSpec, Column)>,
    source: MetricSource,
    measured: &[MeasureFigures],
) {
    let own = measured.par_iter();
    let own = own.filter(|measured| measured.measure.source == source);
    columns.par_extend(own.flat_map(|MeasureFigures { measure, figures }| {
        figures.par_iter().map(|(statistic, figures)| {
            let spec = ColumnSpec {
                name: measure.column_name(*statistic),
                kind: statistic.kind(),
            };
            integers(spec, figures.iter().copied())
        })
    }));
}

/// The statistics of every measure that each grouping needs.
fn measured(
    groupings: &[Grouping],
    tables: &Tables,
    statistics: &[Statistic],
) -> Result<Vec<Vec<MeasureFigures>>, PolarsError> {
    let measures: Vec<Measure> = [PHASES, OPERATOR_PHASES, VISIT_LENGTH].concat();
    let distributed: Vec<Vec<Option<MeasureFigures>>> = measures
        .par_iter()
        .map(|&measure| {
            let wanted = |grouping: &&Grouping| grouping.rows_of(measure.source).is_some();
            if !groupings.iter().any(|grouping| wanted(&grouping)) {
                return Ok(vec![None; groupings.len()]);
            }
            let column = tables.frame(measure.source).column(measure.column)?;
            let present = Present::of_column(column.i64()?);
            let mut room = Vec::new();
            Ok(groupings
                .iter()
                .map(|grouping| {
                    let rows = grouping.rows_of(measure.source)?;
                    let groups = grouping.sessions.len();
                    let figures = distribute(&present, rows, groups, statistics, &mut room);
                    Some(MeasureFigures { measure, figures })
                })
                .collect())
        })
        .collect::<Result<_, PolarsError>>()?;
    let mut by_grouping: Vec<Vec<MeasureFigures>> = vec![Vec::new(); groupings.len()];
    for results in distributed {
        for (list, result) in by_grouping.iter_mut().zip(results) {
            list.extend(result);
        }
    }
    Ok(by_grouping)
}
