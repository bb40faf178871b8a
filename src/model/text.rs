//! Recurring texts, each stored once: names, widgets, undeclared values of enumerations.
//!
//! The number of a symbol depends on the worker that finds the text first. Symbols must therefore never be
//! sorted or printed, only the texts behind them.

use std::num::NonZeroU32;

use super::numbering::{Met, Numbering, index, last};

/// The number of a text in a [`Texts`] table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Symbol(NonZeroU32);

/// Assigns symbols to texts; shared by all workers.
#[derive(Debug, Default)]
pub struct Interner(Numbering<Box<str>>);

impl Interner {
    /// The symbol of `text`.
    pub fn intern(&self, text: &str) -> Symbol {
        Symbol(self.0.number(text))
    }

    /// The finished table.
    pub fn finish(self) -> Texts {
        Texts(self.0.finish())
    }
}

/// One worker's cache of symbols.
#[derive(Debug, Default)]
pub struct TextCache(Met<Box<str>>);

impl TextCache {
    /// The symbol of `text`; `interner` assigns it if the cache does not have it.
    pub fn intern(&mut self, interner: &Interner, text: &str) -> Symbol {
        Symbol(self.0.number(&interner.0, text))
    }
}

/// The texts, by their symbols.
#[derive(Debug, Default)]
pub struct Texts(Vec<Box<str>>);

impl Texts {
    /// The text of a symbol.
    pub fn get(&self, symbol: Symbol) -> &str {
        self.0.get(index(symbol.0)).map_or("", AsRef::as_ref)
    }

    /// All texts with their symbols.
    pub fn iter(&self) -> impl Iterator<Item = (Symbol, &str)> {
        let texts = (1..).zip(&self.0);
        texts.map(|(number, text)| (Symbol(last(number)), &**text))
    }

    /// Adds a text after interning is finished, and returns its symbol.
    pub fn add(&mut self, text: &str) -> Symbol {
        self.0.push(text.into());
        Symbol(last(self.0.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_share_a_symbol_and_come_back() {
        let interner = Interner::default();
        let mut cache = TextCache::default();
        let jana = cache.intern(&interner, "Jana Nováková");
        let petr = interner.intern("Petr Svoboda");
        assert_eq!(interner.intern("Jana Nováková"), jana);
        assert_ne!(jana, petr);
        let texts = interner.finish();
        assert_eq!(texts.get(jana), "Jana Nováková");
        assert_eq!(texts.get(petr), "Petr Svoboda");
    }
}
