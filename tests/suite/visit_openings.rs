//! Events that open a visit of the table `queue_visits` and events that do not, requests that are invites,
//! and the order of the visits.

use serde_json::json;

use crate::harness::check::{case, check};
use crate::harness::scenario::Scenario;

fn session() -> Scenario {
    Scenario::new()
}

#[test]
fn entering_a_queue_opens_a_visit_and_so_does_an_assignment_with_a_group() {
    let ended = |scenario: Scenario| scenario.ended(50);
    check([
        case(
            "an assignment that carries a group, while none is open",
            session()
                .requested(0)
                .offered_in("Podpora", "Jana", 5)
                .accepted("Jana", 8),
        )
        .visits(["100.1 Podpora 5..8 3.000 answered"]),
        case(
            "not while one is open, even with another group",
            session()
                .queued("Podpora", 0)
                .offered_in("Reklamace", "Jana", 5)
                .accepted("Jana", 8),
        )
        .visits(["100.1 Podpora 0..8 8.000 answered"]),
        case(
            "an assignment's visit is left for another queue, too",
            session()
                .offered_in("Podpora", "Jana", 5)
                .entered("Reklamace", 8)
                .accepted("Jana", 9),
        )
        .visits([
            "100.1 Podpora 5..8 3.000 overflowed",
            "100.2 Reklamace 8..9 1.000 answered",
        ]),
        case(
            "entering the current group continues the visit",
            ended(
                session()
                    .queued("Podpora", 0)
                    .left_queue("Podpora", 10)
                    .entered("Podpora", 20),
            ),
        )
        .visits(["100.1 Podpora 0..50 50.000 ended"]),
        case(
            "nothing opens after the first acceptance",
            ended(
                session()
                    .queued("Podpora", 0)
                    .accepted("Jana", 5)
                    .entered("Reklamace", 20)
                    .offered_in("Prodej", "Petr", 30),
            ),
        )
        .visits(["100.1 Podpora 0..5 5.000 answered"]),
    ]);
}

#[test]
fn what_opens_no_visit_and_what_does_not_end_it() {
    let ended = |scenario: Scenario| scenario.ended(50);
    check([
        case(
            "an acceptance before any queue gives no visit",
            ended(
                session()
                    .requested(0)
                    .accepted("Jana", 5)
                    .entered("Podpora", 9),
            ),
        )
        .visits([]),
        case(
            "entering without a group is ignored",
            ended(
                session()
                    .requested(0)
                    .event("EnteredGroupQueue", 3, &[])
                    .entered("Podpora", 9),
            ),
        )
        .visits(["100.1 Podpora 9..50 41.000 ended"]),
        case(
            "an assignment without a group, a forward and a timeout open nothing",
            ended(
                session()
                    .requested(0)
                    .offered("Jana", 1)
                    .queue_timed_out("Podpora", 2)
                    .left_queue("Podpora", 3)
                    .forwarded_to_group("Jana", "Prodej", 4),
            ),
        )
        .visits([]),
        case(
            "timeouts and assignments do not end it",
            ended(
                session()
                    .queued("Podpora", 0)
                    .offered("Jana", 5)
                    .missed("Jana", 10)
                    .queue_timed_out("Podpora", 12)
                    .left_queue("Podpora", 12),
            ),
        )
        .visits(["100.1 Podpora 0..50 50.000 ended"]),
        case(
            "a group without a name",
            ended(session().event("EnteredGroupQueue", 0, &[("group", json!({"id": 77}))])),
        )
        .visits(["100.1 #77 0..50 50.000 ended"]),
    ]);
}

#[test]
fn an_invite_calls_in_a_second_operator() {
    let talking = || session().queued("Podpora", 0).accepted("Jana", 4).ended(90);
    let first = "100.1 Podpora 0..4 4.000 answered";
    check([
        case(
            "with an invited group",
            talking()
                .request(200)
                .invited_group("Jana", "Prodej", 60)
                .entered("Prodej", 60)
                .accepted("Eva", 68),
        )
        .visits([first, "invite 200.1 Prodej 60..68 8.000 answered"]),
        case(
            "with an invited user",
            talking()
                .request(200)
                .invited_user("Jana", "Eva", 60)
                .offered_in("Prodej", "Eva", 61)
                .accepted("Eva", 68),
        )
        .visits([first, "invite 200.1 Prodej 61..68 7.000 answered"]),
        case(
            "the invitation may come late, but before the acceptance",
            talking()
                .request(200)
                .queued("Prodej", 60)
                .invited_group("Jana", "Prodej", 61)
                .accepted("Eva", 68),
        )
        .visits([first, "invite 200.1 Prodej 60..68 8.000 answered"]),
        case(
            "after an acceptance it makes no invite",
            session()
                .queued("Podpora", 0)
                .accepted("Jana", 4)
                .invited_user("Jana", "Eva", 60)
                .ended(90),
        )
        .visits([first]),
        case(
            "an invite may be forwarded, but never abandoned",
            talking()
                .guest_left("LeftQueue")
                .request(200)
                .invited_group("Jana", "Prodej", 60)
                .entered("Prodej", 60)
                .queue_timed_out("Prodej", 62)
                .request(300)
                .queued("Fakturace", 63)
                .accepted("Petr", 65)
                .request(400)
                .invited_group("Petr", "Prodej", 70)
                .entered("Prodej", 71),
        )
        .visits([
            first,
            "invite 200.1 Prodej 60..62 2.000 forwarded",
            "300.1 Fakturace 63..65 2.000 answered",
            "invite 400.1 Prodej 71..90 19.000 ended",
        ]),
    ]);
}

#[test]
fn requests_come_in_the_order_of_their_first_events_and_may_lack_an_id() {
    check([
        case(
            "events without an id are together one request",
            session()
                .request(json!(null))
                .queued("Podpora", 0)
                .request(7)
                .requested(5)
                .request(json!(null))
                .entered("Reklamace", 10)
                .accepted("Jana", 12),
        )
        .visits([
            "-.1 Podpora 0..10 10.000 overflowed",
            "-.2 Reklamace 10..12 2.000 answered",
        ]),
        case(
            "a request may be taken up again",
            session()
                .request(300)
                .queued("Podpora", 0)
                .request(200)
                .queued("Prodej", 20)
                .request(300)
                .accepted("Jana", 30)
                .ended(50),
        )
        .visits([
            "300.1 Podpora 0..30 30.000 answered",
            "200.1 Prodej 20..50 30.000 ended",
        ]),
        case(
            "events are ordered by time, whatever their order in the file",
            session()
                .accepted("Jana", 9)
                .entered("Reklamace", 5)
                .entered("Podpora", 2)
                .requested(1),
        )
        .visits([
            "100.1 Podpora 2..5 3.000 overflowed",
            "100.2 Reklamace 5..9 4.000 answered",
        ]),
        case(
            "at one timestamp the order of the file holds",
            session()
                .queued("Reklamace", 0)
                .entered("Podpora", 0)
                .accepted("Jana", 0),
        )
        .visits([
            "100.1 Reklamace 0..0 0.000 overflowed",
            "100.2 Podpora 0..0 0.000 answered",
        ]),
    ]);
}

#[test]
fn visits_are_of_sessions_of_both_directions() {
    check([case(
        "an outgoing call that was queued",
        session()
            .source("OutgoingCall")
            .queued("Podpora", 0)
            .accepted("Jana", 5),
    )
    .session([("direction", "outbound"), ("entry_queue", "Podpora")])
    .visits(["100.1 Podpora 0..5 5.000 answered"])]);
}
