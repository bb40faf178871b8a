//! CSV as section 5 has it: UTF-8 without BOM, comma, LF, quotes where needed, text unchanged.

use std::io::Write;

use rayon::prelude::*;

use super::WriteError;
use super::cells::Cells;
use crate::table::{ColumnSpec, Kind, Table};
use crate::zone::Zone;

/// The name of a column in CSV: durations are in seconds, and say so.
#[must_use]
pub(crate) fn header(column: &ColumnSpec) -> String {
    match column.kind {
        Kind::Length | Kind::Seconds => format!("{}_s", column.name),
        _ => column.name.clone(),
    }
}

/// Rows that one worker spells at a time.
const ROWS: usize = 256;

/// Writes a table; moments are spelled in `zone`.
///
/// # Errors
///
/// If the sink fails.
pub fn write_csv(table: &Table, zone: Zone, mut sink: impl Write) -> Result<(), WriteError> {
    let mut writer = writer(Vec::new());
    writer.write_record(table.columns.iter().map(header))?;
    sink.write_all(&finish(writer)?)?;
    let columns = table
        .columns
        .iter()
        .map(|spec| {
            let column = table.frame.column(&spec.frame_name())?;
            Cells::of(spec.kind, column)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let height = table.frame.height();
    // A stretch of rows for each worker at a time: the file is never in memory as a whole.
    let stretch = ROWS * rayon::current_num_threads() * 32;
    for start in (0..height).step_by(stretch) {
        let end = (start + stretch).min(height);
        let spelled: Vec<Vec<u8>> = (start..end)
            .into_par_iter()
            .step_by(ROWS)
            .map(|from| spell(&columns, from..(from + ROWS).min(end), zone))
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
    zone: Zone,
) -> Result<Vec<u8>, WriteError> {
    let mut writer = writer(Vec::with_capacity(rows.len() * columns.len() * 6));
    let mut text = String::new();
    let mut record = csv::ByteRecord::new();
    for row in rows {
        record.clear();
        for column in columns {
            text.clear();
            column.spell(row, zone, &mut text);
            record.push_field(text.as_bytes());
        }
        writer.write_byte_record(&record)?;
    }
    finish(writer)
}

fn writer(sink: Vec<u8>) -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(sink)
}

fn finish(writer: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, WriteError> {
    let written = writer.into_inner();
    Ok(written.map_err(csv::IntoInnerError::into_error)?)
}
