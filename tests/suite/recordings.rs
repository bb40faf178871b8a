//! The reports of recordings (`phasebook guide reports`): the sessions that they count, the column that each session
//! counts in, and the breakdown of a cell.

use serde_json::{Value, json};

use crate::harness::scenario::Scenario;
use crate::harness::world::World;

fn call() -> Scenario {
    Scenario::new().channel("Phone").started(1)
}

fn recording(state: &str) -> Value {
    match state {
        "deleted" => json!({"isDeleted": true, "duration": "PT10S"}),
        "uploading" => json!({"isUploading": true}),
        "available" => json!({"downloadUrl": "https://app.example.cz/r/1", "duration": "PT20S"}),
        _ => json!({"downloadUrl": "ftp://app.example.cz"}),
    }
}

fn with(scenario: Scenario, states: &[&str]) -> Scenario {
    let states = states.iter();
    states.fold(scenario, |scenario, state| {
        scenario.recording(recording(state))
    })
}

/// Checks the row of the total: sessions recorded available deleted unavailable not_recorded recordings
/// available_rate recorded_s.
#[track_caller]
fn check_total<const N: usize>(scenarios: [Scenario; N], expected: &str) {
    let run = World::of(scenarios).report(&["--report", "recordings_total"]);
    let total = run.table("recordings_total");
    let columns: Vec<&str> = total.header.iter().map(String::as_str).collect();
    assert_eq!(total.pick(&columns), [expected]);
}

#[test]
fn answered_calls_of_both_directions_count_and_nothing_else() {
    check_total(
        [
            call(),
            call().channel("AV").source("OutgoingCall"),
            call().channel("Chat"),
            call().channel("Fax"),
            call().without("channel"),
            call().without("started").ended(5),
        ],
        "2 0 0 0 0 2 0 0.0000 0.000",
    );
    check_total([], "0 0 0 0 0 0 0 - 0.000");
}

#[test]
fn each_call_counts_in_one_column_whatever_it_has_beside() {
    check_total(
        [
            with(call(), &["available"]),
            with(call(), &["deleted", "refused", "available", "uploading"]),
            with(call(), &["deleted", "deleted"]),
            with(call(), &["deleted", "uploading"]),
            with(call(), &["refused"]),
            call().activity(json!({"file": {"downloadUrl": "https://app.example.cz/f/1"}})),
        ],
        "6 5 2 1 2 1 10 0.3333 80.000",
    );
}

#[test]
fn rows_are_by_entry_queue_day_and_owner_whatever_queue_by_says() {
    let forwarded = call()
        .queued("Podpora", 0)
        .offered("Jana", 1)
        .entered("Prodej", 5)
        .offered("Petr", 6)
        .accepted("Petr", 9)
        .joined("Petr", 9);
    let world = World::of([with(forwarded, &["available"]), with(call(), &["deleted"])]);
    let run = world.report(&[
        "--report=recordings_by_queue",
        "--report=recordings_by_day",
        "--report=recordings_by_operator",
        "--queue-by=answer",
    ]);
    let rows = |report: &str, keys: &[&str]| {
        let figures = ["sessions", "available", "deleted", "available_rate"];
        run.table(report).pick(&[keys, &figures].concat())
    };
    assert_eq!(
        rows("recordings_by_queue", &["queue_id", "queue"]),
        ["- - 1 0 1 0.0000", "1 Podpora 1 1 0 1.0000"]
    );
    assert_eq!(
        rows("recordings_by_day", &["day"]),
        ["2026-10-05 2 1 1 0.5000"]
    );
    assert_eq!(
        rows("recordings_by_operator", &["operator_id", "operator"]),
        ["- - 1 0 1 0.0000", "12 Petr Svoboda 1 1 0 1.0000"]
    );
}

#[test]
fn filters_are_about_the_sessions() {
    let world = World::of([
        with(call(), &["available"]),
        with(call().channel("AV"), &["deleted"]),
        call().channel("Chat"),
    ]);
    let run = world.report(&["--report=recordings_total", "--where=channel=AV", "--facts"]);
    assert_eq!(
        run.table("recordings_total")
            .pick(&["sessions", "available", "deleted", "recorded_s"]),
        ["1 0 1 10.000"]
    );
    // Only `phasebook downloads` writes the table of recordings.
    assert!(!run.files.contains_key("downloads.csv"));
}

