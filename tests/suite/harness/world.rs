//! A folder with a dump, in which phasebook runs as users run it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use super::csv::Csv;
use super::folder::temporary;
use super::program;
use super::scenario::Scenario;

/// A working directory with the folder `dump`. Runs write to the folder `out` beside it.
pub(crate) struct World {
    folder: TempDir,
}

impl World {
    /// A world with an empty dump.
    pub(crate) fn new() -> Self {
        let folder = temporary();
        fs::create_dir(folder.path().join("dump")).expect("the folder can be made");
        Self { folder }
    }

    /// A dump of these sessions with their histories embedded, one per line, with the ids 1, 2, ...
    pub(crate) fn of(scenarios: impl IntoIterator<Item = Scenario>) -> Self {
        let lines: Vec<String> = (1..)
            .zip(scenarios)
            .map(|(id, scenario)| scenario.id(id).embedded().to_string())
            .collect();
        Self::new().with("sessions.ndjson", lines.join("\n"))
    }

    /// Adds a file to the dump.
    pub(crate) fn with(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.put(&format!("dump/{path}"), content);
        self
    }

    /// Writes a file anywhere in the working directory.
    pub(crate) fn put(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        let parent = path.parent().expect("a file is in a folder");
        fs::create_dir_all(parent).expect("the folder can be made");
        fs::write(&path, content).expect("the file can be written");
    }

    /// A path in the working directory.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// The names in a folder of the working directory, including hidden ones.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path(folder))
            .expect("the folder can be listed")
            .map(|entry| entry.expect("the entry can be read").file_name())
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Writes the fact tables in the time zone of Prague. The run must succeed, even on a dump
    /// without sessions.
    pub(crate) fn facts(&self, options: &[&str]) -> Run {
        self.succeed("facts", options)
    }

    /// Writes reports in the time zone of Prague. The run must succeed, even on a dump without
    /// sessions.
    pub(crate) fn report(&self, options: &[&str]) -> Run {
        self.succeed("report", options)
    }

    /// Writes the pack of October 2026 in the time zone of Prague. The run must succeed, even on a dump without
    /// sessions.
    pub(crate) fn month(&self, options: &[&str]) -> Run {
        self.succeed("month", &[&["--month", "2026-10"], options].concat())
    }

    /// Writes the fact tables of facts that were kept in a folder, in UTC. The run must succeed.
    pub(crate) fn facts_from(&self, kept: &str) -> Run {
        let arguments = ["facts", "--from-facts", kept, "--tz", "UTC", "--out", "out"];
        let run = self.run(&arguments);
        assert_eq!(run.status, 0, "{arguments:?} ended with\n{}", run.stderr);
        run
    }

    /// Writes the table of recordings and files. The run must succeed, even on a dump without
    /// sessions.
    pub(crate) fn downloads(&self, options: &[&str]) -> Run {
        self.succeed("downloads", options)
    }

    fn succeed(&self, command: &str, options: &[&str]) -> Run {
        let mut arguments = vec![command, "dump", "--out", "out", "--tz", "Europe/Prague"];
        if options.contains(&"--tz") {
            arguments.truncate(4);
        }
        arguments.push("--allow-empty");
        arguments.extend(options);
        if self.path("out").exists() {
            fs::remove_dir_all(self.path("out")).expect("the folder can be removed");
        }
        let run = self.run(&arguments);
        assert_eq!(run.status, 0, "{arguments:?} ended with\n{}", run.stderr);
        run
    }

    /// Runs any command line in the working directory. The files in `out` are its output.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_at_width(100, arguments)
    }

    /// Like [`Self::run`], in a terminal with this many columns.
    pub(crate) fn run_at_width(&self, columns: u16, arguments: &[&str]) -> Run {
        let output = output_of(self.folder.path(), columns, arguments);
        let out = self.path("out");
        let files = if out.is_dir() {
            files_in(&out)
        } else {
            BTreeMap::new()
        };
        // A process without a status was ended by a signal: a crash.
        let status = output.status.code();
        Run {
            status: status.unwrap_or_else(|| panic!("{arguments:?} crashed")),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            files,
        }
    }
}

