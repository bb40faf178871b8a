//! The table `queue_visits` (`phasebook guide columns`): the events that open a visit and those that do
//! not end it, each exit in the order of precedence, and the timestamp `left`.

use crate::harness::check::{case, check};
use crate::harness::scenario::Scenario;

fn session() -> Scenario {
    Scenario::new()
}

/// The guest left while waiting, and the routing ended after `seconds`.
fn left_queue(scenario: Scenario, seconds: i32) -> Scenario {
    scenario.guest_left("LeftQueue").routing_ended(seconds)
}

#[test]
fn an_accepted_request_is_answered_in_the_visit_it_is_in() {
    check([
        case(
            "one queue",
            session()
                .queued("Podpora", 0)
                .offered("Jana", 5)
                .accepted("Jana", 8.5),
        )
        .visits(["100.1 Podpora 0..8.5 8.500 answered"]),
        case(
            "it stays answered whatever follows",
            left_queue(
                session()
                    .queued("Podpora", 0)
                    .accepted("Jana", 5)
                    .routing_ended(6)
                    .request(200)
                    .queued("Reklamace", 60),
                100,
            ),
        )
        .visits([
            "100.1 Podpora 0..5 5.000 answered",
            "200.1 Reklamace 60..100 40.000 abandoned",
        ]),
        case(
            "wherever the acceptance stands in the request",
            session()
                .queued("Podpora", 0)
                .routing_ended(10)
                .accepted("Jana", 12),
        )
        .visits(["100.1 Podpora 0..12 12.000 answered"]),
        case(
            "of several acceptances the first counts",
            session()
                .queued("Podpora", 0)
                .accepted("Jana", 5)
                .accepted("Petr", 9),
        )
        .visits(["100.1 Podpora 0..5 5.000 answered"]),
        case(
            "while the session goes on",
            session()
                .status("ACTIVE")
                .queued("Podpora", 0)
                .accepted("Jana", 5),
        )
        .visits(["100.1 Podpora 0..5 5.000 answered"]),
    ]);
}

#[test]
fn a_request_that_enters_another_group_has_overflowed() {
    check([
        case(
            "then it is answered in the other",
            session()
                .queued("Podpora", 0)
                .queue_timed_out("Podpora", 30)
                .left_queue("Podpora", 30)
                .entered("Reklamace", 30.5)
                .accepted("Jana", 35),
        )
        .visits([
            "100.1 Podpora 0..30.5 30.500 overflowed",
            "100.2 Reklamace 30.5..35 4.500 answered",
        ]),
        case(
            "back to the first queue is a third visit",
            session()
                .queued("Podpora", 0)
                .entered("Reklamace", 30)
                .entered("Podpora", 60)
                .accepted("Jana", 70),
        )
        .visits([
            "100.1 Podpora 0..30 30.000 overflowed",
            "100.2 Reklamace 30..60 30.000 overflowed",
            "100.3 Podpora 60..70 10.000 answered",
        ]),
        case(
            "overflowed before forwarded, abandoned or open",
            session()
                .status("IN_QUEUE")
                .guest_left("LeftQueue")
                .queued("Podpora", 0)
                .entered("Reklamace", 30),
        )
        .visits([
            "100.1 Podpora 0..30 30.000 overflowed",
            "100.2 Reklamace 30..- - open",
        ]),
    ]);
}

#[test]
fn an_unaccepted_request_with_a_later_one_behind_was_forwarded() {
    let forwarded = || {
        session()
            .queued("Podpora", 0)
            .queue_timed_out("Podpora", 20)
    };
    let then = |scenario: Scenario| {
        scenario
            .request(200)
            .queued("Prodej", 60)
            .accepted("Jana", 70)
    };
    let answered = "200.1 Prodej 60..70 10.000 answered";
    check([
        case("until its last event", then(forwarded()))
            .visits(["100.1 Podpora 0..20 20.000 forwarded", answered]),
        case(
            "until RoutingEnded, if it is there",
            then(forwarded().routing_ended(15)),
        )
        .visits(["100.1 Podpora 0..15 15.000 forwarded", answered]),
        case(
            "forwarded before abandoned",
            left_queue(forwarded().request(200).requested(30), 40),
        )
        .visits(["100.1 Podpora 0..20 20.000 forwarded"]),
        case(
            "forwarded before open",
            forwarded().status("IN_QUEUE").request(200).requested(30),
        )
        .visits(["100.1 Podpora 0..20 20.000 forwarded"]),
        case(
            "an invite does not follow",
            forwarded()
                .ended(50)
                .request(200)
                .invited_group("Jana", "Prodej", 30),
        )
        .visits(["100.1 Podpora 0..50 50.000 ended"]),
        case(
            "later is by the first event, not by the id or the file",
            session()
                .request(9)
                .queued("Podpora", 10)
                .accepted("Jana", 30)
                .request(50)
                .queued("Reklamace", 0),
        )
        .visits([
            "50.1 Reklamace 0..0 0.000 forwarded",
            "9.1 Podpora 10..30 20.000 answered",
        ]),
    ]);
}

