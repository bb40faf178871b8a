//! Counts one session in the service level. This is the only place that decides whether a session was
//! answered, or abandoned, in time.
//!
//! The table `sessions` stores these decisions (`outcome`, `in_level`, `in_time`, `short`), so that a reader
//! of the facts can count without knowing the limits.

use super::{ServiceCounts, ServiceLevel};
use crate::model::category;
use crate::model::session::Direction;
use crate::phase::Outcome;
use crate::time::Duration;

/// The sessions that the service level includes, by their `in_hours`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum LevelHours {
    /// All sessions.
    #[default]
    All,
    /// Those in opening hours.
    Open,
}

impl LevelHours {
    /// The name in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Open => "open",
        }
    }

    /// Whether a session counts. A session without opening hours always counts.
    pub fn counts(self, in_hours: Option<bool>) -> bool {
        self == Self::All || in_hours != Some(false)
    }
}

category! {
    /// The outcome of a session after the short-abandon limit is applied, as in the table `sessions`.
    pub enum LimitedOutcome {
        Answered = "answered",
        Abandoned = "abandoned",
        /// Abandoned after a wait below the short-abandon limit.
        ShortAbandoned = "short_abandoned",
        Unanswered = "unanswered",
        LeftBeforeQueue = "left_before_queue",
        BotOnly = "bot_only",
        Blacklisted = "blacklisted",
        Open = "open",
    }
}

impl LimitedOutcome {
    /// Applies the short-abandon limit of this level. An abandoned session with an unknown wait is no short abandon.
    pub fn new(outcome: Outcome, wait: Option<Duration>, level: &ServiceLevel) -> Self {
        match outcome {
            Outcome::Answered => Self::Answered,
            Outcome::Abandoned if level.is_short(wait) => Self::ShortAbandoned,
            Outcome::Abandoned => Self::Abandoned,
            Outcome::Unanswered => Self::Unanswered,
            Outcome::LeftBeforeQueue => Self::LeftBeforeQueue,
            Outcome::BotOnly => Self::BotOnly,
            Outcome::Blacklisted => Self::Blacklisted,
            Outcome::Open => Self::Open,
        }
    }

    /// Whether the outcome counts as offered: answered, abandoned, short-abandoned or unanswered.
    pub const fn is_offered(self) -> bool {
        matches!(
            self,
            Self::Answered | Self::Abandoned | Self::ShortAbandoned | Self::Unanswered
        )
    }

    /// The duration that is compared with the threshold: the speed of answer of an answered session, or the
    /// wait of an abandoned session. `None` for other sessions.
    pub const fn compared(
        self,
        speed_of_answer: Option<Duration>,
        wait: Option<Duration>,
    ) -> Option<Duration> {
        match self {
            Self::Answered => speed_of_answer,
            Self::Abandoned | Self::ShortAbandoned => wait,
            _ => None,
        }
    }
}

/// The part of an inbound offered session in the service level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferedSession {
    pub outcome: LimitedOutcome,
    /// Whether the service level includes the session, whatever the formula.
    pub in_level: bool,
    /// Whether the session was answered or abandoned within the threshold.
    pub in_time: bool,
}

impl OfferedSession {
    /// Judges a session by its own limits; `None` if it is outbound or was not offered.
    pub fn judge(
        direction: Direction,
        outcome: LimitedOutcome,
        compared: Option<Duration>,
        level: &ServiceLevel,
        in_level: bool,
    ) -> Option<Self> {
        (direction == Direction::Inbound && outcome.is_offered()).then(|| Self {
            outcome,
            in_level,
            in_time: level.is_in(compared),
        })
    }

    /// The session with these values in the table `sessions`; `None` if it is outbound or was not offered, in which
    /// case `in_level` is empty.
    pub fn from_columns(
        outcome: Option<LimitedOutcome>,
        in_level: Option<bool>,
        in_time: Option<bool>,
    ) -> Option<Self> {
        Some(Self {
            outcome: outcome.filter(|outcome| outcome.is_offered())?,
            in_level: in_level?,
            in_time: in_time == Some(true),
        })
    }

