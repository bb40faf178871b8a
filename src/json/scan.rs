//! Finds the end of a value.

use std::ops::Range;

use super::index::{Index, Places, Quotes};

/// Finds the ends of values in an indexed text and in slices of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scanner<'a> {
    text: &'a [u8],
    index: &'a Index,
}

impl<'a> Scanner<'a> {
    pub(crate) const fn new(text: &'a [u8], index: &'a Index) -> Self {
        Self { text, index }
    }

    /// The whole text.
    pub(crate) const fn text(&self) -> &'a [u8] {
        self.text
    }

    /// The number of line breaks before a position.
    pub(crate) fn lines_before(&self, at: usize) -> u32 {
        self.index.lines_before(self.text, at)
    }

    /// The position of a slice in the text.
    #[inline]
    pub(crate) fn position(&self, slice: &[u8]) -> usize {
        slice.as_ptr().addr() - self.text.as_ptr().addr()
    }

    /// The position after the string that opens at `at` of a slice.
    #[inline]
    pub(crate) fn string_end(&self, slice: &[u8], at: usize) -> Option<usize> {
        let start = self.position(slice);
        let end = self.string_end_in_text(start + at)? - start;
        (end <= slice.len()).then_some(end)
    }

    /// The number of open brackets before a position of the text.
    #[inline]
    pub(crate) fn depth_at(&self, at: usize) -> i32 {
        self.index.depth_at(at)
    }

    /// The last bracket before `at` that opens at this depth.
    pub(crate) fn opened_before(&self, at: usize, depth: i32) -> Option<usize> {
        self.index.opened_before(at, depth)
    }

    /// The positions in the text, within a slice, that `wanted` picks by the quotes around them.
    #[inline]
    pub(crate) fn places<W: Fn(Quotes) -> u64>(self, slice: &[u8], wanted: W) -> Places<'a, W> {
        let start = self.position(slice);
        self.index.places(start, start + slice.len(), wanted)
    }

    /// The parts of a slice that may hold backslashes, in order; the rest holds none.
    pub(crate) fn backslashed(self, slice: &[u8]) -> impl Iterator<Item = Range<usize>> + use<'a> {
        let start = self.position(slice);
        let blocks = self.index.backslashed(start, start + slice.len());
        blocks.map(move |block| block.start - start..block.end - start)
    }

    /// The position after the string that opens at `at` of the text.
    #[inline]
    pub(crate) fn string_end_in_text(&self, at: usize) -> Option<usize> {
        Some(self.index.quote(at + 1)? + 1)
    }

    /// The position after the object or array that opens at `at` of the text.
    #[inline]
    pub(crate) fn nested_end_in_text(&self, at: usize) -> Option<usize> {
        let end = self.index.close(at)?;
        let pair = (self.text[at], *self.text.get(end - 1)?);
        matches!(pair, (b'{', b'}') | (b'[', b']')).then_some(end)
    }

    /// The position after the value that begins at `at` of a slice; `None` if there is no value or it does
    /// not end within the slice. The content is not checked: in an object or array only the brackets outside
    /// of strings are counted, and the last bracket must match the first.
    #[inline]
    pub(crate) fn value_end(&self, slice: &[u8], at: usize) -> Option<usize> {
        match *slice.get(at)? {
            b'"' => self.string_end(slice, at),
            b'{' | b'[' => self.nested_end(slice, at),
            _ => scalar_end(slice, at),
        }
    }

    /// The position after the object or array that opens at `at` of a slice.
    #[inline]
    pub(crate) fn nested_end(&self, slice: &[u8], at: usize) -> Option<usize> {
        let start = self.position(slice);
        let end = self.nested_end_in_text(start + at)? - start;
        (end <= slice.len()).then_some(end)
    }
}

/// The position after the number or word that begins at `at`; `None` if there is none.
#[inline]
pub(crate) fn scalar_end(slice: &[u8], at: usize) -> Option<usize> {
    let mut end = at;
    // Most scalars are null or integers.
    if let Some(eight) = slice.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*eight);
        end += if eight.starts_with(b"null") {
            4
        } else {
            leading_digits(word)
        };
    }
    while slice
        .get(end)
        .is_some_and(|&byte| !ENDS_SCALAR[byte as usize])
    {
        end += 1;
    }
    (end > at).then_some(end)
}

/// The number of leading digits in eight bytes, the first byte lowest.
#[inline]
const fn leading_digits(word: u64) -> usize {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let left = word ^ 0x3030_3030_3030_3030;
    // A digit leaves at most 9 here; adding 0x76 sets bit 7 for any larger value.
    let others = (left | ((left & !HIGH) + 0x7676_7676_7676_7676)) & HIGH;
    others.trailing_zeros() as usize / 8
}

/// The bytes that end a number or word.
const ENDS_SCALAR: [bool; 256] = {
    let mut ends = [false; 256];
    let stops = b" \t\n\r,]}[{\"\\";
    let mut at = 0;
    while at < stops.len() {
        ends[stops[at] as usize] = true;
        at += 1;
    }
    ends
};

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &str) -> Option<usize> {
        let index = Index::new(text.as_bytes());
        Scanner::new(text.as_bytes(), &index).value_end(text.as_bytes(), 0)
    }

    #[test]
    fn a_value_ends_where_its_own_brackets_close() {
        assert_eq!(end(r#"{"a":{"b":"}\"}"}} ,"#), Some(18));
        assert_eq!(end(r#"[1,[2,"]"],3],"#), Some(13));
        assert_eq!(end(r#""a\\" "#), Some(5));
        assert_eq!(end("12.5e3,"), Some(6));
        assert_eq!(end("true}"), Some(4));
        assert_eq!(end("null"), Some(4));
    }

    #[test]
    fn numbers_and_words_end_before_what_is_no_part_of_them() {
        for (text, length) in [
            ("null,", 4),
            ("null", 4),
            ("nullable,123456", 8),
            ("7,\"a\":0000", 1),
            ("123456789012345,", 15),
            ("1234567}", 7),
            ("12345678]", 8),
            ("12345678.25e10 ", 14),
            ("-5,1234567", 2),
            ("1:;<=>?/,", 8),
        ] {
            assert_eq!(scalar_end(text.as_bytes(), 0), Some(length), "{text}");
        }
    }

    #[test]
    fn an_open_value_has_no_end() {
        for text in [
            r#"{"a":1"#,
            "[1,",
            r#""abc"#,
            r#""abc\"#,
            r#""abc\""#,
            "",
            ",",
            "}",
        ] {
            assert_eq!(end(text), None, "{text}");
        }
    }

    #[test]
    fn a_million_levels_need_no_stack() {
        let text = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
        assert_eq!(end(&text), Some(2_000_000));
    }
}
