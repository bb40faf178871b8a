//! The order in which objects of one kind name their members.
//!
//! One program writes the objects of a dump, so nearly every object has the same member names in the same
//! order, byte for byte. A [`Layout`] remembers the members of earlier objects: an expected member costs one
//! comparison, and its name does not have to be looked up again.

use super::Malformed;
use super::walk::Members;

/// Known members, in their order in earlier objects.
#[derive(Debug, Default)]
pub(crate) struct Layout<T> {
    known: Vec<Known<T>>,
}

#[derive(Debug)]
struct Known<T> {
    /// The bytes from the end of the previous value, or from the opening brace, to the value.
    written: Box<[u8]>,
    meaning: T,
}

impl<T: Copy> Layout<T> {
    /// The most members kept, so that objects with nothing in common do not fill the memory.
    const LIMIT: usize = 256;
    /// The most bytes kept of a member, so that long names do not fill the memory.
    const LONGEST: usize = 256;

    /// Goes to the value of the next member and returns the meaning of its name; `None` after the last.
    /// `next` is the position in the layout where the member is expected, 0 for the first member of an
    /// object. `meaning` is called for unknown members only.
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
        let index = Index::new(text.as_bytes());
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
        // The bytes before a name depend on its position, so the first name of an object is learnt again.
        assert_eq!(names(&mut layout, r#"{"b":1,"a":2}"#), ("ba".into(), 2));
        assert_eq!(names(&mut layout, r#"{"b":1,"a":2}"#), ("ba".into(), 0));
        // Other spacing makes another member; so does a longer name.
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
