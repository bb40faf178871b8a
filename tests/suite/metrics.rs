//! The figures of reports (`phasebook guide reports`): the sessions that each figure counts, the seven statistics,
//! rounding, and the rows of operators and queues without sessions of their own.

use serde_json::json;

use crate::harness::scenario::Scenario;
use crate::harness::world::World;

/// These columns of the only row of `total`.
fn total<const N: usize>(scenarios: [Scenario; N], columns: &str) -> String {
    let columns: Vec<&str> = columns.split_whitespace().collect();
    let run = World::of(scenarios).report(&["--by", "total"]);
    run.table("total").pick(&columns).concat()
}

fn session() -> Scenario {
    Scenario::new()
}

fn answered(seconds: f64) -> Scenario {
    session().queued("Podpora", 0).accepted("Jana", seconds)
}

fn abandoned(seconds: f64) -> Scenario {
    session()
        .guest_left("LeftQueue")
        .queued("Podpora", 0)
        .waited(seconds)
}

/// The scenario as a session that the contact centre began.
fn outbound(scenario: Scenario) -> Scenario {
    scenario.source("OutgoingCall")
}

#[test]
fn counts_are_of_inbound_sessions_save_blacklisted_and_open() {
    let each = [
        answered(1.0).field("autoAccepted", true),
        abandoned(9.0),
        abandoned(1.0),
        session().queued("Podpora", 0),
        session().guest_left("LeftBeforeQueue"),
        session().with_chatbot(),
        session().status("BLACKLISTED"),
        session().status("IN_QUEUE"),
    ];
    let columns = "sessions inbound outbound offered answered abandoned short_abandoned unanswered left_before_queue \
        bot_only blacklisted open answered_in abandoned_in abandoned_unoffered auto_accepted";
    assert_eq!(
        total(each.clone(), columns),
        "8 8 0 4 1 1 1 1 1 1 1 1 1 2 2 1"
    );
    assert_eq!(
        total(each.map(outbound), columns),
        "8 0 8 0 0 0 0 0 0 0 1 1 0 0 0 0"
    );
}

#[test]
fn rates_are_fractions_of_what_was_offered() {
    let columns = "answer_rate abandon_rate";
    assert_eq!(
        total([answered(1.0), abandoned(9.0), abandoned(1.0)], columns),
        "0.3333 0.6667"
    );
    assert_eq!(total([session().status("IN_QUEUE")], columns), "- -");
    // Half of the last digit is rounded away from zero: 1/32 is 0.03125.
    let mut many = vec![answered(1.0)];
    many.resize_with(32, || session().queued("Podpora", 0));
    let run = World::of(many).report(&["--by", "total"]);
    assert_eq!(run.table("total").pick(&["answer_rate"]), ["0.0313"]);
}

#[test]
fn abandoned_unoffered_has_no_offer_at_all() {
    let offered = abandoned(9.0).offered("Jana", 2).missed("Jana", 8);
    let invited = abandoned(9.0)
        .request(200)
        .invited_user("Petr", "Eva", 1)
        .offered("Eva", 2);
    assert_eq!(
        total(
            [abandoned(9.0), offered, invited, abandoned(1.0)],
            "abandoned_unoffered"
        ),
        "2"
    );
}

#[test]
fn asa_is_the_mean_of_the_speeds_that_are_known() {
    let unknown = session().started(5);
    let columns = "answered asa_s";
    assert_eq!(
        total(
            [
                answered(1.0),
                answered(2.5),
                unknown.clone(),
                outbound(answered(100.0))
            ],
            columns
        ),
        "3 1.750"
    );
    assert_eq!(total([unknown], columns), "1 -");
    assert_eq!(total([abandoned(9.0)], columns), "0 -");
}

#[test]
fn max_wait_is_of_offered_inbound_sessions() {
    let all = [
        answered(7.0),
        abandoned(9.25),
        session().requested(0).ended(8),
        outbound(answered(100.0)),
        session().status("IN_QUEUE").waited(100),
        session().guest_left("LeftBeforeQueue").ended(100),
    ];
    assert_eq!(total(all, "max_wait_s"), "9.250");
    assert_eq!(
        total([session().requested(0).ended(8)], "max_wait_s"),
        "8.000"
    );
    assert_eq!(
        total([session().status("IN_QUEUE").waited(100)], "max_wait_s"),
        "-"
    );
}

