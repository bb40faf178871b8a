//! All columns and metrics with their definitions, from the registries. `phasebook columns` lists
//! them, the guide shows them, and `phasebook explain --metric` looks them up.

mod markdown;

pub use markdown::markdown;

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::fact::{FactTable, LookupTable};
use crate::report::trend::{COVERAGE_COLUMNS, MONTH_COVERAGE};
use crate::report::{
    BRIDGE, BeyondReport, CONTRACT, Condition, DurationStatistic, ReportColumn,
    SERVICE_LEVEL_COUNTS, Statistic, bridge_definitions, contract_definitions, contract_keys,
    definitions,
};
use crate::service_level::Formula;
use crate::table::definition::{ColumnDefinition, Definition};

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
    /// The small tables beside the facts in folders.
    Lookups(LookupTable),
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
        .chain(LookupTable::ALL.map(Self::Lookups))
        .collect()
    }

    /// The registry of a table, by the name of the table's file; `Reports` for any other name.
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
                FactTable::StintDays => "folders.stint_days",
            },
            Self::Lookups(table) => match table {
                LookupTable::Levels => "folders.levels",
                LookupTable::Names => "folders.names",
                LookupTable::Teams => "folders.teams",
            },
        }
    }

    /// The names of the tables that have exactly these columns. Empty for the reports by dimensions, whose number
    /// is not limited, and for the columns and tables that only folders have.
    pub fn tables(self) -> Vec<&'static str> {
        match self {
            Self::Reports | Self::Folders(_) | Self::Lookups(_) => Vec::new(),
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
        let of_report = |column| CatalogueEntry::of_report(self, column);
        let of_table = |column: &Definition| CatalogueEntry::of_table(self, column);
        match self {
            Self::Reports => definitions().into_iter().map(of_report).collect(),
            Self::ServiceLevels => service_level_columns().into_iter().map(of_report).collect(),
            Self::Bridge => bridge_definitions().iter().map(of_table).collect(),
            Self::Contract => {
                let keys = contract_keys().into_iter();
                keys.chain(contract_definitions()).map(of_report).collect()
            }
            Self::MonthCoverage => COVERAGE_COLUMNS.iter().map(of_table).collect(),
            Self::Beyond(report) => {
                let keys = report.key_definitions().into_iter();
                keys.chain(report.definitions()).map(of_report).collect()
            }
            Self::Facts(table) => table.columns().iter().map(of_table).collect(),
            Self::Folders(table) => table.folder_columns().iter().map(of_table).collect(),
            Self::Lookups(table) => table.columns().iter().map(of_table).collect(),
        }
    }

    /// The duration and statistic of a column, named with or without its unit; `None` if the column
    /// is no statistic.
    pub fn statistic(self, name: &str) -> Option<DurationStatistic> {
        STATISTICS.get(self.name())?.get(name).copied()
    }
}

/// The statistics of each registry by column. The index is needed because headings look up every
/// column of every sheet.
static STATISTICS: LazyLock<HashMap<&'static str, HashMap<String, DurationStatistic>>> =
    LazyLock::new(|| {
        let all = Registry::all().into_iter();
        all.map(|registry| {
            let entries = registry.entries().into_iter();
            let statistics = entries.filter_map(|entry| Some((entry.statistic?, entry)));
            let named = statistics.flat_map(|(statistic, entry)| {
                let names = [entry.column(), entry.definition.spec.name];
                names.map(|name| (name, statistic))
            });
            (registry.name(), named.collect())
        })
        .collect()
    });

/// A column or metric: its definition, and its place among the registries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueEntry {
    pub registry: Registry,
    pub definition: ColumnDefinition,
    /// Which of the reports by dimensions have the column; `None` for other tables.
    pub reports: Option<Condition>,
    /// The duration and statistic of the column; `None` if it is no statistic.
    pub statistic: Option<DurationStatistic>,
}

impl CatalogueEntry {
    fn of_report(registry: Registry, column: ReportColumn) -> Self {
        Self {
            registry,
            definition: column.definition,
            reports: (registry == Registry::Reports).then_some(column.condition),
            statistic: column.statistic,
        }
    }

    fn of_table(registry: Registry, column: &Definition) -> Self {
        Self {
            registry,
            definition: column.into(),
            reports: None,
            statistic: None,
        }
    }

