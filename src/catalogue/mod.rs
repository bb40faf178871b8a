//! Every column and metric with its definition, from the registries: what `phasebook columns` lists,
//! the README shows and `phasebook explain --metric` looks up.

mod markdown;

pub use markdown::markdown;

use serde::Serialize;

use crate::fact::FactTable;
use crate::report::{BeyondReport, ReportColumn, SERVICE_LEVEL_COUNTS, Statistic, definitions};
use crate::service_level::Formula;
use crate::table::{ColumnSpec, Kind};
use crate::write::csv_name;

/// The table that a report's columns are listed under.
pub const REPORTS: &str = "reports";
/// The report of the service levels.
pub const SERVICE_LEVELS: &str = "service_levels";

/// A column or metric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// `reports`, `service_levels`, a family of reports beyond the FAQ, or a table of facts.
    pub table: &'static str,
    /// Which reports have it; every row of a table has all its columns.
    pub condition: String,
    /// The name in CSV.
    pub column: String,
    pub unit: &'static str,
    pub meaning: String,
    pub population: String,
    pub formula: String,
    pub boundary: String,
    pub empty: String,
    pub source: String,
}

impl Entry {
    /// The names and texts of a definition, those that say nothing left out.
    #[must_use]
    pub fn parts(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("population", self.population.as_str()),
            ("formula", self.formula.as_str()),
            ("limits", self.boundary.as_str()),
            ("empty if", self.empty.as_str()),
            ("source", self.source.as_str()),
        ];
        all.into_iter()
            .filter(|(_, text)| !text.is_empty())
            .collect()
    }
}

/// All of them: of the reports, of `service_levels`, of the reports beyond the FAQ, then of the tables of
/// facts.
#[must_use]
pub fn catalogue() -> Vec<Entry> {
    let of_reports = of_reports();
    let levels = of_service_levels(&of_reports);
    let beyond = BeyondReport::FAMILIES.into_iter().flat_map(of_beyond);
    let facts = FactTable::ALL.into_iter().flat_map(of_facts);
    of_reports
        .iter()
        .cloned()
        .chain(levels)
        .chain(beyond)
        .chain(facts)
        .collect()
}

fn of_reports() -> Vec<Entry> {
    let columns = definitions().into_iter();
    columns
        .map(|column| {
            let condition = condition(column.condition.words(), &column);
            of_report(REPORTS, condition, column)
        })
        .collect()
}

/// Which reports have a column, and whether it has to be asked for.
fn condition(condition: &str, column: &ReportColumn) -> String {
    match column.measured {
        Some((_, statistic)) if !Statistic::DEFAULT.contains(&statistic) => {
            let by = if condition == EVERY_ROW {
                "--stats"
            } else {
                "--stats or --columns"
            };
            format!("{condition}, by {by}")
        }
        _ => condition.to_owned(),
    }
}

/// The condition of a column that is not of the reports by dimensions.
const EVERY_ROW: &str = "every row";

/// The columns of reports beyond the FAQ that have the same; the dimensions among their keys are said
/// elsewhere.
fn of_beyond(family: &[BeyondReport]) -> Vec<Entry> {
    let Some(report) = family.first() else {
        return Vec::new();
    };
    let keys = report.key_definitions().into_iter();
    let columns = keys.chain(report.definitions());
    columns
        .map(|column| of_report(report.family(), condition(EVERY_ROW, &column), column))
        .collect()
}

fn of_report(table: &'static str, condition: String, column: ReportColumn) -> Entry {
    Entry {
        table,
        condition,
        column: in_csv(&column.name, column.kind),
        unit: column.kind.unit(),
        meaning: column.meaning,
        population: column.population.to_owned(),
        formula: column.formula,
        boundary: column.boundary.to_owned(),
        empty: column.empty,
        source: column.source.to_owned(),
    }
}

