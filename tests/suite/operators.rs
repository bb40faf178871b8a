//! Operators in a session: the phases of each operator (`phasebook guide figures`) and the table `session_operators`
//! (`phasebook guide columns`).

use serde_json::json;

use crate::harness::check::{case, check};
use crate::harness::scenario::Scenario;
use crate::harness::world::World;

fn session() -> Scenario {
    Scenario::new()
}

#[test]
fn operator_queue_is_from_the_operators_first_assignment_to_anyones_first_acceptance() {
    let shift = session()
        .queued("Podpora", 0)
        .offered("Jana", 5)
        .missed("Jana", 20)
        .offered("Petr", 21)
        .accepted("Petr", 24);
    check([
        case("anyone's acceptance ends it", shift.clone())
            .operator("Jana", [("operator_queue_s", "19.000")])
            .operator("Petr", [("operator_queue_s", "3.000")]),
        case(
            "the first assignment of several",
            session()
                .offered("Jana", 5)
                .offered("Jana", 12)
                .accepted("Jana", 15),
        )
        .operator("Jana", [("operator_queue_s", "10.000")]),
        case(
            "at one timestamp is zero",
            session().offered("Jana", 5).accepted("Jana", 5),
        )
        .operator("Jana", [("operator_queue_s", "0.000")]),
        case(
            "assigned after the first acceptance",
            shift
                .request(200)
                .requested(60)
                .offered("Eva", 61)
                .accepted("Eva", 62),
        )
        .operator("Eva", [("operator_queue_s", "")]),
        case("nobody accepted", session().offered("Jana", 5))
            .operator("Jana", [("operator_queue_s", "")]),
        case("accepted, never assigned", session().accepted("Jana", 5))
            .operator("Jana", [("operator_queue_s", "")]),
        case(
            "an invite's acceptance is anyone's, too",
            session()
                .offered("Jana", 5)
                .request(200)
                .invited_user("Petr", "Eva", 6)
                .accepted("Eva", 9)
                .request(100)
                .accepted("Jana", 12),
        )
        .operator("Jana", [("operator_queue_s", "4.000")]),
    ]);
}

#[test]
fn handling_and_operator_acw_are_summed_over_the_stints_that_have_both_ends() {
    let twice = session()
        .joined("Jana", 10)
        .left(110)
        .concluded(115)
        .joined("Jana", 200)
        .left(220)
        .concluded(250);
    check([
        case(
            "one stint",
            session().joined("Jana", 10).left(100).concluded(107),
        )
        .operator(
            "Jana",
            [
                ("stints", "1"),
                ("handling_s", "90.000"),
                ("operator_acw_s", "7.000"),
            ],
        ),
        case("two stints", twice.clone()).operator(
            "Jana",
            [
                ("stints", "2"),
                ("handling_s", "120.000"),
                ("operator_acw_s", "35.000"),
            ],
        ),
        case(
            "a stint that lacks an end is no term",
            twice.clone().joined("Jana", 300),
        )
        .operator(
            "Jana",
            [
                ("stints", "3"),
                ("handling_s", "120.000"),
                ("operator_acw_s", "35.000"),
            ],
        ),
        case("no term is left", session().joined("Jana", 10)).operator(
            "Jana",
            [("stints", "1"), ("handling_s", ""), ("operator_acw_s", "")],
        ),
        case(
            "zero is a term",
            session().joined("Jana", 10).left(10).concluded(10),
        )
        .operator(
            "Jana",
            [("handling_s", "0.000"), ("operator_acw_s", "0.000")],
        ),
        case(
            "a negative term is left out",
            twice.joined("Jana", 400).left(399).concluded(398),
        )
        .operator(
            "Jana",
            [("handling_s", "120.000"), ("operator_acw_s", "35.000")],
        ),
        case(
            "only a negative term",
            session().joined("Jana", 10).left(9).concluded(8),
        )
        .operator("Jana", [("handling_s", ""), ("operator_acw_s", "")]),
        case(
            "another's stints are another's",
            session()
                .joined("Jana", 10)
                .left(100)
                .concluded(107)
                .joined("Petr", 20)
                .left(25)
                .concluded(26),
        )
        .operator(
            "Jana",
            [("handling_s", "90.000"), ("operator_acw_s", "7.000")],
        )
        .operator(
            "Petr",
            [("handling_s", "5.000"), ("operator_acw_s", "1.000")],
        ),
    ]);
}

