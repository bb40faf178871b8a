//! Draws durations as bars on one axis.
//!
//! A long duration without events would take most of the width, for example a talk of ten minutes
//! beside a wait of ten seconds. Such a gap is shortened, and the axis shows a break there.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, DIM, TextPage, cut, styled};
use crate::text::printable::printable;
use crate::time::{Duration, Timestamp};

/// A bar with its label.
#[derive(Clone, Debug)]
pub(super) struct TimeBar {
    pub(super) label: String,
    pub(super) length: String,
    pub(super) from: Timestamp,
    /// `None` while the duration is still open.
    pub(super) to: Option<Timestamp>,
    pub(super) style: Style,
}

/// An axis that shows the timestamps of a session, at least two different ones.
struct Axis {
    columns: usize,
    /// The timestamps in order, each with its position in 1/8 columns.
    stops: Vec<(Timestamp, usize)>,
    /// The columns at which the axis has a break, because the gap there is shown shorter.
    breaks: Vec<usize>,
}

/// The largest share of the axis that one of several gaps may take, in hundredths.
const GREATEST_SHARE: i128 = 35;

impl Axis {
    fn new(mut timestamps: Vec<Timestamp>, columns: usize) -> Option<Self> {
        timestamps.sort_unstable();
        timestamps.dedup();
        let gaps: Vec<i128> = timestamps
            .windows(2)
            .map(|pair| i128::from(pair[1].since(pair[0]).microseconds()))
            .collect();
        let shown = shortened(&gaps);
        let total: i128 = shown.iter().sum();
        if total == 0 {
            return None;
        }
        let eighths = i128::try_from(columns * 8).ok()?;
        let place = |sum: i128| usize::try_from(sum * eighths / total).unwrap_or(0);
        let mut stops = vec![(*timestamps.first()?, 0)];
        let mut breaks = Vec::new();
        let mut sum = 0;
        for ((gap, shown), timestamp) in gaps.iter().zip(&shown).zip(&timestamps[1..]) {
            let before = place(sum);
            sum += shown;
            if shown < gap {
                breaks.push(usize::midpoint(before, place(sum)) / 8);
            }
            stops.push((*timestamp, place(sum)));
        }
        Some(Self {
            columns,
            stops,
            breaks,
        })
    }

    /// The position of one of the axis's timestamps, in 1/8 columns.
    fn place(&self, at: Timestamp) -> usize {
        let found = self
            .stops
            .binary_search_by_key(&at, |(timestamp, _)| *timestamp);
        self.stops[found.unwrap_or_else(|next| next.min(self.stops.len() - 1))].1
    }

    /// The labels above the axis (seconds since the session was created, as many as fit), and the
    /// axis.
    fn lines(&self, created: Timestamp, ascii: bool) -> [String; 2] {
        let (end, tick, line, breach) = if ascii {
            ("|", "+", "-", "/")
        } else {
            ("│", "┼", "─", "╱")
        };
        let mut labels = vec![' '; self.columns + 12];
        let mut axis = vec![line; self.columns + 1];
        let last = self.stops.len() - 1;
        let mut free = 0;
        // The last label is placed first, then the others from the left.
        let label = |index: usize| short(self.stops[index].0.since(created));
        let last_at = self.stops[last].1 / 8;
        let last_start = last_at.saturating_sub(label(last).len() / 2);
        for index in 0..=last {
            let at = self.stops[index].1 / 8;
            axis[at] = tick;
            let text = label(index);
            let start = if index == 0 {
                0
            } else {
                at.saturating_sub(text.len() / 2)
            };
            let fits = start >= free && (index == last || start + text.len() < last_start);
            if fits {
                for (offset, letter) in text.chars().enumerate() {
                    labels[start + offset] = letter;
                }
                free = start + text.len() + 2;
            }
        }
        (axis[0], axis[last_at]) = (end, end);
        for &at in &self.breaks {
            axis[at] = breach;
            if at + 1 < axis.len() {
                axis[at + 1] = breach;
            }
        }
        [labels.into_iter().collect(), axis.concat()]
    }

    fn bar(&self, bar: &TimeBar, ascii: bool) -> String {
        const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
        let from = self.place(bar.from);
        let to = bar.to.map_or(self.columns * 8, |to| self.place(to));
        let (start, full) = (from / 8, to.saturating_sub(from));
        let mut text = " ".repeat(start);
        if ascii {
            let cells = (to.div_ceil(8)).saturating_sub(start).max(1);
            text.push_str(&if full == 0 {
                "|".to_owned()
            } else {
                "#".repeat(cells)
            });
        } else if full == 0 {
            text.push('▏');
        } else if to / 8 == start {
            text.push_str(EIGHTHS[(to % 8).max(1)]);
        } else {
            text.push(if from % 8 >= 4 { '▐' } else { '█' });
            text.push_str(&"█".repeat(to / 8 - start - 1));
            text.push_str(EIGHTHS[to % 8]);
        }
        if bar.to.is_none() {
            text.push_str(if ascii { ">" } else { "▶" });
        }
        text
    }
}

