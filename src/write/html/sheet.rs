//! The first sheet of the page: one side of A4 when printed.
//!
//! The notation is that of the International Business Communication Standards: what is measured and its unit
//! in the title, actual figures dark, earlier ones lighter, targets in outline, differences green for better
//! and red for worse, time from left to right, and no drawing without its figures.

use std::cmp::Reverse;

use polars::prelude::PolarsError;

use super::super::cells::Value;
use super::super::document::Document;
use super::super::figures::{NOTHING, TableCells, clock};
use super::super::first_sheet::{
    Comparison, FIGURES, FirstSheet, QueueMonths, SheetQueue, incomplete,
};
use super::super::terminal::absent;
use super::scale::{hundredths, place};
use crate::lang::Words;
use crate::report::overview::Overview;
use crate::report::trend::Trend;

/// The first sheet in texts and coordinates.
pub(super) struct Sheet {
    pub(super) sentence: String,
    pub(super) incomplete: Option<String>,
    pub(super) cards: Vec<Card>,
    pub(super) queues: Vec<QueueBar>,
    /// The month before, if the queues are compared with it.
    pub(super) previous: Option<String>,
    pub(super) more_queues: Option<String>,
    pub(super) months: Option<MonthChart>,
    pub(super) losses: Vec<LossRow>,
}

/// A headline figure.
pub(super) struct Card {
    pub(super) label: String,
    pub(super) unit: &'static str,
    pub(super) value: String,
    pub(super) counted: String,
    /// Whether the target is met; `None` without a target.
    pub(super) is_met: Option<bool>,
    pub(super) compared: Vec<ComparedValue>,
}

/// A value that a figure is compared with, as the page shows it.
pub(super) struct ComparedValue {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) difference: String,
    pub(super) class: &'static str,
    pub(super) is_incomplete: bool,
}

/// A queue's service level.
pub(super) struct QueueBar {
    pub(super) queue: String,
    /// Positions in hundredths of the bar; `None` without a figure.
    pub(super) actual: Option<String>,
    pub(super) before: Option<String>,
    pub(super) goal: String,
    pub(super) level: String,
    pub(super) target: String,
    pub(super) against_target: (String, &'static str),
    pub(super) previous: String,
    pub(super) against_previous: (String, &'static str),
    pub(super) counted: String,
}

/// Where the service level was lost.
pub(super) struct LossRow {
    pub(super) place: String,
    pub(super) level: String,
    pub(super) counted: String,
    pub(super) target: String,
    pub(super) lost: String,
    pub(super) command: String,
}

impl Sheet {
    pub(super) fn new(document: &Document<'_>, overview: &Overview) -> Result<Self, PolarsError> {
        let words = document.words();
        let sheet = FirstSheet::new(document, overview)?;
        let target = i64::from(document.level().target);
        let cards = sheet.figures.iter().map(|figure| Card {
            label: words.heading(figure.column),
            unit: unit(words, figure.column),
            value: match figure.value {
                Value::Rate(rate) if figure.target.is_some() => words.against_target(rate, target),
                value => words.brief(value, document),
            },
            counted: words.counted_of(figure.counted),
            is_met: figure
                .target
                .as_ref()
                .and_then(|target| Some(target.difference? >= 0)),
            compared: [&figure.target, &figure.previous, &figure.year_before]
                .into_iter()
                .flatten()
                .map(|comparison| compared(document, comparison))
                .collect(),
        });
        let losses = sheet.losses.iter().map(|row| LossRow {
            place: row.place.clone(),
            level: level(
                words,
                row.loss.level.ten_thousandths(),
                row.loss.target.into(),
            ),
            counted: words.ratio(row.loss.level.numerator, row.loss.level.denominator),
            target: words.share(row.loss.target.into()),
            lost: (words.sheet.lost)(row.loss.sessions, &words.number(row.loss.sessions)),
            command: row.command.clone().unwrap_or_default(),
        });
        Ok(Self {
            cards: cards.collect(),
            losses: losses.collect(),
            queues: sheet
                .queues
                .iter()
                .map(|queue| queue_bar(words, queue))
                .collect(),
            previous: overview
                .previous
                .as_ref()
                .filter(|_| overview.trend.is_some())
                .map(|previous| words.brief_period(&previous.period)),
            more_queues: (sheet.more_queues > 0)
                .then(|| (words.sheet.more_queues)(&words.number(sheet.more_queues as u64))),
            months: overview
                .trend
                .as_ref()
                .filter(|trend| trend.reaches_back())
                .map(|trend| MonthChart::new(document, trend))
                .transpose()?,
            sentence: sheet.sentence,
            incomplete: sheet.incomplete,
        })
    }
}

/// The class of a difference.
const fn class(is_better: Option<bool>) -> &'static str {
    match is_better {
        Some(true) => "good",
        Some(false) => "bad",
        None => "same",
    }
}

fn unit(words: &Words, column: &str) -> &'static str {
    match column {
        "service_level" => words.sheet.level_unit,
        "abandon_rate" => words.sheet.abandon_unit,
        "offered" => words.sheet.unit_sessions,
        _ => words.sheet.unit_time,
    }
}

