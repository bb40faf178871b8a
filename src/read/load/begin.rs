//! Finds the beginning of the values in a text. Text that tools put before them (HTTP headers, the greeting
//! of a log, the header of a console) is skipped, up to the first line that begins a value.

use super::super::cut::skip_blank;
use super::super::open::TextStream;
use super::batch::{Batch, fill};
use crate::json;
use crate::ledger::{Code, Problem};

/// The beginning of the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begin {
    /// The values begin at the first byte that is not a blank, or the text holds only blanks.
    AtOnce,
    /// The values begin at the beginning of the batch. Other text, which begins on this line, was skipped.
    Behind { line: u32 },
    /// The text has no values.
    Nowhere,
}

/// The part of a text that is not read yet.
pub(super) struct RestOfText<'a> {
    pub(super) stream: &'a mut dyn TextStream,
    pub(super) is_end: &'a mut bool,
    pub(super) error: &'a mut Option<String>,
}

impl RestOfText<'_> {
    /// Drops the bytes before `from` in the batch, and fills it again.
    fn go_on(&mut self, batch: &mut Batch, from: usize) {
        let_go(batch, from);
        if batch.filled == batch.buffer.len() {
            // A line break and a whole block of blanks fill the buffer.
            let room = batch.buffer.len() * 2;
            batch.buffer.resize(room, 0);
        }
        match fill(self.stream, batch) {
            Ok(end) => *self.is_end = end,
            Err(failed) => {
                *self.error = Some(failed.to_string());
                *self.is_end = true;
            }
        }
    }
}

fn let_go(batch: &mut Batch, from: usize) {
    let lines = memchr::memchr_iter(b'\n', &batch.window()[..from]).count();
    let lines = u32::try_from(lines).unwrap_or(u32::MAX);
    batch.keep_from(from, batch.first_line.saturating_add(lines));
}

/// Finds the beginning of the values in a text. The batch holds the text's first bytes; `mark` is the length
/// of the byte order mark.
pub(super) fn begin(source: &mut RestOfText<'_>, batch: &mut Batch, mark: usize) -> Begin {
    let mut at = skip_blank(batch.window(), mark);
    while at == batch.filled {
        if *source.is_end {
            return Begin::AtOnce;
        }
        source.go_on(batch, at);
        at = skip_blank(batch.window(), 0);
    }
    if matches!(batch.window()[at], b'{' | b'[' | b'"') {
        return Begin::AtOnce;
    }
    let lines = memchr::memchr_iter(b'\n', &batch.window()[..at]).count();
    let line = u32::try_from(lines).unwrap_or(u32::MAX);
    let line = batch.first_line.saturating_add(line);
    loop {
        match next_value(batch.window(), at) {
            Next::Value(found) => {
                let_go(batch, found);
                return Begin::Behind { line };
            }
            Next::Unknown(_) if *source.is_end => return Begin::Nowhere,
            Next::Unknown(from) => {
                source.go_on(batch, from);
                at = 0;
            }
        }
    }
}

/// The result of searching the lines after a position.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    /// A value begins here, after blanks.
    Value(usize),
    /// There is no value so far; continue from this position.
    Unknown(usize),
}

fn next_value(window: &[u8], at: usize) -> Next {
    for line_break in memchr::memchr_iter(b'\n', &window[at..]) {
        let line_break = at + line_break;
        let begins = json::skip_space(window, line_break);
        match window.get(begins) {
            Some(b'{' | b'[') => return Next::Value(begins),
            Some(_) => {}
            // Only blanks follow.
            None => return Next::Unknown(line_break),
        }
    }
    Next::Unknown(window.len())
}

/// Notes text before the first value.
pub(super) fn before_the_first_value(file: u32, line: u32) -> Problem {
    Problem {
        file: Some(file),
        line: Some(line),
        code: Code::BadJson,
        session_id: None,
        detail: "text before the first value was passed over".to_owned(),
        count: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::open::Whole;
    use super::*;

    /// Checks where the values of a text begin, on which line and with which text, for blocks of several
    /// sizes.
    #[track_caller]
    fn check(text: &str, expected: Begin, first_line: u32, rest: &str) {
        for block in [1, 2, 3, 7, 1 << 10] {
            let mut bytes = text.as_bytes();
            let mut batch = Batch::default();
            batch.buffer.resize(block, 0);
            batch.reset();
            let mut stream = Whole(&mut bytes);
            let mut is_end = fill(&mut stream, &mut batch).unwrap();
            let mut source = RestOfText {
                stream: &mut stream,
                is_end: &mut is_end,
                error: &mut None,
            };
            assert_eq!(
                begin(&mut source, &mut batch, 0),
                expected,
                "{text:?} by {block}"
            );
            if matches!(expected, Begin::Behind { .. }) {
                assert_eq!(batch.first_line, first_line, "{text:?} by {block}");
                assert!(
                    rest.as_bytes().starts_with(batch.window()),
                    "{text:?} by {block}"
                );
            }
        }
    }

    #[test]
    fn text_before_the_first_line_that_begins_a_value_is_passed_over() {
        check(
            "HTTP/1.1 200 OK\r\nA: \"b\r\n\r\n  [{}]",
            Begin::Behind { line: 1 },
            4,
            "[{}]",
        );
        check("\n\n id {\n{}", Begin::Behind { line: 3 }, 4, "{}");
        check("5\n\n\n \t\r\n{}", Begin::Behind { line: 1 }, 5, "{}");
        check("x\n\u{feff}{}\n[]", Begin::Behind { line: 1 }, 3, "[]");
    }

    #[test]
    fn a_text_that_begins_with_a_value_is_left_alone() {
        for text in ["", " \n\n ", "{}", " \n[", "\"{}\"", "\"x\"\n{}"] {
            check(text, Begin::AtOnce, 1, "");
        }
    }

    #[test]
    fn a_text_without_such_a_line_has_no_values() {
        for text in [
            "502 Bad Gateway",
            "<p>\n x {}\n",
            "1 {}",
            "x\n\"{}\"",
            "x\n\n\n",
        ] {
            check(text, Begin::Nowhere, 1, "");
        }
    }
}
