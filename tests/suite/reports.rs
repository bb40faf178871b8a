//! Reports (`phasebook guide reports`): their dimensions, their columns and the order of their rows.

use serde_json::json;

use crate::harness::scenario::Scenario;
use crate::harness::world::World;

/// Sessions around the end of summer time (25 October 2026 in Prague), and around ends of weeks and months.
fn timestamps() -> World {
    World::of(
        [
            "2026-10-25T00:15:00Z",
            "2026-10-25T00:45:00Z",
            "2026-10-25T01:15:00Z",
            "2026-10-25T01:45:00Z",
            "2026-10-25T02:00:00Z",
            "2026-10-24T22:00:00Z",
            "2026-10-05T08:29:59+02:00",
            "2027-01-03T10:00:00+01:00",
            "2026-11-02T08:30:00+01:00",
        ]
        .map(Scenario::created_at),
    )
}

#[track_caller]
fn check_rows(world: &World, options: &[&str], dimension: &str, rows: &[&str]) {
    let run = world.report(&[&["--by", dimension], options].concat());
    let table = run.table(&format!("by_{}", dimension.replace(',', "_")));
    let mut columns: Vec<&str> = dimension.split(',').collect();
    columns.push("sessions");
    assert_eq!(table.pick(&columns), rows, "{dimension} {options:?}");
    assert_eq!(
        table.sum("sessions"),
        run.count("sessions_in_period"),
        "{dimension} {options:?}"
    );
}

#[test]
fn days_weeks_months_and_weekdays_are_those_of_the_local_date() {
    let world = timestamps();
    check_rows(
        &world,
        &[],
        "day",
        &[
            "2026-10-05 1",
            "2026-10-25 6",
            "2026-11-02 1",
            "2027-01-03 1",
        ],
    );
    check_rows(
        &world,
        &[],
        "week",
        &["2026-W41 1", "2026-W43 6", "2026-W45 1", "2026-W53 1"],
    );
    check_rows(
        &world,
        &[],
        "month",
        &["2026-10 7", "2026-11 1", "2027-01 1"],
    );
    check_rows(&world, &[], "weekday", &["Mon 2", "Sun 7"]);
    check_rows(
        &world,
        &["--tz", "UTC"],
        "day",
        &[
            "2026-10-05 1",
            "2026-10-24 1",
            "2026-10-25 5",
            "2026-11-02 1",
            "2027-01-03 1",
        ],
    );
}

#[test]
fn hours_and_intervals_are_those_of_the_local_clock_and_the_double_hour_has_its_offsets() {
    let world = timestamps();
    check_rows(&world, &[], "hour", &["0 1", "2 4", "3 1", "8 2", "10 1"]);
    let half = [
        "00:00 1",
        "02:00+02:00 1",
        "02:30+02:00 1",
        "02:00+01:00 1",
        "02:30+01:00 1",
        "03:00 1",
        "08:00 1",
        "08:30 1",
        "10:00 1",
    ];
    check_rows(&world, &[], "interval", &half);
    check_rows(&world, &["--interval", "30m"], "interval", &half);
    check_rows(
        &world,
        &["--interval", "1h"],
        "interval",
        &[
            "00:00 1",
            "02:00+02:00 2",
            "02:00+01:00 2",
            "03:00 1",
            "08:00 2",
            "10:00 1",
        ],
    );
    check_rows(
        &world,
        &["--interval", "15m"],
        "interval",
        &[
            "00:00 1",
            "02:15+02:00 1",
            "02:45+02:00 1",
            "02:15+01:00 1",
            "02:45+01:00 1",
            "03:00 1",
            "08:15 1",
            "08:30 1",
            "10:00 1",
        ],
    );
}

#[test]
fn the_hour_that_is_left_out_in_spring_is_no_interval() {
    let world =
        World::of(["2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z"].map(Scenario::created_at));
    check_rows(
        &world,
        &["--interval", "1h"],
        "interval",
        &["01:00 1", "03:00 1"],
    );
    check_rows(&world, &[], "day", &["2026-03-29 2"]);
}

