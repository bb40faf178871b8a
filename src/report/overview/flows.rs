//! The exits of the visits of each queue, and the queues that overflowed and forwarded visits went to: a matrix
//! from queue to queue.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{DataFrame, PolarsError};

use crate::fact::categories;
use crate::model::{DirectoryKind, Id};
use crate::names::Names;
use crate::phase::VisitExit;

/// The columns of `queue_visits` that flows need besides those of the reports.
pub(super) const VISIT_COLUMNS: [&str; 1] = ["to_queue_id"];

/// Queues with less than a `FOLDED`th of all visits share one row. Queues that got less than a `FOLDED`th of
/// the visits that went on share one column.
const FOLDED: u64 = 100;

/// The most queues that have a column of their own.
const COLUMNS: usize = 8;

/// The visits of each queue, counted by their ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flows {
    /// The queues that visits went on to, those with the most visits first.
    pub targets: Vec<String>,
    /// The queues with the most visits first; last, if there are any, the queues with less than a
    /// hundredth of the visits together.
    pub rows: Vec<FlowRow>,
    /// All queues together.
    pub total: FlowRow,
}

/// The visits of a queue, or of several together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlowRow {
    /// `None` for all queues, and for queues that are folded into one row.
    pub queue: Option<String>,
    /// Number of queues in the row.
    pub queues: u64,
    pub visits: u64,
    pub answered: u64,
    pub abandoned: u64,
    /// Visits that ended otherwise.
    pub ended: u64,
    /// Visits that were not over when the dump was made.
    pub open: u64,
    /// Visits that went on to each of the targets, in their order.
    pub to: Vec<u64>,
    /// Visits that went on to any other queue.
    pub to_others: u64,
    /// Visits that were forwarded to no queue: to an operator, or by phone.
    pub elsewhere: u64,
}

/// Queue, `exit` in `queue_visits`, and the queue that the visits went on to.
type Counts = BTreeMap<(Option<i64>, VisitExit, Option<i64>), u64>;

/// The flows of all visits except invites.
pub(super) fn flows(visits: &DataFrame, names: &Names) -> Result<Flows, PolarsError> {
    let invite = visits.column("invite")?.bool()?;
    let queue = visits.column("queue_id")?.i64()?;
    let mut exits = categories(visits, "exit")?;
    let to = visits.column("to_queue_id")?.i64()?;
    let mut counts = Counts::new();
    for row in 0..visits.height() {
        let exit = exits.next().flatten().unwrap_or(VisitExit::Ended);
        if invite.get(row) == Some(true) {
            continue;
        }
        *counts
            .entry((queue.get(row), exit, to.get(row)))
            .or_default() += 1;
    }
    let name = |id: Option<i64>| {
        let id = id.and_then(Id::new)?;
        Some(names.name(DirectoryKind::Group, id).into_owned())
    };
    Ok(matrix(&counts, |id| name(id).unwrap_or_default()))
}

fn matrix(counts: &Counts, name: impl Fn(Option<i64>) -> String) -> Flows {
    let visits: u64 = counts.values().sum();
    let mut by_queue: BTreeMap<Option<i64>, u64> = BTreeMap::new();
    let mut by_target: BTreeMap<i64, u64> = BTreeMap::new();
    for ((queue, exit, to), count) in counts {
        *by_queue.entry(*queue).or_default() += count;
        if let Some(to) = to.filter(|_| goes_on(*exit)) {
            *by_target.entry(to).or_default() += count;
        }
    }
    let is_small = |count: u64| count * FOLDED < visits;
    let mut targets: Vec<(i64, u64)> = by_target.into_iter().collect();
    targets.sort_by_key(|&(id, count)| (std::cmp::Reverse(count), id));
    let going_on: u64 = targets.iter().map(|(_, count)| count).sum();
    let kept = targets
        .iter()
        .take_while(|(_, count)| count * FOLDED >= going_on)
        .count();
    targets.truncate(kept.min(COLUMNS));
    let small: BTreeSet<Option<i64>> = by_queue
        .iter()
        .filter(|(_, count)| is_small(**count))
        .map(|(queue, _)| *queue)
        .collect();
    // Folding a single row would only hide its name.
    let is_folded = |queue: &Option<i64>| small.len() > 1 && small.contains(queue);
    let empty = || FlowRow {
        to: vec![0; targets.len()],
        ..FlowRow::default()
    };
    let mut own: BTreeMap<Option<i64>, FlowRow> = BTreeMap::new();
    let (mut folded, mut total) = (empty(), empty());
    for queue in by_queue.keys() {
        total.queues += 1;
        if is_folded(queue) {
            folded.queues += 1;
        } else {
            let row = FlowRow {
                queue: Some(name(*queue)),
                queues: 1,
                ..empty()
            };
            own.insert(*queue, row);
        }
    }
    for ((queue, exit, to), &count) in counts {
        let target = to.and_then(|to| targets.iter().position(|(id, _)| *id == to));
        let row = own.get_mut(queue).unwrap_or(&mut folded);
        row.add(*exit, to.is_some(), target, count);
        total.add(*exit, to.is_some(), target, count);
    }
    let mut rows: Vec<FlowRow> = own.into_values().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.visits));
    rows.extend((folded.queues > 0).then_some(folded));
    Flows {
        targets: targets.iter().map(|(id, _)| name(Some(*id))).collect(),
        rows,
        total,
    }
}

