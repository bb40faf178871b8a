//! A slow reader of JSON that keeps the order of members, repeated names, and the digits of numbers.

/// A value.
#[derive(Debug)]
pub enum Json<'t> {
    Null,
    Bool(bool),
    Number(&'t str),
    Text(String),
    Array(Vec<Json<'t>>),
    Object(Vec<Member<'t>>),
}

/// A member: its name with escapes, its name without them, and its value.
#[derive(Debug)]
pub struct Member<'t> {
    pub written: &'t str,
    pub name: String,
    pub value: Json<'t>,
}

/// The deepest nesting that is compared.
const DEEPEST: usize = 25;

/// The values in a text, one after the other, with the position of each; `None` if it is not JSON, or too
/// deep.
pub fn values(text: &str) -> Option<Vec<(usize, Json<'_>)>> {
    let mut reader = Reader { text, at: 0 };
    let mut found = Vec::new();
    loop {
        reader.skip_blank();
        if reader.at == text.len() {
            return Some(found);
        }
        let start = reader.at;
        found.push((start, reader.value(0)?));
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// Steps over a byte if it comes next, after blanks.
    fn takes(&mut self, byte: u8) -> bool {
        self.skip_blank();
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn value(&mut self, depth: usize) -> Option<Json<'t>> {
        if depth > DEEPEST {
            return None;
        }
        self.skip_blank();
        match self.peek()? {
            b'{' => self.object(depth).map(Json::Object),
            b'[' => self.array(depth).map(Json::Array),
            b'"' => Some(Json::Text(self.string()?.1)),
            _ => self.scalar(),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Vec<Member<'t>>> {
        let mut members = Vec::new();
        self.at += 1;
        if self.takes(b'}') {
            return Some(members);
        }
        loop {
            self.skip_blank();
            let (written, name) = self.string()?;
            if !self.takes(b':') {
                return None;
            }
            let value = self.value(depth + 1)?;
            members.push(Member {
                written,
                name,
                value,
            });
            if self.takes(b'}') {
                return Some(members);
            }
            if !self.takes(b',') {
                return None;
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<Vec<Json<'t>>> {
        let mut elements = Vec::new();
        self.at += 1;
        if self.takes(b']') {
            return Some(elements);
        }
        loop {
            elements.push(self.value(depth + 1)?);
            if self.takes(b']') {
                return Some(elements);
            }
            if !self.takes(b',') {
                return None;
            }
        }
    }

    /// A string as it is written, without its quotes, and its text by `serde_json`.
    fn string(&mut self) -> Option<(&'t str, String)> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return None;
        }
        let mut is_escaped = false;
        let inside = self.text.as_bytes()[start + 1..].iter();
        let length = inside.take_while(|&&byte| {
            let ends = byte == b'"' && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            !ends
        });
        let end = start + 1 + length.count();
        let whole = self.text.get(start..=end)?;
        self.at = end + 1;
        let said = serde_json::from_str(whole).ok()?;
        Some((&whole[1..whole.len() - 1], said))
    }

    fn scalar(&mut self) -> Option<Json<'t>> {
        let rest = &self.text[self.at..];
        let length = rest
            .find(|letter: char| " \t\r\n,:]}{[\"".contains(letter))
            .unwrap_or(rest.len());
        let word = &rest[..length];
        self.at += length;
        match word {
            "null" => Some(Json::Null),
            "true" | "false" => Some(Json::Bool(word == "true")),
            _ if super::slow::number(word.as_bytes()).0 => Some(Json::Number(word)),
            _ => None,
        }
    }
}
