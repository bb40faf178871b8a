//! Archives and their members, each a file of its own; how zip archives are read.

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

/// A member of an archive that is no folder.
#[derive(Debug)]
pub(super) struct Member {
    /// Its number in the archive.
    pub(super) index: usize,
    /// Its path in the archive, parts joined by `/`.
    pub(super) name: String,
    /// Why it is not read, if it is not.
    pub(super) skipped: Option<SkipReason>,
    /// Whether it is a manifest that phasebook wrote.
    pub(super) is_own: bool,
}

impl Member {
    /// Of this name, as it stands in the archive.
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

    /// Whether it is named like a manifest.
    pub(super) fn is_manifest(&self) -> bool {
        self.name.rsplit('/').next() == Some(MANIFEST)
    }

    /// The folder that phasebook wrote, if it is the manifest of one; the archive itself is empty.
    pub(super) fn own_folder(&self) -> Option<String> {
        let (folder, _) = self.name.rsplit_once('/').unwrap_or_default();
        self.is_own.then(|| folder.to_owned())
    }
}

/// An open archive, whose members can be read by several workers at once.
#[derive(Debug)]
pub(super) struct Archive {
    archive: ZipArchive<SharedFile>,
    /// How much the members before each unpack to that are read, as the archive tells it.
    before: Vec<u64>,
}

impl Archive {
    /// The archive with its members.
    ///
    /// # Errors
    ///
    /// In words, if it is no archive.
    pub(super) fn open(path: &Path) -> Result<(Self, Vec<Member>), String> {
        let file = patience::open(path).map_err(|error| error.to_string())?;
        let length = file.metadata().map_err(|error| error.to_string())?.len();
        let archive = ZipArchive::new(SharedFile {
            file: Arc::new(file),
            length,
            at: 0,
        })
        .map_err(|error| format!("not a zip archive that can be read: {error}"))?;
        let mut members: Vec<Member> = archive
            .file_names_raw()
            .enumerate()
            .filter(|(_, name)| !matches!(name.last(), Some(b'/' | b'\\')))
            .map(|(index, name)| Member::named(index, name))
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
