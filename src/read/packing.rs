//! Detects how a file is packed, by its first bytes and never by its name.

use std::io::{self, Read};
use std::path::Path;

use super::open::Whole;
use super::patience;
use super::unpack::unpack;

/// The compression around the content of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Zstd,
}

impl Packing {
    /// Detects the compression from the first bytes of a file.
    pub(super) fn detect(head: &[u8]) -> Self {
        match head {
            [0x1F, 0x8B, ..] => Self::Gzip,
            // A frame, or a skippable frame as `pzstd` writes it.
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Self::Zstd,
            _ => Self::Plain,
        }
    }
}

/// The kind of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    Zip,
    /// A tar archive with this compression.
    Tar(Packing),
    /// Any other file, compressed or not.
    Text,
}

/// The number of bytes that identify a file: the first block of a tar archive.
const HEAD: usize = 512;

/// Whether bytes begin a zip archive. An empty archive begins with its end record.
pub(super) fn is_zip(head: &[u8]) -> bool {
    matches!(
        head,
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..]
    )
}

/// Whether bytes begin a tar archive, by its magic number and the checksum of its first block.
pub(super) fn is_tar(head: &[u8]) -> bool {
    let Some(block) = head.get(..HEAD) else {
        return false;
    };
    // This check rules out most files at once.
    if !block[257..].starts_with(b"ustar") {
        return false;
    }
    let field = 148..156;
    let digits = block[field.clone()].trim_ascii_start();
    let digits = digits.iter().take_while(|byte| byte.is_ascii_digit());
    let told = digits.fold(0_u32, |sum, digit| sum * 8 + u32::from(digit - b'0'));
    let bytes = block.iter().enumerate();
    let bytes = bytes.map(|(at, byte)| if field.contains(&at) { b' ' } else { *byte });
    let sum: u32 = bytes.map(u32::from).sum();
    sum == told
}

/// Detects the kind of a file by its first bytes.
///
/// # Errors
///
/// Fails if the file cannot be opened or read.
pub(super) fn kind_of(path: &Path) -> io::Result<FileKind> {
    let mut head = Vec::new();
    let mut file = patience::open(path)?;
    // Enough to unpack the first block of a tar archive, even with poor compression.
    Read::by_ref(&mut file)
        .take(64 << 10)
        .read_to_end(&mut head)?;
    if is_zip(&head) {
        return Ok(FileKind::Zip);
    }
    let packing = Packing::detect(&head);
    let mut unpacked = Vec::new();
    unpack(&mut Whole(&mut head.as_slice()), packing, |stream| {
        // If the stream ends early, the bytes read so far decide.
        let _ = stream.take(HEAD as u64).read_to_end(&mut unpacked);
    });
    Ok(if is_tar(&unpacked) {
        FileKind::Tar(packing)
    } else {
        FileKind::Text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_the_packing() {
        assert_eq!(Packing::detect(&[0x1F, 0x8B, 8]), Packing::Gzip);
        assert_eq!(Packing::detect(&[0x28, 0xB5, 0x2F, 0xFD]), Packing::Zstd);
        assert_eq!(Packing::detect(&[0x5A, 0x2A, 0x4D, 0x18, 0]), Packing::Zstd);
        assert_eq!(Packing::detect(b"[{}]"), Packing::Plain);
        assert_eq!(Packing::detect(&[0x1F]), Packing::Plain);
        assert_eq!(Packing::detect(b""), Packing::Plain);
        assert!(is_zip(b"PK\x03\x04") && is_zip(b"PK\x05\x06"));
        assert!(!is_zip(b"PK") && !is_zip(b"PKZIP"));
    }
}
