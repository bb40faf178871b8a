//! Size and hash of each file, computed while it is read.

use std::io::{self, Read};

use super::discover::FileStatus;
use super::open::TextStream;
use crate::read::progress::Progress;

/// The status of a file of a dump.
#[derive(Clone, Copy, Debug)]
pub struct InputFile {
    pub status: FileStatus,
    /// The size on disk, packed for a `.gz` or `.zst` file; for a member of an archive, the unpacked size.
    /// `None` if it cannot be determined.
    pub bytes: Option<u64>,
    /// The BLAKE3 hash of the same bytes; `None` if no hash was requested or not all bytes could be read.
    pub hash: Option<blake3::Hash>,
}

/// Counts the bytes that are read, for the file and for the progress, and hashes them if requested.
pub(super) struct Meter<'a> {
    bytes: u64,
    progress: &'a Progress,
    hasher: Option<Box<blake3::Hasher>>,
}

impl<'a> Meter<'a> {
    pub(super) fn new(progress: &'a Progress, is_hashing: bool) -> Self {
        Self {
            bytes: 0,
            progress,
            hasher: is_hashing.then(Box::default),
        }
    }

    /// Wraps a reader.
    pub(super) const fn on<R: Read>(self, reader: R) -> Metered<'a, R> {
        Metered {
            reader,
            meter: self,
            is_at_end: false,
        }
    }
}

/// A reader whose bytes are counted.
pub(super) struct Metered<'a, R> {
    reader: R,
    meter: Meter<'a>,
    is_at_end: bool,
}

impl<R: Read> Metered<'_, R> {
    /// Returns the size and the hash. First reads the unread rest of the file: bytes after packed data, or
    /// after an error in it, belong to the file too.
    pub(super) fn finish(mut self) -> (Option<u64>, Option<blake3::Hash>) {
        if !self.is_at_end && io::copy(&mut self, &mut io::sink()).is_err() {
            return (None, None);
        }
        let hash = self.meter.hasher.map(|hasher| hasher.finalize());
        (Some(self.meter.bytes), hash)
    }
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.meter.bytes += count as u64;
        self.meter.progress.add_bytes(count as u64);
        self.is_at_end = count == 0 && !buffer.is_empty();
        if let Some(hasher) = &mut self.meter.hasher {
            hasher.update(&buffer[..count]);
        }
        Ok(count)
    }
}

impl<R: TextStream> TextStream for Metered<'_, R> {
    fn cut_short(&self) -> Option<&str> {
        self.reader.cut_short()
    }

    fn is_too_large(&self) -> bool {
        self.reader.is_too_large()
    }
}
