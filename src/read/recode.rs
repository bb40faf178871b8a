//! Detects UTF-16, and converts texts that are not UTF-8 to UTF-8. An encoding other than UTF-16 has to be
//! named by the user, since the text does not tell it.

use std::io::{self, Read};

use encoding_rs::{DecoderResult, Encoding, ISO_2022_JP, REPLACEMENT, UTF_16BE, UTF_16LE};

use super::open::TextStream;

/// Detects the encoding of a text by its first bytes, and returns it with the length of the byte order mark.
/// Without a sign of UTF-8 or UTF-16, it is `named`, the encoding that the user named. `None` means UTF-8.
pub(super) fn detect(head: &[u8], named: Option<TextEncoding>) -> (Option<Other>, usize) {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => (None, 3),
        [0xFF, 0xFE, ..] => (Some(Other::Utf16(UTF_16LE)), 2),
        [0xFE, 0xFF, ..] => (Some(Other::Utf16(UTF_16BE)), 2),
        [b'{' | b'[' | b' ' | b'\t' | b'\r' | b'\n', 0, ..] => (Some(Other::Utf16(UTF_16LE)), 0),
        [0, b'{' | b'[' | b' ' | b'\t' | b'\r' | b'\n', ..] => (Some(Other::Utf16(UTF_16BE)), 0),
        _ => (named.map(Other::Named), 0),
    }
}

/// The encoding of a text that is not known to be UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Other {
    /// UTF-16 of this byte order.
    Utf16(&'static Encoding),
    /// The encoding that the user named, unless the text turns out to be UTF-8.
    Named(TextEncoding),
}

/// The encoding of texts that are neither UTF-8 nor UTF-16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextEncoding(&'static Encoding);

impl TextEncoding {
    /// The encoding with this WHATWG label.
    ///
    /// # Errors
    ///
    /// Returns the reason in words if there is no such encoding, or if its texts cannot be distinguished from
    /// UTF-8.
    pub fn by_label(label: &str) -> Result<Self, &'static str> {
        let encoding = Encoding::for_label(label.as_bytes());
        let encoding = encoding.ok_or("there is no encoding of this name")?;
        if encoding == REPLACEMENT || encoding == ISO_2022_JP {
            return Err("its texts cannot be told from UTF-8");
        }
        Ok(Self(encoding))
    }

    /// The WHATWG name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

/// The number of bytes examined from the first non-ASCII byte on. If they are valid UTF-8, the whole text is
/// read as UTF-8, even if it is damaged further on.
const LOOKED_AT: usize = 64 << 10;
const BLOCK: usize = 64 << 10;
/// Undecodable input becomes this byte, which is not UTF-8, so that the reader of the text finds it.
const NO_CHARACTER: u8 = 0xFF;

enum RecodeState {
    /// Only ASCII so far, which all of these encodings share.
    Ascii,
    Utf8,
    Decoded(encoding_rs::Decoder),
}

/// Converts a text to UTF-8.
pub(super) struct Recoded<'a> {
    stream: &'a mut dyn TextStream,
    encoding: &'static Encoding,
    state: RecodeState,
    is_begun: bool,
    /// Bytes that were read but not converted yet.
    packed: Vec<u8>,
    /// Converted bytes, of which the first `given` were returned.
    text: Vec<u8>,
    given: usize,
    is_end: bool,
}

impl<'a> Recoded<'a> {
    /// Converts a text without its byte order mark.
    pub(super) fn new(stream: &'a mut dyn TextStream, other: Other) -> Self {
        let (encoding, state) = match other {
            Other::Utf16(order) => {
                let decoder = order.new_decoder_without_bom_handling();
                (order, RecodeState::Decoded(decoder))
            }
            Other::Named(TextEncoding(named)) => (named, RecodeState::Ascii),
        };
        Self {
            stream,
            encoding,
            state,
            is_begun: false,
            packed: Vec::new(),
            text: Vec::new(),
            given: 0,
            is_end: false,
        }
    }

