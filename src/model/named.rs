//! Queues, operators and campaigns as settings name them: by id, or by name.

use std::fmt;

use crate::model::Id;

/// What somebody wrote to say which queue, operator or campaign is meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Named {
    /// The one with this id.
    Id(Id),
    /// All that have this name.
    Name(String),
}

/// As people read it: `#12`, or `Podpora` in quotes.
impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(f, "#{id}"),
            Self::Name(name) => write!(f, "`{name}`"),
        }
    }
}

impl Named {
    /// As a settings file and a manifest have it: a number, or text.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Id(id) => id.get().into(),
            Self::Name(name) => name.as_str().into(),
        }
    }
}
