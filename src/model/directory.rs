//! Records of users, groups and departments, which decide names.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::id::Id;
use super::place::Place;
use super::text::Symbol;

/// The kind of thing that a directory record or a name belongs to.
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

/// An operator's user name. Settings may use it; reports show it only for operators without another name. It
/// is often an e-mail address, so only a hash is kept here, which is enough to recognise it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserName {
    pub user: Id,
    pub mark: NameMark,
}

/// The first 64 bits of a name's BLAKE3 hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameMark(pub u64);

impl NameMark {
    /// The mark of a name.
    pub fn from_name(name: &str) -> Self {
        let hash = blake3::hash(name.as_bytes());
        let first = hash.as_bytes().first_chunk();
        Self(first.map_or(0, |first| u64::from_be_bytes(*first)))
    }
}

/// The user names of a dump, from records of users and from the operators in sessions and histories.
pub type UserNames = HashSet<UserName, RandomState>;

/// One user, group or department record.
#[derive(Clone, Copy, Debug)]
pub struct DirectoryRecord {
    pub kind: DirectoryKind,
    pub id: Id,
    pub place: Place,
    pub name: Option<Symbol>,
}
