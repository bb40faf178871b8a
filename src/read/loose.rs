//! Alternative notations of a needed value: a one-element array, a wrapping object, or a text.
//!
//! R puts every value into an array, PowerShell unwraps one-element arrays and puts `value` around dates,
//! MongoDB writes `{"$numberLong": "5"}`, and .NET keeps references in `$values`. The meaning of a notation
//! depends on the value that is needed, so there is one function for each: an array, an array of events, an
//! object, a single value. The API itself writes none of these notations, so the functions are called only if
//! the API's own notation does not fit.

use super::shape;
use super::wire::Folded;
use crate::json::scan::Scanner;
use crate::json::walk::{Elements, Members};
use crate::json::{self, Malformed, text};

/// The elements of an array, or a single value in place of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List<'a> {
    /// An ordinary array.
    Array(&'a [u8]),
    /// The element of a one-element array that was unwrapped.
    One(&'a [u8]),
    /// `{}`, which has no elements.
    Empty,
}

impl<'a> List<'a> {
    /// Begins a walk over the elements.
    pub(crate) const fn elements(self, scanner: Scanner<'a>) -> ListElements<'a> {
        match self {
            Self::Array(array) => ListElements::Of(Elements::new(scanner, array)),
            Self::One(value) => ListElements::One(Some(value)),
            Self::Empty => ListElements::One(None),
        }
    }

    /// The first element; `None` if there is none or it is malformed.
    pub(crate) fn first(self, scanner: Scanner<'a>) -> Option<&'a [u8]> {
        self.elements(scanner).next().ok().flatten()
    }
}

/// Walks the elements of a list.
pub(crate) enum ListElements<'a> {
    Of(Elements<'a>),
    One(Option<&'a [u8]>),
}

impl<'a> ListElements<'a> {
    /// The next element; `None` after the last.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<&'a [u8]>, Malformed> {
        match self {
            Self::Of(elements) => elements.next(),
            Self::One(value) => Ok(value.take()),
        }
    }
}

/// The result of looking for an array, an object or a single value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needed<T> {
    Null,
    Is(T),
    /// A value of another type.
    Other,
}

/// The most levels of wrapping that are removed; deeper nesting is something else.
const MOST_BOXES: usize = 8;

/// Reads a value as an array.
pub(crate) fn list<'a>(scanner: Scanner<'a>, raw: &'a [u8]) -> Result<Needed<List<'a>>, Malformed> {
    let mut raw = raw;
    for _ in 0..MOST_BOXES {
        match raw {
            [b'[', ..] => return Ok(Needed::Is(List::Array(raw))),
            b"{}" => return Ok(Needed::Is(List::Empty)),
            [b'{', ..] => match array_inside(scanner, raw)? {
                Some(inside) => raw = inside,
                None => return Ok(Needed::Is(one_or_none(scanner, raw)?)),
            },
            _ if json::is_null(raw) => return Ok(Needed::Null),
            _ => return Ok(Needed::Other),
        }
    }
    Ok(Needed::Other)
}

/// Reads a value as an array of events. An object counts as a one-element array only if it is an event.
pub(crate) fn events<'a>(scanner: Scanner<'a>, raw: &'a [u8]) -> Option<List<'a>> {
    match raw {
        [b'[', ..] => Some(List::Array(raw)),
        [b'{', ..] if shape::is_event(scanner, raw) => Some(List::One(raw)),
        [b'{', ..] => match array_inside(scanner, raw).ok()?? {
            inside @ [b'[', ..] => Some(List::Array(inside)),
            inside if shape::is_event(scanner, inside) => Some(List::One(inside)),
            _ => None,
        },
        _ => None,
    }
}

/// Reads a value as an object.
pub(crate) fn object<'a>(
    scanner: Scanner<'a>,
    raw: &'a [u8],
) -> Result<Needed<&'a [u8]>, Malformed> {
    let mut raw = raw;
    for _ in 0..MOST_BOXES {
        match raw {
            [b'{', ..] => match member(scanner, raw, "value")? {
                Some(inside) if json::is_nested(inside) => raw = inside,
                _ => return Ok(Needed::Is(raw)),
            },
            [b'[', ..] => match only_element(scanner, raw)? {
                Needed::Is(inside) => raw = inside,
                other => return Ok(other),
            },
            _ if json::is_null(raw) => return Ok(Needed::Null),
            _ => return Ok(Needed::Other),
        }
    }
    Ok(Needed::Other)
}

