//! Breakdowns of cells: the listed sessions give the cell again.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::Value;

use crate::explain::micros;
use crate::harness::csv::Csv;
use crate::harness::scenario::Scenario;
use crate::harness::support::Layout;
use crate::harness::world::World;
use crate::laws::{config, generated, plan};

fn cell(world: &World, options: &[&str]) -> String {
    let fixed = ["explain", "dump", "--tz", "Europe/Prague"];
    let run = world.run(&[&fixed[..], options].concat());
    assert_eq!(run.status, 0, "{options:?}\n{}", run.stderr);
    run.stdout
}

fn world() -> World {
    let answered = |seconds: f64| {
        Scenario::new()
            .queued("Podpora", 0)
            .offered("Jana", 1)
            .accepted("Jana", seconds)
    };
    let left = |seconds: i32| {
        Scenario::new()
            .guest_left("LeftQueue")
            .queued("Podpora", 0)
            .waited(seconds)
    };
    World::of([
        answered(5.0),
        answered(20.0),
        answered(20.000_001),
        left(40),
        left(4),
        left(5),
        Scenario::new().queued("Podpora", 0),
        Scenario::new().status("IN_QUEUE").queued("Podpora", 0),
        answered(3.0).source("OutgoingCall"),
    ])
}

#[test]
fn a_service_level_is_taken_apart() {
    assert_snapshot!(
        "service_level",
        cell(
            &world(),
            &[
                "--report",
                "by_queue_day",
                "--where",
                "queue=Podpora",
                "--where",
                "day=2026-10-05",
                "--metric",
                "service_level",
            ]
        )
    );
}

#[test]
fn a_percentile_shows_the_rank_that_gave_it() {
    assert_snapshot!(
        "percentile",
        cell(
            &world(),
            &["--where", "queue=Podpora", "--metric", "waiting_p90"]
        )
    );
}

#[test]
fn the_list_has_every_session_of_the_page() {
    let world = world();
    let options = [
        "--report",
        "total",
        "--metric",
        "sl_offered",
        "--sessions",
        "list.csv",
        "--json",
    ];
    let told: Value = serde_json::from_str(&cell(&world, &options)).expect("JSON");
    let list = Csv::parse(&std::fs::read(world.path("list.csv")).expect("the list"));
    let sessions = told["sessions"].as_array().expect("sessions");
    assert_eq!(list.len(), sessions.len());
    for (row, session) in sessions.iter().enumerate() {
        for name in ["role", "reason", "outcome", "day", "entry_queue", "owner"] {
            assert_eq!(list.cell(row, name), session[name], "{row} {name}");
        }
        assert_eq!(
            list.cell(row, "session_id"),
            session["session_id"].to_string()
        );
    }
}

/// The columns that identify a row, which stand before the figures.
fn keys(report: &Csv) -> Vec<String> {
    let names = report.header.iter();
    names
        .take_while(|name| *name != "sessions")
        .cloned()
        .collect()
}

proptest! {
    #![proptest_config(config(6))]

    #[test]
    fn listed_sessions_recompute_their_cell(
        seed in 0_u64..1000,
        report in prop::sample::select(vec!["operator", "queue", "day", "queue,day", "operator,queue", "total", "weekday", "channel,hour", "interval"]),
        picks in prop::collection::vec((0_usize..10_000, 0_usize..10_000), 10),
        answer in any::<bool>(),
    ) {
        let world = generated(&plan(seed, 90), Layout::Pages(20));
        let queue_by = if answer { "answer" } else { "entry" };
        let options = ["--from", "2026-10-02", "--queue-by", queue_by, "--sla", "8s"];
        let run = world.report(&[&["--by", report][..], &options].concat());
        let name = if report == "total" { report.to_owned() } else { format!("by_{}", report.replace(',', "_")) };
        let table = run.table(&name);
        prop_assume!(table.len() > 0);
        let keys = keys(&table);
        for (row, column) in picks {
            let row = row % table.len();
            let metric = &table.header[keys.len() + column % (table.header.len() - keys.len())];
            let mut arguments = vec!["--report".to_owned(), name.clone(), "--metric".to_owned(), metric.clone(), "--json".to_owned()];
            for key in &keys {
                arguments.extend(["--where".to_owned(), format!("{key}={}", table.cell(row, key))]);
            }
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).chain(options).collect();
            let told: Value = serde_json::from_str(&cell(&world, &arguments)).expect("JSON");
            let expected = table.cell(row, metric);
            prop_assert_eq!(told["value"].as_str(), Some(expected), "{:?}", arguments);
            prop_assert_eq!(recomputed(&told, metric), expected, "{:?}", arguments);
            let is_of_sessions = told["sessions"].as_array().expect("sessions").iter().all(|one| one["visit"].is_null())
                && !["handled", "offers", "forwarded_out", "handling", "operator"].iter().any(|own| metric.contains(own));
            if is_of_sessions && !metric.starts_with("visit") {
                let count = told["sessions"].as_array().map_or(0, Vec::len);
                prop_assert_eq!(count.to_string(), table.cell(row, "sessions"), "{:?}", arguments);
            }
        }
    }
}

