//! The catalogue as Markdown: the part of the README about columns.

use std::fmt::Write as _;

use super::{Entry, REPORTS, SERVICE_LEVELS, catalogue};
use crate::fact::FactTable;
use crate::report::{SERVICE_LEVEL_COUNTS, Statistic};
use crate::table::Kind;

const HEADER: &str = "| column | unit | meaning | computed |\n| --- | --- | --- | --- |\n";

/// The page. The statistics of a duration are one row.
#[must_use]
pub fn markdown() -> String {
    let all = catalogue();
    let mut text =
        "### Of the reports\n\nA report begins with the columns of its dimensions.\n".to_owned();
    let mut condition = String::new();
    let mut reports = all.iter().filter(|entry| entry.table == REPORTS).peekable();
    while let Some(entry) = reports.next() {
        if entry.condition != condition {
            condition.clone_from(&entry.condition);
            let title = match condition.strip_prefix("with ") {
                Some(dimensions) => format!("With the dimension {dimensions}"),
                None => format!("Then, in {condition}"),
            };
            push(&mut text, format_args!("\n{title}:\n\n{HEADER}"));
        }
        match entry.column.strip_suffix("_n") {
            Some(prefix) => {
                let measured = reports.next().unwrap_or(entry);
                // The other statistics of the same duration are said below, once for all.
                for _ in 2..Statistic::ALL.len() {
                    reports.next();
                }
                row(&mut text, &of_duration(prefix, measured));
            }
            None => row(&mut text, entry),
        }
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
