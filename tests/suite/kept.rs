//! Kept facts: reports from them equal reports from the dump, byte for byte, and facts that grew dump by dump
//! equal those of all dumps at once.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;

use crate::harness::folder::files_below;
use crate::harness::scenario::{Scenario, operator_id, queue_id};
use crate::harness::support::Layout;
use crate::harness::world::World;
use crate::laws::{config, generated, plan};

fn session() -> Scenario {
    Scenario::new()
}

/// Runs a command that must succeed, with its output in a folder of this name.
#[track_caller]
fn run(world: &World, arguments: &[&str], out: &str) {
    let all = [arguments, &["--quiet", "--out", out]].concat();
    let run = world.run(&all);
    assert_eq!(run.status, 0, "{all:?}\n{}", run.stderr);
}

/// The files that differ between two folders.
fn differing(world: &World, one: &str, other: &str) -> Vec<String> {
    let (one, other) = (
        files_below(&world.path(one)),
        files_below(&world.path(other)),
    );
    let names: BTreeSet<_> = one.keys().chain(other.keys()).collect();
    names
        .into_iter()
        .filter(|name| one.get(*name) != other.get(*name))
        .map(|name| name.display().to_string())
        .collect()
}

/// Compares reports from the dump with reports from facts by the same options, file by file.
#[track_caller]
fn check_reports(world: &World, read: &[&str], options: &[&str]) {
    let facts = [
        &["facts", "dump", "--tz", "UTC", "--format", "parquet"],
        read,
    ]
    .concat();
    run(world, &facts, "facts");
    run(
        world,
        &[&["report", "dump"], read, options].concat(),
        "direct",
    );
    run(
        world,
        &[&["report", "--from-facts", "facts"], options].concat(),
        "kept",
    );
    assert_eq!(
        differing(world, "direct", "kept"),
        Vec::<String>::new(),
        "{options:?}"
    );
}

/// The options for every report beyond the default set, except those of recordings, which facts do not keep.
pub(crate) const BEYOND: [&str; 9] = [
    "--report=waits_by_queue",
    "--report=waits_by_day",
    "--report=waits_total",
    "--report=queue_flows",
    "--report=operator_load",
    "--report=offer_outcomes",
    "--report=service_level_curve",
    "--report=thresholds",
    "--report=states_by_source",
];

/// The options that name the default set.
const DEFAULT: [&str; 8] = [
    "--report=by_operator",
    "--report=by_queue",
    "--report=by_day",
    "--report=by_operator_day",
    "--report=by_queue_day",
    "--report=by_operator_queue_day",
    "--report=total",
    "--report=service_levels",
];

const FORMATS: &str = "csv,parquet,xlsx,html,json,ndjson,md";

#[test]
fn the_conformance_packs_come_out_of_their_facts_as_out_of_their_dumps() {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance");
    let tiny = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tiny");
    let names = [
        "clean",
        "single-files",
        "shapes",
        "messy",
        "options",
        "beyond",
    ];
    let others = names.map(|name| packs.join(name));
    let there = others.into_iter().filter(|pack| pack.is_dir());
    for pack in there.chain([tiny]) {
        let world = World::new();
        let dump = pack.join("dump").display().to_string();
        let args = fs::read_to_string(pack.join("args")).unwrap();
        let args: Vec<&str> = args.split_whitespace().collect();
        run(
            &world,
            &["facts", &dump, "--format", "parquet,csv"],
            "facts",
        );
        let options = [&args[..], &DEFAULT, &BEYOND, &["--bridge", "--facts"]].concat();
        run(
            &world,
            &[&["report", &dump], &options[..]].concat(),
            "direct",
        );
        run(
            &world,
            &[&["report", "--from-facts", "facts"], &options[..]].concat(),
            "kept",
        );
        assert_eq!(
            differing(&world, "direct", "kept"),
            Vec::<String>::new(),
            "{dump}"
        );
    }
}

