//! The sessions behind a figure, each with its role and the reason for that role.

use polars::prelude::{DataFrame, PolarsError};

use super::{CellRequest, FigureSession, Role};
use crate::explain::context::{SessionContext, by_rule};
use crate::explain::lengths;
use crate::explain::value::{Length, Seconds};
use crate::fact::Account;
use crate::ledger::plural;
use crate::model::{Download, DownloadKind, DownloadState, Id, Session};
use crate::phase::Measured;
use crate::report::{Breakdown, BreakdownPart, BreakdownRow, FigureDerivation, Share};
use crate::service_level::{LimitedOutcome, ServiceLevel};
use crate::time::Duration;

/// The sessions of the row.
pub(super) fn members(
    request: CellRequest<'_>,
    breakdown: &Breakdown,
) -> Result<Vec<FigureSession>, PolarsError> {
    let frame: &DataFrame = &request.facts.sessions.frame;
    let ids = frame.column("session_id")?.i64()?;
    let mut members = Vec::with_capacity(breakdown.parts.len());
    for part in &breakdown.parts {
        let session = ids.get(part.session_row).and_then(Id::new);
        let position = session.and_then(|session| request.joined.position(session));
        if let Some(position) = position {
            members.push(member(request, breakdown, *part, position));
        }
    }
    Ok(members)
}

fn member(
    request: CellRequest<'_>,
    breakdown: &Breakdown,
    part: BreakdownPart,
    position: usize,
) -> FigureSession {
    let counted = role(part.share);
    let (role, ..) = counted;
    let reason = |context: &SessionContext<'_>| match breakdown.length {
        Some(name) if role == Role::LeftOut => why_without(context, name, part.row),
        _ => why(context, breakdown, part, role),
    };
    let member = member_with(request, position, counted, reason);
    FigureSession {
        visit: match part.row {
            BreakdownRow::Visit(_, number) => Some(number),
            _ => None,
        },
        ..member
    }
}

/// The role of a session, how often it counts, and its duration in microseconds.
pub(super) type Counted = (Role, Option<u64>, Option<i64>);

