//! Temporary folders for packs that are made only to be compared.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::interrupt;

/// The beginning of the folders' names.
const PREFIX: &str = "phasebook-again-";

/// A temporary folder. It is removed when the value is dropped or the run is told to stop; after a kill, the next
/// run removes it.
#[derive(Debug)]
pub(super) struct Scratch {
    folder: TempDir,
    /// Held while the folder is in use. `None` where the file system has no locks.
    _lock: Option<File>,
}

impl Scratch {
    /// Makes a folder, and removes the folders of killed runs.
    pub(super) fn new() -> io::Result<Self> {
        remove_left_behind(&std::env::temp_dir());
        let folder = interrupt::temporary_folder(PREFIX)?;
        let lock = File::open(folder.path()).ok();
        Ok(Self {
            _lock: lock.filter(|folder| folder.try_lock().is_ok()),
            folder,
        })
    }

    /// The path that a pack is written to, inside the folder.
    pub(super) fn pack(&self) -> PathBuf {
        self.folder.path().join("pack")
    }
}

/// Removes folders that nobody holds a lock on. Folders of other users cannot be removed, and stay.
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
