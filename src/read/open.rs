//! The bytes of a file as a stream, from any source.

use std::io::{self, Cursor, Read};

use super::discover::{Dump, Input, InputOrigin};
use super::limits::{Limits, Size};
use super::meter::Meter;
use super::patience;

/// A stream that can report at its end that a part is missing.
pub(super) trait TextStream: Read {
    /// The reason why the stream ended early, if it did.
    fn cut_short(&self) -> Option<&str> {
        None
    }

    /// Whether the stream was ended because it exceeded a limit.
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

/// Adapts any reader to a stream that is never cut short.
pub(super) struct Whole<R>(pub(super) R);

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl<R: Read> TextStream for Whole<R> {}

/// A stream with bytes put back before it, which were read to identify its format.
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

/// A stream of unpacked bytes that ends when it exceeds a limit.
pub(super) struct Limited<'a> {
    stream: &'a mut dyn TextStream,
    left: u64,
    /// The reason in words, once the limit is exceeded.
    too_large: Option<String>,
    limit: Size,
}

impl<'a> Limited<'a> {
    /// A stream of at most `left` bytes. `limit` is named in the reason.
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

/// The result of reading a file's text, with the size and the hash of the file.
pub(super) type Measured<T> = (T, Option<u64>, Option<blake3::Hash>);

/// The number of bytes that reading an input takes, as the meter counts them; for a member of an archive, the
/// unpacked size. 0 if the number is unknown.
pub fn bytes_to_read(input: &Input, dumps: &[Dump]) -> u64 {
    match &input.origin {
        InputOrigin::File => input.size(dumps).unwrap_or(0),
        InputOrigin::Member(archive, index) => archive.member_size(*index),
        InputOrigin::Entry(tarball, index) => tarball.entry_size(*index),
        InputOrigin::Skipped(_) | InputOrigin::Unusable(_) | InputOrigin::StandardInput => 0,
    }
}

/// Calls `use_it` with the bytes of a file, still packed, and measures the file meanwhile.
///
/// # Errors
///
/// Returns the reason in words if the file cannot be opened.
pub(super) fn with_bytes<T>(
    input: &Input,
    dumps: &[Dump],
    limits: Limits,
    meter: Meter<'_>,
    use_it: impl FnOnce(&mut dyn TextStream) -> T,
) -> Result<Measured<T>, String> {
    match &input.origin {
        InputOrigin::File => {
            let file = patience::open(&input.location(dumps));
            let mut file = file.map_err(|error| error.to_string())?;
            Ok(measured(&mut Whole(&mut file), meter, use_it))
        }
        InputOrigin::Member(archive, index) => {
            // The declared size of a member is also its limit, so an archive that declares too little gains
            // nothing by it.
            let room = limits.expanded.0.saturating_sub(archive.before(*index));
            let room = room.min(archive.member_size(*index));
            archive.with_member(*index, |member| {
                measured(&mut Whole(member), meter, |stream| {
                    use_it(&mut Limited::new(stream, room, limits.expanded))
                })
            })
        }
        InputOrigin::StandardInput => {
            let mut reader = io::stdin().lock();
            Ok(measured(&mut Whole(&mut reader), meter, use_it))
        }
        InputOrigin::Entry(..) | InputOrigin::Skipped(_) => Err("not opened".to_owned()),
        InputOrigin::Unusable(reason) => Err(reason.clone()),
    }
}

/// Calls `use_it` with a stream, and measures it meanwhile.
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
