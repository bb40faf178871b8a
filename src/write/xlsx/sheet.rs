//! Writes a report to a sheet, or to several if one is too small.

use rust_xlsxwriter::{Format, Note, Workbook, Worksheet};

use super::super::WriteError;
use super::super::cells::Value;
use super::super::document::Document;
use super::super::figures::TableCells;
use super::names::SheetNames;
use super::styles::Styles;
use super::{column, fitted, row};
use crate::catalogue::Registry;
use crate::report::{CONTRACT, key_columns};
use crate::table::{ColumnSpec, Kind, Table};
use crate::time::Timestamp;
use crate::time::zone::{Day, Zone};

/// Number of columns of a report that are printed: its dimensions, counts, rates and means, which fit on one
/// page. With the statistics of the phases the print would be too small to read.
fn printed_columns(table: &Table) -> usize {
    let last = table
        .columns
        .iter()
        .rposition(|column| column.name == "aht");
    let all = table.columns.len();
    match last {
        Some(last) if all > PRINTED => last + 1,
        _ => all,
    }
}

/// Reports with more columns are not printed whole.
const PRINTED: usize = 40;

/// Adds the sheets of a report. `name` is the name of the first sheet, and the name from which those of further sheets
/// are made. Rows go through a temporary file, because a report may be larger than memory.
pub(super) fn add(
    workbook: &mut Workbook,
    document: &Document<'_>,
    table: &Table,
    name: (&str, &str),
    names: &mut SheetNames,
    styles: &Styles,
    rows: usize,
) -> Result<(), WriteError> {
    let (first, name) = name;
    let figures = TableCells::new(table)?;
    let words = document.words();
    let room = rows.saturating_sub(1).max(1);
    let parts = figures.height.div_ceil(room).max(1);
    for part in 0..parts {
        let rows = part * room..((part + 1) * room).min(figures.height);
        let sheet = workbook.add_worksheet_with_low_memory()?;
        let name = match part {
            0 => first.to_owned(),
            _ => names.unique(name),
        };
        sheet.set_name(name)?;
        fill(sheet, document, table, &figures, rows, styles)?;
        let mut notes = Vec::new();
        if part > 0 {
            notes.push(words.workbook.continued);
        }
        if part + 1 < parts {
            notes.push(words.workbook.cut);
        }
        if !notes.is_empty() {
            let note = Note::new(notes.join("; ")).set_author("phasebook");
            sheet.insert_note(0, 0, &note)?;
        }
    }
    Ok(())
}

/// Writes the rows of a part. The key columns stay visible when the sheet is scrolled.
fn fill(
    sheet: &mut Worksheet,
    document: &Document<'_>,
    table: &Table,
    figures: &TableCells<'_>,
    rows: std::ops::Range<usize>,
    styles: &Styles,
) -> Result<(), WriteError> {
    let registry = Registry::of_table(&table.name);
    sheet.set_freeze_panes(1, column(key_columns(table)))?;
    sheet.set_landscape().set_paper_size(9);
    // The report by queue is printed on one page; other reports take as many pages as they need.
    let pages = u16::from(table.name == "by_queue");
    sheet
        .set_print_fit_to_pages(1, pages)
        .set_repeat_rows(0, 0)?;
    if let Some(last) = printed_columns(table).checked_sub(1) {
        sheet.set_print_area(0, 0, row(rows.len()), column(last))?;
    }
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_footer("&L&A&R&P / &N");
    sheet.set_row_height(0, 48)?;
    for (place, (spec, _)) in figures.columns.iter().enumerate() {
        sheet.set_column_width(column(place), width(spec))?;
        let heading = document.words().heading_in(registry, spec);
        sheet.write_string_with_format(0, column(place), fitted(&heading), &styles.header)?;
    }
    let last = rows.len();
    if table.name == CONTRACT {
        fit_contracts(sheet, figures, last, styles)?;
    }
    if let Some(last_column) = figures.columns.len().checked_sub(1) {
        sheet.autofilter(0, 0, row(last), column(last_column))?;
    }
    for (place, (spec, _)) in figures.columns.iter().enumerate() {
        let targets = rows.clone().map(|at| {
            let level = figures.level(at, &document.plan.service_levels);
            let is_level = spec.name == "service_level" || spec.name == level.formula.column();
            is_level.then(|| i64::from(level.target))
        });
        for (first, last, target) in runs(1, targets) {
            if let Some(target) = target {
                styles.against_target(sheet, (first, last), column(place), target)?;
            }
        }
    }
    for (line, at) in (1..).zip(rows) {
        for (place, (spec, cells)) in figures.columns.iter().enumerate() {
            let format = styles.for_kind(spec.kind);
            write(
                sheet,
                line,
                column(place),
                cells.get(at),
                document.plan.zone,
                format,
            )?;
        }
    }
    Ok(())
}

