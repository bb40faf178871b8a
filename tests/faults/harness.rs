//! A folder with a dump and an earlier output, and runs under faults.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::program;

/// Numbers of signals.
pub(crate) const SIGINT: i32 = 2;
pub(crate) const SIGKILL: i32 = 9;
pub(crate) const SIGTERM: i32 = 15;
/// Numbers of errors.
pub(crate) const EIO: i32 = 5;
pub(crate) const ENOMEM: i32 = 12;
pub(crate) const EACCES: i32 = 13;
pub(crate) const EINVAL: i32 = 22;
pub(crate) const ENOSPC: i32 = 28;
pub(crate) const EOPNOTSUPP: i32 = 95;

/// The options of the earlier run, whose output lies in `out`.
const BEFORE: [&str; 4] = ["--sla", "20s", "--format", "csv"];
/// The options of the run that replaces the output: other figures, and more files.
const AFTER: [&str; 6] = [
    "--sla",
    "1s",
    "--format",
    "csv,parquet,xlsx,html",
    "--hash",
    "--quiet",
];

/// The files of a folder, by name.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// A working directory with `dump`, with `out`, which holds the output of an earlier run and a file of the user, and
/// with `scratch` for temporary files.
pub(crate) struct Place {
    folder: TempDir,
    before: Files,
    after: Files,
}

/// The output that lies in `out`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Before,
    After,
}

/// The end of a run.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: Option<i32>,
    pub(crate) signal: Option<i32>,
    pub(crate) stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code(),
            signal: output.status.signal(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Place {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["dump", "scratch", "out"] {
            fs::create_dir(folder.path().join(name)).expect("a folder in it");
        }
        for file in 0..20 {
            let lines = [file * 2, file * 2 + 1].map(session);
            let path = folder.path().join(format!("dump/page-{file}.ndjson"));
            fs::write(path, lines.join("\n")).expect("a page");
        }
        let mut place = Self {
            folder,
            before: Files::new(),
            after: Files::new(),
        };
        fs::write(place.path("out/notes.txt"), "somebody's").expect("a file");
        place.succeed(&BEFORE);
        place.before = place.files(&"a run");
        place.succeed(&AFTER);
        place.after = place.files(&"a run");
        assert!(place.before["total.csv"] != place.after["total.csv"]);
        place.reset();
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The command that replaces the output.
    pub(crate) fn replace(&self) -> Command {
        self.command(&replace())
    }

    /// Any command, in the working directory.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program::path());
        self.prepare(&mut command);
        command.args(arguments);
        command
    }

    /// Any command, in a shell that first runs `words`, such as a limit.
    pub(crate) fn command_after(&self, words: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("sh");
        self.prepare(&mut command);
        command.args(["-c", &format!("{words}; exec \"$@\""), "sh"]);
        command.arg(program::path());
        command.args(arguments);
        command
    }

    /// The number of files that the replacing run writes.
    pub(crate) fn written(&self) -> u32 {
        let notes = 1;
        u32::try_from(self.after.len() - notes).expect("few files")
    }

    fn prepare(&self, command: &mut Command) {
        command
            .current_dir(self.folder.path())
            .env("TMPDIR", self.path("scratch"))
            .env("COLUMNS", "100")
            .env_remove("RUST_BACKTRACE");
    }

    fn succeed(&self, options: &[&str]) {
        let ended = run(self.command(&[&REPORT[..], options].concat()));
        assert_eq!(ended.status, Some(0), "{ended:?}");
    }

    /// Puts the earlier output into `out` again.
    pub(crate) fn reset(&self) {
        fs::remove_dir_all(self.path("out")).expect("the folder can be removed");
        fs::create_dir(self.path("out")).expect("the folder can be made");
        for (name, bytes) in &self.before {
            fs::write(self.path("out").join(name), bytes).expect("a file");
        }
    }

    /// The files in `out`; fails if it holds anything else.
    fn files(&self, of: &dyn std::fmt::Debug) -> Files {
        let entries = fs::read_dir(self.path("out")).expect("the folder can be listed");
        entries
            .map(|entry| {
                let entry = entry.expect("an entry");
                let name = entry.file_name().to_string_lossy().into_owned();
                let bytes = fs::read(entry.path());
                (
                    name.clone(),
                    bytes.unwrap_or_else(|error| panic!("{name} is left of {of:?}: {error}")),
                )
            })
            .collect()
    }

    /// The output that lies in `out`. Fails if it is not whole, if there is anything else, or if `scratch` has files.
    #[track_caller]
    pub(crate) fn state(&self, of: &dyn std::fmt::Debug) -> State {
        let files = self.files(of);
        let left = fs::read_dir(self.path("scratch")).expect("the folder can be listed");
        assert_eq!(left.count(), 0, "something is left in scratch after {of:?}");
        if files == self.before {
            State::Before
        } else if files == self.after {
            State::After
        } else {
            let whose = |name: &String| match files.get(name) {
                None => "missing",
                bytes if bytes == self.before.get(name) => "before",
                bytes if bytes == self.after.get(name) => "after",
                Some(_) => "neither",
            };
            let names = self.after.keys().chain(files.keys());
            let mixed: BTreeMap<_, _> = names.map(|name| (name, whose(name))).collect();
            panic!("a mixture after {of:?}: {mixed:?}");
        }
    }

    /// Checks the state that a killed run left, before the next run cleans up: a manifest and all its files are of
    /// the same run.
    #[track_caller]
    pub(crate) fn assert_no_mixture(&self) {
        let out = self.path("out");
        let Ok(manifest) = fs::read(out.join("manifest.json")) else {
            return;
        };
        let of = [&self.before, &self.after];
        let run = of.iter().find(|run| run["manifest.json"] == manifest);
        let run = run.expect("the manifest is that of a run");
        let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
        for output in manifest["outputs"].as_array().expect("outputs") {
            let name = output["name"].as_str().expect("a name");
            let bytes = fs::read(out.join(name)).ok();
            assert!(bytes.as_ref() == run.get(name), "{name} is of another run");
        }
        assert_eq!(
            fs::read(out.join("notes.txt")).ok(),
            run.get("notes.txt").cloned()
        );
    }

    /// Runs a command that fails, but first removes what the killed run left.
    pub(crate) fn settle(&self) {
        let mut runs =
            (0..100).map(|_| run(self.command(&["report", "no such dump", "--out", "out"])));
        // The lock of an ended process may last a moment longer.
        let ended = runs.find(|ended| !ended.stderr.contains("another phasebook"));
        let ended = ended.expect("the lock of a killed run goes with it");
        assert_eq!(ended.status, Some(1), "{ended:?}");
    }
}

