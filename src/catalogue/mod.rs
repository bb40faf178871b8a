//! All columns and metrics with their definitions, from the registries. `phasebook columns` lists
//! them, the guide shows them, and `phasebook explain --metric` looks them up.

mod markdown;

pub use markdown::markdown;

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Serialize;

use crate::fact::FactTable;
use crate::report::trend::{COVERAGE_COLUMNS, MONTH_COVERAGE};
use crate::report::{
    BRIDGE, BeyondReport, CONTRACT, Condition, DurationStatistic, ReportColumn,
    SERVICE_LEVEL_COUNTS, Statistic, bridge_definitions, contract_definitions, contract_keys,
    definitions,
};
use crate::service_level::Formula;
use crate::table::definition::Definition;
use crate::table::{ColumnSpec, Kind};

/// The name under which the columns of reports by dimensions are listed.
pub const REPORTS: &str = "reports";
/// The name of the report of service levels.
pub const SERVICE_LEVELS: &str = "service_levels";

/// The registry that defines a column. A name has one meaning within a registry, but may have
/// another meaning in another registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registry {
    /// The reports by dimensions.
    Reports,
    ServiceLevels,
    Bridge,
    Contract,
    /// The table `month_coverage`: the part of each month that the data have.
    MonthCoverage,
    /// Reports beyond the FAQ with the same columns, by the first of these reports.
    Beyond(BeyondReport),
    Facts(FactTable),
    /// The columns that a fact table has only in folders (`phasebook facts --partition month`).
    Folders(FactTable),
}

impl Registry {
    /// All registries in the order of the catalogue.
    pub fn all() -> Vec<Self> {
        let families = BeyondReport::FAMILIES.into_iter();
        let beyond = families.filter_map(|family| family.first().copied());
        [
            Self::Reports,
            Self::ServiceLevels,
            Self::Bridge,
            Self::Contract,
            Self::MonthCoverage,
        ]
        .into_iter()
        .chain(beyond.map(Self::Beyond))
        .chain(FactTable::WITH_FILES.map(Self::Facts))
        .chain(FactTable::IN_FOLDERS.map(Self::Folders))
        .collect()
    }

    /// The registry of a table, by the name of the table's file.
    pub fn of_table(name: &str) -> Self {
        let all = Self::all().into_iter();
        all.skip(1)
            .find(|registry| registry.tables().contains(&name))
            .unwrap_or(Self::Reports)
    }

    /// The name under which its columns are listed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reports => REPORTS,
            Self::ServiceLevels => SERVICE_LEVELS,
            Self::Bridge => BRIDGE,
            Self::Contract => CONTRACT,
            Self::MonthCoverage => MONTH_COVERAGE,
            Self::Beyond(report) => report.family(),
            Self::Facts(table) => table.name(),
            Self::Folders(table) => match table {
                FactTable::Sessions => "folders.sessions",
                FactTable::SessionOperators => "folders.session_operators",
                FactTable::QueueVisits => "folders.queue_visits",
                FactTable::Offers => "folders.offers",
                FactTable::States => "folders.states",
                FactTable::Downloads => "folders.downloads",
                FactTable::Stints => "folders.stints",
            },
        }
    }

    /// The names of the tables that have its columns as they are; empty for the reports by dimensions, whose
    /// number is not limited, and for folders.
    pub fn tables(self) -> Vec<&'static str> {
        match self {
            Self::Reports | Self::Folders(_) => Vec::new(),
            Self::Beyond(report) => {
                let families = BeyondReport::FAMILIES.into_iter();
                let own = families.filter(|family| family.contains(&report));
                own.flatten().map(|report| report.name()).collect()
            }
            _ => vec![self.name()],
        }
    }

    /// Its columns, in order.
    pub fn entries(self) -> Vec<CatalogueEntry> {
        match self {
            Self::Reports => {
                let columns = definitions().into_iter();
                columns
                    .map(|column| CatalogueEntry::of_report(self, Some(column.condition), column))
                    .collect()
            }
            Self::ServiceLevels => of_service_levels(),
            Self::Bridge => {
                let steps = bridge_definitions().into_iter();
                steps.map(of_bridge).collect()
            }
            Self::Contract => {
                let keys = contract_keys().into_iter();
                keys.chain(contract_definitions())
                    .map(|column| CatalogueEntry::of_report(self, None, column))
                    .collect()
            }
            Self::MonthCoverage => COVERAGE_COLUMNS.into_iter().map(of_coverage).collect(),
            Self::Beyond(report) => {
                let keys = report.key_definitions().into_iter();
                keys.chain(report.definitions())
                    .map(|column| CatalogueEntry::of_report(self, None, column))
                    .collect()
            }
            Self::Facts(table) => of_facts(self, table.columns(), EVERY_ROW),
            Self::Folders(table) => of_facts(self, table.folder_columns(), IN_FOLDERS),
        }
    }

    /// The duration and statistic of a column, named with or without its unit; `None` if the column
    /// is no statistic.
    pub fn measured(self, name: &str) -> Option<DurationStatistic> {
        MEASURED.get(self.name())?.get(name).copied()
    }
}

