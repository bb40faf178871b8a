//! A table: a polars frame with the kinds of its columns.
//!
//! In the frame everything is an integer, a boolean or a text. A column's kind says what its
//! integers count. Values are rounded once, where they are computed; writers only format them.

pub mod definition;

use polars::prelude::DataFrame;

/// The kind of a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An identifier.
    Id,
    /// A number of things.
    Count,
    /// Text.
    Text,
    /// True or false.
    Flag,
    /// A date: days since 1970-01-01.
    Day,
    /// A timestamp: microseconds since 1970-01-01T00:00:00Z.
    Timestamp,
    /// A timestamp by the clock of the report's time zone: microseconds since 1970-01-01T00:00:00 of that clock.
    LocalTimestamp,
    /// An exact duration in microseconds, as in facts.
    Length,
    /// A duration in thousandths of a second, rounded, as in reports.
    Seconds,
    /// A duration in whole seconds, as in thresholds.
    WholeSeconds,
    /// A fraction in ten-thousandths, rounded.
    Rate,
    /// A number in ten-thousandths, rounded, that is not a fraction of a whole.
    Decimal,
}

impl Kind {
    /// Whether values are right-aligned.
    pub const fn is_number(self) -> bool {
        matches!(
            self,
            Self::Id
                | Self::Count
                | Self::Length
                | Self::Seconds
                | Self::WholeSeconds
                | Self::Rate
                | Self::Decimal
        )
    }

    /// The unit in words.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Count => "count",
            Self::Text => "text",
            Self::Flag => "true/false",
            Self::Day => "date",
            Self::Timestamp => "timestamp",
            Self::LocalTimestamp => "local timestamp",
            Self::Length | Self::Seconds | Self::WholeSeconds => "seconds",
            Self::Rate => "fraction of 1",
            Self::Decimal => "number",
        }
    }
}

/// A column of a table: the part of its definition that writers need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSpec {
    /// The name without a unit. A duration keeps its `_s` if a count has the same name without.
    pub name: String,
    pub kind: Kind,
}

impl ColumnSpec {
    /// The name in the frame. An exact duration carries its unit, because a timestamp may have the
    /// same name.
    pub fn frame_name(&self) -> String {
        match self.kind {
            Kind::Length => format!("{}_us", self.name),
            _ => self.name.clone(),
        }
    }

    /// The name of a duration without `_s`, even if `name` has it.
    pub fn bare_name(&self) -> &str {
        self.name.strip_suffix("_s").unwrap_or(&self.name)
    }

    /// The name in files for programs (CSV, JSON, reports in Parquet): durations end with their
    /// unit.
    pub fn csv_name(&self) -> String {
        match self.kind {
            Kind::Length | Kind::Seconds | Kind::WholeSeconds => format!("{}_s", self.bare_name()),
            _ => self.name.clone(),
        }
    }
}

/// A table ready to be written.
#[derive(Clone, Debug)]
pub struct Table {
    /// The name of the table's file, without an extension.
    pub name: String,
    pub columns: Vec<ColumnSpec>,
    /// A frame with the same columns, under their frame names.
    pub frame: DataFrame,
}
