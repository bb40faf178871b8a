//! What a file is, byte for byte: its size and hash, taken while it is read.

use std::io::{self, Read};

use super::discover::FileStatus;
use super::open::TextStream;

/// A file of a dump, and what became of it.
#[derive(Clone, Copy, Debug)]
pub struct InputFile {
    pub status: FileStatus,
    /// The size as it lies there: packed, if it is a `.gz` or `.zst`; unpacked, if it is a member
    /// of an archive. Absent if it cannot be told.
    pub bytes: Option<u64>,
    /// The BLAKE3 hash of the same bytes; absent if none was asked for, or not all could be read.
    pub hash: Option<blake3::Hash>,
}

/// Counts, and hashes if it is asked to, what is read through it.
pub(super) struct Meter<R> {
    reader: R,
    bytes: u64,
    hasher: Option<Box<blake3::Hasher>>,
    is_at_end: bool,
}

impl<R: Read> Meter<R> {
    pub(super) fn new(reader: R, is_hashing: bool) -> Self {
        Self {
            reader,
            bytes: 0,
            hasher: is_hashing.then(Box::default),
            is_at_end: false,
        }
    }

    /// Size and hash. Rubbish behind packed data, and what follows a fault in them, has not been
    /// read yet: it belongs to the file all the same.
    pub(super) fn finish(mut self) -> (Option<u64>, Option<blake3::Hash>) {
        if !self.is_at_end && io::copy(&mut self, &mut io::sink()).is_err() {
            return (None, None);
        }
        let hash = self.hasher.map(|hasher| hasher.finalize());
        (Some(self.bytes), hash)
    }
}

impl<R: Read> Read for Meter<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.bytes += count as u64;
        self.is_at_end = count == 0 && !buffer.is_empty();
        if let Some(hasher) = &mut self.hasher {
            hasher.update(&buffer[..count]);
        }
        Ok(count)
    }
}

impl<R: Read> TextStream for Meter<R> {}
