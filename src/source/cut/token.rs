//! Where a scalar, or a piece of rubbish, ends.

use super::super::json::{is_space, scan};

/// The end of the token at `start`; `None` if the window may not hold all of it.
pub(super) fn end(window: &[u8], start: usize, is_end: bool) -> Option<usize> {
    if window[start] == b'"' {
        // A line break is no part of a string: a quote too many must not cost the next line.
        let line = memchr::memchr(b'\n', &window[start..]).map(|length| start + length);
        let string = scan::string_end(&window[..line.unwrap_or(window.len())], start);
        return string.or(line).or_else(|| is_end.then_some(window.len()));
    }
    let length = window[start..].iter().position(|&byte| {
        is_space(byte) || matches!(byte, b',' | b']' | b'}' | b'{' | b'[' | b'"')
    });
    match length {
        Some(length) => Some(start + length.max(1)),
        None => is_end.then_some(window.len()),
    }
}
