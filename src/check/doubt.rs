//! The sessions in doubt, and how far they could move the service level.

use std::collections::BTreeMap;

use polars::prelude::PolarsError;

use super::order::Order;
use crate::fact::{Facts, categories};
use crate::ledger::{Code, Tally};
use crate::model::Id;
use crate::model::session::Direction;
use crate::service_level::{LimitedOutcome, OfferedSession, Ratio, ServiceCounts};
use crate::settings::FactPlan;

/// Why a session is in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DoubtReason {
    /// The session was still open.
    Open,
    /// The session has no routing history.
    NoHistory,
    /// The session was answered, but its speed of answer is unknown.
    NoSpeed,
    /// The session's timestamps contradict each other.
    Disorder,
    /// A routing history with a request is in the dump, but the session's record is not.
    NoSession,
    /// The session's record was refused, or lies in text that cannot be read. Each such place counts as one session,
    /// though it may have held more.
    Lost,
}

impl DoubtReason {
    /// The reason in words, to follow a number.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Open => "still open",
            Self::NoHistory => "without a routing history",
            Self::NoSpeed => "answered, with no known speed",
            Self::Disorder => "with timestamps out of order",
            Self::NoSession => "of which only the routing history is there",
            Self::Lost => "refused or in text that cannot be read (at least)",
        }
    }
}

/// The service level with its lower and upper bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    pub now: Ratio,
    /// The service level if every session in doubt had been answered late.
    pub worst: Ratio,
    /// The service level if every session in doubt had been answered in time.
    pub best: Ratio,
}

impl Bounds {
    /// The distance between the worst and the best service level, in ten-thousandths.
    pub fn swing(&self) -> u32 {
        let (worst, best) = (self.worst.ten_thousandths(), self.best.ten_thousandths());
        match (worst, best) {
            // The two differ although they round to the same value.
            (Some(worst), Some(best)) if worst == best && self.worst != self.best => 1,
            (Some(worst), Some(best)) => u32::try_from(best - worst).unwrap_or(0),
            // If no session counts for sure, any service level is possible.
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

/// Counts the inbound sessions of the period that are in doubt, each by its first reason, and all lost records.
/// `requests_without_session` is the number of histories with a routing request whose session is not in the dump.
///
/// # Errors
///
/// Fails if the facts lack a column.
pub fn doubt(
    plan: &FactPlan,
    facts: &Facts,
    order: &Order,
    requests_without_session: u64,
    tally: &Tally,
) -> Result<Doubt, PolarsError> {
    let frame = &facts.sessions.frame;
    let id = frame.column("session_id")?.i64()?;
    let directions = categories(frame, "direction")?;
    let outcomes = categories(frame, "outcome")?;
    let speed = frame.column("speed_of_answer_us")?.i64()?;
    let [in_level, in_time, in_hours, has_routing] =
        ["in_level", "in_time", "in_hours", "has_routing"].map(|name| frame.column(name));
    let (in_level, in_time) = (in_level?.bool()?, in_time?.bool()?);
    let (in_hours, has_routing) = (in_hours?.bool()?, has_routing?.bool()?);
    let mut reasons: BTreeMap<DoubtReason, u64> = BTreeMap::new();
    let mut all = ServiceCounts::default();
    let mut sure = ServiceCounts::default();
    for (row, (direction, outcome)) in directions.zip(outcomes).enumerate() {
        let offered = OfferedSession::from_columns(outcome, in_level.get(row), in_time.get(row));
        let is_in_disorder = id
            .get(row)
            .and_then(Id::new)
            .is_some_and(|id| order.sessions.contains(&id));
        let Some(offered) = offered else {
            // An open session will count later if it began in the hours that count.
            let will_count = outcome == Some(LimitedOutcome::Open)
                && direction == Some(Direction::Inbound)
                && plan.level_hours.counts(in_hours.get(row));
            if will_count {
                *reasons.entry(DoubtReason::Open).or_default() += 1;
            }
            continue;
        };
        if !offered.in_level {
            continue;
        }
        let reason = if has_routing.get(row) != Some(true) {
            Some(DoubtReason::NoHistory)
        } else if offered.outcome == LimitedOutcome::Answered && speed.get(row).is_none() {
            Some(DoubtReason::NoSpeed)
        } else {
            is_in_disorder.then_some(DoubtReason::Disorder)
        };
        all.add(&offered);
        match reason {
            Some(reason) => *reasons.entry(reason).or_default() += 1,
            None => sure.add(&offered),
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
        formula.ratio(&counts)
    };
    Ok(Doubt {
        bounds: Bounds {
            now: formula.ratio(&all),
            worst: with(0),
            best: with(in_doubt),
        },
        reasons,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_in_doubt_is_never_rounded_away() {
        let ratio = |numerator| Ratio {
            numerator,
            denominator: 30_001,
        };
        let swing = |worst, best| {
            let (worst, best) = (ratio(worst), ratio(best));
            Bounds {
                worst,
                best,
                ..Bounds::default()
            }
            .swing()
        };
        assert_eq!(swing(30_000, 30_001), 1);
        assert_eq!(swing(30_001, 30_001), 0);
        assert_eq!(swing(27_001, 30_001), 1000);
    }
}
