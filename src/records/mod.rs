//! Records kept for a later run: everything read from dumps, except superseded copies, in one file beside the
//! tables of facts.
//!
//! The tables of facts depend on settings (time zone, service level, definition of a day, names), and their
//! rows cannot be merged with those of another dump: the tables lack the data that decides which copy of a
//! session is the later one, and which record names an operator last. The records themselves are therefore
//! kept, in their compact form in memory. A report from them is computed like a report from the dump, except
//! that no JSON is read, and is byte for byte the same.
//!
//! Nothing here computes a figure.

mod append;
mod bucket;
mod columns;
mod frame;
mod merge;
mod read;
mod tables;
mod tally;
mod task;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub use self::merge::{
    BucketFacts, BucketFiles, MergeCounts, MergedLedger, MergedRecords, ledger_folder,
};
pub use self::task::{
    DEFAULT_TENANT, MOST_BUCKETS, Task, TaskOptions, TenantRecords, remove_file, tenant_folder,
};

use crate::model::{DirectoryKind, Id};
use crate::read::{Dump, Input, Loaded};

/// The name of the file with the records.
pub const RECORDS: &str = "records.zip";

/// The version of the file's format.
const FORMAT: u32 = 4;

/// The oldest format that can be read. Data added in later formats is empty in it.
const OLDEST_FORMAT: u32 = 2;

/// All records read from dumps or from kept records.
#[derive(Debug, Default)]
pub struct Records {
    /// The dumps, in the order of their paths.
    pub dumps: Vec<Dump>,
    pub inputs: Vec<Input>,
    pub loaded: Loaded,
    /// The copies that were already left out when these records were kept.
    pub superseded: Superseded,
    pub made: Made,
    /// The version of phasebook that kept the records, if their format is an older one. That version read the
    /// dumps by its own rules.
    pub kept_by: Option<String>,
}

/// The copies that were left out: their number, and the ids that no other record has.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Superseded {
    pub sessions: u64,
    pub histories: u64,
    /// The ids by their kind, as `campaign`. Settings may name them, although they appear in no figure.
    #[serde(default)]
    pub ids: BTreeMap<String, BTreeSet<i64>>,
}

impl Superseded {
    /// The ids that only superseded copies have, with their kind.
    pub fn ids(&self) -> impl Iterator<Item = (DirectoryKind, Id)> {
        self.ids.iter().flat_map(|(kind, ids)| {
            let kind = tables::kind_of(kind);
            let ids = ids.iter().filter_map(|&id| Id::new(id));
            ids.filter_map(move |id| Some((kind?, id)))
        })
    }

    /// Forgets the ids of operators, whose pseudonyms are not known for records that are no longer there.
    pub fn forget_operators(&mut self) {
        self.ids.remove(tables::kind_name(DirectoryKind::User));
    }
}

/// Options of reading that a later run cannot change.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Made {
    pub session_id_regex: Option<String>,
    /// The time zone of timestamps without an offset, if it was set.
    #[serde(default)]
    pub naive_tz: Option<String>,
    /// The encoding of texts that are neither UTF-8 nor UTF-16, if it was set.
    #[serde(default)]
    pub encoding: Option<String>,
    /// The mark of the key, if the operators are pseudonyms.
    pub pseudonyms: Option<String>,
    /// Whether the input files were hashed.
    pub hash: bool,
}

/// Whether a folder holds records.
pub fn has_records(folder: &Path) -> bool {
    folder.join(RECORDS).is_file()
}
