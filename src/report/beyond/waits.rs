//! `waits_by_queue`, `waits_by_day`, `waits_total`: the whole wait of the guests beside the FAQ's phases.

use polars::prelude::PolarsError;

use super::super::aggregate::table;
use super::super::dimension::{Clock, Dimension};
use super::super::group::Groups;
use super::super::metric::{Condition, Metric, ReportColumn, metric_columns};
use super::lengths::LengthColumns;
use super::{BeyondReport, Columns, Material, add_figures};
use crate::fact::FactTable;
use crate::report::QueueBy;
use crate::table::Table;

const POPULATION: &str = "sessions of both directions that have a value";

const fn length(name: &'static str, meaning: &'static str) -> LengthColumns {
    LengthColumns {
        name,
        meaning,
        population: POPULATION,
    }
}

/// The durations in order, each with its column in `sessions`.
const LENGTHS: [(&str, LengthColumns); 6] = [
    (
        COLUMNS[0],
        length(
            "wait_total",
            "The whole wait of the guest, after forwards too.",
        ),
    ),
    (
        COLUMNS[1],
        length(
            "queue_time",
            "The part in which nobody was asked to accept.",
        ),
    ),
    (
        COLUMNS[2],
        length("offer_time", "The part on offer to an operator."),
    ),
    (
        COLUMNS[3],
        length(
            "wait_after_forward",
            "The wait in the requests after the first.",
        ),
    ),
    (
        COLUMNS[4],
        length(
            "in_queue",
            "From the beginning of routing to the first assignment.",
        ),
    ),
    (
        COLUMNS[5],
        length(
            "waiting",
            "From the first assignment to the first acceptance.",
        ),
    ),
];

/// The columns of `sessions` with the durations.
pub(super) const COLUMNS: [&str; 6] = [
    "wait_total_us",
    "queue_time_us",
    "offer_time_us",
    "wait_after_forward_us",
    "in_queue_us",
    "waiting_us",
];

/// The columns whose counts and sums must be the same in each of these reports.
pub(in crate::report) fn measured() -> impl Iterator<Item = (&'static str, &'static str)> {
    LENGTHS
        .iter()
        .map(|(column, length)| (length.name, *column))
}

const SESSIONS: Metric<u64> = Metric::count("sessions", |count| *count, "Sessions of the row.")
    .population("sessions of both directions");

const DIFFERS: Metric<u64> = Metric::count(
    "differs",
    |count| *count,
    "Sessions whose wait the FAQ's two phases do not add up to.",
)
.population("sessions of both directions that have in_queue, waiting and wait_total")
.formula("in_queue + waiting is not wait_total")
.boundary("compared on microseconds");

pub(super) fn definitions() -> Vec<ReportColumn> {
    let lengths = LENGTHS
        .iter()
        .flat_map(|(column, length)| length.definitions(FactTable::Sessions.column(column)));
    metric_columns(Condition::Always, &[SESSIONS])
        .into_iter()
        .chain(lengths)
        .chain(metric_columns(Condition::Always, &[DIFFERS]))
        .collect()
}

/// Computes one of the three reports.
pub(super) fn waits(material: Material<'_>, report: BeyondReport) -> Result<Table, PolarsError> {
    let sessions = &material.tables.sessions;
    let clock = Clock {
        zone: material.fact_plan.zone,
        interval: material.plan.interval,
    };
    // Grouped by entry queue, whatever the other reports do.
    let queue_by = QueueBy::Entry;
    let dimension = match report {
        BeyondReport::WaitsByQueue => Some(Dimension::Queue),
        BeyondReport::WaitsByDay => Some(Dimension::Day),
        _ => None,
    };
    let keys = dimension
        .map(|dimension| dimension.key(sessions, queue_by, &clock))
        .transpose()?;
    let groups = Groups::by(sessions.height(), keys.as_slice())?;

    let mut columns: Columns = Vec::new();
    if let Some(dimension) = dimension {
        let key = groups.keys.column(dimension.name())?;
        columns.extend(dimension.columns(key, queue_by, material.names)?);
    }
    let of_groups = |is_counted: &dyn Fn(usize) -> bool| {
        let mut counts = vec![0_u64; groups.len()];
        for (row, &group) in groups.of_row.iter().enumerate() {
            counts[group as usize] += u64::from(is_counted(row));
        }
        counts
    };
    let all = of_groups(&|_| true);
    add_figures(&mut columns, &[SESSIONS], &all);
    for (column, length) in &LENGTHS {
        let values = sessions.column(column)?.i64()?;
        length.add(
            &mut columns,
            &material.plan.statistics,
            values.iter(),
            &groups.of_row,
            groups.len(),
        );
    }
    let length = |column: &str| sessions.column(column)?.i64();
    let (total, in_queue, waiting) = (
        length(COLUMNS[0])?,
        length(COLUMNS[4])?,
        length(COLUMNS[5])?,
    );
    let differs = of_groups(&|row| {
        let phases = in_queue.get(row).zip(waiting.get(row));
        let sums = phases.zip(total.get(row));
        sums.is_some_and(|((in_queue, waiting), total)| in_queue.saturating_add(waiting) != total)
    });
    add_figures(&mut columns, &[DIFFERS], &differs);
    table(report.name().to_owned(), groups.len(), columns)
}
