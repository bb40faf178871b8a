//! The time zone of the report: converts timestamps to local dates and times of day.

use std::fmt::Write as _;

use chrono::{
    DateTime, Datelike, MappedLocalTime, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone,
};
use chrono_tz::Tz;

use crate::time::Timestamp;

/// A bound, in seconds, on any offset and any clock change.
const EDGE: i64 = 2 * 86_400;

/// A calendar date, as days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The calendar date; `None` outside the calendar's range.
    pub fn date(self) -> Option<NaiveDate> {
        NaiveDate::from_epoch_days(self.0)
    }

    /// The day of a calendar date.
    pub fn from_date(date: NaiveDate) -> Self {
        Self(date.to_epoch_days())
    }

    /// The weekday, counted from Monday, which is 0.
    pub const fn weekday(self) -> i32 {
        // 1970-01-01 was a Thursday.
        self.0.rem_euclid(7).wrapping_add(3) % 7
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.date() {
            Some(date) => date.fmt(f),
            None => Ok(()),
        }
    }
}

/// The local date and time of day at a timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTimestamp {
    pub day: Day,
    /// Seconds since local midnight on the clock, 0 to 86,399.
    pub second_of_day: i32,
    /// Seconds east of UTC.
    pub offset: i32,
}

/// A time zone of the IANA database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(Tz);

impl Default for Zone {
    fn default() -> Self {
        Self::UTC
    }
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(Tz::UTC);

    /// The zone with this name, in any case.
    pub fn by_name(name: &str) -> Option<Self> {
        Tz::from_str_insensitive(name).ok().map(Self)
    }

    /// The name in the IANA database.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The names of all zones.
    pub fn all_names() -> impl Iterator<Item = &'static str> {
        chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())
    }

    /// The local date and time at a timestamp.
    pub fn local(self, at: Timestamp) -> LocalTimestamp {
        let offset = self.offset(at);
        let seconds = at.microseconds().div_euclid(1_000_000) + i64::from(offset);
        // A timestamp lies within the years 1 to 9999, so both parts are small.
        let day = i32::try_from(seconds.div_euclid(86_400)).unwrap_or(i32::MAX);
        let second_of_day = i32::try_from(seconds.rem_euclid(86_400)).unwrap_or(0);
        LocalTimestamp {
            day: Day(day),
            second_of_day,
            offset,
        }
    }

    /// The timestamp at which a local day begins. For a day that the zone skipped, it is the beginning of the
    /// next. `None` outside the calendar's range.
    pub fn start_of(self, day: Day) -> Option<Timestamp> {
        let midnight = day.date()?.and_hms_opt(0, 0, 0)?;
        let timestamp =
            |utc: NaiveDateTime| Timestamp::from_microseconds(utc.and_utc().timestamp_micros());
        match self.0.offset_from_local_datetime(&midnight) {
            MappedLocalTime::Single(offset) | MappedLocalTime::Ambiguous(offset, _) => {
                timestamp(midnight.checked_sub_offset(offset.fix())?)
            }
            MappedLocalTime::None => {
                // The clock skips midnight: search for the first timestamp that shows a later local time.
                let (mut before, mut after) = (-EDGE, EDGE);
                let shown = |seconds: i64| -> Option<NaiveDateTime> {
                    let utc = midnight.checked_add_signed(TimeDelta::seconds(seconds))?;
                    let offset = self.0.offset_from_utc_datetime(&utc);
                    utc.checked_add_offset(offset.fix())
                };
                while before + 1 < after {
                    let middle = before.midpoint(after);
                    if shown(middle)? < midnight {
                        before = middle;
                    } else {
                        after = middle;
                    }
                }
                timestamp(midnight.checked_add_signed(TimeDelta::seconds(after))?)
            }
        }
    }

    /// The timestamp of a local time, which is given as if it were UTC. An ambiguous local time gives the
    /// earlier timestamp; a skipped local time is moved forward by the length of the gap. `None` outside the
    /// calendar's range.
    pub fn timestamp_at_local(self, shown: Timestamp) -> Option<Timestamp> {
        if self == Self::UTC {
            return Some(shown);
        }
        let naive = DateTime::from_timestamp_micros(shown.microseconds())?.naive_utc();
        let offset = match self.0.offset_from_local_datetime(&naive) {
            MappedLocalTime::Single(offset) => offset,
            MappedLocalTime::Ambiguous(one, other) => {
                // The earlier timestamp has the larger offset.
                let ahead = |offset: &<Tz as TimeZone>::Offset| offset.fix().local_minus_utc();
                std::cmp::max_by_key(one, other, ahead)
            }
            MappedLocalTime::None => self.offset_before_gap(naive)?,
        };
        let offset = i64::from(offset.fix().local_minus_utc());
        Timestamp::from_microseconds(shown.microseconds() - offset * 1_000_000)
    }

    /// The offset before the clock change that skipped this local time.
    fn offset_before_gap(self, naive: NaiveDateTime) -> Option<<Tz as TimeZone>::Offset> {
        // No clock change has skipped more than a day.
        (1..=EDGE / 900).find_map(|quarters| {
            let earlier = naive.checked_sub_signed(TimeDelta::seconds(quarters * 900))?;
            self.0.offset_from_local_datetime(&earlier).latest()
        })
    }

    fn offset(self, at: Timestamp) -> i32 {
        DateTime::from_timestamp_micros(at.microseconds()).map_or(0, |utc| {
            let offset = self.0.offset_from_utc_datetime(&utc.naive_utc());
            offset.fix().local_minus_utc()
        })
    }

    /// Whether an ambiguous local time, in the hour before or after summer time ends, is the second of the
    /// two. `None` for a time that is not ambiguous.
    pub fn is_second_of_two(self, local: LocalTimestamp) -> Option<bool> {
        let seconds = i64::from(local.day.0) * 86_400 + i64::from(local.second_of_day);
        let naive: NaiveDateTime = DateTime::from_timestamp(seconds, 0)?.naive_utc();
        match self.0.offset_from_local_datetime(&naive) {
            MappedLocalTime::Ambiguous(_, second) => {
                Some(second.fix().local_minus_utc() == local.offset)
            }
            _ => None,
        }
    }

    /// Appends the timestamp to `text` as ISO 8601 with six decimals and the offset.
    pub fn format(self, at: Timestamp, text: &mut String) {
        let local = self.local(at);
        let micros = at.microseconds().rem_euclid(1_000_000);
        let second = local.second_of_day;
        let (year, month, day) = local
            .day
            .date()
            .map_or((0, 1, 1), |date| (date.year(), date.month(), date.day()));
        let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60);
        let (sign, east) = if local.offset < 0 {
            ('-', -local.offset)
        } else {
            ('+', local.offset)
        };
        let (east_hours, east_minutes) = (east / 3600, east / 60 % 60);
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{micros:06}\
             {sign}{east_hours:02}:{east_minutes:02}"
        );
    }
}

