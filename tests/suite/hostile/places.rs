//! Folders with other things than files, and files that change while they are read.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::process::Command;

use phasebook::read::progress::Progress;
use phasebook::read::{
    Dump, Extras, FileStatus, HistoryNaming, Limits, Loaded, TextPlan, discover, load,
};

use super::bounds::{problems, watched};
use crate::harness::dumps::{check_dumps, dump, session, zip};
use crate::harness::program;
use crate::harness::world::World;

#[test]
fn pipes_sockets_and_devices_are_passed_over() {
    let world = World::new().with("a.json", session(1));
    let pipe = Command::new("mkfifo")
        .arg(world.path("dump/pipe.json"))
        .status()
        .expect("mkfifo is part of every Unix");
    assert!(pipe.success());
    let _socket = UnixListener::bind(world.path("dump/socket.json")).expect("a socket can be made");
    symlink("/dev/zero", world.path("dump/zero.json")).expect("a link can be made");
    symlink("/dev/zero", world.path("dump/zero.zip")).expect("a link can be made");
    symlink("pipe.json", world.path("dump/linked.json")).expect("a link can be made");
    let arguments = ["facts", "dump", "--out", "out", "--tz", "UTC"];
    let run = watched(&world, &arguments, 4_000_000, 60, |_| {});
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    let passed_over =
        |name| format!("info,skipped_file,{name},,,\"no file, but a pipe or device\"");
    let names = [
        "linked.json",
        "pipe.json",
        "socket.json",
        "zero.json",
        "zero.zip",
    ];
    assert_eq!(problems(&world), names.map(passed_over));
    let run = world.facts(&[]);
    assert_eq!(run.sessions(), "1");
    assert_eq!(
        run.counts(&["files_found", "files_skipped"]),
        ["files_found 6", "files_skipped 5"]
    );
}

#[test]
fn links_that_lead_in_circles_end() {
    let world = World::new()
        .with("a.json", session(1))
        .with("in/b.json", session(2));
    symlink(".", world.path("dump/self")).expect("a link can be made");
    symlink("../..", world.path("dump/in/up")).expect("a link can be made");
    symlink("circle.json", world.path("dump/circle.json")).expect("a link can be made");
    symlink("there.json", world.path("dump/here.json")).expect("a link can be made");
    symlink("here.json", world.path("dump/there.json")).expect("a link can be made");
    symlink("a.json", world.path("dump/copy.json")).expect("a link can be made");
    let run = world.facts(&[]);
    assert_eq!(run.sessions(), "1 2");
    assert_eq!(
        run.problems(),
        [
            "unreadable_file circle.json",
            "unreadable_file here.json",
            "unreadable_file there.json"
        ]
    );
    assert_eq!(run.count("sessions_superseded"), 1);
}

#[test]
fn names_that_are_not_utf_8_are_read_and_shown_as_well_as_can_be() {
    let world = World::new();
    let name = |bytes: &[u8]| world.path("dump").join(OsStr::from_bytes(bytes));
    fs::write(name(b"caf\xE9.json"), session(1)).expect("the file can be written");
    fs::write(name(b"caf\xE8.json"), "{").expect("the file can be written");
    fs::create_dir(name(b"\xFF")).expect("the folder can be made");
    fs::write(name(b"\xFF/b.json"), session(2)).expect("the file can be written");
    fs::write(name(b"\xFF/\xFE.zip"), zip(&[("\u{e9}.json", b"{")]))
        .expect("the file can be written");
    fs::write(name(b"new\nline\x1B[31m.json"), "{").expect("the file can be written");
    let run = world.facts(&[]);
    assert_eq!(run.sessions(), "1 2");
    assert_eq!(
        run.table("problems").pick(&["code", "file"]),
        [
            "truncated_file caf\u{fffd}.json",
            "truncated_file new\nline\u{1b}[31m.json",
            "truncated_file \u{fffd}/\u{fffd}.zip/\u{e9}.json",
        ]
    );
    let strict = world.run(&["facts", "dump", "--out", "out", "--strict"]);
    assert_eq!(strict.status, 3);
}