/// The figure that the listed sessions give, computed independently of the program.
fn recomputed(told: &Value, metric: &str) -> String {
    let sessions = told["sessions"].as_array().expect("sessions");
    let mut roles: BTreeMap<&str, i128> = BTreeMap::new();
    let mut values: Vec<i128> = Vec::new();
    let mut counted = 0;
    for session in sessions {
        let role = session["role"].as_str().expect("a role");
        *roles.entry(role).or_default() += 1;
        counted += session["count"].as_u64().unwrap_or(0);
        if role == "value" {
            values.push(micros(&session["value_s"]).expect("a value"));
        }
    }
    let role = |name| roles.get(name).copied().unwrap_or(0);
    if told["unit"] == "fraction of 1" {
        let (numerator, other) = (role("numerator"), role("denominator_only"));
        return match numerator + other {
            0 => String::new(),
            whole => decimals(numerator, whole, 4),
        };
    }
    values.sort_unstable();
    let sum: i128 = values.iter().sum();
    let count = i128::try_from(values.len()).expect("few");
    let suffix = metric
        .trim_end_matches("_s")
        .rsplit('_')
        .next()
        .unwrap_or_default();
    if told["unit"] == "count" {
        return if suffix == "n" {
            count.to_string()
        } else {
            counted.to_string()
        };
    }
    let last = match values.last() {
        None if suffix == "sum" => return "0.000".to_owned(),
        None => return String::new(),
        Some(last) => *last,
    };
    match (metric, suffix) {
        (_, "sum") => decimals(sum, 1_000_000, 3),
        ("max_wait_s", _) | (_, "max") => decimals(last, 1_000_000, 3),
        (_, "median") => decimals(percentile(&values, 50), 100_000_000, 3),
        (_, "p90") => decimals(percentile(&values, 90), 100_000_000, 3),
        (_, "p95") => decimals(percentile(&values, 95), 100_000_000, 3),
        _ => decimals(sum, count * 1_000_000, 3),
    }
}

/// A hundred times the percentile, exactly.
fn percentile(sorted: &[i128], percent: usize) -> i128 {
    let rank = percent * (sorted.len() - 1);
    let (below, part) = (rank / 100, i128::try_from(rank % 100).expect("below 100"));
    let above = sorted.get(below + 1).unwrap_or(&sorted[below]);
    sorted[below] * (100 - part) + above * part
}

/// A fraction with this many decimals, rounded half away from zero.
fn decimals(numerator: i128, denominator: i128, places: u32) -> String {
    let unit = 10_i128.pow(places);
    let scaled = (2 * numerator.abs() * unit + denominator) / (2 * denominator);
    let sign = if numerator < 0 && scaled > 0 { "-" } else { "" };
    let width = places as usize;
    format!("{sign}{}.{:0width$}", scaled / unit, scaled % unit)
}

#[test]
fn the_list_of_sessions_replaces_nothing_but_such_a_list() {
    let world = world();
    let list = |file: &str| {
        let figure = ["--tz", "UTC", "--metric", "service_level", "--sessions"];
        world.run(&[&["explain", "dump"], &figure[..], &[file]].concat())
    };
    let export = world.path("dump/sessions.ndjson");
    let before = std::fs::read(&export).expect("the export");
    let refused = list("dump/sessions.ndjson");
    assert_eq!(refused.status, 1, "{}", refused.stdout);
    assert!(
        refused
            .stderr
            .contains("dump/sessions.ndjson is there, and is no list of sessions"),
        "{}",
        refused.stderr
    );
    assert_eq!(std::fs::read(&export).expect("the export"), before);
    for _ in 0..2 {
        assert_eq!(list("list.csv").status, 0);
    }
}

#[test]
fn a_period_without_sessions_is_told_with_the_days_of_the_dump() {
    let run = world().run(&[
        "explain",
        "dump",
        "--tz",
        "UTC",
        "--month",
        "2026-09",
        "--report",
        "by_queue",
        "--where",
        "queue=Podpora",
        "--metric",
        "asa",
    ]);
    assert_eq!(run.status, 1);
    assert!(
        run.stderr
            .contains("no session is in the period: the dump has the day 2026-10-05"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_row_is_named_by_the_id_too() {
    let world = world();
    let figure = ["--report", "by_queue", "--metric", "answered", "--where"];
    let by_name = cell(&world, &[&figure[..], &["queue=Podpora"]].concat());
    let id = crate::harness::scenario::queue_id("Podpora");
    let by_id = cell(&world, &[&figure[..], &[&format!("queue={id}")]].concat());
    assert_eq!(by_id, by_name);
}

/// The report counts sessions in the opening hours alone, and has a row for the queue all the same.
#[test]
fn a_row_of_service_levels_without_a_session_in_the_hours_says_so() {
    let world = world();
    world.put(
        "phasebook.toml",
        "[sla]\nhours = \"open\"\n[hours]\nmon-fri = \"1:00-2:00\"\n",
    );
    let row = |queue: &str| {
        let queue = format!("queue={queue}");
        let figure = [
            "--report",
            "service_levels",
            "--metric",
            "answered",
            "--where",
        ];
        let fixed = ["explain", "dump", "--tz", "Europe/Prague"];
        let run = world.run(&[&fixed[..], &figure, &[&queue]].concat());
        assert_eq!(run.status, 1, "{}", run.stdout);
        run.stderr
    };
    let told = row("Podpora");
    assert!(
        told.contains("no session of this row of service_levels is in the opening hours"),
        "{told}"
    );
    let told = row("Nowhere");
    assert!(
        told.contains("no such row of service_levels has queue"),
        "{told}"
    );
}
