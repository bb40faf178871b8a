//! Strings: unescaping, and repair of invalid UTF-8.

use std::borrow::Cow;

use super::Malformed;

/// The text of a string, and whether a part of it was replaced by U+FFFD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JsonText<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) replaced: bool,
}

/// Reads a string with its quotes. Bytes that are not UTF-8 and lone surrogates become U+FFFD; an invalid
/// escape or an unescaped control character is malformed.
pub(crate) fn read(raw: &[u8]) -> Result<JsonText<'_>, Malformed> {
    let [b'"', inside @ .., b'"'] = raw else {
        return Err(Malformed);
    };
    if inside.iter().any(|&byte| byte < 0x20) {
        return Err(Malformed);
    }
    if inside.contains(&b'\\') {
        return unescape(inside);
    }
    if let Ok(text) = std::str::from_utf8(inside) {
        return Ok(JsonText {
            text: Cow::Borrowed(text),
            replaced: false,
        });
    }
    Ok(JsonText {
        text: String::from_utf8_lossy(inside),
        replaced: true,
    })
}

/// The unescaped name of a member, from the bytes between its quotes. A name with an invalid escape is
/// returned as written; no known name equals it.
pub(crate) fn member_name(inside: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\\', inside).is_none() {
        return Cow::Borrowed(inside);
    }
    match unescape(inside) {
        Ok(name) => Cow::Owned(name.text.into_owned().into_bytes()),
        Err(Malformed) => Cow::Borrowed(inside),
    }
}

/// Whether a string, given by the bytes between its quotes, holds JSON: it begins with an object or array,
/// after optional blanks.
pub(crate) fn begins_json(inside: &[u8]) -> bool {
    let mut rest = inside;
    loop {
        rest = match rest {
            [b' ' | b'\t' | b'\r' | b'\n', rest @ ..] | [b'\\', b't' | b'r' | b'n', rest @ ..] => {
                rest
            }
            [b'{' | b'[', ..] => return true,
            _ => return false,
        };
    }
}

fn unescape(inside: &[u8]) -> Result<JsonText<'static>, Malformed> {
    let mut text = String::with_capacity(inside.len());
    let mut replaced = false;
    let mut rest = inside;
    while let Some(backslash) = memchr::memchr(b'\\', rest) {
        let plain = String::from_utf8_lossy(&rest[..backslash]);
        replaced |= matches!(plain, Cow::Owned(_));
        text.push_str(&plain);
        let (character, length) = escape(&rest[backslash..])?;
        replaced |= character.is_none();
        text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
        rest = &rest[backslash + length..];
    }
    let plain = String::from_utf8_lossy(rest);
    replaced |= matches!(plain, Cow::Owned(_));
    text.push_str(&plain);
    Ok(JsonText {
        text: Cow::Owned(text),
        replaced,
    })
}

/// The character of the escape at the start of `bytes`, or `None` for a lone surrogate, and the length of the
/// escape.
fn escape(bytes: &[u8]) -> Result<(Option<char>, usize), Malformed> {
    let character = match bytes.get(1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode_escape(bytes),
        _ => return Err(Malformed),
    };
    Ok((Some(character), 2))
}

fn unicode_escape(bytes: &[u8]) -> Result<(Option<char>, usize), Malformed> {
    let unit = code_unit(bytes, 2)?;
    if let Some(character) = char::from_u32(unit) {
        return Ok((Some(character), 6));
    }
    let is_high = (0xD800..0xDC00).contains(&unit);
    if is_high && bytes.get(6..8) == Some(b"\\u") {
        let low = code_unit(bytes, 8)?;
        if (0xDC00..0xE000).contains(&low) {
            let scalar = 0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            return Ok((char::from_u32(scalar), 12));
        }
    }
    Ok((None, 6))
}

fn code_unit(bytes: &[u8], at: usize) -> Result<u32, Malformed> {
    let digits = bytes.get(at..at + 4).ok_or(Malformed)?;
    digits.iter().try_fold(0, |unit, &digit| {
        let value = char::from(digit).to_digit(16).ok_or(Malformed)?;
        Ok(unit << 4 | value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &[u8]) -> Result<(String, bool), Malformed> {
        read(raw).map(|text| (text.text.into_owned(), text.replaced))
    }

    #[test]
    fn plain_text_is_borrowed() {
        let read = read("\"Žofie\"".as_bytes()).unwrap();
        assert!(matches!(read.text, Cow::Borrowed("Žofie")));
        assert!(!read.replaced);
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(
            text(br#""\"\\\/\b\f\n\r\tA\u00e1\uD83D\uDE00""#),
            Ok(("\"\\/\u{8}\u{c}\n\r\tAá😀".to_owned(), false))
        );
    }

    #[test]
    fn json_inside_a_string_begins_with_a_bracket_after_blanks() {
        for inside in [r#"{\"a\":1}"#, "[", r" \r\n\t[", "\n {"] {
            assert!(begins_json(inside.as_bytes()), "{inside}");
        }
        for inside in ["", " ", "a{", r"\\n{", r"\"] {
            assert!(!begins_json(inside.as_bytes()), "{inside}");
        }
    }

    #[test]
    fn lone_surrogates_and_bad_bytes_become_the_replacement_character() {
        assert_eq!(text(br#""a\ud800b""#), Ok(("a\u{fffd}b".to_owned(), true)));
        assert_eq!(text(br#""\udc00""#), Ok(("\u{fffd}".to_owned(), true)));
        assert_eq!(
            text(br#""\ud800\u0041""#),
            Ok(("\u{fffd}A".to_owned(), true))
        );
        assert_eq!(text(b"\"a\xffb\""), Ok(("a\u{fffd}b".to_owned(), true)));
        assert_eq!(text(b"\"\xff\\n\""), Ok(("\u{fffd}\n".to_owned(), true)));
    }

    #[test]
    fn bad_escapes_and_control_characters_are_malformed() {
        for raw in [
            &br#""\x""#[..],
            br#""\u12""#,
            br#""\u12g4""#,
            b"\"a\nb\"",
            b"\"a\0\"",
            b"\"",
            b"a",
        ] {
            assert_eq!(text(raw), Err(Malformed), "{raw:?}");
        }
    }
}
