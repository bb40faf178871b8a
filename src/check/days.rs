//! Sessions and histories by day, and the days that are missing.

use std::collections::{BTreeMap, HashSet};

use chrono::{Datelike, Weekday};
use polars::prelude::PolarsError;

use super::pages::Sighting;
use crate::fact::{Facts, categories};
use crate::model::Id;
use crate::model::session::Direction;
use crate::service_level::LimitedOutcome;
use crate::settings::FactPlan;
use crate::time::zone::Day;

/// The counts of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayCounts {
    pub sessions: u64,
    /// Sessions without a routing history.
    pub without_history: u64,
    /// Inbound sessions without a history, although by their outcome an operator was requested.
    pub lacking_history: u64,
    /// Routing histories without their session, on the day of their first event.
    pub without_session: u64,
    /// Histories without their session in which an operator was requested; refused sessions are not counted.
    pub requests_without_session: u64,
    /// Sessions that were still open.
    pub open: u64,
}

/// A day without sessions whose weekday usually has some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingDay {
    pub day: Day,
    /// The median number of sessions on that weekday.
    pub habit: u64,
}

/// All days from the first to the last with sessions, or all days of the period. If they cover more than a
/// century, only the days with sessions or histories.
#[derive(Clone, Debug, Default)]
pub struct Days {
    pub days: BTreeMap<Day, DayCounts>,
    pub missing: Vec<MissingDay>,
}

impl Days {
    /// The days of a century. A dump that seems to cover more contains a wrong date, so the days in
    /// between are not reported as missing.
    const CENTURY: i32 = 36_525;

    /// Counts the sessions and histories of each day of the period. `is_kept` tells whether the dump has a session.
    ///
    /// # Errors
    ///
    /// Fails if the facts lack a column.
    pub fn new(
        plan: &FactPlan,
        facts: &Facts,
        seen: &Sighting,
        is_kept: impl Fn(Id) -> bool,
    ) -> Result<Self, PolarsError> {
        let mut days: BTreeMap<Day, DayCounts> = BTreeMap::new();
        let frame = &facts.sessions.frame;
        let day = frame.column("day")?.i32()?;
        let has_routing = frame.column("has_routing")?.bool()?;
        let outcomes = categories(frame, "outcome")?;
        let directions = categories(frame, "direction")?;
        for (row, (outcome, direction)) in outcomes.zip(directions).enumerate() {
            let Some(day) = day.get(row) else { continue };
            let counts = days.entry(Day(day)).or_default();
            counts.sessions += 1;
            counts.open += u64::from(outcome == Some(LimitedOutcome::Open));
            if has_routing.get(row) != Some(true) {
                counts.without_history += 1;
                let asked = !matches!(
                    outcome,
                    Some(
                        LimitedOutcome::LeftBeforeQueue
                            | LimitedOutcome::BotOnly
                            | LimitedOutcome::Blacklisted
                    )
                );
                let is_inbound = direction == Some(Direction::Inbound);
                counts.lacking_history += u64::from(is_inbound && asked);
            }
        }
        let mut met: HashSet<Id> = HashSet::new();
        for &(session, first, is_request) in &seen.histories {
            let Some(day) = first.map(|first| plan.zone.local(first).day) else {
                continue;
            };
            if plan.period.contains(day) && !is_kept(session) && met.insert(session) {
                let counts = days.entry(day).or_default();
                counts.without_session += 1;
                // A refused session is in doubt as a lost record already.
                let is_alone = is_request && !seen.refused.contains(&session);
                counts.requests_without_session += u64::from(is_alone);
            }
        }
        let with_sessions = || days.iter().filter(|(_, counts)| counts.sessions > 0);
        let first = with_sessions().next().map(|(day, _)| *day);
        let last = with_sessions().next_back().map(|(day, _)| *day);
        let first = plan.period.from.or(first);
        let last = plan.period.to.map(|to| Day(to.0 - 1)).or(last);
        if let (Some(Day(first)), Some(Day(last))) = (first, last)
            && last.saturating_sub(first) <= Self::CENTURY
        {
            for day in first..=last {
                days.entry(Day(day)).or_default();
            }
        }
        let missing = missing(&days, |day| plan.calendar.is_closed_on(day));
        Ok(Self { days, missing })
    }

