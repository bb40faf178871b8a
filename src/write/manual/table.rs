//! A table of texts: columns side by side if they fit, otherwise one record per row.

use super::DIM;
use super::words::WrappableText;

/// Blank columns between two columns of the table.
const GAP: usize = 2;

/// Maximal number of lines of a cell in a table. Taller cells would leave most of the page blank
/// beside them.
const TALLEST: usize = 7;

/// Cells up to this width are not broken; in a record, they follow the first cell on its first
/// line.
const ASIDE: usize = 24;

/// Width that the first column gets before other columns get more than they need.
const LEAD: usize = 18;

/// A table.
#[derive(Debug, Default)]
pub(super) struct ManualTable {
    /// Whether each column is right-aligned.
    pub(super) is_right: Vec<bool>,
    /// The rows, beginning with the header.
    pub(super) rows: Vec<Vec<WrappableText>>,
}

impl ManualTable {
    /// The lines of the table, of at most `width` columns if its words allow that.
    pub(super) fn lines(&self, width: usize, has_symbols: bool) -> Vec<String> {
        let two = self.is_right.len() <= 2;
        match self.widths(width) {
            Some(widths) if two || self.tallest(&widths) <= TALLEST => {
                self.side_by_side(&widths, has_symbols)
            }
            _ => self.records(width),
        }
    }

    /// The widths of the columns; `None` if their longest words do not fit.
    fn widths(&self, width: usize) -> Option<Vec<usize>> {
        let columns = 0..self.is_right.len();
        let greatest = |measure: fn(&WrappableText) -> usize| -> Vec<usize> {
            columns
                .clone()
                .map(|column| {
                    let cells = self.rows.iter().filter_map(|row| row.get(column));
                    cells.map(measure).max().unwrap_or(0)
                })
                .collect()
        };
        let wanted = greatest(WrappableText::width);
        let mut widths = greatest(WrappableText::longest_word);
        let room = width.checked_sub(GAP * columns.len().saturating_sub(1))?;
        let mut left = room.checked_sub(widths.iter().sum())?;
        // Numbers and short texts are broken last, and the first column stays wide enough to find a
        // row by.
        let mut give = |column: usize, wanted: usize| {
            let more = wanted.saturating_sub(widths[column]);
            if more <= left {
                widths[column] += more;
                left -= more;
            }
        };
        let is_right = |column: &usize| self.is_right.get(*column) == Some(&true);
        for column in columns.clone().filter(is_right) {
            give(column, wanted[column]);
        }
        for column in columns.clone().filter(|&column| wanted[column] <= ASIDE) {
            give(column, wanted[column]);
        }
        if let Some(&first) = wanted.first() {
            give(0, first.min(LEAD));
        }
        // Each remaining column of width goes to the table column with the most lines.
        while left > 0 {
            let mut narrow = columns
                .clone()
                .filter(|&column| widths[column] < wanted[column]);
            let Some(first) = narrow.next() else { break };
            let tallest = narrow.fold(first, |tallest, column| {
                let is_taller = wanted[column] * widths[tallest] > wanted[tallest] * widths[column];
                if is_taller { column } else { tallest }
            });
            widths[tallest] += 1;
            left -= 1;
        }
        Some(widths)
    }

    fn tallest(&self, widths: &[usize]) -> usize {
        let rows = self.rows.iter();
        let cells = rows.flat_map(|row| row.iter().zip(widths));
        cells
            .map(|(cell, &width)| cell.height(width))
            .max()
            .unwrap_or(0)
    }

    fn side_by_side(&self, widths: &[usize], has_symbols: bool) -> Vec<String> {
        let is_spaced = self.tallest(widths) > 2;
        let mut lines = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            if index > 1 && is_spaced {
                lines.push(String::new());
            }
            lines.extend(self.row(row, widths));
            if index == 0 {
                let rule = if has_symbols { "─" } else { "-" };
                let rules = widths.iter().map(|&width| rule.repeat(width));
                let rules = rules.collect::<Vec<_>>().join(&" ".repeat(GAP));
                lines.push(format!("{DIM}{rules}{DIM:#}"));
            }
        }
        lines
    }

    /// The lines of a row.
    fn row(&self, row: &[WrappableText], widths: &[usize]) -> Vec<String> {
        let cells: Vec<Vec<(String, usize)>> = row
            .iter()
            .zip(widths)
            .map(|(cell, &width)| cell.lines(width))
            .collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        (0..height)
            .map(|at| {
                let mut line = String::new();
                // Blanks are delayed until text follows, so that no line ends with blanks.
                let mut blanks = 0;
                for ((cell, &width), is_right) in cells.iter().zip(widths).zip(&self.is_right) {
                    let nothing = (String::new(), 0);
                    let (text, columns) = cell.get(at).unwrap_or(&nothing);
                    let rest = width.saturating_sub(*columns);
                    let (before, behind) = if *is_right { (rest, 0) } else { (0, rest) };
                    if *columns > 0 {
                        line.push_str(&" ".repeat(blanks + before));
                        line.push_str(text);
                        blanks = 0;
                    } else {
                        blanks += before;
                    }
                    blanks += behind + GAP;
                }
                line
            })
            .collect()
    }

    /// One record per row: the first cell with the short cells beside it, and below it each longer
    /// cell on lines of its own. The header is a record, too, which shows the order of the cells.
    fn records(&self, width: usize) -> Vec<String> {
        let columns = 1..self.is_right.len();
        let (aside, below): (Vec<usize>, Vec<usize>) = columns.partition(|&column| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(WrappableText::width).max().unwrap_or(0) <= ASIDE
        });
        let mut lines = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            if index > 0 {
                lines.push(String::new());
            }
            let mut first = row.first().cloned().unwrap_or_default();
            let cells = aside.iter().filter_map(|&column| row.get(column));
            for cell in cells.filter(|cell| !cell.is_empty()) {
                first.push(" (", DIM);
                first.append(cell, Some(DIM));
                first.push(")", DIM);
            }
            lines.extend(first.lines(width).into_iter().map(|(line, _)| line));
            for column in &below {
                let Some(cell) = row.get(*column).filter(|cell| !cell.is_empty()) else {
                    continue;
                };
                // Continuation lines are indented further, so that the beginning of each cell is
                // visible.
                let cell = cell.lines(width.saturating_sub(6));
                let indents = std::iter::once(4).chain(std::iter::repeat(6));
                lines.extend(
                    cell.iter()
                        .zip(indents)
                        .map(|((line, _), indent)| format!("{:indent$}{line}", "")),
                );
            }
        }
        lines
    }
}
