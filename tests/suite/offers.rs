//! The table `offers` (`phasebook guide columns`): each outcome in the order of precedence,
//! `timed_out`, the queue, and corner cases.

use serde_json::json;

use crate::harness::check::{case, check};
use crate::harness::scenario::Scenario;

fn session() -> Scenario {
    Scenario::new()
}

/// A session that waits in a queue from the start.
fn queued() -> Scenario {
    session().queued("Podpora", 0)
}

#[test]
fn an_offer_that_its_operator_took_was_accepted() {
    check([
        case(
            "in time",
            queued().offered("Jana", 5).accepted("Jana", 8.75),
        )
        .offers(["100.1 Podpora Jana 5..8.75 3.750 accepted"]),
        case("at once", queued().offered("Jana", 5).accepted("Jana", 5))
            .offers(["100.1 Podpora Jana 5..5 0.000 accepted"]),
        case(
            "after its timeout",
            queued()
                .offered("Jana", 5)
                .missed("Jana", 20)
                .accepted("Jana", 21.5),
        )
        .offers(["100.1 Podpora Jana 5..21.5 16.500 accepted timed_out"]),
        case(
            "after another's acceptance",
            queued()
                .offered("Jana", 5)
                .offered("Petr", 5)
                .accepted("Petr", 9)
                .accepted("Jana", 10),
        )
        .offers([
            "100.1 Podpora Jana 5..10 5.000 accepted",
            "100.2 Podpora Petr 5..9 4.000 accepted",
        ]),
        case(
            "after another queue and the end of routing",
            queued()
                .offered("Jana", 5)
                .entered("Reklamace", 8)
                .routing_ended(9)
                .accepted("Jana", 10),
        )
        .offers(["100.1 Podpora Jana 5..10 5.000 accepted"]),
        case(
            "offered after the first acceptance, and taken up",
            queued()
                .accepted("Petr", 4)
                .offered("Jana", 5)
                .accepted("Jana", 6),
        )
        .offers([
            "100.1 Podpora Petr -..4 - accepted",
            "100.2 - Jana 5..6 1.000 accepted",
        ]),
        case(
            "the acceptance is of the last assignment before it",
            queued()
                .offered("Jana", 5)
                .missed("Jana", 20)
                .offered("Jana", 25)
                .accepted("Jana", 28),
        )
        .offers([
            "100.1 Podpora Jana 5..20 15.000 missed timed_out",
            "100.2 Podpora Jana 25..28 3.000 accepted",
        ]),
        case(
            "a timeout after it",
            queued()
                .offered("Jana", 5)
                .accepted("Jana", 8)
                .missed("Jana", 20),
        )
        .offers(["100.1 Podpora Jana 5..8 3.000 accepted timed_out"]),
    ]);
}

#[test]
fn an_offer_whose_timeout_came_first_was_missed() {
    check([
        case(
            "before another took it",
            queued()
                .offered("Jana", 5)
                .missed("Jana", 20)
                .offered("Petr", 21)
                .accepted("Petr", 24),
        )
        .offers([
            "100.1 Podpora Jana 5..20 15.000 missed timed_out",
            "100.2 Podpora Petr 21..24 3.000 accepted",
        ]),
        case(
            "before the guest left",
            queued()
                .offered("Jana", 5)
                .missed("Jana", 20)
                .routing_ended(40),
        )
        .offers(["100.1 Podpora Jana 5..20 15.000 missed timed_out"]),
        case(
            "while the session goes on",
            queued()
                .status("IN_QUEUE")
                .offered("Jana", 5)
                .missed("Jana", 20),
        )
        .offers(["100.1 Podpora Jana 5..20 15.000 missed timed_out"]),
        case(
            "twice",
            queued()
                .offered("Jana", 5)
                .missed("Jana", 20)
                .offered("Jana", 21)
                .missed("Jana", 36),
        )
        .offers([
            "100.1 Podpora Jana 5..20 15.000 missed timed_out",
            "100.2 Podpora Jana 21..36 15.000 missed timed_out",
        ]),
        case(
            "another's timeout is another's",
            queued()
                .offered("Jana", 5)
                .missed("Petr", 9)
                .routing_ended(40),
        )
        .offers(["100.1 Podpora Jana 5..40 35.000 withdrawn"]),
        case(
            "at one timestamp the order of the file decides",
            queued()
                .offered("Jana", 5)
                .offered("Petr", 5)
                .missed("Jana", 20)
                .accepted("Petr", 20),
        )
        .offers([
            "100.1 Podpora Jana 5..20 15.000 missed timed_out",
            "100.2 Podpora Petr 5..20 15.000 accepted",
        ]),
    ]);
}