/// Reads a value as a scalar. For `$numberLong` and similar notations, returns the number inside the text.
pub(crate) fn scalar<'a>(
    scanner: Scanner<'a>,
    raw: &'a [u8],
) -> Result<Needed<&'a [u8]>, Malformed> {
    let mut raw = raw;
    for _ in 0..=MOST_BOXES {
        match raw {
            b"{}" => return Ok(Needed::Null),
            [b'{', ..] => {
                let Some((name, inside)) = value_inside(scanner, raw)? else {
                    return Ok(match one_or_none(scanner, raw)? {
                        List::Empty => Needed::Null,
                        _ => Needed::Other,
                    });
                };
                raw = inside;
                if name.starts_with("$number") && raw.first() == Some(&b'"') {
                    return Ok(spelled_number(raw));
                }
            }
            [b'[', ..] => match only_element(scanner, raw)? {
                Needed::Is(inside) => raw = inside,
                other => return Ok(other),
            },
            _ if json::is_null(raw) => return Ok(Needed::Null),
            _ => return Ok(Needed::Is(raw)),
        }
    }
    Ok(Needed::Other)
}

/// The number inside a text.
fn spelled_number(raw: &[u8]) -> Needed<&[u8]> {
    let inside = trim_blanks(&raw[1..raw.len() - 1]);
    if inside.is_empty() || json::is_null(inside) {
        Needed::Null
    } else if json::number::is_number(inside) {
        Needed::Is(inside)
    } else {
        Needed::Other
    }
}

/// An object in place of an array: an array of the object, or an empty array if the object has no members.
/// `{ }` is as empty as `{}`.
fn one_or_none<'a>(scanner: Scanner<'a>, raw: &'a [u8]) -> Result<List<'a>, Malformed> {
    let is_empty = Members::new(scanner, raw).next()?.is_none();
    Ok(if is_empty {
        List::Empty
    } else {
        List::One(raw)
    })
}

/// The only element of an array; `Null` if the array is empty, `Other` if it has more elements.
fn only_element<'a>(scanner: Scanner<'a>, array: &'a [u8]) -> Result<Needed<&'a [u8]>, Malformed> {
    let mut elements = Elements::new(scanner, array);
    Ok(match (elements.next()?, elements.next()) {
        (None, _) => Needed::Null,
        (Some(only), Ok(None)) => Needed::Is(only),
        (_, Err(Malformed)) => return Err(Malformed),
        _ => Needed::Other,
    })
}

/// The value of `$values`, or of `value` if there is also a `Count`.
fn array_inside<'a>(scanner: Scanner<'a>, raw: &'a [u8]) -> Result<Option<&'a [u8]>, Malformed> {
    if let Some(values) = member(scanner, raw, "$values")? {
        return Ok(Some(values));
    }
    Ok(match member(scanner, raw, "count")? {
        Some(_) => member(scanner, raw, "value")?,
        None => None,
    })
}

/// The value that an object wraps, with the name of its member.
fn value_inside<'a>(
    scanner: Scanner<'a>,
    raw: &'a [u8],
) -> Result<Option<(&'static str, &'a [u8])>, Malformed> {
    for name in [
        "$date",
        "$numberLong",
        "$numberInt",
        "$numberDouble",
        "value",
    ] {
        if let Some(value) = member(scanner, raw, name)? {
            return Ok(Some((name, value)));
        }
    }
    Ok(None)
}

/// The value of a member with this name. The exact name wins over other spellings; of several members with
/// equal names, the last wins.
pub(crate) fn member<'a>(
    scanner: Scanner<'a>,
    object: &'a [u8],
    name: &str,
) -> Result<Option<&'a [u8]>, Malformed> {
    let (mut exact, mut other) = (None, None);
    let mut members = Members::new(scanner, object);
    while let Some(member) = members.next()? {
        let written = text::member_name(member.name);
        if *written == *name.as_bytes() {
            exact = Some(member.value);
        } else if Folded::new(&written).is_some_and(|folded| folded.is(name.as_bytes())) {
            other = Some(member.value);
        }
    }
    Ok(exact.or(other))
}

/// Whether a value is a text that `ConvertTo-Json` wrote for an object or array deeper than its `-Depth`.
pub(crate) fn is_flattened(raw: &[u8]) -> bool {
    raw.starts_with(b"\"@{")
        || matches!(
            raw,
            b"\"System.Object[]\"" | b"\"System.Collections.Hashtable\""
        )
}

