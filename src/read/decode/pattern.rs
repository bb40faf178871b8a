//! Objects that are the same but for two values.
//!
//! The events of a dump differ in their time and their request; what else they say, of a few hundred
//! operators and groups, recurs byte for byte. So an object is split into what comes before the
//! first value that varies, between both, and the tail behind them; if the first two pieces are as
//! they always are, and the tail was met before, nothing of the object but the two values is read.
//!
//! That is as good as reading it all: objects of the same pieces have the same names in the same
//! order, so the same members win, and all of them but the two have the same values.

use super::memo::Memo;
use crate::json::behind;
use crate::json::scan::Scanner;

/// What the tails of objects with one pattern mean.
#[derive(Debug)]
pub(super) struct Tails<T> {
    pattern: Option<Pattern>,
    met: Memo<T>,
    /// Objects in a row that the pattern did not fit.
    misses: u32,
}

#[derive(Debug)]
struct Pattern {
    /// Before the first value that varies.
    head: Box<[u8]>,
    /// Between the two.
    middle: Box<[u8]>,
    /// Whether the values come in the order in which they were named.
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
    /// After so many objects that do not fit, another program wrote them.
    const PATIENCE: u32 = 64;

    /// The two values of an object, as they were named to [`Self::keep`], and what its tail means.
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

    /// Remembers what the tail of an object means; `values` are slices of it.
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
        let new = || Pattern::of(scanner, object, values);
        let pattern = self.pattern.get_or_insert_with(new);
        if let Some((_, _, tail)) = pattern.split(scanner, object) {
            self.met.keep(tail, meaning);
            self.misses = 0;
        }
    }
}

impl Pattern {
    fn of(scanner: Scanner<'_>, object: &[u8], values: [&[u8]; 2]) -> Self {
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

    /// Reads `{"id":_,"at":_,"rest":_}` in any order, as far as the pattern allows; the values, and
    /// whether the tail was met before.
    fn read(tails: &mut Tails<usize>, text: &str, values: [&str; 2]) -> bool {
        let index = Index::of(text.as_bytes());
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
        // A quote that is escaped does not end a value.
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
