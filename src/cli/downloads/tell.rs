//! The summary of recordings and files, for people and as JSON.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::resolve::DownloadsCommand;
use super::super::ui::{Ui, width};
use super::{Checked, Found};
use crate::download::{DownloadList, Held, RECEIPTS};
use crate::ledger::plural;
use crate::model::DownloadState;
use crate::report::DOWNLOAD_KINDS;
use crate::text::layout::{Align, Grid, wrap};

/// The most hosts or files that are named.
pub(super) const SHOWN: usize = 8;

/// Prints everything, the next step last.
pub(super) fn found(ui: Ui, command: &DownloadsCommand, found: &Found) {
    summary(ui, found);
    if let Some(list) = &found.list {
        listed(ui, command, list);
    }
    if let (Some(list), Some(checked)) = (&found.list, &found.checked) {
        check(ui, list, checked);
    }
    if let (Some(path), Some(list)) = (&command.curl, &found.list) {
        let count = to_fetch(list, found.checked.as_ref());
        ui.result(&format!(
            "wrote the list of {} to fetch to {}",
            plural(count, "file"),
            path.display()
        ));
        if count > 0 {
            ui.result(&format!(
                "  in the folder for them: curl --disable --config {} --oauth2-bearer \"$TOKEN\" 2>> {RECEIPTS}",
                from_elsewhere(path).display()
            ));
        }
    }
}

/// The path of a file, as a command in another folder names it. In front of a relative path stands `PATH`, for the
/// user to fill in.
fn from_elsewhere(path: &Path) -> PathBuf {
    if path.is_absolute() {
        path.to_owned()
    } else {
        Path::new("PATH").join(path.file_name().unwrap_or_default())
    }
}

/// The number of files that curl will fetch by the list.
fn to_fetch(list: &DownloadList, checked: Option<&Checked>) -> u64 {
    let count = match checked {
        Some(checked) => {
            let held = checked.state.held.iter();
            held.filter(|held| held.is_to_fetch()).count()
        }
        None => list.entries.len(),
    };
    count as u64
}

fn summary(ui: Ui, found: &Found) {
    let summary = &found.downloads.summary;
    let mut columns = vec![Align::Left];
    columns.extend([Align::Right; 1 + DownloadState::NAMES.len()]);
    let mut grid = Grid::new(&columns);
    let heading = ["", "all"].into_iter().chain(DownloadState::NAMES);
    grid.row(heading);
    for (kind, counts) in DOWNLOAD_KINDS.iter().zip(&summary.counts) {
        let all: u64 = counts.iter().sum();
        let cells = [all].into_iter().chain(*counts);
        let cells = cells.map(|count| count.to_string());
        grid.row([format!("{kind}s")].into_iter().chain(cells));
    }
    for line in grid.lines(0, width()) {
        ui.result(&line);
    }
    ui.result(&format!("{} recorded", hours(summary.recorded)));
    ui.result(&format!(
        "{} of {} answered by phone or video without a recording",
        summary.not_recorded,
        plural(summary.answered_calls, "session")
    ));
}

/// Microseconds as hours with two decimals, rounded half up.
fn hours(micros: i128) -> String {
    const HUNDREDTH: i128 = 36_000_000;
    let hundredths = (micros + HUNDREDTH / 2) / HUNDREDTH;
    format!("{}.{:02} hours", hundredths / 100, hundredths % 100)
}

fn listed(ui: Ui, command: &DownloadsCommand, list: &DownloadList) {
    let Some(host) = &list.host else {
        ui.result("nothing can be fetched: no recording or file is available");
        return;
    };
    let named = if command.host.is_some() {
        ""
    } else {
        ", the only one"
    };
    let others = match list.of_other_hosts {
        0 => String::new(),
        count => format!(
            "; {} of other hosts are not on the list",
            plural(count, "row")
        ),
    };
    ui.result(&format!(
        "the list is of {host}{named}: {}{others}",
        plural(list.entries.len() as u64, "file")
    ));
    if list.too_long > 0 {
        ui.result(&format!(
            "{} not on the list: the address is longer than curl takes",
            plural(list.too_long, "row")
        ));
    }
}

