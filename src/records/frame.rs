//! Columns of the kept tables: integers, flags and texts, each value optional.

use polars::prelude::{
    Column, DataFrame, Int64Chunked, IntoColumn, NamedFrom, PolarsError, Series, StringChunked,
};

/// A table under construction.
pub(super) struct Table<'a, T> {
    rows: &'a [T],
    columns: Vec<Column>,
}

impl<'a, T> Table<'a, T> {
    pub(super) const fn new(rows: &'a [T]) -> Self {
        Self {
            rows,
            columns: Vec::new(),
        }
    }

    pub(super) fn integer(mut self, name: &str, value: impl Fn(&T) -> Option<i64>) -> Self {
        let values: Int64Chunked = self.rows.iter().map(value).collect();
        self.columns
            .push(values.into_column().with_name(name.into()));
        self
    }

    pub(super) fn flag(mut self, name: &str, value: impl Fn(&T) -> Option<bool>) -> Self {
        let values: Vec<Option<bool>> = self.rows.iter().map(value).collect();
        self.columns.push(Series::new(name.into(), values).into());
        self
    }

    pub(super) fn text(mut self, name: &str, value: impl Fn(&T) -> Option<&'a str>) -> Self {
        let values: StringChunked = self.rows.iter().map(value).collect();
        self.columns
            .push(values.into_column().with_name(name.into()));
        self
    }

    pub(super) fn finish(self) -> Result<DataFrame, PolarsError> {
        DataFrame::new(self.rows.len(), self.columns)
    }
}

/// The columns of a kept table that is read back.
pub(super) struct Frame(pub(super) DataFrame);

impl Frame {
    pub(super) fn height(&self) -> usize {
        self.0.height()
    }

    pub(super) fn integers(&self, name: &str) -> Result<Vec<Option<i64>>, PolarsError> {
        Ok(self.0.column(name)?.i64()?.iter().collect())
    }

    /// The integers of a column that earlier versions did not write; all empty if the column is missing.
    pub(super) fn newer_integers(&self, name: &str) -> Result<Vec<Option<i64>>, PolarsError> {
        if self.0.column(name).is_err() {
            return Ok(vec![None; self.height()]);
        }
        self.integers(name)
    }

    /// The texts of a column that earlier versions did not write; `None` if the column is missing.
    pub(super) fn newer_texts(&self, name: &str) -> Result<Option<&StringChunked>, PolarsError> {
        self.0
            .column(name)
            .ok()
            .map(|column| column.str())
            .transpose()
    }

    /// The flags of a column that earlier versions did not write; all empty if the column is missing.
    pub(super) fn newer_flags(&self, name: &str) -> Result<Vec<Option<bool>>, PolarsError> {
        if self.0.column(name).is_err() {
            return Ok(vec![None; self.height()]);
        }
        self.flags(name)
    }

    pub(super) fn flags(&self, name: &str) -> Result<Vec<Option<bool>>, PolarsError> {
        Ok(self.0.column(name)?.bool()?.iter().collect())
    }

    pub(super) fn texts(&self, name: &str) -> Result<&StringChunked, PolarsError> {
        self.0.column(name)?.str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_a_table_of_before_does_not_have_is_empty() {
        let table = Table::new(&[1, 2])
            .integer("id", |row| Some(*row))
            .text("name", |_| Some("x"));
        let frame = Frame(table.finish().unwrap());
        assert_eq!(frame.newer_integers("id").unwrap(), [Some(1), Some(2)]);
        assert_eq!(frame.newer_integers("clash").unwrap(), [None, None]);
        assert!(frame.newer_texts("name").unwrap().is_some());
        assert!(frame.newer_texts("dial_result").unwrap().is_none());
    }
}
