//! Every command: its help, a run of it, and the examples that its help, the README and the guide show.
//!
//! The list of commands comes from the definition of the command line: a new command fails here until it has a case.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::Mutex;

use clap::{Command, CommandFactory};

use crate::guide::{Document, documents};
use crate::harness::dumps::zip;
use crate::harness::folder::{files_below, temporary};
use crate::harness::program;
use crate::harness::support::{Layout, Plan, write_dump};
use crate::harness::world::World;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A run of each command that succeeds, with a text that it prints. The runs follow each other in one working
/// directory.
const CASES: [(&str, &str, &str); 28] = [
    (
        "report",
        "dump --month 2026-10 --tz UTC --hash --facts --out reports",
        "service level",
    ),
    (
        "month",
        "dump --month 2026-10 --tz UTC --out october",
        "service level",
    ),
    (
        "facts",
        "dump --tz UTC --format parquet --out facts",
        "wrote 8 files to facts",
    ),
    (
        "explain",
        "dump --tz UTC --session 10000273",
        "Session 10000273 · answered",
    ),
    ("explain", "--metric waiting_p90", "waiting_p90"),
    (
        "downloads",
        "dump --tz UTC --curl list.curl --out downloads",
        "wrote 3 files to downloads",
    ),
    (
        "facts",
        "dump --tz UTC --schema star --format parquet --out star",
        "wrote 13 files to star",
    ),
    ("sql", "star", "CREATE OR REPLACE VIEW by_queue AS"),
    ("records", "dump --out records", "task 0: read 6 of 6 files"),
    ("merge", "records", "merged 1 task: 300 sessions"),
    (
        "facts",
        "--from-records records --tz UTC --out lake",
        "300 in the period",
    ),
    ("columns", "", "| `service_level` |"),
    ("check", "dump --tz UTC", "The dump is fit for a report."),
    ("verify", "reports", "The pack is as it was written."),
    ("verify", "reports dump", "byte for byte"),
    ("diff", "reports october", "Nothing changed: "),
    ("init", "dump --out team.toml", "team.toml: 12 queues"),
    (
        "plan report",
        "dump --tz UTC --sla 30s",
        "threshold = \"30s\"",
    ),
    (
        "plan month",
        "dump --month 2026-10 --out october",
        "month = \"2026-10\"",
    ),
    ("plan facts", "dump --tz UTC --out facts", "tz = \"UTC\""),
    ("plan check", "dump --tz UTC", "tz = \"UTC\""),
    (
        "plan downloads",
        "dump --tz UTC --out downloads",
        "tz = \"UTC\"",
    ),
    ("guide", "", "  first-report   "),
    ("guide", "settings", "\n## All keys\n"),
    ("completions", "bash", "_phasebook()"),
    ("completions", "zsh", "#compdef phasebook"),
    ("completions", "fish", "complete -c phasebook"),
    ("man", "", ".TH phasebook"),
];

#[test]
fn every_command_does_its_work() {
    let names = commands().map(|(name, _)| name).collect::<BTreeSet<_>>();
    let tried: BTreeSet<String> = CASES.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(tried, names, "a case for each command");
    let world = World::new();
    write_generated(&world.path("dump"), 10, 1);
    for (name, arguments, expected) in CASES {
        let run = world.run(&words(name, arguments));
        assert_eq!(run.status, 0, "{name} {arguments}\n{}", run.stderr);
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(said.contains(expected), "{name} {arguments} said\n{said}");
    }
}

/// Five commands once asked their matches for `--no-config`, which they do not take: a build with debug
/// assertions reported an error, and the optimised program panicked.
#[test]
fn a_settings_file_that_lies_about_is_read_by_the_commands_that_take_one_and_no_other() {
    let world = World::new();
    write_generated(&world.path("dump"), 10, 1);
    let pack = world.run(&["report", "dump", "--tz", "UTC", "--out", "reports"]);
    assert_eq!(pack.status, 0, "{}", pack.stderr);
    let star = "facts dump --tz UTC --schema star --format parquet --out star";
    assert_eq!(world.run(&words(star, "")).status, 0);
    let records = "records dump --out records";
    assert_eq!(world.run(&words(records, "")).status, 0);
    world.put("phasebook.toml", "nonsense = true\n");
    for (name, command) in commands() {
        let takes_one = command
            .get_arguments()
            .any(|argument| argument.get_long() == Some("config"));
        let (_, arguments, _) = CASES
            .iter()
            .find(|(tried, ..)| *tried == name)
            .expect("a case for each command");
        let run = world.run(&words(&name, arguments));
        let expected = if takes_one { 2 } else { 0 };
        assert_eq!(run.status, expected, "{name} {arguments}\n{}", run.stderr);
        assert_eq!(
            run.stderr.contains("nonsense"),
            takes_one,
            "{name}: {}",
            run.stderr
        );
    }
}