/// The statistics of each registry by column. The index is needed because headings look up every
/// column of every sheet.
static MEASURED: LazyLock<HashMap<&'static str, HashMap<String, DurationStatistic>>> =
    LazyLock::new(|| {
        let all = Registry::all().into_iter();
        all.map(|registry| {
            let entries = registry.entries().into_iter();
            let measured = entries.filter_map(|entry| Some((entry.measured?, entry)));
            let named = measured.flat_map(|(measured, entry)| {
                [entry.spec.name, entry.column].map(|name| (name, measured))
            });
            (registry.name(), named.collect())
        })
        .collect()
    });

/// A column or metric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CatalogueEntry {
    #[serde(skip)]
    pub registry: Registry,
    /// The name of its registry: `reports`, `service_levels`, `bridge`, `contract`, a family of reports beyond
    /// the FAQ, or a fact table.
    pub table: &'static str,
    /// Which reports have the column. Every row of another table has all of the table's columns.
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
    /// Which of the reports by dimensions have the column; `None` for other tables.
    #[serde(skip)]
    pub reports: Option<Condition>,
    /// The duration and statistic of the column; `None` if it is no statistic.
    #[serde(skip)]
    pub measured: Option<DurationStatistic>,
    #[serde(skip)]
    pub spec: ColumnSpec,
}

impl CatalogueEntry {
    /// The names and texts of the definition's parts, without empty ones.
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

    /// Whether both entries define the same column in the same way.
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        self.meaning == other.meaning && self.parts() == other.parts()
    }

    fn of_report(registry: Registry, reports: Option<Condition>, column: ReportColumn) -> Self {
        let condition = reports.map_or(EVERY_ROW, Condition::words);
        let spec = ColumnSpec {
            name: column.name,
            kind: column.kind,
        };
        Self {
            registry,
            table: registry.name(),
            condition: match column.measured {
                // A statistic that reports have only on request.
                Some(of) if !Statistic::DEFAULT.contains(&of.statistic) => {
                    let options = match reports {
                        Some(_) => "--stats or --columns",
                        None => "--stats",
                    };
                    format!("{condition}, by {options}")
                }
                _ => condition.to_owned(),
            },
            column: spec.csv_name(),
            unit: column.kind.unit(),
            meaning: column.meaning,
            population: column.population.to_owned(),
            formula: column.formula,
            boundary: column.boundary.to_owned(),
            empty: column.empty,
            source: column.source.to_owned(),
            reports,
            measured: column.measured,
            spec,
        }
    }
}

/// The condition of a column that does not belong to the reports by dimensions.
const EVERY_ROW: &str = "every row";

/// The condition of a column that files in folders have behind the others.
const IN_FOLDERS: &str = "every row, with `--partition month`";

/// All entries: of the reports, of `service_levels`, `bridge` and `contract`, of the reports beyond the FAQ,
/// and of the fact tables.
pub fn catalogue() -> Vec<CatalogueEntry> {
    let all = Registry::all().into_iter();
    all.flat_map(Registry::entries).collect()
}

