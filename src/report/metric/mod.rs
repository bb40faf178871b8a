//! Metrics: what each is made of, so that it can be computed of a group and taken apart again.

mod counts;
mod registry;

pub(super) use counts::{OperatorCounts, SessionCounts, VisitCounts};
pub(super) use registry::{
    OPERATOR_METRICS, OPERATOR_PHASES, PHASES, SESSION_METRICS, VISIT_LENGTH, VISIT_METRICS,
};

use super::statistics::{Statistics, mean, milliseconds};
use crate::definition::Definition;
use crate::fact::FactTable;
use crate::service_level::{Formula, Ratio};
use crate::table::{ColumnSpec, Kind};

/// A sum in microseconds of some values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mean {
    pub sum: i128,
    pub count: u64,
}

/// How a metric is made of what is counted of a population.
///
/// All but [`Self::Greatest`] are linear in it: what is counted of a group is the sum of what is
/// counted of each row, so a row's share in a figure is the same function of that row alone.
pub(super) enum Value<P: 'static> {
    /// A number of things.
    Count(fn(&P) -> u64),
    /// A fraction of counts, and the same in words.
    Rate(fn(&P, Formula) -> Ratio, fn(Formula) -> &'static str),
    /// A mean of lengths.
    Mean(fn(&P) -> Mean),
    /// The greatest length, in microseconds.
    Greatest(fn(&P) -> Option<i64>),
}

/// A metric of a population `P`.
pub(super) struct Metric<P: 'static> {
    pub(super) definition: Definition,
    pub(super) value: Value<P>,
}

macro_rules! setters {
    ($($name:ident)+) => {
        $(const fn $name(mut self, text: &'static str) -> Self {
            self.definition = self.definition.$name(text);
            self
        })+
    };
}

impl<P> Metric<P> {
    const fn count(name: &'static str, value: fn(&P) -> u64, meaning: &'static str) -> Self {
        Self {
            definition: Definition::new(name, Kind::Count, meaning),
            value: Value::Count(value),
        }
    }

    const fn rate(
        name: &'static str,
        ratio: fn(&P, Formula) -> Ratio,
        arithmetic: fn(Formula) -> &'static str,
        meaning: &'static str,
    ) -> Self {
        Self {
            definition: Definition::new(name, Kind::Rate, meaning),
            value: Value::Rate(ratio, arithmetic),
        }
    }

    const fn mean(name: &'static str, value: fn(&P) -> Mean, meaning: &'static str) -> Self {
        Self {
            definition: Definition::new(name, Kind::Seconds, meaning),
            value: Value::Mean(value),
        }
    }

    const fn greatest(
        name: &'static str,
        value: fn(&P) -> Option<i64>,
        meaning: &'static str,
    ) -> Self {
        Self {
            definition: Definition::new(name, Kind::Seconds, meaning),
            value: Value::Greatest(value),
        }
    }

    setters! { population formula boundary empty }

    pub(super) fn spec(&self) -> ColumnSpec {
        self.definition.spec()
    }

    /// The figure of a group, in the integers of its kind.
    pub(super) fn figure(&self, of: &P, formula: Formula) -> Option<i64> {
        match self.value {
            Value::Count(count) => count_value(count(of)),
            Value::Rate(ratio, _) => ratio(of, formula).ten_thousandths(),
            Value::Mean(value) => {
                let Mean { sum, count } = value(of);
                mean(sum, count)
            }
            Value::Greatest(value) => value(of).map(|length| milliseconds(length.into(), 1)),
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

/// One of the seven statistics.
pub(super) struct Statistic {
    pub(super) suffix: &'static str,
    pub(super) kind: Kind,
    pub(super) meaning: &'static str,
    /// In hundredths, if it is a percentile.
    pub(super) percent: Option<u64>,
    pub(super) value: fn(&Statistics) -> Option<i64>,
}

/// The seven statistics in order.
pub(super) const STATISTICS: [Statistic; 7] = [
    Statistic {
        suffix: "n",
        kind: Kind::Count,
        meaning: "number of values",
        percent: None,
        value: |of| count_value(of.count),
    },
    Statistic {
        suffix: "sum",
        kind: Kind::Seconds,
        meaning: "sum",
        percent: None,
        value: |of| Some(of.sum),
    },
    Statistic {
        suffix: "mean",
        kind: Kind::Seconds,
        meaning: "mean",
        percent: None,
        value: |of| of.mean,
    },
    Statistic {
        suffix: "median",
        kind: Kind::Seconds,
        meaning: "median",
        percent: Some(50),
        value: |of| of.median,
    },
    Statistic {
        suffix: "p90",
        kind: Kind::Seconds,
        meaning: "90th percentile, interpolated linearly",
        percent: Some(90),
        value: |of| of.p90,
    },
    Statistic {
        suffix: "p95",
        kind: Kind::Seconds,
        meaning: "95th percentile, interpolated linearly",
        percent: Some(95),
        value: |of| of.p95,
    },
    Statistic {
        suffix: "max",
        kind: Kind::Seconds,
        meaning: "greatest value",
        percent: None,
        value: |of| of.max,
    },
];

/// How the columns of the seven statistics end.
pub const STATISTIC_SUFFIXES: [&str; 7] = [
    STATISTICS[0].suffix,
    STATISTICS[1].suffix,
    STATISTICS[2].suffix,
    STATISTICS[3].suffix,
    STATISTICS[4].suffix,
    STATISTICS[5].suffix,
    STATISTICS[6].suffix,
];

impl Statistic {
    /// How it is computed of the values, and when it is empty.
    pub(super) fn formula(&self) -> (&'static str, &'static str) {
        match (self.suffix, self.percent) {
            ("n", _) => ("the number of values that are there", ""),
            ("sum", _) => ("the sum of the values", "never: 0 without values"),
            ("mean", _) => ("sum / n", "there is no value"),
            ("max", _) => ("the greatest of the values", "there is no value"),
            _ => (
                "of the values in order the one at rank 1 + p * (n - 1), interpolated linearly \
                 between its two neighbours (Excel's PERCENTILE.INC)",
                "there is no value",
            ),
        }
    }
}

/// The table that a measured duration is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Sessions,
    Operators,
    Visits,
}

impl Source {
    /// The table of facts.
    pub(super) const fn table(self) -> FactTable {
        match self {
            Self::Sessions => FactTable::Sessions,
            Self::Operators => FactTable::SessionOperators,
            Self::Visits => FactTable::QueueVisits,
        }
    }
}

/// A duration that the seven statistics are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) source: Source,
    /// The beginning of its columns' names.
    pub(super) name: &'static str,
    /// The column of the fact table.
    pub(super) column: &'static str,
    pub(super) meaning: &'static str,
}

impl Measure {
    /// The definition of the column that it is measured in.
    pub(super) fn definition(&self) -> Option<Definition> {
        let columns = self.source.table().columns();
        columns
            .into_iter()
            .find(|column| column.spec().frame_name() == self.column)
    }

