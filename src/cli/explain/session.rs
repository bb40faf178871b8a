//! `phasebook explain PATH... --session ID`.

use super::super::pipeline::{conceal_if_asked, find, meaning};
use super::args::ExplainCommand;
use super::terminal;
use crate::error::Error;
use crate::explain::{show, tell};
use crate::ledger::plural;
use crate::model::Id;
use crate::read::{Loaded, load_session};
use crate::report::{ReportPlan, Statistic};
use crate::text::printable::printable;

/// The story of a session, as text or JSON.
pub(super) fn explain(command: &ExplainCommand, session: Id) -> Result<String, Error> {
    let plan = &command.common;
    let meaning = meaning(plan)?;
    let mut sources = find(plan)?;
    let mut loaded = load_session(
        &sources.dumps,
        &sources.inputs,
        &plan.read.naming,
        plan.read.limits,
        plan.read.texts,
        session,
    );
    if let Some(unfolded) = loaded.unfolded.take() {
        sources.inputs = unfolded;
    }
    conceal_if_asked(plan, &mut loaded)?;
    let reports = ReportPlan {
        groupings: ReportPlan::default_groupings(),
        service_levels: false,
        bridge: false,
        beyond: Vec::new(),
        contracts: false,
        facts: false,
        queue_by: plan.queue_by,
        interval: command.interval,
        // The story only says how many values the session adds to each duration.
        statistics: vec![Statistic::N],
        columns: None,
        filters: Vec::new(),
        top: None,
    };
    let path = |file| sources.path(file);
    let is_own = |file: u32| {
        let input = sources.inputs.get(file as usize);
        input.is_some_and(|input| plan.read.naming.session(&input.path()) == Some(session))
    };
    let missing = Missing::new(session, &loaded, &path);
    match tell(&meaning, &reports, session, loaded, &path, &is_own)? {
        None => Err(missing.stop()),
        Some(story) if command.json => super::json(&story),
        Some(story) => Ok(show::session(&story, terminal::canvas(command.ascii))),
    }
}

/// Clues for the error about a session that the dump does not have.
struct Missing {
    session: Id,
    /// File and line of a history of the session, if the dump has one.
    history: Option<String>,
    /// Code, detail and place of the problem for which the session was refused.
    rejected: Option<String>,
    /// The ids of the sessions that the dump has; empty if it has a record of this session.
    others: Vec<Id>,
}

impl Missing {
    fn new(session: Id, loaded: &Loaded, path: &dyn Fn(u32) -> String) -> Self {
        let place = |file, line| format!("{}, line {line}", printable(&path(file)));
        let own = loaded
            .tally
            .problems
            .iter()
            .find(|problem| problem.session_id == Some(session));
        Self {
            session,
            history: loaded
                .histories
                .iter()
                .flatten()
                .next()
                .map(|history| place(history.place.file, history.place.line)),
            rejected: own.map(|problem| {
                let at = problem
                    .file
                    .map(|file| format!(" ({})", place(file, problem.line.unwrap_or(1))))
                    .unwrap_or_default();
                format!("{}: {}{at}", problem.code.name(), problem.detail)
            }),
            others: if loaded.sessions.iter().all(Vec::is_empty) {
                loaded.others.clone()
            } else {
                Vec::new()
            },
        }
    }

    fn stop(mut self) -> Error {
        let session = self.session;
        if let Some(rejected) = self.rejected {
            return Error::failed(
                format!("session {session} was rejected: {rejected}"),
                "export the session again by its id",
            );
        }
        if let Some(history) = self.history {
            return Error::failed(
                format!(
                    "the dump has a routing history of session {session} ({history}), but not the \
                     session itself"
                ),
                "export the session too, or the page that it was on",
            );
        }
        self.others.sort_unstable();
        self.others.dedup();
        let hint = match (self.others.first(), self.others.last()) {
            (Some(first), Some(last)) => {
                let count = plural(self.others.len() as u64, "session");
                match nearest(session, &self.others) {
                    Some(near) => {
                        format!("did you mean {near}? The dump has {count}, {first} to {last}")
                    }
                    None => format!("the dump has {count}, {first} to {last}"),
                }
            }
            _ => "no session was found at all: check the PATHs".to_owned(),
        };
        Error::failed(format!("there is no session {session} in the dump"), hint)
    }
}

/// The id that was most likely meant: with two digits swapped, or else with the fewest wrong digits.
fn nearest(session: Id, others: &[Id]) -> Option<Id> {
    let typed = session.to_string();
    others
        .iter()
        .map(|other| (strsim::osa_distance(&typed, &other.to_string()), *other))
        .min_by_key(|(distance, other)| (*distance, other.get().abs_diff(session.get())))
        .filter(|(distance, _)| *distance <= (typed.len() / 3).clamp(1, 2))
        .map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_id_leads_to_the_one_meant() {
        let ids: Vec<Id> = [10_000_237, 10_000_239, 10_000_373, 99]
            .into_iter()
            .filter_map(Id::new)
            .collect();
        let meant = |typed| nearest(Id::new(typed)?, &ids).map(Id::get);
        assert_eq!(meant(10_000_273), Some(10_000_237));
        assert_eq!(meant(10_000_337), Some(10_000_373));
        assert_eq!(meant(9), Some(99));
        assert_eq!(meant(5), None);
        assert_eq!(meant(123_456), None);
    }
}
