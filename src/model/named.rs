//! References to queues, operators and campaigns in settings, by id or by name.

use std::fmt;

use crate::model::Id;

/// A reference to queues, operators or campaigns, as written by the user.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Named {
    /// The queue, operator or campaign with this id.
    Id(Id),
    /// All queues, operators or campaigns with this name.
    Name(String),
}

/// The form for people: an id as `#12`, a name in backquotes.
impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(f, "#{id}"),
            Self::Name(name) => write!(f, "`{name}`"),
        }
    }
}

impl Named {
    /// The form in a settings file and in a manifest: a number or a text.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Id(id) => id.get().into(),
            Self::Name(name) => name.as_str().into(),
        }
    }
}
