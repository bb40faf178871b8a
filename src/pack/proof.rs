//! Checks the outputs of a pack against its manifest, and against another run on the same dump.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use zip::ZipArchive;

use super::{InputChanges, Pack, PackManifest, RecordedOutput, SettingChange};
use super::{input_changes, setting_changes};
use crate::fact::{FactTable, Month};
use crate::report::trend::{MONTH_COVERAGE, QUEUE_YEAR_TO_DATE, YEAR_TO_DATE};

/// A fault of an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutputFault {
    /// The folder does not have the output.
    Missing,
    /// The output cannot be read, for this reason.
    Unreadable(String),
    /// The content does not match the hash. `written` is the size in the manifest, `found` the size now, both in
    /// bytes.
    Changed { written: Option<u64>, found: u64 },
    /// The manifest has no hash for the output.
    Unhashed,
    /// Another run writes a different content. `line` is the first line that differs, in text
    /// files.
    Differs { line: Option<usize> },
    /// Another run does not write the output.
    NotMade,
    /// Another run writes the output, but the pack does not have it.
    New,
    /// The folder has the file, but the manifest does not name it.
    Unlisted,
}

impl OutputFault {
    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::Missing => "is not in the pack".to_owned(),
            Self::Unreadable(reason) => format!("cannot be read: {reason}"),
            Self::Changed {
                written: Some(written),
                found,
            } if written != found => {
                format!("was changed after it was written: it had {written} bytes and has {found}")
            }
            Self::Changed { .. } => {
                "was changed after it was written: the length is the same, the content is not"
                    .to_owned()
            }
            Self::Unhashed => "has no hash in the manifest".to_owned(),
            Self::Differs { line: Some(line) } => {
                format!("comes out another, from line {line} on")
            }
            Self::Differs { line: None } => "comes out another".to_owned(),
            Self::NotMade => "does not come out at all".to_owned(),
            Self::New => "comes out, and is not in the pack".to_owned(),
            Self::Unlisted => "is there, and the manifest does not name it".to_owned(),
        }
    }
}

/// The name of an output, with its fault.
pub type NamedFault = (String, OutputFault);

/// An output that another run writes with different bytes, though not with different content: a table with the same
/// rows, a workbook with the same members, or a printed page, whose content is not compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reformed {
    pub output: String,
    /// The columns that the table in the pack does not have.
    pub new_columns: Vec<String>,
}

impl Reformed {
    /// In words.
    pub fn words(&self) -> String {
        if is_print(&self.output) {
            return "comes out as another print, as of another browser".to_owned();
        }
        if is_workbook(&self.output) {
            return "comes out with the same content, in an archive of another system".to_owned();
        }
        if self.new_columns.is_empty() {
            return "comes out with the same rows, in another form of the file".to_owned();
        }
        let columns = self.new_columns.join(", ");
        format!(
            "comes out with the same rows, and with columns that the pack's version did not have: {columns}"
        )
    }
}

/// The result of comparing a pack with another run.
#[derive(Clone, Debug)]
pub struct Rerun {
    pub inputs: InputChanges,
    pub settings: Vec<SettingChange>,
    pub outputs: Vec<NamedFault>,
    /// Number of outputs that are the same, byte for byte.
    pub same: usize,
    /// Outputs whose bytes differ and whose content does not.
    pub reformed: Vec<Reformed>,
    /// Tables that the pack's version did not write yet.
    pub added: Vec<String>,
    /// The versions (of phasebook, of the time zone rules) that differ: the name, then the version of the pack, then
    /// that of this run.
    pub versions: Vec<(&'static str, String, String)>,
}

/// The outputs of a pack that do not match its manifest.
pub fn check_outputs(pack: &Pack) -> Vec<NamedFault> {
    let outputs = &pack.manifest.outputs;
    outputs
        .iter()
        .filter_map(|output| Some((output.name.clone(), check_output(pack, output)?)))
        .collect()
}

/// The files in the folders of a tenant's facts that the manifest does not name. `of_tenant` is the name of the
/// tenant's folder, which each table's folder has. Months outside the period of the run are passed over.
pub fn unlisted_facts(pack: &Pack, of_tenant: &str) -> Vec<NamedFault> {
    let outputs = pack.manifest.outputs.iter();
    let listed: BTreeSet<&str> = outputs.map(|output| output.name.as_str()).collect();
    let period = pack.manifest.period();
    let mut found = BTreeSet::new();
    for table in names_in(&pack.folder) {
        // The folder of the ledger holds no table, and its manifest cannot name itself.
        if table == "ledger" {
            continue;
        }
        let of_table = format!("{table}/{of_tenant}");
        for name in names_in(&pack.path(&of_table)) {
            let path = format!("{of_table}/{name}");
            let month = name.strip_prefix("month=").and_then(Month::from_name);
            match month {
                Some(month) if !month.has_days_of(period) => {}
                Some(_) => {
                    let names = names_in(&pack.path(&path)).into_iter();
                    found.extend(names.map(|name| format!("{path}/{name}")));
                }
                None => {
                    found.insert(path);
                }
            }
        }
    }
    found.retain(|name| !listed.contains(name.as_str()));
    let found = found.into_iter();
    found.map(|name| (name, OutputFault::Unlisted)).collect()
}

/// The names of a folder's entries; empty if the folder cannot be listed.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.collect()
}

