//! The registry of metrics: name, definition and arithmetic of each, in the order of the columns.
//! Columns, the tables of the guide, reports and explanations derive from it.

use super::{
    Deciding, Measure, Metric, MetricSource, OperatorCounts, Quotient, SessionCounts, VisitCounts,
};
use crate::service_level::{Formula, Ratio, ServiceCounts};

const ALL_SESSIONS: &str = "sessions of both directions";
const INBOUND: &str = "inbound sessions";
const OFFERED: &str = "inbound offered sessions";
const OWN_ROWS: &str = "the operator's rows in session_operators, whoever owned the session";
const OWN_VISITS: &str =
    "the queue's rows in queue_visits, invites aside, whichever queue the session entered first";

const fn ratio(numerator: u64, denominator: u64) -> Ratio {
    Ratio {
        numerator,
        denominator,
    }
}

const fn abandons(of: &ServiceCounts) -> u64 {
    of.abandoned + of.short_abandoned
}

type OfSessions = Metric<SessionCounts>;
type OfOperators = Metric<OperatorCounts>;
type OfVisits = Metric<VisitCounts>;

/// The metrics of sessions, in every report.
pub(in crate::report) const SESSION_METRICS: &[Metric<SessionCounts>] = &[
    OfSessions::count("sessions", |of| of.sessions, "Sessions of the row.")
        .population(ALL_SESSIONS),
    OfSessions::count("inbound", |of| of.inbound, "Those begun by the guest.")
        .population(ALL_SESSIONS)
        .formula("direction = inbound"),
    OfSessions::count(
        "outbound",
        |of| of.outbound,
        "Those begun by the contact centre.",
    )
    .population(ALL_SESSIONS)
    .formula("direction = outbound"),
    OfSessions::count(
        "offered",
        |of| of.service.offered(),
        "Inbound sessions that asked for an operator and are over.",
    )
    .inbound(INBOUND)
    .formula("answered + abandoned + short_abandoned + unanswered"),
    OfSessions::count(
        "answered",
        |of| of.service.answered,
        "Inbound sessions that an operator accepted or started.",
    )
    .inbound(INBOUND)
    .formula("outcome = answered"),
    OfSessions::count(
        "abandoned",
        |of| of.service.abandoned,
        "Inbound sessions whose guest left while waiting, at or above the short-abandon limit.",
    )
    .depends_on(&[Deciding::ShortAbandon])
    .inbound(INBOUND)
    .formula("outcome = abandoned")
    .boundary("a wait of exactly the limit, or an unknown one, is abandoned"),
    OfSessions::count(
        "short_abandoned",
        |of| of.service.short_abandoned,
        "Inbound sessions whose guest left while waiting, below the short-abandon limit.",
    )
    .depends_on(&[Deciding::ShortAbandon])
    .inbound(INBOUND)
    .formula("outcome = short_abandoned")
    .boundary("a wait of exactly the limit, or an unknown one, is no short abandon"),
    OfSessions::count(
        "unanswered",
        |of| of.service.unanswered,
        "Inbound sessions that ended without an answer for another reason.",
    )
    .inbound(INBOUND)
    .formula("outcome = unanswered"),
    OfSessions::count(
        "left_before_queue",
        |of| of.left_before_queue,
        "Inbound sessions whose guest left before routing.",
    )
    .inbound(INBOUND)
    .formula("outcome = left_before_queue"),
    OfSessions::count(
        "bot_only",
        |of| of.bot_only,
        "Inbound sessions that a chatbot handled alone.",
    )
    .inbound(INBOUND)
    .formula("outcome = bot_only"),
    OfSessions::count(
        "blacklisted",
        |of| of.blacklisted,
        "Refused sessions of both directions.",
    )
    .population(ALL_SESSIONS)
    .formula("outcome = blacklisted"),
    OfSessions::count(
        "open",
        |of| of.open,
        "Sessions of both directions that were not over when the dump was made.",
    )
    .population(ALL_SESSIONS)
    .formula("outcome = open"),
    OfSessions::count(
        "answered_in",
        |of| of.service.answered_in,
        "Inbound sessions answered within the threshold.",
    )
    .depends_on(&[Deciding::Threshold])
    .inbound(INBOUND)
    .formula("outcome = answered and speed_of_answer <= threshold")
    .boundary("exactly the threshold is in; an unknown speed is not"),
    OfSessions::count(
        "abandoned_in",
        |of| of.service.abandoned_in,
        "Inbound abandoned sessions, short or not, that left within the threshold.",
    )
    .depends_on(&[Deciding::Threshold])
    .inbound(INBOUND)
    .formula("outcome = abandoned or short_abandoned, and wait <= threshold")
    .boundary("exactly the threshold is in; an unknown wait is not"),
    OfSessions::count(
        "abandoned_unoffered",
        |of| of.abandoned_unoffered,
        "Inbound abandoned sessions, short or not, that were never offered to an operator.",
    )
    .inbound(INBOUND)
    .formula("outcome = abandoned or short_abandoned, without a row in offers"),
    OfSessions::count(
        "auto_accepted",
        |of| of.auto_accepted,
        "Inbound answered sessions that the platform accepted for the operator.",
    )
    .inbound(INBOUND)
    .formula("outcome = answered and session.autoAccepted"),
    OfSessions::rate(
        "service_level",
        |of, formula| formula.ratio(&of.level),
        Formula::arithmetic,
        "The share of sessions answered in time, by the formula set with --sla-formula.",
    )
    .depends_on(&[Deciding::Threshold, Deciding::ShortAbandon, Deciding::LevelHours, Deciding::Formula])
    .inbound(OFFERED)
    .boundary("an answer after exactly the threshold is in time; with --sla-hours open only of sessions in opening hours")
    .empty("the denominator is 0"),
    OfSessions::rate(
        "answer_rate",
        |of, _| ratio(of.service.answered, of.service.offered()),
        |_| "answered / offered",
        "The share of offered sessions that were answered.",
    )
    .inbound(OFFERED)
    .empty("nothing was offered"),
    OfSessions::rate(
        "abandon_rate",
        |of, _| ratio(abandons(&of.service), of.service.offered()),
        |_| "(abandoned + short_abandoned) / offered",
        "The share of offered sessions whose guest gave up.",
    )
    .inbound(OFFERED)
    .empty("nothing was offered"),
    OfSessions::mean("asa", |of| of.speed, "Average speed of answer.")
        .inbound("inbound answered sessions that have a speed_of_answer")
        .formula("mean of speed_of_answer")
        .empty("no session has one"),
    OfSessions::greatest(
        "max_wait",
        |of| of.max_wait,
        "The longest wait of inbound offered sessions.",
    )
    .inbound(OFFERED)
    .formula("greatest wait")
    .empty("no session has one"),
    OfSessions::mean("aht", |of| of.handled, "Average handling time.")
        .population("answered sessions of both directions that have active")
        .formula("mean of active + acw, an empty acw counting 0")
        .empty("no session has active"),
];

