//! The first sheet: the run, the headline, and the service level by queue and day as charts.

use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType, ChartMarker,
    ChartMarkerType, ChartSolidFill, ChartType, Format, Worksheet,
};

use super::super::WriteError;
use super::super::cells::Value;
use super::super::document::Document;
use super::super::figures::Figures;
use super::super::headline::{Headline, headline};
use super::sheet::{float, runs, write};
use super::styles::{GRID, INK, Styles, TARGET};
use super::{fitted, row};
use crate::report::overview::Overview;
use crate::table::{Kind, Table};

/// The column where the charts begin, to the right of the tables.
const CHART_COLUMN: u16 = 8;
/// Rows of the sheet that a chart covers.
const CHART_ROWS: u32 = 20;

/// Fills the sheet.
pub(super) fn fill(
    sheet: &mut Worksheet,
    document: &Document<'_>,
    overview: &Overview,
    styles: &Styles,
) -> Result<(), WriteError> {
    let words = document.words();
    let name = sheet.name();
    sheet.set_screen_gridlines(false);
    sheet.set_landscape().set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_column_width(0, 34)?;
    for place in 1..8 {
        sheet.set_column_width(place, 13)?;
    }
    sheet.write_string_with_format(0, 0, words.common.title, &styles.title)?;
    sheet.write_string_with_format(1, 0, words.common.period, &styles.label)?;
    sheet.write_string(1, 1, document.period())?;
    let mut line = 2;
    for (label, value) in document.terms_of_service() {
        sheet.write_string_with_format(line, 0, label, &styles.label)?;
        sheet.write_string(line, 1, fitted(&value))?;
        line += 1;
    }
    line = headline_table(sheet, document, overview, line + 1, styles)?;

    let queues = Block {
        title: words.common.service_level_by_queue,
        key: "queue",
        absent: words.common.no_queue,
        table: &overview.by_queue,
    };
    let first_chart = line + 1;
    let (range, next) = queues.write(sheet, document, line + 1, styles)?;
    line = next.max(first_chart + CHART_ROWS);
    if let Some(range) = range {
        let chart = chart(&name, queues.title, range, document);
        sheet.insert_chart(first_chart, CHART_COLUMN, &chart)?;
    }
    let days = Block {
        title: words.common.service_level_by_day,
        key: "day",
        absent: "",
        table: &overview.by_day,
    };
    let second_chart = line + 1;
    let (range, _) = days.write(sheet, document, line + 1, styles)?;
    if let Some(range) = range {
        let chart = chart(&name, days.title, range, document);
        sheet.insert_chart(second_chart, CHART_COLUMN, &chart)?;
    }
    Ok(())
}

/// Writes the headline with the target and the previous period. Returns the line after it.
fn headline_table(
    sheet: &mut Worksheet,
    document: &Document<'_>,
    overview: &Overview,
    mut line: u32,
    styles: &Styles,
) -> Result<u32, WriteError> {
    let words = document.words();
    let common = &words.common;
    let mut headings = vec![
        common.figure,
        common.value,
        common.counted,
        common.target,
        "",
    ];
    if overview.previous.is_some() {
        headings.extend([common.previous, common.change]);
    }
    sheet.set_row_height(line, 32)?;
    for (place, heading) in (0..).zip(&headings) {
        let format = if place == 0 {
            &styles.header
        } else {
            &styles.centred
        };
        sheet.write_string_with_format(line, place, *heading, format)?;
    }
    for figure in headline(document, overview)? {
        line += 1;
        sheet.write_string_with_format(line, 0, words.heading(figure.column), &styles.label)?;
        let format = format_of(figure.value, styles);
        write(sheet, line, 1, figure.value, document.plan.zone, format)?;
        sheet.write_string_with_format(line, 2, words.counted(&figure), &styles.right)?;
        if figure.column == "service_level" {
            let target = i64::from(document.level().target);
            sheet.write_number_with_format(line, 3, float(target) / 1e4, &styles.rate)?;
            if let Value::Rate(level) = figure.value {
                let (verdict, format) = if level >= target {
                    (common.met, &styles.good)
                } else {
                    (common.missed, &styles.bad)
                };
                sheet.write_string_with_format(line, 4, verdict, format)?;
            }
        }
        if overview.previous.is_some() {
            let format = format_of(figure.previous, styles);
            write(sheet, line, 5, figure.previous, document.plan.zone, format)?;
            change(sheet, line, &figure, document, styles)?;
        }
    }
    if let Some(previous) = &overview.previous {
        line += 1;
        let text = format!("{}: {}", common.previous, words.period(&previous.period));
        sheet.write_string_with_format(line, 0, text, &styles.note)?;
    }
    Ok(line + 1)
}

