//! The decisions about a session, each with the rule behind it.

use super::context::{SessionContext, by_rule};
use super::value::{Seconds, Verdict};
use crate::model::api_enum::ApiEnum;
use crate::model::session::Direction;
use crate::model::{Coded, RoutingActivity};
use crate::phase::{
    Decision, Mark, Measured, Origin, Outcome, Property, Visit, answer_visit, entry_visit, owner,
};

const NO_SPEED: &str = "the history has no request and acceptance outside invites in this order, and \
                        session.waited is absent";

/// All verdicts, in the order in which they are shown.
pub(super) fn verdicts(context: &SessionContext<'_>) -> Vec<Verdict> {
    let judged = context.account.judged();
    let is_answered = judged.outcome == Outcome::Answered;
    let mut verdicts = vec![
        verdict(
            "outcome",
            Some(context.account.outcome().name().to_owned()),
            outcome(context),
        ),
        measured(
            context,
            "wait",
            judged.wait,
            if is_answered {
                NO_SPEED
            } else {
                "session.waited is absent, and the session has no session.ended after its request"
            },
        ),
        measured(
            context,
            "speed_of_answer",
            judged.speed_of_answer,
            if is_answered {
                NO_SPEED
            } else {
                "only answered sessions have one"
            },
        ),
        service_level(context),
        direction(context),
        queue(
            context,
            "entry_queue",
            entry_visit(&context.account.visits),
            "the first visit outside invites",
            "the session visited no queue",
        ),
        queue(
            context,
            "answer_queue",
            answer_visit(&context.account.routing, &context.account.visits),
            "the visit that the first acceptance outside invites came in",
            "nobody accepted while a queue was visited",
        ),
        whose(context),
        day(context),
    ];
    verdicts.extend(in_hours(context));
    verdicts
}

const fn verdict(name: &'static str, value: Option<String>, because: String) -> Verdict {
    Verdict {
        name,
        value,
        because,
    }
}

/// A mark with its time and origin: `AcceptedByOperator at 10:00:31.000 (history[4])`.
fn at(context: &SessionContext<'_>, mark: Mark) -> String {
    let located = context.located(mark);
    let clock = &located.clock;
    match mark.origin {
        Origin::Event(_) => format!("{} at {clock} ({})", context.event(mark), located.origin),
        _ => format!("{} at {clock}", located.origin),
    }
}

fn outcome(context: &SessionContext<'_>) -> String {
    let status = context
        .dossier
        .session
        .status
        .map_or("absent", |status| status.text(context.names.texts()));
    match context.account.judged().decision {
        Decision::BlacklistedStatus => "its status is BLACKLISTED".to_owned(),
        Decision::Accepted(mark) => format!("an operator accepted: {}", at(context, mark)),
        Decision::Started(mark) => format!(
            "no operator accepted, but it was started: {}",
            at(context, mark)
        ),
        Decision::BlacklistedMark => "not answered, and session.blacklisted is true".to_owned(),
        Decision::NotClosed => format!(
            "not answered, and not over when the dump was made: status {status}, no session.ended"
        ),
        Decision::LeftBeforeQueue => {
            "not answered, and guestLeftSession is LeftBeforeQueue".to_owned()
        }
        Decision::LeftQueue => format!(
            "not answered, and guestLeftSession is LeftQueue; {}",
            short_abandon(context)
        ),
        Decision::BotOnly => format!(
            "not answered; a chatbot took part, and there is no {} outside invites",
            RoutingActivity::RoutingRequestCreated.name()
        ),
        Decision::Nothing => {
            let left = context
                .dossier
                .session
                .guest_left
                .map_or("absent", |left| left.text(context.names.texts()));
            format!(
                "not answered, and no other rule fits: status {status}, guestLeftSession {left}"
            )
        }
    }
}

fn short_abandon(context: &SessionContext<'_>) -> String {
    let level = context.level();
    let by_rule = by_rule(context.scopes().short_abandon);
    let limit = format!(
        "the short-abandon limit of {} s{by_rule}",
        level.short_abandon
    );
    match context.account.judged().wait.map(Measured::length) {
        None => format!("the wait is unknown, so {limit} is not applied"),
        wait @ Some(length) if level.is_short(wait) => {
            format!("the wait of {} s is below {limit}", Seconds(length))
        }
        Some(length) => format!("the wait of {} s is not below {limit}", Seconds(length)),
    }
}

fn measured(
    context: &SessionContext<'_>,
    name: &'static str,
    measured: Option<Measured>,
    missing: &str,
) -> Verdict {
    let because = match measured {
        None => missing.to_owned(),
        Some(Measured::Between(from, to)) => format!("{} - {}", at(context, to), at(context, from)),
        Some(Measured::Given(property, _)) => {
            let why = if context.account.judged().outcome == Outcome::Answered {
                ", since the history has no request and acceptance outside invites in this order"
            } else {
                ""
            };
            format!("session.{}{why}", property.name())
        }
    };
    let value = measured.map(|measured| format!("{} s", Seconds(measured.length())));
    verdict(name, value, because)
}