/// Prints the contracts one page wide, without the columns after `not_counted`, which are the terms of the
/// contract, and colours the verdicts.
fn fit_contracts(
    sheet: &mut Worksheet,
    figures: &TableCells<'_>,
    rows: usize,
    styles: &Styles,
) -> Result<(), WriteError> {
    let mut columns = figures.columns.iter();
    let last = columns.position(|(spec, _)| spec.name == "not_counted");
    let last = last.unwrap_or(figures.columns.len().saturating_sub(1));
    for (place, (spec, _)) in figures.columns.iter().enumerate() {
        // Most texts of a contract are short.
        let width = match spec.name.as_str() {
            "contract" | "excluded_by" => 26,
            "queues" => 18,
            "period" | "measure" | "not_counted" => 14,
            _ => 10,
        };
        sheet.set_column_width(column(place), width)?;
        if spec.name == "met" {
            styles.by_flag(sheet, rows, column(place))?;
        }
    }
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_print_area(0, 0, row(rows), column(last))?;
    Ok(())
}

/// Runs of equal neighbours, each with its first and last line.
pub(super) fn runs<T: PartialEq>(
    first: u32,
    values: impl IntoIterator<Item = T>,
) -> Vec<(u32, u32, T)> {
    let mut runs: Vec<(u32, u32, T)> = Vec::new();
    for (line, value) in (first..).zip(values) {
        match runs.last_mut() {
            Some((_, last, known)) if *known == value => *last = line,
            _ => runs.push((line, line, value)),
        }
    }
    runs
}

/// The number in the cell of a duration, rate, decimal or count; `None` for any other value.
pub(super) fn number(value: Value<'_>) -> Option<f64> {
    match value {
        Value::Length(milliseconds) => Some(float(milliseconds) / 86_400_000.0),
        Value::Rate(rate) | Value::Decimal(rate) => Some(float(rate) / 1e4),
        Value::Count(number) => Some(float(number)),
        _ => None,
    }
}

/// Writes a value with its own type; writes nothing for an empty value.
pub(super) fn write(
    sheet: &mut Worksheet,
    line: u32,
    place: u16,
    value: Value<'_>,
    zone: Zone,
    format: &Format,
) -> Result<(), WriteError> {
    match value {
        Value::Empty => {}
        Value::Text(text) => {
            sheet.write_string_with_format(line, place, fitted(text), format)?;
        }
        Value::Flag(flag) => {
            sheet.write_boolean_with_format(line, place, flag, format)?;
        }
        Value::Day(day) => match serial(day) {
            Some(serial) => {
                sheet.write_number_with_format(line, place, serial, format)?;
            }
            None => {
                sheet.write_string(line, place, day.to_string())?;
            }
        },
        Value::Timestamp(at) => {
            if let Some(serial) = serial_timestamp(at, zone) {
                sheet.write_number_with_format(line, place, serial, format)?;
            } else {
                let mut text = String::new();
                zone.format(at, &mut text);
                sheet.write_string(line, place, text)?;
            }
        }
        Value::Length(_) | Value::Rate(_) | Value::Decimal(_) => {
            let number = number(value).unwrap_or_default();
            sheet.write_number_with_format(line, place, number, format)?;
        }
        // Excel keeps only 15 digits of a number.
        Value::Id(number) | Value::Count(number) if number.unsigned_abs() >= 10_u64.pow(15) => {
            sheet.write_string(line, place, number.to_string())?;
        }
        Value::Id(number) | Value::Count(number) => {
            sheet.write_number_with_format(line, place, float(number), format)?;
        }
    }
    Ok(())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a spreadsheet knows no other numbers; figures have far less than 53 bits"
)]
pub(super) const fn float(value: i64) -> f64 {
    value as f64
}

/// Excel's serial number of a date: days since 1899-12-30. `None` before March 1900, where Excel
/// has a day too many, and after the end of its calendar.
fn serial(day: Day) -> Option<f64> {
    let serial = f64::from(day.0) + 25_569.0;
    (61.0..2_958_466.0).contains(&serial).then_some(serial)
}

/// Excel's serial number of a timestamp in local time, to the millisecond.
fn serial_timestamp(at: Timestamp, zone: Zone) -> Option<f64> {
    let local = zone.local(at);
    let milliseconds =
        i64::from(local.second_of_day) * 1000 + at.microseconds().rem_euclid(1_000_000) / 1000;
    Some(serial(local.day)? + float(milliseconds) / 86_400_000.0)
}

/// The width of a column in characters.
const fn width(spec: &ColumnSpec) -> u16 {
    match spec.kind {
        Kind::Text => 24,
        Kind::Timestamp | Kind::LocalTimestamp => 20,
        Kind::Count | Kind::Flag | Kind::Rate | Kind::Decimal => 11,
        Kind::Id | Kind::Day | Kind::Length | Kind::Seconds | Kind::WholeSeconds => 12,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_excels_days() {
        assert_eq!(serial(Day(0)), Some(25_569.0));
        // 2026-10-05.
        assert_eq!(serial(Day(20_731)), Some(46_300.0));
        assert_eq!(serial(Day(-25_509)), None);
        assert_eq!(serial(Day(i32::MAX)), None);
        let at = Timestamp::from_microseconds(43_200_500_999).unwrap();
        assert_eq!(
            serial_timestamp(at, Zone::UTC),
            Some(25_569.0 + 43_200.5 / 86_400.0)
        );
    }
}
