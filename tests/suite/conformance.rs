//! The program against dumps whose figures were all computed by another implementation: each pack is run
//! through `phasebook facts` and `phasebook report`, and every cell of every expected file is compared.
//!
//! The pack `tiny` is kept in `tests/data`, so every clone proves the formulas. The other packs are large and
//! lie beside the checkout. Where they are missing, a local run says so and passes, and a run in CI fails, so
//! that a green CI always means all packs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::harness::compare::{self, Difference};
use crate::harness::folder::{files_below, temporary};
use crate::harness::program;
use crate::harness::skipped_but_not_in_ci;

const FACTS: [&str; 4] = [
    "sessions.csv",
    "session_operators.csv",
    "queue_visits.csv",
    "offers.csv",
];

const REPORTS: [&str; 8] = [
    "by_operator.csv",
    "by_queue.csv",
    "by_day.csv",
    "by_operator_day.csv",
    "by_queue_day.csv",
    "by_operator_queue_day.csv",
    "total.csv",
    "service_levels.csv",
];

const BEYOND: [&str; 8] = [
    "waits_by_queue.csv",
    "waits_by_day.csv",
    "waits_total.csv",
    "queue_flows.csv",
    "operator_load.csv",
    "offer_outcomes.csv",
    "service_level_curve.csv",
    "thresholds.csv",
];

const RECORDINGS: [&str; 4] = [
    "recordings_by_queue.csv",
    "recordings_by_day.csv",
    "recordings_by_operator.csv",
    "recordings_total.csv",
];

/// Tables for which only the packs `beyond` and `downloads` have figures.
const STATES: [&str; 1] = ["states.csv"];
const STATES_BY_SOURCE: [&str; 1] = ["states_by_source.csv"];
const DOWNLOADS: [&str; 1] = ["downloads.csv"];

/// Files that every output directory has besides the tables.
const ALWAYS: [&str; 2] = ["manifest.json", "problems.csv"];

#[test]
fn tiny() {
    check_pack(&tiny_in_the_repository());
}

#[test]
fn clean() {
    check_pack_beside_the_checkout("clean");
}

#[test]
fn single_files() {
    check_pack_beside_the_checkout("single-files");
}

#[test]
fn shapes() {
    check_pack_beside_the_checkout("shapes");
}

#[test]
fn messy() {
    check_pack_beside_the_checkout("messy");
}

#[test]
fn options() {
    check_pack_beside_the_checkout("options");
}

#[test]
fn coats() {
    check_pack_beside_the_checkout("coats");
}

#[test]
fn beyond() {
    let Some(pack) = pack_beside_the_checkout("beyond") else {
        return;
    };
    let all: Vec<&str> = REPORTS.into_iter().chain(BEYOND).collect();
    check_names(&pack.join("expected"), &[&FACTS, &all, &["counts.json"]]);
    let of_faq: Vec<&str> = RECORDINGS.into_iter().chain(STATES_BY_SOURCE).collect();
    check_names(&pack.join("expected-faq"), &[&DOWNLOADS, &of_faq, &STATES]);
    let facts = [("expected", &FACTS[..]), ("expected-faq", &STATES)];
    let reports = [("expected", &all[..]), ("expected-faq", &of_faq)];
    let mut differences = run(&pack, "facts", &[], &facts, &[]);
    differences.extend(run(&pack, "report", &["--beyond"], &reports, &[]));
    let downloads = [("expected-faq", &DOWNLOADS[..])];
    differences.extend(run(&pack, "downloads", &[], &downloads, &[]));
    compare::assert_none(&pack.display().to_string(), &differences);
}

#[test]
fn downloads() {
    let Some(pack) = pack_beside_the_checkout("downloads") else {
        return;
    };
    let names = [&DOWNLOADS[..], &RECORDINGS, &STATES, &STATES_BY_SOURCE];
    check_names(
        &pack.join("expected"),
        &[&names[..], &[&["counts.json"]]].concat(),
    );
    let listed = [("expected", &DOWNLOADS[..])];
    let mut differences = run(&pack, "downloads", &[], &listed, &[]);
    let each: Vec<String> = RECORDINGS
        .iter()
        .map(|name| format!("--report={}", name.trim_end_matches(".csv")))
        .collect();
    let each: Vec<&str> = each.iter().map(String::as_str).collect();
    let recordings = [("expected", &RECORDINGS[..])];
    differences.extend(run(&pack, "report", &each, &recordings, &[]));
    let reports: Vec<&str> = REPORTS.into_iter().chain(BEYOND).collect();
    let beyond = [
        ("expected", &RECORDINGS[..]),
        ("expected", &STATES_BY_SOURCE),
    ];
    differences.extend(run(&pack, "report", &["--beyond"], &beyond, &reports));
    let states = [("expected", &STATES[..])];
    differences.extend(run(&pack, "facts", &[], &states, &FACTS));
    compare::assert_none(&pack.display().to_string(), &differences);
}