/// The metrics of guests' feedback, in reports where `--columns` names them.
pub(in crate::report) const FEEDBACK_METRICS: &[Metric<SessionCounts>] = &[
    OfSessions::count(
        "feedback_n",
        |of| of.likert,
        "Ratings by guests on the scale Likert.",
    )
    .population(ALL_SESSIONS)
    .formula("feedback_scale = Likert, with feedback_stars"),
    OfSessions::quotient(
        "feedback_mean",
        |of| Quotient {
            numerator: of.likert_stars,
            denominator: of.likert,
        },
        "The mean rating by guests on the scale Likert.",
    )
    .population("sessions of both directions rated on the scale Likert")
    .formula("sum of feedback_stars / feedback_n")
    .empty("there is no rating"),
    OfSessions::count(
        "nps_n",
        |of| of.nps,
        "Ratings by guests on the scale NPS, 0 to 10.",
    )
    .population(ALL_SESSIONS)
    .formula("feedback_scale = NPS, with feedback_stars of 0 to 10"),
    OfSessions::quotient(
        "nps",
        |of| Quotient {
            numerator: (i128::from(of.promoters) - i128::from(of.detractors)) * 100,
            denominator: of.nps,
        },
        "Net promoter score, -100 to 100: promoters in a hundred less detractors in a hundred.",
    )
    .population("sessions of both directions rated on the scale NPS")
    .formula("100 * (promoters - detractors) / nps_n")
    .boundary("9 and 10 are promoters, 0 to 6 detractors")
    .empty("there is no rating"),
];

