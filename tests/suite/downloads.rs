//! The table of recordings and files (`phasebook guide downloads`): each rule on its boundary; and a bad entry costs no
//! session.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::harness::dumps;
use crate::harness::scenario::Scenario;
use crate::harness::support::Layout;
use crate::harness::world::World;
use crate::laws::{config, generated, plan};

fn session() -> Scenario {
    Scenario::new()
}

const URL: &str = "https://app.example.cz/r/1";

/// Checks these columns of the rows of a session.
#[track_caller]
fn check(scenario: Scenario, columns: &[&str], expected: &[&str]) {
    let run = World::of([scenario]).downloads(&[]);
    assert_eq!(run.table("downloads").pick(columns), expected);
}

#[test]
fn recordings_come_first_then_files_of_any_activity_numbered_together() {
    let file = |activity: i64, kind: &str| {
        json!({
            "activityId": activity, "time": "2026-10-05T10:00:20+02:00", "type": kind, "client": "Guest",
            "userId": 11, "file": {"id": 70 + activity, "name": "x.PDF", "downloadUrl": URL},
        })
    };
    check(
        session()
            .joined("Jana", 1)
            .activity(file(1, "SharedFile"))
            .activity(json!({"type": "ChatMessage", "text": "hello", "file": null}))
            .activity(file(2, "NewThing"))
            .activity(json!({"file": {}}))
            .recording(json!({
                "id": 5, "name": "a.b.Opus", "started": "2026-10-05T10:00:05Z", "duration": "PT1M2.5S",
                "type": 2, "userId": 12, "downloadUrl": URL,
            }))
            .recording(json!({})),
        &[
            "number",
            "kind",
            "file_id",
            "activity_id",
            "time",
            "duration_s",
            "type",
            "client",
            "user_id",
            "operator",
            "extension",
            "state",
            "host",
        ],
        &[
            "1 recording 5 - 2026-10-05T12:00:05.000000+02:00 62.500 Operator - 12 #12 opus available \
             app.example.cz",
            "2 recording - - - - - - - - - no_url -",
            "3 file 71 1 2026-10-05T10:00:20.000000+02:00 - SharedFile Guest 11 Jana Nováková pdf available \
             app.example.cz",
            "4 file 72 2 2026-10-05T10:00:20.000000+02:00 - NewThing Guest 11 Jana Nováková pdf available \
             app.example.cz",
            "5 file - - - - - - - - - no_url -",
        ],
    );
}

#[test]
fn a_state_is_the_first_that_fits() {
    let of = |deleted: Value, uploading: Value, url: Value| json!({"isDeleted": deleted, "isUploading": uploading, "downloadUrl": url});
    check(
        session()
            .recording(of(json!(true), json!(true), json!(URL)))
            .recording(of(json!("1"), json!(false), Value::Null))
            .recording(of(json!(false), json!(true), json!("x")))
            .recording(of(json!("maybe"), json!([]), json!("")))
            .recording(of(Value::Null, Value::Null, json!(17)))
            .recording(of(
                json!(0),
                json!("false"),
                json!("http://app.example.cz/r/1"),
            ))
            .recording(of(json!(false), json!(false), json!(" ")))
            .recording(of(json!(false), json!(false), json!(URL))),
        &["state", "url"],
        &[
            "deleted -",
            "deleted -",
            "uploading -",
            "no_url -",
            "no_url -",
            "refused -",
            "refused -",
            "available https://app.example.cz/r/1",
        ],
    );
}

#[test]
fn a_duration_that_is_negative_or_none_is_empty() {
    let of = |duration: Value| json!({"duration": duration});
    check(
        session()
            .recording(of(json!("00:01:00")))
            .recording(of(json!("PT0S")))
            .recording(of(json!("-PT1S")))
            .recording(of(json!("long"))),
        &["number", "duration_s"],
        &["1 60.000", "2 0.000", "3 -", "4 -"],
    );
}

