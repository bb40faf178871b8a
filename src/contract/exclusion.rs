//! Sessions that a contract leaves out: by the day, the time of day or the queue.

use std::fmt;

use crate::calendar::{OpenHours, WEEKDAYS};
use crate::model::Named;
use crate::time::zone::{Day, LocalTimestamp};

/// The seconds of a day of 24 hours. A time after midnight that belongs to the day before is this much greater.
const DAY: i32 = 86_400;

/// Days that an exclusion names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExcludedDays {
    /// From the first day to the last, both included.
    Dates { first: Day, last: Day },
    /// From the first weekday to the last, both included. Monday is 0. The first may come after the last.
    Weekdays { first: usize, last: usize },
}

impl ExcludedDays {
    fn contain(self, day: Day) -> bool {
        match self {
            Self::Dates { first, last } => (first..=last).contains(&day),
            Self::Weekdays { first, last } => {
                let weekday = usize::try_from(day.weekday()).unwrap_or(0);
                (weekday + 7 - first) % 7 <= (last + 7 - first) % 7
            }
        }
    }
}

impl fmt::Display for ExcludedDays {
    /// Writes `2026-10-05`, `2026-10-05..2026-10-07`, `sat` or `sat-sun`, as the settings are written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dates { first, last } if first == last => first.fmt(f),
            Self::Dates { first, last } => write!(f, "{first}..{last}"),
            Self::Weekdays { first, last } if first == last => f.write_str(WEEKDAYS[first % 7]),
            Self::Weekdays { first, last } => {
                write!(f, "{}-{}", WEEKDAYS[first % 7], WEEKDAYS[last % 7])
            }
        }
    }
}

/// Sessions that a contract leaves out: those that match days, hours and queues. An empty part matches every
/// session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exclusion {
    pub days: Vec<ExcludedDays>,
    /// Intervals of the local clock. An interval that goes on past midnight belongs to the day on which it begins.
    pub hours: Vec<OpenHours>,
    pub queues: Vec<Named>,
    /// The reason in the user's words.
    pub why: Option<String>,
}

impl Exclusion {
    /// Whether a local time lies in the days and hours.
    pub(super) fn covers(&self, local: LocalTimestamp) -> bool {
        let has_day =
            |day: Day| self.days.is_empty() || self.days.iter().any(|days| days.contain(day));
        if self.hours.is_empty() {
            return has_day(local.day);
        }
        let has_second = |second: i32| {
            let mut hours = self.hours.iter();
            hours.any(|hours| (hours.from..hours.until).contains(&second))
        };
        let before = Day(local.day.0.saturating_sub(1));
        (has_day(local.day) && has_second(local.second_of_day))
            || (has_day(before) && has_second(local.second_of_day + DAY))
    }
}

impl fmt::Display for Exclusion {
    /// Writes the reason, or without a reason the days, the hours and the queues.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(why) = &self.why {
            return f.write_str(why);
        }
        let days = self.days.iter().map(ToString::to_string);
        let hours = self.hours.iter().map(ToString::to_string);
        let queues = self.queues.iter().map(|queue| match queue {
            Named::Id(id) => format!("#{id}"),
            Named::Name(name) => name.clone(),
        });
        let parts: Vec<String> = days.chain(hours).chain(queues).collect();
        f.write_str(&parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;
    use crate::time::zone::Zone;

    fn day(text: &str) -> Day {
        Day::from_date(text.parse().unwrap())
    }

    fn hours(from: i32, until: i32) -> OpenHours {
        OpenHours {
            from: from * 3600,
            until: until * 3600,
        }
    }

    #[track_caller]
    fn check(exclusion: &Exclusion, timestamp: &str, is_out: bool) {
        let zone = Zone::by_name("Europe/Prague").unwrap();
        let micros = chrono::DateTime::parse_from_rfc3339(timestamp)
            .unwrap()
            .timestamp_micros();
        let at = Timestamp::from_microseconds(micros).unwrap();
        assert_eq!(exclusion.covers(zone.local(at)), is_out, "{timestamp}");
    }

    #[test]
    fn both_ends_of_a_range_of_days_are_out() {
        let exclusion = Exclusion {
            days: vec![ExcludedDays::Dates {
                first: day("2026-10-05"),
                last: day("2026-10-07"),
            }],
            ..Exclusion::default()
        };
        check(&exclusion, "2026-10-04T23:59:59.999999+02:00", false);
        check(&exclusion, "2026-10-05T00:00:00+02:00", true);
        check(&exclusion, "2026-10-07T23:59:59.999999+02:00", true);
        check(&exclusion, "2026-10-08T00:00:00+02:00", false);
        assert_eq!(exclusion.to_string(), "2026-10-05..2026-10-07");
    }

    #[test]
    fn weekdays_may_go_on_past_sunday() {
        let exclusion = Exclusion {
            days: vec![ExcludedDays::Weekdays { first: 5, last: 0 }],
            ..Exclusion::default()
        };
        check(&exclusion, "2026-10-09T12:00:00+02:00", false);
        check(&exclusion, "2026-10-10T12:00:00+02:00", true);
        check(&exclusion, "2026-10-12T12:00:00+02:00", true);
        check(&exclusion, "2026-10-13T12:00:00+02:00", false);
        assert_eq!(exclusion.to_string(), "sat-mon");
    }

    #[test]
    fn hours_past_midnight_belong_to_the_day_on_which_they_begin() {
        let exclusion = Exclusion {
            days: vec![ExcludedDays::Dates {
                first: day("2026-10-05"),
                last: day("2026-10-05"),
            }],
            hours: vec![hours(22, 30)],
            ..Exclusion::default()
        };
        check(&exclusion, "2026-10-05T03:00:00+02:00", false);
        check(&exclusion, "2026-10-05T21:59:59+02:00", false);
        check(&exclusion, "2026-10-05T22:00:00+02:00", true);
        check(&exclusion, "2026-10-06T05:59:59+02:00", true);
        check(&exclusion, "2026-10-06T06:00:00+02:00", false);
        check(&exclusion, "2026-10-06T22:00:00+02:00", false);
        assert_eq!(exclusion.to_string(), "2026-10-05, 22:00-6:00");
    }

    #[test]
    fn hours_are_those_of_the_clock_on_days_of_23_and_25_hours() {
        let exclusion = Exclusion {
            hours: vec![hours(2, 3)],
            ..Exclusion::default()
        };
        // Both passes of the hour that comes twice.
        check(&exclusion, "2026-10-25T02:30:00+02:00", true);
        check(&exclusion, "2026-10-25T02:30:00+01:00", true);
        check(&exclusion, "2026-10-25T03:00:00+01:00", false);
        // The clock jumps from 2:00 to 3:00.
        check(&exclusion, "2026-03-29T01:59:59+01:00", false);
        check(&exclusion, "2026-03-29T03:00:00+02:00", false);
    }
}
