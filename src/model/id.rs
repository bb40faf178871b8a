//! Identifiers: 64-bit integers that an `Option` does not make larger.

use std::fmt;
use std::num::NonZeroI64;

/// A 64-bit integer other than `i64::MIN`, stored so that `Option` of it takes eight bytes.
///
/// A dump of a million sessions holds some thirty million optional ids, times and durations; the
/// niche halves them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Packed(NonZeroI64);

impl Packed {
    /// `None` for `i64::MIN`, the one value that has no representation.
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

/// An identifier of the API: of a session, user, group, department, campaign or routing request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Packed);

impl Id {
    /// The id with this value; `None` for `i64::MIN`, which the API does not use.
    #[must_use]
    pub const fn new(value: i64) -> Option<Self> {
        match Packed::new(value) {
            Some(packed) => Some(Self(packed)),
            None => None,
        }
    }

    /// The value.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0.get()
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.get())
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_optional_id_takes_eight_bytes_and_keeps_its_order() {
        assert_eq!(size_of::<Option<Id>>(), 8);
        let ids: Vec<Id> = [i64::MIN + 1, -1, 0, 1, i64::MAX]
            .iter()
            .filter_map(|&value| Id::new(value))
            .collect();
        assert_eq!(ids.len(), 5);
        assert!(ids.is_sorted());
        assert_eq!(ids[0].get(), i64::MIN + 1);
        assert_eq!(Id::new(i64::MIN), None);
    }
}
