//! Facts divided by month, for engines that read folders.

use std::collections::{BTreeMap, HashMap};

use chrono::Datelike;
use foldhash::fast::RandomState;
use polars::prelude::{BooleanChunked, PolarsError};

use super::tables::{Facts, SESSION_ROW};
use crate::table::Table;
use crate::time::Period;
use crate::time::zone::Day;

/// A month, as the number of months since January of year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month of a day.
    pub fn containing(day: Day) -> Self {
        let date = day.date().unwrap_or_default();
        Self(date.year() * 12 + date.month0().cast_signed())
    }

    /// The month with this name, as 2026-10; `None` for any other text.
    pub fn from_name(name: &str) -> Option<Self> {
        let (year, month) = name.split_once('-')?;
        let month: i32 = month.parse().ok()?;
        let months = year.parse::<i32>().ok()?.checked_mul(12)?;
        let named = Self(months.checked_add(month)?.checked_sub(1)?);
        (named.to_string() == name).then_some(named)
    }

    /// Whether a day of the month lies in a period.
    pub fn has_days_of(self, period: Period) -> bool {
        let last = period.to.map(|to| Day(to.0.saturating_sub(1)));
        period
            .from
            .is_none_or(|from| Self::containing(from) <= self)
            && last.is_none_or(|last| self <= Self::containing(last))
    }
}

/// The name, as 2026-10.
impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:04}-{:02}",
            self.0.div_euclid(12),
            self.0.rem_euclid(12) + 1
        )
    }
}

/// The tables of each month. All rows of a session are in the month of its day. A month with sessions has all
/// tables, even those without rows.
///
/// # Errors
///
/// Fails if the facts lack columns of [`super::Selection::Folders`].
pub fn by_month(facts: &Facts) -> Result<BTreeMap<Month, Vec<Table>>, PolarsError> {
    let mut known: HashMap<i32, Month, RandomState> = HashMap::default();
    let days = facts.sessions.frame.column("day")?.i32()?;
    let months: Vec<Month> = days
        .iter()
        .map(|day| {
            let day = day.unwrap_or_default();
            *known
                .entry(day)
                .or_insert_with(|| Month::containing(Day(day)))
        })
        .collect();
    let mut all: BTreeMap<Month, Vec<Table>> =
        months.iter().map(|month| (*month, Vec::new())).collect();
    let whole = facts.in_folders()?;
    for (table, file) in whole {
        let of_rows: Vec<Month> = match table.frame.column(SESSION_ROW) {
            Err(_) => months.clone(),
            Ok(rows) => rows
                .i64()?
                .iter()
                .map(|row| row.and_then(|row| months.get(usize::try_from(row).ok()?).copied()))
                .collect::<Option<_>>()
                .ok_or_else(|| polars::error::polars_err!(ComputeError: "a row has no session"))?,
        };
        for (month, tables) in &mut all {
            let frame = if of_rows.iter().all(|of_row| of_row == month) {
                file.frame.clone()
            } else {
                let is_in: BooleanChunked =
                    of_rows.iter().map(|of_row| Some(of_row == month)).collect();
                file.frame.filter(&is_in)?
            };
            tables.push(Table {
                frame,
                ..file.clone()
            });
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_one_name() {
        let day = |text: &str| Day::from_date(text.parse().unwrap());
        assert_eq!(Month::containing(day("2026-10-31")).to_string(), "2026-10");
        assert_eq!(Month::containing(day("2027-01-01")).to_string(), "2027-01");
        assert_eq!(
            Month::from_name("2026-10"),
            Some(Month::containing(day("2026-10-01")))
        );
        for other in ["2026-1", "2026-13", "2026", "x-10", "2026-00"] {
            assert_eq!(Month::from_name(other), None, "{other}");
        }
    }
}
