//! Timestamps and durations, in whole microseconds.
//!
//! They stay integers until they are written; nothing here rounds.

use super::packed::Packed;

/// A timestamp: microseconds since 1970-01-01T00:00:00Z, within the years 1 to 9999 or at most a day outside
/// them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(Packed);

impl Timestamp {
    /// 0001-01-01T00:00:00Z.
    pub const MIN_MICROSECONDS: i64 = -62_135_596_800_000_000;
    /// The last microsecond of the year 9999 UTC.
    pub const MAX_MICROSECONDS: i64 = 253_402_300_799_999_999;
    /// One day of offset in either direction, so that local times in the years 1 and 9999 fit.
    const SLACK: i64 = 86_400_000_000;

    /// The timestamp this many microseconds after 1970-01-01T00:00:00Z; `None` more than a day outside the
    /// years 1 to 9999.
    pub const fn from_microseconds(value: i64) -> Option<Self> {
        if value < Self::MIN_MICROSECONDS - Self::SLACK
            || value > Self::MAX_MICROSECONDS + Self::SLACK
        {
            return None;
        }
        match Packed::new(value) {
            Some(packed) => Some(Self(packed)),
            None => None,
        }
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub const fn microseconds(self) -> i64 {
        self.0.get()
    }

    /// The duration from `earlier` to this timestamp; negative if `earlier` is later.
    pub const fn since(self, earlier: Self) -> Duration {
        // Two timestamps are at most some 3.2e17 microseconds apart, so the difference fits.
        Duration::from_microseconds(self.microseconds() - earlier.microseconds())
    }
}

impl std::fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "@{}us", self.microseconds())
    }
}

/// A duration in microseconds, positive or negative.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(Packed);

impl Duration {
    /// A duration of 0.
    pub const ZERO: Self = Self::from_microseconds(0);

    /// A duration of this many microseconds. `i64::MIN` has no representation and becomes `-i64::MAX`.
    pub const fn from_microseconds(value: i64) -> Self {
        let value = if value == i64::MIN { -i64::MAX } else { value };
        match Packed::new(value) {
            Some(packed) => Self(packed),
            None => unreachable!(),
        }
    }

    /// A duration of this many seconds, limited to about 292,000 years.
    pub const fn from_seconds(value: i64) -> Self {
        Self::from_microseconds(value.saturating_mul(1_000_000))
    }

    /// The duration in microseconds.
    pub const fn microseconds(self) -> i64 {
        self.0.get()
    }

    /// Whether the duration is negative.
    pub const fn is_negative(self) -> bool {
        self.microseconds() < 0
    }

    /// The sum of two durations, limited to the representable range.
    pub const fn plus(self, other: Self) -> Self {
        Self::from_microseconds(self.microseconds().saturating_add(other.microseconds()))
    }
}

impl std::fmt::Display for Duration {
    /// Writes the exact number of seconds, with only as many decimals as needed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        let magnitude = self.microseconds().unsigned_abs();
        write!(f, "{sign}{}", magnitude / 1_000_000)?;
        let fraction = format!("{:06}", magnitude % 1_000_000);
        match fraction.trim_end_matches('0') {
            "" => Ok(()),
            digits => write!(f, ".{digits}"),
        }
    }
}

impl std::fmt::Debug for Duration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}us", self.microseconds())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn optional_timestamps_and_durations_take_eight_bytes() {
        assert_eq!(size_of::<Option<Timestamp>>(), 8);
        assert_eq!(size_of::<Option<Duration>>(), 8);
    }

    #[test]
    fn durations_are_shown_in_seconds_with_the_decimals_they_have() {
        let shown = |micros| Duration::from_microseconds(micros).to_string();
        assert_eq!(shown(-1_500_000), "-1.5");
        assert_eq!(shown(20_000_000), "20");
        assert_eq!(shown(-1), "-0.000001");
    }

    #[test]
    fn timestamps_outside_the_calendar_do_not_exist() {
        assert!(Timestamp::from_microseconds(i64::MAX).is_none());
        assert!(Timestamp::from_microseconds(i64::MIN).is_none());
        assert!(Timestamp::from_microseconds(Timestamp::MAX_MICROSECONDS).is_some());
    }

    #[test]
    fn the_smallest_integer_is_moved_by_one() {
        assert_eq!(
            Duration::from_microseconds(i64::MIN).microseconds(),
            -i64::MAX
        );
    }
}
