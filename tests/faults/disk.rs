//! A disk that is full, cannot be read or may not be written to.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::harness::{
    EACCES, EINVAL, EIO, ENOSPC, EOPNOTSUPP, Ended, Fault, Place, State, With, replace, run,
};
use crate::program;

/// Makes each of these calls fail once. The run must fail with the cause and leave the previous output, or succeed
/// without the call.
#[track_caller]
fn check_each(calls: &str, folder: &str, number: i32, cause: &str, at_least: u32) {
    let place = Place::new();
    let fault = Fault {
        calls,
        path: folder,
        with: With::Error(number),
    };
    let mut failed = 0;
    for nth in program::each_place() {
        place.reset();
        let Some(ended) = fault.hit(nth, place.replace()) else {
            assert_eq!(place.state(&calls), State::After, "without a fault");
            let at_least = program::cases(at_least);
            assert!(failed >= at_least, "only {failed} of {calls} failed");
            return;
        };
        let state = place.state(&ended);
        match ended.status {
            Some(0) => assert_eq!(state, State::After, "{calls} {nth}: {ended:?}"),
            Some(1) => {
                failed += 1;
                assert_eq!(state, State::Before, "{calls} {nth}: {ended:?}");
                assert_told(&ended, cause);
            }
            _ => panic!("{calls} {nth}: {ended:?}"),
        }
    }
}

/// Checks that the error names the place and the cause, and has a hint.
#[track_caller]
fn assert_told(ended: &Ended, cause: &str) {
    let mut lines = ended.stderr.lines();
    let error = lines.next().unwrap_or_default();
    assert!(
        error.starts_with("error: cannot write to out: "),
        "{ended:?}"
    );
    assert!(error.contains(cause), "{ended:?}");
    assert!(
        lines.next().is_some_and(|line| line.starts_with("hint: ")),
        "{ended:?}"
    );
}

#[test]
fn a_disk_that_fills_up_at_any_write_leaves_the_previous_output() {
    // At least one write for each of the 20 files.
    check_each("write", "out/", ENOSPC, "No space left on device", 20);
    check_each("create", "out/", ENOSPC, "No space left on device", 20);
    check_each("mkdir", "out/", ENOSPC, "No space left on device", 3);
}

#[test]
fn a_full_disk_of_temporary_files_stops_a_workbook_with_a_word() {
    check_each("write", "scratch/", ENOSPC, "No space left on device", 1);
    check_each("create", "scratch/", ENOSPC, "No space left on device", 0);
}

#[test]
fn a_disk_that_fails_while_files_are_moved_leaves_the_previous_output() {
    check_each("rename", "out/", EIO, "Input/output error", 20);
    // Without hard links the old files are moved aside.
    check_each("link", "out/", EACCES, "", 0);
}

/// Makes each fsync of a file or folder fail once; returns their number.
fn fail_each_fsync(place: &Place, path: &str, out: &str, arguments: &[&str]) -> u32 {
    let fault = Fault {
        calls: "fsync",
        path,
        with: With::Error(EIO),
    };
    for nth in 1.. {
        place.reset();
        let Some(ended) = fault.hit(nth, place.command(arguments)) else {
            return nth - 1;
        };
        assert_eq!(ended.status, Some(1), "{nth}: {ended:?}");
        assert!(
            ended
                .stderr
                .starts_with(&format!("error: cannot write to {out}: ")),
            "{nth}: {ended:?}"
        );
        assert!(
            ended.stderr.contains("Input/output error"),
            "{nth}: {ended:?}"
        );
        assert_eq!(place.state(&ended), State::Before, "{nth}: {ended:?}");
        assert!(out == "out" || !place.path("fresh").exists(), "{nth}");
    }
    unreachable!("a run ends")
}

