//! The workbook: a summary with charts, a sheet per report, definitions, problems and the plan.
//!
//! Cells are typed: durations are Excel times shown as `[h]:mm:ss`, rates are percentages, dates
//! are dates. Text is text: nothing from a dump is ever a formula or a link.

mod lists;
mod names;
mod references;
mod sheet;
mod sink;
mod styles;
mod summary;
mod trend;

use std::borrow::Cow;
use std::io::{Seek, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use self::names::SheetNames;
use self::references::References;
use self::sink::FirstError;
use self::styles::Styles;
use super::WriteError;
use super::document::Document;
use crate::text::printable::printable_lines;

/// Maximal number of rows of an Excel sheet, including the header.
const ROWS: usize = 1_048_576;

/// Writes the workbook.
///
/// # Errors
///
/// If the sink fails, or one of the temporary files that large sheets go through.
pub fn write_xlsx(
    document: &Document<'_>,
    sink: impl Write + Seek + Send,
) -> Result<(), WriteError> {
    let write = || {
        let mut workbook = build(document, ROWS)?;
        // The writer starts a thread for the summary and panics if the system refuses. Starting one
        // here first turns that into an error.
        let thread = std::thread::Builder::new().spawn(|| ());
        let _ = thread.map_err(WriteError::NoThread)?.join();
        let (sink, first_error) = FirstError::new(sink);
        let saved = workbook.save_to_writer(sink);
        first_error.outcome()?;
        Ok(saved?)
    };
    // The writer panics if it cannot write to its temporary files or to the sink. It is not used
    // after a panic.
    catch_unwind(AssertUnwindSafe(write)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        Err(WriteError::Ended(
            text.unwrap_or("it cannot be written").to_owned(),
        ))
    })
}

/// Builds the workbook with at most `rows` rows per sheet.
fn build(document: &Document<'_>, rows: usize) -> Result<Workbook, WriteError> {
    let words = document.words();
    let mut workbook = Workbook::new();
    // A fixed creation time, so that the same input gives the same bytes.
    let epoch = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new()
        .set_title(format!("{}: {}", document.title(), document.period()))
        .set_author("phasebook")
        .set_creation_datetime(&epoch);
    workbook.set_properties(&properties);
    let styles = Styles::new();
    let mut names = SheetNames::default();
    let first = document.overview.map(|overview| {
        let summary = names.unique(words.common.summary);
        let trend = overview.trend.as_ref();
        let trend = trend.filter(|trend| trend.reaches_back());
        let trend = trend.map(|trend| (trend, names.unique(words.workbook.trend)));
        (overview, summary, trend)
    });
    let wanted: Vec<String> = document
        .tables
        .iter()
        .map(|table| names::of_report(document, table))
        .collect();
    // Formulas in the summary point at these sheets, so they get their names first.
    let given: Vec<String> = wanted.iter().map(|name| names.unique(name)).collect();
    if let Some((overview, summary, trend)) = first {
        let references = References::new(document, &given, rows)?;
        let of_trend = trend.as_ref().map(|(_, name)| name.as_str());
        let sheet = workbook.add_worksheet().set_name(summary)?;
        summary::fill(sheet, document, overview, &references, of_trend, &styles)?;
        if let Some((months, name)) = trend {
            let sheet = workbook.add_worksheet().set_name(name)?;
            trend::fill(sheet, document, overview, months, &references, &styles)?;
        }
    }
    for ((table, given), wanted) in document.tables.iter().zip(&given).zip(&wanted) {
        sheet::add(
            &mut workbook,
            document,
            table,
            (given, wanted),
            &mut names,
            &styles,
            rows,
        )?;
    }
    let name = names.unique(words.common.definitions);
    let sheet = workbook.add_worksheet_with_low_memory()?;
    sheet.set_name(name)?;
    lists::definitions(sheet, document, &styles)?;
    lists::problems(&mut workbook, document, &mut names, &styles, rows)?;
    let name = names.unique(words.common.plan);
    let sheet = workbook.add_worksheet_with_low_memory()?;
    sheet.set_name(name)?;
    lists::plan(sheet, document, &styles)?;
    Ok(workbook)
}

/// A row or column number of a sheet; both are far below the limits of their types.
fn row(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn column(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// Maximal number of characters in a cell.
const CELL: usize = 32_767;

/// Cuts a text to the size of a cell. Control characters are dropped, and characters that change
/// the direction of writing are shown as code points.
fn fitted(text: &str) -> Cow<'_, str> {
    let mut text = printable_lines(text);
    // Excel counts UTF-16 units; a text has at most as many of them as bytes of UTF-8.
    if text.len() > CELL {
        let mut units = 0;
        let mut letters = text.char_indices();
        let first_too_many = letters.find(|(_, letter)| {
            units += letter.len_utf16();
            units > CELL
        });
        if let Some((end, _)) = first_too_many {
            text = Cow::Owned(text[..end].to_owned());
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use calamine::Reader;
    use polars::prelude::{Column, DataFrame, NamedFrom, Series};

    use super::*;
    use crate::lang::Lang;
    use crate::ledger::Counts;
    use crate::settings::FactPlan;
    use crate::table::{ColumnSpec, Kind, Table};

    #[test]
    fn a_report_that_is_longer_than_a_sheet_goes_on_on_the_next_with_a_note() {
        let values: Column = Series::new("sessions".into(), [1_i64, 2, 3, 4, 5]).into();
        let table = Table {
            name: "by_queue".to_owned(),
            columns: vec![ColumnSpec {
                name: "sessions".to_owned(),
                kind: Kind::Count,
            }],
            frame: DataFrame::new(5, vec![values]).unwrap(),
        };
        let plan = FactPlan::default();
        let document = Document {
            lang: Lang::En,
            plan: &plan,
            settings: &[],
            counts: &Counts::default(),
            problems: &[],
            path: &|_| String::new(),
            tables: &[&table],
            columns_are_chosen: false,
            overview: None,
            company: None,
            explain: None,
        };
        let bytes = build(&document, 3).unwrap().save_to_buffer().unwrap();
        let mut book =
            calamine::Xlsx::new(std::io::Cursor::new(bytes.clone())).expect("a workbook");
        let names = book.sheet_names();
        assert_eq!(
            names,
            [
                "Queues",
                "Queues (2)",
                "Queues (3)",
                "Definitions",
                "Problems",
                "Plan"
            ]
        );
        let cells: Vec<Vec<String>> = names[..3]
            .iter()
            .map(|name| {
                let range = book.worksheet_range(name).unwrap();
                range.rows().map(|row| row[0].to_string()).collect()
            })
            .collect();
        assert_eq!(
            cells,
            [
                vec!["Sessions", "1", "2"],
                vec!["Sessions", "3", "4"],
                vec!["Sessions", "5"]
            ]
        );
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut notes = Vec::new();
        for place in 0..archive.len() {
            let mut member = archive.by_index(place).unwrap();
            if member.name().unwrap().starts_with("xl/comments") {
                let mut text = String::new();
                std::io::Read::read_to_string(&mut member, &mut text).unwrap();
                notes.push(text);
            }
        }
        let words = Lang::En.words().workbook;
        assert_eq!(notes.len(), 3);
        let said = |text: &str| notes.iter().filter(|note| note.contains(text)).count();
        assert_eq!((said(words.cut), said(words.continued)), (2, 2));
    }
}
