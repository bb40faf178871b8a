//! Reads cells of a frame and formats them as text.

use std::fmt::Write as _;

use polars::prelude::{
    BooleanChunked, Column, Int32Chunked, Int64Chunked, Int64Type, PolarsDataType, PolarsError,
    StaticArray, StringChunked,
};

use chrono::Datelike;

use super::style::{CsvStyle, Dialect, DurationStyle};
use crate::table::{ColumnSpec, Kind, Table};
use crate::time::Timestamp;
use crate::time::zone::{Day, Zone};

/// A column with typed access to its cells.
pub(crate) enum Cells<'a> {
    Integers(Kind, Integers<'a>),
    Days(&'a Int32Chunked),
    Texts(&'a StringChunked),
    Flags(&'a BooleanChunked),
}

impl<'a> Cells<'a> {
    pub(crate) fn new(kind: Kind, column: &'a Column) -> Result<Self, PolarsError> {
        Ok(match kind {
            Kind::Text => Self::Texts(column.str()?),
            Kind::Flag => Self::Flags(column.bool()?),
            Kind::Day => Self::Days(column.i32()?),
            _ => Self::Integers(kind, Integers::new(column.i64()?)),
        })
    }

    /// The value of a cell.
    pub(super) fn get(&self, row: usize) -> Value<'a> {
        let value = match self {
            Self::Texts(texts) => texts.get(row).map(Value::Text),
            Self::Flags(flags) => flags.get(row).map(Value::Flag),
            Self::Days(days) => days.get(row).map(|day| Value::Day(Day(day))),
            Self::Integers(kind, values) => values.get(row).map(|value| Value::new(*kind, value)),
        };
        value.unwrap_or(Value::Empty)
    }

    /// Appends the text of a cell as CSV has it; appends nothing for an empty cell.
    pub(crate) fn spell(&self, row: usize, style: CsvStyle, text: &mut String) {
        self.get(row).spell(style, text);
    }
}

/// A column of integers. Most cells are integers.
#[derive(Clone, Copy)]
pub(crate) enum Integers<'a> {
    /// A column of one chunk, in which polars need not search for a cell's chunk.
    Whole(&'a <Int64Type as PolarsDataType>::Array),
    Pieces(&'a Int64Chunked),
}

impl<'a> Integers<'a> {
    fn new(column: &'a Int64Chunked) -> Self {
        let mut pieces = column.downcast_iter();
        match (pieces.next(), pieces.next()) {
            (Some(whole), None) => Self::Whole(whole),
            _ => Self::Pieces(column),
        }
    }

    fn get(self, row: usize) -> Option<i64> {
        match self {
            Self::Whole(values) => values.get(row),
            Self::Pieces(values) => values.get(row),
        }
    }
}

/// Appends a number in the format of files.
pub(crate) fn spell_integer(kind: Kind, value: i64, zone: Zone, text: &mut String) {
    Value::new(kind, value).spell(CsvStyle::plain(zone), text);
}

/// The columns of a table with typed access to their cells.
pub(super) fn columns(table: &Table) -> Result<Vec<(&ColumnSpec, Cells<'_>)>, PolarsError> {
    table
        .columns
        .iter()
        .map(|spec| {
            let column = table.frame.column(&spec.frame_name())?;
            Ok((spec, Cells::new(spec.kind, column)?))
        })
        .collect()
}

/// The value of a cell, rounded to the precision of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Empty,
    Text(&'a str),
    Flag(bool),
    Day(Day),
    Timestamp(Timestamp),
    /// A duration in thousandths of a second.
    Length(i64),
    /// A fraction in ten-thousandths.
    Rate(i64),
    /// A number in ten-thousandths.
    Decimal(i64),
    Id(i64),
    Count(i64),
}

impl Value<'_> {
    /// The value of an integer of a frame.
    fn new(kind: Kind, value: i64) -> Self {
        match kind {
            Kind::Timestamp => {
                Timestamp::from_microseconds(value).map_or(Self::Empty, Self::Timestamp)
            }
            Kind::Length => Self::Length(thousandths(value)),
            Kind::Seconds => Self::Length(value),
            Kind::Rate => Self::Rate(value),
            Kind::Decimal => Self::Decimal(value),
            Kind::Id => Self::Id(value),
            _ => Self::Count(value),
        }
    }

    /// Appends the value as CSV has it; appends nothing for an empty value.
    pub(super) fn spell(self, style: CsvStyle, text: &mut String) {
        let mark = style.dialect.decimal_mark();
        match self {
            Value::Empty => {}
            Value::Text(value) => text.push_str(&style.dialect.neutral(value)),
            Value::Flag(value) => text.push_str(style.dialect.flag(value)),
            Value::Day(day) => spell_day(day, style.dialect, text),
            Value::Timestamp(at) => spell_timestamp(at, style, text),
            Value::Length(value) if style.durations == DurationStyle::Hms => {
                clock(value, mark, text);
            }
            Value::Length(value) => decimal::<1_000>(value, mark, text),
            Value::Rate(value) | Value::Decimal(value) => decimal::<10_000>(value, mark, text),
            Value::Id(value) | Value::Count(value) => decimal::<1>(value, mark, text),
        }
    }
}

fn spell_day(day: Day, dialect: Dialect, text: &mut String) {
    // Writing to a string cannot fail.
    let _ = match (dialect, day.date()) {
        (Dialect::ExcelCs, Some(date)) => {
            write!(text, "{}.{}.{}", date.day(), date.month(), date.year())
        }
        _ => write!(text, "{day}"),
    };
}

/// Appends a timestamp. Spreadsheets have local times without an offset, down to thousandths of a
/// second; smaller digits are cut off.
fn spell_timestamp(at: Timestamp, style: CsvStyle, text: &mut String) {
    if !style.dialect.is_for_spreadsheets() {
        style.zone.format(at, text);
        return;
    }
    let local = style.zone.local(at);
    spell_day(local.day, style.dialect, text);
    let second = local.second_of_day;
    let _ = write!(
        text,
        " {:02}:{:02}:{:02}{}{:03}",
        second / 3600,
        second / 60 % 60,
        second % 60,
        char::from(style.dialect.decimal_mark()),
        at.microseconds().rem_euclid(1_000_000) / 1000,
    );
}

/// Thousandths of a second as `0:01:23.457`.
fn clock(value: i64, mark: u8, text: &mut String) {
    let sign = if value < 0 { "-" } else { "" };
    let seconds = value.unsigned_abs() / 1000;
    let _ = write!(
        text,
        "{sign}{}:{:02}:{:02}{}{:03}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        char::from(mark),
        value.unsigned_abs() % 1000,
    );
}

/// Converts microseconds to thousandths of a second, rounded half away from zero.
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

/// Appends `value` divided by `UNIT` with a decimal point: a `UNIT` of 1000 gives three decimals, a
/// `UNIT` of 1 none.
///
/// `UNIT` is a constant because a division by a variable takes ten times as long.
pub(super) fn decimal<const UNIT: u64>(value: i64, mark: u8, text: &mut String) {
    if value < 0 {
        text.push('-');
    }
    let mut digits = itoa::Buffer::new();
    let magnitude = value.unsigned_abs();
    text.push_str(digits.format(magnitude / UNIT));
    if UNIT > 1 {
        // Adding the unit keeps leading zeros of the decimals; its own digit is skipped below.
        let decimals = digits.format(UNIT + magnitude % UNIT);
        text.push(mark.into());
        text.push_str(&decimals[1..]);
    }
}

#[cfg(test)]
mod tests {
    use polars::prelude::{NamedFrom, Series};

    use super::*;

    fn spelled_in(kind: Kind, value: i64, dialect: Dialect, durations: DurationStyle) -> String {
        let column: Column = Series::new("it".into(), [value]).into();
        let style = CsvStyle {
            zone: Zone::UTC,
            dialect,
            durations,
        };
        let mut text = String::new();
        let cells = Cells::new(kind, &column).unwrap();
        cells.spell(0, style, &mut text);
        text
    }

    fn spelled(kind: Kind, value: i64) -> String {
        spelled_in(kind, value, Dialect::Rfc4180, DurationStyle::Seconds)
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
        assert_eq!(
            spelled(Kind::Timestamp, 1),
            "1970-01-01T00:00:00.000001+00:00"
        );
    }

    #[test]
    fn lengths_may_be_hours_minutes_and_seconds() {
        let hms = |kind, value| spelled_in(kind, value, Dialect::ExcelCs, DurationStyle::Hms);
        assert_eq!(hms(Kind::Seconds, 83_457), "0:01:23,457");
        assert_eq!(hms(Kind::Seconds, 360_000_000), "100:00:00,000");
        assert_eq!(hms(Kind::Length, 59_999_499), "0:00:59,999");
        assert_eq!(hms(Kind::Length, -1_000_500), "-0:00:01,001");
        assert_eq!(hms(Kind::Rate, 5455), "0,5455");
    }

    #[test]
    fn spreadsheets_get_local_timestamps_without_an_offset() {
        let timestamp =
            |dialect| spelled_in(Kind::Timestamp, 1_500, dialect, DurationStyle::Seconds);
        assert_eq!(timestamp(Dialect::Excel), "1970-01-01 00:00:00.001");
        assert_eq!(timestamp(Dialect::ExcelCs), "1.1.1970 00:00:00,001");
    }
}
