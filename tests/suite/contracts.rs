//! Contracts: invented contracts worked out by hand, their sessions in `explain`, and packs that `verify` makes again.

use std::fmt::Write as _;

use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::Value;

use crate::harness::csv::{Csv, or_dash};
use crate::harness::scenario::Scenario;
use crate::harness::support::Layout;
use crate::harness::world::{Run, World};
use crate::laws::{config, generated, plan};

fn answered(timestamp: &str, queue: &str, seconds: f64) -> Scenario {
    Scenario::created_at(timestamp)
        .queued(queue, 0)
        .offered("Jana", 1)
        .accepted("Jana", seconds)
}

fn left(timestamp: &str, queue: &str, seconds: i32) -> Scenario {
    Scenario::created_at(timestamp)
        .guest_left("LeftQueue")
        .queued(queue, 0)
        .waited(seconds)
}

/// October: of nine inbound offered sessions five are answered, after 5, 20, 20.000001, 30 and 10 seconds,
/// three left, after 40, 4 and 5 seconds, and one is unanswered without a wait. The tenth is outbound.
fn october() -> World {
    World::of([
        answered("2026-10-05T10:00:00+02:00", "Podpora", 5.0),
        answered("2026-10-05T10:10:00+02:00", "Podpora", 20.0),
        answered("2026-10-05T10:20:00+02:00", "Podpora", 20.000_001),
        left("2026-10-06T10:00:00+02:00", "Podpora", 40),
        left("2026-10-06T10:10:00+02:00", "Podpora", 4),
        left("2026-10-06T10:20:00+02:00", "Podpora", 5),
        Scenario::created_at("2026-10-07T10:00:00+02:00").queued("Podpora", 0),
        answered("2026-10-07T11:00:00+02:00", "Reklamace", 30.0),
        answered("2026-10-12T09:00:00+02:00", "Reklamace", 10.0),
        answered("2026-10-12T09:10:00+02:00", "Reklamace", 3.0).source("OutgoingCall"),
    ])
}

