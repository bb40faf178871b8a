//! Opens files without blocking on pipes, and retries if too many files are open.
//!
//! A listed file may have been replaced by a pipe, and opening a pipe blocks until somebody writes to it.
//! Files are therefore opened without blocking and checked afterwards.
//!
//! Each worker has a file open. If the system allows fewer open files than there are workers (`ulimit -n`), a
//! worker waits until another closes its file, since a limit is not an error of the file.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The number of tries, and the pause between them; one second in all.
const TRIES: u32 = 100;
const REST: Duration = Duration::from_millis(10);

/// Whether a worker has waited in vain. In that case no other worker has a file to close, and nobody needs to
/// wait.
static IS_IN_VAIN: AtomicBool = AtomicBool::new(false);

/// Opens a file for reading; fails if the path is not a regular file.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let file = open_anything(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is a file no more"));
    }
    Ok(file)
}

fn open_anything(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    for _ in 0..TRIES {
        match options.open(path) {
            Err(error) if is_limit(&error) && !IS_IN_VAIN.load(Ordering::Relaxed) => {
                std::thread::sleep(REST);
            }
            outcome => return outcome,
        }
    }
    IS_IN_VAIN.store(true, Ordering::Relaxed);
    options.open(path)
}

/// Whether the error means that the process or the system has reached its limit of open files.
#[cfg(unix)]
fn is_limit(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::ENFILE | libc::EMFILE))
}

#[cfg(not(unix))]
const fn is_limit(_: &io::Error) -> bool {
    false
}