fn service_level(context: &SessionContext<'_>) -> Verdict {
    let judged = context.account.judged();
    let threshold = context.level().threshold;
    let by_rule = by_rule(context.scopes().threshold);
    let speed = judged.speed_of_answer.map(Measured::length);
    let offered = context.account.offered();
    let in_sla = offered.and_then(|offered| offered.in_sla());
    let because = match (in_sla, speed) {
        (None, _) if judged.outcome == Outcome::Answered => {
            "it is outbound: only inbound sessions are judged".to_owned()
        }
        (None, _) => "it was not answered: only answered sessions are in time or late".to_owned(),
        (Some(_), None) => "its speed of answer is not known, which is not in time".to_owned(),
        (Some(true), Some(speed)) => format!(
            "speed_of_answer {} s <= threshold {threshold} s{by_rule}",
            Seconds(speed)
        ),
        (Some(false), Some(speed)) => format!(
            "speed_of_answer {} s > threshold {threshold} s{by_rule}",
            Seconds(speed)
        ),
    };
    let value = in_sla.map(|is_in| if is_in { "in time" } else { "late" }.to_owned());
    if offered.is_some_and(|offered| !offered.in_level) {
        let because = "it began outside of opening hours, and --sla-hours is open".to_owned();
        return verdict("service_level", None, because);
    }
    verdict("service_level", value, because)
}

/// Whether routing began in opening hours; `None` if no opening hours are set for the session's entry queue.
fn in_hours(context: &SessionContext<'_>) -> Option<Verdict> {
    let is_in = context.account.in_hours()?;
    let judged = context.account.judged();
    let created = Mark::session(Property::Created, context.dossier.session.created);
    let began = judged.requested.unwrap_or(created);
    let hours = match judged.entry_queue {
        Some(queue) => format!("the hours of {}", context.queue(queue)),
        None => "the hours by default, without an entry queue".to_owned(),
    };
    let local = context.plan.zone.local(began.at);
    let value = if is_in { "yes" } else { "no" };
    let side = if is_in { "within" } else { "outside of" };
    Some(verdict(
        "in_hours",
        Some(value.to_owned()),
        format!("{} on {} is {side} {hours}", at(context, began), local.day),
    ))
}

fn direction(context: &SessionContext<'_>) -> Verdict {
    let session = context.dossier.session;
    let source = session.source.map_or("absent", |source| {
        Coded::text(source, context.names.texts())
    });
    let because = if session.is_direct_chat {
        "session.isDirectChat: an operator began it".to_owned()
    } else {
        format!("session.source is {source}")
    };
    let direction: Direction = session.direction();
    verdict("direction", Some(direction.name().to_owned()), because)
}

fn queue(
    context: &SessionContext<'_>,
    name: &'static str,
    visit: Option<&Visit>,
    rule: &str,
    missing: &str,
) -> Verdict {
    let Some(visit) = visit else {
        return verdict(name, None, missing.to_owned());
    };
    let opened = Mark::event(visit.opened_at, &context.dossier.events[visit.opened_at]);
    verdict(
        name,
        Some(context.queue(visit.queue_id).into_owned()),
        format!("{rule}: {}", at(context, opened)),
    )
}

fn whose(context: &SessionContext<'_>) -> Verdict {
    let routing = &context.account.routing;
    let accepted = routing.first_waiting(RoutingActivity::AcceptedByOperator);
    match owner(context.dossier, accepted) {
        None => verdict(
            "owner",
            None,
            "no acceptance outside invites names an operator, and nobody joined".to_owned(),
        ),
        Some((user, mark)) => {
            let rule = match mark.origin {
                Origin::Event(_) => "the operator of the first acceptance outside invites",
                _ => {
                    "no acceptance outside invites names an operator; this one was the first to join"
                }
            };
            let name = context.operator(user).into_owned();
            verdict(
                "owner",
                Some(name),
                format!("{rule}: {}", at(context, mark)),
            )
        }
    }
}

fn day(context: &SessionContext<'_>) -> Verdict {
    let mark = context.account.day_mark();
    let which = match (context.plan.day_of.name(), mark.origin) {
        ("created", _) => String::new(),
        (wanted, Origin::Session(Property::Created)) => {
            format!(", since the timestamp of --day-of {wanted} is not known")
        }
        (wanted, _) => format!(", by --day-of {wanted}"),
    };
    let local = context.located(mark).local;
    verdict(
        "day",
        Some(context.account.day().to_string()),
        format!(
            "{} is {local} in {}{which}",
            match mark.origin {
                Origin::Event(_) => context.event(mark),
                _ => context.located(mark).origin,
            },
            context.plan.zone.name()
        ),
    )
}
