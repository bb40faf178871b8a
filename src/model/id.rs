//! Identifiers of the API.

use std::fmt;

use crate::time::packed::Packed;

/// An identifier of the API: of a session, user, group, department, campaign or routing request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Packed);

impl Id {
    /// The id with this value; `None` for `i64::MIN`, which the API does not use.
    pub const fn new(value: i64) -> Option<Self> {
        match Packed::new(value) {
            Some(packed) => Some(Self(packed)),
            None => None,
        }
    }

    /// The value.
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
