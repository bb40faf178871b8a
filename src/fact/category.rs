//! Reads the enumerations in the tables of facts, whose frames hold the number of a value in place of its name.

use polars::prelude::{Column, DataFrame, IntoColumn, PolarsError, StringChunked};

use crate::model::Category;

/// The values of an enumeration in a column; fails if the frame has no such column of numbers.
pub fn categories<C: Category>(
    frame: &DataFrame,
    column: &str,
) -> Result<impl Iterator<Item = Option<C>>, PolarsError> {
    let codes = frame.column(column)?.i32()?.iter();
    Ok(codes.map(|code| code.and_then(C::of_code)))
}

/// An enumeration's column with names in place of numbers; fails if the column does not hold such numbers.
pub fn with_names(column: &Column, names: &[&str]) -> Result<Column, PolarsError> {
    let name = |code: i32| names.get(usize::try_from(code).ok()?).copied();
    let codes = column.i32()?.iter();
    let texts: StringChunked = codes.map(|code| code.and_then(name)).collect();
    Ok(texts.into_column().with_name(column.name().clone()))
}
