//! The reports beyond the FAQ (`phasebook guide reports`): each rule on its boundary, the options that ask
//! for them, and the proof that they change no other report.

use crate::harness::scenario::Scenario;
use crate::harness::world::World;

/// A name, a story, and the expected row of its day.
type Case = (&'static str, fn(Scenario) -> Scenario, &'static str);

fn session() -> Scenario {
    Scenario::new()
}

/// A day for each case, so that `waits_by_day` has a row for each.
#[track_caller]
fn check_waits<const N: usize>(cases: [Case; N]) {
    let days = (1..).zip(&cases);
    let scenarios = days.map(|(day, (_, tell, _))| {
        tell(Scenario::created_at(&format!(
            "2026-09-{day:02}T10:00:00+02:00"
        )))
    });
    let run = World::of(scenarios).report(&["--report", "waits_by_day"]);
    let found = run.table("waits_by_day").pick(&[
        "wait_total_max_s",
        "queue_time_max_s",
        "offer_time_max_s",
        "wait_after_forward_max_s",
        "differs",
    ]);
    for ((name, _, expected), found) in cases.iter().zip(&found) {
        assert_eq!(found, expected, "{name}");
    }
    assert_eq!(found.len(), N);
}

#[test]
fn a_wait_is_from_the_request_to_its_acceptance_with_all_its_offers() {
    check_waits([
        (
            "the FAQ's phases and the whole wait agree",
            |of| {
                of.queued("Podpora", 2)
                    .offered("Jana", 10)
                    .accepted("Jana", 15)
            },
            "13.000 8.000 5.000 - 0",
        ),
        (
            "the FAQ's waiting holds the second queueing",
            |of| {
                of.queued("Podpora", 0)
                    .offered("Jana", 10)
                    .missed("Jana", 30)
                    .offered("Petr", 50)
                    .accepted("Petr", 54)
            },
            "54.000 30.000 24.000 - 0",
        ),
        (
            "offers that overlap count once",
            |of| {
                of.queued("Podpora", 0)
                    .offered("Jana", 10)
                    .offered("Petr", 15)
                    .missed("Jana", 20)
                    .accepted("Petr", 25)
            },
            "25.000 10.000 15.000 - 0",
        ),
        (
            "offers that touch are one interval",
            |of| {
                of.queued("Podpora", 0)
                    .offered("Jana", 10)
                    .missed("Jana", 20)
                    .offered("Petr", 20)
                    .accepted("Petr", 25)
            },
            "25.000 10.000 15.000 - 0",
        ),
        (
            "a forward is waited for again",
            |of| {
                of.queued("Podpora", 0)
                    .offered("Jana", 5)
                    .accepted("Jana", 8)
                    .request(101)
                    .queued("Prodej", 100)
                    .offered("Petr", 130)
                    .accepted("Petr", 133)
            },
            "41.000 35.000 6.000 33.000 1",
        ),
        (
            "an invite is no wait of the guest",
            |of| {
                of.queued("Podpora", 0)
                    .offered("Jana", 5)
                    .accepted("Jana", 8)
                    .request(101)
                    .invited_group("Jana", "Prodej", 50)
                    .entered("Prodej", 51)
                    .offered("Petr", 52)
                    .accepted("Petr", 90)
            },
            "8.000 5.000 3.000 - 0",
        ),
        ("no history, no wait", |of| of.waited(9), "- - - - 0"),
    ]);
}

