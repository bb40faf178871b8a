//! Paths to a sorted list of files.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fs::{self, FileType, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::archive::Archive;
use super::naming::{PACKED_ENDINGS, TEXT_ENDINGS, strip_any};

/// A file, folder or archive named by the user.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dump {
    path: PathBuf,
    /// Known once its files are listed.
    is_folder: bool,
}

impl Dump {
    /// The dump at this path.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self {
            path,
            is_folder: false,
        }
    }

    /// One whose files were listed before.
    #[must_use]
    pub const fn known(path: PathBuf, is_folder: bool) -> Self {
        Self { path, is_folder }
    }

    /// Whether it is a folder; known once its files are listed.
    #[must_use]
    pub const fn is_folder(&self) -> bool {
        self.is_folder
    }

    /// What dumps are ordered by.
    #[must_use]
    pub fn order(&self) -> &[u8] {
        bytes_of(&self.path)
    }

    /// Whether it is standard input, which is named `-`.
    #[must_use]
    pub fn is_standard_input(&self) -> bool {
        self.path.as_os_str() == "-"
    }

    /// The path as the user wrote it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder that the paths of its files begin in.
    #[must_use]
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
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Skipped => "skipped",
            Self::Unreadable => "unreadable",
        }
    }
}

/// How a file's bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Zstd,
}

/// Where a file's bytes come from.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    File(Packing),
    Member(Arc<Archive>, usize, Packing),
    /// Standard input: what comes is known when it comes.
    StandardInput,
    /// Not one of ours.
    Skipped,
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
    #[must_use]
    pub fn known(dump: usize, path: &str) -> Self {
        Self {
            dump,
            name: OsString::from(path).into_boxed_os_str(),
            origin: Origin::Skipped,
        }
    }

    /// The path relative to the dump, parts joined by `/`.
    #[must_use]
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
pub fn discover(dumps: &mut [Dump]) -> Result<Vec<Input>, DiscoverError> {
    dumps.sort_by(|a, b| a.order().cmp(b.order()));
    let mut inputs = Vec::new();
    for (number, dump) in dumps.iter_mut().enumerate() {
        let fail = |source| DiscoverError {
            path: dump.path.clone(),
            source,
        };
        let mut found = Found::of(number);
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
                found.file(|| dump.path.clone(), name.to_owned(), Some(&metadata));
            }
        }
        inputs.append(&mut found.inputs);
    }
    inputs.par_sort_by(|a, b| {
        let names = || a.name.as_encoded_bytes().cmp(b.name.as_encoded_bytes());
        a.dump.cmp(&b.dump).then_with(names)
    });
    Ok(inputs)
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
    inputs: Vec<Input>,
    /// Folders that are still to be listed. They are no recursion: a path may have two thousand parts, and
    /// a stack of a worker is small.
    open: Vec<(PathBuf, OsString)>,
}

impl Found {
    const fn of(dump: usize) -> Self {
        Self {
            dump,
            inputs: Vec::new(),
            open: Vec::new(),
        }
    }

    /// Lists the folders that were met, and those in them, level by level.
    fn folders_within(&mut self) {
        while !self.open.is_empty() {
            let level = std::mem::take(&mut self.open);
            let listed = level.into_par_iter().map(|(path, name)| {
                let mut found = Self::of(self.dump);
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
            self.push(name, Origin::Skipped);
        }
    }

    fn file(&mut self, path: impl Fn() -> PathBuf, name: OsString, metadata: Option<&Metadata>) {
        let text = name.to_string_lossy();
        let is_special = metadata.is_some_and(|metadata| !metadata.is_file());
        if is_special || is_left_out(&text) {
            self.push(name, Origin::Skipped);
        } else if strip_any(&text, &[".zip"]).is_some() {
            self.archive(&path(), &name);
        } else {
            let origin = packing(&text).map_or(Origin::Skipped, Origin::File);
            self.push(name, origin);
        }
    }

    fn archive(&mut self, path: &Path, name: &OsStr) {
        let is_read = |member: &[u8]| {
            let name = String::from_utf8_lossy(member);
            packing(&name).is_some() && !is_left_out(&name)
        };
        match Archive::open(path, is_read) {
            Ok(None) => self.push(name.to_owned(), Origin::Skipped),
            Err(error) => self.push(name.to_owned(), Origin::Unusable(error)),
            Ok(Some((archive, members))) => {
                let archive = Arc::new(archive);
                for (index, member) in members {
                    let mut name = name.to_owned();
                    name.push("/");
                    name.push(String::from_utf8_lossy(&member).as_ref());
                    let text = name.to_string_lossy();
                    let origin = match packing(&text) {
                        Some(packing) if !is_left_out(&text) => {
                            Origin::Member(Arc::clone(&archive), index, packing)
                        }
                        _ => Origin::Skipped,
                    };
                    self.push(name, origin);
                }
            }
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
fn is_left_out(path: &str) -> bool {
    path.split('/').any(|part| part == "__MACOSX")
}

/// How a file of this name is packed; `None` if it is not one of ours.
fn packing(name: &str) -> Option<Packing> {
    let [gzip, zstd] = PACKED_ENDINGS;
    let (packing, name) = if let Some(name) = strip_any(name, &[gzip]) {
        (Packing::Gzip, name)
    } else if let Some(name) = strip_any(name, &[zstd]) {
        (Packing::Zstd, name)
    } else {
        (Packing::Plain, name)
    };
    strip_any(name, &TEXT_ENDINGS).map(|_| packing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_says_whether_and_how_a_file_is_read() {
        for (name, expected) in [
            ("a.json", Some(Packing::Plain)),
            ("a.JSONL", Some(Packing::Plain)),
            ("a.ndjson.gz", Some(Packing::Gzip)),
            ("A.Json.ZST", Some(Packing::Zstd)),
            (".hidden.json", Some(Packing::Plain)),
            (".json", Some(Packing::Plain)),
            ("a.csv", None),
            ("a.gz", None),
            ("a.json.bak", None),
            ("json", None),
        ] {
            assert_eq!(packing(name), expected, "{name}");
        }
        assert!(is_left_out("a.zip/__MACOSX/b.json"));
        assert!(!is_left_out("a/__MACOSX.json"));
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
        let inputs = discover(&mut dumps).unwrap();
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