    /// The session judged by other limits; a limit that is `None` stays as it was. `compared` is the duration from
    /// [`LimitedOutcome::compared`].
    pub fn under(
        self,
        compared: Option<Duration>,
        threshold: Option<Duration>,
        short_abandon: Option<Duration>,
    ) -> Self {
        let level = |threshold: Duration, short_abandon: Duration| ServiceLevel {
            threshold,
            short_abandon,
            ..ServiceLevel::default()
        };
        let outcome = match (self.outcome, short_abandon) {
            (LimitedOutcome::Abandoned | LimitedOutcome::ShortAbandoned, Some(limit)) => {
                let level = level(Duration::ZERO, limit);
                LimitedOutcome::new(Outcome::Abandoned, compared, &level)
            }
            (outcome, _) => outcome,
        };
        let in_time = threshold.map_or(self.in_time, |threshold| {
            level(threshold, Duration::ZERO).is_in(compared)
        });
        Self {
            outcome,
            in_time,
            in_level: self.in_level,
        }
    }

    /// Whether an answered session was answered in time; `None` for other sessions.
    pub fn in_sla(&self) -> Option<bool> {
        (self.outcome == LimitedOutcome::Answered).then_some(self.in_time)
    }

    /// Whether the session is a short abandon.
    pub fn is_short(&self) -> bool {
        self.outcome == LimitedOutcome::ShortAbandoned
    }
}

impl ServiceCounts {
    /// Counts one session, whether the level includes it or not.
    pub const fn add(&mut self, session: &OfferedSession) {
        let in_time = session.in_time as u64;
        match session.outcome {
            LimitedOutcome::Answered => {
                self.answered += 1;
                self.answered_in += in_time;
            }
            LimitedOutcome::Abandoned => {
                self.abandoned += 1;
                self.abandoned_in += in_time;
            }
            LimitedOutcome::ShortAbandoned => {
                self.short_abandoned += 1;
                self.abandoned_in += in_time;
            }
            _ => self.unanswered += 1,
        }
    }

