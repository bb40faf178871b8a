//! Parquet: moments as UTC timestamps in microseconds, dates as dates, exact lengths as int64
//! microseconds (`_us`), the rounded figures of reports as the decimals that CSV shows.

use std::io::Write;

use polars::prelude::{
    Column, DataFrame, DataType, Float64Chunked, IntoColumn, ParquetCompression, ParquetWriter,
    TimeUnit, TimeZone,
};

use super::WriteError;
use crate::table::{ColumnSpec, Kind, Table};

/// Writes a table.
///
/// # Errors
///
/// If the sink fails.
pub fn write_parquet(table: &Table, sink: impl Write) -> Result<(), WriteError> {
    let columns = table
        .columns
        .iter()
        .map(|spec| typed(spec, table.frame.column(&spec.frame_name())?))
        .collect::<Result<Vec<_>, WriteError>>()?;
    let mut frame = DataFrame::new(table.frame.height(), columns)?;
    ParquetWriter::new(sink)
        .with_compression(ParquetCompression::Zstd(None))
        .finish(&mut frame)?;
    Ok(())
}

fn typed(spec: &ColumnSpec, column: &Column) -> Result<Column, WriteError> {
    let decimal = |unit: f64| -> Result<Column, WriteError> {
        let values = column.i64()?;
        #[expect(
            clippy::cast_precision_loss,
            reason = "figures have far less than 53 bits"
        )]
        let values: Float64Chunked = values
            .iter()
            .map(|value| value.map(|value| value as f64 / unit))
            .collect();
        Ok(values.into_column())
    };
    Ok(match spec.kind {
        // A cast would drop the zone.
        Kind::Moment => column
            .i64()?
            .clone()
            .into_datetime(TimeUnit::Microseconds, Some(TimeZone::UTC))
            .into_column(),
        Kind::Day => column.cast(&DataType::Date)?,
        Kind::Seconds => decimal(1e3)?.with_name(super::csv::plain_header(spec).into()),
        Kind::WholeSeconds => column
            .clone()
            .with_name(super::csv::plain_header(spec).into()),
        Kind::Rate | Kind::Decimal => decimal(1e4)?.with_name(spec.name.as_str().into()),
        _ => column.clone(),
    })
}