#[test]
fn aht_is_the_mean_of_active_and_acw_of_answered_sessions_of_both_directions() {
    let talked = |length: i32| answered(1.0).length(length);
    let noted = |length: i32| talked(length).joined("Jana", 1).left(61).concluded(71);
    assert_eq!(total([noted(60)], "aht_s"), "70.000");
    assert_eq!(
        total([noted(60), talked(20)], "aht_s"),
        "45.000",
        "an empty acw counts 0"
    );
    assert_eq!(
        total([noted(60), outbound(talked(20))], "aht_s"),
        "45.000",
        "of both directions"
    );
    assert_eq!(
        total([noted(60), answered(1.0)], "aht_s"),
        "70.000",
        "only those with a length"
    );
    assert_eq!(
        total([noted(60), session().length(999)], "aht_s"),
        "70.000",
        "only answered ones"
    );
    assert_eq!(
        total(
            [answered(1.0).joined("Jana", 1).left(2).concluded(9)],
            "aht_s"
        ),
        "-"
    );
}

const ACTIVE: &str =
    "active_n active_sum_s active_mean_s active_median_s active_p90_s active_p95_s active_max_s";

#[test]
fn percentiles_interpolate_linearly() {
    let lasted = |seconds: f64| session().length(seconds);
    assert_eq!(
        total([4.0, 1.0, 3.0, 2.0].map(lasted), ACTIVE),
        "4 10.000 2.500 2.500 3.700 3.850 4.000"
    );
    assert_eq!(
        total([1.0, 2.0, 10.0].map(lasted), ACTIVE),
        "3 13.000 4.333 2.000 8.400 9.200 10.000"
    );
    assert_eq!(
        total([7.0].map(lasted), ACTIVE),
        "1 7.000 7.000 7.000 7.000 7.000 7.000"
    );
    assert_eq!(
        total([0.0, 0.0].map(lasted), ACTIVE),
        "2 0.000 0.000 0.000 0.000 0.000 0.000"
    );
    assert_eq!(total([session()], ACTIVE), "0 0.000 - - - - -");
}

#[test]
fn seconds_are_rounded_once_half_away_from_zero() {
    let lasted = |seconds: f64| session().length(seconds);
    // The mean of 1 and 2 ms is 1.5 ms.
    assert_eq!(
        total([0.001, 0.002].map(lasted), ACTIVE),
        "2 0.003 0.002 0.002 0.002 0.002 0.002"
    );
    // Three times 0.4 ms are 1.2 ms; if each were rounded first, the sum would be 0.
    assert_eq!(
        total([0.0004; 3].map(lasted), ACTIVE),
        "3 0.001 0.000 0.000 0.000 0.000 0.000"
    );
    assert_eq!(
        total([0.000_499, 0.0005].map(lasted), "active_sum_s active_max_s"),
        "0.001 0.001"
    );
}

#[test]
fn phases_are_of_all_sessions() {
    let all = [
        answered(1.0).length(10),
        outbound(answered(1.0)).length(20),
        session().status("BLACKLISTED").length(30),
        session().status("ACTIVE").length(40),
    ];
    assert_eq!(total(all, "active_n active_sum_s"), "4 100.000");
}

#[test]
fn each_phase_has_its_own_statistics() {
    let story = session()
        .queued("Podpora", 1)
        .offered("Jana", 3)
        .accepted("Jana", 7)
        .started(7)
        .guest_joined(15)
        .waited(16)
        .length(32)
        .joined("Jana", 7)
        .left(40)
        .concluded(104);
    let sums = "created_sum_s in_queue_sum_s waiting_sum_s bcw_sum_s active_sum_s acw_sum_s ring_sum_s waited_sum_s";
    assert_eq!(
        total([story], sums),
        "1.000 2.000 4.000 8.000 32.000 64.000 15.000 16.000"
    );
}

