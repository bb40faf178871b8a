//! Users, groups and departments: they have the say over names.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::id::Id;
use super::place::Place;
use super::text::Symbol;

/// What a directory record, or a name, is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DirectoryKind {
    /// An operator.
    User,
    /// A queue.
    Group,
    /// A department, called tenant in the product.
    Department,
    /// A campaign.
    Campaign,
}

/// What an operator logs in with. Settings may use it; reports show it of those alone who have no other
/// name. It is often an address, so that no more is kept of it than is needed to know it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserName {
    pub user: Id,
    pub mark: NameMark,
}

/// By what a name is known again: the first bits of its BLAKE3 hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameMark(pub u64);

impl NameMark {
    /// The mark of a name.
    pub fn of(name: &str) -> Self {
        let hash = blake3::hash(name.as_bytes());
        let first = hash.as_bytes().first_chunk();
        Self(first.map_or(0, |first| u64::from_be_bytes(*first)))
    }
}

/// Every user name that a dump spells, of users and of operators in sessions and histories.
pub type UserNames = HashSet<UserName, RandomState>;

/// One user, group or department record.
#[derive(Clone, Copy, Debug)]
pub struct DirectoryRecord {
    pub kind: DirectoryKind,
    pub id: Id,
    pub place: Place,
    pub name: Option<Symbol>,
}
