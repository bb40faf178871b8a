//! Records kept for later: what was read of dumps, less what a later copy has superseded, in one file
//! beside the tables of facts.
//!
//! The tables of facts are made by settings (time zone, service level, the moment of the day, the
//! names of the day), and their rows cannot be joined with those of another dump: whether a copy of a
//! session is the later one, and who says an operator's name last, is decided by what the tables do
//! not have. So the records themselves are kept, as small as they are in memory: a report from them
//! takes the way of a report from the dump, but for reading JSON, and is the same byte for byte.
//!
//! Nothing here computes a figure.

mod append;
mod frame;
mod read;
mod tables;
mod write;

use std::path::Path;

use crate::read::{Dump, Input, Loaded};

/// The name of the file.
pub const RECORDS: &str = "records.zip";

/// What a reader must know to understand the file.
const FORMAT: u32 = 3;

/// The oldest form that is still read: what later ones added is empty in it.
const OLDEST_FORMAT: u32 = 2;

/// Everything that was read of dumps, or kept of that.
#[derive(Debug, Default)]
pub struct Records {
    /// By their paths.
    pub dumps: Vec<Dump>,
    pub inputs: Vec<Input>,
    pub loaded: Loaded,
    /// The copies that were left out when these records were kept.
    pub superseded: Superseded,
    pub made: Made,
    /// The version of phasebook that kept them, if they are of an earlier form: it read its dumps by the rules
    /// of its time.
    pub kept_by: Option<String>,
}

/// How many copies were left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Superseded {
    pub sessions: u64,
    pub histories: u64,
}

/// How the records were read: what can't be made good later.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Made {
    pub session_id_regex: Option<String>,
    /// The zone of times without an offset, if one was named.
    #[serde(default)]
    pub naive_tz: Option<String>,
    /// The encoding of texts that are neither UTF-8 nor UTF-16, if one was named.
    #[serde(default)]
    pub encoding: Option<String>,
    /// The mark of the key, if the operators are codes.
    pub pseudonyms: Option<String>,
    /// Whether the input files were hashed.
    pub hash: bool,
}

/// Whether a folder has records.
pub fn has_records(folder: &Path) -> bool {
    folder.join(RECORDS).is_file()
}
