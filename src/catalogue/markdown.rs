//! The catalogue as Markdown: the topic `columns` of the guide.

use std::fmt::Write as _;

use super::{CatalogueEntry, Registry, SERVICE_LEVELS};
use crate::fact::{FactTable, LookupTable};
use crate::report::trend::{MONTH_COVERAGE, QUEUE_YEAR_TO_DATE, YEAR, YEAR_TO_DATE};
use crate::report::{BeyondReport, DurationStatistic, Statistic};
use crate::table::Kind;
use crate::table::definition::{ColumnDefinition, FAQ};

const HEADER: &str = "| column | unit | meaning | computed |\n| --- | --- | --- | --- |\n";

/// Renders the page. The statistics of a duration share one row.
pub fn markdown() -> String {
    let mut text =
        "## Of the reports\n\nA report begins with the columns of its dimensions.\n".to_owned();
    let reports = Registry::Reports.entries();
    for group in reports.chunk_by(|a, b| a.reports == b.reports) {
        let title = group.first().and_then(|entry| entry.reports);
        let title = title.map_or("", |condition| condition.title());
        push(&mut text, format_args!("\n{title}:\n\n{HEADER}"));
        rows(&mut text, group);
    }
    statistics(&mut text);
    let levels = Registry::ServiceLevels.entries();
    push(
        &mut text,
        format_args!(
            "\n`{SERVICE_LEVELS}` has `queue_id` and `queue`, then counts as above, then the service level \
             by each formula (`phasebook guide service-level`): {}.\n",
            named(levels.iter().map(CatalogueEntry::column))
        ),
    );
    text.push_str(
        "\n## Of the bridge\n\nBehind `operator_id`, `operator`, `queue_id`, `queue`:\n\n",
    );
    text.push_str(HEADER);
    rows(&mut text, &Registry::Bridge.entries());
    text.push_str("\n## Of the contracts\n\n`contract`, one row for a contract and a period:\n\n");
    text.push_str(HEADER);
    rows(&mut text, &Registry::Contract.entries());
    text.push_str("\n## Of the months of a pack\n\n");
    push(
        &mut text,
        format_args!(
            "`{YEAR_TO_DATE}` and `{QUEUE_YEAR_TO_DATE}` begin with `{YEAR}`. `{MONTH_COVERAGE}`, one row for a \
             month:\n\n{HEADER}"
        ),
    );
    rows(&mut text, &Registry::MonthCoverage.entries());
    text.push_str("\n## Of the reports beyond the FAQ\n");
    beyond(&mut text);
    text.push_str("\n## Of the tables of facts\n");
    for table in FactTable::WITH_FILES {
        push(
            &mut text,
            format_args!(
                "\n`{}`, one row for {}:\n\n{HEADER}",
                table.name(),
                table.grain()
            ),
        );
        rows(&mut text, &Registry::Facts(table).entries());
    }
    text.push_str(
        "\n## Of facts in folders\n\nWith `--partition month` the files have these columns behind those \
         above, and there are the tables `stints` and `stint_days`.\n",
    );
    for table in FactTable::IN_FOLDERS {
        push(&mut text, format_args!("\n`{}`:\n\n{HEADER}", table.name()));
        rows(&mut text, &Registry::Folders(table).entries());
    }
    text.push_str("\nBeside them, of a whole tenant, without months:\n");
    for table in LookupTable::ALL {
        push(
            &mut text,
            format_args!(
                "\n`{}`, one row for {}:\n\n{HEADER}",
                table.name(),
                table.grain()
            ),
        );
        rows(&mut text, &Registry::Lookups(table).entries());
    }
    text
}

/// Adds the columns of the reports beyond the FAQ; columns that several reports share are listed
/// once.
fn beyond(text: &mut String) {
    for reports in BeyondReport::FAMILIES {
        let each: Vec<String> = reports
            .iter()
            .map(|report| format!("`{}` (one row for {})", report.name(), report.grain()))
            .collect();
        let keys = reports.iter().flat_map(|report| report.keys());
        push(
            text,
            format_args!(
                "\n{}; behind {}:\n\n{HEADER}",
                each.join(", "),
                named(keys.map(|key| (*key).to_owned()))
            ),
        );
        if let Some(first) = reports.first() {
            rows(text, &Registry::Beyond(*first).entries());
        }
    }
}

fn named(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// Adds the rows of some columns; the statistics of a duration share one row.
fn rows(text: &mut String, entries: &[CatalogueEntry]) {
    let duration = |entry: &CatalogueEntry| entry.statistic.map(|of| of.duration);
    let is_one = |a: &CatalogueEntry, b: &CatalogueEntry| {
        duration(a).is_some() && duration(a) == duration(b)
    };
    for group in entries.chunk_by(is_one) {
        match group {
            [entry] => row(text, &entry.column(), entry.unit(), &entry.definition),
            [first, ..] => match first.statistic {
                Some(of) => duration_row(text, of, &first.definition),
                None => row(text, &first.column(), first.unit(), &first.definition),
            },
            [] => {}
        }
    }
}

fn push(text: &mut String, more: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = text.write_fmt(more);
}

/// Adds one row for all statistics of a duration, derived from the definition of any of them.
fn duration_row(text: &mut String, of: DurationStatistic, any: &ColumnDefinition) {
    let definition = ColumnDefinition {
        meaning: of.meaning.to_owned(),
        formula: of.value.to_string(),
        // The section on statistics below says when each is empty.
        empty: String::new(),
        ..any.clone()
    };
    row(
        text,
        &format!("{}_…", of.duration),
        Kind::Seconds.unit(),
        &definition,
    );
}

/// The suffix of a column with a statistic.
fn ending(statistic: Statistic) -> String {
    let unit = match statistic.kind() {
        Kind::Count => "",
        _ => "_s",
    };
    format!("…_{}{unit}", statistic.name())
}

fn statistics(text: &mut String) {
    let told = |is_told: fn(&Statistic) -> bool| {
        let told = Statistic::ALL.into_iter().filter(is_told);
        let told =
            told.map(|statistic| format!("`{}` ({})", ending(statistic), statistic.meaning()));
        told.collect::<Vec<_>>().join(", ")
    };
    push(
        text,
        format_args!(
            "\n`…` stands for seven columns: {}. With `--stats` there are also {}. Without values the \
             number and the sum are 0, the rest is empty.\n",
            told(|statistic| Statistic::DEFAULT.contains(statistic)),
            told(|statistic| !Statistic::DEFAULT.contains(statistic)),
        ),
    );
}

fn row(text: &mut String, column: &str, unit: &str, definition: &ColumnDefinition) {
    let mut computed: Vec<String> = Vec::new();
    if !definition.formula.is_empty() {
        computed.push(definition.formula.clone());
    }
    if !definition.population.is_empty() {
        computed.push(format!("of {}", definition.population));
    }
    if !definition.boundary.is_empty() {
        computed.push(definition.boundary.to_owned());
    }
    match definition.empty.as_str() {
        "" => {}
        empty => computed.push(format!("empty if {empty}")),
    }
    match definition.source {
        "" => {}
        FAQ => computed.push("*FAQ*".to_owned()),
        source => computed.push(format!("`{source}`")),
    }
    let computed = computed.join("; ");
    let cells = [&format!("`{column}`"), unit, &definition.meaning, &computed];
    let cells = cells.map(|cell| cell.replace('|', "\\|").replace('[', "\\["));
    push(text, format_args!("| {} |\n", cells.join(" | ")));
}
