//! The states of a session, one after the other (`phasebook guide columns`): the table, the states that each source
//! skips, and the states in the explanation of a session.

use proptest::prelude::*;

use crate::harness::scenario::Scenario;
use crate::harness::support::Layout;
use crate::harness::world::World;
use crate::laws::{config, generated, plan};

fn session() -> Scenario {
    Scenario::new()
}

/// A session that goes through every state.
fn whole() -> Scenario {
    session()
        .queued("Podpora", 2)
        .offered("Jana", 5)
        .accepted("Jana", 9)
        .started(9)
        .guest_joined(12)
        .joined("Jana", 9)
        .left(70)
        .concluded(100)
        .ended(70)
        .length(58)
}

/// Checks the rows of the table: state, entered and left in seconds after 10:00:00, duration.
#[track_caller]
fn check<const N: usize>(scenario: Scenario, expected: [&str; N]) {
    let run = World::of([scenario]).facts(&[]);
    let rows = run
        .table("states")
        .pick(&["state", "entered", "left", "duration_s"]);
    let short = |row: &String| {
        let row = row.replace("2026-10-05T10:", "").replace("000+02:00", "");
        row.replace(".000 ", " ")
    };
    assert_eq!(rows.iter().map(short).collect::<Vec<_>>(), expected);
}

#[test]
fn a_session_goes_through_six_states_between_the_operands_of_its_phases() {
    check(
        whole(),
        [
            "CREATED 00:00 00:02 2.000",
            "IN_QUEUE 00:02 00:05 3.000",
            "WAITING 00:05 00:09 4.000",
            "BCW 00:09 00:12 3.000",
            "ACTIVE - - 58.000",
            "ACW 01:10 01:40 30.000",
        ],
    );
}

#[test]
fn a_state_without_its_phase_has_no_row() {
    check(session(), []);
    // The guest joined before the operator started.
    check(session().started(9).guest_joined(9), []);
    check(session().started(9).guest_joined(8), []);
    // A state of length zero is not a skipped one.
    check(session().length(0), ["ACTIVE - - 0.000"]);
    check(
        session().queued("Podpora", 0).offered("Jana", 0),
        ["CREATED 00:00 00:00 0.000", "IN_QUEUE 00:00 00:00 0.000"],
    );
    // A negative length is refused.
    check(session().length(-1), []);
    check(session().joined("Jana", 1).left(20).concluded(10), []);
}

#[test]
fn after_call_work_is_from_the_latest_left_to_the_latest_concluded() {
    check(
        session()
            .joined("Jana", 1)
            .left(20)
            .concluded(50)
            .joined("Petr", 5)
            .left(30)
            .concluded(40),
        ["ACW 00:30 00:50 20.000"],
    );
}

/// Checks the rows of the report: source, state, sessions, went_through, skipped, refused, duration_n, duration_sum_s.
#[track_caller]
fn check_sources<const N: usize>(world: &World, options: &[&str], expected: [&str; N]) {
    let report = ["--report", "states_by_source"];
    let run = world.report(&[&report[..], options].concat());
    let columns = [
        "source",
        "state",
        "sessions",
        "went_through",
        "skipped",
        "refused",
        "duration_n",
        "duration_sum_s",
    ];
    assert_eq!(run.table("states_by_source").pick(&columns), expected);
}

#[test]
fn every_source_has_a_row_for_each_state_and_nothing_is_lost() {
    let world = World::of([
        whole(),
        whole().source("NewThing"),
        session().source("Callback").length(-5),
        session().source("Callback").length(10).channel("Phone"),
        session().without("source").status("WAITING"),
    ]);
    check_sources(
        &world,
        &[],
        [
            "- CREATED 1 0 1 0 0 0.000",
            "- IN_QUEUE 1 0 1 0 0 0.000",
            "- WAITING 1 0 1 0 0 0.000",
            "- BCW 1 0 1 0 0 0.000",
            "- ACTIVE 1 0 1 0 0 0.000",
            "- ACW 1 0 1 0 0 0.000",
            "Callback CREATED 2 0 2 0 0 0.000",
            "Callback IN_QUEUE 2 0 2 0 0 0.000",
            "Callback WAITING 2 0 2 0 0 0.000",
            "Callback BCW 2 0 2 0 0 0.000",
            "Callback ACTIVE 2 1 0 1 1 10.000",
            "Callback ACW 2 0 2 0 0 0.000",
            "Default CREATED 1 1 0 0 1 2.000",
            "Default IN_QUEUE 1 1 0 0 1 3.000",
            "Default WAITING 1 1 0 0 1 4.000",
            "Default BCW 1 1 0 0 1 3.000",
            "Default ACTIVE 1 1 0 0 1 58.000",
            "Default ACW 1 1 0 0 1 30.000",
            "NewThing CREATED 1 1 0 0 1 2.000",
            "NewThing IN_QUEUE 1 1 0 0 1 3.000",
            "NewThing WAITING 1 1 0 0 1 4.000",
            "NewThing BCW 1 1 0 0 1 3.000",
            "NewThing ACTIVE 1 1 0 0 1 58.000",
            "NewThing ACW 1 1 0 0 1 30.000",
        ],
    );
    check_sources(
        &world,
        &["--where", "channel=Phone"],
        [
            "Callback CREATED 1 0 1 0 0 0.000",
            "Callback IN_QUEUE 1 0 1 0 0 0.000",
            "Callback WAITING 1 0 1 0 0 0.000",
            "Callback BCW 1 0 1 0 0 0.000",
            "Callback ACTIVE 1 1 0 0 1 10.000",
            "Callback ACW 1 0 1 0 0 0.000",
        ],
    );
    check_sources(&World::new(), &[], []);
}