#[test]
fn every_format_and_the_summary_with_the_period_before_come_out_the_same() {
    let world = generated(&plan(5, 120), Layout::Pages(30));
    let month = [
        "--tz",
        "Europe/Prague",
        "--month",
        "2026-10",
        "--format",
        FORMATS,
    ];
    let everything = [&month[..], &DEFAULT, &BEYOND].concat();
    for options in [
        &everything[..],
        &[
            "--tz",
            "Asia/Tokyo",
            "--day-of",
            "ended",
            "--by",
            "interval",
            "--lang",
            "cs",
        ],
        &[
            "--tz",
            "UTC",
            "--sla",
            "7s",
            "--short-abandon",
            "0",
            "--queue-by",
            "answer",
            "--strict",
        ],
        &[
            "--tz",
            "UTC",
            "--by",
            "tag",
            "--by",
            "outcome,channel",
            "--stats",
            "p99,stddev",
        ],
    ] {
        check_reports(&world, &[], options);
    }
}

#[test]
fn a_month_comes_out_of_facts_with_hashes() {
    let world = generated(&plan(6, 60), Layout::Lines);
    run(
        &world,
        &["facts", "dump", "--format", "parquet", "--hash"],
        "facts",
    );
    let options = ["--month", "2026-10", "--tz", "Europe/Prague"];
    run(
        &world,
        &[&["month", "dump"], &options[..]].concat(),
        "direct",
    );
    run(
        &world,
        &[&["month", "--from-facts", "facts"], &options[..]].concat(),
        "kept",
    );
    assert_eq!(differing(&world, "direct", "kept"), Vec::<String>::new());
    let verified = world.run(&["verify", "kept", "dump"]);
    assert_eq!(verified.status, 0, "{}", verified.stdout);
    let verified = world.run(&["verify", "facts", "dump"]);
    assert_eq!(verified.status, 0, "{}", verified.stdout);
}

/// The manifest has the settings and the conditions, so they must not name an operator whom the facts do not name.
#[test]
fn settings_name_no_operator_whom_kept_facts_show_as_a_code() {
    let world = World::of([session()]);
    world.put("key", "a key of enough letters\n");
    let facts = [
        "facts",
        "dump",
        "--tz",
        "UTC",
        "--format",
        "parquet",
        "--pseudonyms",
        "key",
    ];
    run(&world, &facts, "facts");
    world.put("teams.toml", "[teams]\nAlpha = [\"Jana Nováková\"]\n");
    world.put(
        "left.toml",
        "[leave_out]\noperators = [\"Jana Nováková\"]\n",
    );
    for options in [
        &["--config", "teams.toml"][..],
        &["--config", "left.toml"],
        &["--where", "operator!=Jana Nováková"],
    ] {
        let report = [
            "report",
            "--from-facts",
            "facts",
            "--tz",
            "UTC",
            "--out",
            "out",
        ];
        let refused = world.run(&[&report[..], options].concat());
        assert_eq!(refused.status, 2, "{options:?}\n{}", refused.stderr);
        assert!(!world.path("out").exists());
    }
}

/// The name of a file may hold several numbers; only all dumps together tell which of them is the session's id.
#[test]
fn a_history_in_doubt_goes_to_the_session_that_only_a_later_dump_has() {
    let session = |id: i64| {
        let session = Scenario::new().id(id).started(70).ended(90);
        session.session().to_string()
    };
    let history = Scenario::new().queued("Podpora", 0).offered("Jana", 3);
    let history = history.accepted("Jana", 10).history().to_string();
    let world = World::new();
    world.put("january/s.json", session(12));
    world.put("january/h-12-34.json", history);
    world.put("february/s.json", session(34));
    let options = ["--tz", "UTC", "--format", "parquet", "--allow-empty"];
    let facts = |dumps: &[&str], more: &[&str], out: &str| {
        run(
            &world,
            &[&["facts"], dumps, &options[..], more].concat(),
            out,
        );
    };
    for (first, second) in [("january", "february"), ("february", "january")] {
        facts(&["january", "february"], &[], "at_once");
        facts(&[first], &[], "grown");
        facts(&[second], &["--append"], "grown");
        let report = |facts: &str, out: &str| {
            let report = ["report", "--from-facts", facts, "--tz", "UTC", "--facts"];
            run(&world, &report, out);
        };
        report("at_once", "whole");
        report("grown", "later");
        let sessions = fs::read_to_string(world.path("whole/sessions.csv")).expect("a table");
        let with_routing = sessions.lines().find(|line| line.contains("Podpora"));
        assert!(
            with_routing.expect("a routing").starts_with("34,"),
            "{sessions}"
        );
        for table in ["sessions", "offers", "problems"] {
            let text = |out: &str| fs::read(world.path(&format!("{out}/{table}.csv")));
            assert_eq!(
                text("later").unwrap(),
                text("whole").unwrap(),
                "{first}: {table}"
            );
        }
        for out in ["grown", "at_once", "whole", "later"] {
            fs::remove_dir_all(world.path(out)).expect("it was written");
        }
    }
}