    /// The name of the entry's registry ([`Registry::name`]).
    pub const fn table(&self) -> &'static str {
        self.registry.name()
    }

    /// The name in CSV.
    pub fn column(&self) -> String {
        self.definition.spec.csv_name()
    }

    pub const fn unit(&self) -> &'static str {
        self.definition.spec.kind.unit()
    }

    /// Which reports have the column, in words. Every row of another table has all of the table's columns.
    pub fn condition(&self) -> String {
        let condition = match (self.reports, self.registry) {
            (Some(reports), _) => reports.words(),
            (None, Registry::Folders(_) | Registry::Lookups(_)) => IN_FOLDERS,
            (None, _) => EVERY_ROW,
        };
        match self.statistic {
            // Reports have the statistic only on request.
            Some(of) if !Statistic::DEFAULT.contains(&of.statistic) => {
                let options = match self.reports {
                    Some(_) => "--stats or --columns",
                    None => "--stats",
                };
                format!("{condition}, by {options}")
            }
            _ => condition.to_owned(),
        }
    }
}

impl Serialize for CatalogueEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let definition = &self.definition;
        let mut row = serializer.serialize_struct("CatalogueEntry", 10)?;
        row.serialize_field("table", self.table())?;
        row.serialize_field("condition", &self.condition())?;
        row.serialize_field("column", &self.column())?;
        row.serialize_field("unit", self.unit())?;
        row.serialize_field("meaning", &definition.meaning)?;
        row.serialize_field("population", definition.population)?;
        row.serialize_field("formula", &definition.formula)?;
        row.serialize_field("boundary", definition.boundary)?;
        row.serialize_field("empty", &definition.empty)?;
        row.serialize_field("source", definition.source)?;
        row.end()
    }
}

/// The condition of a column that does not belong to the reports by dimensions.
const EVERY_ROW: &str = "every row";

/// The condition of a column that only files in folders have.
const IN_FOLDERS: &str = "every row, with `--partition month`";

/// The entries of all registries, in the order of [`Registry::all`].
pub fn catalogue() -> Vec<CatalogueEntry> {
    let all = Registry::all().into_iter();
    all.flat_map(Registry::entries).collect()
}

/// The columns of `service_levels`. Counts are defined as in other reports, service levels as
/// `service_level`.
fn service_level_columns() -> Vec<ReportColumn> {
    let columns = definitions();
    let of = |name: &str| columns.iter().find(|column| column.name() == name).cloned();
    let counts = SERVICE_LEVEL_COUNTS.into_iter().filter_map(of);
    let levels = Formula::ALL.into_iter().filter_map(|formula| {
        let mut column = of("service_level")?.by_formula(formula);
        column.definition.meaning = format!("The service level by the formula {}.", formula.name());
        Some(column)
    });
    counts.chain(levels).collect()
}

/// The entries with a name, with or without its unit. The bare name of a phase is its column in the
/// fact tables. Columns that only folders have are left out: SQL queries compute the reports from them, and the
/// columns of the reports have entries of their own.
pub fn look_up(name: &str) -> Vec<CatalogueEntry> {
    let mut all = catalogue();
    all.retain(|entry| !matches!(entry.registry, Registry::Folders(_) | Registry::Lookups(_)));
    let is = |entry: &CatalogueEntry, wanted: &str| entry.column() == wanted;
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
            let statistic = entry.statistic;
            statistic.is_some_and(|of| of.duration == name && of.statistic == Statistic::Mean)
        };
        lengths = all.into_iter().filter(is_mean).collect();
    }
    let mut found: Vec<CatalogueEntry> = Vec::new();
    for entry in exact.into_iter().chain(lengths) {
        // A column that a report beyond the FAQ takes from another has the same meaning there.
        let is_known =
            |known: &CatalogueEntry| known.definition.says_the_same_as(&entry.definition);
        if !found.iter().any(is_known) {
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
            let name = format!("{}.{}", entry.table(), entry.column());
            let definition = &entry.definition;
            assert!(definition.meaning.ends_with('.'), "{name}");
            let is_length = entry.unit() == "seconds" || entry.unit() == "fraction of 1";
            assert!(
                !is_length || !definition.formula.is_empty(),
                "{name}: no formula"
            );
            assert!(
                !is_length || !definition.empty.is_empty(),
                "{name}: no empty case"
            );
            assert!(
                entry.registry != Registry::Reports || !definition.population.is_empty(),
                "{name}: no population"
            );
        }
    }

    #[test]
    fn names_are_found_with_and_without_their_unit() {
        let tables =
            |name| -> Vec<&str> { look_up(name).iter().map(CatalogueEntry::table).collect() };
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