#[test]
fn an_offer_that_another_accepted_first_was_taken() {
    check([
        case(
            "all ring, one takes it",
            queued()
                .offered("Jana", 5)
                .offered("Petr", 5)
                .offered("Eva", 5)
                .accepted("Petr", 9),
        )
        .offers([
            "100.1 Podpora Jana 5..9 4.000 taken",
            "100.2 Podpora Petr 5..9 4.000 accepted",
            "100.3 Podpora Eva 5..9 4.000 taken",
        ]),
        case(
            "a later timeout is kept in timed_out",
            queued()
                .offered("Jana", 5)
                .offered("Petr", 5)
                .accepted("Petr", 9)
                .missed("Jana", 20),
        )
        .offers([
            "100.1 Podpora Jana 5..9 4.000 taken timed_out",
            "100.2 Podpora Petr 5..9 4.000 accepted",
        ]),
        case(
            "an assignment after the first acceptance, at once",
            queued()
                .offered("Petr", 5)
                .accepted("Petr", 9)
                .offered("Jana", 12)
                .missed("Jana", 20),
        )
        .offers([
            "100.1 Podpora Petr 5..9 4.000 accepted",
            "100.2 - Jana 12..12 0.000 taken timed_out",
        ]),
        case(
            "also the same operator's own",
            queued()
                .offered("Petr", 5)
                .accepted("Petr", 9)
                .offered("Petr", 12),
        )
        .offers([
            "100.1 Podpora Petr 5..9 4.000 accepted",
            "100.2 - Petr 12..12 0.000 taken",
        ]),
        case(
            "an acceptance without an operator takes what is open",
            queued()
                .offered("Jana", 5)
                .event("AcceptedByOperator", 9, &[]),
        )
        .offers([
            "100.1 Podpora Jana 5..9 4.000 taken",
            "100.2 Podpora - -..9 - accepted",
        ]),
        case(
            "an acceptance in another request takes nothing",
            queued()
                .offered("Jana", 5)
                .request(200)
                .requested(6)
                .accepted("Petr", 9)
                .ended(40),
        )
        .offers([
            "100.1 Podpora Jana 5..5 0.000 withdrawn",
            "200.1 - Petr -..9 - accepted",
        ]),
    ]);
}

#[test]
fn an_offer_that_the_routing_took_back_was_withdrawn() {
    let offered = || queued().offered("Jana", 5);
    check([
        case(
            "assigned again",
            offered().offered("Jana", 10).missed("Jana", 25),
        )
        .offers([
            "100.1 Podpora Jana 5..10 5.000 withdrawn",
            "100.2 Podpora Jana 10..25 15.000 missed timed_out",
        ]),
        case(
            "into another group",
            offered().entered("Reklamace", 12).missed("Jana", 20),
        )
        .offers(["100.1 Podpora Jana 5..12 7.000 withdrawn timed_out"]),
        case(
            "the current group is not another",
            offered().entered("Podpora", 12).missed("Jana", 20),
        )
        .offers(["100.1 Podpora Jana 5..20 15.000 missed timed_out"]),
        case(
            "the group that an assignment opened is the current one",
            session()
                .offered_in("Podpora", "Jana", 5)
                .entered("Podpora", 6)
                .missed("Jana", 20),
        )
        .offers(["100.1 Podpora Jana 5..20 15.000 missed timed_out"]),
        case(
            "the group of an assignment while a visit is open is not",
            queued()
                .offered_in("Reklamace", "Jana", 5)
                .entered("Reklamace", 6)
                .missed("Jana", 20),
        )
        .offers(["100.1 Reklamace Jana 5..6 1.000 withdrawn timed_out"]),
        case("RoutingEnded", offered().routing_ended(12).ended(60))
            .offers(["100.1 Podpora Jana 5..12 7.000 withdrawn"]),
        case(
            "RoutingEnded before an assignment to the same",
            offered().routing_ended(12).offered("Jana", 15),
        )
        .offers([
            "100.1 Podpora Jana 5..12 7.000 withdrawn",
            "100.2 Podpora Jana 15..12 - withdrawn",
        ]),
        case(
            "of several RoutingEnded the first",
            offered().routing_ended(12).routing_ended(14),
        )
        .offers(["100.1 Podpora Jana 5..12 7.000 withdrawn"]),
        case(
            "a later request: the last event of this one",
            offered()
                .left_queue("Podpora", 13)
                .request(200)
                .requested(30)
                .ended(60),
        )
        .offers(["100.1 Podpora Jana 5..13 8.000 withdrawn"]),
        case(
            "the session's end",
            offered().left_queue("Podpora", 13).ended(60),
        )
        .offers(["100.1 Podpora Jana 5..60 55.000 withdrawn"]),
        case(
            "closed without an end: the last event",
            offered().left_queue("Podpora", 13),
        )
        .offers(["100.1 Podpora Jana 5..13 8.000 withdrawn"]),
        case(
            "an invite is no later request",
            offered()
                .request(200)
                .invited_user("Petr", "Eva", 8)
                .ended(60),
        )
        .offers(["100.1 Podpora Jana 5..60 55.000 withdrawn"]),
    ]);
}

