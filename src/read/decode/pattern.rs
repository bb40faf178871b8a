//! Objects that differ in only two values.
//!
//! The events of a dump differ in timestamp and request. The rest names a few hundred operators and groups
//! and recurs byte for byte. An object is therefore split into the head before the first varying value, the
//! middle between the two, and the tail after the second. If head and middle match the pattern and the tail
//! is known, only the two values are read.
//!
//! The result is the same as that of a full read: objects with the same head, middle and tail have the same
//! names in the same order, so the same members win, and all values but the two are equal.

use super::memo::Memo;
use crate::json::behind;
use crate::json::scan::Scanner;

/// The meanings of the tails of objects with one pattern.
#[derive(Debug)]
pub(super) struct Tails<T> {
    pattern: Option<Pattern>,
    met: Memo<T>,
    /// The number of objects in a row that did not fit the pattern.
    misses: u32,
}

#[derive(Debug)]
struct Pattern {
    /// The bytes before the first varying value.
    head: Box<[u8]>,
    /// The bytes between the two varying values.
    middle: Box<[u8]>,
    /// Whether the values appear in the order in which they were given to [`Tails::keep`].
    is_in_order: bool,
}

impl<T> Default for Tails<T> {
    fn default() -> Self {
        Self {
            pattern: None,
            met: Memo::default(),
            misses: 0,
        }
    }
}

impl<T: Copy> Tails<T> {
    /// After this many objects that do not fit, the pattern is replaced: another program wrote them.
    const PATIENCE: u32 = 64;

    /// The two values of an object, in the order in which they were given to [`Self::keep`], and the meaning
    /// of its tail.
    #[inline]
    pub(super) fn get<'a>(
        &self,
        scanner: Scanner<'a>,
        object: &'a [u8],
    ) -> Option<([&'a [u8]; 2], T)> {
        let pattern = self.pattern.as_ref()?;
        let (first, second, tail) = pattern.split(scanner, object)?;
        let meaning = self.met.get(tail)?;
        let values = if pattern.is_in_order {
            [first, second]
        } else {
            [second, first]
        };
        Some((values, meaning))
    }

    /// Remembers the meaning of an object's tail; `values` must be slices of the object.
    pub(super) fn keep(
        &mut self,
        scanner: Scanner<'_>,
        object: &[u8],
        values: [&[u8]; 2],
        meaning: T,
    ) {
        if let Some(pattern) = &self.pattern
            && pattern.split(scanner, object).is_none()
        {
            self.misses += 1;
            if self.misses < Self::PATIENCE {
                return;
            }
            *self = Self::default();
        }
        let new = || Pattern::new(scanner, object, values);
        let pattern = self.pattern.get_or_insert_with(new);
        if let Some((_, _, tail)) = pattern.split(scanner, object) {
            self.met.keep(tail, meaning);
            self.misses = 0;
        }
    }
}

impl Pattern {
    fn new(scanner: Scanner<'_>, object: &[u8], values: [&[u8]; 2]) -> Self {
        let [a, b] = values.map(|value| {
            let start = scanner.position(value) - scanner.position(object);
            start..start + value.len()
        });
        let is_in_order = a.start < b.start;
        let (first, second) = if is_in_order { (a, b) } else { (b, a) };
        Self {
            head: object[..first.start].into(),
            middle: object[first.end..second.start].into(),
            is_in_order,
        }
    }

    #[inline]
    fn split<'a>(
        &self,
        scanner: Scanner<'a>,
        object: &'a [u8],
    ) -> Option<(&'a [u8], &'a [u8], &'a [u8])> {
        let rest = behind(object, &self.head)?;
        let (first, rest) = rest.split_at(scanner.value_end(rest, 0)?);
        let rest = behind(rest, &self.middle)?;
        let (second, tail) = rest.split_at(scanner.value_end(rest, 0)?);
        Some((first, second, tail))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::index::Index;

    /// Reads `{"id":_,"at":_,"rest":_}` in any order, as far as the pattern allows. Checks the values, and
    /// returns whether the tail is known.
    fn read(tails: &mut Tails<usize>, text: &str, values: [&str; 2]) -> bool {
        let index = Index::new(text.as_bytes());
        let scanner = Scanner::new(text.as_bytes(), &index);
        let slices = values.map(|value| {
            let start = text.find(value).unwrap();
            &text.as_bytes()[start..start + value.len()]
        });
        if let Some((found, _)) = tails.get(scanner, text.as_bytes()) {
            assert_eq!(found, slices, "{text}");
            return true;
        }
        tails.keep(scanner, text.as_bytes(), slices, text.len());
        false
    }

    #[test]
    fn what_differs_in_the_two_values_alone_is_known() {
        let tails = &mut Tails::default();
        assert!(!read(tails, r#"{"id":1,"at":"x","c":[1]}"#, ["1", "\"x\""]));
        assert!(read(
            tails,
            r#"{"id":23,"at":"yy","c":[1]}"#,
            ["23", "\"yy\""]
        ));
        // An escaped quote does not end a value.
        let written = r#"{"id":4,"at":"y\",\"c\":[1]}","c":[1]}"#;
        assert!(read(tails, written, ["4", r#""y\",\"c\":[1]}""#]));
        assert!(!read(tails, r#"{"id":5,"at":"x","c":[2]}"#, ["5", "\"x\""]));
        assert!(read(tails, r#"{"id":6,"at":"x","c":[2]}"#, ["6", "\"x\""]));
        assert!(!read(tails, r#"{"ID":6,"at":"x","c":[2]}"#, ["6", "\"x\""]));
        assert!(!read(
            tails,
            r#"{"id":6, "at":"x","c":[2]}"#,
            ["6", "\"x\""]
        ));
    }

    #[test]
    fn the_values_may_come_in_either_order() {
        let tails = &mut Tails::default();
        assert!(!read(tails, r#"{"at":"x","id":1,"c":0}"#, ["1", "\"x\""]));
        assert!(read(tails, r#"{"at":"yy","id":2,"c":0}"#, ["2", "\"yy\""]));
    }

    #[test]
    fn another_program_is_learnt_after_a_while() {
        let tails = &mut Tails::default();
        read(tails, r#"{"id":1,"at":"x","c":0}"#, ["1", "\"x\""]);
        let other = r#"{"c":0,"id":1,"at":"x"}"#;
        let tries = (0..1000).position(|_| read(tails, other, ["1", "\"x\""]));
        assert_eq!(tries, Some(Tails::<usize>::PATIENCE as usize));
    }
}
