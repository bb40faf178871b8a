//! No output has personal data of guests; and with --pseudonyms none has personal data of operators.

use std::io::{Cursor, Read};

use polars::prelude::{ParquetReader, SerReader};
use serde_json::json;

use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};

/// A word in all messages and names of guests.
const GUEST: &str = "GUESTMARK";
/// A word in all names of operators.
const OPERATOR: &str = "OPMARK";

/// A user's id that stands out.
const USER: i64 = 987_654_321;

/// A dump with personal data in every field that may hold them, in the right type and in wrong ones, in
/// whole files and in broken ones.
fn world() -> World {
    let guest = |what: &str| format!("{GUEST}-{what} +420 777 123 456 guest@example.invalid");
    let operator = json!({
        "userId": USER, "firstName": format!("{OPERATOR}a"), "lastName": format!("{OPERATOR}b"),
        "userName": format!("{OPERATOR}c@example.invalid"), "email": format!("{OPERATOR}d@example.invalid"),
        "joined": "2026-10-05T10:00:05+02:00", "left": "2026-10-05T10:01:05+02:00",
        "concluded": "2026-10-05T10:01:10+02:00",
    });
    let event = |activity: &str, second: u32| {
        json!({
            "activityType": activity, "timestamp": format!("2026-10-05T10:00:{second:02}+02:00"),
            "routingRequestId": 1, "group": {"id": 1, "name": "Podpora"}, "operator": operator,
            "forwardedByOperator": operator, "note": guest("routing note"),
        })
    };
    let session = |id: i64| {
        let mut session = Scenario::new().id(id).length(60).session();
        for (name, value) in [
            (
                "guest",
                json!({"name": guest("name"), "email": guest("email"), "phone": guest("phone"),
                             "ipAddress": guest("ip"), "identity": {"id": guest("identity")}}),
            ),
            ("guestName", json!(guest("guestName"))),
            ("phoneNumber", json!(guest("number"))),
            (
                "messages",
                json!([{"content": guest("message"), "author": guest("author")}]),
            ),
            (
                "activities",
                json!([
                    {"type": "Message", "content": guest("activity"), "created": "2026-10-05T10:00:07+02:00"},
                    {"type": guest("activity type"), "text": guest("text")},
                ]),
            ),
            (
                "callParams",
                json!({"callerId": guest("caller"), "sip": guest("sip")}),
            ),
            ("parameters", json!({"custom": guest("parameter")})),
            ("tags", json!([guest("tag")])),
            (
                "feedback",
                json!({"text": guest("feedback"), "stars": guest("stars")}),
            ),
            ("note", json!(guest("note"))),
            ("tabs", json!([{"url": guest("url")}])),
            ("operators", json!([operator])),
        ] {
            session[name] = value;
        }
        session["routingHistory"] = json!([
            event("RoutingRequestCreated", 0),
            event("EnteredGroupQueue", 1),
            event("AssignedToOperator", 2),
            event("AcceptedByOperator", 5),
            event("ForwardedToPhone", 6),
        ]);
        session
    };
    // Text of the guest in place of timestamps, numbers, names and lists.
    let mut wrong = session(2);
    for name in [
        "started",
        "ended",
        "guestJoined",
        "waited",
        "length",
        "operators",
        "isDirectChat",
    ] {
        wrong[name] = json!(guest(name));
    }
    let mut no_record = session(3);
    no_record["created"] = json!(guest("created"));
    let mut no_id = session(4);
    no_id["id"] = json!(guest("id"));
    let mut events = session(5);
    events["routingHistory"] = json!([guest("event"), {"activityType": "EnteredGroupQueue", "timestamp": guest("timestamp")}]);
    let whole = json!([session(1), wrong, no_record, no_id, events]).to_string();
    let cut = session(6).to_string();
    World::new()
        .with("whole.json", whole)
        .with("cut.json", &cut[..cut.len() * 2 / 3])
        .with(
            "broken.ndjson",
            format!("{{\"id\": 7, {}\n{}\n", guest("broken"), session(8)),
        )
        .with("page.json", guest("page"))
        .with("other.json", json!({"error": guest("error")}).to_string())
        .with(
            "users.json",
            json!([{
                "id": USER, "username": format!("{OPERATOR}e"), "firstName": format!("{OPERATOR}f"),
                "lastName": format!("{OPERATOR}g"), "email": format!("{OPERATOR}h@example.invalid"),
            }])
            .to_string(),
        )
        .with(
            "campaigns.json",
            json!([{
                "id": 9, "mode": "Preview", "name": "Kampaň", "contacts": [guest("contact")],
            }])
            .to_string(),
        )
}