fn compared(document: &Document<'_>, comparison: &Comparison<'_>) -> ComparedValue {
    let words = document.words();
    let is_target = comparison.label == words.common.target;
    ComparedValue {
        label: comparison.label.clone(),
        value: match comparison.value {
            Value::Rate(rate) if is_target => words.share(rate),
            value => words.brief(value, document),
        },
        difference: words.difference(comparison),
        class: class(comparison.is_better),
        is_incomplete: comparison.is_incomplete,
    }
}

/// A service level, with as many decimals as it takes to show that it missed its target.
fn level(words: &Words, level: Option<i64>, target: i64) -> String {
    level.map_or_else(
        || NOTHING.to_owned(),
        |level| words.against_target(level, target),
    )
}

fn queue_bar(words: &Words, queue: &SheetQueue) -> QueueBar {
    let against = |other: Option<i64>, is_met_when_equal: bool| {
        let difference = queue.level.zip(other).map(|(level, other)| level - other);
        let is_better = difference
            .filter(|difference| is_met_when_equal || *difference != 0)
            .map(|difference| difference >= 0);
        let text = difference.map_or_else(|| NOTHING.to_owned(), |points| words.points(points));
        (text, class(is_better))
    };
    QueueBar {
        queue: queue.queue.clone(),
        actual: queue.level.map(hundredths),
        before: queue.previous.map(hundredths),
        goal: hundredths(queue.target),
        level: level(words, queue.level, queue.target),
        target: words.share(queue.target),
        against_target: against(Some(queue.target), true),
        previous: queue
            .previous
            .map_or_else(|| NOTHING.to_owned(), |rate| words.brief_percent(rate)),
        against_previous: against(queue.previous, false),
        counted: words.ratio(queue.ratio.numerator, queue.ratio.denominator),
    }
}

/// The months as columns: the service level and the offered sessions drawn, the other figures below.
pub(super) struct MonthChart {
    pub(super) columns: Vec<MonthColumn>,
    /// The texts at the left: position, text, and whether it is a title.
    pub(super) titles: Vec<(String, String, bool)>,
    /// The heading above the years to date.
    pub(super) to_date: (String, String),
    /// The outline that stands for the target, beside its title.
    pub(super) goal: ColumnBox,
    /// The columns that are drawn in outline because the data do not have all of their days, in
    /// words.
    pub(super) outlined: Option<String>,
    /// A description for readers who cannot see the drawing.
    pub(super) label: String,
}