#[test]
fn all_of_them_are_of_the_timestamp_that_gives_the_day() {
    let late = Scenario::created_at("2026-10-31T23:59:50+01:00")
        .accepted("Jana", 10)
        .ended(3600);
    let world = World::of([late]);
    for (day_of, row) in [
        ("created", "2026-10-31 2026-W44 2026-10 Sat 23 23:30"),
        ("answered", "2026-11-01 2026-W44 2026-11 Sun 0 00:00"),
        ("ended", "2026-11-01 2026-W44 2026-11 Sun 0 00:30"),
    ] {
        let run = world.report(&[
            "--by",
            "day,week,month,weekday,hour,interval",
            "--day-of",
            day_of,
        ]);
        let table = run.table("by_day_week_month_weekday_hour_interval");
        assert_eq!(
            table.pick(&["day", "week", "month", "weekday", "hour", "interval"]),
            [row]
        );
    }
}

#[test]
fn rows_are_sorted_numbers_as_numbers_text_by_code_point_and_empty_first() {
    let with = |property: &str, values: &[serde_json::Value]| {
        World::of(
            values
                .iter()
                .map(|value| Scenario::new().field(property, value.clone())),
        )
    };
    let channels = with(
        "channel",
        &[
            json!("fax"),
            json!("Phone"),
            json!(null),
            json!("AV"),
            json!("Žlutá"),
            json!("chat"),
            json!("Fax"),
        ],
    );
    check_rows(
        &channels,
        &[],
        "channel",
        &[
            "- 1",
            "AV 1",
            "Chat 1",
            "Fax 1",
            "Phone 1",
            "fax 1",
            "Žlutá 1",
        ],
    );
    let widgets = with(
        "widget",
        &[
            json!("ž"),
            json!("b"),
            json!("B"),
            json!(" a"),
            json!(null),
            json!("a10"),
            json!("a9"),
        ],
    );
    check_rows(
        &widgets,
        &[],
        "widget",
        &["- 1", " a 1", "B 1", "a10 1", "a9 1", "b 1", "ž 1"],
    );
    let campaigns = with(
        "campaignId",
        &[json!(100), json!(9), json!(null), json!(10), json!(-3)],
    );
    let run = campaigns.report(&["--by", "campaign"]);
    assert_eq!(
        run.table("by_campaign")
            .pick(&["campaign_id", "campaign", "sessions"]),
        ["- - 1", "-3 #-3 1", "9 #9 1", "10 #10 1", "100 #100 1"]
    );
    let departments = with("departmentId", &[json!(100), json!(9), json!(null)]);
    let run = departments.report(&["--by", "department"]);
    assert_eq!(
        run.table("by_department")
            .pick(&["department_id", "department", "sessions"]),
        ["- - 1", "9 #9 1", "100 #100 1"]
    );
}

#[test]
fn source_and_direction_are_dimensions_too() {
    let sources = ["OutgoingCall", "IncomingCall", "outgoingcall", "Callback"];
    let world = World::of(sources.map(|source| Scenario::new().source(source)));
    check_rows(
        &world,
        &[],
        "source",
        &["Callback 1", "IncomingCall 1", "OutgoingCall 2"],
    );
    check_rows(&world, &[], "direction", &["inbound 2", "outbound 2"]);
    check_rows(
        &world,
        &[],
        "direction,source",
        &[
            "inbound Callback 1",
            "inbound IncomingCall 1",
            "outbound OutgoingCall 2",
        ],
    );
}

#[test]
fn a_campaign_is_called_by_its_record() {
    let world = World::of([Scenario::new().field("campaignId", 9)]).with(
        "campaigns.json",
        json!({"id": 9, "name": " Jaro ", "mode": 2}).to_string(),
    );
    let run = world.report(&["--by", "campaign"]);
    assert_eq!(
        run.table("by_campaign").pick(&["campaign_id", "campaign"]),
        ["9 Jaro"]
    );
}

#[test]
fn the_dimensions_stand_as_they_were_typed_and_several_reports_may_be_asked_for() {
    let world = World::of([Scenario::new().queued("Podpora", 0).accepted("Jana", 1)]);
    let run = world.report(&[
        "--by",
        "day,queue",
        "--by",
        "queue,day",
        "--by",
        "operator",
        "--by",
        "total",
    ]);
    let names: Vec<&String> = run.files.keys().collect();
    assert_eq!(
        names,
        [
            "by_day_queue.csv",
            "by_operator.csv",
            "by_queue_day.csv",
            "manifest.json",
            "problems.csv",
            "total.csv"
        ]
    );
    assert_eq!(
        run.table("by_day_queue").header[..3],
        ["day", "queue_id", "queue"]
    );
    assert_eq!(
        run.table("by_queue_day").header[..3],
        ["queue_id", "queue", "day"]
    );
}

