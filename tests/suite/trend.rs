//! The months before that of a pack: `by_month`, the year to date, and months that the data do not have
//! whole.

use crate::harness::csv::Csv;
use crate::harness::world::{Run, World};
use crate::harness::worlds::{answered, twenty_months};

/// The pack of October 2026, in CSV.
fn month(world: &World, options: &[&str]) -> Run {
    world.month(&[&["--format", "csv"], options].concat())
}

/// The rows of a table with this value in its first column, without that column.
fn rows_of(table: &Csv, key: &str) -> Vec<Vec<String>> {
    (0..table.len())
        .filter(|&row| table.cell(row, &table.header[0]) == key)
        .map(|row| {
            table.header[1..]
                .iter()
                .map(|name| table.cell(row, name).to_owned())
                .collect()
        })
        .collect()
}

fn all_rows(table: &Csv) -> Vec<Vec<String>> {
    (0..table.len())
        .map(|row| {
            let names = table.header.iter();
            names.map(|name| table.cell(row, name).to_owned()).collect()
        })
        .collect()
}

#[test]
fn the_months_of_a_pack_are_the_report_by_month() {
    let world = twenty_months();
    let pack = month(&world, &[]);
    let own = world.report(&[
        "--from",
        "2025-10-01",
        "--to",
        "2026-11-01",
        "--by",
        "month",
        "--by",
        "queue,month",
    ]);
    for name in ["by_month.csv", "by_queue_month.csv"] {
        assert!(pack.file(name) == own.file(name), "{name}");
    }
    assert_eq!(pack.table("by_month").len(), 13);
}

/// A median of ten months is no mean of ten medians.
#[test]
fn the_year_to_date_is_made_of_all_its_sessions_and_not_of_its_months() {
    let world = twenty_months();
    let pack = month(
        &world,
        &["--stats", "n,sum,median,p90", "--where", "channel=Chat"],
    );
    for (year, from, to) in [
        ("2025", "2025-01-01", "2025-11-01"),
        ("2026", "2026-01-01", "2026-11-01"),
    ] {
        let options = ["--from", from, "--to", to, "--stats", "n,sum,median,p90"];
        let whole = world.report(&options);
        for (name, report) in [
            ("year_to_date", "total"),
            ("queue_year_to_date", "by_queue"),
        ] {
            let table = pack.table(name);
            assert_eq!(
                rows_of(&table, year),
                all_rows(&whole.table(report)),
                "{year}"
            );
            assert_eq!(table.header[1..], whole.table(report).header[..]);
        }
    }
}

#[test]
fn the_other_files_of_a_pack_are_those_of_its_month_alone() {
    let world = twenty_months();
    let pack = month(&world, &[]);
    let own = world.report(&["--month", "2026-10"]);
    for (name, bytes) in &own.files {
        if name != "manifest.json" {
            assert!(pack.files.get(name) == Some(bytes), "{name}");
        }
    }
    for count in ["sessions_in_period", "sessions_outside"] {
        assert_eq!(pack.count(count), own.count(count), "{count}");
    }
}

#[test]
fn kept_facts_give_the_same_months_as_the_dump() {
    let world = twenty_months();
    let pack = month(&world, &[]);
    let kept = world.run(&[
        "facts",
        "dump",
        "--hash",
        "--tz",
        "Europe/Prague",
        "--format",
        "parquet",
        "--out",
        "kept",
    ]);
    assert_eq!(kept.status, 0, "{}", kept.stderr);
    let again = world.run(&[
        "month",
        "--from-facts",
        "kept",
        "--tz",
        "Europe/Prague",
        "--month",
        "2026-10",
        "--format",
        "csv",
        "--out",
        "out",
    ]);
    assert_eq!(again.status, 0, "{}", again.stderr);
    for (name, bytes) in &pack.files {
        if name != "manifest.json" {
            assert!(again.files.get(name) == Some(bytes), "{name}");
        }
    }
}

#[test]
fn a_month_that_the_data_do_not_have_whole_is_marked() {
    let pack = month(&twenty_months(), &[]);
    let table = pack.table("month_coverage");
    let told: Vec<String> = (0..table.len())
        .map(|row| {
            ["month", "first_day", "last_day", "complete"]
                .map(|name| table.cell(row, name))
                .join(" ")
        })
        .collect();
    assert_eq!(told.len(), 22);
    assert_eq!(told[1], "2025-02   false");
    assert_eq!(told[2], "2025-03 2025-03-17 2025-03-31 false");
    assert_eq!(told[3], "2025-04 2025-04-01 2025-04-30 true");
    // The 31st of May 2026 is a Sunday, and so is the first of November.
    assert_eq!(told[16], "2026-05 2026-05-01 2026-05-29 true");
    assert_eq!(told[21], "2026-10 2026-10-01 2026-10-30 true");
}

#[test]
fn a_month_without_others_has_them_empty() {
    let world = World::of([answered("2026-10-05T10:00:00+02:00", "Podpora", 5)]);
    let pack = month(&world, &[]);
    assert_eq!(rows_of(&pack.table("by_month"), "2026-10").len(), 1);
    assert_eq!(pack.table("by_month").len(), 1);
    let years = pack.table("year_to_date");
    assert_eq!(
        (years.cell(0, "sessions"), years.cell(1, "sessions")),
        ("0", "1")
    );
    assert_eq!(years.cell(0, "service_level"), "");
}
