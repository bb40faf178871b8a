//! Facts in folders: a table, a tenant and a month each, with a file a bucket.
//!
//! ```text
//! F/sessions/tenant=T/month=2026-10/0007.parquet
//! F/ledger/tenant=T/manifest.json, problems.csv
//! ```
//!
//! Many tasks write to one folder, each its own buckets, so there is no lock and no move of all files at once:
//! each file is replaced whole, and the ledger is written last.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::manifest;
use super::resolve::CommonPlan;
use super::run::Run;
use super::unwritten::unwritten;
use crate::error::Error;
use crate::fact::{Facts, LookupTable, Month, by_month};
use crate::records::{ledger_folder, tenant_folder};
use crate::table::Table;
use crate::time::Period;
use crate::write::{
    CsvStyle, MANIFEST, OutputFile, Setting, WriteError, write_parquet, write_problems, write_whole,
};

/// Where the facts of a tenant go, and of which days they are.
#[derive(Clone, Debug)]
pub(super) struct Lake {
    pub(super) folder: PathBuf,
    pub(super) tenant: String,
    pub(super) period: Period,
}

impl Lake {
    /// Writes the facts of a bucket, and removes its files of months that have no sessions of it any more. Months
    /// outside the period stay as they are.
    pub(super) fn write(&self, facts: &Facts, bucket: u32) -> Result<Vec<OutputFile>, Error> {
        let mut outputs = Vec::new();
        for (month, tables) in by_month(facts)? {
            for table in tables {
                let name = format!(
                    "{}/{}/month={month}/{}",
                    table.name,
                    tenant_folder(&self.tenant),
                    file_name(bucket)
                );
                outputs.push(self.write_table(&table, name)?);
            }
        }
        let written: BTreeSet<&str> = outputs.iter().map(|output| &*output.name).collect();
        self.remove(|name, number| number == bucket && !written.contains(name))?;
        outputs.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(outputs)
    }

    /// Writes the tables that are of the whole tenant.
    fn write_lookups(&self, run: &Run) -> Result<Vec<OutputFile>, Error> {
        let tables = LookupTable::ALL.iter();
        let written = tables.map(|kind| {
            let table = kind.table(&run.names, &run.plan)?;
            let name = format!(
                "{}/{}/{}",
                kind.name(),
                tenant_folder(&self.tenant),
                file_name(0)
            );
            self.write_table(&table, name)
        });
        written.collect()
    }

    fn write_table(&self, table: &Table, name: String) -> Result<OutputFile, Error> {
        let mut bytes = Vec::new();
        let written =
            write_parquet(table, &mut bytes).and_then(|()| Ok(self.write_file(&name, &bytes)?));
        written.map_err(|error| unwritten(&self.folder, &error))?;
        Ok(OutputFile {
            bytes: bytes.len() as u64,
            hash: blake3::hash(&bytes),
            name,
        })
    }

    fn write_file(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        let path = self.folder.join(name);
        let mut attempts = 1..=10;
        loop {
            let written = path
                .parent()
                .map_or(Ok(()), fs::create_dir_all)
                .and_then(|()| write_whole(&path, bytes));
            match written {
                // Another bucket has removed the folder, which was empty.
                Err(error) if error.kind() == ErrorKind::NotFound && attempts.next().is_some() => {}
                written => return written,
            }
        }
    }

    /// Removes files of buckets that are no more, in the months of the period.
    pub(super) fn remove_buckets_from(&self, count: u32) -> Result<(), Error> {
        self.remove(|_, number| number >= count)?;
        let parts = self.ledger().join("buckets");
        for (path, number) in numbered(&parts, ".json") {
            if number >= count {
                remove_file(&path)?;
            }
        }
        Ok(())
    }

    /// Removes the files of facts in the months of the period that are chosen by their names and buckets.
    fn remove(&self, is_chosen: impl Fn(&str, u32) -> bool) -> Result<(), Error> {
        for table in subfolders(&self.folder) {
            let of_tenant = format!("{table}/{}", tenant_folder(&self.tenant));
            for folder in subfolders(&self.folder.join(&of_tenant)) {
                let month = folder.strip_prefix("month=").and_then(Month::from_name);
                if !month.is_some_and(|month| month.has_days_of(self.period)) {
                    continue;
                }
                let of_month = self.folder.join(&of_tenant).join(&folder);
                for (path, number) in numbered(&of_month, ".parquet") {
                    let name = format!("{of_tenant}/{folder}/{}", file_name(number));
                    if is_chosen(&name, number) {
                        remove_file(&path)?;
                    }
                }
                // A month without files is no month; one with others stays.
                let _ = fs::remove_dir(&of_month);
            }
        }
        Ok(())
    }

    /// The folder of manifest and problems.
    pub(super) fn ledger(&self) -> PathBuf {
        ledger_folder(&self.folder, &self.tenant)
    }

    /// Writes the small tables, manifest and problems of a run whose facts are in the folders.
    pub(super) fn write_ledger(
        &self,
        run: &Run,
        plan: &CommonPlan,
        settings: Vec<Setting>,
        mut outputs: Vec<OutputFile>,
    ) -> Result<(), Error> {
        outputs.extend(self.write_lookups(run)?);
        outputs.sort_by(|a, b| a.name.cmp(&b.name));
        let style = CsvStyle {
            zone: plan.facts.zone,
            dialect: plan.output.dialect,
            durations: plan.output.durations,
        };
        let folder = self.ledger();
        let written = (|| -> Result<(), WriteError> {
            let mut problems = Vec::new();
            write_problems(
                &run.tally.problems,
                |file| run.path(file),
                style,
                &mut problems,
            )?;
            let mut text = Vec::new();
            manifest::of(run, "facts", settings, &outputs)
                .write(manifest::files(run), &mut text)?;
            text.flush()?;
            fs::create_dir_all(&folder)?;
            write_whole(&folder.join("problems.csv"), &problems)?;
            write_whole(&folder.join(MANIFEST), &text)?;
            Ok(())
        })();
        written.map_err(|error| unwritten(&folder, &error))
    }
}

fn file_name(bucket: u32) -> String {
    format!("{bucket:04}.parquet")
}

/// The names of the folders in a folder.
fn subfolders(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    folders
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect()
}

/// The files in a folder that are named by a number, and what killed runs left of such.
fn numbered(folder: &Path, ending: &str) -> Vec<(PathBuf, u32)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let part = name
                .strip_prefix('.')
                .and_then(|name| name.strip_suffix(".phasebook-part"));
            let number = part.unwrap_or(&name).strip_suffix(ending)?;
            Some((entry.path(), number.parse().ok()?))
        })
        .collect()
}

fn remove_file(path: &Path) -> Result<(), Error> {
    fs::remove_file(path).or_else(|error| {
        if error.kind() == ErrorKind::NotFound {
            // Another run of the same task was faster.
            return Ok(());
        }
        Err(Error::failed(
            format!("cannot remove {}: {error}", path.display()),
            "remove it, then run the same again",
        ))
    })
}
