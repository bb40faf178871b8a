//! The column of teams, beside one of operators.

use polars::prelude::{Column, DataFrame, IntoColumn, PolarsError, StringChunked};

use crate::model::Id;
use crate::settings::Teams;

/// The column that the tables get.
pub(super) const TEAM: &str = "team";

/// Adds the teams of the operators in a column, if the table has it.
pub(super) fn add_teams(
    frame: &mut DataFrame,
    teams: &Teams,
    operators: &str,
) -> Result<(), PolarsError> {
    let Ok(operators) = frame.column(operators) else {
        return Ok(());
    };
    let teams: StringChunked = operators
        .i64()?
        .iter()
        .map(|id| teams.of(Id::new(id?)?))
        .collect();
    let teams: Column = teams.into_column().with_name(TEAM.into());
    frame.with_column(teams)?;
    Ok(())
}
