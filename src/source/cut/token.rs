//! Where a scalar, or a piece of rubbish, ends.

use super::super::json::{is_space, scan};

/// The end of the token at `start`; `None` if the window may not hold all of it.
pub(super) fn end(window: &[u8], start: usize, is_end: bool) -> Option<usize> {
    if window[start] == b'"' {
        let string = scan::string_end(window, start);
        let end = string.unwrap_or(window.len());
        // A line break is no part of a string: a quote too many must not cost the next line.
        let line = memchr::memchr(b'\n', &window[start..end]).map(|length| start + length);
        return line.or(string).or_else(|| is_end.then_some(end));
    }
    let length = window[start..].iter().position(|&byte| {
        is_space(byte) || matches!(byte, b',' | b']' | b'}' | b'{' | b'[' | b'"')
    });
    match length {
        Some(length) => Some(start + length.max(1)),
        None => is_end.then_some(window.len()),
    }
}
