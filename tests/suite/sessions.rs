//! The table `sessions` (section 3 of the contract): what became of a session, whose it is, how long
//! the guest waited, and which day it counts to.

use serde_json::json;

use crate::harness::check::{Case, case, check, check_with};
use crate::harness::scenario::Scenario;

fn session() -> Scenario {
    Scenario::new()
}

#[test]
fn the_outcome_is_the_first_that_fits() {
    let is = |outcome, name, scenario| case(name, scenario).session([("outcome", outcome)]);
    let blacklisted = || session().status("BLACKLISTED");
    let left = |state| session().guest_left(state).ended(60);
    let open = || session().status("IN_QUEUE");
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
fn an_abandoned_session_below_the_limit_is_a_short_abandon() {
    let waited = |seconds: f64| session().guest_left("LeftQueue").waited(seconds);
    let is = |outcome, name, scenario| case(name, scenario).session([("outcome", outcome)]);
    let ended = session().guest_left("LeftQueue").requested(1).ended(5.5);
    check([
        is("short_abandoned", "below", waited(4.999_999)),
        is("abandoned", "the limit does not belong to it", waited(5.0)),
        is("short_abandoned", "at once", waited(0.0)),
        is(
            "short_abandoned",
            "by the times, if the platform does not say",
            ended,
        ),
    ]);
    let limit = ["--short-abandon", "8s"];
    check_with(
        &limit,
        [],
        [
            is("short_abandoned", "below another limit", waited(7.9)),
            is("abandoned", "at another limit", waited(8.0)),
        ],
    );
    check_with(
        &["--short-abandon", "0"],
        [],
        [is("abandoned", "no limit", waited(0.0))],
    );
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
            "at one moment the first in the file",
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
            "joined at one moment: the first in the file",
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
fn the_speed_of_answer_is_from_the_first_request_to_the_first_acceptance_else_what_the_platform_says()
 {
    let speed = |name, scenario, seconds| {
        case(name, scenario).session([("speed_of_answer_s", seconds), ("wait_s", seconds)])
    };
    let waited = || session().waited(7);
    check([
        speed(
            "the formula",
            waited().requested(0.5).accepted("Jana", 9.25),
            "8.750",
        ),
        speed(
            "at once is zero",
            waited().requested(5).accepted("Jana", 5),
            "0.000",
        ),
        speed(
            "over several requests",
            waited()
                .requested(0)
                .request(200)
                .requested(60)
                .accepted("Jana", 70),
            "70.000",
        ),
        speed(
            "nothing was requested",
            waited().accepted("Jana", 9),
            "7.000",
        ),
        speed(
            "nobody accepted, but it started",
            waited().requested(0).started(9),
            "7.000",
        ),
        speed(
            "negative",
            waited().accepted("Jana", 9).requested(10),
            "7.000",
        ),
        speed("nobody says", session().started(9).ended(60), ""),
        speed(
            "an invite's request and acceptance do not count",
            waited()
                .request(200)
                .requested(0)
                .invited_user("Karel", "Eva", 0)
                .accepted("Eva", 1)
                .request(100)
                .requested(10)
                .accepted("Jana", 22),
            "12.000",
        ),
        speed(
            "only an invite was accepted",
            waited()
                .requested(0)
                .invited_user("Jana", "Eva", 0)
                .accepted("Eva", 1),
            "7.000",
        ),
    ]);
}

#[test]
fn the_wait_of_a_session_that_nobody_answered() {
    let wait = |name, scenario, seconds| {
        case(name, scenario).session([("wait_s", seconds), ("speed_of_answer_s", "")])
    };
    check([
        wait(
            "as the platform says",
            session().waited(7).requested(1).ended(50),
            "7.000",
        ),
        wait(
            "else from the first request to the end",
            session().requested(1).request(200).requested(20).ended(50),
            "49.000",
        ),
        wait(
            "else from the creation to the end",
            session().ended(50),
            "50.000",
        ),
        wait(
            "an invite's request does not count",
            session()
                .requested(1)
                .invited_user("Jana", "Eva", 1)
                .ended(50),
            "50.000",
        ),
        wait("negative", session().requested(10).ended(9), ""),
        wait("no end", session().requested(1), ""),
        wait("open", session().status("IN_QUEUE").requested(1), ""),
        wait(
            "open, and the platform says",
            session().status("IN_QUEUE").waited(7),
            "7.000",
        ),
    ]);
}

#[test]
fn in_sla_is_of_inbound_answered_sessions_and_the_threshold_belongs_to_it() {
    let in_sla = |name, scenario, value| case(name, scenario).session([("in_sla", value)]);
    let answered = |seconds: f64| session().requested(0).accepted("Jana", seconds);
    check([
        in_sla("below", answered(19.999_999), "true"),
        in_sla("at the threshold", answered(20.0), "true"),
        in_sla(
            "a microsecond above: compared before rounding",
            answered(20.000_001),
            "false",
        ),
        in_sla("unknown", session().started(5), "false"),
        in_sla("outbound", answered(5.0).source("OutgoingCall"), ""),
        in_sla(
            "not answered",
            session().guest_left("LeftQueue").waited(3),
            "",
        ),
    ]);
    check_with(
        &["--sla", "500ms"],
        [],
        [
            in_sla("at another threshold", answered(0.5), "true"),
            in_sla("above another threshold", answered(0.500_001), "false"),
        ],
    );
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

#[test]
fn the_day_is_the_local_date_of_the_creation() {
    let day =
        |name, moment: &str, day| case(name, Scenario::created_at(moment)).session([("day", day)]);
    let midnight = "2026-10-04T22:00:00Z";
    check([
        day("local midnight begins a day", midnight, "2026-10-05"),
        day(
            "a microsecond before is the day before",
            "2026-10-04T21:59:59.999999Z",
            "2026-10-04",
        ),
        day(
            "in winter an hour later",
            "2026-11-04T22:59:59Z",
            "2026-11-04",
        ),
        day(
            "as the offset says, not the clock",
            "2026-10-05T23:30:00-07:00",
            "2026-10-06",
        ),
    ]);
    check_with(
        &["--tz", "America/New_York"],
        [],
        [day("in another zone", midnight, "2026-10-04")],
    );
}

#[test]
fn the_day_may_be_that_of_the_answer_or_of_the_end() {
    let late = || Scenario::created_at("2026-10-05T23:59:50+02:00");
    let is = |day, name, scenario| case(name, scenario).session([("day", day)]);
    let (first, next, last) = ("2026-10-05", "2026-10-06", "2026-10-07");
    let answered: [Case; 5] = [
        is(
            next,
            "the first acceptance",
            late()
                .accepted("Jana", 10)
                .started(0)
                .accepted("Petr", 100_000),
        ),
        is(next, "else the start", late().started(10)),
        is(first, "else the creation", late().ended(10)),
        is(
            next,
            "not that of an invite",
            late()
                .request(200)
                .invited_user("Jana", "Eva", 1)
                .accepted("Eva", 2)
                .request(100)
                .accepted("Jana", 10),
        ),
        is(
            next,
            "only an invite was accepted: the start",
            late()
                .invited_user("Jana", "Eva", 1)
                .accepted("Eva", 2)
                .started(10),
        ),
    ];
    check_with(&["--day-of", "answered"], [], answered);
    check_with(
        &["--day-of", "ended"],
        [],
        [
            is(last, "the end", late().accepted("Jana", 10).ended(100_000)),
            is(first, "else the creation", late().accepted("Jana", 10)),
        ],
    );
}
