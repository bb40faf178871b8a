//! The largest and smallest values: years, lengths, ids, and sums of them. Nothing wraps around, by any
//! command.

use crate::harness::dumps::{check_dumps, file, session};
use crate::harness::program;
use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};

fn with(id: i64, property: &str, value: &str) -> String {
    session(id).replace('}', &format!(r#","{property}":{value}}}"#))
}

/// A session that was created, joined, ended and left in this year.
fn in_year(id: i64, year: &str) -> String {
    let at = |time: &str| format!("{year}T{time}");
    format!(
        r#"{{"id":{id},"created":"{}","guestJoined":"{}","ended":"{}","operators":[{{"userId":5,"joined":"{}","left":"{}"}}]}}"#,
        at("00:00:00Z"),
        at("00:00:01Z"),
        at("23:59:59.999999Z"),
        at("00:00:02Z"),
        at("23:59:58Z")
    )
}

#[test]
fn year_1_is_no_date_and_those_to_9999_are() {
    check_dumps([
        file("year 1", "a.json", in_year(1, "0001-01-01"))
            .sessions("")
            .problems(["bad_record a.json:1 1"]),
        file("year 0", "a.json", in_year(1, "0000-01-01"))
            .sessions("")
            .problems(["bad_record a.json:1 1"]),
        file("year 2", "a.json", in_year(1, "0002-01-01"))
            .sessions("1")
            .problems([]),
        file("the last day", "a.json", in_year(1, "9999-12-31"))
            .sessions("1")
            .problems([]),
        file(
            "the milliseconds of int64",
            "a.json",
            with(1, "ended", r#""/Date(9223372036854775807)/""#),
        )
        .sessions("1")
        .problems(["bad_field a.json:1 1"]),
        file(
            "the milliseconds of year 9999",
            "a.json",
            with(1, "ended", r#""/Date(253402300799999)/""#),
        )
        .sessions("1")
        .problems([]),
        file(
            "a week later",
            "a.json",
            with(1, "ended", r#""/Date(253402905600000)/""#),
        )
        .sessions("1")
        .problems(["bad_field a.json:1 1"]),
    ]);
}

/// With eight thousand years between two sessions, tables and charts by day must not have an entry for each day.
#[test]
fn whole_reports_of_the_first_and_the_last_day_end() {
    let world = World::new().with(
        "a.ndjson",
        [
            in_year(1, "0002-01-01"),
            in_year(2, "2026-10-05"),
            in_year(3, "9999-12-31"),
        ]
        .join("\n"),
    );
    for zone in ["UTC", "Pacific/Kiritimati", "Pacific/Niue"] {
        let run = world.report(&[
            "--tz",
            zone,
            "--format",
            "csv,xlsx,html,parquet,json,md",
            "--facts",
            "--bridge",
        ]);
        run.check_balance();
        assert_eq!(run.count("sessions_in_period"), 3, "{zone}");
        let check = world.run(&["check", "dump", "--tz", zone]);
        assert!([0, 4].contains(&check.status), "{zone}: {}", check.stderr);
        let told = world.run(&["explain", "dump", "--session", "3", "--tz", zone]);
        assert_eq!(told.status, 0, "{zone}: {}", told.stderr);
    }
    for by in ["week", "month", "weekday", "hour", "interval"] {
        let run = world.report(&["--by", by, "--tz", "Pacific/Kiritimati"]);
        assert_eq!(run.count("sessions_in_period"), 3, "{by}");
    }
}

#[test]
fn lengths_at_the_ends_of_64_bits_are_read_and_one_more_is_not() {
    check_dumps([
        file(
            "the greatest",
            "a.json",
            with(1, "length", r#""PT9223372036854.775807S""#),
        )
        .sessions("1")
        .problems([]),
        file(
            "one more",
            "a.json",
            with(1, "length", r#""PT9223372036854.775808S""#),
        )
        .sessions("1")
        .problems(["bad_field a.json:1 1"]),
        file(
            "the least",
            "a.json",
            with(1, "length", r#""-PT9223372036854.775807S""#),
        )
        .sessions("1")
        .problems(["negative_phase a.json:1 1"]),
        file(
            "in days",
            "a.json",
            with(1, "waited", r#""106751991.04:00:54.775807""#),
        )
        .sessions("1")
        .problems([]),
        file(
            "in more days",
            "a.json",
            with(1, "waited", r#""106751992.00:00:00""#),
        )
        .sessions("1")
        .problems(["bad_field a.json:1 1"]),
        file(
            "of a million digits",
            "a.json",
            with(1, "waited", &format!("\"PT{}S\"", "9".repeat(1_000_000))),
        )
        .sessions("1")
        .problems(["bad_field a.json:1 1"]),
    ]);
}

/// An answered session with the longest possible duration.
fn endless(id: i64) -> String {
    Scenario::new()
        .id(id)
        .queued("Podpora", 0)
        .offered("Jana", 5)
        .accepted("Jana", 7)
        .joined("Jana", 8)
        .left(60)
        .concluded(90)
        .ended(90)
        .field("length", "PT9223372036854.775807S")
        .field("waited", "PT9223372036854.775807S")
        .embedded()
        .to_string()
}

/// The sum of two such durations does not fit 64 bits. The largest possible duration is shown instead, never a wrapped
/// one.
#[test]
fn sums_beyond_64_bits_stop_at_the_end_of_them() {
    let lines: Vec<String> = (1..=i64::from(program::cases(4_000)))
        .map(endless)
        .collect();
    let world = World::new().with("a.ndjson", lines.join("\n"));
    let formats = "csv,xlsx,html,parquet,json,ndjson,md";
    let run: Run = world.report(&["--format", formats, "--facts", "--bridge"]);
    run.check_balance();
    let total = run.table("total");
    for column in [
        "active_sum_s",
        "waited_sum_s",
        "active_mean_s",
        "aht_s",
        "active_max_s",
        "active_p90_s",
    ] {
        let cell = total.cell(0, column);
        assert!(!cell.starts_with('-'), "{column} is {cell}");
        assert!(cell.len() >= 17, "{column} is {cell}");
    }
    assert_eq!(total.cell(0, "active_max_s"), "9223372036854.776");
    let printed = world.run(&["report", "dump", "--tz", "UTC"]);
    assert_eq!(printed.status, 0, "{}", printed.stderr);
    let cell = [
        "explain", "dump", "--metric", "aht_s", "--report", "total", "--tz", "UTC",
    ];
    let told = world.run(&cell);
    assert_eq!(told.status, 0, "{}", told.stderr);
}

#[test]
fn ids_beyond_64_bits_are_no_ids() {
    check_dumps([
        file(
            "the greatest and the least",
            "a.json",
            format!("{}\n{}", session(i64::MAX), session(-i64::MAX)),
        )
        .sessions("-9223372036854775807 9223372036854775807")
        .problems([]),
        file(
            "one more",
            "a.json",
            r#"{"id":9223372036854775808,"created":"2026-10-05T08:00:00Z"}"#,
        )
        .sessions("")
        .problems(["bad_record a.json:1"]),
        file(
            "as text",
            "a.json",
            r#"{"id":"9223372036854775808","created":"2026-10-05T08:00:00Z"}"#,
        )
        .sessions("")
        .problems(["bad_record a.json:1"]),
        file(
            "of a million digits",
            "a.json",
            format!(
                r#"{{"id":{},"created":"2026-10-05T08:00:00Z"}}"#,
                "9".repeat(1_000_000)
            ),
        )
        .sessions("")
        .problems(["bad_record a.json:1"]),
        file("optional", "a.json", with(1, "campaignId", "1e400"))
            .sessions("1")
            .problems(["bad_field a.json:1 1"]),
        file(
            "with a million zeros that are cut off",
            "a.json",
            with(
                1,
                "companyId",
                &format!("1{}e-1000000", "0".repeat(1_000_000)),
            ),
        )
        .sessions("1")
        .problems([]),
        file("in a map", "a.json", r#"{"9223372036854775808":[]}"#)
            .sessions("")
            .problems(["unnamed_history a.json:1"]),
        file(
            "in a file's name",
            "99999999999999999999.json",
            "[{\"activityType\":1,\"timestamp\":\"2026-10-05T08:00:00Z\"}]",
        )
        .sessions("")
        .problems([
            "numeric_enum",
            "unnamed_history 99999999999999999999.json:1",
        ]),
    ]);
}

/// The time for phases grows with the square of a history's length, so the length is limited.
#[test]
fn a_history_of_more_than_ten_thousand_events_is_refused() {
    let kinds = [
        r#""RoutingRequestCreated""#,
        r#""EnteredGroupQueue","group":{"id":7,"name":"q"}"#,
        r#""AssignedToOperator","operator":{"userId":5}"#,
        r#""OperatorTimeoutExpired","operator":{"userId":5}"#,
        r#""AcceptedByOperator","operator":{"userId":6}"#,
        r#""ForwardedToGroup","group":{"id":8,"name":"r"}"#,
    ];
    let history = |count: usize, requests: usize| {
        let events: Vec<String> = (0..count)
            .map(|number| {
                let (second, minute, hour) = (number % 60, number / 60 % 60, number / 3600 % 24);
                format!(
                    r#"{{"routingRequestId":{},"timestamp":"2026-10-05T{hour:02}:{minute:02}:{second:02}Z","activityType":{}}}"#,
                    number / 3 % requests,
                    kinds[number % kinds.len()]
                )
            })
            .collect();
        format!("[{}]", events.join(","))
    };
    for requests in [1, 1_000_000] {
        let world = World::new()
            .with(
                "a.ndjson",
                with(1, "routingHistory", &history(10_000, requests)),
            )
            .with(
                "b.ndjson",
                with(2, "routingHistory", &history(10_001, requests)),
            )
            .with("3.json", history(10_001, requests))
            .with("c.json", session(3));
        let run = world.facts(&[]);
        assert_eq!(run.sessions(), "1+ 2 3");
        let mut problems = run.problems();
        problems.retain(|problem| problem.starts_with("too_large"));
        assert_eq!(problems, ["too_large 3.json:1", "too_large b.ndjson:1 2"]);
        assert_eq!(run.count("histories_rejected"), 2);
        run.check_balance();
    }
}

/// A session claims that a hundred thousand operators took part.
#[test]
fn of_more_than_ten_thousand_operators_none_is_believed() {
    let stints = vec![r#"{"userId":5,"joined":"2026-10-05T08:00:00Z"}"#; 100_000];
    let line = with(1, "operators", &format!("[{}]", stints.join(",")));
    check_dumps([file("operators", "a.json", line)
        .sessions("1")
        .problems(["bad_field a.json:1 1"])]);
}
