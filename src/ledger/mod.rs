//! The ledger accounts for every file, every record and every problem.
//!
//! A record that fails is data here, never an `Err`. Each worker keeps a tally of its own; the stages merge
//! the tallies, and the order of merging does not change the result.

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
pub(crate) use problems::unlisted;