#[test]
fn tiny_beyond() {
    let pack = tiny_in_the_repository();
    check_names(&pack.join("expected-beyond"), &[&BEYOND]);
    let each: Vec<String> = BEYOND
        .iter()
        .map(|name| format!("--report={}", name.trim_end_matches(".csv")))
        .collect();
    let each: Vec<&str> = each.iter().map(String::as_str).collect();
    let expected = [("expected-beyond", &BEYOND[..])];
    let differences = run(&pack, "report", &each, &expected, &[]);
    compare::assert_none(&pack.display().to_string(), &differences);
}

/// The copy in the repository must not drift from the original, or a green test of a clone would prove less.
#[test]
fn the_kept_pack_is_the_original() {
    for name in ["tiny", "tiny-v3"] {
        let Some(original) = pack_beside_the_checkout(name) else {
            return;
        };
        check_is_kept(&original, &tiny_in_the_repository().with_file_name(name));
    }
}

#[track_caller]
fn check_is_kept(original: &Path, kept: &Path) {
    let original = files_below(original);
    let kept = files_below(kept);
    let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&kept), names(&original), "the files of the pack");
    for (name, bytes) in &original {
        assert!(
            kept[name] == *bytes,
            "{} is not the original",
            name.display()
        );
    }
}

fn check_pack_beside_the_checkout(name: &str) {
    if let Some(folder) = pack_beside_the_checkout(name) {
        check_pack(&folder);
    }
}

/// Runs both commands on a pack and compares all files that they wrote. The facts come first, since a wrong
/// fact explains wrong reports.
fn check_pack(pack: &Path) {
    check_names(
        &pack.join("expected"),
        &[&FACTS, &REPORTS, &["counts.json"]],
    );
    let mut differences = run(pack, "facts", &[], &[("expected", &FACTS)], &STATES);
    differences.extend(run(pack, "report", &[], &[("expected", &REPORTS)], &[]));
    compare::assert_none(&pack.display().to_string(), &differences);
}

/// Checks that the expected files are exactly those that are compared.
#[track_caller]
fn check_names(expected: &Path, known: &[&[&str]]) {
    let known: BTreeSet<String> = known.concat().into_iter().map(str::to_owned).collect();
    assert_eq!(names_in(expected), known, "{}", expected.display());
}

/// Runs one command on a pack and compares its exit status, its files, their cells, and the counts of its manifest.
/// Only tables in the folders of the pack are compared; there are no expected figures for others.
fn run(
    pack: &Path,
    command: &str,
    options: &[&str],
    expected: &[(&str, &[&str])],
    others: &[&str],
) -> Vec<Difference> {
    let folder = temporary();
    let out = folder.path().join("out");
    let arguments = read_text(&pack.join("args"));
    let output = Command::new(program::path())
        .arg(command)
        .arg(pack.join("dump"))
        .args(arguments.split_whitespace())
        .args(options)
        .arg("--out")
        .arg(&out)
        .arg("--quiet")
        // An empty working directory, so that no settings file is found.
        .current_dir(folder.path())
        .output()
        .expect("the program can be started");
    assert!(
        output.status.success(),
        "phasebook {command} {} ended with {}:\n{}",
        pack.display(),
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    let written: BTreeSet<String> = expected
        .iter()
        .flat_map(|(_, tables)| *tables)
        .chain(others)
        .chain(&ALWAYS)
        .map(|&name| name.to_owned())
        .collect();
    assert_eq!(
        names_in(&out),
        written,
        "what phasebook {command} {} wrote",
        pack.display()
    );
    let tables = expected.iter().flat_map(|(folder, tables)| {
        let tables = tables.iter();
        tables.map(move |table| (expected_file(pack, folder, table), table))
    });
    let mut differences: Vec<Difference> = tables
        .flat_map(|(expected, table)| compare::csv_files(&expected, &out.join(table)))
        .collect();
    let expected = read_json(&expected_file(pack, "expected", "counts.json"));
    let manifest = read_json(&out.join("manifest.json"));
    let file = format!("manifest.json of {command}");
    differences.extend(compare::counts(&file, &expected, manifest.get("counts")));
    differences
}

/// The expected file of a pack, or its replacement where the rules have changed since.
fn expected_file(pack: &Path, expected: &str, name: &str) -> PathBuf {
    let later = if pack.ends_with("tiny") {
        pack.with_file_name("tiny-v3")
    } else {
        pack.to_owned()
    };
    let later = later.join("expected-v3").join(name);
    if expected == "expected" && later.is_file() {
        return later;
    }
    pack.join(expected).join(name)
}

fn tiny_in_the_repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tiny")
}

/// The folder of a pack beside the checkout. If it is missing, the test fails in CI; elsewhere this prints a note and
/// returns `None`.
fn pack_beside_the_checkout(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/conformance")
        .join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    let reason = format!(
        "the conformance pack `{name}` is not here ({} is no folder)",
        folder.display()
    );
    skipped_but_not_in_ci(&reason);
    None
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("the folder's entry can be read"))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

fn read_text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read_json(path: &Path) -> Value {
    serde_json::from_str(&read_text(path))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
