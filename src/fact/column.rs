//! The registry of a fact table's columns: name, kind, meaning, and how the value is read from a
//! row.

use std::borrow::Cow;

use crate::model::{DirectoryKind, Id};
use crate::names::Names;
use crate::table::Kind;
use crate::table::definition::Definition;
use crate::time::zone::Day;
use crate::time::{Duration, Timestamp};

/// A fact table. Its rows borrow from the dossiers that they describe.
pub(super) trait FactRows: 'static {
    type Row<'a>;
}

/// The names of an enumeration, and the function that gives the index of a row's value among these names.
type NamesAndCode<T> = (
    &'static [&'static str],
    fn(&<T as FactRows>::Row<'_>) -> i32,
);

/// The function that reads a column's value from a row.
pub(super) enum Extract<T: FactRows> {
    Id(fn(&T::Row<'_>) -> Option<Id>),
    Count(fn(&T::Row<'_>) -> u32),
    Number(fn(&T::Row<'_>) -> Option<Id>),
    Text(for<'n> fn(&T::Row<'_>, &'n Names) -> Option<Cow<'n, str>>),
    Category(NamesAndCode<T>),
    Flag(fn(&T::Row<'_>) -> Option<bool>),
    Day(fn(&T::Row<'_>) -> Day),
    Timestamp(fn(&T::Row<'_>) -> Option<Timestamp>),
    /// Microseconds of the local clock.
    LocalTimestamp(fn(&T::Row<'_>) -> i64),
    Length(fn(&T::Row<'_>) -> Option<Duration>),
}

/// A column of a fact table.
pub(super) struct Column<T: FactRows> {
    pub(super) info: Definition,
    pub(super) extract: Extract<T>,
}

macro_rules! setters {
    ($($name:ident: $parts:ty,)+) => {
        $(pub(super) const fn $name(mut self, text: $parts) -> Self {
            self.info = self.info.$name(text);
            self
        })+
    };
}

impl<T: FactRows> Column<T> {
    pub(super) const fn new(
        name: &'static str,
        extract: Extract<T>,
        meaning: &'static str,
    ) -> Self {
        let kind = match extract {
            Extract::Id(_) => Kind::Id,
            Extract::Count(_) | Extract::Number(_) => Kind::Count,
            Extract::Text(_) | Extract::Category(_) => Kind::Text,
            Extract::Flag(_) => Kind::Flag,
            Extract::Day(_) => Kind::Day,
            Extract::Timestamp(_) => Kind::Timestamp,
            Extract::LocalTimestamp(_) => Kind::LocalTimestamp,
            Extract::Length(_) => Kind::Length,
        };
        Self {
            info: Definition::new(name, kind, meaning),
            extract,
        }
    }

    setters! {
        population: &'static str,
        formula: &'static str,
        difference: [&'static str; 2],
        sum_of_differences: [&'static str; 3],
        boundary: &'static str,
        empty: &'static str,
        source: &'static str,
    }
}

/// The name of an id, or `#id` if the dump has no name for it; `None` without an id.
pub(super) fn named(kind: DirectoryKind, id: Option<Id>, names: &Names) -> Option<Cow<'_, str>> {
    id.map(|id| names.name(kind, id))
}

/// Declares the columns of a table: name, kind, extraction, meaning, and the optional parts of the
/// definition.
macro_rules! columns {
    ($table:ident: $(
        $name:literal $kind:ident $extract:expr, $meaning:literal $(, $more:ident: $text:expr)*;
    )+) => {
        /// The columns of the table's file in their order, followed by those that only reports and folders have.
        pub(super) const COLUMNS: &[Column<$table>] = &[
            $(Column::<$table>::new($name, Extract::$kind($extract), $meaning)$(.$more($text))*,)+
        ];
    };
}
pub(super) use columns;
