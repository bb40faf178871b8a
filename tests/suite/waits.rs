//! The wait of a session's guest, its meaning for the service level, and the day of the session
//! (`phasebook guide figures`).

use crate::harness::check::{Case, case, check, check_with};
use crate::harness::scenario::Scenario;

fn session() -> Scenario {
    Scenario::new()
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
fn the_day_is_the_local_date_of_the_creation() {
    let day = |name, timestamp: &str, day| {
        case(name, Scenario::created_at(timestamp)).session([("day", day)])
    };
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
