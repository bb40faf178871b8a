//! Kept facts may be forged, too: a folder with changed records and a manifest that fits them gives figures or an
//! error, but never a crash.

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Read};

use serde_json::Value;
use zip::ZipArchive;

use crate::harness::dumps::{session, wrapped, zip};
use crate::harness::world::World;

/// The members of the records, whose tables are Parquet.
fn members(records: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(records)).expect("records are an archive");
    (0..archive.len())
        .map(|number| {
            let mut member = archive.by_index(number).expect("it is whole");
            let mut bytes = Vec::new();
            member.read_to_end(&mut bytes).expect("it is whole");
            let name = member.name().expect("a name of UTF-8");
            (name.into_owned(), bytes)
        })
        .collect()
}

/// Writes the records, and their size and hash into the manifest.
fn forge(world: &World, members: &[(String, Vec<u8>)]) {
    let members: Vec<(&str, &[u8])> = members
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let records = zip(&members);
    let path = world.path("facts/manifest.json");
    let text = fs::read(&path).expect("there is a manifest");
    let mut manifest: Value = serde_json::from_slice(&text).expect("it is JSON");
    for output in manifest["outputs"]
        .as_array_mut()
        .expect("outputs are named")
    {
        if output["name"] == "records.zip" {
            output["bytes"] = records.len().into();
            output["blake3"] = blake3::hash(&records).to_hex().as_str().into();
        }
    }
    fs::write(&path, manifest.to_string()).expect("it can be written");
    world.put("facts/records.zip", records);
}

/// Makes reports of forged records, which must give figures, or an error with a hint.
#[track_caller]
fn check_forged(world: &World, members: &[(String, Vec<u8>)], what: &str) {
    forge(world, members);
    let run = world.run(&["report", "--from-facts", "facts", "--out", "out"]);
    match run.status {
        0 => {}
        1 => assert!(run.stderr.contains("\nhint: "), "{what}: {}", run.stderr),
        status => panic!("{what}: {status}: {}", run.stderr),
    }
}

#[test]
fn forged_records_give_figures_or_an_error() {
    let world = World::new()
        .with("a.json", format!("[{},{}]", session(1), session(2)))
        .with("b.json", wrapped(1));
    let made = world.run(&[
        "facts", "dump", "--tz", "UTC", "--format", "parquet", "--out", "facts",
    ]);
    assert_eq!(made.status, 0, "{}", made.stderr);
    let records = fs::read(world.path("facts/records.zip")).expect("records are kept");
    let whole = members(&records);
    check_forged(&world, &whole, "nothing changed");
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits") % below.max(1)
    };
    for round in 0..60 {
        let mut forged = whole.clone();
        let (name, bytes) = &mut forged[round % whole.len()];
        let mut what = format!("{round}: {name}");
        for _ in 0..=next(3) {
            // The end of a Parquet file describes its table.
            let length = bytes.len();
            let at = if next(2) == 0 {
                next(length)
            } else {
                length - 1 - next(length.min(300))
            };
            bytes[at] = u8::try_from(next(256)).expect("a byte");
            write!(what, " {at}={}", bytes[at]).expect("a text takes all");
        }
        check_forged(&world, &forged, &what);
    }
}
