//! The position of a record in the dump.

/// The start of a record. Places are ordered as copies are compared: by path, then by the
/// order in the file. Of two copies of a record, the one with the later place is the later export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The file, by its number in path order.
    pub file: u32,
    /// The number of bytes of decoded text before the record.
    pub offset: u64,
    /// The line, from 1.
    pub line: u32,
}

impl Place {
    /// The place this many bytes and lines after this one.
    pub const fn moved(self, bytes: u64, lines: u32) -> Self {
        Self {
            file: self.file,
            offset: self.offset + bytes,
            line: self.line.saturating_add(lines),
        }
    }
}
