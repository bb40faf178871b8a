//! Paths to a sorted list of files.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fs::{self, FileType, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::archive::{Archive, Member};
use super::limits::Limits;
use super::naming::{MANIFEST, is_archive_name, is_read_name};
use super::own::wrote_manifest;
use super::packing::{Kind, kind_of};
use super::patience;
use super::skip::SkipReason;
use super::tarball::Tarball;

/// A file, folder or archive named by the user.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dump {
    path: PathBuf,
    /// Known once its files are listed.
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

    /// One whose files were listed before.
    pub const fn known(path: PathBuf, is_folder: bool) -> Self {
        Self { path, is_folder }
    }

    /// Whether it is a folder; known once its files are listed.
    pub const fn is_folder(&self) -> bool {
        self.is_folder
    }

    /// What dumps are ordered by.
    pub fn order(&self) -> &[u8] {
        bytes_of(&self.path)
    }

    /// Whether it is standard input, which is named `-`.
    pub fn is_standard_input(&self) -> bool {
        self.path.as_os_str() == "-"
    }

    /// The path as the user wrote it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder that the paths of its files begin in.
    pub fn folder(&self) -> &Path {
        if self.is_folder {
            &self.path
        } else {
            self.path.parent().unwrap_or_else(|| Path::new(""))
        }
    }
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileStatus {
    /// It held at least one JSON object or array.
    Read,
    /// Another ending, or nothing in it.
    Skipped,
    /// It cannot be opened or unpacked, or holds no JSON object or array.
    Unreadable,
}

impl FileStatus {
    /// The word in the manifest.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Skipped => "skipped",
            Self::Unreadable => "unreadable",
        }
    }
}

/// Where a file's bytes come from.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    File,
    Member(Arc<Archive>, usize),
    /// By its number among the entries of the tar archive.
    Entry(Arc<Tarball>, usize),
    /// Standard input: what comes is known when it comes.
    StandardInput,
    /// Not one of ours, or read before.
    Skipped(SkipReason),
    /// Found, but of no use; the reason.
    Unusable(String),
}

/// One file of a dump, or member of an archive in it.
#[derive(Clone, Debug)]
pub struct Input {
    /// The dump, as its number in the order of their paths.
    pub dump: usize,
    /// The path relative to the dump, parts joined by `/`. Its bytes give the order.
    name: Box<OsStr>,
    pub(super) origin: Origin,
}

impl Input {
    /// A file that was read before, by its dump's number and its path in that.
    pub fn known(dump: usize, path: &str) -> Self {
        Self {
            dump,
            name: OsString::from(path).into_boxed_os_str(),
            origin: Origin::Skipped(SkipReason::NoFile),
        }
    }

