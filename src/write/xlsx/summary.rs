//! The first sheet: the sentence, the headline figures, the queues, a chart, and where the service level was
//! lost. With a trend, it has the chart of the months and prints on one page of A4. Without a trend, it has
//! the days.

use rust_xlsxwriter::utility::row_col_to_cell;
use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartFormat, ChartLegendPosition,
    ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType, ChartSolidFill, ChartType, Color,
    Format, FormatAlign, Worksheet,
};

use super::super::WriteError;
use super::super::cells::Value;
use super::super::document::Document;
use super::super::figures::{NOTHING, TableCells};
use super::super::first_sheet::{Comparison, FirstSheet, SheetFigure, SheetQueue, part};
use super::super::headline::Counted;
use super::references::{References, RowKey, write_checked};
use super::sheet::{float, runs, write};
use super::styles::{ACTUAL, GRID, Styles};
use super::{fitted, row};
use crate::lang::capitalised;
use crate::report::overview::Overview;
use crate::table::{Kind, Table};

/// The last column of the sheet.
const LAST: u16 = 8;
/// Rows of the sheet that a chart covers.
const CHART_ROWS: u32 = 19;

/// Writes the cells of one sheet.
struct Summary<'a> {
    sheet: &'a mut Worksheet,
    document: &'a Document<'a>,
    overview: &'a Overview,
    references: &'a References<'a>,
    styles: &'a Styles,
}

/// Fills the sheet. `trend` is the name of the sheet of the months.
pub(super) fn fill(
    sheet: &mut Worksheet,
    document: &Document<'_>,
    overview: &Overview,
    references: &References<'_>,
    trend: Option<&str>,
    styles: &Styles,
) -> Result<(), WriteError> {
    let words = document.words();
    let name = sheet.name();
    sheet.set_screen_gridlines(false);
    sheet.set_portrait().set_paper_size(9);
    sheet.set_print_fit_to_pages(1, u16::from(trend.is_some()));
    sheet.set_margins(0.5, 0.5, 0.5, 0.5, 0.3, 0.3);
    sheet.set_print_center_horizontally(true);
    sheet.set_column_width(0, 27)?;
    for place in 1..=LAST {
        sheet.set_column_width(place, 11.5)?;
    }
    let first = FirstSheet::new(document, overview)?;
    sheet.write_string_with_format(0, 0, fitted(&document.title()), &styles.title)?;
    sheet.write_string_with_format(1, 0, words.common.period, &styles.label)?;
    sheet.write_string(1, 1, document.period())?;
    sheet.set_row_height(2, 36)?;
    sheet.merge_range(2, 0, 2, LAST, &first.sentence, &styles.sentence)?;
    let mut line = 3;
    if let Some(note) = &first.incomplete {
        sheet.write_string_with_format(line, 0, note, &styles.note)?;
        line += 1;
    }
    let mut summary = Summary {
        sheet,
        document,
        overview,
        references,
        styles,
    };
    line = summary.figures(&first.figures, line + 1)?;
    line = summary.queues(&first, line + 1)?;
    if let Some(trend) = trend {
        let months = overview
            .trend
            .as_ref()
            .map_or(0, |trend| trend.shown().len());
        let last = u16::try_from(months).unwrap_or(0);
        let chart = months_chart(trend, last, document);
        summary.sheet.insert_chart(line + 1, 0, &chart)?;
        line += CHART_ROWS + 2;
    }
    line = summary.losses(&first, line + 1)?;
    line = summary.terms(line + 1)?;
    if trend.is_some() {
        sheet.set_print_area(0, 0, line, LAST)?;
        return Ok(());
    }
    days(sheet, &name, document, overview, line + 1, styles)
}

