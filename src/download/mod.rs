//! Downloads of recordings and files from the platform: the list that `curl` fetches, and whether a
//! folder has all files of the list.
//!
//! phasebook itself fetches nothing. The list comes from the table `downloads`. Text in a dump
//! never decides a path: a file is stored as `SESSION/KIND-NUMBER.EXT`, built from numbers and a
//! known extension. An access token is sent to every address of the list, so a list has one host
//! only.

mod curl;
mod folder;
mod list;

pub use curl::{CURL_BEGINNING, write_curl};
pub use folder::{FolderState, Held, LookError, RECEIPTS, hashes, look_into};
pub use list::{DownloadList, HostCount, HostError, ListedFile};
