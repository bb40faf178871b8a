//! Service levels (`phasebook guide service-level`): the five formulas, the borders, empty denominators, and
//! the total, which is made of counts.

use crate::harness::scenario::Scenario;
use crate::harness::world::World;

const COUNTS: [&str; 8] = [
    "queue",
    "offered",
    "answered",
    "abandoned",
    "short_abandoned",
    "unanswered",
    "answered_in",
    "abandoned_in",
];
const LEVELS: [&str; 6] = [
    "queue",
    "sl_exclude_short_abandons",
    "sl_offered",
    "sl_answered",
    "sl_exclude_abandons_in_threshold",
    "sl_abandons_in_threshold_met",
];

fn answered(queue: &str, seconds: f64) -> Scenario {
    Scenario::new().queued(queue, 0).accepted("Jana", seconds)
}

fn abandoned(queue: &str, seconds: f64) -> Scenario {
    Scenario::new()
        .guest_left("LeftQueue")
        .queued(queue, 0)
        .waited(seconds)
}

fn unanswered(queue: &str) -> Scenario {
    Scenario::new().queued(queue, 0).ended(90)
}

/// Podpora has sessions of every kind, at the limits of 20 s and 5 s; Reklamace only a short abandon; Prodej
/// only an outbound call; one session has no queue.
fn dump() -> World {
    World::of([
        answered("Podpora", 5.0),
        answered("Podpora", 20.0),
        answered("Podpora", 20.000_001),
        abandoned("Podpora", 4.999_999),
        abandoned("Podpora", 5.0),
        abandoned("Podpora", 20.0),
        abandoned("Podpora", 20.000_001),
        unanswered("Podpora"),
        abandoned("Reklamace", 1.0),
        answered("Prodej", 1.0).source("OutgoingCall"),
        Scenario::new().started(3).waited(3),
    ])
}

#[test]
fn the_counts_stand_at_the_borders_and_queues_without_inbound_sessions_are_zero() {
    let table = dump().report(&[]).table("service_levels");
    assert_eq!(
        table.pick(&COUNTS),
        [
            "- 1 1 0 0 0 1 0",
            "Podpora 8 3 3 1 1 2 3",
            "Reklamace 1 0 0 1 0 0 1",
            "Prodej 0 0 0 0 0 0 0",
            "total 10 4 3 2 1 3 4",
        ]
    );
    assert_eq!(table.pick(&["queue_id"]), ["-", "1", "2", "3", "-"]);
}

#[test]
fn each_formula_is_its_fraction_and_empty_over_zero() {
    let table = dump().report(&[]).table("service_levels");
    assert_eq!(
        table.pick(&LEVELS),
        [
            "- 1.0000 1.0000 1.0000 1.0000 1.0000",
            // 2/(8-1), 2/8, 2/3, 2/(8-3), (2+3)/8
            "Podpora 0.2857 0.2500 0.6667 0.4000 0.6250",
            // 0/(1-1), 0/1, 0/0, 0/(1-1), (0+1)/1
            "Reklamace - 0.0000 - - 1.0000",
            "Prodej - - - - -",
            // 3/(10-2), 3/10, 3/4, 3/(10-4), (3+4)/10: of the counts, no mean of percentages
            "total 0.3750 0.3000 0.7500 0.5000 0.7000",
        ]
    );
}

#[test]
fn the_columns_are_those_of_the_contract() {
    let table = dump().report(&[]).table("service_levels");
    let expected: Vec<&str> = ["queue_id"]
        .into_iter()
        .chain(COUNTS)
        .chain(LEVELS.into_iter().skip(1))
        .collect();
    assert_eq!(table.header, expected);
}

#[test]
fn the_formula_that_is_set_gives_the_service_level_of_the_other_reports() {
    for (formula, level) in [
        ("exclude-short-abandons", "0.3750"),
        ("offered", "0.3000"),
        ("answered", "0.7500"),
        ("exclude-abandons-in-threshold", "0.5000"),
        ("abandons-in-threshold-met", "0.7000"),
    ] {
        let total = dump()
            .report(&["--by", "total", "--sla-formula", formula])
            .table("total");
        assert_eq!(total.pick(&["service_level"]), [level], "{formula}");
    }
    let total = dump().report(&["--by", "total"]).table("total");
    assert_eq!(total.pick(&["service_level"]), ["0.3750"], "the default");
}

#[test]
fn threshold_and_limit_move_the_borders() {
    let counts =
        |options: &[&str]| dump().report(options).table("service_levels").pick(&COUNTS)[1].clone();
    assert_eq!(counts(&["--sla", "20.1s"]), "Podpora 8 3 3 1 1 3 4");
    assert_eq!(counts(&["--sla", "5s"]), "Podpora 8 3 3 1 1 1 2");
    assert_eq!(counts(&["--sla", "4s"]), "Podpora 8 3 3 1 1 0 0");
    assert_eq!(counts(&["--short-abandon", "20s"]), "Podpora 8 3 2 2 1 2 3");
    assert_eq!(counts(&["--short-abandon", "4s"]), "Podpora 8 3 4 0 1 2 3");
}

#[test]
fn an_unknown_speed_or_wait_is_not_within_the_threshold() {
    let dump = World::of([
        Scenario::new().queued("Podpora", 0).started(3),
        Scenario::new().guest_left("LeftQueue").queued("Podpora", 0),
    ]);
    assert_eq!(
        dump.report(&[]).table("service_levels").pick(&COUNTS)[0],
        "Podpora 2 1 1 0 0 0 0"
    );
}

#[test]
fn sessions_that_nobody_was_to_answer_are_not_offered() {
    let queued = || Scenario::new().queued("Podpora", 0);
    let dump = World::of([
        queued().status("BLACKLISTED"),
        queued().field("blacklisted", true),
        queued().status("IN_QUEUE"),
        queued().guest_left("LeftBeforeQueue"),
        Scenario::new().entered("Podpora", 0).with_chatbot(),
        queued().accepted("Jana", 1).field("isDirectChat", true),
    ]);
    assert_eq!(
        dump.report(&[]).table("service_levels").pick(&COUNTS),
        ["Podpora 0 0 0 0 0 0 0", "total 0 0 0 0 0 0 0"]
    );
}

#[test]
fn the_queue_may_be_that_of_the_answer() {
    let overflow = || Scenario::new().queued("Podpora", 0).entered("Reklamace", 9);
    let dump = World::of([
        overflow().accepted("Jana", 12),
        overflow().guest_left("LeftQueue").ended(30),
    ]);
    let offered = |options: &[&str]| {
        dump.report(options)
            .table("service_levels")
            .pick(&["queue", "offered"])
    };
    assert_eq!(offered(&[]), ["Podpora 2", "total 2"]);
    assert_eq!(
        offered(&["--queue-by", "answer"]),
        ["- 1", "Reklamace 1", "total 2"]
    );
}

#[test]
fn without_sessions_there_is_the_total() {
    let table = World::new().report(&[]).table("service_levels");
    assert_eq!(table.pick(&COUNTS), ["total 0 0 0 0 0 0 0"]);
    assert_eq!(table.pick(&LEVELS), ["total - - - - -"]);
}
