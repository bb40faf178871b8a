//! A file's text as a stream of bytes: unpacked, and UTF-16 turned into UTF-8.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::GzDecoder;

use super::discover::{Dump, Input, Origin, Packing};

/// A stream that may tell in the end that something is missing.
pub(super) trait TextStream: Read {
    /// Why the stream ended before its time, if it did.
    fn cut_short(&self) -> Option<&str> {
        None
    }
}

impl TextStream for File {}

/// A stream of unknown origin that ends when its reader does.
struct Whole<R>(R);

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl<R: Read> TextStream for Whole<R> {}

/// Gives the unpacked bytes of a file to `use_it`.
///
/// # Errors
///
/// In words, if it cannot be opened.
pub(super) fn with_bytes<T>(
    input: &Input,
    dumps: &[Dump],
    use_it: impl FnOnce(&mut dyn TextStream) -> T,
) -> Result<T, String> {
    match &input.origin {
        Origin::File(packing) => {
            let mut file = File::open(input.location(dumps)).map_err(|error| error.to_string())?;
            Ok(match packing {
                Packing::Plain => use_it(&mut file),
                packing => unpack(&mut file, *packing, use_it),
            })
        }
        Origin::Member(archive, index, packing) => {
            archive.with_member(*index, |member| unpack(member, *packing, use_it))
        }
        Origin::Skipped => Err("not opened".to_owned()),
        Origin::Unusable(reason) => Err(reason.clone()),
    }
}

fn unpack<T>(
    reader: &mut dyn Read,
    packing: Packing,
    use_it: impl FnOnce(&mut dyn TextStream) -> T,
) -> T {
    match packing {
        Packing::Plain => use_it(&mut Whole(reader)),
        Packing::Gzip => use_it(&mut Frames::<Gzip<_>>::new(reader)),
        Packing::Zstd => use_it(&mut Frames::<Zstd<_>>::new(reader)),
    }
}

/// One frame of packed data: a gzip member, a zstd frame.
trait Frame: Read + Sized {
    type Input: BufRead;

    fn open(input: Self::Input) -> io::Result<Self>;

    fn close(self) -> Self::Input;

    /// Whether bytes after a frame begin another.
    fn begins(bytes: &[u8]) -> bool;
}

struct Gzip<R>(GzDecoder<BufReader<R>>);

impl<R: Read> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl<R: Read> Frame for Gzip<R> {
    type Input = BufReader<R>;

    fn open(input: Self::Input) -> io::Result<Self> {
        Ok(Self(GzDecoder::new(input)))
    }

    fn close(self) -> Self::Input {
        self.0.into_inner()
    }

    fn begins(bytes: &[u8]) -> bool {
        bytes.first() == Some(&0x1F)
    }
}

struct Zstd<R: Read>(zstd::stream::read::Decoder<'static, BufReader<R>>);

impl<R: Read> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl<R: Read> Frame for Zstd<R> {
    type Input = BufReader<R>;

    fn open(input: Self::Input) -> io::Result<Self> {
        zstd::stream::read::Decoder::with_buffer(input).map(|decoder| Self(decoder.single_frame()))
    }

    fn close(self) -> Self::Input {
        self.0.finish()
    }

    fn begins(bytes: &[u8]) -> bool {
        // The magic number of a frame, or of one that is to be skipped.
        matches!(bytes.first(), Some(0x28 | 0x50..=0x5F))
    }
}

/// Frame after frame, as `gzip` and `zstd` unpack them. Zeros behind the last are padding; anything
/// else there, and a frame cut short, end the stream before its time.
struct Frames<F: Frame> {
    frame: Option<F>,
    next: Option<F::Input>,
    has_output: bool,
    cut_short: Option<String>,
}

const PACKED_BUFFER: usize = 128 << 10;

impl<R: Read, F: Frame<Input = BufReader<R>>> Frames<F> {
    fn new(reader: R) -> Self {
        Self {
            frame: None,
            next: Some(BufReader::with_capacity(PACKED_BUFFER, reader)),
            has_output: false,
            cut_short: None,
        }
    }
}

impl<F: Frame> Frames<F> {
    /// Opens what follows a finished frame; `false` at the end.
    fn advance(&mut self, mut input: F::Input, is_first: bool) -> io::Result<bool> {
        let mut is_padded = false;
        loop {
            let bytes = input.fill_buf()?;
            if bytes.is_empty() {
                return Ok(false);
            }
            if is_first || (!is_padded && F::begins(bytes)) {
                self.frame = Some(F::open(input)?);
                return Ok(true);
            }
            if bytes.iter().any(|&byte| byte != 0) {
                self.cut_short = Some("something else follows the packed data".to_owned());
                return Ok(false);
            }
            is_padded = true;
            let count = bytes.len();
            input.consume(count);
        }
    }

    fn step(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(frame) = &mut self.frame {
                let count = frame.read(buffer)?;
                if count > 0 {
                    return Ok(count);
                }
            }
            let is_first = self.frame.is_none();
            let input = match self.frame.take() {
                Some(frame) => frame.close(),
                None => match self.next.take() {
                    Some(input) => input,
                    None => return Ok(0),
                },
            };
            if !self.advance(input, is_first)? {
                return Ok(0);
            }
        }
    }
}

