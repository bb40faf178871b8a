//! Where does this value end?

use super::index::{Index, Quotes};

/// Finds the ends of values in a text that is indexed, and in slices of it.
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

    /// Line breaks before a position.
    pub(crate) fn lines_before(&self, at: usize) -> u32 {
        self.index.lines_before(self.text, at)
    }

    /// Where a slice of the text begins in it.
    #[inline]
    pub(crate) fn position(&self, slice: &[u8]) -> usize {
        slice.as_ptr().addr() - self.text.as_ptr().addr()
    }

    /// The position after the string that opens at `at` of a slice.
    #[inline]
    pub(crate) fn string_end(&self, slice: &[u8], at: usize) -> Option<usize> {
        let start = self.position(slice);
        let end = self.index.quote(start + at + 1)? + 1 - start;
        (end <= slice.len()).then_some(end)
    }

    /// The quotes at or after a position of the text.
    #[inline]
    pub(crate) fn quotes(&self, at: usize) -> Quotes<'a> {
        self.index.quotes(at)
    }

    /// The position after the value that begins at `at` of a slice; `None` if it does not end
    /// within it or nothing is there. The inside is not judged: of an object or array only the
    /// brackets outside of strings are counted, and the last must be of the kind of the first.
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
        let depth = self.index.depth_at(start + at);
        let end = self.index.close(start + at, depth)? - start;
        let pair = (slice[at], *slice.get(end - 1)?);
        matches!(pair, (b'{', b'}') | (b'[', b']')).then_some(end)
    }

    /// Whether a backslash may be in a stretch of a slice.
    #[inline]
    pub(crate) fn may_have_escape(&self, slice: &[u8], from: usize, to: usize) -> bool {
        let start = self.position(slice);
        self.index.may_have_escape(start + from, start + to)
    }
}

/// The position after the number or word that begins at `at`; `None` if there is none.
#[inline]
pub(crate) fn scalar_end(slice: &[u8], at: usize) -> Option<usize> {
    let mut end = at;
    while slice
        .get(end)
        .is_some_and(|&byte| !ENDS_SCALAR[byte as usize])
    {
        end += 1;
    }
    (end > at).then_some(end)
}

/// What a number or word does not hold.
const ENDS_SCALAR: [bool; 256] = {
    let mut ends = [false; 256];
    let stops = b" \t\n\r,]}";
    let mut at = 0;
    while at < stops.len() {
        ends[stops[at] as usize] = true;
        at += 1;
    }
    ends
};

/// The position after the string that opens at `at` of a text that is not indexed.
pub(crate) fn string_end(text: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        let found = at + memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        if text[found] == b'"' {
            return Some(found + 1);
        }
        at = found + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &str) -> Option<usize> {
        let index = Index::of(text.as_bytes());
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

    #[test]
    fn a_string_without_an_index_ends_at_its_quote() {
        assert_eq!(string_end(br#" "a\"b" "#, 1), Some(7));
        assert_eq!(string_end(br#""a\"#, 0), None);
    }
}
