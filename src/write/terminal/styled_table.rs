//! A table of styled cells, with as many columns as fit.

use std::fmt::Write as _;

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use crate::text::layout::{Align, shorten, wrap};

/// Blanks between two columns.
const GAP: usize = 2;
/// The least width to which a column of text is reduced.
const LEAST: usize = 12;
/// Headings longer than this are broken at blanks.
const HEADING: usize = 12;

const HEADER: Style = Style::new().bold().underline();

/// A column.
pub(super) struct Column {
    heading: Vec<String>,
    align: Align,
    /// Columns with the highest rank are left out first when the width is short; rank 0 always
    /// stays.
    rank: u8,
}

impl Column {
    pub(super) fn new(heading: &str, align: Align, rank: u8) -> Self {
        Self {
            heading: wrap(heading, HEADING),
            align,
            rank,
        }
    }
}

/// Rows of styled cells under headings, for a report in the terminal.
pub(super) struct StyledTable {
    columns: Vec<Column>,
    rows: Vec<Vec<(String, Style)>>,
}

impl StyledTable {
    pub(super) const fn new(columns: Vec<Column>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    /// Adds a row with a cell for each column.
    pub(super) fn push(&mut self, row: Vec<(String, Style)>) {
        self.rows.push(row);
    }

    /// The table in at most `width` columns: first the table columns of the highest rank are left
    /// out, then the widest texts are cut.
    pub(super) fn show(&self, width: Option<usize>) -> String {
        let natural: Vec<usize> = (0..self.columns.len())
            .map(|place| self.natural(place))
            .collect();
        let shown = self.fitting(&natural, width);
        let mut widths: Vec<usize> = shown.iter().map(|&place| natural[place]).collect();
        if let Some(width) = width {
            squeeze(&mut widths, width);
        }
        let mut text = String::new();
        self.head(&shown, &widths, &mut text);
        for row in &self.rows {
            for (&place, &width) in shown.iter().zip(&widths) {
                let (cell, style) = &row[place];
                self.cell(&mut text, place, cell, *style, width);
            }
            end_line(&mut text);
        }
        text
    }

    fn natural(&self, place: usize) -> usize {
        let heading = &self.columns[place].heading;
        let heading = heading.iter().map(|line| line.width());
        let cells = self.rows.iter().map(|row| row[place].0.width());
        heading.chain(cells).max().unwrap_or(0)
    }

    /// The columns that are shown.
    fn fitting(&self, natural: &[usize], width: Option<usize>) -> Vec<usize> {
        let mut shown: Vec<usize> = (0..self.columns.len())
            .filter(|&place| natural[place] > 0)
            .collect();
        let Some(width) = width else {
            return shown;
        };
        let needed = |shown: &[usize]| -> usize {
            shown
                .iter()
                .map(|&place| natural[place] + GAP)
                .sum::<usize>()
                .saturating_sub(GAP)
        };
        while needed(&shown) > width {
            // Among equal ranks, the last column goes first.
            let last = shown
                .iter()
                .copied()
                .max_by_key(|&place| (self.columns[place].rank, place));
            match last {
                Some(place) if self.columns[place].rank > 0 => shown.retain(|&at| at != place),
                _ => break,
            }
        }
        shown
    }

    fn head(&self, shown: &[usize], widths: &[usize], text: &mut String) {
        let lines = shown
            .iter()
            .map(|&place| self.columns[place].heading.len())
            .max()
            .unwrap_or(0);
        for line in 0..lines {
            for (&place, &width) in shown.iter().zip(widths) {
                let heading = &self.columns[place].heading;
                // Headings are aligned at the bottom.
                let cell = (line + heading.len())
                    .checked_sub(lines)
                    .map_or("", |at| heading[at].as_str());
                let style = if line + 1 == lines {
                    HEADER
                } else {
                    Style::new().bold()
                };
                self.cell(text, place, cell, style, width);
            }
            end_line(text);
        }
    }

    fn cell(&self, text: &mut String, place: usize, cell: &str, style: Style, width: usize) {
        let cell = shorten(cell, width);
        let blanks = " ".repeat(width.saturating_sub(cell.width()));
        let gap = " ".repeat(GAP);
        let (before, after) = match self.columns[place].align {
            Align::Left => ("", blanks.as_str()),
            Align::Right => (blanks.as_str(), ""),
        };
        // Writing to a string cannot fail.
        let _ = if cell.is_empty() {
            write!(text, "{before}{after}{gap}")
        } else {
            write!(text, "{before}{style}{cell}{style:#}{after}{gap}")
        };
    }
}

fn end_line(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
    text.push('\n');
}

/// Narrows the widest columns until all fit or none can be narrowed.
fn squeeze(widths: &mut [usize], room: usize) {
    loop {
        let needed = widths.iter().map(|width| width + GAP).sum::<usize>();
        let over = needed.saturating_sub(GAP + room);
        let Some(widest) = widths.iter_mut().max() else {
            return;
        };
        if over == 0 || *widest <= LEAST {
            return;
        }
        *widest -= over.min(*widest - LEAST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> StyledTable {
        let mut table = StyledTable::new(vec![
            Column::new("Queue", Align::Left, 0),
            Column::new("Offered", Align::Right, 1),
            Column::new("Longest wait of all", Align::Right, 2),
        ]);
        for (name, offered) in [("Podpora zákazníků", "1,234"), ("李", "7")] {
            let row = [name, offered, "0:23"];
            table.push(row.map(|cell| (cell.to_owned(), Style::new())).to_vec());
        }
        table
    }

    fn plain(width: Option<usize>) -> String {
        let shown = table().show(width);
        anstream::adapter::strip_str(&shown).to_string()
    }

    #[test]
    fn columns_are_as_wide_as_their_cells() {
        let expected = [
            "                            Longest wait",
            "Queue              Offered        of all",
            "Podpora zákazníků    1,234          0:23",
            "李                       7          0:23",
            "",
        ]
        .join("\n");
        assert_eq!(plain(None), expected);
    }

    #[test]
    fn what_does_not_fit_is_left_out_by_rank_and_then_cut() {
        assert!(!plain(Some(30)).contains("Longest"));
        assert!(plain(Some(30)).contains("1,234"));
        let narrow = plain(Some(14));
        assert!(narrow.contains("Podpora zák"), "{narrow}");
        for width in [14, 20, 26, 40] {
            let widest = plain(Some(width)).lines().map(UnicodeWidthStr::width).max();
            assert!(widest <= Some(width), "{width}");
        }
    }

    #[test]
    fn a_cut_text_says_so() {
        assert_eq!(shorten("abcdef", 4), "abc…");
        assert_eq!(shorten("李李李", 4), "李…");
        assert_eq!(shorten("abcd", 4), "abcd");
    }
}