/// A value that is not JSON makes its field unreadable. It costs its entry at most, and the session stays.
#[test]
fn nothing_in_recordings_and_files_costs_a_session() {
    let broken = [
        (r#""recordings":[{"id":1,"duration":PT1M},{"id":2}]"#, "1 2"),
        (r#""recordings":[{"id":1},5,null,[],"x",{"id":2}]"#, "1 2"),
        (r#""recordings":[{"id":1},{"id" 7},{"id":2}]"#, "1 2"),
        (
            r#""recordings":[{"id":1,"isDeleted":tru,"downloadUrl":x}]"#,
            "1",
        ),
        (r#""recordings":"none""#, ""),
        (r#""recordings":nil"#, ""),
        (r#""recordings":{"id":1}"#, "1"),
        (
            r#""activities":[{"file":{"id":1,"name":y}},{"file":7},{"file":{"id":2}}]"#,
            "1 2",
        ),
        (
            r#""activities":[5,{"file":[]},{"file":{"id" 1}},{"file":[{"id":2}]}]"#,
            "2",
        ),
        (r#""activities":{"file":{"id":1}}"#, "1"),
    ];
    for (property, ids) in broken {
        let record =
            format!(r#"{{"id":1,"created":"2026-10-05T10:00:00Z","status":"CLOSED",{property}}}"#);
        let world = World::new().with("a.json", &record);
        let run = world.downloads(&[]);
        let found = run.table("downloads").pick(&["file_id"]).join(" ");
        assert_eq!(found, ids, "{property}");
        assert_eq!(run.count("sessions_kept"), 1, "{property}");
        assert_eq!(run.count("sessions_rejected"), 0, "{property}");
        let codes: Vec<String> = run.table("problems").pick(&["code"]);
        assert!(
            codes.iter().all(|code| code == "bad_field"),
            "{property}: {codes:?}"
        );
        // Lost values are in the ledger; two of the cases lose nothing, and are only written in another way.
        let is_whole =
            property.ends_with(r#":{"id":1}"#) || property.ends_with(r#"{"file":{"id":1}}"#);
        assert_eq!(codes.is_empty(), is_whole, "{property}: {codes:?}");
        // A command that does not ask for recordings ignores them.
        let facts = world.facts(&[]);
        assert_eq!(facts.count("sessions_kept"), 1, "{property}");
    }
}

#[test]
fn a_copy_that_lost_gives_no_rows_and_neither_does_a_session_outside_the_period() {
    let on = |id: i64, day: u32, ids: &[i64]| {
        let at = format!("2026-10-{day:02}T10:00:00+02:00");
        let recordings: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
        Scenario::created_at(&at)
            .id(id)
            .field("recordings", recordings)
            .field("channel", if id == 3 { "Phone" } else { "Chat" })
    };
    let lines = [
        on(1, 5, &[1]).session(),
        on(1, 5, &[2, 3]).ended(5).session(),
        on(2, 6, &[4]).session(),
        on(3, 7, &[5]).session(),
    ];
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    let world = World::new().with("a.ndjson", lines.join("\n"));
    let ids = |options: &[&str]| {
        world
            .downloads(options)
            .table("downloads")
            .pick(&["file_id"])
    };
    assert_eq!(ids(&[]), ["2", "3", "4", "5"]);
    assert_eq!(ids(&["--from", "2026-10-06", "--to", "2026-10-07"]), ["4"]);
    assert_eq!(ids(&["--where", "channel=Phone"]), ["5"]);
    assert_eq!(ids(&["--where", "channel!=Phone"]), ["2", "3", "4"]);
    assert_eq!(ids(&["--where", "queue=Nobody"]), [""; 0]);
}

#[test]
fn operators_are_codes_where_they_are_to_be() {
    let world = World::of([session()
        .recording(json!({"id": 1, "userId": 4711}))
        .activity(json!({"userId": 11, "file": {"id": 2}}))
        .joined("Jana", 1)]);
    world.put("key", "0123456789abcdef0123456789abcdef");
    let run = world.downloads(&["--pseudonyms", "key"]);
    let rows = run.table("downloads").pick(&["user_id", "operator"]);
    for row in &rows {
        assert!(row.contains(" op-") && !row.contains("4711"), "{row}");
    }
    // Jana is the same operator here and in every other table.
    let facts = world.facts(&["--pseudonyms", "key"]);
    let known = facts.table("session_operators");
    assert_eq!(known.pick(&["user_id", "operator"]), rows[1..]);
}

#[test]
fn operators_that_count_as_one_do_so_here() {
    let world = World::of([session()
        .recording(json!({"id": 1, "userId": 11}))
        .recording(json!({"id": 2, "userId": 12}))
        .joined("Jana", 1)
        .joined("Petr", 2)]);
    world.put(
        "phasebook.toml",
        "[[aliases.operators]]\nname = \"Jana Nováková\"\nwas = [\"Petr Svoboda\"]\n",
    );
    let run = world.downloads(&[]);
    let names = run.table("downloads").pick(&["operator"]);
    assert_eq!(names, ["Jana Nováková", "Jana Nováková"]);
}

#[test]
fn the_summary_tells_kinds_and_states_hours_and_calls_without_a_recording() {
    let call = || session().channel("Phone").started(1);
    let world = World::of([
        call()
            .recording(json!({"duration": "PT45M", "downloadUrl": URL}))
            .recording(json!({"duration": "PT45M", "isDeleted": true})),
        call().activity(json!({"file": {"downloadUrl": "file:///etc/passwd"}})),
        session().started(1),
    ]);
    // Without a folder the same is printed, and nothing is written.
    let printed = world.run(&["downloads", "dump", "--tz", "UTC"]);
    assert!(printed.status == 0 && printed.files.is_empty());
    let run = world.run(&["downloads", "dump", "--tz", "UTC", "--out", "out"]);
    assert_eq!(
        run.stdout,
        format!("{}wrote 3 files to out\n", printed.stdout)
    );
    insta::assert_snapshot!(run.stdout, @r"
                all  deleted  uploading  no_url  refused  available
    recordings    2        1          0       0        0          1
    files         1        0          0       0        1          0
    1.50 hours recorded
    1 of 2 sessions answered by phone or video without a recording
    wrote 3 files to out
    ");
    let run = world.run(&[
        "downloads",
        "dump",
        "--tz",
        "UTC",
        "--out",
        "out",
        "--json",
        "-q",
    ]);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(json["recordings"]["deleted"], 1);
    assert_eq!(json["files"]["refused"], 1);
    assert_eq!(json["recorded_us"], 5_400_000_000_i64);
    assert_eq!(json["not_recorded"], 1);
}

#[test]
fn a_format_is_one_that_tables_have_and_wants_a_folder() {
    let world = World::of([session()]);
    let run = world.run(&["downloads", "dump", "--format", "csv"]);
    assert_eq!(run.status, 2, "{}", run.stderr);
    assert!(run.stderr.contains("--out is missing"), "{}", run.stderr);
    let run = world.run(&["downloads", "dump", "--out", "out", "--format", "html"]);
    assert_eq!(run.status, 2, "{}", run.stderr);
}

#[test]
fn a_pack_of_recordings_and_files_is_verified_like_any() {
    let world = World::of([session().recording(json!({"id": 1, "downloadUrl": URL}))]);
    world.downloads(&[
        "--format",
        "csv,parquet,xlsx,json,ndjson",
        "--where",
        "channel=Chat",
    ]);
    let run = world.run(&["verify", "out", "dump"]);
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("byte for byte"), "{}", run.stdout);
}

proptest! {
    #![proptest_config(config(6))]

    /// The counts of the reports are those of the table; asking for it changes no count of the ledger.
    #[test]
    fn reports_of_recordings_add_up_to_the_table(seed in 0_u64..1000) {
        let world = generated(&plan(seed, 80), Layout::Pages(20));
        let facts = world.facts(&[]);
        let listed = world.downloads(&[]);
        let counts = |run: &crate::harness::world::Run| run.manifest()["counts"].clone();
        prop_assert_eq!(counts(&facts), counts(&listed));
        let sessions = facts.table("sessions");
        let calls: std::collections::BTreeSet<&str> = (0..sessions.len())
            .filter(|&row| matches!(sessions.cell(row, "channel"), "Phone" | "AV"))
            .filter(|&row| sessions.cell(row, "outcome") == "answered")
            .map(|row| sessions.cell(row, "session_id"))
            .collect();
        let table = listed.table("downloads");
        let recordings: Vec<usize> = table
            .rows_with("kind", "recording")
            .into_iter()
            .filter(|&row| calls.contains(table.cell(row, "session_id")))
            .collect();
        let recorded: std::collections::BTreeSet<&str> =
            recordings.iter().map(|&row| table.cell(row, "session_id")).collect();
        prop_assert!(!recorded.is_empty());
        let names = ["recordings_by_queue", "recordings_by_day", "recordings_by_operator", "recordings_total"];
        let options: Vec<String> = names.iter().map(|name| format!("--report={name}")).collect();
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let run = world.report(&options);
        for name in names {
            let report = run.table(name);
            prop_assert_eq!(report.sum("sessions"), calls.len() as u64, "{}", name);
            prop_assert_eq!(report.sum("recorded"), recorded.len() as u64, "{}", name);
            prop_assert_eq!(report.sum("recordings"), recordings.len() as u64, "{}", name);
            let parts = ["available", "deleted", "unavailable", "not_recorded"];
            let parts: u64 = parts.iter().map(|part| report.sum(part)).sum();
            prop_assert_eq!(parts, calls.len() as u64, "{}", name);
        }
    }
}

#[test]
fn the_list_for_curl_replaces_nothing_but_such_a_list() {
    let world = World::new().with("a.json", dumps::session(1));
    let list = |file: &str| world.run(&["downloads", "dump", "--tz", "UTC", "--curl", file]);
    let refused = list("dump/a.json");
    assert_eq!(refused.status, 1, "{}", refused.stdout);
    assert!(
        refused
            .stderr
            .contains("dump/a.json is there, and is no list for curl"),
        "{}",
        refused.stderr
    );
    for _ in 0..2 {
        assert_eq!(list("list.curl").status, 0);
    }
}
