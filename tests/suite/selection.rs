//! The figures that reports show: `--stats` and `--columns`.

use insta::assert_snapshot;

use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};

/// Sessions that were active for this many seconds.
fn active(seconds: impl IntoIterator<Item = i32>) -> World {
    let sessions = seconds.into_iter();
    World::of(sessions.map(|seconds| {
        Scenario::new()
            .queued("Podpora", 0)
            .accepted("Jana", 1)
            .joined("Jana", 1)
            .left(1 + seconds)
            .length(seconds)
    }))
}

fn header(run: &Run, report: &str) -> String {
    run.table(report).header.join(" ")
}

#[test]
fn every_statistic_can_be_asked_for() {
    let world = active([1, 2, 3, 4]);
    let run = world.report(&[
        "--by=total",
        "--stats=n,sum,mean,median,p75,p90,p95,p99,min,max,stddev",
        "--columns=active",
    ]);
    assert_snapshot!(String::from_utf8_lossy(run.file("total.csv")), @"
    active_n,active_sum_s,active_mean_s,active_median_s,active_p75_s,active_p90_s,active_p95_s,active_p99_s,active_min_s,active_max_s,active_stddev_s
    4,10.000,2.500,2.500,3.250,3.700,3.850,3.970,1.000,4.000,1.291
    ");
}

#[test]
fn statistics_come_in_the_order_in_which_they_are_named() {
    let run = active([5]).report(&["--by", "queue", "--stats", "max,n"]);
    let header = header(&run, "by_queue");
    assert!(
        header.contains("aht_s created_max_s created_n in_queue_max_s in_queue_n waiting_max_s"),
        "{header}"
    );
    assert!(
        header.ends_with("visits_open visit_max_s visit_n"),
        "{header}"
    );
    assert!(!header.contains("_mean"), "{header}");
}

#[test]
fn columns_are_chosen_and_ordered_behind_the_dimensions() {
    let world = active([5, 7]);
    let run = world.report(&[
        "--by=operator,day",
        "--by=queue",
        "--by=total",
        "--columns=service_level,handling_p99,sessions,visits,active_mean_s",
    ]);
    assert_eq!(
        header(&run, "by_operator_day"),
        "operator_id operator day service_level handling_p99_s sessions active_mean_s"
    );
    assert_eq!(
        header(&run, "by_queue"),
        "queue_id queue service_level sessions visits active_mean_s"
    );
    assert_eq!(
        run.table("by_operator_day")
            .pick(&["operator", "handling_p99_s", "active_mean_s"]),
        ["Jana Nováková 6.980 6.000"]
    );
    assert_eq!(
        header(&run, "total"),
        "service_level sessions active_mean_s"
    );
}

#[test]
fn the_summary_does_not_depend_on_what_the_reports_show() {
    let world = active([5, 7]);
    let page = |options: &[&str]| {
        let run = world.report(&[&["--format=html"], options].concat());
        let page = String::from_utf8_lossy(run.file("report.html")).into_owned();
        // The settings are at its end.
        let lines = page.lines().map(str::to_owned);
        let is_setting = |line: &String| {
            line.contains("<code>stats</code>") || line.contains("<code>columns</code>")
        };
        lines.filter(|line| !is_setting(line)).collect::<Vec<_>>()
    };
    let as_ever = page(&[]);
    assert!(as_ever.len() > 100);
    assert!(
        page(&["--stats=stddev", "--columns=sessions"]) == as_ever,
        "the page is another"
    );
}

#[test]
fn the_terminal_shows_the_columns_that_were_named() {
    let world = active([5, 7]);
    let run = world.run(&[
        "report",
        "dump",
        "--tz=UTC",
        "--by=queue",
        "--columns=active_stddev,sessions",
    ]);
    let table: Vec<&str> = run.stdout.lines().rev().take(4).collect();
    assert_snapshot!(table.into_iter().rev().collect::<Vec<_>>().join("\n"), @"
               Active:
              standard
    Queue    deviation  Sessions
    Podpora       0:01         2
    ");
}

#[test]
fn an_unknown_column_is_an_error_with_the_nearest_name() {
    let world = active([5]);
    let run = world.run(&[
        "report",
        "dump",
        "--stats=n,p98,n",
        "--columns=sesions,asa,asa_s",
    ]);
    assert_eq!(run.status, 2);
    assert_snapshot!(run.stderr, @"
    error: --stats: there is no statistic `p98`
    hint: did you mean p90? There are n, sum, mean, median, p75, p90, p95, p99, min, max, stddev
    error: --stats: `n` stands twice
    hint: name each one once
    error: --columns: no report has a column `sesions`
    hint: did you mean sessions? `phasebook columns` lists all of them
    error: --columns: `asa` stands twice
    hint: name each one once
    ");
    let run = world.run(&["report", "dump", "--by=day", "--columns=visits"]);
    assert_eq!(run.status, 2);
    assert_snapshot!(run.stderr, @"
    error: --columns: none of the reports has `visits`
    hint: it is in reports with `queue`, without `operator` and `team`: name one with --by
    ");
    let run = world.run(&[
        "report",
        "dump",
        "--by=day",
        "--by=queue",
        "--columns=visits",
    ]);
    assert_snapshot!(run.stderr, @"
    error: --columns: the report by day has none of them
    hint: choose the reports with --by, or name a column that every report has, as sessions
    ");
}

#[test]
fn a_statistic_is_explained_whether_it_is_shown_or_not() {
    let world = active([1, 2, 3, 4]);
    let cell = |metric: &str| {
        let run = world.run(&[
            "explain",
            "dump",
            "--tz=UTC",
            "--report=total",
            "--metric",
            metric,
            "--json",
        ]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let cell: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let arithmetic: Vec<&str> = cell["arithmetic"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line.as_str().unwrap())
            .collect();
        format!(
            "{} ranks {}\n{}\n",
            cell["value"],
            cell["ranks"],
            arithmetic.join("\n")
        )
    };
    let cells = ["active_p75", "active_p99", "active_min", "active_stddev"].map(cell);
    assert_snapshot!(cells.concat(), @r#"
    "3.250" ranks [3,4]
    rank = 1 + 0.75 * (n - 1) = 1 + 0.75 * 3 = 3.25
    active_p75_s = value 3 + 0.25 * (value 4 - value 3) = 3.000 + 0.25 * (4.000 - 3.000) = 3.250
    "3.970" ranks [3,4]
    rank = 1 + 0.99 * (n - 1) = 1 + 0.99 * 3 = 3.97
    active_p99_s = value 3 + 0.97 * (value 4 - value 3) = 3.000 + 0.97 * (4.000 - 3.000) = 3.970
    "1.000" ranks [1]
    active_min_s = 1.000, of 4 values
    "1.291" ranks null
    mean = sum / n = 10.000 / 4
    active_stddev_s = sqrt(sum of (value - mean)^2 / (n - 1)) = sqrt(sum of (value - mean)^2 / 3) = 1.291
    "#);
}