/// A session with its role and the reason for it.
pub(super) fn member_with(
    request: CellRequest<'_>,
    position: usize,
    (role, count, value): Counted,
    reason: impl FnOnce(&SessionContext<'_>) -> String,
) -> FigureSession {
    let mut events = Vec::new();
    let dossier = request.joined.dossier(position, &mut events);
    let account = Account::new(request.plan, dossier.session, dossier, &mut |_| {});
    let context = SessionContext {
        plan: request.plan,
        dossier,
        account: &account,
        names: request.names,
        history: request.joined.history_place(position),
        path: &|_| String::new(),
    };
    let judged = account.judged();
    let length = |measured: Option<Measured>| measured.map(|measured| Seconds(measured.length()));
    let seconds = |micros: i64| Seconds(Duration::from_microseconds(micros));
    FigureSession {
        session_id: dossier.session.id.get(),
        role,
        count,
        value_s: value.map(seconds),
        rank: None,
        visit: None,
        reason: reason(&context),
        direction: dossier.session.direction().name(),
        outcome: account.outcome().name(),
        day: account.day().to_string(),
        entry_queue: judged
            .entry_queue
            .map_or_else(String::new, |queue| context.queue(queue).into_owned()),
        owner: judged
            .owner
            .map_or_else(String::new, |owner| context.operator(owner).into_owned()),
        wait_s: length(judged.wait),
        speed_of_answer_s: length(judged.speed_of_answer),
    }
}

/// The role that follows from a share.
pub(super) fn role(share: Share) -> Counted {
    match share {
        Share::Count(0) | Share::Value(None) => (Role::LeftOut, None, None),
        Share::Count(count) => (Role::Counted, Some(count), None),
        Share::Value(Some(value)) => (Role::Value, None, Some(value)),
        Share::Ratio(ratio) if ratio.numerator > 0 => (Role::Numerator, None, None),
        Share::Ratio(ratio) if ratio.denominator > 0 => (Role::DenominatorOnly, None, None),
        Share::Mean(mean) if mean.count > 0 => (Role::Value, None, i64::try_from(mean.sum).ok()),
        Share::Ratio(_) | Share::Mean(_) => (Role::LeftOut, None, None),
    }
}

/// Why a session counts as it does, from the decisions about it.
fn why(
    context: &SessionContext<'_>,
    breakdown: &Breakdown,
    part: BreakdownPart,
    role: Role,
) -> String {
    let direction = context.dossier.session.direction().name();
    if role == Role::LeftOut && direction == "outbound" && breakdown.column.is_of_inbound {
        return "outbound: only inbound sessions count".to_owned();
    }
    if part.row == BreakdownRow::Recordings {
        return recordings(context.dossier.session);
    }
    if let BreakdownRow::Visit(request, number) = part.row {
        let visits = context.account.visits.iter();
        let visit = visits.into_iter().find(|visit| {
            visit.request_id.map(Id::get) == request && i64::from(visit.number) == number
        });
        return visit.map_or_else(String::new, |visit| {
            format!("visit {number} {}", visit.exit.name())
        });
    }
    let by_rule = by_rule(context.scopes().threshold);
    let (outcome, threshold) = (context.account.outcome(), context.level().threshold);
    let told = described(context, outcome, threshold, &by_rule);
    match role {
        Role::LeftOut if matches!(breakdown.derivation, FigureDerivation::Mean(_)) => {
            format!("{told}: it has no value that could be averaged")
        }
        Role::LeftOut
            if matches!(breakdown.derivation, FigureDerivation::Rate { .. })
                && is_outside_hours(context.account) =>
        {
            format!("{told}, outside of opening hours")
        }
        Role::LeftOut if matches!(breakdown.derivation, FigureDerivation::Rate { .. }) => {
            format!("{told}: in neither part of the fraction")
        }
        _ => told,
    }
}

/// Describes a session in a few words: `answered after 23.400 s > 20 s`. `origin` is where the
/// threshold comes from, as a suffix.
pub(super) fn described(
    context: &SessionContext<'_>,
    outcome: LimitedOutcome,
    threshold: Duration,
    origin: &str,
) -> String {
    let judged = context.account.judged();
    let direction = match context.dossier.session.direction().name() {
        "inbound" => "",
        _ => "outbound, ",
    };
    let level = ServiceLevel {
        threshold,
        ..ServiceLevel::default()
    };
    let against = |length: Option<Measured>| {
        let length = length.map(Measured::length)?;
        let sign = if level.is_in(Some(length)) { "<=" } else { ">" };
        Some(format!(
            "{} s {sign} {threshold} s{origin}",
            Seconds(length)
        ))
    };
    let detail = match outcome {
        LimitedOutcome::Answered => against(judged.speed_of_answer).map_or_else(
            || ", speed unknown".to_owned(),
            |speed| format!(" after {speed}"),
        ),
        LimitedOutcome::Abandoned | LimitedOutcome::ShortAbandoned => against(judged.wait)
            .map_or_else(
                || ", wait unknown".to_owned(),
                |wait| format!(" after {wait}"),
            ),
        _ => String::new(),
    };
    let offers = match (outcome, judged.offers) {
        (LimitedOutcome::Abandoned | LimitedOutcome::ShortAbandoned, 0) => ", never offered",
        _ => "",
    };
    format!("{direction}{}{detail}{offers}", outcome.name())
}

/// Describes the recordings of a session in a few words: `2 recordings: 1 deleted, 1 available`.
fn recordings(session: &Session) -> String {
    let recordings = session.downloads.iter();
    let recordings: Vec<&Download> = recordings
        .filter(|download| matches!(download.kind, DownloadKind::Recording(_)))
        .collect();
    let in_state = |name: &&str| {
        let of_state = recordings.iter();
        let count = of_state.filter(|of| of.state.name() == *name).count();
        (count > 0).then(|| format!("{count} {name}"))
    };
    let states: Vec<String> = DownloadState::NAMES.iter().filter_map(in_state).collect();
    let count = plural(recordings.len() as u64, "recording");
    if states.is_empty() {
        "no recording".to_owned()
    } else {
        format!("{count}: {}", states.join(", "))
    }
}

/// Whether a session was offered outside of the hours that the service level covers.
fn is_outside_hours(account: &Account<'_, '_>) -> bool {
    account.offered().is_some_and(|offered| !offered.in_level)
}

/// Why a session, or an operator or a visit of the session, has no value.
fn why_without(context: &SessionContext<'_>, name: &str, row: BreakdownRow) -> String {
    let found: Option<Length> = match row {
        BreakdownRow::Session | BreakdownRow::Recordings => lengths::phases(context)
            .into_iter()
            .find(|length| length.name == name),
        BreakdownRow::Operator(user) => Id::new(user).and_then(|user| {
            lengths::operator(context, user)
                .into_iter()
                .find(|length| length.name == name)
        }),
        BreakdownRow::Visit(request, number) => {
            let visits = context.account.visits.iter().zip(lengths::visits(context));
            visits
                .into_iter()
                .find(|(visit, _)| {
                    visit.request_id.map(Id::get) == request && i64::from(visit.number) == number
                })
                .map(|(_, length)| length)
        }
    };
    found
        .and_then(|length| length.empty)
        .unwrap_or_else(|| "it has no value".to_owned())
}

/// Sorts the members by role, value and session, and ranks those that are values.
pub(super) fn rank(members: &mut [FigureSession]) {
    members.sort_by_key(|member| (member.role, member.value_s, member.session_id, member.visit));
    let mut next = 1;
    for member in members {
        if member.role == Role::Value {
            member.rank = Some(next);
            next += 1;
        }
    }
}
