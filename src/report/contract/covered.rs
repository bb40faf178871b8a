//! The days of which a dump has the sessions.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::settings::FactPlan;
use crate::time::Period;
use crate::time::zone::Day;

/// At most this many days without sessions count as covered at each end of a dump.
const CLOSED: i32 = 31;

/// The days from the first to the last of which a report has the sessions.
///
/// A day without a session at either end counts as covered only if no session was to be expected: if
/// everything is closed on that day by the opening hours, or its weekday mostly has no sessions. So
/// a month is complete even if its last day is a Sunday, and incomplete if the dump was made on the
/// 20th.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Covered {
    first: Day,
    /// The first day after them.
    end: Day,
    /// The first and the last day that has a session.
    with_sessions: (Day, Day),
}

impl Covered {
    /// The covered days within the plan's period, from the days that have a session; `None` if there are
    /// none.
    pub(super) fn new(plan: &FactPlan, days: impl Iterator<Item = Day>) -> Option<Self> {
        let days: BTreeSet<Day> = days.collect();
        let (first, last) = (*days.first()?, *days.last()?);
        let mut with_sessions = [0_i64; 7];
        for day in &days {
            with_sessions[weekday(*day)] += 1;
        }
        let is_expected = |day: Day| {
            if plan.calendar.is_closed_on(day) {
                return false;
            }
            let all = count_of(weekday(day), first, last);
            all == 0 || 2 * with_sessions[weekday(day)] > all
        };
        let (mut from, mut end) = (first, Day(last.0 + 1));
        for _ in 0..CLOSED {
            let before = Day(from.0 - 1);
            if plan.period.contains(before) && !is_expected(before) {
                from = before;
            }
            if plan.period.contains(end) && !is_expected(end) {
                end = Day(end.0 + 1);
            }
        }
        Some(Self {
            first: from,
            end,
            with_sessions: (first, last),
        })
    }

    /// Whether all days from `start` to before `end` are covered.
    pub(super) fn has(&self, start: Day, end: Day) -> bool {
        self.first <= start && end <= self.end
    }

    /// The days of a report over this period. Where the period is open, they begin or end with the
    /// first or the last day that has a session.
    pub(super) fn days(&self, period: &Period) -> Range<i32> {
        let (first, last) = self.with_sessions;
        let from = period.from.unwrap_or(first);
        let end = period.to.map_or(last.0 + 1, |end| end.0);
        from.0..end
    }

    /// The days of a report without any session; `None` if the period is open at either end.
    pub(super) fn of_period(period: &Period) -> Option<Range<i32>> {
        Some(period.from?.0..period.to?.0)
    }
}

fn weekday(day: Day) -> usize {
    usize::try_from(day.weekday()).unwrap_or(0)
}

/// The number of days from `first` to `last` that fall on this weekday.
fn count_of(weekday: usize, first: Day, last: Day) -> i64 {
    let from_first = (7 + i64::try_from(weekday).unwrap_or(0) - i64::from(first.weekday())) % 7;
    let days = i64::from(last.0) - i64::from(first.0) - from_first;
    if days < 0 { 0 } else { days / 7 + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::from_date(text.parse().unwrap())
    }

    fn plan(from: Option<&str>, to: Option<&str>) -> FactPlan {
        FactPlan {
            period: Period {
                from: from.map(day),
                to: to.map(day),
            },
            ..FactPlan::default()
        }
    }

    /// Days from the first to the last, without Saturdays and Sundays.
    fn workdays(first: &str, last: &str) -> Vec<Day> {
        let days = (day(first).0..=day(last).0).map(Day);
        days.filter(|day| day.weekday() < 5).collect()
    }

    #[track_caller]
    fn check(plan: &FactPlan, days: &[Day], expected: [&str; 2]) {
        let covered = Covered::new(plan, days.iter().copied()).unwrap();
        let found = [covered.first, covered.end].map(|day| day.to_string());
        assert_eq!(found, expected);
    }

    #[test]
    fn a_month_with_weekends_at_its_ends_is_covered() {
        // 2026-08-01 is a Saturday, 2026-08-30 a Sunday and 2026-08-31 a Monday.
        let august = plan(Some("2026-08-01"), Some("2026-09-01"));
        check(
            &august,
            &workdays("2026-08-03", "2026-08-31"),
            ["2026-08-01", "2026-09-01"],
        );
        // Without Monday, the last day.
        check(
            &august,
            &workdays("2026-08-03", "2026-08-28"),
            ["2026-08-01", "2026-08-31"],
        );
        check(
            &august,
            &workdays("2026-08-03", "2026-08-20"),
            ["2026-08-01", "2026-08-21"],
        );
    }

    #[test]
    fn a_weekday_that_was_never_seen_is_expected() {
        let any = plan(None, None);
        check(&any, &[day("2026-10-05")], ["2026-10-05", "2026-10-06"]);
        check(
            &any,
            &workdays("2026-10-05", "2026-10-16"),
            ["2026-10-03", "2026-10-19"],
        );
        assert_eq!(Covered::new(&any, std::iter::empty()), None);
    }

    #[test]
    fn days_of_a_weekday_are_counted() {
        let count = |weekday, first, last| count_of(weekday, day(first), day(last));
        // From a Monday to the Sunday of the next week, and to the Saturday before.
        assert_eq!(count(6, "2026-10-05", "2026-10-18"), 2);
        assert_eq!(count(6, "2026-10-05", "2026-10-17"), 1);
        assert_eq!(count(0, "2026-10-06", "2026-10-11"), 0);
        assert_eq!(count(1, "2026-10-06", "2026-10-06"), 1);
    }
}
