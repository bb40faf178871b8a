//! The exits of the visits of each queue, and the queues that overflowed and forwarded visits went to.

use std::collections::BTreeMap;

use polars::prelude::{DataFrame, PolarsError};

use crate::fact::categories;
use crate::model::{DirectoryKind, Id};
use crate::names::Names;
use crate::phase::VisitExit;

/// The columns of `queue_visits` that flows need besides those of the reports.
pub(super) const VISIT_COLUMNS: [&str; 1] = ["to_queue_id"];

/// Visits of one queue that ended in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    pub queue: String,
    /// The value of `exit` in `queue_visits`.
    pub exit: String,
    /// The next visit's queue if the visits overflowed; the first queue of the next request if they
    /// were forwarded.
    pub to: Option<String>,
    pub visits: u64,
}

/// The flows of all visits except invites, sorted by the number of visits, then by name.
pub(super) fn flows(visits: &DataFrame, names: &Names) -> Result<Vec<Flow>, PolarsError> {
    let invite = visits.column("invite")?.bool()?;
    let queue = visits.column("queue_id")?.i64()?;
    let mut exits = categories(visits, "exit")?;
    let to = visits.column("to_queue_id")?.i64()?;
    let mut counts: BTreeMap<(Option<i64>, &str, Option<i64>), u64> = BTreeMap::new();
    for row in 0..visits.height() {
        let exit = exits.next().flatten().map_or("", VisitExit::name);
        if invite.get(row) == Some(true) {
            continue;
        }
        *counts
            .entry((queue.get(row), exit, to.get(row)))
            .or_default() += 1;
    }
    let name = |id: i64| Id::new(id).map(|id| names.name(DirectoryKind::Group, id).into_owned());
    let mut flows: Vec<Flow> = counts
        .into_iter()
        .map(|((queue, exit, to), visits)| Flow {
            queue: queue.and_then(name).unwrap_or_default(),
            exit: exit.to_owned(),
            to: to.and_then(name),
            visits,
        })
        .collect();
    flows.sort_by(|a, b| {
        b.visits
            .cmp(&a.visits)
            .then_with(|| (&a.queue, &a.exit, &a.to).cmp(&(&b.queue, &b.exit, &b.to)))
    });
    Ok(flows)
}
