//! The day chart: offered, answered and abandoned sessions, and below them the service level.

use chrono::{Datelike, Weekday};
use polars::prelude::PolarsError;

use super::super::cells::Value;
use super::super::document::Document;
use super::super::figures::TableCells;
use super::scale::{
    COUNTS_HEIGHT, COUNTS_TOP, ChartBar, LEFT, LEVELS_HEIGHT, LEVELS_TOP, Tick, WIDTH, hundredths,
    place, round_up, ticks,
};
use crate::report::overview::Overview;
use crate::time::zone::Day;

/// The day chart and its table.
pub(super) struct DayChart {
    pub(super) bars: Vec<ChartBar>,
    pub(super) weekends: Vec<(String, String)>,
    pub(super) counts: Vec<Tick>,
    pub(super) levels: Vec<Tick>,
    pub(super) labels: Vec<Tick>,
    /// The line of the service level, with a segment for each run of days that have one.
    pub(super) lines: Vec<String>,
    pub(super) dots: Vec<(String, String, bool, String)>,
    pub(super) target: String,
    pub(super) rows: Vec<Vec<String>>,
}

const DAY_COLUMNS: [&str; 7] = [
    "offered",
    "answered",
    "abandoned",
    "short_abandoned",
    "unanswered",
    "service_level",
    "asa",
];

impl DayChart {
    /// Draws the chart; `None` without days.
    pub(super) fn new(
        document: &Document<'_>,
        overview: &Overview,
    ) -> Result<Option<Self>, PolarsError> {
        let words = document.words();
        let figures = TableCells::new(&overview.by_day)?;
        let days: Vec<(Day, usize)> = (0..figures.height)
            .filter_map(|row| match figures.get(row, "day") {
                Value::Day(day) => Some((day, row)),
                _ => None,
            })
            .collect();
        let (Some(&(first, _)), Some(&(last, _))) = (days.first(), days.last()) else {
            return Ok(None);
        };
        let day_count = i64::from(last.0) - i64::from(first.0) + 1;
        let most = (0..figures.height)
            .map(|row| figures.count(row, "offered"))
            .max();
        let most = round_up(most.unwrap_or(0).max(1));
        let level_place =
            |level: i64| LEVELS_TOP + LEVELS_HEIGHT - place(level, 10_000, LEVELS_HEIGHT);
        let target = i64::from(document.level().target);
        let mut chart = Self {
            bars: Vec::new(),
            weekends: Vec::new(),
            counts: ticks(most, |value| words.count(value)),
            levels: [0, 5000, 10_000]
                .map(|level| Tick {
                    place: hundredths(level_place(level)),
                    label: words.share(level),
                })
                .into(),
            labels: Vec::new(),
            lines: Vec::new(),
            dots: Vec::new(),
            target: hundredths(level_place(target)),
            rows: Vec::new(),
        };
        let mut run: Vec<String> = Vec::new();
        let mut before: Option<Day> = None;
        for (day, row) in days {
            let at = i64::from(day.0) - i64::from(first.0);
            let x = LEFT + place(at, day_count, WIDTH);
            let width = LEFT + place(at + 1, day_count, WIDTH) - x;
            let middle = hundredths(x + width / 2);
            let label = words.day(day);
            chart.calendar(day, &label, x, width, day_count, document);
            chart.stack(&figures, row, (x, width), most, &label, document);
            if before.is_some_and(|before| day.0 - before.0 > 1) {
                chart.end_line(&mut run);
            }
            before = Some(day);
            if let Some(level) = figures.integer(row, "service_level") {
                let y = hundredths(level_place(level));
                let title = format!("{label}: {}", words.percent(level));
                run.push(format!("{middle},{y}"));
                chart.dots.push((middle, y, level >= target, title));
            } else {
                chart.end_line(&mut run);
            }
            let shown =
                DAY_COLUMNS.map(|name| words.show(figures.get(row, name), document.plan.zone));
            chart.rows.push([vec![label], shown.to_vec()].concat());
        }
        chart.end_line(&mut run);
        Ok(Some(chart))
    }

    /// The headings of the table of days.
    pub(super) fn headings(document: &Document<'_>) -> Vec<String> {
        let names = std::iter::once("day").chain(DAY_COLUMNS);
        names.map(|name| document.words().heading(name)).collect()
    }

    fn calendar(
        &mut self,
        day: Day,
        label: &str,
        x: i64,
        width: i64,
        day_count: i64,
        document: &Document<'_>,
    ) {
        let Some(date) = day.date() else {
            return;
        };
        if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
            self.weekends.push((hundredths(x), hundredths(width)));
        }
        let middle = hundredths(x + width / 2);
        // If the period is a month, each day is labelled with its number. Otherwise the labels are
        // dates: of every day for up to 16 days, of Mondays for up to 110 days, and of the first
        // days of months for more.
        let label = if document.plan.period.month().is_some() {
            date.day().to_string()
        } else if day_count <= 16 || (day_count <= 110 && date.weekday() == Weekday::Mon) {
            (document.words().spelling.day)(date.day(), date.month())
        } else if day_count > 110 && date.day() == 1 {
            label.to_owned()
        } else {
            return;
        };
        self.labels.push(Tick {
            place: middle,
            label,
        });
    }

    fn stack(
        &mut self,
        figures: &TableCells<'_>,
        row: usize,
        (x, width): (i64, i64),
        most: i64,
        label: &str,
        document: &Document<'_>,
    ) {
        let words = document.words();
        let answered = figures.count(row, "answered");
        let lost = figures.count(row, "abandoned") + figures.count(row, "short_abandoned");
        let rest = figures.count(row, "unanswered");
        let mut below = 0;
        let mut parts = Vec::new();
        for (class, count) in [("answered", answered), ("lost", lost), ("rest", rest)] {
            let bottom = place(below, most, COUNTS_HEIGHT);
            below += count;
            let top = place(below, most, COUNTS_HEIGHT);
            if count > 0 {
                let y = COUNTS_TOP + COUNTS_HEIGHT - top;
                parts.push((class, hundredths(y), hundredths(top - bottom)));
            }
        }
        // All offered sessions, in the words of the table below.
        let named = [
            "offered",
            "answered",
            "abandoned",
            "short_abandoned",
            "unanswered",
        ];
        let named = named.map(|name| {
            let count = words.count(figures.count(row, name));
            format!("{} {count}", words.heading(name))
        });
        let title = format!("{label}: {}", named.join(", "));
        self.bars.push(ChartBar {
            x: hundredths(x + width / 10),
            width: hundredths(width * 8 / 10),
            parts,
            title,
        });
    }

    fn end_line(&mut self, run: &mut Vec<String>) {
        if run.len() > 1 {
            self.lines.push(run.join(" "));
        }
        run.clear();
    }
}
