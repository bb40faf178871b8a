//! Users, groups and departments: they have the say over names.

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

/// One user, group or department record.
#[derive(Clone, Copy, Debug)]
pub struct DirectoryRecord {
    pub kind: DirectoryKind,
    pub id: Id,
    pub place: Place,
    pub name: Option<Symbol>,
}
