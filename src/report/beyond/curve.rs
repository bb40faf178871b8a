//! `service_level_curve`: the service levels at other thresholds. `thresholds`: the threshold at
//! which the target would be reached.

use polars::prelude::{Column, IntoColumn, PolarsError, StringChunked};

use super::super::aggregate::{integers, table};
use super::super::dimension::{Clock, Dimension};
use super::super::group::Groups;
use super::super::metric::ReportColumn;
use super::super::overview::{Waits, waits};
use super::{BeyondReport, Columns, Material};
use crate::model::Id;
use crate::service_level::{Formula, Ratio, ServiceCounts, ServiceLevel};
use crate::table::definition::Definition;
use crate::table::{ColumnSpec, Kind, Table};

/// The thresholds of the curve in seconds.
pub(in crate::report) const SECONDS: [u32; 34] = [
    0, 1, 2, 3, 4, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100,
    105, 110, 115, 120, 150, 180, 240, 300, 600,
];

const OFFERED: &str = "inbound offered sessions";

/// The threshold of a row.
pub(super) const THRESHOLD: Definition = Definition::new(
    "threshold",
    Kind::WholeSeconds,
    "The threshold that stands in place of every other; the short-abandon limit stays.",
)
.population(OFFERED)
.formula("0, 1, 2, 3, 4, 5, 10, 15, ... 120, 150, 180, 240, 300, 600")
.empty("never");

/// The columns of `thresholds` before the figure.
pub(super) const KEYS: [Definition; 2] = [
    Definition::new("formula", Kind::Text, "The formula of the service level.").population(OFFERED),
    Definition::new(
        "target",
        Kind::Rate,
        "The share of sessions promised to be answered in time.",
    )
    .population(OFFERED)
    .formula("as set, for the queue or by default; of the total the default")
    .empty("never"),
];

const FOR_TARGET: Definition = Definition::new(
    "threshold_for_target",
    Kind::WholeSeconds,
    "The shortest threshold at which the service level would reach the target.",
)
.population(OFFERED)
.formula("the least whole second from 0 to 3600 at which the formula gives the target or more")
.boundary("exactly the target reaches it; compared before rounding")
.empty("no such second does, or the denominator is 0");

/// The service level of a row. Its name and its arithmetic are filled in for each formula.
const LEVEL: Definition = Definition::new("service_level", Kind::Rate, "")
    .population(OFFERED)
    .boundary("an answer after exactly the threshold is in time")
    .empty("the denominator is 0");

pub(super) fn curve_definitions() -> Vec<ReportColumn> {
    let of = |formula: Formula| {
        let mut column = ReportColumn::from_definition(&LEVEL).by_formula(formula);
        column.definition.meaning = format!(
            "The service level at this threshold by the formula {}.",
            formula.name()
        );
        column
    };
    Formula::ALL.map(of).into_iter().collect()
}

pub(super) fn threshold_definitions() -> Vec<ReportColumn> {
    vec![ReportColumn::from_definition(&FOR_TARGET)]
}

/// The key columns and the waits of each queue, followed by the total.
fn queues(material: Material<'_>) -> Result<(Columns, Vec<Waits>), PolarsError> {
    let sessions = &material.tables.sessions;
    let clock = Clock {
        zone: material.fact_plan.zone,
        interval: material.plan.interval,
    };
    let queue_by = material.plan.queue_by;
    let key = Dimension::Queue.key(sessions, queue_by, &clock)?;
    let groups = Groups::by(sessions.height(), &[key])?;
    let waits = waits(material.counted, &groups)?;
    let key = groups.keys.column(Dimension::Queue.name())?;
    let columns = Dimension::Queue.columns_with_total(key, queue_by, material.names)?;
    Ok((columns, waits))
}

/// Computes `service_level_curve`.
pub(super) fn curve(material: Material<'_>) -> Result<Table, PolarsError> {
    let (keys, waits) = queues(material)?;
    let height = waits.len() * SECONDS.len();
    let rows: Vec<u32> = (0_u32..)
        .take(waits.len())
        .flat_map(|queue| [queue; SECONDS.len()])
        .collect();
    let rows = polars::prelude::IdxCa::from_vec("row".into(), rows);
    let mut columns: Columns = keys
        .into_iter()
        .map(|(spec, column)| Ok((spec, column.take(&rows)?)))
        .collect::<Result<_, PolarsError>>()?;
    let seconds = (0..waits.len()).flat_map(|_| SECONDS.iter().map(|&second| Some(second.into())));
    columns.push(integers(THRESHOLD.spec(), seconds));
    for formula in Formula::ALL {
        let spec = ColumnSpec {
            name: formula.column().to_owned(),
            kind: Kind::Rate,
        };
        let levels = waits.iter().flat_map(|waits| {
            SECONDS
                .iter()
                .map(|&second| formula.ratio(&waits.counts_at(second)).ten_thousandths())
        });
        columns.push(integers(spec, levels));
    }
    table(
        BeyondReport::ServiceLevelCurve.name().to_owned(),
        height,
        columns,
    )
}

