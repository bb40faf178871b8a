//! The figures of guests' feedback, which reports have if `--columns` names them.

use crate::harness::scenario::Scenario;
use crate::harness::world::World;

const COLUMNS: [&str; 4] = ["feedback_n", "feedback_mean", "nps_n", "nps"];

fn rated(scale: &str, stars: i64) -> Scenario {
    Scenario::new()
        .queued("Podpora", 0)
        .accepted("Jana", 5)
        .field("guestFeedbackScale", scale)
        .field("guestFeedbackStars", stars)
}

/// Checks the four figures of the total.
#[track_caller]
fn check(sessions: impl IntoIterator<Item = Scenario>, expected: [&str; 4]) {
    let world = World::of(sessions);
    let run = world.report(&["--columns", "sessions,feedback_n,feedback_mean,nps_n,nps"]);
    let total = run.table("total");
    assert_eq!(total.header, [&["sessions"][..], &COLUMNS].concat());
    assert_eq!(COLUMNS.map(|name| total.cell(0, name)), expected);
}

#[test]
fn the_mean_is_of_ratings_on_the_scale_likert_alone() {
    check(
        [
            rated("Likert", 5),
            rated("Likert", 4),
            rated("LIKERT", 4),
            rated("NPS", 8),
            rated("UNKNOWN", 1),
            Scenario::new()
                .queued("Podpora", 0)
                .field("guestFeedbackStars", 1),
            Scenario::new()
                .queued("Podpora", 0)
                .field("guestFeedbackScale", "Likert"),
        ],
        ["3", "4.3333", "1", "0.0000"],
    );
}

#[test]
fn promoters_begin_at_nine_and_detractors_end_at_six() {
    check(
        [rated("NPS", 9), rated("NPS", 8)],
        ["0", "", "2", "50.0000"],
    );
    check(
        [rated("NPS", 10), rated("NPS", 7)],
        ["0", "", "2", "50.0000"],
    );
    check(
        [rated("NPS", 6), rated("NPS", 7)],
        ["0", "", "2", "-50.0000"],
    );
    check([rated("NPS", 0), rated("NPS", 9)], ["0", "", "2", "0.0000"]);
}

#[test]
fn what_is_off_the_scale_of_nps_does_not_count() {
    check(
        [rated("NPS", 11), rated("NPS", -1), rated("NPS", 3)],
        ["0", "", "1", "-100.0000"],
    );
}

#[test]
fn without_a_rating_the_figures_are_empty() {
    check([Scenario::new().queued("Podpora", 0)], ["0", "", "0", ""]);
}

#[test]
fn reports_have_them_only_by_name() {
    let run = World::of([rated("NPS", 9)]).report(&[]);
    let header = &run.table("total").header;
    for name in COLUMNS {
        assert!(!header.iter().any(|column| column == name), "{name}");
    }
}

#[test]
fn a_figure_of_feedback_is_explained_by_the_sessions_that_were_rated() {
    let world = World::of([
        rated("NPS", 9),
        rated("NPS", 9),
        rated("NPS", 2),
        rated("Likert", 2),
    ]);
    let run = world.run(&["explain", "dump", "--metric", "nps", "--tz", "UTC"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(
        run.stdout
            .contains("nps = 100 * (promoters - detractors) / nps_n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("= 100 / 3 = 33.3333"), "{}", run.stdout);
}

#[test]
fn they_come_in_every_format() {
    let world = World::of([rated("NPS", 2), rated("Likert", 2)]);
    let run = world.report(&[
        "--columns",
        "sessions,feedback_mean,nps",
        "--format",
        "csv,parquet,xlsx,html,json,md",
    ]);
    let json = String::from_utf8_lossy(run.file("total.json"));
    assert!(json.contains("\"nps\":-100.0000"), "{json}");
    let markdown = run.files.iter().find(|(name, _)| *name == "report.md");
    let (_, markdown) = markdown.expect("a file for documents");
    let markdown = String::from_utf8_lossy(markdown);
    // Neither figure is shown as a percentage.
    assert!(markdown.contains("| −100.00 |"), "{markdown}");
    assert!(markdown.contains("| 2.00 |"), "{markdown}");
}

/// `feedback_n` ends like the number of values of a duration, and a summary shows only the means of durations.
#[test]
fn a_changed_number_of_ratings_is_shown_when_two_packs_are_compared() {
    let of = |scenarios: Vec<Scenario>| -> String {
        let lines = scenarios.into_iter().zip(1..);
        let lines = lines.map(|(scenario, id)| scenario.id(id).embedded().to_string());
        lines.collect::<Vec<_>>().join("\n")
    };
    let world = World::new();
    world.put("a/s.ndjson", of(vec![rated("Likert", 4), rated("NPS", 9)]));
    world.put(
        "b/s.ndjson",
        of(vec![rated("Likert", 4), rated("Likert", 4)]),
    );
    for name in ["a", "b"] {
        let out = format!("pack-{name}");
        let columns = "sessions,feedback_n,nps_n,waiting_n,waiting_mean";
        let run = world.run(&[
            "report",
            name,
            "--out",
            &out,
            "--tz",
            "UTC",
            "--columns",
            columns,
        ]);
        assert_eq!(run.status, 0, "{}", run.stderr);
    }
    let compared = world.run(&["diff", "pack-a", "pack-b"]).stdout;
    let changed = |figure: &str| {
        let mut lines = compared.lines().map(str::split_whitespace);
        lines.find_map(|mut words| (words.next() == Some(figure)).then(|| words.last()))
    };
    assert_eq!(changed("feedback_n"), Some(Some("+1")), "{compared}");
    assert_eq!(changed("nps_n"), Some(Some("-1")), "{compared}");
}
