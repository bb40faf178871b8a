//! `phasebook check`: is a dump fit for a report? Its findings, and its verdict.

use insta::assert_snapshot;
use serde_json::Value;

use crate::harness::dumps::session;
use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};

/// A session of this day of October 2026, at ten in Prague, that was answered after ten seconds.
fn on(day: u32) -> Scenario {
    Scenario::created_at(&format!("2026-10-{day:02}T10:00:00+02:00"))
        .queued("Podpora", 0)
        .accepted("Jana", 10)
        .started(10)
        .joined("Jana", 10)
        .left(60)
        .length(50)
        .ended(60)
        .guest_left("LeftSession")
        .field("waited", Value::Null)
}

/// Two sessions on each day of four weeks except Sundays, one file for each day.
fn month() -> World {
    let mut world = World::new();
    for day in (1..=24).filter(|day| day % 7 != 4) {
        world = world.with(
            &format!("day-{day:02}.ndjson"),
            lines([on(day), on(day)], day * 10),
        );
    }
    world
}

fn lines(scenarios: impl IntoIterator<Item = Scenario>, first_id: u32) -> String {
    let lines: Vec<String> = (i64::from(first_id)..)
        .zip(scenarios)
        .map(|(id, scenario)| scenario.id(id).embedded().to_string())
        .collect();
    lines.join("\n")
}

fn check(world: &World, options: &[&str]) -> Run {
    world.run(&[&["check", "dump", "--tz", "Europe/Prague"], options].concat())
}

fn shown(run: &Run) -> String {
    format!("status {}\n{}{}", run.status, run.stdout, run.stderr)
}

