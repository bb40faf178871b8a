//! The breakdown of a report's figure into the shares of its rows.
//!
//! The groups are those of the report itself, and a row's share is the result of the metric's own
//! function for that row alone: nothing is computed a second way.

use polars::prelude::{DataFrame, PolarsError};

use super::aggregate::Grouping;
use super::beyond::{BeyondReport, RecordedSessions};
use super::dimension::Clock;
use super::group::Groups;
use super::metric::{
    Condition, Deciding, FEEDBACK_METRICS, Mean, Measure, Metric, MetricSource, MetricValue,
    OPERATOR_METRICS, OPERATOR_PHASES, PHASES, Quotient, RECORDING_METRICS, ReportColumn,
    SESSION_METRICS, VISIT_LENGTH, VISIT_METRICS, definitions,
};
use super::population::{CountedRows, OperatorRows, VisitRows, counted_sessions};
use super::statistic::Statistic;
use super::statistics::{Rank, Sorted};
use super::tables::Tables;
use super::{Dimension, Reports, reports};
use crate::fact::Facts;
use crate::names::Names;
use crate::report::ReportPlan;
use crate::service_level::{Formula, Ratio, ServiceLevel};
use crate::settings::FactPlan;
use crate::table::Table;

/// The share of one row in a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// The number that the row adds to a count, or to the denominator of a quotient.
    Count(u64),
    /// The numbers that the row adds to the numerator and the denominator.
    Ratio(Ratio),
    /// The numbers that the row adds to the sum and the count of a mean.
    Mean(Mean),
    /// A duration in microseconds; `None` if the row has no value.
    Value(Option<i64>),
}

/// A row with its share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakdownPart {
    /// Index of the session's row in the table `sessions`.
    pub session_row: usize,
    /// The row within the session.
    pub row: BreakdownRow,
    pub share: Share,
}

/// The row of a session that a share belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakdownRow {
    Session,
    /// The operator with this id.
    Operator(i64),
    /// The visit with this request id and this number within the request.
    Visit(Option<i64>, i64),
    /// The session, through its recordings.
    Recordings,
}

/// The computation of a figure from its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FigureDerivation {
    /// The sum of the parts.
    Count(u64),
    /// The ratio of the sums of the parts, with the ratio in words and the counts in it.
    Rate {
        ratio: Ratio,
        arithmetic: &'static str,
        counts: Vec<(&'static str, u64)>,
    },
    /// The quotient of the sums of the parts.
    Quotient(Quotient),
    /// The mean of the parts' durations.
    Mean(Mean),
    /// The greatest of the parts' durations.
    Greatest,
    /// A statistic of the parts' durations. For a percentile also its rank, from 1, and how far it
    /// lies on the way to the next value, in hundredths.
    Statistic {
        statistic: Statistic,
        rank: Option<(usize, u8)>,
    },
}

/// A figure with its parts.
#[derive(Clone, Debug)]
pub struct Breakdown {
    pub column: ReportColumn,
    /// The service level that applies to the row.
    pub level: ServiceLevel,
    /// The fact column that is measured, if the figure is a statistic of a duration.
    pub length: Option<&'static str>,
    /// The figure as an integer in the unit of its kind; `None` if it is empty.
    pub figure: Option<i64>,
    pub derivation: FigureDerivation,
    /// The parts in the order of the sessions.
    pub parts: Vec<BreakdownPart>,
}

/// A report whose figures can be broken down.
pub struct BreakdownSource<'a> {
    fact_plan: &'a FactPlan,
    tables: Tables,
    rows: ReportRows<'a>,
    /// The finished report.
    pub table: Table,
}

impl std::fmt::Debug for BreakdownSource<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BreakdownSource")
            .field("report", &self.table.name)
            .finish_non_exhaustive()
    }
}

/// The kind of rows that a report has.
enum ReportRows<'a> {
    /// A report by dimensions.
    Grouped(Grouping, &'a [Dimension]),
    /// A report of recordings.
    Recorded(RecordedSessions, Groups),
}