#[test]
fn an_offer_whose_end_nobody_knows_is_pending() {
    let offered = || queued().status("WAITING").offered("Jana", 5);
    check([
        case("the phone rings", offered()).offers(["100.1 Podpora Jana 5..- - pending"]),
        case(
            "the guest is said to have left",
            offered().guest_left("LeftQueue"),
        )
        .offers(["100.1 Podpora Jana 5..- - pending"]),
        case("the routing ended", offered().routing_ended(9))
            .offers(["100.1 Podpora Jana 5..9 4.000 withdrawn"]),
        case("a later request", offered().request(200).requested(8))
            .offers(["100.1 Podpora Jana 5..5 0.000 withdrawn"]),
        case("the session ended", offered().ended(9))
            .offers(["100.1 Podpora Jana 5..9 4.000 withdrawn"]),
    ]);
}

#[test]
fn an_acceptance_without_an_assignment_is_an_offer_of_no_known_length() {
    check([
        case("nothing before it", queued().accepted("Jana", 9))
            .offers(["100.1 Podpora Jana -..9 - accepted"]),
        case(
            "another was assigned",
            queued().offered("Petr", 5).accepted("Jana", 9),
        )
        .offers([
            "100.1 Podpora Petr 5..9 4.000 taken",
            "100.2 Podpora Jana -..9 - accepted",
        ]),
        case(
            "assigned in another request only",
            queued().offered("Jana", 5).request(200).accepted("Jana", 9),
        )
        .offers([
            "100.1 Podpora Jana 5..5 0.000 withdrawn",
            "200.1 - Jana -..9 - accepted",
        ]),
        case(
            "a timeout of that operator",
            queued().missed("Jana", 5).accepted("Jana", 9),
        )
        .offers(["100.1 Podpora Jana -..9 - accepted timed_out"]),
        case(
            "assigned afterwards",
            queued()
                .accepted("Jana", 9)
                .offered("Jana", 10)
                .missed("Jana", 25),
        )
        .offers([
            "100.1 Podpora Jana -..9 - accepted",
            "100.2 - Jana 10..10 0.000 taken timed_out",
        ]),
        case(
            "a second acceptance of an assigned one is no offer",
            queued()
                .offered("Jana", 5)
                .accepted("Jana", 9)
                .accepted("Jana", 10),
        )
        .offers(["100.1 Podpora Jana 5..9 4.000 accepted"]),
    ]);
}

#[test]
fn an_assignment_without_an_operator_is_an_offer_to_nobody() {
    check([
        case(
            "nobody can accept it",
            queued()
                .event("AssignedToOperator", 5, &[])
                .accepted("Jana", 9),
        )
        .offers([
            "100.1 Podpora - 5..9 4.000 taken",
            "100.2 Podpora Jana -..9 - accepted",
        ]),
        case("an operator without a usable id is nobody", {
            let nobody = [("operator", json!({"userId": null, "firstName": "Jana"}))];
            queued()
                .event("AssignedToOperator", 5, &nobody)
                .routing_ended(9)
        })
        .offers(["100.1 Podpora - 5..9 4.000 withdrawn"]),
    ]);
}