impl<F: Frame> Read for Frames<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.cut_short.is_some() || buffer.is_empty() {
            return Ok(0);
        }
        match self.step(buffer) {
            Ok(count) => {
                self.has_output |= count > 0;
                Ok(count)
            }
            Err(error) if self.has_output && error.kind() != io::ErrorKind::Interrupted => {
                self.cut_short = Some(format!("the packed data end early: {error}"));
                Ok(0)
            }
            Err(error) => Err(error),
        }
    }
}

impl<F: Frame> TextStream for Frames<F> {
    fn cut_short(&self) -> Option<&str> {
        self.cut_short.as_deref()
    }
}

/// How the text is encoded, by its byte order mark, and the length of that.
pub(super) fn encoding(head: &[u8]) -> (Encoding, usize) {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
        [0xFF, 0xFE, ..] => (Encoding::Utf16(u16::from_le_bytes), 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16(u16::from_be_bytes), 2),
        _ => (Encoding::Utf8, 0),
    }
}

/// The encoding of a text.
#[derive(Clone, Copy)]
pub(super) enum Encoding {
    Utf8,
    Utf16(fn([u8; 2]) -> u16),
}

/// UTF-16 as UTF-8. What is no character becomes a byte that is not UTF-8, so that it is found
/// where text is read, and nowhere else.
pub(super) struct Utf16<'a> {
    head: Cursor<Vec<u8>>,
    stream: &'a mut dyn TextStream,
    unit: fn([u8; 2]) -> u16,
    packed: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    is_end: bool,
}

impl<'a> Utf16<'a> {
    const NO_CHARACTER: u8 = 0xFF;
    const BLOCK: usize = 64 << 10;

    /// Of the bytes already read, and the stream behind them.
    pub(super) fn new(
        head: Vec<u8>,
        stream: &'a mut dyn TextStream,
        unit: fn([u8; 2]) -> u16,
    ) -> Self {
        Self {
            head: Cursor::new(head),
            stream,
            unit,
            packed: Vec::with_capacity(Self::BLOCK),
            text: Vec::new(),
            given: 0,
            is_end: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        let mut block = [0; 8 << 10];
        let count = match self.head.read(&mut block)? {
            0 => self.stream.read(&mut block)?,
            count => count,
        };
        self.is_end = count == 0;
        self.packed.extend_from_slice(&block[..count]);
        self.text.clear();
        self.given = 0;
        // A unit, or a pair of surrogates, may be cut by the end of the block.
        let mut whole = self.packed.len() & !1;
        let unit_at = |at: usize| (self.unit)([self.packed[at], self.packed[at + 1]]);
        let ends_with_high = whole >= 2 && (0xD800..0xDC00).contains(&unit_at(whole - 2));
        if ends_with_high && !self.is_end {
            whole -= 2;
        }
        let units = (0..whole).step_by(2).map(unit_at);
        for character in char::decode_utf16(units) {
            match character {
                Ok(character) => {
                    let mut utf8 = [0; 4];
                    self.text
                        .extend_from_slice(character.encode_utf8(&mut utf8).as_bytes());
                }
                Err(_) => self.text.push(Self::NO_CHARACTER),
            }
        }
        self.packed.drain(..whole);
        if self.is_end && !self.packed.is_empty() {
            self.packed.clear();
            self.text.push(Self::NO_CHARACTER);
        }
        Ok(())
    }
}

impl Read for Utf16<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() {
            if self.is_end {
                return Ok(0);
            }
            self.refill()?;
        }
        let count = (&self.text[self.given..]).read(buffer)?;
        self.given += count;
        Ok(count)
    }
}

