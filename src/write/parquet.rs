//! Parquet: timestamps in UTC in microseconds, dates as dates, exact durations as int64
//! microseconds (`_us`), and rounded figures of reports as the decimals that CSV shows.
//!
//! The Arrow schema in the file declares texts as `large_utf8` instead of polars' `utf8_view`,
//! because a reader that follows the schema may not support views (pyarrow before 16 cannot open
//! such a file), or may have no filter or sort for them. Nothing else in the file depends on that
//! type.

use std::io::Write;

use polars::prelude::{
    Column, CompatLevel, DataFrame, DataType, Float64Chunked, IntoColumn, KeyValueMetadata,
    ParquetCompression, ParquetWriter, PolarsError, SchemaExt, TimeUnit, TimeZone,
};
use polars_parquet::write::schema_to_metadata_key;

use super::WriteError;
use crate::table::{ColumnSpec, Kind, Table};

/// Writes a table.
pub fn write_parquet(table: &Table, sink: impl Write) -> Result<(), WriteError> {
    let columns = table
        .columns
        .iter()
        .map(|spec| typed(spec, table.frame.column(&spec.frame_name())?))
        .collect::<Result<Vec<_>, WriteError>>()?;
    let frame = DataFrame::new(table.frame.height(), columns)?;
    // Every reader supports Snappy, including Excel, Power BI and readers in JavaScript.
    write_frame(frame, sink, ParquetCompression::Snappy)?;
    Ok(())
}

/// Writes a frame with types that the oldest readers support.
pub(crate) fn write_frame(
    mut frame: DataFrame,
    sink: impl Write,
    compression: ParquetCompression,
) -> Result<(), PolarsError> {
    let oldest = CompatLevel::oldest();
    let arrow_schema = frame
        .schema()
        .iter_fields()
        .map(|field| {
            let arrow = field.dtype().to_arrow_field(field.name().clone(), oldest);
            (field.name().clone(), arrow)
        })
        .collect();
    let schema_entry = schema_to_metadata_key(&arrow_schema);
    let schema_entry = (schema_entry.key, schema_entry.value.unwrap_or_default());
    ParquetWriter::new(sink)
        .with_compression(compression)
        .with_key_value_metadata(Some(KeyValueMetadata::from_static(vec![schema_entry])))
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
        Kind::Timestamp => column
            .i64()?
            .clone()
            .into_datetime(TimeUnit::Microseconds, Some(TimeZone::UTC))
            .into_column(),
        Kind::LocalTimestamp => column
            .i64()?
            .clone()
            .into_datetime(TimeUnit::Microseconds, None)
            .into_column(),
        Kind::Day => column.cast(&DataType::Date)?,
        Kind::Seconds => decimal(1e3)?.with_name(spec.csv_name().into()),
        Kind::WholeSeconds => column.clone().with_name(spec.csv_name().into()),
        Kind::Rate | Kind::Decimal => decimal(1e4)?.with_name(spec.name.as_str().into()),
        _ => column.clone(),
    })
}
