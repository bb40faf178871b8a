//! Columns with the statistics of a duration in the groups of a report.

use super::super::aggregate::integers;
use super::super::distribute::{Present, distribute};
use super::super::metric::{ReportColumn, statistics_of};
use super::super::statistic::Statistic;
use super::Columns;
use crate::table::ColumnSpec;
use crate::table::definition::Definition;

/// A duration and its description, from which statistics are computed.
pub(super) struct LengthColumns {
    /// The prefix of the columns' names.
    pub(super) name: &'static str,
    pub(super) meaning: &'static str,
    pub(super) population: &'static str,
}

impl LengthColumns {
    /// Adds a column for each statistic of the values that are not missing, with a figure for each
    /// group.
    pub(super) fn add(
        &self,
        columns: &mut Columns,
        statistics: &[Statistic],
        values: impl Iterator<Item = Option<i64>>,
        group_of: &[u32],
        groups: usize,
    ) {
        let distributed = distribute(
            &Present::new(values),
            group_of,
            groups,
            statistics,
            &mut Vec::new(),
        );
        for (statistic, figures) in distributed {
            let spec = ColumnSpec {
                name: format!("{}_{}", self.name, statistic.name()),
                kind: statistic.kind(),
            };
            columns.push(integers(spec, figures.into_iter()));
        }
    }

    /// The definitions of these columns. `of` defines the duration itself.
    pub(super) fn definitions(&self, of: Option<Definition>) -> Vec<ReportColumn> {
        statistics_of(self.name, self.meaning, self.population, of)
    }
}
