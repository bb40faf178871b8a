//! Copies (`phasebook guide reading`): which record of a session, and which history, counts.

use serde_json::{Value, json};

use crate::harness::dumps::{check_dumps, dump, session};
use crate::harness::scenario::Scenario;
use crate::harness::world::World;

/// A session with id 1, recognisable by its widget.
fn record(widget: &str) -> Scenario {
    Scenario::new().field("widget", widget)
}

/// Checks the widget of the record that counts in a dump with these files.
#[track_caller]
fn check_winner(reason: &str, winner: &str, files: &[(&str, Value)]) {
    let mut world = World::new();
    for (path, content) in files {
        world = world.with(path, content.to_string());
    }
    let run = world.facts(&[]);
    assert_eq!(
        run.table("sessions").pick(&["widget"]),
        [winner],
        "{reason}"
    );
    let counts = run.counts(&["sessions_kept", "sessions_superseded"]);
    let losers = run.count("session_records") - 1;
    assert_eq!(
        counts,
        [
            "sessions_kept 1".to_owned(),
            format!("sessions_superseded {losers}")
        ],
        "{reason}"
    );
    // Records that differ in `created` are two sessions.
    let is_clash = |problem: &String| reason == "created" && problem.starts_with("id_clash ");
    let problems = run.problems();
    assert!(problems.iter().all(is_clash), "{reason}: {problems:?}");
}

#[test]
fn the_record_that_has_seen_the_later_event_wins() {
    let early = || record("early").ended(50);
    for (event, late) in [
        (
            "created",
            Scenario::created_at("2026-10-05T10:01:00+02:00").field("widget", "late"),
        ),
        ("guestJoined", record("late").guest_joined(60)),
        ("started", record("late").started(60)),
        ("ended", record("late").ended(60)),
        ("an operator's joined", record("late").joined("Jana", 60)),
        (
            "an operator's left",
            record("late").joined("Jana", 1).left(60),
        ),
        (
            "an operator's concluded",
            record("late")
                .joined("Jana", 1)
                .left(2)
                .concluded(60)
                .joined("Petr", 3),
        ),
    ] {
        check_winner(
            event,
            "late",
            &[("a.json", late.session()), ("b.json", early().session())],
        );
        check_winner(
            event,
            "late",
            &[("a.json", early().session()), ("b.json", late.session())],
        );
    }
}

#[test]
fn other_timestamps_are_no_events_of_the_session() {
    let dialed = record("early")
        .field("phoneCallbackDialed", "2026-10-05T11:00:00Z")
        .session_ended(3000, "GuestLeft");
    check_winner(
        "dialed",
        "late",
        &[
            ("a.json", record("late").ended(5).session()),
            ("b.json", dialed.session()),
        ],
    );
    let routed = record("early").accepted("Jana", 3000);
    check_winner(
        "routed",
        "late",
        &[
            ("a.json", record("late").ended(5).session()),
            ("b.json", routed.session()),
        ],
    );
}

#[test]
fn between_equals_the_later_in_path_order_then_in_the_file_wins() {
    let (one, two, three) = (
        record("1").session(),
        record("2").session(),
        record("3").session(),
    );
    check_winner(
        "path order",
        "2",
        &[("b.json", two.clone()), ("a.json", one.clone())],
    );
    check_winner("in the file", "3", &[("a.json", json!([one, two, three]))]);
    // The bytes of the path, parts joined by a slash: `-` before `.` before `/` before letters.
    check_winner(
        "bytes, not names",
        "3",
        &[
            ("a-b/x.json", one.clone()),
            ("a.json", two.clone()),
            ("a/b.json", three.clone()),
        ],
    );
    check_winner(
        "capitals first",
        "2",
        &[("Z.json", one.clone()), ("a.json", two.clone())],
    );
    check_winner(
        "files, then places in them",
        "3",
        &[("a.json", json!([one, two])), ("b.json", three)],
    );
}

#[test]
fn several_dumps_are_ordered_by_their_own_paths() {
    let world = World::new();
    world.put("b/a.json", record("b").session().to_string());
    world.put("a/z.json", record("a").session().to_string());
    for arguments in [["a", "b"], ["b", "a"]] {
        let run = world.run(&[
            "facts",
            arguments[0],
            arguments[1],
            "--out",
            "out",
            "--tz",
            "UTC",
        ]);
        assert_eq!(
            run.table("sessions").pick(&["widget"]),
            ["b"],
            "{arguments:?}"
        );
    }
}

#[test]
fn the_losers_fields_are_gone_not_merged() {
    let loser = record("early").channel("Phone").length(60);
    let winner = record("late").without("channel").ended(5);
    let world = World::new()
        .with("a.json", loser.session().to_string())
        .with("b.json", winner.session().to_string());
    let run = world.facts(&[]);
    assert_eq!(
        run.table("sessions")
            .pick(&["widget", "channel", "active_s"]),
        ["late - -"]
    );
}

/// A history of session 1, recognisable by its first event.
fn routed(first: f64) -> Scenario {
    Scenario::new().requested(first)
}

