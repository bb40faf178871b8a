//! What was read of the same bytes before.
//!
//! A contact centre has a few hundred groups, operators and widgets, and its dump names them a
//! million times, byte for byte alike. What reading such a value gave is remembered with its bytes.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::pattern::Tails;
use super::person::Spelling;
use crate::model::{ActionNumber, Group, Operator, Symbol};

/// Values that recur, one memory for each kind of field.
#[derive(Debug, Default)]
pub(super) struct Memos {
    pub(super) groups: Memo<Option<Group>>,
    pub(super) operators: Memo<Option<Operator>>,
    /// By first, last and user name, one behind the other.
    pub(super) people: Memo<Spelling>,
    pub(super) texts: Memo<Option<Symbol>>,
    pub(super) events: Tails<ActionNumber>,
}

/// What the bytes of a value mean.
#[derive(Debug)]
pub(super) struct Memo<T>(HashMap<Box<[u8]>, T, RandomState>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(HashMap::default())
    }
}

impl<T: Copy> Memo<T> {
    /// Beyond this many values the memory starts afresh, and a longer one is not kept: what differs
    /// in every session must not be held twice.
    const LIMIT: usize = 1 << 14;
    const LONGEST: usize = 512;

    #[inline]
    pub(super) fn get(&self, written: &[u8]) -> Option<T> {
        self.0.get(written).copied()
    }

    /// Remembers a value that was read without anything to note.
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
