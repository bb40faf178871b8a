//! Why a file is skipped.

/// Why a file is skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// Its name has another ending.
    Ending,
    /// It lies in `__MACOSX/`.
    MacOs,
    /// A pipe or a device: opening it could wait for ever.
    NoFile,
    /// By its name.
    ArchiveInArchive,
    /// A folder with a manifest of phasebook.
    OwnPack,
    /// Not a byte is in it.
    Empty,
    /// Blanks are in it, and nothing else.
    Blank,
}

impl SkipReason {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Ending => "another ending",
            Self::MacOs => "of macOS",
            Self::NoFile => "no file, but a pipe or device",
            Self::ArchiveInArchive => "an archive inside an archive",
            Self::OwnPack => "a folder that phasebook wrote",
            Self::Empty => "empty",
            Self::Blank => "only blanks",
        }
    }
}
