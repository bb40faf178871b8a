//! The report rows that a session counts in, found by computing the reports from this session
//! alone.

use polars::prelude::PolarsError;
use serde::Serialize;

use super::value::as_map;
use crate::catalogue::Registry;
use crate::report::{Reports, key_columns};
use crate::table::{Kind, Table};
use crate::time::zone::Zone;
use crate::write::{Cells, CsvStyle};

/// A row of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportRow {
    pub report: String,
    /// The key columns of the row, with their texts in the file.
    #[serde(serialize_with = "as_map")]
    pub row: Vec<(String, String)>,
    /// The counts that include the session, each with how often it counts.
    #[serde(serialize_with = "as_map")]
    pub counts: Vec<(String, i64)>,
    /// The durations for which the session has a value.
    pub lengths: Vec<String>,
}

/// The rows of all reports that count the session or have a value of it.
pub(super) fn report_rows(reports: &Reports, zone: Zone) -> Result<Vec<ReportRow>, PolarsError> {
    let mut rows = Vec::new();
    for table in &reports.tables {
        for row in 0..table.frame.height() {
            let row = report_row(table, row, zone)?;
            if !row.counts.is_empty() || !row.lengths.is_empty() {
                rows.push(row);
            }
        }
    }
    Ok(rows)
}

fn report_row(table: &Table, row: usize, zone: Zone) -> Result<ReportRow, PolarsError> {
    let mut told = ReportRow {
        report: table.name.clone(),
        row: Vec::new(),
        counts: Vec::new(),
        lengths: Vec::new(),
    };
    let keys = key_columns(table);
    let registry = Registry::of_table(&table.name);
    for (index, column) in table.columns.iter().enumerate() {
        let values = table.frame.column(&column.frame_name())?;
        if index < keys {
            let mut text = String::new();
            Cells::new(column.kind, values)?.spell(row, CsvStyle::plain(zone), &mut text);
            told.row.push((column.name.clone(), text));
        } else if column.kind == Kind::Count {
            let count = values.i64()?.get(row).unwrap_or(0);
            match registry.statistic(&column.name) {
                _ if count == 0 => {}
                Some(of) => told.lengths.push(of.duration.to_owned()),
                None => told.counts.push((column.name.clone(), count)),
            }
        }
    }
    Ok(told)
}
