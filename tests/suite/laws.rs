//! Laws that hold for every dump (invariants 4 and 6 of the library), tried on synthetic dumps.

use chrono::{DateTime, Days, FixedOffset};
use phasebook::report::Dimension;
use proptest::prelude::*;

use crate::harness::dumps::gzip;
use crate::harness::program;
use crate::harness::scenario::Scenario;
use crate::harness::support::{self, Generated, Layout, Plan};
use crate::harness::world::{Run, World};

/// Few cases, since each runs the program several times; no file is left in the repository.
pub(crate) fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases: program::cases(cases),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

pub(crate) fn plan(seed: u64, sessions: u32) -> Plan {
    Plan {
        seed,
        sessions,
        activity_bytes: 200,
        ..Plan::default()
    }
}

pub(crate) fn generated(plan: &Plan, layout: Layout) -> World {
    let world = World::new();
    support::write_dump(&world.path("dump"), plan, layout).expect("the dump can be written");
    world
}

/// Reports by every dimension, and the default set.
fn reports(world: &World, options: &[&str]) -> [Run; 2] {
    let alone = Dimension::ALL.map(Dimension::name);
    let by = [&alone[..], &["queue,hour", "operator,weekday", "total"]].concat();
    let mut arguments: Vec<&str> = by
        .iter()
        .flat_map(|dimension| ["--by", dimension])
        .collect();
    arguments.extend(options);
    [world.report(options), world.report(&arguments)]
}

/// Runs of all commands that make tables.
fn everything(world: &World, options: &[&str]) -> Vec<Run> {
    let mut runs: Vec<Run> = reports(world, options).into();
    runs.push(world.report(&[&["--beyond"], options].concat()));
    runs.push(world.facts(options));
    runs.push(world.downloads(options));
    runs
}

/// The names of the files for which `counts` holds and whose content differs.
fn differing(one: &[Run], other: &[Run], counts: fn(&str) -> bool) -> Vec<String> {
    assert_eq!(one.len(), other.len());
    let pairs = one.iter().zip(other);
    pairs
        .flat_map(|(one, other)| {
            let names: Vec<&String> = one.files.keys().chain(other.files.keys()).collect();
            names
                .into_iter()
                .filter(|name| one.files.get(*name) != other.files.get(*name))
                .cloned()
                .collect::<Vec<_>>()
        })
        .filter(|name| counts(name))
        .collect()
}

fn any_file(_: &str) -> bool {
    true
}

/// Whether a file is independent of how the dump is cut into files.
fn is_table(name: &str) -> bool {
    !matches!(name, "manifest.json" | "problems.csv")
}

fn layouts() -> impl Strategy<Value = Layout> {
    prop_oneof![
        (1_usize..30).prop_map(Layout::Pages),
        Just(Layout::Lines),
        Just(Layout::Single)
    ]
}