/// A contract, by its settings, with the rows that it must give.
type Case = (&'static str, &'static [&'static str]);

/// Settings with these contracts, named `contract 1` and so on.
fn settings(cases: &[Case]) -> String {
    let mut text = String::new();
    for (number, (contract, _)) in (1..).zip(cases) {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "[[contract]]\nname = \"contract {number}\"\n{contract}"
        );
    }
    text
}

/// The rows of a contract, as `period figure target: met band bonus, numerator/denominator of sessions`, then the
/// numbers of sessions that do not count, if there are any, and `incomplete` if the period is.
fn rows(table: &Csv, contract: &str) -> Vec<String> {
    let rows = table.rows_with("contract", contract).into_iter();
    rows.map(|row| {
        let cell = |column| table.cell(row, column);
        let either = |one, other| match cell(one) {
            "" => or_dash(cell(other)).to_owned(),
            text => text.to_owned(),
        };
        let mut text = format!(
            "{} {} {}: {} {} {}, {}/{} of {}",
            cell("period"),
            either("figure", "figure_s"),
            either("target", "target_s"),
            match cell("met") {
                "true" => "met",
                "false" => "missed",
                _ => "-",
            },
            or_dash(cell("band")),
            or_dash(cell("bonus")),
            either("numerator", "sum_s"),
            cell("denominator"),
            cell("sessions"),
        );
        for (column, words) in [
            ("excluded", "excluded"),
            ("outside_hours", "outside"),
            ("not_counted", "not counted"),
        ] {
            if cell(column) != "0" {
                let _ = write!(text, ", {} {words}", cell(column));
            }
        }
        if !cell("excluded_by").is_empty() {
            let _ = write!(text, " ({})", cell("excluded_by"));
        }
        if cell("complete") == "false" {
            text.push_str(", incomplete");
        }
        text
    })
    .collect()
}

/// Checks all contracts in one run; the failure names those that differ.
#[track_caller]
fn check(world: &World, more: &str, options: &[&str], cases: &[Case]) -> Run {
    world.put("phasebook.toml", format!("{more}\n{}", settings(cases)));
    let run = world.report(options);
    let table = run.table("contract");
    let mut wrong = String::new();
    for (number, (contract, expected)) in (1..).zip(cases) {
        let found = rows(&table, &format!("contract {number}"));
        if found != *expected {
            let _ = write!(wrong, "\n{contract}\n  are {found:#?}\n  not {expected:#?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    run
}

/// The reports have a threshold of 20 seconds and a short-abandon limit of 5 seconds by default.
#[test]
fn twenty_contracts_worked_out_by_hand() {
    let run = check(
        &october(),
        "",
        &["--month", "2026-10"],
        &[
            // Answered within 20 s: after 5, 20 and 10 s; of nine sessions one is a short abandon.
            (
                "measure = \"service_level\"\ntarget = \"37.5%\"",
                &["2026-10 0.3750 0.3750: met - -, 3/8 of 9, 1 not counted, incomplete"],
            ),
            (
                "measure = \"service_level\"\ntarget = \"37.51%\"",
                &["2026-10 0.3750 0.3751: missed - -, 3/8 of 9, 1 not counted, incomplete"],
            ),
            // 5/9 is written as 0.5556, and is less.
            (
                "measure = \"service_level\"\nformula = \"offered\"\nthreshold = \"30s\"\ntarget = \"55.56%\"",
                &["2026-10 0.5556 0.5556: missed - -, 5/9 of 9, incomplete"],
            ),
            (
                "measure = \"service_level\"\nformula = \"offered\"\nthreshold = \"29s\"\ntarget = \"55.55%\"",
                &["2026-10 0.4444 0.5555: missed - -, 4/9 of 9, incomplete"],
            ),
            // An answer after exactly the threshold is in time.
            (
                "measure = \"service-level\"\nformula = \"answered\"\nthreshold = \"20s 1us\"\ntarget = 0.8",
                &["2026-10 0.8000 0.8000: met - -, 4/5 of 9, 4 not counted, incomplete"],
            ),
            (
                "measure = \"service_level\"\nformula = \"answered\"\nthreshold = \"20s\"\ntarget = \"80%\"",
                &["2026-10 0.6000 0.8000: missed - -, 3/5 of 9, 4 not counted, incomplete"],
            ),
            // Two left within 20 s, after 4 and 5 s.
            (
                "measure = \"service_level\"\nformula = \"exclude-abandons-in-threshold\"\ntarget = \"42.85%\"",
                &["2026-10 0.4286 0.4285: met - -, 3/7 of 9, 2 not counted, incomplete"],
            ),
            (
                "measure = \"service_level\"\nformula = \"abandons-in-threshold-met\"\ntarget = \"55.56%\"",
                &["2026-10 0.5556 0.5556: missed - -, 5/9 of 9, incomplete"],
            ),
            // Below 6 s both are short abandons.
            (
                "measure = \"service_level\"\nshort_abandon = \"6s\"\ntarget = \"40%\"",
                &["2026-10 0.4286 0.4000: met - -, 3/7 of 9, 2 not counted, incomplete"],
            ),
            (
                "measure = \"answer_rate\"\ntarget = \"60%\"",
                &["2026-10 0.5556 0.6000: missed - -, 5/9 of 9, incomplete"],
            ),
            // 3/9 is more than 33.33 %, though it is written so.
            (
                "measure = \"abandon_rate\"\ntarget = \"33.33%\"",
                &["2026-10 0.3333 0.3333: missed - -, 3/9 of 9, incomplete"],
            ),
            (
                "measure = \"abandon_rate\"\ntarget = \"33.34%\"",
                &["2026-10 0.3333 0.3334: met - -, 3/9 of 9, incomplete"],
            ),
            // 85.000001 s in five sessions are 17.0000002 s.
            (
                "measure = \"asa\"\ntarget = \"17s\"",
                &["2026-10 17.000 17.000: missed - -, 85.000/5 of 9, 4 not counted, incomplete"],
            ),
            (
                "measure = \"asa\"\ntarget = \"20s\"\nqueue = \"Reklamace\"",
                &["2026-10 20.000 20.000: met - -, 40.000/2 of 2, incomplete"],
            ),
            // 4, 5, 5, 10, 20, 20.000001, 30 and 40 s: 30 s and 0.3 of the way to 40 s.
            (
                "measure = \"wait_p90\"\ntarget = \"33s\"",
                &["2026-10 33.000 33.000: met - -, -/8 of 9, 1 not counted, incomplete"],
            ),
            (
                "measure = \"wait_p90\"\ntarget = \"32999999us\"\nqueue = [\"Podpora\", 2]",
                &["2026-10 33.000 33.000: missed - -, -/8 of 9, 1 not counted, incomplete"],
            ),
            // Three on the first day; two later between 10:00 and 10:05; the rest of the other queue.
            (
                "measure = \"abandon_rate\"\ntarget = \"5%\"\nleave_out = [{ days = 2026-10-05 }, \
                 { hours = \"10:00-10:05\" }, { queue = \"Reklamace\", why = \"Not ours\" }]",
                &["2026-10 1.0000 0.0500: missed - -, 2/2 of 9, 7 excluded \
                     (2026-10-05: 3; 10:00-10:05: 2; Not ours: 2), incomplete"],
            ),
            // Nothing is left: neither met nor missed.
            (
                "measure = \"service_level\"\ntarget = \"0%\"\nbands = [{ from = \"50%\" }, { malus = \"5%\" }]\n\
                 leave_out = [{ days = \"2026-10-01..2026-10-31\", why = \"Strike\" }]",
                &["2026-10 - 0.0000: - - -, 0/0 of 9, 9 excluded (Strike: 9), incomplete"],
            ),
            (
                "measure = \"service_level\"\ntarget = \"80%\"\n\
                 bands = [{ malus = \"5%\" }, { from = \"30%\" }, { from = \"37.5%\", bonus = \"1.5%\" }]",
                &[
                    "2026-10 0.3750 0.8000: missed >= 37.5% 0.0150, 3/8 of 9, 1 not counted, incomplete",
                ],
            ),
            (
                "measure = \"service_level\"\ntarget = \"80%\"\n\
                 bands = [{ from = \"37.51%\", bonus = \"2%\" }, { from = \"30%\" }, { malus = \"5%\" }]",
                &[
                    "2026-10 0.3750 0.8000: missed >= 30% 0.0000, 3/8 of 9, 1 not counted, incomplete",
                ],
            ),
            (
                "measure = \"service_level\"\ntarget = \"80%\"\n\
                 bands = [{ from = \"37.51%\", bonus = \"2%\" }, { malus = \"10%\" }]",
                &[
                    "2026-10 0.3750 0.8000: missed < 37.51% -0.1000, 3/8 of 9, 1 not counted, incomplete",
                ],
            ),
            (
                "measure = \"asa\"\ntarget = \"20s\"\n\
                 bands = [{ to = \"17s\", bonus = \"2%\" }, { to = \"18s\", bonus = \"1%\" }, { malus = \"3%\" }]",
                &[
                    "2026-10 17.000 20.000: met <= 18s 0.0100, 85.000/5 of 9, 4 not counted, incomplete",
                ],
            ),
            (
                "measure = \"asa\"\ntarget = \"20s\"\nbands = [{ to = \"17s\", bonus = \"2%\" }]",
                &["2026-10 17.000 20.000: met - -, 85.000/5 of 9, 4 not counted, incomplete"],
            ),
        ],
    );
    run.check_balance();
    // The reports have the same figures.
    let total = run.table("total");
    assert_eq!(
        total.pick(&["service_level", "answer_rate", "abandon_rate", "asa_s"]),
        ["0.3750 0.5556 0.3333 17.000"]
    );
}

#[test]
fn a_contract_has_a_row_for_each_of_its_periods() {
    check(
        &october(),
        "",
        &["--from", "2026-10-05", "--to", "2026-10-13"],
        &[
            // From Monday, 5 October, to Sunday; then a week of which the report has one day.
            (
                "measure = \"answer_rate\"\ntarget = \"50%\"\nperiod = \"week\"",
                &[
                    "2026-W41 0.5000 0.5000: met - -, 4/8 of 8",
                    "2026-W42 1.0000 0.5000: met - -, 1/1 of 1, incomplete",
                ],
            ),
            (
                "measure = \"answer_rate\"\ntarget = \"50%\"\nperiod = \"day\"\nqueue = \"Podpora\"",
                &[
                    "2026-10-05 1.0000 0.5000: met - -, 3/3 of 3",
                    "2026-10-06 0.0000 0.5000: missed - -, 0/3 of 3",
                    "2026-10-07 0.0000 0.5000: missed - -, 0/1 of 1",
                    "2026-10-08 - 0.5000: - - -, 0/0 of 0",
                    "2026-10-09 - 0.5000: - - -, 0/0 of 0",
                    "2026-10-10 - 0.5000: - - -, 0/0 of 0",
                    "2026-10-11 - 0.5000: - - -, 0/0 of 0",
                    "2026-10-12 - 0.5000: - - -, 0/0 of 0",
                ],
            ),
        ],
    );
}

/// A session on each of these days.
fn on_days(days: impl IntoIterator<Item = u32>) -> World {
    let scenarios = days.into_iter();
    World::of(
        scenarios.map(|day| answered(&format!("2026-10-{day:02}T10:00:00+02:00"), "Podpora", 5.0)),
    )
}

#[test]
fn a_period_is_complete_if_the_report_and_the_dump_have_all_of_its_days() {
    const CONTRACT: &str = "measure = \"answer_rate\"\ntarget = \"1%\"";
    let count = |days: usize, mark: &str| -> Case {
        let row = format!("2026-10 1.0000 0.0100: met - -, {days}/{days} of {days}{mark}");
        let row: &'static str = row.leak();
        (CONTRACT, vec![row].leak())
    };
    // Workdays: the last day of October 2026 is a Saturday, the first a Thursday.
    let is_workday = |day: &u32| !matches!((day + 2) % 7, 5 | 6);
    let workdays = || (1..=24_u32).filter(is_workday).chain([26, 27, 28, 29, 30]);
    let month = ["--month", "2026-10"];
    let all = workdays().count();
    check(&on_days(workdays()), "", &month, &[count(all, "")]);
    check(&on_days(workdays()), "", &[], &[count(all, "")]);
    // The dump was made in the middle of the month.
    let half = || workdays().filter(|day| *day < 20);
    check(
        &on_days(half()),
        "",
        &month,
        &[count(half().count(), ", incomplete")],
    );
    // The opening hours close the last two days.
    let closed = "[hours]\nmon-fri = \"8:00-16:00\"\nholidays = [\"2026-10-29\", \"2026-10-30\"]";
    let fewer = || workdays().filter(|day| *day < 29);
    check(
        &on_days(fewer()),
        closed,
        &month,
        &[count(fewer().count(), "")],
    );
    check(
        &on_days(fewer()),
        "",
        &month,
        &[count(fewer().count(), ", incomplete")],
    );
    // The report begins later than the month.
    let late = || workdays().filter(|day| *day > 1);
    let options = ["--from", "2026-10-02", "--to", "2026-11-01"];
    check(
        &on_days(workdays()),
        "",
        &options,
        &[count(late().count(), ", incomplete")],
    );
}

#[test]
fn days_of_23_and_25_hours_lose_nobody() {
    let autumn = [
        "2026-10-24T23:59:59.999999+02:00",
        "2026-10-25T00:00:00+02:00",
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:30:00+01:00",
        "2026-10-25T23:59:59.999999+01:00",
        "2026-10-26T00:00:00+01:00",
    ];
    let day = "measure = \"answer_rate\"\ntarget = \"1%\"\nperiod = \"day\"";
    let night = "measure = \"answer_rate\"\ntarget = \"1%\"\nperiod = \"day\"\nleave_out = [{ hours = \"2:00-3:00\" }]";
    check(
        &World::of(autumn.map(|timestamp| answered(timestamp, "Podpora", 5.0))),
        "",
        &[],
        &[
            (
                day,
                &[
                    "2026-10-24 1.0000 0.0100: met - -, 1/1 of 1",
                    "2026-10-25 1.0000 0.0100: met - -, 4/4 of 4",
                    "2026-10-26 1.0000 0.0100: met - -, 1/1 of 1",
                ],
            ),
            (
                night,
                &[
                    "2026-10-24 1.0000 0.0100: met - -, 1/1 of 1",
                    "2026-10-25 1.0000 0.0100: met - -, 2/2 of 4, 2 excluded (2:00-3:00: 2)",
                    "2026-10-26 1.0000 0.0100: met - -, 1/1 of 1",
                ],
            ),
        ],
    );
    let spring = [
        "2026-03-28T23:59:59+01:00",
        "2026-03-29T00:00:00+01:00",
        "2026-03-29T01:59:59.999999+01:00",
        "2026-03-29T03:00:00+02:00",
        "2026-03-29T23:59:59.999999+02:00",
        "2026-03-30T00:00:00+02:00",
    ];
    check(
        &World::of(spring.map(|timestamp| answered(timestamp, "Podpora", 5.0))),
        "",
        &["--from", "2026-03-29", "--to", "2026-03-30"],
        &[
            (day, &["2026-03-29 1.0000 0.0100: met - -, 4/4 of 4"]),
            (night, &["2026-03-29 1.0000 0.0100: met - -, 4/4 of 4"]),
        ],
    );
}

#[test]
fn sessions_outside_of_opening_hours_are_left_out_where_the_service_level_leaves_them_out() {
    let hours = "[sla]\nhours = \"open\"\n[hours]\nmon-fri = \"9:00-10:15\"";
    check(
        &october(),
        hours,
        &["--from", "2026-10-05", "--to", "2026-10-06"],
        &[
            // The third is at 10:20.
            (
                "measure = \"service_level\"\ntarget = \"100%\"\nperiod = \"day\"",
                &["2026-10-05 1.0000 1.0000: met - -, 2/2 of 3, 1 outside"],
            ),
            (
                "measure = \"answer_rate\"\ntarget = \"100%\"\nperiod = \"day\"",
                &["2026-10-05 1.0000 1.0000: met - -, 3/3 of 3"],
            ),
        ],
    );
}

#[test]
fn thresholds_are_those_of_the_reports_unless_the_contract_has_its_own() {
    let rule = "[[sla.rules]]\nqueue = \"Reklamace\"\nthreshold = \"5s\"";
    let run = check(
        &october(),
        rule,
        &["--month", "2026-10"],
        &[
            (
                "measure = \"service_level\"\ntarget = \"1%\"",
                &["2026-10 0.2500 0.0100: met - -, 2/8 of 9, 1 not counted, incomplete"],
            ),
            (
                "measure = \"service_level\"\nthreshold = \"20s\"\ntarget = \"1%\"",
                &["2026-10 0.3750 0.0100: met - -, 3/8 of 9, 1 not counted, incomplete"],
            ),
        ],
    );
    assert_eq!(run.table("total").pick(&["service_level"]), ["0.2500"]);
}

#[test]
fn a_contract_is_about_its_sessions_whatever_the_reports_are_of() {
    let run = check(
        &october(),
        "",
        &[
            "--month",
            "2026-10",
            "--where",
            "queue=Reklamace",
            "--top",
            "1",
        ],
        &[(
            "measure = \"answer_rate\"\ntarget = \"50%\"",
            &["2026-10 0.5556 0.5000: met - -, 5/9 of 9, incomplete"],
        )],
    );
    assert_eq!(run.table("total").pick(&["offered"]), ["2"]);
    assert!(
        run.stderr
            .contains("the contracts are about all of their sessions"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_queue_that_the_dump_does_not_have_is_noted_and_is_not_all_queues() {
    let run = check(
        &october(),
        "",
        &["--month", "2026-10"],
        &[(
            "measure = \"answer_rate\"\ntarget = \"50%\"\nqueue = \"Podpra\"",
            &["2026-10 - 0.5000: - - -, 0/0 of 0, incomplete"],
        )],
    );
    assert_eq!(run.table("contract").cell(0, "queues"), "Podpra");
    let problems = run.table("problems");
    let row = problems.row_with("code", "unknown_name");
    assert_eq!(
        problems.cell(row, "detail"),
        "contract: the dump has no queue `Podpra`; did you mean `Podpora`?"
    );
}

/// Settings with a contract of each kind.
const CONTRACTS: &str = r#"
[[contract]]
name = "Support"
queue = "Podpora"
measure = "service_level"
formula = "offered"
threshold = "10s"
target = "80%"
bands = [{ from = "90%", bonus = "2%" }, { from = "80%" }, { malus = "7.5%" }]
leave_out = [{ days = "2026-10-06", hours = "10:15-11:00", why = "Power cut" }]

[[contract]]
name = "Odezva <b>všech</b>"
measure = "asa"
target = "20s"
period = "week"
"#;

#[test]
fn explain_leads_to_just_the_sessions_of_a_contract() {
    let world = october();
    world.put("phasebook.toml", CONTRACTS);
    let options = ["--month", "2026-10", "--tz", "Europe/Prague", "--json"];
    let explain = |which: &[&str]| -> Value {
        let run = world.run(&[&["explain", "dump"][..], which, &options].concat());
        assert_eq!(run.status, 0, "{which:?}\n{}", run.stderr);
        serde_json::from_str(&run.stdout).expect("JSON")
    };
    let sessions = |cell: &Value| -> Vec<String> {
        let sessions = cell["sessions"].as_array().expect("sessions").iter();
        sessions
            .map(|session| {
                let text = |name: &str| session[name].as_str().unwrap_or_default().to_owned();
                format!(
                    "{} {}: {}",
                    session["session_id"],
                    text("role"),
                    text("reason")
                )
            })
            .collect()
    };
    let cell = explain(&["--contract", "1"]);
    assert_eq!(cell, explain(&["--contract", "Support"]));
    assert_eq!(
        sessions(&cell),
        [
            "1 numerator: answered after 5.000 s <= 10 s",
            "2 denominator_only: answered after 20.000 s > 10 s",
            "3 denominator_only: answered after 20.000001 s > 10 s",
            "4 denominator_only: abandoned after 40.000 s > 10 s, never offered",
            "5 denominator_only: short_abandoned after 4.000 s <= 10 s, never offered",
            "7 denominator_only: unanswered",
            "6 left_out: left out by the contract: Power cut",
        ]
    );
    assert_eq!(cell["value"], "0.1667");
    assert_eq!(cell["row"]["period"], "2026-10");
    let second = explain(&["--contract", "2", "--where", "period=2026-W42"]);
    assert_eq!(sessions(&second).len(), 1);
    assert_eq!(second["value"], "10.000");
}

#[test]
fn a_contract_taken_apart_is_a_page() {
    let world = october();
    world.put("phasebook.toml", CONTRACTS);
    let explain = |which: &[&str]| {
        let fixed = [
            "explain",
            "dump",
            "--month",
            "2026-10",
            "--tz",
            "Europe/Prague",
        ];
        world.run(&[&fixed[..], which].concat())
    };
    let run = explain(&["--contract", "Support", "--sessions", "list.csv"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_snapshot!("page", run.stdout);
    let list = Csv::parse(&std::fs::read(world.path("list.csv")).expect("the list"));
    assert_eq!(list.len(), 7);
    assert_snapshot!(
        "speeds",
        explain(&["--contract", "2", "--where", "period=2026-W41"]).stdout
    );
    // An unknown contract or period is an error that lists those there are.
    let wrong = |which: &[&str]| {
        let run = explain(which);
        assert_ne!(run.status, 0);
        run.stderr
    };
    assert_snapshot!(wrong(&["--contract", "Suport"]), @r"
    error: --contract: there is no contract `Suport`
    hint: did you mean Support? There are 1 Support, 2 Odezva <b>všech</b>
    ");
    assert_snapshot!(wrong(&["--contract", "3"]), @r"
    error: --contract: there is no contract `3`
    hint: there are 1 Support, 2 Odezva <b>všech</b>
    ");
    assert_snapshot!(wrong(&["--contract", "2"]), @r"
    error: 5 rows of contract fit
    hint: say which period, as --where period=2026-W44: there are 2026-W40, 2026-W41, 2026-W42, 2026-W43, 2026-W44
    ");
    assert_snapshot!(wrong(&["--contract", "2", "--where", "period=2026-W39"]), @r"
    error: no such row of contract has period `2026-W39`
    hint: did you mean 2026-W43? There are 2026-W40, 2026-W41, 2026-W42, 2026-W43, 2026-W44
    ");
    assert_snapshot!(wrong(&["--contract", "1", "--metric", "asa"]), @r"
    error: the argument '--contract <N>' cannot be used with '--metric <NAME>'
    
    Usage: phasebook explain --month <YYYY-MM> --tz <ZONE> --contract <N> <PATH>...
    
    For more information, try '--help'.
    ");
    assert_snapshot!(wrong(&["--contract", "1", "--no-config"]), @r"
    error: --contract: the settings have no contract
    hint: write it into phasebook.toml, or name the file that has it with --config; see `phasebook guide service-level`
    ");
}

#[test]
fn every_output_has_the_contract() {
    let world = october();
    world.put("phasebook.toml", CONTRACTS);
    let formats = "csv,parquet,json,ndjson,md,xlsx,html";
    for lang in ["en", "cs"] {
        let run = world.report(&["--month", "2026-10", "--format", formats, "--lang", lang]);
        let names: Vec<&str> = run.files.keys().map(String::as_str).collect();
        assert!(names.contains(&"contract.parquet"), "{names:?}");
        let text = |name: &str| String::from_utf8_lossy(run.file(name)).into_owned();
        let page = text("report.html");
        assert!(page.contains("<section id=\"contract\">"), "{lang}");
        assert!(!page.contains("<b>všech"), "a name is text");
        assert!(text("contract.json").contains("Power cut: 1"), "{lang}");
        assert!(text("report.md").contains("Power cut: 1"), "{lang}");
    }
    let printed = world.run(&[
        "report",
        "dump",
        "--month",
        "2026-10",
        "--tz",
        "Europe/Prague",
        "--by",
        "total",
    ]);
    assert_snapshot!("printed", printed.stdout);
    // Without contracts there is no trace of them.
    let run = world.report(&["--no-config", "--format", "csv,html"]);
    assert!(!run.files.contains_key("contract.csv"));
    assert!(!String::from_utf8_lossy(run.file("report.html")).contains("id=\"contract\""));
}

#[test]
fn the_manifest_keeps_contracts_and_verify_makes_them_again() {
    let world = october();
    world.put("phasebook.toml", CONTRACTS);
    let run = world.report(&["--month", "2026-10", "--hash"]);
    assert_snapshot!(
        "manifest",
        serde_json::to_string_pretty(&run.manifest()["settings"]["contract"]).expect("JSON")
    );
    // The pack alone says what was promised.
    std::fs::remove_file(world.path("phasebook.toml")).expect("the settings are there");
    let verified = world.run(&["verify", "out"]);
    assert_eq!(verified.status, 0, "{}{}", verified.stdout, verified.stderr);
    let table = world.path("out/contract.csv");
    let text = std::fs::read_to_string(&table).expect("the table");
    std::fs::write(&table, text.replace(",false,< 80%", ",true,< 80%")).expect("a change");
    assert_ne!(world.run(&["verify", "out"]).status, 0);
}

#[test]
fn a_comparison_of_packs_tells_what_changed_in_a_contract() {
    let world = october();
    let fixed = [
        "report",
        "dump",
        "--month",
        "2026-10",
        "--tz",
        "Europe/Prague",
        "--out",
    ];
    for (folder, settings) in [
        ("before", CONTRACTS.to_owned()),
        (
            "after",
            CONTRACTS.replace("threshold = \"10s\"", "threshold = \"20s\""),
        ),
    ] {
        world.put("phasebook.toml", settings);
        let run = world.run(&[&fixed[..], &[folder]].concat());
        assert_eq!(run.status, 0, "{}", run.stderr);
    }
    let told = world.run(&["diff", "before", "after"]).stdout;
    let rows: Vec<String> = told
        .lines()
        .filter(|line| line.trim_start().starts_with("contract "))
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        rows,
        [
            "contract Support, 2026-10 threshold_s 10.000 20.000 +10.000",
            "contract Support, 2026-10 figure 0.1667 0.3333 +0.1666",
            "contract Support, 2026-10 numerator 1 2 +1",
        ]
    );
}

#[test]
fn a_plan_spells_contracts_so_that_they_give_the_same_bytes() {
    let world = october();
    world.put("phasebook.toml", CONTRACTS);
    let run = world.report(&["--month", "2026-10"]);
    let plan = world.run(&["plan", "report", "dump", "--month", "2026-10"]);
    let contracts = plan.stdout.find("[[contract]]").expect("the contracts");
    let end = plan.stdout[contracts..]
        .find("\n[sla]")
        .map(|end| contracts + end);
    assert_snapshot!(
        "plan",
        &plan.stdout[contracts..end.unwrap_or(plan.stdout.len())]
    );
    world.put("plan.toml", &plan.stdout);
    let again = world.report(&["--config", "plan.toml"]);
    assert_eq!(again.file("contract.csv"), run.file("contract.csv"));
}

#[test]
fn facts_that_were_kept_give_the_same_contract() {
    let world = october();
    world.put("phasebook.toml", CONTRACTS);
    let run = world.report(&["--month", "2026-10"]);
    let fixed = ["--tz", "Europe/Prague"];
    let kept = [
        &[
            "facts",
            "dump",
            "--no-config",
            "--out",
            "kept",
            "--format",
            "parquet",
        ][..],
        &fixed,
    ]
    .concat();
    assert_eq!(world.run(&kept).status, 0);
    let from = [
        "report",
        "--from-facts",
        "kept",
        "--month",
        "2026-10",
        "--out",
        "again",
    ];
    let again = world.run(&[&from[..], &fixed].concat());
    assert_eq!(again.status, 0, "{}", again.stderr);
    let table = std::fs::read(world.path("again/contract.csv")).expect("the table");
    assert_eq!(table, run.file("contract.csv"));
}

#[test]
fn every_error_in_a_contract_has_its_place() {
    let world = october();
    world.put(
        "phasebook.toml",
        r#"[[contract]]
name = "12"
measure = "asaa"
target = "80%"
quue = "Podpora"

[[contract]]
name = "One"
measure = "asa"
target = "80%"
threshold = "20s"
period = "year"
bands = [{ from = "10s", bonus = "2%" }, { to = "20s", bonus = "1%", malus = "1%" }, { to = 20, malus = "200%" }]

[[contract]]
name = "One"
queue = []
target = "80%"
leave_out = [{ why = "x" }, { days = "2026-10-32" }, { days = "2026-10-07..2026-10-05", hours = "8-9" }]

[[contract]]
measure = "service_level"
target = "80.123%"
bands = [{ bonus = "1%" }]
formula = "offred"
"#,
    );
    let run = world.run(&["report", "dump", "--out", "out"]);
    assert_eq!(run.status, 2);
    assert_snapshot!("errors", run.stderr);
}

proptest! {
    #![proptest_config(config(4))]

    #[test]
    fn counts_of_a_contract_are_those_of_the_reports(
        seed in 0_u64..1000,
        seconds in prop::sample::select(vec![0_u32, 5, 20, 45, 120]),
        answer in any::<bool>(),
    ) {
        let world = generated(&plan(seed, 90), Layout::Pages(20));
        let mut text = String::new();
        let mut add = |name: &str, of: &str| {
            let _ = writeln!(text, "[[contract]]\nname = \"{name}\"\n{of}");
        };
        let formulas = ["exclude-short-abandons", "offered", "answered", "exclude-abandons-in-threshold", "abandons-in-threshold-met"];
        for formula in formulas {
            add(formula, &format!("measure = \"service_level\"\nformula = \"{formula}\"\ntarget = \"80%\""));
            add(&format!("at {formula}"), &format!("measure = \"service_level\"\nformula = \"{formula}\"\nthreshold = {seconds}\ntarget = \"80%\""));
        }
        for measure in ["answer_rate", "abandon_rate"] {
            add(measure, &format!("measure = \"{measure}\"\ntarget = \"80%\"\nperiod = \"day\""));
        }
        add("asa", "measure = \"asa\"\ntarget = \"20s\"\nperiod = \"week\"");
        world.put("phasebook.toml", text);
        let queue_by = if answer { "answer" } else { "entry" };
        let run = world.report(&["--queue-by", queue_by, "--beyond", "--by", "day", "--by", "week", "--by", "month", "--by", "total", "--report", "service_levels", "--month", "2026-10"]);
        let table = run.table("contract");
        let same = |contract: &str, dimension: &str, metric: &str, figure: &str| {
            let report = run.table(&format!("by_{dimension}"));
            for row in table.rows_with("contract", contract) {
                let period = table.cell(row, "period");
                let expected = report.rows_with(dimension, period);
                let expected = expected.first().map_or("", |&row| report.cell(row, metric));
                assert_eq!(table.cell(row, figure), expected, "{contract} {period}");
            }
        };
        for measure in ["answer_rate", "abandon_rate"] {
            same(measure, "day", measure, "figure");
        }
        same("asa", "week", "asa_s", "figure_s");
        let levels = run.table("service_levels");
        let curve = run.table("service_level_curve");
        let total = levels.row_with("queue", "total");
        for formula in formulas {
            let column = format!("sl_{}", formula.replace('-', "_"));
            let row = table.row_with("contract", formula);
            prop_assert_eq!(table.cell(row, "figure"), levels.cell(total, &column), "{}", formula);
            prop_assert_eq!(table.cell(row, "sessions"), levels.cell(total, "offered"));
            let row = table.row_with("contract", &format!("at {formula}"));
            let at = curve.rows_with("queue", "total").into_iter().find(|&row| curve.cell(row, "threshold_s") == seconds.to_string());
            let at = at.expect("the threshold is on the curve");
            prop_assert_eq!(table.cell(row, "figure"), curve.cell(at, &column), "{} at {}", formula, seconds);
        }
        for row in 0..table.len() {
            let count = |column| table.cell(row, column).parse::<u64>().expect("a count");
            let parts = ["denominator", "excluded", "outside_hours", "not_counted"];
            prop_assert_eq!(count("sessions"), parts.map(count).iter().sum::<u64>());
        }
    }
}