/// Whether visits with this exit went on to another queue or operator.
const fn goes_on(exit: VisitExit) -> bool {
    matches!(exit, VisitExit::Overflowed | VisitExit::Forwarded)
}

impl FlowRow {
    fn add(&mut self, exit: VisitExit, has_target: bool, target: Option<usize>, count: u64) {
        self.visits += count;
        let place = match (exit, target) {
            (VisitExit::Answered, _) => &mut self.answered,
            (VisitExit::Abandoned, _) => &mut self.abandoned,
            (VisitExit::Open, _) => &mut self.open,
            (VisitExit::Ended, _) => &mut self.ended,
            (_, Some(target)) => &mut self.to[target],
            (_, None) if has_target => &mut self.to_others,
            (_, None) => &mut self.elsewhere,
        };
        *place += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(counts: &[(i64, VisitExit, Option<i64>, u64)]) -> Flows {
        let counts = counts
            .iter()
            .map(|&(queue, exit, to, count)| ((Some(queue), exit, to), count));
        matrix(&counts.collect(), |id| format!("q{}", id.unwrap_or(0)))
    }

    #[test]
    fn a_row_is_a_queue_and_a_column_where_its_visits_went() {
        let flows = of(&[
            (1, VisitExit::Answered, None, 60),
            (1, VisitExit::Overflowed, Some(2), 10),
            (1, VisitExit::Forwarded, Some(2), 5),
            (1, VisitExit::Forwarded, None, 2),
            (2, VisitExit::Abandoned, None, 20),
            (2, VisitExit::Ended, None, 1),
            (2, VisitExit::Open, None, 3),
        ]);
        assert_eq!(flows.targets, ["q2"]);
        let [first, second] = &flows.rows[..] else {
            panic!("{flows:?}");
        };
        assert_eq!((first.visits, first.answered), (77, 60));
        assert_eq!((&first.to[..], first.elsewhere), (&[15][..], 2));
        assert_eq!((second.abandoned, second.ended, second.open), (20, 1, 3));
        assert_eq!((flows.total.visits, flows.total.queues), (101, 2));
    }

    #[test]
    fn queues_below_a_hundredth_are_one_row_and_one_column() {
        let flows = of(&[
            (1, VisitExit::Answered, None, 1000),
            (2, VisitExit::Overflowed, Some(8), 9),
            (3, VisitExit::Overflowed, Some(9), 10),
            (4, VisitExit::Answered, None, 11),
        ]);
        let rows: Vec<_> = flows.rows.iter().map(|row| row.queue.as_deref()).collect();
        assert_eq!(rows, [Some("q1"), Some("q4"), None]);
        let folded = &flows.rows[2];
        assert_eq!((folded.queues, folded.visits, folded.to_others), (2, 19, 0));
        assert_eq!(flows.targets, ["q9", "q8"]);
        assert_eq!(folded.to, [10, 9]);
    }

    #[test]
    fn a_single_small_queue_keeps_its_row() {
        let flows = of(&[
            (1, VisitExit::Answered, None, 1000),
            (2, VisitExit::Answered, None, 1),
        ]);
        assert_eq!(flows.rows[1].queue.as_deref(), Some("q2"));
    }
}
