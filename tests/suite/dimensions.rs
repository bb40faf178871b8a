//! Dimensions such as `outcome`, `tag`, `team` and `in_hours`, and the options `--where` and `--top`.

use insta::assert_snapshot;
use phasebook::report::Dimension;
use proptest::prelude::*;
use serde_json::json;

use crate::harness::csv::Csv;
use crate::harness::scenario::Scenario;
use crate::harness::support::Layout;
use crate::harness::world::{Run, World};
use crate::laws::{config, generated, plan};

fn answered(queue: &str, operator: &str) -> Scenario {
    Scenario::new()
        .queued(queue, 0)
        .offered(operator, 2)
        .accepted(operator, 5)
        .joined(operator, 5)
        .left(65)
        .length(60)
}

fn abandoned(queue: &str) -> Scenario {
    Scenario::new()
        .guest_left("LeftQueue")
        .queued(queue, 0)
        .waited(30)
}

fn tagged<const N: usize>(scenario: Scenario, tags: [&str; N]) -> Scenario {
    let tags: Vec<_> = tags
        .iter()
        .map(|name| json!({"userId": 7, "name": name}))
        .collect();
    scenario.field("tags", tags)
}

/// Four sessions of two queues, two operators and two channels.
fn world() -> World {
    World::of([
        answered("Podpora", "Jana"),
        answered("Podpora", "Petr").channel("Phone"),
        answered("Prodej", "Jana"),
        abandoned("Podpora").channel("Phone"),
        // Offered to Petr first, and overflowed.
        Scenario::new()
            .queued("Podpora", 0)
            .offered("Petr", 1)
            .missed("Petr", 10)
            .entered("Prodej", 12)
            .offered("Jana", 13)
            .accepted("Jana", 20)
            .joined("Jana", 20)
            .left(50)
            .length(30),
    ])
}

fn rows(run: &Run, report: &str, columns: &[&str]) -> String {
    run.table(report).pick(columns).join("\n")
}

