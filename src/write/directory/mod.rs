//! The output directory: it gets all files of a run, or none.
//!
//! A run writes into its own folder inside the directory, so that everything is on one file system.
//! When all files are complete, it moves them into place ([`place`]). Meanwhile it holds a lock on
//! the directory: a second run in the same directory fails at once. If a run is killed, the next
//! run removes its folder, or finishes the move if the run was killed during it.

mod place;

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

pub use self::place::NotPutBack;
use self::place::{NEW, OLD, put_in_place, resolve_left_behind, sync};
use super::WriteError;

/// The prefix of the name of a run's folder.
const STAGING: &str = ".phasebook-staging-";

/// A file that the run has written.
#[derive(Clone, Debug)]
pub struct OutputFile {
    pub name: String,
    pub bytes: u64,
    pub hash: blake3::Hash,
}

/// A directory that gets all files of a run, or none.
#[derive(Debug)]
pub struct OutputDirectory {
    target: PathBuf,
    /// The folder with the new files, until all of them are complete.
    new: PathBuf,
    names: Vec<String>,
    /// The files in the order of `names`, kept open until they are synced to disk.
    files: Vec<File>,
    cleanup: Cleanup,
    /// Held as long as the run lasts; `None` if the file system does not support locks.
    _lock: Option<File>,
}

/// The files and folders to remove if a run does not finish.
#[derive(Clone, Debug)]
pub struct Cleanup(Arc<Mutex<Option<Left>>>);

#[derive(Debug)]
struct Left {
    target: PathBuf,
    staging: PathBuf,
    /// The names of the files that were begun.
    names: Vec<String>,
    /// The topmost folder that did not exist before the run.
    created: Option<PathBuf>,
}

impl OutputDirectory {
    /// Opens a directory and creates it if necessary. Then the directory is known to be writable
    /// and locked for this run, and the remains of killed runs are removed or finished.
    ///
    /// # Errors
    ///
    /// If the directory cannot be created or written to, or if another run is writing to it.
    pub fn open(target: &Path) -> io::Result<Self> {
        let created = target
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
            .last()
            .map(Path::to_owned);
        fs::create_dir_all(target)?;
        let lock = lock(target)?;
        if lock.is_some() {
            resolve_left_behind(target)?;
        }
        let staging = tempfile::Builder::new()
            .prefix(STAGING)
            .tempdir_in(target)?
            .keep();
        let cleanup = Cleanup(Arc::new(Mutex::new(Some(Left {
            target: target.to_owned(),
            staging: staging.clone(),
            names: Vec::new(),
            created,
        }))));
        let output = Self {
            target: target.to_owned(),
            new: staging.join(NEW),
            names: Vec::new(),
            files: Vec::new(),
            cleanup,
            _lock: lock,
        };
        fs::create_dir(&output.new)?;
        Ok(output)
    }

    /// The files and folders to remove if the run is interrupted.
    pub fn cleanup(&self) -> Cleanup {
        self.cleanup.clone()
    }

    /// Writes one file. It stays in the run's folder until [`Self::commit`].
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut BufWriter<File>) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        let in_file = |error: WriteError| WriteError::File {
            name: name.to_owned(),
            source: Box::new(error),
        };
        let begun = self
            .cleanup
            .begin(name, || File::create(self.new.join(name)))
            .map_err(|error| in_file(error.into()))?;
        let mut sink = BufWriter::with_capacity(1 << 18, begun);
        fill(&mut sink).map_err(in_file)?;
        let written = sink.into_inner().map_err(io::IntoInnerError::into_error);
        self.files
            .push(written.map_err(|error| in_file(error.into()))?);
        self.names.push(name.to_owned());
        Ok(())
    }

    /// The files written so far. The hashes are computed from the files on disk, not from the bytes
    /// that were sent there.
    ///
    /// # Errors
    ///
    /// If a file cannot be read back.
    pub fn outputs(&self) -> io::Result<Vec<OutputFile>> {
        let names = self.names.par_iter();
        names
            .map(|name| {
                let mut hasher = blake3::Hasher::new();
                hasher.update_reader(File::open(self.new.join(name))?)?;
                Ok(OutputFile {
                    name: name.clone(),
                    bytes: hasher.count(),
                    hash: hasher.finalize(),
                })
            })
            .collect()
    }

    /// Syncs all files to disk and moves them into place, the manifest last.
    ///
    /// # Errors
    ///
    /// If a file cannot be synced or moved. Then all earlier files are back in place, unless the
    /// cause is [`NotPutBack`].
    pub fn commit(self) -> io::Result<()> {
        // In parallel, so that the waits for the disk overlap.
        self.files
            .par_iter()
            .zip(&self.names)
            .try_for_each(|(file, name)| file.sync_all().map_err(|error| named(name, &error)))?;
        // From here on, an interrupt waits until the directory is whole again.
        let mut left = self.cleanup.lock();
        if let Some(staged) = &*left {
            staged.sync_above()?;
            put_in_place(&staged.staging, &self.target, &self.names)?;
            // Everything is in place; the next run tries again to remove what is left.
            let _ = fs::remove_dir_all(&staged.staging);
            *left = None;
        }
        Ok(())
    }
}

