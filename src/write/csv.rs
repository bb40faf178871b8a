//! CSV for programs (UTF-8 without BOM, comma, LF, quotes where needed, text unchanged), or as a
//! spreadsheet reads it.

use std::borrow::Cow;
use std::io::Write;

use rayon::prelude::*;

use super::WriteError;
use super::cells::{self, Cells, Value};
use super::style::{CsvStyle, DurationStyle};
use crate::table::{ColumnSpec, Kind, Table};

/// The name of a column in CSV. Durations carry their unit.
pub(super) fn header(column: &ColumnSpec, durations: DurationStyle) -> String {
    match column.kind {
        Kind::Length | Kind::Seconds => format!("{}{}", column.bare_name(), durations.suffix()),
        _ => column.csv_name(),
    }
}

/// Rows that one worker formats at a time.
const ROWS: usize = 256;

/// Writes a table.
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
    // All workers format some rows at a time, so that the file is never in memory as a whole.
    let chunk = ROWS * rayon::current_num_threads() * 32;
    for start in (0..height).step_by(chunk) {
        let end = (start + chunk).min(height);
        let spelled: Vec<String> = (start..end)
            .into_par_iter()
            .step_by(ROWS)
            .map(|from| spell(&columns, from..(from + ROWS).min(end), style))
            .collect();
        for rows in spelled {
            sink.write_all(rows.as_bytes())?;
        }
    }
    sink.flush()?;
    Ok(())
}

/// The records of some rows. Most cells are numbers, which never need quotes and are not searched
/// for characters that do.
fn spell(columns: &[Cells<'_>], rows: std::ops::Range<usize>, style: CsvStyle) -> String {
    let delimiter = char::from(style.dialect.delimiter());
    let is_for_spreadsheets = style.dialect.is_for_spreadsheets();
    let mut records = String::with_capacity(rows.len() * columns.len() * 6);
    for row in rows {
        for (place, column) in columns.iter().enumerate() {
            if place > 0 {
                records.push(delimiter);
            }
            let value = column.get(row);
            let text = match value {
                Value::Text(text) if is_for_spreadsheets => style.dialect.neutral(text),
                Value::Text(text) => Cow::Borrowed(text),
                Value::Id(id) if is_for_spreadsheets => Cow::Owned(style.dialect.id(id)),
                _ => {
                    value.spell(style, &mut records);
                    continue;
                }
            };
            spell_text(&text, delimiter, &mut records);
        }
        records.push_str(style.dialect.line_end());
    }
    records
}

/// Appends a text, quoted if necessary (RFC 4180, section 2.6 and 2.7).
fn spell_text(text: &str, delimiter: char, record: &mut String) {
    if text.contains([delimiter, '"', '\r', '\n']) {
        record.push('"');
        record.push_str(&text.replace('"', "\"\""));
        record.push('"');
    } else {
        record.push_str(text);
    }
}

fn finish(writer: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, WriteError> {
    let written = writer.into_inner();
    Ok(written.map_err(csv::IntoInnerError::into_error)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::Dialect;

    proptest::proptest! {
        #[test]
        fn texts_have_quotes_where_the_csv_crate_sets_them(
            texts in proptest::collection::vec("[a,;\"\r\n #\u{17e}-]{0,6}", 2..5),
        ) {
            for dialect in [Dialect::Rfc4180, Dialect::Excel, Dialect::ExcelCs] {
                let style = CsvStyle { dialect, ..CsvStyle::plain(crate::time::zone::Zone::UTC) };
                let mut writer = style.writer(Vec::new());
                writer.write_record(&texts).unwrap();
                let delimiter = char::from(dialect.delimiter());
                let mut record = String::new();
                for (place, text) in texts.iter().enumerate() {
                    if place > 0 {
                        record.push(delimiter);
                    }
                    spell_text(text, delimiter, &mut record);
                }
                record.push_str(dialect.line_end());
                proptest::prop_assert_eq!(record.into_bytes(), finish(writer).unwrap());
            }
        }
    }
}
