//! The table `sessions` (`phasebook guide figures`): the outcome of a session, its owner, the wait of the
//! guest, and the day of the session.

use serde_json::json;

use crate::harness::check::{Case, case, check};
use crate::harness::scenario::Scenario;

fn session() -> Scenario {
    Scenario::new()
}

/// A case about the outcome.
fn is(outcome: &'static str, name: &'static str, scenario: Scenario) -> Case {
    case(name, scenario).session([("outcome", outcome)])
}

/// A guest who left in this state, some time before the end.
fn left(state: &str) -> Scenario {
    session().guest_left(state).ended(60)
}

fn open() -> Scenario {
    session().status("IN_QUEUE")
}

#[test]
fn of_the_outcomes_blacklisted_and_answered_come_first() {
    let blacklisted = || session().status("BLACKLISTED");
    check([
        is(
            "blacklisted",
            "by status, even if accepted",
            blacklisted().accepted("Jana", 5),
        ),
        is(
            "blacklisted",
            "by status, even if the guest left",
            blacklisted().guest_left("LeftQueue"),
        ),
        is(
            "answered",
            "somebody accepted",
            session().accepted("Jana", 5),
        ),
        is(
            "answered",
            "started, without any routing",
            session().started(5),
        ),
        is(
            "answered",
            "an acceptance in an invite counts",
            session().invited_user("Jana", "Eva", 1).accepted("Eva", 2),
        ),
        is(
            "answered",
            "before blacklisted by the flag",
            session().field("blacklisted", true).started(5),
        ),
        is("answered", "while it goes on", open().accepted("Jana", 5)),
        is(
            "answered",
            "even if the guest is said to have left the queue",
            left("LeftQueue").started(5),
        ),
        is(
            "blacklisted",
            "by the flag",
            session().field("blacklisted", true),
        ),
        is(
            "blacklisted",
            "by the flag, while it goes on",
            open().field("blacklisted", true),
        ),
        is(
            "unanswered",
            "the flag says no",
            session().field("blacklisted", false),
        ),
    ]);
}

#[test]
fn then_comes_open_while_a_session_is_neither_closed_nor_ended() {
    check([
        is("open", "neither closed nor ended", open()),
        is(
            "open",
            "even if the guest left the queue",
            open().guest_left("LeftQueue"),
        ),
        is(
            "open",
            "even if the guest left before",
            open().guest_left("LeftBeforeQueue"),
        ),
        is(
            "open",
            "its routing ended",
            open().requested(0).routing_ended(9),
        ),
        is(
            "open",
            "a status that nobody knows",
            session().status("DREAMING"),
        ),
        is("open", "no status", session().without("status")),
        is("unanswered", "ended, whatever the status", open().ended(9)),
    ]);
}

#[test]
fn then_what_the_guest_did_then_a_chatbot_then_nothing() {
    check([
        is(
            "left_before_queue",
            "the guest left before the queue",
            left("LeftBeforeQueue"),
        ),
        is(
            "left_before_queue",
            "also a bot's guest",
            left("LeftBeforeQueue").with_chatbot(),
        ),
        is("abandoned", "the guest left the queue", left("LeftQueue")),
        is(
            "abandoned",
            "also a bot's guest",
            left("LeftQueue").with_chatbot(),
        ),
        is(
            "abandoned",
            "nobody knows how long the guest waited",
            session().guest_left("LeftQueue"),
        ),
        is(
            "bot_only",
            "a chatbot, and no operator was asked for",
            session().with_chatbot(),
        ),
        is(
            "bot_only",
            "only an invite was requested",
            session()
                .with_chatbot()
                .requested(1)
                .invited_user("Jana", "Eva", 1),
        ),
        is(
            "bot_only",
            "queued, but never requested",
            session().with_chatbot().entered("Podpora", 1),
        ),
        is(
            "unanswered",
            "a chatbot, then an operator was asked for",
            session().with_chatbot().requested(1),
        ),
        is(
            "unanswered",
            "no chatbot took part",
            session().field("chatbots", json!([])),
        ),
        is(
            "unanswered",
            "another end",
            left("LeftSession").requested(1),
        ),
    ]);
}