/// Writes the change: of a rate in percentage points, of a count as a share, of a duration as a
/// duration.
fn change(
    sheet: &mut Worksheet,
    line: u32,
    figure: &Headline<'_>,
    document: &Document<'_>,
    styles: &Styles,
) -> Result<(), WriteError> {
    let Some(change) = figure.change() else {
        return Ok(());
    };
    match (figure.value, figure.previous.integer()) {
        (Value::Rate(_), _) => {
            let unit = document.words().common.points;
            let sign = if change > 0 { "+" } else { "" };
            let text = format!("{sign}{} {unit}", document.words().hundredths(change));
            sheet.write_string_with_format(line, 6, text, &styles.right)?;
        }
        // Excel cannot show negative times.
        (Value::Length(_), _) => {
            sheet.write_number_with_format(
                line,
                6,
                float(change) / 1000.0,
                &styles.change_points,
            )?;
            sheet.write_string(line, 7, "s")?;
        }
        (_, Some(previous)) if previous != 0 => {
            let share = float(change) / float(previous);
            sheet.write_number_with_format(line, 6, share, &styles.change_percent)?;
        }
        _ => {}
    }
    Ok(())
}

const fn format_of<'a>(value: Value<'_>, styles: &'a Styles) -> &'a Format {
    match value {
        Value::Rate(_) => &styles.rate,
        Value::Length(_) => &styles.length,
        Value::Count(_) => &styles.count,
        _ => &styles.text,
    }
}

/// A table of the summary with a chart.
struct Block<'a> {
    title: &'static str,
    /// The column with the labels.
    key: &'static str,
    /// The label of a row whose label is missing.
    absent: &'static str,
    table: &'a Table,
}

/// The first and last line of a block's rows.
type Range = (u32, u32);

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

impl Block<'_> {
    /// Writes the table. Returns the range of its rows, if it has any, and the line after it.
    fn write(
        &self,
        sheet: &mut Worksheet,
        document: &Document<'_>,
        line: u32,
        styles: &Styles,
    ) -> Result<(Option<Range>, u32), WriteError> {
        let words = document.words();
        sheet.write_string_with_format(line, 0, self.title, &styles.section)?;
        let header = line + 1;
        sheet.set_row_height(header, 32)?;
        sheet.write_string_with_format(header, 0, words.heading(self.key), &styles.header)?;
        for (place, (name, _)) in (1..).zip(COLUMNS) {
            sheet.write_string_with_format(header, place, words.heading(name), &styles.centred)?;
        }
        sheet.write_string_with_format(header, GOAL, words.common.target, &styles.centred)?;
        let figures = Figures::of(self.table)?;
        // Rows without offered sessions have no service level to draw.
        let rows = (0..figures.height).filter(|&at| figures.count(at, "offered") > 0);
        let mut last = header;
        let mut targets = Vec::new();
        for at in rows {
            last += 1;
            match figures.get(at, self.key) {
                Value::Empty => {
                    sheet.write_string(last, 0, self.absent)?;
                }
                value => {
                    let format = match value {
                        Value::Day(_) => &styles.left_day,
                        _ => &styles.text,
                    };
                    write(sheet, last, 0, value, document.plan.zone, format)?;
                }
            }
            for (place, (name, kind)) in (1..).zip(COLUMNS) {
                let value = figures.get(at, name);
                write(
                    sheet,
                    last,
                    place,
                    value,
                    document.plan.zone,
                    styles.of(kind),
                )?;
            }
            let target = figures.target(at, &document.plan.service_levels);
            sheet.write_number_with_format(last, GOAL, float(target) / 1e4, &styles.rate)?;
            targets.push(target);
        }
        for (first, last, target) in runs(header + 1, targets) {
            styles.against_target(sheet, (first, last), LEVEL, target)?;
        }
        let range = (last > header).then_some((header + 1, last));
        Ok((range, last + 2))
    }
}

/// Draws the service level as columns and the target as a line.
fn chart(sheet: &str, title: &str, (first, last): Range, document: &Document<'_>) -> Chart {
    let words = document.words();
    let mut columns = Chart::new(ChartType::Column);
    columns
        .add_series()
        .set_name(words.heading("service_level").as_str())
        .set_categories((sheet, first, 0, last, 0))
        .set_values((sheet, first, LEVEL, last, LEVEL))
        .set_gap(60)
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(INK)));
    let mut line = Chart::new(ChartType::Line);
    let mut marker = ChartMarker::new();
    if first == last {
        // A single point draws no line, so it gets a marker.
        marker.set_type(ChartMarkerType::LongDash).set_size(9);
    } else {
        marker.set_none();
    }
    line.add_series()
        .set_name(words.common.target)
        .set_categories((sheet, first, 0, last, 0))
        .set_values((sheet, first, GOAL, last, GOAL))
        .set_marker(&marker)
        .set_format(
            ChartFormat::new().set_line(
                ChartLine::new()
                    .set_color(TARGET)
                    .set_width(2.0)
                    .set_dash_type(ChartLineDashType::Dash),
            ),
        );
    columns.combine(&line);
    columns.title().set_name(title);
    columns
        .y_axis()
        .set_min(0)
        .set_max(1)
        .set_num_format("0%")
        .set_major_gridlines_line(ChartLine::new().set_color(GRID));
    columns.x_axis().set_num_format("d/m");
    columns.legend().set_position(ChartLegendPosition::Bottom);
    columns.set_alt_text(title);
    let rows = usize::try_from(last - first).unwrap_or(0);
    columns
        .set_width(720.max(row(rows) * 22).min(1400))
        .set_height(380);
    columns
}
