//! The fact tables. They can be written as files, and reports are computed from these tables alone, without a look
//! at sessions.

mod account;
mod category;
mod column;
mod downloads;
mod filling;
mod lookups;
mod offers;
mod operators;
mod partition;
mod read_back;
mod rows;
mod sessions;
mod star;
mod states;
mod stint_days;
mod stints;
mod tables;
mod visits;

pub use account::Account;
pub use category::{categories, with_names};
pub(crate) use downloads::DOWNLOAD_COLUMNS;
pub use lookups::LookupTable;
pub use partition::{Month, by_month};
pub use read_back::facts_of_files;
pub use star::{Schema, star};
pub use tables::{FactTable, Facts, Selection, Wanted, facts, facts_of_last_use};
