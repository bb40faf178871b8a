//! Facts in folders: a folder for each table, tenant and month, with a file for each bucket.
//!
//! ```text
//! F/sessions/tenant=T/month=2026-10/0007.parquet
//! F/ledger/tenant=T/manifest.json, problems.csv
//! ```
//!
//! Many tasks write to one folder, each its own buckets, and a task may run twice at once. So there is no lock and
//! no move of all files at once: each file is replaced whole ([`Attempt`]), and the ledger is written last.

use std::collections::BTreeSet;
use std::fs::{self, DirEntry};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::interrupt;
use super::manifest;
use super::resolve::CommonPlan;
use super::run::Run;
use super::unwritten::unwritten;
use crate::error::Error;
use crate::fact::{Facts, LookupTable, Month, by_month};
use crate::records::{ledger_folder, remove_file, tenant_folder};
use crate::table::Table;
use crate::time::Period;
use crate::write::{
    Attempt, CsvStyle, Dialect, Durability, MANIFEST, OutputFile, Setting, WriteError, list,
    write_parquet, write_problems,
};

/// The folder that the facts of a tenant are written to, and their period.
#[derive(Clone, Debug)]
pub(super) struct Lake {
    pub(super) folder: PathBuf,
    pub(super) tenant: String,
    pub(super) period: Period,
}

impl Lake {
    /// Begins an attempt to write some of the files.
    pub(super) fn begin(&self, task: &str) -> Result<Attempt, Error> {
        let ledger = ledger_folder(&self.tenant);
        let begun = interrupt::begin_attempt(|| {
            Attempt::begin(&self.folder, &ledger, task, Durability::Synced)
        });
        begun.map_err(|error| unwritten(&self.folder, &error.into()))
    }

    /// Writes one file whole, by its name in the folder.
    pub(super) fn put(&self, attempt: &Attempt, name: &str, bytes: &[u8]) -> Result<(), Error> {
        attempt.put(name, bytes).map_err(|error| {
            let error = WriteError::File {
                name: name.to_owned(),
                source: Box::new(error.into()),
            };
            unwritten(&self.folder, &error)
        })
    }

    /// Ends an attempt.
    pub(super) fn finish(&self, attempt: Attempt) -> Result<(), Error> {
        let finished = attempt.finish();
        finished.map_err(|error| unwritten(&self.folder, &error.into()))
    }

    /// Writes the facts of a bucket, and removes the bucket's files of months in which it has no sessions any more.
    /// Months outside the period stay as they are.
    pub(super) fn write(
        &self,
        attempt: &Attempt,
        facts: &Facts,
        bucket: u32,
    ) -> Result<Vec<OutputFile>, Error> {
        let mut outputs = Vec::new();
        for (month, tables) in by_month(facts)? {
            for table in tables {
                let name = format!(
                    "{}/{}/month={month}/{}",
                    table.name,
                    tenant_folder(&self.tenant),
                    file_name(bucket)
                );
                outputs.push(self.write_table(attempt, &table, name)?);
            }
        }
        let written: BTreeSet<&str> = outputs.iter().map(|output| &*output.name).collect();
        self.remove(|name, number| number == bucket && !written.contains(name))?;
        outputs.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(outputs)
    }

    /// Writes the lookup tables, which are of the whole tenant and not of a bucket.
    fn write_lookups(&self, attempt: &Attempt, run: &Run) -> Result<Vec<OutputFile>, Error> {
        let tables = LookupTable::ALL.iter();
        let written = tables.map(|kind| {
            let table = kind.table(&run.names, &run.plan)?;
            let name = format!(
                "{}/{}/{}",
                kind.name(),
                tenant_folder(&self.tenant),
                file_name(0)
            );
            self.write_table(attempt, &table, name)
        });
        written.collect()
    }

    fn write_table(
        &self,
        attempt: &Attempt,
        table: &Table,
        name: String,
    ) -> Result<OutputFile, Error> {
        let mut bytes = Vec::new();
        write_parquet(table, &mut bytes).map_err(|error| unwritten(&self.folder, &error))?;
        self.put(attempt, &name, &bytes)?;
        Ok(OutputFile {
            bytes: bytes.len() as u64,
            hash: blake3::hash(&bytes),
            name,
        })
    }

