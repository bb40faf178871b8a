//! `queue_flows`: the visits of each queue by how they ended and where they went.

use polars::prelude::PolarsError;

use super::super::aggregate::table;
use super::super::group::Groups;
use super::super::metric::{Condition, Mean, Metric, ReportColumn, metric_columns};
use super::{BeyondReport, Columns, Material, add_figures, add_named};
use crate::fact::with_names;
use crate::model::{Category, DirectoryKind};
use crate::phase::VisitExit;
use crate::table::definition::Definition;
use crate::table::{ColumnSpec, Kind, Table};

/// The columns of `queue_visits` that the report needs.
pub(super) const COLUMNS: [&str; 7] = [
    "session_row",
    "invite",
    "queue_id",
    "exit",
    "duration_us",
    "to_queue_id",
    "answered_later",
];

const VISITS: &str = "rows of queue_visits, invites aside, of sessions of both directions";

/// The key columns.
pub(super) const KEYS: [Definition; 5] = [
    Definition::new("from_queue_id", Kind::Id, "The queue of the visits.").population(VISITS),
    Definition::new("from_queue", Kind::Text, "Its name.").population(VISITS),
    Definition::new(
        "kind",
        Kind::Text,
        "How the visits ended, as `exit` in queue_visits.",
    )
    .population(VISITS),
    Definition::new("to_queue_id", Kind::Id, "The queue that they went on to.")
        .population(VISITS)
        .formula(
            "overflowed: the next visit's queue; forwarded: the first queue of the next request \
             that is no invite",
        )
        .empty("they went to no queue"),
    Definition::new("to_queue", Kind::Text, "Its name.").population(VISITS),
];

/// The visits of one row.
#[derive(Clone, Default)]
struct FlowCounts {
    visits: u64,
    sessions: u64,
    /// The session that was counted last. The visits of a session are adjacent, so this is enough
    /// to count each session once.
    last_session: Option<i64>,
    length: Mean,
    answered_later: u64,
}

type OfFlow = Metric<FlowCounts>;

const FIGURES: [OfFlow; 5] = [
    OfFlow::count("visits", |of| of.visits, "Visits that went this way.").population(VISITS),
    OfFlow::count(
        "sessions",
        |of| of.sessions,
        "Sessions that have such a visit.",
    )
    .population(VISITS)
    .formula("distinct sessions"),
    OfFlow::sum(
        "visit_sum",
        |of| of.length,
        "The length of these visits together.",
    )
    .population(VISITS)
    .formula("sum of duration")
    .empty("never: 0 without values"),
    OfFlow::mean(
        "visit_mean",
        |of| of.length,
        "The mean length of these visits.",
    )
    .population(VISITS)
    .formula("mean of duration")
    .empty("none of them has a duration"),
    OfFlow::count(
        "answered_later",
        |of| of.answered_later,
        "Visits whose session was answered in a later visit.",
    )
    .population(VISITS)
    .formula("a visit of the session that opened later has the exit answered")
    .boundary("invites are passed over"),
];

pub(super) fn definitions() -> Vec<ReportColumn> {
    metric_columns(Condition::Always, &FIGURES)
}

/// Computes the report.
pub(super) fn flows(material: Material<'_>) -> Result<Table, PolarsError> {
    let visits = &material.tables.visits;
    let keys = [
        visits.column("queue_id")?.clone(),
        // The report sorts the exits by their names.
        with_names(visits.column("exit")?, VisitExit::NAMES)?,
        visits.column("to_queue_id")?.clone(),
    ];
    let groups = Groups::by(visits.height(), &keys)?;
    let sessions = visits.column("session_row")?.i64()?;
    let lengths = visits.column("duration_us")?.i64()?;
    let later = visits.column("answered_later")?.bool()?;
    let mut rows = vec![FlowCounts::default(); groups.len()];
    for (visit, &group) in groups.of_row.iter().enumerate() {
        let row = &mut rows[group as usize];
        row.visits += 1;
        let session = sessions.get(visit);
        row.sessions += u64::from(row.last_session != session);
        row.last_session = session;
        if let Some(length) = lengths.get(visit) {
            row.length.sum += i128::from(length);
            row.length.count += 1;
        }
        row.answered_later += u64::from(later.get(visit) == Some(true));
    }
    let ids = |name: &str| -> Result<Vec<Option<i64>>, PolarsError> {
        Ok(groups.keys.column(name)?.i64()?.iter().collect())
    };
    let mut columns: Columns = Vec::new();
    let queue = DirectoryKind::Group;
    add_named(
        &mut columns,
        "from_queue",
        queue,
        &ids("queue_id")?,
        material.names,
    );
    let kind = groups.keys.column("exit")?.clone();
    let spec = ColumnSpec {
        name: "kind".to_owned(),
        kind: Kind::Text,
    };
    columns.push((spec, kind.with_name("kind".into())));
    add_named(
        &mut columns,
        "to_queue",
        queue,
        &ids("to_queue_id")?,
        material.names,
    );
    add_figures(&mut columns, &FIGURES, &rows);
    table(
        BeyondReport::QueueFlows.name().to_owned(),
        groups.len(),
        columns,
    )
}