#[test]
fn the_last_visit_of_a_guest_who_left_the_queue_was_abandoned() {
    let waiting = || session().guest_left("LeftQueue").queued("Podpora", 0);
    check([
        case(
            "until RoutingEnded, not LeftGroupQueue",
            waiting().left_queue("Podpora", 39).routing_ended(40),
        )
        .visits(["100.1 Podpora 0..40 40.000 abandoned"]),
        case(
            "else until the session's end",
            waiting().left_queue("Podpora", 39).ended(41),
        )
        .visits(["100.1 Podpora 0..41 41.000 abandoned"]),
        case(
            "else until the last event",
            waiting().left_queue("Podpora", 39),
        )
        .visits(["100.1 Podpora 0..39 39.000 abandoned"]),
        case(
            "of several RoutingEnded the first counts",
            waiting().routing_ended(40).routing_ended(60).ended(70),
        )
        .visits(["100.1 Podpora 0..40 40.000 abandoned"]),
        case(
            "only the last visit",
            left_queue(waiting().entered("Reklamace", 30), 40),
        )
        .visits([
            "100.1 Podpora 0..30 30.000 overflowed",
            "100.2 Reklamace 30..40 10.000 abandoned",
        ]),
        case(
            "the last is the one opened last in time",
            session()
                .guest_left("LeftQueue")
                .requested(0)
                .request(200)
                .requested(5)
                .entered("Reklamace", 10)
                .request(100)
                .entered("Podpora", 20)
                .ended(50),
        )
        .visits([
            "100.1 Podpora 20..20 0.000 forwarded",
            "200.1 Reklamace 10..50 40.000 ended",
        ]),
        case(
            "an invite's visit after it makes no difference",
            left_queue(waiting(), 40)
                .request(200)
                .invited_group("Jana", "Prodej", 30)
                .entered("Prodej", 31)
                .ended(60),
        )
        .visits([
            "100.1 Podpora 0..40 40.000 abandoned",
            "invite 200.1 Prodej 31..60 29.000 ended",
        ]),
        case(
            "a session that goes on, but whose routing ended",
            left_queue(session().status("IN_QUEUE").queued("Podpora", 0), 40),
        )
        .visits(["100.1 Podpora 0..40 40.000 abandoned"]),
    ]);
}

#[test]
fn what_begins_after_the_routing_ended_has_a_length_if_something_else_ends_it() {
    let late = || session().requested(0).routing_ended(1).queued("Podpora", 2);
    check([
        case("an acceptance", late().accepted("Jana", 12))
            .visits(["100.1 Podpora 2..12 10.000 answered"]),
        case(
            "another group",
            late().entered("Prodej", 13).accepted("Jana", 14),
        )
        .visits([
            "100.1 Podpora 2..13 11.000 overflowed",
            "100.2 Prodej 13..14 1.000 answered",
        ]),
        case("nothing else", late().ended(60)).visits(["100.1 Podpora 2..1 - ended"]),
    ]);
}

#[test]
fn a_visit_whose_end_nobody_knows_is_open() {
    let waiting = || session().status("IN_QUEUE").queued("Podpora", 0);
    let open = ["100.1 Podpora 0..- - open"];
    check([
        case("the session is not closed", waiting()).visits(open),
        case(
            "even if the guest left the queue",
            waiting().guest_left("LeftQueue"),
        )
        .visits(open),
        case(
            "a status that nobody knows is not closed",
            waiting().status("DREAMING"),
        )
        .visits(open),
        case("nor is a missing one", waiting().without("status")).visits(open),
        case(
            "later events of the request do not close it",
            waiting().left_queue("Podpora", 50),
        )
        .visits(open),
        case(
            "an invite behind it does not follow",
            waiting().request(200).invited_user("Jana", "Eva", 10),
        )
        .visits(open),
        case(
            "an end closes the session, whatever its status",
            waiting().ended(30),
        )
        .visits(["100.1 Podpora 0..30 30.000 ended"]),
        case(
            "a blacklisted session is closed",
            waiting().status("BLACKLISTED").left_queue("Podpora", 3),
        )
        .visits(["100.1 Podpora 0..3 3.000 ended"]),
        case("RoutingEnded ends it", waiting().routing_ended(20))
            .visits(["100.1 Podpora 0..20 20.000 ended"]),
    ]);
}

#[test]
fn any_other_visit_has_ended() {
    let ended = |state: &str| {
        session()
            .guest_left(state)
            .queued("Podpora", 0)
            .routing_ended(20)
    };
    let line = ["100.1 Podpora 0..20 20.000 ended"];
    check([
        case("the guest was still there", ended("StillConnected")).visits(line),
        case("the guest left before the queue", ended("LeftBeforeQueue")).visits(line),
        case(
            "the guest left in a state that nobody knows",
            ended("LeftAngry"),
        )
        .visits(line),
        case(
            "nobody says whether the guest left",
            session().queued("Podpora", 0).routing_ended(20),
        )
        .visits(line),
    ]);
}

#[test]
fn a_negative_duration_is_empty() {
    check([
        case(
            "the session ended before the queue was entered",
            session().queued("Podpora", 10).ended(5),
        )
        .visits(["100.1 Podpora 10..5 - ended"]),
        case(
            "entered after the routing ended",
            session()
                .requested(0)
                .routing_ended(10)
                .entered("Podpora", 15)
                .ended(30),
        )
        .visits(["100.1 Podpora 15..10 - ended"]),
    ]);
}