/// Two days: Jana owns a session on each; Petr owns no session, but misses, joins and forwards.
fn shifts() -> World {
    let first = session()
        .queued("Podpora", 0)
        .offered("Petr", 5)
        .missed("Petr", 20)
        .offered("Jana", 21)
        .accepted("Jana", 23)
        .forwarded_to_user("Jana", "Petr", 60)
        .joined("Jana", 23)
        .left(63)
        .concluded(70)
        .joined("Petr", 63)
        .left(73);
    let second = Scenario::created_at("2026-10-06T10:00:00+02:00")
        .queued("Podpora", 0)
        .offered("Jana", 1)
        .accepted("Jana", 2)
        .forwarded_to_phone("Petr", 9)
        .joined("Jana", 2)
        .left(12);
    World::of([first, second, session().offered("Eva", 4)])
}

#[test]
fn operators_who_own_nothing_have_a_row_of_their_own() {
    let run = shifts().report(&[]);
    let columns = [
        "operator",
        "sessions",
        "handled_sessions",
        "offers",
        "accepted_offers",
        "missed_offers",
        "forwarded_out",
    ];
    assert_eq!(
        run.table("by_operator").pick(&columns),
        [
            "- 1 0 0 0 0 0",
            "Jana Nováková 2 2 2 2 0 1",
            "Petr Svoboda 0 1 1 0 1 1",
            "Eva Dvořáková 0 0 1 0 0 0",
        ]
    );
    let columns = [
        "operator",
        "handling_n",
        "handling_sum_s",
        "operator_acw_sum_s",
        "operator_queue_n",
        "operator_queue_max_s",
    ];
    assert_eq!(
        run.table("by_operator").pick(&columns),
        [
            "- 0 0.000 0.000 0 -",
            "Jana Nováková 2 50.000 7.000 2 2.000",
            "Petr Svoboda 1 10.000 0.000 1 18.000",
            "Eva Dvořáková 0 0.000 0.000 0 -",
        ]
    );
}

#[test]
fn an_operators_rows_have_the_days_and_queues_of_their_sessions() {
    let run = shifts().report(&[]);
    let columns = ["operator_id", "day", "sessions", "offers", "forwarded_out"];
    assert_eq!(
        run.table("by_operator_day").pick(&columns),
        [
            "- 2026-10-05 1 0 0",
            "11 2026-10-05 1 1 1",
            "11 2026-10-06 1 1 0",
            "12 2026-10-05 0 1 0",
            "12 2026-10-06 0 0 1",
            "13 2026-10-05 0 1 0",
        ]
    );
    let columns = ["operator_id", "queue", "day", "sessions", "missed_offers"];
    assert_eq!(
        run.table("by_operator_queue_day").pick(&columns),
        [
            "- - 2026-10-05 1 0",
            "11 Podpora 2026-10-05 1 0",
            "11 Podpora 2026-10-06 1 0",
            "12 Podpora 2026-10-05 0 1",
            "12 Podpora 2026-10-06 0 0",
            "13 - 2026-10-05 0 0",
        ]
    );
}

#[test]
fn the_period_is_the_sessions_for_operators_and_queues_too() {
    let run = shifts().report(&["--from", "2026-10-06"]);
    assert_eq!(
        run.table("by_operator")
            .pick(&["operator_id", "sessions", "offers"]),
        ["11 1 1", "12 0 0"]
    );
    assert_eq!(
        run.table("by_queue").pick(&["queue", "sessions", "visits"]),
        ["Podpora 1 1"]
    );
}

