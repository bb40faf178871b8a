//! People: an id and a name, in sessions and in routing events.

use super::super::json::Malformed;
use super::super::wire::{PersonSlots, Slot};
use super::Decoder;
use crate::model::{Operator, PersonName};

impl<'a> Decoder<'a> {
    /// An operator of a routing event. One without a usable id is as good as none.
    pub(super) fn operator(
        &mut self,
        field: &'static str,
        slot: Slot<'a>,
    ) -> Result<Option<Operator>, Malformed> {
        let Some(object) = slot.object() else {
            self.wrong_type(field, slot, "an object");
            return Ok(None);
        };
        if let Some(operator) = self.findings.memos.operators.get(object) {
            return Ok(operator);
        }
        let noted = self.notes.count();
        let slots = PersonSlots::of(self.scanner, object, &mut self.findings.layouts.operator)?;
        let operator = match self.id("userId", slots.user_id())? {
            Some(id) => {
                let (first, last) = (slots.first_name(), slots.last_name());
                let name = self.person_name(first, last, slots.user_name())?;
                Some(Operator { id, name })
            }
            None => None,
        };
        if self.notes.count() == noted {
            self.findings.memos.operators.keep(object, operator);
        }
        Ok(operator)
    }

    /// First and last name as far as they are there, else the user name.
    pub(super) fn person_name(
        &mut self,
        first: Slot<'_>,
        last: Slot<'_>,
        user: Slot<'_>,
    ) -> Result<Option<PersonName>, Malformed> {
        // Values end by themselves, so that no two triples are written the same.
        let mut written = std::mem::take(&mut self.findings.key_buffer);
        written.clear();
        for slot in [first, last, user] {
            written.extend_from_slice(slot.raw().unwrap_or(b"null"));
            written.push(b',');
        }
        let noted = self.notes.count();
        let known = self.findings.memos.people.get(&written);
        let name = known.map_or_else(|| self.read_person_name(first, last, user), Ok);
        if let (None, Ok(name)) = (known, name)
            && self.notes.count() == noted
        {
            self.findings.memos.people.keep(&written, name);
        }
        self.findings.key_buffer = written;
        name
    }

    fn read_person_name(
        &mut self,
        first: Slot<'_>,
        last: Slot<'_>,
        user: Slot<'_>,
    ) -> Result<Option<PersonName>, Malformed> {
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
        let name = if full.is_empty() {
            self.name("userName", user)?.map(PersonName::User)
        } else {
            Some(PersonName::Full(self.intern(&full)))
        };
        self.findings.name_buffer = full;
        Ok(name)
    }
}
