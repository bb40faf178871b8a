//! Typed reading of single fields. An unreadable field stays empty, with a `bad_field`.

use std::borrow::Cow;

use super::super::loose::{self, List, Needed};
use super::super::wire::Slot;
use super::{Decoder, flattened};
use crate::json::text::JsonText;
use crate::json::{self, Malformed, Value, number};
use crate::ledger::Code;
use crate::model::api_enum::{ApiEnum, Coded};
use crate::model::{Id, Symbol};
use crate::time::parse_timestamp::{self, ParsedTimestamp};
use crate::time::{Duration, Timestamp, parse_duration};

/// The result of reading a field: found, absent, or unreadable.
pub(super) enum FieldReading<T> {
    Absent,
    Found(T),
    Unreadable,
}

impl<T> FieldReading<T> {
    fn from_option(value: Option<T>) -> Self {
        value.map_or(Self::Unreadable, Self::Found)
    }
}

impl<'a> Decoder<'a> {
    /// Converts a reading to an `Option`; an unreadable field is noted as `bad_field`.
    pub(super) fn optional<T>(
        &mut self,
        field: &'static str,
        slot: Slot<'_>,
        reading: FieldReading<T>,
    ) -> Option<T> {
        match reading {
            FieldReading::Absent => None,
            FieldReading::Found(value) => Some(value),
            FieldReading::Unreadable => {
                self.bad_field(field, slot);
                None
            }
        }
    }

    pub(super) fn bad_field(&mut self, field: &'static str, slot: Slot<'_>) {
        let shown = json::describe(slot.raw().unwrap_or_default());
        self.note(Code::BadField, format!("`{field}` cannot be read: {shown}"));
    }

    /// Notes a value of the wrong type. Its content is not shown, since it may be private.
    pub(super) fn wrong_type(&mut self, field: &'static str, slot: Slot<'_>, wanted: &str) {
        if let Some(raw) = slot.raw().filter(|raw| !json::is_null(raw)) {
            let kind = json::kind(raw);
            self.note(
                Code::BadField,
                format!("`{field}` is not {wanted} but {kind}"),
            );
        }
    }