fn check_output(pack: &Pack, output: &RecordedOutput) -> Option<OutputFault> {
    match hash(&pack.path(&output.name)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(OutputFault::Missing),
        Err(error) => Some(OutputFault::Unreadable(error.to_string())),
        Ok((found, hash)) => match &output.blake3 {
            None => Some(OutputFault::Unhashed),
            Some(written) if *written == hash => None,
            Some(_) => Some(OutputFault::Changed {
                written: output.bytes,
                found,
            }),
        },
    }
}

/// Size and hash of a file.
fn hash(path: &Path) -> io::Result<(u64, String)> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    let hash = hasher.finalize().to_hex();
    Ok((hasher.count(), hash.to_string()))
}

/// Compares a pack with another run that has the same settings.
pub fn compare_runs(pack: &Pack, again: &Pack) -> Rerun {
    let (old, new) = (&pack.manifest, &again.manifest);
    let mut outputs = Vec::new();
    let mut reformed = Vec::new();
    let mut added = Vec::new();
    for output in &old.outputs {
        let made = new.outputs.iter().find(|made| made.name == output.name);
        let fault = match made {
            None => Some(OutputFault::NotMade),
            Some(made) => differs(pack, again, output, made),
        };
        let Some(fault) = fault else { continue };
        // Each browser prints the same page in its own way, so prints are not compared. The archive of a workbook names
        // the system that it was made on, so only its members are compared.
        let is_same = is_print(&output.name)
            || is_workbook(&output.name) && same_members(pack, again, &output.name);
        if made.is_some() && is_same {
            reformed.push(Reformed {
                output: output.name.clone(),
                new_columns: Vec::new(),
            });
            continue;
        }
        match same_rows(pack, again, &output.name).filter(|_| made.is_some()) {
            Some(new_columns) => reformed.push(Reformed {
                output: output.name.clone(),
                new_columns,
            }),
            None => outputs.push((output.name.clone(), fault)),
        }
    }
    let same = old.outputs.len() - outputs.len() - reformed.len();
    for made in &new.outputs {
        if old.outputs.iter().any(|output| output.name == made.name) {
            continue;
        }
        if is_of_a_later_table(old, &made.name) {
            added.push(made.name.clone());
        } else {
            outputs.push((made.name.clone(), OutputFault::New));
        }
    }
    // Settings that the pack's version did not have are not reported.
    let mut settings = setting_changes(&old.settings, &new.settings);
    settings.retain(|change| change.before.is_some());
    Rerun {
        inputs: input_changes(&old.files, &new.files),
        settings,
        outputs,
        same,
        reformed,
        added,
        versions: versions(old, new),
    }
}

/// Compares two outputs by the hashes in their manifests; if the pack's manifest has no hash, by the pack's file.
fn differs(
    pack: &Pack,
    again: &Pack,
    output: &RecordedOutput,
    made: &RecordedOutput,
) -> Option<OutputFault> {
    let is_same = match &output.blake3 {
        Some(hash) => made.blake3.as_ref() == Some(hash),
        None => hash(&pack.path(&output.name)).is_ok_and(|(_, hash)| made.blake3 == Some(hash)),
    };
    if is_same {
        return None;
    }
    let text = |pack: &Pack| fs::read(pack.path(&output.name)).unwrap_or_default();
    let is_text = !output.name.ends_with(".parquet");
    let line = first_difference(&text(pack), &text(again)).filter(|_| is_text);
    Some(OutputFault::Differs { line })
}

