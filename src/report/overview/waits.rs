//! Waits second by second, so that a service level can be computed for any threshold in whole
//! seconds.
//!
//! A wait of at most `s` seconds, but more than `s - 1`, is counted at second `s`. So the sum of
//! the counts up to a threshold is the number of waits within it, exact to the microsecond.

use std::collections::BTreeMap;

use polars::prelude::PolarsError;

use super::super::group::Groups;
use super::super::population::{CountedSession, session_counts};
use crate::service_level::{LimitedOutcome, ServiceCounts};

/// Longer waits are not counted at any second: no threshold is that long.
pub const LAST_SECOND: u32 = 3600;

const MICROSECONDS: i64 = 1_000_000;

/// The waits of one queue, or of all queues together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// The counts with the thresholds of the settings.
    pub counts: ServiceCounts,
    /// Inbound answered sessions by the second of their speed of answer.
    pub answered: BTreeMap<u32, u64>,
    /// Inbound abandoned sessions, short or not, by the second of their wait.
    pub abandoned: BTreeMap<u32, u64>,
    /// Sessions of both kinds that waited longer than [`LAST_SECOND`].
    pub longer: u64,
}

impl Waits {
    /// The counts with a threshold of `second` seconds, at most [`LAST_SECOND`], instead of the
    /// thresholds of the settings.
    pub fn counts_at(&self, second: u32) -> ServiceCounts {
        let within =
            |waits: &BTreeMap<u32, u64>| waits.range(..=second).map(|(_, count)| count).sum();
        ServiceCounts {
            answered_in: within(&self.answered),
            abandoned_in: within(&self.abandoned),
            ..self.counts
        }
    }
}

/// The waits of every group of sessions, followed by the waits of all sessions.
pub(in crate::report) fn waits(
    counted: &[CountedSession],
    groups: &Groups,
) -> Result<Vec<Waits>, PolarsError> {
    let all = Groups::by(counted.len(), &[])?;
    let mut waits: Vec<Waits> = Vec::with_capacity(groups.len() + 1);
    for groups in [groups, &all] {
        let counts = session_counts(counted, groups);
        waits.extend(counts.into_iter().map(|counts| Waits {
            counts: counts.level,
            ..Waits::default()
        }));
    }
    let total = groups.len();
    for (session, &group) in counted.iter().zip(&groups.of_row) {
        let Some((outcome, Some(length))) = session.in_level() else {
            continue;
        };
        let second = second_of(length.microseconds());
        for place in [group as usize, total] {
            let waits = &mut waits[place];
            let seconds = if outcome == LimitedOutcome::Answered {
                &mut waits.answered
            } else {
                &mut waits.abandoned
            };
            match second {
                Some(second) => *seconds.entry(second).or_default() += 1,
                None => waits.longer += 1,
            }
        }
    }
    Ok(waits)
}

/// The second at which a wait in microseconds is counted.
fn second_of(wait: i64) -> Option<u32> {
    let second = wait.max(0).checked_add(MICROSECONDS - 1)? / MICROSECONDS;
    u32::try_from(second)
        .ok()
        .filter(|&second| second <= LAST_SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_belongs_to_the_second_that_it_lies_within() {
        assert_eq!(second_of(0), Some(0));
        assert_eq!(second_of(1), Some(1));
        assert_eq!(second_of(20_000_000), Some(20));
        assert_eq!(second_of(20_000_001), Some(21));
        assert_eq!(second_of(3_600_000_000), Some(3600));
        assert_eq!(second_of(3_600_000_001), None);
        assert_eq!(second_of(i64::MAX), None);
    }

    #[test]
    fn counts_at_a_threshold_are_those_up_to_it() {
        let waits = Waits {
            counts: ServiceCounts {
                answered: 5,
                abandoned: 2,
                ..ServiceCounts::default()
            },
            answered: BTreeMap::from([(0, 1), (20, 2), (21, 1)]),
            abandoned: BTreeMap::from([(20, 1)]),
            longer: 0,
        };
        let at = |second| {
            let counts = waits.counts_at(second);
            (counts.answered_in, counts.abandoned_in, counts.answered)
        };
        assert_eq!(at(0), (1, 0, 5));
        assert_eq!(at(19), (1, 0, 5));
        assert_eq!(at(20), (3, 1, 5));
        assert_eq!(at(LAST_SECOND), (4, 1, 5));
    }
}
