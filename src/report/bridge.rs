//! The report `bridge`: the steps from the sessions that operators handled to the sessions that
//! were answered for queues, row by row and in total.
//!
//! Both views are right and differ: an operator has handled every session that he or she joined, a
//! queue has answered each inbound session once. Every session between the two is in one column.

use std::collections::BTreeMap;

use polars::prelude::{BooleanChunked, Column, NewChunkedArray, PolarsError};

use super::aggregate::{Grouping, integers, table};
use super::dimension::Dimension;
use super::tables::Tables;
use crate::fact::categories;
use crate::model::session::Direction;
use crate::names::Names;
use crate::phase::Arrival;
use crate::report::ReportPlan;
use crate::service_level::LimitedOutcome;
use crate::settings::FactPlan;
use crate::table::definition::Definition;
use crate::table::{ColumnSpec, Kind, Table};

/// The name of the report.
pub const BRIDGE: &str = "bridge";

/// The steps of one row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bridge {
    /// Operators' sessions: rows of `session_operators` with `joined`.
    pub handled_sessions: u64,
    /// Handled sessions of an operator beside the session's owner.
    pub joint: u64,
    /// Handled sessions that the session's owner passed on.
    pub transfers: u64,
    /// Owners' own sessions that the contact centre began.
    pub outbound: u64,
    /// Owners' own inbound sessions whose outcome is not `answered`.
    pub not_answered: u64,
    /// Inbound answered sessions whose owner never joined, or that have no owner.
    pub not_joined: u64,
    /// Inbound answered sessions, counted from the sessions alone.
    pub answered: u64,
    /// Answered sessions without a queue.
    pub direct: u64,
}

impl Bridge {
    /// The steps by the names of their columns.
    pub fn entries(&self) -> BTreeMap<&'static str, u64> {
        let steps = STEPS.iter();
        steps
            .map(|(definition, value)| (definition.name, value(self)))
            .collect()
    }

    /// The result of the steps: [`Self::answered`] if every session is accounted for.
    pub const fn arrives_at(&self) -> i128 {
        self.handled_sessions as i128 + self.not_joined as i128
            - self.joint as i128
            - self.transfers as i128
            - self.outbound as i128
            - self.not_answered as i128
    }
}

/// A column: its definition, and the function that reads its value.
type Step = (Definition, fn(&Bridge) -> u64);

const fn step(name: &'static str, value: fn(&Bridge) -> u64, meaning: &'static str) -> Step {
    (Definition::new(name, Kind::Count, meaning), value)
}

/// The columns after the dimensions, in the order of the calculation.
pub(super) const STEPS: [Step; 8] = [
    step(
        "handled_sessions",
        |of| of.handled_sessions,
        "Sessions that the operator joined, as in reports by operator.",
    ),
    step(
        "joint",
        |of| of.joint,
        "Less: sessions of another owner that the operator joined beside the owner, by an invite or unasked.",
    ),
    step(
        "transfers",
        |of| of.transfers,
        "Less: sessions of another owner that were passed on to the operator.",
    ),
    step(
        "outbound",
        |of| of.outbound,
        "Less: own sessions that the contact centre began.",
    ),
    step(
        "not_answered",
        |of| of.not_answered,
        "Less: own inbound sessions whose outcome is not answered.",
    ),
    step(
        "not_joined",
        |of| of.not_joined,
        "Plus: inbound answered sessions that their owner is not known to have joined.",
    ),
    step(
        "answered",
        |of| of.answered,
        "Inbound answered sessions of the owner, as in every report.",
    ),
    step(
        "direct",
        |of| of.direct,
        "Of these, those without a queue; the rest is what the rows of queues have.",
    ),
];