fn is_workbook(output: &str) -> bool {
    Path::new(output).extension().is_some_and(|it| it == "xlsx")
}

/// Whether the archives of both runs hold the same members with the same content.
fn same_members(pack: &Pack, again: &Pack, output: &str) -> bool {
    let members = |pack: &Pack| -> Option<Vec<(String, blake3::Hash)>> {
        let mut archive = ZipArchive::new(File::open(pack.path(output)).ok()?).ok()?;
        (0..archive.len())
            .map(|number| {
                let mut member = archive.by_index(number).ok()?;
                let name = member.name().ok()?.into_owned();
                let mut hasher = blake3::Hasher::new();
                hasher.update_reader(&mut member).ok()?;
                Some((name, hasher.finalize()))
            })
            .collect()
    };
    members(pack).is_some_and(|old| members(again) == Some(old))
}

/// The columns that a table of another run has in addition to those of the pack, if the rows are
/// the same in all other columns; `None` if they differ or cannot be read.
fn same_rows(pack: &Pack, again: &Pack, output: &str) -> Option<Vec<String>> {
    let (mut old, mut new) = (pack.rows_of(output).ok()?, again.rows_of(output).ok()?);
    let header = new.header().clone();
    let places: Vec<usize> = old
        .header()
        .iter()
        .map(|name| header.iter().position(|column| column == name))
        .collect::<Option<_>>()?;
    loop {
        match (old.next_row().ok()?, new.next_row().ok()?) {
            (None, None) => break,
            (Some(was), Some(is)) => {
                let kept = places.iter().map(|&place| is.get(place));
                if !was.iter().map(Some).eq(kept) {
                    return None;
                }
            }
            _ => return None,
        }
    }
    let is_new = |place: &usize| !places.contains(place);
    let new_places = (0..header.len()).filter(is_new);
    Some(new_places.map(|place| header[place].to_owned()).collect())
}

/// The tables that were added in later versions.
const LATER_TABLES: [&str; 6] = [
    FactTable::States.name(),
    "by_month",
    "by_queue_month",
    YEAR_TO_DATE,
    QUEUE_YEAR_TO_DATE,
    MONTH_COVERAGE,
];

/// Whether an output is one of [`LATER_TABLES`] that the pack does not have in any format.
fn is_of_a_later_table(pack: &PackManifest, output: &str) -> bool {
    let is_of =
        |name: &str, table: &str| name.rsplit_once('.').is_some_and(|(stem, _)| stem == table);
    let mut later = LATER_TABLES.into_iter();
    later.any(|table| {
        is_of(output, table) && !pack.outputs.iter().any(|known| is_of(&known.name, table))
    })
}

/// Whether an output is a page that a browser printed.
fn is_print(output: &str) -> bool {
    output
        .rsplit_once('.')
        .is_some_and(|(_, ending)| ending == "pdf")
}

fn first_difference(one: &[u8], other: &[u8]) -> Option<usize> {
    let common = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let lines = memchr::memchr_iter(b'\n', &one[..common]).count();
    (common < one.len().max(other.len())).then_some(lines + 1)
}

fn versions(old: &PackManifest, new: &PackManifest) -> Vec<(&'static str, String, String)> {
    let rules = |manifest: &PackManifest| manifest.time_zone_rules.clone().unwrap_or_default();
    let pairs = [
        ("phasebook", old.phasebook.clone(), new.phasebook.clone()),
        ("time zone rules", rules(old), rules(new)),
    ];
    pairs
        .into_iter()
        .filter(|(_, old, new)| !old.is_empty() && old != new)
        .collect()
}

impl Rerun {
    /// Whether inputs, settings and outputs are the same. Reformed and added outputs are allowed.
    pub const fn holds(&self) -> bool {
        self.inputs.changes.is_empty() && self.settings.is_empty() && self.outputs.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_is_found() {
        assert_eq!(first_difference(b"a\nb\n", b"a\nc\n"), Some(2));
        assert_eq!(first_difference(b"a\n", b"a\nb\n"), Some(2));
        assert_eq!(first_difference(b"a\n", b"a\n"), None);
        assert_eq!(first_difference(b"", b"a"), Some(1));
    }
}
