//! The timeline as a table.

use std::fmt::Write as _;

use anstyle::Style;
use chrono::Datelike;
use unicode_width::UnicodeWidthStr;

use super::super::canvas::{BAD, COLD, DIM, GOOD, StyledText, TextPage, cut};
use super::decimals;
use crate::explain::story::Story;
use crate::explain::value::TimelineEntry;
use crate::time::zone::Day;

pub(super) fn timeline(page: &mut TextPage, story: &Story) {
    let located = || story.timeline.iter().map(|entry| &entry.located);
    let days: Vec<Day> = located().map(|located| located.day).collect();
    let offsets: Vec<&str> = located().map(|located| &*located.offset).collect();
    let is_one_day = days.windows(2).all(|pair| pair[0] == pair[1]);
    let is_one_offset = offsets.windows(2).all(|pair| pair[0] == pair[1]);
    let day = days.first().map(ToString::to_string).unwrap_or_default();
    page.heading(
        "Timeline",
        &if is_one_day {
            format!("{day}, {}", story.tz)
        } else {
            format!("from {day}, {}", story.tz)
        },
    );
    let title = |text: &str| StyledText::new(text).style(DIM);
    let has_requests = story.timeline.iter().any(|entry| entry.request.is_some());
    let columns = ColumnWidths::new(page, story, !is_one_day, !is_one_offset);
    let ColumnWidths {
        has_phases,
        has_places,
        ..
    } = columns;
    let name = |name: &Option<String>, room: usize| {
        let name = name.as_deref().unwrap_or_default();
        StyledText::new(cut(name, room, page.canvas.ascii))
    };
    let mut rows = vec![vec![
        title("local time"),
        title("+ seconds").right(),
        title("event"),
        title("operator"),
        title("queue"),
        title(if has_requests { "request" } else { "" }),
        title(if has_places { "stands at" } else { "" }),
        title(if has_phases { "phases" } else { "" }),
    ]];
    for entry in &story.timeline {
        let located = &entry.located;
        let mut time = located.clock.clone();
        if !is_one_day {
            time = format!("{} {time}", month_and_day(located.day));
        }
        if !is_one_offset {
            time.push_str(&located.offset);
        }
        let request = entry.request.map(|request| request.to_string());
        rows.push(vec![
            time.into(),
            StyledText::new(format!("{:.*}", decimals(story), located.since_created_s)).right(),
            StyledText::new(entry.event.clone()).style(event_colour(&entry.event)),
            name(&entry.operator, columns.operator),
            name(&entry.queue, columns.queue),
            request.unwrap_or_default().into(),
            if has_places {
                StyledText::new(located.element.clone()).style(DIM)
            } else {
                StyledText::default()
            },
            if has_phases {
                StyledText::new(uses(&entry.ends, &entry.begins, page.canvas.ascii)).style(COLD)
            } else {
                StyledText::default()
            },
        ]);
    }
    page.rows(2, &rows);
}

/// The widths of the timeline's columns.
struct ColumnWidths {
    /// Whether the phases fit. If not, the page still shows them in a section of their own.
    has_phases: bool,
    /// Whether the places in the records fit. If not, the page still shows them beside each figure.
    has_places: bool,
    /// The greatest width of the names of operators; longer names are cut.
    operator: usize,
    /// The greatest width of the names of queues.
    queue: usize,
}

impl ColumnWidths {
    fn new(page: &TextPage, story: &Story, has_days: bool, has_offsets: bool) -> Self {
        const LEAST: usize = 8;
        let widest = |width: &dyn Fn(&TimelineEntry) -> usize| {
            story.timeline.iter().map(width).max().unwrap_or(0)
        };
        let name = |name: &Option<String>| name.as_deref().map_or(0, UnicodeWidthStr::width);
        let time = widest(&|entry| entry.located.clock.len())
            + if has_days { 6 } else { 0 }
            + if has_offsets { 6 } else { 0 };
        let since = |entry: &TimelineEntry| {
            format!("{:.*}", decimals(story), entry.located.since_created_s)
        };
        let request = |entry: &TimelineEntry| {
            entry
                .request
                .map_or(0, |id| id.to_string().len().max(7) + 2)
        };
        // Two blanks before each column. A column is at least as wide as its title.
        let taken = 2
            + time.max(10)
            + 2
            + widest(&|entry| since(entry).len()).max(9)
            + 2
            + widest(&|entry| entry.event.width())
            + 2
            + widest(&request)
            + 4;
        let places = widest(&|entry| entry.located.element.width()).max(9);
        let (operator, queue) = (
            widest(&|entry| name(&entry.operator)),
            widest(&|entry| name(&entry.queue)),
        );
        let ascii = page.canvas.ascii;
        let phases = 2 + widest(&|entry| uses(&entry.ends, &entry.begins, ascii).width());
        let width = page.canvas.width;
        let has_places = taken + places + operator.min(LEAST) + queue.min(LEAST) <= width;
        let taken = taken + if has_places { places } else { 0 };
        let has_phases = taken + phases + operator.min(20) + queue.min(20) <= width;
        let left = width.saturating_sub(taken + if has_phases { phases } else { 0 });
        // The shorter names are not cut if they leave enough room for the longer ones.
        let (operator, queue) = if operator + queue <= left {
            (operator, queue)
        } else if operator <= left / 2 {
            (operator, left - operator)
        } else if queue <= left / 2 {
            (left - queue, queue)
        } else {
            (left / 2, left / 2)
        };
        Self {
            has_phases,
            has_places,
            operator: operator.max(LEAST),
            queue: queue.max(LEAST),
        }
    }
}

/// A date without its year, `10-05`.
fn month_and_day(day: Day) -> String {
    day.date().map_or_else(String::new, |date| {
        format!("{:02}-{:02}", date.month(), date.day())
    })
}

fn event_colour(event: &str) -> Style {
    match event {
        "AcceptedByOperator" => GOOD,
        "OperatorTimeoutExpired" | "GroupQueueTimeoutExpired" => BAD,
        _ => Style::new(),
    }
}

/// The phases that end and begin at a timestamp: `created ┤├ in_queue`.
fn uses(ends: &[&str], begins: &[&str], ascii: bool) -> String {
    let (end, begin) = if ascii { ("]", "[") } else { ("┤", "├") };
    let mut text = String::new();
    if !ends.is_empty() {
        text = format!("{} {end}", ends.join(", "));
    }
    if !begins.is_empty() {
        if !text.is_empty() {
            text.push(' ');
        }
        // Writing to a string cannot fail.
        let _ = write!(text, "{begin} {}", begins.join(", "));
    }
    text
}
