//! Columns of a fact table under construction. Rows are appended a few at a time and are not kept.

use polars::prelude::{
    BooleanChunkedBuilder, ChunkedBuilder, Column as FrameColumn, DataFrame, Int32Type, Int64Type,
    IntoColumn, PolarsError, PrimitiveChunkedBuilder, StringChunkedBuilder,
};

use super::column::{Column, Extract, FactRows};
use crate::model::Id;
use crate::names::Names;
use crate::time::{Duration, Timestamp};

/// The columns of a table, as far as they are filled.
pub(super) struct Filling<T: FactRows> {
    columns: Vec<(&'static Column<T>, Values)>,
    height: usize,
}

/// The values of one column.
enum Values {
    Integers(PrimitiveChunkedBuilder<Int64Type>),
    Texts(StringChunkedBuilder),
    Flags(BooleanChunkedBuilder),
    Days(PrimitiveChunkedBuilder<Int32Type>),
    Codes(PrimitiveChunkedBuilder<Int32Type>),
}

impl<T: FactRows> Filling<T> {
    /// Empty columns with capacity for `rows` rows.
    pub(super) fn new(columns: impl Iterator<Item = &'static Column<T>>, rows: usize) -> Self {
        let columns = columns.map(|column| (column, Values::new(column, rows)));
        Self {
            columns: columns.collect(),
            height: 0,
        }
    }

    /// Appends `rows` to every column.
    pub(super) fn add(&mut self, rows: &[T::Row<'_>], names: &Names) {
        self.height += rows.len();
        for (column, values) in &mut self.columns {
            values.add(&column.extract, rows, names);
        }
    }

    /// The columns as a frame.
    pub(super) fn finish(self) -> Result<DataFrame, PolarsError> {
        let columns = self.columns.into_iter().map(|(_, values)| values.finish());
        DataFrame::new(self.height, columns.collect())
    }
}

impl Values {
    fn new<T: FactRows>(column: &Column<T>, rows: usize) -> Self {
        let name = column.info.spec().frame_name().into();
        match column.extract {
            Extract::Id(_)
            | Extract::Number(_)
            | Extract::Count(_)
            | Extract::Timestamp(_)
            | Extract::LocalTimestamp(_)
            | Extract::Length(_) => Self::Integers(PrimitiveChunkedBuilder::new(name, rows)),
            Extract::Text(_) => Self::Texts(StringChunkedBuilder::new(name, rows)),
            Extract::Flag(_) => Self::Flags(BooleanChunkedBuilder::new(name, rows)),
            Extract::Day(_) => Self::Days(PrimitiveChunkedBuilder::new(name, rows)),
            Extract::Category(_) => Self::Codes(PrimitiveChunkedBuilder::new(name, rows)),
        }
    }

    fn add<T: FactRows>(&mut self, extract: &Extract<T>, rows: &[T::Row<'_>], names: &Names) {
        let rows = rows.iter();
        match (self, extract) {
            (Self::Integers(values), Extract::Id(get) | Extract::Number(get)) => {
                rows.map(|row| get(row).map(Id::get))
                    .for_each(|id| values.append_option(id));
            }
            (Self::Integers(values), Extract::Count(get)) => {
                rows.map(|row| get(row).into())
                    .for_each(|count| values.append_value(count));
            }
            (Self::Integers(values), Extract::Timestamp(get)) => {
                rows.map(|row| get(row).map(Timestamp::microseconds))
                    .for_each(|timestamp| values.append_option(timestamp));
            }
            (Self::Integers(values), Extract::LocalTimestamp(get)) => {
                rows.map(get)
                    .for_each(|timestamp| values.append_value(timestamp));
            }
            (Self::Integers(values), Extract::Length(get)) => {
                rows.map(|row| get(row).map(Duration::microseconds))
                    .for_each(|length| values.append_option(length));
            }
            (Self::Texts(values), Extract::Text(get)) => {
                rows.map(|row| get(row, names))
                    .for_each(|text| values.append_option(text));
            }
            (Self::Flags(values), Extract::Flag(get)) => {
                rows.map(get).for_each(|flag| values.append_option(flag));
            }
            (Self::Days(values), Extract::Day(get)) => {
                rows.map(|row| get(row).0)
                    .for_each(|day| values.append_value(day));
            }
            (Self::Codes(values), Extract::Category((_, get))) => {
                rows.map(get).for_each(|code| values.append_value(code));
            }
            _ => unreachable!("values are of the kind of their column"),
        }
    }

    fn finish(self) -> FrameColumn {
        match self {
            Self::Integers(values) => values.finish().into_column(),
            Self::Texts(values) => values.finish().into_column(),
            Self::Flags(values) => values.finish().into_column(),
            Self::Days(values) | Self::Codes(values) => values.finish().into_column(),
        }
    }
}
