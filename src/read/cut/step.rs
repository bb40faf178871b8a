//! The output of a cutter.

use crate::ledger::Code;

/// The context of an item, which determines which bare events belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Context {
    /// A value that stands alone, after this many arrays.
    Alone { arrays_before: u32 },
    /// An element of the array with this number.
    Element { array: u32 },
}

/// A part of the window that is one value by its brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The line on which the item begins, from 1.
    pub(crate) line: u32,
    pub(crate) context: Context,
    /// A line inside one of its strings that begins like a value. If the item is not JSON, a missing quote
    /// may have swallowed this line.
    pub(crate) swallowed: Option<usize>,
    /// The number of equal elements in a row; more than 1 only for a scalar, `{}` or `[]`.
    pub(crate) count: usize,
    /// Whether the text ends inside the item, or the item is only the beginning of an envelope, up to its array.
    /// Only the complete members count.
    pub(crate) is_cut: bool,
}

impl Item {
    /// The same item in a text that has this many bytes before it.
    pub(crate) fn moved(self, by: usize) -> Self {
        Self {
            start: self.start + by,
            end: self.end + by,
            swallowed: self.swallowed.map(|at| at + by),
            ..self
        }
    }
}

/// A part of the text that could not be cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CutFault {
    pub(crate) code: Code,
    pub(crate) line: u32,
    pub(crate) detail: &'static str,
}

/// The next result of the cutter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Item(Item),
    Fault(CutFault),
    /// The window must grow.
    More,
    /// The text has ended.
    End,
}
