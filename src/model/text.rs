//! Texts that recur, held once: names, widgets, values outside an enumeration.
//!
//! A symbol's number depends on which worker met the text first, so nothing may order or print
//! symbols: only the texts behind them.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};

use foldhash::fast::RandomState;

/// Stands for one text of a [`Texts`] table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Symbol(NonZeroU32);

impl Symbol {
    fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

#[derive(Debug, Default)]
struct Inner {
    symbols: HashMap<Box<str>, Symbol, RandomState>,
    texts: Vec<Box<str>>,
}

/// Gives each text its symbol; shared by all workers.
#[derive(Debug, Default)]
pub struct Interner(Mutex<Inner>);

impl Interner {
    /// The symbol of `text`.
    #[must_use]
    pub fn intern(&self, text: &str) -> Symbol {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&symbol) = inner.symbols.get(text) {
            return symbol;
        }
        inner.texts.push(text.into());
        let symbol = u32::try_from(inner.texts.len())
            .ok()
            .and_then(NonZeroU32::new)
            .map(Symbol);
        // Four thousand million different names do not fit in memory before they run out here.
        let symbol = symbol.unwrap_or(Symbol(NonZeroU32::MAX));
        inner.symbols.insert(text.into(), symbol);
        symbol
    }

    /// The finished table.
    #[must_use]
    pub fn finish(self) -> Texts {
        Texts(
            self.0
                .into_inner()
                .unwrap_or_else(PoisonError::into_inner)
                .texts,
        )
    }
}

/// One worker's memory of the symbols it has met, so that a name that recurs takes no lock.
#[derive(Debug, Default)]
pub struct TextCache(HashMap<Box<str>, Symbol, RandomState>);

impl TextCache {
    /// Beyond this many texts the memory starts afresh: a dump with a different text in every
    /// session must not be held twice.
    const LIMIT: usize = 1 << 16;

    /// The symbol of `text`, asked of `interner` when it is new here.
    pub fn intern(&mut self, interner: &Interner, text: &str) -> Symbol {
        if let Some(&symbol) = self.0.get(text) {
            return symbol;
        }
        if self.0.len() >= Self::LIMIT {
            self.0.clear();
        }
        let symbol = interner.intern(text);
        self.0.insert(text.into(), symbol);
        symbol
    }
}

/// The texts behind the symbols.
#[derive(Debug, Default)]
pub struct Texts(Vec<Box<str>>);

impl Texts {
    /// The text that `symbol` stands for.
    #[must_use]
    pub fn get(&self, symbol: Symbol) -> &str {
        self.0.get(symbol.index()).map_or("", AsRef::as_ref)
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
