//! Why a run ends before its time, and what to do about it.

use polars::error::PolarsError;

use crate::exit::Exit;
use crate::pack::PackError;
use crate::records::RecordsError;

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