/// The text without leading and trailing blanks.
pub(crate) fn trim_blanks(text: &[u8]) -> &[u8] {
    let Some(start) = text.iter().position(|&byte| !json::is_space(byte)) else {
        return b"";
    };
    let end = text.iter().rposition(|&byte| !json::is_space(byte));
    &text[start..end.map_or(start, |end| end + 1)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::index::Index;

    fn with<T>(text: &str, read: impl FnOnce(Scanner<'_>, &[u8]) -> T) -> T {
        let index = Index::new(text.as_bytes());
        read(Scanner::new(text.as_bytes(), &index), text.as_bytes())
    }

    fn shown(needed: Needed<&[u8]>) -> String {
        match needed {
            Needed::Null => "null".to_owned(),
            Needed::Is(raw) => String::from_utf8_lossy(raw).into_owned(),
            Needed::Other => "other".to_owned(),
        }
    }

    #[test]
    fn where_one_value_is_needed_its_boxes_are_taken_off() {
        for (text, value) in [
            ("5", "5"),
            (r#""x""#, r#""x""#),
            ("[5]", "5"),
            ("[[5]]", "5"),
            ("[ ]", "null"),
            ("{}", "null"),
            ("{ }", "null"),
            ("[null]", "null"),
            ("NaN", "null"),
            ("[-Infinity]", "null"),
            (r#"{"$numberLong":"5"}"#, "5"),
            (r#"{"$numberLong":" 5 "}"#, "5"),
            (r#"{"$numberDouble":"5.0"}"#, "5.0"),
            (r#"{"$numberDouble":"NaN"}"#, "null"),
            (r#"{"$numberInt":5}"#, "5"),
            (r#"{"$numberInt":"five"}"#, "other"),
            (r#"{"$date":"x","value":"y"}"#, r#""x""#),
            (r#"{"value":"y","$date":{"$numberLong":"17"}}"#, "17"),
            (r#"{"value":["y"],"DisplayHint":2}"#, r#""y""#),
            (r#"{"Value":"y"}"#, r#""y""#),
            ("[1,2]", "other"),
            (r#"{"ticks":5}"#, "other"),
        ] {
            let found = with(text, |scanner, raw| shown(scalar(scanner, raw).unwrap()));
            assert_eq!(found, value, "{text}");
        }
        let deep = "[".repeat(100) + "5" + &"]".repeat(100);
        assert_eq!(
            with(&deep, |scanner, raw| shown(scalar(scanner, raw).unwrap())),
            "other"
        );
    }

    #[test]
    fn where_an_array_is_needed_one_object_stands_for_an_array_of_it() {
        let check = |text: &str, expected: &str| {
            let found = with(text, |scanner, raw| match list(scanner, raw).unwrap() {
                Needed::Is(List::Array(raw)) => format!("array {}", String::from_utf8_lossy(raw)),
                Needed::Is(List::One(raw)) => format!("one {}", String::from_utf8_lossy(raw)),
                Needed::Is(List::Empty) => "empty".to_owned(),
                Needed::Null => "null".to_owned(),
                Needed::Other => "other".to_owned(),
            });
            assert_eq!(found, expected, "{text}");
        };
        check("[1]", "array [1]");
        check("{}", "empty");
        check("{ }", "empty");
        check(r#"{"$id":"1","$values":[1]}"#, "array [1]");
        check(r#"{"value":[1],"Count":1}"#, "array [1]");
        check(r#"{"value":{"a":1},"Count":1}"#, r#"one {"a":1}"#);
        check(r#"{"value":[1]}"#, r#"one {"value":[1]}"#);
        check("null", "null");
        check(r#""x""#, "other");
    }

    #[test]
    fn where_an_object_is_needed_an_array_of_it_counts_as_it() {
        for (text, value) in [
            (r#"{"a":1}"#, r#"{"a":1}"#),
            ("{}", "{}"),
            (r#"[{"a":1}]"#, r#"{"a":1}"#),
            (r#"{"value":[{"a":1}],"Count":1}"#, r#"{"a":1}"#),
            (r#"{"value":5}"#, r#"{"value":5}"#),
            ("[]", "null"),
            ("null", "null"),
            ("[{},{}]", "other"),
            ("5", "other"),
        ] {
            let found = with(text, |scanner, raw| shown(object(scanner, raw).unwrap()));
            assert_eq!(found, value, "{text}");
        }
    }

    #[test]
    fn what_an_exporter_flattened_is_known_by_how_it_begins() {
        for text in [r#""@{id=1; name=x}""#, r#""System.Object[]""#] {
            assert!(is_flattened(text.as_bytes()), "{text}");
        }
        for text in [r#""x@{""#, r#""System.Object""#, r#"" @{""#, "{}"] {
            assert!(!is_flattened(text.as_bytes()), "{text}");
        }
    }
}
