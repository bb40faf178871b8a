//! The sheet of the months: thirteen months of each headline figure and the years to date, with a chart, then
//! the service level of each queue. It prints on one page of A4.

use rust_xlsxwriter::{Chart, Worksheet};

use super::super::WriteError;
use super::super::cells::Value;
use super::super::document::Document;
use super::super::figures::TableCells;
use super::super::first_sheet::{FIGURES, incomplete};
use super::super::terminal::{absent, order};
use super::references::{References, RowKey, write_checked};
use super::styles::Styles;
use super::summary::{ChartRanges, chart};
use super::{column, fitted};
use crate::report::overview::Overview;
use crate::report::row_level;
use crate::report::trend::Trend;

/// The lines of the months, the first figure and the target, which charts point at.
const MONTHS: u32 = 2;
const LEVELS: u32 = 3;
const TARGETS: u32 = LEVELS + 5;
/// Lines that the chart covers.
const CHART_LINES: u32 = 14;

/// The ranges of the chart with this many months.
pub(super) const fn columns(months: u16) -> ChartRanges {
    ChartRanges {
        categories: (MONTHS, 1, MONTHS, months),
        levels: (LEVELS, 1, LEVELS, months),
        targets: (TARGETS, 1, TARGETS, months),
    }
}

/// A column of the sheet: a month or a year to date.
struct TrendColumn {
    heading: String,
    /// The report with the period, its key column, and the key of the period's row.
    table: &'static str,
    key: &'static str,
    text: String,
    is_complete: bool,
}

/// The sheet with the sources of its cells.
struct TrendSheet<'a> {
    document: &'a Document<'a>,
    overview: &'a Overview,
    trend: &'a Trend,
    references: &'a References<'a>,
    styles: &'a Styles,
    periods: Vec<TrendColumn>,
}

/// Fills the sheet.
pub(super) fn fill(
    sheet: &mut Worksheet,
    document: &Document<'_>,
    overview: &Overview,
    trend: &Trend,
    references: &References<'_>,
    styles: &Styles,
) -> Result<(), WriteError> {
    let own = TrendSheet {
        document,
        overview,
        trend,
        references,
        styles,
        periods: periods(document, trend),
    };
    let words = document.words();
    let name = sheet.name();
    sheet.set_screen_gridlines(false);
    sheet.set_landscape().set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 1);
    sheet.set_margins(0.4, 0.4, 0.5, 0.5, 0.3, 0.3);
    sheet.set_column_width(0, 27)?;
    for place in 1..=own.periods.len() {
        sheet.set_column_width(column(place), 9.5)?;
    }
    sheet.write_string_with_format(0, 0, words.sheet.months, &styles.title)?;
    own.headings(sheet, MONTHS, words.common.figure)?;
    own.figures(sheet)?;
    own.targets(sheet)?;
    let mut line = TARGETS + 1;
    for covered in trend.shown() {
        if let Some(note) = incomplete(words, covered) {
            let month = words.brief_period(&covered.month.period());
            let text = format!("{month}. {note}");
            sheet.write_string_with_format(line, 0, text, &styles.note)?;
            line += 1;
        }
    }
    let drawn = drawing(&name, trend, document);
    sheet.insert_chart(line + 1, 0, &drawn)?;
    line = own.queues(sheet, line + CHART_LINES + 2)?;
    sheet.set_print_area(0, 0, line, column(own.periods.len()))?;
    Ok(())
}

fn drawing(sheet: &str, trend: &Trend, document: &Document<'_>) -> Chart {
    let words = document.words();
    let title = format!(
        "{}, {}",
        words.heading("service_level"),
        words.sheet.level_unit
    );
    let months = column(trend.shown().len());
    let mut chart = chart(sheet, &title, &columns(months), document);
    chart.set_width(1190).set_height(270);
    chart
}

fn periods(document: &Document<'_>, trend: &Trend) -> Vec<TrendColumn> {
    let words = document.words();
    let now = trend.month();
    let months = trend.shown().iter().map(|covered| TrendColumn {
        heading: words.brief_period(&covered.month.period()),
        table: "by_month",
        key: "month",
        text: covered.month.text(),
        is_complete: covered.is_complete(),
    });
    let years = [now.year - 1, now.year].map(|year| TrendColumn {
        heading: format!("{} {year}", words.year_to_date(now)),
        table: "year_to_date",
        key: "year",
        text: format!("{year:04}"),
        is_complete: trend.is_complete_to_date(year),
    });
    months.chain(years).collect()
}

