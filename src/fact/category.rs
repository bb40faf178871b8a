//! Reads the enumerations of the tables of facts, which have a value's number in place of its name.

use polars::prelude::{Column, DataFrame, IntoColumn, PolarsError, StringChunked};

use crate::model::Category;

/// The values of a column.
pub fn categories<C: Category>(
    frame: &DataFrame,
    column: &str,
) -> Result<impl Iterator<Item = Option<C>>, PolarsError> {
    let codes = frame.column(column)?.i32()?.iter();
    Ok(codes.map(|code| code.and_then(C::of_code)))
}

/// A column of numbers with the names in their place.
pub fn with_names(column: &Column, names: &[&str]) -> Result<Column, PolarsError> {
    let name = |code: i32| names.get(usize::try_from(code).ok()?).copied();
    let codes = column.i32()?.iter();
    let texts: StringChunked = codes.map(|code| code.and_then(name)).collect();
    Ok(texts.into_column().with_name(column.name().clone()))
}