    /// The path relative to the dump, parts joined by `/`.
    pub fn path(&self) -> Cow<'_, str> {
        self.name.to_string_lossy()
    }

    /// The size of the file; `None` for a member of an archive, and where it cannot be told.
    pub(super) fn size(&self, dumps: &[Dump]) -> Option<u64> {
        if matches!(self.origin, Origin::StandardInput) {
            return None;
        }
        let metadata = fs::metadata(self.location(dumps)).ok()?;
        metadata.is_file().then_some(metadata.len())
    }

    /// Where the file is on the disk.
    pub(super) fn location(&self, dumps: &[Dump]) -> PathBuf {
        // `Path::join` looks for roots and prefixes; a name has neither.
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

/// All files of the dumps, in path order: the dumps by their own paths, the files by their paths
/// in the dump. The order of the arguments makes no difference.
///
/// # Errors
///
/// If a dump is not there or is a folder that cannot be listed. Anything below it that is of no
/// use is in the list, as that.
pub fn discover(dumps: &mut [Dump], limits: Limits) -> Result<Vec<Input>, DiscoverError> {
    dumps.sort_by(|a, b| a.order().cmp(b.order()));
    let mut inputs = Vec::new();
    for (number, dump) in dumps.iter_mut().enumerate() {
        let fail = |source| DiscoverError {
            path: dump.path.clone(),
            source,
        };
        let mut found = Found::of(number, limits);
        if dump.is_standard_input() {
            found.push(dump.path.clone().into_os_string(), Origin::StandardInput);
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

fn sort(inputs: &mut [Input]) {
    inputs.par_sort_by(|a, b| {
        let names = || a.name.as_encoded_bytes().cmp(b.name.as_encoded_bytes());
        a.dump.cmp(&b.dump).then_with(names)
    });
}

/// The inputs with the members of these in their place: files that turned out to be archives, whatever
/// their names say.
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
        let mut found = Found::of(input.dump, limits);
        found.whatever_it_is(&input.location(dumps), input.name.to_os_string());
        unfolded.append(&mut found.inputs);
    }
    sort(&mut unfolded);
    unfolded
}

/// An entry of a folder: its name and its kind.
type Entry = (OsString, io::Result<FileType>);

/// The entries of a folder in the order of their names, so that what is kept of them lies in memory in the
/// order in which it is looked at. A system lists hundreds of thousands in no order at all.
fn in_order(entries: &[Entry]) -> impl Iterator<Item = &Entry> {
    // Most names differ in their first eight bytes, so that few are looked up to be compared.
    let begins = entries.iter().map(|entry| {
        let name = entry.0.as_encoded_bytes();
        let mut begin = [0; 8];
        let length = name.len().min(8);
        begin[..length].copy_from_slice(&name[..length]);
        (u64::from_be_bytes(begin), entry)
    });
    let mut order: Vec<(u64, &Entry)> = begins.collect();
    order.sort_unstable_by(|(begin, (name, _)), (other_begin, (other, _))| {
        let names = || name.as_encoded_bytes().cmp(other.as_encoded_bytes());
        begin.cmp(other_begin).then_with(names)
    });
    order.into_iter().map(|(_, entry)| entry)
}

fn bytes_of(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

/// What was found in some folders of a dump, in no order.
struct Found {
    dump: usize,
    limits: Limits,
    inputs: Vec<Input>,
    /// Folders that are still to be listed. They are no recursion: a path may have two thousand parts, and
    /// a stack of a worker is small.
    open: Vec<(PathBuf, OsString)>,
}

impl Found {
    const fn of(dump: usize, limits: Limits) -> Self {
        Self {
            dump,
            limits,
            inputs: Vec::new(),
            open: Vec::new(),
        }
    }

    /// Lists the folders that were met, and those in them, level by level.
    fn folders_within(&mut self) {
        while !self.open.is_empty() {
            let level = std::mem::take(&mut self.open);
            let listed = level.into_par_iter().map(|(path, name)| {
                let mut found = Self::of(self.dump, self.limits);
                if let Err(error) = found.folder(&path, &name) {
                    found.push(name, Origin::Unusable(error.to_string()));
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
            self.push(name.to_owned(), Origin::Skipped(SkipReason::OwnPack));
            return Ok(());
        }
        for (own, kind) in in_order(&entries) {
            // In the room that it takes: a dump may have hundreds of thousands.
            let mut path =
                OsString::with_capacity(name.len() + usize::from(!name.is_empty()) + own.len());
            if !name.is_empty() {
                path.push(name);
                path.push("/");
            }
            path.push(own);
            match kind {
                Ok(kind) => self.entry(*kind, || folder.join(own), path),
                Err(error) => self.push(path, Origin::Unusable(error.to_string())),
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
            // A pipe or a device: opening it could wait for ever.
            self.push(name, Origin::Skipped(SkipReason::NoFile));
        }
    }

    fn file(&mut self, path: impl Fn() -> PathBuf, name: OsString, metadata: Option<&Metadata>) {
        let text = name.to_string_lossy();
        if metadata.is_some_and(|metadata| !metadata.is_file()) {
            self.push(name, Origin::Skipped(SkipReason::NoFile));
        } else if is_of_macos(&text) {
            self.push(name, Origin::Skipped(SkipReason::MacOs));
        } else if is_read_name(&text) {
            // Whether it is an archive all the same is seen when it is read: to open each file twice would take
            // its time.
            self.push(name, Origin::File);
        } else if is_archive_name(&text) {
            self.whatever_it_is(&path(), name);
        } else {
            self.push(name, Origin::Skipped(SkipReason::Ending));
        }
    }

    /// A file that the user named: it is read whatever its name.
    fn named(&mut self, path: &Path, name: OsString, metadata: &Metadata) {
        if metadata.is_file() {
            self.whatever_it_is(path, name);
        } else {
            self.push(name, Origin::Skipped(SkipReason::NoFile));
        }
    }

    /// A file of which its first bytes tell whether it is an archive.
    fn whatever_it_is(&mut self, path: &Path, name: OsString) {
        match kind_of(path) {
            Ok(Kind::Zip) => self.zip(path, &name),
            Ok(Kind::Tar(packing)) => {
                let tarball = Tarball::open(path, packing, self.limits);
                self.tar(tarball, &name);
            }
            // A file that cannot be opened is told of when it is read.
            Ok(Kind::Text) | Err(_) => self.push(name, Origin::File),
        }
    }

    fn zip(&mut self, path: &Path, name: &OsStr) {
        match Archive::open(path) {
            Err(error) => self.push(name.to_owned(), Origin::Unusable(error)),
            Ok((archive, members)) => {
                let archive = Arc::new(archive);
                self.members(name, members, |index| {
                    Origin::Member(Arc::clone(&archive), index)
                });
            }
        }
    }

    fn tar(&mut self, tarball: Result<(Tarball, Vec<Member>), String>, name: &OsStr) {
        match tarball {
            Err(error) => self.push(name.to_owned(), Origin::Unusable(error)),
            Ok((tarball, members)) => {
                let tarball = Arc::new(tarball);
                self.members(name, members, |index| {
                    Origin::Entry(Arc::clone(&tarball), index)
                });
            }
        }
    }

    /// The members of an archive, and in place of those that phasebook wrote their folder.
    fn members(&mut self, name: &OsStr, members: Vec<Member>, origin: impl Fn(usize) -> Origin) {
        let own: Vec<String> = members.iter().filter_map(Member::own_folder).collect();
        let full = |part: &str| {
            let mut full = name.to_owned();
            if !part.is_empty() {
                full.push("/");
                full.push(part);
            }
            full
        };
        for folder in &own {
            self.push(full(folder), Origin::Skipped(SkipReason::OwnPack));
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
                .map_or_else(|| origin(member.index), Origin::Skipped);
            self.push(full(&member.name), origin);
        }
    }

    fn push(&mut self, name: OsString, origin: Origin) {
        self.inputs.push(Input {
            dump: self.dump,
            name: name.into_boxed_os_str(),
            origin,
        });
    }
}

/// What macOS puts beside the files of an archive.
fn is_of_macos(path: &str) -> bool {
    path.split('/').any(|part| part == "__MACOSX")
}

/// Why a member of an archive is not read, by its name.
pub(super) fn skipped_member(name: &str) -> Option<SkipReason> {
    if is_of_macos(name) {
        Some(SkipReason::MacOs)
    } else if is_archive_name(name) {
        Some(SkipReason::ArchiveInArchive)
    } else {
        (!is_read_name(name)).then_some(SkipReason::Ending)
    }
}

/// Whether phasebook wrote the manifest at this path.
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