/// A year of facts must not turn out useless in December because nobody asked for hashes in January.
#[test]
fn facts_without_hashes_give_a_month_too_and_those_with_hashes_grow_with_them() {
    let world = World::of([session()]);
    let parquet = ["--tz", "UTC", "--format", "parquet"];
    let facts = |options: &[&str], out: &str| {
        run(
            &world,
            &[&["facts", "dump"], &parquet[..], options].concat(),
            out,
        );
    };
    let inputs = |out: &str| {
        let from = format!("{out}-month");
        let month = [
            "month",
            "--from-facts",
            out,
            "--month",
            "2026-10",
            "--tz",
            "UTC",
        ];
        run(&world, &month, &from);
        let text = std::fs::read_to_string(world.path(&format!("{from}/manifest.json")));
        let manifest: Value = serde_json::from_str(&text.expect("a manifest")).expect("JSON");
        manifest["files"][0]["blake3"].is_string()
    };
    facts(&[], "plain");
    assert!(!inputs("plain"));
    facts(&["--hash"], "hashed");
    facts(&["--append"], "hashed");
    assert!(inputs("hashed"));
}

#[test]
fn codes_stay_codes_and_can_be_put_in_later() {
    let world = generated(&plan(7, 60), Layout::Lines);
    world.put("key.txt", "a key that is long enough");
    let keyed = ["--pseudonyms", "key.txt"];
    run(
        &world,
        &[&["report", "dump", "--tz", "UTC"], &keyed[..]].concat(),
        "direct",
    );
    // Operators become codes when the facts are made, or when the report is.
    run(
        &world,
        &[&["facts", "dump", "--format", "parquet"], &keyed[..]].concat(),
        "facts",
    );
    run(
        &world,
        &["report", "--from-facts", "facts", "--tz", "UTC"],
        "kept",
    );
    assert_eq!(differing(&world, "direct", "kept"), Vec::<String>::new());
    run(&world, &["facts", "dump", "--format", "parquet"], "clear");
    let later = [
        &["report", "--from-facts", "clear", "--tz", "UTC"],
        &keyed[..],
    ]
    .concat();
    run(&world, &later, "later");
    assert_eq!(differing(&world, "direct", "later"), Vec::<String>::new());
}

proptest! {
    #![proptest_config(config(4))]

    #[test]
    fn facts_that_grew_are_those_of_all_dumps_at_once(seed in 0_u64..1000, swapped: bool) {
        let world = World::new();
        for (name, seed) in [("a", seed), ("b", seed), ("c", seed + 1)] {
            let sessions = if name == "b" { 50 } else { 30 };
            let layout = if name == "b" { Layout::Lines } else { Layout::Pages(7) };
            crate::harness::support::write_dump(&world.path(name), &plan(seed, sessions), layout).unwrap();
        }
        world.put("b/junk.json", "{\"id\":");
        let settings = ["--tz", "Europe/Prague", "--format", "parquet,csv"];
        let order = if swapped { ["c", "b", "a"] } else { ["a", "b", "c"] };
        run(&world, &[&["facts", "a", "b", "c"], &settings[..]].concat(), "at-once");
        run(&world, &[&["facts", order[0]], &settings[..]].concat(), "grown");
        run(&world, &["facts", order[1], "--append"], "grown");
        run(&world, &["facts", order[2], "--append"], "grown");
        prop_assert_eq!(differing(&world, "at-once", "grown"), Vec::<String>::new());
    }

    #[test]
    fn reports_from_facts_are_those_from_the_dump(seed in 0_u64..1000, single: bool) {
        let layout = if single { Layout::Single } else { Layout::Pages(9) };
        let world = generated(&plan(seed, 60), layout);
        let options = [&["--tz", "Europe/Prague", "--threads", "3"][..], &DEFAULT, &BEYOND].concat();
        check_reports(&world, &[], &options);
    }
}