#[test]
fn a_negative_operand_is_refused_and_a_bcw_that_is_not_positive_is_skipped() {
    let world = World::of([session()
        .started(9)
        .guest_joined(3)
        .length(-1)
        .requested(-3)
        .offered("Jana", -4)
        .accepted("Jana", -5)
        .joined("Jana", 1)
        .left(9)
        .concluded(8)]);
    check_sources(
        &world,
        &[],
        [
            "Default CREATED 1 0 0 1 0 0.000",
            "Default IN_QUEUE 1 0 0 1 0 0.000",
            "Default WAITING 1 0 0 1 0 0.000",
            "Default BCW 1 0 1 0 0 0.000",
            "Default ACTIVE 1 0 0 1 0 0.000",
            "Default ACW 1 0 0 1 0 0.000",
        ],
    );
}

#[test]
fn explain_tells_the_states_in_their_order_with_those_that_were_skipped() {
    let world = World::of([whole().without("guestJoined").length(-1)]);
    let explain = ["explain", "dump", "--session", "1", "--tz", "Europe/Prague"];
    let run = world.run(&explain);
    let (_, states) = run.stdout.split_once("\nStates\n").expect("the states");
    let (states, _) = states.split_once("\n\n").expect("what follows");
    assert_eq!(
        states.lines().map(str::trim).collect::<Vec<_>>(),
        [
            "CREATED    2.000 s  10:00:00.000 → 10:00:02.000",
            "IN_QUEUE   3.000 s  10:00:02.000 → 10:00:05.000",
            "WAITING    4.000 s  10:00:05.000 → 10:00:09.000",
            "BCW        skipped",
            "ACTIVE     refused",
            "ACW       30.000 s  10:01:10.000 → 10:01:40.000",
        ]
    );
    let run = world.run(&[&explain[..], &["--json"]].concat());
    let story: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let told = |place: usize| story["states"][place].to_string();
    assert_eq!(
        told(0),
        r#"{"duration_s":2.0,"entered":"2026-10-05T10:00:00.000000+02:00","left":"2026-10-05T10:00:02.000000+02:00","passage":"went_through","state":"CREATED"}"#
    );
    assert_eq!(
        told(3),
        r#"{"duration_s":null,"passage":"skipped","state":"BCW"}"#
    );
}

/// The page also shows a source without sessions in the period, with empty cells.
#[test]
fn the_page_shows_which_sources_skip_which_states() {
    let world = World::of([
        whole(),
        session(),
        session(),
        session().source("NewThing").length(-1),
    ]);
    let page = |options: &[&str]| {
        let run = world.report(&[&["--format", "html"], options].concat());
        String::from_utf8(run.file("report.html").to_vec()).expect("UTF-8")
    };
    let with = page(&["--beyond"]);
    let row = |source: &str| {
        let (_, rest) = with
            .split_once("<section id=\"states\">")
            .expect("a matrix");
        let start = format!("<tr><th scope=\"row\">{source}</th>");
        let (_, row) = rest.split_once(start.as_str()).expect(source);
        let (row, _) = row.split_once("</tr>").expect("the end of a row");
        let cells = row.split("<td class=\"n").skip(1);
        let cells = cells.map(|cell| {
            let (_, text) = cell.split_once('>').expect("a cell");
            text.replace(['<', '>'], " ")
                .replace("small", "")
                .replace("/td", "")
                .replace('/', "")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        });
        cells.collect::<Vec<_>>()
    };
    let most = "66.67% (2)";
    assert_eq!(row("Default"), ["3", most, most, most, most, most, most]);
    let all = "100.00% (1)";
    assert_eq!(row("NewThing"), ["1", all, all, all, all, "0.00% (0)", all]);
    assert_eq!(row("Callback"), ["", "", "", "", "", "", ""]);
    assert!(with.contains("went through 0, skipped 0, refused 1"));
    assert!(!page(&[]).contains("id=\"states\""));
}

proptest! {
    #![proptest_config(config(6))]

    /// In every session the time in a state equals its phase; and the report has all of them.
    #[test]
    fn states_add_up_to_phases(seed in 0_u64..1000) {
        let world = generated(&plan(seed, 80), Layout::Lines);
        let facts = world.facts(&[]);
        let (states, sessions) = (facts.table("states"), facts.table("sessions"));
        let names = ["CREATED", "IN_QUEUE", "WAITING", "BCW", "ACTIVE", "ACW"];
        let phases = ["created_s", "in_queue_s", "waiting_s", "bcw_s", "active_s", "acw_s"];
        let mut rows = states.pick(&["session_id", "state", "duration_s"]).into_iter();
        for session in 0..sessions.len() {
            for (state, phase) in names.iter().zip(phases) {
                let length = sessions.cell(session, phase);
                if !length.is_empty() {
                    let id = sessions.cell(session, "session_id");
                    prop_assert_eq!(rows.next(), Some(format!("{id} {state} {length}")));
                }
            }
        }
        prop_assert_eq!(rows.next(), None);
        let by_source = world.report(&["--report", "states_by_source"]);
        let by_source = by_source.table("states_by_source");
        prop_assert_eq!(by_source.sum("went_through"), states.len() as u64);
        prop_assert_eq!(by_source.sum("sessions"), 6 * sessions.len() as u64);
        let parts = ["went_through", "skipped", "refused"].map(|column| by_source.sum(column));
        prop_assert_eq!(by_source.sum("sessions"), parts.iter().sum::<u64>());
    }
}