#[test]
fn queues_that_were_visited_but_never_entered_first_have_a_row_of_their_own() {
    let overflow = session()
        .queued("Podpora", 0)
        .entered("Reklamace", 30)
        .accepted("Jana", 40);
    let forwarded = session()
        .queued("Podpora", 0)
        .request(200)
        .queued("Reklamace", 5)
        .accepted("Jana", 6);
    let left = session()
        .guest_left("LeftQueue")
        .queued("Podpora", 0)
        .routing_ended(7);
    let open = session().status("IN_QUEUE").queued("Podpora", 0);
    let ended = session().queued("Reklamace", 0).routing_ended(3);
    let invited = answered(4.0)
        .request(200)
        .invited_group("Jana", "Prodej", 9)
        .entered("Prodej", 9)
        .accepted("Eva", 10);
    let run = World::of([overflow, forwarded, left, open, ended, invited]).report(&[]);
    let columns = [
        "queue",
        "sessions",
        "visits",
        "visits_answered",
        "visits_overflowed",
        "visits_abandoned",
        "visits_forwarded",
        "visits_ended",
        "visits_open",
        "visit_n",
        "visit_sum_s",
    ];
    assert_eq!(
        run.table("by_queue").pick(&columns),
        // 30 + 0 + 7 + 4, since the open visit has no duration; 10 + 1 + 3. The invite to Prodej gives no row.
        [
            "Podpora 5 5 1 1 1 1 0 1 4 41.000",
            "Reklamace 1 3 2 0 0 0 1 0 3 14.000"
        ]
    );
}

#[test]
fn a_visits_queue_is_its_own_and_its_day_the_sessions() {
    let late = Scenario::created_at("2026-10-05T23:59:50+02:00")
        .queued("Podpora", 0)
        .entered("Prodej", 30)
        .accepted("Jana", 40);
    let run = World::of([late]).report(&[]);
    assert_eq!(
        run.table("by_queue_day")
            .pick(&["queue", "day", "sessions", "visits", "visit_sum_s"]),
        [
            "Podpora 2026-10-05 1 1 30.000",
            "Prodej 2026-10-05 0 1 10.000"
        ]
    );
}

#[test]
fn by_the_answer_queue_sessions_move_and_visits_do_not() {
    let overflow = session()
        .queued("Podpora", 0)
        .entered("Reklamace", 30)
        .accepted("Jana", 40);
    let run = World::of([overflow, abandoned(9.0)]).report(&["--queue-by", "answer"]);
    assert_eq!(
        run.table("by_queue").pick(&["queue", "sessions", "visits"]),
        ["- 1 0", "Podpora 0 2", "Reklamace 1 1"]
    );
}

#[test]
fn sessions_without_an_owner_or_queue_are_in_a_row_of_their_own() {
    let run = World::of([answered(1.0), session(), session()]).report(&[]);
    for report in [
        "by_operator",
        "by_queue",
        "by_day",
        "by_operator_day",
        "by_queue_day",
        "by_operator_queue_day",
        "total",
    ] {
        assert_eq!(run.table(report).sum("sessions"), 3, "{report}");
    }
    assert_eq!(
        run.table("by_queue")
            .pick(&["queue_id", "queue", "sessions"]),
        ["- - 2", "1 Podpora 1"]
    );
    assert_eq!(
        run.table("by_operator")
            .pick(&["operator_id", "operator", "sessions"]),
        ["- - 2", "11 Jana Nováková 1"]
    );
}

#[test]
fn rows_of_a_report_are_told_apart_by_their_dimensions() {
    // A widget without text and no widget at all look alike in the file.
    let widgets = [json!(""), json!(null), json!("a")];
    let world = World::of(widgets.map(|widget| session().field("widget", widget)));
    let run = world.report(&["--by", "widget"]);
    assert_eq!(
        run.table("by_widget").pick(&["widget", "sessions"]),
        ["- 2", "a 1"]
    );
}

#[test]
fn tables_are_plain_csv() {
    let widgets = ["plain", "a,b", "say \"hi\"", "two\nlines", " blank "];
    let world = World::of(widgets.map(|widget| session().field("widget", widget)));
    let run = world.report(&["--by", "widget"]);
    let bytes = run.file("by_widget.csv");
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    assert!(text.starts_with("widget,sessions,"), "no byte order mark");
    assert!(
        !text.contains('\r') && text.ends_with('\n'),
        "lines end with LF"
    );
    for cell in [
        "\nplain,",
        "\n\"a,b\",",
        "\n\"say \"\"hi\"\"\",",
        "\n\"two\nlines\",",
        "\n blank ,",
    ] {
        assert!(text.contains(cell), "{cell:?} in {text}");
    }
}