/// The arguments of the run that replaces the output.
pub(crate) fn replace() -> Vec<&'static str> {
    [&REPORT[..], &AFTER].concat()
}

const REPORT: [&str; 6] = ["report", "dump", "--tz", "UTC", "--out", "out"];

/// A session that was answered after some seconds.
fn session(id: u32) -> String {
    let accepted = id % 30;
    let event = |kind: &str, second: u32| {
        format!(
            r#"{{"routingRequestId":1,"activityType":"{kind}","timestamp":"2026-10-05T10:00:{second:02}Z","operator":{{"userId":7,"firstName":"Jana"}},"group":{{"id":3,"name":"Podpora"}}}}"#
        )
    };
    format!(
        r#"{{"id":{id},"created":"2026-10-05T10:00:00Z","channel":"Chat","source":"Default","status":"CLOSED","operators":[],"routingHistory":[{},{},{}]}}"#,
        event("RoutingRequestCreated", 0),
        event("EnteredGroupQueue", 0),
        event("AcceptedByOperator", accepted),
    )
}

pub(crate) fn run(mut command: Command) -> Ended {
    command.output().expect("the program can be started").into()
}

/// A fault to make.
pub(crate) struct Fault<'a> {
    /// The names of the calls that may fail.
    pub(crate) calls: &'a str,
    /// A part of the path in the calls.
    pub(crate) path: &'a str,
    /// The effect: an error, a signal with the milliseconds to handle it, or a wait.
    pub(crate) with: With,
}

#[derive(Clone, Copy)]
pub(crate) enum With {
    Error(i32),
    Signal(i32, u32),
    /// The call waits until the mark is removed.
    Rest,
}

impl Fault<'_> {
    /// Runs the command with the fault at the `nth` call, or at all calls if `nth` is 0; `None` if there are fewer.
    pub(crate) fn hit(&self, nth: u32, mut command: Command) -> Option<Ended> {
        let folder = tempfile::tempdir().expect("a folder");
        let mark = folder.path().join("hit");
        self.prepare(nth, &mark, &mut command);
        let ended = run(command);
        mark.exists().then_some(ended)
    }

    /// Sets the fault for a command; the file `mark` is made when the fault happens.
    pub(crate) fn prepare(&self, nth: u32, mark: &Path, command: &mut Command) {
        command
            .env("LD_PRELOAD", shim())
            .env("FAULT_CALLS", self.calls)
            .env("FAULT_PATH", self.path)
            .env("FAULT_NTH", nth.to_string())
            .env("FAULT_MARK", mark);
        match self.with {
            With::Error(number) => command.env("FAULT_ERRNO", number.to_string()),
            With::Signal(number, pause) => command
                .env("FAULT_SIGNAL", number.to_string())
                .env("FAULT_PAUSE", pause.to_string()),
            With::Rest => command.env("FAULT_REST", "1"),
        };
    }
}

/// The preloaded library, compiled once by the C compiler that Rust links with.
fn shim() -> &'static Path {
    static SHIM: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = SHIM.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("shim.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/shim.c");
        let made = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(&path)
            .args([source, "-ldl"])
            .status();
        assert!(made.expect("a C compiler").success(), "the shim compiles");
        (folder, path)
    });
    path
}
