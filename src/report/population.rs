//! What is counted of each group's rows.

use polars::prelude::{BooleanChunked, DataFrame, Int64Chunked, PolarsError, StringChunked};

use super::group::Groups;
use super::metric::{OperatorCounts, SessionCounts, VisitCounts};
use crate::model::Duration;
use crate::plan::FactPlan;

/// The columns of `sessions` that [`session_counts`] looks at.
pub(super) const SESSION_COLUMNS: [&str; 9] = [
    "direction",
    "outcome",
    "wait_us",
    "speed_of_answer_us",
    "in_sla",
    "auto_accepted",
    "offers",
    "active_us",
    "acw_us",
];

/// The columns of `session_operators` that [`operator_counts`] and the grouping look at.
pub(super) const OPERATOR_COLUMNS: [&str; 7] = [
    "session_row",
    "user_id",
    "joined",
    "offers",
    "accepted_offers",
    "missed_offers",
    "forwarded_out",
];

/// The columns of `queue_visits` that [`visit_counts`] and the grouping look at.
pub(super) const VISIT_COLUMNS: [&str; 5] =
    ["session_row", "invite", "queue_id", "exit", "duration_us"];

struct SessionColumns<'a> {
    direction: &'a StringChunked,
    outcome: &'a StringChunked,
    wait: &'a Int64Chunked,
    speed: &'a Int64Chunked,
    in_sla: &'a BooleanChunked,
    auto_accepted: &'a BooleanChunked,
    offers: &'a Int64Chunked,
    active: &'a Int64Chunked,
    acw: &'a Int64Chunked,
}

/// Counts the sessions of each group.
pub(super) fn session_counts(
    plan: &FactPlan,
    sessions: &DataFrame,
    groups: &Groups,
) -> Result<Vec<SessionCounts>, PolarsError> {
    let columns = SessionColumns {
        direction: sessions.column("direction")?.str()?,
        outcome: sessions.column("outcome")?.str()?,
        wait: sessions.column("wait_us")?.i64()?,
        speed: sessions.column("speed_of_answer_us")?.i64()?,
        in_sla: sessions.column("in_sla")?.bool()?,
        auto_accepted: sessions.column("auto_accepted")?.bool()?,
        offers: sessions.column("offers")?.i64()?,
        active: sessions.column("active_us")?.i64()?,
        acw: sessions.column("acw_us")?.i64()?,
    };
    let mut counts = vec![SessionCounts::default(); groups.len()];
    for (row, &group) in groups.of_row.iter().enumerate() {
        columns.count(plan, row, &mut counts[group as usize]);
    }
    Ok(counts)
}

impl SessionColumns<'_> {
    fn count(&self, plan: &FactPlan, row: usize, counts: &mut SessionCounts) {
        counts.sessions += 1;
        let is_inbound = self.direction.get(row) == Some("inbound");
        if is_inbound {
            counts.inbound += 1;
        } else {
            counts.outbound += 1;
        }
        let outcome = self.outcome.get(row).unwrap_or_default();
        match outcome {
            "blacklisted" => counts.blacklisted += 1,
            "open" => counts.open += 1,
            _ => {}
        }
        if outcome == "answered"
            && let Some(active) = self.active.get(row)
        {
            let acw = self.acw.get(row).unwrap_or(0);
            counts.handled_count += 1;
            counts.handled_sum += i128::from(active) + i128::from(acw);
        }
        if is_inbound {
            self.count_inbound(plan, row, outcome, counts);
        }
    }

    fn count_inbound(
        &self,
        plan: &FactPlan,
        row: usize,
        outcome: &str,
        counts: &mut SessionCounts,
    ) {
        let service = &mut counts.service;
        let wait = self.wait.get(row);
        match outcome {
            "answered" => {
                service.answered += 1;
                service.answered_in += u64::from(self.in_sla.get(row) == Some(true));
                counts.auto_accepted += u64::from(self.auto_accepted.get(row) == Some(true));
                if let Some(speed) = self.speed.get(row) {
                    counts.speed_count += 1;
                    counts.speed_sum += i128::from(speed);
                }
            }
            "abandoned" | "short_abandoned" => {
                if outcome == "abandoned" {
                    service.abandoned += 1;
                } else {
                    service.short_abandoned += 1;
                }
                let level = &plan.service_level;
                let is_in = level.is_in(wait.map(Duration::from_microseconds));
                service.abandoned_in += u64::from(is_in);
                counts.abandoned_unoffered += u64::from(self.offers.get(row) == Some(0));
            }
            "unanswered" => service.unanswered += 1,
            "left_before_queue" => counts.left_before_queue += 1,
            "bot_only" => counts.bot_only += 1,
            _ => {}
        }
        let is_offered = matches!(
            outcome,
            "answered" | "abandoned" | "short_abandoned" | "unanswered"
        );
        if is_offered {
            counts.max_wait = counts.max_wait.max(wait);
        }
    }
}

/// Counts the operators' rows of each group.
pub(super) fn operator_counts(
    operators: &DataFrame,
    group_of: &[u32],
    groups: usize,
) -> Result<Vec<OperatorCounts>, PolarsError> {
    let joined = operators.column("joined")?.i64()?;
    let integers = |name| operators.column(name).and_then(|column| column.i64());
    let offers = integers("offers")?;
    let accepted = integers("accepted_offers")?;
    let missed = integers("missed_offers")?;
    let forwarded = integers("forwarded_out")?;
    let number = |column: &Int64Chunked, row| {
        column
            .get(row)
            .and_then(|value| u64::try_from(value).ok())
            .unwrap_or(0)
    };
    let mut counts = vec![OperatorCounts::default(); groups];
    for (row, &group) in group_of.iter().enumerate() {
        let counts = &mut counts[group as usize];
        counts.handled_sessions += u64::from(joined.get(row).is_some());
        counts.offers += number(offers, row);
        counts.accepted_offers += number(accepted, row);
        counts.missed_offers += number(missed, row);
        counts.forwarded_out += number(forwarded, row);
    }
    Ok(counts)
}

/// Counts the visits of each group.
pub(super) fn visit_counts(
    visits: &DataFrame,
    group_of: &[u32],
    groups: usize,
) -> Result<Vec<VisitCounts>, PolarsError> {
    let exits = visits.column("exit")?.str()?;
    let mut counts = vec![VisitCounts::default(); groups];
    for (row, &group) in group_of.iter().enumerate() {
        let counts = &mut counts[group as usize];
        counts.visits += 1;
        match exits.get(row).unwrap_or_default() {
            "answered" => counts.answered += 1,
            "overflowed" => counts.overflowed += 1,
            "abandoned" => counts.abandoned += 1,
            "forwarded" => counts.forwarded += 1,
            "open" => counts.open += 1,
            _ => counts.ended += 1,
        }
    }
    Ok(counts)
}
