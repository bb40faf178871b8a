//! The languages of reports. All wording of one language is in one folder, with the same files for each.
//!
//! Columns of CSV and Parquet, settings and codes keep their names in every language, because
//! programs read them. English meanings of columns and codes are those of the registries.

mod cs;
mod en;

use crate::catalogue::{CatalogueEntry, Registry};
use crate::ledger::Code;
use crate::report::Dimension;
use crate::report::trend::{YEAR, YEAR_MEANING};
use crate::service_level::Formula;
use crate::table::definition::ColumnDefinition;
use crate::table::{ColumnSpec, Kind};

/// A language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Lang {
    /// English
    #[default]
    En,
    /// Czech
    Cs,
}

impl Lang {
    /// All languages.
    pub const ALL: [Self; 2] = [Self::En, Self::Cs];

    /// The name in settings, a BCP 47 tag.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Cs => "cs",
        }
    }

    /// All wording in the language.
    pub const fn words(self) -> &'static Words {
        match self {
            Self::En => &en::WORDS,
            Self::Cs => &cs::WORDS,
        }
    }
}

/// The heading and the meaning of a column.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// The column's name: in reports without a unit, in other tables as in CSV, and for the
    /// statistics of a duration the part that they share.
    pub name: &'static str,
    pub heading: &'static str,
    /// `None` if the registry's own text is in this language.
    pub meaning: Option<&'static str>,
}

/// The columns of a table other than the reports by dimensions, in which the same names may have
/// other meanings.
#[derive(Clone, Copy, Debug)]
pub struct TableTerms {
    /// The name of the table's registry.
    pub table: &'static str,
    pub terms: &'static [Term],
}

/// The name and description of a service-level formula.
#[derive(Clone, Copy, Debug)]
pub struct FormulaTerm {
    pub heading: &'static str,
    pub arithmetic: &'static str,
}

/// A ledger code as described to the readers of a report.
#[derive(Clone, Copy, Debug)]
pub struct CodeTerm {
    pub code: Code,
    /// `None` if the registry's own text is in this language.
    pub meaning: Option<&'static str>,
    /// The changes of figures that the problem may have caused.
    pub effect: &'static str,
    /// `None` if the registry's own text is in this language.
    pub remedy: Option<&'static str>,
}

/// A row of the definitions in a workbook or on a page: a column's definition as one text in one language, with the
/// tables that have the column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranslatedDefinition {
    /// The tables that have the column, by the names of their sheets.
    pub tables: String,
    /// The name in CSV.
    pub name: String,
    pub heading: String,
    pub unit: &'static str,
    pub meaning: String,
}