    /// The sum of a count over all days.
    pub fn sum(&self, count: impl Fn(&DayCounts) -> u64) -> u64 {
        self.days.values().map(count).sum()
    }
}

/// The days without sessions whose weekday usually has some, unless they are closed.
///
/// Only the days from the first to the last with sessions tell the usual number: days before or after them may be
/// missing themselves, as after an export that ended early.
fn missing(days: &BTreeMap<Day, DayCounts>, is_closed: impl Fn(Day) -> bool) -> Vec<MissingDay> {
    let weekday = |day: Day| -> Option<Weekday> { Some(day.date()?.weekday()) };
    let with_sessions = || days.iter().filter(|(_, counts)| counts.sessions > 0);
    let (Some((&first, _)), Some((&last, _))) =
        (with_sessions().next(), with_sessions().next_back())
    else {
        return Vec::new();
    };
    let mut habits: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
    let mut all = Vec::new();
    for (&day, counts) in days.range(first..=last) {
        if let Some(weekday) = weekday(day) {
            let habit = habits.entry(weekday.num_days_from_monday()).or_default();
            habit.push(counts.sessions);
            all.push(counts.sessions);
        }
    }
    for habit in habits.values_mut() {
        habit.sort_unstable();
    }
    all.sort_unstable();
    let usual = |day: Day| -> Option<u64> {
        let of_weekday = habits.get(&weekday(day)?.num_days_from_monday());
        let others = match of_weekday {
            // The day itself has no sessions, so it is the first in the sorted list.
            Some(habit) if (first..=last).contains(&day) => habit.get(1..)?,
            Some(habit) => habit,
            // The days cover less than a week and not this weekday, so that all of them tell the usual number.
            None => &all,
        };
        others.get(others.len() / 2).copied()
    };
    days.iter()
        .filter(|(day, counts)| counts.sessions == 0 && !is_closed(**day))
        .filter_map(|(&day, _)| {
            let habit = usual(day)?;
            (habit > 0).then_some(MissingDay { day, habit })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_missing_if_its_weekday_has_sessions_in_the_middle() {
        // Four weeks from a Thursday, with no sessions on Sundays and a session on only one of the
        // Saturdays.
        let count = |day: i32| match day % 7 {
            3 => 0,
            2 => u64::from(day == 2),
            _ => 10,
        };
        let mut days: BTreeMap<Day, DayCounts> = (0..28)
            .map(|day| {
                let counts = DayCounts {
                    sessions: count(day),
                    ..DayCounts::default()
                };
                (Day(day), counts)
            })
            .collect();
        assert_eq!(missing(&days, |_| false), []);
        days.insert(Day(7), DayCounts::default());
        let found = MissingDay {
            day: Day(7),
            habit: 10,
        };
        assert_eq!(missing(&days, |_| false), [found]);
        assert_eq!(missing(&days, |day| day == Day(7)), []);
    }

    /// A month of which only the first week was exported.
    #[test]
    fn days_behind_the_last_session_are_missing_too() {
        let days: BTreeMap<Day, DayCounts> = (0..31)
            .map(|day| {
                let sessions = if day < 7 { 5 + u64::from(day == 3) } else { 0 };
                let counts = DayCounts {
                    sessions,
                    ..DayCounts::default()
                };
                (Day(day), counts)
            })
            .collect();
        let found = missing(&days, |_| false);
        assert_eq!(found.len(), 24);
        assert_eq!(
            found[0],
            MissingDay {
                day: Day(7),
                habit: 5
            }
        );
        assert_eq!(
            found[3],
            MissingDay {
                day: Day(10),
                habit: 6
            }
        );
    }
}
