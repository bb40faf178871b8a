//! The guide's page on the vendor's FAQ: each line of the FAQ is there with the columns that answer it, and every name
//! on the page exists in the program.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use clap::CommandFactory as _;
use phasebook::catalogue::Registry;
use phasebook::check::Promise;
use phasebook::fact::FactTable;
use phasebook::ledger::Code;
use phasebook::model::DownloadState;
use phasebook::phase::State;
use phasebook::report::BeyondReport;
use regex::Regex;

use crate::harness::scenario::Scenario;
use crate::harness::world::World;

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guide/faq.md");
    fs::read_to_string(path).expect("the page")
}

/// The cells of each row of the page's tables.
fn rows(page: &str) -> Vec<Vec<&str>> {
    let lines = page
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix('|'));
    lines
        .map(|line| line.split('|').map(str::trim).collect())
        .collect()
}

/// The row that has this text in one of its cells.
#[track_caller]
fn row<'a>(rows: &[Vec<&'a str>], text: &str) -> Vec<&'a str> {
    let found: Vec<_> = rows.iter().filter(|row| row.contains(&text)).collect();
    assert_eq!(found.len(), 1, "rows with {text}");
    found[0].clone()
}

#[test]
fn every_state_is_there_with_its_column_and_its_operands() {
    let page = page();
    let rows = rows(&page);
    for (state, from, to) in [
        (
            State::Created,
            "`S.created`",
            "first `RoutingRequestCreated`",
        ),
        (
            State::InQueue,
            "first `RoutingRequestCreated`",
            "first `AssignedToOperator`",
        ),
        (
            State::Waiting,
            "first `AssignedToOperator`",
            "first `AcceptedByOperator`",
        ),
        (State::BeforeCallWork, "`S.started`", "`S.guestJoined`"),
        (State::Active, "`S.length`", ""),
        (
            State::AfterCallWork,
            "the latest `left` of `S.operators`",
            "the latest `concluded`",
        ),
    ] {
        let row = row(&rows, &format!("`{}`", state.name()));
        let column = format!("`{}`", state.phase().name());
        assert_eq!(row[1..4], [from, to, &column], "{}", state.name());
    }
    assert_eq!(State::ALL.len(), 6);
}

#[test]
fn every_other_line_is_there_with_what_serves_it() {
    let page = page();
    let rows = rows(&page);
    let is_served = |line: &str, by: &[&str]| {
        let found: Vec<_> = rows
            .iter()
            .filter(|row| row[0].starts_with(line))
            .map(|row| row[1..].join(" | "))
            .collect();
        let [served] = &found[..] else {
            panic!("{line}: {found:?}");
        };
        for name in by {
            assert!(served.contains(name), "{line}: no {name} in {served}");
        }
    };
    is_served("ringing", &["`S.guestJoined`", "`ring`"]);
    is_served(
        "of an operator in the queue",
        &["`operator_queue`", "`session_operators`"],
    );
    is_served("after-call work of an operator", &["`operator_acw`"]);
    is_served(
        "Sessions of some sources",
        &["`states_by_source`", "`skipped`", "`refused`"],
    );
    is_served("Recordings are at", &["`phasebook downloads`", "`url`"]);
    is_served("Files are at", &["`file`"]);
    is_served("They are fetched", &["--curl"]);
    is_served(
        "They may be deleted",
        &["`deleted`", "`recordings_total`", "--check"],
    );
}

#[test]
fn check_shows_every_promise_about_timestamps() {
    let page = page();
    let rows = rows(&page);
    let world = World::of([Scenario::new()
        .queued("Podpora", 0)
        .accepted("Jana", 5)
        .started(5)
        .joined("Jana", 5)]);
    let told = world.run(&["check", "dump", "--tz", "UTC"]).stdout;
    let json = world
        .run(&["check", "dump", "--tz", "UTC", "--json"])
        .stdout;
    for promise in Promise::ALL {
        let row = row(&rows, &format!("`{}`", promise.name()));
        assert_eq!(row[2], promise.words());
        assert!(told.contains(promise.words()), "{told}");
        assert!(json.contains(&format!("\"{}\"", promise.name())), "{json}");
    }
    for name in ["started_and_acceptance", "started_and_joined"] {
        assert!(json.contains(&format!("\"{name}\"")), "{name}");
    }
    for words in [
        "started is not the first acceptance",
        "started is not the earliest joined",
    ] {
        assert!(page.contains(words) && told.contains(words), "{words}");
    }
}

/// Names on the page that are in no registry: checks, kinds of downloads, settings, the API's own names.
const BESIDES: [&str; 13] = [
    "started_and_acceptance",
    "started_and_joined",
    "recording",
    "file",
    "preview_campaigns",
    "phasebook.toml",
    "RoutingRequestCreated",
    "AssignedToOperator",
    "AcceptedByOperator",
    "length",
    "Authorization",
    "directCallNumber",
    "phoneCallbackNumber",
];

/// A column, report or code that is renamed must be renamed on the page.
#[test]
fn all_that_the_page_names_is_in_the_program() {
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut know = |name: &str| {
        known.insert(name.to_owned());
    };
    for registry in Registry::all() {
        registry.tables().into_iter().for_each(&mut know);
        for entry in registry.entries() {
            know(entry.definition.spec.bare_name());
            know(&entry.column());
        }
    }
    let tables = FactTable::WITH_FILES.map(FactTable::name).into_iter();
    tables
        .chain(BeyondReport::ALL.map(BeyondReport::name))
        .chain(State::ALL.map(State::name))
        .chain(Promise::ALL.map(Promise::name))
        .chain(DownloadState::NAMES)
        .chain(Code::ALL.iter().map(|code| code.name()))
        .chain(BESIDES)
        .for_each(&mut know);

    let root = phasebook::cli::Args::command();
    let code = Regex::new("`([^`\n]+)`").expect("a pattern");
    let page = page();
    let prose: String = page.split("```").step_by(2).collect();
    let mut count = 0;
    for named in code.captures_iter(&prose) {
        let name = &named[1];
        count += 1;
        if name == "S" || name.starts_with("S.") || known.contains(name) {
            continue;
        }
        let words: Vec<&str> = name.split(' ').collect();
        let command = match words.strip_prefix(&["phasebook"]) {
            Some([command, ..]) => root.find_subcommand(command),
            _ => None,
        };
        let has_option = |word: &str| {
            let option = word.strip_prefix("--");
            option.is_none_or(|option| {
                let mut commands = root.get_subcommands();
                let has = |command: &clap::Command| {
                    let mut arguments = command.get_arguments();
                    arguments.any(|argument| argument.get_long() == Some(option))
                };
                command.map_or_else(|| commands.any(has), has)
            })
        };
        let is_of_command = command.is_some() || name.starts_with("--");
        assert!(
            is_of_command && words.iter().all(|word| has_option(word)),
            "`{name}` is nothing of phasebook"
        );
    }
    assert!(count > 70, "{count} names");
}