    /// Counts one session if the level includes it.
    pub const fn add_to_level(&mut self, session: &OfferedSession) {
        if session.in_level {
            self.add(session);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVEL: ServiceLevel = ServiceLevel {
        threshold: Duration::from_microseconds(20_000_000),
        short_abandon: Duration::from_microseconds(5_000_000),
        target: 8000,
        formula: super::super::Formula::ExcludeShortAbandons,
    };

    const fn micros(micros: i64) -> Duration {
        Duration::from_microseconds(micros)
    }

    fn judged(outcome: Outcome, wait: Option<Duration>) -> Option<OfferedSession> {
        let outcome = LimitedOutcome::new(outcome, wait, &LEVEL);
        let compared = outcome.compared(wait, wait);
        OfferedSession::judge(Direction::Inbound, outcome, compared, &LEVEL, true)
    }

    fn counts(sessions: &[OfferedSession]) -> ServiceCounts {
        let mut counts = ServiceCounts::default();
        for session in sessions {
            counts.add(session);
        }
        counts
    }

    #[test]
    fn the_threshold_is_in_time_and_a_microsecond_more_is_not() {
        for (wait, in_time) in [
            (Some(micros(20_000_000)), true),
            (Some(micros(20_000_001)), false),
            (None, false),
        ] {
            for outcome in [Outcome::Answered, Outcome::Abandoned] {
                assert_eq!(judged(outcome, wait).unwrap().in_time, in_time);
            }
            assert!(!judged(Outcome::Unanswered, wait).unwrap().in_time);
        }
    }

    #[test]
    fn an_abandon_at_the_short_limit_is_not_short() {
        let is_short = |wait| judged(Outcome::Abandoned, wait).unwrap().is_short();
        assert!(is_short(Some(micros(4_999_999))));
        assert!(!is_short(Some(micros(5_000_000))));
        assert!(!is_short(None));
    }

    #[test]
    fn outbound_sessions_and_those_never_offered_do_not_count() {
        for outcome in LimitedOutcome::ALL {
            let judge = |direction| OfferedSession::judge(direction, outcome, None, &LEVEL, true);
            assert_eq!(judge(Direction::Outbound), None);
            assert_eq!(judge(Direction::Inbound).is_some(), outcome.is_offered());
        }
    }

    /// The result is the same as if these limits had been set from the beginning.
    #[test]
    fn a_session_is_judged_anew_by_other_limits() {
        let other = ServiceLevel {
            threshold: micros(30_000_000),
            short_abandon: micros(10_000_000),
            ..LEVEL
        };
        let waits = [None, Some(0), Some(4_999_999), Some(9_999_999)];
        let more = [10_000_000, 20_000_001, 30_000_000, 30_000_001].map(Some);
        for wait in waits.into_iter().chain(more) {
            let wait = wait.map(micros);
            for outcome in [Outcome::Answered, Outcome::Abandoned, Outcome::Unanswered] {
                let anew = judged(outcome, wait).unwrap();
                let compared = anew.outcome.compared(wait, wait);
                let (threshold, short) = (other.threshold, other.short_abandon);
                let anew = anew.under(compared, Some(threshold), Some(short));
                let limited = LimitedOutcome::new(outcome, wait, &other);
                let first =
                    OfferedSession::judge(Direction::Inbound, limited, compared, &other, true);
                assert_eq!(Some(anew), first, "{outcome:?} {wait:?}");
                let same = judged(outcome, wait).unwrap();
                assert_eq!(same.under(compared, None, None), same);
            }
        }
    }

    #[test]
    fn the_columns_give_back_the_session_that_they_were_written_of() {
        for outcome in LimitedOutcome::ALL {
            for (in_level, in_time) in [(true, true), (true, false), (false, true), (false, false)]
            {
                let session = outcome.is_offered().then_some(OfferedSession {
                    outcome,
                    in_level,
                    in_time,
                });
                let read = OfferedSession::from_columns(
                    LimitedOutcome::from_name(outcome.name()),
                    session.map(|session| session.in_level),
                    session.map(|session| session.in_time),
                );
                assert_eq!(read, session);
            }
        }
    }

    #[test]
    fn each_session_is_counted_once_by_its_outcome() {
        let all: Vec<OfferedSession> = [
            (Outcome::Answered, 20_000_000),
            (Outcome::Answered, 21_000_000),
            (Outcome::Abandoned, 1),
            (Outcome::Abandoned, 19_000_000),
            (Outcome::Abandoned, 30_000_000),
            (Outcome::Unanswered, 1),
        ]
        .into_iter()
        .filter_map(|(outcome, wait)| judged(outcome, Some(micros(wait))))
        .collect();
        let counted = counts(&all);
        let expected = ServiceCounts {
            answered: 2,
            abandoned: 2,
            short_abandoned: 1,
            unanswered: 1,
            answered_in: 1,
            abandoned_in: 2,
        };
        assert_eq!((counted, counted.offered()), (expected, 6));
    }

    #[test]
    fn a_session_outside_its_opening_hours_is_counted_but_not_in_the_level() {
        let mut session = judged(Outcome::Answered, Some(micros(1))).unwrap();
        session.in_level = LevelHours::Open.counts(Some(false));
        let mut level = ServiceCounts::default();
        level.add_to_level(&session);
        assert_eq!((counts(&[session]).answered, level.answered), (1, 0));
        for (hours, in_hours, counts) in [
            (LevelHours::All, Some(false), true),
            (LevelHours::Open, Some(true), true),
            (LevelHours::Open, None, true),
        ] {
            assert_eq!(hours.counts(in_hours), counts);
        }
    }
}
