//! Draws text at a given width with the characters that the output can show.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::text::layout::{shorten_with, wrap};
use crate::text::printable::printable;

/// The capabilities of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Canvas {
    /// The width in columns.
    pub width: usize,
    /// Whether drawings use ASCII only; names keep their characters.
    pub ascii: bool,
}

/// Style of headings.
pub(super) const BOLD: Style = Style::new().bold();
/// Style of secondary text.
pub(super) const DIM: Style = Style::new().dimmed();
/// Style of good values.
pub(super) const GOOD: Style = AnsiColor::Green.on_default();
/// Style of bad values.
pub(super) const BAD: Style = AnsiColor::Red.on_default();
/// Style of doubtful values.
pub(super) const DOUBTFUL: Style = AnsiColor::Yellow.on_default();
/// Style of phases.
pub(super) const COLD: Style = AnsiColor::Cyan.on_default();

/// A piece of text in one style.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct StyledText {
    pub(super) text: String,
    pub(super) style: Style,
    pub(super) right: bool,
}

impl StyledText {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self {
            text: printable(&text.into()).into_owned(),
            ..Self::default()
        }
    }

    pub(super) fn style(self, style: Style) -> Self {
        Self { style, ..self }
    }

    pub(super) fn right(self) -> Self {
        Self {
            right: true,
            ..self
        }
    }
}

impl From<&str> for StyledText {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for StyledText {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

/// A page that grows line by line.
#[derive(Debug)]
pub(super) struct TextPage {
    pub(super) canvas: Canvas,
    text: String,
}

impl TextPage {
    pub(super) const fn new(canvas: Canvas) -> Self {
        Self {
            canvas,
            text: String::new(),
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// Adds a heading after a blank line, followed by a secondary text on the same line.
    pub(super) fn heading(&mut self, heading: &str, aside: &str) {
        self.text.push('\n');
        let aside = if aside.is_empty() {
            String::new()
        } else {
            format!("  {}", styled(DIM, aside))
        };
        self.line(&format!("{}{aside}", styled(BOLD, heading)));
    }

    /// Adds a line as it is, but without blanks at its end.
    pub(super) fn line(&mut self, line: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{}", line.trim_end());
    }

    /// Adds an indented text, wrapped at the page's width.
    pub(super) fn prose(&mut self, indent: usize, style: Style, text: &str) {
        let cell = StyledText::new(text).style(style);
        self.rows(indent, &[vec![cell]]);
    }

    /// Adds rows in columns that are as wide as their widest cell. The last column gets the remaining width and is
    /// wrapped.
    pub(super) fn rows(&mut self, indent: usize, rows: &[Vec<StyledText>]) {
        let widths = Self::widths(rows);
        for row in rows {
            self.row(indent, row, &widths);
        }
    }

    /// The width that each column needs.
    pub(super) fn widths(rows: &[Vec<StyledText>]) -> Vec<usize> {
        let count = rows.iter().map(Vec::len).max().unwrap_or(0);
        (0..count)
            .map(|column| {
                let cells = rows.iter().filter_map(|row| row.get(column));
                cells.map(|cell| cell.text.width()).max().unwrap_or(0)
            })
            .collect()
    }

    /// Adds a row in columns of these widths.
    pub(super) fn row(&mut self, indent: usize, row: &[StyledText], widths: &[usize]) {
        let mut line = " ".repeat(indent);
        let mut at = indent;
        for (column, cell) in row.iter().enumerate() {
            if widths[column] == 0 {
                continue;
            }
            let is_last = column + 1 == widths.len();
            if is_last && !cell.right {
                let room = self.canvas.width.saturating_sub(at).max(24);
                for (number, piece) in wrap(&cell.text, room).into_iter().enumerate() {
                    if number > 0 {
                        self.line(&line);
                        line = " ".repeat(at);
                    }
                    line.push_str(&styled(cell.style, &piece));
                }
                continue;
            }
            let blank = " ".repeat(widths[column].saturating_sub(cell.text.width()));
            let text = styled(cell.style, &cell.text);
            let padded = if cell.right {
                format!("{blank}{text}")
            } else {
                format!("{text}{blank}")
            };
            line.push_str(&padded);
            line.push_str("  ");
            at += widths[column] + 2;
        }
        self.line(&line);
    }
}

/// A text in a style, without escape codes if the style is plain.
pub(super) fn styled(style: Style, text: &str) -> String {
    if style == Style::new() || text.is_empty() {
        text.to_owned()
    } else {
        format!("{style}{text}{style:#}")
    }
}

/// A text of at most `room` columns, with a mark where it was cut.
pub(super) fn cut(text: &str, room: usize, ascii: bool) -> String {
    shorten_with(text, room, if ascii { "." } else { "…" })
}
