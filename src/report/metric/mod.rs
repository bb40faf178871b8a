//! Metrics and their operands, so that a figure can be computed for a group and broken down again.

mod counts;
mod recordings;
mod registry;

pub(super) use counts::{OperatorCounts, RecordingCounts, SessionCounts, VisitCounts};
pub(super) use recordings::RECORDING_METRICS;
pub(super) use registry::{
    FEEDBACK_METRICS, OPERATOR_METRICS, OPERATOR_PHASES, PHASES, SESSION_METRICS, VISIT_LENGTH,
    VISIT_METRICS,
};

use super::dimension::Dimension;
use super::statistic::Statistic;
use super::statistics::{mean, milliseconds};
use crate::fact::FactTable;
use crate::service_level::{Formula, Ratio};
use crate::table::definition::{Arithmetic, ColumnDefinition, Definition};
use crate::table::{ColumnSpec, Kind};

/// The sum of some values in microseconds, and their number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mean {
    pub sum: i128,
    pub count: u64,
}

/// A number divided by a count; it may be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quotient {
    pub numerator: i128,
    pub denominator: u64,
}

impl Quotient {
    /// The quotient in ten-thousandths, rounded half away from zero; `None` if the denominator is
    /// 0.
    pub fn ten_thousandths(self) -> Option<i64> {
        let denominator = i128::from(self.denominator);
        if denominator == 0 {
            return None;
        }
        let half = self.numerator.signum() * denominator;
        let scaled = self.numerator.checked_mul(20_000)?.checked_add(half)?;
        i64::try_from(scaled / (2 * denominator)).ok()
    }
}

/// The computation of a metric from the counts of a population.
///
/// Except for [`Self::Greatest`] and [`Self::Timestamp`], the counts of a group are the sums of the counts of its rows.
/// So a row's share in a figure is the same function of that row alone.
pub(super) enum MetricValue<P: 'static> {
    /// A number of things.
    Count(fn(&P) -> u64),
    /// A ratio of counts, and the ratio in words.
    Rate(fn(&P, Formula) -> Ratio, fn(Formula) -> &'static str),
    /// A number divided by a count.
    Quotient(fn(&P) -> Quotient),
    /// A mean of durations.
    Mean(fn(&P) -> Mean),
    /// A sum of durations.
    Sum(fn(&P) -> Mean),
    /// The greatest duration, in microseconds.
    Greatest(fn(&P) -> Option<i64>),
    /// A timestamp, in microseconds.
    Timestamp(fn(&P) -> Option<i64>),
}

/// A metric of a population `P`.
pub(super) struct Metric<P: 'static> {
    pub(super) definition: Definition,
    pub(super) value: MetricValue<P>,
    /// Whether outbound sessions are left out.
    is_of_inbound: bool,
    settings: &'static [Deciding],
}

/// A setting that a figure depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deciding {
    Threshold,
    ShortAbandon,
    LevelHours,
    /// The formula and the target.
    Formula,
}

macro_rules! setters {
    ($($name:ident)+) => {
        $(pub(super) const fn $name(mut self, text: &'static str) -> Self {
            self.definition = self.definition.$name(text);
            self
        })+
    };
}

impl<P> Metric<P> {
    const fn new(definition: Definition, value: MetricValue<P>) -> Self {
        Self {
            definition,
            value,
            is_of_inbound: false,
            settings: &[],
        }
    }

    pub(super) const fn count(
        name: &'static str,
        value: fn(&P) -> u64,
        meaning: &'static str,
    ) -> Self {
        Self::new(
            Definition::new(name, Kind::Count, meaning),
            MetricValue::Count(value),
        )
    }

    pub(super) const fn rate(
        name: &'static str,
        ratio: fn(&P, Formula) -> Ratio,
        arithmetic: fn(Formula) -> &'static str,
        meaning: &'static str,
    ) -> Self {
        Self::new(
            Definition::new(name, Kind::Rate, meaning),
            MetricValue::Rate(ratio, arithmetic),
        )
    }

    pub(super) const fn quotient(
        name: &'static str,
        value: fn(&P) -> Quotient,
        meaning: &'static str,
    ) -> Self {
        Self::new(
            Definition::new(name, Kind::Decimal, meaning),
            MetricValue::Quotient(value),
        )
    }

    pub(super) const fn mean(
        name: &'static str,
        value: fn(&P) -> Mean,
        meaning: &'static str,
    ) -> Self {
        Self::new(
            Definition::new(name, Kind::Seconds, meaning),
            MetricValue::Mean(value),
        )
    }