/// Nested folders are read up to the longest path that the system can name; deeper ones are in the ledger.
#[test]
fn paths_of_four_thousand_bytes_are_read_and_longer_ones_are_told() {
    let world = World::new().with("a.json", session(1));
    let base = world.path("dump").as_os_str().len();
    let mut path = world.path("dump");
    while path.as_os_str().len() < 3_980 {
        path.push("f");
    }
    fs::create_dir_all(&path).expect("the folders can be made");
    fs::write(path.join("b.json"), session(2)).expect("the file can be written");
    // Made by a shell inside the folder, since the whole path is too long to be named.
    let name = "g".repeat(200);
    let script = "mkdir -p \"$1\" && printf '%s' \"$2\" >\"$1/c.json\"";
    let deeper = Command::new("sh")
        .args(["-c", script, "sh", &[&*name; 3].join("/"), &session(3)])
        .current_dir(&path)
        .status()
        .expect("a shell can be started");
    assert!(deeper.success());
    let run = world.facts(&[]);
    assert_eq!(run.sessions(), "1 2");
    let problems = run.problems();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(
        problems[0].starts_with("unreadable_file f/f/f/"),
        "{problems:?}"
    );
    assert!(problems[0].len() > 3_900 - base);
    let told = super::bounds::detailed(&run).concat();
    assert!(told.contains("too long"), "{told}");
}

#[test]
fn empty_folders_and_files_are_no_error() {
    let world = World::new()
        .with("empty.json", "")
        .with("empty.zip", "")
        .with("in/empty.json.gz", "");
    fs::create_dir_all(world.path("dump/none/none")).expect("the folders can be made");
    fs::create_dir(world.path("dump/folder.json")).expect("the folder can be made");
    check_dumps([dump("empty", world)
        .sessions("")
        .problems([
            "skipped_file empty.json",
            "skipped_file empty.zip",
            "skipped_file in/empty.json.gz",
        ])
        .counts(["files_found 3", "files_skipped 3"])]);
}

/// `/proc/self/mem` can be opened but not read, even by root: its first page is not mapped.
#[test]
fn an_error_while_reading_is_told_with_its_cause() {
    let world = World::new().with("a.json", session(1));
    symlink("/proc/self/mem", world.path("dump/memory.json")).expect("a link can be made");
    if !world.path("dump/memory.json").exists() {
        return;
    }
    let run = world.facts(&[]);
    assert_eq!(run.sessions(), "1");
    assert_eq!(run.problems(), ["unreadable_file memory.json"]);
    let told = super::bounds::detailed(&run).concat();
    assert!(told.contains("os error"), "{told}");
}

/// Root may read everything, so under root the program runs as the user nobody (65534), from a copy that this
/// user can start.
#[test]
fn files_and_folders_that_may_not_be_read_are_told() {
    let world = World::new()
        .with("a.json", session(1))
        .with("b.json", session(2))
        .with("closed/c.json", session(3))
        .with("listed/d.json", session(4));
    let allow = |path: &str, mode| {
        fs::set_permissions(world.path(path), Permissions::from_mode(mode))
            .expect("the mode can be set");
    };
    let mut command = if fs::metadata("/proc/self")
        .is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
    {
        fs::copy(program::path(), world.path("phasebook")).expect("it can be copied");
        allow("phasebook", 0o755);
        let mut command = Command::new(world.path("phasebook"));
        command.uid(65534);
        command
    } else {
        Command::new(program::path())
    };
    fs::create_dir(world.path("out")).expect("the folder can be made");
    for (path, mode) in [
        ("", 0o755),
        ("out", 0o777),
        ("dump/b.json", 0),
        ("dump/closed", 0),
        ("dump/listed", 0o444),
    ] {
        allow(path, mode);
    }
    let output = command
        .args(["facts", "dump", "--out", "out", "--tz", "UTC"])
        .current_dir(world.path(""))
        .output()
        .expect("the program can be started");
    for path in ["dump/closed", "dump/listed"] {
        allow(path, 0o755);
    }
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    let denied = "Permission denied (os error 13)";
    assert_eq!(
        problems(&world),
        ["b.json", "closed", "listed/d.json"]
            .map(|file| format!("error,unreadable_file,{file},,,{denied}"))
    );
}