/// The entries of `service_levels`. Counts are defined as in other reports, service levels as
/// `service_level`.
fn of_service_levels() -> Vec<CatalogueEntry> {
    let columns = definitions();
    let of = |name: &str| columns.iter().find(|column| column.name == name).cloned();
    let counts = SERVICE_LEVEL_COUNTS.into_iter().filter_map(of);
    let levels = Formula::ALL.into_iter().filter_map(|formula| {
        Some(ReportColumn {
            name: formula.column().to_owned(),
            meaning: format!("The service level by the formula {}.", formula.name()),
            formula: formula.arithmetic().to_owned(),
            ..of("service_level")?
        })
    });
    counts
        .chain(levels)
        .map(|column| CatalogueEntry::of_report(Registry::ServiceLevels, None, column))
        .collect()
}

fn of_bridge((name, meaning): (&str, &str)) -> CatalogueEntry {
    plain(Registry::Bridge, name, Kind::Count, meaning, "")
}

fn of_coverage((name, kind, meaning, empty): (&str, Kind, &str, &str)) -> CatalogueEntry {
    plain(Registry::MonthCoverage, name, kind, meaning, empty)
}

/// A column whose meaning says everything of it.
fn plain(registry: Registry, name: &str, kind: Kind, meaning: &str, empty: &str) -> CatalogueEntry {
    let spec = ColumnSpec {
        name: name.to_owned(),
        kind,
    };
    CatalogueEntry {
        registry,
        table: registry.name(),
        condition: EVERY_ROW.to_owned(),
        column: spec.csv_name(),
        unit: spec.kind.unit(),
        meaning: meaning.to_owned(),
        population: String::new(),
        formula: String::new(),
        boundary: String::new(),
        empty: empty.to_owned(),
        source: String::new(),
        reports: None,
        measured: None,
        spec,
    }
}

fn of_facts(registry: Registry, columns: Vec<Definition>, condition: &str) -> Vec<CatalogueEntry> {
    let columns = columns.into_iter();
    columns
        .map(|column| CatalogueEntry {
            registry,
            table: registry.name(),
            condition: condition.to_owned(),
            column: column.spec().csv_name(),
            unit: column.kind.unit(),
            meaning: column.meaning.to_owned(),
            population: column.population.to_owned(),
            formula: column.formula.to_string(),
            boundary: column.boundary.to_owned(),
            empty: column.empty.to_owned(),
            source: column.source.to_owned(),
            reports: None,
            measured: None,
            spec: column.spec(),
        })
        .collect()
}

/// The entries with a name, with or without its unit. The bare name of a phase is its column in the
/// fact tables. Columns that only folders have are left out: they are made for the queries of reports, and the
/// reports explain those.
pub fn look_up(name: &str) -> Vec<CatalogueEntry> {
    let mut all = catalogue();
    all.retain(|entry| !matches!(entry.registry, Registry::Folders(_)));
    let is = |entry: &CatalogueEntry, wanted: &str| entry.column == wanted;
    let exact: Vec<CatalogueEntry> = all
        .iter()
        .filter(|entry| is(entry, name))
        .cloned()
        .collect();
    let with_unit = format!("{name}_s");
    let mut lengths: Vec<CatalogueEntry> = all
        .iter()
        .filter(|entry| is(entry, &with_unit))
        .cloned()
        .collect();
    if exact.is_empty() && lengths.is_empty() {
        // A duration that no fact table has is represented by its mean.
        let is_mean = |entry: &CatalogueEntry| {
            let measured = entry.measured;
            measured.is_some_and(|of| of.duration == name && of.statistic == Statistic::Mean)
        };
        lengths = all.into_iter().filter(is_mean).collect();
    }
    let mut found: Vec<CatalogueEntry> = Vec::new();
    for entry in exact.into_iter().chain(lengths) {
        // A column that a report beyond the FAQ takes from another has the same meaning there.
        if !found.iter().any(|known| known.says_the_same_as(&entry)) {
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
        assert_eq!(tables("threshold"), ["contract", "service_level_curve"]);
        assert_eq!(tables("waitin"), [""; 0]);
    }
}
