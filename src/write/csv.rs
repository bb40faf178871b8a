//! CSV as section 5 has it: UTF-8 without BOM, comma, LF, quotes where needed, text unchanged.

use std::io::Write;

use super::WriteError;
use super::cells::Cells;
use crate::table::{ColumnSpec, Kind, Table};
use crate::zone::Zone;

/// The name of a column in CSV: durations are in seconds, and say so.
#[must_use]
pub fn header(column: &ColumnSpec) -> String {
    match column.kind {
        Kind::Length | Kind::Seconds => format!("{}_s", column.name),
        _ => column.name.clone(),
    }
}

/// Writes a table; moments are spelled in `zone`.
///
/// # Errors
///
/// If the sink fails.
pub fn write_csv(table: &Table, zone: Zone, sink: impl Write) -> Result<(), WriteError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(sink);
    writer.write_record(table.columns.iter().map(header))?;
    let columns = table
        .columns
        .iter()
        .map(|spec| {
            let column = table.frame.column(&spec.frame_name())?;
            Cells::of(spec.kind, column)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let mut text = String::new();
    for row in 0..table.frame.height() {
        for column in &columns {
            text.clear();
            column.spell(row, zone, &mut text);
            writer.write_field(&text)?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()?;
    Ok(())
}