impl<'a> BreakdownSource<'a> {
    /// Computes the plan's first report of recordings; without one, the report by its only set of
    /// dimensions.
    pub fn new(
        fact_plan: &'a FactPlan,
        plan: &'a ReportPlan,
        facts: &'a Facts,
        names: &Names,
    ) -> Result<Self, PolarsError> {
        let dimensions = plan.groupings.first().map_or(&[][..], Vec::as_slice);
        let mut of_recordings = plan.beyond.iter().copied();
        let of_recordings = of_recordings.find(|report| BeyondReport::RECORDINGS.contains(report));
        let Reports { tables, beyond, .. } = reports(fact_plan, plan, facts, names)?;
        let mut all = Tables::new(fact_plan, plan, facts, names)?;
        let (rows, table) = if let Some(report) = of_recordings {
            let clock = Clock::new(fact_plan, plan);
            let sessions = RecordedSessions::new(&all)?;
            let groups = sessions.groups(report, &all, &clock)?;
            let mut beyond = beyond.into_iter();
            let table = beyond.find(|table| table.name == report.name());
            (ReportRows::Recorded(sessions, groups), table)
        } else {
            if dimensions.contains(&Dimension::Tag) {
                all = all.by_tag()?;
            }
            let grouping = Grouping::new(fact_plan, plan, dimensions, &all)?;
            let table = tables.into_iter().next();
            (ReportRows::Grouped(grouping, dimensions), table)
        };
        Ok(Self {
            fact_plan,
            tables: all,
            rows,
            table: table.unwrap_or_else(|| Table {
                name: String::new(),
                columns: Vec::new(),
                frame: DataFrame::default(),
            }),
        })
    }

    /// The definitions of the report's figures, followed by the service level by every formula.
    pub fn metrics(&self) -> Vec<ReportColumn> {
        let ReportRows::Grouped(_, dimensions) = &self.rows else {
            return BeyondReport::RecordingsTotal.definitions();
        };
        let mut all: Vec<ReportColumn> = definitions()
            .into_iter()
            .filter(|column| column.condition.holds(dimensions))
            .collect();
        let level = all.iter().find(|column| column.name() == "service_level");
        if let Some(level) = level.cloned() {
            all.extend(Formula::ALL.map(|formula| ReportColumn {
                settings: &[
                    Deciding::Threshold,
                    Deciding::ShortAbandon,
                    Deciding::LevelHours,
                ],
                ..level.clone().by_formula(formula)
            }));
        }
        all
    }

    /// Breaks down a figure of this row, which must be one of [`Self::metrics`]; `None` if the
    /// report does not have the figure.
    pub fn break_down(
        &self,
        row: usize,
        column: ReportColumn,
    ) -> Result<Option<Breakdown>, PolarsError> {
        match &self.rows {
            ReportRows::Grouped(grouping, _) => self.break_down_grouped(grouping, row, column),
            ReportRows::Recorded(sessions, groups) => {
                Ok(self.break_down_recordings(sessions, groups, row, column))
            }
        }
    }

    fn break_down_recordings(
        &self,
        sessions: &RecordedSessions,
        groups: &Groups,
        row: usize,
        column: ReportColumn,
    ) -> Option<Breakdown> {
        let group = u32::try_from(row).unwrap_or(u32::MAX);
        let level = self.fact_plan.service_levels.default_level();
        let in_group = rows_in(&groups.of_row, group);
        let (name, formula) = (column.name(), level.formula);
        let made = made_by_name(RECORDING_METRICS, name, sessions, in_group, formula)?;
        let parts = made.shares.iter().map(|&(place, share)| {
            let session = sessions.rows()[place] as usize;
            BreakdownPart {
                session_row: self.tables.origin(self.tables.row_in_all(session)),
                row: BreakdownRow::Recordings,
                share,
            }
        });
        let parts = parts.collect();
        Some(made.breakdown(column, level, parts))
    }

