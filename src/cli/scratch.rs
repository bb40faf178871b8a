//! Folders for packs that are made anew to be compared, and removed with the comparison.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::interrupt;

/// How their names begin.
const PREFIX: &str = "phasebook-again-";

/// A temporary folder; it goes with the value, with the run when that is told to stop, and with the next one
/// after a kill.
#[derive(Debug)]
pub(super) struct Scratch {
    folder: TempDir,
    /// Held while it is in use. `None` where the file system knows no locks.
    _lock: Option<File>,
}

impl Scratch {
    /// Makes one, and removes those of killed runs.
    pub(super) fn new() -> io::Result<Self> {
        remove_left_behind(&std::env::temp_dir());
        let folder = interrupt::temporary_folder(PREFIX)?;
        let lock = File::open(folder.path()).ok();
        Ok(Self {
            _lock: lock.filter(|folder| folder.try_lock().is_ok()),
            folder,
        })
    }

    /// The folder in it that a pack is written to.
    pub(super) fn pack(&self) -> PathBuf {
        self.folder.path().join("pack")
    }
}

/// Removes folders that nobody holds a lock on. What belongs to others cannot be removed, and stays.
fn remove_left_behind(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX)
            && entry.file_type().is_ok_and(|kind| kind.is_dir());
        if !is_ours {
            continue;
        }
        if let Ok(lock) = File::open(entry.path())
            && lock.try_lock().is_ok()
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
