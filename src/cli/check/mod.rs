//! `phasebook check`: is a dump fit for a report?

mod tell;

use std::collections::HashSet;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde_json::{Value, json};

use super::args::CommonArgs;
use super::output::OutputPlan;
use super::parse::{UsageError, parse_share};
use super::pipeline::{self, Resolved};
use super::resolve::{self, CommonPlan, UsageErrors};
use super::run::Run;
use super::threads::on_threads;
use super::ui::Ui;
use crate::check::{
    Criterion, CriterionLimits, CriterionValues, Days, Doubt, Examples, Order, Pages, Promise,
    Promises, Sighting, criteria, doubt, full_pages, order, promises, share,
};
use crate::error::Error;
use crate::error::Exit;
use crate::fact::{FactTable, Selection};
use crate::ledger::{Code, Problem, Problems};
use crate::model::Id;
use crate::settings::NamedSettings;
use crate::text::printable::printable_json;

pub(super) const EXAMPLES: &str = "\
Examples:
  phasebook check dump --month 2026-10 --tz Europe/Prague
  phasebook check dump --quiet && phasebook report dump --out reports
  phasebook check dump --max-open 10% --max-doubt 5%

Exit status: 0 fit, 1 cannot go on, 2 usage,
3 --strict and the dump has errors or nothing in the period, 4 not fit.";

#[derive(Debug, ClapArgs)]
pub(super) struct CheckArgs {
    /// Files, folders and zip archives with exported JSON; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) common: CommonArgs,

    /// Days without any session, though their weekday usually has some
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        help_heading = "Fit is a dump with at most"
    )]
    max_missing_days: u64,

    /// Folders in which every page holds the same round number of sessions, so that the page behind
    /// the last may never have been fetched
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        help_heading = "Fit is a dump with at most"
    )]
    max_full_pages: u64,

    /// Records refused and files and pieces that cannot be read, of all records
    #[arg(
        long,
        value_name = "SHARE",
        default_value = "1%",
        help_heading = "Fit is a dump with at most"
    )]
    max_lost: String,

    /// Sessions that should have a routing history and have none, of all in the period
    #[arg(
        long,
        value_name = "SHARE",
        default_value = "5%",
        help_heading = "Fit is a dump with at most"
    )]
    max_without_history: String,

    /// Routing histories without their session, of the histories of the period
    #[arg(
        long,
        value_name = "SHARE",
        default_value = "2%",
        help_heading = "Fit is a dump with at most"
    )]
    max_without_session: String,

    /// Sessions that are still open, of all in the period
    #[arg(
        long,
        value_name = "SHARE",
        default_value = "5%",
        help_heading = "Fit is a dump with at most"
    )]
    max_open: String,

    /// Sessions whose timestamps contradict each other, of all
    #[arg(
        long,
        value_name = "SHARE",
        default_value = "2%",
        help_heading = "Fit is a dump with at most"
    )]
    max_disorder: String,

    /// Points between the service level if all sessions in doubt were bad and if all were good
    #[arg(
        long,
        value_name = "SHARE",
        default_value = "2%",
        help_heading = "Fit is a dump with at most"
    )]
    max_doubt: String,

    /// Sessions with a field, an event or an object that could not be read or was cut, of all
    #[arg(
        long,
        value_name = "SHARE",
        default_value = "1%",
        help_heading = "Fit is a dump with at most"
    )]
    max_fields_lost: String,

    /// Sessions with timestamps more than 5 s away from where the FAQ puts them, of all in the period
    /// [default: any number]
    #[arg(
        long,
        value_name = "SHARE",
        help_heading = "Fit is a dump with at most"
    )]
    max_faq_differences: Option<String>,

    /// Print everything as JSON
    #[arg(long)]
    json: bool,
}

/// Everything that was found in a dump.
struct CheckFindings {
    run: Run,
    seen: Sighting,
    days: Days,
    pages: Vec<Pages>,
    order: Order,
    promises: Promises,
    doubt: Doubt,
    criteria: Vec<Criterion>,
}

impl CheckFindings {
    fn is_fit(&self) -> bool {
        self.criteria.iter().all(|criterion| criterion.holds)
    }

    /// The problems of the ledger by code, gravest first: for each code their number and the first few.
    fn problems(&self) -> Vec<(Code, u64, Vec<&Problem>)> {
        const NAMED: usize = 3;
        Code::ALL
            .iter()
            .map(|&code| {
                let problems = self.run.tally.problems.iter();
                let of_code: Vec<&Problem> =
                    problems.filter(|problem| problem.code == code).collect();
                let count = of_code.iter().map(|problem| problem.count).sum();
                (code, count, of_code.into_iter().take(NAMED).collect())
            })
            .filter(|(_, count, _)| *count > 0)
            .collect()
    }

    /// Where a problem is, as `file:line`.
    fn place(&self, problem: &Problem) -> String {
        let file = problem
            .file
            .map(|file| self.run.path(file))
            .unwrap_or_default();
        match problem.line {
            Some(line) => format!("{file}:{line}"),
            None => file,
        }
    }
}