/// The format of numbers and dates.
#[derive(Clone, Copy, Debug)]
pub struct NumberFormats {
    pub decimal_mark: char,
    /// The separator between groups of three digits.
    pub group_mark: &'static str,
    /// The suffix of a percentage.
    pub percent: &'static str,
    /// January to December, as in `October 2026`.
    pub months: [&'static str; 12],
    /// January to December, abbreviated for charts.
    pub months_short: [&'static str; 12],
    /// Monday to Sunday, abbreviated.
    pub weekdays: [&'static str; 7],
    /// Formats day, month and year in the usual order.
    pub date: fn(day: u32, month: u32, year: i32) -> String,
    /// Formats day and month.
    pub day: fn(day: u32, month: u32) -> String,
    pub yes: &'static str,
    pub no: &'static str,
}

/// Wording that the workbook, the page and the terminal share.
#[derive(Clone, Copy, Debug)]
pub struct CommonWords {
    pub title: &'static str,
    pub summary: &'static str,
    pub period: &'static str,
    pub whole_dump: &'static str,
    pub from: &'static str,
    pub until: &'static str,
    pub zone: &'static str,
    pub formula: &'static str,
    pub threshold: &'static str,
    pub short_abandon: &'static str,
    /// Introduces the conditions that select sessions.
    pub only: &'static str,
    /// Introduces the sessions that the service level covers, if they are not all.
    pub level_of: &'static str,
    pub open_hours: &'static str,
    pub target: &'static str,
    pub previous: &'static str,
    pub change: &'static str,
    pub points: &'static str,
    pub figure: &'static str,
    pub value: &'static str,
    pub counted: &'static str,
    pub met: &'static str,
    pub missed: &'static str,
    pub no_queue: &'static str,
    pub no_operator: &'static str,
    pub total: &'static str,
    pub none: &'static str,
    pub problems: &'static str,
    pub no_problems: &'static str,
    pub definitions: &'static str,
    pub plan: &'static str,
    pub queues: &'static str,
    pub operators: &'static str,
    pub days: &'static str,
    pub service_level_by_queue: &'static str,
    pub service_level_by_day: &'static str,
    pub service_level_by_hour: &'static str,
    pub sources: &'static str,
}

/// Wording of the workbook.
#[derive(Clone, Copy, Debug)]
pub struct WorkbookWords {
    /// The sheet of the months.
    pub trend: &'static str,
    /// The sheets of reports that have their own names.
    pub sheets: &'static [(&'static str, &'static str)],
    /// The common name of the reports by dimensions.
    pub reports: &'static str,
    pub table: &'static str,
    pub column: &'static str,
    pub heading: &'static str,
    pub unit: &'static str,
    pub meaning: &'static str,
    pub setting: &'static str,
    pub count: &'static str,
    pub severity: &'static str,
    pub code: &'static str,
    pub file: &'static str,
    pub line: &'static str,
    pub session: &'static str,
    pub detail: &'static str,
    pub continued: &'static str,
    pub cut: &'static str,
}

/// Wording of the page.
#[derive(Clone, Copy, Debug)]
pub struct PageWords {
    pub skip: &'static str,
    pub contents: &'static str,
    pub theme: &'static str,
    pub print: &'static str,
    pub no_script: &'static str,
    pub target_line: &'static str,
    pub other: &'static str,
    pub share: &'static str,
    pub in_time: &'static str,
    pub month_day_by_day: &'static str,
    pub as_table: &'static str,
    pub rhythm: &'static str,
    pub rhythm_note: &'static str,
    pub arrivals: &'static str,
    pub mean_wait: &'static str,
    pub less: &'static str,
    pub more: &'static str,
    pub waits: &'static str,
    pub waits_note: &'static str,
    pub slider: &'static str,
    pub seconds: &'static str,
    pub reset: &'static str,
    pub as_set: &'static str,
    pub own_limits: &'static str,
    pub answered_after: &'static str,
    pub left_after: &'static str,
    pub sessions_axis: &'static str,
    pub longer: &'static str,
    pub phases: &'static str,
    pub phases_note: &'static str,
    pub median: &'static str,
    pub quartiles: &'static str,
    pub p95: &'static str,
    pub flows: &'static str,
    pub flows_note: &'static str,
    pub from_queue: &'static str,
    pub visits: &'static str,
    /// Visits that were forwarded to no queue.
    pub elsewhere: &'static str,
    /// The queues that have no column of their own.
    pub other_queues: &'static str,
    /// Several queues with few visits, by their number.
    pub small_queues: fn(&str) -> String,
    pub states: &'static str,
    pub states_note: &'static str,
    pub source: &'static str,
    pub no_source: &'static str,
    pub went_through: &'static str,
    pub skipped: &'static str,
    pub refused: &'static str,
    pub recordings: &'static str,
    pub recordings_note: &'static str,
    pub search: &'static str,
    pub search_none: &'static str,
    pub sort_hint: &'static str,
    /// Shows all operators, by their number.
    pub show_all: fn(&str) -> String,
    pub problem: &'static str,
    pub times: &'static str,
    pub effect: &'static str,
    pub remedy: &'static str,
    pub term: &'static str,
    pub made_by: &'static str,
}

/// Wording of contracts, on the page and in the terminal.
#[derive(Clone, Copy, Debug)]
pub struct ContractWords {
    pub title: &'static str,
    pub note: &'static str,
    pub all_queues: &'static str,
    pub incomplete: &'static str,
    /// The 90th percentile of the wait, which no report has as a figure.
    pub wait_p90: &'static str,
    pub within: &'static str,
    pub verdict: &'static str,
    /// The heading of the bands.
    pub paid: &'static str,
    pub bonus: &'static str,
    pub malus: &'static str,
    pub left_out: &'static str,
    pub explained_by: &'static str,
}

/// Wording of the first sheet, which the page and the workbook share.
#[derive(Clone, Copy, Debug)]
pub struct FirstSheetWords {
    /// The sentence that sums up the period.
    pub sentence: fn(&Sentence<'_>) -> String,
    /// The sentence of a period without a session in the service level.
    pub nothing: fn(&str) -> String,
    /// The name of a month, from 1 to 12, as the sentence compares another month with it.
    pub month: fn(u32) -> &'static str,
    pub previous_period: &'static str,
    /// Says that the period is incomplete, because the data have no sessions of these days.
    pub incomplete_days: fn(&str) -> String,
    pub incomplete: &'static str,
    pub figures: &'static str,
    /// The unit of a count of sessions, and of a duration as it is shown.
    pub unit_sessions: &'static str,
    pub unit_time: &'static str,
    pub queues: &'static str,
    /// The number of queues beyond those shown.
    pub more_queues: fn(&str) -> String,
    pub months: &'static str,
    /// The units of the rates, which name the sessions that they are shares of.
    pub level_unit: &'static str,
    pub abandon_unit: &'static str,
    pub to_date: &'static str,
    pub by_queue: &'static str,
    pub reached: &'static str,
    /// The months and years that are drawn in outline.
    pub outlined: fn(&str) -> String,
    pub losses: &'static str,
    pub losses_note: &'static str,
    pub no_losses: &'static str,
    /// Says how many more sessions in time would have reached the target: by number and in digits.
    pub lost: fn(u64, &str) -> String,
    pub in_time: &'static str,
    pub actual: &'static str,
    pub difference: &'static str,
    pub year_before: &'static str,
    pub details: &'static str,
    pub counting: &'static str,
    pub no_data: &'static str,
}

/// The parts of the sentence that a report begins with.
#[derive(Clone, Copy, Debug)]
pub struct Sentence<'a> {
    pub period: &'a str,
    pub is_incomplete: bool,
    pub level: &'a str,
    /// `None` if not every session counts as answered in time within the same threshold.
    pub threshold: Option<&'a str>,
    pub target: &'a str,
    pub is_met: bool,
    pub numerator: &'a str,
    pub denominator: &'a str,
    /// The direction of the change, the change in points without a sign, and the period that it is
    /// compared with.
    pub change: Option<(std::cmp::Ordering, &'a str, &'a str)>,
}

/// All wording of one language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    pub lang: Lang,
    pub spelling: NumberFormats,
    pub common: CommonWords,
    pub sheet: FirstSheetWords,
    pub workbook: WorkbookWords,
    pub page: PageWords,
    pub contract: ContractWords,
    /// Headings of the reports by dimensions.
    pub terms: &'static [Term],
    /// Headings of the other reports, and of the tables of facts.
    pub tables: [&'static [TableTerms]; 2],
    /// The suffix of a duration's heading for each suffix of a column.
    pub statistics: &'static [(&'static str, &'static str)],
    /// In the order of [`Formula::ALL`].
    pub formulas: [FormulaTerm; 5],
    /// In the order of [`Code::ALL`].
    pub codes: &'static [CodeTerm],
    /// Words for the exits of a visit, by the value in `queue_visits`.
    pub exits: &'static [(&'static str, &'static str)],
    pub severities: &'static [(&'static str, &'static str)],
}

impl Words {
    /// The heading of a figure in the reports by dimensions, named without a unit; the column's own
    /// name if this language has no heading for it.
    pub fn heading(&self, figure: &str) -> String {
        self.in_reports(Registry::Reports, figure)
    }

    /// The heading of a table's column; the column's own name if this language has no heading for
    /// it.
    pub fn heading_in(&self, registry: Registry, column: &ColumnSpec) -> String {
        let name = column.csv_name();
        if let Some(term) = self.own_term(registry, &name) {
            return term.heading.to_owned();
        }
        match registry {
            // A fact shares its name with a metric, but nothing else.
            Registry::Facts(_) | Registry::Folders(_) | Registry::Lookups(_) => name,
            _ => self.in_reports(registry, &column.name),
        }
    }

    fn in_reports(&self, registry: Registry, name: &str) -> String {
        if let Some((term, statistic)) = self.statistic_in(registry, name) {
            return format!("{}: {statistic}", term.heading);
        }
        if let Some(term) = self.term(name) {
            return term.heading.to_owned();
        }
        if let Some(formula) = formula_of(name) {
            return self.formula(formula).heading.to_owned();
        }
        name.to_owned()
    }

    fn term(&self, name: &str) -> Option<&'static Term> {
        self.terms.iter().find(|term| term.name == name)
    }

    fn own_term(&self, registry: Registry, name: &str) -> Option<&'static Term> {
        let own = self.tables.into_iter().flatten();
        let mut own = own.filter(|own| own.table == registry.name());
        own.find_map(|own| own.terms.iter().find(|term| term.name == name))
    }

    /// The duration of a column with a statistic, and the statistic in words.
    fn statistic_in(
        &self,
        registry: Registry,
        name: &str,
    ) -> Option<(&'static Term, &'static str)> {
        let of = registry.statistic(name)?;
        let own = self.own_term(registry, of.duration);
        let term = own.or_else(|| self.term(of.duration))?;
        let statistic = entry(self.statistics, of.statistic.name())?;
        Some((term, statistic))
    }

    /// The definitions of the columns of these registries. A column that the reports by dimensions
    /// define in the same way is listed once, with those.
    pub fn definitions(&self, registries: &[Registry]) -> Vec<TranslatedDefinition> {
        let mut told = Vec::new();
        let reports = Registry::Reports.entries();
        for registry in registries {
            let tables = self.titles(*registry);
            if *registry == Registry::Reports {
                let dimensions = Dimension::ALL.into_iter();
                told.extend(dimensions.flat_map(|dimension| self.dimension(dimension, &tables)));
                told.push(self.year(&tables));
            }
            let is_of_reports = |entry: &CatalogueEntry| {
                let is_same = |known: &CatalogueEntry| {
                    known.definition.spec.csv_name() == entry.column()
                        && known.definition.says_the_same_as(&entry.definition)
                };
                *registry != Registry::Reports && reports.iter().any(is_same)
            };
            let own = registry.entries().into_iter();
            told.extend(own.filter(|entry| !is_of_reports(entry)).map(|entry| {
                TranslatedDefinition {
                    tables: tables.clone(),
                    name: entry.column(),
                    heading: self.heading_in(*registry, &entry.definition.spec),
                    unit: entry.unit(),
                    meaning: self
                        .meaning(&entry)
                        .unwrap_or_else(|| whole(&entry.definition)),
                }
            }));
        }
        told
    }

    fn dimension(&self, dimension: Dimension, tables: &str) -> Vec<TranslatedDefinition> {
        let columns = dimension.specs().into_iter();
        columns
            .map(|column| {
                let own = self.term(&column.name).and_then(|term| term.meaning);
                let meaning = match column.kind {
                    Kind::Id => format!("the id of {}", dimension.meaning()),
                    _ => dimension.meaning().to_owned(),
                };
                TranslatedDefinition {
                    tables: tables.to_owned(),
                    heading: self.heading(&column.name),
                    unit: column.kind.unit(),
                    meaning: own.map_or_else(|| capital(&meaning), str::to_owned),
                    name: column.name,
                }
            })
            .collect()
    }

    /// The key of the reports by year to date.
    fn year(&self, tables: &str) -> TranslatedDefinition {
        let own = self.term(YEAR).and_then(|term| term.meaning);
        TranslatedDefinition {
            tables: tables.to_owned(),
            name: YEAR.to_owned(),
            heading: self.heading(YEAR),
            unit: Kind::Text.unit(),
            meaning: own.unwrap_or(YEAR_MEANING).to_owned(),
        }
    }

    /// The names of the sheets with these columns.
    fn titles(&self, registry: Registry) -> String {
        if registry == Registry::Reports {
            return self.workbook.reports.to_owned();
        }
        let tables = registry.tables().into_iter();
        let titles: Vec<&str> = tables.map(|table| self.title(table)).collect();
        titles.join(", ")
    }

    /// The title of a table; its own name if this language has no title for it.
    pub fn title<'a>(&self, table: &'a str) -> &'a str
    where
        'static: 'a,
    {
        entry(self.workbook.sheets, table).unwrap_or(table)
    }

