//! Opening a file where no more may be open.
//!
//! The workers read as many files at once as there are workers. If the system lets the run have fewer open (`ulimit
//! -n`), those that come late wait until another is through: a limit is no fault of the file.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often a worker tries, and how long it rests in between: a second in all.
const TRIES: u32 = 100;
const REST: Duration = Duration::from_millis(10);

/// Whether a worker has waited in vain: nobody has one to give back then, and the others need not wait.
static IS_IN_VAIN: AtomicBool = AtomicBool::new(false);

/// Opens a file to be read.
pub(super) fn open(path: &Path) -> io::Result<File> {
    for _ in 0..TRIES {
        match File::open(path) {
            Err(error) if is_limit(&error) && !IS_IN_VAIN.load(Ordering::Relaxed) => {
                std::thread::sleep(REST);
            }
            outcome => return outcome,
        }
    }
    IS_IN_VAIN.store(true, Ordering::Relaxed);
    File::open(path)
}

/// Whether the process (`EMFILE`) or the system (`ENFILE`) has as many files open as it may.
fn is_limit(error: &io::Error) -> bool {
    const ENFILE: i32 = 23;
    const EMFILE: i32 = 24;
    cfg!(unix) && matches!(error.raw_os_error(), Some(ENFILE | EMFILE))
}