    /// Reads until `length` bytes are buffered or the stream ends.
    fn fill_to(&mut self, length: usize) -> io::Result<()> {
        while self.packed.len() < length && !self.is_end {
            let known = self.packed.len();
            self.packed.resize(length, 0);
            let read = self.stream.read(&mut self.packed[known..]);
            self.packed.truncate(known + *read.as_ref().unwrap_or(&0));
            match read {
                Ok(count) => self.is_end = count == 0,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn refill(&mut self) -> io::Result<()> {
        self.fill_to(BLOCK)?;
        self.text.clear();
        self.given = 0;
        if !std::mem::replace(&mut self.is_begun, true) && self.is_utf16() {
            self.state = RecodeState::Decoded(self.encoding.new_decoder_without_bom_handling());
        }
        if matches!(self.state, RecodeState::Ascii)
            && let Some(first) = self.packed.iter().position(|byte| !byte.is_ascii())
        {
            self.fill_to(first + LOOKED_AT)?;
            self.state = if self.is_utf8(first) {
                RecodeState::Utf8
            } else {
                RecodeState::Decoded(self.encoding.new_decoder_without_bom_handling())
            };
        }
        match &mut self.state {
            RecodeState::Ascii | RecodeState::Utf8 => {
                std::mem::swap(&mut self.text, &mut self.packed);
            }
            RecodeState::Decoded(decoder) => {
                decode(decoder, &self.packed, self.is_end, &mut self.text);
            }
        }
        self.packed.clear();
        Ok(())
    }

    /// Whether the text is in the named UTF-16 encoding: one of its first two bytes is NUL, since JSON begins
    /// with ASCII.
    fn is_utf16(&self) -> bool {
        let is_wide = self.encoding == UTF_16LE || self.encoding == UTF_16BE;
        is_wide && self.packed.iter().take(2).any(|byte| *byte == 0)
    }

    fn is_utf8(&self, first: usize) -> bool {
        let end = self.packed.len().min(first + LOOKED_AT);
        match std::str::from_utf8(&self.packed[first..end]) {
            Ok(_) => true,
            // A character may be incomplete at the end of the examined bytes, but not at the end of the text.
            Err(error) => {
                let is_whole = self.is_end && end == self.packed.len();
                error.error_len().is_none() && !is_whole
            }
        }
    }
}

/// Decodes the bytes. The decoder keeps an incomplete character at their end for the next call.
fn decode(decoder: &mut encoding_rs::Decoder, packed: &[u8], is_end: bool, text: &mut Vec<u8>) {
    let mut rest = packed;
    let mut block = [0; 4 << 10];
    loop {
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(rest, &mut block, is_end);
        text.extend_from_slice(&block[..written]);
        rest = &rest[read..];
        match result {
            DecoderResult::InputEmpty => return,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => text.push(NO_CHARACTER),
        }
    }
}

impl Read for Recoded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() {
            if self.is_end && self.is_begun {
                return Ok(0);
            }
            self.refill()?;
        }
        let count = (&self.text[self.given..]).read(buffer)?;
        self.given += count;
        Ok(count)
    }
}

impl TextStream for Recoded<'_> {
    fn cut_short(&self) -> Option<&str> {
        self.stream.cut_short()
    }

    fn is_too_large(&self) -> bool {
        self.stream.is_too_large()
    }
}

#[cfg(test)]
mod tests {
    use super::super::open::Whole;
    use super::*;

    fn read(label: &str, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes;
        let mut whole = Whole(&mut bytes);
        let mut text = Vec::new();
        let encoding = TextEncoding::by_label(label).unwrap();
        let mut recoded = Recoded::new(&mut whole, Other::Named(encoding));
        recoded.read_to_end(&mut text).unwrap();
        text
    }

    #[test]
    fn a_text_that_is_not_utf8_is_read_by_the_named_encoding() {
        let text = format!(
            "{}Žluťoučký kůň{}",
            "a".repeat(100_000),
            "ěšč ".repeat(50_000)
        );
        let (packed, ..) = encoding_rs::WINDOWS_1250.encode(&text);
        assert_eq!(read("windows-1250", &packed), text.as_bytes());
        assert_eq!(read("cp1250", &packed), text.as_bytes());
        assert_eq!(read("windows-1250", b""), b"");
        assert_eq!(read("windows-1250", b"[{}]"), b"[{}]");
    }

