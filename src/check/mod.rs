//! Checks whether a dump is fit for a report: its contents, apparent gaps, contradictions, and how
//! far gaps and contradictions could move the service level.
//!
//! No figure is changed here. The checks read the records, the dossiers and the fact tables that a
//! report would use.

mod criteria;
mod days;
mod doubt;
mod order;
mod pages;
mod promises;

pub use criteria::{Criterion, CriterionLimits, CriterionValues, criteria};
pub use days::{DayCounts, Days, MissingDay};
pub use doubt::{Bounds, Doubt, DoubtReason, doubt};
pub use order::{Agreement, Disorder, Examples, Order, order};
pub use pages::{Pages, Sighting, full_pages};
pub use promises::{Difference, Promise, PromiseResult, Promises, promises};

/// The share of a part in a whole, in ten-thousandths. A whole of 0 counts as 1.
pub fn share(part: u64, whole: u64) -> u32 {
    let scaled = u128::from(part) * 10_000;
    let whole = u128::from(whole.max(1));
    // Rounded up, so that a part greater than 0 never gives a share of 0.
    u32::try_from(scaled.div_ceil(whole)).unwrap_or(u32::MAX)
}