/// A month, or a year to date.
pub(super) struct MonthColumn {
    pub(super) middle: String,
    pub(super) heading: String,
    /// The year, below its first month.
    pub(super) year: Option<String>,
    /// `now` for the month of the report, `before` for those of the year before, `partial` for periods of
    /// which the data have only a part.
    pub(super) class: &'static str,
    /// The month or the years to date in words.
    name: String,
    /// The content of the column in words.
    pub(super) title: String,
    /// Outline of the target, bar of the service level, bar of the offered sessions.
    pub(super) boxes: Vec<ColumnBox>,
    /// Texts with their height and class.
    pub(super) texts: Vec<(String, &'static str, String)>,
}

pub(super) struct ColumnBox {
    pub(super) class: &'static str,
    pub(super) x: String,
    pub(super) y: String,
    pub(super) width: String,
    pub(super) height: String,
}

/// Positions in hundredths of a drawing that is 1000 wide.
const LEFT: i64 = 15_500;
const STEP: i64 = 5_300;
/// Space between the months and the years to date.
const GAP: i64 = 2_400;
const YEAR_STEP: i64 = 6_400;
const BAR: i64 = 3_000;
const LEVELS: (i64, i64) = (5_600, 8_400);
const COUNTS: (i64, i64) = (16_800, 5_000);
/// The lines of the figures that are not drawn.
const LINES: [i64; 3] = [23_900, 25_700, 27_500];

impl MonthChart {
    fn new(document: &Document<'_>, trend: &Trend) -> Result<Self, PolarsError> {
        let words = document.words();
        let months = TableCells::new(&trend.by_month)?;
        let years = TableCells::new(&trend.year_to_date)?;
        let row_of = |figures: &TableCells<'_>, column: &str, text: &str| {
            (0..figures.height).find(|&row| figures.text(row, column) == Some(text))
        };
        let most = (0..months.height)
            .map(|row| months.count(row, "offered"))
            .max()
            .unwrap_or(0)
            .max(1);
        let now = trend.month();
        let mut columns = Vec::new();
        for (place, covered) in (0_i64..).zip(trend.shown()) {
            let month = covered.month;
            let row = row_of(&months, "month", &month.text());
            let note = incomplete(words, covered);
            let is_partial = covered.between.is_some() && !covered.is_complete();
            let class = match () {
                () if is_partial => "partial",
                () if month.year < now.year => "before",
                () => "now",
            };
            let middle = LEFT + place * STEP + STEP / 2;
            let mut column = MonthColumn::new(
                middle,
                words.brief_month(month.month).to_owned(),
                (place == 0 || month.month == 1).then(|| month.year.to_string()),
                class,
                words.brief_period(&month.period()),
            );
            column.fill(document, (&months, row), middle, most);
            if let Some(note) = note {
                column.title = format!("{}. {note}", column.title);
            }
            columns.push(column);
        }
        let first = LEFT + i64::try_from(columns.len()).unwrap_or(0) * STEP + GAP;
        for (place, year) in (0_i64..).zip([now.year - 1, now.year]) {
            let row = row_of(&years, "year", &format!("{year:04}"));
            let row = row.filter(|&row| years.count(row, "sessions") > 0);
            let class = match () {
                () if row.is_some() && !trend.is_complete_to_date(year) => "partial",
                () if year < now.year => "before",
                () => "now",
            };
            let middle = first + place * YEAR_STEP + YEAR_STEP / 2;
            let mut column = MonthColumn::new(
                middle,
                year.to_string(),
                Some(words.year_to_date(now)),
                class,
                format!("{} {}", words.year_to_date(now), year),
            );
            // Counts of several months do not fit on the scale of single months.
            column.fill(document, (&years, row), middle, 0);
            columns.push(column);
        }
        let title = |place: i64, text: String, is_title| (hundredths(place), text, is_title);
        let heading = |column: &str| words.heading(column);
        let target = words.share(document.level().target.into());
        let level = heading("service_level");
        let label = format!("{}: {level}", words.sheet.months);
        let outlined: Vec<&str> = columns
            .iter()
            .filter(|column| column.class == "partial")
            .map(|column| column.name.as_str())
            .collect();
        let outlined = outlined.join(", ");
        Ok(Self {
            columns,
            titles: vec![
                title(8_300, level, true),
                title(9_900, words.sheet.level_unit.to_owned(), false),
                title(
                    11_500,
                    format!("\u{2003}{} {target}", words.common.target),
                    false,
                ),
                title(18_600, heading("offered"), true),
                title(20_200, words.sheet.unit_sessions.to_owned(), false),
                title(LINES[0], format!("{}, %", heading("abandon_rate")), false),
                title(LINES[1], heading("asa"), false),
                title(LINES[2], heading("aht"), false),
            ],
            to_date: (
                hundredths(first + YEAR_STEP),
                words.sheet.to_date.to_owned(),
            ),
            goal: ColumnBox {
                class: "goal",
                x: "1".to_owned(),
                y: "105".to_owned(),
                width: "7".to_owned(),
                height: "11".to_owned(),
            },
            outlined: (!outlined.is_empty()).then(|| (words.sheet.outlined)(&outlined)),
            label,
        })
    }
}

