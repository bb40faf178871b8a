//! The complete explanation of one session.

use polars::prelude::PolarsError;
use serde::Serialize;

use super::context::SessionContext;
use super::copies::{Copy, Telling};
use super::report_rows::{ReportRow, report_rows};
use super::states::{self, StatePassage};
use super::value::{Length, Noted, TimelineEntry, Verdict, as_map};
use super::{lengths, timeline, verdicts, waits};
use crate::dossiers::Dossiers;
use crate::fact::{Account, facts};
use crate::ledger::{Code, Problem, Tally};
use crate::model::{DirectoryKind, Id, Place};
use crate::names::Names;
use crate::read::Loaded;
use crate::report::{ReportPlan, reports, selection};
use crate::settings::Resolved;

/// Everything that is known about one session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Story {
    pub session_id: i64,
    /// The time zone of all local times.
    pub tz: &'static str,
    /// Whether the session's day lies in the period; if not, the session counts in no report.
    pub in_period: bool,
    /// Why the settings leave the session out; `None` if they do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<&'static str>,
    /// Properties of the session as in the record.
    #[serde(serialize_with = "as_map")]
    pub properties: Vec<(&'static str, String)>,
    pub verdicts: Vec<Verdict>,
    pub timeline: Vec<TimelineEntry>,
    pub phases: Vec<Length>,
    /// The states in their order, including those that the session skipped.
    pub states: Vec<StatePassage>,
    /// The whole wait and its parts; empty without a routing request that is not an invite.
    pub waits: Vec<Length>,
    pub visits: Vec<Length>,
    pub offers: Vec<Length>,
    pub operators: Vec<Length>,
    /// All records of the session, then all of its history, each time the record that counts first.
    pub copies: Vec<Copy>,
    /// The problems that the ledger has for the session.
    pub problems: Vec<Noted>,
    /// The report rows in which the session counts; empty if it is outside of the period or left out.
    pub reports: Vec<ReportRow>,
}

/// Explains the session that a dump was read for; `None` if the dump does not have it. `is_own`
/// tells whether a file is named after the session.
///
/// # Errors
///
/// Fails if there is not enough memory.
pub fn tell(
    resolved: &Resolved,
    report_plan: &ReportPlan,
    session: Id,
    loaded: Loaded,
    path: &dyn Fn(u32) -> String,
    is_own: &dyn Fn(u32) -> bool,
) -> Result<Option<Story>, PolarsError> {
    let telling = Telling {
        zone: resolved.zone(),
        path,
    };
    let mut copies = telling.sessions(&loaded.sessions);
    copies.extend(telling.histories(&loaded.histories));
    let places = places(&loaded);
    let Dossiers {
        mut joined,
        mut names,
        mut tally,
        ..
    } = Dossiers::from_loaded(loaded);
    let plan = &resolved.apply(&mut joined, &mut names);
    let Some(position) = joined.position(session) else {
        return Ok(None);
    };
    let facts = facts(plan, &mut tally, &joined, &names, &selection(report_plan))?;
    let reports = reports(plan, report_plan, &facts, &names)?;
    let mut events = Vec::new();
    let dossier = joined.dossier(position, &mut events);
    let account = Account::new(plan, dossier.session, dossier, &mut |_| {});
    let context = SessionContext {
        plan,
        dossier,
        account: &account,
        names: &names,
        history: joined.history_place(position),
        path,
    };
    let judged = account.judged();
    let left_out = plan
        .left_out
        .reason(judged.entry_queue, judged.answer_queue, judged.owner);
    let in_period = plan.period.contains(account.day());
    Ok(Some(Story {
        session_id: session.get(),
        tz: plan.zone.name(),
        in_period,
        left_out,
        properties: properties(&context),
        verdicts: verdicts::verdicts(&context),
        timeline: timeline::timeline(&context),
        phases: lengths::phases(&context),
        states: states::states(&context),
        waits: waits::waits(&context),
        visits: lengths::visits(&context),
        offers: lengths::offers(&context),
        operators: lengths::operators(&context),
        copies,
        problems: problems(session, &tally, &names, &places, path, is_own),
        reports: if in_period && left_out.is_none() {
            report_rows(&reports, plan.zone)?
        } else {
            Vec::new()
        },
    }))
}

fn places(loaded: &Loaded) -> Vec<Place> {
    let sessions = loaded
        .sessions
        .iter()
        .flatten()
        .map(|session| session.place);
    let histories = loaded
        .histories
        .iter()
        .flatten()
        .map(|history| history.place);
    sessions.chain(histories).collect()
}

fn properties(context: &SessionContext<'_>) -> Vec<(&'static str, String)> {
    let session = context.dossier.session;
    let texts = context.names.texts();
    let named = |kind, id: Option<Id>| id.map(|id| context.whose(kind, id).to_string());
    let all = [
        (
            "channel",
            session.channel.map(|value| value.text(texts).to_owned()),
        ),
        (
            "source",
            session.source.map(|value| value.text(texts).to_owned()),
        ),
        (
            "status",
            session.status.map(|value| value.text(texts).to_owned()),
        ),
        (
            "department",
            named(DirectoryKind::Department, session.department_id),
        ),
        (
            "campaign",
            named(DirectoryKind::Campaign, session.campaign_id),
        ),
        (
            "widget",
            session.widget.map(|widget| texts.get(widget).to_owned()),
        ),
        (
            "guest_left",
            session.guest_left.map(|value| value.text(texts).to_owned()),
        ),
        (
            "dial_result",
            session
                .dial_result
                .map(|value| value.text(texts).to_owned()),
        ),
        (
            "termination_reason",
            session
                .termination_reason
                .map(|value| value.text(texts).to_owned()),
        ),
    ];
    all.into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

/// The problems that name the session, those of its files that name no session, and those that are noted once per
/// run. As only this session was read, the latter are about it too.
fn problems(
    session: Id,
    tally: &Tally,
    names: &Names,
    places: &[Place],
    path: &dyn Fn(u32) -> String,
    is_own: &dyn Fn(u32) -> bool,
) -> Vec<Noted> {
    let in_its_files = |problem: &Problem| {
        problem
            .file
            .is_some_and(|file| is_own(file) || places.iter().any(|place| place.file == file))
            && !matches!(problem.code, Code::Unrecognised)
    };
    let mut own: Vec<&Problem> = tally
        .problems
        .iter()
        .filter(|problem| match problem.session_id {
            Some(id) => id == session,
            None => in_its_files(problem),
        })
        .collect();
    own.sort_unstable();
    let noted = |code: Code, detail: String| Noted {
        is_own: true,
        severity: code.severity().name(),
        code: code.name(),
        file: None,
        line: None,
        detail,
        meaning: code.meaning(),
    };
    let mut all: Vec<Noted> = own
        .into_iter()
        .map(|problem| Noted {
            is_own: problem.session_id.is_some() || problem.file.is_none(),
            file: problem.file.map(path),
            line: problem.line,
            ..noted(problem.code, problem.detail.clone())
        })
        .collect();
    // A property that all sessions lack says nothing about this session.
    let of_run = tally.notes_of_run(names.texts()).into_iter();
    let of_run = of_run.filter(|problem| problem.code != Code::MissingProperty);
    all.extend(of_run.map(|problem| noted(problem.code, problem.detail)));
    all
}