/// Computes `thresholds`: each queue by its own target and formula, the total by the defaults.
pub(super) fn thresholds(material: Material<'_>) -> Result<Table, PolarsError> {
    let (mut columns, waits) = queues(material)?;
    let of_rows = &material.fact_plan.service_levels;
    let mut levels: Vec<ServiceLevel> = match columns.first() {
        Some((_, ids)) => {
            let ids = ids.i64()?.iter();
            ids.map(|id| of_rows.level_for(id.and_then(Id::new), None))
                .collect()
        }
        None => Vec::new(),
    };
    // The total's queue id is empty, like that of the sessions without a queue.
    if let Some(total) = levels.last_mut() {
        *total = of_rows.default_level();
    }
    let [formula, target] = KEYS.map(|key| key.spec());
    let formulas: StringChunked = levels
        .iter()
        .map(|level| Some(level.formula.name()))
        .collect();
    let formulas: Column = formulas
        .into_column()
        .with_name(formula.frame_name().into());
    columns.push((formula, formulas));
    let targets = levels.iter().map(|level| Some(level.target.into()));
    columns.push(integers(target, targets));
    let thresholds = waits.iter().zip(&levels);
    columns.push(integers(
        FOR_TARGET.spec(),
        thresholds.map(|(waits, level)| for_target(waits, level).map(i64::from)),
    ));
    table(
        BeyondReport::Thresholds.name().to_owned(),
        waits.len(),
        columns,
    )
}

/// The least second at which the target is reached. The search starts at 0, because the level of
/// some formulas does not grow with the threshold.
fn for_target(waits: &Waits, level: &ServiceLevel) -> Option<u32> {
    // The level changes only at seconds that have a wait.
    let seconds = waits.answered.keys().chain(waits.abandoned.keys()).copied();
    let mut seconds: Vec<u32> = seconds.chain([0]).collect();
    seconds.sort_unstable();
    seconds.dedup();
    let mut counts = ServiceCounts {
        answered_in: 0,
        abandoned_in: 0,
        ..waits.counts
    };
    seconds.into_iter().find(|second| {
        counts.answered_in += waits.answered.get(second).unwrap_or(&0);
        counts.abandoned_in += waits.abandoned.get(second).unwrap_or(&0);
        let Ratio {
            numerator,
            denominator,
        } = level.formula.ratio(&counts);
        denominator > 0
            && u128::from(numerator) * 10_000 >= u128::from(denominator) * u128::from(level.target)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[track_caller]
    fn check(formula: Formula, target: u32, expected: Option<u32>) {
        let waits = Waits {
            counts: ServiceCounts {
                answered: 8,
                abandoned: 2,
                ..ServiceCounts::default()
            },
            answered: BTreeMap::from([(0, 1), (7, 3), (40, 3), (3600, 1)]),
            abandoned: BTreeMap::from([(7, 1)]),
            longer: 0,
        };
        let level = ServiceLevel {
            target,
            formula,
            ..ServiceLevel::default()
        };
        assert_eq!(for_target(&waits, &level), expected, "{formula:?} {target}");
    }

    #[test]
    fn the_least_second_that_reaches_the_target_is_found() {
        check(Formula::Offered, 0, Some(0));
        check(Formula::Offered, 1000, Some(0));
        check(Formula::Offered, 1001, Some(7));
        check(Formula::Offered, 4000, Some(7));
        check(Formula::Offered, 7000, Some(40));
        check(Formula::Offered, 8000, Some(3600));
        check(Formula::Offered, 8001, None);
        check(Formula::Answered, 10_000, Some(3600));
        // 4 / (10 - 1) from second 7 on.
        check(Formula::ExcludeAbandonsInThreshold, 4444, Some(7));
        check(Formula::ExcludeAbandonsInThreshold, 4445, Some(40));
        check(Formula::AbandonsInThresholdMet, 5000, Some(7));
    }

    #[test]
    fn without_offered_sessions_no_threshold_reaches_anything() {
        let level = ServiceLevel {
            target: 0,
            ..ServiceLevel::default()
        };
        assert_eq!(for_target(&Waits::default(), &level), None);
    }
}
