//! `phasebook` without a command: five lines about the folder, and commands that work there as they are shown.

use std::process::Command;

use crate::harness::dumps::{event, session};
use crate::harness::program;
use crate::harness::scenario::Scenario;
use crate::harness::world::World;

/// Two sessions of October 2026, and the time zone named, so that no line depends on the machine.
fn world() -> World {
    let answered = |seconds| {
        let session = Scenario::new().queued("Podpora", 0).offered("Jana", 1);
        let session = session.accepted("Jana", seconds).joined("Jana", seconds);
        session.left(seconds + 60).length(60)
    };
    let world = World::of([answered(5), answered(9)]);
    world.put("phasebook.toml", "tz = \"Europe/Prague\"\n");
    world
}

fn told(world: &World) -> String {
    let run = world.run(&[]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    assert_eq!(run.stdout.lines().count(), 5, "{}", run.stdout);
    let is_short = |line: &str| line.chars().count() <= 100;
    assert!(run.stdout.lines().all(is_short), "{}", run.stdout);
    run.stdout
}

/// The commands that the output shows.
fn commands(told: &str) -> Vec<String> {
    let lines = told.lines().filter_map(|line| line.strip_prefix("  "));
    lines
        .map(|line| line.split("  ").next().unwrap_or(line).to_owned())
        .collect()
}

/// Runs a command in the shell, as it would be copied.
fn copied(world: &World, command: &str) -> i32 {
    let arguments = command
        .strip_prefix("phasebook")
        .expect("a command of ours");
    let status = Command::new("sh")
        .args(["-c", &format!("'{}'{arguments}", program::path().display())])
        .current_dir(world.path(""))
        .output()
        .expect("a shell");
    status.status.code().expect("it ends by itself")
}

/// Two sessions are no month, so `check` may tell that days are missing.
#[track_caller]
fn works(world: &World, command: &str) {
    let status = copied(world, command);
    let is_check = command.starts_with("phasebook check ");
    assert!(
        status == 0 || is_check && status == 4,
        "{command}: {status}"
    );
}

#[test]
fn a_dump_with_settings_is_told_of() {
    insta::assert_snapshot!(told(&world()), @r"
    dump: 2 sessions from 2026-10-05 to 2026-10-05, 2 with a routing history
    phasebook.toml: its settings apply here
      phasebook check dump --month 2026-10                whether the export is complete
      phasebook report dump --month 2026-10               the figures, here
      phasebook month dump --month 2026-10 --out 2026-10  the page and the workbook to send
    ");
}

#[test]
fn a_pack_that_is_there_is_to_be_verified() {
    let world = world();
    for command in commands(&told(&world)) {
        works(&world, &command);
    }
    let told = told(&world);
    assert!(told.contains("phasebook verify 2026-"), "{told}");
    for command in commands(&told) {
        works(&world, &command);
    }
}

#[test]
fn without_settings_the_first_step_is_to_write_them() {
    let world = world();
    std::fs::remove_file(world.path("phasebook.toml")).expect("it was there");
    let first = told(&world);
    assert!(first.contains("\nphasebook.toml: none, "), "{first}");
    let commands = commands(&first);
    assert_eq!(commands[0], "phasebook init dump");
    for command in commands {
        works(&world, &command);
    }
    assert!(told(&world).contains("\nphasebook.toml: its settings apply here"));
}

#[test]
fn errors_of_the_settings_are_counted_and_the_dump_is_told_of_all_the_same() {
    let world = world();
    world.put("phasebook.toml", "nonsense = true\nmore = 1\n");
    let told = told(&world);
    assert!(
        told.contains("\nphasebook.toml: 2 errors, so no command works here until it is mended\n"),
        "{told}"
    );
    assert!(told.starts_with("dump: 2 sessions from "), "{told}");
    let first = commands(&told).remove(0);
    assert_eq!(first, "phasebook plan check .");
    assert_eq!(world.run(&["plan", "check", "."]).status, 2);
}

#[test]
fn in_an_empty_folder_the_guide_is_named() {
    let world = World::new();
    let told = told(&world);
    assert!(
        told.starts_with("this folder: no session of a dump (0 of 0 files read)\n"),
        "{told}"
    );
    for command in commands(&told) {
        works(&world, &command);
    }
}

#[test]
fn in_a_pack_the_pack_is_told_of() {
    let world = world();
    world.report(&[]);
    let output = Command::new(program::path())
        .current_dir(world.path("out"))
        .output()
        .expect("it runs");
    let told = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(
        told.starts_with("this folder: what `phasebook report` made of dump\n"),
        "{told}"
    );
    assert!(told.contains("  phasebook verify . "), "{told}");
}

/// Commands name the working directory if a shell would run the dump's name, or if sessions are in several folders.
#[test]
fn a_dump_under_a_dangerous_name_is_this_folder() {
    let world = world();
    std::fs::rename(world.path("dump"), world.path("$(touch x)")).expect("it can be renamed");
    let told = told(&world);
    assert!(told.starts_with("this folder: 2 sessions "), "{told}");
    assert!(told.contains("phasebook check . --month"), "{told}");
    assert!(!told.contains("touch"), "{told}");
}

/// The histories and names beside the sessions belong to the dump.
#[test]
fn the_dump_is_the_folder_that_holds_everything_that_was_read() {
    let world = world();
    for folder in ["dump/sessions", "dump/routing"] {
        std::fs::create_dir(world.path(folder)).expect("a folder");
    }
    world.put("dump/sessions/9.json", session(9));
    world.put("dump/routing/9.json", format!("[{}]", event(1)));
    std::fs::remove_file(world.path("dump/sessions.ndjson")).expect("it was there");
    let outside = told(&world);
    assert!(
        outside.starts_with("dump: 1 session from 2026-10-05 to 2026-10-05, 1 with a routing"),
        "{outside}"
    );
    let inside = Command::new(program::path())
        .current_dir(world.path("dump"))
        .output()
        .expect("it runs");
    let inside = String::from_utf8(inside.stdout).expect("UTF-8");
    assert!(inside.starts_with("this folder: 1 session "), "{inside}");
    assert!(
        inside.contains("  phasebook check . --month 2026-10 "),
        "{inside}"
    );
}

#[test]
fn files_that_are_no_dump_are_named_with_the_way_to_the_reasons() {
    let world = World::new().with("Sessions.csv", "id;created\n1;2\n");
    std::fs::write(world.path("dump/answer.json"), "<html>").expect("a file");
    let told = told(&world);
    assert!(
        told.starts_with("this folder: no session of a dump (0 of 2 files read; skipped: .csv)\n"),
        "{told}"
    );
    assert_eq!(commands(&told)[0], "phasebook report .");
    let run = world.run(&["report", "."]);
    assert!(
        run.stderr.contains("rename them, or name them as PATHs"),
        "{}",
        run.stderr
    );
}
