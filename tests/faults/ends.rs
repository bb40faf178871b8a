//! Runs that are killed, told to stop, or lose the reader of their output.

use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::harness::{Fault, Place, SIGINT, SIGKILL, SIGTERM, State, With, run};
use crate::program;

/// Every call that changes the disk.
const CHANGES: &str = "write,create,rename,link,mkdir,fsync,unlink";

#[test]
fn killed_at_any_change_of_the_disk_a_run_leaves_one_output_whole() {
    let place = Place::new();
    let fault = Fault {
        calls: CHANGES,
        path: "out/",
        with: With::Signal(SIGKILL, 0),
    };
    let mut states = Vec::new();
    for nth in program::each_place() {
        place.reset();
        let Some(ended) = fault.hit(nth, place.replace()) else {
            break;
        };
        assert_eq!(ended.signal, Some(SIGKILL), "{nth}: {ended:?}");
        place.assert_no_mixture();
        place.settle();
        states.push(place.state(&nth));
    }
    let tried = |count| program::cases(count) as usize;
    assert!(states.len() >= tried(80), "{} changes", states.len());
    // From some call on, the new output is kept.
    let first = states.iter().position(|state| *state == State::After);
    let first = first.expect("a kill after the decision keeps the new output");
    assert!(first >= tried(40), "{states:?}");
    assert!(
        states[first..].iter().all(|state| *state == State::After),
        "{states:?}"
    );
}

#[test]
fn a_run_killed_at_many_points_leaves_one_output_whole() {
    let place = Place::new();
    let began = Instant::now();
    run(place.replace());
    let micros = u64::try_from(began.elapsed().as_micros()).expect("less than an age");
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    // The optimised program is so fast that more kills cost little.
    let runs = if program::is_optimised() { 200 } else { 50 };
    for run_number in 0..runs {
        // Xorshift: the same random delays in each run of the test.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        place.reset();
        let mut child = place
            .replace()
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program can be started");
        std::thread::sleep(Duration::from_micros(random % (micros + micros / 10)));
        // The run may have ended by itself.
        let _ = child.kill();
        let status = child.wait().expect("it has ended");
        assert!(
            status.success() || status.signal() == Some(SIGKILL),
            "{run_number}: {status}"
        );
        place.assert_no_mixture();
        place.settle();
        place.state(&run_number);
    }
}

/// Milliseconds; far longer than it takes to handle a signal, even on a busy machine.
const LONG: u32 = 60_000;

#[test]
fn told_to_stop_a_run_tidies_up_and_says_so_by_its_status() {
    let place = Place::new();
    for (signal, status) in [(SIGINT, 130), (SIGTERM, 143)] {
        for (calls, path, nth) in [
            ("open", "dump/", 1),
            ("write", "out/", 1),
            ("write", "out/", 7),
            ("write", "scratch/", 1),
        ] {
            place.reset();
            let fault = Fault {
                calls,
                path,
                with: With::Signal(signal, LONG),
            };
            let ended = fault
                .hit(nth, place.replace())
                .expect("there is such a call");
            assert_eq!(ended.status, Some(status), "{calls}: {ended:?}");
            assert_eq!(place.state(&ended), State::Before, "{calls}");
        }
        // A signal waits until the cleanup is registered, and once the first file is moved into place, until all are
        // moved. After that either the run or the signal may end the program.
        for (calls, nth, left) in [
            ("mkdir", 1, State::Before),
            ("mkdir", 2, State::Before),
            ("create", 2, State::Before),
            ("rename", 1, State::After),
            ("rename", 2, State::After),
            ("rename", 10, State::After),
        ] {
            place.reset();
            let fault = Fault {
                calls,
                path: "out/",
                with: With::Signal(signal, 100),
            };
            let ended = fault
                .hit(nth, place.replace())
                .expect("there is such a call");
            let state = place.state(&ended);
            match ended.status {
                Some(0) => assert_eq!(state, State::After, "{calls} {nth}: {ended:?}"),
                found => {
                    assert_eq!(found, Some(status), "{calls} {nth}: {ended:?}");
                    assert_eq!(state, left, "{calls} {nth}: {ended:?}");
                }
            }
        }
    }
}

