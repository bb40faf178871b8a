//! Limits on what a dump may use: hostile files can be made to fill the memory or to never end.

use std::fmt;
use std::str::FromStr;

/// A number of bytes, given with an optional unit: `512MiB`, `2GB`, `4096`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

/// The units. Powers of 1024 come first, since sizes are shown in these.
const UNITS: [(&str, u64); 9] = [
    ("TiB", 1 << 40),
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("TB", 1_000_000_000_000),
    ("GB", 1_000_000_000),
    ("MB", 1_000_000),
    ("kB", 1000),
    ("B", 1),
];
const SHOWN: usize = 4;

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = UNITS[..SHOWN].iter();
        match shown.find(|(_, unit)| self.0 > 0 && self.0.is_multiple_of(*unit)) {
            Some((name, unit)) => write!(f, "{}{name}", self.0 / unit),
            None => write!(f, "{}", self.0),
        }
    }
}

/// An error for a text that is not a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSize;

impl FromStr for Size {
    type Err = NoSize;

    fn from_str(text: &str) -> Result<Self, NoSize> {
        let text = text.trim();
        let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        let unit = text[digits.len()..].trim();
        let unit = match unit {
            "" => Some(1),
            unit => UNITS
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(unit))
                .map(|(_, unit)| *unit),
        };
        let number: u64 = digits.trim().parse().map_err(|_| NoSize)?;
        let size = unit.and_then(|unit| number.checked_mul(unit));
        size.filter(|size| *size > 0).map(Self).ok_or(NoSize)
    }
}

/// The most events of one history and operators of one session. A day-long session with one event every ten
/// seconds has fewer. Phases take time quadratic in these numbers.
pub(super) const MOST_ENTRIES: usize = 10_000;

/// The detail for a history with too many events.
pub(super) fn too_many_events(count: usize) -> String {
    format!("a history of {count} events, and no more than {MOST_ENTRIES} are read")
}

/// Limits on what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest item that is read, since an item is held in memory.
    pub record: Size,
    /// The largest total size to which a packed file, or all members of an archive, may unpack.
    pub expanded: Size,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            record: Size(512 << 20),
            expanded: Size(16 << 30),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_read_with_its_unit_and_shown_as_it_is_read() {
        for (text, bytes, shown) in [
            ("512MiB", 512 << 20, "512MiB"),
            ("16gib", 16 << 30, "16GiB"),
            (" 2 GB ", 2_000_000_000, "1953125KiB"),
            ("4096", 4096, "4KiB"),
            ("1500", 1500, "1500"),
            ("10B", 10, "10"),
            ("1TiB", 1 << 40, "1TiB"),
        ] {
            let size: Size = text.parse().unwrap();
            assert_eq!(size, Size(bytes), "{text}");
            assert_eq!(size.to_string(), shown);
            assert_eq!(size.to_string().parse(), Ok(size));
        }
        for text in [
            "",
            "0",
            "MiB",
            "1.5GiB",
            "-1",
            "1 apple",
            "99999999999TiB",
            "GiB1",
        ] {
            assert_eq!(text.parse::<Size>(), Err(NoSize), "{text}");
        }
    }
}
