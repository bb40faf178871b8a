//! What a cutter says.

use crate::ledger::Code;

/// Where an item stands: enough to tell which bare events belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Context {
    /// Alone, after this many arrays.
    Alone { arrays_before: u32 },
    /// In the array of this number.
    Element { array: u32 },
}

/// A piece of the window that is one value by its brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The line that it begins on, from 1.
    pub(crate) line: u32,
    pub(crate) context: Context,
    /// A line inside one of its strings that begins like a value: if the item is not JSON, a
    /// missing quote may have swallowed it.
    pub(crate) swallowed: Option<usize>,
    /// How often it comes, where elements follow that are written alike: of a scalar, `{}` or `[]`.
    pub(crate) count: usize,
    /// The text ends in it, or in what it is the beginning of: only what is whole in it counts.
    pub(crate) is_cut: bool,
}

impl Item {
    /// The same item in a text that has this many bytes before.
    pub(crate) fn moved(self, by: usize) -> Self {
        Self {
            start: self.start + by,
            end: self.end + by,
            swallowed: self.swallowed.map(|at| at + by),
            ..self
        }
    }
}

/// Something that could not be cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) line: u32,
    pub(crate) detail: &'static str,
}

/// What the cutter says next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Item(Item),
    Fault(Fault),
    /// The window must grow, or the text has ended.
    More,
    End,
}