    /// The meaning in this language; `None` if the registry's own text is in this language.
    fn meaning(&self, column: &CatalogueEntry) -> Option<String> {
        if let Some(term) = self.own_term(column.registry, &column.column()) {
            return term.meaning.map(str::to_owned);
        }
        let name = column.definition.spec.name.as_str();
        if let Some((term, statistic)) = self.statistic_in(column.registry, name) {
            let meaning = term.meaning?;
            return Some(format!("{} ({statistic})", meaning.trim_end_matches('.')));
        }
        if let Some(term) = self.term(name) {
            return term.meaning.map(str::to_owned);
        }
        let formula = formula_of(name).filter(|_| self.lang != Lang::En)?;
        Some(self.formula(formula).arithmetic.to_owned())
    }

    /// The wording of a formula.
    pub const fn formula(&self, formula: Formula) -> FormulaTerm {
        self.formulas[match formula {
            Formula::ExcludeShortAbandons => 0,
            Formula::Offered => 1,
            Formula::Answered => 2,
            Formula::ExcludeAbandonsInThreshold => 3,
            Formula::AbandonsInThresholdMet => 4,
        }]
    }

    /// The meaning of a code, its possible effect on the figures, and the remedy.
    pub fn code(&self, code: Code) -> (&'static str, &'static str, &'static str) {
        let term = self.codes.iter().find(|term| term.code == code);
        (
            term.and_then(|term| term.meaning).unwrap_or(code.meaning()),
            term.map_or("", |term| term.effect),
            term.and_then(|term| term.remedy).unwrap_or(code.remedy()),
        )
    }

