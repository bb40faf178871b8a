//! Finds the end of a value that is too long to be kept.

/// Skips a value byte by byte, piece by piece.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what is known of the bytes before, each by itself"
)]
pub(super) struct Skip {
    depth: u64,
    is_in_string: bool,
    is_escaped: bool,
    /// Whether the previous byte is a line break.
    is_line_start: bool,
    has_begun: bool,
    is_broken_off: bool,
}

impl Skip {
    /// The position after the value, or of a line that begins another value; `None` if the piece holds
    /// neither.
    pub(super) fn run(&mut self, piece: &[u8]) -> Option<usize> {
        for (at, &byte) in piece.iter().enumerate() {
            if std::mem::replace(&mut self.is_line_start, byte == b'\n')
                && matches!(byte, b'{' | b'[')
            {
                self.is_broken_off = true;
                return Some(at);
            }
            if std::mem::take(&mut self.is_escaped) {
                continue;
            }
            let is_first = !std::mem::replace(&mut self.has_begun, true);
            match byte {
                b'"' => self.is_in_string = !self.is_in_string,
                b'\\' => self.is_escaped = true,
                _ if self.is_in_string => continue,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth > 0 => self.depth -= 1,
                // A number or word ends before the byte that follows it.
                b',' | b']' | b'}' | b' ' | b'\n' | b'\t' | b'\r' if self.depth == 0 => {
                    return Some(at);
                }
                _ => continue,
            }
            let is_over = self.depth == 0 && !self.is_in_string && !self.is_escaped;
            if is_over && !is_first {
                return Some(at + 1);
            }
        }
        None
    }

    /// Whether the search ended at a line that begins another value, and not at the end of the value.
    pub(super) const fn was_broken_off(&self) -> bool {
        self.is_broken_off
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the rest of a text after the value, when the text comes in pieces of every length.
    #[track_caller]
    fn check(text: &str, left: Option<&str>) {
        for length in 1..=text.len() {
            let mut skip = Skip::default();
            let mut before = 0;
            let end = text.as_bytes().chunks(length).find_map(|piece| {
                let end = skip.run(piece).map(|end| before + end);
                before += piece.len();
                end
            });
            assert_eq!(end.map(|end| &text[end..]), left, "{text} by {length}");
        }
    }

    #[test]
    fn a_value_ends_where_its_brackets_or_quotes_do() {
        check(r#"{"a":["}\"]",1]},2"#, Some(",2"));
        check(r#""a\"b\\",2"#, Some(",2"));
        check("123,2", Some(",2"));
        check("[[]]]", Some("]"));
        check(r#"{"a":1"#, None);
        check(r#""abc"#, None);
    }

    #[test]
    fn a_line_that_begins_a_value_ends_it_too() {
        check("{\"a\":[\n{\"b\":1}", Some("{\"b\":1}"));
        check("{\"a\":\"x\n[1]", Some("[1]"));
    }
}