/// The whole output of a run as text, with packed files unpacked.
fn everything(run: &Run) -> Vec<(String, String)> {
    let mut all = vec![
        ("standard output".to_owned(), run.stdout.clone()),
        ("standard error".to_owned(), run.stderr.clone()),
    ];
    for (name, bytes) in &run.files {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        if ending == "parquet" {
            let frame = ParquetReader::new(Cursor::new(bytes.clone()))
                .finish()
                .expect("Parquet");
            let mut text = String::new();
            for column in frame.columns() {
                if let Ok(texts) = column.str() {
                    texts
                        .iter()
                        .flatten()
                        .for_each(|value| text.push_str(value));
                } else if let Ok(numbers) = column.i64() {
                    let numbers = numbers.iter().flatten();
                    numbers.for_each(|value| text.push_str(&value.to_string()));
                }
            }
            all.push((name.clone(), text));
        } else if ending == "xlsx" {
            let mut archive = zip::ZipArchive::new(Cursor::new(bytes.clone())).expect("a workbook");
            for place in 0..archive.len() {
                let mut member = archive.by_index(place).expect("a member");
                let mut text = String::new();
                member
                    .read_to_string(&mut text)
                    .expect("a workbook is text");
                let inner = member.name().expect("a name in UTF-8").into_owned();
                all.push((format!("{name}/{inner}"), text));
            }
        } else {
            all.push((name.clone(), String::from_utf8_lossy(bytes).into_owned()));
        }
    }
    all
}

/// Runs of every command in every format.
fn runs(world: &World, more: &[&str]) -> Vec<Run> {
    let by = "operator,queue,widget,channel,source,campaign,department";
    [
        vec![
            "report",
            "dump",
            "--tz",
            "UTC",
            "--out",
            "out",
            "--format",
            "csv,parquet,xlsx,html,json,ndjson,md",
            "--bridge",
            "--facts",
        ],
        vec![
            "report", "dump", "--tz", "UTC", "--out", "out", "--by", by, "--csv", "excel-cs",
            "--lang", "cs",
        ],
        vec![
            "facts",
            "dump",
            "--tz",
            "UTC",
            "--out",
            "out",
            "--format",
            "csv,parquet,xlsx,json,ndjson",
        ],
        vec![
            "month", "dump", "--tz", "UTC", "--out", "out", "--month", "2026-10",
        ],
        vec!["report", "dump", "--tz", "UTC"],
        vec!["report", "dump", "--tz", "UTC", "--format", "md"],
        vec!["report", "dump", "--tz", "UTC", "--format", "json"],
        vec!["report", "dump", "--tz", "UTC", "--strict"],
    ]
    .into_iter()
    .map(|arguments| {
        let arguments = [&arguments, more].concat();
        let run = world.run(&arguments);
        let expected = if arguments.contains(&"--strict") {
            3
        } else {
            0
        };
        assert_eq!(run.status, expected, "{arguments:?}\n{}", run.stderr);
        run
    })
    .collect()
}

fn assert_nowhere(runs: &[Run], words: &[&str]) {
    for run in runs {
        for (place, text) in everything(run) {
            for word in words {
                if let Some(at) = text.find(word) {
                    let from = text.floor_char_boundary(at.saturating_sub(60));
                    let to = text.floor_char_boundary((at + 60).min(text.len()));
                    panic!("{word} in {place}: {}", &text[from..to]);
                }
            }
        }
    }
}

#[test]
fn nothing_that_a_guest_said_or_is_called_reaches_an_output() {
    let world = world();
    let runs = runs(&world, &[]);
    assert_nowhere(
        &runs,
        &[GUEST, "777 123 456", "guest@example", "@example.invalid"],
    );
    // Without --pseudonyms operators' names are found, which shows that the search works.
    assert!(
        everything(&runs[0])
            .iter()
            .any(|(_, text)| text.contains(OPERATOR))
    );
}