    /// Words for the exit of a visit; the value itself if this language has no wording for it.
    pub fn exit<'a>(&self, exit: &'a str) -> &'a str
    where
        'static: 'a,
    {
        entry(self.exits, exit).unwrap_or(exit)
    }

    /// The wording of a severity.
    pub fn severity(&self, name: &'static str) -> &'static str {
        entry(self.severities, name).unwrap_or(name)
    }

    /// A weekday, given as in reports, `Mon` to `Sun`.
    pub fn weekday(&self, name: &str) -> Option<&'static str> {
        let place = en::WORDS
            .spelling
            .weekdays
            .iter()
            .position(|weekday| *weekday == name)?;
        self.spelling.weekdays.get(place).copied()
    }
}

fn entry(entries: &'static [(&'static str, &'static str)], name: &str) -> Option<&'static str> {
    let found = entries.iter().find(|(known, _)| *known == name);
    found.map(|(_, text)| *text)
}

fn formula_of(column: &str) -> Option<Formula> {
    Formula::ALL
        .into_iter()
        .find(|formula| formula.column() == column)
}

/// All parts of a column's definition in the registry, as one text.
fn whole(definition: &ColumnDefinition) -> String {
    let parts = [
        ("Of: ", definition.population),
        ("Formula: ", &definition.formula),
        ("Border: ", definition.boundary),
        ("Empty if ", &definition.empty),
        ("Source: ", definition.source),
    ];
    let said = parts.iter().filter(|(_, text)| !text.is_empty());
    let said = said.map(|(label, text)| format!(" {label}{text}."));
    definition.meaning.clone() + &said.collect::<String>()
}

/// Turns a phrase into a sentence.
fn capital(phrase: &str) -> String {
    format!("{}.", capitalised(phrase))
}

/// The text with a capital at its beginning.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_and_code_has_words_in_every_language() {
        for lang in Lang::ALL {
            let words = lang.words();
            assert_eq!(words.lang, lang);
            for definition in words.definitions(&Registry::all()) {
                let place = format!("{lang:?} {}.{}", definition.tables, definition.name);
                assert_ne!(definition.heading, definition.name, "{place}");
                assert!(definition.meaning.len() > 3, "{place}");
            }
            let codes: Vec<Code> = words.codes.iter().map(|term| term.code).collect();
            assert_eq!(codes, Code::ALL, "{lang:?}");
            let own_words = lang != Lang::En;
            for term in words.codes {
                assert_eq!(term.meaning.is_some(), own_words, "{:?}", term.code);
                assert_eq!(term.remedy.is_some(), own_words, "{:?}", term.code);
            }
            let of_tables = words.tables.into_iter().flatten().flat_map(|own| own.terms);
            for term in words.terms.iter().chain(of_tables) {
                assert_eq!(term.meaning.is_some(), own_words, "{lang:?} {}", term.name);
            }
        }
    }

    /// A term without a column would go unnoticed.
    #[test]
    fn every_term_of_a_table_is_of_a_column_that_it_has() {
        for lang in Lang::ALL {
            for own in lang.words().tables.into_iter().flatten() {
                let registry = Registry::all()
                    .into_iter()
                    .find(|registry| registry.name() == own.table);
                let entries = registry.map(Registry::entries).unwrap_or_default();
                for term in own.terms {
                    let is_column = entries.iter().any(|entry| {
                        let duration = entry.statistic.map(|of| of.duration);
                        entry.column() == term.name || duration == Some(term.name)
                    });
                    assert!(is_column, "{lang:?} {}.{}", own.table, term.name);
                }
            }
        }
    }

    #[test]
    fn no_two_columns_of_a_table_share_a_heading() {
        for lang in Lang::ALL {
            for registry in Registry::all() {
                let definitions = lang.words().definitions(&[registry]);
                let mut headings: Vec<String> = definitions
                    .into_iter()
                    .map(|definition| definition.heading)
                    .collect();
                let all = headings.len();
                headings.sort();
                headings.dedup();
                assert_eq!(headings.len(), all, "{lang:?} {registry:?}");
            }
        }
    }

    #[test]
    fn a_column_of_statistics_is_named_by_its_parts() {
        let words = Lang::Cs.words();
        assert_eq!(words.heading("in_queue_p90"), "Ve frontě: 90. percentil");
        assert_eq!(words.heading("sl_offered"), words.formulas[1].heading);
        assert_eq!(words.heading("no_such_column"), "no_such_column");
        assert_eq!(words.weekday("Tue"), Some("út"));
    }

    #[test]
    fn a_fact_is_headed_by_what_it_is_and_not_by_the_metric_of_its_name() {
        use crate::fact::FactTable::{Offers, QueueVisits, Sessions};
        let of = |table, name: &str, kind| {
            let column = ColumnSpec {
                name: name.to_owned(),
                kind,
            };
            Lang::ALL.map(|lang| lang.words().heading_in(Registry::Facts(table), &column))
        };
        assert_eq!(
            of(Sessions, "created", Kind::Timestamp),
            ["Created at", "Vznik"]
        );
        assert_eq!(
            of(Sessions, "created", Kind::Length),
            ["Before routing", "Před směrováním"]
        );
        assert_eq!(
            of(QueueVisits, "visit", Kind::Count),
            ["Visit number", "Číslo návštěvy"]
        );
        assert_eq!(
            of(Offers, "offered", Kind::Timestamp),
            ["Offered at", "Začátek nabídky"]
        );
    }
}
