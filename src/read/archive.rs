//! Members of archives, each of which counts as a file, and the reader of zip archives.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use zip::ZipArchive;

use super::discover::skipped_member;
use super::naming::MANIFEST;
use super::own::wrote_manifest;
use super::patience;
use super::skip::SkipReason;

/// A member of an archive, folders excluded.
#[derive(Debug)]
pub(super) struct ArchiveMember {
    /// The number of the member in the archive.
    pub(super) index: usize,
    /// The path in the archive, with parts joined by `/`.
    pub(super) name: String,
    /// The reason why the member is skipped; `None` if it is read.
    pub(super) skipped: Option<SkipReason>,
    /// Whether the member is a manifest that phasebook wrote.
    pub(super) is_own: bool,
}

impl ArchiveMember {
    /// A member with this name, as written in the archive.
    pub(super) fn named(index: usize, name: &[u8]) -> Self {
        // Some Windows tools write backslashes, and `tar c .` puts a dot before all names.
        let name = String::from_utf8_lossy(name).replace('\\', "/");
        let parts = name.split('/').filter(|part| !matches!(*part, "" | "."));
        let name = parts.collect::<Vec<_>>().join("/");
        Self {
            index,
            skipped: skipped_member(&name),
            name,
            is_own: false,
        }
    }

    /// Whether the member has the name of a manifest.
    pub(super) fn is_manifest(&self) -> bool {
        self.name.rsplit('/').next() == Some(MANIFEST)
    }

    /// The folder of a manifest that phasebook wrote, or `None` for any other member. The path is empty at
    /// the top of the archive.
    pub(super) fn own_folder(&self) -> Option<String> {
        let (folder, _) = self.name.rsplit_once('/').unwrap_or_default();
        self.is_own.then(|| folder.to_owned())
    }
}

/// An open archive, whose members can be read by several workers at once.
#[derive(Debug)]
pub(super) struct Archive {
    archive: ZipArchive<SharedFile>,
    /// The total declared size of the members that are read before each member.
    before: Vec<u64>,
}

impl Archive {
    /// Opens an archive and lists its members.
    ///
    /// # Errors
    ///
    /// Returns the reason in words if the file is not a readable archive.
    pub(super) fn open(path: &Path) -> Result<(Self, Vec<ArchiveMember>), String> {
        let file = patience::open(path).map_err(|error| error.to_string())?;
        let length = file.metadata().map_err(|error| error.to_string())?.len();
        let archive = ZipArchive::new(SharedFile {
            file: Arc::new(file),
            length,
            at: 0,
        })
        .map_err(|error| format!("not a zip archive that can be read: {error}"))?;
        let mut members: Vec<ArchiveMember> = archive
            .file_names_raw()
            .enumerate()
            .filter(|(_, name)| !matches!(name.last(), Some(b'/' | b'\\')))
            .map(|(index, name)| ArchiveMember::named(index, name))
            .collect();
        let mut zip = Self {
            before: vec![0; archive.len()],
            archive,
        };
        for member in members.iter_mut().filter(|member| member.is_manifest()) {
            let is_own = zip.with_member(member.index, |text| wrote_manifest(text));
            member.is_own = is_own == Ok(true);
        }
        let mut sum = 0_u64;
        for member in members.iter().filter(|member| member.skipped.is_none()) {
            zip.before[member.index] = sum;
            sum = sum.saturating_add(zip.member_size(member.index));
        }
        Ok((zip, members))
    }

    /// The total declared size of the members that are read before this one.
    pub(super) fn before(&self, index: usize) -> u64 {
        self.before.get(index).copied().unwrap_or(u64::MAX)
    }

    /// The declared unpacked size of a member; 0 if the archive does not give it.
    pub(super) fn member_size(&self, index: usize) -> u64 {
        let mut archive = self.archive.clone();
        let member = archive.by_index_raw(index);
        member.map_or(0, |member| member.size())
    }

    /// Calls `use_it` with the unpacked bytes of a member.
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

/// A file that many readers read at the same time, each at its own position.
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
