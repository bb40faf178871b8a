//! Turns paths into a sorted list of files.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::ffi::{OsStr, OsString};
use std::fs::{self, FileType, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::archive::{Archive, ArchiveMember};
use super::limits::Limits;
use super::naming::{MANIFEST, is_archive_name, is_read_name};
use super::own::wrote_manifest;
use super::packing::{FileKind, kind_of};
use super::patience;
use super::skip::SkipReason;
use super::tarball::Tarball;

/// A file, folder or archive that the user named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dump {
    path: PathBuf,
    /// Set when the files of the dump are listed.
    is_folder: bool,
}

impl Dump {
    /// The dump at this path.
    pub const fn new(path: PathBuf) -> Self {
        Self {
            path,
            is_folder: false,
        }
    }

    /// A dump whose files are already listed.
    pub const fn known(path: PathBuf, is_folder: bool) -> Self {
        Self { path, is_folder }
    }

    /// Whether the dump is a folder. Only valid once its files are listed.
    pub const fn is_folder(&self) -> bool {
        self.is_folder
    }

    /// The bytes by which dumps are sorted.
    pub fn order(&self) -> &[u8] {
        bytes_of(&self.path)
    }

    /// Whether the dump is standard input, which is named `-`.
    pub fn is_standard_input(&self) -> bool {
        self.path.as_os_str() == "-"
    }

    /// The path as the user wrote it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder to which the paths of the dump's files are relative.
    pub fn folder(&self) -> &Path {
        if self.is_folder {
            &self.path
        } else {
            self.path.parent().unwrap_or_else(|| Path::new(""))
        }
    }
}

/// The status of a file after reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileStatus {
    /// The file holds at least one JSON object or array.
    Read,
    /// The file is not read, for a [`SkipReason`].
    Skipped,
    /// The file cannot be opened or unpacked, or holds no JSON object or array.
    Unreadable,
}

impl FileStatus {
    /// The status with this name in a manifest.
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [Self::Read, Self::Skipped, Self::Unreadable];
        all.into_iter().find(|status| status.name() == name)
    }

    /// The name in the manifest.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Skipped => "skipped",
            Self::Unreadable => "unreadable",
        }
    }
}

/// The source of a file's bytes.
#[derive(Clone, Debug)]
pub(super) enum InputOrigin {
    File,
    Member(Arc<Archive>, usize),
    /// An entry of a tar archive, by its number.
    Entry(Arc<Tarball>, usize),
    /// Standard input, whose content is unknown until it is read.
    StandardInput,
    /// A file that is not read, with the reason.
    Skipped(SkipReason),
    /// A file that was found but cannot be used, with the reason.
    Unusable(String),
}

/// One file of a dump, or one member of an archive in it.
#[derive(Clone, Debug)]
pub struct Input {
    /// The number of the dump in the order of paths.
    pub dump: usize,
    /// The path relative to the dump, with parts joined by `/`. Files are sorted by its bytes.
    name: Box<OsStr>,
    pub(super) origin: InputOrigin,
}

impl Input {
    /// A file of an earlier run, by the number of its dump and its path in the dump.
    pub fn known(dump: usize, path: &str) -> Self {
        Self {
            dump,
            name: OsString::from(path).into_boxed_os_str(),
            origin: InputOrigin::Skipped(SkipReason::NoFile),
        }
    }

    /// Whether the file is not skipped by its name or its kind.
    pub const fn is_to_be_read(&self) -> bool {
        !matches!(self.origin, InputOrigin::Skipped(_))
    }