    fn break_down_grouped(
        &self,
        grouping: &Grouping,
        row: usize,
        column: ReportColumn,
    ) -> Result<Option<Breakdown>, PolarsError> {
        let name = column.name();
        let levels = grouping.levels(&self.fact_plan.service_levels)?;
        let level = levels.get(row).copied().unwrap_or_default();
        let formula = Formula::ALL
            .into_iter()
            .find(|formula| formula.column() == name);
        let (name, formula) = match formula {
            Some(formula) => ("service_level", formula),
            None => (name, level.formula),
        };
        let group = u32::try_from(row).unwrap_or(u32::MAX);
        let in_group = |source| {
            let rows = grouping.rows_of(source).unwrap_or_default();
            rows_in(rows, group)
        };
        let (source, made) = match column.condition {
            Condition::WithOperator => {
                let rows = OperatorRows::new(&self.tables.operators)?;
                let source = MetricSource::Operators;
                let made = made_by_name(OPERATOR_METRICS, name, &rows, in_group(source), formula);
                (source, made)
            }
            Condition::WithQueue => {
                let rows = VisitRows::new(&self.tables.visits)?;
                let source = MetricSource::Visits;
                let made = made_by_name(VISIT_METRICS, name, &rows, in_group(source), formula);
                (source, made)
            }
            Condition::Always | Condition::ByName => {
                let rows = counted_sessions(&self.tables.sessions)?;
                let metrics = match column.condition {
                    Condition::ByName => FEEDBACK_METRICS,
                    _ => SESSION_METRICS,
                };
                let source = MetricSource::Sessions;
                let in_group = in_group(source);
                let made = made_by_name(metrics, name, rows.as_slice(), in_group, formula);
                (source, made)
            }
        };
        if let Some(made) = made {
            let shares = made.shares.iter();
            let parts = shares.map(|&(row, share)| self.part(source, row, share));
            let parts = parts.collect::<Result<Vec<_>, PolarsError>>()?;
            return Ok(Some(made.breakdown(column, level, parts)));
        }
        let measures = [PHASES, OPERATOR_PHASES, VISIT_LENGTH].concat();
        for measure in measures {
            for statistic in Statistic::ALL {
                if measure.column_name(statistic) == name {
                    let in_group = in_group(measure.source);
                    return self
                        .break_down_statistic(column, level, &measure, statistic, in_group)
                        .map(Some);
                }
            }
        }
        Ok(None)
    }

    fn break_down_statistic(
        &self,
        column: ReportColumn,
        level: ServiceLevel,
        measure: &Measure,
        statistic: Statistic,
        in_group: impl Iterator<Item = usize>,
    ) -> Result<Breakdown, PolarsError> {
        let lengths = self.tables.frame(measure.source).column(measure.column)?;
        let lengths = lengths.i64()?;
        let mut parts = Vec::new();
        let mut values = Vec::new();
        for row in in_group {
            let value = lengths.get(row);
            values.extend(value);
            parts.push(self.part(measure.source, row, Share::Value(value))?);
        }
        values.sort_unstable();
        let rank = statistic
            .percent()
            .and_then(|percent| Rank::new(values.len(), percent.into()))
            .map(|rank| (rank.below + 1, rank.part));
        Ok(Breakdown {
            column,
            level,
            length: measure.definition().map(|column| column.name),
            figure: statistic.compute(&Sorted::new(&values)),
            derivation: FigureDerivation::Statistic { statistic, rank },
            parts,
        })
    }

    fn part(
        &self,
        source: MetricSource,
        row: usize,
        share: Share,
    ) -> Result<BreakdownPart, PolarsError> {
        let frame = self.tables.frame(source);
        let integer = |name: &str| -> Result<Option<i64>, PolarsError> {
            Ok(frame.column(name)?.i64()?.get(row))
        };
        let part_of = match source {
            MetricSource::Sessions => BreakdownRow::Session,
            MetricSource::Operators => {
                BreakdownRow::Operator(integer("user_id")?.unwrap_or_default())
            }
            MetricSource::Visits => BreakdownRow::Visit(
                integer("request_id")?,
                integer("visit")?.unwrap_or_default(),
            ),
        };
        let session_row = match source {
            MetricSource::Sessions => self.tables.row_in_all(row),
            _ => integer("session_row")?
                .and_then(|row| usize::try_from(row).ok())
                .unwrap_or_default(),
        };
        Ok(BreakdownPart {
            session_row: self.tables.origin(session_row),
            row: part_of,
            share,
        })
    }
}

