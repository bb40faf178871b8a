//! The members of an object and the elements of an array, as slices.

use std::borrow::Cow;

use super::index::Quotes;
use super::scan::{Scanner, scalar_end};
use super::{Malformed, skip_space, text};

/// Walks the members of an object slice.
pub(crate) struct Members<'a> {
    scanner: Scanner<'a>,
    bytes: &'a [u8],
    /// Where the slice begins in the indexed text.
    start: usize,
    quotes: Quotes<'a>,
    at: usize,
    first: bool,
    unfinished: Option<(&'a [u8], usize)>,
}

/// One member: its name without quotes, as it stands, and its value as it stands.
pub(crate) struct Member<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) value: &'a [u8],
}

impl<'a> Member<'a> {
    /// The name without escapes, if it had any.
    pub(crate) fn unescaped(&self, scanner: Scanner<'_>) -> Option<Cow<'a, [u8]>> {
        scanner
            .may_have_escape(self.name, 0, self.name.len())
            .then(|| text::member_name(self.name))
    }
}

impl<'a> Members<'a> {
    /// Of a slice that begins with a brace.
    #[inline]
    pub(crate) fn new(scanner: Scanner<'a>, object: &'a [u8]) -> Self {
        let start = scanner.position(object);
        Self {
            scanner,
            bytes: object,
            start,
            quotes: scanner.quotes(start),
            at: 1,
            first: true,
            unfinished: None,
        }
    }

    /// The position after the last member.
    pub(crate) const fn position(&self) -> usize {
        self.at
    }

    /// If the walk failed because a value does not end: the member's name, and where it begins.
    pub(crate) const fn unfinished(&self) -> Option<(&'a [u8], usize)> {
        self.unfinished
    }

    /// The next member; `None` after the last.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<Member<'a>>, Malformed> {
        let bytes = self.bytes;
        let mut at = skip_space(bytes, self.at);
        match bytes.get(at) {
            Some(b'}') if at + 1 == bytes.len() => return Ok(None),
            Some(b'}') | None => return Err(Malformed),
            Some(b',') if !self.first => at = skip_space(bytes, at + 1),
            Some(_) if self.first => {}
            Some(_) => return Err(Malformed),
        }
        self.first = false;
        if bytes.get(at) != Some(&b'"') {
            return Err(Malformed);
        }
        let name_end = self.string_end(at).ok_or(Malformed)?;
        let name = &bytes[at + 1..name_end - 1];
        at = skip_space(bytes, name_end);
        if bytes.get(at) != Some(&b':') {
            return Err(Malformed);
        }
        at = skip_space(bytes, at + 1);
        let Some(end) = self.value_end(at) else {
            self.unfinished = Some((name, at));
            return Err(Malformed);
        };
        self.at = end;
        Ok(Some(Member {
            name,
            value: &bytes[at..end],
        }))
    }

    /// The end of the string that opens at `at`. What is no JSON may have a quote there that is
    /// none, or one before.
    #[inline]
    fn string_end(&mut self, at: usize) -> Option<usize> {
        let open = self.quotes.next()?;
        let end = self.quotes.next()? + 1 - self.start;
        (open == self.start + at && end <= self.bytes.len()).then_some(end)
    }

    #[inline]
    fn value_end(&mut self, at: usize) -> Option<usize> {
        match *self.bytes.get(at)? {
            b'"' => self.string_end(at),
            b'{' | b'[' => {
                let end = self.scanner.nested_end(self.bytes, at)?;
                self.quotes.seek(self.start + end);
                Some(end)
            }
            _ => scalar_end(self.bytes, at),
        }
    }
}

/// Walks the members of an object slice that no rule needs but for a few: from quote to quote,
/// without a look at commas, or at the ends of numbers. Of what is no JSON it makes something.
pub(crate) struct LooseMembers<'a> {
    scanner: Scanner<'a>,
    bytes: &'a [u8],
    start: usize,
    quotes: Quotes<'a>,
}

impl<'a> LooseMembers<'a> {
    /// Of a slice that begins with a brace.
    pub(crate) fn new(scanner: Scanner<'a>, object: &'a [u8]) -> Self {
        let start = scanner.position(object);
        Self {
            scanner,
            bytes: object,
            start,
            quotes: scanner.quotes(start),
        }
    }

    /// The next member: its name, and its value with whatever follows.
    #[inline]
    pub(crate) fn next(&mut self) -> Option<(&'a [u8], &'a [u8])> {
        let bytes = self.bytes;
        let open = self.quotes.next()? - self.start;
        let close = self.quotes.next()? - self.start;
        let name = bytes.get(open + 1..close)?;
        let colon = skip_space(bytes, close + 1);
        let value = bytes.get(skip_space(bytes, colon + 1)..)?;
        match value.first()? {
            b'"' => {
                self.quotes.next()?;
                self.quotes.next()?;
            }
            b'{' | b'[' => {
                let at = bytes.len() - value.len();
                let end = self.scanner.nested_end(bytes, at)?;
                self.quotes.seek(self.start + end);
            }
            _ => {}
        }
        Some((name, value))
    }
}

