//! Typed reading of single fields. What cannot be read is left empty, with a `bad_field`.

use std::borrow::Cow;

use super::super::json::text::Text;
use super::super::json::{self, Malformed, Value, number};
use super::super::moment::{self, Moment};
use super::super::span;
use super::super::wire::Slot;
use super::Decoder;
use crate::ledger::Code;
use crate::model::api_enum::{ApiEnum, Coded};
use crate::model::{Duration, Id, Symbol, Timestamp};

/// A field that is read: present, absent, or of no use.
pub(super) enum Reading<T> {
    Absent,
    Found(T),
    Unreadable,
}

impl<T> Reading<T> {
    fn from_option(value: Option<T>) -> Self {
        value.map_or(Self::Unreadable, Self::Found)
    }
}

impl Decoder<'_> {
    /// Resolves a reading; what cannot be read becomes a `bad_field`.
    pub(super) fn optional<T>(
        &mut self,
        field: &'static str,
        slot: Slot<'_>,
        reading: Reading<T>,
    ) -> Option<T> {
        match reading {
            Reading::Absent => None,
            Reading::Found(value) => Some(value),
            Reading::Unreadable => {
                self.bad_field(field, slot);
                None
            }
        }
    }

    pub(super) fn bad_field(&mut self, field: &'static str, slot: Slot<'_>) {
        let shown = json::describe(slot.raw().unwrap_or_default());
        self.note(Code::BadField, format!("`{field}` cannot be read: {shown}"));
    }

    /// Notes a value that is there and not of the wanted type. What it says is not told: it may
    /// be anything, of anyone.
    pub(super) fn wrong_type(&mut self, field: &'static str, slot: Slot<'_>, wanted: &str) {
        if let Some(raw) = slot.raw() {
            let kind = json::kind(raw);
            self.note(
                Code::BadField,
                format!("`{field}` is not {wanted} but {kind}"),
            );
        }
    }

    pub(super) fn timestamp(
        &mut self,
        field: &'static str,
        slot: Slot<'_>,
    ) -> Result<Option<Timestamp>, Malformed> {
        let reading = self.read_timestamp(slot)?;
        Ok(self.optional(field, slot, reading))
    }

    pub(super) fn read_timestamp(
        &mut self,
        slot: Slot<'_>,
    ) -> Result<Reading<Timestamp>, Malformed> {
        let Some(raw) = slot.raw() else {
            return Ok(Reading::Absent);
        };
        let moment = match plain_text(raw).and_then(moment::parse) {
            Some(moment) => Some(moment),
            None => match json::value(raw)? {
                Value::Text(text) => moment::parse(self.mended(text).as_bytes()),
                _ => None,
            },
        };
        Ok(match moment {
            None => Reading::Unreadable,
            Some(Moment::Absent) => Reading::Absent,
            Some(Moment::At { at, no_offset }) => {
                self.notes.without_offset += u64::from(no_offset);
                Reading::Found(at)
            }
        })
    }

    pub(super) fn duration(
        &mut self,
        field: &'static str,
        slot: Slot<'_>,
    ) -> Result<Option<Duration>, Malformed> {
        let Some(raw) = slot.raw() else {
            return Ok(None);
        };
        let duration = match json::value(raw)? {
            Value::Text(text) => span::parse(&self.mended(text)),
            _ => None,
        };
        if duration.is_none() {
            self.bad_field(field, slot);
        }
        Ok(duration.flatten())
    }

    pub(super) fn id(
        &mut self,
        field: &'static str,
        slot: Slot<'_>,
    ) -> Result<Option<Id>, Malformed> {
        let reading = read_id(slot)?;
        Ok(self.optional(field, slot, reading))
    }

    /// A session's id, which may also be written as a string. `None` if it is not usable.
    pub(super) fn session_id_of(slot: Slot<'_>) -> Result<Option<Id>, Malformed> {
        match slot.raw() {
            Some(raw @ [b'"', ..]) => {
                let text = json::text::read(raw)?.text;
                Ok(text.parse().ok().and_then(Id::new))
            }
            _ => Ok(match read_id(slot)? {
                Reading::Found(id) => Some(id),
                Reading::Absent | Reading::Unreadable => None,
            }),
        }
    }

    pub(super) fn boolean(
        &mut self,
        field: &'static str,
        slot: Slot<'_>,
    ) -> Result<Option<bool>, Malformed> {
        let Some(raw) = slot.raw() else {
            return Ok(None);
        };
        let Value::Bool(value) = json::value(raw)? else {
            self.bad_field(field, slot);
            return Ok(None);
        };
        Ok(Some(value))
    }

    pub(super) fn enumeration<E: ApiEnum>(
        &mut self,
        field: &'static str,
        slot: Slot<'_>,
    ) -> Result<Option<Coded<E>>, Malformed> {
        let Some(raw) = slot.raw() else {
            return Ok(None);
        };
        if let Some(value) = plain_text(raw).and_then(E::from_exact_name) {
            return Ok(Some(Coded::Known(value)));
        }
        match json::value(raw)? {
            Value::Text(text) => {
                let text = self.mended(text);
                if text.is_empty() {
                    return Ok(None);
                }
                if let Some(value) = E::from_name(&text) {
                    return Ok(Some(Coded::Known(value)));
                }
                Ok(Some(self.unknown_value::<E>(&text)))
            }
            Value::Number(digits) => {
                if let Some(value) = number::integer(digits).and_then(E::from_number) {
                    return Ok(Some(Coded::Known(value)));
                }
                let text = String::from_utf8_lossy(digits).into_owned();
                Ok(Some(self.unknown_value::<E>(&text)))
            }
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

    /// Text as it stands; an empty one is absent: tables could not tell them apart.
    pub(super) fn text(
        &mut self,
        field: &'static str,
        slot: Slot<'_>,
    ) -> Result<Option<Symbol>, Malformed> {
        self.remembered(slot, |decoder| {
            let text = decoder.read_text(field, slot)?;
            let text = text.filter(|text| !text.is_empty());
            Ok(text.map(|text| decoder.intern(&text)))
        })
    }

    /// A name: trimmed, and absent if nothing is left.
    pub(super) fn name(
        &mut self,
        field: &'static str,
        slot: Slot<'_>,
    ) -> Result<Option<Symbol>, Malformed> {
        let text = self.read_text(field, slot)?;
        let text = text
            .as_deref()
            .map(str::trim)
            .filter(|name| !name.is_empty());
        Ok(text.map(|name| self.intern(name)))
    }

    /// Reads a text, or remembers what reading the same bytes gave.
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

    pub(super) fn read_text<'t>(
        &mut self,
        field: &'static str,
        slot: Slot<'t>,
    ) -> Result<Option<Cow<'t, str>>, Malformed> {
        let Some(raw) = slot.raw() else {
            return Ok(None);
        };
        let Value::Text(text) = json::value(raw)? else {
            self.bad_field(field, slot);
            return Ok(None);
        };
        Ok(Some(self.mended(text)))
    }

    /// The text, after a note that it had to be mended.
    fn mended<'t>(&mut self, text: Text<'t>) -> Cow<'t, str> {
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

pub(super) fn read_id(slot: Slot<'_>) -> Result<Reading<Id>, Malformed> {
    let Some(raw) = slot.raw() else {
        return Ok(Reading::Absent);
    };
    if let Some(id) = number::plain(raw) {
        return Ok(Reading::from_option(Id::new(id)));
    }
    match json::value(raw)? {
        Value::Number(digits) => Ok(Reading::from_option(
            number::integer(digits).and_then(Id::new),
        )),
        _ => Ok(Reading::Unreadable),
    }
}

/// The inside of a string that holds no escapes: enough for anything that is then read strictly.
fn plain_text(raw: &[u8]) -> Option<&[u8]> {
    match raw {
        [b'"', inside @ .., b'"'] => Some(inside),
        _ => None,
    }
}
