//! Where does this value end?

use memchr::{memchr2, memchr3};

use super::is_space;

/// The position after the string that opens at `at`.
pub(crate) fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        let found = at + memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[found] == b'"' {
            return Some(found + 1);
        }
        at = found + 2;
    }
}

/// The position after the value that begins at `at`; `None` if it does not end within `bytes` or
/// nothing is there. The inside is not judged: of an object only its braces outside of strings
/// are counted, of an array only its brackets.
pub(crate) fn value_end(bytes: &[u8], at: usize) -> Option<usize> {
    match *bytes.get(at)? {
        b'"' => string_end(bytes, at),
        b'{' => nested_end(bytes, at, b'{', b'}'),
        b'[' => nested_end(bytes, at, b'[', b']'),
        _ => {
            let length = bytes[at..]
                .iter()
                .position(|&byte| is_space(byte) || matches!(byte, b',' | b']' | b'}'));
            let end = length.map_or(bytes.len(), |length| at + length);
            (end > at).then_some(end)
        }
    }
}

fn nested_end(bytes: &[u8], at: usize, open: u8, close: u8) -> Option<usize> {
    let mut depth = 1_usize;
    let mut at = at + 1;
    loop {
        let found = at + memchr3(b'"', open, close, bytes.get(at..)?)?;
        let byte = bytes[found];
        at = found + 1;
        if byte == b'"' {
            at = string_end(bytes, found)?;
        } else if byte == open {
            depth += 1;
        } else {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &str) -> Option<usize> {
        value_end(text.as_bytes(), 0)
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
        for text in [r#"{"a":1"#, "[1,", r#""abc"#, r#""abc\"#, r#""abc\""#, "", ",", "}"] {
            assert_eq!(end(text), None, "{text}");
        }
    }

    #[test]
    fn a_million_levels_need_no_stack() {
        let text = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
        assert_eq!(end(&text), Some(2_000_000));
    }
}
