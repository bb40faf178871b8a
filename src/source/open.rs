//! A file's bytes as a stream, wherever they come from.

use std::io::{self, Read};

use super::discover::{Dump, Input, Origin, Packing};
use super::meter::Meter;
use super::patience;
use super::unpack::unpack;

/// A stream that may tell in the end that something is missing.
pub(super) trait TextStream: Read {
    /// Why the stream ended before its time, if it did.
    fn cut_short(&self) -> Option<&str> {
        None
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

/// What came of a file's text, its size and its hash.
pub(super) type Measured<T> = (T, Option<u64>, Option<blake3::Hash>);

/// The bytes that reading an input takes, as they are measured: of a member of an archive, unpacked.
/// 0 where that cannot be told.
#[must_use]
pub fn bytes_to_read(input: &Input, dumps: &[Dump]) -> u64 {
    match &input.origin {
        Origin::File(_) => input.size(dumps).unwrap_or(0),
        Origin::Member(archive, index, _) => archive.member_size(*index),
        Origin::Skipped | Origin::Unusable(_) => 0,
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
    meter: Meter<'_>,
    use_it: impl FnOnce(&mut dyn TextStream) -> T,
) -> Result<Measured<T>, String> {
    let measure = |reader: &mut dyn Read, packing| {
        let mut metered = meter.on(reader);
        let out = match packing {
            Packing::Plain => use_it(&mut metered),
            packing => unpack(&mut metered, packing, use_it),
        };
        let (bytes, hash) = metered.finish();
        (out, bytes, hash)
    };
    match &input.origin {
        Origin::File(packing) => {
            let opened = patience::open(&input.location(dumps));
            let mut file = opened.map_err(|error| error.to_string())?;
            Ok(measure(&mut file, *packing))
        }
        Origin::Member(archive, index, packing) => {
            archive.with_member(*index, |member| measure(member, *packing))
        }
        Origin::Skipped => Err("not opened".to_owned()),
        Origin::Unusable(reason) => Err(reason.clone()),
    }
}