/// The conditions that are not met.
fn refusals(run: &Run) -> Vec<String> {
    let lines = run
        .stdout
        .lines()
        .filter_map(|line| line.strip_prefix("NO  "));
    lines
        .map(|line| line.split("  ").next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn a_dump_that_is_whole_is_fit() {
    assert_snapshot!(shown(&check(&month(), &[])), @r"
    status 0
    files      21  21 read, 0 skipped, 0 unreadable
    sessions   42  42 kept, 0 superseded, 0 rejected; 42 in the period
    histories  42  42 joined, 0 superseded, 0 without session, 0 rejected
    the latest timestamp is 2026-10-24 10:01:00 (Europe/Prague)

    sessions a day
      2026-10-01 Thu  2  ████████████████████████████████████████
      2026-10-02 Fri  2  ████████████████████████████████████████
      2026-10-03 Sat  2  ████████████████████████████████████████
      2026-10-04 Sun  0
      2026-10-05 Mon  2  ████████████████████████████████████████
      2026-10-06 Tue  2  ████████████████████████████████████████
      2026-10-07 Wed  2  ████████████████████████████████████████
      2026-10-08 Thu  2  ████████████████████████████████████████
      2026-10-09 Fri  2  ████████████████████████████████████████
      2026-10-10 Sat  2  ████████████████████████████████████████
      2026-10-11 Sun  0
      2026-10-12 Mon  2  ████████████████████████████████████████
      2026-10-13 Tue  2  ████████████████████████████████████████
      2026-10-14 Wed  2  ████████████████████████████████████████
      2026-10-15 Thu  2  ████████████████████████████████████████
      2026-10-16 Fri  2  ████████████████████████████████████████
      2026-10-17 Sat  2  ████████████████████████████████████████
      2026-10-18 Sun  0
      2026-10-19 Mon  2  ████████████████████████████████████████
      2026-10-20 Tue  2  ████████████████████████████████████████
      2026-10-21 Wed  2  ████████████████████████████████████████
      2026-10-22 Thu  2  ████████████████████████████████████████
      2026-10-23 Fri  2  ████████████████████████████████████████
      2026-10-24 Sat  2  ████████████████████████████████████████

    timestamps further apart than 5 s, or out of order
      started is not the first acceptance  0  of 42, at most 0 s apart
      started is not the earliest joined   0  of 42, at most 0 s apart

    timestamps that are not where the FAQ puts them (explain --session shows a session's)
      ended is not the latest left              0  of 42
      an operator joined after ended            0  of 42
      an operator left after concluding         0  of 0
      waited is not from request to acceptance  0  of 0
      length is not the time to talk            0  of 42

    no problem in the ledger

    service level 100.00 % = 42 / 42
      no inbound session is in doubt

    ok  sessions in the period          42  at least 1
    ok  days without any session         0  at most 0       --max-missing-days
    ok  folders of full pages only       0  at most 0       --max-full-pages
    ok  records and files lost      0.00 %  at most 1.00 %  --max-lost
    ok  sessions without history    0.00 %  at most 5.00 %  --max-without-history
    ok  histories without session   0.00 %  at most 2.00 %  --max-without-session
    ok  sessions still open         0.00 %  at most 5.00 %  --max-open
    ok  timestamps out of order     0.00 %  at most 2.00 %  --max-disorder
    ok  service level in doubt      0.00 %  at most 2.00 %  --max-doubt
    ok  sessions with fields lost   0.00 %  at most 1.00 %  --max-fields-lost
    ok  errors saved as answers          0  none
    The dump is fit for a report.
    ");
}

#[test]
fn everything_doubtful_is_told_and_weighed() {
    let world = month();
    std::fs::remove_file(world.path("dump/day-15.ndjson")).expect("it is there");
    let bare = |id: i64| closed(id).replace("10-05", "10-06");
    let world = world
        // Sessions that are open, without history, out of order, refused, cut, and a history without session.
        .with(
            "open.json",
            on(7)
                .id(900)
                .status("WAITING")
                .without("ended")
                .without("started")
                .embedded()
                .to_string()
                .replace("AcceptedByOperator", "LeftGroupQueue"),
        )
        .with("bare.json", bare(901))
        .with(
            "order.json",
            on(8)
                .id(902)
                .started(-20)
                .left(5)
                .ended(3)
                .embedded()
                .to_string(),
        )
        .with(
            "refused.json",
            r#"{"id":"x","created":"2026-10-09T08:00:00Z"}"#,
        )
        .with("cut.json", format!("[{},{{\"id\":9", closed(903)))
        .with("alone-904.json", on(9).history().to_string());
    assert_snapshot!(shown(&check(&world, &[])), @r"
    status 4
    files      26  26 read, 0 skipped, 0 unreadable
    sessions   45  44 kept, 0 superseded, 1 rejected; 44 in the period
    histories  43  42 joined, 0 superseded, 1 without session, 0 rejected
    the latest timestamp is 2026-10-24 10:01:00 (Europe/Prague)

    sessions a day
      2026-10-01 Thu  2  ██████████████████████████▊
      2026-10-02 Fri  2  ██████████████████████████▊
      2026-10-03 Sat  2  ██████████████████████████▊
      2026-10-04 Sun  0
      2026-10-05 Mon  3  ████████████████████████████████████████  1 without history
      2026-10-06 Tue  3  ████████████████████████████████████████  1 without history
      2026-10-07 Wed  3  ████████████████████████████████████████  1 open
      2026-10-08 Thu  3  ████████████████████████████████████████
      2026-10-09 Fri  2  ██████████████████████████▊               1 history alone
      2026-10-10 Sat  2  ██████████████████████████▊
      2026-10-11 Sun  0
      2026-10-12 Mon  2  ██████████████████████████▊
      2026-10-13 Tue  2  ██████████████████████████▊
      2026-10-14 Wed  2  ██████████████████████████▊
      2026-10-15 Thu  0                                            NONE, a Thu has 2
      2026-10-16 Fri  2  ██████████████████████████▊
      2026-10-17 Sat  2  ██████████████████████████▊
      2026-10-18 Sun  0
      2026-10-19 Mon  2  ██████████████████████████▊
      2026-10-20 Tue  2  ██████████████████████████▊
      2026-10-21 Wed  2  ██████████████████████████▊
      2026-10-22 Thu  2  ██████████████████████████▊
      2026-10-23 Fri  2  ██████████████████████████▊
      2026-10-24 Sat  2  ██████████████████████████▊

    1 session is still open, the oldest of 2026-10-07: days before it are final; that day and those
    after it are provisional until these sessions are exported again, closed

    timestamps further apart than 5 s, or out of order
      started is not the first acceptance  1  of 41, at most 30 s apart  902
      started is not the earliest joined   1  of 41, at most 30 s apart  902
      started before created               1  902
      an operator left before joining      1  902
      an acceptance after ended            1  902

    timestamps that are not where the FAQ puts them (explain --session shows a session's)
      ended is not the latest left              1  of 41, 0 over 5 s, at most -2.000 s: 902
      an operator joined after ended            1  of 41, 1 over 5 s, at most +7.000 s: 902
      an operator left after concluding         0  of 0
      waited is not from request to acceptance  0  of 0
      length is not the time to talk            1  of 41, 1 over 5 s, at most +27.000 s: 902

    problems
      error    truncated_file    1  cut.json:1
      error    bad_record        1  refused.json:1
      warning  orphaned_history  1  alone-904.json:1
      warning  negative_phase    1  order.json:1

    service level 95.35 % = 41 / 43
      85.11 % to 100.00 % if the 7 sessions in doubt were all bad or all good
        1  still open
        2  without a routing history
        1  with timestamps out of order
        1  of which only the routing history is there
        2  refused or in text that cannot be read (at least)

    ok  sessions in the period           44  at least 1
    NO  days without any session          1  at most 0       --max-missing-days
    ok  folders of full pages only        0  at most 0       --max-full-pages
    NO  records and files lost       2.23 %  at most 1.00 %  --max-lost
    ok  sessions without history     4.55 %  at most 5.00 %  --max-without-history
    NO  histories without session    2.33 %  at most 2.00 %  --max-without-session
    ok  sessions still open          2.28 %  at most 5.00 %  --max-open
    NO  timestamps out of order      2.28 %  at most 2.00 %  --max-disorder
    NO  service level in doubt      14.89 %  at most 2.00 %  --max-doubt
    ok  sessions with fields lost    0.00 %  at most 1.00 %  --max-fields-lost
    ok  errors saved as answers           0  none
    The dump is NOT fit for a report: 5 conditions are not met.
    ");
}

#[test]
fn limits_are_options() {
    let world = month();
    std::fs::remove_file(world.path("dump/day-15.ndjson")).expect("it is there");
    assert_eq!(refusals(&check(&world, &[])), ["days without any session"]);
    let run = check(&world, &["--max-missing-days", "1"]);
    assert_eq!((run.status, refusals(&run)), (0, vec![]));
    let world = world.with("bare.json", closed(901));
    let run = check(
        &world,
        &["--max-missing-days", "1", "--max-without-history", "1%"],
    );
    assert_eq!(
        refusals(&run),
        ["sessions without history", "service level in doubt"]
    );
    let loose = ["--max-missing-days", "1", "--max-doubt", "0.5"];
    assert_eq!(check(&world, &loose).status, 0);
    let run = check(&world, &["--max-doubt", "much", "--max-open", "200%"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("--max-open: `200%` is not a share"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_period_has_days_even_where_the_dump_has_none() {
    let run = check(&month(), &["--month", "2026-10"]);
    assert_eq!(refusals(&run), ["days without any session"]);
    // The missing days are the 26th to the 31st; the 25th is a Sunday.
    assert_eq!(run.stdout.matches("NONE").count(), 6, "{}", run.stdout);
    assert!(run.stdout.contains("NONE, a Mon has 2"), "{}", run.stdout);
}

/// The smallest session that is closed.
fn closed(id: i64) -> String {
    session(id).replace('}', r#","status":"CLOSED"}"#)
}

fn page(first: i64, count: i64) -> String {
    let sessions: Vec<String> = (first..first + count).map(closed).collect();
    format!("[{}]", sessions.join(","))
}

#[test]
fn pages_that_are_all_full_may_be_cut() {
    let lenient = ["--max-doubt", "1", "--max-without-history", "1"];
    let full = || {
        World::new()
            .with("pages/1.json", page(1, 20))
            .with("pages/2.json", page(21, 20))
    };
    let run = check(&full(), &lenient);
    assert_eq!(refusals(&run), ["folders of full pages only"]);
    assert!(
        run.stdout.contains("every page holds exactly 20 sessions, so the export may be cut there, in pages (2 pages)"),
        "{}",
        run.stdout
    );
    for (reason, world) in [
        ("a shorter page", full().with("pages/3.json", page(41, 3))),
        ("an empty page", full().with("pages/3.json", "[]")),
        (
            "a longer page elsewhere",
            full().with("other/1.json", page(41, 21)),
        ),
        (
            "no round number",
            World::new()
                .with("1.json", page(1, 21))
                .with("2.json", page(22, 21)),
        ),
        (
            "a file a session",
            World::new()
                .with("1.json", closed(1))
                .with("2.json", closed(2)),
        ),
    ] {
        let run = check(&world, &lenient);
        assert_eq!((run.status, refusals(&run)), (0, vec![]), "{reason}");
    }
}

#[test]
fn the_same_as_json() {
    let world = month().with(
        "open.json",
        on(7)
            .id(900)
            .status("WAITING")
            .without("ended")
            .without("started")
            .embedded()
            .to_string()
            .replace("AcceptedByOperator", "LeftGroupQueue"),
    );
    let run = check(&world, &["--json", "--max-doubt", "1%"]);
    assert_eq!(run.status, 4);
    let told: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(told["fit"], false);
    assert_eq!(told["counts"]["sessions_kept"], 43);
    assert_eq!(told["days"].as_array().map(Vec::len), Some(24));
    assert_eq!(told["days"][6]["open"], 1);
    assert_eq!(told["service_level"]["now"]["denominator"], 42);
    assert_eq!(told["service_level"]["best"]["numerator"], 43);
    assert_eq!(told["service_level"]["worst"]["numerator"], 42);
    assert_eq!(told["in_doubt"][0]["reason"], "still open");
    assert_eq!(told["started_and_acceptance"]["compared"], 42);
}

#[test]
fn nothing_and_nowhere_are_not_fit() {
    let run = check(&World::new(), &[]);
    assert_eq!(
        (run.status, refusals(&run)),
        (4, vec!["sessions in the period".to_owned()])
    );
    let run = World::new().run(&["check", "nowhere"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("cannot read nowhere"), "{}", run.stderr);
    let run = check(&World::new(), &["--quiet"]);
    assert_eq!((run.status, run.stdout.as_str()), (4, ""));
}

#[test]
fn more_than_two_months_are_shown_by_week() {
    let world = month().with(
        "later.json",
        Scenario::created_at("2026-12-30T10:00:00+01:00")
            .id(900)
            .embedded()
            .to_string(),
    );
    let run = check(&world, &[]);
    assert!(
        run.stdout.contains("sessions a week\n  2026-W40   6  "),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("  2026-W53   1  "), "{}", run.stdout);
}

#[test]
fn a_day_that_the_settings_close_is_not_missing_and_days_behind_the_last_session_are() {
    let day = |day: u32| {
        let created = format!("2026-10-{day:02}T10:00:00+02:00");
        let session = Scenario::created_at(&created).queued("Podpora", 0);
        session.accepted("Jana", 5).length(60)
    };
    // A holiday in the third week; the export ends with that week.
    let world = World::of((1..=25).filter(|number| *number != 14).map(day));
    let missing = |options: &[&str]| {
        let check = ["check", "dump", "--tz", "Europe/Prague", "--json"];
        let run = world.run(&[&check[..], options].concat());
        let found: Value = serde_json::from_str(&run.stdout).expect("JSON");
        let missing = found["missing_days"].as_array().expect("days").len();
        (run.status, missing)
    };
    assert_eq!(missing(&[]).1, 1);
    world.put(
        "closed.toml",
        "[hours]\nmon-sun = \"8:00-18:00\"\nholidays = [\"2026-10-14\"]\n",
    );
    assert_eq!(missing(&["--config", "closed.toml"]).1, 0);
    let (status, days) = missing(&["--config", "closed.toml", "--month", "2026-10"]);
    assert_eq!((status, days), (4, 6));
}

/// A refused session leaves its history without a session, but the two are one session in doubt.
#[test]
fn a_refused_session_is_in_doubt_once() {
    let mut sessions: Vec<Value> = (1..=9).map(|id| on(5).id(id).embedded()).collect();
    sessions[4]
        .as_object_mut()
        .expect("a session")
        .remove("created");
    let world = World::new().with("a.json", Value::from(sessions).to_string());
    let run = world.run(&["check", "dump", "--tz", "Europe/Prague", "--json"]);
    let found: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let in_doubt = found["in_doubt"].as_array().expect("reasons");
    let counts: Vec<&Value> = in_doubt.iter().map(|reason| &reason["sessions"]).collect();
    assert_eq!(counts, [1], "{in_doubt:?}");
    assert_eq!(found["service_level"]["worst"]["denominator"], 9);
}
