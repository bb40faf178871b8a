//! The breakdown of a report's cell into the sessions behind it.

mod arithmetic;
mod contract;
mod member;
mod row;

use serde::Serialize;

pub use self::contract::explain_contract;

use self::arithmetic::{arithmetic, ranks, settings};
use self::member::{members, rank};
use self::row::{find_metric, find_row, keys, unknown_metric};
use super::value::{Seconds, as_map};
use crate::error::Error;
use crate::fact::Facts;
use crate::join::Joined;
use crate::names::Names;
use crate::report::{BreakdownSource, ReportPlan};
use crate::settings::FactPlan;
use crate::table::Table;
use crate::table::definition::ColumnDefinition;
use crate::write::spell_integer;

/// The dump and the cell to explain.
#[derive(Clone, Copy)]
pub struct CellRequest<'a> {
    pub plan: &'a FactPlan,
    /// The report, as a plan with a single set of dimensions.
    pub report: &'a ReportPlan,
    pub facts: &'a Facts,
    pub joined: &'a Joined,
    pub names: &'a Names,
    /// Columns and values that select the row.
    pub wheres: &'a [(String, String)],
    pub metric: &'a str,
    /// The name of the report, if it is not the one that its dimensions give.
    pub name: Option<&'a str>,
}

impl<'a> CellRequest<'a> {
    /// The name of the report as it was asked for.
    fn report_name(&self, table: &'a Table) -> &'a str {
        self.name.unwrap_or(&table.name)
    }
}

impl std::fmt::Debug for CellRequest<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CellRequest")
            .field("wheres", &self.wheres)
            .field("metric", &self.metric)
            .finish_non_exhaustive()
    }
}

/// The role of a session in a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// In the numerator of a rate, and therefore also in the denominator.
    Numerator,
    /// Only in the denominator of a rate.
    DenominatorOnly,
    /// In a count.
    Counted,
    /// One of the values of a mean or another statistic.
    Value,
    /// In the row, but not in the figure.
    LeftOut,
}

impl Role {
    /// The role's name in lists.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Numerator => "numerator",
            Self::DenominatorOnly => "denominator_only",
            Self::Counted => "counted",
            Self::Value => "value",
            Self::LeftOut => "left_out",
        }
    }
}

/// A session behind a figure. Figures of operators and queues have a member for each of their rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FigureSession {
    pub session_id: i64,
    pub role: Role,
    /// The number of times that the session counts; only for counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_s: Option<Seconds>,
    /// The rank of the session's value, from 1 for the least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<usize>,
    /// The visit's number within its request; only for figures of visits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit: Option<i64>,
    /// The reason for its role.
    pub reason: String,
    pub direction: &'static str,
    pub outcome: &'static str,
    pub day: String,
    pub entry_queue: String,
    pub owner: String,
    pub wait_s: Option<Seconds>,
    pub speed_of_answer_s: Option<Seconds>,
}

/// A cell of a report with its breakdown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cell {
    pub report: String,
    /// The key columns of the row.
    #[serde(serialize_with = "as_map")]
    pub row: Vec<(String, String)>,
    /// The column as named in the file.
    pub metric: String,
    /// The value as in the file; empty if the file's cell is empty.
    pub value: String,
    #[serde(flatten)]
    pub definition: ColumnDefinition,
    /// The settings that the figure depends on.
    #[serde(serialize_with = "as_map")]
    pub settings: Vec<(&'static str, String)>,
    /// The formula with the numbers of this cell.
    pub arithmetic: Vec<String>,
    /// The ranks of the values that determine the figure, as for a percentile; empty for other figures.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ranks: Vec<usize>,
    /// The sessions, sorted by role, then value, then session.
    pub sessions: Vec<FigureSession>,
}

/// Breaks a cell down.
///
/// # Errors
///
/// Fails if there is no such row or figure, or if there is not enough memory.
pub fn explain_cell(request: CellRequest<'_>) -> Result<Cell, Error> {
    let report = BreakdownSource::new(request.plan, request.report, request.facts, request.names)?;
    let columns = report.metrics();
    let metric = find_metric(&columns, request.metric)?;
    let row = find_row(request, &report.table)?;
    let Some(breakdown) = report.break_down(row, metric.clone())? else {
        return Err(unknown_metric(&columns, request.metric));
    };
    let definition = &breakdown.column.definition;
    let kind = definition.spec.kind;
    let mut value = String::new();
    if let Some(figure) = breakdown.figure {
        spell_integer(kind, figure, request.plan.zone, &mut value);
    }
    let mut sessions = members(request, &breakdown)?;
    rank(&mut sessions);
    let name = definition.spec.csv_name();
    Ok(Cell {
        ranks: ranks(&breakdown.derivation, &sessions),
        arithmetic: arithmetic(&breakdown, &sessions, &name, &value),
        settings: settings(request, &breakdown),
        report: request.report_name(&report.table).to_owned(),
        row: keys(request, &report.table, row)?,
        metric: name,
        value,
        definition: definition.clone(),
        sessions,
    })
}
