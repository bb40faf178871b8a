//! Unpacks gzip and Zstandard data, frame by frame.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

use super::open::TextStream;
use super::packing::Packing;

/// Calls `use_it` with the unpacked bytes of a reader.
pub(super) fn unpack<T>(
    reader: &mut dyn TextStream,
    packing: Packing,
    use_it: impl FnOnce(&mut dyn TextStream) -> T,
) -> T {
    match packing {
        Packing::Plain => use_it(reader),
        Packing::Gzip => use_it(&mut Frames::<Gzip<_>>::new(reader)),
        Packing::Zstd => use_it(&mut Frames::<Zstd<_>>::new(reader)),
    }
}

/// One frame of compressed data: a gzip member or a zstd frame.
trait Frame: Read + Sized {
    type Input: BufRead;

    fn open(input: Self::Input) -> io::Result<Self>;

    fn close(self) -> Self::Input;

    /// Whether the bytes after a frame begin another one.
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
        // The first byte of a frame's or a skippable frame's magic number.
        matches!(bytes.first(), Some(0x28 | 0x50..=0x5F))
    }
}

/// Frames one after the other, as `gzip` and `zstd` unpack them. Zeros after the last frame are padding.
/// Other bytes there, or an incomplete frame, cut the stream short.
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
    /// Opens the frame after a finished one; `false` at the end.
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

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::open::Whole;
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
        unpack(&mut Whole(&mut reader), packing, |stream| {
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
}