#[test]
fn outcomes_are_those_of_the_table_of_sessions() {
    let run = world().report(&["--by", "outcome"]);
    assert_snapshot!(rows(&run, "by_outcome", &["outcome", "sessions", "answered", "abandoned"]), @"
    abandoned 1 0 1
    answered 4 4 0
    ");
}

#[test]
fn a_session_is_in_the_row_of_each_of_its_tags_and_one_without_in_an_empty_row() {
    let world = World::of([
        tagged(answered("Podpora", "Jana"), ["vip", "reklamace", "vip"]),
        tagged(abandoned("Podpora"), ["  vip "]),
        tagged(answered("Prodej", "Petr"), []),
        answered("Prodej", "Petr"),
        tagged(answered("Prodej", "Petr"), [" "]),
    ]);
    let run = world.report(&[
        "--by=tag",
        "--by=queue,tag",
        "--by=operator,tag",
        "--by=total",
    ]);
    let columns = [
        "tag",
        "sessions",
        "answered",
        "abandoned",
        "active_n",
        "active_sum_s",
    ];
    assert_snapshot!(rows(&run, "by_tag", &columns), @"
    - 3 3 0 3 180.000
    reklamace 1 1 0 1 60.000
    vip 2 1 1 1 60.000
    ");
    assert_snapshot!(rows(&run, "by_queue_tag", &["queue", "tag", "sessions", "visits"]), @"
    Podpora reklamace 1 1
    Podpora vip 2 2
    Prodej - 3 3
    ");
    assert_snapshot!(rows(&run, "by_operator_tag", &["operator", "tag", "sessions", "handled_sessions", "offers"]), @"
    - vip 1 0 0
    Jana Nováková reklamace 1 1 1
    Jana Nováková vip 1 1 1
    Petr Svoboda - 3 3 3
    ");
    assert_eq!(rows(&run, "total", &["sessions"]), "5");
    let run = world.report(&["--by=total", "--where=tag=vip"]);
    assert_eq!(rows(&run, "total", &["sessions"]), "2");
    let run = world.report(&["--by=total", "--where=tag!=vip"]);
    assert_eq!(rows(&run, "total", &["sessions"]), "3");
    let run = world.report(&["--by=total", "--where=tag="]);
    assert_eq!(rows(&run, "total", &["sessions"]), "3");
}

#[test]
fn tags_that_cannot_be_read_cost_nothing_but_themselves() {
    let world = World::of([
        answered("Podpora", "Jana").field("tags", "vip"),
        answered("Podpora", "Jana").field("tags", json!(["vip", {"name": 5}, {"name": "x"}])),
    ]);
    let run = world.report(&["--by", "tag"]);
    assert_eq!(rows(&run, "by_tag", &["tag", "sessions"]), "- 1\nx 1");
    assert!(run.problems().is_empty(), "{:?}", run.problems());
}

#[test]
fn a_condition_keeps_the_sessions_that_have_the_value() {
    let world = world();
    let sessions = |conditions: &[&str]| {
        let run = world.report(&[&["--by=total"], conditions].concat());
        rows(&run, "total", &["sessions"])
    };
    assert_eq!(sessions(&["--where=queue=Podpora"]), "4");
    assert_eq!(
        sessions(&["--where=queue=Prodej", "--where=queue=Podpora"]),
        "5"
    );
    assert_eq!(
        sessions(&["--where=queue=Podpora", "--where=channel=Phone"]),
        "2"
    );
    assert_eq!(sessions(&["--where=queue!=Podpora"]), "1");
    assert_eq!(
        sessions(&["--where=queue!=Podpora", "--where=queue!=Prodej"]),
        "0"
    );
    assert_eq!(sessions(&["--where=operator="]), "1");
    assert_eq!(sessions(&["--where=operator!="]), "4");
    let id = crate::harness::scenario::operator_id("Jana").to_string();
    assert_eq!(sessions(&[&format!("--where=operator={id}")]), "3");
    assert_eq!(sessions(&[&format!("--where=operator_id={id}")]), "3");
    assert_eq!(
        sessions(&["--where=day=2026-10-05", "--where=hour=10"]),
        "5"
    );
}

#[test]
fn rows_of_operators_and_visits_of_queues_pass_by_their_own() {
    let world = world();
    let run = world.report(&[
        "--by=operator",
        "--by=queue",
        "--where=queue=Podpora",
        "--bridge",
    ]);
    // Petr missed an offer in a session that entered Podpora first.
    let columns = [
        "operator",
        "sessions",
        "handled_sessions",
        "offers",
        "missed_offers",
    ];
    assert_snapshot!(rows(&run, "by_operator", &columns), @"
    - 1 0 0 0
    Jana Nováková 2 2 2 0
    Petr Svoboda 1 1 2 1
    ");
    // The visit to Prodej is not Podpora's, though its session entered Podpora first.
    assert_snapshot!(rows(&run, "by_queue", &["queue", "sessions", "visits"]), @"Podpora 4 4");
    let run = world.report(&[
        "--by=operator",
        "--by=queue",
        "--where=operator=Petr Svoboda",
        "--bridge",
    ]);
    assert_snapshot!(rows(&run, "by_operator", &columns), @"Petr Svoboda 1 1 2 1");
    assert_snapshot!(rows(&run, "by_queue", &["queue", "sessions", "visits"]), @"Podpora 1 1");
}

#[test]
fn the_reports_beyond_the_faq_are_of_the_same_sessions() {
    let run = world().report(&["--beyond", "--where=operator=Petr Svoboda"]);
    let offers = rows(
        &run,
        "offer_outcomes",
        &["operator", "queue", "offers", "missed"],
    );
    assert_eq!(offers, "Petr Svoboda Podpora 2 1");
    assert_eq!(
        rows(&run, "operator_load", &["operator", "sessions"]),
        "Petr Svoboda 1"
    );
    assert_eq!(rows(&run, "waits_total", &["sessions"]), "1");
    assert_eq!(run.table("queue_flows").sum("visits"), 1);
    let run = world().report(&["--beyond", "--where=channel=Phone"]);
    assert_eq!(run.table("offer_outcomes").sum("offers"), 1);
    assert_eq!(run.table("operator_load").sum("sessions"), 1);
    assert_eq!(run.table("queue_flows").sum("visits"), 2);
}

#[test]
fn what_was_left_out_is_told_and_a_value_that_nothing_has_too() {
    let world = world();
    let run = world.report(&[
        "--by=total",
        "--where=queue=Podpra",
        "--where=channel!=Phon",
    ]);
    assert_snapshot!(run.stderr, @"
    warning: --where: nothing in the period has queue `Podpra`; did you mean `Podpora`?
    warning: --where: nothing in the period has channel `Phon`; did you mean `Phone`?
    read 1 of 1 files: 5 sessions, 5 in the period, 5 with a routing history (Europe/Prague)
    ");
    let run = world.report(&["--by=total", "--where=queue=Podpora"]);
    assert!(
        run.stdout
            .contains("4 sessions (1 others in the period left out by --where)"),
        "{}",
        run.stdout
    );
    assert_eq!(
        run.manifest()["settings"]["where"],
        json!(["queue=Podpora"])
    );
    assert_eq!(run.manifest()["identities"]["sessions_left_out"], 1);
}

#[test]
fn an_unreadable_condition_is_an_error() {
    let run = world().run(&[
        "report",
        "dump",
        "--where=queue",
        "--where=quue=x",
        "--top=0",
    ]);
    assert_eq!(run.status, 2);
    assert_snapshot!(run.stderr, @"
    error: --where: `queue` is no condition
    hint: write a dimension and a value, as queue=Podpora or channel!=Chat
    error: --where: there is no dimension `quue`
    hint: did you mean queue? There are operator, queue, day, week, month, weekday, hour, interval, channel, source, direction, department, widget, campaign, dial_result, outcome, tag, team, in_hours
    error: --top: it must be at least 1
    hint: leave it out for all rows
    ");
}

#[test]
fn the_page_and_the_workbook_are_of_the_same_sessions() {
    let run = world().report(&["--where=queue=Prodej", "--format=json,md"]);
    let page = String::from_utf8_lossy(run.file("report.md"));
    assert!(
        page.contains("Prodej") && !page.contains("Podpora |"),
        "{page}"
    );
}

#[test]
fn the_largest_rows_stay_and_the_rest_is_one_row_that_adds_up() {
    let world = World::of(
        [
            ("Podpora", 4),
            ("Reklamace", 1),
            ("Prodej", 3),
            ("Fakturace", 2),
        ]
        .into_iter()
        .flat_map(|(queue, count)| (0..count).map(move |_| answered(queue, "Jana"))),
    );
    let run = world.report(&[
        "--by=queue",
        "--by=queue,hour",
        "--by=total",
        "--top=2",
        "--format=csv,html",
    ]);
    let columns = ["queue_id", "queue", "sessions", "visits", "active_median_s"];
    assert_snapshot!(rows(&run, "by_queue", &columns), @"
    1 Podpora 4 4 60.000
    3 Prodej 3 3 60.000
    - other 3 3 60.000
    ");
    assert_snapshot!(rows(&run, "by_queue_hour", &["queue", "hour", "sessions"]), @"
    Podpora 10 4
    Prodej 10 3
    other - 3
    ");
    // The page shows all queues.
    let page = String::from_utf8_lossy(run.file("report.html")).into_owned();
    assert!(page.contains(">Reklamace<") && !page.contains(">other<"));
    let run = world.report(&["--by=queue", "--top=4"]);
    assert_eq!(run.table("by_queue").len(), 4);
}

#[test]
fn the_two_hours_at_the_end_of_summer_time_stay_apart() {
    let world = World::of(
        [
            "2026-10-25T02:10:00+02:00",
            "2026-10-25T02:10:00+01:00",
            "2026-10-25T03:10:00+01:00",
        ]
        .map(Scenario::created_at),
    );
    let run = world.report(&["--by=day,interval", "--interval=1h", "--by=day,hour"]);
    assert_snapshot!(rows(&run, "by_day_interval", &["day", "interval", "sessions"]), @"
    2026-10-25 02:00+02:00 1
    2026-10-25 02:00+01:00 1
    2026-10-25 03:00 1
    ");
    // `hour` is the hour on the clock, so the two hours share a row.
    assert_snapshot!(rows(&run, "by_day_hour", &["day", "hour", "sessions"]), @"
    2026-10-25 2 2
    2026-10-25 3 1
    ");
}

#[test]
fn a_cell_is_explained_of_the_sessions_that_a_condition_keeps() {
    let run = world().run(&[
        "explain",
        "dump",
        "--tz=UTC",
        "--report=by_queue",
        "--where=queue=Podpora",
        "--where=channel!=Phone",
        "--metric=answered",
    ]);
    assert_snapshot!(run.stdout, @"
    by_queue · queue Podpora
    answered = 2

    Definition
      Inbound sessions that an operator accepted or started.
      population  inbound sessions
      formula     outcome = answered
      unit        count

    Arithmetic
      answered = 2, one for each that is counted

    Counted  2 sessions
      1  2026-10-05  Podpora  Jana Nováková  answered after 5.000 s <= 20 s
      5  2026-10-05  Podpora  Jana Nováková  answered after 20.000 s <= 20 s
    ");
    let tags = World::of([
        tagged(answered("Podpora", "Jana"), ["a", "b"]),
        tagged(answered("Podpora", "Jana"), ["b"]),
    ]);
    let run = tags.run(&[
        "explain",
        "dump",
        "--tz=UTC",
        "--report=by_tag",
        "--where=tag=b",
        "--metric=active_mean",
    ]);
    assert_snapshot!(run.stdout, @"
    by_tag · tag b
    active_mean_s = 60.000 s

    Definition
      The platform's length of the session (mean).
      population  sessions of both directions that have a value
      formula     sum / n; a value is session.length
      empty if    there is no value
      source      Mluvii, Public API FAQ
      unit        seconds

    Arithmetic
      active_mean_s = sum / n = 120.000 / 2 = 60.000

    Values in order  2 sessions
      1.  60.000 s  1  2026-10-05  Podpora  Jana Nováková
      2.  60.000 s  2  2026-10-05  Podpora  Jana Nováková
    ");
}

/// The sum of a column of counts.
fn sum(table: &Csv, column: &str) -> i64 {
    let cells = (0..table.len()).map(|row| table.cell(row, column));
    cells
        .map(|cell| cell.parse::<i64>().expect("a count"))
        .sum()
}

/// Opening hours with sessions inside and outside of them, and teams of the operators of the dumps.
const SETTINGS: &str =
    "[hours]\nmon-fri = \"9:00-15:00\"\n[teams]\nA = [1101, 1108, 1115]\nB = [1122]\n";

proptest! {
    #![proptest_config(config(24))]

    /// Each row of a report is the total under the condition of its own value. A condition and its opposite
    /// together keep everything. Both also hold for tags, whose rows add up to more than the total.
    #[test]
    fn filters_and_dimensions_partition_the_total(
        seed in 0_u64..1000,
        dimension in prop::sample::select(Dimension::ALL.map(Dimension::name).to_vec()),
        pick in any::<prop::sample::Index>(),
    ) {
        let world = generated(&plan(seed, 60), Layout::Lines);
        world.put("phasebook.toml", SETTINGS);
        let whole = world.report(&["--by", dimension, "--by=total"]);
        let by = whole.table(&format!("by_{dimension}"));
        let total = whole.table("total");
        let counts = ["sessions", "offered", "answered", "active_n"];
        for count in counts {
            let (rows, total) = (sum(&by, count), sum(&total, count));
            prop_assert!(rows == total || dimension == "tag" && rows > total, "{} of {}", rows, total);
        }
        // A session with two tags is in both rows, but is kept or left out only once.
        let (shown, whole, columns) = match dimension {
            "tag" => ("total", total, counts.to_vec()),
            "queue" => (dimension, whole.table("by_queue"), [&counts[..], &["visits", "visits_answered", "visit_n"]].concat()),
            "operator" | "team" => {
                let own = ["handled_sessions", "offers", "handling_n"];
                (dimension, whole.table(&format!("by_{dimension}")), [&counts[..], &own].concat())
            }
            _ => (dimension, whole.table(&format!("by_{dimension}")), counts.to_vec()),
        };
        let report = if shown == "total" { "total".to_owned() } else { format!("by_{shown}") };
        let key = if by.header[0].ends_with("_id") { format!("{dimension}_id") } else { dimension.to_owned() };
        // The first row, which may be the row without a value, and one other row.
        for row in [0, pick.index(by.len())] {
            let value = by.cell(row, &key);
            let [kept, left] = ["=", "!="].map(|sign| {
                let condition = format!("{dimension}{sign}{value}");
                world.report(&["--by", shown, "--where", &condition]).table(&report)
            });
            for column in &columns {
                prop_assert_eq!(sum(&kept, column) + sum(&left, column), sum(&whole, column), "{}", value);
            }
            if shown == dimension {
                prop_assert_eq!((kept.len(), left.len()), (1, by.len() - 1));
                for column in &columns {
                    prop_assert_eq!(kept.cell(0, column), by.cell(row, column), "{}", value);
                }
            }
        }
    }
}