impl Drop for OutputDirectory {
    /// A run that does not finish leaves no new folder behind.
    fn drop(&mut self) {
        if let Some(left) = self.cleanup.lock().take() {
            left.remove();
        }
    }
}

impl Cleanup {
    /// Removes everything that the run has not finished, then calls `then`. The run cannot write
    /// another file before `then` returns.
    pub fn run(&self, then: impl FnOnce()) {
        let mut left = self.lock();
        if let Some(left) = left.take() {
            left.remove();
        }
        then();
    }

    /// Like [`Self::run`], but does not wait for a run that is moving its files; the next run deals
    /// with those. Returns whether everything was removed.
    pub fn run_if_possible(&self) -> bool {
        let Ok(mut left) = self.0.try_lock() else {
            return false;
        };
        if let Some(files) = &*left {
            files.remove();
            if files.staging.exists() {
                return false;
            }
        }
        *left = None;
        true
    }

    /// Creates a file and notes its name for the cleanup. Waits while a cleanup is running.
    fn begin<T>(&self, name: &str, make: impl FnOnce() -> T) -> T {
        let mut left = self.lock();
        if let Some(left) = &mut *left {
            left.names.push(name.to_owned());
        }
        make()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Left>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Left {
    /// Syncs the parents of the folders that were created for the directory.
    fn sync_above(&self) -> io::Result<()> {
        let Some(created) = &self.created else {
            return Ok(());
        };
        let made = self
            .target
            .ancestors()
            .take_while(|it| it.starts_with(created));
        made.filter_map(Path::parent).try_for_each(|above| {
            let is_here = above.as_os_str().is_empty();
            sync(if is_here { Path::new(".") } else { above })
        })
    }

    /// Removes the run's folders. Errors are ignored: the next run tries again.
    fn remove(&self) {
        if self.staging.join(OLD).exists() {
            // The files could be moved neither into place nor back, so they must be kept.
            return;
        }
        // The files are removed by name, because listing the folder takes a file descriptor and the
        // run may have none left.
        for name in &self.names {
            let _ = fs::remove_file(self.staging.join(NEW).join(name));
        }
        let _ = fs::remove_dir(self.staging.join(NEW));
        if fs::remove_dir(&self.staging).is_err() {
            let _ = fs::remove_dir_all(&self.staging);
        }
        let Some(created) = &self.created else {
            return;
        };
        for folder in self.target.ancestors() {
            if fs::remove_dir(folder).is_err() || folder == created {
                break;
            }
        }
    }
}

/// The file that is locked instead of the directory on Windows, where a directory cannot be opened.
const LOCK: &str = ".phasebook-lock";

/// Locks a directory; `None` if its file system does not support locks.
fn lock(target: &Path) -> io::Result<Option<File>> {
    let opened = if cfg!(windows) {
        let mut options = File::options();
        options.create(true).truncate(false).write(true);
        options.open(target.join(LOCK))
    } else {
        File::open(target)
    };
    let Ok(lock) = opened else {
        return Ok(None);
    };
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Err(io::Error::new(
            io::ErrorKind::ResourceBusy,
            "another phasebook is writing to it",
        )),
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// Adds the file's name to an error.
fn named(name: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{name}: {error}"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn read(folder: &Path, name: &str) -> String {
        fs::read_to_string(folder.join(name)).unwrap()
    }

    fn written(target: &Path, files: &[(&str, &str)]) -> OutputDirectory {
        let mut output = OutputDirectory::open(target).unwrap();
        for (name, text) in files {
            output
                .write(name, |sink| Ok(sink.write_all(text.as_bytes())?))
                .unwrap();
        }
        output
    }

    #[test]
    fn a_run_that_comes_to_nothing_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("total.csv"), "old").unwrap();
        drop(written(folder.path(), &[("total.csv", "new")]));
        assert_eq!(names(folder.path()), ["total.csv"]);
        assert_eq!(read(folder.path(), "total.csv"), "old");

        let deep = folder.path().join("a/b");
        drop(OutputDirectory::open(&deep).unwrap());
        assert_eq!(names(folder.path()), ["total.csv"]);
    }

