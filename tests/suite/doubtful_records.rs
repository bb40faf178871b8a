//! The ledger (`phasebook guide ledger`) on records that do not go together or lack a property that figures depend on:
//! `id_clash`, `missing_property`, `orphaned_history`; and the verdict of `check` on lost fields.

use serde_json::{Value, json};

use crate::harness::dumps::{check_dumps, dump, session, wrapped};
use crate::harness::world::{Run, World};

/// A record of session 1.
fn record(created: &str, company: &Value) -> String {
    json!({"id": 1, "created": created, "companyId": company}).to_string()
}

fn two(first: String, second: String) -> World {
    World::new().with("a.json", first).with("b.json", second)
}

#[test]
fn records_of_one_id_clash_where_they_are_of_two_sessions() {
    let at = "2026-10-05T08:00:00.5Z";
    let clash = |name, second: String| {
        // The later record counts, and the entry names it.
        dump(name, two(record(at, &json!(17)), second))
            .sessions("1")
            .problems(["id_clash b.json:1 1"])
    };
    let same = |name, second: String| {
        dump(name, two(record(at, &json!(17)), second))
            .sessions("1")
            .problems([])
    };
    check_dumps([
        clash(
            "a second apart",
            record("2026-10-05T08:00:01.5Z", &json!(17)),
        ),
        same(
            "less than a second",
            record("2026-10-05T08:00:01.499999Z", &json!(17)),
        ),
        same(
            "a fraction was cut",
            record("2026-10-05T08:00:00Z", &json!(17)),
        ),
        clash("another company", record(at, &json!(18))),
        same("no company", record(at, &Value::Null)),
        dump(
            "a rejected record has no say",
            two(record(at, &json!(17)), record("soon", &json!(18))),
        )
        .sessions("1")
        .problems(["bad_record b.json:1 1"]),
    ]);
}

#[test]
fn of_any_two_records_of_an_id_two_that_clash_are_one_entry() {
    let created = |second: &str| record(&format!("2026-10-05T08:00:{second}Z"), &Value::Null);
    let world = World::new()
        .with("a.json", created("00.0"))
        .with("b.json", created("00.6"))
        .with("c.json", created("01.2"))
        .with("d.json", created("01.3"));
    let run = world.facts(&[]);
    assert_eq!(run.problems(), ["id_clash d.json:1 1"]);
    let world = World::new()
        .with("a.json", record("2026-10-05T08:00:00Z", &json!(1)))
        .with("b.json", record("2026-10-06T08:00:00Z", &Value::Null))
        .with("c.json", record("2026-10-05T08:00:00Z", &json!(2)));
    let run = world.facts(&[]);
    assert_eq!(run.problems(), ["id_clash b.json:1 1"]);
    assert_eq!(
        run.table("problems").pick(&["detail"]),
        ["records with another `created` and another `companyId`"]
    );
}

#[test]
fn kept_facts_remember_that_records_clashed() {
    let world = World::new();
    world.put("a/1.json", record("2026-10-05T08:00:00Z", &Value::Null));
    world.put("a/2.json", record("2026-10-05T09:00:00Z", &Value::Null));
    world.put("b/3.json", record("2026-10-05T10:00:00Z", &Value::Null));
    let succeed = |arguments: &[&str]| {
        let run = world.run(arguments);
        assert_eq!(run.status, 0, "{arguments:?}: {}", run.stderr);
        run
    };
    let kept = ["--tz", "UTC", "--format", "parquet,csv"];
    succeed(&[&["facts", "a", "--out", "kept"], &kept[..]].concat());
    let run = world.facts_from("kept");
    assert_eq!(run.problems(), ["id_clash 2.json:1 1"]);
    // After `--append` there is still one entry, for the record that counts now.
    succeed(&["facts", "b", "--append", "--out", "kept"]);
    let grown = std::fs::read_to_string(world.path("kept/problems.csv")).expect("it was written");
    assert_eq!(grown.matches("id_clash").count(), 1, "{grown}");
    assert!(grown.contains("b/3.json"), "{grown}");
}

/// This many sessions, which all have these properties and no others.
fn sessions(count: i64, properties: &[&str]) -> World {
    let lines = (1..=count).map(|id| {
        let mut session = json!({"id": id, "created": "2026-10-05T08:00:00Z"});
        for property in properties {
            session[*property] = Value::Null;
        }
        session.to_string() + "\n"
    });
    World::new().with("a.ndjson", lines.collect::<String>())
}

const NEEDED: [&str; 9] = [
    "status",
    "channel",
    "source",
    "guestLeftSession",
    "operators",
    "started",
    "ended",
    "waited",
    "length",
];

fn missing(run: &Run) -> Vec<String> {
    let problems = run.table("problems");
    let rows = problems.rows_with("code", "missing_property");
    rows.into_iter()
        .map(|row| problems.cell(row, "detail").to_owned())
        .collect()
}

