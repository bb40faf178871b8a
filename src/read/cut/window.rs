//! The part of a text that a cutter works on.

use super::super::shape::{self, Remains};
use crate::json;
use crate::json::index::Index;
use crate::json::scan::Scanner;

/// A window with its index.
#[derive(Clone, Copy)]
pub(crate) struct Indexed<'a> {
    pub(crate) window: &'a [u8],
    pub(crate) index: &'a Index,
}

impl Indexed<'_> {
    /// The part of the object between these positions that can be saved.
    pub(super) fn remains(self, start: usize, stop: usize) -> Option<Remains> {
        let scanner = Scanner::new(self.window, self.index);
        shape::remains(scanner, &self.window[start..stop])
    }
}

/// Skips white space, and the byte order marks that concatenated files leave between values.
pub(crate) fn skip_blank(window: &[u8], at: usize) -> usize {
    let mut at = json::skip_space(window, at);
    while window
        .get(at..)
        .is_some_and(|rest| rest.starts_with(b"\xEF\xBB\xBF"))
    {
        at = json::skip_space(window, at + 3);
    }
    at
}

/// Whether the rest of a window may be the beginning of a byte order mark.
pub(super) fn may_begin_mark(rest: &[u8]) -> bool {
    rest.len() < 3 && b"\xEF\xBB\xBF".starts_with(rest)
}

/// The next line after `from` with `{` or `[` in its first column.
pub(super) fn next_line_with_value(window: &[u8], from: usize) -> Option<usize> {
    let rest = window.get(from..)?;
    memchr::memchr_iter(b'\n', rest)
        .map(|line_break| from + line_break + 1)
        .find(|&next| matches!(window.get(next), Some(b'{' | b'[')))
}