#[test]
fn a_wait_without_an_acceptance_ends_by_the_first_rule_that_fits() {
    check_waits([
        (
            "RoutingEnded, whatever comes after it",
            |of| of.queued("Podpora", 0).routing_ended(20).ended(30),
            "20.000 20.000 0.000 - 0",
        ),
        (
            "the last event if a later request follows",
            |of| {
                of.queued("Podpora", 0)
                    .left_queue("Podpora", 12)
                    .request(101)
                    .queued("Prodej", 20)
                    .offered("Petr", 21)
                    .accepted("Petr", 25)
                    .ended(99)
            },
            "17.000 13.000 4.000 5.000 1",
        ),
        (
            "the end of the session",
            |of| of.queued("Podpora", 3).offered("Jana", 10).ended(40),
            "37.000 7.000 30.000 - 0",
        ),
        (
            "the last event if the session ended before the request",
            |of| of.queued("Podpora", 50).left_queue("Podpora", 58).ended(40),
            "8.000 8.000 0.000 - 0",
        ),
        (
            "the last event of a session that is not over; a pending offer lasts until then",
            |of| {
                of.status("ONLINE")
                    .queued("Podpora", 0)
                    .offered("Jana", 4)
                    .queue_timed_out("Podpora", 9)
            },
            "9.000 4.000 5.000 - 0",
        ),
        (
            "an end before the start is no wait",
            |of| of.accepted("Jana", 3).requested(5),
            "0.000 0.000 0.000 - 0",
        ),
        (
            "an acceptance without an offer was never on offer",
            |of| of.queued("Podpora", 0).accepted("Jana", 5),
            "5.000 5.000 0.000 - 0",
        ),
        (
            "an offer after the acceptance lies outside the wait",
            |of| {
                of.queued("Podpora", 0)
                    .offered("Jana", 2)
                    .accepted("Jana", 5)
                    .offered("Petr", 7)
                    .missed("Petr", 20)
            },
            "5.000 2.000 3.000 - 0",
        ),
    ]);
}

#[test]
fn a_difference_of_a_microsecond_is_one() {
    check_waits([(
        "the acceptance of a second request is the FAQ's",
        |of| {
            of.requested(0)
                .offered("Jana", 1)
                .routing_ended(2.000_001)
                .request(101)
                .requested(3)
                .accepted("Petr", 3)
        },
        "2.000 1.000 1.000 0.000 1",
    )]);
}

#[test]
fn waits_are_of_the_entry_queue_whatever_queue_by_says_and_of_both_directions() {
    let answered_elsewhere = session()
        .source("OutgoingCall")
        .queued("Podpora", 0)
        .entered("Prodej", 10)
        .offered("Petr", 11)
        .accepted("Petr", 13);
    let world = World::of([answered_elsewhere]);
    for queue_by in ["entry", "answer"] {
        let run = world.report(&["--beyond", "--queue-by", queue_by]);
        let waits = run.table("waits_by_queue");
        assert_eq!(
            waits.pick(&["queue", "sessions", "wait_total_n"]),
            ["Podpora 1 1"]
        );
    }
}

#[test]
fn the_total_of_the_waits_has_a_row_even_of_an_empty_dump() {
    let run = World::of([]).report(&["--beyond"]);
    let total = run.table("waits_total");
    assert_eq!(
        total.pick(&["sessions", "wait_total_n", "wait_total_sum_s", "differs"]),
        ["0 0 0.000 0"]
    );
    assert_eq!(run.table("operator_load").len(), 0);
    assert_eq!(run.table("queue_flows").len(), 0);
    assert_eq!(
        run.table("thresholds")
            .pick(&["queue", "threshold_for_target_s"]),
        ["total -"]
    );
}

#[test]
fn flows_tell_where_visits_went_and_whether_the_guest_was_helped_there() {
    let overflowed = session()
        .queued("Podpora", 0)
        .entered("Prodej", 10)
        .accepted("Petr", 13);
    let forwarded_twice = session()
        .queued("Podpora", 0)
        .routing_ended(4)
        .request(101)
        .invited_group("Jana", "Fakturace", 5)
        .entered("Fakturace", 5)
        .request(102)
        .queued("Reklamace", 20)
        .routing_ended(26)
        .request(103)
        .requested(30)
        .offered("Petr", 31)
        .accepted("Petr", 33);
    let abandoned = session()
        .guest_left("LeftQueue")
        .queued("Podpora", 0)
        .ended(7);
    let run = World::of([overflowed, forwarded_twice, abandoned]).report(&["--beyond"]);
    let flows = run.table("queue_flows");
    let columns = [
        "from_queue",
        "kind",
        "to_queue",
        "visits",
        "sessions",
        "visit_sum_s",
        "visit_mean_s",
        "answered_later",
    ];
    assert_eq!(
        flows.pick(&columns),
        [
            "Podpora abandoned - 1 1 7.000 7.000 0",
            // The invite between the requests is passed over.
            "Podpora forwarded Reklamace 1 1 4.000 4.000 0",
            "Podpora overflowed Prodej 1 1 10.000 10.000 1",
            // The next request has no visit.
            "Reklamace forwarded - 1 1 6.000 6.000 0",
            "Prodej answered - 1 1 3.000 3.000 0",
        ]
    );
}