#[test]
fn negative_terms_are_told() {
    let run = World::of([session().joined("Jana", 10).left(9).concluded(8)]).facts(&[]);
    let problems = run.table("problems");
    let details: Vec<&str> = problems
        .rows_with("code", "negative_phase")
        .into_iter()
        .map(|row| problems.cell(row, "detail"))
        .collect();
    // The session's own acw (8 - 9) is negative, too.
    for phase in ["`handling`", "`operator_acw`", "`acw`"] {
        assert!(
            details.iter().any(|detail| detail.contains(phase)),
            "{phase}: {details:?}"
        );
    }
    assert_eq!(details.len(), 3, "{details:?}");
}

#[test]
fn joined_is_the_earliest_and_left_and_concluded_the_latest() {
    let scenario = session()
        .joined("Jana", 200)
        .left(300)
        .concluded(310)
        .joined("Jana", 10)
        .left(110)
        .concluded(400);
    check([
        case("of several stints", scenario).operator(
            "Jana",
            [
                ("joined", "2026-10-05T10:00:10.000000+02:00"),
                ("left", "2026-10-05T10:05:00.000000+02:00"),
                ("concluded", "2026-10-05T10:06:40.000000+02:00"),
            ],
        ),
        case("of none that says so", session().stint("Jana")).operator(
            "Jana",
            [
                ("stints", "1"),
                ("joined", ""),
                ("left", ""),
                ("concluded", ""),
            ],
        ),
    ]);
}

#[test]
fn offers_and_forwards_are_the_operators_own() {
    let scenario = session()
        .queued("Podpora", 0)
        .offered("Jana", 5)
        .missed("Jana", 20)
        .offered("Petr", 20)
        .offered("Jana", 21)
        .accepted("Jana", 24)
        .forwarded_to_group("Jana", "Reklamace", 80)
        .request(200)
        .queued("Reklamace", 80)
        .offered("Petr", 81)
        .accepted("Petr", 82)
        .forwarded_to_user("Petr", "Eva", 100)
        .forwarded_to_phone("Petr", 101)
        .request(300)
        .requested(102)
        .offered("Eva", 103)
        .missed("Eva", 110)
        .ended(120);
    check([case("a shift", scenario)
        .operator(
            "Jana",
            [
                ("offers", "2"),
                ("accepted_offers", "1"),
                ("missed_offers", "1"),
                ("forwarded_out", "1"),
            ],
        )
        .operator(
            "Petr",
            [
                ("offers", "2"),
                ("accepted_offers", "1"),
                ("missed_offers", "0"),
                ("forwarded_out", "2"),
            ],
        )
        .operator(
            "Eva",
            [
                ("offers", "1"),
                ("accepted_offers", "0"),
                ("missed_offers", "1"),
                ("forwarded_out", "0"),
            ],
        )]);
}

/// The users with a row, session by session.
fn users(scenarios: impl IntoIterator<Item = Scenario>) -> Vec<String> {
    let run = World::of(scenarios).facts(&[]);
    run.table("session_operators")
        .pick(&["session_id", "user_id"])
}

#[test]
fn a_row_is_there_for_everyone_who_took_part_or_was_asked_to() {
    let users = users([
        session()
            .joined("Petr", 1)
            .joined("Jana", 2)
            .joined("Petr", 3),
        session().offered("Eva", 1),
        session().accepted("Eva", 1),
        session().forwarded_to_phone("Karel", 1),
        // Operators who are named but were not offered the session: by a timeout, as the target of a forward, as the
        // invited user, as the inviting user.
        session()
            .missed("Jana", 1)
            .event("ForwardedToUser", 2, &[("operator", json!({"userId": 12}))])
            .invited_user("Eva", "Karel", 3),
        // `forwardedBy` counts in any event.
        session().event(
            "UNKNOWN",
            1,
            &[("forwardedByOperator", json!({"userId": 12}))],
        ),
        session().stint("Jana").in_last_stint("userId", json!(null)),
    ]);
    assert_eq!(users, ["1 11", "1 12", "2 13", "3 13", "4 14", "6 12"]);
}

#[test]
fn an_offer_without_an_operator_is_nobodys() {
    check([case(
        "assigned to nobody",
        session()
            .queued("Podpora", 0)
            .event("AssignedToOperator", 5, &[])
            .ended(9),
    )
    .session([("offers", "1")])]);
    assert!(users([session().event("AssignedToOperator", 5, &[])]).is_empty());
}
