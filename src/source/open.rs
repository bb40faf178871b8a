//! A file's bytes as a stream, wherever they come from.

use std::io::{self, BufRead, BufReader, Read};

use super::discover::{Dump, Input, Origin, Packing};
use super::limits::{Limits, Size};
use super::meter::Meter;
use super::patience;
use super::unpack::unpack;

/// A stream that may tell in the end that something is missing.
pub(super) trait TextStream: Read {
    /// Why the stream ended before its time, if it did.
    fn cut_short(&self) -> Option<&str> {
        None
    }

    /// Whether it was ended because too much came out of it.
    fn is_too_large(&self) -> bool {
        false
    }
}

/// A stream of unknown origin that ends when its reader does.
pub(super) struct Whole<R>(pub(super) R);

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl<R: Read> TextStream for Whole<R> {}

/// A stream of unpacked bytes that is ended when there are too many.
struct Limited<'a> {
    stream: &'a mut dyn TextStream,
    left: u64,
    /// In words, once there were too many.
    too_large: Option<String>,
    limit: Size,
}

impl<'a> Limited<'a> {
    /// Of which `left` bytes may come, by this limit.
    fn new(stream: &'a mut dyn TextStream, left: u64, limit: Size) -> Self {
        Self {
            stream,
            left,
            too_large: None,
            limit,
        }
    }
}

impl Read for Limited<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.too_large.is_some() {
            return Ok(0);
        }
        if self.left > 0 || buffer.is_empty() {
            let most = usize::try_from(self.left).unwrap_or(usize::MAX);
            let room = buffer.len().min(most);
            let count = self.stream.read(&mut buffer[..room])?;
            self.left -= count as u64;
            return Ok(count);
        }
        let count = self.stream.read(&mut [0])?;
        if count > 0 {
            let limit = self.limit;
            self.too_large = Some(format!(
                "it unpacks to more than --max-expanded {limit}; what follows is not read"
            ));
        }
        Ok(0)
    }
}

impl TextStream for Limited<'_> {
    fn cut_short(&self) -> Option<&str> {
        let inner = || self.stream.cut_short();
        self.too_large.as_deref().or_else(inner)
    }

    fn is_too_large(&self) -> bool {
        self.too_large.is_some() || self.stream.is_too_large()
    }
}

/// What came of a file's text, its size and its hash.
pub(super) type Measured<T> = (T, Option<u64>, Option<blake3::Hash>);

/// The bytes that reading an input takes, as they are measured: of a member of an archive, unpacked.
/// 0 where that cannot be told.
#[must_use]
pub fn bytes_to_read(input: &Input, dumps: &[Dump]) -> u64 {
    match &input.origin {
        Origin::File(_) => input.size(dumps).unwrap_or(0),
        Origin::Member(archive, index, _) => archive.member_size(*index),
        Origin::Skipped | Origin::Unusable(_) | Origin::StandardInput => 0,
    }
}

/// Gives the unpacked bytes of a file to `use_it`, and measures the file meanwhile.
///
/// # Errors
///
/// In words, if it cannot be opened.
pub(super) fn with_bytes<T>(
    input: &Input,
    dumps: &[Dump],
    limits: Limits,
    meter: Meter<'_>,
    use_it: impl FnOnce(&mut dyn TextStream) -> T,
) -> Result<Measured<T>, String> {
    let limit = limits.expanded;
    let measure = |reader: &mut dyn Read, packing, room: Option<u64>| {
        let mut metered = meter.on(reader);
        let out = match (packing, room) {
            (Packing::Plain, None) => use_it(&mut metered),
            (Packing::Plain, Some(room)) => use_it(&mut Limited::new(&mut metered, room, limit)),
            (packing, room) => {
                let mut metered = Limited::new(&mut metered, room.unwrap_or(u64::MAX), limit);
                unpack(&mut metered, packing, |stream| {
                    use_it(&mut Limited::new(stream, limit.0, limit))
                })
            }
        };
        let (bytes, hash) = metered.finish();
        (out, bytes, hash)
    };
    match &input.origin {
        Origin::File(packing) => {
            let file = patience::open(&input.location(dumps));
            let mut file = file.map_err(|error| error.to_string())?;
            Ok(measure(&mut file, *packing, None))
        }
        Origin::Member(archive, index, packing) => {
            // An archive that does not tell the size of a member is not believed.
            let room = limit.0.saturating_sub(archive.before(*index));
            let room = room.min(archive.member_size(*index));
            archive.with_member(*index, |member| measure(member, *packing, Some(room)))
        }
        Origin::StandardInput => {
            let mut reader = BufReader::new(io::stdin().lock());
            let packing = packing_of(fill(&mut reader)?)?;
            Ok(measure(&mut reader, packing, None))
        }
        Origin::Skipped => Err("not opened".to_owned()),
        Origin::Unusable(reason) => Err(reason.clone()),
    }
}

/// The first bytes of a reader, which stay in it; nothing at its end.
fn fill(reader: &mut impl BufRead) -> Result<&[u8], String> {
    loop {
        match reader.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.to_string()),
        }
    }
    reader.fill_buf().map_err(|error| error.to_string())
}

/// How bytes without a name are packed, by the first of them.
fn packing_of(head: &[u8]) -> Result<Packing, String> {
    match head {
        [0x1F, 0x8B, ..] => Ok(Packing::Gzip),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Ok(Packing::Zstd),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => {
            Err("a zip archive cannot be read from a pipe: save it, and name the file".to_owned())
        }
        _ => Ok(Packing::Plain),
    }
}