/// Computes the report, and its total.
pub(super) fn bridge(
    fact_plan: &FactPlan,
    plan: &ReportPlan,
    tables: &Tables,
    names: &Names,
) -> Result<(Table, Bridge), PolarsError> {
    let dimensions = [Dimension::Operator, Dimension::Queue];
    let grouping = Grouping::new(fact_plan, plan, &dimensions, tables)?;
    let rows = steps(&grouping, plan, tables)?;
    let total = rows.iter().fold(Bridge::default(), Bridge::plus);
    // An operator who was offered sessions of a queue and joined none of them has no steps there.
    let has_steps = rows.iter().map(|row| *row != Bridge::default());
    let has_steps = BooleanChunked::from_iter_values("has steps".into(), has_steps);
    let keys = grouping.sessions.keys.filter(&has_steps)?;
    let rows: Vec<Bridge> = rows
        .into_iter()
        .filter(|row| *row != Bridge::default())
        .chain([total])
        .collect();

    let mut columns: Vec<(ColumnSpec, Column)> = Vec::new();
    for dimension in dimensions {
        let key = keys.column(dimension.name())?;
        columns.extend(dimension.columns_with_total(key, plan.queue_by, names)?);
    }
    for (definition, value) in STEPS {
        let values = rows.iter().map(|row| i64::try_from(value(row)).ok());
        columns.push(integers(definition.spec(), values));
    }
    Ok((table(BRIDGE.to_owned(), rows.len(), columns)?, total))
}

fn steps(
    grouping: &Grouping,
    plan: &ReportPlan,
    tables: &Tables,
) -> Result<Vec<Bridge>, PolarsError> {
    let mut rows = vec![Bridge::default(); grouping.sessions.len()];
    let sessions = &tables.all;
    let direction = categories(sessions, "direction")?;
    let outcome = categories(sessions, "outcome")?;
    let queue = sessions.column(plan.queue_by.column())?.i64()?.iter();
    // The values are read below in random order, which is slow in a column of many chunks.
    let is_inbound = direction.map(|direction| direction == Some(Direction::Inbound));
    let is_inbound: Vec<bool> = is_inbound.collect();
    let is_answered = is_inbound.iter().zip(outcome);
    let is_answered =
        is_answered.map(|(&is, outcome)| is && outcome == Some(LimitedOutcome::Answered));
    let is_answered: Vec<bool> = is_answered.collect();
    let has_queue: Vec<bool> = queue.map(|queue| queue.is_some()).collect();

    let mut has_owner = vec![false; sessions.height()];
    let joined = tables.operators.column("joined")?.i64()?;
    let arrival = categories(&tables.operators, "arrival")?;
    let session = tables.operators.column("session_row")?.i64()?;
    let arrivals = arrival.zip(session.iter());
    let joined = joined.iter().zip(grouping.second_rows());
    for ((joined, &group), (arrival, session)) in joined.zip(arrivals) {
        let session = session.and_then(|session| usize::try_from(session).ok());
        let (Some(_), Some(session)) = (joined, session) else {
            continue;
        };
        let steps = &mut rows[group as usize];
        steps.handled_sessions += 1;
        match arrival {
            Some(Arrival::Joint) => steps.joint += 1,
            Some(Arrival::Transfer) => steps.transfers += 1,
            Some(Arrival::Owner) | None => {
                has_owner[session] = true;
                if !is_inbound[session] {
                    steps.outbound += 1;
                } else if !is_answered[session] {
                    steps.not_answered += 1;
                }
            }
        }
    }
    for (row, &group) in grouping.sessions.of_row.iter().enumerate() {
        let session = tables.row_in_all(row);
        if is_answered[session] {
            let steps = &mut rows[group as usize];
            steps.answered += 1;
            steps.direct += u64::from(!has_queue[session]);
            steps.not_joined += u64::from(!has_owner[session]);
        }
    }
    Ok(rows)
}

impl Bridge {
    fn plus(self, other: &Self) -> Self {
        Self {
            handled_sessions: self.handled_sessions + other.handled_sessions,
            joint: self.joint + other.joint,
            transfers: self.transfers + other.transfers,
            outbound: self.outbound + other.outbound,
            not_answered: self.not_answered + other.not_answered,
            not_joined: self.not_joined + other.not_joined,
            answered: self.answered + other.answered,
            direct: self.direct + other.direct,
        }
    }
}

/// The columns of the report after its dimensions.
pub fn bridge_definitions() -> [Definition; 8] {
    STEPS.map(|(definition, _)| definition)
}
