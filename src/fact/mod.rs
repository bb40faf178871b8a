//! The four tables of facts: every report is an aggregation of them, and they can be written
//! themselves. After this module nobody looks at sessions.

mod account;
mod column;
mod filling;
mod offers;
mod operators;
mod rows;
mod sessions;
mod stints;
mod tables;
mod visits;

pub use account::Account;
pub use tables::{FactTable, Facts, Selection, Wanted, facts, facts_of_last_use};