/// Facts keep no recordings: --beyond leaves their reports out with a note, and --report refuses them by name.
#[test]
fn reports_of_recordings_are_left_out_of_what_facts_give() {
    let world = World::of([session().queued("Podpora", 0).accepted("Jana", 3)]);
    run(&world, &["facts", "dump", "--format", "parquet"], "facts");
    let from_facts = [
        "report",
        "--from-facts",
        "facts",
        "--tz",
        "UTC",
        "--out",
        "out",
    ];
    let beyond = world.run(&[&from_facts[..], &["--beyond"]].concat());
    assert_eq!(beyond.status, 0, "{}", beyond.stderr);
    assert!(world.path("out/states_by_source.csv").is_file());
    assert!(!world.path("out/recordings_total.csv").exists());
    assert!(
        beyond
            .stderr
            .contains("the reports of recordings are left out"),
        "{}",
        beyond.stderr
    );
    let named = world.run(&[&from_facts[..], &["--report", "recordings_by_day"]].concat());
    assert_eq!(
        (named.status, named.stderr.as_str()),
        (
            2,
            "error: --report recordings_by_day: recordings are not kept with the facts\n\
             hint: name the dumps in place of --from-facts\n"
        )
    );
    let listed = world.run(&["downloads", "--from-facts", "facts", "--out", "list"]);
    assert_eq!(listed.status, 2, "{}", listed.stderr);
}

#[test]
fn a_session_that_came_again_in_a_later_state_replaces_the_earlier() {
    let open = session().id(1).status("ONLINE").queued("Podpora", 0);
    let closed = session()
        .id(1)
        .queued("Podpora", 0)
        .accepted("Jana", 5)
        .joined("Jana", 5)
        .left(60)
        .ended(60);
    // The name with the latest timestamp is shown, whichever dump has it.
    let renamed = session()
        .id(2)
        .joined("Jana", 100)
        .in_last_stint("lastName", "Dvořáková");
    let world = World::new();
    world.put("october/1.json", open.embedded().to_string());
    world.put("october/2.json", renamed.embedded().to_string());
    world.put("november/1.json", closed.embedded().to_string());
    let options = ["--tz", "Europe/Prague", "--format", "parquet,csv"];
    run(
        &world,
        &[&["facts", "october"], &options[..]].concat(),
        "facts",
    );
    run(&world, &["facts", "november", "--append"], "facts");
    run(
        &world,
        &[&["facts", "october", "november"], &options[..]].concat(),
        "at-once",
    );
    assert_eq!(differing(&world, "facts", "at-once"), Vec::<String>::new());
    let text = fs::read_to_string(world.path("facts/session_operators.csv")).unwrap();
    assert_eq!(text.matches("Jana Dvořáková").count(), 2, "{text}");
    let manifest = fs::read_to_string(world.path("facts/manifest.json")).unwrap();
    assert!(
        manifest.contains("\"sessions_superseded\": 1"),
        "{manifest}"
    );
}

#[test]
fn the_period_grows_with_the_dumps() {
    let at = |id: i64, timestamp: &str| {
        Scenario::created_at(timestamp)
            .id(id)
            .embedded()
            .to_string()
    };
    let world = World::new();
    world.put("october/1.json", at(1, "2026-10-05T10:00:00+02:00"));
    world.put("october/2.json", at(2, "2026-11-01T00:10:00+01:00"));
    world.put("november/3.json", at(3, "2026-11-05T10:00:00+01:00"));
    world.put("november/4.json", at(4, "2026-12-01T10:00:00+01:00"));
    let first = [
        "facts",
        "october",
        "--tz",
        "Europe/Prague",
        "--format",
        "csv,parquet",
    ];
    run(
        &world,
        &[&first[..], &["--month", "2026-10"]].concat(),
        "facts",
    );
    run(
        &world,
        &["facts", "november", "--append", "--month", "2026-11"],
        "facts",
    );
    let text = fs::read_to_string(world.path("facts/sessions.csv")).unwrap();
    let ids: Vec<&str> = text
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .collect();
    // The session of 1 November was in the dump of October.
    assert_eq!(ids, ["1", "2", "3"]);
}

