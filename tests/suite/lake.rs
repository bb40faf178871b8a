//! Reports of facts in folders: byte for byte those of the dump, by the settings that the facts were made with.

use std::fs;

use crate::harness::folder::files_below;
use crate::harness::scenario::Scenario;
use crate::harness::tasks::{copied, repository, run};
use crate::harness::world::World;
use crate::kept::BEYOND;

/// Checks that reports of a dump and reports of each of these facts have the same files; returns their number.
#[track_caller]
fn check_same(world: &World, dump: &[&str], facts: &[&str], reports: &[&str]) -> usize {
    check_same_of("report", world, dump, facts, reports)
}

#[track_caller]
fn check_same_of(
    command: &str,
    world: &World,
    dump: &[&str],
    facts: &[&str],
    reports: &[&str],
) -> usize {
    let written = |out: &str, arguments: &[&str]| {
        if world.path(out).exists() {
            fs::remove_dir_all(world.path(out)).expect("it can be removed");
        }
        run(
            world,
            &[&[command, "--out", out], arguments, reports].concat(),
        );
        files_below(&world.path(out))
    };
    let direct = written("direct", dump);
    for facts in facts {
        let kept = written("kept", &["--no-config", "--from-facts", facts]);
        assert!(direct.keys().eq(kept.keys()));
        for (path, bytes) in &direct {
            assert!(
                kept[path] == *bytes,
                "{facts} {reports:?}: {}",
                path.display()
            );
        }
    }
    direct.len()
}

#[test]
fn reports_of_facts_in_folders_are_those_of_the_dump() {
    let world = World::new();
    copied(&repository("sample-data"), &world, "sample");
    let dump = ["sample", "--config", "sample/phasebook.toml"];
    let whole = [
        &["facts"],
        &dump[..],
        &["--hash", "--partition", "month", "--out", "whole"],
    ]
    .concat();
    run(&world, &whole);
    run(
        &world,
        &["records", "sample", "--buckets", "4", "--out", "records"],
    );
    run(&world, &["merge", "records"]);
    let from = [
        "facts",
        "--from-records",
        "records",
        "--config",
        "sample/phasebook.toml",
    ];
    run(&world, &[&from[..], &["--out", "parts"]].concat());
    let all = [
        "--bridge",
        "--facts",
        "--format",
        "csv,parquet,xlsx",
        "--stats",
        "n,mean,p99,stddev",
    ];
    let by = [
        "--by",
        "tag,hour",
        "--by",
        "team,interval",
        "--by",
        "campaign",
        "--by",
        "total",
    ];
    let october = [
        "--month",
        "2026-10",
        "--queue-by",
        "answer",
        "--where",
        "channel=Chat",
    ];
    let facts = ["whole", "parts", "parts/ledger/tenant=default"];
    let few = ["--bridge", "--format", "csv,json,md"];
    let mut files = check_same(&world, &dump, &facts, &few);
    for more in [&by[..], &october] {
        files += check_same(&world, &dump, &facts, &[&BEYOND[..], &all, more].concat());
    }
    assert!(files > 100, "{files} files");
    // The page and the trend of a month are made of the facts too.
    let month = ["--month", "2026-10", "--format", "csv,xlsx,html"];
    check_same_of("month", &world, &dump, &["whole"], &month);
}