#[test]
fn every_command_has_help_and_says_the_same_by_each_way_to_it() {
    let world = World::new();
    for (name, command) in with_groups(&phasebook::cli::Args::command(), "") {
        let help = |arguments: &[&str]| {
            let run = world.run(arguments);
            let ended = (run.status, run.stderr.as_str());
            assert_eq!(ended, (0, ""), "{arguments:?}");
            run.stdout
        };
        let by_option = help(&words(&name, "--help"));
        assert!(
            by_option.contains(format!("Usage: phasebook {name}").trim_end()),
            "{name}: {by_option}"
        );
        assert_eq!(
            by_option.contains("Examples:"),
            !examples_of(&command).is_empty(),
            "{name}"
        );
        assert_eq!(help(&words(&format!("help {name}"), "")), by_option);
        assert!(help(&words(&name, "-h")).contains("Usage: phasebook"));
    }
}

#[test]
fn every_example_in_the_help_works() {
    let all = with_groups(&phasebook::cli::Args::command(), "");
    for (name, command) in &all {
        let examples = examples_of(command);
        // A command below `plan` has no examples of its own: the help of `plan` shows them.
        let has_own = !name.starts_with("plan ");
        assert_eq!(
            !examples.is_empty(),
            has_own,
            "{name}: examples in its help"
        );
        Shell::new().run_all(&examples);
    }
}

#[test]
fn every_example_in_the_readme_and_the_guide_works() {
    let mut count = 0;
    for Document { path, text } in documents() {
        let blocks = text.split("```sh\n").skip(1);
        let blocks = blocks
            .map(|rest| rest.split("\n```").next().unwrap_or(rest))
            .filter(|block| !block.starts_with("#!"));
        for block in blocks {
            let examples = examples_in(block.lines());
            let (ours, others): (Vec<String>, Vec<String>) = examples
                .into_iter()
                .map(|example| example.replacen("cargo run -- ", "phasebook ", 1))
                .partition(|example| example.starts_with("phasebook "));
            for other in others {
                assert!(
                    OTHER_PROGRAMS.iter().any(|name| other.starts_with(name)),
                    "{path}: `{other}` is no command of phasebook, and not known here"
                );
            }
            count += ours.len();
            Shell::new().run_all(&ours);
        }
    }
    assert!(count >= 25, "{count} examples were found");
}

/// Commands of other programs among the examples, which this test does not run: it runs under `cargo test` itself, and
/// the others are run by .ci/run, or need a network or hours.
const OTHER_PROGRAMS: [&str; 13] = [
    "pip install phasebook-",
    "python -m phasebook --version",
    "sudo dpkg -i phasebook_",
    "man phasebook",
    "cargo test",
    "UPDATE_GUIDE=1 cargo test --test suite guide",
    "cargo install --locked --path .",
    "cargo build --release ",
    "cargo bench --bench stages",
    "cargo count",
    "python3 benches/peers/run.py",
    "tests/fuzz/run",
    "SECONDS_EACH=600 tests/fuzz/run",
];

#[test]
fn the_readme_and_the_guide_name_no_command_that_is_not_there() {
    let known: BTreeSet<String> = with_groups(&phasebook::cli::Args::command(), "")
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let mut count = 0;
    for Document { path, text } in documents() {
        for named in text.split("`phasebook ").skip(1) {
            let word = named.split([' ', '`', '\n']).next().unwrap_or_default();
            if !word.starts_with('-') {
                assert!(known.contains(word), "{path}: `phasebook {word}`");
                count += 1;
            }
        }
    }
    assert!(count >= 30, "{count} commands were found");
}