/// The counts are defined as in other reports, the service levels as `service_level` is.
fn of_service_levels(reports: &[Entry]) -> Vec<Entry> {
    let of = |name: &str| reports.iter().find(|entry| entry.column == name).cloned();
    let counts = SERVICE_LEVEL_COUNTS.into_iter().filter_map(of);
    let levels = Formula::ALL.into_iter().filter_map(|formula| {
        Some(Entry {
            column: formula.column().to_owned(),
            meaning: format!("The service level by the formula {}.", formula.name()),
            formula: formula.arithmetic().to_owned(),
            ..of("service_level")?
        })
    });
    counts
        .chain(levels)
        .map(|entry| Entry {
            table: SERVICE_LEVELS,
            condition: "every row".to_owned(),
            ..entry
        })
        .collect()
}

fn of_facts(table: FactTable) -> Vec<Entry> {
    let columns = table.columns().into_iter();
    columns
        .map(|column| Entry {
            table: table.name(),
            condition: "every row".to_owned(),
            column: in_csv(column.name, column.kind),
            unit: column.kind.unit(),
            meaning: column.meaning.to_owned(),
            population: column.population.to_owned(),
            formula: column.formula.to_owned(),
            boundary: column.boundary.to_owned(),
            empty: column.empty.to_owned(),
            source: column.source.to_owned(),
        })
        .collect()
}

fn in_csv(name: &str, kind: Kind) -> String {
    csv_name(&ColumnSpec {
        name: name.to_owned(),
        kind,
    })
}

/// The entries of a name, with or without its unit. A phase's bare name is that of the column in the
/// tables of facts.
#[must_use]
pub fn look_up(name: &str) -> Vec<Entry> {
    let all = catalogue();
    let is = |entry: &Entry, wanted: &str| entry.column == wanted;
    let exact: Vec<Entry> = all
        .iter()
        .filter(|entry| is(entry, name))
        .cloned()
        .collect();
    let with_unit = format!("{name}_s");
    let mut lengths: Vec<Entry> = all
        .iter()
        .filter(|entry| is(entry, &with_unit))
        .cloned()
        .collect();
    if exact.is_empty() && lengths.is_empty() {
        // A duration that no table of facts has is told by its mean.
        let mean = format!("{name}_mean_s");
        lengths = all.into_iter().filter(|entry| is(entry, &mean)).collect();
    }
    let mut found: Vec<Entry> = Vec::new();
    for entry in exact.into_iter().chain(lengths) {
        // What a report beyond the FAQ takes over means the same there.
        let says_the_same =
            |known: &Entry| (&known.meaning, known.parts()) == (&entry.meaning, entry.parts());
        if !found.iter().any(says_the_same) {
            found.push(entry);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_says_what_it_is() {
        for entry in catalogue() {
            let name = format!("{}.{}", entry.table, entry.column);
            assert!(entry.meaning.ends_with('.'), "{name}");
            let is_length = entry.unit == "seconds" || entry.unit == "fraction of 1";
            assert!(
                !is_length || !entry.formula.is_empty(),
                "{name}: no formula"
            );
            assert!(
                !is_length || !entry.empty.is_empty(),
                "{name}: no empty case"
            );
            assert!(
                entry.table != REPORTS || !entry.population.is_empty(),
                "{name}: of what"
            );
        }
    }

    #[test]
    fn names_are_found_with_and_without_their_unit() {
        let tables =
            |name| -> Vec<&str> { look_up(name).iter().map(|entry| entry.table).collect() };
        assert_eq!(tables("asa"), [REPORTS]);
        assert_eq!(tables("waiting_p90_s"), [REPORTS]);
        assert_eq!(tables("waiting"), ["sessions"]);
        assert_eq!(tables("created"), ["sessions", "sessions"]);
        assert_eq!(
            tables("offers"),
            [REPORTS, "offer_outcomes", "sessions", "session_operators"]
        );
        assert_eq!(tables("wait_total_p90"), ["waits"]);
        assert_eq!(tables("wait_total"), ["waits"]);
        assert_eq!(tables("threshold"), ["service_level_curve"]);
        assert_eq!(tables("waitin"), [""; 0]);
    }
}