#[test]
fn facts_of_a_tenant_and_of_a_month_are_reported_by_their_own_settings() {
    let session = |created: &str| {
        Scenario::created_at(created)
            .queued("Podpora", 0)
            .offered("Jana", 5)
            .accepted("Jana", 25)
    };
    let world = World::of([
        session("2026-09-05T10:00:00+02:00"),
        session("2026-10-05T10:00:00+02:00"),
    ]);
    world.put(
        "own.toml",
        "[[sla.rules]]\nqueue = \"Podpora\"\nthreshold = \"30s\"\n[teams]\n\"První\" = [\"Jana Nováková\"]\n",
    );
    let facts = ["facts", "dump", "--partition", "month", "--out", "lake"];
    let own = ["--config", "own.toml", "--tz", "UTC", "--month", "2026-10"];
    run(&world, &[&facts[..], &own, &["--tenant", "acme"]].concat());
    let acme = "lake/ledger/tenant=acme";
    let dump = [&["dump"], &own[..]].concat();
    check_same(&world, &dump, &["lake", acme], &["--by", "team,queue"]);
    let refused = |arguments: &[&str], status: i32, what: &str| {
        let run = world.run(arguments);
        assert_eq!(run.status, status, "{arguments:?}\n{}", run.stderr);
        assert!(run.stderr.contains(what), "{arguments:?}\n{}", run.stderr);
    };
    world.put(
        "other.toml",
        "[sla]\nthreshold = \"25s\"\n[teams]\n\"Druhý\" = [\"Jana Nováková\"]\n",
    );
    let report = ["report", "--from-facts", "lake"];
    for (options, what) in [
        (
            &["--tz", "Europe/Prague"][..],
            "--tz: the facts in lake were made with UTC",
        ),
        (
            &["--config", "other.toml"],
            "sla.threshold: the facts in lake were made with 20s",
        ),
        (
            &["--config", "other.toml"],
            "teams: the facts in lake were made with other settings",
        ),
        (
            &["--month", "2026-09"],
            "the facts in lake do not have all days of the period",
        ),
        (
            &["--naive-tz", "Europe/Prague"],
            "--naive-tz: the facts in lake were made without it",
        ),
        (&["--hash"], "the hashes of the input files are not in lake"),
        (
            &["--report", "recordings_total"],
            "recordings are not kept with the facts",
        ),
    ] {
        refused(&[&report[..], options].concat(), 2, what);
    }
    refused(
        &["facts", "--from-facts", "lake", "--out", "plain"],
        1,
        "lake has facts in folders, of which only reports are made",
    );
    run(&world, &[&facts[..], &["--tenant", "other"]].concat());
    refused(&report, 1, "lake has the facts of several tenants");
    world.put(
        "lake/sessions/tenant=acme/month=2026-10/0000.parquet",
        "other",
    );
    refused(
        &["report", "--from-facts", acme],
        1,
        "the facts in lake are not as they were written",
    );
}

/// The ledger once took the form of the fact tables' CSV, in which a long id and a name like a formula are not as
/// they were.
#[test]
fn the_problems_come_out_the_same_whatever_form_of_csv_the_facts_were_made_with() {
    let late = Scenario::new()
        .queued("Podpora", 10)
        .offered("Jana", 5)
        .accepted("Jana", 3);
    let world = World::new()
        .with("=1+1.json", "[")
        .with(
            "12.json",
            late.id(1_234_567_890_123_456).embedded().to_string(),
        )
        .with("13.json", "{}");
    let dump = ["dump", "--tz", "UTC"];
    let facts = [
        &["facts"],
        &dump[..],
        &["--csv", "excel-cs", "--partition", "month", "--out", "lake"],
    ]
    .concat();
    run(&world, &facts);
    let ledger = fs::read_to_string(world.path("lake/ledger/tenant=default/problems.csv"));
    let ledger = ledger.expect("a ledger");
    assert!(ledger.contains(",=1+1.json,"), "{ledger}");
    assert!(ledger.contains(",1234567890123456,"), "{ledger}");
    check_same(&world, &dump, &["lake"], &["--csv", "excel-cs"]);
}

#[test]
fn a_folder_without_the_facts_of_a_tenant_is_refused_as_such() {
    let world = World::new();
    fs::create_dir_all(world.path("lake/ledger")).expect("a folder");
    let refused = world.run(&["report", "--from-facts", "lake"]);
    assert_eq!(refused.status, 1);
    assert!(
        refused.stderr.contains("no tenant's facts") || refused.stderr.contains("no facts"),
        "{}",
        refused.stderr
    );
}