#[test]
fn the_direction_is_outbound_for_calls_out_campaigns_and_direct_chats() {
    let is = |direction, name, scenario| case(name, scenario).session([("direction", direction)]);
    check([
        is("outbound", "a call out", session().source("OutgoingCall")),
        is("outbound", "a campaign", session().source("Campaign")),
        is(
            "outbound",
            "a direct chat",
            session().field("isDirectChat", true),
        ),
        is(
            "inbound",
            "no direct chat",
            session().field("isDirectChat", false),
        ),
        is("inbound", "a call in", session().source("IncomingCall")),
        is("inbound", "a callback", session().source("Callback")),
        is(
            "inbound",
            "a source that nobody knows",
            session().source("Telepathy"),
        ),
        is("inbound", "no source", session().without("source")),
        is(
            "inbound",
            "a campaign's id makes no campaign",
            session().field("campaignId", 1),
        ),
    ]);
}

#[test]
fn the_owner_accepted_first_else_joined_first() {
    let owner = |name, scenario, owner| case(name, scenario).session([("owner", owner)]);
    let jana = "Jana Nováková";
    check([
        owner(
            "the first acceptance",
            session().accepted("Jana", 5).accepted("Petr", 6),
            jana,
        ),
        owner(
            "at one timestamp the first in the file",
            session().accepted("Jana", 5).accepted("Petr", 5),
            jana,
        ),
        owner(
            "not in an invite",
            session()
                .request(200)
                .invited_user("Karel", "Eva", 1)
                .accepted("Eva", 2)
                .request(100)
                .accepted("Jana", 5),
            jana,
        ),
        owner(
            "before who joined first",
            session().accepted("Jana", 5).joined("Petr", 1),
            jana,
        ),
        owner(
            "nobody accepted: the earliest to join",
            session().joined("Petr", 9).joined("Jana", 8),
            jana,
        ),
        owner(
            "joined at one timestamp: the first in the file",
            session().joined("Jana", 9).joined("Petr", 9),
            jana,
        ),
        owner(
            "only an invite was accepted",
            session()
                .invited_user("Jana", "Eva", 1)
                .accepted("Eva", 2)
                .joined("Jana", 1)
                .joined("Eva", 2),
            jana,
        ),
        owner(
            "the acceptance names nobody",
            session()
                .event("AcceptedByOperator", 5, &[])
                .joined("Jana", 6),
            jana,
        ),
        owner(
            "an entry without a user owns nothing",
            session()
                .joined("Petr", 1)
                .in_last_stint("userId", json!(null))
                .joined("Jana", 2),
            jana,
        ),
        owner(
            "an operator who never joined owns nothing",
            session().stint("Jana"),
            "",
        ),
        owner("nobody", session().offered("Jana", 5), ""),
    ]);
}

#[test]
fn the_queues_are_those_of_the_first_visit_and_of_the_first_acceptance() {
    let queues = |name, scenario, entry, answer| {
        case(name, scenario).session([("entry_queue", entry), ("answer_queue", answer)])
    };
    check([
        queues(
            "one queue",
            session().queued("Podpora", 0).accepted("Jana", 5),
            "Podpora",
            "Podpora",
        ),
        queues(
            "overflowed",
            session()
                .queued("Podpora", 0)
                .entered("Reklamace", 30)
                .accepted("Jana", 35),
            "Podpora",
            "Reklamace",
        ),
        queues(
            "never answered",
            session().queued("Podpora", 0).ended(9),
            "Podpora",
            "",
        ),
        queues(
            "straight to an operator",
            session()
                .requested(0)
                .offered("Jana", 1)
                .accepted("Jana", 2),
            "",
            "",
        ),
        queues(
            "an invite's visit is no entry, its acceptance no answer",
            session()
                .request(200)
                .invited_group("Jana", "Prodej", 1)
                .entered("Prodej", 1)
                .accepted("Eva", 2)
                .request(100)
                .queued("Podpora", 3)
                .entered("Reklamace", 6)
                .accepted("Jana", 9),
            "Podpora",
            "Reklamace",
        ),
        queues(
            "the first acceptance in time, of whichever request",
            session()
                .queued("Podpora", 0)
                .request(200)
                .queued("Reklamace", 5)
                .accepted("Petr", 8)
                .request(100)
                .accepted("Jana", 10),
            "Podpora",
            "Reklamace",
        ),
        queues(
            "the first acceptance came outside queues",
            session()
                .requested(0)
                .accepted("Jana", 2)
                .request(200)
                .queued("Podpora", 5)
                .accepted("Petr", 6),
            "Podpora",
            "",
        ),
    ]);
}

