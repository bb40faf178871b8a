//! The periods in which a contract is to be kept.

use chrono::{Datelike, Months};

use crate::time::zone::Day;

/// The length of the periods of a contract.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ContractPeriod {
    #[default]
    Month,
    /// From Monday to Sunday.
    Week,
    Day,
}

impl ContractPeriod {
    /// The name in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Week => "week",
            Self::Day => "day",
        }
    }

    /// The first day of the period that contains this day.
    pub fn start(self, day: Day) -> Day {
        match self {
            Self::Month => {
                let first = day.date().and_then(|date| date.with_day(1));
                first.map_or(day, Day::from_date)
            }
            Self::Week => Day(day.0 - day.weekday()),
            Self::Day => day,
        }
    }

    /// The first day after the period that begins on `start`.
    pub fn end(self, start: Day) -> Day {
        match self {
            Self::Month => {
                let date = start.date();
                let next = date.and_then(|date| date.checked_add_months(Months::new(1)));
                next.map_or(Day(start.0.saturating_add(31)), Day::from_date)
            }
            Self::Week => Day(start.0.saturating_add(7)),
            Self::Day => Day(start.0.saturating_add(1)),
        }
    }

    /// The name of the period that begins on `start`, as in the reports by month, week and day: `2026-10`, `2026-W41`
    /// or `2026-10-05`.
    pub fn label(self, start: Day) -> String {
        let Some(date) = start.date() else {
            return String::new();
        };
        match self {
            Self::Month => format!("{:04}-{:02}", date.year(), date.month()),
            Self::Week => {
                let week = date.iso_week();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Day => start.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(period: ContractPeriod, day: &str, days: [&str; 2], label: &str) {
        let day = Day::from_date(day.parse().unwrap());
        let start = period.start(day);
        let found = [start, period.end(start)].map(|day| day.to_string());
        assert_eq!(found, days);
        assert_eq!(period.label(start), label);
    }

    #[test]
    fn periods_are_those_of_the_calendar() {
        use ContractPeriod::{Month, Week};
        let october = ["2026-10-01", "2026-11-01"];
        check(Month, "2026-10-01", october, "2026-10");
        check(Month, "2026-10-31", october, "2026-10");
        check(Month, "2026-12-31", ["2026-12-01", "2027-01-01"], "2026-12");
        check(Month, "2028-02-29", ["2028-02-01", "2028-03-01"], "2028-02");
        check(Week, "2026-10-05", ["2026-10-05", "2026-10-12"], "2026-W41");
        check(Week, "2026-10-11", ["2026-10-05", "2026-10-12"], "2026-W41");
        check(Week, "2027-01-03", ["2026-12-28", "2027-01-04"], "2026-W53");
        let day = ["2026-10-25", "2026-10-26"];
        check(ContractPeriod::Day, "2026-10-25", day, "2026-10-25");
    }
}
