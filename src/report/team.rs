//! The column of teams beside a column of operators.

use polars::prelude::{Column, DataFrame, IntoColumn, PolarsError, StringChunked};

use crate::model::Id;
use crate::settings::Teams;

/// The name of the column that is added.
pub(super) const TEAM: &str = "team";

/// Adds the teams of a column of operators, if the table has that column.
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
        .map(|id| teams.team(Id::new(id?)?))
        .collect();
    let teams: Column = teams.into_column().with_name(TEAM.into());
    frame.with_column(teams)?;
    Ok(())
}
