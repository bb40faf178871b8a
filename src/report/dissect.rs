//! A figure of a report, taken apart into the shares of the rows that made it.
//!
//! The groups are those of the report itself, and a row's share is what the metric's own function
//! gives for that row alone: nothing is computed a second way.

use polars::prelude::{DataFrame, PolarsError};

use super::aggregate::Grouping;
use super::metric::{
    Condition, Deciding, FEEDBACK_METRICS, Mean, Measure, Metric, OPERATOR_METRICS,
    OPERATOR_PHASES, PHASES, Quotient, ReportColumn, SESSION_METRICS, Source, VISIT_LENGTH,
    VISIT_METRICS, Value, definitions,
};
use super::population::{OperatorRows, Rows, VisitRows, counted_sessions};
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

/// What a row adds to a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// So many.
    Count(u64),
    /// To the numerator and the denominator.
    Ratio(Ratio),
    /// To the sum and to the number of a mean.
    Mean(Mean),
    /// A length in microseconds, or none.
    Value(Option<i64>),
}

/// A row with its share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The row of the session in the table `sessions`.
    pub session_row: usize,
    /// The operator or visit that the row is of, where it is of one: its id, or its request and
    /// number in that.
    pub of: Of,
    pub share: Share,
}

/// Which row of a session it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Session,
    /// The operator with this id.
    Operator(i64),
    /// The visit of this request with this number.
    Visit(Option<i64>, i64),
}

/// How a figure is made of its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Making {
    /// Their sum.
    Count(u64),
    /// The fraction of their sums, with the fraction in words and the counts that are in it.
    Rate {
        ratio: Ratio,
        arithmetic: &'static str,
        counts: Vec<(&'static str, u64)>,
    },
    /// A number for each of them.
    Quotient(Quotient),
    /// The mean of their lengths.
    Mean(Mean),
    /// The greatest of their lengths.
    Greatest,
    /// A statistic of their lengths; the rank, from 1, and how far on the way to the next in
    /// hundredths, if it is a percentile.
    Statistic {
        statistic: Statistic,
        rank: Option<(usize, u8)>,
    },
}

/// A figure, taken apart.
#[derive(Clone, Debug)]
pub struct Dissection {
    pub definition: ReportColumn,
    /// What the row is measured by.
    pub level: ServiceLevel,
    /// The fact column's name that is measured, if it is a statistic of a duration.
    pub length: Option<&'static str>,
    /// In the integers of its kind.
    pub figure: Option<i64>,
    pub making: Making,
    /// In the order of the sessions.
    pub parts: Vec<Part>,
}

/// A report that can be taken apart.
pub struct Dissectable<'a> {
    fact_plan: &'a FactPlan,
    tables: Tables,
    grouping: Grouping,
    dimensions: &'a [Dimension],
    /// The report itself.
    pub table: Table,
}

impl std::fmt::Debug for Dissectable<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dissectable")
            .field("dimensions", &self.dimensions)
            .finish_non_exhaustive()
    }
}

impl<'a> Dissectable<'a> {
    /// Makes the report of the plan's only set of dimensions.
    pub fn new(
        fact_plan: &'a FactPlan,
        plan: &'a ReportPlan,
        facts: &'a Facts,
        names: &Names,
    ) -> Result<Self, PolarsError> {
        let dimensions = plan.groupings.first().map_or(&[][..], Vec::as_slice);
        let Reports { tables, .. } = reports(fact_plan, plan, facts, names)?;
        let mut tables = tables.into_iter();
        let mut all = Tables::of(fact_plan, plan, facts, names)?;
        if dimensions.contains(&Dimension::Tag) {
            all = all.by_tag()?;
        }
        let grouping = Grouping::new(fact_plan, plan, dimensions, &all)?;
        Ok(Self {
            fact_plan,
            tables: all,
            grouping,
            dimensions,
            table: tables.next().unwrap_or_else(|| Table {
                name: String::new(),
                columns: Vec::new(),
                frame: DataFrame::default(),
            }),
        })
    }

    /// The definitions of the figures that the report has; then the service level by every formula.
    pub fn metrics(&self) -> Vec<ReportColumn> {
        let mut all: Vec<ReportColumn> = definitions()
            .into_iter()
            .filter(|column| column.condition.holds(self.dimensions))
            .collect();
        let level = all.iter().find(|column| column.name == "service_level");
        if let Some(level) = level.cloned() {
            all.extend(Formula::ALL.map(|formula| ReportColumn {
                name: formula.column().to_owned(),
                formula: formula.arithmetic().to_owned(),
                settings: &[
                    Deciding::Threshold,
                    Deciding::ShortAbandon,
                    Deciding::LevelHours,
                ],
                ..level.clone()
            }));
        }
        all
    }