/// Loads a dump whose files `happens` changes after they were listed; returns the problems, too.
fn loaded(world: &World, happens: impl FnOnce()) -> (Loaded, Vec<String>) {
    let mut dumps = [Dump::new(world.path("dump"))];
    let inputs = discover(&mut dumps, Limits::default()).expect("the dump is there");
    happens();
    let (naming, limits) = (HistoryNaming::default(), Limits::default());
    let mut loaded = load(
        &dumps,
        &inputs,
        &naming,
        limits,
        TextPlan::default(),
        Extras {
            hash: true,
            downloads: true,
            doubts: true,
        },
        &Progress::default(),
    );
    // Threads note problems in any order; the output is sorted.
    loaded.tally.problems.finish();
    let told = loaded.tally.problems.iter();
    let told = told
        .map(|problem| {
            let file = problem.file.map_or_else(String::new, |file| {
                inputs[file as usize].path().into_owned()
            });
            format!("{} {file}", problem.code.name())
        })
        .collect();
    (loaded, told)
}

fn statuses(loaded: &Loaded) -> Vec<FileStatus> {
    loaded.files.iter().map(|file| file.status).collect()
}

#[test]
fn files_that_vanish_shrink_grow_or_turn_into_something_else_are_read_as_they_are_then() {
    let page = |ids: std::ops::Range<i64>| ids.map(|id| session(id) + "\n").collect::<String>();
    let world = || {
        World::new()
            .with("a.json", page(1..10))
            .with("b.json", session(20))
            .with("c.zip", zip(&[("c.json", page(30..5_000).as_bytes())]))
    };
    let kept = |loaded: &Loaded| loaded.sessions.iter().map(Vec::len).sum::<usize>();
    let read = FileStatus::Read;

    let gone = world();
    let (loaded, told) = loaded(&gone, || {
        fs::remove_file(gone.path("dump/a.json")).expect("the file can be removed");
    });
    assert_eq!(told, ["unreadable_file a.json"]);
    assert_eq!(statuses(&loaded), [FileStatus::Unreadable, read, read]);
    assert_eq!(kept(&loaded), 1 + 4_970);

    let shrunk = world();
    let (loaded, told) = self::loaded(&shrunk, || {
        shrunk.put("dump/a.json", &page(1..10)[..100]);
        shrunk.put("dump/b.json", "");
    });
    assert_eq!(told, ["truncated_file a.json", "skipped_file b.json"]);
    assert_eq!(statuses(&loaded), [read, FileStatus::Skipped, read]);

    let grown = world();
    let (loaded, told) = self::loaded(&grown, || grown.put("dump/a.json", page(1..15)));
    assert_eq!(told, [] as [&str; 0]);
    assert_eq!(kept(&loaded), 14 + 1 + 4_970);

    let cut = world();
    let (loaded, told) = self::loaded(&cut, || {
        let archive = fs::OpenOptions::new()
            .write(true)
            .open(cut.path("dump/c.zip"));
        archive
            .and_then(|archive| archive.set_len(2_000))
            .expect("the file can be cut");
    });
    assert_eq!(told, ["unreadable_file c.zip/c.json"]);
    assert_eq!(statuses(&loaded), [read, read, FileStatus::Unreadable]);

    let other = world();
    let (loaded, told) = self::loaded(&other, || {
        fs::remove_file(other.path("dump/a.json")).expect("the file can be removed");
        fs::create_dir(other.path("dump/a.json")).expect("the folder can be made");
        fs::remove_file(other.path("dump/b.json")).expect("the file can be removed");
        let pipe = Command::new("mkfifo")
            .arg(other.path("dump/b.json"))
            .status();
        assert!(pipe.is_ok_and(|status| status.success()));
    });
    assert_eq!(told, ["unreadable_file a.json", "unreadable_file b.json"]);
    assert_eq!(kept(&loaded), 4_970);
}