#[test]
fn no_fsync_may_fail_unnoticed_be_it_of_a_folder() {
    let place = Place::new();
    let files = fs::read_dir(place.path("out")).expect("files").count();
    assert!(files > 5);
    // The path of the folder itself has no trailing slash.
    let calls = fail_each_fsync(&place, "/out", "out", &replace());
    let written = place.written();
    let (new, staging, target) = (1, 1, 1);
    assert_eq!(calls, written + new + staging + target);

    // Two folders are made, so the folders above them are synced as well.
    let mut arguments = replace();
    let out = arguments.iter_mut().find(|it| **it == "out");
    *out.expect("--out") = "fresh/deep";
    let root = place.path("");
    let root = root
        .to_str()
        .expect("a path in UTF-8")
        .trim_end_matches('/');
    let calls = fail_each_fsync(&place, root, "fresh/deep", &arguments);
    assert_eq!(calls, written + new + staging + target + 2);
    fs::remove_dir_all(place.path("fresh")).expect("the last run had no fault");
}

#[test]
fn a_folder_that_knows_no_fsync_is_written_to_all_the_same() {
    let place = Place::new();
    for number in [EINVAL, EOPNOTSUPP] {
        place.reset();
        let fault = Fault {
            calls: "fsync",
            path: ".phasebook-staging-",
            with: With::Error(number),
        };
        // The call after those of the files is the first fsync of a folder.
        let last = place.written() + 1;
        let ended = fault.hit(last, place.replace()).expect("a folder's fsync");
        assert_eq!(ended.status, Some(0), "{ended:?}");
        assert_eq!(place.state(&ended), State::After);
    }
}

#[test]
fn where_the_files_of_before_are_is_told_when_they_cannot_be_put_back() {
    let place = Place::new();
    let fault = Fault {
        calls: "rename",
        path: "out/manifest.json",
        with: With::Error(EIO),
    };
    // Neither the new manifest can be moved into place, nor the old one back.
    let ended = fault
        .hit(0, place.replace())
        .expect("the manifest is moved");
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert_told(
        &ended,
        "nor can the files of before be put back (manifest.json: Input/output error",
    );
    let (_, rest) = ended.stderr.split_once("they are in ").expect("a place");
    let (folder, hint) = rest.split_once('\n').expect("a hint");
    assert!(!hint.contains("as before"), "{hint}");
    assert!(
        place.path(folder).join("manifest.json").is_file(),
        "{ended:?}"
    );
    place.settle();
    assert_eq!(place.state(&ended), State::After);
}

#[test]
fn a_folder_that_may_not_be_written_to_is_found_out_before_anything_is_read() {
    let place = Place::new();
    let fault = Fault {
        calls: "mkdir",
        path: "out/",
        with: With::Error(EACCES),
    };
    let ended = fault
        .hit(0, place.replace())
        .expect("the folder of the run is made there");
    assert_eq!(ended.status, Some(1));
    assert_eq!(place.state(&ended), State::Before);
    assert!(
        ended
            .stderr
            .starts_with("error: cannot write to out: Permission denied"),
        "{ended:?}"
    );
    assert!(
        ended
            .stderr
            .contains("hint: choose a folder that you may write to"),
        "{ended:?}"
    );

    // Real permissions, which do not count for root.
    let set = |mode| fs::set_permissions(place.path("out"), fs::Permissions::from_mode(mode));
    set(0o555).expect("permissions can be set");
    let may_write = fs::write(place.path("out/probe"), "").is_ok();
    if may_write {
        fs::remove_file(place.path("out/probe")).expect("the probe can be removed");
    } else {
        let ended = run(place.replace());
        assert_eq!(ended.status, Some(1));
        assert!(ended.stderr.contains("Permission denied"), "{ended:?}");
    }
    set(0o755).expect("permissions can be set");
    assert_eq!(place.state(&"no permission"), State::Before);
}

#[test]
fn a_page_that_cannot_be_read_is_in_the_ledger_and_strict_stops_at_it() {
    let place = Place::new();
    for (calls, code) in [("open", "unreadable_file"), ("read", "unreadable_file")] {
        let fault = Fault {
            calls,
            path: "dump/page-2.ndjson",
            with: With::Error(EIO),
        };
        place.reset();
        let ended = fault
            .hit(0, place.replace())
            .expect("the page is opened and read");
        assert_eq!(ended.status, Some(0), "{ended:?}");
        let problems = fs::read_to_string(place.path("out/problems.csv")).expect("problems");
        let line = format!("error,{code},page-2.ndjson,");
        assert!(problems.contains(&line), "{calls}: {problems}");
        assert!(
            problems.contains("Input/output error"),
            "{calls}: {problems}"
        );
        let manifest = fs::read_to_string(place.path("out/manifest.json")).expect("a manifest");
        assert!(manifest.contains("\"sessions_kept\": 38"), "{manifest}");

        place.reset();
        let mut strict = place.replace();
        strict.arg("--strict");
        let ended = fault.hit(0, strict).expect("the page is opened and read");
        assert_eq!(ended.status, Some(3), "{ended:?}");
        assert_eq!(place.state(&ended), State::Before);
        assert!(ended.stderr.contains("page-2.ndjson"), "{ended:?}");
    }
}

