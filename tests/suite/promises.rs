//! Timestamps against their description in the FAQ, by `phasebook check` (`phasebook guide checking`): each of the five
//! comparisons on its boundary.

use serde_json::Value;

use crate::harness::scenario::Scenario;
use crate::harness::world::World;

fn session() -> Scenario {
    Scenario::new()
}

fn answered(accepted: i32) -> Scenario {
    session().queued("Podpora", 0).accepted("Jana", accepted)
}

fn found(world: &World, options: &[&str]) -> Value {
    let check = ["check", "dump", "--json", "--tz", "Europe/Prague"];
    let run = world.run(&[&check[..], options].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stderr))
}

/// The numbers of sessions compared, differing, and more than 5 s apart; the session with the largest difference, and
/// the difference in microseconds.
fn line(found: &Value, check: &str) -> String {
    let lines = found["faq"].as_array().expect("lines");
    let line = lines.iter().find(|line| line["check"] == check);
    let line = line.unwrap_or_else(|| panic!("no {check}"));
    ["compared", "differing", "apart", "session", "difference_us"]
        .map(|name| line[name].to_string())
        .join(" ")
}

#[track_caller]
fn check<const N: usize>(name: &str, scenarios: [Scenario; N], expected: &str) {
    let found = found(&World::of(scenarios), &[]);
    assert_eq!(line(&found, name), expected, "{name}");
}

#[test]
fn ended_is_the_latest_left_of_all_entries() {
    let of = |ended: i32| {
        session()
            .joined("Jana", 1)
            .left(50)
            .joined("Petr", 2)
            .left(60)
            .ended(ended)
    };
    check(
        "ended_is_left",
        [of(60), of(59), of(65), of(54), session().ended(9)],
        "4 3 1 4 -6000000",
    );
    // A stint without a user counts, too.
    let nobody = of(60).in_last_stint("userId", Value::Null).left(70);
    check("ended_is_left", [nobody], "1 1 1 1 -10000000");
}

#[test]
fn joining_before_the_end_is_no_difference() {
    let of = |joined: i32| session().joined("Jana", joined).ended(60);
    check(
        "joined_after_ended",
        [of(1), of(60), of(61), of(66), session().ended(9)],
        "4 2 1 4 6000000",
    );
}

#[test]
fn leaving_before_concluding_is_no_difference_and_the_greatest_of_the_entries_counts() {
    let of = |left: i32| session().joined("Jana", 1).left(left).concluded(60);
    let two = of(63).joined("Petr", 1).left(69).concluded(60);
    check(
        "left_after_concluded",
        [of(10), of(60), two, session().joined("Jana", 1).left(90)],
        "3 1 1 3 9000000",
    );
}

#[test]
fn waited_is_from_the_request_to_the_acceptance_outside_invites() {
    let invited = answered(20)
        .request(101)
        .invited_group("Jana", "Prodej", 30)
        .accepted("Petr", 40);
    check(
        "waited_is_speed_of_answer",
        [
            answered(20).waited(20),
            answered(20).waited(18),
            invited.waited(26),
            // Not compared: absent or negative values, and sessions that were not answered.
            answered(20),
            answered(20).waited(-1),
            answered(-1).waited(20),
            session().queued("Podpora", 0).waited(20),
        ],
        "3 2 1 3 6000000",
    );
}

#[test]
fn length_is_the_time_in_which_both_were_there() {
    let of = |length: i32| session().started(10).ended(70).length(length);
    check(
        "length_is_talk",
        [
            of(60),
            of(60).guest_joined(5),
            of(50).guest_joined(20),
            of(60).guest_joined(20),
            // An end before the start is compared as well.
            session().started(70).ended(10).length(0),
            of(-1),
            session().ended(70).length(60),
        ],
        "5 2 2 5 60000000",
    );
}

#[test]
fn between_equals_the_least_session_is_named_and_a_microsecond_is_a_difference() {
    let of = |ended: f64| session().joined("Jana", 1).left(50).ended(ended);
    check(
        "ended_is_left",
        [of(50.000_001), of(43.0), of(57.0)],
        "3 3 2 2 -7000000",
    );
    check("ended_is_left", [of(55.000_001)], "1 1 1 1 5000001");
    check("ended_is_left", [of(55.0)], "1 1 0 1 5000000");
}

#[test]
fn only_sessions_of_the_period_are_compared() {
    let on = |day: u32| {
        let at = format!("2026-10-{day:02}T10:00:00+02:00");
        Scenario::created_at(&at).joined("Jana", 1).left(5).ended(9)
    };
    let world = World::of([on(5), on(6), on(7)]);
    let found = found(&world, &["--from", "2026-10-06", "--to", "2026-10-07"]);
    assert_eq!(line(&found, "ended_is_left"), "1 1 0 2 4000000");
}

/// By default the comparisons only inform. With --max-faq-differences a session counts once, and 5 s are allowed.
#[test]
fn the_condition_is_off_unless_it_is_set() {
    let off = session()
        .joined("Jana", 1)
        .left(50)
        .ended(90)
        .started(1)
        .length(1);
    let world = World::of([off, session(), session(), session()]);
    let criterion = |options: &[&str]| {
        let found = found(&world, options);
        let criteria = found["criteria"].as_array().expect("criteria").clone();
        let own = criteria
            .iter()
            .find(|criterion| criterion["option"] == "--max-faq-differences");
        own.map(|own| format!("{} {} {}", own["holds"], own["found"], own["allowed"]))
    };
    assert_eq!(criterion(&[]), None);
    assert_eq!(
        criterion(&["--max-faq-differences", "24%"]).as_deref(),
        Some(r#"false "25.00 %" "at most 24.00 %""#)
    );
    assert_eq!(
        criterion(&["--max-faq-differences", "25%"]).as_deref(),
        Some(r#"true "25.00 %" "at most 25.00 %""#)
    );
}
