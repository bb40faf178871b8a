//! The tags of a session, joined to one text.

use super::super::loose::{self, Needed};
use super::super::wire::{GroupSlots, Slot};
use super::Decoder;
use crate::json::{self, Malformed, Value};
use crate::model::{Symbol, TAG_SEPARATOR};

impl<'a> Decoder<'a> {
    /// The names of the tags, trimmed, each once and in byte order; `None` without any. Tags are only used
    /// for grouping, so an unreadable tag is left out without a note.
    pub(super) fn tags(&mut self, slot: Slot<'a>) -> Option<Symbol> {
        let raw = slot
            .raw()
            .filter(|raw| json::is_nested(raw) && *raw != b"[]")?;
        if let Some(symbol) = self.findings.memos.tags.get(raw) {
            return symbol;
        }
        let mut names = Vec::new();
        // Tags before a part that is not JSON count.
        let _ = self.read_tags(raw, &mut names);
        names.sort_unstable();
        names.dedup();
        let joined = names.join(&TAG_SEPARATOR.to_string());
        let symbol = (!joined.is_empty()).then(|| self.intern(&joined));
        self.findings.memos.tags.keep(raw, symbol);
        symbol
    }

    fn read_tags(&mut self, raw: &'a [u8], names: &mut Vec<String>) -> Result<(), Malformed> {
        let Needed::Is(list) = loose::list(self.scanner, raw)? else {
            return Ok(());
        };
        let mut elements = list.elements(self.scanner);
        while let Some(element) = elements.next()? {
            let Some(slots) = self.tag(element)? else {
                continue;
            };
            let name = slots.name().raw().map(|raw| self.single(raw)).transpose()?;
            let Some(Value::Text(name)) = name.flatten() else {
                continue;
            };
            let name = name.text.replace(TAG_SEPARATOR, " ");
            let name = name.trim();
            if !name.is_empty() {
                names.push(name.to_owned());
            }
        }
        Ok(())
    }

    /// The slots of a tag without wrapping objects.
    fn tag(&mut self, element: &'a [u8]) -> Result<Option<GroupSlots<'a>>, Malformed> {
        let layout = &mut self.findings.layouts.tag;
        if element.first() == Some(&b'{') {
            let slots = GroupSlots::new(self.scanner, element, layout)?;
            if !slots.value().is_nested() {
                return Ok(Some(slots));
            }
        }
        match loose::object(self.scanner, element)? {
            Needed::Is(object) => GroupSlots::new(self.scanner, object, layout).map(Some),
            _ => Ok(None),
        }
    }
}
