//! `states_by_source`: which session sources go through which states, and which they skip.

use polars::prelude::{Column, IntoColumn, PolarsError, StringChunked};

use super::super::aggregate::table;
use super::super::dimension::{Clock, Dimension};
use super::super::group::Groups;
use super::super::metric::{Condition, Metric, ReportColumn, metric_columns};
use super::super::tables::session_rows;
use super::lengths::LengthColumns;
use super::{BeyondReport, Columns, Material, add_figures};
use crate::fact::{FactTable, categories};
use crate::phase::State;
use crate::table::definition::Definition;
use crate::table::{ColumnSpec, Kind, Table};

/// The columns of `sessions` that the report needs.
pub(super) const SESSION_COLUMNS: [&str; 2] = ["source", "refused_states"];

/// The columns of `states` that the report needs.
pub(super) const COLUMNS: [&str; 3] = ["session_row", "state", "duration_us"];

const SESSIONS: &str = "sessions of the source, of both directions and whatever their outcome";

/// The key columns that are not dimensions.
pub(super) const KEYS: [Definition; 1] = [Definition::new(
    "state",
    Kind::Text,
    "CREATED, IN_QUEUE, WAITING, BCW, ACTIVE or ACW: each source has a row for each of them.",
)];

/// The counts of one source and one state.
#[derive(Clone, Default)]
struct StateCounts {
    sessions: u64,
    went_through: u64,
    refused: u64,
}

type OfCounts = Metric<StateCounts>;

const FIGURES: [OfCounts; 4] = [
    OfCounts::count("sessions", |of| of.sessions, "Sessions of the source.")
        .population(SESSIONS)
        .formula("went_through + skipped + refused"),
    OfCounts::count(
        "went_through",
        |of| of.went_through,
        "Those that went through the state.",
    )
    .population(SESSIONS)
    .formula("the state has a row in the table `states`"),
    OfCounts::count(
        "skipped",
        |of| of.sessions.saturating_sub(of.went_through + of.refused),
        "Those that skipped it.",
    )
    .population(SESSIONS)
    .formula("an operand of the phase is missing or cannot be read, or BCW is not positive"),
    OfCounts::count(
        "refused",
        |of| of.refused,
        "Those whose timestamps contradict each other, so that their time in the state is unknown.",
    )
    .population(SESSIONS)
    .formula("the formula of the phase gives a negative value (`negative_phase`); never of BCW"),
];

const DURATION: LengthColumns = LengthColumns {
    name: "duration",
    meaning: "How long the sessions were in the state.",
    population: "sessions of the source that went through the state",
};

pub(super) fn definitions() -> Vec<ReportColumn> {
    let of = FactTable::States.column("duration_us");
    metric_columns(Condition::Always, &FIGURES)
        .into_iter()
        .chain(DURATION.definitions(of))
        .collect()
}

/// Computes the report.
pub(super) fn states(material: Material<'_>) -> Result<Table, PolarsError> {
    const STATES: usize = State::ALL.len();
    let (plan, tables) = (material.plan, material.tables);
    let sessions = &tables.sessions;
    let clock = Clock::new(material.fact_plan, plan);
    let source = Dimension::Source.key(sessions, plan.queue_by, &clock)?;
    let groups = Groups::by(sessions.height(), &[source])?;
    let mut rows = vec![StateCounts::default(); groups.len() * STATES];
    let refused = sessions.column("refused_states")?.i64()?;
    let mut group_of_all = vec![None; tables.all.height()];
    for (session, (&group, refused)) in groups.of_row.iter().zip(refused.iter()).enumerate() {
        let first = group as usize * STATES;
        group_of_all[tables.row_in_all(session)] = Some(first);
        for (state, row) in rows[first..first + STATES].iter_mut().enumerate() {
            row.sessions += 1;
            row.refused += u64::from(refused.unwrap_or(0) >> state & 1 == 1);
        }
    }
    // States pass the filters with their session.
    let states = categories::<State>(&tables.states, "state")?;
    let of_sessions = session_rows(&tables.states)?.unwrap_or_default();
    let group_of: Vec<u32> = states
        .zip(&of_sessions)
        .filter_map(|(state, &session)| {
            let row = group_of_all.get(session as usize).copied().flatten()? + state? as usize;
            rows[row].went_through += 1;
            u32::try_from(row).ok()
        })
        .collect();
    let mut columns: Columns = Vec::new();
    let sources = groups.keys.column(Dimension::Source.name())?.str()?;
    let keys = sources.iter().flat_map(|source| [source; STATES]);
    columns.push(text("source", keys.collect()));
    let states = (0..groups.len()).flat_map(|_| State::ALL.map(|state| Some(state.name())));
    columns.push(text("state", states.collect()));
    add_figures(&mut columns, &FIGURES, &rows);
    DURATION.add(
        &mut columns,
        &plan.statistics,
        tables.states.column("duration_us")?.i64()?.iter(),
        &group_of,
        rows.len(),
    );
    let name = BeyondReport::StatesBySource.name().to_owned();
    table(name, rows.len(), columns)
}

fn text(name: &str, texts: StringChunked) -> (ColumnSpec, Column) {
    let spec = ColumnSpec {
        name: name.to_owned(),
        kind: Kind::Text,
    };
    (spec, texts.into_column().with_name(name.into()))
}
