//! How a dump is read.

use super::{Extras, HistoryNaming, Limits, TextPlan};

/// How the dump is read.
#[derive(Clone, Debug, Default)]
pub struct ReadPlan {
    pub naming: HistoryNaming,
    /// What is not read.
    pub limits: Limits,
    pub texts: TextPlan,
    /// Whether anything that the ledger has as an error ends the run.
    pub strict: bool,
    /// Whether reports are made of a dump without any session.
    pub allow_empty: bool,
    pub extras: Extras,
}
