//! Detects the encoding of a text, and converts UTF-16 to UTF-8.

use std::io::{self, Cursor, Read};

use super::open::TextStream;

/// Detects the encoding from the first bytes of a text, and returns the length of its byte order mark.
pub(super) fn encoding(head: &[u8]) -> (Encoding, usize) {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
        [0xFF, 0xFE, ..] => (Encoding::Utf16(u16::from_le_bytes), 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16(u16::from_be_bytes), 2),
        [b'{' | b'[' | b' ' | b'\t' | b'\r' | b'\n', 0, ..] => {
            (Encoding::Utf16(u16::from_le_bytes), 0)
        }
        [0, b'{' | b'[' | b' ' | b'\t' | b'\r' | b'\n', ..] => {
            (Encoding::Utf16(u16::from_be_bytes), 0)
        }
        _ => (Encoding::Unmarked, 0),
    }
}

/// The encoding of a text.
#[derive(Clone, Copy)]
pub(super) enum Encoding {
    /// UTF-8 with a byte order mark.
    Utf8,
    /// UTF-8, or the encoding that the user named.
    Unmarked,
    Utf16(fn([u8; 2]) -> u16),
}

/// Converts UTF-16 to UTF-8. An invalid character becomes a byte that is not UTF-8, so that the reader of the
/// text finds it.
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

    /// Converts the bytes already read and the rest of the stream.
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
        // A code unit or a surrogate pair may be incomplete at the end of the block.
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

    fn is_too_large(&self) -> bool {
        self.stream.is_too_large()
    }
}

#[cfg(test)]
mod tests {
    use super::super::open::Whole;
    use super::*;

    #[test]
    fn utf16_without_a_mark_is_known_by_a_zero_beside_what_begins_json() {
        let is_wide = |head: &[u8]| matches!(encoding(head), (Encoding::Utf16(_), _));
        for byte in *b"{[ \t\r\n" {
            assert!(is_wide(&[byte, 0]) && is_wide(&[0, byte, 0]));
        }
        for head in [&b"[{"[..], b"[", b"\"\0", b"a\0", b"\0a", b"\0\0", b""] {
            assert!(!is_wide(head), "{head:?}");
        }
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
