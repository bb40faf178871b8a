//! CSV as section 5 has it (UTF-8 without BOM, comma, LF, quotes where needed, text unchanged), or as
//! a spreadsheet reads it.

use std::io::Write;

use rayon::prelude::*;

use super::WriteError;
use super::cells::{self, Cells};
use super::style::{CsvStyle, DurationStyle};
use crate::table::{ColumnSpec, Kind, Table};

/// The name of a column in CSV: durations say their unit.
#[must_use]
pub(super) fn header(column: &ColumnSpec, durations: DurationStyle) -> String {
    match column.kind {
        Kind::Length | Kind::Seconds => format!("{}{}", column.name, durations.suffix()),
        Kind::WholeSeconds => format!("{}_s", column.name),
        _ => column.name.clone(),
    }
}

/// The name of a column in CSV for programs.
#[must_use]
pub(crate) fn plain_header(column: &ColumnSpec) -> String {
    header(column, DurationStyle::Seconds)
}

/// Rows that one worker spells at a time.
const ROWS: usize = 256;

/// Writes a table.
///
/// # Errors
///
/// If the sink fails.
pub fn write_csv(table: &Table, style: CsvStyle, mut sink: impl Write) -> Result<(), WriteError> {
    sink.write_all(style.dialect.byte_order_mark())?;
    let mut writer = style.writer(Vec::new());
    writer.write_record(
        table
            .columns
            .iter()
            .map(|column| header(column, style.durations)),
    )?;
    sink.write_all(&finish(writer)?)?;
    let columns: Vec<Cells<'_>> = cells::columns(table)?
        .into_iter()
        .map(|(_, cells)| cells)
        .collect();
    let height = table.frame.height();
    // A stretch of rows for each worker at a time: the file is never in memory as a whole.
    let stretch = ROWS * rayon::current_num_threads() * 32;
    for start in (0..height).step_by(stretch) {
        let end = (start + stretch).min(height);
        let spelled: Vec<Vec<u8>> = (start..end)
            .into_par_iter()
            .step_by(ROWS)
            .map(|from| spell(&columns, from..(from + ROWS).min(end), style))
            .collect::<Result<_, _>>()?;
        for rows in spelled {
            sink.write_all(&rows)?;
        }
    }
    sink.flush()?;
    Ok(())
}

fn spell(
    columns: &[Cells<'_>],
    rows: std::ops::Range<usize>,
    style: CsvStyle,
) -> Result<Vec<u8>, WriteError> {
    let mut writer = style.writer(Vec::with_capacity(rows.len() * columns.len() * 6));
    let mut text = String::new();
    let mut record = csv::ByteRecord::new();
    for row in rows {
        record.clear();
        for column in columns {
            text.clear();
            column.spell(row, style, &mut text);
            record.push_field(text.as_bytes());
        }
        writer.write_byte_record(&record)?;
    }
    finish(writer)
}

fn finish(writer: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, WriteError> {
    let written = writer.into_inner();
    Ok(written.map_err(csv::IntoInnerError::into_error)?)
}