    /// Removes the files of buckets from `count` on, which an earlier run with more buckets has left: the facts in the
    /// months of the period, and the parts of the ledger.
    pub(super) fn remove_buckets_from(&self, count: u32) -> Result<(), Error> {
        self.remove(|_, number| number >= count)?;
        let parts = self.ledger().join("buckets");
        for (path, number) in self.numbered(&parts, ".json")? {
            if number >= count {
                remove_file(&path)?;
            }
        }
        Ok(())
    }

    /// Removes the files of facts in the months of the period for whose name and bucket `is_chosen` holds.
    fn remove(&self, is_chosen: impl Fn(&str, u32) -> bool) -> Result<(), Error> {
        for table in self.subfolders(&self.folder)? {
            let of_tenant = format!("{table}/{}", tenant_folder(&self.tenant));
            for folder in self.subfolders(&self.folder.join(&of_tenant))? {
                let month = folder.strip_prefix("month=").and_then(Month::from_name);
                if !month.is_some_and(|month| month.has_days_of(self.period)) {
                    continue;
                }
                let of_month = self.folder.join(&of_tenant).join(&folder);
                for (path, number) in self.numbered(&of_month, ".parquet")? {
                    let name = format!("{of_tenant}/{folder}/{}", file_name(number));
                    if is_chosen(&name, number) {
                        remove_file(&path)?;
                    }
                }
                // Fails for a month that still has files, which stays.
                let _ = fs::remove_dir(&of_month);
            }
        }
        Ok(())
    }

    /// The folder of manifest and problems.
    pub(super) fn ledger(&self) -> PathBuf {
        self.folder.join(ledger_folder(&self.tenant))
    }

    /// Writes the lookup tables, manifest and problems of a run whose facts are in the folders, and ends the attempt.
    pub(super) fn write_ledger(
        &self,
        attempt: Attempt,
        run: &Run,
        plan: &CommonPlan,
        settings: Vec<Setting>,
        mut outputs: Vec<OutputFile>,
    ) -> Result<(), Error> {
        outputs.extend(self.write_lookups(&attempt, run)?);
        outputs.sort_by(|a, b| a.name.cmp(&b.name));
        // Reports are made from it, so it has the form for programs, whatever --csv says.
        let style = CsvStyle {
            zone: plan.facts.zone,
            dialect: Dialect::Rfc4180,
            durations: plan.output.durations,
        };
        let (mut problems, mut text) = (Vec::new(), Vec::new());
        let made = (|| -> Result<(), WriteError> {
            write_problems(
                &run.tally.problems,
                |file| run.path(file),
                style,
                &mut problems,
            )?;
            manifest::build(run, "facts", settings, &outputs)
                .write(manifest::files(run), &mut text)?;
            Ok(text.flush()?)
        })();
        made.map_err(|error| unwritten(&self.folder, &error))?;
        let ledger = ledger_folder(&self.tenant);
        self.put(&attempt, &format!("{ledger}/problems.csv"), &problems)?;
        self.put(&attempt, &format!("{ledger}/{MANIFEST}"), &text)?;
        self.finish(attempt)
    }

    /// The names of the folders in a folder; empty if the folder is not there.
    fn subfolders(&self, folder: &Path) -> Result<Vec<String>, Error> {
        let entries = self.list(folder)?.into_iter();
        let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        Ok(folders
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect())
    }

    /// The files in a folder that are named by a number.
    fn numbered(&self, folder: &Path, ending: &str) -> Result<Vec<(PathBuf, u32)>, Error> {
        let entries = self.list(folder)?.into_iter();
        Ok(entries
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let number = name.strip_suffix(ending)?;
                Some((entry.path(), number.parse().ok()?))
            })
            .collect())
    }

    /// The entries of a folder. Fails if they cannot be listed: a file that is overlooked here would stay, and count
    /// beside those that replace it.
    fn list(&self, folder: &Path) -> Result<Vec<DirEntry>, Error> {
        list(folder).map_err(|error| unwritten(&self.folder, &error.into()))
    }
}

fn file_name(bucket: u32) -> String {
    format!("{bucket:04}.parquet")
}