#[test]
fn a_dump_that_may_not_be_written_to_is_read_like_any_other() {
    let place = Place::new();
    let dump = place.path("dump");
    let set = |mode| fs::set_permissions(&dump, fs::Permissions::from_mode(mode));
    set(0o555).expect("permissions can be set");
    let ended = run(place.replace());
    set(0o755).expect("permissions can be set");
    assert_eq!(ended.status, Some(0), "{ended:?}");
    assert_eq!(place.state(&ended), State::After);
}

/// Runs a script in a mount namespace of its own, where it can mount file systems; `None`, with a note, where the
/// kernel does not allow that. The faults above test the same without it, so it may be missing even in CI.
fn unshared(place: &Place, script: &str) -> Option<Ended> {
    let unshare = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-ec", script, "sh"]);
        command
    };
    let probe = unshare("mount -t tmpfs none /mnt").output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        // Not `eprintln!`: the test runner hides its output where a test passes.
        use std::io::Write;
        let mut stderr = std::io::stderr().lock();
        writeln!(stderr, "skipped: no file system can be mounted here").expect("stderr");
        return None;
    }
    let replace = place.replace();
    let mut command = unshare(&format!("{script}; \"$@\""));
    command.arg(replace.get_program()).args(replace.get_args());
    command
        .current_dir(place.path(""))
        .env_remove("RUST_BACKTRACE");
    Some(run(command))
}

#[test]
fn a_small_disk_that_is_really_full_gives_an_error_at_any_size() {
    let place = Place::new();
    for kilobytes in [4, 16, 32, 64, 96, 128, 256] {
        // The script prints the files of the small disk at its end, since the disk ends with it.
        let script = format!(
            "cp -r out kept; mount -t tmpfs -o size={kilobytes}k none out; \
             cp kept/manifest.json out/ || exit 77; rm -r kept; \
             trap 'ls -A out >&2; cat out/manifest.json >&2' EXIT"
        );
        let Some(ended) = unshared(&place, &script) else {
            return;
        };
        let _ = fs::remove_dir_all(place.path("kept"));
        if ended.status == Some(77) {
            // Not even the earlier output has room.
            continue;
        }
        let has_new = ended.stderr.contains("\"sla\": \"1s\"");
        let has_old = ended.stderr.contains("\"sla\": \"20s\"");
        assert!(
            !ended.stderr.contains(".phasebook"),
            "{kilobytes}: {ended:?}"
        );
        match ended.status {
            Some(0) => assert!(has_new && !has_old, "{kilobytes}: {ended:?}"),
            Some(1) => {
                assert!(has_old && !has_new, "{kilobytes}: {ended:?}");
                assert_told(&ended, "No space left on device");
                assert!(
                    !ended.stderr.contains("total.csv\n"),
                    "{kilobytes}: {ended:?}"
                );
            }
            _ => panic!("{kilobytes}: {ended:?}"),
        }
    }
}

#[test]
fn a_disk_that_is_mounted_read_only_gives_an_error() {
    let place = Place::new();
    let script = "mount --bind out out; mount -o remount,bind,ro out";
    let Some(ended) = unshared(&place, script) else {
        return;
    };
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert_told(&ended, "Read-only file system");
    assert_eq!(place.state(&ended), State::Before);

    let script = "mount --bind dump dump; mount -o remount,bind,ro dump";
    let ended = unshared(&place, script).expect("it could just now");
    assert_eq!(ended.status, Some(0), "{ended:?}");
    assert_eq!(place.state(&ended), State::After);
}
