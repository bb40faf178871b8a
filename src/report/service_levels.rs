//! The report `service_levels`: all five formulas, one row per queue and a last row for the total.

use polars::prelude::{DataFrame, PolarsError};

use super::aggregate::{integers, table};
use super::dimension::{Clock, Dimension};
use super::group::Groups;
use super::population::{CountedSession, session_counts};
use crate::names::Names;
use crate::report::ReportPlan;
use crate::service_level::{Formula, ServiceCounts};
use crate::settings::FactPlan;
use crate::table::{ColumnSpec, Kind, Table};

/// A count of the report: its column, and the function that reads its value.
type Count = (&'static str, fn(&ServiceCounts) -> u64);

const COUNTS: [Count; 7] = [
    ("offered", ServiceCounts::offered),
    ("answered", |counts| counts.answered),
    ("abandoned", |counts| counts.abandoned),
    ("short_abandoned", |counts| counts.short_abandoned),
    ("unanswered", |counts| counts.unanswered),
    ("answered_in", |counts| counts.answered_in),
    ("abandoned_in", |counts| counts.abandoned_in),
];

/// The names of the report's counts.
pub const SERVICE_LEVEL_COUNTS: [&str; 7] = [
    COUNTS[0].0,
    COUNTS[1].0,
    COUNTS[2].0,
    COUNTS[3].0,
    COUNTS[4].0,
    COUNTS[5].0,
    COUNTS[6].0,
];

/// Computes the report.
pub(super) fn service_levels(
    fact_plan: &FactPlan,
    plan: &ReportPlan,
    sessions: &DataFrame,
    counted: &[CountedSession],
    names: &Names,
) -> Result<Table, PolarsError> {
    let clock = Clock::new(fact_plan, plan);
    let key = Dimension::Queue.key(sessions, plan.queue_by, &clock)?;
    let by_queue = Groups::by(sessions.height(), &[key])?;
    let total = Groups::by(sessions.height(), &[])?;
    let rows: Vec<ServiceCounts> = [by_queue.clone(), total]
        .iter()
        .flat_map(|groups| session_counts(counted, groups))
        .map(|counts| counts.level)
        .collect();

    let key = by_queue.keys.column(Dimension::Queue.name())?;
    let mut columns = Dimension::Queue.columns_with_total(key, plan.queue_by, names)?;
    for (name, value) in COUNTS {
        let spec = ColumnSpec {
            name: name.to_owned(),
            kind: Kind::Count,
        };
        let values = rows.iter().map(|row| i64::try_from(value(row)).ok());
        columns.push(integers(spec, values));
    }
    for formula in Formula::ALL {
        let spec = ColumnSpec {
            name: formula.column().to_owned(),
            kind: Kind::Rate,
        };
        let values = rows.iter().map(|row| formula.ratio(row).ten_thousandths());
        columns.push(integers(spec, values));
    }
    table("service_levels".to_owned(), rows.len(), columns)
}