    #[test]
    fn a_text_that_is_utf8_stays_as_it_is() {
        for text in ["Žofie", &"a".repeat(BLOCK - 1), &"ě".repeat(100_000)] {
            assert_eq!(read("windows-1250", text.as_bytes()), text.as_bytes());
        }
        // Damage far after the first non-ASCII character does not change the encoding.
        let late = [&"ě".repeat(LOOKED_AT).into_bytes()[..], &[0xE9], b"x"].concat();
        assert_eq!(read("windows-1250", &late), late);
        let early = ["ě".as_bytes(), &[0xE9], b"x"].concat();
        assert_eq!(read("windows-1250", &early), "Ä›éx".as_bytes());
        // A text that ends inside a character is not UTF-8.
        assert_eq!(read("windows-1250", b"a\xC4"), "aÄ".as_bytes());
    }

    #[test]
    fn what_is_no_character_becomes_a_byte_that_is_not_utf8() {
        let expected = ["テ".as_bytes(), &[0xFF], b"x"].concat();
        assert_eq!(read("shift_jis", b"\x83\x65\xFFx"), expected);
    }

    #[test]
    fn utf16_is_known_by_its_zeros() {
        let bytes: Vec<u8> = "HTTP [ě]"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(read("utf-16le", &bytes), "HTTP [ě]".as_bytes());
        assert_eq!(read("utf-16le", "[ě]".as_bytes()), "[ě]".as_bytes());
    }

    #[test]
    fn utf16_without_a_mark_is_known_by_a_zero_beside_what_begins_json() {
        let is_wide = |head: &[u8]| matches!(detect(head, None), (Some(Other::Utf16(_)), _));
        for byte in *b"{[ \t\r\n" {
            assert!(is_wide(&[byte, 0]) && is_wide(&[0, byte, 0]));
        }
        for head in [&b"[{"[..], b"[", b"\"\0", b"a\0", b"\0a", b"\0\0", b""] {
            assert!(!is_wide(head), "{head:?}");
        }
    }

    fn read_utf16(encoding: &'static Encoding, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes;
        let mut whole = Whole(&mut bytes);
        let mut text = Vec::new();
        let mut recoded = Recoded::new(&mut whole, Other::Utf16(encoding));
        recoded.read_to_end(&mut text).unwrap();
        text
    }

    #[test]
    fn utf16_of_either_order_becomes_utf8() {
        // A block ends inside a surrogate pair for one of these.
        for shift in 0..4 {
            let text = " ".repeat(shift) + &"{\"jméno\":\"Žofie 😀\"}".repeat(3000);
            let units: Vec<u16> = text.encode_utf16().collect();
            let little: Vec<u8> = units.iter().copied().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = units.iter().copied().flat_map(u16::to_be_bytes).collect();
            assert!(little.len() > BLOCK);
            assert_eq!(read_utf16(UTF_16LE, &little), text.as_bytes());
            assert_eq!(read_utf16(UTF_16BE, &big), text.as_bytes());
        }
    }

    #[test]
    fn half_a_pair_or_half_a_unit_of_utf16_becomes_a_byte_that_is_not_utf8() {
        let bytes = [0x61, 0x00, 0x00, 0xD8, 0x62, 0x00, 0x63];
        assert_eq!(read_utf16(UTF_16LE, &bytes), [b'a', 0xFF, b'b', 0xFF]);
    }

    #[test]
    fn a_label_is_one_of_the_whatwg() {
        assert_eq!(
            TextEncoding::by_label("latin2").unwrap().name(),
            "ISO-8859-2"
        );
        for label in ["", "cp852x", "iso-2022-jp", "hz-gb-2312"] {
            assert!(TextEncoding::by_label(label).is_err(), "{label}");
        }
    }
}
