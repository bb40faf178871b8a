//! Queues, operators and campaigns as settings name them: by id, or by name.

use std::fmt;

use crate::model::{DirectoryKind, Id};
use crate::names::Names;

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
    /// The ids that are meant: by name all that have it, in order.
    #[must_use]
    pub fn ids(&self, kind: DirectoryKind, names: &Names) -> Vec<Id> {
        match self {
            Self::Id(id) => vec![*id],
            Self::Name(name) => names.ids(kind, name),
        }
    }

    /// As a settings file and a manifest have it: a number, or text.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Id(id) => id.get().into(),
            Self::Name(name) => name.as_str().into(),
        }
    }
}