#[track_caller]
fn check_refused(world: &World, arguments: &[&str], status: i32, said: &[&str]) {
    let run = world.run(arguments);
    assert_eq!(run.status, status, "{}", run.stderr);
    for text in said {
        assert!(run.stderr.contains(text), "{}", run.stderr);
    }
}

#[test]
fn what_cannot_be_used_is_refused_and_says_what_to_do() {
    let world = World::of([session().queued("Podpora", 0).accepted("Jana", 5)]);
    run(
        &world,
        &["facts", "dump", "--tz", "UTC", "--format", "parquet"],
        "facts",
    );
    run(&world, &["facts", "dump", "--tz", "UTC"], "csv");
    run(
        &world,
        &[
            "report", "dump", "--tz", "UTC", "--facts", "--format", "parquet",
        ],
        "pack",
    );
    let from = |folder: &'static str| ["report", "--from-facts", folder];
    let again = "phasebook facts PATH... --format parquet";
    check_refused(&world, &from("csv"), 1, &["csv has no records", again]);
    check_refused(&world, &from("pack"), 1, &["pack has no records", again]);
    check_refused(&world, &from("dump"), 1, &["dump is no pack"]);
    check_refused(
        &world,
        &from("nowhere"),
        1,
        &["there is nothing at nowhere"],
    );
    check_refused(&world, &["report"], 2, &["<PATH>"]);
    check_refused(
        &world,
        &["report", "dump", "--from-facts", "facts"],
        2,
        &["cannot be used with"],
    );
    check_refused(
        &world,
        &[&from("facts")[..], &["--session-id-regex", r"(\d+)"]].concat(),
        2,
        &["--session-id-regex: the facts in "],
    );
    check_refused(
        &world,
        &[&from("facts")[..], &["--hash", "--out", "reports"]].concat(),
        2,
        &[
            "the hashes of the input files are not in facts",
            "with --hash",
        ],
    );
    let append = |out: &'static str| ["facts", "dump", "--append", "--out", out];
    check_refused(
        &world,
        &append("pack"),
        2,
        &["pack is of phasebook report, not of facts"],
    );
    check_refused(
        &world,
        &append("csv"),
        2,
        &["--append: only Parquet can be added to"],
    );
    check_refused(
        &world,
        &append("nowhere"),
        2,
        &["there is nothing at nowhere"],
    );
    for damaged in ["sessions.parquet", "records.zip"] {
        run(
            &world,
            &["facts", "dump", "--tz", "UTC", "--format", "parquet"],
            "facts",
        );
        let path = world.path("facts").join(damaged);
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&path, &bytes).unwrap();
        let said = ["facts is not as it was written", damaged, again];
        check_refused(&world, &from("facts"), 1, &said);
        fs::remove_file(&path).unwrap();
        check_refused(&world, &from("facts"), 1, &said);
    }
    // A folder of facts is refused as a dump.
    let said = [
        "csv is what phasebook facts wrote, not a dump",
        "made of: dump",
    ];
    check_refused(&world, &["report", "csv"], 1, &said);
    run(
        &world,
        &["facts", "dump", "--tz", "UTC", "--format", "parquet"],
        "facts",
    );
    let explain = ["explain", "facts", "--session", "1"];
    check_refused(
        &world,
        &explain,
        1,
        &[
            "--from-facts facts",
            "raw records only the dump can tell: dump",
        ],
    );
}