fn output_of(folder: &Path, columns: u16, arguments: &[&str]) -> Output {
    Command::new(program::path())
        .args(arguments)
        .current_dir(folder)
        // The same environment as in a terminal with UTF-8.
        .env("COLUMNS", columns.to_string())
        .env("LC_ALL", "C.UTF-8")
        .output()
        .expect("the program can be started")
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("the program speaks UTF-8")
}

fn files_in(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .expect("the folder can be listed")
        .map(|entry| entry.expect("the entry can be read"))
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let bytes = fs::read(entry.path()).expect("an output is a file that can be read");
            (name, bytes)
        })
        .collect()
}

/// The result of a run: its messages, and the files in `out` after it.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl Run {
    /// A table by its file's name without `.csv`.
    pub(crate) fn table(&self, name: &str) -> Csv {
        Csv::parse(self.file(&format!("{name}.csv")))
    }

    pub(crate) fn file(&self, name: &str) -> &[u8] {
        let names = || self.files.keys().cloned().collect::<Vec<_>>();
        self.files
            .get(name)
            .unwrap_or_else(|| panic!("no {name} among {:?}\n{}", names(), self.stderr))
    }

    pub(crate) fn manifest(&self) -> Value {
        serde_json::from_slice(self.file("manifest.json")).expect("the manifest is JSON")
    }

    /// One of the counts in manifest.json.
    pub(crate) fn count(&self, name: &str) -> u64 {
        let counts = &self.manifest()["counts"];
        // The manifest has this count only if sessions were left out.
        if name == "sessions_left_out" && counts.get(name).is_none() {
            return 0;
        }
        let count = counts[name].as_u64();
        count.unwrap_or_else(|| panic!("the manifest has no count {name}"))
    }

    /// These counts, as `name count`.
    pub(crate) fn counts(&self, names: &[&str]) -> Vec<String> {
        names
            .iter()
            .map(|name| format!("{name} {}", self.count(name)))
            .collect()
    }

    /// Checks the balance of the counts (`phasebook guide ledger`), which must always hold.
    pub(crate) fn check_balance(&self) {
        for (whole, parts) in [
            (
                "files_found",
                &["files_read", "files_skipped", "files_unreadable"][..],
            ),
            (
                "session_records",
                &["sessions_kept", "sessions_superseded", "sessions_rejected"],
            ),
            ("sessions_kept", &["sessions_in_period", "sessions_outside"]),
            (
                "histories",
                &[
                    "histories_joined",
                    "histories_superseded",
                    "histories_orphaned",
                    "histories_rejected",
                ],
            ),
        ] {
            let sum: u64 = parts.iter().map(|part| self.count(part)).sum();
            assert_eq!(self.count(whole), sum, "{whole} is not {parts:?}");
        }
    }

    /// The problems without their details, as `code file:line session`.
    pub(crate) fn problems(&self) -> Vec<String> {
        let problems = self.table("problems");
        (0..problems.len())
            .map(|row| {
                let cell = |name| problems.cell(row, name);
                let place = format!("{}:{}", cell("file"), cell("line"));
                let line = format!(
                    "{} {} {}",
                    cell("code"),
                    place.trim_matches(':'),
                    cell("session_id")
                );
                line.trim_end().to_owned()
            })
            .collect()
    }

    /// The ids of the sessions in the fact table, each followed by `+` if it has a history.
    pub(crate) fn sessions(&self) -> String {
        let sessions = self.table("sessions");
        let ids: Vec<String> = (0..sessions.len())
            .map(|row| {
                let mark = if sessions.cell(row, "has_routing") == "true" {
                    "+"
                } else {
                    ""
                };
                format!("{}{mark}", sessions.cell(row, "session_id"))
            })
            .collect();
        ids.join(" ")
    }
}
