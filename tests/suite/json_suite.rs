//! Hostile JSON: the files of a public collection of parsing tests, alone and inside a session. Nothing
//! crashes, the ledger balances, and a broken value costs no record beside it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::dumps::session;
use crate::harness::skipped_but_not_in_ci;
use crate::harness::world::World;

/// One file of the collection. The first letter of its name says whether it must be read (`y`), must not be
/// read (`n`), or may be read or not (`i`).
struct Specimen {
    name: String,
    bytes: Vec<u8>,
}

impl Specimen {
    fn is_valid(&self) -> bool {
        self.name.starts_with('y')
    }
}

/// The collection, in the order of the names. If it is missing, the test fails in CI; elsewhere this prints a note and
/// returns `None`.
fn specimens() -> Option<Vec<Specimen>> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/json-test-suite/test_parsing");
    if !folder.is_dir() {
        let reason = format!(
            "the collection of JSON files is not here ({} is no folder)",
            folder.display()
        );
        skipped_but_not_in_ci(&reason);
        return None;
    }
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder can be listed")
        .map(|entry| entry.expect("the entry can be read").path())
        .collect();
    paths.sort();
    let specimens: Vec<Specimen> = paths
        .into_iter()
        .map(|path| Specimen {
            name: path
                .file_name()
                .expect("a file has a name")
                .to_string_lossy()
                .into_owned(),
            bytes: fs::read(&path).expect("the file can be read"),
        })
        .collect();
    assert!(
        specimens.len() > 300,
        "the collection has {} files only",
        specimens.len()
    );
    Some(specimens)
}

#[test]
fn by_themselves_they_yield_no_record_and_valid_ones_no_fault() {
    let Some(specimens) = specimens() else { return };
    let mut world = World::new();
    for specimen in &specimens {
        world = world.with(&specimen.name, &specimen.bytes);
    }
    let run = world.facts(&[]);
    run.check_balance();
    assert_eq!(run.count("files_found"), specimens.len() as u64);
    let records = ["session_records", "histories", "campaigns"].map(|name| run.count(name));
    assert_eq!(records, [0, 0, 0]);
    let wrong: Vec<String> = run
        .problems()
        .into_iter()
        .filter(|problem| {
            problem.starts_with("bad_json y") || problem.starts_with("truncated_file y")
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A file of three lines for each specimen: a session, a session that holds the specimen, a session.
fn between_sessions(specimens: &[Specimen], property: &str) -> World {
    let mut world = World::new();
    for (number, specimen) in (0_i64..).zip(specimens) {
        let first = number * 10;
        let head = format!("{}\n", session(first + 1));
        let open = format!(
            r#"{{"id":{},"created":"2026-10-05T08:00:00Z","{property}":"#,
            first + 2
        );
        let tail = format!("}}\n{}\n", session(first + 3));
        let parts: [&[u8]; 4] = [
            head.as_bytes(),
            open.as_bytes(),
            &specimen.bytes,
            tail.as_bytes(),
        ];
        world = world.with(&format!("{}.ndjson", specimen.name), parts.concat());
    }
    world
}

#[track_caller]
fn check_neighbours(property: &str, is_needed: bool) {
    let Some(specimens) = specimens() else { return };
    let run = between_sessions(&specimens, property).facts(&[]);
    run.check_balance();
    let kept = run.sessions();
    let kept: Vec<&str> = kept.split(' ').map(|id| id.trim_end_matches('+')).collect();
    let mut lost = Vec::new();
    for (number, specimen) in (0_i64..).zip(&specimens) {
        let is_kept = |place: i64| kept.contains(&(number * 10 + place).to_string().as_str());
        if !is_kept(1) || !is_kept(3) {
            lost.push(format!("{}: a neighbour", specimen.name));
        }
        if specimen.is_valid() && !is_kept(2) {
            lost.push(format!("{}: a session with a valid value", specimen.name));
        }
    }
    assert!(lost.is_empty(), "{property} ({is_needed}): {lost:#?}");
}

#[test]
fn where_a_value_is_not_needed_they_cost_no_neighbour() {
    check_neighbours("guest", false);
}

#[test]
fn where_a_value_is_needed_they_cost_no_neighbour() {
    for property in [
        "widget",
        "operators",
        "routingHistory",
        "departmentId",
        "ended",
        "waited",
        "channel",
        "autoAccepted",
    ] {
        check_neighbours(property, true);
    }
}

#[test]
fn threads_make_no_difference_to_what_is_broken() {
    let Some(specimens) = specimens() else { return };
    let world = between_sessions(&specimens, "operators");
    let one = world.facts(&["--threads", "1"]);
    let many = world.facts(&["--threads", "4"]);
    for (name, bytes) in &one.files {
        assert!(many.file(name) == bytes, "{name}");
    }
}
