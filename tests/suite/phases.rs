//! The eight phases of a session (`phasebook guide figures`): each formula, each reason to be empty,
//! each border.

use serde_json::json;

use crate::harness::check::{Case, case, check, check_with};
use crate::harness::scenario::Scenario;
use crate::harness::world::World;

fn session() -> Scenario {
    Scenario::new()
}

/// A case about one column.
fn phase(
    column: &'static str,
    name: &'static str,
    scenario: Scenario,
    seconds: &'static str,
) -> Case {
    case(name, scenario).session([(column, seconds)])
}

#[test]
fn created_is_from_creation_to_the_first_routing_request() {
    let created = |name, scenario, seconds| phase("created_s", name, scenario, seconds);
    check([
        created("the formula", session().requested(0.5), "0.500"),
        created(
            "at once is zero, not empty",
            session().requested(0),
            "0.000",
        ),
        created("no routing at all", session(), ""),
        created(
            "routing without a request",
            session().entered("Podpora", 1),
            "",
        ),
        created("negative", session().requested(-0.000_001), ""),
        created(
            "the earliest of several requests, whatever their order in the file",
            session()
                .request(200)
                .requested(7)
                .request(100)
                .requested(2),
            "2.000",
        ),
        created(
            "a request without a usable time is left out",
            session()
                .raw_event(json!({"activityType": "RoutingRequestCreated", "timestamp": "soon"}))
                .requested(3),
            "3.000",
        ),
        created(
            "an invite's request counts, too",
            session().requested(1).invited_user("Jana", "Eva", 2),
            "1.000",
        ),
        created(
            "half a millisecond is rounded up",
            session().requested(0.0005),
            "0.001",
        ),
        created(
            "less than that down",
            session().requested(0.000_499),
            "0.000",
        ),
    ]);
}

#[test]
fn in_queue_is_from_the_first_request_to_the_first_assignment() {
    let in_queue = |name, scenario, seconds| phase("in_queue_s", name, scenario, seconds);
    check([
        in_queue(
            "the formula",
            session().requested(1).offered("Jana", 6),
            "5.000",
        ),
        in_queue(
            "at once is zero",
            session().requested(1).offered("Jana", 1),
            "0.000",
        ),
        in_queue("nobody was assigned", session().queued("Podpora", 1), ""),
        in_queue("nothing was requested", session().offered("Jana", 6), ""),
        in_queue("negative", session().offered("Jana", 1).requested(2), ""),
        in_queue(
            "first events only: later queueing is not in it",
            session()
                .requested(1)
                .offered("Jana", 6)
                .request(200)
                .requested(100)
                .offered("Petr", 130),
            "5.000",
        ),
        in_queue(
            "the first assignment of any request",
            session()
                .requested(0)
                .request(200)
                .requested(5)
                .offered("Jana", 9),
            "9.000",
        ),
    ]);
}

#[test]
fn waiting_is_from_the_first_assignment_to_the_first_acceptance() {
    let waiting = |name, scenario, seconds| phase("waiting_s", name, scenario, seconds);
    check([
        waiting(
            "the formula",
            session().offered("Jana", 5).accepted("Jana", 8.75),
            "3.750",
        ),
        waiting(
            "at once is zero",
            session().offered("Jana", 5).accepted("Jana", 5),
            "0.000",
        ),
        waiting("nobody accepted", session().offered("Jana", 5), ""),
        waiting("nobody was assigned", session().accepted("Jana", 5), ""),
        waiting(
            "negative",
            session().accepted("Petr", 4).offered("Jana", 5),
            "",
        ),
        waiting(
            "missed offers are in it, as the FAQ has it",
            session()
                .queued("Podpora", 0)
                .offered("Jana", 5)
                .missed("Jana", 20)
                .offered("Petr", 21)
                .accepted("Petr", 31),
            "26.000",
        ),
        waiting(
            "an invite's acceptance counts if it is the first",
            session()
                .requested(0)
                .offered("Jana", 5)
                .request(200)
                .invited_user("Petr", "Eva", 6)
                .accepted("Eva", 9)
                .request(100)
                .accepted("Jana", 12),
            "4.000",
        ),
    ]);
}

#[test]
fn bcw_is_from_the_start_to_the_guest_and_only_if_positive() {
    let bcw = |name, scenario, seconds| phase("bcw_s", name, scenario, seconds);
    check([
        bcw(
            "the formula",
            session().started(10).guest_joined(25),
            "15.000",
        ),
        bcw(
            "the least that counts",
            session().started(10).guest_joined(10.000_001),
            "0.000",
        ),
        bcw("zero is empty", session().started(10).guest_joined(10), ""),
        bcw(
            "the guest was there first",
            session().started(10).guest_joined(4),
            "",
        ),
        bcw("the guest never joined", session().started(10), ""),
        bcw("nobody started", session().guest_joined(10), ""),
    ]);
}

#[test]
fn active_and_waited_are_the_platforms_own() {
    let active = |name, scenario, seconds| phase("active_s", name, scenario, seconds);
    let waited = |name, scenario, seconds| phase("waited_s", name, scenario, seconds);
    check([
        active("length", session().length(180), "180.000"),
        active("a length of zero", session().length(0), "0.000"),
        active("no length", session().started(5).ended(60), ""),
        active("a negative length", session().length(-1), ""),
        waited("waited", session().waited(8.75), "8.750"),
        waited("waited of zero", session().waited(0), "0.000"),
        waited("no waited", session().requested(0).ended(60), ""),
        waited("a negative waited", session().waited(-0.5), ""),
    ]);
}