/// The gaps, with the largest ones cut down to their share.
fn shortened(gaps: &[i128]) -> Vec<i128> {
    let mut shown = gaps.to_vec();
    if gaps.iter().filter(|gap| **gap > 0).count() < 2 {
        return shown;
    }
    // Each cut raises the share of the other gaps; a few rounds suffice.
    for _ in 0..gaps.len().min(8) {
        let total: i128 = shown.iter().sum();
        let Some(greatest) = shown.iter_mut().max_by_key(|gap| **gap) else {
            break;
        };
        let others = total - *greatest;
        let limit = others * GREATEST_SHARE / (100 - GREATEST_SHARE);
        if *greatest <= limit.max(1) {
            break;
        }
        *greatest = limit.max(1);
    }
    shown
}

/// Formats seconds with at most one decimal.
fn short(since: Duration) -> String {
    let tenths = since.microseconds() / 100_000;
    let sign = if tenths < 0 { "-" } else { "" };
    let tenths = tenths.unsigned_abs();
    if tenths.is_multiple_of(10) {
        format!("{sign}{}", tenths / 10)
    } else {
        format!("{sign}{}.{}", tenths / 10, tenths % 10)
    }
}

/// Draws bars below one axis.
pub(super) fn draw(
    page: &mut TextPage,
    created: Timestamp,
    timestamps: Vec<Timestamp>,
    bars: &[TimeBar],
) {
    let Canvas { width, ascii } = page.canvas;
    let longest = bars
        .iter()
        .map(|bar| printable(&bar.label).width())
        .max()
        .unwrap_or(0);
    let labels = longest.min(width * 2 / 5);
    let lengths = bars.iter().map(|bar| bar.length.width()).max().unwrap_or(0);
    let before = 2 + labels + 2 + lengths + 2;
    let columns = width.saturating_sub(before + 4).max(20);
    let Some(axis) = Axis::new(timestamps, columns) else {
        page.line("  everything has one timestamp");
        return;
    };
    let indent = " ".repeat(before);
    for line in axis.lines(created, ascii) {
        page.line(&format!("{indent}{}", styled(DIM, line.trim_end())));
    }
    for bar in bars {
        let label = cut(&printable(&bar.label), labels, ascii);
        let blank = " ".repeat(labels.saturating_sub(label.width()));
        let length = format!("{:>lengths$}", bar.length);
        let drawn = axis.bar(bar, ascii);
        let blanks = drawn.len() - drawn.trim_start().len();
        page.line(&format!(
            "  {label}{blank}  {length}  {}{}",
            " ".repeat(blanks),
            styled(bar.style, drawn.trim_start())
        ));
    }
    if !axis.breaks.is_empty() {
        let mark = if ascii { "//" } else { "╱╱" };
        let note = format!("{mark} a time without events, drawn shorter");
        // Starts below the bars, or further left if the text would not fit.
        let indent = before.min(page.canvas.width.saturating_sub(note.width()));
        page.line(&format!("{:indent$}{}", "", styled(DIM, &note)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_gap_takes_much_more_than_its_share() {
        let shown = shortened(&[5, 10, 600, 20]);
        assert_eq!(shown[0], 5);
        let total: i128 = shown.iter().sum();
        assert!(shown.iter().all(|gap| gap * 100 <= total * 40), "{shown:?}");
        assert_eq!(shortened(&[600]), [600]);
        assert_eq!(shortened(&[600, 0]), [600, 0]);
        assert_eq!(shortened(&[10, 10, 10]), [10, 10, 10]);
    }

    #[test]
    fn bars_begin_and_end_at_their_timestamps() {
        let at = |second: i64| Timestamp::from_microseconds(second * 1_000_000).unwrap();
        let timestamps: Vec<_> = (0..=10).map(at).collect();
        let axis = Axis::new(timestamps, 20).unwrap();
        let bar = |from, to: Option<i64>| TimeBar {
            label: String::new(),
            length: String::new(),
            from: at(from),
            to: to.map(at),
            style: Style::new(),
        };
        assert_eq!(axis.bar(&bar(0, Some(5)), true), "##########");
        assert_eq!(axis.bar(&bar(5, Some(6)), false), "          ██");
        assert_eq!(axis.bar(&bar(9, None), true), "                  ##>");
        assert_eq!(axis.bar(&bar(3, Some(3)), true), "      |");
    }
}
