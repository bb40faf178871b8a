//! How often a text may be looked at again.

/// After a value without an end, reading goes on at the next line that begins one: what was looked at
/// behind that line is looked at again. A text can be made so that each of its lines leads to its
/// end, and reading it would take time by the square of its length. So what is looked at again is
/// counted, and must keep to a measure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    again: usize,
    at_least: usize,
}

impl Patience {
    /// For each byte of the text so many. Broken text of any honest origin stays far below.
    const TIMES: usize = 64;
    /// A short text may be looked at more often: as many bytes as take a fraction of a second.
    pub(super) const OF_A_FILE: usize = 64 << 20;
    /// A file may have many items.
    pub(super) const OF_AN_ITEM: usize = 64 << 10;

    /// With so many bytes, whatever the length of the text.
    pub(super) const fn with(at_least: usize) -> Self {
        Self { again: 0, at_least }
    }

    /// Counts bytes that are looked at again in a text that was seen up to this length; `false` when it
    /// is enough.
    pub(super) fn lasts(&mut self, again: usize, length: usize) -> bool {
        self.again = self.again.saturating_add(again);
        self.again <= length.saturating_mul(Self::TIMES).max(self.at_least)
    }
}
