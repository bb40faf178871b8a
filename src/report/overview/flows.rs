//! How the visits of each queue ended, and where those that overflowed went.

use std::collections::BTreeMap;

use polars::prelude::{DataFrame, PolarsError};

use crate::model::{DirectoryKind, Id};
use crate::names::Names;

/// The columns of `queue_visits` that flows are made of, beside those of the reports.
pub(super) const VISIT_COLUMNS: [&str; 1] = ["request_id"];

/// Visits of one queue that ended in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    pub queue: String,
    /// The word in `queue_visits`.
    pub exit: String,
    /// Of those that overflowed, the next visit's queue.
    pub to: Option<String>,
    pub visits: u64,
}

/// The flows of all visits, invites aside; most visits first, then by name.
pub(super) fn flows(visits: &DataFrame, names: &Names) -> Result<Vec<Flow>, PolarsError> {
    let session = visits.column("session_row")?.i64()?;
    let request = visits.column("request_id")?.i64()?;
    let invite = visits.column("invite")?.bool()?;
    let queue = visits.column("queue_id")?.i64()?;
    let exit = visits.column("exit")?.str()?;
    let mut counts: BTreeMap<(Option<i64>, &str, Option<i64>), u64> = BTreeMap::new();
    for row in 0..visits.height() {
        if invite.get(row) == Some(true) {
            continue;
        }
        let exit = exit.get(row).unwrap_or_default();
        // The visits of a request stand one behind the other.
        let next = row + 1;
        let goes_on = exit == "overflowed"
            && next < visits.height()
            && session.get(next) == session.get(row)
            && request.get(next) == request.get(row);
        let to = if goes_on { queue.get(next) } else { None };
        *counts.entry((queue.get(row), exit, to)).or_default() += 1;
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
