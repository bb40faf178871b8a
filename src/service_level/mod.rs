//! Service level: the share of guests who were answered in time.
//!
//! Five formulas are in use, which differ in how they treat guests who gave up. All of them count inbound
//! sessions, compare durations in microseconds and divide counts, so that a total is never the mean of
//! percentages.

mod counting;
mod rules;

pub use self::counting::{LevelHours, LimitedOutcome, OfferedSession};
pub use self::rules::{LevelParts, LevelRow, LevelRule, RuleOf, Scope, Scopes, ServiceLevels};

use serde::{Deserialize, Serialize};

use crate::time::Duration;

/// A fraction of counts, exact until it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratio {
    pub numerator: u64,
    pub denominator: u64,
}

impl Ratio {
    /// The fraction in ten-thousandths, rounded half up; `None` if the denominator is 0.
    pub fn ten_thousandths(self) -> Option<i64> {
        let denominator = u128::from(self.denominator);
        if denominator == 0 {
            return None;
        }
        let scaled = u128::from(self.numerator) * 20_000 + denominator;
        i64::try_from(scaled / (2 * denominator)).ok()
    }

    /// By how much the numerator misses a target, in ten-thousandths of a session; 0 if the target is reached.
    /// The target is in ten-thousandths of the denominator.
    pub fn missing_to(self, target: u32) -> u128 {
        let needed = u128::from(self.denominator) * u128::from(target);
        needed.saturating_sub(u128::from(self.numerator) * 10_000)
    }

    /// The number of further sessions of the denominator that must be in the numerator to reach a target, which is in
    /// ten-thousandths.
    pub fn sessions_missing_to(self, target: u32) -> u64 {
        u64::try_from(self.missing_to(target).div_ceil(10_000)).unwrap_or(u64::MAX)
    }
}

/// The counts of inbound sessions from which service levels are computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServiceCounts {
    pub answered: u64,
    pub abandoned: u64,
    pub short_abandoned: u64,
    pub unanswered: u64,
    /// Answered with a speed of answer within the threshold.
    pub answered_in: u64,
    /// Abandoned, short or not, with a wait within the threshold.
    pub abandoned_in: u64,
}

impl ServiceCounts {
    /// The sessions that count as offered: answered, abandoned, short-abandoned and unanswered.
    pub const fn offered(&self) -> u64 {
        self.answered + self.abandoned + self.short_abandoned + self.unanswered
    }
}

/// A formula of the service level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Formula {
    /// `answered_in` / (offered - `short_abandoned`)
    #[default]
    ExcludeShortAbandons,
    /// `answered_in` / offered
    Offered,
    /// `answered_in` / answered
    Answered,
    /// `answered_in` / (offered - `abandoned_in`)
    ExcludeAbandonsInThreshold,
    /// (`answered_in` + `abandoned_in`) / offered
    AbandonsInThresholdMet,
}

impl Formula {
    /// All formulas in the order of their columns in `service_levels`.
    pub const ALL: [Self; 5] = [
        Self::ExcludeShortAbandons,
        Self::Offered,
        Self::Answered,
        Self::ExcludeAbandonsInThreshold,
        Self::AbandonsInThresholdMet,
    ];

