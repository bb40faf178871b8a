//! Runs with limits on time and memory.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::harness::program;
use crate::harness::world::World;

/// The end of a run under limits.
pub(crate) struct Watched {
    pub(crate) status: Option<i32>,
    pub(crate) stderr: String,
}

/// The arguments for the facts of the folder `dump`, which may have no session, on this many threads.
pub(crate) const fn facts_by(threads: &str) -> [&str; 9] {
    [
        "facts",
        "dump",
        "--allow-empty",
        "--out",
        "out",
        "--tz",
        "UTC",
        "--threads",
        threads,
    ]
}

/// Runs phasebook in the working directory of a world with at most this much address space (in KiB), and
/// kills it when it takes longer than `seconds`. `input` writes its standard input.
pub(crate) fn watched(
    world: &World,
    arguments: &[&str],
    kibibytes: u64,
    seconds: u64,
    input: impl FnOnce(&mut dyn Write) + Send,
) -> Watched {
    let mut child = Command::new("sh")
        .arg("-c")
        .arg(format!("ulimit -v {kibibytes}; exec \"$0\" \"$@\""))
        .arg(program::path())
        .args(arguments)
        .current_dir(world.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a shell can be started");
    let mut stdin = child.stdin.take().expect("its input is a pipe");
    let mut errors = child.stderr.take().expect("its errors are a pipe");
    thread::scope(|scope| {
        scope.spawn(move || {
            input(&mut stdin);
            drop(stdin);
        });
        let told = scope.spawn(move || {
            let mut text = String::new();
            errors
                .read_to_string(&mut text)
                .expect("phasebook speaks UTF-8");
            text
        });
        let end = Instant::now() + Duration::from_secs(seconds);
        let status = loop {
            if let Some(status) = child.try_wait().expect("the run can be waited for") {
                break Some(status);
            }
            if Instant::now() > end {
                child.kill().expect("the run can be ended");
                break None;
            }
            thread::sleep(Duration::from_millis(20));
        };
        let _ended = child.wait();
        let stderr = told.join().expect("nothing fails in there");
        let status = status
            .unwrap_or_else(|| panic!("{arguments:?} took longer than {seconds} s\n{stderr}"))
            .code();
        Watched { status, stderr }
    })
}

/// The lines of `out/problems.csv` without the first.
pub(crate) fn problems(world: &World) -> Vec<String> {
    let text =
        std::fs::read_to_string(world.path("out/problems.csv")).expect("the ledger is there");
    text.lines().skip(1).map(str::to_owned).collect()
}

/// All problems of a run, with their details.
pub(crate) fn detailed(run: &crate::harness::world::Run) -> Vec<String> {
    let text = String::from_utf8(run.file("problems.csv").to_vec()).expect("the ledger is UTF-8");
    text.lines().skip(1).map(str::to_owned).collect()
}