impl<'a> Summary<'a> {
    /// Writes the headline figures with the values that they are compared with. Returns the line
    /// after them.
    fn figures(&mut self, figures: &[SheetFigure<'_>], line: u32) -> Result<u32, WriteError> {
        let words = self.document.words();
        let common = &words.common;
        let label = |comparison: fn(&SheetFigure<'_>) -> Option<String>| {
            figures.iter().find_map(comparison)
        };
        let previous = label(|figure| figure.previous.as_ref().map(|of| of.label.clone()));
        let before = label(|figure| figure.year_before.as_ref().map(|of| of.label.clone()));
        let period = words.brief_period(&self.document.plan.period);
        let mut headings = vec![common.figure.to_owned(), period, common.counted.to_owned()];
        headings.extend([common.target.to_owned(), format!("Δ {}", common.target)]);
        for label in [previous, before].into_iter().flatten() {
            headings.extend([label.clone(), format!("Δ {label}")]);
        }
        self.headings(line, &headings)?;
        let mut at = line;
        for figure in figures {
            at += 1;
            self.sheet.write_string_with_format(
                at,
                0,
                words.heading(figure.column),
                &self.styles.label,
            )?;
            let format = self.format_of(figure.value);
            let formula = self.figure_formula(figure);
            write_checked(
                self.sheet,
                self.document,
                (at, 1),
                formula,
                figure.value,
                format,
            )?;
            let counted = words.counted_of(figure.counted);
            self.sheet
                .write_string_with_format(at, 2, counted, &self.styles.right)?;
            if let Some(target) = &figure.target {
                self.compared(at, 3, figure, target, None)?;
            }
            let mut place = 5;
            for (compared, month) in [
                (&figure.previous, self.month_before(1)),
                (&figure.year_before, self.month_before(12)),
            ] {
                let Some(compared) = compared else { continue };
                let row = month.and_then(|month| {
                    self.references
                        .row("by_month", &[("month", RowKey::Text(&month))])
                });
                let formula = self
                    .references
                    .cell("by_month", row, figure.column, compared.value);
                self.compared(at, place, figure, compared, formula)?;
                place += 2;
            }
        }
        Ok(at + 1)
    }

    /// The month that is `months` months before that of the trend, as in reports; `None` without a
    /// trend.
    fn month_before(&self, months: u32) -> Option<String> {
        let month = self.overview.trend.as_ref()?.month().before(months)?;
        Some(month.text())
    }

    /// The Excel formula that computes a figure from the sheets of reports.
    fn figure_formula(&self, figure: &SheetFigure<'_>) -> Option<String> {
        let references = self.references;
        match (figure.column, figure.counted) {
            ("service_level", Counted::Ratio(ratio)) => {
                let last = references.last_row("service_levels");
                let formula = self.document.level().formula;
                let (numerator, denominator) = references.level(last, formula, ratio)?;
                Some(format!("ROUND(({numerator})/({denominator}),4)"))
            }
            ("abandon_rate", _) => {
                let total = TableCells::new(&self.overview.total).ok()?;
                let count =
                    |name: &str| references.cell("total", Some(0), name, total.get(0, name));
                let (lost, short) = (count("abandoned")?, count("short_abandoned")?);
                let offered = count("offered")?;
                figure.value.integer()?;
                Some(format!("ROUND(({lost}+{short})/{offered},4)"))
            }
            (column, _) => references.cell("total", Some(0), column, figure.value),
        }
    }

    /// Writes the value that a figure is compared with, followed by the difference.
    fn compared(
        &mut self,
        line: u32,
        place: u16,
        figure: &SheetFigure<'_>,
        compared: &Comparison<'_>,
        formula: Option<String>,
    ) -> Result<(), WriteError> {
        let format = self.format_of(compared.value);
        write_checked(
            self.sheet,
            self.document,
            (line, place),
            formula,
            compared.value,
            format,
        )?;
        let nothing = |sheet: &mut Worksheet| {
            sheet.write_string_with_format(line, place + 1, NOTHING, &self.styles.right)?;
            Ok(())
        };
        let Some(difference) = compared.difference else {
            return nothing(self.sheet);
        };
        let own = cell(line, 1);
        let other = cell(line, place);
        if matches!(figure.value, Value::Rate(_)) {
            return self.points(
                (line, place + 1),
                (&own, &other),
                difference,
                compared.is_better,
            );
        }
        let Some(base) = compared.value.integer().filter(|base| *base != 0) else {
            return nothing(self.sheet);
        };
        let value = Value::Rate(part(difference, base));
        let format = coloured(self.styles.change_percent.clone(), compared.is_better);
        let formula = format!("ROUND({own}/{other}-1,4)");
        write_checked(
            self.sheet,
            self.document,
            (line, place + 1),
            Some(formula),
            value,
            &format,
        )
    }

    /// Writes the difference of two cells with rates in percentage points.
    fn points(
        &mut self,
        (line, place): (u32, u16),
        (own, other): (&str, &str),
        difference: i64,
        is_better: Option<bool>,
    ) -> Result<(), WriteError> {
        let unit = self.document.words().common.points;
        let format = Format::new()
            .set_num_format(format!("+0.00\" {unit}\";-0.00\" {unit}\";0.00\" {unit}\""))
            .set_align(FormatAlign::Right);
        let format = coloured(format, is_better);
        // The difference is in hundredths of a point, a decimal in ten-thousandths.
        let value = Value::Decimal(difference * 100);
        let formula = format!("ROUND(({own}-{other})*100,2)");
        write_checked(
            self.sheet,
            self.document,
            (line, place),
            Some(formula),
            value,
            &format,
        )
    }

    /// Writes the largest queues. Returns the line after them.
    fn queues(&mut self, first: &FirstSheet<'_>, line: u32) -> Result<u32, WriteError> {
        let words = self.document.words();
        let common = &words.common;
        self.sheet
            .write_string_with_format(line, 0, words.sheet.queues, &self.styles.section)?;
        let previous = self.overview.previous.as_ref();
        let previous = previous.filter(|_| self.overview.trend.is_some());
        let previous = previous.map(|previous| words.brief_period(&previous.period));
        let mut headings = vec![
            words.heading("queue"),
            words.heading("offered"),
            capitalised(words.sheet.in_time),
            common.counted.to_owned(),
            words.heading("service_level"),
            common.target.to_owned(),
            format!("Δ {}", common.target),
        ];
        if let Some(label) = &previous {
            headings.extend([label.clone(), format!("Δ {label}")]);
        }
        self.headings(line + 1, &headings)?;
        let by_queue = TableCells::new(&self.overview.by_queue)?;
        let mut at = line + 1;
        for queue in &first.queues {
            at += 1;
            self.queue(at, queue, &by_queue)?;
        }
        if let Some(more) = (first.more_queues > 0).then_some(first.more_queues as u64) {
            at += 1;
            let text = (words.sheet.more_queues)(&words.number(more));
            self.sheet
                .write_string_with_format(at, 0, text, &self.styles.note)?;
        }
        Ok(at + 1)
    }

    fn queue(
        &mut self,
        line: u32,
        queue: &SheetQueue,
        by_queue: &TableCells<'_>,
    ) -> Result<(), WriteError> {
        let references = self.references;
        let of_queue = [("queue_id", RowKey::Id(queue.id))];
        let own = references.row("by_queue", &of_queue);
        let level = references.row("service_levels", &of_queue);
        let level = references.level(level, queue.formula, queue.ratio);
        let (numerator, denominator) = level.unzip();
        self.sheet
            .write_string_with_format(line, 0, fitted(&queue.queue), &self.styles.text)?;
        let row = (0..by_queue.height).find(|&row| by_queue.integer(row, "queue_id") == queue.id);
        let offered = row.map_or(Value::Empty, |row| by_queue.get(row, "offered"));
        let count = |count: u64| Value::Count(i64::try_from(count).unwrap_or(i64::MAX));
        let ratio = queue.ratio;
        for (place, formula, value) in [
            (
                1,
                references.cell("by_queue", own, "offered", offered),
                offered,
            ),
            (2, numerator, count(ratio.numerator)),
            (3, denominator, count(ratio.denominator)),
        ] {
            let format = &self.styles.count;
            write_checked(
                self.sheet,
                self.document,
                (line, place),
                formula,
                value,
                format,
            )?;
        }
        let (in_time, counted, own) = (cell(line, 2), cell(line, 3), cell(line, 4));
        let rate = queue.level.map_or(Value::Empty, Value::Rate);
        let formula = queue.level.map(|_| format!("ROUND({in_time}/{counted},4)"));
        let format = &self.styles.strong_rate;
        write_checked(self.sheet, self.document, (line, 4), formula, rate, format)?;
        let target = Value::Rate(queue.target);
        let zone = self.document.plan.zone;
        write(self.sheet, line, 5, target, zone, &self.styles.rate)?;
        let Some(level) = queue.level else {
            return Ok(());
        };
        let against = level - queue.target;
        let goal = cell(line, 5);
        self.points((line, 6), (&own, &goal), against, Some(against >= 0))?;
        let Some(previous) = queue.previous else {
            return Ok(());
        };
        let month = self.month_before(1).unwrap_or_default();
        let keys = [
            ("queue_id", RowKey::Id(queue.id)),
            ("month", RowKey::Text(&month)),
        ];
        let before = references.row("by_queue_month", &keys);
        let value = Value::Rate(previous);
        let formula = references.cell("by_queue_month", before, "service_level", value);
        let format = &self.styles.rate;
        write_checked(self.sheet, self.document, (line, 7), formula, value, format)?;
        let change = level - previous;
        let is_better = (change != 0).then_some(change > 0);
        let other = cell(line, 7);
        self.points((line, 8), (&own, &other), change, is_better)
    }

    /// Writes where the service level was lost. Returns the line after it.
    fn losses(&mut self, first: &FirstSheet<'_>, line: u32) -> Result<u32, WriteError> {
        let words = self.document.words();
        self.sheet
            .write_string_with_format(line, 0, words.sheet.losses, &self.styles.section)?;
        let mut at = line;
        if first.losses.is_empty() {
            at += 1;
            self.sheet
                .write_string_with_format(at, 0, words.sheet.no_losses, &self.styles.note)?;
            return Ok(at + 1);
        }
        for lost in &first.losses {
            let ratio = lost.loss.level;
            let level = ratio.ten_thousandths().unwrap_or_default();
            let target = i64::from(lost.loss.target);
            let text = format!(
                "{}: {}; {} {}, {}, {} {}",
                lost.place,
                (words.sheet.lost)(lost.loss.sessions, &words.number(lost.loss.sessions)),
                words.ratio(ratio.numerator, ratio.denominator),
                words.sheet.in_time,
                words.against_target(level, target),
                words.page.target_line,
                words.share(target),
            );
            self.sheet
                .write_string_with_format(at + 1, 0, fitted(&text), &self.styles.text)?;
            let command = lost.command.as_deref().unwrap_or_default();
            self.sheet
                .write_string_with_format(at + 2, 0, fitted(command), &self.styles.code)?;
            at += 2;
        }
        at += 1;
        self.sheet.set_row_height(at, 28)?;
        let note = words.sheet.losses_note;
        self.sheet
            .merge_range(at, 0, at, LAST, note, &self.styles.wrapped_note)?;
        Ok(at + 1)
    }

    /// Writes the terms of the figures. Returns the line after them.
    fn terms(&mut self, line: u32) -> Result<u32, WriteError> {
        let mut at = line;
        for (label, value) in self.document.terms_of_service() {
            self.sheet
                .write_string_with_format(at, 0, label, &self.styles.small)?;
            self.sheet
                .write_string_with_format(at, 1, fitted(&value), &self.styles.small)?;
            at += 1;
        }
        Ok(at)
    }

    fn headings(&mut self, line: u32, headings: &[String]) -> Result<(), WriteError> {
        self.sheet.set_row_height(line, 30)?;
        for (place, heading) in (0..).zip(headings) {
            let format = if place == 0 {
                &self.styles.header
            } else {
                &self.styles.centred
            };
            self.sheet
                .write_string_with_format(line, place, fitted(heading), format)?;
        }
        Ok(())
    }

    const fn format_of(&self, value: Value<'_>) -> &'a Format {
        match value {
            Value::Rate(_) => &self.styles.rate,
            Value::Length(_) => &self.styles.length,
            Value::Count(_) => &self.styles.count,
            _ => &self.styles.text,
        }
    }
}

/// A cell of the same sheet.
fn cell(line: u32, place: u16) -> String {
    row_col_to_cell(line, place)
}

/// The format of a difference: green if it is for the better, red if it is for the worse.
fn coloured(format: Format, is_better: Option<bool>) -> Format {
    match is_better {
        Some(true) => format.set_font_color(Color::RGB(0x16_70_3F)).set_bold(),
        Some(false) => format.set_font_color(Color::RGB(0xB3_26_1E)).set_bold(),
        None => format,
    }
}

/// Writes the days with their chart, for a period without a trend.
fn days(
    sheet: &mut Worksheet,
    name: &str,
    document: &Document<'_>,
    overview: &Overview,
    line: u32,
    styles: &Styles,
) -> Result<(), WriteError> {
    let title = document.words().common.service_level_by_day;
    let days = ChartedDays {
        title,
        table: &overview.by_day,
    };
    if let Some((first, last)) = days.write(sheet, document, line, styles)? {
        let columns = ChartRanges {
            categories: (first, 0, last, 0),
            levels: (first, LEVEL, last, LEVEL),
            targets: (first, GOAL, last, GOAL),
        };
        let mut chart = chart(name, title, &columns, document);
        chart.x_axis().set_num_format("d/m");
        let days = usize::try_from(last - first).unwrap_or(0);
        chart
            .set_width(720.max(row(days) * 22).min(1400))
            .set_height(380);
        sheet.insert_chart(line, LAST + 1, &chart)?;
    }
    Ok(())
}

/// The days with a chart.
pub(super) struct ChartedDays<'a> {
    pub(super) title: &'static str,
    pub(super) table: &'a Table,
}

const COLUMNS: [(&str, Kind); 5] = [
    ("offered", Kind::Count),
    ("answered", Kind::Count),
    ("abandon_rate", Kind::Rate),
    ("asa", Kind::Seconds),
    ("service_level", Kind::Rate),
];

/// The columns of the sheet with the service level and its target.
const LEVEL: u16 = 5;
const GOAL: u16 = 6;

impl ChartedDays<'_> {
    /// Writes the table. Returns the first and last line of its rows, if it has any.
    fn write(
        &self,
        sheet: &mut Worksheet,
        document: &Document<'_>,
        line: u32,
        styles: &Styles,
    ) -> Result<Option<(u32, u32)>, WriteError> {
        let words = document.words();
        sheet.write_string_with_format(line, 0, self.title, &styles.section)?;
        let header = line + 1;
        sheet.set_row_height(header, 32)?;
        sheet.write_string_with_format(header, 0, words.heading("day"), &styles.header)?;
        for (place, (name, _)) in (1..).zip(COLUMNS) {
            sheet.write_string_with_format(header, place, words.heading(name), &styles.centred)?;
        }
        sheet.write_string_with_format(header, GOAL, words.common.target, &styles.centred)?;
        let figures = TableCells::new(self.table)?;
        // Rows without offered sessions have no service level to draw.
        let rows = (0..figures.height).filter(|&at| figures.count(at, "offered") > 0);
        let mut last = header;
        let mut targets = Vec::new();
        let zone = document.plan.zone;
        for at in rows {
            last += 1;
            let day = figures.get(at, "day");
            write(sheet, last, 0, day, zone, &styles.left_day)?;
            for (place, (name, kind)) in (1..).zip(COLUMNS) {
                let value = figures.get(at, name);
                write(sheet, last, place, value, zone, styles.for_kind(kind))?;
            }
            let target = figures.target(at, &document.plan.service_levels);
            sheet.write_number_with_format(last, GOAL, float(target) / 1e4, &styles.rate)?;
            targets.push(target);
        }
        for (first, last, target) in runs(header + 1, targets) {
            styles.against_target(sheet, (first, last), LEVEL, target)?;
        }
        Ok((last > header).then_some((header + 1, last)))
    }
}