#[test]
fn with_pseudonyms_nothing_tells_an_operator() {
    let world = world();
    world.put("key.txt", "a secret of more than sixteen bytes\n");
    let runs = runs(&world, &["--pseudonyms", "key.txt"]);
    let id = USER.to_string();
    assert_nowhere(&runs, &[OPERATOR, GUEST, &id, "a secret of more"]);
    let facts = runs[2].table("session_operators");
    assert!(facts.cell(0, "operator").starts_with("op-"));
    // The mark distinguishes keys, and reveals no more of them.
    let mark = runs[2].manifest()["settings"]["pseudonyms"].clone();
    assert_eq!(mark.as_str().map(str::len), Some(8));
}

#[test]
fn an_explanation_has_the_codes_of_the_pack_that_it_explains() {
    let world = world();
    world.put("key.txt", "a secret of more than sixteen bytes\n");
    let key = ["--tz", "UTC", "--pseudonyms", "key.txt"];
    let pack = world.report(&key[2..]);
    let table = pack.table("by_operator");
    let code = table.cell(0, "operator");
    let session = pack_session(&world);
    let story = world.run(&[&["explain", "dump", "--session", &session][..], &key].concat());
    assert_eq!(story.status, 0, "{}", story.stderr);
    assert!(story.stdout.contains(code), "{}", story.stdout);
    let row = format!("operator={code}");
    let cell = ["explain", "dump", "--where", &row, "--metric", "sessions"];
    let cell = world.run(&[&cell[..], &key].concat());
    assert_eq!(cell.status, 0, "{}", cell.stderr);
    let list = "list.csv";
    let file = ["--metric", "asa", "--sessions", list];
    let figures = world.run(&[&["explain", "dump"][..], &file, &key].concat());
    assert_eq!(figures.status, 0, "{}", figures.stderr);
    for run in [story, cell, figures] {
        let text = [run.stdout, run.stderr].concat();
        assert!(
            !text.contains(OPERATOR) && !text.contains(&USER.to_string()),
            "{text}"
        );
    }
}

/// The id of a session of the dump.
fn pack_session(world: &World) -> String {
    let facts = world.facts(&[]);
    facts.table("sessions").cell(0, "session_id").to_owned()
}

#[test]
fn pseudonyms_change_no_figure_and_last_as_long_as_the_key() {
    let scenario = |operator: &str, seconds: i32| {
        Scenario::new()
            .queued("Podpora", 0)
            .offered(operator, 1)
            .accepted(operator, seconds)
            .joined(operator, seconds)
            .left(seconds + 60)
            .length(60)
    };
    let world = World::of([
        scenario("Jana", 5),
        scenario("Petr", 30),
        scenario("Jana", 8),
    ]);
    world.put("one.txt", "0123456789abcdef0123456789abcdef");
    world.put("two.txt", "another key of sufficient length");
    let codes = |key: Option<&str>| {
        let options: Vec<&str> = key.map(|key| vec!["--pseudonyms", key]).unwrap_or_default();
        let run = world.report(&options);
        let table = run.table("by_operator");
        let mut rows: Vec<(String, String)> = (0..table.len())
            .map(|row| {
                let figures: Vec<&str> = table.header[2..]
                    .iter()
                    .map(|name| table.cell(row, name))
                    .collect();
                (figures.join(","), table.cell(row, "operator").to_owned())
            })
            .collect();
        rows.sort();
        let total = run.file("total.csv").to_vec();
        (rows, total)
    };
    let (plain, total) = codes(None);
    let (one, concealed) = codes(Some("one.txt"));
    let (again, _) = codes(Some("one.txt"));
    let (two, _) = codes(Some("two.txt"));
    let figures =
        |rows: &[(String, String)]| rows.iter().map(|row| row.0.clone()).collect::<Vec<_>>();
    assert_eq!(figures(&plain), figures(&one));
    assert_eq!(total, concealed);
    assert_eq!(one, again);
    assert_ne!(one, two);
}

#[test]
fn a_key_that_is_of_no_use_is_refused_with_advice() {
    let world = World::new();
    world.put("short.txt", "secret");
    let run = world.run(&["report", "dump", "--pseudonyms", "short.txt"]);
    assert_eq!(run.status, 2);
    assert_eq!(
        run.stderr,
        "error: --pseudonyms: short.txt: the key has 6 bytes, it needs at least 16\n\
         hint: put a long random text into the file, as from `openssl rand -hex 32`, and keep it: with the \
         same key an operator keeps the same code\n"
    );
    assert_eq!(
        world
            .run(&["report", "dump", "--pseudonyms", "none.txt"])
            .status,
        2
    );
}
