//! Remedies for outputs that cannot be written, and for too little memory.

use std::io::ErrorKind;
use std::path::Path;

use crate::error::Error;
use crate::write::WriteError;

/// The remedy where the system refuses memory or threads.
pub(super) const MORE_MEMORY: &str = "raise the limits on memory (ulimit -v) and on processes (ulimit -u), or try \
                                      fewer with --threads; files that were there are as before";

/// The error of an output that cannot be written.
pub(super) fn unwritten(folder: &Path, error: &WriteError) -> Error {
    let hint = match error.kind() {
        _ if error.leaves_files_aside() => {
            "run again when the disk works: the next run first moves the complete new files into their \
             places"
        }
        _ if error.is_of_a_browser() => {
            "try the browser by itself, or write the page with --format html and print it; the files there are \
             as before"
        }
        ErrorKind::ResourceBusy => "wait until it is done, or choose another folder with --out",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "free some space or choose another folder with --out; the files there are as before"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "choose a folder that you may write to with --out; the files there are as before"
        }
        ErrorKind::OutOfMemory => MORE_MEMORY,
        _ => "choose another folder with --out; the files there are as before",
    };
    Error::failed(
        format!("cannot write to {}: {error}", folder.display()),
        hint,
    )
}