#[test]
fn operators_offers_and_forwards_are_counted() {
    check([
        case(
            "a long story",
            session()
                .queued("Podpora", 0)
                .offered("Jana", 1)
                .missed("Jana", 5)
                .offered("Petr", 6)
                .accepted("Petr", 7)
                .forwarded_to_group("Petr", "Prodej", 20)
                .forwarded_to_user("Petr", "Eva", 21)
                .forwarded_to_phone("Petr", 22)
                .joined("Petr", 7)
                .joined("Eva", 25)
                .joined("Petr", 30)
                .stint("Karel")
                .in_last_stint("userId", json!(null)),
        )
        .session([
            ("operators", "2"),
            ("offers", "2"),
            ("missed_offers", "1"),
            ("forwards", "3"),
            ("has_routing", "true"),
        ]),
        case("nothing at all", session()).session([
            ("operators", "0"),
            ("offers", "0"),
            ("missed_offers", "0"),
            ("forwards", "0"),
            ("has_routing", "false"),
        ]),
        case(
            "no usable event",
            session().raw_event(json!({"activityType": "RoutingEnded", "timestamp": null})),
        )
        .session([("has_routing", "false")]),
        case(
            "an event of an unknown type is usable",
            session().event("Teleported", 1, &[]),
        )
        .session([("has_routing", "true")]),
    ]);
}

#[test]
fn the_termination_reason_is_of_the_latest_end() {
    let reason =
        |name, scenario, reason| case(name, scenario).session([("termination_reason", reason)]);
    let typed = |kind: serde_json::Value| {
        session().field(
            "activities",
            json!([{"time": "2026-10-05T10:00:00Z", "type": kind, "terminationReason": 1}]),
        )
    };
    check([
        reason(
            "one end",
            session().session_ended(9, "GuestLeft"),
            "GuestLeft",
        ),
        reason(
            "the latest, wherever it stands",
            session()
                .session_ended(9, "GuestLeft")
                .session_ended(5, "OperatorLeft"),
            "GuestLeft",
        ),
        reason(
            "the type in any case",
            typed(json!("sessionENDED")),
            "GuestLeft",
        ),
        reason("the type by number", typed(json!(33)), "GuestLeft"),
        reason(
            "another activity is no end",
            typed(json!("ChatMessage")),
            "",
        ),
        reason(
            "a reason that nobody knows",
            session().session_ended(9, "Boredom"),
            "Boredom",
        ),
        reason("no end", session(), ""),
    ]);
}

#[test]
fn what_the_platform_says_is_passed_on() {
    let told = session()
        .channel("Phone")
        .source("IncomingCall")
        .field("companyId", 3)
        .field("departmentId", 5)
        .field("campaignId", 9)
        .field("widget", " Web, \"main\" ")
        .field("autoAccepted", true)
        .field("guestFeedbackStars", 4)
        .field("guestFeedbackScale", "nps")
        .guest_left("LeftSession")
        .guest_joined(1)
        .started(2)
        .ended(60.25);
    check([
        case("all of it", told).session([
            ("channel", "Phone"),
            ("source", "IncomingCall"),
            ("status", "CLOSED"),
            ("company_id", "3"),
            ("department_id", "5"),
            ("department", "#5"),
            ("campaign_id", "9"),
            ("widget", " Web, \"main\" "),
            ("auto_accepted", "true"),
            ("feedback_stars", "4"),
            ("feedback_scale", "NPS"),
            ("guest_left", "LeftSession"),
            ("created", "2026-10-05T10:00:00.000000+02:00"),
            ("guest_joined", "2026-10-05T10:00:01.000000+02:00"),
            ("started", "2026-10-05T10:00:02.000000+02:00"),
            ("ended", "2026-10-05T10:01:00.250000+02:00"),
        ]),
        case(
            "nothing of it",
            session().without("channel").without("source"),
        )
        .session([
            ("channel", ""),
            ("source", ""),
            ("company_id", ""),
            ("department", ""),
            ("campaign_id", ""),
            ("widget", ""),
            ("auto_accepted", ""),
            ("feedback_stars", ""),
            ("feedback_scale", ""),
            ("guest_left", ""),
            ("guest_joined", ""),
            ("ended", ""),
        ]),
    ]);
}
