//! Box plots of the phases by queue.

use polars::prelude::{DataFrame, PolarsError};

use super::super::group::Groups;
use super::super::metric::PHASES;
use super::super::statistics::percentile;
use crate::model::{DirectoryKind, Id};
use crate::names::Names;

/// The box plots of one phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseBoxes {
    /// The name of the phase, which its columns begin with.
    pub phase: &'static str,
    /// In the order of the report by queue; queues without a value are left out.
    pub queues: Vec<BoxPlot>,
}

/// The spread of one phase in one queue, in thousandths of a second. Quartiles and percentiles are
/// interpolated as in the statistics of reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoxPlot {
    /// `None` for the sessions without a queue.
    pub queue: Option<String>,
    /// Sessions that have the phase.
    pub count: u64,
    pub lower_quartile: i64,
    pub median: i64,
    pub upper_quartile: i64,
    pub p95: i64,
}

/// The box plots of every phase that has a value in any session.
pub(super) fn boxes(
    sessions: &DataFrame,
    groups: &Groups,
    names: &Names,
) -> Result<Vec<PhaseBoxes>, PolarsError> {
    let keys = groups.keys.column("queue")?.i64()?;
    let queues: Vec<Option<String>> = keys
        .iter()
        .map(|id| {
            let id = Id::new(id?)?;
            Some(names.name(DirectoryKind::Group, id).into_owned())
        })
        .collect();
    let mut all = Vec::new();
    for phase in PHASES {
        let mut values: Vec<Vec<i64>> = vec![Vec::new(); groups.len()];
        let column = sessions.column(phase.column)?.i64()?;
        for (value, &group) in column.iter().zip(&groups.of_row) {
            values[group as usize].extend(value);
        }
        let plots: Vec<BoxPlot> = values
            .into_iter()
            .zip(&queues)
            .filter_map(|(values, queue)| plot(values, queue.clone()))
            .collect();
        if !plots.is_empty() {
            all.push(PhaseBoxes {
                phase: phase.name,
                queues: plots,
            });
        }
    }
    Ok(all)
}

/// The box plot of one queue; `None` without values.
fn plot(mut values: Vec<i64>, queue: Option<String>) -> Option<BoxPlot> {
    values.sort_unstable();
    Some(BoxPlot {
        queue,
        count: values.len() as u64,
        lower_quartile: percentile(&values, 25)?,
        median: percentile(&values, 50)?,
        upper_quartile: percentile(&values, 75)?,
        p95: percentile(&values, 95)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_reaches_from_quartile_to_quartile() {
        let values = [4, 1, 3, 2].map(|second| second * 1_000_000);
        let of = plot(values.to_vec(), None).unwrap();
        assert_eq!((of.count, of.lower_quartile, of.median), (4, 1750, 2500));
        assert_eq!((of.upper_quartile, of.p95), (3250, 3850));
        assert_eq!(plot(Vec::new(), None), None);
    }
}
