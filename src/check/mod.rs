//! Is a dump fit for a report? What is in it, what seems to be missing, what contradicts itself, and
//! how far all of that could move the service level.
//!
//! Nothing here changes a figure: it looks at the records, the dossiers and the tables of facts that
//! a report would be made of.

mod criteria;
mod days;
mod doubt;
mod order;
mod pages;
mod promises;

pub use criteria::{Criterion, Limits, Measured, criteria};
pub use days::{DayCounts, Days, MissingDay};
pub use doubt::{Bounds, Doubt, DoubtReason, doubt};
pub use order::{Agreement, Disorder, Examples, Order, order};
pub use pages::{Pages, Sighting, full_pages};
pub use promises::{Difference, Kept, Promise, Promises, promises};

/// The share of a part, in ten-thousandths; of nothing it is nothing.
pub fn share(part: u64, whole: u64) -> u32 {
    let scaled = u128::from(part) * 10_000;
    let whole = u128::from(whole.max(1));
    // Rounded up, so that anything at all is more than nothing.
    u32::try_from(scaled.div_ceil(whole)).unwrap_or(u32::MAX)
}