/// Walks the elements of an array slice.
pub(crate) struct Elements<'a> {
    scanner: Scanner<'a>,
    bytes: &'a [u8],
    at: usize,
    first: bool,
}

impl<'a> Elements<'a> {
    /// Of a slice that begins with a bracket.
    pub(crate) const fn new(scanner: Scanner<'a>, array: &'a [u8]) -> Self {
        Self {
            scanner,
            bytes: array,
            at: 1,
            first: true,
        }
    }

    /// The next element; `None` after the last.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<&'a [u8]>, Malformed> {
        let bytes = self.bytes;
        let mut at = skip_space(bytes, self.at);
        match bytes.get(at) {
            Some(b']') if at + 1 == bytes.len() => return Ok(None),
            Some(b',') if !self.first => at = skip_space(bytes, at + 1),
            Some(b']') | None => return Err(Malformed),
            Some(_) if self.first => {}
            Some(_) => return Err(Malformed),
        }
        self.first = false;
        let end = self.scanner.value_end(bytes, at).ok_or(Malformed)?;
        self.at = end;
        Ok(Some(&bytes[at..end]))
    }
}

#[cfg(test)]
mod tests {
    use super::super::index::Index;
    use super::*;

    fn members(text: &str) -> Result<Vec<(String, String)>, Malformed> {
        let index = Index::of(text.as_bytes());
        let scanner = Scanner::new(text.as_bytes(), &index);
        let mut walk = Members::new(scanner, text.as_bytes());
        let mut found = Vec::new();
        while let Some(member) = walk.next()? {
            let name = member
                .unescaped(scanner)
                .unwrap_or(Cow::Borrowed(member.name));
            found.push((
                String::from_utf8_lossy(&name).into_owned(),
                String::from_utf8_lossy(member.value).into_owned(),
            ));
        }
        Ok(found)
    }

    fn elements(text: &str) -> Result<usize, Malformed> {
        let index = Index::of(text.as_bytes());
        let scanner = Scanner::new(text.as_bytes(), &index);
        let mut walk = Elements::new(scanner, text.as_bytes());
        let mut count = 0;
        while walk.next()?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    #[test]
    fn members_come_as_slices_with_unescaped_names() {
        let found = members(r#"{ "a" : [1, 2] ,"\u0062":"x\"y" , "c":{} }"#).unwrap();
        assert_eq!(
            found,
            [("a", "[1, 2]"), ("b", r#""x\"y""#), ("c", "{}")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert_eq!(members("{}"), Ok(vec![]));
    }

    #[test]
    fn loose_members_are_those_of_the_object_and_not_of_what_is_in_it() {
        let text = r#"{"a":1,"b" : "x","c":{"d":[2,"e"]},"f":null ,"g":[{"h":3}],"i":true}"#;
        let index = Index::of(text.as_bytes());
        let scanner = Scanner::new(text.as_bytes(), &index);
        let mut walk = LooseMembers::new(scanner, text.as_bytes());
        let mut names = String::new();
        while let Some((name, _)) = walk.next() {
            names.push_str(&String::from_utf8_lossy(name));
        }
        assert_eq!(names, "abcfgi");
    }

    #[test]
    fn a_broken_frame_is_malformed() {
        for text in [
            r#"{"a":1,}"#,
            r#"{,"a":1}"#,
            r#"{"a" 1}"#,
            r#"{"a":}"#,
            r#"{"a":1 "b":2}"#,
            r"{a:1}",
            r#"{"a":1}}"#,
            r#"{"a":1"#,
            r#"{"a":1"b","c":2}"#,
            r#"{\"a":1,"b":"c"}"#,
            r#"{"a":\"b","c":"d"}"#,
        ] {
            assert_eq!(members(text), Err(Malformed), "{text}");
        }
        for text in ["[1,]", "[,1]", "[1 2]", "[1", "[1]]"] {
            assert_eq!(elements(text), Err(Malformed), "{text}");
        }
        assert_eq!(elements("[ ]"), Ok(0));
        assert_eq!(elements(r#"[1,{"a":[2,3]},"x"]"#), Ok(3));
    }

    #[test]
    fn the_inside_of_a_value_is_not_judged() {
        assert_eq!(
            members(r#"{"a":{x},"b":[tru],"c":01}"#).map(|all| all.len()),
            Ok(3)
        );
    }
}
