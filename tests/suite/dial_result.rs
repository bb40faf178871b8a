//! The result of the call to the guest: a callback that an operator accepted may never have reached the guest.

use serde_json::{Value, json};

use crate::harness::scenario::Scenario;
use crate::harness::world::World;

fn dialled(id: i64, result: Value) -> String {
    Scenario::new()
        .id(id)
        .source("Callback")
        .queued("Podpora", 0)
        .accepted("Jana", 5)
        .started(5)
        .field("outboundDialResult", result)
        .embedded()
        .to_string()
}

fn callbacks() -> World {
    World::new()
        .with("1.json", dialled(1, json!("ANSWERED")))
        .with("2.json", dialled(2, json!("no_answer")))
        .with("3.json", dialled(3, json!(5)))
        .with("4.json", dialled(4, json!("VOICEMAIL")))
        .with("5.json", dialled(5, Value::Null))
}

#[test]
fn the_result_of_dialling_is_a_column_of_the_sessions() {
    let run = callbacks().facts(&[]);
    let sessions = run.table("sessions");
    assert_eq!(
        sessions.pick(&["session_id", "dial_result"]),
        [
            "1 ANSWERED",
            "2 NO_ANSWER",
            "3 NO_ANSWER",
            "4 VOICEMAIL",
            "5 -"
        ]
    );
    let place = |name: &str| sessions.header.iter().position(|column| column == name);
    assert_eq!(
        place("dial_result"),
        place("guest_left").map(|place| place + 1)
    );
    assert!(
        run.problems().contains(&"unknown_value".to_owned()),
        "{:?}",
        run.problems()
    );
}

#[test]
fn the_result_of_dialling_is_a_dimension() {
    let world = callbacks();
    let run = world.report(&["--by", "dial_result", "--by", "queue,dial_result"]);
    assert_eq!(
        run.table("by_dial_result")
            .pick(&["dial_result", "sessions", "answered"]),
        ["- 1 1", "ANSWERED 1 1", "NO_ANSWER 2 2", "VOICEMAIL 1 1"]
    );
    assert_eq!(run.table("by_queue_dial_result").len(), 4);
    let run = world.report(&["--by", "total", "--where", "dial_result!=ANSWERED"]);
    assert_eq!(run.table("total").sum("sessions"), 4);
    let run = world.report(&["--by", "total", "--where", "dial_result=NO_ANSWER"]);
    assert_eq!(run.table("total").sum("sessions"), 2);
    let told = world.run(&["explain", "dump", "--session", "2", "--tz", "UTC"]);
    assert!(
        told.stdout.contains("dial_result NO_ANSWER"),
        "{}",
        told.stdout
    );
}

#[test]
fn the_result_of_dialling_is_kept_with_the_facts() {
    let world = callbacks();
    let kept = [
        "facts", "dump", "--tz", "UTC", "--format", "parquet", "--out", "kept",
    ];
    assert_eq!(world.run(&kept).status, 0);
    world.put("more/6.json", dialled(6, json!("FAX")));
    let grown = world.run(&["facts", "more", "--append", "--out", "kept"]);
    assert_eq!(grown.status, 0, "{}", grown.stderr);
    let run = world.facts_from("kept");
    assert_eq!(
        run.table("sessions").pick(&["dial_result"]),
        [
            "ANSWERED",
            "NO_ANSWER",
            "NO_ANSWER",
            "VOICEMAIL",
            "-",
            "FAX"
        ]
    );
}
