//! Writes records to a file: a zip archive with Parquet tables and the counts of the reading.
//!
//! The numbers of texts and actions depend on the worker that finds them first, so they are not written.
//! Texts are written in full, and actions are renumbered in the order of the events.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{Cursor, Write as _};

use foldhash::fast::RandomState;
use polars::prelude::{DataFrame, ParquetCompression};
use serde::Serialize;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::tables::{self, KINDS, Numbered};
use super::{FORMAT, Made, Records, Superseded};
use crate::join::{ids, ids_of_action, ids_of_session, latest_records};
use crate::ledger::Counts;
use crate::model::{Action, Id, Session};
use crate::read::Dump;
use crate::write::{WriteError, write_frame};

/// The part of the file beside the tables.
#[derive(Serialize)]
struct About<'a> {
    records: u32,
    phasebook: &'static str,
    /// The paths of the dumps are in the manifest.
    dumps_are_folders: Vec<bool>,
    made: &'a Made,
    superseded: Superseded,
    counts: BTreeMap<&'static str, u64>,
    without_offset: u64,
    unknown_values: Vec<(&'static str, &'a str, u64)>,
    numeric_enums: Vec<(&'static str, u64)>,
    /// The ids of rejected sessions, to which a history in doubt may belong.
    rejected: Vec<i64>,
}

impl Records {
    /// The bytes of the file that keeps the records.
    ///
    /// # Errors
    ///
    /// Fails if there is not enough memory.
    pub fn to_bytes(&self) -> Result<Vec<u8>, WriteError> {
        let loaded = &self.loaded;
        let (sessions, histories, clashes) =
            latest_records(&loaded.sessions, &loaded.histories, &loaded.tally.clashes);
        let all = |lists: usize, kept: usize| (lists - kept) as u64;
        let numbered = Numbered::new(&histories, &loaded.actions, &loaded.texts);
        let superseded = Superseded {
            ids: self.ids_left_out(&sessions, numbered.actions()),
            sessions: self.superseded.sessions
                + all(loaded.sessions.iter().map(Vec::len).sum(), sessions.len()),
            histories: self.superseded.histories
                + all(loaded.histories.iter().map(Vec::len).sum(), histories.len()),
        };
        let tables = [
            (
                "sessions",
                tables::sessions(&sessions, &clashes, &loaded.texts)?,
            ),
            ("stints", tables::stints(&sessions, &loaded.texts)?),
            (
                "histories",
                tables::histories(&histories, &loaded.undecided.doubtful)?,
            ),
            ("events", tables::events(&histories, &numbered)?),
            ("actions", tables::actions(&numbered, &loaded.texts)?),
            ("directory", tables::directory(loaded)?),
            ("user_names", tables::user_names(loaded)?),
            ("files", tables::files(&self.inputs, &loaded.files)?),
            ("problems", tables::problems(&loaded.tally.problems)?),
        ];
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = || {
            SimpleFileOptions::default()
                .compression_method(CompressionMethod::Stored)
                .last_modified_time(zip::DateTime::default())
                // Otherwise the bytes would differ between systems.
                .system(zip::System::Unix)
                .large_file(true)
        };
        zip.start_file("about.json", options()).map_err(io)?;
        zip.write_all(&serde_json::to_vec_pretty(&self.about(superseded))?)?;
        for (name, frame) in tables {
            zip.start_file(format!("{name}.parquet"), options())
                .map_err(io)?;
            zip.write_all(&parquet(frame)?)?;
        }
        Ok(zip.finish().map_err(io)?.into_inner())
    }

    /// The ids in all records that these kept ones do not have.
    fn ids_left_out(
        &self,
        sessions: &[&Session],
        actions: &[Action],
    ) -> BTreeMap<String, BTreeSet<i64>> {
        let loaded = &self.loaded;
        let mut left_out = BTreeMap::new();
        for (kind, name) in KINDS {
            let in_sessions = sessions
                .iter()
                .flat_map(|session| ids_of_session(session, kind));
            let in_actions = actions
                .iter()
                .flat_map(|action| ids_of_action(action, kind));
            let kept: HashSet<Id, RandomState> = in_sessions.chain(in_actions).collect();
            let all = ids(&loaded.sessions, &loaded.actions, kind);
            let earlier = self.superseded.ids();
            let earlier = earlier.filter_map(|(of, id)| (of == kind).then_some(id));
            let others = all.chain(earlier).filter(|id| !kept.contains(id));
            let others: BTreeSet<i64> = others.map(Id::get).collect();
            if !others.is_empty() {
                left_out.insert(name.to_owned(), others);
            }
        }
        left_out
    }

    fn about(&self, superseded: Superseded) -> About<'_> {
        let tally = &self.loaded.tally;
        let mut unknown_values: Vec<_> = tally
            .unknown_values
            .iter()
            .map(|((name, value), count)| (*name, self.loaded.texts.get(*value), *count))
            .collect();
        unknown_values.sort_unstable();
        About {
            records: FORMAT,
            phasebook: env!("CARGO_PKG_VERSION"),
            dumps_are_folders: self.dumps.iter().map(Dump::is_folder).collect(),
            made: &self.made,
            superseded,
            counts: counts(tally.counts),
            without_offset: tally.without_offset,
            unknown_values,
            numeric_enums: tally
                .numeric_enums
                .iter()
                .map(|(&name, &count)| (name, count))
                .collect(),
            rejected: {
                let ids = self.loaded.undecided.rejected.iter();
                let ids: BTreeSet<i64> = ids.map(|id| id.get()).collect();
                ids.into_iter().collect()
            },
        }
    }
}

fn counts(counts: Counts) -> BTreeMap<&'static str, u64> {
    counts.entries().into_iter().collect()
}

fn io(error: zip::result::ZipError) -> WriteError {
    WriteError::Io(error.into())
}

/// Writes a table with Zstandard compression: tables are large, and only phasebook reads them.
fn parquet(frame: DataFrame) -> Result<Vec<u8>, WriteError> {
    let mut bytes = Vec::new();
    write_frame(frame, &mut bytes, ParquetCompression::Zstd(None))?;
    Ok(bytes)
}
