//! Finding nothing is not success (`phasebook guide ledger`): a dump without sessions, and a period without sessions.

use insta::assert_snapshot;

use crate::harness::dumps::{session, wrapped};
use crate::harness::world::{Run, World};

fn typed(world: &World, arguments: &[&str]) -> Run {
    world.put("out/total.csv", "old");
    world.run(&[arguments, &["--tz", "Europe/Prague"]].concat())
}

fn junk() -> World {
    World::new()
        .with("a.txt", session(1))
        .with("b.txt", "x")
        .with("c.xlsx", "x")
        .with("d", "x")
        .with("e.html", "x")
        .with("f.html", "x")
        .with("g.json", "")
        .with("bad.json", "502 Bad Gateway")
        .with("history.json", wrapped(9))
}

#[test]
fn the_message_tells_what_was_there_instead() {
    let run = typed(&junk(), &["report", "dump", "--out", "out"]);
    assert_eq!(run.status, 1);
    assert_eq!(run.file("total.csv"), b"old");
    assert_eq!(run.files.len(), 1);
    assert_snapshot!(run.stdout + &run.stderr, @r"
    error: no session was found, nothing was written: 1 of 9 files read, 7 skipped (.html, .txt, .xlsx, ...), 1 unreadable, 1 routing history
      bad.json: unreadable_file: it holds no JSON object or array
    hint: Files that hold JSON end in .json, .ndjson or .jsonl (packed: with .gz or .zst, or in .zip or .tar): rename them, or name them as PATHs of their own. Export the file again; often it is an error page that was saved in place of an answer. Sessions are the saved answers of GET /api/v1/Sessions, as JSON. With --allow-empty the empty reports are written.
    ");
}

#[test]
fn every_command_that_makes_figures_refuses_a_dump_without_sessions() {
    let world = junk();
    for arguments in [
        &["report", "dump", "--out", "out"][..],
        &["report", "dump"],
        &["report", "dump", "--out", "out", "--strict"],
        &["report", "dump", "--out", "out", "--month", "2026-10"],
        &["month", "dump", "--out", "out", "--month", "2026-10"],
        &["facts", "dump", "--out", "out"],
        &[
            "explain", "dump", "--report", "total", "--metric", "sessions",
        ],
        &["diff", "dump", "dump"],
    ] {
        let run = typed(&world, arguments);
        assert_eq!(run.status, 1, "{arguments:?}: {}", run.stderr);
        assert!(
            run.stderr.contains("no session was found"),
            "{arguments:?}: {}",
            run.stderr
        );
        assert!(run.stderr.contains("hint: "), "{arguments:?}");
        assert_eq!(run.file("total.csv"), b"old", "{arguments:?}");
        assert!(run.stdout.is_empty(), "{arguments:?}: {}", run.stdout);
    }
    let init = world.run(&["init", "dump", "--out", "new.toml"]);
    assert_eq!(init.status, 1, "{}", init.stderr);
    assert!(!world.path("new.toml").exists());
    // `check` describes any dump: this one is not fit.
    let check = typed(&world, &["check", "dump"]);
    assert_eq!(check.status, 4, "{}", check.stderr);
    assert!(
        check.stdout.contains("NO  sessions in the period"),
        "{}",
        check.stdout
    );
}

#[test]
fn empty_reports_are_written_where_they_are_allowed() {
    let world = junk();
    let run = typed(&world, &["report", "dump", "--out", "out", "--allow-empty"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(run.table("total").sum("sessions"), 0);
    assert_eq!(run.manifest()["settings"]["allow_empty"], true);
    // The pack can be verified with its dump.
    let verified = world.run(&["verify", "out", "dump"]);
    assert_eq!(verified.status, 0, "{}{}", verified.stdout, verified.stderr);
    // Facts kept of a dump without sessions have none either, and reports from them fail.
    let kept = typed(
        &world,
        &[
            "facts",
            "dump",
            "--out",
            "kept",
            "--format",
            "parquet",
            "--allow-empty",
        ],
    );
    assert_eq!(kept.status, 0, "{}", kept.stderr);
    let run = typed(&world, &["report", "--from-facts", "kept", "--out", "out"]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    // The error about an empty PATH says that it is empty.
    let empty = typed(&World::new(), &["report", "dump"]);
    assert!(
        empty.stderr.contains("Check the PATH: it holds no file"),
        "{}",
        empty.stderr
    );
}

#[test]
fn a_period_without_sessions_is_a_warning_that_names_the_days_of_the_dump() {
    let on = |id, day: &str| format!(r#"{{"id":{id},"created":"{day}T10:00:00+02:00"}}"#);
    let world = World::new()
        .with("a.json", on(1, "2026-10-05"))
        .with("b.json", on(2, "2026-10-09"))
        .with("c.json", on(3, "2026-10-07"));
    let november = ["report", "dump", "--out", "out", "--month", "2026-11"];
    let run = typed(&world, &november);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let told = "no session is in the period: the dump has the days 2026-10-05 to 2026-10-09";
    assert!(
        run.stderr.contains(&format!("warning: {told}")),
        "{}",
        run.stderr
    );
    assert_eq!(run.table("total").sum("sessions"), 0);
    let strict = typed(&world, &[&november[..], &["--strict"]].concat());
    assert_eq!(strict.status, 3);
    assert!(
        strict.stderr.contains(&format!("error: --strict: {told}")),
        "{}",
        strict.stderr
    );
    assert_eq!(strict.file("total.csv"), b"old");
    let run = typed(
        &world,
        &["report", "dump", "--out", "out", "--from", "2026-10-09"],
    );
    assert!(
        !run.stderr.contains("warning: no session"),
        "{}",
        run.stderr
    );
    // The days are those by --day-of; a single day is named as one.
    let ended = World::new().with(
        "a.json",
        r#"{"id":1,"created":"2026-10-05T10:00:00Z","ended":"2026-10-06T10:00:00Z"}"#,
    );
    let run = typed(&ended, &[&november[..], &["--day-of", "ended"]].concat());
    assert!(
        run.stderr.contains("the dump has the day 2026-10-06"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_was_skipped_is_told_by_its_endings() {
    let world = junk().with("z.json", session(1));
    let run = typed(&world, &["report", "dump", "--out", "out"]);
    assert!(
        run.stderr
            .contains("7 files skipped: .html, .txt, .xlsx, ...\n"),
        "{}",
        run.stderr
    );
    let few = World::new()
        .with("z.json", session(1))
        .with("a.TXT", "x")
        .with("b.json", " ");
    let run = typed(&few, &["report", "dump", "--out", "out"]);
    assert!(
        run.stderr.contains("2 files skipped: .txt, only blanks\n"),
        "{}",
        run.stderr
    );
    // Skipped files give no warning.
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
}
