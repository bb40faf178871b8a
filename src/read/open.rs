//! A file's bytes as a stream, wherever they come from.

use std::io::{self, Cursor, Read};

use super::discover::{Dump, Input, Origin};
use super::limits::{Limits, Size};
use super::meter::Meter;
use super::patience;

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

impl<T: TextStream + ?Sized> TextStream for &mut T {
    fn cut_short(&self) -> Option<&str> {
        (**self).cut_short()
    }

    fn is_too_large(&self) -> bool {
        (**self).is_too_large()
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

/// A stream with its first bytes, which were taken from it, put before it again.
pub(super) struct Prefixed<'a> {
    head: Cursor<Vec<u8>>,
    stream: &'a mut dyn TextStream,
}

impl<'a> Prefixed<'a> {
    pub(super) fn new(head: Vec<u8>, stream: &'a mut dyn TextStream) -> Self {
        Self {
            head: Cursor::new(head),
            stream,
        }
    }
}

impl Read for Prefixed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.head.read(buffer)? {
            0 => self.stream.read(buffer),
            count => Ok(count),
        }
    }
}

impl TextStream for Prefixed<'_> {
    fn cut_short(&self) -> Option<&str> {
        self.stream.cut_short()
    }

    fn is_too_large(&self) -> bool {
        self.stream.is_too_large()
    }
}

/// A stream of unpacked bytes that is ended when there are too many.
pub(super) struct Limited<'a> {
    stream: &'a mut dyn TextStream,
    left: u64,
    /// In words, once there were too many.
    too_large: Option<String>,
    limit: Size,
}

impl<'a> Limited<'a> {
    /// Of which `left` bytes may come, by this limit.
    pub(super) fn new(stream: &'a mut dyn TextStream, left: u64, limit: Size) -> Self {
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
pub fn bytes_to_read(input: &Input, dumps: &[Dump]) -> u64 {
    match &input.origin {
        Origin::File => input.size(dumps).unwrap_or(0),
        Origin::Member(archive, index) => archive.member_size(*index),
        Origin::Entry(tarball, index) => tarball.entry_size(*index),
        Origin::Skipped(_) | Origin::Unusable(_) | Origin::StandardInput => 0,
    }
}

/// Gives the bytes of a file to `use_it`, as they are packed, and measures the file meanwhile.
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
    match &input.origin {
        Origin::File => {
            let file = patience::open(&input.location(dumps));
            let mut file = file.map_err(|error| error.to_string())?;
            Ok(measured(&mut Whole(&mut file), meter, use_it))
        }
        Origin::Member(archive, index) => {
            // An archive that does not tell the size of a member is not believed.
            let room = limits.expanded.0.saturating_sub(archive.before(*index));
            let room = room.min(archive.member_size(*index));
            archive.with_member(*index, |member| {
                measured(&mut Whole(member), meter, |stream| {
                    use_it(&mut Limited::new(stream, room, limits.expanded))
                })
            })
        }
        Origin::StandardInput => {
            let mut reader = io::stdin().lock();
            Ok(measured(&mut Whole(&mut reader), meter, use_it))
        }
        Origin::Entry(..) | Origin::Skipped(_) => Err("not opened".to_owned()),
        Origin::Unusable(reason) => Err(reason.clone()),
    }
}

/// Gives a stream to `use_it`, and measures it meanwhile.
pub(super) fn measured<T>(
    stream: &mut dyn TextStream,
    meter: Meter<'_>,
    use_it: impl FnOnce(&mut dyn TextStream) -> T,
) -> Measured<T> {
    let mut metered = meter.on(stream);
    let out = use_it(&mut metered);
    let (bytes, hash) = metered.finish();
    (out, bytes, hash)
}
