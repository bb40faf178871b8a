//! Recordings and files on their way from the platform: the list that `curl` fetches, and whether a folder has all of
//! it.
//!
//! phasebook itself fetches nothing. The list is made of the table `downloads`, and nothing in a dump decides a path:
//! a file is `SESSION/KIND-NUMBER.EXT`, made of numbers and a known extension. A token goes with the list, so the
//! list is of one host.

mod curl;
mod folder;
mod list;

pub use curl::write_curl;
pub use folder::{FolderState, Held, LookError, RECEIPTS, hashes, look_into};
pub use list::{DownloadList, Entry, HostCount, HostError};
