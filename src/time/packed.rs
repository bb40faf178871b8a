//! 64-bit integers with a niche, so that an `Option` of them takes no more memory.

use std::num::NonZeroI64;

/// A 64-bit integer other than `i64::MIN`, stored so that an `Option` of it takes eight bytes.
///
/// A dump of a million sessions holds some thirty million optional ids, timestamps and durations. The niche
/// halves their size.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Packed(NonZeroI64);

impl Packed {
    /// Packs a value; `None` for `i64::MIN`, which has no representation.
    pub(crate) const fn new(value: i64) -> Option<Self> {
        match NonZeroI64::new(value ^ i64::MIN) {
            Some(bits) => Some(Self(bits)),
            None => None,
        }
    }

    pub(crate) const fn get(self) -> i64 {
        self.0.get() ^ i64::MIN
    }
}

impl PartialOrd for Packed {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Packed {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.get().cmp(&other.get())
    }
}
