//! Text in columns, for a terminal of a given width.

use crate::text::printable::printable;

/// How a column stands, and what gives way when the line is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// To the left; long texts are cut when the line is too long.
    Left,
    /// To the right, never cut: a figure that lost a digit is a wrong figure.
    Right,
}

/// The least that a cut column keeps.
const LEAST: usize = 8;

/// Rows of cells, as lines in columns.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    aligns: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// A grid of these columns.
    pub fn new(aligns: &[Align]) -> Self {
        Self {
            aligns: aligns.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row; cells beyond the columns are not shown.
    pub fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) {
        let cells = cells.into_iter();
        let cells = cells.map(|cell| printable(cell.as_ref()).into_owned());
        self.rows.push(cells.collect());
    }

    /// How many rows it has.
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The lines, each begun by `indent` blanks and at most `width` long if texts can be cut so far.
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

    /// The widths of the columns: the widest text gives way first.
    fn widths(&self, room: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = (0..self.aligns.len())
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells.map(|cell| length(cell)).max().unwrap_or(0)
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

/// The places that a text takes: names in the languages of Europe take one a letter.
fn length(text: &str) -> usize {
    text.chars().count()
}

fn fit(text: &str, align: Align, width: usize) -> String {
    let text = shorten(text, width);
    let blanks = " ".repeat(width.saturating_sub(length(&text)));
    match align {
        Align::Left => text + &blanks,
        Align::Right => blanks + &text,
    }
}

/// A text of at most `width` letters, with an ellipsis where something is missing.
pub fn shorten(text: &str, width: usize) -> String {
    if length(text) <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    kept.trim_end().to_owned() + "…"
}

/// A text in lines of at most `width` letters, broken at blanks.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if length(line) + 1 + length(word) <= width => {
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
    }
}
