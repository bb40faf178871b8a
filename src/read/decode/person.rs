//! People: an id and a name, in sessions and in routing events.

use super::super::wire::{PersonSlots, Slot};
use super::Decoder;
use crate::json::{Malformed, Value};
use crate::model::{Id, NameMark, Operator, PersonName, UserName};

/// The spelling of a person in a record.
#[derive(Clone, Copy, Debug)]
pub(super) struct PersonSpelling {
    name: Option<PersonName>,
    user: Option<NameMark>,
}

impl<'a> Decoder<'a> {
    /// Reads the operator of a routing event; `None` without a usable id.
    pub(super) fn operator(
        &mut self,
        field: &'static str,
        slot: Slot<'a>,
    ) -> Result<Option<Operator>, Malformed> {
        let Some(raw) = slot.raw() else {
            return Ok(None);
        };
        if let Some(operator) = self.findings.memos.operators.get(raw) {
            return Ok(operator);
        }
        let noted = self.notes.count();
        let Some(slots) = self.operator_slots(field, slot)? else {
            return Ok(None);
        };
        let operator = match self.id("userId", slots.user_id())? {
            Some(id) => {
                let (first, last) = (slots.first_name(), slots.last_name());
                let name = self.person_name(Some(id), first, last, slots.user_name())?;
                Some(Operator { id, name })
            }
            None => None,
        };
        if self.notes.count() == noted {
            self.findings.memos.operators.keep(raw, operator);
        }
        Ok(operator)
    }

    /// The slots of an operator without wrapping objects.
    fn operator_slots(
        &mut self,
        field: &'static str,
        slot: Slot<'a>,
    ) -> Result<Option<PersonSlots<'a>>, Malformed> {
        if let Some(object) = slot.object() {
            let slots =
                PersonSlots::new(self.scanner, object, &mut self.findings.layouts.operator)?;
            if !slots.value().is_nested() {
                return Ok(Some(slots));
            }
        }
        let Some(object) = self.needed_object(field, slot)? else {
            return Ok(None);
        };
        PersonSlots::new(self.scanner, object, &mut self.findings.layouts.operator).map(Some)
    }

    /// The first and last name as far as they are present, else the user name. A user name is also kept to
    /// find the operator by, if the operator has an id.
    pub(super) fn person_name(
        &mut self,
        id: Option<Id>,
        first: Slot<'a>,
        last: Slot<'a>,
        user: Slot<'a>,
    ) -> Result<Option<PersonName>, Malformed> {
        // JSON values are self-delimiting, so different names cannot give the same key.
        let mut written = std::mem::take(&mut self.findings.key_buffer);
        written.clear();
        for slot in [first, last, user] {
            written.extend_from_slice(slot.raw().unwrap_or(b"null"));
            written.push(b',');
        }
        let noted = self.notes.count();
        let known = self.findings.memos.people.get(&written);
        let spelling = known.map_or_else(|| self.read_spelling(first, last, user), Ok);
        if let (None, Ok(spelling)) = (known, spelling)
            && self.notes.count() == noted
        {
            self.findings.memos.people.keep(&written, spelling);
        }
        self.findings.key_buffer = written;
        let PersonSpelling { name, user } = spelling?;
        if let (Some(user), Some(mark)) = (id, user) {
            self.findings.user_names.insert(UserName { user, mark });
        }
        Ok(name)
    }

    fn read_spelling(
        &mut self,
        first: Slot<'a>,
        last: Slot<'a>,
        user: Slot<'a>,
    ) -> Result<PersonSpelling, Malformed> {
        let first = self.read_text("firstName", first)?;
        let last = self.read_text("lastName", last)?;
        let mut full = std::mem::take(&mut self.findings.name_buffer);
        full.clear();
        for part in [first, last].iter().flatten() {
            let part = part.trim();
            if !full.is_empty() && !part.is_empty() {
                full.push(' ');
            }
            full.push_str(part);
        }
        let spelling = if full.is_empty() {
            let name = self.name("userName", user)?;
            PersonSpelling {
                name: name.map(PersonName::User),
                user: name.and_then(|_| self.spare_mark(user)),
            }
        } else {
            PersonSpelling {
                name: Some(PersonName::Full(self.intern(&full))),
                user: self.spare_mark(user),
            }
        };
        self.findings.name_buffer = full;
        Ok(spelling)
    }

    /// The mark of a user name. No figure needs it, so problems with it are not noted.
    fn spare_mark(&self, slot: Slot<'a>) -> Option<NameMark> {
        match self.single(slot.raw()?) {
            Ok(Some(Value::Text(text))) if !text.replaced => {
                let name = text.text.trim();
                (!name.is_empty()).then(|| NameMark::from_name(name))
            }
            _ => None,
        }
    }
}