#[test]
fn the_tests_run_the_program_that_phasebook_bin_names() {
    let chosen = |named: Option<&str>| program::chosen(named.map(OsString::from));
    let world = World::new();
    for name in ["phasebook", "phasebook-of-before"] {
        world.put(name, "");
    }
    let path = |name| world.path(name).display().to_string();
    let (installed, renamed) = (path("phasebook"), path("phasebook-of-before"));
    let built = chosen(None).expect("the one that cargo built");
    assert!(built.is_file());
    assert_eq!(chosen(Some(&installed)), Ok(world.path("phasebook")));
    for (named, error) in [
        ("target/release/phasebook", "is no absolute path"),
        ("", "is no absolute path"),
        ("/nowhere/phasebook", "/nowhere/phasebook is no file"),
        ("/", "/ is no file"),
        (&renamed, "is not called phasebook"),
    ] {
        let told = chosen(Some(named)).expect_err(named);
        assert!(
            told.starts_with("PHASEBOOK_BIN: ") && told.contains(error),
            "{told}"
        );
    }
}

// The commands.

/// Every command with its name, as `plan report`, except those that only hold other commands.
fn commands() -> impl Iterator<Item = (String, Command)> {
    let all = with_groups(&phasebook::cli::Args::command(), "");
    all.into_iter()
        .filter(|(_, command)| !command.has_subcommands())
}

/// The command under this name, and all commands below it.
fn with_groups(command: &Command, name: &str) -> Vec<(String, Command)> {
    let below = command.get_subcommands().flat_map(|command| {
        let name = format!("{name} {}", command.get_name());
        with_groups(command, name.trim_start())
    });
    std::iter::once((name.to_owned(), command.clone()))
        .chain(below)
        .collect()
}

fn words<'a>(name: &'a str, arguments: &'a str) -> Vec<&'a str> {
    let names = name.split_whitespace();
    names.chain(arguments.split_whitespace()).collect()
}

// The examples.

/// The examples in the help of a command.
fn examples_of(command: &Command) -> Vec<String> {
    let texts = [command.get_after_help(), command.get_after_long_help()];
    let texts = texts.into_iter().flatten().map(ToString::to_string);
    texts
        .flat_map(|text| match text.split_once("Examples:\n") {
            Some((_, rest)) => examples_in(rest.lines().take_while(|line| !line.is_empty())),
            None => Vec::new(),
        })
        .collect()
}

/// Commands, one in each line; a line that ends with a backslash goes on in the next.
fn examples_in<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut examples: Vec<String> = Vec::new();
    for line in lines {
        match examples.last_mut() {
            Some(last) if last.ends_with('\\') => {
                *last = format!("{last}\n{line}");
            }
            _ => examples.push(line.trim().to_owned()),
        }
    }
    examples
}

/// A shell in a folder of its own, in which `phasebook` is the tested program. Files that an example names are made
/// when an example first names them.
struct Shell {
    world: World,
}

impl Shell {
    fn new() -> Self {
        let world = World::new();
        world.put("home/.zfunc/empty", "");
        world.put("home/.local/share/bash-completion/completions/empty", "");
        // A stand-in for `man`, since not every machine has one.
        world.put("bin/man", "#!/bin/sh\nexec grep -q 'TH phasebook' \"$1\"\n");
        fs::set_permissions(world.path("bin/man"), PermissionsExt::from_mode(0o755))
            .expect("a program");
        symlink(program::path(), world.path("bin/phasebook")).expect("a link");
        fs::remove_dir(world.path("dump")).expect("it is empty");
        Self { world }
    }

    fn run_all(&self, examples: &[String]) {
        for example in examples {
            self.make_what_it_reads(example);
            self.run(example);
        }
    }