proptest! {
    #![proptest_config(config(6))]

    #[test]
    fn one_thread_equals_many(seed in 0_u64..1000, threads in 2_u32..9, layout in layouts()) {
        let world = generated(&plan(seed, 80), layout);
        let one = everything(&world, &["--threads", "1"]);
        let many = everything(&world, &["--threads", &threads.to_string()]);
        prop_assert_eq!(differing(&one, &many, any_file), Vec::<String>::new());
    }

    #[test]
    fn shuffled_arguments_give_the_same_bytes(seed in 0_u64..1000, keys in prop::collection::vec(0_u32..1000, 40)) {
        let world = generated(&plan(seed, 40), Layout::Pages(5));
        let paths: Vec<String> = world.names("dump").iter().map(|name| format!("dump/{name}")).collect();
        let mut shuffled: Vec<(u32, &String)> = keys.iter().copied().zip(&paths).collect();
        prop_assert_eq!(shuffled.len(), paths.len());
        shuffled.sort();
        let run = |paths: Vec<&str>| {
            let fixed = ["report", "--out", "out", "--tz", "Europe/Prague"];
            let run = world.run(&[&fixed[..], &paths].concat());
            assert_eq!(run.status, 0, "{}", run.stderr);
            run
        };
        let in_order = run(paths.iter().map(String::as_str).collect());
        let out_of_order = run(shuffled.into_iter().map(|(_, path)| path.as_str()).collect());
        prop_assert_eq!(differing(&[in_order], &[out_of_order], any_file), Vec::<String>::new());
    }

    #[test]
    fn the_same_records_in_other_files_give_the_same_tables(seed in 0_u64..1000, choices in prop::collection::vec(any::<u8>(), 60)) {
        let plan = plan(seed, 60);
        let single = everything(&generated(&plan, Layout::Single), &[]);
        for layout in [Layout::Pages(7), Layout::Lines] {
            let other = everything(&generated(&plan, layout), &[]);
            prop_assert_eq!(differing(&single, &other, is_table), Vec::<String>::new(), "{:?}", layout);
        }
        let other = everything(&recut(&plan, &choices), &[]);
        prop_assert_eq!(differing(&single, &other, is_table), Vec::<String>::new(), "cut by {:?}", choices);
    }

    #[test]
    fn every_file_twice_changes_only_the_counts_of_duplicates(seed in 0_u64..1000, layout in layouts()) {
        let plan = plan(seed, 40);
        let world = generated(&plan, layout);
        let once = everything(&world, &[]);
        support::write_dump(&world.path("dump/again"), &plan, layout).expect("the dump can be written");
        let twice = everything(&world, &[]);
        prop_assert_eq!(differing(&once, &twice, is_table), Vec::<String>::new());
        let (before, after) = (&once[0], &twice[0]);
        for kept in ["sessions_kept", "sessions_in_period", "histories_joined", "sessions_rejected", "histories_orphaned"] {
            prop_assert_eq!(before.count(kept), after.count(kept), "{}", kept);
        }
        for doubled in ["files_found", "session_records", "histories", "campaigns"] {
            prop_assert_eq!(2 * before.count(doubled), after.count(doubled), "{}", doubled);
        }
        prop_assert_eq!(after.count("sessions_superseded"), before.count("session_records"));
        prop_assert_eq!(after.count("histories_superseded"), before.count("histories"));
    }

    #[test]
    fn the_order_of_files_on_the_disk_makes_no_difference(seed in 0_u64..1000) {
        let world = generated(&plan(seed, 30), Layout::Single);
        let backwards = World::new();
        let folders = ["dump/sessions", "dump/routing", "dump"];
        for folder in folders {
            for name in world.names(folder).into_iter().rev() {
                let path = format!("{folder}/{name}");
                if world.path(&path).is_file() {
                    backwards.put(&path, std::fs::read(world.path(&path)).expect("the file can be read"));
                }
            }
        }
        let one = everything(&world, &[]);
        let other = everything(&backwards, &[]);
        prop_assert_eq!(differing(&one, &other, any_file), Vec::<String>::new());
    }

    #[test]
    fn facts_add_up_to_reports(seed in 0_u64..1000, from in 1_u32..20) {
        let world = generated(&plan(seed, 120), Layout::Lines);
        let from = format!("2026-10-{from:02}");
        let options = ["--from", &from];
        let runs = reports(&world, &options);
        let facts = world.facts(&options);
        let sessions = facts.table("sessions").len() as u64;
        for run in &runs {
            run.check_balance();
            prop_assert_eq!(run.count("sessions_in_period"), sessions);
            for name in run.files.keys().filter(|name| is_table(name) && *name != "service_levels.csv") {
                let table = run.table(name.trim_end_matches(".csv"));
                // A session is in the rows of all its tags, so the rows may add up to more.
                if name == "by_tag.csv" {
                    prop_assert!(table.sum("sessions") >= sessions);
                } else {
                    prop_assert_eq!(table.sum("sessions"), sessions, "{}", name);
                }
                check_rows(&table);
            }
        }
        check_total(&runs[1], &facts);
    }
}

/// In every row the outcomes add up to `offered`, and both directions to `sessions`.
fn check_rows(table: &crate::harness::csv::Csv) {
    for row in 0..table.len() {
        let count = |name| table.cell(row, name).parse::<u64>().expect("a count");
        let parts = ["answered", "abandoned", "short_abandoned", "unanswered"].map(count);
        assert_eq!(count("offered"), parts.iter().sum::<u64>());
        assert_eq!(count("sessions"), count("inbound") + count("outbound"));
        assert!(count("answered_in") <= count("answered"));
        assert!(count("abandoned_in") <= count("abandoned") + count("short_abandoned"));
    }
}

/// Counts the figures of the total again in the tables of facts.
fn check_total(run: &Run, facts: &Run) {
    let sessions = facts.table("sessions");
    let total = run.table("total");
    for outcome in [
        "answered",
        "abandoned",
        "short_abandoned",
        "unanswered",
        "left_before_queue",
        "bot_only",
    ] {
        let rows = sessions.rows_with("outcome", outcome).into_iter();
        let inbound = rows
            .filter(|&row| sessions.cell(row, "direction") == "inbound")
            .count();
        assert_eq!(total.sum(outcome), inbound as u64, "{outcome}");
    }
    let phases = [
        "created", "in_queue", "waiting", "bcw", "active", "acw", "ring", "waited",
    ];
    for phase in phases {
        let column = format!("{phase}_s");
        let there = sessions.len() - sessions.rows_with(&column, "").len();
        assert_eq!(total.sum(&format!("{phase}_n")), there as u64, "{phase}");
    }
    let operators = run.table("by_operator");
    let offers = facts.table("offers");
    assert_eq!(
        operators.sum("offers"),
        (offers.len() - offers.rows_with("user_id", "").len()) as u64
    );
    assert_eq!(
        operators.sum("missed_offers"),
        sessions.sum("missed_offers")
    );
    let joined = facts.table("session_operators");
    assert_eq!(
        operators.sum("handled_sessions"),
        (joined.len() - joined.rows_with("joined", "").len()) as u64
    );
    let visits = facts.table("queue_visits");
    let waiting = visits.rows_with("invite", "false").len();
    assert_eq!(run.table("by_queue").sum("visits"), waiting as u64);
}