/// The metrics of operators, in reports with the dimension `operator` or `team`.
pub(in crate::report) const OPERATOR_METRICS: &[Metric<OperatorCounts>] = &[
    OfOperators::count(
        "handled_sessions",
        |of| of.handled_sessions,
        "Sessions that the operator joined.",
    )
    .population(OWN_ROWS)
    .formula("rows with joined"),
    OfOperators::count("offers", |of| of.offers, "Offers to the operator.")
        .population(OWN_ROWS)
        .formula("sum of offers"),
    OfOperators::count(
        "accepted_offers",
        |of| of.accepted_offers,
        "Those accepted.",
    )
    .population(OWN_ROWS)
    .formula("sum of accepted_offers"),
    OfOperators::count("missed_offers", |of| of.missed_offers, "Those missed.")
        .population(OWN_ROWS)
        .formula("sum of missed_offers"),
    OfOperators::count(
        "forwarded_out",
        |of| of.forwarded_out,
        "How often the operator forwarded a session.",
    )
    .population(OWN_ROWS)
    .formula("sum of forwarded_out"),
];

/// The metrics of queues, in reports with the dimension `queue` but not `operator` or `team`.
pub(in crate::report) const VISIT_METRICS: &[Metric<VisitCounts>] = &[
    OfVisits::count(
        "visits",
        |of| of.visits,
        "Visits of the queue, invites aside.",
    )
    .population(OWN_VISITS),
    OfVisits::count(
        "visits_answered",
        |of| of.answered,
        "Those in which an operator accepted.",
    )
    .population(OWN_VISITS)
    .formula("exit = answered"),
    OfVisits::count(
        "visits_overflowed",
        |of| of.overflowed,
        "Those that went on to another queue.",
    )
    .population(OWN_VISITS)
    .formula("exit = overflowed"),
    OfVisits::count(
        "visits_abandoned",
        |of| of.abandoned,
        "Those in which the guest left.",
    )
    .population(OWN_VISITS)
    .formula("exit = abandoned"),
    OfVisits::count(
        "visits_forwarded",
        |of| of.forwarded,
        "Those that ended unaccepted, with a later request behind.",
    )
    .population(OWN_VISITS)
    .formula("exit = forwarded"),
    OfVisits::count("visits_ended", |of| of.ended, "Those that ended otherwise.")
        .population(OWN_VISITS)
        .formula("exit = ended"),
    OfVisits::count(
        "visits_open",
        |of| of.open,
        "Those not over when the dump was made.",
    )
    .population(OWN_VISITS)
    .formula("exit = open"),
];

macro_rules! measures {
    ($source:ident: $($name:literal $column:literal $meaning:literal)+) => {
        &[$(Measure { source: MetricSource::$source, name: $name, column: $column, meaning: $meaning },)+]
    };
}

/// The phases of sessions of both directions, in every report.
pub(in crate::report) const PHASES: &[Measure] = measures! { Sessions:
    "created" "created_us" "From creation to the beginning of routing."
    "in_queue" "in_queue_us" "From the beginning of routing to the first assignment."
    "waiting" "waiting_us" "From the first assignment to the first acceptance."
    "bcw" "bcw_us" "Before-call work."
    "active" "active_us" "The platform's length of the session."
    "acw" "acw_us" "After-call work of the session."
    "ring" "ring_us" "From creation to the guest's joining."
    "waited" "waited_us" "The platform's waiting time."
};

/// The operator's own phases, placed after [`OPERATOR_METRICS`].
pub(in crate::report) const OPERATOR_PHASES: &[Measure] = measures! { Operators:
    "handling" "handling_us" "The operator's time in sessions."
    "operator_acw" "operator_acw_us" "The operator's after-call work."
    "operator_queue" "operator_queue_us" "From the operator's first assignment to anyone's first acceptance."
};

/// The duration of visits, placed after [`VISIT_METRICS`].
pub(in crate::report) const VISIT_LENGTH: &[Measure] = measures! { Visits:
    "visit" "duration_us" "The length of the visits."
};
