//! Files of a task that may run twice at the same time, on two machines that share a folder.
//!
//! Locks are unreliable in shared folders, and both attempts write the same bytes. So each attempt keeps incomplete
//! files in a folder of its own, moves each complete file into place, and finally removes the folders that killed
//! attempts have left.

use std::fs::{self, DirEntry, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use tempfile::TempDir;

/// The suffix of the name of an attempt's folder.
const SUFFIX: &str = ".phasebook-part";

/// The number of tries to put a file in its place. Folders may vanish meanwhile: other attempts remove empty
/// folders, and the folders of attempts that they take for killed.
const TRIES: u32 = 20;

/// Whether a file is synced to disk before it gets its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// The file is synced, so after a power failure it is complete.
    Synced,
    /// The file is not synced. After a power failure it may be truncated, so readers check its
    /// hash.
    CheckedByReaders,
}

/// One attempt of a task.
#[derive(Debug)]
pub struct Attempt {
    root: PathBuf,
    /// The folder that contains the folders of all attempts.
    beside: PathBuf,
    /// The prefix of the names of the folders of this task's attempts.
    prefix: String,
    own: TempDir,
    durability: Durability,
    written: AtomicU64,
    /// Folders that this attempt has created, each below the next.
    created: Vec<PathBuf>,
}

impl Attempt {
    /// Begins an attempt of a task. `place` is the folder below `root` in which attempts keep incomplete files.
    ///
    /// # Errors
    ///
    /// If that folder cannot be written to.
    pub fn begin(root: &Path, place: &str, task: &str, durability: Durability) -> io::Result<Self> {
        let beside = root.join(place);
        let created = beside
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
            .map(Path::to_owned)
            .collect();
        let prefix = format!(".{task}.");
        let own = while_folders_vanish(|| {
            fs::create_dir_all(&beside)?;
            tempfile::Builder::new()
                .prefix(&prefix)
                .suffix(SUFFIX)
                .tempdir_in(&beside)
        })?;
        Ok(Self {
            root: root.to_owned(),
            beside,
            prefix,
            own,
            durability,
            written: AtomicU64::new(0),
            created,
        })
    }

    /// The attempt's own folder, which has its incomplete files.
    pub fn folder(&self) -> &Path {
        self.own.path()
    }

    /// The folders that were created for the attempt, each below the next.
    pub fn created(&self) -> &[PathBuf] {
        &self.created
    }

    /// Writes a file below the root and creates its folders. An earlier file of this name is replaced as a
    /// whole.
    ///
    /// # Errors
    ///
    /// If it cannot be written. An earlier file is then unchanged.
    pub fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let (aside, target) = (
            self.own.path().join(number.to_string()),
            self.root.join(name),
        );
        let write = || {
            let mut file = unless_ending(|| {
                fs::create_dir_all(self.own.path())?;
                File::create(&aside)
            })?;
            file.write_all(bytes)?;
            match self.durability {
                Durability::Synced => file.sync_all(),
                Durability::CheckedByReaders => Ok(()),
            }
        };
        while_folders_vanish(|| {
            if !aside.exists() {
                write()?;
            }
            unless_ending(|| {
                target.parent().map_or(Ok(()), fs::create_dir_all)?;
                fs::rename(&aside, &target)
            })
        })
    }

    /// Ends the attempt and removes the folders that killed attempts of the task have left.
    ///
    /// # Errors
    ///
    /// If the folder of attempts cannot be listed.
    pub fn finish(mut self) -> io::Result<()> {
        self.created.clear();
        for entry in fs::read_dir(&self.beside)? {
            let entry = entry?;
            let name = entry.file_name();
            let rest = name
                .to_str()
                .and_then(|name| name.strip_prefix(&self.prefix));
            if rest.is_some_and(|rest| rest.ends_with(SUFFIX)) && entry.path() != self.own.path() {
                // The folder may belong to a slower attempt that still writes there; that attempt removes
                // it itself.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        Ok(())
    }
}

/// Whether the run is ending, so that attempts must not create any more files.
static IS_ENDING: RwLock<bool> = RwLock::new(false);

/// Creates something in a folder. If the run is ending, this never returns: the thread that ends the run removes the
/// folder, and the folder must not come back.
fn unless_ending<T>(make: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let is_ending = IS_ENDING.read().unwrap_or_else(PoisonError::into_inner);
    if *is_ending {
        // Another thread is ending the run; an error from here would end it a second time.
        loop {
            std::thread::sleep(Duration::from_secs(1));
        }
    }
    make()
}

/// Stops all attempts of this run from creating files and folders. Waits for those that are being created.
pub fn end_attempts() {
    *IS_ENDING.write().unwrap_or_else(PoisonError::into_inner) = true;
}

/// The entries of a folder; empty if the folder does not exist.
///
/// # Errors
///
/// If it cannot be listed.
pub fn list(folder: &Path) -> io::Result<Vec<DirEntry>> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        entries => entries?.collect(),
    }
}