#[test]
fn facts_that_cannot_grow_stay_as_they_are() {
    let world = World::of([session()]).with("broken.json", "<html>");
    run(
        &world,
        &["facts", "dump", "--tz", "UTC", "--format", "parquet"],
        "facts",
    );
    let before = files_below(&world.path("facts"));
    let refused = world.run(&["facts", "dump", "--append", "--strict", "--out", "facts"]);
    assert_eq!(refused.status, 3, "{}", refused.stderr);
    assert!(files_below(&world.path("facts")) == before);
}

#[test]
fn a_history_finds_its_session_in_a_dump_that_comes_later() {
    let told = session().id(7).queued("Podpora", 0).accepted("Jana", 5);
    let world = World::new();
    world.put("a/history.json", told.wrapped().to_string());
    world.put("b/session.json", told.session().to_string());
    let options = ["--tz", "UTC", "--format", "parquet,csv"];
    run(
        &world,
        &[&["facts", "a", "--allow-empty"], &options[..]].concat(),
        "grown",
    );
    let before = fs::read_to_string(world.path("grown/problems.csv")).unwrap();
    assert!(before.contains("orphaned_history"), "{before}");
    run(&world, &["facts", "b", "--append"], "grown");
    run(
        &world,
        &[&["facts", "a", "b"], &options[..]].concat(),
        "at-once",
    );
    assert_eq!(differing(&world, "grown", "at-once"), Vec::<String>::new());
    let sessions = fs::read_to_string(world.path("grown/sessions.csv")).unwrap();
    assert!(sessions.contains("answered"), "{sessions}");
}

#[test]
fn the_same_dump_again_supersedes_itself_and_changes_no_table() {
    let world = generated(&plan(9, 40), Layout::Lines);
    let options = ["--tz", "UTC", "--format", "parquet,csv"];
    run(&world, &[&["facts", "dump"], &options[..]].concat(), "once");
    run(
        &world,
        &[&["facts", "dump"], &options[..]].concat(),
        "twice",
    );
    run(&world, &["facts", "dump", "--append"], "twice");
    let tables = differing(&world, "once", "twice");
    assert_eq!(tables, ["manifest.json", "records.zip"]);
    run(
        &world,
        &["report", "--from-facts", "twice", "--tz", "UTC"],
        "reports",
    );
}

/// An id that only a superseded copy has is known to the dump, and once was not to its facts: a setting that names it
/// was said to name nothing.
#[test]
fn ids_of_superseded_copies_stay_known() {
    let earlier = session()
        .id(1)
        .field("campaignId", 2)
        .queued("Reklamace", 0)
        .offered("Eva", 1)
        .accepted("Eva", 2);
    let later = session()
        .id(1)
        .queued("Podpora", 0)
        .offered("Jana", 1)
        .accepted("Jana", 20)
        .ended(300);
    let world = World::new()
        .with("1.json", earlier.embedded().to_string())
        .with("2.json", later.embedded().to_string());
    world.put("none/0.json", "[]");
    let (queue, operator) = (queue_id("Reklamace"), operator_id("Eva"));
    world.put(
        "phasebook.toml",
        format!(
            "preview_campaigns = [2]\n[leave_out]\nqueues = [{queue}]\noperators = [{operator}]\n"
        ),
    );
    let settings = ["--tz", "UTC"];
    let facts = ["facts", "--format", "parquet"];
    run(
        &world,
        &[&facts[..], &["dump"], &settings].concat(),
        "facts",
    );
    let grown = [&facts[..], &["none", "--allow-empty"], &settings].concat();
    run(&world, &grown, "grown");
    run(
        &world,
        &[&facts[..], &["dump", "--append"], &settings].concat(),
        "grown",
    );
    let report = [&["report", "dump"], &settings[..]].concat();
    run(&world, &report, "direct");
    let direct = world.run(&["verify", "direct"]);
    assert_eq!(direct.status, 0, "{}", direct.stderr);
    for kept in ["facts", "grown"] {
        let report = [&["report", "--from-facts", kept], &settings[..]].concat();
        run(&world, &report, "kept");
        let problems = |out: &str| {
            let read = fs::read_to_string(world.path(&format!("{out}/problems.csv")));
            read.expect("a ledger")
        };
        assert_eq!(problems("direct"), problems("kept"), "{kept}");
        assert!(!problems("direct").contains("unknown_name"));
    }
}
