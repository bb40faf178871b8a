//! A JSON reader with only the functions that phasebook needs: find the end of a value, walk the members of
//! an object and the elements of an array, and read scalars.
//!
//! A full parser validates every byte of a value. The contract asks for less: for a value that no rule needs,
//! only the end is searched. A record is a slice of bytes, its members are slices of that slice, and only
//! scalars that are needed are read. No function recurses, so nesting of any depth is safe.

pub(crate) mod index;
pub(crate) mod layout;
pub(crate) mod number;
pub(crate) mod scan;
pub(crate) mod text;
pub(crate) mod walk;

use std::borrow::Cow;

/// A needed value, or the syntax around it, is not JSON. The item that contains it is lost (`bad_json`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// A value, without the content of objects and arrays.
#[derive(Debug)]
pub(crate) enum Value<'a> {
    Null,
    Bool(bool),
    /// A syntactically valid number, as written.
    Number(&'a [u8]),
    Text(text::JsonText<'a>),
    /// An object or array, whose content is not checked.
    Nested,
}

/// Reads one value from its exact bytes.
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

/// Whether a value is null, or one of the words that Python and R write for missing numbers, which are not
/// JSON.
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

/// Describes a value in a few words for the ledger: a scalar by its masked and shortened text, other values
/// by their type. The text is masked because a guest's words may stand where a timestamp should be.
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

/// Replaces a character by one of its class. The form of a value helps to find an error; its content is
/// private.
pub(crate) fn masked(letter: char) -> char {
    match letter {
        letter if letter.is_numeric() => '9',
        letter if letter.is_alphabetic() => 'x',
        letter => letter,
    }
}

/// The type of a value, for the ledger where the content must not be shown.
pub(crate) fn kind(raw: &[u8]) -> &'static str {
    match raw.first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a text",
        Some(b't' | b'f') => "true or false",
        _ => "a number",
    }
}

/// The rest of `text` after `written`, or `None` if `text` does not begin with it.
///
/// It does the same as `strip_prefix`, without a call for short texts: it runs dozens of times per record.
#[inline]
pub(crate) fn behind<'a>(text: &'a [u8], written: &[u8]) -> Option<&'a [u8]> {
    let (begin, rest) = text.split_at_checked(written.len())?;
    let is_equal = match written.len() {
        // Two overlapping chunks cover all bytes.
        4..8 => ends_equal::<4>(begin, written),
        8..16 => ends_equal::<8>(begin, written),
        16..=32 => ends_equal::<16>(begin, written),
        _ => begin == written,
    };
    is_equal.then_some(rest)
}

/// Whether the first and the last `N` bytes are equal.
#[inline]
fn ends_equal<const N: usize>(left: &[u8], right: &[u8]) -> bool {
    left.first_chunk::<N>() == right.first_chunk() && left.last_chunk::<N>() == right.last_chunk()
}

/// Whether a byte is JSON white space.
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
