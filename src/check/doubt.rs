//! Which sessions are in doubt, and how far they could move the service level.

use std::collections::BTreeMap;

use polars::prelude::PolarsError;

use super::order::Order;
use crate::fact::Facts;
use crate::ledger::{Code, Tally};
use crate::model::Id;
use crate::plan::FactPlan;
use crate::service_level::{Ratio, ServiceCounts};

/// Why a session is in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DoubtReason {
    /// It is not over.
    Open,
    /// It has no routing history.
    NoHistory,
    /// It was answered, and nobody knows how fast.
    NoSpeed,
    /// Its moments contradict each other.
    Disorder,
    /// Only its routing history is there.
    NoSession,
    /// Its record was refused, or lies in text that cannot be read; at least one for each.
    Lost,
}

impl DoubtReason {
    /// In words, behind a number.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Open => "still open",
            Self::NoHistory => "without a routing history",
            Self::NoSpeed => "answered, with no known speed",
            Self::Disorder => "with moments out of order",
            Self::NoSession => "of which only the routing history is there",
            Self::Lost => "refused or in text that cannot be read (at least)",
        }
    }
}

/// The service level, and what it could be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    pub now: Ratio,
    /// If every session in doubt had been answered late.
    pub worst: Ratio,
    /// If every session in doubt had been answered in time.
    pub best: Ratio,
}

impl Bounds {
    /// How far apart the worst and the best are, in ten-thousandths.
    #[must_use]
    pub fn swing(&self) -> u32 {
        let (worst, best) = (self.worst.ten_thousandths(), self.best.ten_thousandths());
        match (worst, best) {
            (Some(worst), Some(best)) => u32::try_from(best - worst).unwrap_or(0),
            // Without a session that counts for sure, anything is possible.
            (None, Some(_)) | (Some(_), None) => 10_000,
            (None, None) => 0,
        }
    }
}

/// The sessions in doubt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doubt {
    pub reasons: BTreeMap<DoubtReason, u64>,
    pub bounds: Bounds,
}

/// Finds the inbound sessions of the period that are in doubt, each by its first reason.
/// `requests_without_session` are the histories of sessions that are not there.
///
/// # Errors
///
/// If the facts do not have the columns of a report.
pub fn doubt(
    plan: &FactPlan,
    facts: &Facts,
    order: &Order,
    requests_without_session: u64,
    tally: &Tally,
) -> Result<Doubt, PolarsError> {
    let frame = &facts.sessions.frame;
    let id = frame.column("session_id")?.i64()?;
    let direction = frame.column("direction")?.str()?;
    let outcome = frame.column("outcome")?.str()?;
    let in_sla = frame.column("in_sla")?.bool()?;
    let wait = frame.column("wait_us")?.i64()?;
    let wait_in = frame.column("wait_in")?.bool()?;
    let has_routing = frame.column("has_routing")?.bool()?;
    let mut reasons: BTreeMap<DoubtReason, u64> = BTreeMap::new();
    let mut all = ServiceCounts::default();
    let mut sure = ServiceCounts::default();
    for row in 0..frame.height() {
        if direction.get(row) != Some("inbound") {
            continue;
        }
        let outcome = outcome.get(row).unwrap_or_default();
        let is_in_disorder = id
            .get(row)
            .and_then(Id::new)
            .is_some_and(|id| order.sessions.contains(&id));
        let is_offered = matches!(
            outcome,
            "answered" | "abandoned" | "short_abandoned" | "unanswered"
        );
        let reason = if outcome == "open" {
            Some(DoubtReason::Open)
        } else if !is_offered {
            None
        } else if has_routing.get(row) != Some(true) {
            Some(DoubtReason::NoHistory)
        } else if outcome == "answered" && wait.get(row).is_none() {
            Some(DoubtReason::NoSpeed)
        } else {
            is_in_disorder.then_some(DoubtReason::Disorder)
        };
        let is_met = in_sla.get(row) == Some(true);
        let is_within = wait_in.get(row) == Some(true);
        count(&mut all, outcome, is_met, is_within);
        match reason {
            Some(reason) => *reasons.entry(reason).or_default() += 1,
            None => count(&mut sure, outcome, is_met, is_within),
        }
    }
    let noted = |code| {
        let problems = tally.problems.iter();
        let of_code = problems.filter(|problem| problem.code == code);
        of_code.map(|problem| problem.count).sum::<u64>()
    };
    let lost = tally.counts.sessions_rejected
        + noted(Code::BadJson)
        + noted(Code::TruncatedFile)
        + noted(Code::TooLarge)
        + noted(Code::UnreadableFile);
    for (reason, count) in [
        (DoubtReason::NoSession, requests_without_session),
        (DoubtReason::Lost, lost),
    ] {
        if count > 0 {
            reasons.insert(reason, count);
        }
    }
    let in_doubt: u64 = reasons.values().sum();
    let formula = plan.service_levels.default_level().formula;
    let with = |in_time: u64| {
        let counts = ServiceCounts {
            answered: sure.answered + in_doubt,
            answered_in: sure.answered_in + in_time,
            ..sure
        };
        formula.of(&counts)
    };
    Ok(Doubt {
        bounds: Bounds {
            now: formula.of(&all),
            worst: with(0),
            best: with(in_doubt),
        },
        reasons,
    })
}

fn count(counts: &mut ServiceCounts, outcome: &str, is_met: bool, is_within: bool) {
    let is_abandoned_in = u64::from(is_within);
    match outcome {
        "answered" => {
            counts.answered += 1;
            counts.answered_in += u64::from(is_met);
        }
        "abandoned" => {
            counts.abandoned += 1;
            counts.abandoned_in += is_abandoned_in;
        }
        "short_abandoned" => {
            counts.short_abandoned += 1;
            counts.abandoned_in += is_abandoned_in;
        }
        "unanswered" => counts.unanswered += 1,
        _ => {}
    }
}