    /// The object in a slot; any value but null that is not an object is noted.
    pub(super) fn needed_object(
        &mut self,
        field: &'static str,
        slot: Slot<'a>,
    ) -> Result<Option<&'a [u8]>, Malformed> {
        let Some(raw) = slot.raw() else {
            return Ok(None);
        };
        match loose::object(self.scanner, raw)? {
            Needed::Is(object) => return Ok(Some(object)),
            Needed::Null => {}
            Needed::Other if self.is_flattened(field, raw) => {}
            Needed::Other => self.wrong_type(field, slot, "an object"),
        }
        Ok(None)
    }

    /// The array in a slot; any value but null that is not an array is noted.
    pub(super) fn needed_array(
        &mut self,
        field: &'static str,
        slot: Slot<'a>,
    ) -> Result<Option<List<'a>>, Malformed> {
        if let Some(array) = slot.array() {
            return Ok(Some(List::Array(array)));
        }
        let Some(raw) = slot.raw() else {
            return Ok(None);
        };
        match loose::list(self.scanner, raw)? {
            Needed::Is(list) => return Ok(Some(list)),
            Needed::Null => {}
            Needed::Other if self.is_flattened(field, raw) => {}
            Needed::Other => self.wrong_type(field, slot, "an array"),
        }
        Ok(None)
    }

    /// An element of the array in this field; an element that is not an object is noted.
    pub(super) fn element_object(
        &mut self,
        field: &'static str,
        element: &'a [u8],
    ) -> Result<Option<&'a [u8]>, Malformed> {
        match loose::object(self.scanner, element)? {
            Needed::Is(object) => return Ok(Some(object)),
            Needed::Other if self.is_flattened(field, element) => {}
            Needed::Null | Needed::Other => {
                self.note(
                    Code::BadField,
                    format!("an element of `{field}` is no object"),
                );
            }
        }
        Ok(None)
    }

    /// Whether the exporter cut the field to a text, which is noted.
    pub(super) fn is_flattened(&mut self, field: &str, raw: &[u8]) -> bool {
        let is_flattened = loose::is_flattened(raw);
        if is_flattened {
            self.note(Code::Flattened, flattened(&format!("`{field}`")));
        }
        is_flattened
    }

    /// A scalar without wrapping objects and arrays; `None` if it is not a scalar.
    #[inline]
    pub(super) fn single(&self, raw: &'a [u8]) -> Result<Option<Value<'a>>, Malformed> {
        let value = json::value(raw)?;
        if !matches!(value, Value::Nested) {
            return Ok(Some(value));
        }
        match loose::scalar(self.scanner, raw)? {
            Needed::Null => Ok(Some(Value::Null)),
            Needed::Is(inside) => json::value(inside).map(Some),
            Needed::Other => Ok(None),
        }
    }

    pub(super) fn timestamp(
        &mut self,
        field: &'static str,
        slot: Slot<'a>,
    ) -> Result<Option<Timestamp>, Malformed> {
        let reading = self.read_timestamp(slot)?;
        Ok(self.optional(field, slot, reading))
    }

    pub(super) fn read_timestamp(
        &mut self,
        slot: Slot<'a>,
    ) -> Result<FieldReading<Timestamp>, Malformed> {
        let Some(raw) = slot.raw() else {
            return Ok(FieldReading::Absent);
        };
        let timestamp = match plain_text(raw).and_then(parse_timestamp::parse) {
            Some(timestamp) => Some(timestamp),
            None => match self.single(raw)? {
                Some(Value::Text(text)) => {
                    parse_timestamp::parse(loose::trim_blanks(self.mended(text).as_bytes()))
                }
                Some(Value::Number(digits)) => parse_timestamp::since_1970(digits),
                Some(Value::Null) => Some(ParsedTimestamp::Absent),
                _ => None,
            },
        };
        Ok(match timestamp {
            None => FieldReading::Unreadable,
            Some(ParsedTimestamp::Absent) => FieldReading::Absent,
            Some(ParsedTimestamp::At {
                at,
                no_offset: false,
            }) => FieldReading::Found(at),
            Some(ParsedTimestamp::At {
                at,
                no_offset: true,
            }) => {
                self.notes.without_offset += 1;
                FieldReading::from_option(self.findings.naive_zone.timestamp_at_local(at))
            }
        })
    }

    pub(super) fn duration(
        &mut self,
        field: &'static str,
        slot: Slot<'a>,
    ) -> Result<Option<Duration>, Malformed> {
        let Some(raw) = slot.raw() else {
            return Ok(None);
        };
        let duration = match self.single(raw)? {
            Some(Value::Text(text)) => {
                let text = self.mended(text);
                parse_duration::parse(&text).or_else(|| parse_duration::parse(trimmed(&text)))
            }
            Some(Value::Null) => Some(None),
            None => self.ticks(raw)?.map(Some),
            _ => None,
        };
        if duration.is_none() {
            self.bad_field(field, slot);
        }
        Ok(duration.flatten())
    }

    /// Reads .NET's `TimeSpan` as an object with ticks of 100 ns.
    fn ticks(&self, raw: &'a [u8]) -> Result<Option<Duration>, Malformed> {
        let Needed::Is(object @ [b'{', ..]) = loose::object(self.scanner, raw)? else {
            return Ok(None);
        };
        let Some(ticks) = loose::member(self.scanner, object, "ticks")? else {
            return Ok(None);
        };
        let ticks = match self.single(ticks)? {
            Some(Value::Number(digits)) => number::integer(digits),
            Some(Value::Text(text)) => number::in_text(trimmed(&text.text)),
            _ => None,
        };
        Ok(ticks.map(|ticks| Duration::from_microseconds(ticks / 10)))
    }

    pub(super) fn id(
        &mut self,
        field: &'static str,
        slot: Slot<'a>,
    ) -> Result<Option<Id>, Malformed> {
        let reading = self.read_id(slot)?;
        Ok(self.optional(field, slot, reading))
    }

    pub(super) fn read_id(&self, slot: Slot<'a>) -> Result<FieldReading<Id>, Malformed> {
        let Some(raw) = slot.raw() else {
            return Ok(FieldReading::Absent);
        };
        match number::plain(raw) {
            Some(id) => Ok(FieldReading::from_option(Id::new(id))),
            None => self.read_id_in_another_writing(raw),
        }
    }

    #[cold]
    fn read_id_in_another_writing(&self, raw: &'a [u8]) -> Result<FieldReading<Id>, Malformed> {
        let id = match self.single(raw)? {
            Some(Value::Number(digits)) => number::integer(digits),
            Some(Value::Text(text)) => match trimmed(&text.text) {
                "" => return Ok(FieldReading::Absent),
                text => number::in_text(text),
            },
            Some(Value::Null) => return Ok(FieldReading::Absent),
            _ => None,
        };
        Ok(FieldReading::from_option(id.and_then(Id::new)))
    }

    pub(super) fn boolean(
        &mut self,
        field: &'static str,
        slot: Slot<'a>,
    ) -> Result<Option<bool>, Malformed> {
        let Some(raw) = slot.raw() else {
            return Ok(None);
        };
        let reading = match self.single(raw)? {
            Some(Value::Bool(value)) => FieldReading::Found(value),
            Some(Value::Null) => FieldReading::Absent,
            Some(Value::Number(digits)) => {
                FieldReading::from_option(match number::integer(digits) {
                    Some(0) => Some(false),
                    Some(1) => Some(true),
                    _ => None,
                })
            }
            Some(Value::Text(text)) => match trimmed(&text.text) {
                "" => FieldReading::Absent,
                "0" => FieldReading::Found(false),
                "1" => FieldReading::Found(true),
                word if word.eq_ignore_ascii_case("true") => FieldReading::Found(true),
                word if word.eq_ignore_ascii_case("false") => FieldReading::Found(false),
                _ => FieldReading::Unreadable,
            },
            _ => FieldReading::Unreadable,
        };
        Ok(self.optional(field, slot, reading))
    }

    pub(super) fn enumeration<E: ApiEnum>(
        &mut self,
        field: &'static str,
        slot: Slot<'a>,
    ) -> Result<Option<Coded<E>>, Malformed> {
        let Some(raw) = slot.raw() else {
            return Ok(None);
        };
        if let Some(value) = plain_text(raw).and_then(E::from_exact_name) {
            return Ok(Some(Coded::Known(value)));
        }
        match self.single(raw)? {
            Some(Value::Text(text)) => {
                let text = self.mended(text);
                let name = trimmed(&text);
                self.is_padded |= name.len() < text.len();
                if name.is_empty() {
                    return Ok(None);
                }
                if let Some(value) = E::from_name(name) {
                    return Ok(Some(Coded::Known(value)));
                }
                Ok(Some(self.unknown_value::<E>(name)))
            }
            Some(Value::Number(digits)) => {
                self.notes.numeric_enums.push(E::NAME);
                if let Some(value) = number::integer(digits).and_then(E::from_number) {
                    return Ok(Some(Coded::Known(value)));
                }
                let text = String::from_utf8_lossy(digits).into_owned();
                Ok(Some(self.unknown_value::<E>(&text)))
            }
            Some(Value::Null) => Ok(None),
            _ => {
                self.bad_field(field, slot);
                Ok(None)
            }
        }
    }

    fn unknown_value<E: ApiEnum>(&mut self, text: &str) -> Coded<E> {
        let symbol = self.intern(text);
        self.notes.unknown_values.push((E::NAME, symbol));
        Coded::Other(symbol)
    }

    /// Reads a text without changes. An empty text is absent, since tables cannot distinguish the two.
    pub(super) fn text(
        &mut self,
        field: &'static str,
        slot: Slot<'a>,
    ) -> Result<Option<Symbol>, Malformed> {
        self.remembered(slot, |decoder| {
            let text = decoder.read_text(field, slot)?;
            let text = text.filter(|text| !text.is_empty());
            Ok(text.map(|text| decoder.intern(&text)))
        })
    }

    /// Reads a name: trimmed, and absent if it is empty.
    pub(super) fn name(
        &mut self,
        field: &'static str,
        slot: Slot<'a>,
    ) -> Result<Option<Symbol>, Malformed> {
        let text = self.read_text(field, slot)?;
        let text = text
            .as_deref()
            .map(str::trim)
            .filter(|name| !name.is_empty());
        Ok(text.map(|name| self.intern(name)))
    }

    /// Reads a text, or returns the result of reading the same bytes before.
    fn remembered(
        &mut self,
        slot: Slot<'_>,
        read: impl FnOnce(&mut Self) -> Result<Option<Symbol>, Malformed>,
    ) -> Result<Option<Symbol>, Malformed> {
        let Some(raw) = slot.raw() else {
            return Ok(None);
        };
        if let Some(symbol) = self.findings.memos.texts.get(raw) {
            return Ok(symbol);
        }
        let noted = self.notes.count();
        let symbol = read(self)?;
        if self.notes.count() == noted {
            self.findings.memos.texts.keep(raw, symbol);
        }
        Ok(symbol)
    }

    pub(super) fn read_text(
        &mut self,
        field: &'static str,
        slot: Slot<'a>,
    ) -> Result<Option<Cow<'a, str>>, Malformed> {
        let Some(raw) = slot.raw() else {
            return Ok(None);
        };
        match self.single(raw)? {
            Some(Value::Text(text)) => Ok(Some(self.mended(text))),
            Some(Value::Null) => Ok(None),
            _ => {
                self.bad_field(field, slot);
                Ok(None)
            }
        }
    }

    /// The text; notes whether characters in it were replaced.
    fn mended<'t>(&mut self, text: JsonText<'t>) -> Cow<'t, str> {
        if text.replaced {
            self.notes.mended += 1;
            self.part.note_bad_encoding(Some(self.place.line));
        }
        text.text
    }

    pub(super) fn intern(&mut self, text: &str) -> Symbol {
        self.findings.texts.intern(&self.interners.texts, text)
    }
}

/// The text without blanks around it.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// The bytes between the quotes of a string. Escapes are not resolved, so this is only for parsers that accept
/// no backslash.
fn plain_text(raw: &[u8]) -> Option<&[u8]> {
    match raw {
        [b'"', inside @ .., b'"'] => Some(inside),
        _ => None,
    }
}
