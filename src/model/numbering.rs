//! Numbers for recurring values, so that each value is stored once.
//!
//! The number of a value depends on the worker that finds it first. Numbers must therefore never be sorted or
//! printed, only the values behind them.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};

use foldhash::fast::RandomState;

/// Assigns numbers to values; shared by all workers.
#[derive(Debug)]
pub(super) struct Numbering<K>(Mutex<HashMap<K, NonZeroU32, RandomState>>);

impl<K> Default for Numbering<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Hash + Eq> Numbering<K> {
    /// The number of a value, from 1.
    pub(super) fn number<T>(&self, value: &T) -> NonZeroU32
    where
        T: Hash + Eq + ?Sized,
        K: Borrow<T> + for<'a> From<&'a T>,
    {
        let mut numbers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&number) = numbers.get(value) {
            return number;
        }
        let next = last(numbers.len() + 1);
        numbers.insert(K::from(value), next);
        next
    }

    /// The values in the order of their numbers.
    pub(super) fn finish(self) -> Vec<K> {
        let numbers = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut values: Vec<_> = numbers.into_iter().collect();
        values.sort_unstable_by_key(|(_, number)| *number);
        values.into_iter().map(|(value, _)| value).collect()
    }
}

/// The number of the last of `count` values.
pub(super) fn last(count: usize) -> NonZeroU32 {
    // More than 2^32 different values do not fit in memory.
    let number = u32::try_from(count).ok().and_then(NonZeroU32::new);
    number.unwrap_or(NonZeroU32::MAX)
}

/// The index of a value in the finished list.
pub(super) const fn index(number: NonZeroU32) -> usize {
    number.get() as usize - 1
}

/// One worker's cache of numbers, so that a recurring value takes no lock.
#[derive(Debug)]
pub(super) struct Met<K>(HashMap<K, NonZeroU32, RandomState>);

impl<K> Default for Met<K> {
    fn default() -> Self {
        Self(HashMap::default())
    }
}

impl<K: Hash + Eq> Met<K> {
    /// The cache is emptied when it holds this many values. Without a limit, a dump with a different value in
    /// every session would be stored twice.
    const LIMIT: usize = 1 << 16;

    /// The number of a value; `numbering` assigns it if the cache does not have it.
    pub(super) fn number<T>(&mut self, numbering: &Numbering<K>, value: &T) -> NonZeroU32
    where
        T: Hash + Eq + ?Sized,
        K: Borrow<T> + for<'a> From<&'a T>,
    {
        if let Some(&number) = self.0.get(value) {
            return number;
        }
        if self.0.len() >= Self::LIMIT {
            self.0.clear();
        }
        let number = numbering.number(value);
        self.0.insert(K::from(value), number);
        number
    }
}
