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
        let slots = PersonSlots::of(self.scanner, object)?;
        let Some(id) = self.id("userId", slots.user_id)? else {
            return Ok(None);
        };
        let name = self.person_name(slots.first_name, slots.last_name, slots.user_name)?;
        Ok(Some(Operator { id, name }))
    }

    /// First and last name as far as they are there, else the user name.
    pub(super) fn person_name(
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
