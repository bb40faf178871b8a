//! `-` as PATH: standard input with any content that a file may have.

use std::fs::File;
use std::process::{Command, Stdio};

use super::bounds::{problems, watched};
use crate::harness::dumps::{gzip, history, session, zip, zstd};
use crate::harness::program;
use crate::harness::world::World;

/// The ids of sessions and the problems that the facts of this standard input have.
fn piped(input: &[u8]) -> (String, Vec<String>) {
    let world = World::new();
    let arguments = ["facts", "-", "--out", "out", "--tz", "UTC", "--allow-empty"];
    let run = watched(&world, &arguments, 4_000_000, 120, |pipe| {
        pipe.write_all(input).expect("phasebook reads all of it");
    });
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    (kept(&world), problems(&world))
}

/// The ids in the table of sessions.
fn kept(world: &World) -> String {
    let table =
        std::fs::read_to_string(world.path("out/sessions.csv")).expect("the table is there");
    let ids: Vec<&str> = table
        .lines()
        .skip(1)
        .filter_map(|row| row.split(',').next())
        .collect();
    ids.join(" ")
}

#[test]
fn standard_input_may_hold_what_a_file_may() {
    let lines = format!("{}\n{}\n", session(1), session(2));
    let array = format!("[{},{}]", session(1), session(2));
    let utf16: Vec<u8> = format!("\u{feff}{array}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (name, input) in [
        ("lines", lines.clone().into_bytes()),
        ("an array", array.clone().into_bytes()),
        ("an envelope", format!(r#"{{"data":{array}}}"#).into_bytes()),
        ("UTF-16", utf16),
        ("gzip", gzip(&lines)),
        ("zstd", zstd(&array)),
    ] {
        assert_eq!(piped(&input), ("1 2".to_owned(), Vec::new()), "{name}");
    }
    assert_eq!(piped(b"").1, ["info,skipped_file,-,,,empty"]);
    assert_eq!(
        piped(b"502 Bad Gateway").1,
        ["error,unreadable_file,-,,,it holds no JSON object or array"]
    );
    assert_eq!(
        piped(format!("{array}\n{{").as_bytes()),
        (
            "1 2".to_owned(),
            vec!["error,truncated_file,-,2,,the file ends inside a value".to_owned()]
        )
    );
    assert_eq!(
        piped(history().as_bytes()).1,
        ["error,unnamed_history,-,1,,neither the file's name nor its folder's tells the session"]
    );
    assert_eq!(
        piped(&zip(&[("a.json", array.as_bytes())])).1,
        [
            "error,unreadable_file,-,,,\"an archive cannot be read from a pipe: save it, and name the file\""
        ]
    );
}

/// A pipe may give more bytes than memory holds.
#[test]
fn a_pipe_of_any_length_takes_no_memory_for_what_is_not_kept() {
    let world = World::new();
    let line = session(1).replace('}', &format!(r#","guest":"{}"}}"#, "x".repeat(100_000)));
    let arguments = [
        "facts",
        "-",
        "--out",
        "out",
        "--tz",
        "UTC",
        "--threads",
        "2",
    ];
    let run = watched(&world, &arguments, 1_000_000, 300, |pipe| {
        for _ in 0..3_000 {
            pipe.write_all(line.as_bytes())
                .expect("phasebook reads all of it");
            pipe.write_all(b"\n").expect("phasebook reads all of it");
        }
    });
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert_eq!(kept(&world), "1");
}

#[test]
fn a_slow_pipe_is_waited_for() {
    let world = World::new();
    let arguments = [
        "facts",
        "-",
        "--out",
        "out",
        "--tz",
        "UTC",
        "--threads",
        "1",
    ];
    let text = format!("{}\n{}\n", session(1), session(2));
    let run = watched(&world, &arguments, 4_000_000, 120, |pipe| {
        for byte in text.bytes() {
            pipe.write_all(&[byte]).expect("phasebook reads all of it");
            pipe.flush().expect("a pipe can be flushed");
        }
    });
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert_eq!(kept(&world), "1 2");
}

/// Runs phasebook with a file as standard input.
fn redirected(world: &World, arguments: &[&str], input: &str) -> (Option<i32>, String, String) {
    let output = Command::new(program::path())
        .args(arguments)
        .current_dir(world.path(""))
        .stdin(Stdio::from(
            File::open(world.path(input)).expect("the file is there"),
        ))
        .output()
        .expect("the program can be started");
    let text = |bytes| String::from_utf8(bytes).expect("phasebook speaks UTF-8");
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn standard_input_goes_with_other_paths_and_is_named_by_its_dash() {
    let world = World::new().with("b.json", session(2));
    world.put("in", format!("{}\n{}", session(1), "{\"status\":404}"));
    let arguments = [
        "facts", "dump", "-", "--out", "out", "--tz", "UTC", "--hash",
    ];
    let (status, _, told) = redirected(&world, &arguments, "in");
    assert_eq!(status, Some(0), "{told}");
    assert_eq!(kept(&world), "1 2");
    assert_eq!(
        problems(&world),
        ["warning,unrecognised,-,2,,an object that is no answer of the API: it has `status`"]
    );
    let manifest = std::fs::read(world.path("out/manifest.json")).expect("the manifest is there");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("it is JSON");
    assert_eq!(manifest["dumps"], serde_json::json!(["-", "dump"]));
    let input = &manifest["files"][0];
    let size = std::fs::metadata(world.path("in"))
        .expect("the file is there")
        .len();
    assert_eq!(
        (&input["path"], &input["bytes"]),
        (&"-".into(), &size.into())
    );
    assert!(input["blake3"].is_string(), "{input}");
}

#[test]
fn a_pack_of_standard_input_is_verified_explained_and_compared_with_it() {
    let world = World::new();
    world.put("in", format!("{}\n{}", session(1), session(2)));
    let (status, _, told) = redirected(
        &world,
        &["report", "-", "--out", "pack", "--tz", "UTC", "--hash"],
        "in",
    );
    assert_eq!(status, Some(0), "{told}");
    for arguments in [
        &["verify", "pack", "-"][..],
        &["explain", "-", "--session", "1", "--tz", "UTC"],
        &["diff", "pack", "-"],
        &["report", "-", "--tz", "UTC"],
    ] {
        let (status, said, told) = redirected(&world, arguments, "in");
        assert_eq!(status, Some(0), "{arguments:?}: {said}{told}");
    }
    let (status, ..) = redirected(&world, &["check", "-", "--tz", "UTC"], "in");
    assert!(matches!(status, Some(0 | 4)), "{status:?}");
    // `./-` is the file of that name, not standard input.
    world.put("-", session(3));
    let (_, said, _) = redirected(
        &world,
        &["report", "./-", "--tz", "UTC", "--format", "json"],
        "in",
    );
    assert!(said.contains("\"files_read\":1"), "{said}");
}

#[test]
fn what_can_be_read_once_is_not_named_twice() {
    let world = World::new();
    world.put("in", session(1));
    let (status, _, told) = redirected(&world, &["report", "-", "-", "--tz", "UTC"], "in");
    assert_eq!(status, Some(2), "{told}");
    assert!(told.contains("`-` is named twice"), "{told}");
    let (status, _, told) = redirected(&world, &["diff", "-", "-"], "in");
    assert_ne!(status, Some(0), "{told}");
    assert!(told.contains("standard input can be read once"), "{told}");
}
