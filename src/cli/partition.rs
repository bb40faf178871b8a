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
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::manifest;
use super::resolve::CommonPlan;
use super::run::Run;
use super::unwritten::unwritten;
use crate::error::Error;
use crate::fact::{Facts, Month, by_month};
use crate::records::{ledger_folder, tenant_folder};
use crate::time::Period;
use crate::time::zone::Day;
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
                let mut bytes = Vec::new();
                let written = write_parquet(&table, &mut bytes)
                    .and_then(|()| Ok(self.write_file(&name, &bytes)?));
                written.map_err(|error| unwritten(&self.folder, &error))?;
                outputs.push(OutputFile {
                    bytes: bytes.len() as u64,
                    hash: blake3::hash(&bytes),
                    name,
                });
            }
        }
        let written: BTreeSet<&str> = outputs.iter().map(|output| &*output.name).collect();
        self.remove(|name, number| number == bucket && !written.contains(name))?;
        outputs.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(outputs)
    }

    fn write_file(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        let path = self.folder.join(name);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        write_whole(&path, bytes)
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
                if !month.is_some_and(|month| self.has(month)) {
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

    /// Whether a month has days of the period.
    fn has(&self, month: Month) -> bool {
        let Period { from, to } = self.period;
        let last = to.map(|to| Day(to.0.saturating_sub(1)));
        from.is_none_or(|from| Month::of(from) <= month)
            && last.is_none_or(|last| month <= Month::of(last))
    }

    /// The folder of manifest and problems.
    pub(super) fn ledger(&self) -> PathBuf {
        ledger_folder(&self.folder, &self.tenant)
    }

    /// Writes manifest and problems of a run whose facts are in the folders.
    pub(super) fn write_ledger(
        &self,
        run: &Run,
        plan: &CommonPlan,
        settings: Vec<Setting>,
        outputs: &[OutputFile],
    ) -> Result<(), Error> {
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
            manifest::build(run, "facts", settings, outputs)
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
        if error.kind() == std::io::ErrorKind::NotFound {
            // Another run of the same task was faster.
            return Ok(());
        }
        Err(Error::failed(
            format!("cannot remove {}: {error}", path.display()),
            "remove it, then run the same again",
        ))
    })
}
