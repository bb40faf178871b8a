//! From paths to records.
//!
//! `discover` lists the files, `open` gives each one's text, `cut` cuts the text into items,
//! `decode` makes domain types of them; `load` runs all of it on all cores. Above this module
//! nobody sees JSON, bytes or paths.

mod archive;
mod cut;
mod decode;
mod discover;
mod json;
mod load;
mod moment;
mod naming;
mod open;
mod span;
mod wire;

pub use discover::{DiscoverError, Dump, FileStatus, Input, discover};
pub use load::{Loaded, load};
pub use naming::HistoryNaming;