#[test]
fn the_load_of_operators_knows_overlaps_midnights_and_stints_without_an_end() {
    let late = |joined: i32, left: i32| {
        Scenario::created_at("2026-10-05T23:00:00+02:00")
            .joined("Jana", joined)
            .left(left)
    };
    let run = World::of([
        late(0, 1200),
        late(600, 1800),
        // Over midnight; it begins when the stint before ends.
        late(1800, 3900),
        // A stint that was concluded but not left; and a stint with neither, which ends with its session.
        Scenario::created_at("2026-10-06T10:00:00+02:00")
            .joined("Petr", 0)
            .concluded(50),
        Scenario::created_at("2026-10-06T11:00:00+02:00")
            .joined("Petr", 0)
            .ended(70),
        // The session is still open.
        Scenario::created_at("2026-10-06T12:00:00+02:00")
            .status("ONLINE")
            .joined("Petr", 0),
        // One stint is left before it is joined, one is left without being joined.
        Scenario::created_at("2026-10-07T12:00:00+02:00")
            .joined("Petr", 9)
            .left(8)
            .ended(20),
        Scenario::created_at("2026-10-08T12:00:00+02:00")
            .stint("Petr")
            .left(8)
            .ended(20),
    ])
    .report(&["--beyond"]);
    let columns = [
        "operator",
        "day",
        "sessions",
        "handling_s",
        "busy_s",
        "concurrency",
        "peak",
        "last_left",
        "unbounded",
    ];
    assert_eq!(
        run.table("operator_load").pick(&columns),
        [
            "Jana Nováková 2026-10-05 3 4200.000 3600.000 1.1667 2 \
             2026-10-06T00:00:00.000000+02:00 0",
            "Jana Nováková 2026-10-06 1 300.000 300.000 1.0000 1 \
             2026-10-06T00:05:00.000000+02:00 0",
            "Petr Svoboda 2026-10-06 2 120.000 120.000 1.0000 1 \
             2026-10-06T11:01:10.000000+02:00 1",
        ]
    );
}

#[test]
fn days_beyond_the_period_stay_in_the_load() {
    let world = World::of([Scenario::created_at("2026-10-31T23:50:00+01:00")
        .joined("Jana", 0)
        .left(1200)]);
    let run = world.report(&["--beyond", "--month", "2026-10"]);
    assert_eq!(
        run.table("operator_load").pick(&["day", "busy_s"]),
        ["2026-10-31 600.000", "2026-11-01 600.000"]
    );
}

#[test]
fn offers_are_told_by_operator_and_queue_with_those_of_invites_and_of_nobody() {
    let run = World::of([
        session()
            .queued("Podpora", 0)
            .offered("Jana", 5)
            .missed("Jana", 25)
            .offered("Petr", 26)
            .accepted("Petr", 30)
            .request(101)
            .invited_user("Petr", "Jana", 40)
            .offered("Jana", 41)
            .accepted("Jana", 44),
        session()
            .queued("Podpora", 0)
            .event("AssignedToOperator", 3, &[])
            .routing_ended(9),
    ])
    .report(&["--report", "offer_outcomes"]);
    let columns = [
        "operator",
        "queue",
        "offers",
        "accepted",
        "missed",
        "withdrawn",
        "accept_rate",
        "to_accept_max_s",
        "to_miss_max_s",
    ];
    assert_eq!(
        run.table("offer_outcomes").pick(&columns),
        [
            "- Podpora 1 0 0 1 - - -",
            "Jana Nováková - 1 1 0 0 1.0000 3.000 -",
            "Jana Nováková Podpora 1 0 1 0 0.0000 - 20.000",
            "Petr Svoboda Podpora 1 1 0 0 1.0000 4.000 -",
        ]
    );
}