/// The sessions of a plan in files of other sizes and shapes, chosen by `choices`.
fn recut(plan: &Plan, choices: &[u8]) -> World {
    let world = World::new();
    let company = Plan {
        sessions: 0,
        ..plan.clone()
    };
    support::write_dump(&world.path("dump"), &company, Layout::Lines)
        .expect("the dump can be written");
    let mut page: Vec<String> = Vec::new();
    let items: Vec<Generated> = support::sessions(plan).collect();
    for (number, (item, choice)) in items.iter().zip(choices.iter().cycle()).enumerate() {
        let wrapped = format!(r#"{{"id":{},"routingHistory":{}}}"#, item.id, item.history);
        let open = item.session.trim_end().trim_end_matches('}');
        match choice % 4 {
            0 => page.push(format!(r#"{open},"routingHistory":{}}}"#, item.history)),
            1 => page.extend([wrapped, item.session.clone()]),
            2 => {
                page.push(item.session.clone());
                world.put(&format!("dump/{}/routing.json", item.id), &item.history);
            }
            _ => {
                page.push(item.session.clone());
                world.put(
                    &format!("dump/map-{number}.json"),
                    format!(r#"{{"{}":{}}}"#, item.id, item.history),
                );
            }
        }
        if choice % 3 == 0 || number + 1 == items.len() {
            put_page(&world, number, choice / 16, &std::mem::take(&mut page));
        }
    }
    world
}

fn put_page(world: &World, number: usize, shape: u8, page: &[String]) {
    let list = page.join(",");
    let (name, content) = match shape % 6 {
        0 => ("json", format!("[{list}]")),
        1 => ("ndjson", page.join("\n")),
        2 => ("jsonl", page.concat()),
        3 => ("json", format!(r#"{{"total":1,"items":[{list}]}}"#)),
        4 => ("json", format!("[[],[{list}]]")),
        _ => {
            world.put(
                &format!("dump/{number}-page.json.gz"),
                gzip(format!("\u{feff}[\n{list}\n]\n")),
            );
            return;
        }
    };
    world.put(&format!("dump/{number}-page.{name}"), content);
}

/// The local date in Prague in 2026, by the law of summer time: from the last Sunday of March, 01:00
/// UTC, to the last Sunday of October, 01:00 UTC.
fn prague_day(timestamp: DateTime<FixedOffset>) -> String {
    let parse = |text| DateTime::parse_from_rfc3339(text).expect("a timestamp of RFC 3339");
    let summer = parse("2026-03-29T01:00:00Z")..parse("2026-10-25T01:00:00Z");
    let east = if summer.contains(&timestamp) { 2 } else { 1 };
    let offset = FixedOffset::east_opt(east * 3600).expect("an offset");
    timestamp.with_timezone(&offset).date_naive().to_string()
}

proptest! {
    #![proptest_config(config(8))]

    #[test]
    fn days_of_23_and_25_hours_lose_nobody(
        is_autumn in any::<bool>(),
        micros in prop::collection::vec(0_i64..3 * 86_400_000_000, 1..60),
    ) {
        let change = if is_autumn { "2026-10-25T00:00:00Z" } else { "2026-03-29T00:00:00Z" };
        let change = DateTime::parse_from_rfc3339(change).expect("a timestamp") - Days::new(1);
        let timestamps: Vec<_> = micros.iter().map(|&micros| change + chrono::TimeDelta::microseconds(micros)).collect();
        let world = World::of(timestamps.iter().map(|timestamp| Scenario::created_at(&timestamp.to_rfc3339())));
        let [_, run] = reports(&world, &[]);
        let sessions = timestamps.len() as u64;
        for dimension in ["day", "hour", "interval", "weekday", "week", "month"] {
            prop_assert_eq!(run.table(&format!("by_{dimension}")).sum("sessions"), sessions, "{}", dimension);
        }
        let days = world.facts(&[]).table("sessions").pick(&["day"]);
        let expected: Vec<String> = timestamps.into_iter().map(prague_day).collect();
        prop_assert_eq!(days, expected);
    }
}