    /// The name in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ExcludeShortAbandons => "exclude-short-abandons",
            Self::Offered => "offered",
            Self::Answered => "answered",
            Self::ExcludeAbandonsInThreshold => "exclude-abandons-in-threshold",
            Self::AbandonsInThresholdMet => "abandons-in-threshold-met",
        }
    }

    /// The formula with this name in settings.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|formula| formula.name() == name)
    }

    /// The name of the formula's column in `service_levels`.
    pub const fn column(self) -> &'static str {
        match self {
            Self::ExcludeShortAbandons => "sl_exclude_short_abandons",
            Self::Offered => "sl_offered",
            Self::Answered => "sl_answered",
            Self::ExcludeAbandonsInThreshold => "sl_exclude_abandons_in_threshold",
            Self::AbandonsInThresholdMet => "sl_abandons_in_threshold_met",
        }
    }

    /// The formula in words.
    pub const fn arithmetic(self) -> &'static str {
        match self {
            Self::ExcludeShortAbandons => "answered_in / (offered - short_abandoned)",
            Self::Offered => "answered_in / offered",
            Self::Answered => "answered_in / answered",
            Self::ExcludeAbandonsInThreshold => "answered_in / (offered - abandoned_in)",
            Self::AbandonsInThresholdMet => "(answered_in + abandoned_in) / offered",
        }
    }

    /// The service level by this formula.
    pub const fn ratio(self, counts: &ServiceCounts) -> Ratio {
        let offered = counts.offered();
        let (numerator, denominator) = match self {
            Self::ExcludeShortAbandons => (counts.answered_in, offered - counts.short_abandoned),
            Self::Offered => (counts.answered_in, offered),
            Self::Answered => (counts.answered_in, counts.answered),
            Self::ExcludeAbandonsInThreshold => (counts.answered_in, offered - counts.abandoned_in),
            Self::AbandonsInThresholdMet => (counts.answered_in + counts.abandoned_in, offered),
        };
        Ratio {
            numerator,
            denominator,
        }
    }
}

/// A service-level target, with the limits and the formula that measure it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceLevel {
    /// A session answered within this duration, the limit included, is in time.
    pub threshold: Duration,
    /// A session abandoned below this duration, the limit excluded, is a short abandon.
    pub short_abandon: Duration,
    /// The promised share in ten-thousandths.
    pub target: u32,
    pub formula: Formula,
}

impl Default for ServiceLevel {
    fn default() -> Self {
        Self {
            threshold: Duration::from_seconds(20),
            short_abandon: Duration::from_seconds(5),
            target: 8000,
            formula: Formula::default(),
        }
    }
}

impl ServiceLevel {
    /// Whether a wait is within the threshold; false for an unknown wait.
    pub fn is_in(&self, wait: Option<Duration>) -> bool {
        wait.is_some_and(|wait| wait <= self.threshold)
    }

    /// Whether an abandoned session with this wait is a short abandon; false for an unknown wait.
    pub fn is_short(&self, wait: Option<Duration>) -> bool {
        wait.is_some_and(|wait| wait < self.short_abandon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTS: ServiceCounts = ServiceCounts {
        answered: 10,
        abandoned: 1,
        short_abandoned: 1,
        unanswered: 0,
        answered_in: 6,
        abandoned_in: 1,
    };

    #[test]
    fn each_formula_is_the_fraction_of_the_contract() {
        let levels = Formula::ALL.map(|formula| {
            let ratio = formula.ratio(&COUNTS);
            (ratio.numerator, ratio.denominator, ratio.ten_thousandths())
        });
        assert_eq!(
            levels,
            [
                (6, 11, Some(5455)),
                (6, 12, Some(5000)),
                (6, 10, Some(6000)),
                (6, 11, Some(5455)),
                (7, 12, Some(5833)),
            ]
        );
    }

    #[test]
    fn the_sessions_missing_to_a_target_are_those_that_would_reach_it() {
        let of = |numerator, denominator| Ratio {
            numerator,
            denominator,
        };
        for (ratio, missing) in [
            (of(1158, 1878), 345),
            (of(8, 10), 0),
            (of(9, 10), 0),
            (of(7, 9), 1),
            (of(0, 0), 0),
        ] {
            assert_eq!(ratio.sessions_missing_to(8000), missing, "{ratio:?}");
            let reached = of(ratio.numerator + missing, ratio.denominator);
            assert_eq!(reached.missing_to(8000), 0);
        }
    }

    #[test]
    fn an_empty_denominator_leaves_it_empty() {
        for formula in Formula::ALL {
            let none = formula.ratio(&ServiceCounts::default());
            assert_eq!(none.ten_thousandths(), None);
        }
    }

    #[test]
    fn the_threshold_belongs_to_it_and_the_short_limit_does_not() {
        let level = ServiceLevel::default();
        let wait = |micros| Some(Duration::from_microseconds(micros));
        assert!(level.is_in(wait(20_000_000)));
        assert!(!level.is_in(wait(20_000_001)));
        assert!(!level.is_in(None));
        assert!(level.is_short(wait(4_999_999)));
        assert!(!level.is_short(wait(5_000_000)));
        assert!(!level.is_short(None));
    }
}