impl TrendSheet<'_> {
    /// Writes the headings of the periods after that of the first column.
    fn headings(&self, sheet: &mut Worksheet, line: u32, first: &str) -> Result<(), WriteError> {
        sheet.set_row_height(line, 30)?;
        sheet.write_string_with_format(line, 0, first, &self.styles.header)?;
        for (place, period) in (1..).zip(&self.periods) {
            let format = if period.is_complete {
                &self.styles.centred
            } else {
                &self.styles.partial
            };
            sheet.write_string_with_format(line, place, &period.heading, format)?;
        }
        Ok(())
    }

    /// Writes each headline figure in each period.
    fn figures(&self, sheet: &mut Worksheet) -> Result<(), WriteError> {
        let (document, styles) = (self.document, self.styles);
        let months = TableCells::new(&self.trend.by_month)?;
        let years = TableCells::new(&self.trend.year_to_date)?;
        for (line, figure) in (LEVELS..).zip(FIGURES) {
            let heading = document.words().heading(figure);
            sheet.write_string_with_format(line, 0, heading, &styles.label)?;
            for (place, period) in (1..).zip(&self.periods) {
                let figures = if period.table == "by_month" {
                    &months
                } else {
                    &years
                };
                let keys = [(period.key, RowKey::Text(&period.text))];
                let row = self.references.row(period.table, &keys);
                let formula = |value| self.references.cell(period.table, row, figure, value);
                let own = (0..figures.height)
                    .find(|&row| figures.text(row, period.key) == Some(period.text.as_str()));
                let value = own.map_or(Value::Empty, |row| figures.get(row, figure));
                let format = match value {
                    Value::Rate(_) => &styles.rate,
                    Value::Length(_) => &styles.length,
                    _ => &styles.count,
                };
                write_checked(
                    sheet,
                    document,
                    (line, place),
                    formula(value),
                    value,
                    format,
                )?;
            }
        }
        Ok(())
    }

    /// Writes the target below every period.
    fn targets(&self, sheet: &mut Worksheet) -> Result<(), WriteError> {
        let target = Value::Rate(self.document.level().target.into());
        let heading = self.document.words().common.target;
        sheet.write_string_with_format(TARGETS, 0, heading, &self.styles.label)?;
        for place in 1..=self.periods.len() {
            let at = (TARGETS, column(place));
            write_checked(sheet, self.document, at, None, target, &self.styles.rate)?;
        }
        Ok(())
    }

    /// Writes the service level of each queue in each period. Returns the line after it.
    fn queues(&self, sheet: &mut Worksheet, line: u32) -> Result<u32, WriteError> {
        let (document, styles) = (self.document, self.styles);
        let words = document.words();
        sheet.write_string_with_format(line, 0, words.sheet.by_queue, &styles.section)?;
        self.headings(sheet, line + 1, &words.heading("queue"))?;
        let months = TableCells::new(&self.trend.by_queue_month)?;
        let years = TableCells::new(&self.trend.queue_year_to_date)?;
        let by_queue = TableCells::new(&self.overview.by_queue)?;
        let mut at = line + 1;
        for row in order(&by_queue, &["queue_id", "queue"]) {
            if by_queue.count(row, "offered") == 0 {
                continue;
            }
            at += 1;
            let id = by_queue.integer(row, "queue_id");
            let name = by_queue
                .text(row, "queue")
                .unwrap_or(absent(words, "queue"));
            sheet.write_string_with_format(at, 0, fitted(name), &styles.text)?;
            for (place, period) in (1..).zip(&self.periods) {
                let is_month = period.table == "by_month";
                let figures = if is_month { &months } else { &years };
                let own = (0..figures.height).find(|&row| {
                    figures.integer(row, "queue_id") == id
                        && figures.text(row, period.key) == Some(period.text.as_str())
                });
                let value = own.map_or(Value::Empty, |row| figures.get(row, "service_level"));
                let keys = [
                    ("queue_id", RowKey::Id(id)),
                    (period.key, RowKey::Text(&period.text)),
                ];
                let formula = is_month
                    .then(|| {
                        let row = self.references.row("by_queue_month", &keys);
                        self.references
                            .cell("by_queue_month", row, "service_level", value)
                    })
                    .flatten();
                write_checked(sheet, document, (at, place), formula, value, &styles.rate)?;
            }
            let target = row_level(&document.plan.service_levels, id, None).target;
            let columns = (1, column(self.periods.len()));
            styles.reaching_target(sheet, at, columns, target.into())?;
        }
        sheet.write_string_with_format(at + 1, 0, words.sheet.reached, &styles.note)?;
        Ok(at + 2)
    }
}