#[test]
fn acw_is_from_the_last_leaving_to_the_last_conclusion() {
    let acw = |name, scenario, seconds| phase("acw_s", name, scenario, seconds);
    let jana = || session().joined("Jana", 10).left(100);
    check([
        acw("the formula", jana().concluded(130), "30.000"),
        acw("at one timestamp is zero", jana().concluded(100), "0.000"),
        acw("never concluded", jana(), ""),
        acw(
            "never left",
            session().joined("Jana", 10).concluded(130),
            "",
        ),
        acw("nobody took part", session(), ""),
        acw("negative", jana().concluded(99), ""),
        acw(
            "each maximum for itself, absent values ignored",
            jana().concluded(130).joined("Petr", 20).left(120),
            "10.000",
        ),
        acw(
            "the maxima may be of different operators",
            jana()
                .concluded(150)
                .joined("Petr", 20)
                .left(120)
                .concluded(125),
            "30.000",
        ),
        acw(
            "an entry without a user counts",
            session()
                .stint("Jana")
                .in_last_stint("userId", json!(null))
                .left(50)
                .concluded(57),
            "7.000",
        ),
    ]);
}

#[test]
fn ring_is_from_creation_to_the_guest_outside_preview_campaigns() {
    let ring = |name, scenario, seconds| phase("ring_s", name, scenario, seconds);
    let joined = || session().guest_joined(15);
    let campaigns = json!([
        {"id": 1, "name": "A", "mode": "Preview"},
        {"id": 2, "name": "B", "mode": "Predictive"},
        {"id": 3, "name": "C", "mode": "Automated"},
        {"id": 4, "name": "D", "mode": "UNKNOWN"},
        {"id": 5, "name": "E", "mode": "Telepathic"},
        {"id": 6, "name": "F", "mode": null},
        {"id": 7, "name": "G", "mode": 1},
    ]);
    let campaign = |id: i32| joined().source("Campaign").field("campaignId", id);
    let cases = [
        ring("the formula", joined(), "15.000"),
        ring("at once is zero", session().guest_joined(0), "0.000"),
        ring("the guest never joined", session(), ""),
        ring("negative", session().guest_joined(-1), ""),
        ring("a preview campaign", campaign(1), ""),
        ring("a preview campaign by number", campaign(7), ""),
        ring("a predictive campaign", campaign(2), "15.000"),
        ring("an automated campaign", campaign(3), "15.000"),
        ring("a campaign of mode UNKNOWN", campaign(4), ""),
        ring("a campaign of a mode that nobody knows", campaign(5), ""),
        ring("a campaign without a mode", campaign(6), ""),
        ring("a campaign that no record describes", campaign(99), ""),
        ring("a campaign without an id", joined().source("Campaign"), ""),
        ring(
            "a campaign's id is enough",
            joined().field("campaignId", 1),
            "",
        ),
        ring(
            "the mode counts, not the source",
            joined().source("OutgoingCall").field("campaignId", 2),
            "15.000",
        ),
    ];
    check_with(&[], [("campaigns.json", campaigns.to_string())], cases);
}

#[test]
fn of_one_campaign_the_last_record_in_path_order_says_the_mode() {
    let joined = session().guest_joined(15).field("campaignId", 1);
    let files = [
        ("a.json", json!({"id": 1, "mode": "Preview"}).to_string()),
        ("b.json", json!({"id": 1, "mode": "Predictive"}).to_string()),
    ];
    check_with(
        &[],
        files,
        [phase("ring_s", "the later record", joined, "15.000")],
    );
}

#[test]
fn a_negative_phase_is_told_with_session_phase_and_value() {
    let run = World::of([
        session().requested(-1),
        session().offered("Jana", 1).requested(2.5),
        session().accepted("Petr", 4).offered("Jana", 5),
        session().length(-1),
        session().joined("Jana", 10).left(100).concluded(99),
        session().guest_joined(-0.000_001),
        session().waited(-0.5),
        session().started(10).guest_joined(4),
    ])
    .facts(&[]);
    let problems = run.table("problems");
    let told: Vec<String> = problems
        .rows_with("code", "negative_phase")
        .into_iter()
        .map(|row| {
            format!(
                "{} {}",
                problems.cell(row, "session_id"),
                problems.cell(row, "detail")
            )
        })
        .collect();
    let expected = [
        ("1 ", "created", "-1"),
        ("2 ", "in_queue", "-1.5"),
        ("3 ", "waiting", "-1"),
        ("4 ", "active", "-1"),
        ("5 ", "acw", "-1"),
        ("5 ", "operator_acw", "-1"),
        ("6 ", "ring", "-0.000001"),
        ("7 ", "waited", "-0.5"),
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, (session, phase, seconds)) in told.iter().zip(expected) {
        let says_so = told.starts_with(session)
            && told.contains(&format!("`{phase}`"))
            && told.contains(&format!(" {seconds} s"));
        assert!(says_so, "{told}: not {session}{phase} {seconds}");
    }
}

#[test]
fn a_negative_value_counts_as_absent_everywhere() {
    check([
        case(
            "a negative waited is no wait",
            session()
                .guest_left("LeftQueue")
                .waited(-2)
                .requested(1)
                .ended(41),
        )
        .session([("wait_s", "40.000"), ("outcome", "abandoned")]),
        case("nor a speed of answer", session().started(5).waited(-2)).session([
            ("speed_of_answer_s", ""),
            ("wait_s", ""),
            ("in_sla", "false"),
        ]),
    ]);
}