impl TextStream for Utf16<'_> {
    fn cut_short(&self) -> Option<&str> {
        self.stream.cut_short()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(text: &str) -> Vec<u8> {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(text.as_bytes()).unwrap();
        packed.finish().unwrap()
    }

    fn zstd(text: &str) -> Vec<u8> {
        zstd::encode_all(text.as_bytes(), 1).unwrap()
    }

    fn unpacked(packed: &[u8], packing: Packing) -> Result<(String, bool), io::ErrorKind> {
        let mut reader = packed;
        unpack(&mut reader, packing, |stream| {
            let mut text = String::new();
            match stream.read_to_string(&mut text) {
                Ok(_) => Ok((text, stream.cut_short().is_some())),
                Err(error) => Err(error.kind()),
            }
        })
    }

    #[track_caller]
    fn check_packing(packing: Packing, pack: fn(&str) -> Vec<u8>) {
        let whole = pack("first ");
        assert_eq!(unpacked(&whole, packing), Ok(("first ".to_owned(), false)));

        let two = [pack("first "), pack("second")].concat();
        assert_eq!(
            unpacked(&two, packing),
            Ok(("first second".to_owned(), false))
        );

        let padded = [pack("first "), vec![0; 300_000]].concat();
        assert_eq!(unpacked(&padded, packing), Ok(("first ".to_owned(), false)));

        let trailed = [pack("first "), b"rubbish".to_vec()].concat();
        assert_eq!(unpacked(&trailed, packing), Ok(("first ".to_owned(), true)));

        let cut = [pack("first "), pack("second")[..5].to_vec()].concat();
        assert_eq!(unpacked(&cut, packing), Ok(("first ".to_owned(), true)));

        assert!(unpacked(b"not packed at all", packing).is_err());
        assert!(unpacked(&whole[..6], packing).is_err());
        assert_eq!(unpacked(b"", packing), Ok((String::new(), false)));
    }

    #[test]
    fn gzip_members_follow_each_other_and_may_be_padded() {
        check_packing(Packing::Gzip, gzip);
    }

    #[test]
    fn zstd_frames_follow_each_other_and_may_be_padded() {
        check_packing(Packing::Zstd, zstd);
    }

    #[test]
    fn utf16_of_either_order_becomes_utf8() {
        let text = "{\"jméno\":\"Žofie 😀\"}".repeat(3000);
        for big_endian in [false, true] {
            let bytes: Vec<u8> = text
                .encode_utf16()
                .flat_map(|unit| {
                    if big_endian {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect();
            let unit = if big_endian {
                u16::from_be_bytes
            } else {
                u16::from_le_bytes
            };
            let (head, mut rest) = bytes.split_at(1001);
            let mut rest = Whole(&mut rest);
            let mut read = String::new();
            Utf16::new(head.to_vec(), &mut rest, unit)
                .read_to_string(&mut read)
                .unwrap();
            assert_eq!(read, text);
        }
    }

    #[test]
    fn what_is_no_character_becomes_a_byte_that_is_not_utf8() {
        let bytes = [0x61, 0x00, 0x00, 0xD8, 0x62, 0x00, 0x63];
        let mut rest = Whole(&b""[..]);
        let mut read = Vec::new();
        Utf16::new(bytes.to_vec(), &mut rest, u16::from_le_bytes)
            .read_to_end(&mut read)
            .unwrap();
        assert_eq!(read, [b'a', 0xFF, b'b', 0xFF]);
    }
}
