//! The tags of a session: their names, as one text.

use super::super::json::walk::Elements;
use super::super::json::{self, Malformed, Value};
use super::super::wire::{GroupSlots, Slot};
use super::Decoder;
use crate::model::{Symbol, TAG_SEPARATOR};

impl<'a> Decoder<'a> {
    /// The names of the tags, trimmed, each once and in byte order; `None` without any. No rule needs
    /// them, they only group: what cannot be read is no tag, and nobody is told.
    pub(super) fn tags(&mut self, slot: Slot<'a>) -> Option<Symbol> {
        let array = slot.array().filter(|array| *array != b"[]")?;
        if let Some(symbol) = self.findings.memos.texts.get(array) {
            return symbol;
        }
        let mut names = Vec::new();
        // What stands before a place that is no JSON counts.
        let _ = self.read_tags(array, &mut names);
        names.sort_unstable();
        names.dedup();
        let joined = names.join(&TAG_SEPARATOR.to_string());
        let symbol = (!joined.is_empty()).then(|| self.intern(&joined));
        self.findings.memos.texts.keep(array, symbol);
        symbol
    }

    fn read_tags(&mut self, array: &'a [u8], names: &mut Vec<String>) -> Result<(), Malformed> {
        let mut elements = Elements::new(self.scanner, array);
        while let Some(element) = elements.next()? {
            if element.first() != Some(&b'{') {
                continue;
            }
            let slots = GroupSlots::of(self.scanner, element, &mut self.findings.layouts.tag)?;
            let Some(Value::Text(name)) = slots.name().raw().map(json::value).transpose()? else {
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
}
