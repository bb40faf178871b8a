//! Reasons to skip a file.

/// The reason why a file is skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// The name has an ending that is not read.
    Ending,
    /// The file lies in `__MACOSX/`.
    MacOs,
    /// A pipe or a device: opening it could block for ever.
    NoFile,
    /// An archive inside an archive, by its name.
    ArchiveInArchive,
    /// The folder has a manifest that phasebook wrote.
    OwnPack,
    /// The file is empty.
    Empty,
    /// The file holds only blanks.
    Blank,
}

impl SkipReason {
    /// The reason in words.
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