    /// The path relative to the dump, with parts joined by `/`.
    pub fn path(&self) -> Cow<'_, str> {
        self.name.to_string_lossy()
    }

    /// The size of the file; `None` for a member of an archive, or if the size is unknown.
    pub(super) fn size(&self, dumps: &[Dump]) -> Option<u64> {
        if matches!(self.origin, InputOrigin::StandardInput) {
            return None;
        }
        let metadata = fs::metadata(self.location(dumps)).ok()?;
        metadata.is_file().then_some(metadata.len())
    }

    /// The path of the file on disk.
    pub(super) fn location(&self, dumps: &[Dump]) -> PathBuf {
        // `Path::join` parses roots and prefixes, which names do not have, so the strings are joined
        // directly.
        let folder = dumps[self.dump].folder().as_os_str();
        let mut path = OsString::with_capacity(folder.len() + 1 + self.name.len());
        if !folder.is_empty() {
            path.push(folder);
            path.push("/");
        }
        path.push(&self.name);
        path.into()
    }
}

/// A path on the command line that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {path}: {source}", path = path.display())]
pub struct DiscoverError {
    pub path: PathBuf,
    pub source: io::Error,
}

/// Lists all files of the dumps in path order: dumps by their own paths, files by their paths in the dump.
/// The order of the arguments makes no difference.
///
/// # Errors
///
/// Fails if a dump does not exist or is a folder that cannot be listed. An unusable file or folder inside a
/// dump is returned in the list instead.
pub fn discover(dumps: &mut [Dump], limits: Limits) -> Result<Vec<Input>, DiscoverError> {
    dumps.sort_by(|a, b| a.order().cmp(b.order()));
    let mut inputs = Vec::new();
    for (number, dump) in dumps.iter_mut().enumerate() {
        let fail = |source| DiscoverError {
            path: dump.path.clone(),
            source,
        };
        let mut found = Found::new(number, limits);
        if dump.is_standard_input() {
            found.push(
                dump.path.clone().into_os_string(),
                InputOrigin::StandardInput,
            );
        } else {
            let metadata = fs::metadata(&dump.path).map_err(fail)?;
            dump.is_folder = metadata.is_dir();
            if dump.is_folder {
                found.folder(&dump.path, OsStr::new("")).map_err(fail)?;
                found.folders_within();
            } else {
                let name = dump.path.file_name().unwrap_or(dump.path.as_os_str());
                found.named(&dump.path, name.to_owned(), &metadata);
            }
        }
        inputs.append(&mut found.inputs);
    }
    sort(&mut inputs);
    Ok(inputs)
}

/// A list of files that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The path leads out of the folder, has an empty part, `.` or `..`, or names a folder.
    #[error("`{0}` is no path inside the folder, with `/` between its parts")]
    Outside(String),
    /// There is no such file.
    #[error("`{0}` cannot be found: {1}")]
    Missing(String, io::Error),
}

/// The files of a dump that a list names, in path order. [`discover`] would list the same inputs for these files,
/// so several lists that together name all files of a folder give the same inputs as the folder.
///
/// # Errors
///
/// Fails if a path of the list is not the path of a file inside the dump.
pub fn list_files(
    dump: &mut Dump,
    paths: &[String],
    limits: Limits,
) -> Result<Vec<Input>, ListError> {
    dump.is_folder = true;
    let mut found = Found::new(0, limits);
    let mut own_folders = HashMap::new();
    // A path that stands twice names one file.
    for path in paths.iter().collect::<BTreeSet<_>>() {
        let mut parts = path.split('/');
        let is_plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\0');
        if !parts.all(is_plain) || Path::new(path).is_absolute() {
            return Err(ListError::Outside(path.clone()));
        }
        let location = dump.path.join(path);
        let kind = fs::symlink_metadata(&location)
            .map_err(|error| ListError::Missing(path.clone(), error))?
            .file_type();
        let mut folders = path.match_indices('/').map(|(end, _)| &path[..end]);
        let mut is_own = |folder: &str| {
            let manifest = dump.path.join(folder).join(MANIFEST);
            *own_folders
                .entry(folder.to_owned())
                .or_insert_with(|| manifest.is_file() && is_own(&manifest))
        };
        if let Some(own) = folders.find(|folder| is_own(folder)) {
            // The folder is one skipped input. Only the list that names its manifest has it.
            if Path::new(path) == Path::new(own).join(MANIFEST) {
                found.push(own.into(), InputOrigin::Skipped(SkipReason::OwnPack));
            }
        } else if kind.is_dir() {
            return Err(ListError::Outside(path.clone()));
        } else {
            found.entry(kind, || location.clone(), path.into());
        }
    }
    sort(&mut found.inputs);
    Ok(found.inputs)
}

