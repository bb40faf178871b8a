//! How a run ends: its exit status, and the one error type.

use std::process::ExitCode;

use polars::error::PolarsError;

/// Why a command cannot go on, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    pub exit: Exit,
    pub message: String,
    /// What the user can do.
    pub hint: Option<String>,
}

impl Error {
    /// It cannot go on; the output that was there is as before.
    pub fn failed(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            exit: Exit::Failed,
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    /// The ledger or the reports do not add up.
    pub fn broken(broken: &dyn std::error::Error) -> Self {
        let hint = "this is a defect of phasebook: please report it; nothing was written";
        Self {
            exit: Exit::Broken,
            ..Self::failed(broken.to_string(), hint)
        }
    }
}

impl From<PolarsError> for Error {
    fn from(error: PolarsError) -> Self {
        Self::failed(
            format!("the tables cannot be computed: {error}"),
            "if memory is short, report a shorter period",
        )
    }
}

/// The outcome of a run; the number is the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done; problems may have been noted.
    Done = 0,
    /// It could not go on: the output that was there is as before.
    Failed = 1,
    /// The command line makes no sense.
    Usage = 2,
    /// `--strict`, and something was rejected: nothing was written.
    Rejected = 3,
    /// The answer is no: `check` finds a dump not fit, or `verify` a pack that does not hold.
    NotFit = 4,
    /// The ledger or the reports do not add up, which is a defect of phasebook: nothing was written.
    Broken = 5,
    /// Ended by Ctrl-C (SIGINT), with the number that shells give to that; nothing unfinished is left.
    Interrupted = 130,
    /// Ended by SIGTERM, likewise.
    Terminated = 143,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
