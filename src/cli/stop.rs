//! Why a run ends before its time, and what to do about it.

use std::io::ErrorKind;
use std::path::Path;

use polars::error::PolarsError;

use super::exit::Exit;
use crate::pack::PackError;
use crate::records::RecordsError;
use crate::write::WriteError;

/// What to do where the system refuses memory or threads.
pub(super) const MORE_MEMORY: &str = "raise the limits on memory (ulimit -v) and on processes (ulimit -u), or try \
                                      fewer with --threads; files that were there are as before";

/// Why a run ends before its time.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    pub(super) exit: Exit,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl Stop {
    pub(super) fn failed(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            exit: Exit::Failed,
            message: message.into(),
            hint: Some(hint.into()),
        }
    }
}

impl Stop {
    /// The ledger or the reports do not add up.
    pub(super) fn broken(broken: &dyn std::error::Error) -> Self {
        let hint = "this is a defect of phasebook: please report it; nothing was written";
        Self {
            exit: Exit::Broken,
            ..Self::failed(broken.to_string(), hint)
        }
    }
}

impl Stop {
    /// The output cannot be written.
    pub(super) fn unwritten(folder: &Path, error: &WriteError) -> Self {
        let hint = match error.kind() {
            _ if error.leaves_files_aside() => {
                "write to it again when its disk is well: the next run first moves the complete new files \
                 into their places"
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
        Self::failed(
            format!("cannot write to {}: {error}", folder.display()),
            hint,
        )
    }
}

impl From<PackError> for Stop {
    fn from(error: PackError) -> Self {
        Self::failed(error.message, error.hint)
    }
}

impl From<RecordsError> for Stop {
    fn from(error: RecordsError) -> Self {
        Self::failed(error.message, error.hint)
    }
}

impl From<PolarsError> for Stop {
    fn from(error: PolarsError) -> Self {
        Self::failed(
            format!("the tables cannot be computed: {error}"),
            "if memory is short, report a shorter period",
        )
    }
}
