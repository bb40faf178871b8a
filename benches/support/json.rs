//! Writes JSON to a `String` in a [`Style`]. It adds commas and indentation, and leaves out a
//! property with an absent value if the style asks for that.

use super::clock::Timestamp;
use super::spelling::{
    push_dot_net_duration, push_int, push_iso_duration, push_text, push_timestamp,
};
use super::style::{Absent, Durations, Ids, Layout, Names, Style, Values};

pub(super) struct Json {
    out: String,
    style: Style,
    /// The name of the next property, which is written together with its value.
    key: Option<(&'static str, Names)>,
    depth: usize,
    /// Whether the current object or array is still empty.
    first: bool,
}

impl Json {
    pub(super) fn new(style: Style, capacity: usize) -> Self {
        let out = String::with_capacity(capacity);
        Self {
            out,
            style,
            key: None,
            depth: 0,
            first: true,
        }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Number of bytes written so far.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    pub(super) fn object(&mut self, fill: impl FnOnce(&mut Self)) {
        self.enclosed('{', '}', fill);
    }

    pub(super) fn array(&mut self, fill: impl FnOnce(&mut Self)) {
        self.enclosed('[', ']', fill);
    }

    /// Sets the name of the next property, in camel case.
    pub(super) fn key(&mut self, name: &'static str) -> &mut Self {
        self.key = Some((name, self.style.names));
        self
    }

    /// Sets the name of the next property for objects whose names are data; it is the same in every
    /// style.
    pub(super) fn own_key(&mut self, name: &'static str) -> &mut Self {
        self.key = Some((name, Names::Camel));
        self
    }

    pub(super) fn text(&mut self, text: &str) {
        self.before_value();
        push_text(&mut self.out, text, self.style.letters);
    }

    pub(super) fn text_or_null(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.null(),
        }
    }

    pub(super) fn int(&mut self, number: i64) {
        self.before_value();
        push_int(&mut self.out, number);
    }

    pub(super) fn int_or_null(&mut self, number: Option<i64>) {
        match number {
            Some(number) => self.int(number),
            None => self.null(),
        }
    }

    pub(super) fn session_id(&mut self, id: i64) {
        self.before_value();
        let (before, after) = match self.style.ids {
            Ids::Number => ("", ""),
            Ids::Text => ("\"", "\""),
            Ids::Decimal => ("", ".0"),
            Ids::Exponent => ("", "e0"),
        };
        self.out.push_str(before);
        push_int(&mut self.out, id);
        self.out.push_str(after);
    }

    pub(super) fn bool(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    pub(super) fn null(&mut self) {
        if self.style.absent == Absent::LeftOut && self.key.take().is_some() {
            return;
        }
        self.raw("null");
    }

    /// Writes a value that is already JSON.
    pub(super) fn raw(&mut self, json: &str) {
        self.before_value();
        self.out.push_str(json);
    }

    /// Writes an enumeration's value, given by its name.
    pub(super) fn choice(&mut self, enumeration: &[&str], name: &str) {
        let number = enumeration.iter().position(|known| *known == name);
        match (self.style.values, number.map(i64::try_from)) {
            (Values::Number, Some(Ok(number))) => self.int(number),
            (Values::Upper, _) => self.text(&name.to_ascii_uppercase()),
            (Values::Lower, _) => self.text(&name.to_ascii_lowercase()),
            _ => self.text(name),
        }
    }

    pub(super) fn choice_or_null(&mut self, enumeration: &[&str], name: Option<&str>) {
        match name {
            Some(name) => self.choice(enumeration, name),
            None => self.null(),
        }
    }

    pub(super) fn timestamp(&mut self, timestamp: Timestamp) {
        self.before_value();
        self.out.push('"');
        push_timestamp(&mut self.out, timestamp, self.style.times);
        self.out.push('"');
    }

    pub(super) fn timestamp_or_null(&mut self, timestamp: Option<Timestamp>) {
        match timestamp {
            Some(timestamp) => self.timestamp(timestamp),
            None if self.style.absent == Absent::Defaults => {
                self.raw("\"0001-01-01T00:00:00+00:00\"");
            }
            None => self.null(),
        }
    }

    /// Writes a duration in microseconds, which must not be negative.
    pub(super) fn duration_or_null(&mut self, micros: Option<i64>) {
        let Some(micros) = micros else {
            if self.style.absent == Absent::Defaults {
                self.raw("\"\"");
            } else {
                self.null();
            }
            return;
        };
        self.before_value();
        self.out.push('"');
        match self.style.durations {
            Durations::Iso => push_iso_duration(&mut self.out, micros),
            Durations::DotNet => push_dot_net_duration(&mut self.out, micros),
        }
        self.out.push('"');
    }

    fn enclosed(&mut self, open: char, close: char, fill: impl FnOnce(&mut Self)) {
        self.before_value();
        self.out.push(open);
        self.depth += 1;
        self.first = true;
        fill(self);
        self.depth -= 1;
        if !self.first {
            self.line_break();
        }
        self.out.push(close);
        self.first = false;
    }

    fn before_value(&mut self) {
        if self.depth == 0 {
            return;
        }
        if !self.first {
            self.out.push(',');
        }
        self.first = false;
        self.line_break();
        if let Some((name, names)) = self.key.take() {
            self.out.push('"');
            let upper = if names == Names::Pascal {
                name.chars().next()
            } else {
                None
            };
            if let Some(initial) = upper {
                self.out.push(initial.to_ascii_uppercase());
                self.out.push_str(&name[initial.len_utf8()..]);
            } else {
                self.out.push_str(name);
            }
            self.out.push_str(if self.style.layout == Layout::Indented {
                "\": "
            } else {
                "\":"
            });
        }
    }

    fn line_break(&mut self) {
        if self.style.layout == Layout::Indented {
            self.out.push('\n');
            for _ in 0..self.depth {
                self.out.push_str("  ");
            }
        }
    }
}
