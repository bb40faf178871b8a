//! Looks up the figures of a table by row and column name and formats them for people.

use chrono::Datelike;
use polars::prelude::PolarsError;

use super::cells::{Cells, Value, columns};
use crate::lang::Words;
use crate::report::row_level;
use crate::service_level::{ServiceLevel, ServiceLevels};
use crate::table::{ColumnSpec, Table};
use crate::time::zone::{Day, Zone};

/// A table with its columns by name.
pub(super) struct TableCells<'a> {
    pub(super) columns: Vec<(&'a ColumnSpec, Cells<'a>)>,
    pub(super) height: usize,
}

impl<'a> TableCells<'a> {
    pub(super) fn new(table: &'a Table) -> Result<Self, PolarsError> {
        Ok(Self {
            columns: columns(table)?,
            height: table.frame.height(),
        })
    }

    /// The value of a column, named without a unit; empty if the table does not have the column.
    pub(super) fn get(&self, row: usize, column: &str) -> Value<'a> {
        let found = self.columns.iter().find(|(spec, _)| spec.name == column);
        found.map_or(Value::Empty, |(_, cells)| cells.get(row))
    }

    pub(super) fn text(&self, row: usize, column: &str) -> Option<&'a str> {
        match self.get(row, column) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The integer of a count, rate or duration.
    pub(super) fn integer(&self, row: usize, column: &str) -> Option<i64> {
        self.get(row, column).integer()
    }

    /// The service level that applies to a row, by the queue and channel that the row names.
    pub(super) fn level(&self, row: usize, levels: &ServiceLevels) -> ServiceLevel {
        row_level(
            levels,
            self.integer(row, "queue_id"),
            self.text(row, "channel"),
        )
    }

    /// The target of a row in ten-thousandths.
    pub(super) fn target(&self, row: usize, levels: &ServiceLevels) -> i64 {
        self.level(row, levels).target.into()
    }

    /// A count; 0 if the table does not have the column.
    pub(super) fn count(&self, row: usize, column: &str) -> i64 {
        self.integer(row, column).unwrap_or(0)
    }
}

impl Value<'_> {
    pub(super) const fn integer(self) -> Option<i64> {
        match self {
            Self::Length(value)
            | Self::Rate(value)
            | Self::Decimal(value)
            | Self::Id(value)
            | Self::Count(value) => Some(value),
            _ => None,
        }
    }
}

/// The text for a missing value.
pub(super) const NOTHING: &str = "–";

/// The sign of negative figures.
const MINUS: &str = "−";

impl Words {
    /// Formats a value.
    pub(super) fn show(&self, value: Value<'_>, zone: Zone) -> String {
        match value {
            Value::Empty => NOTHING.to_owned(),
            Value::Text(text) => text.to_owned(),
            Value::Flag(true) => self.spelling.yes.to_owned(),
            Value::Flag(false) => self.spelling.no.to_owned(),
            Value::Day(day) => self.day(day),
            Value::Timestamp(at) => {
                let local = zone.local(at);
                let second = local.second_of_day;
                format!(
                    "{} {:02}:{:02}:{:02}",
                    self.day(local.day),
                    second / 3600,
                    second / 60 % 60,
                    second % 60
                )
            }
            Value::Length(milliseconds) => clock(milliseconds),
            Value::Rate(rate) => self.percent(rate),
            Value::Decimal(value) => self.decimal(value),
            Value::Id(id) => id.to_string(),
            Value::Count(count) => self.count(count),
        }
    }

    /// Formats a count in groups of three digits.
    pub(super) fn count(&self, count: i64) -> String {
        let digits = count.unsigned_abs().to_string();
        let mut text = String::from(if count < 0 { MINUS } else { "" });
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push_str(self.spelling.group_mark);
            }
            text.push(digit);
        }
        text
    }

    /// Formats ten-thousandths as a percentage with two decimals, which is their full precision.
    pub(super) fn percent(&self, rate: i64) -> String {
        format!("{}{}", self.hundredths(rate), self.spelling.percent)
    }

    /// Formats ten-thousandths as a percentage with one decimal, rounded half away from zero.
    pub(super) fn brief_percent(&self, rate: i64) -> String {
        format!("{}{}", self.tenths(rate), self.spelling.percent)
    }

    /// Formats hundredths with one decimal, rounded half away from zero.
    pub(super) fn tenths(&self, value: i64) -> String {
        let rounded = (value.unsigned_abs() + 5) / 10;
        let sign = if value < 0 && rounded > 0 { MINUS } else { "" };
        let (whole, part) = (rounded / 10, rounded % 10);
        format!("{sign}{whole}{}{part}", self.spelling.decimal_mark)
    }

    /// Formats ten-thousandths as a number with two decimals.
    fn decimal(&self, value: i64) -> String {
        let half = value.signum() * 50;
        self.hundredths((value + half) / 100)
    }

    /// Formats a share from the settings; without decimals if they are zero.
    pub(super) fn share(&self, rate: i64) -> String {
        if rate % 100 == 0 {
            format!("{}{}", rate / 100, self.spelling.percent)
        } else {
            self.percent(rate)
        }
    }

    /// Formats hundredths with two decimals.
    pub(super) fn hundredths(&self, value: i64) -> String {
        let (whole, part) = (value.abs() / 100, value.abs() % 100);
        let sign = if value < 0 { MINUS } else { "" };
        format!("{sign}{whole}{}{part:02}", self.spelling.decimal_mark)
    }

    /// Formats a date.
    pub(super) fn day(&self, day: Day) -> String {
        day.date().map_or_else(String::new, |date| {
            (self.spelling.date)(date.day(), date.month(), date.year())
        })
    }
}

/// Formats thousandths of a second as `0:23` or `1:02:03`, rounded half up to seconds.
pub(super) fn clock(milliseconds: i64) -> String {
    let sign = if milliseconds <= -500 { MINUS } else { "" };
    let seconds = (milliseconds.unsigned_abs() + 500) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{sign}{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{sign}{minutes}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn figures_are_spelled_as_people_read_them() {
        let (en, cs) = (Lang::En.words(), Lang::Cs.words());
        assert_eq!(en.count(1_234_567), "1,234,567");
        assert_eq!(cs.count(-1234), "−1\u{a0}234");
        assert_eq!(en.percent(6690), "66.90%");
        assert_eq!(cs.percent(6690), "66,90\u{a0}%");
        assert_eq!(en.percent(8000), "80.00%");
        assert_eq!(en.share(8000), "80%");
        assert_eq!(cs.share(9250), "92,50\u{a0}%");
        assert_eq!(clock(23_499), "0:23");
        assert_eq!(clock(59_500), "1:00");
        assert_eq!(clock(3_723_000), "1:02:03");
        assert_eq!(clock(-499), "0:00");
        assert_eq!(clock(-1000), "−0:01");
        assert_eq!(cs.day(Day(0)), "1.\u{a0}1.\u{a0}1970");
    }
}