fn check(ui: Ui, list: &DownloadList, checked: &Checked) {
    let state = &checked.state;
    let whole = state.held.iter();
    let whole = whole.filter(|held| matches!(held, Held::Whole(_))).count();
    ui.result(&format!(
        "\n{}: {whole} of {} there, {} bytes",
        checked.folder.display(),
        plural(list.entries.len() as u64, "file"),
        state.bytes()
    ));
    let mut grid = Grid::new(&[Align::Left, Align::Right, Align::Left]);
    let lacking = [
        (
            "missing",
            paths(list, checked, |held| held == Held::Missing),
        ),
        (
            "empty",
            paths(list, checked, |held| matches!(held, Held::Empty { .. })),
        ),
        (
            "unfinished",
            paths(list, checked, |held| matches!(held, Held::Unfinished(_))),
        ),
        (
            "not on the list",
            state.not_listed.iter().map(String::as_str).collect(),
        ),
    ];
    for (what, paths) in lacking {
        if !paths.is_empty() {
            grid.row([what.to_owned(), paths.len().to_string(), some(&paths)]);
        }
    }
    for line in grid.lines(2, width()) {
        ui.result(&line);
    }
    let answer = if state.is_complete() {
        "The folder has every file of the list."
    } else {
        "The folder does NOT have every file of the list: --curl FILE writes a list of those to fetch again."
    };
    for line in wrap(answer, width()) {
        ui.result(&line);
    }
}

fn paths<'a>(
    list: &'a DownloadList,
    checked: &Checked,
    is_meant: impl Fn(Held) -> bool,
) -> Vec<&'a str> {
    let entries = list.entries.iter().zip(&checked.state.held);
    entries
        .filter(|(_, held)| is_meant(**held))
        .map(|(entry, _)| entry.path.as_str())
        .collect()
}

/// The first [`SHOWN`] paths, and `…` if there are more.
fn some(paths: &[&str]) -> String {
    let mut shown: Vec<&str> = paths.iter().take(SHOWN).copied().collect();
    if paths.len() > shown.len() {
        shown.push("…");
    }
    shown.join(", ")
}

/// Everything that was found, as JSON.
pub(super) fn as_json(found: &Found) -> String {
    let summary = &found.downloads.summary;
    let counts = |kind: usize| -> Value {
        let states = DownloadState::NAMES.iter().zip(summary.counts[kind]);
        let states = states.map(|(state, count)| ((*state).to_owned(), count.into()));
        Value::Object(states.collect())
    };
    let list = found.list.as_ref().map(|list| {
        json!({
            "host": list.host,
            "files": list.entries.len(),
            "of_other_hosts": list.of_other_hosts,
            "too_long": list.too_long,
            "to_fetch": to_fetch(list, found.checked.as_ref()),
        })
    });
    let checked = found.list.as_ref().zip(found.checked.as_ref());
    let checked = checked.map(|(list, checked)| {
        let state = &checked.state;
        let of = |name: &str| paths(list, checked, |held| held.name() == name);
        let hashes = checked.hashes.as_ref().map(|hashes| {
            let files = list.entries.iter().zip(hashes);
            files
                .filter_map(|(entry, hash)| Some((entry.path.clone(), hash.clone()?.into())))
                .collect::<serde_json::Map<_, _>>()
        });
        json!({
            "complete": state.is_complete(),
            "there": of("there").len(),
            "bytes": state.bytes(),
            "missing": of("missing"),
            "empty": of("empty"),
            "unfinished": of("unfinished"),
            "not_on_the_list": state.not_listed,
            "blake3": hashes,
        })
    });
    let all = json!({
        "recordings": counts(0),
        "files": counts(1),
        "recorded_us": i64::try_from(summary.recorded).ok(),
        "answered_calls": summary.answered_calls,
        "not_recorded": summary.not_recorded,
        "list": list,
        "check": checked,
    });
    format!("{all:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_have_two_decimals() {
        assert_eq!(hours(0), "0.00 hours");
        assert_eq!(hours(3_600_000_000), "1.00 hours");
        assert_eq!(hours(18_000_000), "0.01 hours");
        assert_eq!(hours(17_999_999), "0.00 hours");
    }
}