/// Checks the phase `created`, which shows the history that counts.
#[track_caller]
fn check_history(reason: &str, winner: &str, files: &[(&str, Value)]) {
    let mut world = World::new().with("sessions.json", session(1));
    for (path, content) in files {
        world = world.with(path, content.to_string());
    }
    let run = world.facts(&[]);
    assert_eq!(
        run.table("sessions").pick(&["created_s"]),
        [winner],
        "{reason}"
    );
    let losers = run.count("histories") - 1;
    let counts = run.counts(&["histories_joined", "histories_superseded"]);
    assert_eq!(
        counts,
        [
            "histories_joined 1".to_owned(),
            format!("histories_superseded {losers}")
        ],
        "{reason}"
    );
}

#[test]
fn the_history_with_the_later_last_event_wins_then_with_more_events_then_the_later() {
    let short = routed(1.0).routing_ended(50).wrapped();
    let long = routed(2.0)
        .offered("Jana", 3)
        .offered("Petr", 4)
        .routing_ended(40)
        .wrapped();
    check_history(
        "the later last event",
        "1.000",
        &[("a.json", short.clone()), ("b.json", long.clone())],
    );
    check_history(
        "wherever it stands",
        "1.000",
        &[("a.json", long), ("b.json", short.clone())],
    );

    let more = routed(2.0).offered("Jana", 3).routing_ended(50).wrapped();
    check_history(
        "more events",
        "2.000",
        &[("a.json", more.clone()), ("b.json", short.clone())],
    );
    check_history(
        "more events, wherever",
        "2.000",
        &[("a.json", short.clone()), ("b.json", more)],
    );

    let equal = routed(3.0).routing_ended(50).wrapped();
    check_history(
        "the later in path order",
        "3.000",
        &[("a.json", short.clone()), ("b.json", equal.clone())],
    );
    check_history(
        "the later in the file",
        "1.000",
        &[("a.json", json!([equal, short]))],
    );
}

#[test]
fn a_bare_an_embedded_and_a_wrapped_history_compete_alike() {
    let bare = routed(1.0).routing_ended(50).history();
    let wrapped = routed(2.0).routing_ended(51).wrapped();
    check_history(
        "wrapped is later",
        "2.000",
        &[("1.json", bare.clone()), ("z.json", wrapped.clone())],
    );
    let embedded = routed(3.0).routing_ended(52).embedded();
    let world = World::new()
        .with("1.json", bare.to_string())
        .with("s.json", embedded.to_string())
        .with("z.json", wrapped.to_string());
    let run = world.facts(&[]);
    assert_eq!(run.table("sessions").pick(&["created_s"]), ["3.000"]);
    assert_eq!(
        run.counts(&["histories", "histories_superseded"]),
        ["histories 3", "histories_superseded 2"]
    );
}

#[test]
fn an_empty_history_loses_against_any_other() {
    let empty = json!({"sessionId": 1, "routingHistory": []});
    check_history(
        "empty",
        "1.000",
        &[("a.json", routed(1.0).wrapped()), ("b.json", empty)],
    );
}

#[test]
fn unusable_events_make_a_history_neither_later_nor_longer() {
    let vague = routed(1.0)
        .raw_event(json!({"activityType": "RoutingEnded", "timestamp": "soon"}))
        .raw_event(json!({"activityType": "RoutingEnded", "timestamp": null}));
    check_history(
        "vague",
        "1.500",
        &[
            ("a.json", routed(1.5).wrapped()),
            ("b.json", vague.wrapped()),
        ],
    );
}

#[test]
fn histories_count_on_their_own_whatever_became_of_their_session_record() {
    // The record in a.json is superseded; but its history is the later one, and is joined.
    let old = Scenario::new()
        .field("widget", "old")
        .requested(1)
        .routing_ended(99);
    let new = Scenario::new()
        .field("widget", "new")
        .ended(60)
        .requested(2)
        .routing_ended(50);
    let world = World::new()
        .with("a.json", old.embedded().to_string())
        .with("b.json", new.embedded().to_string());
    let run = world.facts(&[]);
    assert_eq!(
        run.table("sessions").pick(&["widget", "created_s"]),
        ["new 1.000"]
    );
    assert_eq!(
        run.counts(&[
            "sessions_superseded",
            "histories_joined",
            "histories_superseded"
        ]),
        [
            "sessions_superseded 1",
            "histories_joined 1",
            "histories_superseded 1"
        ]
    );
}

#[test]
fn a_history_whose_session_was_rejected_for_its_creation_still_counts() {
    let rejected = Scenario::new().field("created", "soon").requested(1);
    let kept = session(1);
    check_dumps([
        dump(
            "another record is kept",
            World::new()
                .with("a.json", rejected.embedded().to_string())
                .with("b.json", kept),
        )
        .sessions("1+")
        .problems(["bad_record a.json:1 1"])
        .counts(["sessions_rejected 1", "histories_joined 1"]),
        dump(
            "no other record",
            World::new().with("a.json", rejected.embedded().to_string()),
        )
        .sessions("")
        .problems(["bad_record a.json:1 1", "orphaned_history a.json:1 1"])
        .counts(["sessions_rejected 1", "histories_orphaned 1"]),
    ]);
}

#[test]
fn of_several_orphaned_histories_of_a_session_only_one_is_orphaned() {
    let history = routed(1.0).id(9).wrapped();
    check_dumps([dump(
        "twice",
        World::new().with("a.json", json!([history, history]).to_string()),
    )
    .problems(["orphaned_history a.json:1 9"])
    .counts([
        "histories 2",
        "histories_superseded 1",
        "histories_orphaned 1",
    ])]);
}
