//! `phasebook downloads`: the recordings and files of sessions, the list by which curl fetches them, and the state of
//! a folder of fetched files.

mod tell;

use std::path::{Path, PathBuf};

use polars::prelude::{IntoColumn, StringChunked};

use super::manifest::{RunPlan, settings};
use super::pipeline::{self, Resolved};
use super::report::nothing_has;
use super::resolve::DownloadsCommand;
use super::run::{self, Results, Run, Written};
use super::threads::on_threads;
use super::ui::Ui;
use crate::download::{
    CURL_BEGINNING, DownloadList, FolderState, HostError, hashes, look_into, write_curl,
};
use crate::error::Error;
use crate::error::Exit;
use crate::report::{DownloadReport, downloads, downloads_selection};
use crate::table::{ColumnSpec, Kind, Table};
use crate::write::{is_of_others, write_whole};

pub(super) const EXAMPLES: &str = "\
Examples:
  phasebook downloads dump
  phasebook downloads dump --month 2026-10 --tz Europe/Prague --out october
  phasebook downloads dump --where channel=Phone --curl list.curl
  phasebook downloads dump --check recordings --curl missing.curl
  phasebook downloads dump --check recordings --hash --out proof

In the folder for the files, with a token of the API:
  curl --disable --config ../list.curl --oauth2-bearer \"$TOKEN\" 2>> receipts.txt

Exit status: 0 done, with --check the folder has everything, 1 cannot go on, 2 usage,
3 --strict and the dump has errors or nothing in the period, 4 --check and something is missing,
130 and 143 ended by Ctrl-C and SIGTERM.";

/// Everything that was found.
struct Found {
    run: Run,
    downloads: DownloadReport,
    /// The files for curl to fetch; `None` without `--curl` and `--check`.
    list: Option<DownloadList>,
    /// `None` without `--check`.
    checked: Option<Checked>,
    /// The files in the folder of `--out`.
    written: Written,
}

/// A folder compared with the list.
struct Checked {
    folder: PathBuf,
    state: FolderState,
    /// The files' hashes in the order of the list, with `None` for a file that is not whole; `None` without `--hash`.
    hashes: Option<Vec<Option<String>>>,
}

/// Writes the table, writes the list for curl and checks a folder, each if asked for; [`Exit::NotFit`] if the folder
/// lacks a file.
pub(super) fn run(ui: Ui, command: &DownloadsCommand) -> Result<Exit, Error> {
    let plan = &command.common;
    let output = run::open_output(plan)?;
    check_places(command)?;
    let found = on_threads(ui, plan.threads, || {
        let selection = downloads_selection(&command.report);
        let records = pipeline::load(ui, plan)?;
        let run = Resolved::new(plan, records)?.into_facts(ui, plan, &selection)?;
        let mut downloads = downloads(&run.plan, &command.report, &run.facts, &run.names)?;
        run.check_balance(&[run.facts.sessions.frame.height() as u64])?;
        let is_listed = command.curl.is_some() || command.check.is_some();
        let list = is_listed.then(|| DownloadList::new(&downloads.table, command.host.as_deref()));
        let list = list.transpose()?;
        let checked = match (&command.check, &list) {
            (Some(folder), Some(list)) => Some(Checked::new(folder, list, plan.read.extras.hash)?),
            _ => None,
        };
        if let (Some(Checked { hashes, .. }), Some(list)) = (&checked, &list)
            && let Some(hashes) = hashes
        {
            add_hashes(&mut downloads.table, list, hashes)?;
        }
        let settings = settings(RunPlan::Downloads(command), &run.named_settings);
        let results = Results {
            command: "downloads",
            stem: "downloads",
            settings: &settings,
            columns_are_chosen: false,
            tables: &[&downloads.table],
            overview: None,
            pdf: None,
            explain: None,
            records: None,
        };
        let written = match output {
            Some(output) => run.write(plan, output, results)?,
            None => Written::default(),
        };
        Ok(Found {
            run,
            downloads,
            list,
            checked,
            written,
        })
    })?;
    if let (Some(path), Some(list)) = (&command.curl, &found.list) {
        write_list(path, list, found.checked.as_ref())?;
    }
    for unknown in &found.downloads.unknown {
        ui.warning(&nothing_has(unknown));
    }
    if command.json {
        ui.json(&tell::as_json(&found));
    } else {
        tell::found(ui, command, &found);
    }
    Run::tell_files(ui, plan, &found.written);
    found.run.tell(ui, plan);
    let is_complete = found
        .checked
        .as_ref()
        .is_none_or(|checked| checked.state.is_complete());
    Ok(if is_complete {
        Exit::Done
    } else {
        Exit::NotFit
    })
}

