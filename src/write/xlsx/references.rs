//! Formulas of the summary that point at the sheets of reports, so that a figure can be followed there.
//!
//! A formula is written only if it gives the figure that is shown, so the cell that it points at is read
//! first. A formula consists of names of sheets, which come from the words of a language, and of cell
//! addresses. It contains nothing from a dump.

use polars::prelude::PolarsError;
use rust_xlsxwriter::utility::row_col_to_cell_absolute;
use rust_xlsxwriter::{Format, Formula as Written, Worksheet};

use super::super::WriteError;
use super::super::cells::Value;
use super::super::document::Document;
use super::super::figures::TableCells;
use super::sheet::{number, write};
use super::{column, row};
use crate::service_level::{Formula, Ratio};

/// Tables whose cells the summary points at.
const TABLES: [&str; 6] = [
    "total",
    "by_queue",
    "service_levels",
    "by_month",
    "by_queue_month",
    "year_to_date",
];

/// The sheets of the tables that formulas point at.
pub(super) struct References<'a> {
    sheets: Vec<(&'a str, String, TableCells<'a>)>,
    /// Maximal number of rows of a sheet.
    rows: usize,
}

impl<'a> References<'a> {
    /// `names` are the names of the first sheet of each of the document's tables.
    pub(super) fn new(
        document: &'a Document<'a>,
        names: &[String],
        rows: usize,
    ) -> Result<Self, PolarsError> {
        let tables = document.tables.iter().zip(names);
        let known = tables.filter(|(table, _)| TABLES.contains(&table.name.as_str()));
        let sheets = known.map(|(table, sheet)| {
            let figures = TableCells::new(table)?;
            Ok((table.name.as_str(), sheet.clone(), figures))
        });
        Ok(Self {
            sheets: sheets.collect::<Result<_, PolarsError>>()?,
            rows,
        })
    }

    fn table(&self, name: &str) -> Option<&(&'a str, String, TableCells<'a>)> {
        self.sheets.iter().find(|(known, ..)| *known == name)
    }

    /// The row of a table with these keys. `RowKey::Id(None)` stands for an empty id.
    pub(super) fn row(&self, table: &str, keys: &[(&str, RowKey<'_>)]) -> Option<usize> {
        let (.., figures) = self.table(table)?;
        (0..figures.height).find(|&row| {
            keys.iter().all(|(column, key)| match key {
                RowKey::Id(id) => figures.integer(row, column) == *id,
                RowKey::Text(text) => figures.text(row, column) == Some(text),
            })
        })
    }

    /// The last row of a table.
    pub(super) fn last_row(&self, table: &str) -> Option<usize> {
        let (.., figures) = self.table(table)?;
        figures.height.checked_sub(1)
    }

    /// The reference to a cell, if it holds this value.
    pub(super) fn cell(
        &self,
        table: &str,
        at: Option<usize>,
        name: &str,
        value: Value<'_>,
    ) -> Option<String> {
        let (_, sheet, figures) = self.table(table)?;
        let at = at.filter(|&at| at + 1 < self.rows)?;
        let is_it = figures.integer(at, name) == value.integer() && value.integer().is_some();
        let place = figures
            .columns
            .iter()
            .position(|(spec, _)| spec.name == name)?;
        is_it.then(|| {
            let cell = row_col_to_cell_absolute(row(at + 1), column(place));
            format!("'{}'!{cell}", sheet.replace('\'', "''"))
        })
    }

    /// The numerator and the denominator of a service level as sums of cells of `service_levels`;
    /// `None` if the cells do not give this ratio.
    pub(super) fn level(
        &self,
        at: Option<usize>,
        formula: Formula,
        ratio: Ratio,
    ) -> Option<(String, String)> {
        let (.., figures) = self.table("service_levels")?;
        let row = at?;
        let count = |name: &str| u64::try_from(figures.integer(row, name)?).ok();
        let cell = |name: &str| self.cell("service_levels", at, name, figures.get(row, name));
        let (offered, answered_in) = (cell("offered")?, cell("answered_in")?);
        let (short, abandoned_in) = (cell("short_abandoned")?, cell("abandoned_in")?);
        let (numerator, denominator) = match formula {
            Formula::ExcludeShortAbandons => (answered_in, format!("{offered}-{short}")),
            Formula::Offered => (answered_in, offered),
            Formula::Answered => (answered_in, cell("answered")?),
            Formula::ExcludeAbandonsInThreshold => {
                (answered_in, format!("{offered}-{abandoned_in}"))
            }
            Formula::AbandonsInThresholdMet => (format!("{answered_in}+{abandoned_in}"), offered),
        };
        let is_it = formula.ratio(&crate::service_level::ServiceCounts {
            answered: count("answered")?,
            abandoned: count("abandoned")?,
            short_abandoned: count("short_abandoned")?,
            unanswered: count("unanswered")?,
            answered_in: count("answered_in")?,
            abandoned_in: count("abandoned_in")?,
        }) == ratio;
        is_it.then_some((numerator, denominator))
    }
}

/// A key of a row.
pub(super) enum RowKey<'a> {
    Id(Option<i64>),
    Text(&'a str),
}

/// Writes a value. If there is a formula, the value is stored as its result, for programs that do not
/// calculate.
pub(super) fn write_checked(
    sheet: &mut Worksheet,
    document: &Document<'_>,
    (line, place): (u32, u16),
    formula: Option<String>,
    value: Value<'_>,
    format: &Format,
) -> Result<(), WriteError> {
    match (formula, number(value)) {
        (Some(formula), Some(number)) => {
            let formula = Written::new(format!("={formula}")).set_result(number.to_string());
            sheet.write_formula_with_format(line, place, formula, format)?;
        }
        _ => write(sheet, line, place, value, document.plan.zone, format)?,
    }
    Ok(())
}
