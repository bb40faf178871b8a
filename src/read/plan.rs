//! How a dump is read.

use super::{HistoryNaming, Limits, TextPlan};

/// How the dump is read.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own"
)]
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
    /// Whether the inputs are hashed while they are read.
    pub hash: bool,
    /// Whether recordings and files are read.
    pub downloads: bool,
}
