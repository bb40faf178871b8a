//! Finds the row and the figure of a request, and explains why if they do not exist.

use polars::prelude::PolarsError;

use super::CellRequest;
use crate::error::Error;
use crate::report::{ReportColumn, key_columns};
use crate::table::Table;
use crate::text::nearest::nearest;
use crate::write::{Cells, CsvStyle};

/// The figure with this name, with or without its unit.
pub(super) fn find_metric<'a>(
    columns: &'a [ReportColumn],
    typed: &str,
) -> Result<&'a ReportColumn, Error> {
    let bare = typed.strip_suffix("_s").unwrap_or(typed);
    let named = |name: &str| columns.iter().find(|column| column.name() == name);
    named(typed)
        .or_else(|| named(bare))
        .ok_or_else(|| unknown_metric(columns, typed))
}

pub(super) fn unknown_metric(columns: &[ReportColumn], typed: &str) -> Error {
    let bare = typed.strip_suffix("_s").unwrap_or(typed);
    let near = nearest(bare, columns.iter().map(ReportColumn::name));
    Error::failed(
        format!("this report has no figure `{typed}`"),
        near.map_or_else(
            || "`phasebook columns` lists all figures".to_owned(),
            |near| format!("did you mean {near}? `phasebook columns` lists all figures"),
        ),
    )
}

/// The texts of the key columns.
pub(super) fn keys(
    request: CellRequest<'_>,
    table: &Table,
    row: usize,
) -> Result<Vec<(String, String)>, PolarsError> {
    table.columns[..key_columns(table)]
        .iter()
        .map(|column| {
            let values = table.frame.column(&column.frame_name())?;
            let mut text = String::new();
            Cells::new(column.kind, values)?.spell(
                row,
                CsvStyle::plain(request.plan.zone),
                &mut text,
            );
            Ok((column.name.clone(), text))
        })
        .collect()
}

/// The only row that matches the request.
pub(super) fn find_row(request: CellRequest<'_>, table: &Table) -> Result<usize, Error> {
    let rows: Vec<Vec<(String, String)>> = (0..table.frame.height())
        .map(|row| keys(request, table, row))
        .collect::<Result<_, _>>()?;
    let report = request.report_name(table);
    let columns: Vec<&str> = table.columns[..key_columns(table)]
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    for (column, _) in request.wheres {
        if !columns.contains(&column.as_str()) {
            return Err(unknown_column(report, &columns, column));
        }
    }
    let value = |row: usize, column: &str| -> &str {
        let cell = rows[row].iter().find(|(name, _)| name == column);
        cell.map_or("", |(_, text)| text.as_str())
    };
    let mut fitting: Vec<usize> = (0..rows.len()).collect();
    for (column, wanted) in request.wheres {
        let before = fitting.clone();
        fitting.retain(|&row| value(row, column) == wanted);
        if fitting.is_empty() {
            // As for reports, a value is a name or an id.
            let id = format!("{column}_id");
            fitting.clone_from(&before);
            fitting.retain(|&row| value(row, &id) == wanted && !wanted.is_empty());
        }
        if fitting.is_empty() {
            let mut values: Vec<&str> = before.iter().map(|&row| value(row, column)).collect();
            values.sort_unstable();
            values.dedup();
            return Err(unknown_value(report, column, wanted, &values));
        }
    }
    match fitting[..] {
        [row] => Ok(row),
        [] => Err(Error::failed(
            format!("the report {report} has no rows"),
            "no session is in the period: choose another".to_owned(),
        )),
        [first, second, ..] => {
            let differs = |column: &&&str| value(first, column) != value(second, column);
            let named = columns
                .iter()
                .find(|column| !column.ends_with("_id") && differs(column));
            let open = named.or_else(|| columns.iter().find(differs));
            let open = open.copied().unwrap_or_default();
            let mut values: Vec<&str> = fitting.iter().map(|&row| value(row, open)).collect();
            values.dedup();
            Err(Error::failed(
                format!("{} rows of {} fit", fitting.len(), report),
                format!(
                    "say which {open}, as --where {}: there are {}",
                    shell(&format!("{open}={}", values.last().unwrap_or(&""))),
                    listed(&values)
                ),
            ))
        }
    }
}

/// Lists the first of some values.
fn listed(values: &[&str]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<&str> = values
        .iter()
        .map(|value| if value.is_empty() { "(empty)" } else { value })
        .take(SHOWN)
        .collect();
    let more = if values.len() > SHOWN { ", ..." } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// Quotes a value for a shell.
fn shell(value: &str) -> String {
    if value.contains(char::is_whitespace) {
        format!("'{value}'")
    } else {
        value.to_owned()
    }
}

fn unknown_column(report: &str, columns: &[&str], typed: &str) -> Error {
    let all = columns.join(", ");
    let near = nearest(typed, columns.iter().copied());
    Error::failed(
        format!("--where: the rows of {report} have no column `{typed}`"),
        match near {
            _ if columns.is_empty() => "it has a single row: leave --where out".to_owned(),
            Some(near) => format!("did you mean {near}? There are {all}"),
            None => format!("there are {all}"),
        },
    )
}

fn unknown_value(report: &str, column: &str, typed: &str, values: &[&str]) -> Error {
    let near = nearest(typed, values.iter().copied());
    let listed = listed(values);
    Error::failed(
        format!("no such row of {report} has {column} `{typed}`"),
        match near {
            Some(near) => format!("did you mean {near}? There are {listed}"),
            None => format!("there are {listed}"),
        },
    )
}
