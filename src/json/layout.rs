//! The order in which objects of one kind name their members.
//!
//! One program writes the objects of a dump, so nearly every object names the same members in the
//! same order, byte for byte. A [`Layout`] remembers what was met: a member that comes as expected
//! costs one comparison, and its name needs not be looked up again.

use super::Malformed;
use super::walk::Members;

/// Members in the order in which they were met.
#[derive(Debug, Default)]
pub(crate) struct Layout<T> {
    known: Vec<Known<T>>,
}

#[derive(Debug)]
struct Known<T> {
    /// From the end of the value before, or from the brace, to the value.
    written: Box<[u8]>,
    meaning: T,
}

impl<T: Copy> Layout<T> {
    /// Objects that agree in nothing must not fill the memory.
    const LIMIT: usize = 256;
    /// Nor must long names.
    const LONGEST: usize = 256;

    /// Steps to the value of the next member and tells what its name means; `None` after the last.
    /// `next` is the place in the layout where it is expected, 0 for the first of an object.
    /// `meaning` is asked for what was not met before.
    #[inline]
    pub(crate) fn next(
        &mut self,
        members: &mut Members<'_>,
        next: &mut usize,
        meaning: impl FnOnce(&[u8]) -> T,
    ) -> Result<Option<T>, Malformed> {
        if let Some(known) = self.known.get(*next)
            && members.pass(&known.written)
        {
            *next += 1;
            return Ok(Some(known.meaning));
        }
        if members.is_done() {
            return Ok(None);
        }
        self.unexpected(members, next, meaning)
    }

    #[cold]
    fn unexpected(
        &mut self,
        members: &mut Members<'_>,
        next: &mut usize,
        meaning: impl FnOnce(&[u8]) -> T,
    ) -> Result<Option<T>, Malformed> {
        for (number, known) in self.known.iter().enumerate().skip(*next) {
            if members.pass(&known.written) {
                *next = number + 1;
                return Ok(Some(known.meaning));
            }
        }
        let start = members.position();
        if !members.advance()? {
            return Ok(None);
        }
        let name = members.name()?;
        let meaning = meaning(name);
        let written = members.written_since(start);
        if name.contains(&b'\\') || written.len() > Self::LONGEST {
            return Ok(Some(meaning));
        }
        if self.known.len() >= Self::LIMIT {
            self.known.clear();
            *next = 0;
        }
        let written = written.into();
        self.known.insert(*next, Known { written, meaning });
        *next += 1;
        Ok(Some(meaning))
    }
}

#[cfg(test)]
mod tests {
    use super::super::index::Index;
    use super::super::scan::Scanner;
    use super::*;

    fn names(layout: &mut Layout<char>, text: &str) -> (String, usize) {
        let index = Index::of(text.as_bytes());
        let mut members = Members::new(Scanner::new(text.as_bytes(), &index), text.as_bytes());
        let (mut found, mut asked, mut next) = (String::new(), 0, 0);
        loop {
            let meaning = layout.next(&mut members, &mut next, |name| {
                asked += 1;
                char::from(name[0])
            });
            let Some(meaning) = meaning.unwrap() else {
                return (found, asked);
            };
            found.push(meaning);
            members.value().unwrap();
        }
    }

    #[test]
    fn only_what_was_not_met_is_asked_for() {
        let mut layout = Layout::default();
        assert_eq!(names(&mut layout, r#"{"a":1,"b":2,"c":3}"#).1, 3);
        assert_eq!(
            names(&mut layout, r#"{"a":1,"b":2,"c":3}"#),
            ("abc".into(), 0)
        );
        assert_eq!(names(&mut layout, r#"{"a":1,"c":3}"#), ("ac".into(), 0));
        assert_eq!(
            names(&mut layout, r#"{"a":1,"x":0,"b":2,"c":3}"#),
            ("axbc".into(), 1)
        );
        // The first name stands behind another byte than the same name elsewhere.
        assert_eq!(names(&mut layout, r#"{"b":1,"a":2}"#), ("ba".into(), 2));
        assert_eq!(names(&mut layout, r#"{"b":1,"a":2}"#), ("ba".into(), 0));
        // Another spacing is another way to write it; a longer name is another name.
        assert_eq!(names(&mut layout, r#"{"a" : 1, "bb":2}"#), ("ab".into(), 2));
        assert_eq!(
            names(&mut layout, r#"{"a" :   1}"#),
            ("a".into(), 0),
            "more blanks before a value are no matter"
        );
    }

    #[test]
    fn objects_that_agree_in_nothing_do_not_fill_the_memory() {
        let mut layout = Layout::default();
        for number in 0..3_000 {
            names(&mut layout, &format!("{{\"n{number}\":0}}"));
        }
        assert!(layout.known.len() <= Layout::<char>::LIMIT);
    }
}
