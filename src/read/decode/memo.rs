//! Caches for values that were read before from the same bytes.
//!
//! A contact centre has a few hundred groups, operators and widgets, and its dump names them a million times
//! in exactly the same bytes. The results of reading such values are cached by their bytes.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::pattern::Tails;
use super::person::PersonSpelling;
use crate::model::api_enum::Coded;
use crate::model::{ActionNumber, Group, Operator, Symbol, TerminationReason};

/// Caches of recurring values, one for each kind of field.
#[derive(Debug, Default)]
pub(super) struct Memos {
    pub(super) groups: Memo<Option<Group>>,
    pub(super) operators: Memo<Option<Operator>>,
    /// Keyed by first, last and user name, one after the other.
    pub(super) people: Memo<PersonSpelling>,
    pub(super) texts: Memo<Option<Symbol>>,
    /// Apart from the texts: the same bytes may mean something else as another field.
    pub(super) tags: Memo<Option<Symbol>>,
    pub(super) events: Tails<ActionNumber>,
    /// The entries of a trail that are a session's end, with their reason.
    pub(super) ends: Tails<Option<Coded<TerminationReason>>>,
}

/// The meaning of a value, keyed by its bytes.
#[derive(Debug)]
pub(super) struct Memo<T>(HashMap<Box<[u8]>, T, RandomState>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(HashMap::default())
    }
}

impl<T: Copy> Memo<T> {
    /// The cache is emptied when it holds this many values. Without a limit, values that differ in every session
    /// would be stored twice.
    const LIMIT: usize = 1 << 14;
    /// Values with more bytes than this are not cached.
    const LONGEST: usize = 512;

    #[inline]
    pub(super) fn get(&self, written: &[u8]) -> Option<T> {
        self.0.get(written).copied()
    }

    /// Caches the meaning of a value, which must have been read without a note.
    pub(super) fn keep(&mut self, written: &[u8], value: T) {
        if written.len() > Self::LONGEST {
            return;
        }
        if self.0.len() >= Self::LIMIT {
            self.0.clear();
        }
        self.0.insert(written.into(), value);
    }
}