#[test]
fn the_default_set_is_that_of_the_contract() {
    let run = World::new().report(&[]);
    let names: Vec<&String> = run.files.keys().collect();
    assert_eq!(
        names,
        [
            "by_day.csv",
            "by_operator.csv",
            "by_operator_day.csv",
            "by_operator_queue_day.csv",
            "by_queue.csv",
            "by_queue_day.csv",
            "manifest.json",
            "problems.csv",
            "service_levels.csv",
            "total.csv",
        ]
    );
}

const METRICS: &str = "sessions inbound outbound offered answered abandoned short_abandoned unanswered \
    left_before_queue bot_only blacklisted open answered_in abandoned_in abandoned_unoffered auto_accepted \
    service_level answer_rate abandon_rate asa_s max_wait_s aht_s";
const PHASES: &str = "created in_queue waiting bcw active acw ring waited";
const OPERATOR_METRICS: &str =
    "handled_sessions offers accepted_offers missed_offers forwarded_out";
const QUEUE_METRICS: &str = "visits visits_answered visits_overflowed visits_abandoned visits_forwarded visits_ended visits_open";

fn statistics(of: &str) -> Vec<String> {
    let each = |name: &str| {
        [
            "n", "sum_s", "mean_s", "median_s", "p90_s", "p95_s", "max_s",
        ]
        .map(|part| format!("{name}_{part}"))
    };
    of.split(' ').flat_map(each).collect()
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn the_columns_are_those_of_the_contract_in_this_order() {
    let run = World::new().report(&[]);
    let always = [words(METRICS), statistics(PHASES)].concat();
    let operators = [
        words(OPERATOR_METRICS),
        statistics("handling operator_acw operator_queue"),
    ]
    .concat();
    let queues = [words(QUEUE_METRICS), statistics("visit")].concat();
    for (report, dimensions, own) in [
        ("total", "", &[][..]),
        ("by_day", "day", &[]),
        ("by_operator", "operator_id operator", &operators),
        ("by_operator_day", "operator_id operator day", &operators),
        (
            "by_operator_queue_day",
            "operator_id operator queue_id queue day",
            &operators,
        ),
        ("by_queue", "queue_id queue", &queues),
        ("by_queue_day", "queue_id queue day", &queues),
    ] {
        let expected = [words(dimensions), always.clone(), own.to_vec()].concat();
        assert_eq!(run.table(report).header, expected, "{report}");
    }
}

#[test]
fn the_period_is_of_local_dates_and_its_end_is_excluded() {
    let world = timestamps();
    for (options, days) in [
        (
            &["--month", "2026-10"][..],
            &["2026-10-05 1", "2026-10-25 6"][..],
        ),
        (
            &["--from", "2026-10-25"],
            &["2026-10-25 6", "2026-11-02 1", "2027-01-03 1"],
        ),
        (&["--to", "2026-10-25"], &["2026-10-05 1"]),
        (
            &["--from", "2026-10-25", "--to", "2026-10-26"],
            &["2026-10-25 6"],
        ),
        (&["--from", "2026-10-06", "--to", "2026-10-25"], &[]),
        (&["--month", "2026-12"], &[]),
    ] {
        check_rows(&world, options, "day", days);
        let run = world.report(options);
        assert_eq!(
            run.count("sessions_in_period") + run.count("sessions_outside"),
            9,
            "{options:?}"
        );
        let in_facts = world.facts(options).table("sessions").len();
        assert_eq!(
            u64::try_from(in_facts),
            Ok(run.count("sessions_in_period")),
            "{options:?}"
        );
    }
}

#[test]
fn an_empty_period_or_dump_leaves_the_total_with_one_row() {
    let nobody = timestamps().report(&["--month", "2030-01"]);
    let nothing = World::new().report(&[]);
    for run in [nobody, nothing] {
        let total = run.table("total");
        assert_eq!(total.len(), 1);
        for column in words(METRICS) {
            let expected = match column.as_str() {
                "service_level" | "answer_rate" | "abandon_rate" | "asa_s" | "max_wait_s"
                | "aht_s" => "",
                _ => "0",
            };
            assert_eq!(total.cell(0, &column), expected, "{column}");
        }
        assert_eq!(
            total.pick(&[
                "active_n",
                "active_sum_s",
                "active_mean_s",
                "active_median_s",
                "active_p90_s",
                "active_p95_s",
                "active_max_s"
            ]),
            ["0 0.000 - - - - -"]
        );
        for report in ["by_operator", "by_queue", "by_day", "by_operator_queue_day"] {
            assert_eq!(run.table(report).len(), 0, "{report}");
        }
    }
}
