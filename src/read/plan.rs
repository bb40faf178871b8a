//! Settings for reading a dump.

use super::{Extras, HistoryNaming, Limits, TextPlan};

/// Settings for reading a dump.
#[derive(Clone, Debug, Default)]
pub struct ReadPlan {
    pub naming: HistoryNaming,
    /// Limits on what is read.
    pub limits: Limits,
    pub texts: TextPlan,
    /// Whether a problem of severity error ends the run.
    pub strict: bool,
    /// Whether a dump without any session gives reports instead of an error.
    pub allow_empty: bool,
    pub extras: Extras,
}
