//! Text in columns, for a terminal of a given width.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::text::printable::printable;

/// The alignment of a column, and whether its texts may be shortened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Left-aligned; long texts are shortened if the line is too long.
    Left,
    /// Right-aligned and never shortened, since a figure without its last digits is wrong.
    Right,
}

/// The least width of a shortened column.
const LEAST: usize = 8;

/// Rows of cells that are shown in aligned columns.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    aligns: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// A grid with these columns.
    pub fn new(aligns: &[Align]) -> Self {
        Self {
            aligns: aligns.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row. Cells beyond the last column are not shown.
    pub fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) {
        let cells = cells.into_iter();
        let cells = cells.map(|cell| printable(cell.as_ref()).into_owned());
        self.rows.push(cells.collect());
    }

    /// The number of rows.
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The lines, each with `indent` leading blanks. A line is at most `width` wide if its texts can be
    /// shortened that far.
    pub fn lines(&self, indent: usize, width: usize) -> Vec<String> {
        let widths = self.widths(width.saturating_sub(indent));
        let rows = self.rows.iter();
        rows.map(|row| {
            let cells = row.iter().zip(self.aligns.iter().zip(&widths));
            let line: Vec<String> = cells
                .map(|(cell, (align, &width))| fit(cell, *align, width))
                .collect();
            format!("{:indent$}{}", "", line.join("  "))
                .trim_end()
                .to_owned()
        })
        .collect()
    }

    /// The widths of the columns; the widest text column is shortened first.
    fn widths(&self, room: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = (0..self.aligns.len())
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells.map(|cell| cell.width()).max().unwrap_or(0)
            })
            .collect();
        let gaps = 2 * widths.len().saturating_sub(1);
        while widths.iter().sum::<usize>() + gaps > room {
            let widest = widths
                .iter_mut()
                .zip(&self.aligns)
                .filter(|(width, align)| **align == Align::Left && **width > LEAST)
                .max_by_key(|(width, _)| **width);
            match widest {
                Some((width, _)) => *width -= 1,
                None => break,
            }
        }
        widths
    }
}

fn fit(text: &str, align: Align, width: usize) -> String {
    let text = shorten(text, width);
    let blanks = " ".repeat(width.saturating_sub(text.width()));
    match align {
        Align::Left => text + &blanks,
        Align::Right => blanks + &text,
    }
}

/// A text in at most `width` columns of a terminal, with an ellipsis where it is cut.
pub fn shorten(text: &str, width: usize) -> String {
    shorten_with(text, width, "…")
}

/// Like [`shorten`], but with another mark where the text is cut. The mark must be one column wide.
pub fn shorten_with(text: &str, width: usize, mark: &str) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut columns = 1;
    let kept: String = text
        .chars()
        .take_while(|letter| {
            columns += letter.width().unwrap_or(0);
            columns <= width
        })
        .collect();
    kept.trim_end().to_owned() + mark
}

/// A text in lines of at most `width` columns of a terminal, broken at blanks. A word that is wider than a line has a
/// line of its own.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_give_way_and_figures_do_not() {
        let mut grid = Grid::new(&[Align::Left, Align::Left, Align::Right]);
        grid.row(["by_queue", "Pohledávky a splátky", "0.8120"]);
        grid.row(["total", "", "12"]);
        assert_eq!(
            grid.lines(2, 80),
            [
                "  by_queue  Pohledávky a splátky  0.8120",
                "  total                               12",
            ]
        );
        assert_eq!(grid.lines(0, 30)[0], "by_queue  Pohledávky…   0.8120");
        assert_eq!(grid.lines(0, 1)[0], "by_queue  Pohledá…  0.8120");
    }

    #[test]
    fn lines_are_broken_at_blanks() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("unbreakable", 4), ["unbreakable"]);
        assert_eq!(wrap("中文 中文 a", 6), ["中文", "中文 a"]);
    }

    #[test]
    fn a_text_is_cut_by_the_columns_that_it_takes() {
        assert_eq!(shorten("Pohledávky", 10), "Pohledávky");
        assert_eq!(shorten("Pohledávky", 9), "Pohledáv…");
        assert_eq!(shorten("one two", 5), "one…");
        assert_eq!(shorten("中文中文", 6), "中文…");
        assert_eq!(shorten_with("Pohledávky", 4, "."), "Poh.");
    }
}