    pub(super) const fn sum(
        name: &'static str,
        value: fn(&P) -> Mean,
        meaning: &'static str,
    ) -> Self {
        Self::new(
            Definition::new(name, Kind::Seconds, meaning),
            MetricValue::Sum(value),
        )
    }

    const fn greatest(
        name: &'static str,
        value: fn(&P) -> Option<i64>,
        meaning: &'static str,
    ) -> Self {
        Self::new(
            Definition::new(name, Kind::Seconds, meaning),
            MetricValue::Greatest(value),
        )
    }

    /// A timestamp of the rows. A cell with a timestamp cannot be broken down.
    pub(super) const fn timestamp(
        name: &'static str,
        value: fn(&P) -> Option<i64>,
        meaning: &'static str,
    ) -> Self {
        Self::new(
            Definition::new(name, Kind::Timestamp, meaning),
            MetricValue::Timestamp(value),
        )
    }

    setters! { population formula boundary empty }

    /// Sets the population, which has inbound sessions only.
    const fn inbound(mut self, population: &'static str) -> Self {
        self.is_of_inbound = true;
        self.population(population)
    }

    const fn depends_on(mut self, settings: &'static [Deciding]) -> Self {
        self.settings = settings;
        self
    }

    pub(super) fn spec(&self) -> ColumnSpec {
        self.definition.spec()
    }

    /// The figure of a group as an integer in the unit of its kind; `None` if it is empty.
    pub(super) fn figure(&self, of: &P, formula: Formula) -> Option<i64> {
        match self.value {
            MetricValue::Count(count) => count_value(count(of)),
            MetricValue::Rate(ratio, _) => ratio(of, formula).ten_thousandths(),
            MetricValue::Quotient(value) => value(of).ten_thousandths(),
            MetricValue::Mean(value) => {
                let Mean { sum, count } = value(of);
                mean(sum, count)
            }
            MetricValue::Sum(value) => Some(milliseconds(value(of).sum, 1)),
            MetricValue::Greatest(value) => value(of).map(|length| milliseconds(length.into(), 1)),
            MetricValue::Timestamp(value) => value(of),
        }
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a metric may be empty; a count never is"
)]
fn count_value(value: u64) -> Option<i64> {
    Some(i64::try_from(value).unwrap_or(i64::MAX))
}

/// The fact table that a duration is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MetricSource {
    Sessions,
    Operators,
    Visits,
}

impl MetricSource {
    /// The table of facts.
    pub(super) const fn table(self) -> FactTable {
        match self {
            Self::Sessions => FactTable::Sessions,
            Self::Operators => FactTable::SessionOperators,
            Self::Visits => FactTable::QueueVisits,
        }
    }
}

/// A duration from which statistics are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) source: MetricSource,
    /// The prefix of the columns' names.
    pub(super) name: &'static str,
    /// The column of the fact table.
    pub(super) column: &'static str,
    pub(super) meaning: &'static str,
}

impl Measure {
    /// The definition of the fact column with the duration.
    pub(super) fn definition(&self) -> Option<Definition> {
        let columns = self.source.table().columns();
        columns
            .into_iter()
            .find(|column| column.spec().frame_name() == self.column)
    }

    /// The column name of a statistic of the duration, without a unit.
    pub(super) fn column_name(&self, statistic: Statistic) -> String {
        format!("{}_{}", self.name, statistic.name())
    }

    /// The population of the statistics, in words.
    pub(super) const fn population(&self) -> &'static str {
        match self.source {
            MetricSource::Sessions => "sessions of both directions that have a value",
            MetricSource::Operators => {
                "rows of the operator in session_operators that have a value"
            }
            MetricSource::Visits => "visits of the queue, invites aside, that have a value",
        }
    }
}

/// The reports that have a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    Always,
    /// Every report, if `--columns` names the column.
    ByName,
    WithOperator,
    WithQueue,
}

impl Condition {
    /// The condition in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Always => "every report",
            Self::ByName => "every report, where `--columns` names it",
            Self::WithOperator => "with `operator` or `team`",
            Self::WithQueue => "with `queue`, without `operator` and `team`",
        }
    }

    /// The title above the list of these columns.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Always => "Then, in every report",
            Self::ByName => "Then, in every report, where `--columns` names it",
            Self::WithOperator => "With the dimension `operator` or `team`",
            Self::WithQueue => "With the dimension `queue`, without `operator` and `team`",
        }
    }

    /// Whether a report by these dimensions has the column.
    pub fn holds(self, dimensions: &[Dimension]) -> bool {
        let has = |dimension| dimensions.contains(&dimension);
        match self {
            Self::Always | Self::ByName => true,
            Self::WithOperator => has(Dimension::Operator) || has(Dimension::Team),
            Self::WithQueue => has(Dimension::Queue) && !Self::WithOperator.holds(dimensions),
        }
    }
}

