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

/// A name that an operator logs in with. Settings may use it; reports show it of those alone who have
/// no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UserName {
    pub user: Id,
    pub name: Symbol,
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
