//! JSON: an object per row with the columns of CSV. Numbers are numbers; missing values are null.

use std::io::Write;

use super::WriteError;
use super::cells::{Cells, Value, columns, decimal};
use super::document::Document;
use super::problems::problem_counts;
use crate::table::Table;
use crate::time::zone::Zone;

/// Writes a table as an array, one row per line.
pub fn write_json(table: &Table, zone: Zone, mut sink: impl Write) -> Result<(), WriteError> {
    let mut separator = "[\n";
    each_row(table, None, zone, |row| {
        sink.write_all(separator.as_bytes())?;
        separator = ",\n";
        Ok(sink.write_all(row.as_bytes())?)
    })?;
    let end = if separator == "[\n" { "[]\n" } else { "\n]\n" };
    sink.write_all(end.as_bytes())?;
    sink.flush()?;
    Ok(())
}

/// Writes a table as one object per line. If the name of a report is given, each object begins with
/// it.
pub fn write_ndjson(
    table: &Table,
    report: Option<&str>,
    zone: Zone,
    mut sink: impl Write,
) -> Result<(), WriteError> {
    each_row(table, report, zone, |row| {
        sink.write_all(row.as_bytes())?;
        Ok(sink.write_all(b"\n")?)
    })?;
    sink.flush()?;
    Ok(())
}

/// The reports of a run as one object, with settings and counts.
pub fn print_json(document: &Document<'_>) -> Result<String, WriteError> {
    let settings: serde_json::Map<_, _> = document.settings.iter().cloned().collect();
    let object = |entries: Vec<(&'static str, u64)>| -> serde_json::Map<_, _> {
        let entries = entries.into_iter();
        entries
            .map(|(name, count)| (name.to_owned(), count.into()))
            .collect()
    };
    let problems = problem_counts(document.problems).into_iter();
    let problems = problems.map(|(code, count)| (code.name(), count)).collect();
    let mut text = Vec::new();
    write!(
        text,
        "{{\n\"phasebook\": \"{}\",\n\"settings\": {},\n\"counts\": {},\n\"problems\": {},\n\"reports\": {{",
        env!("CARGO_PKG_VERSION"),
        serde_json::to_string(&settings)?,
        serde_json::to_string(&object(document.counts.entries()))?,
        serde_json::to_string(&object(problems))?,
    )?;
    for (place, table) in document.tables.iter().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        write!(text, "{comma}\n{}: ", serde_json::to_string(&table.name)?)?;
        write_json(table, document.plan.zone, &mut text)?;
        text.pop();
    }
    text.extend_from_slice(b"\n}\n}\n");
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// The rows of all reports of a run, one object per line.
pub fn print_ndjson(document: &Document<'_>) -> Result<String, WriteError> {
    let mut text = Vec::new();
    for table in document.tables {
        write_ndjson(table, Some(&table.name), document.plan.zone, &mut text)?;
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn each_row(
    table: &Table,
    report: Option<&str>,
    zone: Zone,
    mut take: impl FnMut(&str) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let columns: Vec<(String, Cells<'_>)> = columns(table)?
        .into_iter()
        .map(|(spec, cells)| {
            let name = serde_json::to_string(&spec.csv_name())?;
            Ok((name, cells))
        })
        .collect::<Result<_, WriteError>>()?;
    let mut text = String::new();
    for row in 0..table.frame.height() {
        text.clear();
        text.push('{');
        if let Some(report) = report {
            text.push_str("\"report\":");
            text.push_str(&serde_json::to_string(report)?);
            text.push(',');
        }
        for (place, (name, cells)) in columns.iter().enumerate() {
            if place > 0 {
                text.push(',');
            }
            text.push_str(name);
            text.push(':');
            spell(cells.get(row), zone, &mut text)?;
        }
        text.push('}');
        take(&text)?;
    }
    Ok(())
}

fn spell(value: Value<'_>, zone: Zone, text: &mut String) -> Result<(), WriteError> {
    match value {
        Value::Empty => text.push_str("null"),
        Value::Text(value) => text.push_str(&serde_json::to_string(value)?),
        Value::Flag(value) => text.push_str(if value { "true" } else { "false" }),
        Value::Day(day) => text.push_str(&serde_json::to_string(&day.to_string())?),
        Value::Timestamp(at) => {
            text.push('"');
            zone.format(at, text);
            text.push('"');
        }
        Value::Length(value) => decimal::<1_000>(value, b'.', text),
        Value::Rate(value) | Value::Decimal(value) => decimal::<10_000>(value, b'.', text),
        Value::Id(value) | Value::Count(value) => decimal::<1>(value, b'.', text),
    }
    Ok(())
}
