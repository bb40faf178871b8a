//! The table of recordings and files that pass the filters, with its totals.

use polars::prelude::PolarsError;

use super::beyond::RecordedSessions;
use super::filter::UnknownValue;
use super::tables::{Tables, passing_facts};
use crate::fact::{DOWNLOAD_COLUMNS, FactTable, Facts, Selection};
use crate::model::DownloadState;
use crate::names::Names;
use crate::report::ReportPlan;
use crate::settings::FactPlan;
use crate::table::Table;

/// The kinds of the table, in the order of [`DownloadSummary::counts`].
pub const DOWNLOAD_KINDS: [&str; 2] = ["recording", "file"];

/// The table `downloads` with its totals.
#[derive(Clone, Debug)]
pub struct DownloadReport {
    /// The table as its file has it.
    pub table: Table,
    pub summary: DownloadSummary,
    /// Values that the filters name and that do not occur.
    pub unknown: Vec<UnknownValue>,
}

/// The numbers of recordings and files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DownloadSummary {
    /// Numbers by kind, and within a kind by state in the order of [`DownloadState::NAMES`].
    pub counts: [[u64; DownloadState::NAMES.len()]; DOWNLOAD_KINDS.len()],
    /// The total duration of all recordings, in microseconds.
    pub recorded: i128,
    /// Sessions answered by phone or video.
    pub answered_calls: u64,
    /// Answered calls without a recording.
    pub not_recorded: u64,
}

/// The columns of the fact tables that [`downloads`] needs.
pub fn downloads_selection(plan: &ReportPlan) -> Selection {
    let filtered = plan.filters.iter();
    let mut sessions: Vec<&'static str> = filtered
        .map(|filter| filter.dimension.source(plan.queue_by))
        .collect();
    sessions.extend(["channel", "outcome"]);
    Selection::Columns(vec![
        (FactTable::Sessions, sessions),
        (FactTable::Downloads, DOWNLOAD_COLUMNS.to_vec()),
    ])
}

/// The recordings and files of the sessions that pass the plan's filters.
pub fn downloads(
    fact_plan: &FactPlan,
    plan: &ReportPlan,
    facts: &Facts,
    names: &Names,
) -> Result<DownloadReport, PolarsError> {
    let tables = Tables::new(fact_plan, plan, facts, names)?;
    let calls = RecordedSessions::new(&tables)?.all();
    let table = passing_facts(fact_plan, plan, facts, names)?.downloads_file()?;
    let mut summary = DownloadSummary {
        answered_calls: calls.sessions,
        not_recorded: calls.not_recorded(),
        ..DownloadSummary::default()
    };
    let kinds = table.frame.column("kind")?.str()?.iter();
    let states = table.frame.column("state")?.str()?.iter();
    let place = |names: &[&str], name: Option<&str>| {
        let mut names = names.iter();
        names.position(|known| Some(*known) == name)
    };
    for (kind, state) in kinds.zip(states) {
        if let (Some(kind), Some(state)) = (
            place(&DOWNLOAD_KINDS, kind),
            place(&DownloadState::NAMES, state),
        ) {
            summary.counts[kind][state] += 1;
        }
    }
    let durations = table.frame.column("duration_us")?.i64()?.iter().flatten();
    summary.recorded = durations.map(i128::from).sum();
    Ok(DownloadReport {
        table,
        summary,
        unknown: tables.unknown,
    })
}