#[test]
fn in_the_curve_the_threshold_moves_and_the_short_abandon_limit_stays() {
    let run = World::of([
        session().queued("Podpora", 0).accepted("Jana", 3),
        session().queued("Podpora", 0).accepted("Jana", 45),
        session()
            .guest_left("LeftQueue")
            .queued("Podpora", 0)
            .waited(4.9),
    ])
    .report(&["--report", "service_level_curve", "--report", "thresholds"]);
    let curve = run.table("service_level_curve");
    let at = |second: &str| {
        let rows = curve.rows_with("threshold_s", second);
        let levels = ["sl_exclude_short_abandons", "sl_abandons_in_threshold_met"];
        let rows = rows.into_iter();
        rows.map(|row| {
            let [without, met] = levels.map(|level| curve.cell(row, level));
            format!("{} {without} {met}", curve.cell(row, "queue"))
        })
        .collect::<Vec<_>>()
    };
    assert_eq!(at("2"), ["Podpora 0.0000 0.0000", "total 0.0000 0.0000"]);
    assert_eq!(at("3"), ["Podpora 0.5000 0.3333", "total 0.5000 0.3333"]);
    assert_eq!(at("5"), ["Podpora 0.5000 0.6667", "total 0.5000 0.6667"]);
    assert_eq!(at("45"), ["Podpora 1.0000 1.0000", "total 1.0000 1.0000"]);
    assert_eq!(curve.len(), 2 * 34);
    assert_eq!(
        run.table("thresholds")
            .pick(&["queue", "formula", "target", "threshold_for_target_s"]),
        [
            "Podpora exclude-short-abandons 0.8000 45",
            "total exclude-short-abandons 0.8000 45"
        ]
    );
}

#[test]
fn each_queue_has_its_own_target_and_formula_and_the_total_the_defaults() {
    let world = World::of([
        session().queued("Podpora", 0).accepted("Jana", 3),
        session().queued("Podpora", 0).accepted("Jana", 45),
        session().queued("Prodej", 0).accepted("Jana", 7),
    ]);
    world.put(
        "phasebook.toml",
        "beyond = true\n[[sla.rules]]\nqueue = \"Podpora\"\ntarget = \"50%\"\nformula = \"answered\"\n",
    );
    assert_eq!(
        world
            .report(&["--report", "thresholds"])
            .table("thresholds")
            .pick(&["queue", "formula", "target", "threshold_for_target_s"]),
        [
            "Podpora answered 0.5000 3",
            "Prodej exclude-short-abandons 0.8000 7",
            "total exclude-short-abandons 0.8000 45"
        ]
    );
    assert_eq!(world.report(&["--by", "hour"]).files.len(), 1 + 13 + 2);
    let without = world.report(&["--by", "hour", "--no-beyond"]);
    assert_eq!(without.files.len(), 1 + 2);
}

#[test]
fn statistics_are_those_that_are_asked_for_and_columns_are_of_the_other_reports() {
    let world = World::of([session().queued("Podpora", 0).accepted("Jana", 3)]);
    let names = ["--report", "waits_total", "--by", "total"];
    let run = world.report(&[&names[..], &["--stats", "p99,n", "--columns", "asa"]].concat());
    assert_eq!(run.table("total").header, ["asa_s"]);
    assert_eq!(
        run.table("waits_total").header[..4],
        [
            "sessions",
            "wait_total_p99_s",
            "wait_total_n",
            "queue_time_p99_s"
        ]
    );
}

