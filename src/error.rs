//! The exit status of a run and the one error type.

use std::process::ExitCode;

use polars::error::PolarsError;

/// The reason why a command cannot go on, with a hint for the user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    pub exit: Exit,
    pub message: String,
    /// A remedy for the user.
    pub hint: Option<String>,
}

impl Error {
    /// The command cannot go on. Earlier output stays as it was.
    pub fn failed(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            exit: Exit::Failed,
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    /// The ledger or the reports do not add up, which is a defect of phasebook.
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

/// The outcome of a run. The discriminant is the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// The run is done; the ledger may still list problems.
    Done = 0,
    /// The run could not go on. Earlier output stays as it was.
    Failed = 1,
    /// The command line is invalid.
    Usage = 2,
    /// `--strict` refused the dump: it has a problem of severity error, or no session in the period. Nothing was
    /// written.
    Rejected = 3,
    /// The verdict is no: `check` found the dump unfit, `verify` found a difference in the pack, or
    /// `downloads --check` found a file missing.
    NotFit = 4,
    /// The ledger or the reports do not add up, which is a defect of phasebook. Nothing was written.
    Broken = 5,
    /// Ctrl-C (SIGINT) ended the run. The number is the one that shells use, and no unfinished file is left.
    Interrupted = 130,
    /// SIGTERM ended the run. The number is the one that shells use, and no unfinished file is left.
    Terminated = 143,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