/// A statistic of a duration, and the description of the duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DurationStatistic {
    /// The prefix of the columns' names.
    pub duration: &'static str,
    pub statistic: Statistic,
    /// The meaning of the duration.
    pub meaning: &'static str,
    /// The computation of one value of the duration.
    pub value: Arithmetic,
}

/// A column of reports: its definition, the reports that have it, and its dependence on settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportColumn {
    pub definition: ColumnDefinition,
    pub condition: Condition,
    /// The duration and statistic of the column; `None` if the column is no statistic.
    pub statistic: Option<DurationStatistic>,
    /// Whether outbound sessions are left out.
    pub is_of_inbound: bool,
    /// The settings that the column depends on.
    pub settings: &'static [Deciding],
}

impl ReportColumn {
    /// A column with this definition that every report has and that is no statistic.
    pub(super) fn from_definition(definition: &Definition) -> Self {
        Self {
            definition: definition.into(),
            condition: Condition::Always,
            statistic: None,
            is_of_inbound: false,
            settings: &[],
        }
    }

    /// The name without a unit.
    pub fn name(&self) -> &str {
        &self.definition.spec.name
    }

    /// The service level by this formula, made from the column `service_level`.
    pub fn by_formula(mut self, formula: Formula) -> Self {
        formula.column().clone_into(&mut self.definition.spec.name);
        formula
            .arithmetic()
            .clone_into(&mut self.definition.formula);
        self
    }
}

/// The definitions of all report columns except the dimensions, in order.
pub fn definitions() -> Vec<ReportColumn> {
    let mut all = Vec::new();
    all.extend(metric_columns(Condition::Always, SESSION_METRICS));
    measures(&mut all, Condition::Always, PHASES);
    all.extend(metric_columns(Condition::WithOperator, OPERATOR_METRICS));
    measures(&mut all, Condition::WithOperator, OPERATOR_PHASES);
    all.extend(metric_columns(Condition::WithQueue, VISIT_METRICS));
    measures(&mut all, Condition::WithQueue, VISIT_LENGTH);
    all.extend(metric_columns(Condition::ByName, FEEDBACK_METRICS));
    all
}

/// The columns of some metrics.
pub(super) fn metric_columns<P>(condition: Condition, metrics: &[Metric<P>]) -> Vec<ReportColumn> {
    let columns = metrics.iter().map(|metric| {
        let definition = match metric.value {
            MetricValue::Rate(_, arithmetic) if metric.definition.formula.is_empty() => {
                metric.definition.formula(arithmetic(Formula::default()))
            }
            _ => metric.definition,
        };
        ReportColumn {
            condition,
            is_of_inbound: metric.is_of_inbound,
            settings: metric.settings,
            ..ReportColumn::from_definition(&definition)
        }
    });
    columns.collect()
}

fn measures(all: &mut Vec<ReportColumn>, condition: Condition, measures: &[Measure]) {
    for measure in measures {
        let column = measure.definition();
        let columns = statistics_of(measure.name, measure.meaning, measure.population(), column);
        all.extend(columns.into_iter().map(|column| ReportColumn {
            condition,
            ..column
        }));
    }
}

/// The definitions of the statistics of a duration. `of` defines the duration itself.
pub(super) fn statistics_of(
    name: &'static str,
    meaning: &'static str,
    population: &'static str,
    of: Option<Definition>,
) -> Vec<ReportColumn> {
    let value = of.map_or(Arithmetic::Words(""), |column| column.formula);
    let one = |statistic: Statistic| ReportColumn {
        definition: ColumnDefinition {
            spec: ColumnSpec {
                name: format!("{name}_{}", statistic.name()),
                kind: statistic.kind(),
            },
            meaning: format!(
                "{} ({}).",
                meaning.trim_end_matches('.'),
                statistic.meaning()
            ),
            population,
            formula: format!("{}; a value is {value}", statistic.formula()),
            boundary: of.map_or("", |column| column.boundary),
            empty: statistic.empty().to_owned(),
            source: of.map_or("", |column| column.source),
        },
        condition: Condition::Always,
        statistic: Some(DurationStatistic {
            duration: name,
            statistic,
            meaning,
            value,
        }),
        is_of_inbound: false,
        settings: &[],
    };
    Statistic::ALL.map(one).into_iter().collect()
}