impl MonthColumn {
    fn new(
        middle: i64,
        heading: String,
        year: Option<String>,
        class: &'static str,
        name: String,
    ) -> Self {
        Self {
            middle: hundredths(middle),
            heading,
            year,
            class,
            title: name.clone(),
            name,
            boxes: Vec::new(),
            texts: Vec::new(),
        }
    }

    /// Draws the row of a table; without a row the column says that there are no data. `most` is the number
    /// of offered sessions whose bar fills its panel; if it is 0, the bar is not drawn.
    fn fill(
        &mut self,
        document: &Document<'_>,
        (figures, row): (&TableCells<'_>, Option<usize>),
        middle: i64,
        most: i64,
    ) {
        let words = document.words();
        let Some(row) = row else {
            let (top, height) = LEVELS;
            self.texts
                .push((hundredths(top + height - 400), "none", NOTHING.to_owned()));
            self.title = format!("{}: {}", self.title, words.sheet.no_data);
            return;
        };
        let target = i64::from(document.level().target);
        let level = figures.integer(row, "service_level");
        let (top, height) = LEVELS;
        self.boxes
            .push(ColumnBox::new("goal", middle, LEVELS, target, BAR + 800));
        if let Some(level) = level {
            self.boxes
                .push(ColumnBox::new("actual", middle, LEVELS, level, BAR));
        }
        let highest = level.unwrap_or(0).max(target);
        let above = top + height - place(highest, 10_000, height) - 400;
        let text = level.map_or_else(|| NOTHING.to_owned(), |level| words.bare(level, target));
        self.texts.push((hundredths(above), "value", text));
        let offered = figures.count(row, "offered");
        let (top, height) = COUNTS;
        let share = if most > 0 {
            place(offered, most, 10_000)
        } else {
            0
        };
        if most > 0 {
            self.boxes
                .push(ColumnBox::new("actual", middle, COUNTS, share, BAR));
        }
        let above = top + height - place(share, 10_000, height) - 400;
        self.texts
            .push((hundredths(above), "value", words.count(offered)));
        for (line, column) in LINES.into_iter().zip(&FIGURES[2..]) {
            let text = match figures.get(row, column) {
                Value::Rate(rate) => words.tenths(rate),
                Value::Length(length) => clock(length),
                _ => NOTHING.to_owned(),
            };
            self.texts.push((hundredths(line), "", text));
        }
        let shown = level.map_or_else(|| NOTHING.to_owned(), |level| words.brief_percent(level));
        let heading = words.heading("service_level");
        self.title = format!("{}: {heading} {shown}", self.title);
    }
}

impl ColumnBox {
    /// A box that stands on the bottom of a panel. Its height is `share` ten-thousandths of the
    /// panel's.
    fn new(
        class: &'static str,
        middle: i64,
        (top, height): (i64, i64),
        share: i64,
        width: i64,
    ) -> Self {
        let own = place(share, 10_000, height);
        Self {
            class,
            x: hundredths(middle - width / 2),
            y: hundredths(top + height - own),
            width: hundredths(width),
            height: hundredths(own),
        }
    }
}

impl Words {
    /// A service level as in [`Words::against_target`], but without its unit, which the title has.
    fn bare(&self, rate: i64, target: i64) -> String {
        let text = self.against_target(rate, target);
        text.trim_end_matches(self.spelling.percent).to_owned()
    }
}

/// The service level of each queue in each month.
pub(super) struct QueueMonthTable {
    pub(super) headings: Vec<String>,
    pub(super) rows: Vec<(String, Vec<QueueMonthCell>)>,
}

pub(super) struct QueueMonthCell {
    pub(super) text: String,
    pub(super) title: String,
    pub(super) is_reached: bool,
}

impl QueueMonthTable {
    /// `None` without queues, or without a trend that reaches back.
    pub(super) fn new(
        document: &Document<'_>,
        overview: &Overview,
    ) -> Result<Option<Self>, PolarsError> {
        let words = document.words();
        let Some(trend) = overview.trend.as_ref().filter(|trend| trend.reaches_back()) else {
            return Ok(None);
        };
        let Some(months) = QueueMonths::new(Some(trend))? else {
            return Ok(None);
        };
        let queues = TableCells::new(&trend.queue_year_to_date)?;
        let known = queues_of(words, trend)?;
        let levels = &document.plan.service_levels;
        let cell = |value: Option<(i64, i64)>, target: i64, title: String| match value {
            Some((level, offered)) => QueueMonthCell {
                text: words.bare(level, target),
                title: format!(
                    "{title}: {} ({})",
                    words.percent(level),
                    words.count(offered)
                ),
                is_reached: level >= target,
            },
            None => QueueMonthCell {
                text: String::new(),
                title: String::new(),
                is_reached: false,
            },
        };
        let now = trend.month();
        let years = [now.year - 1, now.year];
        let rows = known.into_iter().map(|(id, queue)| {
            let target = i64::from(crate::report::row_level(levels, id, None).target);
            let of_months = trend.shown().iter().map(|covered| {
                let row = months.row(id, &covered.month.text());
                let value = row.and_then(|row| {
                    let level = months.get(row, "service_level").integer()?;
                    Some((level, months.get(row, "offered").integer()?))
                });
                cell(value, target, words.period(&covered.month.period()))
            });
            let of_years = years.into_iter().map(|year| {
                let text = format!("{year:04}");
                let row = (0..queues.height).find(|&row| {
                    queues.integer(row, "queue_id") == id && queues.text(row, "year") == Some(&text)
                });
                let value = row.and_then(|row| {
                    let level = queues.integer(row, "service_level")?;
                    Some((level, queues.count(row, "offered")))
                });
                cell(value, target, format!("{} {year}", words.year_to_date(now)))
            });
            (queue, of_months.chain(of_years).collect())
        });
        let rows: Vec<_> = rows.collect();
        if rows.is_empty() {
            return Ok(None);
        }
        let months = trend.shown().iter().map(|covered| {
            let month = covered.month;
            format!("{} {}", words.brief_month(month.month), month.year)
        });
        let years = years.map(|year| format!("{} {year}", words.year_to_date(now)));
        Ok(Some(Self {
            headings: months.chain(years).collect(),
            rows,
        }))
    }
}

/// The queues of the report by queue and month: those with the most offered sessions in the month of the
/// report first.
fn queues_of(words: &Words, trend: &Trend) -> Result<Vec<(Option<i64>, String)>, PolarsError> {
    let figures = TableCells::new(&trend.by_queue_month)?;
    let now = trend.month().text();
    let mut queues: Vec<QueueOfMonths> = Vec::new();
    for row in 0..figures.height {
        let id = figures.integer(row, "queue_id");
        let place = queues.iter().position(|known| known.id == id);
        let place = place.unwrap_or_else(|| {
            let name = figures.text(row, "queue").unwrap_or(absent(words, "queue"));
            queues.push(QueueOfMonths {
                id,
                name: name.to_owned(),
                offered: 0,
                is_offered: false,
            });
            queues.len() - 1
        });
        let offered = figures.count(row, "offered");
        queues[place].is_offered |= offered > 0;
        if figures.text(row, "month") == Some(&now) {
            queues[place].offered = offered;
        }
    }
    queues.retain(|queue| queue.is_offered);
    queues.sort_by_key(|queue| (queue.id.is_none(), Reverse(queue.offered)));
    Ok(queues
        .into_iter()
        .map(|queue| (queue.id, queue.name))
        .collect())
}

/// A queue with its offered sessions.
struct QueueOfMonths {
    id: Option<i64>,
    name: String,
    /// The offered sessions of the report's month.
    offered: i64,
    /// Whether any month has offered sessions.
    is_offered: bool,
}
