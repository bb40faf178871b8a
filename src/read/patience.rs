//! Opening a file: without waiting for what is none, and with patience where no more may be open.
//!
//! What was a file when it was listed may be a pipe by now, which is opened only when somebody writes to it: it is
//! opened without waiting, and looked at then.
//!
//! The workers read as many files at once as there are workers. If the system lets the run have fewer open (`ulimit
//! -n`), those that come late wait until another is through: a limit is no fault of the file.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often a worker tries, and how long it rests in between: a second in all.
const TRIES: u32 = 100;
const REST: Duration = Duration::from_millis(10);

/// Whether a worker has waited in vain: nobody has one to give back then, and the others need not wait.
static IS_IN_VAIN: AtomicBool = AtomicBool::new(false);

/// Opens a file to be read; an error if it is no file.
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

/// Whether the process or the system has as many files open as it may.
#[cfg(unix)]
fn is_limit(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::ENFILE | libc::EMFILE))
}

#[cfg(not(unix))]
const fn is_limit(_: &io::Error) -> bool {
    false
}
