//! Every key of phasebook.toml changes a figure, or, if the key is not about figures, another part of the
//! output. The list of keys is the program's own, so that a key without a case fails.
//!
//! Each case is tried three times: with the file, with the output of `phasebook plan` in place of the file, and, if
//! the key is about reports, with facts that were kept without it.

mod of_checks;
mod of_contracts;
mod of_hours;
mod of_names;
mod of_outputs;
mod of_reports;
mod world;

use std::collections::BTreeSet;

use crate::harness::world::{Run, World};

/// The function by which a case looks at the output.
type Look = Box<dyn Fn(&World, &Run) -> String>;

/// A key with its effect.
struct Effect {
    key: &'static str,
    world: fn() -> World,
    files: Vec<(&'static str, Vec<u8>)>,
    command: Vec<&'static str>,
    /// The settings file without the key (or with another value), and the file with it.
    files_of_settings: [String; 2],
    look: Look,
    expected: [String; 2],
    /// Whether reports from kept facts show the effect, too.
    is_of_facts: bool,
}

/// A case for a key: a report on the whole world, in the time zone of Prague.
fn effect(key: &'static str) -> Effect {
    Effect {
        key,
        world: world::world,
        files: Vec::new(),
        command: vec!["report", "dump", "--out", "out"],
        files_of_settings: Default::default(),
        look: Box::new(|_, run| run.stdout.clone()),
        expected: Default::default(),
        is_of_facts: true,
    }
    .settings("", "")
}

impl Effect {
    /// Sets the file without the key (or with another value), and the file with it.
    fn settings(mut self, without: &str, with: &str) -> Self {
        let zone = "tz = \"Europe/Prague\"\n";
        self.files_of_settings = [without, with].map(|text| format!("{zone}{text}\n"));
        self
    }

    /// Like [`Self::settings`], but the files have nothing else.
    fn only_settings(mut self, without: &str, with: &str) -> Self {
        self.files_of_settings = [without, with].map(str::to_owned);
        self
    }

    /// Compares a file with the key with an empty one.
    fn set(self, with: &str) -> Self {
        self.settings("", with)
    }

    fn file(mut self, path: &'static str, content: impl AsRef<[u8]>) -> Self {
        self.files.push((path, content.as_ref().to_vec()));
        self
    }

    fn command(mut self, command: &[&'static str]) -> Self {
        self.is_of_facts = command.starts_with(&["report"]);
        self.command = command.to_vec();
        self
    }

    fn world(mut self, world: fn() -> World) -> Self {
        self.world = world;
        self
    }

    /// The key is about reading the dump, so it has no effect on kept facts.
    const fn of_reading(mut self) -> Self {
        self.is_of_facts = false;
        self
    }

    fn looks(mut self, look: impl Fn(&World, &Run) -> String + 'static) -> Self {
        self.look = Box::new(look);
        self
    }

    /// Looks at these columns of all rows of a table.
    fn cells(self, table: &'static str, columns: &'static [&'static str]) -> Self {
        self.looks(move |_, run| run.table(table).pick(columns).join(", "))
    }

    fn changes(mut self, before: &str, after: &str) -> Self {
        assert_ne!(before, after, "{} changes nothing", self.key);
        self.expected = [before, after].map(str::to_owned);
        self
    }

    /// The key has no visible effect.
    fn changes_nothing(mut self, shown: &str) -> Self {
        self.expected = [shown, shown].map(str::to_owned);
        self
    }

    /// The world with this settings file and no output.
    fn prepared(&self, settings: &str) -> World {
        let world = (self.world)();
        for (path, content) in &self.files {
            world.put(path, content);
        }
        world.put("phasebook.toml", settings);
        world
    }

    fn seen(&self, world: &World, command: &[&str]) -> String {
        let run = world.run(command);
        assert_ne!(run.status, 2, "{}: {command:?}\n{}", self.key, run.stderr);
        assert_ne!(run.status, 1, "{}: {command:?}\n{}", self.key, run.stderr);
        (self.look)(world, &run)
    }

    /// The differences between the expected and the found effect; empty if the case passes.
    fn failures(&self) -> Vec<String> {
        let mut failures = Vec::new();
        let mut compare = |how: &str, expected: &str, seen: &str| {
            if seen != expected {
                let key = self.key;
                failures.push(format!("{key} {how}\n  is  {seen}\n  not {expected}"));
            }
        };
        for (settings, expected) in self.files_of_settings.iter().zip(&self.expected) {
            let world = self.prepared(settings);
            compare("by the file", expected, &self.seen(&world, &self.command));
        }
        let [_, settings] = &self.files_of_settings;
        let [_, expected] = &self.expected;
        if ["report", "facts", "check"].contains(&self.command[0]) {
            let world = self.prepared(settings);
            let planned = world.run(&[&["plan"], &self.command[..]].concat());
            assert_eq!(planned.status, 0, "{}: {}", self.key, planned.stderr);
            world.put("phasebook.toml", planned.stdout);
            compare("by its plan", expected, &self.seen(&world, &self.command));
        }
        if self.is_of_facts {
            let world = self.prepared(settings);
            let facts = ["facts", "dump", "--no-config", "--format", "parquet"];
            let kept = world.run(&[&facts[..], &["--out", "kept"]].concat());
            assert_eq!(kept.status, 0, "{}: {}", self.key, kept.stderr);
            let command = self.command.iter().flat_map(|argument| match *argument {
                "dump" => vec!["--from-facts", "kept"],
                argument => vec![argument],
            });
            let command: Vec<&str> = command.collect();
            compare("with kept facts", expected, &self.seen(&world, &command));
        }
        failures
    }
}

fn all() -> Vec<Effect> {
    let mut all = of_reports::effects();
    all.extend(of_hours::effects());
    all.extend(of_contracts::effects());
    all.extend(of_names::effects());
    all.extend(of_outputs::effects());
    all.extend(of_checks::effects());
    all
}

#[track_caller]
fn check(effects: &[Effect]) {
    let failures: Vec<String> = effects.iter().flat_map(Effect::failures).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_key_has_a_case_and_every_case_a_key() {
    let keys: BTreeSet<String> = phasebook::cli::settings_keys().into_iter().collect();
    let cases: BTreeSet<String> = all().iter().map(|case| case.key.to_owned()).collect();
    assert_eq!(keys, cases);
}

#[test]
fn keys_of_reports_change_figures() {
    check(&of_reports::effects());
}

#[test]
fn keys_of_hours_change_figures() {
    check(&of_hours::effects());
}

#[test]
fn keys_of_contracts_change_their_rows() {
    check(&of_contracts::effects());
}

#[test]
fn keys_that_name_things_change_figures() {
    check(&of_names::effects());
}

#[test]
fn keys_of_outputs_change_what_is_written_and_said() {
    check(&of_outputs::effects());
}

#[test]
fn keys_of_other_commands_change_what_they_tell() {
    check(&of_checks::effects());
}

/// The number of threads changes no byte of the output.
#[test]
fn the_number_of_threads_changes_nothing() {
    let files = |threads: &str| {
        let world = world::world();
        world.put(
            "phasebook.toml",
            format!("threads = {threads}\nhash = true\nfacts = true\nformat = [\"csv\", \"parquet\", \"xlsx\", \"html\"]"),
        );
        let run = world.run(&["report", "dump", "--beyond", "--out", "out"]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        (run.files, run.stdout, run.stderr)
    };
    assert!(files("1") == files("5"));
}