/// Checks a dump; [`Exit::NotFit`] if it is not fit.
pub(super) fn run(ui: Ui, command: &CheckCommand) -> Result<Exit, Error> {
    let CheckCommand {
        common: plan,
        limits,
        json,
    } = command;
    let findings = on_threads(ui, plan.threads, || findings(ui, plan, limits))?;
    if *json {
        let json = as_json(&findings);
        ui.result(&printable_json(&format!("{json:#}")));
    } else {
        tell::findings(ui, plan, &findings);
    }
    Ok(if findings.is_fit() {
        Exit::Done
    } else {
        Exit::NotFit
    })
}

/// The plan of `phasebook check`.
#[derive(Clone, Debug)]
pub(super) struct CheckCommand {
    pub(super) common: CommonPlan,
    limits: CriterionLimits,
    json: bool,
}

/// Resolves the arguments of `phasebook check`.
pub(super) fn resolve(
    args: CheckArgs,
    named_settings: NamedSettings,
) -> Result<CheckCommand, Vec<UsageError>> {
    let CheckArgs {
        paths,
        common,
        max_missing_days,
        max_full_pages,
        max_lost,
        max_without_history,
        max_without_session,
        max_open,
        max_disorder,
        max_doubt,
        max_fields_lost,
        max_faq_differences,
        json,
    } = args;
    let mut usage_errors = UsageErrors::default();
    let mut common = resolve::resolve_common(
        paths,
        OutputPlan::nothing(),
        common,
        named_settings,
        &mut usage_errors,
    );
    // A dump without sessions is no error here: the check lists its files and calls it not fit.
    common.read.allow_empty = true;
    let mut limit = |option, text: &str| {
        let share = usage_errors.take(parse_share(option, text));
        share.unwrap_or_default()
    };
    let limits = CriterionLimits {
        missing_days: max_missing_days,
        full_pages: max_full_pages,
        lost: limit("--max-lost", &max_lost),
        without_history: limit("--max-without-history", &max_without_history),
        without_session: limit("--max-without-session", &max_without_session),
        open: limit("--max-open", &max_open),
        disorder: limit("--max-disorder", &max_disorder),
        doubt: limit("--max-doubt", &max_doubt),
        fields_lost: limit("--max-fields-lost", &max_fields_lost),
        faq_differences: max_faq_differences
            .as_deref()
            .map(|text| limit("--max-faq-differences", text)),
    };
    usage_errors.none_or(CheckCommand {
        common,
        limits,
        json,
    })
}

/// The columns of the table `sessions` that the checks need.
const COLUMNS: [&str; 10] = [
    "session_id",
    "day",
    "direction",
    "outcome",
    "in_level",
    "in_time",
    "in_hours",
    "speed_of_answer_us",
    "has_routing",
    "entry_queue",
];

fn findings(ui: Ui, plan: &CommonPlan, limits: &CriterionLimits) -> Result<CheckFindings, Error> {
    let selection = Selection::Columns(vec![(FactTable::Sessions, COLUMNS.to_vec())]);
    let records = pipeline::load(ui, plan)?;
    let seen = Sighting::new(&records.loaded);
    let resolved = Resolved::new(plan, records)?;
    let joined = &resolved.dossiers.joined;
    let order = order(joined);
    let faq = promises(&resolved.plan, joined);
    let kept: HashSet<Id> = (0..joined.len())
        .map(|index| joined.session(index).id)
        .collect();
    let run = resolved.into_facts(ui, plan, &selection)?;
    let days = Days::new(&run.plan, &run.facts, &seen, |id| kept.contains(&id))?;
    let pages = full_pages(&seen, &run.sources.inputs);
    let requests = days.sum(|day| day.requests_without_session);
    let doubt = doubt(&run.plan, &run.facts, &order, requests, &run.tally)?;
    let measured = CriterionValues {
        faq_differences: share(faq.sessions_apart, run.tally.counts.sessions_in_period),
        ..measured(&run, &days, &pages, &order, &doubt, &kept)
    };
    Ok(CheckFindings {
        criteria: criteria(&measured, limits),
        run,
        seen,
        days,
        pages,
        order,
        promises: faq,
        doubt,
    })
}

