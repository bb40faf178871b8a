//! A run that is told to stop, or that has no memory left, takes its unfinished files with it.
//!
//! Ctrl-C (SIGINT) and SIGTERM end a run with a status of their own. While complete files are
//! being moved into place, which takes a moment, it ends after that. Where there are no such signals, and after
//! a kill, the next run removes what is left.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;

#[cfg(unix)]
use crate::error::Exit;
use crate::write::{Cleanup, OutputDirectory};

/// What goes with the run.
struct Unfinished {
    output: Option<Cleanup>,
    folders: Vec<PathBuf>,
}

/// A signal finds it wherever the run is.
static UNFINISHED: Mutex<Unfinished> = Mutex::new(Unfinished {
    output: None,
    folders: Vec::new(),
});

/// Whether a pager has the terminal: Ctrl-C is meant for it then.
static IS_PAGING: AtomicBool = AtomicBool::new(false);

/// Does the work while Ctrl-C ends nothing.
pub(super) fn while_paging<T>(work: impl FnOnce() -> T) -> T {
    IS_PAGING.store(true, Ordering::SeqCst);
    let done = work();
    IS_PAGING.store(false, Ordering::SeqCst);
    done
}

fn unfinished() -> std::sync::MutexGuard<'static, Unfinished> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Opens the directory that is to be written to. A signal waits until it is known what to remove.
pub(super) fn open_output(target: &Path) -> io::Result<OutputDirectory> {
    let mut unfinished = unfinished();
    let output = OutputDirectory::open(target)?;
    unfinished.output = Some(output.cleanup());
    Ok(output)
}

/// Makes a temporary folder, which is removed with all that is in it.
pub(super) fn temporary_folder(prefix: &str) -> io::Result<TempDir> {
    let mut unfinished = unfinished();
    let folder = tempfile::Builder::new().prefix(prefix).tempdir()?;
    unfinished.folders.push(folder.path().to_owned());
    Ok(folder)
}

/// Ends the run in order when the system asks for it.
#[cfg(unix)]
pub(super) fn watch() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    // Without it a signal ends the run at once, and the next one tidies up.
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

/// Ends the run with a status. Nothing that is still at work can begin another file meanwhile.
#[cfg(unix)]
fn stop(exit: Exit) {
    let unfinished = unfinished();
    let end = || {
        remove(&unfinished.folders);
        std::process::exit(exit as i32);
    };
    match &unfinished.output {
        Some(output) => output.run(end),
        None => end(),
    }
}

/// Removes what it can where waiting could last for ever: the thread itself may be at its files. Whether nothing
/// is left.
pub fn tidy_up() -> bool {
    let Ok(unfinished) = UNFINISHED.try_lock() else {
        return false;
    };
    let output = unfinished.output.as_ref();
    let is_removed = output.is_none_or(Cleanup::run_if_possible);
    remove(&unfinished.folders);
    is_removed && unfinished.folders.iter().all(|folder| !folder.exists())
}

fn remove(folders: &[PathBuf]) {
    for folder in folders {
        // What cannot be removed stays; there is nobody left to tell.
        let _ = fs::remove_dir_all(folder);
    }
}
