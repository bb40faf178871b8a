//! A limit on rescanning text.

/// The number of bytes that may be scanned again.
///
/// After a value without an end, reading continues at the next line that begins a value, and the text after
/// that line is scanned again. A hostile text can make each of its lines run to the end of the text, so that
/// reading takes quadratic time. The repeated bytes are therefore counted and limited.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    again: usize,
    at_least: usize,
}

impl Patience {
    /// The limit as a multiple of the text's length. Texts that are not hostile stay far below it.
    const TIMES: usize = 64;
    /// The minimum of the limit for a file, in bytes, so that a short text is not given up early. Scanning this
    /// much takes a fraction of a second.
    pub(super) const OF_A_FILE: usize = 64 << 20;
    /// The minimum of the limit for an item, in bytes. It is smaller, since a file may have many items.
    pub(super) const OF_AN_ITEM: usize = 64 << 10;

    /// A limit of at least this many bytes, whatever the length of the text.
    pub(super) const fn with(at_least: usize) -> Self {
        Self { again: 0, at_least }
    }

    /// Counts bytes that are scanned again, in a text of which `length` bytes are known. Returns `false` once
    /// the limit is exceeded.
    pub(super) fn lasts(&mut self, again: usize, length: usize) -> bool {
        self.again = self.again.saturating_add(again);
        self.again <= length.saturating_mul(Self::TIMES).max(self.at_least)
    }
}
