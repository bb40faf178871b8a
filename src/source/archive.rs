//! Zip archives: their members, each a file of its own.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use zip::ZipArchive;

/// An open archive, whose members can be read by several workers at once.
#[derive(Debug)]
pub(super) struct Archive {
    archive: ZipArchive<SharedFile>,
    /// How much the members before each unpack to that are read, as the archive tells it.
    before: Vec<u64>,
}

impl Archive {
    /// The archive with the index and raw name of each member that is no folder, or `None` if the
    /// file is empty; `is_read` tells by its name whether a member is read.
    ///
    /// # Errors
    ///
    /// In words, if it is no archive.
    #[expect(
        clippy::type_complexity,
        reason = "the pair is taken apart by its one caller"
    )]
    pub(super) fn open(
        path: &Path,
        is_read: impl Fn(&[u8]) -> bool,
    ) -> Result<Option<(Self, Vec<(usize, Vec<u8>)>)>, String> {
        let file = File::open(path).map_err(|error| error.to_string())?;
        let length = file.metadata().map_err(|error| error.to_string())?.len();
        if length == 0 {
            return Ok(None);
        }
        let mut archive = ZipArchive::new(SharedFile {
            file: Arc::new(file),
            length,
            at: 0,
        })
        .map_err(|error| format!("not a zip archive that can be read: {error}"))?;
        let members: Vec<(usize, Vec<u8>)> = archive
            .file_names_raw()
            .enumerate()
            .filter(|(_, name)| !matches!(name.last(), Some(b'/' | b'\\')))
            // Some Windows tools write backslashes.
            .map(|(index, name)| {
                let name = name
                    .iter()
                    .map(|&byte| if byte == b'\\' { b'/' } else { byte });
                (index, name.collect())
            })
            .collect();
        let mut before = vec![0; archive.len()];
        let mut sum = 0_u64;
        for (index, _) in members.iter().filter(|(_, name)| is_read(name)) {
            before[*index] = sum;
            let member = archive.by_index_raw(*index);
            sum = sum.saturating_add(member.map_or(0, |member| member.size()));
        }
        Ok(Some((Self { archive, before }, members)))
    }

    /// How much the members before this one unpack to that are read, as the archive tells it.
    pub(super) fn before(&self, index: usize) -> u64 {
        self.before.get(index).copied().unwrap_or(u64::MAX)
    }

    /// The unpacked size of a member, as the archive tells it; 0 where it does not.
    pub(super) fn member_size(&self, index: usize) -> u64 {
        let mut archive = self.archive.clone();
        let member = archive.by_index_raw(index);
        member.map_or(0, |member| member.size())
    }

    /// Gives the unpacked bytes of a member to `use_it`.
    pub(super) fn with_member<T>(
        &self,
        index: usize,
        use_it: impl FnOnce(&mut dyn Read) -> T,
    ) -> Result<T, String> {
        let mut archive = self.archive.clone();
        let mut member = archive
            .by_index(index)
            .map_err(|error| format!("the member cannot be unpacked: {error}"))?;
        Ok(use_it(&mut member))
    }
}

/// A file that many readers read, each at its own position.
#[derive(Clone, Debug)]
struct SharedFile {
    file: Arc<File>,
    length: u64,
    at: u64,
}

impl Read for SharedFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let count = std::os::unix::fs::FileExt::read_at(&*self.file, buffer, self.at)?;
        #[cfg(windows)]
        let count = std::os::windows::fs::FileExt::seek_read(&*self.file, buffer, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for SharedFile {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        let target = match position {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