#[test]
fn the_queue_is_the_events_else_the_current_visits() {
    check([
        case(
            "the event's",
            queued().offered_in("Prodej", "Jana", 5).accepted("Jana", 6),
        )
        .offers(["100.1 Prodej Jana 5..6 1.000 accepted"]),
        case(
            "the current visit's",
            queued()
                .entered("Reklamace", 3)
                .offered("Jana", 5)
                .accepted("Jana", 6),
        )
        .offers(["100.1 Reklamace Jana 5..6 1.000 accepted"]),
        case(
            "none: straight to an operator",
            session()
                .requested(0)
                .offered("Jana", 5)
                .accepted("Jana", 6),
        )
        .offers(["100.1 - Jana 5..6 1.000 accepted"]),
        case(
            "not that of a later visit",
            session()
                .offered("Jana", 5)
                .entered("Podpora", 6)
                .accepted("Jana", 7),
        )
        .offers(["100.1 - Jana 5..7 2.000 accepted"]),
        case(
            "after the acceptance none is current",
            queued()
                .accepted("Jana", 6)
                .entered("Reklamace", 7)
                .offered("Petr", 8)
                .offered_in("Prodej", "Eva", 9),
        )
        .offers([
            "100.1 Podpora Jana -..6 - accepted",
            "100.2 - Petr 8..8 0.000 taken",
            "100.3 Prodej Eva 9..9 0.000 taken",
        ]),
        case(
            "nor for a second acceptance",
            queued()
                .offered("Jana", 5)
                .accepted("Jana", 6)
                .accepted("Petr", 7),
        )
        .offers([
            "100.1 Podpora Jana 5..6 1.000 accepted",
            "100.2 - Petr -..7 - accepted",
        ]),
        case(
            "nor that of another request",
            queued().request(200).offered("Jana", 5).accepted("Jana", 6),
        )
        .offers(["200.1 - Jana 5..6 1.000 accepted"]),
    ]);
}

#[test]
fn what_begins_after_the_routing_ended_and_ends_with_it_has_no_length() {
    check([
        case(
            "accepted all the same",
            queued()
                .routing_ended(10)
                .offered("Jana", 12)
                .accepted("Jana", 15),
        )
        .offers(["100.1 Podpora Jana 12..15 3.000 accepted"]),
        case(
            "missed",
            queued()
                .routing_ended(10)
                .offered("Jana", 12)
                .missed("Jana", 27),
        )
        .offers(["100.1 Podpora Jana 12..27 15.000 missed timed_out"]),
        case(
            "nothing else came",
            queued().routing_ended(10).offered("Jana", 12).ended(60),
        )
        .offers(["100.1 Podpora Jana 12..10 - withdrawn"]),
        case(
            "of several ends of routing the first counts here, too",
            queued()
                .routing_ended(10)
                .offered("Jana", 12)
                .routing_ended(20),
        )
        .offers(["100.1 Podpora Jana 12..10 - withdrawn"]),
        case(
            "the session ended before the offer",
            queued().offered("Jana", 12).ended(10),
        )
        .offers(["100.1 Podpora Jana 12..10 - withdrawn"]),
    ]);
}

#[test]
fn an_invites_offers_are_marked_and_count_like_others() {
    let talking = queued()
        .offered("Jana", 2)
        .accepted("Jana", 4)
        .request(200)
        .invited_group("Jana", "Prodej", 60)
        .entered("Prodej", 60)
        .offered("Eva", 62)
        .missed("Eva", 66)
        .offered("Karel", 67)
        .accepted("Karel", 68);
    check([case("a second operator is called in", talking)
        .offers([
            "100.1 Podpora Jana 2..4 2.000 accepted",
            "invite 200.1 Prodej Eva 62..66 4.000 missed timed_out",
            "invite 200.2 Prodej Karel 67..68 1.000 accepted",
        ])
        .session([("offers", "3"), ("missed_offers", "1")])
        .operator("Eva", [("offers", "1"), ("missed_offers", "1")])]);
}
