//! Splits styled text into words and wraps them into lines.

use std::fmt::Write as _;

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

/// Characters of one style.
#[derive(Clone, Debug, PartialEq, Eq)]
struct StyledPiece {
    text: String,
    style: Style,
}

/// The pieces between two blanks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Word {
    pieces: Vec<StyledPiece>,
    width: usize,
}

/// A text as words, which can be wrapped to any width.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WrappableText {
    words: Vec<Word>,
    /// Whether a blank followed the last word.
    is_apart: bool,
}

impl WrappableText {
    /// Adds text; blanks and line breaks separate words.
    pub(super) fn push(&mut self, text: &str, style: Style) {
        for (index, part) in text.split([' ', '\n']).enumerate() {
            if index > 0 {
                self.is_apart = true;
            }
            if part.is_empty() {
                continue;
            }
            if self.is_apart || self.words.is_empty() {
                self.words.push(Word::default());
                self.is_apart = false;
            }
            if let Some(word) = self.words.last_mut() {
                word.width += part.width();
                word.pieces.push(StyledPiece {
                    text: part.to_owned(),
                    style,
                });
            }
        }
    }

    /// Adds another text, in `style` if it is given.
    pub(super) fn append(&mut self, other: &Self, style: Option<Style>) {
        for (index, word) in other.words.iter().enumerate() {
            self.is_apart |= index > 0;
            for piece in &word.pieces {
                self.push(&piece.text, style.unwrap_or(piece.style));
            }
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The width of the text on one line, in columns.
    pub(super) fn width(&self) -> usize {
        let words: usize = self.words.iter().map(|word| word.width).sum();
        words + self.words.len().saturating_sub(1)
    }

    /// The width of the longest word in columns: no line can be narrower.
    pub(super) fn longest_word(&self) -> usize {
        self.words.iter().map(|word| word.width).max().unwrap_or(0)
    }

    /// Number of lines at this width.
    pub(super) fn height(&self, width: usize) -> usize {
        self.broken(width).len()
    }

    /// The lines of at most this width, each with its own width in columns. A word that is too long
    /// gets its own line.
    pub(super) fn lines(&self, width: usize) -> Vec<(String, usize)> {
        self.broken(width)
            .into_iter()
            .map(|words| {
                let blanks = words.len().saturating_sub(1);
                let columns = words.iter().map(|word| word.width).sum::<usize>() + blanks;
                (spelled(words), columns)
            })
            .collect()
    }

    /// The words of each line.
    fn broken(&self, width: usize) -> Vec<&[Word]> {
        let mut lines = Vec::new();
        let mut start = 0;
        let mut columns = 0;
        for (index, word) in self.words.iter().enumerate() {
            if index > start && columns + 1 + word.width > width {
                lines.push(&self.words[start..index]);
                start = index;
            }
            columns = if index == start {
                word.width
            } else {
                columns + 1 + word.width
            };
        }
        lines.push(&self.words[start..]);
        lines
    }
}

/// The words of a line with their styles. A blank has the style of its neighbours if they agree, so
/// that an underline is not interrupted.
fn spelled(words: &[Word]) -> String {
    let mut runs: Vec<StyledPiece> = Vec::new();
    let mut push = |text: &str, style: Style| match runs.last_mut() {
        Some(run) if run.style == style => run.text.push_str(text),
        _ => runs.push(StyledPiece {
            text: text.to_owned(),
            style,
        }),
    };
    let mut before: Option<Style> = None;
    for word in words {
        let first = word.pieces.first().map(|piece| piece.style);
        if let Some(before) = before {
            let style = first.filter(|first| *first == before);
            push(" ", style.unwrap_or_default());
        }
        for piece in &word.pieces {
            push(&piece.text, piece.style);
        }
        before = word.pieces.last().map(|piece| piece.style);
    }
    let mut line = String::new();
    for StyledPiece { text, style } in runs {
        // Writing to a string cannot fail.
        let _ = write!(line, "{style}{text}{style:#}");
    }
    line
}