/// The ranges of a chart: first line and column, last line and column.
pub(super) struct ChartRanges {
    pub(super) categories: (u32, u16, u32, u16),
    pub(super) levels: (u32, u16, u32, u16),
    pub(super) targets: (u32, u16, u32, u16),
}

/// The chart of the service level by month, drawn from the cells of the sheet of the months.
fn months_chart(sheet: &str, months: u16, document: &Document<'_>) -> Chart {
    let words = document.words();
    let title = format!(
        "{}: {}, {}",
        words.sheet.months,
        words.heading("service_level"),
        words.sheet.level_unit
    );
    let mut chart = chart(sheet, &title, &super::trend::columns(months), document);
    chart.set_width(880).set_height(370);
    chart
}

/// Draws the service level as columns with their figures, and the target as a line.
pub(super) fn chart(
    sheet: &str,
    title: &str,
    ranges: &ChartRanges,
    document: &Document<'_>,
) -> Chart {
    let words = document.words();
    let range = |(first, from, last, to): (u32, u16, u32, u16)| (sheet, first, from, last, to);
    let is_short = ranges.levels.0 == ranges.levels.2;
    let mut columns = Chart::new(ChartType::Column);
    let series = columns.add_series();
    series
        .set_name(words.heading("service_level").as_str())
        .set_categories(range(ranges.categories))
        .set_values(range(ranges.levels))
        .set_gap(60)
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(ACTUAL)));
    if is_short {
        series.set_data_label(
            ChartDataLabel::new()
                .show_value()
                .set_num_format("0.00%")
                .set_position(ChartDataLabelPosition::OutsideEnd),
        );
    }
    let mut line = Chart::new(ChartType::Line);
    let mut marker = ChartMarker::new();
    if ranges.targets.0 == ranges.targets.2 && ranges.targets.1 == ranges.targets.3 {
        // A single point draws no line, so it gets a marker.
        marker.set_type(ChartMarkerType::LongDash).set_size(9);
    } else {
        marker.set_none();
    }
    line.add_series()
        .set_name(words.common.target)
        .set_categories(range(ranges.categories))
        .set_values(range(ranges.targets))
        .set_marker(&marker)
        .set_format(
            ChartFormat::new().set_line(
                ChartLine::new()
                    .set_color(Color::Black)
                    .set_width(1.25)
                    .set_dash_type(ChartLineDashType::Dash),
            ),
        );
    columns.combine(&line);
    columns.title().set_name(title);
    columns
        .title()
        .set_font(ChartFont::new().set_size(11).set_bold());
    columns
        .y_axis()
        .set_min(0)
        .set_max(1)
        .set_major_unit(0.2)
        .set_num_format("0%")
        .set_major_gridlines_line(ChartLine::new().set_color(GRID));
    columns.legend().set_position(ChartLegendPosition::Bottom);
    columns.set_alt_text(title);
    columns
}
