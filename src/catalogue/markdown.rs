//! The catalogue as Markdown: the part of the README about columns.

use std::fmt::Write as _;

use super::{Entry, REPORTS, SERVICE_LEVELS, catalogue};
use crate::fact::FactTable;
use crate::report::{BeyondReport, SERVICE_LEVEL_COUNTS, Statistic};
use crate::table::Kind;

const HEADER: &str = "| column | unit | meaning | computed |\n| --- | --- | --- | --- |\n";

/// The page. The statistics of a duration are one row.
#[must_use]
pub fn markdown() -> String {
    let all = catalogue();
    let mut text =
        "### Of the reports\n\nA report begins with the columns of its dimensions.\n".to_owned();
    let reports: Vec<&Entry> = all.iter().filter(|entry| entry.table == REPORTS).collect();
    // Whether a statistic has to be asked for is said once for all.
    let condition = |entry: &Entry| {
        let condition = entry.condition.split(", by ").next();
        condition.unwrap_or_default().to_owned()
    };
    for group in reports.chunk_by(|a, b| condition(a) == condition(b)) {
        let condition = group
            .first()
            .map_or_else(String::new, |entry| condition(entry));
        let title = match condition.strip_prefix("with ") {
            Some(dimensions) => format!("With the dimension {dimensions}"),
            None => format!("Then, in {condition}"),
        };
        push(&mut text, format_args!("\n{title}:\n\n{HEADER}"));
        rows(&mut text, group);
    }
    statistics(&mut text);
    let counts = SERVICE_LEVEL_COUNTS
        .map(|name| format!("`{name}`"))
        .join(", ");
    push(
        &mut text,
        format_args!(
            "\n`{SERVICE_LEVELS}` has `queue_id` and `queue`, then the counts {counts} as above, then \
             the service level by each [formula](#service-level).\n"
        ),
    );
    text.push_str("\n### Of the reports beyond the FAQ\n");
    beyond(&mut text, &all);
    text.push_str("\n### Of the tables of facts\n");
    for table in FactTable::ALL {
        push(
            &mut text,
            format_args!(
                "\n`{}`, one row for {}:\n\n{HEADER}",
                table.name(),
                table.grain()
            ),
        );
        for entry in all.iter().filter(|entry| entry.table == table.name()) {
            row(&mut text, entry);
        }
    }
    text
}

/// The columns of the reports beyond the FAQ, those that several share once.
fn beyond(text: &mut String, all: &[Entry]) {
    for reports in BeyondReport::FAMILIES {
        let each: Vec<String> = reports
            .iter()
            .map(|report| format!("`{}` (one row for {})", report.name(), report.grain()))
            .collect();
        let keys: Vec<String> = reports
            .iter()
            .flat_map(|report| report.keys())
            .map(|key| format!("`{key}`"))
            .collect();
        push(
            text,
            format_args!(
                "\n{}; behind {}:\n\n{HEADER}",
                each.join(", "),
                keys.join(", ")
            ),
        );
        let first = reports.first().map_or("", |report| report.family());
        let own: Vec<&Entry> = all.iter().filter(|entry| entry.table == first).collect();
        rows(text, &own);
    }
}

/// The statistics of a duration are one row.
fn rows(text: &mut String, entries: &[&Entry]) {
    let mut entries = entries.iter();
    while let Some(entry) = entries.next() {
        match entry.column.strip_suffix("_n") {
            Some(prefix) => {
                let measured = entries.next().unwrap_or(entry);
                // The other statistics of the same duration are said below, once for all.
                for _ in 2..Statistic::ALL.len() {
                    entries.next();
                }
                row(text, &of_duration(prefix, measured));
            }
            None => row(text, entry),
        }
    }
}

fn push(text: &mut String, more: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = text.write_fmt(more);
}

/// One row for the statistics, of any of them: what is measured, without the statistic.
fn of_duration(prefix: &str, statistic: &Entry) -> Entry {
    let meaning = statistic.meaning.rsplit_once(" (");
    let formula = statistic.formula.rsplit_once("a value is ");
    Entry {
        column: format!("{prefix}_…"),
        unit: "seconds",
        meaning: meaning.map_or("", |(meaning, _)| meaning).to_owned() + ".",
        formula: formula.map_or("", |(_, formula)| formula).to_owned(),
        population: statistic.population.clone(),
        empty: String::new(),
        ..statistic.clone()
    }
}

fn statistics(text: &mut String) {
    let told = |is_told: fn(&Statistic) -> bool| {
        let told = Statistic::ALL.iter().filter(|statistic| is_told(statistic));
        let told = told.map(|statistic| {
            let unit = if statistic.kind() == Kind::Count {
                ""
            } else {
                "_s"
            };
            format!("`…_{}{unit}` ({})", statistic.name(), statistic.meaning())
        });
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

fn row(text: &mut String, entry: &Entry) {
    let mut computed: Vec<String> = Vec::new();
    if !entry.formula.is_empty() {
        computed.push(entry.formula.clone());
    }
    if !entry.population.is_empty() {
        computed.push(format!("of {}", entry.population));
    }
    if !entry.boundary.is_empty() {
        computed.push(entry.boundary.clone());
    }
    match entry.empty.as_str() {
        "" => {}
        empty => computed.push(format!("empty if {empty}")),
    }
    if !entry.source.is_empty() {
        computed.push(match entry.source.as_str() {
            crate::definition::FAQ => "*FAQ*".to_owned(),
            source => format!("`{source}`"),
        });
    }
    let computed = computed.join("; ");
    let cells = [
        &format!("`{}`", entry.column),
        entry.unit,
        &entry.meaning,
        &computed,
    ];
    let cells = cells.map(|cell| cell.replace('|', "\\|"));
    push(text, format_args!("| {} |\n", cells.join(" | ")));
}