fn sort(inputs: &mut [Input]) {
    inputs.par_sort_by(|a, b| {
        let names = || a.name.as_encoded_bytes().cmp(b.name.as_encoded_bytes());
        a.dump.cmp(&b.dump).then_with(names)
    });
}

/// The inputs, with each archive replaced by its members. `archives` holds the indexes, in ascending order, of
/// the files that turned out to be archives despite their names.
pub(super) fn unfold(
    dumps: &[Dump],
    inputs: &[Input],
    archives: &[usize],
    limits: Limits,
) -> Vec<Input> {
    let mut unfolded = Vec::with_capacity(inputs.len());
    for (number, input) in inputs.iter().enumerate() {
        if archives.binary_search(&number).is_err() {
            unfolded.push(input.clone());
            continue;
        }
        let mut found = Found::new(input.dump, limits);
        found.whatever_it_is(&input.location(dumps), input.name.to_os_string());
        unfolded.append(&mut found.inputs);
    }
    sort(&mut unfolded);
    unfolded
}

/// A folder's entry: its name and its type.
type FolderEntry = (OsString, io::Result<FileType>);

/// The entries of a folder in the order of their names. The system lists hundreds of thousands of entries in
/// no order; sorting them first places the data made from them in memory in the order in which it is read.
fn in_order(entries: &[FolderEntry]) -> impl Iterator<Item = &FolderEntry> {
    // Most names differ in their first eight bytes, so that few comparisons need the full names.
    let begins = entries.iter().map(|entry| {
        let name = entry.0.as_encoded_bytes();
        let mut begin = [0; 8];
        let length = name.len().min(8);
        begin[..length].copy_from_slice(&name[..length]);
        (u64::from_be_bytes(begin), entry)
    });
    let mut order: Vec<(u64, &FolderEntry)> = begins.collect();
    order.sort_unstable_by(|(begin, (name, _)), (other_begin, (other, _))| {
        let names = || name.as_encoded_bytes().cmp(other.as_encoded_bytes());
        begin.cmp(other_begin).then_with(names)
    });
    order.into_iter().map(|(_, entry)| entry)
}

