//! Encodings and containers for the sample data, written out here: UTF-16, Windows-1250, and gzip,
//! zip and zstd, which store their content without compression.

/// UTF-8 with a byte order mark.
pub(super) fn utf_8_with_mark(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").into_bytes()
}

/// UTF-16, little-endian, with a byte order mark.
pub(super) fn utf_16_le(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect()
}

/// UTF-16, big-endian, with a byte order mark.
pub(super) fn utf_16_be(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect()
}

/// Windows-1250, the code page of old Czech Windows; characters that it does not have become `?`.
pub(super) fn windows_1250(text: &str) -> Vec<u8> {
    const LETTERS: [(char, u8); 30] = [
        ('á', 0xe1),
        ('č', 0xe8),
        ('ď', 0xef),
        ('é', 0xe9),
        ('ě', 0xec),
        ('í', 0xed),
        ('ň', 0xf2),
        ('ó', 0xf3),
        ('ř', 0xf8),
        ('š', 0x9a),
        ('ť', 0x9d),
        ('ú', 0xfa),
        ('ů', 0xf9),
        ('ý', 0xfd),
        ('ž', 0x9e),
        ('Á', 0xc1),
        ('Č', 0xc8),
        ('Ď', 0xcf),
        ('É', 0xc9),
        ('Ě', 0xcc),
        ('Í', 0xcd),
        ('Ň', 0xd2),
        ('Ó', 0xd3),
        ('Ř', 0xd8),
        ('Š', 0x8a),
        ('Ť', 0x8d),
        ('Ú', 0xda),
        ('Ů', 0xd9),
        ('Ý', 0xdd),
        ('Ž', 0x8e),
    ];
    let encode = |letter: char| match u8::try_from(letter) {
        Ok(byte) if byte.is_ascii() => byte,
        _ => LETTERS
            .iter()
            .find(|(known, _)| *known == letter)
            .map_or(b'?', |(_, byte)| *byte),
    };
    text.chars().map(encode).collect()
}

/// A gzip member of stored blocks (RFC 1952, RFC 1951 section 3.2.4).
pub(super) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut blocks = content.chunks(0xffff).peekable();
    if blocks.peek().is_none() {
        out.extend([1, 0, 0, 0xff, 0xff]);
    }
    while let Some(block) = blocks.next() {
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(low_bytes::<2>(block.len()));
        out.extend(low_bytes::<2>(!block.len()));
        out.extend_from_slice(block);
    }
    out.extend(crc_32(content).to_le_bytes());
    out.extend(low_bytes::<4>(content.len()));
    out
}

/// A zstd frame of raw blocks (RFC 8878): one segment, its size in four bytes, no checksum.
pub(super) fn zstd(content: &[u8]) -> Vec<u8> {
    const BLOCK: usize = 128 << 10;
    let mut out = vec![0x28, 0xb5, 0x2f, 0xfd, 0b1010_0000];
    out.extend(low_bytes::<4>(content.len()));
    let mut blocks = content.chunks(BLOCK).peekable();
    if blocks.peek().is_none() {
        out.extend([1, 0, 0]);
    }
    while let Some(block) = blocks.next() {
        let last = usize::from(blocks.peek().is_none());
        out.extend(low_bytes::<3>(block.len() << 3 | last));
        out.extend_from_slice(block);
    }
    out
}

/// A zip archive of stored members, with names in UTF-8, all dated 1 November 2026, midnight.
pub(super) fn zip(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in members {
        let start = out.len();
        // Version needed, UTF-8 names, stored, time, date, checksum, sizes, no extra field.
        let mut header = vec![20, 0, 0, 8, 0, 0, 0, 0];
        header.extend(((2026 - 1980) << 9 | 11 << 5 | 1_u16).to_le_bytes());
        header.extend(crc_32(content).to_le_bytes());
        header.extend(low_bytes::<4>(content.len()));
        header.extend(low_bytes::<4>(content.len()));
        header.extend(low_bytes::<2>(name.len()));
        header.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend_from_slice(&header);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(content);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend_from_slice(&header);
        // No comment, disk 0, no attributes.
        directory.extend([0; 10]);
        directory.extend(low_bytes::<4>(start));
        directory.extend_from_slice(name.as_bytes());
    }
    let directory_start = out.len();
    out.extend_from_slice(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(low_bytes::<2>(members.len()));
    out.extend(low_bytes::<2>(members.len()));
    out.extend(low_bytes::<4>(directory.len()));
    out.extend(low_bytes::<4>(directory_start));
    out.extend([0, 0]);
    out
}

/// The lowest bytes of a number, little-endian.
fn low_bytes<const N: usize>(number: usize) -> [u8; N] {
    let mut bytes = [0; N];
    for (byte, low) in bytes.iter_mut().zip(number.to_le_bytes()) {
        *byte = low;
    }
    bytes
}

/// The CRC-32 of gzip and zip, computed bit by bit, which suffices for small samples.
fn crc_32(content: &[u8]) -> u32 {
    let shift = |sum: u32| {
        if sum & 1 == 1 {
            sum >> 1 ^ 0xedb8_8320
        } else {
            sum >> 1
        }
    };
    let add = |sum: u32, byte: &u8| (0..8).fold(sum ^ u32::from(*byte), |sum, _| shift(sum));
    !content.iter().fold(!0, add)
}
