//! The catalogue of columns lists what the tables have: it is compared with files that were written, and its
//! Markdown, which the README shows, with its CSV.

use std::collections::BTreeSet;

use phasebook::catalogue::{CatalogueEntry, Registry, catalogue};
use phasebook::fact::FactTable;
use phasebook::report::{BeyondReport, Condition, Dimension, Statistic};

use crate::harness::csv::Csv;
use crate::harness::scenario::Scenario;
use crate::harness::world::World;

fn world() -> World {
    let world = World::of([Scenario::new()
        .queued("Podpora", 0)
        .offered("Jana", 5)
        .accepted("Jana", 20)
        .joined("Jana", 20)
        .left(80)
        .length(60)]);
    let contract = "[[contract]]\nname = \"One\"\nmeasure = \"asa\"\ntarget = \"20s\"";
    world.put("phasebook.toml", contract);
    world
}

/// The columns of a table after its dimensions.
fn behind_dimensions(table: &Csv, own_keys: &[String]) -> Vec<String> {
    let dimensions: Vec<String> = Dimension::ALL
        .into_iter()
        .flat_map(Dimension::specs)
        .map(|column| column.name)
        .collect();
    let header = table.header.iter();
    let own = header
        .skip_while(|name| dimensions.contains(name) && !own_keys.contains(name))
        .cloned();
    own.collect()
}

fn names(entries: &[CatalogueEntry]) -> Vec<String> {
    entries.iter().map(CatalogueEntry::column).collect()
}

#[test]
fn every_table_has_exactly_the_columns_of_its_registry() {
    let statistics = Statistic::ALL.map(Statistic::name).join(",");
    let reports = Registry::Reports.entries();
    let all: Vec<&str> = reports
        .iter()
        .map(|entry| entry.definition.spec.name.as_str())
        .collect();
    let all = all.join(",");
    let run = world().report(&[
        "--by",
        "operator",
        "--by",
        "queue",
        "--by",
        "day",
        "--by",
        "total",
        "--report",
        "service_levels",
        "--stats",
        &statistics,
        "--columns",
        &all,
        "--beyond",
        "--bridge",
        "--facts",
    ]);
    let listed = world().downloads(&[]);
    let month = world().run(&[
        "month", "dump", "--out", "out", "--tz", "UTC", "--month", "2026-10", "--format", "csv",
    ]);
    for (report, dimensions) in [
        ("by_operator", &[Dimension::Operator][..]),
        ("by_queue", &[Dimension::Queue]),
        ("by_day", &[Dimension::Day]),
        ("total", &[]),
    ] {
        let mut expected = reports.clone();
        expected.retain(|entry| {
            let condition = entry.reports.unwrap_or(Condition::Always);
            condition.holds(dimensions)
        });
        let found = behind_dimensions(&run.table(report), &[]);
        assert_eq!(found, names(&expected), "{report}");
    }
    for registry in Registry::all() {
        for table in registry.tables() {
            let entries = registry.entries();
            let mut expected = names(&entries);
            // Tables that share a registry have keys of their own.
            let found = match registry {
                Registry::Facts(FactTable::Downloads) => listed.table(table).header,
                Registry::Facts(_) => run.table(table).header,
                Registry::MonthCoverage => month.table(table).header,
                Registry::Beyond(_) => {
                    let keys = BeyondReport::from_name(table).map(BeyondReport::keys);
                    let keys = keys.unwrap_or_default();
                    let is_dimension = |name: &String| {
                        Dimension::is_column(name) && !keys.contains(&name.as_str())
                    };
                    expected.retain(|name| !is_dimension(name));
                    behind_dimensions(&run.table(table), &expected)
                }
                _ => behind_dimensions(&run.table(table), &[]),
            };
            assert_eq!(found, expected, "{table}");
        }
    }
}

/// The names in a text that stand in `backticks`.
fn in_backticks(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The columns in the Markdown, where a pattern stands for several.
fn told(markdown: &str) -> Vec<String> {
    let sentence = markdown
        .lines()
        .find(|line| line.starts_with("`…` stands for"))
        .expect("what the pattern stands for");
    let endings: Vec<&str> = in_backticks(sentence)
        .into_iter()
        .filter_map(|name| name.strip_prefix('…'))
        .filter(|ending| !ending.is_empty())
        .collect();
    assert_eq!(endings.len(), Statistic::ALL.len(), "{sentence}");
    let mut columns = Vec::new();
    for line in markdown.lines() {
        if line.starts_with("`service_levels` has ") {
            let (_, listed) = line.rsplit_once(": ").expect("a list");
            columns.extend(in_backticks(listed).into_iter().map(str::to_owned));
        } else if let Some(name) = line
            .strip_prefix("| `")
            .and_then(|rest| rest.split('`').next())
        {
            match name.strip_suffix("_…") {
                Some(duration) => {
                    columns.extend(endings.iter().map(|ending| format!("{duration}{ending}")));
                }
                None => columns.push(name.to_owned()),
            }
        }
    }
    columns
}

/// `feedback_n` ends like the number of values of a duration, so it was once listed in seconds, and its two
/// neighbours were not listed at all.
#[test]
fn the_markdown_tells_of_exactly_the_columns_that_exist() {
    let world = World::new();
    let listed = world.run(&["columns", "--format", "csv"]);
    let listed = Csv::parse(listed.stdout.as_bytes());
    let mut expected: Vec<String> = (0..listed.len())
        .map(|row| listed.cell(row, "column").to_owned())
        .collect();
    assert_eq!(expected, names(&catalogue()));
    let markdown = world.run(&["columns"]).stdout;
    let mut found = told(&markdown);
    for column in ["feedback_n", "feedback_mean", "nps_n", "nps"] {
        assert!(found.iter().any(|name| name == column), "{column}");
    }
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
}

/// Except statistics and service levels, for which patterns stand, each column has a row of its own with its unit.
#[test]
fn every_single_column_is_told_of_in_its_unit() {
    let markdown = World::new().run(&["columns"]).stdout;
    let rows: BTreeSet<(&str, &str)> = markdown
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
        .filter_map(|(name, rest)| Some((name, rest.split(" | ").next()?)))
        .collect();
    for entry in catalogue() {
        let column = entry.column();
        let is_told = rows.contains(&(column.as_str(), entry.unit()));
        let is_of_pattern = entry.statistic.is_some() || entry.registry == Registry::ServiceLevels;
        assert!(is_told || is_of_pattern, "{}.{column}", entry.table());
    }
}
