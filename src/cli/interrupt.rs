//! A run that is told to stop, or that has no memory left, removes its unfinished files.
//!
//! Ctrl-C (SIGINT) and SIGTERM end a run with a status of their own. A signal that comes while finished files are
//! moved into place, which is quick, waits until all are moved. On systems without these signals, and after a kill,
//! the next run removes the unfinished files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;

#[cfg(unix)]
use crate::error::Exit;
#[cfg(unix)]
use crate::write::end_attempts;
use crate::write::{Attempt, Cleanup, OutputDirectory};

/// Files and folders to remove if the run ends early.
struct Unfinished {
    output: Option<Cleanup>,
    folders: Vec<PathBuf>,
    /// Folders that the run has made, to be removed if nothing is in them.
    made: Vec<PathBuf>,
}

/// Global, since a signal may come at any point of the run.
static UNFINISHED: Mutex<Unfinished> = Mutex::new(Unfinished {
    output: None,
    folders: Vec::new(),
    made: Vec::new(),
});

/// Whether a pager has the terminal; Ctrl-C is then meant for the pager.
static IS_PAGING: AtomicBool = AtomicBool::new(false);

/// Runs `work`; meanwhile Ctrl-C does not end the run.
pub(super) fn while_paging<T>(work: impl FnOnce() -> T) -> T {
    IS_PAGING.store(true, Ordering::SeqCst);
    let done = work();
    IS_PAGING.store(false, Ordering::SeqCst);
    done
}

fn unfinished() -> std::sync::MutexGuard<'static, Unfinished> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Opens the output directory. A signal waits until its cleanup is registered.
pub(super) fn open_output(target: &Path) -> io::Result<OutputDirectory> {
    let mut unfinished = unfinished();
    let output = OutputDirectory::open(target)?;
    unfinished.output = Some(output.cleanup());
    Ok(output)
}

/// Begins an attempt to write into folders, whose unfinished files a signal removes.
pub(super) fn begin_attempt<E>(begin: impl FnOnce() -> Result<Attempt, E>) -> Result<Attempt, E> {
    let mut unfinished = unfinished();
    let attempt = begin()?;
    unfinished.folders.push(attempt.folder().to_owned());
    unfinished.made.extend_from_slice(attempt.created());
    Ok(attempt)
}

/// Makes a temporary folder, which a signal removes with its contents.
pub(super) fn temporary_folder(prefix: &str) -> io::Result<TempDir> {
    let mut unfinished = unfinished();
    let folder = tempfile::Builder::new().prefix(prefix).tempdir()?;
    unfinished.folders.push(folder.path().to_owned());
    Ok(folder)
}

/// Starts a thread that ends the run in order at SIGINT or SIGTERM.
#[cfg(unix)]
pub(super) fn watch() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    // Without the thread a signal ends the run at once, and the next run tidies up.
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else {
        return;
    };
    let wait = move || {
        for signal in signals.forever() {
            match signal {
                SIGINT if IS_PAGING.load(Ordering::SeqCst) => {}
                SIGINT => stop(Exit::Interrupted),
                _ => stop(Exit::Terminated),
            }
        }
    };
    let _ = std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(wait);
}

#[cfg(not(unix))]
pub(super) fn watch() {}

/// Ends the run with a status. Holds the lock meanwhile, so that no thread begins another file.
#[cfg(unix)]
fn stop(exit: Exit) {
    let unfinished = unfinished();
    end_attempts();
    let end = || {
        remove(&unfinished);
        std::process::exit(exit as i32);
    };
    match &unfinished.output {
        Some(output) => output.run(end),
        None => end(),
    }
}

/// Removes unfinished files, but never waits for the lock: the thread that ran out of memory may hold it. Returns
/// whether nothing is left.
pub fn tidy_up() -> bool {
    let Ok(unfinished) = UNFINISHED.try_lock() else {
        return false;
    };
    let output = unfinished.output.as_ref();
    let is_removed = output.is_none_or(Cleanup::run_if_possible);
    remove(&unfinished);
    is_removed && unfinished.folders.iter().all(|folder| !folder.exists())
}

fn remove(unfinished: &Unfinished) {
    for folder in &unfinished.folders {
        // A folder that cannot be removed stays: the run is ending and cannot tell anybody.
        let _ = fs::remove_dir_all(folder);
    }
    for folder in &unfinished.made {
        // Fails for a folder with files in it, which others use too.
        let _ = fs::remove_dir(folder);
    }
}
