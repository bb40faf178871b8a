//! The ledger: every file, every record and every problem is accounted for.
//!
//! A record that fails is data here, never an `Err`. Workers keep tallies of their own; the stages
//! merge them, in any order, with the same result.

mod balance;
mod code;
mod counts;
mod problem;
mod problems;

pub use balance::{Imbalance, check};
pub use code::{Code, Severity};
pub use counts::Counts;
pub use problem::{Clash, Problem, Tally};
pub(crate) use problem::{Outline, plural};
pub use problems::Problems;