#[test]
fn a_cell_is_taken_apart_into_the_calls_behind_it() {
    let queued = |states: &[&str]| with(call().queued("Podpora", 0).accepted("Jana", 5), states);
    let world = World::of([
        queued(&["available", "deleted"]),
        queued(&["deleted"]),
        queued(&[]),
        with(call(), &["available"]),
    ]);
    let explain = |report: &str, row: &[&str], metric: &str| -> Value {
        let fixed = [
            "explain",
            "dump",
            "--tz=Europe/Prague",
            "--json",
            "--report",
        ];
        let run = world.run(&[&fixed[..], &[report], row, &["--metric", metric]].concat());
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stderr))
    };
    let sessions = |cell: &Value| -> Vec<String> {
        let sessions = cell["sessions"].as_array().expect("sessions").iter();
        sessions
            .map(|of| {
                let value = &of["value_s"];
                let value = value
                    .as_f64()
                    .map_or_else(String::new, |value| format!(" {value}"));
                format!(
                    "{} {}{value}: {}",
                    of["session_id"], of["role"], of["reason"]
                )
                .replace('"', "")
            })
            .collect()
    };
    let podpora = ["--where", "queue=Podpora"];
    let rate = explain("recordings_by_queue", &podpora, "available_rate");
    assert_eq!(rate["value"], "0.3333");
    assert_eq!(
        sessions(&rate),
        [
            "1 numerator: 2 recordings: 1 deleted, 1 available",
            "2 denominator_only: 1 recording: 1 deleted",
            "3 denominator_only: no recording",
        ]
    );
    assert_eq!(
        rate["arithmetic"],
        json!([
            "available_rate = available / sessions",
            "= 1 / 3 = 1 / 3 = 0.3333"
        ])
    );
    let missing = explain("recordings_by_queue", &podpora, "not_recorded");
    assert_eq!(missing["value"], "1");
    assert_eq!(sessions(&missing)[0], "3 counted: no recording");
    let time = explain(
        "recordings_by_day",
        &["--where=day=2026-10-05"],
        "recorded_s",
    );
    assert_eq!(
        (&time["value"], &time["metric"]),
        (&json!("60.000"), &json!("recorded_s"))
    );
    assert_eq!(
        sessions(&time),
        [
            "2 value 10: 1 recording: 1 deleted",
            "4 value 20: 1 recording: 1 available",
            "1 value 30: 2 recordings: 1 deleted, 1 available",
            "3 left_out: no recording",
        ]
    );
    let total = explain("recordings_total", &[], "recorded");
    assert_eq!(total["value"], "3");
    // Conditions on dimensions that the report does not have limit its sessions.
    let filtered = explain("recordings_total", &["--where=queue=Podpora"], "sessions");
    assert_eq!(filtered["value"], "3");
}

/// `explain` gives the value of every cell of the reports.
#[test]
fn explain_and_the_reports_say_the_same() {
    let world = World::of([
        with(
            call().queued("Podpora", 0).accepted("Jana", 5),
            &["available"],
        ),
        with(call().queued("Prodej", 0).accepted("Petr", 5), &["deleted"]),
        call().queued("Prodej", 0).accepted("Petr", 5),
    ]);
    let run = world.report(&["--report=recordings_by_queue"]);
    let report = run.table("recordings_by_queue");
    for row in 0..report.len() {
        let queue = format!("queue={}", report.cell(row, "queue"));
        for figure in &report.header[2..] {
            let explained = world.run(&[
                "explain",
                "dump",
                "--tz=Europe/Prague",
                "--json",
                "--report=recordings_by_queue",
                "--where",
                &queue,
                "--metric",
                figure,
            ]);
            let cell: Value = serde_json::from_str(&explained.stdout).expect("JSON");
            assert_eq!(cell["value"], report.cell(row, figure), "{queue} {figure}");
        }
    }
}

#[test]
fn the_page_and_the_workbook_have_them_where_they_were_asked_for() {
    let world = World::of([with(call(), &["available"])]);
    let page = |options: &[&str]| {
        let run = world.report(&[&["--format=html,xlsx", "--lang=cs"], options].concat());
        assert!(run.files.contains_key("report.xlsx"));
        String::from_utf8(run.file("report.html").to_vec()).expect("UTF-8")
    };
    let with = page(&["--report=recordings_total", "--report=recordings_by_day"]);
    let (_, section) = with
        .split_once("<section id=\"recordings\">")
        .expect("a section");
    let (section, _) = section.split_once("</section>").expect("its end");
    assert_eq!(section.matches("<table>").count(), 2);
    assert!(
        section.contains("Podíl dostupných") && section.contains("100,00\u{a0}%"),
        "{section}"
    );
    assert!(section.contains("0:20"), "{section}");
    assert!(!page(&[]).contains("id=\"recordings\""));
}
