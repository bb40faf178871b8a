//! The values of a duration to the groups of a report, and the statistics of each group.

use super::statistic::Statistic;
use super::statistics::Sorted;

/// The statistics of each group, statistic by statistic. Of the values there is one a row, in order.
///
/// The values are read from the first to the last, and the room of every group is filled likewise:
/// memory met at random, as by sorting all values before they are dealt, costs more than every group's
/// comparisons.
pub(super) fn deal(
    values: impl Iterator<Item = Option<i64>>,
    group_of: &[u32],
    groups: usize,
    statistics: &[Statistic],
) -> Vec<(Statistic, Vec<Option<i64>>)> {
    // Where the room of each group begins, and the last one's ends: enough for all of its rows.
    let mut bounds = vec![0_usize; groups + 1];
    for &group in group_of {
        bounds[group as usize + 1] += 1;
    }
    for group in 1..bounds.len() {
        bounds[group] += bounds[group - 1];
    }
    let mut ends = bounds.clone();
    let mut dealt = vec![0_i64; group_of.len()];
    values.enumerate().for_each(|(row, value)| {
        if let Some(value) = value {
            let end = &mut ends[group_of[row] as usize];
            dealt[*end] = value;
            *end += 1;
        }
    });
    let mut figures: Vec<(Statistic, Vec<Option<i64>>)> = statistics
        .iter()
        .map(|&statistic| (statistic, Vec::with_capacity(groups)))
        .collect();
    for (&start, &end) in bounds.iter().zip(&ends).take(groups) {
        let of_group = Sorted::where_needed(&mut dealt[start..end], statistics);
        for (statistic, figures) in &mut figures {
            figures.push(statistic.of(&of_group));
        }
    }
    figures
}
