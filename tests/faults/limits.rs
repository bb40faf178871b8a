//! Limits on open files and on memory.

use crate::harness::{ENOMEM, Fault, Place, State, With, replace, run};

/// Runs under a limit. Either the run succeeds, or it fails with the cause and leaves the previous output.
#[track_caller]
fn check_limits(
    limits: impl IntoIterator<Item = u32>,
    option: &str,
    more: &[&str],
    causes: &[&str],
) {
    let place = Place::new();
    let (mut enough, mut short) = (0, 0);
    for limit in limits {
        place.reset();
        let words = format!("ulimit {option} {limit}");
        let starts = run(place.command_after(&words, &["--version"]));
        if starts.status != Some(0) {
            // The system cannot even load the program.
            continue;
        }
        let ended = run(place.command_after(&words, &[&replace(), more].concat()));
        // The C library ends a program that has no memory left to note what a thread must free at its end. That is like
        // a kill: what the run left is removed by the next one.
        if ended.signal == Some(6) && ended.stderr.starts_with("Fatal glibc error") {
            place.assert_no_mixture();
            place.settle();
            continue;
        }
        let state = place.state(&ended);
        match ended.status {
            Some(0) => {
                enough += 1;
                assert_eq!(state, State::After, "{limit}: {ended:?}");
            }
            Some(1) => {
                short += 1;
                assert_eq!(state, State::Before, "{limit}: {ended:?}");
                assert!(ended.stderr.starts_with("error: "), "{limit}: {ended:?}");
                assert!(ended.stderr.contains("\nhint: "), "{limit}: {ended:?}");
                assert!(
                    causes.iter().any(|cause| ended.stderr.contains(cause)),
                    "{limit}: {ended:?}"
                );
            }
            _ => panic!("{limit}: {ended:?}"),
        }
    }
    assert!(
        enough > 0 && short > 0,
        "{enough} were enough, {short} were not"
    );
}

#[test]
fn with_few_open_files_a_run_gets_by_or_says_so() {
    check_limits(3..40, "-n", &[], &["Too many open files"]);
}

#[test]
fn more_workers_than_files_may_be_open_take_turns() {
    check_limits(6..40, "-n", &["--threads", "16"], &["Too many open files"]);
}

#[test]
fn with_little_memory_a_run_gets_by_or_says_so() {
    let megabytes = [
        40, 60, 80, 100, 120, 150, 180, 220, 260, 300, 400, 600, 1000, 2000,
    ];
    check_limits(
        megabytes.map(|size| size * 1024),
        "-v",
        &[],
        &[
            "not enough memory",
            "Cannot allocate memory",
            "threads cannot be started",
            "the thread that writes it cannot be started",
            "failed to spawn thread",
        ],
    );
}

/// A thread without a signal stack panics before it begins, so nothing can catch the panic: without the check in
/// `defect` the process would abort and leave its unfinished files.
#[test]
fn a_thread_that_gets_no_memory_for_its_signal_stack_ends_the_run_in_order() {
    let place = Place::new();
    let fault = Fault {
        calls: "stack",
        path: "",
        with: With::Error(ENOMEM),
    };
    // The first call is for the main thread, before the program begins.
    let mut met = 0;
    for nth in 2..=12 {
        place.reset();
        let Some(ended) = fault.hit(
            nth,
            place.command(&[&replace()[..], &["--threads", "3"]].concat()),
        ) else {
            continue;
        };
        met += 1;
        // A run that is done before the thread ends it has all of its output.
        let expected = match ended.status {
            Some(0) => State::After,
            _ => State::Before,
        };
        assert_eq!(place.state(&ended), expected, "{nth}: {ended:?}");
        assert!(matches!(ended.status, Some(0 | 1)), "{nth}: {ended:?}");
        assert!(
            ended.stderr.contains("not enough memory"),
            "{nth}: {ended:?}"
        );
    }
    assert!(met >= 4, "{met} threads");
}
