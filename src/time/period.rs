//! The days of a report, and the period before it.

use chrono::{Datelike, Months};

use super::zone::Day;

/// The days of a report, as local dates: from `from` to the day before `to`. Without `from` or `to`, the period
/// is open at that end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    pub from: Option<Day>,
    pub to: Option<Day>,
}

impl Period {
    /// The period of the same length that ends where this one begins: as many months if this one consists of
    /// whole months, else as many days. `None` if this one has no beginning or no end.
    pub fn previous(&self) -> Option<Self> {
        let (from, to) = (self.from?, self.to?);
        let (first, end) = (from.date()?, to.date()?);
        let before = if first.day() == 1 && end.day() == 1 {
            let months = (end.year() - first.year()) * 12 + end.month0().cast_signed()
                - first.month0().cast_signed();
            let months = Months::new(u32::try_from(months).ok()?);
            Day::from_date(first.checked_sub_months(months)?)
        } else {
            Day(from.0.checked_sub(to.0 - from.0)?)
        };
        Some(Self {
            from: Some(before),
            to: Some(from),
        })
    }

    /// The year and month, if the period is exactly one month.
    pub fn month(&self) -> Option<(i32, u32)> {
        let (first, end) = (self.from?.date()?, self.to?.date()?);
        let is_month = first.day() == 1 && first.checked_add_months(Months::new(1))? == end;
        is_month.then(|| (first.year(), first.month()))
    }

    /// Whether a day lies in the period.
    pub fn contains(&self, day: Day) -> bool {
        self.from.is_none_or(|from| day >= from) && self.to.is_none_or(|to| day < to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, to: &str) -> Period {
        let day = |text: &str| text.parse().ok().map(Day::from_date);
        Period {
            from: day(from),
            to: day(to),
        }
    }

    #[test]
    fn before_a_month_is_a_month_and_before_days_are_days() {
        for (from, to, before) in [
            ("2026-10-01", "2026-11-01", "2026-09-01"),
            ("2026-03-01", "2026-04-01", "2026-02-01"),
            ("2026-01-01", "2026-04-01", "2025-10-01"),
            ("2026-10-05", "2026-10-12", "2026-09-28"),
            ("2026-10-01", "2026-10-08", "2026-09-24"),
        ] {
            assert_eq!(
                period(from, to).previous(),
                Some(period(before, from)),
                "{from}"
            );
        }
        assert_eq!(Period::default().previous(), None);
    }

    #[test]
    fn a_month_is_known_as_one() {
        assert_eq!(period("2026-10-01", "2026-11-01").month(), Some((2026, 10)));
        assert_eq!(period("2026-10-01", "2026-12-01").month(), None);
        assert_eq!(period("2026-10-02", "2026-11-02").month(), None);
    }
}