impl Checked {
    fn new(folder: &Path, list: &DownloadList, is_hashing: bool) -> Result<Self, Error> {
        let unread = |error: crate::download::LookError| {
            Error::failed(
                error.to_string(),
                "name the folder that curl fetched into with --check",
            )
        };
        let state = look_into(folder, &list.entries).map_err(unread)?;
        let hashes = is_hashing.then(|| hashes(folder, &list.entries, &state));
        Ok(Self {
            folder: folder.to_owned(),
            hashes: hashes.transpose().map_err(unread)?,
            state,
        })
    }
}

/// Fails if the list cannot be written or the folder to check is missing, before the dump is read.
fn check_places(command: &DownloadsCommand) -> Result<(), Error> {
    if let Some(path) = &command.curl {
        if is_of_others(path, CURL_BEGINNING.as_bytes()) {
            return Err(Error::failed(
                format!("{} is there, and is no list for curl", path.display()),
                "name a new file with --curl",
            ));
        }
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let is_special = path.metadata().is_ok_and(|found| !found.is_file());
        if !is_special && let Err(error) = tempfile::tempfile_in(folder) {
            return Err(unwritten(path, &error));
        }
    }
    if let Some(folder) = &command.check
        && !folder.is_dir()
    {
        return Err(Error::failed(
            format!("--check: {} is not a folder", folder.display()),
            "name the folder that curl fetched into; before the first fetch, write the list with --curl alone",
        ));
    }
    Ok(())
}

fn unwritten(path: &Path, error: &std::io::Error) -> Error {
    Error::failed(
        format!("cannot write {}: {error}", path.display()),
        "choose another file with --curl",
    )
}

/// Writes the list for curl; if a folder was checked, only the files that are still to be fetched.
fn write_list(path: &Path, list: &DownloadList, checked: Option<&Checked>) -> Result<(), Error> {
    let held = checked.map(|checked| &checked.state.held);
    let entries = list.entries.iter().enumerate();
    let wanted = entries.filter(|(place, _)| held.is_none_or(|held| held[*place].is_to_fetch()));
    let text = write_curl(list.host.as_deref(), wanted.map(|(_, entry)| entry));
    write_whole(path, text.as_bytes()).map_err(|error| unwritten(path, &error))
}

/// Adds a column with the hashes to the table; empty where the folder does not have the whole file.
fn add_hashes(
    table: &mut Table,
    list: &DownloadList,
    hashes: &[Option<String>],
) -> Result<(), Error> {
    let mut cells: Vec<Option<&str>> = vec![None; table.frame.height()];
    for (entry, hash) in list.entries.iter().zip(hashes) {
        cells[entry.row] = hash.as_deref();
    }
    let name = "blake3";
    let cells: StringChunked = cells.into_iter().collect();
    table
        .frame
        .with_column(cells.into_column().with_name(name.into()))?;
    table.columns.push(ColumnSpec {
        name: name.to_owned(),
        kind: Kind::Text,
    });
    Ok(())
}

impl From<HostError> for Error {
    fn from(error: HostError) -> Self {
        let listed = |counts: &[(String, u64)]| {
            let mut shown: Vec<String> = counts
                .iter()
                .take(tell::SHOWN)
                .map(|(host, count)| format!("{host} ({count})"))
                .collect();
            if counts.len() > shown.len() {
                shown.push("…".to_owned());
            }
            shown.join(", ")
        };
        match error {
            HostError::Several(counts) => Self::failed(
                format!(
                    "the files are of {} hosts, and a token for one is not for the others: {}",
                    counts.len(),
                    listed(&counts)
                ),
                "name the host of your platform with --host; rows of others stay in the table, not on the list",
            ),
            HostError::Unknown(counts) => Self::failed(
                "--host: no file is of this host".to_owned(),
                format!("there are {}", listed(&counts)),
            ),
            HostError::Frame(error) => error.into(),
        }
    }
}