    /// The values that a statistic is of, in words.
    pub(super) const fn population(&self) -> &'static str {
        match self.source {
            Source::Sessions => "sessions of both directions that have a value",
            Source::Operators => "rows of the operator in session_operators that have a value",
            Source::Visits => "visits of the queue, invites aside, that have a value",
        }
    }
}

/// The condition under which a report has a column.
pub(super) const ALWAYS: &str = "every report";
pub(super) const WITH_OPERATOR: &str = "with `operator`";
pub(super) const WITH_QUEUE: &str = "with `queue`, without `operator`";

/// A report's column, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportColumn {
    /// The condition under which a report has it.
    pub condition: &'static str,
    /// The name without a unit.
    pub name: String,
    pub kind: Kind,
    pub meaning: String,
    pub population: &'static str,
    pub formula: String,
    pub boundary: &'static str,
    pub empty: String,
    pub source: &'static str,
}

/// The definitions of all report columns, dimensions aside, in order.
#[must_use]
pub fn definitions() -> Vec<ReportColumn> {
    let mut all = Vec::new();
    metrics(&mut all, ALWAYS, SESSION_METRICS);
    measures(&mut all, ALWAYS, PHASES);
    metrics(&mut all, WITH_OPERATOR, OPERATOR_METRICS);
    measures(&mut all, WITH_OPERATOR, OPERATOR_PHASES);
    metrics(&mut all, WITH_QUEUE, VISIT_METRICS);
    measures(&mut all, WITH_QUEUE, VISIT_LENGTH);
    all
}

fn metrics<P>(all: &mut Vec<ReportColumn>, condition: &'static str, metrics: &[Metric<P>]) {
    for Metric { definition, value } in metrics {
        let formula = match value {
            Value::Rate(_, arithmetic) if definition.formula.is_empty() => {
                arithmetic(Formula::default())
            }
            _ => definition.formula,
        };
        all.push(ReportColumn {
            condition,
            name: definition.name.to_owned(),
            kind: definition.kind,
            meaning: definition.meaning.to_owned(),
            population: definition.population,
            formula: formula.to_owned(),
            boundary: definition.boundary,
            empty: definition.empty.to_owned(),
            source: definition.source,
        });
    }
}

fn measures(all: &mut Vec<ReportColumn>, condition: &'static str, measures: &[Measure]) {
    for measure in measures {
        let column = measure.definition();
        for statistic in &STATISTICS {
            let (formula, empty) = statistic.formula();
            let of = column.map_or("", |column| column.formula);
            all.push(ReportColumn {
                condition,
                name: format!("{}_{}", measure.name, statistic.suffix),
                kind: statistic.kind,
                meaning: format!(
                    "{} ({}).",
                    measure.meaning.trim_end_matches('.'),
                    statistic.meaning
                ),
                population: measure.population(),
                formula: format!("{formula}; a value is {of}"),
                boundary: column.map_or("", |column| column.boundary),
                empty: empty.to_owned(),
                source: column.map_or("", |column| column.source),
            });
        }
    }
}
