//! Cells as text.

use std::fmt::Write as _;

use polars::prelude::{
    BooleanChunked, Column, Int32Chunked, Int64Chunked, PolarsError, StringChunked,
};

use crate::model::Timestamp;
use crate::table::Kind;
use crate::zone::{Day, Zone};

/// A column, ready to be read cell by cell.
pub(crate) enum Cells<'a> {
    Integers(Kind, &'a Int64Chunked),
    Days(&'a Int32Chunked),
    Texts(&'a StringChunked),
    Flags(&'a BooleanChunked),
}

impl<'a> Cells<'a> {
    pub(crate) fn of(kind: Kind, column: &'a Column) -> Result<Self, PolarsError> {
        Ok(match kind {
            Kind::Text => Self::Texts(column.str()?),
            Kind::Flag => Self::Flags(column.bool()?),
            Kind::Day => Self::Days(column.i32()?),
            _ => Self::Integers(kind, column.i64()?),
        })
    }

    /// Appends the text of a cell; nothing for an empty one.
    pub(crate) fn spell(&self, row: usize, zone: Zone, text: &mut String) {
        // Writing to a string cannot fail.
        match self {
            Self::Texts(texts) => text.push_str(texts.get(row).unwrap_or_default()),
            Self::Flags(flags) => match flags.get(row) {
                Some(true) => text.push_str("true"),
                Some(false) => text.push_str("false"),
                None => {}
            },
            Self::Days(days) => {
                if let Some(day) = days.get(row) {
                    let _ = write!(text, "{}", Day(day));
                }
            }
            Self::Integers(kind, values) => {
                if let Some(value) = values.get(row) {
                    spell_integer(*kind, value, zone, text);
                }
            }
        }
    }
}

/// Appends a number as files have it.
pub(crate) fn spell_integer(kind: Kind, value: i64, zone: Zone, text: &mut String) {
    match kind {
        Kind::Moment => {
            if let Some(at) = Timestamp::from_microseconds(value) {
                zone.format(at, text);
            }
        }
        Kind::Length => decimal(thousandths(value), 3, text),
        Kind::Seconds => decimal(value, 3, text),
        Kind::Rate => decimal(value, 4, text),
        _ => decimal(value, 0, text),
    }
}

/// Microseconds in thousandths of a second, rounded half away from zero.
const fn thousandths(microseconds: i64) -> i64 {
    let rest = microseconds % 1000;
    microseconds / 1000
        + if rest >= 500 {
            1
        } else if rest <= -500 {
            -1
        } else {
            0
        }
}

/// An integer with its last `places` digits behind the point.
fn decimal(value: i64, places: u32, text: &mut String) {
    if value < 0 {
        text.push('-');
    }
    let unit = 10_u64.pow(places);
    let mut digits = itoa::Buffer::new();
    let magnitude = value.unsigned_abs();
    text.push_str(digits.format(magnitude / unit));
    if places > 0 {
        // The unit before the decimals keeps their leading zeros; the point takes its place.
        let decimals = digits.format(unit + magnitude % unit);
        text.push('.');
        text.push_str(&decimals[1..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(kind: Kind, value: i64) -> String {
        let mut text = String::new();
        spell_integer(kind, value, Zone::UTC, &mut text);
        text
    }

    #[test]
    fn durations_have_three_decimals_rounded_half_away_from_zero() {
        assert_eq!(spelled(Kind::Length, 8_750_000), "8.750");
        assert_eq!(spelled(Kind::Length, 500), "0.001");
        assert_eq!(spelled(Kind::Length, 499), "0.000");
        assert_eq!(spelled(Kind::Length, -1_000_500), "-1.001");
        assert_eq!(spelled(Kind::Length, i64::MAX), "9223372036854.776");
        assert_eq!(spelled(Kind::Seconds, -1), "-0.001");
        assert_eq!(spelled(Kind::Rate, 5455), "0.5455");
        assert_eq!(spelled(Kind::Rate, 10_000), "1.0000");
        assert_eq!(spelled(Kind::Count, -3), "-3");
        assert_eq!(spelled(Kind::Count, 0), "0");
        assert_eq!(spelled(Kind::Id, i64::MIN), "-9223372036854775808");
        assert_eq!(spelled(Kind::Moment, 1), "1970-01-01T00:00:00.000001+00:00");
    }
}
