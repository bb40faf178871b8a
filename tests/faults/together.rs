//! Two runs at once into one folder.

use std::fs;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::harness::{Ended, Fault, Place, State, With, run};

fn spawned(mut command: std::process::Command) -> Child {
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be started")
}

fn ended(child: Child) -> Ended {
    child.wait_with_output().expect("it has ended").into()
}

#[test]
fn the_second_of_two_runs_ends_at_once_and_the_first_is_whole() {
    let place = Place::new();
    let folder = tempfile::tempdir().expect("a folder");
    let mark = folder.path().join("rests");
    // The first run stops before its third file until the mark is removed.
    let fault = Fault {
        calls: "create",
        path: "out/",
        with: With::Rest,
    };
    let mut first = place.replace();
    fault.prepare(3, &mark, &mut first);
    let mut first = spawned(first);
    while !mark.exists() {
        let over = first.try_wait().expect("its status can be asked for");
        assert!(over.is_none(), "{:?}", ended(first));
        std::thread::sleep(Duration::from_millis(5));
    }
    let second = run(place.replace());
    assert_eq!(second.status, Some(1));
    assert_eq!(
        second.stderr,
        "error: cannot write to out: another phasebook is writing to it\n\
         hint: wait until it is done, or choose another folder with --out\n"
    );
    fs::remove_file(&mark).expect("the mark can be removed");
    let first = ended(first);
    assert_eq!(first.status, Some(0), "{first:?}");
    assert_eq!(place.state(&first), State::After);
}

#[test]
fn runs_that_are_started_together_leave_one_output() {
    let place = Place::new();
    for round in 0..10 {
        place.reset();
        let runs = [(); 3].map(|()| spawned(place.replace())).map(ended);
        let done = runs.iter().filter(|run| run.status == Some(0)).count();
        assert!(done > 0, "{runs:?}");
        for run in &runs {
            let is_refused = run.stderr.contains("another phasebook is writing to it");
            assert!(
                run.status == Some(0) || run.status == Some(1) && is_refused,
                "{run:?}"
            );
        }
        assert_eq!(place.state(&round), State::After);
    }
}