/// An offset in the form `+02:00`.
pub fn offset_text(seconds_east: i32) -> String {
    let sign = if seconds_east < 0 { '-' } else { '+' };
    let minutes = seconds_east.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prague(text: &str) -> (LocalTimestamp, Option<bool>, String) {
        let zone = Zone::by_name("europe/prague").unwrap();
        let micros = DateTime::parse_from_rfc3339(text)
            .unwrap()
            .timestamp_micros();
        let at = Timestamp::from_microseconds(micros).unwrap();
        let local = zone.local(at);
        let mut written = String::new();
        zone.format(at, &mut written);
        (local, zone.is_second_of_two(local), written)
    }

    #[test]
    fn a_day_begins_at_local_midnight() {
        let (local, _, written) = prague("2026-10-04T22:00:00Z");
        assert_eq!(local.day.to_string(), "2026-10-05");
        assert_eq!(local.second_of_day, 0);
        assert_eq!(written, "2026-10-05T00:00:00.000000+02:00");
        let (local, _, written) = prague("2026-10-04T21:59:59.999999Z");
        assert_eq!(local.day.to_string(), "2026-10-04");
        assert_eq!(written, "2026-10-04T23:59:59.999999+02:00");
    }

    #[test]
    fn the_hour_that_comes_twice_is_told_by_its_offset() {
        let (first, is_second, _) = prague("2026-10-25T00:30:00Z");
        assert_eq!((first.second_of_day, first.offset), (9000, 7200));
        assert_eq!(is_second, Some(false));
        let (second, is_second, _) = prague("2026-10-25T01:30:00Z");
        assert_eq!((second.second_of_day, second.offset), (9000, 3600));
        assert_eq!(is_second, Some(true));
        let (_, is_second, _) = prague("2026-10-25T02:30:00Z");
        assert_eq!(is_second, None);
    }

    #[test]
    fn timestamps_before_1970_and_far_away_have_days_too() {
        assert_eq!(prague("1969-12-31T22:59:59Z").0.day, Day(-1));
        assert_eq!(prague("9999-12-31T23:30:00Z").0.second_of_day, 1800);
        assert_eq!(offset_text(-12_600), "-03:30");
    }
}
