//! `explain` and `columns`: they agree with the tables, and answer wrong arguments with a hint.

use insta::assert_snapshot;
use phasebook::catalogue::{catalogue, markdown};
use proptest::prelude::*;
use serde_json::Value;

use crate::harness::csv::Csv;
use crate::harness::dumps::{session, wrapped};
use crate::harness::scenario::Scenario;
use crate::harness::support::Layout;
use crate::harness::world::{Run, World};
use crate::laws::{config, generated, plan};

const PRAGUE: [&str; 2] = ["--tz", "Europe/Prague"];

fn explain(world: &World, options: &[&str]) -> Run {
    world.run(&[&["explain", "dump"], &PRAGUE[..], options].concat())
}

fn json(world: &World, options: &[&str]) -> Value {
    let run = explain(world, &[options, &["--json"]].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    serde_json::from_str(&run.stdout).expect("an explanation is JSON")
}

/// The error and hint of a run with wrong arguments.
fn refused(run: &Run) -> String {
    assert_eq!(run.stdout, "");
    format!("status {}\n{}", run.status, run.stderr)
}

fn world() -> World {
    let answered = |seconds: i32| {
        Scenario::new()
            .queued("Podpora", 0)
            .accepted("Jana", seconds)
    };
    World::of([
        answered(5),
        answered(35),
        Scenario::new()
            .guest_left("LeftQueue")
            .queued("Reklamace", 0)
            .waited(40),
    ])
}

#[test]
fn usage_errors_name_the_nearest_choice() {
    let world = world();
    let told = |options: &[&str]| refused(&explain(&world, options));
    assert_snapshot!(told(&["--session", "4"]), @r"
    status 1
    error: there is no session 4 in the dump
    hint: did you mean 3? The dump has 3 sessions, 1 to 3
    ");
    assert_snapshot!(told(&["--session", "x4"]), @r"
    status 2
    error: --session: `x4` is not a session's id
    hint: an id is a whole number, as 10000273
    ");
    assert_snapshot!(told(&["--report", "by_quue", "--metric", "service_level"]), @r"
    status 2
    error: --report: there is no report `by_quue`
    hint: did you mean by_queue? There are by_operator, by_queue, by_day, by_operator_day, by_queue_day, by_operator_queue_day, total, service_levels, and by_ with any dimensions, as by_channel_hour
    ");
    assert_snapshot!(told(&["--report", "by_queue", "--where", "queue=Podpora", "--metric", "servicelevel"]), @r"
    status 1
    error: this report has no figure `servicelevel`
    hint: did you mean service_level? `phasebook columns` lists all figures
    ");
    assert_snapshot!(told(&["--report", "by_queue", "--where", "queue=podpora", "--metric", "asa"]), @r"
    status 1
    error: no such row of by_queue has queue `podpora`
    hint: did you mean Podpora? There are Podpora, Reklamace
    ");
    assert_snapshot!(told(&["--report", "by_queue", "--where", "que=Podpora", "--metric", "asa"]), @r"
    status 1
    error: --where: the rows of by_queue have no column `que`
    hint: did you mean queue? There are queue_id, queue
    ");
    assert_snapshot!(told(&["--report", "by_queue", "--metric", "asa"]), @r"
    status 1
    error: 2 rows of by_queue fit
    hint: say which queue, as --where queue=Reklamace: there are Podpora, Reklamace
    ");
    assert_snapshot!(told(&["--where", "queue", "--metric", "asa"]), @r"
    status 2
    error: --where: `queue` has no `=`
    hint: write a column of the report and its value, as queue=Podpora
    ");
    assert_snapshot!(told(&[]), @r"
    status 2
    error: nothing to explain is named
    hint: name a session (--session ID), a figure (--report NAME --where COLUMN=VALUE --metric NAME), a contract (--contract N), or a metric alone (--metric NAME)
    ");
    assert_snapshot!(refused(&world.run(&["explain", "--session", "4"])), @r"
    status 2
    error: no dump is named
    hint: name its files or folders: phasebook explain PATH... (only a definition needs no dump)
    ");
    assert_snapshot!(refused(&world.run(&["explain", "dmp", "--session", "4"])), @r"
    status 1
    error: cannot read dmp: No such file or directory (os error 2)
    hint: check the path; each PATH must exist and be readable
    ");
    assert_snapshot!(refused(&world.run(&["explain", "--metric", "waitin"])), @r"
    status 1
    error: there is no column or metric `waitin`
    hint: did you mean waiting_n? `phasebook columns` lists them all
    ");
}

#[test]
fn a_session_that_is_there_in_part_is_told_apart_from_one_that_is_not() {
    let world = World::new()
        .with("other.json", session(5))
        .with("history.json", wrapped(7))
        .with("bad.json", r#"{"id":8,"created":"soon"}"#);
    let told = |id: &str| refused(&explain(&world, &["--session", id]));
    assert_snapshot!(told("7"), @r"
    status 1
    error: the dump has a routing history of session 7 (history.json, line 1), but not the session itself
    hint: export the session too, or the page that it was on
    ");
    assert_snapshot!(told("8"), @r#"
    status 1
    error: session 8 was rejected: bad_record: `created` cannot be read: it looks like "xxxx" (bad.json, line 1)
    hint: export the session again by its id
    "#);
    let empty = World::new().with("error.json", r#"{"status":404}"#);
    assert_snapshot!(refused(&explain(&empty, &["--session", "7"])), @r"
    status 1
    error: there is no session 7 in the dump
    hint: no session was found at all: check the PATHs
    ");
}

#[test]
fn copies_that_lost_and_problems_are_told() {
    let later = Scenario::new()
        .queued("Podpora", 0)
        .accepted("Jana", 5)
        .ended(60)
        .waited(-5);
    let earlier = Scenario::new().status("IN_QUEUE").queued("Podpora", 0);
    let world = World::new()
        .with("a.json", later.embedded().to_string())
        .with("b.json", earlier.embedded().to_string());
    let run = explain(&world, &["--session", "1"]);
    let copies: Vec<&str> = run
        .stdout
        .lines()
        .skip_while(|line| !line.starts_with("Copies"))
        .take_while(|line| !line.starts_with("Report rows"))
        .collect();
    assert_snapshot!(copies.join("\n"), @r"
    Copies  the same record met more than once; one counts
      session  counts      a.json, line 1, byte 0            it has seen the latest event; between
                                                             equals the later in path order
      session  superseded  b.json, line 1, byte 0            the one that counts has seen a later event,
                                                             of 2026-10-05T10:01:00.000000+02:00
      history  counts      a.json, line 1, byte 0  3 events  it reaches furthest; between equals more
                                                             events, then the later in path order
      history  superseded  b.json, line 1, byte 0  2 events  the one that counts reaches further

    Problems noted
      negative_phase  `waited` is -5 s (a.json, line 1). A phase has a negative length; it counts as
                      absent.
    ");
}

#[test]
fn an_element_is_numbered_as_its_history_has_it() {
    let event = |second: u32, kind: &str| {
        format!(
            r#"{{"routingRequestId":7,"timestamp":"2026-10-05T08:00:{second:02}Z","activityType":"{kind}"}}"#
        )
    };
    let accepted = event(9, "AcceptedByOperator");
    let requested = event(1, "RoutingRequestCreated");
    let unusable = r#"{"activityType":"AssignedToOperator","timestamp":null}"#;
    let lines = [accepted.as_str(), unusable, &requested].join("\n");
    let array = format!("[{}]", lines.replace('\n', ","));
    let worlds = [
        ("bare lines", World::new().with("1.ndjson", &lines)),
        ("a bare array", World::new().with("1.json", &array)),
        (
            "wrapped",
            World::new().with(
                "h.json",
                format!(r#"{{"sessionId":1,"routingHistory":{array}}}"#),
            ),
        ),
        (
            "a map",
            World::new().with("h.json", format!(r#"{{"1":{array},"2":{array}}}"#)),
        ),
    ];
    for (name, world) in worlds {
        let world = world.with("s.json", format!("[{},{}]", session(1), session(2)));
        let story = json(&world, &["--session", "1"]);
        let origins: Vec<&str> = story["timeline"]
            .as_array()
            .expect("a timeline")
            .iter()
            .map(|entry| entry["origin"].as_str().expect("an origin"))
            .collect();
        assert_eq!(
            origins,
            ["session.created", "history[3]", "history[1]"],
            "{name}"
        );
        let waits = &story["verdicts"][1]["value"];
        assert_eq!(waits, "8.000 s", "{name}");
    }
}

#[test]
fn the_catalogue_is_the_same_in_every_format() {
    let world = World::new();
    let list = |format: &str| world.run(&["columns", "--format", format]).stdout;
    let json: Value = serde_json::from_str(&list("json")).expect("JSON");
    let csv = Csv::parse(list("csv").as_bytes());
    let entries = json.as_array().expect("a list");
    assert_eq!(entries.len(), catalogue().len());
    for (row, entry) in entries.iter().enumerate() {
        for name in &csv.header {
            assert_eq!(csv.cell(row, name), entry[name.as_str()], "{row} {name}");
        }
    }
    assert_eq!(list("md"), markdown());
}

#[test]
fn a_definition_says_population_formula_limits_and_empty_case() {
    let run = World::new().run(&["explain", "--metric", "in_sla"]);
    assert_snapshot!(run.stdout, @r"
    in_sla  in the table sessions, true/false
      Whether the answer came within the threshold.
      population  inbound answered sessions
      formula     speed_of_answer <= threshold
      limits      exactly the threshold is in; an unknown speed is not
      empty if    outbound, or not answered
    ");
    let run = World::new().run(&["explain", "--metric", "service_level"]);
    assert_snapshot!(run.stdout, @"
    service_level  in every report, fraction of 1
      The share of sessions answered in time, by the formula set with --sla-formula.
      population  inbound offered sessions
      formula     answered_in / (offered - short_abandoned)
      limits      an answer after exactly the threshold is in time; with --sla-hours open only of
                  sessions in opening hours
      empty if    the denominator is 0
    ");
}

proptest! {
    #![proptest_config(config(6))]

    /// The explanation of a session, for which that session alone is read, has the numbers of the tables.
    #[test]
    fn stories_agree_with_the_tables(seed in 0_u64..1000, picks in prop::collection::vec(0_usize..1000, 8), layout in prop_oneof![Just(Layout::Single), Just(Layout::Lines), Just(Layout::Pages(9))]) {
        let world = generated(&plan(seed, 60), layout);
        let facts = world.facts(&[]);
        let sessions = facts.table("sessions");
        for pick in picks {
            let row = pick % sessions.len();
            let id = sessions.cell(row, "session_id");
            let story = json(&world, &["--session", id]);
            for phase in story["phases"].as_array().expect("phases") {
                let column = format!("{}_s", phase["name"].as_str().expect("a name"));
                prop_assert_eq!(sessions.cell(row, &column), seconds(&phase["value_s"]), "{} {}", id, column);
                prop_assert!(phase["value_s"].is_null() == phase["empty"].is_string());
            }
            let verdict = |name: &str| {
                let verdicts = story["verdicts"].as_array().expect("verdicts");
                let found = verdicts.iter().find(|verdict| verdict["name"] == name);
                found.expect("the verdict")["value"].as_str().unwrap_or_default().to_owned()
            };
            for name in ["outcome", "direction", "day"] {
                prop_assert_eq!(sessions.cell(row, name), verdict(name), "{} {}", id, name);
            }
            let in_sla = match sessions.cell(row, "in_sla") { "true" => "in time", "false" => "late", _ => "" };
            prop_assert_eq!(in_sla, verdict("service_level"));
            for (table, list, value) in [("queue_visits", "visits", "exit"), ("offers", "offers", "outcome")] {
                let table = facts.table(table);
                let rows = table.rows_with("session_id", id);
                let told = story[list].as_array().expect("a list");
                prop_assert_eq!(rows.len(), told.len());
                for (row, told) in rows.into_iter().zip(told) {
                    prop_assert_eq!(table.cell(row, "duration_s"), seconds(&told["value_s"]));
                    let outcome = told["outcome"].as_str().unwrap_or_default();
                    prop_assert_eq!(table.cell(row, value), outcome.split(' ').next().unwrap_or_default());
                }
            }
        }
    }
}

/// Seconds in the format of CSV.
pub(crate) fn seconds(value: &Value) -> String {
    match micros(value) {
        None => String::new(),
        Some(micros) => {
            let thousandths = (micros.abs() + 500) / 1000 * micros.signum();
            let sign = if thousandths < 0 { "-" } else { "" };
            let thousandths = thousandths.abs();
            format!("{sign}{}.{:03}", thousandths / 1000, thousandths % 1000)
        }
    }
}

/// A number of seconds in JSON, in microseconds.
pub(crate) fn micros(value: &Value) -> Option<i128> {
    let seconds = value.as_f64()?;
    let text = format!("{:.0}", seconds * 1e6);
    Some(text.parse().expect("a whole number"))
}