    fn run(&self, example: &str) {
        let mut path = OsString::from(self.world.path("bin"));
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_default());
        let output = Process::new("sh")
            .args(["-e", "-c", example])
            .current_dir(self.world.path(""))
            .env("PATH", path)
            .env("HOME", self.world.path("home"))
            .env("COLUMNS", "100")
            .env("LC_ALL", "C.UTF-8")
            .output()
            .expect("a shell");
        // The sample is broken on purpose, so `check` finds it not fit, and no recording has been fetched.
        let is_incomplete =
            example.starts_with("phasebook downloads") && example.contains("--check");
        let expected = if is_incomplete || example.starts_with("phasebook check path/to/dump") {
            4
        } else {
            0
        };
        assert_eq!(
            output.status.code(),
            Some(expected),
            "{example}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    fn make_what_it_reads(&self, example: &str) {
        let mut before = "";
        for word in example.split_whitespace() {
            // The word after one of these is a file to write; all other words are files to read.
            if !["--out", "--sessions", "--curl", ">"].contains(&before)
                && !self.world.path(word).exists()
            {
                self.make(word);
            }
            before = word;
        }
    }

    fn make(&self, name: &str) {
        let path = self.world.path(name);
        match name {
            "dump" | "dump-of-monday" => write_generated(&path, 10, 1),
            "dump-of-friday" => write_generated(&path, 10, 2),
            "january" => write_generated(&path, 1, 1),
            "february" => write_generated(&path, 2, 1),
            "november" => write_generated(&path, 11, 1),
            "pages.zip" | "routing" => {
                let folder = temporary();
                write_generated(folder.path(), 10, 1);
                let files = files_below(folder.path());
                let (histories, others): (Vec<_>, Vec<_>) = files
                    .iter()
                    .map(|(name, bytes)| (name.to_str().expect("UTF-8"), bytes.as_slice()))
                    .partition(|(name, _)| name.starts_with("routing"));
                self.world.put("pages.zip", zip(&others));
                for (name, bytes) in histories {
                    self.world.put(&format!("routing/{name}"), bytes);
                }
            }
            "records" => {
                self.make_what_it_reads("dump");
                self.run("phasebook records dump --buckets 16 --out records");
                self.run("phasebook merge records");
            }
            "months" => {
                self.make_what_it_reads("dump");
                self.run("phasebook facts dump --partition month --out months");
            }
            "part-3.txt" => {
                self.make_what_it_reads("dump");
                self.world.put(name, "sessions-0001.json\n");
            }
            "recordings" => fs::create_dir(path).expect("a folder"),
            "contracts.toml" => {
                let contract =
                    "[[contract]]\nname = \"Calls\"\nmeasure = \"answer_rate\"\ntarget = \"90%\"\n";
                self.world.put(name, contract);
            }
            "key.txt" => self.world.put(name, "a key of enough letters\n"),
            "sample-data" | "path/to/dump" => {
                let parent = path.parent().expect("a folder");
                fs::create_dir_all(parent).expect("the folder can be made");
                symlink(Path::new(ROOT).join("sample-data"), path).expect("a link");
            }
            "reports" | "october-sent" | "october-now" => {
                self.make_what_it_reads("dump");
                self.run(&format!(
                    "phasebook report dump --month 2026-10 --tz Europe/Prague --facts --out {name}"
                ));
            }
            _ => {}
        }
    }
}

/// Writes the dump of a month, whose largest queue has the name that the examples use.
fn write_generated(folder: &Path, month: u32, seed: u64) {
    static MADE: Mutex<BTreeMap<(u32, u64), Files>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().expect("no test has failed in here");
    let files = made
        .entry((month, seed))
        .or_insert_with(|| generated(month, seed));
    for (name, bytes) in files {
        let path = folder.join(name);
        let parent = path.parent().expect("a file is in a folder");
        fs::create_dir_all(parent).expect("the folder can be made");
        fs::write(path, bytes).expect("the file can be written");
    }
}

/// Files by their paths.
type Files = BTreeMap<PathBuf, Vec<u8>>;

fn generated(month: u32, seed: u64) -> Files {
    let folder = temporary();
    let plan = Plan {
        seed,
        sessions: 300,
        first_id: i64::from(month) * 1_000_000,
        month,
        ..Plan::default()
    };
    write_dump(folder.path(), &plan, Layout::Pages(1000)).expect("the dump can be written");
    let files = files_below(folder.path()).into_iter();
    let files = files.map(|(name, bytes)| {
        let text = String::from_utf8(bytes).expect("the generator writes UTF-8");
        (name, text.replace("Infolinka", "Podpora").into_bytes())
    });
    files.collect()
}
