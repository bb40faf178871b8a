//! Timestamps in microseconds, and their local time in Prague. The European Union's rule for summer
//! time is written out here, so that no time zone data are needed: from the last Sunday of March to
//! the last Sunday of October, changing at 01:00 UTC.

pub(super) const MILLISECOND: i64 = 1_000;
pub(super) const SECOND: i64 = 1_000_000;
pub(super) const MINUTE: i64 = 60 * SECOND;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Timestamp(pub(super) i64);

/// The date and time of day of a timestamp at some offset.
pub(super) struct Reading {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
    pub(super) micros: i64,
    /// Days since Monday.
    pub(super) weekday: i64,
}

impl Timestamp {
    /// The beginning of a day in Prague. Clocks never change at midnight there.
    pub(super) fn midnight(year: i32, month: u32, day: u32) -> Self {
        let days = days_from_civil(i64::from(year), i64::from(month), i64::from(day));
        let winter = Self(days * DAY - HOUR);
        Self(days * DAY - winter.offset_minutes() * MINUTE)
    }

    pub(super) const fn plus(self, micros: i64) -> Self {
        Self(self.0 + micros)
    }

    pub(super) const fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// The UTC offset of Prague.
    pub(super) fn offset_minutes(self) -> i64 {
        let (year, ..) = civil_from_days(self.0.div_euclid(DAY));
        let start = last_sunday(year, 3) * DAY + HOUR;
        let end = last_sunday(year, 10) * DAY + HOUR;
        if (start..end).contains(&self.0) {
            120
        } else {
            60
        }
    }

    pub(super) fn read_at(self, offset_minutes: i64) -> Reading {
        let local = self.0 + offset_minutes * MINUTE;
        let days = local.div_euclid(DAY);
        let in_day = local.rem_euclid(DAY);
        let (year, month, day) = civil_from_days(days);
        Reading {
            year,
            month,
            day,
            hour: in_day / HOUR,
            minute: in_day / MINUTE % 60,
            second: in_day / SECOND % 60,
            micros: in_day % SECOND,
            weekday: (days + 3).rem_euclid(7),
        }
    }
}

/// The last Sunday of a month with 31 days, in days since 1970-01-01, which was a Thursday.
const fn last_sunday(year: i64, month: i64) -> i64 {
    let last = days_from_civil(year, month, 31);
    last - (last + 4).rem_euclid(7)
}

/// Days from 1970-01-01 to a Gregorian date, computed in eras of 400 years that begin in March.
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let of_year = (153 * month_from_march + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The inverse of [`days_from_civil`].
const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let in_era = shifted.rem_euclid(146_097);
    let of_era = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
    let of_year = in_era - (365 * of_era + of_era / 4 - of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = era * 400 + of_era;
    (if month <= 2 { year + 1 } else { year }, month, day)
}
