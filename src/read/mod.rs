//! Reads paths to records.
//!
//! `discover` lists the files, `open` returns the bytes of each (unpacked, and as UTF-8), `cut` cuts the text
//! into items, `shape` determines the kind of an item, `decode` turns items into domain types, and `load`
//! runs all of these on all cores. The callers get records and never handle JSON or packed bytes.

mod archive;
mod cut;
mod decode;
mod discover;
mod limits;
mod load;
mod loose;
mod meter;
mod naming;
mod open;
mod own;
mod packing;
mod patience;
mod plan;
#[doc(hidden)]
pub mod probe;
pub mod progress;
pub mod pseudonym;
mod recode;
mod shape;
mod skip;
mod tarball;
mod unpack;
mod wire;

pub use discover::{DiscoverError, Dump, FileStatus, Input, ListError, discover, list_files};
pub use limits::{Limits, NoSize, Size};
pub use load::{Extras, Loaded, TextPlan, Undecided, load, load_part, load_session};
pub use meter::InputFile;
pub use naming::{HistoryNaming, ending};
pub use open::bytes_to_read;
pub use plan::ReadPlan;
pub use recode::TextEncoding;
pub use skip::SkipReason;
