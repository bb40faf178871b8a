//! The headings of columns in workbooks are those of the registry that has the column.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use phasebook::catalogue::Registry;
use phasebook::lang::{Lang, Words};
use phasebook::report::Dimension;

use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};

fn world() -> World {
    World::of([
        Scenario::new()
            .queued("Podpora", 0)
            .offered("Jana", 5)
            .accepted("Jana", 20)
            .joined("Jana", 20)
            .left(80)
            .length(60),
        Scenario::new().queued("Reklamace", 0).waited(40),
    ])
}

type Book = BTreeMap<String, Vec<Vec<String>>>;

/// The sheets of a workbook by their names, as texts.
fn sheets(run: &Run, file: &str) -> Book {
    let mut book = Xlsx::new(Cursor::new(run.file(file).to_vec())).expect("a workbook");
    let names = book.sheet_names();
    let sheets = names.into_iter().map(|name| {
        let range = book.worksheet_range(&name).expect("a sheet");
        let rows = range
            .rows()
            .map(|row| row.iter().map(Data::to_string).collect());
        let rows: Vec<Vec<String>> = rows.collect();
        (name, rows)
    });
    sheets.collect()
}

/// Compares each sheet that is a table with the CSV of the same run, and with the registry of its columns.
fn check(run: &Run, file: &str, words: &Words) {
    let book = sheets(run, file);
    let of_reports = words.definitions(&[Registry::Reports]);
    let mut seen = 0;
    for (name, bytes) in &run.files {
        let Some(table) = name.strip_suffix(".csv").filter(|name| *name != "problems") else {
            continue;
        };
        assert!(!bytes.is_empty(), "{name}");
        let header = run.table(table).header;
        let mut title = words.title(table).to_owned();
        if !book.contains_key(&title) {
            // A report without a name of its own has the name of its dimension.
            title = words.heading(table.strip_prefix("by_").unwrap_or(table));
        }
        let headings = &book
            .get(&title)
            .unwrap_or_else(|| panic!("{file}: no sheet {title} among {:?}", book.keys()))[0];
        assert_eq!(headings.len(), header.len(), "{file}, {title}");
        let unique: BTreeSet<&String> = headings.iter().collect();
        assert_eq!(
            unique.len(),
            headings.len(),
            "{file}, {title}: {headings:?}"
        );
        let definitions = words.definitions(&[Registry::of_table(table)]);
        for (column, heading) in header.iter().zip(headings) {
            // Columns that a table takes over from the reports are defined with the reports.
            let own = definitions.iter().chain(&of_reports);
            let expected = own
                .into_iter()
                .find(|definition| definition.name == *column);
            let expected = expected.unwrap_or_else(|| panic!("{table}.{column} has no definition"));
            assert_eq!(*heading, expected.heading, "{file}, {title}, {column}");
            assert_ne!(heading, column, "{file}, {title}");
            let is_told = book[words.common.definitions].iter().any(|row| {
                let is_it = row[1] == *heading && row[2] == *column && row[4] == expected.meaning;
                is_it && row[0] == expected.tables
            });
            assert!(
                is_told,
                "{file}: {title}.{column} is not among the definitions"
            );
        }
        seen += 1;
    }
    assert!(seen >= 4, "{file}: {seen} tables");
    for title in [
        words.common.definitions,
        words.common.problems,
        words.common.plan,
    ] {
        let headings = &book[title][0];
        let unique: BTreeSet<&String> = headings.iter().collect();
        assert_eq!(
            unique.len(),
            headings.len(),
            "{file}, {title}: {headings:?}"
        );
    }
    let definitions = &book[words.common.definitions];
    let told: BTreeSet<(&String, &String)> =
        definitions.iter().map(|row| (&row[0], &row[1])).collect();
    assert_eq!(
        told.len(),
        definitions.len(),
        "{file}: headings of one table"
    );
}

/// The timestamp `created` once had the heading of the phase with the same name, so that the workbook of facts had
/// two columns `created`: headings were looked up among metrics by the bare name.
#[test]
fn headings_are_unique_in_a_sheet_and_those_of_the_columns_registry() {
    for lang in Lang::ALL {
        let words = lang.words();
        let options = ["--format", "xlsx,csv", "--lang", lang.name()];
        let with = |more: &[&'static str]| [&options[..], more].concat();
        let world = world();
        check(&world.facts(&options), "facts.xlsx", words);
        check(&world.report(&options), "report.xlsx", words);
        check(&world.report(&with(&["--facts"])), "report.xlsx", words);
        let all = ["--beyond", "--bridge", "--facts", "--stats"];
        let all = [
            &all[..],
            &["n,sum,mean,median,p75,p90,p95,p99,min,max,stddev"],
        ]
        .concat();
        check(&world.report(&with(&all)), "report.xlsx", words);
        let alone = Dimension::ALL.map(Dimension::name);
        let by: Vec<&str> = alone.iter().flat_map(|name| ["--by", name]).collect();
        check(&world.report(&with(&by)), "report.xlsx", words);
        let feedback = ["--columns", "feedback_n,feedback_mean,nps_n,nps,created"];
        check(&world.report(&with(&feedback)), "report.xlsx", words);
    }
}

#[test]
fn the_workbook_of_a_month_is_headed_as_that_of_a_report() {
    for lang in Lang::ALL {
        let world = world();
        let dump = world.path("dump").display().to_string();
        let run = world.run(&[
            "month",
            &dump,
            "--month",
            "2026-10",
            "--tz",
            "Europe/Prague",
            "--format",
            "xlsx,csv",
            "--lang",
            lang.name(),
            "--out",
            "out",
        ]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        check(&run, "report-2026-10.xlsx", lang.words());
    }
}
