//! The sheets after the reports: definitions, problems and the plan.

use rust_xlsxwriter::{Workbook, Worksheet};
use serde_json::Value;

use super::super::WriteError;
use super::super::document::Document;
use super::names::SheetNames;
use super::sheet::float;
use super::styles::Styles;
use super::{column, fitted, row};

/// Writes the definitions of the columns.
pub(super) fn definitions(
    sheet: &mut Worksheet,
    document: &Document<'_>,
    styles: &Styles,
) -> Result<(), WriteError> {
    let words = document.words();
    let text = &words.workbook;
    header(
        sheet,
        [
            (text.table, 22),
            (text.heading, 34),
            (text.column, 28),
            (text.unit, 16),
            (text.meaning, 100),
        ],
        styles,
    )?;
    let mut line = 0;
    for definition in words.definitions(&document.registries()) {
        line += 1;
        let cells = [
            &definition.tables,
            &definition.heading,
            &definition.name,
            definition.unit,
            &definition.meaning,
        ];
        for (place, text) in (0..).zip(cells) {
            sheet.write_string_with_format(line, place, text, &styles.wrapped)?;
        }
    }
    sheet.autofilter(0, 0, line, 4)?;
    Ok(())
}

/// Writes one row per problem, on as many sheets as necessary.
pub(super) fn problems(
    workbook: &mut Workbook,
    document: &Document<'_>,
    names: &mut SheetNames,
    styles: &Styles,
    rows: usize,
) -> Result<(), WriteError> {
    let words = document.words();
    let text = &words.workbook;
    let room = rows.saturating_sub(1).max(1);
    let none: &[crate::ledger::Problem] = &[];
    let chunks = document.problems.chunks(room);
    for problems in chunks.chain(document.problems.is_empty().then_some(none)) {
        let sheet = workbook.add_worksheet_with_low_memory()?;
        sheet.set_name(names.unique(words.common.problems))?;
        header(
            sheet,
            [
                (text.severity, 12),
                (text.code, 24),
                (text.file, 44),
                (text.line, 9),
                (text.session, 14),
                (text.detail, 60),
                (words.page.problem, 60),
                (words.page.effect, 60),
                (words.page.remedy, 60),
            ],
            styles,
        )?;
        for (line, problem) in (1..).zip(problems) {
            let (meaning, effect, remedy) = words.code(problem.code);
            let severity = words.severity(problem.code.severity().name());
            sheet.write_string(line, 0, severity)?;
            sheet.write_string(line, 1, problem.code.name())?;
            if let Some(file) = problem.file {
                sheet.write_string(line, 2, fitted(&(document.path)(file)))?;
            }
            if let Some(number) = problem.line {
                sheet.write_number(line, 3, number)?;
            }
            if let Some(session) = problem.session_id {
                if session.get().unsigned_abs() < 10_u64.pow(15) {
                    sheet.write_number_with_format(line, 4, float(session.get()), &styles.id)?;
                } else {
                    sheet.write_string(line, 4, session.to_string())?;
                }
            }
            sheet.write_string(line, 5, fitted(&problem.detail))?;
            sheet.write_string(line, 6, meaning)?;
            sheet.write_string(line, 7, effect)?;
            sheet.write_string(line, 8, remedy)?;
        }
        sheet.autofilter(0, 0, row(problems.len()), 8)?;
    }
    Ok(())
}

/// Writes the settings of the run and its inputs.
pub(super) fn plan(
    sheet: &mut Worksheet,
    document: &Document<'_>,
    styles: &Styles,
) -> Result<(), WriteError> {
    let words = document.words();
    header(
        sheet,
        [(words.workbook.setting, 28), (words.common.value, 80)],
        styles,
    )?;
    sheet.write_string(1, 0, "phasebook")?;
    sheet.write_string(1, 1, env!("CARGO_PKG_VERSION"))?;
    let mut line = 2;
    for (name, value) in document.settings {
        sheet.write_string(line, 0, name)?;
        match value {
            Value::Null => {}
            Value::Bool(flag) => {
                sheet.write_boolean(line, 1, *flag)?;
            }
            Value::String(text) => {
                sheet.write_string(line, 1, fitted(text))?;
            }
            other => {
                sheet.write_string(line, 1, fitted(&other.to_string()))?;
            }
        }
        line += 1;
    }
    line += 1;
    sheet.write_string_with_format(line, 0, words.common.sources, &styles.header)?;
    sheet.write_string_with_format(line, 1, words.workbook.count, &styles.header)?;
    for (name, count) in document.counts.entries() {
        line += 1;
        sheet.write_string(line, 0, name)?;
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        sheet.write_number_with_format(line, 1, float(count), &styles.count)?;
    }
    Ok(())
}

fn header<const N: usize>(
    sheet: &mut Worksheet,
    columns: [(&str, u16); N],
    styles: &Styles,
) -> Result<(), WriteError> {
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    sheet.set_footer("&L&A&R&P / &N");
    for (place, (heading, width)) in columns.into_iter().enumerate() {
        sheet.set_column_width(column(place), width)?;
        sheet.write_string_with_format(0, column(place), heading, &styles.header)?;
    }
    Ok(())
}