/// Repeats `work` while a folder vanishes between its creation and its use. A folder that vanishes while it is
/// created is reported as `AlreadyExists`.
fn while_folders_vanish<T>(mut work: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    use io::ErrorKind::{AlreadyExists, NotFound};
    let mut tries = 1;
    loop {
        match work() {
            Err(error) if matches!(error.kind(), NotFound | AlreadyExists) && tries < TRIES => {
                tries += 1;
            }
            outcome => return outcome,
        }
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if !self.created.is_empty() {
            // An attempt that failed leaves no empty folders; folders with files of other attempts
            // stay.
            let _ = fs::remove_dir_all(self.own.path());
            for folder in &self.created {
                let _ = fs::remove_dir(folder);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(root: &Path) -> Attempt {
        Attempt::begin(root, "tasks", "3", Durability::CheckedByReaders).unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn two_attempts_at_once_do_not_disturb_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (begin(folder.path()), begin(folder.path()));
        first.put("bucket=0001/a", b"same").unwrap();
        second.put("bucket=0001/a", b"same").unwrap();
        second.finish().unwrap();
        // The second attempt took the first for killed and removed its folder.
        first.put("bucket=0002/b", b"first").unwrap();
        first.finish().unwrap();
        let read = |name| fs::read(folder.path().join(name)).unwrap();
        assert_eq!(read("bucket=0001/a"), b"same");
        assert_eq!(read("bucket=0002/b"), b"first");
        assert_eq!(names(&folder.path().join("tasks")), [""; 0]);
    }

    #[test]
    fn an_attempt_goes_on_however_often_others_take_it_for_killed() {
        let folder = tempfile::tempdir().unwrap();
        let attempt = begin(folder.path());
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for _ in 0..500 {
                    begin(folder.path()).finish().unwrap();
                }
            });
            for number in 0..500 {
                attempt.put(&format!("bucket/{number}"), b"rows").unwrap();
            }
        });
        attempt.finish().unwrap();
        assert_eq!(names(&folder.path().join("bucket")).len(), 500);
        assert_eq!(names(&folder.path().join("tasks")), [""; 0]);
    }

    #[test]
    fn folders_that_another_task_removes_are_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let month = folder.path().join("month=2026-10");
        let attempt = begin(folder.path());
        let put_and_remove = |number: u32| {
            let name = format!("month=2026-10/{number}");
            attempt.put(&name, b"rows").unwrap();
            fs::remove_file(folder.path().join(name)).unwrap();
        };
        put_and_remove(0);
        fs::remove_dir(&month).unwrap();
        put_and_remove(1);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for _ in 0..1000 {
                    // Succeeds only while the folder is there and empty.
                    let _ = fs::remove_dir(&month);
                    std::thread::yield_now();
                }
            });
            (2..200).for_each(put_and_remove);
        });
    }

    #[test]
    fn an_attempt_that_fails_leaves_nothing_and_the_next_removes_what_a_killed_one_left() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("records");
        drop(begin(&root));
        assert_eq!(names(folder.path()), [""; 0]);
        let killed = root.join("tasks/.3.Abc123.phasebook-part");
        fs::create_dir_all(&killed).unwrap();
        fs::write(killed.join("0"), "half").unwrap();
        let of_another_task = Attempt::begin(&root, "tasks", "33", Durability::Synced).unwrap();
        assert_eq!(names(&root.join("tasks")).len(), 2);
        begin(&root).finish().unwrap();
        assert_eq!(names(&root.join("tasks")).len(), 1);
        of_another_task.finish().unwrap();
        assert_eq!(names(&root.join("tasks")), [""; 0]);
    }

    #[test]
    fn a_file_that_cannot_be_written_leaves_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let attempt = begin(folder.path());
        attempt.put("list", b"old").unwrap();
        fs::create_dir(attempt.own.path().join("1")).unwrap();
        assert!(attempt.put("list", b"new").is_err());
        assert_eq!(fs::read(folder.path().join("list")).unwrap(), b"old");
    }
}
