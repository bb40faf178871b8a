//! Walks the members of an object and the elements of an array, as slices.

use super::scan::{Scanner, scalar_end};
use super::{Malformed, behind, skip_space};

/// Walks the members of an object slice.
pub(crate) struct Members<'a> {
    scanner: Scanner<'a>,
    bytes: &'a [u8],
    /// The position of the object in the indexed text.
    start: usize,
    /// The position after the last value, or before the opening brace.
    at: usize,
    /// The last name read.
    name: &'a [u8],
    unfinished: Option<(&'a [u8], usize)>,
}

/// One member: its name without quotes but still escaped, and its value, both as written.
pub(crate) struct Member<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) value: &'a [u8],
}

impl<'a> Members<'a> {
    /// Begins a walk over a slice that begins with a brace.
    #[inline]
    pub(crate) fn new(scanner: Scanner<'a>, object: &'a [u8]) -> Self {
        let start = scanner.position(object);
        Self {
            scanner,
            bytes: object,
            start,
            at: 0,
            name: b"",
            unfinished: None,
        }
    }

    /// Whether no member is left. Reads the next member to find out.
    pub(crate) fn is_empty(&mut self) -> bool {
        matches!(self.next(), Ok(None))
    }

    /// The current position in the object.
    pub(crate) const fn position(&self) -> usize {
        self.at
    }

    /// The name of the member whose value does not end, and the position of that value, if [`Self::next`]
    /// failed for this reason.
    pub(crate) const fn unfinished(&self) -> Option<(&'a [u8], usize)> {
        self.unfinished
    }

    /// The next member; `None` after the last.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<Member<'a>>, Malformed> {
        if !self.advance()? {
            return Ok(None);
        }
        let name = self.name()?;
        let value = self.value()?;
        Ok(Some(Member { name, value }))
    }

    /// Moves to the name of the next member; `false` after the last.
    #[inline]
    pub(crate) fn advance(&mut self) -> Result<bool, Malformed> {
        let bytes = self.bytes;
        let is_first = self.at == 0;
        let at = skip_space(bytes, if is_first { 1 } else { self.at });
        self.at = match bytes.get(at) {
            Some(b',') if !is_first => skip_space(bytes, at + 1),
            Some(b'}') if at + 1 == bytes.len() => return Ok(false),
            Some(b'"') if is_first => at,
            _ => return Err(Malformed),
        };
        Ok(true)
    }

    /// Moves past `written` if it comes next, and returns whether it does.
    ///
    /// `written` must come from an earlier walk, from the end of a value or the opening brace up to a value,
    /// and hold no backslash. Its quotes are then the ones that a walk would find.
    #[inline]
    pub(crate) fn pass(&mut self, written: &[u8]) -> bool {
        let rest = self.bytes.get(self.at..);
        let is_so = rest.and_then(|rest| behind(rest, written)).is_some();
        if is_so {
            self.at += written.len();
        }
        is_so
    }

    /// Whether only the closing brace is left, without white space before it.
    #[inline]
    pub(crate) fn is_done(&self) -> bool {
        self.at > 0 && self.bytes.get(self.at..) == Some(b"}")
    }

    /// Reads the name at the current position and moves to its value.
    pub(crate) fn name(&mut self) -> Result<&'a [u8], Malformed> {
        let bytes = self.bytes;
        let at = self.at;
        if bytes.get(at) != Some(&b'"') {
            return Err(Malformed);
        }
        let end = self.string_end(at).ok_or(Malformed)?;
        self.name = &bytes[at + 1..end - 1];
        let colon = skip_space(bytes, end);
        if bytes.get(colon) != Some(&b':') {
            return Err(Malformed);
        }
        self.at = skip_space(bytes, colon + 1);
        Ok(self.name)
    }

    /// The bytes from `start` to the current position.
    pub(crate) fn written_since(&self, start: usize) -> &'a [u8] {
        &self.bytes[start..self.at]
    }

    /// Reads the value at the current position.
    #[inline]
    pub(crate) fn value(&mut self) -> Result<&'a [u8], Malformed> {
        let at = skip_space(self.bytes, self.at);
        let Some(end) = self.value_end(at) else {
            self.unfinished = Some((self.name, at));
            return Err(Malformed);
        };
        self.at = end;
        Ok(&self.bytes[at..end])
    }

    #[inline]
    fn string_end(&self, at: usize) -> Option<usize> {
        let end = self.scanner.string_end_in_text(self.start + at)? - self.start;
        (end <= self.bytes.len()).then_some(end)
    }

    #[inline]
    fn value_end(&self, at: usize) -> Option<usize> {
        match *self.bytes.get(at)? {
            b'"' => self.string_end(at),
            b'{' | b'[' => {
                let start = self.start + at;
                let end = self.scanner.nested_end_in_text(start)? - self.start;
                (end <= self.bytes.len()).then_some(end)
            }
            _ => scalar_end(self.bytes, at),
        }
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
    /// Begins a walk over a slice that begins with a bracket.
    pub(crate) const fn new(scanner: Scanner<'a>, array: &'a [u8]) -> Self {
        Self {
            scanner,
            bytes: array,
            at: 1,
            first: true,
        }
    }

    /// Whether no element is left. Reads the next element to find out.
    pub(crate) fn is_empty(&mut self) -> bool {
        matches!(self.next(), Ok(None))
    }

    /// The bytes after the last element that was returned.
    pub(crate) fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at.min(self.bytes.len())..]
    }

    /// Whether an element was returned.
    pub(crate) const fn has_begun(&self) -> bool {
        self.at > 1
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
    use super::super::text;
    use super::*;

    fn members(text: &str) -> Result<Vec<(String, String)>, Malformed> {
        let index = Index::new(text.as_bytes());
        let scanner = Scanner::new(text.as_bytes(), &index);
        let mut walk = Members::new(scanner, text.as_bytes());
        let mut found = Vec::new();
        while let Some(member) = walk.next()? {
            let name = text::member_name(member.name);
            found.push((
                String::from_utf8_lossy(&name).into_owned(),
                String::from_utf8_lossy(member.value).into_owned(),
            ));
        }
        Ok(found)
    }

    fn elements(text: &str) -> Result<usize, Malformed> {
        let index = Index::new(text.as_bytes());
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
            r#"{"a":1\,"b":2}"#,
            r#"{"a":1{},"b":2}"#,
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