fn bytes_of(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

/// Files found in some folders of a dump, in no order.
struct Found {
    dump: usize,
    limits: Limits,
    inputs: Vec<Input>,
    /// Folders still to be listed. This list replaces recursion: a path may have two thousand parts, and a
    /// worker's stack is small.
    open: Vec<(PathBuf, OsString)>,
}

impl Found {
    const fn new(dump: usize, limits: Limits) -> Self {
        Self {
            dump,
            limits,
            inputs: Vec::new(),
            open: Vec::new(),
        }
    }

    /// Lists the open folders and the folders inside them, level by level.
    fn folders_within(&mut self) {
        while !self.open.is_empty() {
            let level = std::mem::take(&mut self.open);
            let listed = level.into_par_iter().map(|(path, name)| {
                let mut found = Self::new(self.dump, self.limits);
                if let Err(error) = found.folder(&path, &name) {
                    found.push(name, InputOrigin::Unusable(error.to_string()));
                }
                found
            });
            for mut found in listed.collect::<Vec<_>>() {
                self.inputs.append(&mut found.inputs);
                self.open.append(&mut found.open);
            }
        }
    }

    fn folder(&mut self, folder: &Path, name: &OsStr) -> io::Result<()> {
        let mut entries = Vec::new();
        let mut outcome = Ok(());
        for entry in fs::read_dir(folder)? {
            match entry {
                Ok(entry) => entries.push((entry.file_name(), entry.file_type())),
                Err(error) => {
                    outcome = Err(error);
                    break;
                }
            }
        }
        let has_manifest = entries.iter().any(|(own, _)| own == MANIFEST);
        if has_manifest && !name.is_empty() && is_own(&folder.join(MANIFEST)) {
            self.push(name.to_owned(), InputOrigin::Skipped(SkipReason::OwnPack));
            return Ok(());
        }
        for (own, kind) in in_order(&entries) {
            // Allocates the exact length, since a dump may have hundreds of thousands of paths.
            let mut path =
                OsString::with_capacity(name.len() + usize::from(!name.is_empty()) + own.len());
            if !name.is_empty() {
                path.push(name);
                path.push("/");
            }
            path.push(own);
            match kind {
                Ok(kind) => self.entry(*kind, || folder.join(own), path),
                Err(error) => self.push(path, InputOrigin::Unusable(error.to_string())),
            }
        }
        outcome
    }

    fn entry(&mut self, kind: FileType, path: impl Fn() -> PathBuf, name: OsString) {
        if kind.is_dir() {
            self.open.push((path(), name));
        } else if kind.is_file() {
            self.file(path, name, None);
        } else if kind.is_symlink() {
            match fs::metadata(path()) {
                Ok(target) if target.is_dir() => {}
                Ok(target) => self.file(path, name, Some(&target)),
                Err(_) => self.file(path, name, None),
            }
        } else {
            // A pipe or a device: opening it could block for ever.
            self.push(name, InputOrigin::Skipped(SkipReason::NoFile));
        }
    }

    fn file(&mut self, path: impl Fn() -> PathBuf, name: OsString, metadata: Option<&Metadata>) {
        let text = name.to_string_lossy();
        if metadata.is_some_and(|metadata| !metadata.is_file()) {
            self.push(name, InputOrigin::Skipped(SkipReason::NoFile));
        } else if is_of_macos(&text) {
            self.push(name, InputOrigin::Skipped(SkipReason::MacOs));
        } else if is_read_name(&text) {
            // The reader detects archives with other names. Opening each file here as well would cost time.
            self.push(name, InputOrigin::File);
        } else if is_archive_name(&text) {
            self.whatever_it_is(&path(), name);
        } else {
            self.push(name, InputOrigin::Skipped(SkipReason::Ending));
        }
    }

    /// Adds a file that the user named, which is read whatever its name.
    fn named(&mut self, path: &Path, name: OsString, metadata: &Metadata) {
        if metadata.is_file() {
            self.whatever_it_is(path, name);
        } else {
            self.push(name, InputOrigin::Skipped(SkipReason::NoFile));
        }
    }

    /// Adds a file as an archive or as text, by its first bytes.
    fn whatever_it_is(&mut self, path: &Path, name: OsString) {
        match kind_of(path) {
            Ok(FileKind::Zip) => self.zip(path, &name),
            Ok(FileKind::Tar(packing)) => {
                let tarball = Tarball::open(path, packing, self.limits);
                self.tar(tarball, &name);
            }
            // The reader reports a file that cannot be opened.
            Ok(FileKind::Text) | Err(_) => self.push(name, InputOrigin::File),
        }
    }

    fn zip(&mut self, path: &Path, name: &OsStr) {
        match Archive::open(path) {
            Err(error) => self.push(name.to_owned(), InputOrigin::Unusable(error)),
            Ok((archive, members)) => {
                let archive = Arc::new(archive);
                self.members(name, members, |index| {
                    InputOrigin::Member(Arc::clone(&archive), index)
                });
            }
        }
    }

    fn tar(&mut self, tarball: Result<(Tarball, Vec<ArchiveMember>), String>, name: &OsStr) {
        match tarball {
            Err(error) => self.push(name.to_owned(), InputOrigin::Unusable(error)),
            Ok((tarball, members)) => {
                let tarball = Arc::new(tarball);
                self.members(name, members, |index| {
                    InputOrigin::Entry(Arc::clone(&tarball), index)
                });
            }
        }
    }

    /// Adds the members of an archive. A folder that phasebook wrote is added as one skipped input.
    fn members(
        &mut self,
        name: &OsStr,
        members: Vec<ArchiveMember>,
        origin: impl Fn(usize) -> InputOrigin,
    ) {
        let own: Vec<String> = members
            .iter()
            .filter_map(ArchiveMember::own_folder)
            .collect();
        let full = |part: &str| {
            let mut full = name.to_owned();
            if !part.is_empty() {
                full.push("/");
                full.push(part);
            }
            full
        };
        for folder in &own {
            self.push(full(folder), InputOrigin::Skipped(SkipReason::OwnPack));
        }
        for member in members {
            let is_in = |folder: &String| {
                let below = member.name.strip_prefix(folder.as_str());
                below.is_some_and(|below| folder.is_empty() || below.starts_with('/'))
            };
            if own.iter().any(is_in) {
                continue;
            }
            let origin = member
                .skipped
                .map_or_else(|| origin(member.index), InputOrigin::Skipped);
            self.push(full(&member.name), origin);
        }
    }

    fn push(&mut self, name: OsString, origin: InputOrigin) {
        self.inputs.push(Input {
            dump: self.dump,
            name: name.into_boxed_os_str(),
            origin,
        });
    }
}

/// Whether a path belongs to the files that macOS adds to archives.
fn is_of_macos(path: &str) -> bool {
    path.split('/').any(|part| part == "__MACOSX")
}

/// The reason why a member of an archive is skipped, by its name; `None` if it is read.
pub(super) fn skipped_member(name: &str) -> Option<SkipReason> {
    if is_of_macos(name) {
        Some(SkipReason::MacOs)
    } else if is_archive_name(name) {
        Some(SkipReason::ArchiveInArchive)
    } else {
        (!is_read_name(name)).then_some(SkipReason::Ending)
    }
}

/// Whether the file at this path is a manifest that phasebook wrote.
fn is_own(path: &Path) -> bool {
    patience::open(path).is_ok_and(wrote_manifest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_read_by_its_name() {
        for (name, expected) in [
            ("a.json", None),
            ("in/a.ndjson.gz", None),
            ("a.csv", Some(SkipReason::Ending)),
            ("a.zip", Some(SkipReason::ArchiveInArchive)),
            ("in/A.Tar.GZ", Some(SkipReason::ArchiveInArchive)),
            ("__MACOSX/._a.json", Some(SkipReason::MacOs)),
            ("in/__MACOSX/a.zip", Some(SkipReason::MacOs)),
            ("a/__MACOSX.json", None),
        ] {
            assert_eq!(skipped_member(name), expected, "{name}");
        }
    }

    #[test]
    fn files_come_in_the_byte_order_of_their_paths() {
        let folder = tempfile::tempdir().unwrap();
        let more = ["a/session-10.json", "a/session-9.json", "a/session.json"];
        for path in ["b.json", "a/z.json", "a.json", "a-b/c.json"]
            .iter()
            .chain(&more)
        {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "{}").unwrap();
        }
        let mut dumps = [Dump::new(folder.path().to_owned())];
        let inputs = discover(&mut dumps, Limits::default()).unwrap();
        let paths: Vec<_> = inputs.iter().map(Input::path).collect();
        let [tenth, ninth, plain] = more;
        let sorted = [
            "a-b/c.json",
            "a.json",
            tenth,
            ninth,
            plain,
            "a/z.json",
            "b.json",
        ];
        assert_eq!(paths, sorted);
    }
}