    /// Takes the figure of this row and name apart; `None` if the report has no such figure.
    pub fn dissect(&self, row: usize, name: &str) -> Result<Option<Dissection>, PolarsError> {
        let columns = self.metrics();
        let Some(definition) = columns.into_iter().find(|column| column.name == name) else {
            return Ok(None);
        };
        let levels = self.grouping.levels(&self.fact_plan.service_levels)?;
        let level = levels.get(row).copied().unwrap_or_default();
        let formula = Formula::ALL
            .into_iter()
            .find(|formula| formula.column() == name);
        let (name, formula) = match formula {
            Some(formula) => ("service_level", formula),
            None => (name, level.formula),
        };
        let group = u32::try_from(row).unwrap_or(u32::MAX);
        let made = match definition.condition {
            Condition::WithOperator => {
                let rows = OperatorRows::of(&self.tables.operators)?;
                self.made(
                    OPERATOR_METRICS,
                    &rows,
                    Source::Operators,
                    name,
                    formula,
                    group,
                )?
            }
            Condition::WithQueue => {
                let rows = VisitRows::of(&self.tables.visits)?;
                self.made(VISIT_METRICS, &rows, Source::Visits, name, formula, group)?
            }
            Condition::Always | Condition::ByName => {
                let rows = counted_sessions(&self.tables.sessions)?;
                let metrics = match definition.condition {
                    Condition::ByName => FEEDBACK_METRICS,
                    _ => SESSION_METRICS,
                };
                self.made(
                    metrics,
                    rows.as_slice(),
                    Source::Sessions,
                    name,
                    formula,
                    group,
                )?
            }
        };
        if let Some((figure, making, parts)) = made {
            let formula = match &making {
                Making::Rate { arithmetic, .. } => (*arithmetic).to_owned(),
                _ => definition.formula.clone(),
            };
            return Ok(Some(Dissection {
                definition: ReportColumn {
                    formula,
                    ..definition
                },
                level,
                length: None,
                figure,
                making,
                parts,
            }));
        }
        let measures = [PHASES, OPERATOR_PHASES, VISIT_LENGTH].concat();
        for measure in measures {
            for statistic in Statistic::ALL {
                if measure.column_name(statistic) == name {
                    return self
                        .measured(definition, level, &measure, statistic, group)
                        .map(Some);
                }
            }
        }
        Ok(None)
    }

    /// The rows of a table that are in this group.
    fn rows(&self, source: Source, group: u32) -> impl Iterator<Item = usize> {
        let rows = self.grouping.rows_of(source).unwrap_or_default();
        rows.iter()
            .enumerate()
            .filter(move |(_, of)| **of == group)
            .map(|(row, _)| row)
    }

    #[expect(
        clippy::type_complexity,
        reason = "figure, making and parts, if there is such a metric"
    )]
    fn made<R: Rows + ?Sized>(
        &self,
        metrics: &[Metric<R::Counts>],
        rows: &R,
        source: Source,
        name: &str,
        formula: Formula,
        group: u32,
    ) -> Result<Option<(Option<i64>, Making, Vec<Part>)>, PolarsError> {
        let Some(metric) = metrics.iter().find(|metric| metric.definition.name == name) else {
            return Ok(None);
        };
        let mut whole = R::Counts::default();
        let mut parts = Vec::new();
        for row in self.rows(source, group) {
            rows.count(row, &mut whole);
            let alone = rows.alone(row);
            let share = match metric.value {
                Value::Count(count) => Share::Count(count(&alone)),
                Value::Rate(ratio, _) => Share::Ratio(ratio(&alone, formula)),
                Value::Quotient(value) => Share::Count(value(&alone).denominator),
                Value::Mean(mean) => Share::Mean(mean(&alone)),
                Value::Greatest(value) => Share::Value(value(&alone)),
            };
            parts.push(self.part(source, row, share)?);
        }
        let making = match metric.value {
            Value::Count(count) => Making::Count(count(&whole)),
            Value::Rate(ratio, arithmetic) => Making::Rate {
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
            Value::Quotient(value) => Making::Quotient(value(&whole)),
            Value::Mean(mean) => Making::Mean(mean(&whole)),
            Value::Greatest(_) => Making::Greatest,
        };
        Ok(Some((metric.figure(&whole, formula), making, parts)))
    }

    fn measured(
        &self,
        definition: ReportColumn,
        level: ServiceLevel,
        measure: &Measure,
        statistic: Statistic,
        group: u32,
    ) -> Result<Dissection, PolarsError> {
        let column = self.tables.frame(measure.source).column(measure.column)?;
        let column = column.i64()?;
        let mut parts = Vec::new();
        let mut values = Vec::new();
        for row in self.rows(measure.source, group) {
            let value = column.get(row);
            values.extend(value);
            parts.push(self.part(measure.source, row, Share::Value(value))?);
        }
        values.sort_unstable();
        let rank = statistic
            .percent()
            .and_then(|percent| Rank::of(values.len(), percent.into()))
            .map(|rank| (rank.below + 1, rank.part));
        Ok(Dissection {
            definition,
            level,
            length: measure.definition().map(|column| column.name),
            figure: statistic.of(&Sorted::new(&values)),
            making: Making::Statistic { statistic, rank },
            parts,
        })
    }

    fn part(&self, source: Source, row: usize, share: Share) -> Result<Part, PolarsError> {
        let frame = self.tables.frame(source);
        let integer = |name: &str| -> Result<Option<i64>, PolarsError> {
            Ok(frame.column(name)?.i64()?.get(row))
        };
        let of = match source {
            Source::Sessions => Of::Session,
            Source::Operators => Of::Operator(integer("user_id")?.unwrap_or_default()),
            Source::Visits => Of::Visit(
                integer("request_id")?,
                integer("visit")?.unwrap_or_default(),
            ),
        };
        let session_row = match source {
            Source::Sessions => self.tables.row_in_all(row),
            _ => integer("session_row")?
                .and_then(|row| usize::try_from(row).ok())
                .unwrap_or_default(),
        };
        Ok(Part {
            session_row: self.tables.origin(session_row),
            of,
            share,
        })
    }
}

/// What is counted, by the names of the metrics.
fn counts<P>(metrics: &[Metric<P>], whole: &P) -> Vec<(&'static str, u64)> {
    let counts = metrics.iter().filter_map(|metric| match metric.value {
        Value::Count(count) => Some((metric.definition.name, count(whole))),
        _ => None,
    });
    counts.collect()
}

/// The columns that a report needs to be taken apart, besides those that it is made of.
pub const DISSECTED_SESSIONS: [&str; 4] = ["session_id", "day", "entry_queue", "owner"];
/// Of `queue_visits`.
pub const DISSECTED_VISITS: [&str; 2] = ["request_id", "visit"];
