//! JSON as far as phasebook needs it: find the end of a value, walk the members of an object and
//! the elements of an array, read scalars.
//!
//! A whole parser judges every byte of a value. The contract asks for the opposite: of a value that
//! no rule needs only the end is looked for. So a record is a slice of bytes, its members are
//! slices of that, and only needed scalars are read. Nothing here recurses, whatever the nesting.

pub(crate) mod index;
pub(crate) mod layout;
pub(crate) mod number;
pub(crate) mod scan;
pub(crate) mod text;
pub(crate) mod walk;

use std::borrow::Cow;

/// A needed value, or the frame around it, is not JSON. The element it stands in is lost
/// (`bad_json`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// A value, read as deep as its own type.
#[derive(Debug)]
pub(crate) enum Value<'a> {
    Null,
    Bool(bool),
    /// The number as written, of valid form.
    Number(&'a [u8]),
    Text(text::JsonText<'a>),
    /// An object or array, of unknown inside.
    Nested,
}

/// Reads one value that a walk has cut out.
pub(crate) fn value(raw: &[u8]) -> Result<Value<'_>, Malformed> {
    match raw {
        b"null" => Ok(Value::Null),
        b"true" => Ok(Value::Bool(true)),
        b"false" => Ok(Value::Bool(false)),
        [b'"', ..] => text::read(raw).map(Value::Text),
        [b'{' | b'[', ..] => Ok(Value::Nested),
        _ if number::is_number(raw) => Ok(Value::Number(raw)),
        _ if is_null(raw) => Ok(Value::Null),
        _ => Err(Malformed),
    }
}

/// Whether a value says that there is none: Python and R write numbers that are missing bare, as no JSON has them.
pub(crate) fn is_null(raw: &[u8]) -> bool {
    matches!(raw, b"null" | b"NaN" | b"Infinity" | b"-Infinity")
}

/// Whether a value is an object or array.
#[inline]
pub(crate) const fn is_nested(raw: &[u8]) -> bool {
    matches!(raw.first(), Some(b'{' | b'['))
}

/// Whether the bytes are one valid scalar.
pub(crate) fn is_scalar(raw: &[u8]) -> bool {
    !is_nested(raw) && value(raw).is_ok()
}

/// A value in a few words for the ledger: how a scalar is written, shortened; the rest by their type.
/// Where a moment should be, a guest's words may stand.
pub(crate) fn describe(raw: &[u8]) -> Cow<'static, str> {
    const LIMIT: usize = 40;
    match raw.first() {
        Some(b'{') => Cow::Borrowed("an object"),
        Some(b'[') => Cow::Borrowed("an array"),
        _ if matches!(raw, b"null" | b"true" | b"false") => {
            Cow::Owned(String::from_utf8_lossy(raw).into_owned())
        }
        _ => {
            let text = String::from_utf8_lossy(raw);
            let mut shown: String = text.chars().take(LIMIT).map(masked).collect();
            if text.chars().nth(LIMIT).is_some() {
                shown.push('…');
            }
            Cow::Owned(format!("it looks like {shown}"))
        }
    }
}

/// What kind of character it is: how a value is written helps, what it says is nobody's business.
pub(crate) fn masked(letter: char) -> char {
    match letter {
        letter if letter.is_numeric() => '9',
        letter if letter.is_alphabetic() => 'x',
        letter => letter,
    }
}

/// The type of a value, for the ledger where its content must not be told.
pub(crate) fn kind(raw: &[u8]) -> &'static str {
    match raw.first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a text",
        Some(b't' | b'f') => "true or false",
        _ => "a number",
    }
}

/// What follows `written` in a text that begins with it.
///
/// The same as `strip_prefix`, without a call for what is short: that is asked for dozens of times a record.
#[inline]
pub(crate) fn behind<'a>(text: &'a [u8], written: &[u8]) -> Option<&'a [u8]> {
    let (begin, rest) = text.split_at_checked(written.len())?;
    let is_equal = match written.len() {
        // The first and the last so many bytes are all of them.
        4..8 => ends_equal::<4>(begin, written),
        8..16 => ends_equal::<8>(begin, written),
        16..=32 => ends_equal::<16>(begin, written),
        _ => begin == written,
    };
    is_equal.then_some(rest)
}

/// Whether the first and the last `N` bytes are the same.
#[inline]
fn ends_equal<const N: usize>(left: &[u8], right: &[u8]) -> bool {
    left.first_chunk::<N>() == right.first_chunk() && left.last_chunk::<N>() == right.last_chunk()
}

/// White space of JSON.
#[inline]
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// The first position at or after `at` that is not white space; `bytes.len()` if there is none.
#[inline]
pub(crate) fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|&byte| is_space(byte)) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn behind_is_strip_prefix(
            text in "[ab]{0,80}",
            length in 0_usize..70,
            changed in proptest::option::of(0_usize..70),
        ) {
            let text = text.as_bytes();
            let mut written = text[..length.min(text.len())].to_vec();
            if let Some(byte) = changed.and_then(|at| written.get_mut(at)) {
                *byte = b'c';
            }
            proptest::prop_assert_eq!(behind(text, &written), text.strip_prefix(&*written));
            written.push(b'a');
            proptest::prop_assert_eq!(behind(text, &written), text.strip_prefix(&*written));
        }
    }
}