#[test]
fn reports_are_named_alone_or_beside_the_default_set() {
    let world = World::of([session().queued("Podpora", 0).accepted("Jana", 3)]);
    let tables = |options: &[&str]| -> Vec<String> {
        let files = world.report(options).files.into_keys();
        files
            .filter(|name| !matches!(&**name, "manifest.json" | "problems.csv"))
            .collect()
    };
    assert_eq!(tables(&[]).len(), 8);
    assert_eq!(tables(&["--beyond"]).len(), 21);
    assert_eq!(tables(&["--report", "thresholds"]), ["thresholds.csv"]);
    assert_eq!(
        tables(&[
            "--report",
            "by_day",
            "--by",
            "hour",
            "--report",
            "service_levels"
        ]),
        ["by_day.csv", "by_hour.csv", "service_levels.csv"]
    );
    assert_eq!(tables(&["--by", "hour", "--beyond"]).len(), 14);
    assert_eq!(tables(&["--report", "bridge"]), ["bridge.csv"]);
}

#[test]
fn an_unknown_report_is_an_error_with_the_nearest_name() {
    let world = World::new();
    let run = world.run(&[
        "report",
        "dump",
        "--report",
        "operators_load",
        "--by",
        "chanel",
    ]);
    assert_eq!(run.status, 2);
    for said in [
        "--report: there is no report `operators_load`",
        "did you mean operator_load?",
        "did you mean channel?",
    ] {
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
}

#[test]
fn the_other_files_are_the_same_with_and_without_them() {
    let world = World::of([
        session()
            .queued("Podpora", 0)
            .offered("Jana", 1)
            .accepted("Jana", 3),
        session().joined("Petr", 1).left(50),
    ]);
    let options = ["--facts", "--format", "csv,parquet"];
    let without = world.report(&options);
    let with = world.report(&[&options[..], &["--beyond"]].concat());
    for (name, bytes) in &without.files {
        if name != "manifest.json" {
            assert!(with.file(name) == *bytes, "{name} changed");
        }
    }
}

#[test]
fn every_format_has_them() {
    let world = World::of([session()
        .queued("Podpora", 0)
        .offered("Jana", 1)
        .accepted("Jana", 3)
        .joined("Jana", 3)
        .left(50)]);
    let formats = "csv,parquet,xlsx,html,json,ndjson,md";
    let run = world.report(&["--beyond", "--lang", "cs", "--format", formats]);
    for name in ["waits_total", "operator_load", "thresholds"] {
        for ending in ["csv", "parquet", "json", "ndjson"] {
            run.file(&format!("{name}.{ending}"));
        }
    }
    let text = |name: &str| String::from_utf8_lossy(run.file(name)).into_owned();
    assert!(text("report.md").contains("## Vytížení operátorů"));
    assert!(text("thresholds.json").contains("\"threshold_for_target_s\":3"));
    let printed = world.run(&["report", "dump", "--tz", "UTC", "--report", "operator_load"]);
    assert!(
        printed.stdout.contains("Jana Nováková"),
        "{}",
        printed.stdout
    );
}

#[test]
fn a_pack_with_them_is_verified_and_two_are_compared_row_by_row() {
    let slow = |accepted: i32| {
        World::of([session()
            .queued("Podpora", 0)
            .offered("Jana", 1)
            .accepted("Jana", accepted)
            .joined("Jana", accepted)
            .left(50)])
    };
    let (before, after) = (slow(3), slow(7));
    before.report(&["--beyond"]);
    let verified = before.run(&["verify", "out", "dump"]);
    assert_eq!(verified.status, 0, "{}{}", verified.stdout, verified.stderr);
    after.report(&["--beyond"]);
    let out = after.path("out");
    let diff = before.run(&["diff", "out", &out.to_string_lossy(), "--json"]);
    let text = &diff.stdout;
    assert!(
        text.contains("threshold_for_target_s"),
        "{text}{}",
        diff.stderr
    );
    assert!(text.contains("waits_by_queue"), "{text}");
}