fn measured(
    run: &Run,
    days: &Days,
    pages: &[Pages],
    order: &Order,
    doubt: &Doubt,
    kept: &HashSet<Id>,
) -> CriterionValues {
    let counts = &run.tally.counts;
    let pieces = run.tally.problems.iter().filter(|problem| {
        matches!(
            problem.code,
            Code::BadJson | Code::TruncatedFile | Code::TooLarge
        )
    });
    let lost = counts.sessions_rejected
        + counts.histories_rejected
        + counts.files_unreadable
        + pieces.map(|problem| problem.count).sum::<u64>();
    let fields_lost = fields_lost(&run.tally.problems, kept);
    let without_session = days.sum(|day| day.without_session);
    let with_history = days.sum(|day| day.sessions - day.without_history);
    let sessions = counts.sessions_in_period;
    CriterionValues {
        sessions,
        missing_days: days.missing.len() as u64,
        full_pages: pages.len() as u64,
        lost: share(lost, counts.session_records + counts.histories + lost),
        without_history: share(days.sum(|day| day.lacking_history), sessions),
        without_session: share(without_session, with_history + without_session),
        open: share(days.sum(|day| day.open), sessions),
        disorder: share(order.sessions.len() as u64, counts.sessions_kept),
        doubt: doubt.bounds.swing(),
        fields_lost: share(fields_lost, counts.sessions_kept),
        error_answers: counts.error_answers,
        ..CriterionValues::default()
    }
}

/// The number of kept sessions that lost a value.
fn fields_lost(problems: &Problems, kept: &HashSet<Id>) -> u64 {
    let problems = problems
        .iter()
        .filter(|problem| problem.code.lost_a_field());
    let lost: HashSet<Id> = problems
        .clone()
        .filter_map(|problem| problem.session_id.filter(|id| kept.contains(id)))
        .collect();
    // Problems that are only counted name no session, so each is taken to be of a session of its own.
    let is_listed = |problem: &&Problem| problem.file.is_some();
    let unlisted = problems.filter(|problem| !is_listed(problem));
    let unlisted: u64 = unlisted.map(|problem| problem.count).sum();
    (lost.len() as u64 + unlisted).min(kept.len() as u64)
}

fn as_json(of: &CheckFindings) -> Value {
    let ratio = |ratio: crate::service_level::Ratio| json!({"numerator": ratio.numerator, "denominator": ratio.denominator});
    let examples = |examples: &Examples| {
        let sessions: Vec<i64> = examples.sessions.iter().map(|id| id.get()).collect();
        json!({"count": examples.count, "sessions": sessions})
    };
    let agreement = |of: &crate::check::Agreement| {
        json!({
            "compared": of.compared,
            "differ": examples(&of.differ),
            "furthest_us": of.furthest.map(crate::time::Duration::microseconds),
        })
    };
    let counts = of.run.tally.counts.entries();
    let counts: serde_json::Map<String, Value> = counts
        .into_iter()
        .map(|(name, count)| (name.to_owned(), count.into()))
        .collect();
    json!({
        "fit": of.is_fit(),
        "criteria": of.criteria.iter().map(|criterion| json!({
            "name": criterion.name,
            "option": criterion.option,
            "holds": criterion.holds,
            "found": criterion.found,
            "allowed": criterion.allowed,
        })).collect::<Vec<_>>(),
        "counts": counts,
        "users": of.seen.users,
        "groups": of.seen.groups,
        "departments": of.seen.departments,
        "latest_us": of.seen.latest.map(crate::time::Timestamp::microseconds),
        "days": of.days.days.iter().map(|(day, counts)| json!({
            "day": day.to_string(),
            "sessions": counts.sessions,
            "without_history": counts.without_history,
            "without_session": counts.without_session,
            "open": counts.open,
        })).collect::<Vec<_>>(),
        "missing_days": of.days.missing.iter()
            .map(|missing| json!({"day": missing.day.to_string(), "habit": missing.habit}))
            .collect::<Vec<_>>(),
        "full_pages": of.pages.iter().map(|pages| json!({
            "folder": pages.folder,
            "pages": pages.pages,
            "sessions_a_page": pages.sessions_a_page,
        })).collect::<Vec<_>>(),
        "out_of_order": of.order.disorders.iter()
            .map(|disorder| json!({"what": disorder.what, "found": examples(&disorder.found)}))
            .collect::<Vec<_>>(),
        "started_and_acceptance": agreement(&of.order.acceptance),
        "started_and_joined": agreement(&of.order.joining),
        "faq": Promise::ALL.iter().zip(&of.promises.kept)
            .map(|(promise, kept)| json!({
                "check": promise.name(),
                "compared": kept.compared,
                "differing": kept.differing,
                "apart": kept.apart,
                "session": kept.largest.map(|(session, _)| session.get()),
                "difference_us": kept.largest
                    .and_then(|(_, difference)| i64::try_from(difference.microseconds()).ok()),
            }))
            .collect::<Vec<_>>(),
        "faq_sessions_apart": of.promises.sessions_apart,
        "service_level": {
            "now": ratio(of.doubt.bounds.now),
            "worst": ratio(of.doubt.bounds.worst),
            "best": ratio(of.doubt.bounds.best),
        },
        "in_doubt": of.doubt.reasons.iter()
            .map(|(reason, count)| json!({"reason": reason.words(), "sessions": count}))
            .collect::<Vec<_>>(),
        "problems": of.problems().into_iter().map(|(code, count, first)| json!({
            "code": code.name(),
            "severity": code.severity().name(),
            "count": count,
            "examples": first.into_iter()
                .map(|problem| json!({"place": of.place(problem), "detail": problem.detail}))
                .collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}
