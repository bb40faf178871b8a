//! Distributes the values of a duration to the groups of a report and computes the statistics of
//! each group.

use polars::prelude::Int64Chunked;

use super::each::each;
use super::statistic::Statistic;
use super::statistics::Sorted;

/// The values of a duration that are not missing, each with its row.
pub(super) struct Present {
    rows: Vec<u32>,
    values: Vec<i64>,
}

impl Present {
    /// Takes the value of each row, in order.
    pub(super) fn new(values: impl Iterator<Item = Option<i64>>) -> Self {
        let mut present = Self::with_room(0);
        (0_u32..)
            .zip(values)
            .for_each(|(row, value)| present.note(row, value));
        present
    }

    /// Takes the values of a column.
    pub(super) fn of_column(column: &Int64Chunked) -> Self {
        let mut present = Self::with_room(column.len() - column.null_count());
        let mut row = 0;
        each(column, |value| {
            present.note(row, value);
            row += 1;
        });
        present
    }

    fn with_room(values: usize) -> Self {
        Self {
            rows: Vec::with_capacity(values),
            values: Vec::with_capacity(values),
        }
    }

    #[inline]
    fn note(&mut self, row: u32, value: Option<i64>) {
        if let Some(value) = value {
            self.rows.push(row);
            self.values.push(value);
        }
    }
}

/// Each statistic with its figure for each group. `group_of` has the group of each row;
/// `distributed` is a buffer that is reused.
///
/// The values are read in order, and the slice of each group is written in order. Sorting all
/// values before distributing them would access memory at random, which costs more than the
/// comparisons within the groups.
pub(super) fn distribute(
    present: &Present,
    group_of: &[u32],
    groups: usize,
    statistics: &[Statistic],
    distributed: &mut Vec<i64>,
) -> Vec<(Statistic, Vec<Option<i64>>)> {
    // Where the slice of each group begins; the last bound is the end of the last slice.
    let mut bounds = vec![0_usize; groups + 1];
    for &row in &present.rows {
        bounds[group_of[row as usize] as usize + 1] += 1;
    }
    for group in 1..bounds.len() {
        bounds[group] += bounds[group - 1];
    }
    distributed.clear();
    distributed.resize(present.values.len(), 0);
    let mut ends = bounds.clone();
    for (&row, &value) in present.rows.iter().zip(&present.values) {
        let end = &mut ends[group_of[row as usize] as usize];
        distributed[*end] = value;
        *end += 1;
    }
    let mut figures: Vec<(Statistic, Vec<Option<i64>>)> = statistics
        .iter()
        .map(|&statistic| (statistic, Vec::with_capacity(groups)))
        .collect();
    for bounds in bounds.windows(2) {
        let of_group = Sorted::where_needed(&mut distributed[bounds[0]..bounds[1]], statistics);
        for (statistic, figures) in &mut figures {
            figures.push(statistic.compute(&of_group));
        }
    }
    figures
}