    #[test]
    fn complete_files_replace_the_old_ones() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out");
        for text in ["old", "new"] {
            let files = [("total.csv", text), ("manifest.json", text)];
            written(&target, &files).commit().unwrap();
        }
        assert_eq!(names(&target), ["manifest.json", "total.csv"]);
        assert_eq!(read(&target, "total.csv"), "new");
    }

    #[test]
    fn of_two_runs_at_once_the_second_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let first = OutputDirectory::open(folder.path()).unwrap();
        let error = OutputDirectory::open(folder.path()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ResourceBusy);
        drop(first);
        drop(OutputDirectory::open(folder.path()).unwrap());
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[test]
    fn if_one_file_cannot_be_replaced_none_is() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path();
        fs::write(target.join("a.csv"), "old").unwrap();
        fs::write(target.join("manifest.json"), "old").unwrap();
        fs::create_dir(target.join("b.csv")).unwrap();
        let files = [("a.csv", "new"), ("b.csv", "new"), ("manifest.json", "new")];
        let error = written(target, &files).commit().unwrap_err();
        assert_eq!(error.to_string(), "b.csv: there is a folder of this name");
        assert_eq!(names(target), ["a.csv", "b.csv", "manifest.json"]);
        assert_eq!(read(target, "a.csv"), "old");
        assert_eq!(read(target, "manifest.json"), "old");
    }

    #[test]
    fn what_was_moved_and_not_yet_removed_is_no_obstacle() {
        for left in [&[OLD][..], &[NEW], &[NEW, OLD], &[]] {
            let folder = tempfile::tempdir().unwrap();
            let target = folder.path();
            fs::write(target.join("a.csv"), "new").unwrap();
            for part in left {
                fs::create_dir_all(target.join(format!("{STAGING}aaaaaa")).join(part)).unwrap();
            }
            fs::create_dir_all(target.join(format!("{STAGING}aaaaaa"))).unwrap();
            drop(OutputDirectory::open(target).unwrap());
            assert_eq!(names(target), ["a.csv"], "{left:?}");
            assert_eq!(read(target, "a.csv"), "new");
        }
    }

    #[test]
    fn the_next_run_removes_or_finishes_what_a_killed_one_left() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path();
        fs::write(target.join("a.csv"), "old").unwrap();
        // A run that was killed while it wrote.
        let staging = target.join(format!("{STAGING}aaaaaa"));
        fs::create_dir_all(staging.join(NEW)).unwrap();
        fs::write(staging.join(NEW).join("a.csv"), "half").unwrap();
        drop(OutputDirectory::open(target).unwrap());
        assert_eq!(names(target), ["a.csv"]);
        assert_eq!(read(target, "a.csv"), "old");
        // A run that was killed while it moved its files: one file is in place.
        fs::create_dir_all(staging.join(NEW)).unwrap();
        fs::create_dir_all(staging.join(OLD)).unwrap();
        fs::write(staging.join(OLD).join("a.csv"), "old").unwrap();
        fs::write(target.join("a.csv"), "new").unwrap();
        for name in ["b.csv", "manifest.json"] {
            fs::write(staging.join(NEW).join(name), "new").unwrap();
        }
        drop(OutputDirectory::open(target).unwrap());
        assert_eq!(names(target), ["a.csv", "b.csv", "manifest.json"]);
        for name in names(target) {
            assert_eq!(read(target, &name), "new");
        }
        // A file with a similar name belongs to somebody else.
        fs::write(target.join(".phasebook-staging-notes"), "mine").unwrap();
        drop(OutputDirectory::open(target).unwrap());
        assert_eq!(read(target, ".phasebook-staging-notes"), "mine");
    }
}