#[test]
fn a_property_that_no_session_has_is_told_where_there_are_twenty() {
    assert_eq!(missing(&sessions(20, &NEEDED).facts(&[])), [""; 0]);
    assert_eq!(missing(&sessions(19, &[]).facts(&[])), [""; 0]);
    let mut all: Vec<String> = NEEDED
        .iter()
        .map(|name| format!("`{name}` is in none of 20 sessions"))
        .collect();
    all.sort();
    assert_eq!(missing(&sessions(20, &[]).facts(&[])), all);
    for (place, name) in NEEDED.iter().enumerate() {
        let others = [&NEEDED[..place], &NEEDED[place + 1..]].concat();
        let run = sessions(20, &others).facts(&[]);
        assert_eq!(
            missing(&run),
            [format!("`{name}` is in none of 20 sessions")]
        );
    }
    // One session with the property is enough, in the period or not; a session that lost to a copy does not count.
    let one = session(99).replace('}', r#","waited":"PT1S"}"#);
    let others = NEEDED
        .into_iter()
        .filter(|name| *name != "waited")
        .collect::<Vec<_>>();
    let world = sessions(20, &others).with("z.json", &one);
    assert_eq!(missing(&world.facts(&["--month", "2026-11"])), [""; 0]);
    let copy = session(99).replace('}', r#","ended":"2026-10-06T00:00:00Z"}"#);
    let world = sessions(20, &others)
        .with("y.json", &one)
        .with("z.json", copy);
    assert_eq!(
        missing(&world.facts(&[])),
        ["`waited` is in none of 21 sessions"]
    );
}

#[test]
fn kept_facts_know_which_properties_were_there() {
    let world = sessions(20, &NEEDED[1..]);
    let kept = [
        "facts", "dump", "--tz", "UTC", "--format", "parquet", "--out", "kept",
    ];
    assert_eq!(world.run(&kept).status, 0);
    let run = world.facts_from("kept");
    assert_eq!(missing(&run), ["`status` is in none of 20 sessions"]);
}

#[test]
fn each_orphaned_history_is_an_entry_of_its_own() {
    let world = World::new()
        .with("a.json", session(1))
        .with("b.json", [wrapped(7), wrapped(8), wrapped(9)].join("\n"));
    let run = world.facts(&[]);
    assert_eq!(
        run.problems(),
        [
            "orphaned_history b.json:1 7",
            "orphaned_history b.json:2 8",
            "orphaned_history b.json:3 9"
        ]
    );
}

fn refusals(run: &Run) -> Vec<&str> {
    let lines = run.stdout.lines();
    lines.filter(|line| line.starts_with("NO  ")).collect()
}

#[test]
fn check_weighs_the_sessions_that_lost_a_field() {
    let lossy = |count: i64, lost: i64| {
        let lines = (1..=count).map(|id| {
            let length = if id <= lost {
                json!("long")
            } else {
                Value::Null
            };
            let waited = if id <= lost {
                json!("long")
            } else {
                Value::Null
            };
            let mut session = json!({"id": id, "created": "2026-10-05T08:00:00Z"});
            for property in NEEDED {
                session[property] = Value::Null;
            }
            session["length"] = length;
            session["waited"] = waited;
            session.to_string() + "\n"
        });
        World::new().with("a.ndjson", lines.collect::<String>())
    };
    let lost = |world: &World, options: &[&str]| {
        let run = world.run(&[&["check", "dump", "--tz", "UTC"], options].concat());
        let line = refusals(&run)
            .into_iter()
            .find(|line| line.contains("fields lost"));
        line.map(str::to_owned)
    };
    assert_eq!(lost(&lossy(100, 1), &[]), None);
    let two = lost(&lossy(100, 2), &[]).expect("two of a hundred are too many");
    assert!(
        two.contains("2.00 %  at most 1.00 %  --max-fields-lost"),
        "{two}"
    );
    assert_eq!(lost(&lossy(100, 2), &["--max-fields-lost", "2%"]), None);
    let world = lossy(100, 2);
    world.put("phasebook.toml", "[check]\nmax_fields_lost = \"2%\"\n");
    assert_eq!(lost(&world, &[]), None);
}

#[test]
fn an_event_lost_of_a_bare_history_is_told_with_the_session_of_its_file() {
    let bad = r#"[{"activityType":"RoutingEnded","timestamp":"soon"}]"#;
    let whole = |id| json!({"id": id, "created": "2026-10-05T08:00:00Z"}).to_string();
    let world = World::new()
        .with("sessions.ndjson", format!("{}\n{}", whole(7), whole(2026)))
        .with("7.json", bad)
        // The digits that are the id of a session in the dump decide, which is known when all files are read.
        .with("2026_91.json", bad)
        .with("nobody-5.json", bad);
    let run = world.run(&["report", "dump", "--tz", "UTC", "--out", "out"]);
    let problems = run.problems();
    let told: Vec<&str> = problems
        .iter()
        .filter(|problem| problem.starts_with("bad_event"))
        .map(String::as_str)
        .collect();
    assert_eq!(
        told,
        [
            "bad_event 2026_91.json:1 2026",
            "bad_event 7.json:1 7",
            "bad_event nobody-5.json:1 5"
        ]
    );
    let checked = world.run(&["check", "dump", "--tz", "UTC"]);
    let line = refusals(&checked)
        .into_iter()
        .find(|line| line.contains("fields lost"));
    assert!(
        line.is_some_and(|line| line.contains("100")),
        "{}",
        checked.stdout
    );
}
