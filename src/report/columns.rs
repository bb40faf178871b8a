//! The figures that reports show after their dimensions, and their order: `--stats` and
//! `--columns`.

use std::borrow::Cow;

use polars::prelude::PolarsError;

use super::Dimension;
use super::beyond::BeyondReport;
use super::contract::{CONTRACT, contract_keys};
use super::metric::{ReportColumn, definitions};
use super::statistic::Statistic;
use super::trend::YEAR;
use crate::report::ReportPlan;
use crate::table::{ColumnSpec, Table};

/// The columns that a name of `--columns` stands for: one column, named with or without its unit,
/// or the statistics of a duration. Empty if no column has that name.
pub fn columns_of(name: &str, statistics: &[Statistic]) -> Vec<ReportColumn> {
    let bare = name.strip_suffix("_s").unwrap_or(name);
    let all = definitions();
    if let Some(column) = all.iter().find(|column| column.name() == bare) {
        return vec![column.clone()];
    }
    let of = |wanted| {
        let mut all = all.iter();
        all.find(move |column| {
            let statistic = column.statistic;
            statistic.is_some_and(|of| of.duration == name && of.statistic == wanted)
        })
    };
    let columns = statistics.iter().filter_map(|&statistic| of(statistic));
    columns.cloned().collect()
}

/// The plan with every statistic that `--columns` names, so that each is computed.
pub fn with_named_statistics(plan: &ReportPlan) -> ReportPlan {
    let mut plan = plan.clone();
    let columns = plan.columns.iter().flatten();
    let named: Vec<Statistic> = columns
        .filter_map(|name| columns_of(name, &[]).first()?.statistic)
        .map(|of| of.statistic)
        .collect();
    plan.compute(&named);
    plan
}

/// A finished report with the columns that the plan shows. The report may have more columns,
/// because more were computed.
pub fn shown<'a>(plan: &ReportPlan, table: &'a Table) -> Result<Cow<'a, Table>, PolarsError> {
    let (keys, figures) = table.columns.split_at(key_columns(table));
    let mut columns = keys.to_vec();
    if let Some(names) = &plan.columns {
        let named = |name: &String| figures.iter().find(|column| column.name == *name);
        columns.extend(names.iter().filter_map(named).cloned());
    } else {
        let all = definitions();
        let is_shown = |name: &str| {
            let column = all.iter().find(|column| column.name() == name);
            let statistic = column.and_then(|column| column.statistic);
            statistic.is_none_or(|of| plan.statistics.contains(&of.statistic))
        };
        columns.extend(
            figures
                .iter()
                .filter(|column| is_shown(&column.name))
                .cloned(),
        );
    }
    with_columns(table, columns)
}

fn with_columns(table: &Table, columns: Vec<ColumnSpec>) -> Result<Cow<'_, Table>, PolarsError> {
    if columns == table.columns {
        return Ok(Cow::Borrowed(table));
    }
    let names: Vec<String> = columns.iter().map(ColumnSpec::frame_name).collect();
    Ok(Cow::Owned(Table {
        name: table.name.clone(),
        frame: table.frame.select(names)?,
        columns,
    }))
}

/// A finished report beyond the FAQ with the statistics that the plan shows. `--columns` does not
/// apply to it.
pub fn shown_beyond<'a>(
    plan: &ReportPlan,
    table: &'a Table,
) -> Result<Cow<'a, Table>, PolarsError> {
    let report = BeyondReport::from_name(&table.name);
    let all = report.map(BeyondReport::definitions).unwrap_or_default();
    let is_shown = |name: &str| {
        let column = all.iter().find(|column| column.name() == name);
        let statistic = column.and_then(|column| column.statistic);
        statistic.is_none_or(|of| plan.statistics.contains(&of.statistic))
    };
    let shown = table.columns.iter();
    let shown = shown.filter(|column| is_shown(&column.name)).cloned();
    with_columns(table, shown.collect())
}

/// Number of key columns, which stand first in a report: those of its dimensions, and the year in
/// the reports by year to date.
pub fn key_columns(table: &Table) -> usize {
    let columns = table.columns.iter().map(|column| column.name.as_str());
    key_columns_of(&table.name, columns)
}

/// Like [`key_columns`], for a report that was read back: by its name and its columns in order.
pub fn key_columns_of<'a>(table: &str, columns: impl IntoIterator<Item = &'a str>) -> usize {
    if let Some(report) = BeyondReport::from_name(table) {
        return report.keys().len();
    }
    if table == CONTRACT {
        return contract_keys().len();
    }
    let columns = columns.into_iter();
    columns
        .take_while(|column| Dimension::is_column(column) || *column == YEAR)
        .count()
}
