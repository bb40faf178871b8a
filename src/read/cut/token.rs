//! Finds the end of a scalar, or of text that is not JSON.

use crate::json::is_space;

/// The end of the token at `start`; `None` if the token may go on beyond the window.
pub(super) fn end(window: &[u8], start: usize, is_end: bool) -> Option<usize> {
    if window[start] == b'"' {
        return string_end(window, start).or_else(|| is_end.then_some(window.len()));
    }
    let length = window[start..].iter().position(|&byte| {
        is_space(byte) || matches!(byte, b',' | b']' | b'}' | b'{' | b'[' | b'"')
    });
    match length {
        Some(length) => Some(start + length.max(1)),
        None => is_end.then_some(window.len()),
    }
}

/// The length of the element at the start of `text` with its comma and the blanks after it, and how many
/// times in a row it appears on the same line: 0 if no comma follows it. `length` is the length of the element
/// alone.
pub(super) fn recurs(text: &[u8], length: usize) -> (usize, usize) {
    if text.get(length) != Some(&b',') {
        return (length, 0);
    }
    let blanks = text[length + 1..].iter().take_while(|&&byte| byte == b' ');
    let whole = length + 1 + blanks.count();
    let (first, rest) = text.split_at(whole);
    let alike = rest.chunks_exact(whole).take_while(|&next| next == first);
    (whole, 1 + alike.count())
}

/// The end of the string that opens at `start`, or the end of its line. A JSON string holds no line break, so
/// an extra quote does not cost the next line. No byte after the end is scanned, so many short strings take
/// linear time.
fn string_end(window: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        let found = at + memchr::memchr3(b'"', b'\\', b'\n', window.get(at..)?)?;
        match window[found] {
            b'"' => return Some(found + 1),
            b'\n' => return Some(found),
            _ if window.get(found + 1) == Some(&b'\n') => return Some(found + 1),
            _ => at = found + 2,
        }
    }
}
