//! A table: a polars frame and what its columns mean to a writer.
//!
//! In the frame everything is an integer, a boolean or a text; a column's kind says what the
//! integers count, so that rounding happens once, where the value is made, and the writers only
//! spell.

pub mod definition;

use polars::prelude::DataFrame;

/// What a column holds.
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
    /// A moment: microseconds since 1970-01-01T00:00:00Z.
    Moment,
    /// An exact length of time in microseconds: of a fact.
    Length,
    /// A length of time in thousandths of a second, rounded: of a report.
    Seconds,
    /// A length of time in whole seconds: a threshold.
    WholeSeconds,
    /// A fraction in ten-thousandths, rounded.
    Rate,
    /// A number in ten-thousandths, rounded, that is no share of anything.
    Decimal,
}

impl Kind {
    /// Whether it stands to the right in a column.
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

    /// The unit, for people.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Count => "count",
            Self::Text => "text",
            Self::Flag => "true/false",
            Self::Day => "date",
            Self::Moment => "timestamp",
            Self::Length | Self::Seconds | Self::WholeSeconds => "seconds",
            Self::Rate => "fraction of 1",
            Self::Decimal => "number",
        }
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSpec {
    /// The name without a unit, unless a count has that name already.
    pub name: String,
    pub kind: Kind,
}

impl ColumnSpec {
    /// The name in the frame: an exact length carries its unit, for a moment may have its name.
    pub fn frame_name(&self) -> String {
        match self.kind {
            Kind::Length => format!("{}_us", self.name),
            _ => self.name.clone(),
        }
    }

    /// The name of a length of time without its unit, which it has where a count has the name without.
    pub fn bare_name(&self) -> &str {
        self.name.strip_suffix("_s").unwrap_or(&self.name)
    }

    /// The name in files for programs (CSV, JSON, reports in Parquet): durations end with their unit.
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
    /// The name of its file, without an ending.
    pub name: String,
    pub columns: Vec<ColumnSpec>,
    /// As many columns, by their frame names.
    pub frame: DataFrame,
}
