//! How a run ends.

use std::process::ExitCode;

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