#[test]
fn facts_in_folders_that_are_stopped_leave_nothing_unfinished() {
    let place = Place::new();
    let fault = Fault {
        calls: "write",
        path: "lake/",
        with: With::Signal(SIGINT, LONG),
    };
    let facts = [
        "facts",
        "dump",
        "--tz",
        "UTC",
        "--partition",
        "month",
        "--out",
        "lake",
    ];
    let stopped = |arguments: &[&str]| {
        let ended = fault.hit(1, place.command(arguments));
        assert_eq!(ended.expect("there is such a call").status, Some(130));
    };
    stopped(&facts);
    assert!(!place.path("lake").exists(), "no folder was there before");
    // Other threads may have written whole files of records by then.
    stopped(&["records", "dump", "--out", "lake"]);
    let unfinished = |folder: &str| {
        let entries = fs::read_dir(place.path(folder)).into_iter().flatten();
        let mut names = entries.map(|entry| entry.expect("an entry").file_name());
        names.find(|name| name.to_string_lossy().ends_with(".phasebook-part"))
    };
    assert_eq!(unfinished("lake/tenant=default/tasks"), None);
}

#[test]
fn a_folder_that_was_not_there_is_not_there_after_a_stop() {
    let place = Place::new();
    fs::remove_dir_all(place.path("out")).expect("the folder can be removed");
    let fault = Fault {
        calls: "write",
        path: "out/",
        with: With::Signal(SIGTERM, LONG),
    };
    let ended = fault.hit(1, place.replace()).expect("there is such a call");
    assert_eq!(ended.status, Some(143), "{ended:?}");
    assert!(!place.path("out").exists());
}

#[test]
fn a_comparison_takes_its_temporary_pack_with_it() {
    let place = Place::new();
    let verify = || place.command(&["verify", "out", "dump"]);
    for (signal, status) in [(SIGTERM, Some(143)), (SIGKILL, None)] {
        let fault = Fault {
            calls: "write",
            path: "scratch/",
            with: With::Signal(signal, LONG),
        };
        let ended = fault.hit(2, verify()).expect("there is such a call");
        assert_eq!(ended.status, status, "{ended:?}");
    }
    // The next run removes what the killed run left.
    assert_ne!(
        fs::read_dir(place.path("scratch"))
            .expect("a folder")
            .count(),
        0
    );
    let ended = run(verify());
    assert_eq!(ended.status, Some(0), "{ended:?}");
    assert_eq!(place.state(&ended), State::Before);
}

#[test]
fn a_reader_that_has_heard_enough_is_no_error() {
    let place = Place::new();
    for arguments in [
        &["report", "dump", "--tz", "UTC"][..],
        &["report", "dump", "--tz", "UTC", "--format", "json"],
        &["columns"],
        &["man"],
        &["--help"],
        &["explain", "dump", "--session", "1", "--tz", "UTC"],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = place.command(arguments);
        let ended = command.stdout(writer).stderr(Stdio::piped()).spawn();
        let ended = ended.and_then(std::process::Child::wait_with_output);
        let ended = crate::harness::Ended::from(ended.expect("the program can be started"));
        assert_eq!(ended.status, Some(0), "{arguments:?}: {ended:?}");
        assert!(!ended.stderr.contains("error"), "{arguments:?}: {ended:?}");
        assert!(!ended.stderr.contains("panic"), "{arguments:?}: {ended:?}");
    }
}

#[test]
fn a_result_that_did_not_arrive_is_an_error() {
    let place = Place::new();
    for arguments in [
        &["report", "dump", "--tz", "UTC"][..],
        &["report", "dump", "--tz", "UTC", "--format", "ndjson"],
        &["check", "dump", "--tz", "UTC"],
        &["columns"],
        &["man"],
        &["completions", "bash"],
        &["--help"],
    ] {
        let full = File::options().write(true).open("/dev/full");
        let mut command = place.command(arguments);
        command
            .stdout(full.expect("Linux has it"))
            .stderr(Stdio::piped());
        let ended = command
            .spawn()
            .and_then(std::process::Child::wait_with_output);
        let ended = crate::harness::Ended::from(ended.expect("the program can be started"));
        assert_eq!(ended.status, Some(1), "{arguments:?}: {ended:?}");
        let told = "error: cannot write to standard output: No space left on device";
        assert!(ended.stderr.contains(told), "{arguments:?}: {ended:?}");
    }
}
