//! Where a record stands in the dump.

/// Where a record begins. The order is that of section 1 of the contract: path order, then the
/// order in the file; of two records the later in this order is the later export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as its number in path order.
    pub file: u32,
    /// Bytes of decoded text before the record.
    pub offset: u64,
    /// The line, from 1.
    pub line: u32,
}

impl Place {
    /// The place this many bytes and lines further on.
    pub const fn moved(self, bytes: u64, lines: u32) -> Self {
        Self {
            file: self.file,
            offset: self.offset + bytes,
            line: self.line.saturating_add(lines),
        }
    }
}