/// The rows of a table that belong to this group.
fn rows_in(of_row: &[u32], group: u32) -> impl Iterator<Item = usize> {
    let rows = of_row.iter().enumerate();
    rows.filter(move |(_, of)| **of == group)
        .map(|(row, _)| row)
}

/// A metric of the rows of a group.
struct BrokenDown {
    figure: Option<i64>,
    derivation: FigureDerivation,
    /// The share of each row.
    shares: Vec<(usize, Share)>,
}

impl BrokenDown {
    fn breakdown(
        self,
        mut column: ReportColumn,
        level: ServiceLevel,
        parts: Vec<BreakdownPart>,
    ) -> Breakdown {
        if let FigureDerivation::Rate { arithmetic, .. } = self.derivation {
            arithmetic.clone_into(&mut column.definition.formula);
        }
        Breakdown {
            column,
            level,
            length: None,
            figure: self.figure,
            derivation: self.derivation,
            parts,
        }
    }
}

/// Computes the metric with this name for the rows of a group; `None` if there is no metric with
/// the name.
fn made_by_name<R: CountedRows + ?Sized>(
    metrics: &[Metric<R::Counts>],
    name: &str,
    rows: &R,
    in_group: impl Iterator<Item = usize>,
    formula: Formula,
) -> Option<BrokenDown> {
    let mut named = metrics.iter();
    let metric = named.find(|metric| metric.definition.name == name)?;
    let mut whole = R::Counts::default();
    let mut shares = Vec::new();
    for row in in_group {
        rows.count(row, &mut whole);
        let alone = rows.alone(row);
        let share = match metric.value {
            MetricValue::Count(count) => Share::Count(count(&alone)),
            MetricValue::Rate(ratio, _) => Share::Ratio(ratio(&alone, formula)),
            MetricValue::Quotient(value) => Share::Count(value(&alone).denominator),
            MetricValue::Mean(mean) => Share::Mean(mean(&alone)),
            MetricValue::Sum(sum) => {
                let Mean { sum, count } = sum(&alone);
                Share::Value(i64::try_from(sum).ok().filter(|_| count > 0))
            }
            MetricValue::Greatest(value) => Share::Value(value(&alone)),
            MetricValue::Timestamp(_) => return None,
        };
        shares.push((row, share));
    }
    let derivation = match metric.value {
        MetricValue::Count(count) => FigureDerivation::Count(count(&whole)),
        MetricValue::Rate(ratio, arithmetic) => FigureDerivation::Rate {
            ratio: ratio(&whole, formula),
            arithmetic: arithmetic(formula),
            counts: counts(
                metrics,
                &if name == "service_level" {
                    R::for_level(&whole)
                } else {
                    whole.clone()
                },
            ),
        },
        MetricValue::Quotient(value) => FigureDerivation::Quotient(value(&whole)),
        MetricValue::Mean(mean) => FigureDerivation::Mean(mean(&whole)),
        MetricValue::Sum(_) => FigureDerivation::Statistic {
            statistic: Statistic::Sum,
            rank: None,
        },
        MetricValue::Greatest(_) => FigureDerivation::Greatest,
        MetricValue::Timestamp(_) => return None,
    };
    Some(BrokenDown {
        figure: metric.figure(&whole, formula),
        derivation,
        shares,
    })
}

/// The counts by the names of their metrics.
pub(super) fn counts<P>(metrics: &[Metric<P>], whole: &P) -> Vec<(&'static str, u64)> {
    let counts = metrics.iter().filter_map(|metric| match metric.value {
        MetricValue::Count(count) => Some((metric.definition.name, count(whole))),
        _ => None,
    });
    counts.collect()
}

/// The columns of `sessions` that a breakdown needs besides those of the report.
pub const BREAKDOWN_SESSIONS: [&str; 4] = ["session_id", "day", "entry_queue", "owner"];
/// The columns of `queue_visits` that a breakdown needs besides those of the report.
pub const BREAKDOWN_VISITS: [&str; 2] = ["request_id", "visit"];
