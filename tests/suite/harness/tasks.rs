//! Dumps read by tasks, merged and made into facts in folders, and these facts compared with those of one run.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use polars::prelude::{DataFrame, ParquetReader, SerReader};
use serde_json::{Value, json};

use super::folder::files_below;
use super::world::World;

const TABLES: [&str; 7] = [
    "sessions",
    "session_operators",
    "queue_visits",
    "offers",
    "states",
    "stints",
    "stint_days",
];

/// Runs a command that must succeed.
#[track_caller]
pub(crate) fn run(world: &World, arguments: &[&str]) {
    let run = world.run(arguments);
    assert_eq!(run.status, 0, "{arguments:?}\n{}", run.stderr);
}

/// Runs a command that must fail; returns its message.
#[track_caller]
pub(crate) fn refused(world: &World, arguments: &[&str]) -> String {
    let run = world.run(arguments);
    assert!(matches!(run.status, 1 | 2), "{arguments:?}\n{}", run.stderr);
    run.stderr
}

/// The header and then the rows of a table, ordered by session; rows of one session stay in their order.
pub(crate) type Rows = Vec<Vec<String>>;

/// The rows of a table in Parquet files.
fn rows<'a>(files: impl Iterator<Item = &'a [u8]>) -> Rows {
    let mut all: Vec<(i64, Vec<String>)> = Vec::new();
    let mut header = Vec::new();
    for bytes in files {
        let reader = ParquetReader::new(Cursor::new(bytes));
        let frame: DataFrame = reader.finish().expect("Parquet");
        header = frame
            .get_column_names()
            .iter()
            .map(ToString::to_string)
            .collect();
        // Timestamps with a zone cannot be printed without a feature of polars that nothing else needs.
        let columns = frame.columns().iter();
        let columns: Vec<_> = columns
            .map(polars::prelude::Column::to_physical_repr)
            .collect();
        for row in 0..frame.height() {
            let cells: Vec<String> = columns
                .iter()
                .map(|column| column.get(row).expect("a cell").to_string())
                .collect();
            all.push((cells[0].parse().expect("a session's id"), cells));
        }
    }
    // The sort is stable, so the rows of a session stay in their order.
    all.sort_by_key(|(session, _)| *session);
    let rows = all.into_iter().map(|(_, cells)| cells);
    std::iter::once(header).chain(rows).collect()
}

/// The tables that `--partition month` has written for a tenant.
pub(crate) fn tables_of(world: &World, folder: &str, tenant: &str) -> BTreeMap<&'static str, Rows> {
    let files = files_below(&world.path(folder));
    let table = |name: &'static str| {
        let begin = Path::new(name).join(format!("tenant={tenant}"));
        let files = files.iter();
        let files = files.filter(|(path, _)| path.starts_with(&begin));
        (name, rows(files.map(|(_, bytes)| bytes.as_slice())))
    };
    TABLES.into_iter().map(table).collect()
}

pub(crate) fn tables(world: &World, folder: &str) -> BTreeMap<&'static str, Rows> {
    tables_of(world, folder, "default")
}

/// The tables of `phasebook facts --format parquet`.
fn plain_tables(world: &World, folder: &str) -> BTreeMap<&'static str, Rows> {
    let table = |name: &'static str| {
        let bytes = fs::read(world.path(&format!("{folder}/{name}.parquet"))).expect("a table");
        (name, rows([bytes.as_slice()].into_iter()))
    };
    let plain = TABLES.into_iter().filter(|name| !name.starts_with("stint"));
    plain.map(table).collect()
}

/// The tables in folders, without the tables and the last columns that plain facts do not have.
fn like_plain(
    tables: &BTreeMap<&'static str, Rows>,
    plain: &BTreeMap<&'static str, Rows>,
) -> BTreeMap<&'static str, Rows> {
    let plain = plain.iter();
    plain
        .map(|(name, plain)| {
            let width = plain[0].len();
            let rows = tables[name].iter().map(|row| row[..width].to_vec());
            (*name, rows.collect())
        })
        .collect()
}

/// The number of cells that are the same in both, and of those that differ. All cells of a row that only one side has
/// differ.
pub(crate) fn compare(
    one: &BTreeMap<&'static str, Rows>,
    other: &BTreeMap<&'static str, Rows>,
) -> (usize, usize) {
    let (mut same, mut different) = (0, 0);
    assert!(one.keys().eq(other.keys()));
    for (name, one) in one {
        let other = &other[name];
        let longest = one.len().max(other.len());
        for row in 0..longest {
            match (one.get(row), other.get(row)) {
                (Some(a), Some(b)) => {
                    let pairs = a.iter().zip(b);
                    let equal = pairs.filter(|(a, b)| a == b).count();
                    same += equal;
                    different += a.len().max(b.len()) - equal;
                }
                (a, b) => different += a.or(b).map_or(0, Vec::len),
            }
        }
    }
    (same, different)
}

/// The manifest and the problems of facts in folders. The outputs, which depend on the number of buckets, are taken out
/// of the manifest.
pub(crate) fn ledger(world: &World, folder: &str) -> (Value, String) {
    let place = format!("{folder}/ledger/tenant=default");
    let text = |name: &str| {
        let path = world.path(&format!("{place}/{name}"));
        fs::read_to_string(path).expect("a file of the ledger")
    };
    let mut manifest: Value = serde_json::from_str(&text("manifest.json")).expect("JSON");
    let outputs = manifest.as_object_mut().and_then(|it| it.remove("outputs"));
    let outputs = outputs.unwrap_or_default();
    let files = files_below(&world.path(folder));
    for output in outputs.as_array().expect("outputs") {
        let name = output["name"].as_str().expect("a name");
        let bytes = &files[Path::new(name)];
        assert_eq!(output["bytes"], json!(bytes.len()), "{name}");
    }
    let facts = files.keys().filter(|path| !path.starts_with("ledger"));
    assert_eq!(outputs.as_array().map(Vec::len), Some(facts.count()));
    (manifest, text("problems.csv"))
}

/// Divides the files of a dump among this many tasks in turn, so that neighbouring files are read by different tasks.
pub(crate) fn lists(world: &World, dump: &Path, tasks: usize) {
    let mut lists = vec![String::new(); tasks];
    for (number, path) in files_below(dump).keys().enumerate() {
        let list = &mut lists[number % tasks];
        list.push_str(path.to_str().expect("a path in UTF-8"));
        list.push('\n');
    }
    for (task, list) in lists.into_iter().enumerate() {
        world.put(&format!("list-{task}.txt"), list);
    }
}

/// Removes a folder that an earlier case has written.
fn remove(world: &World, folder: &str) {
    let path = world.path(folder);
    if path.exists() {
        fs::remove_dir_all(path).expect("it can be removed");
    }
}

/// Reads a dump by tasks, each with a list of files.
pub(crate) fn read_by_lists(
    world: &World,
    dump: &str,
    tasks: usize,
    buckets: &str,
    options: &[&str],
) {
    remove(world, "records");
    lists(world, &world.path(dump), tasks);
    for task in 0..tasks {
        let (list, task) = (format!("list-{task}.txt"), task.to_string());
        let arguments = [
            "records",
            "--root",
            dump,
            "--files-from",
            &list,
            "--task",
            &task,
            "--buckets",
            buckets,
            "--out",
            "records",
        ];
        run(world, &[&arguments[..], options].concat());
    }
}

/// Merges the records, and makes facts of them.
pub(crate) fn merge_to_facts(world: &World, options: &[&str]) {
    remove(world, "distributed");
    run(world, &["merge", "records"]);
    let facts = ["facts", "--from-records", "records", "--out", "distributed"];
    run(world, &[&facts[..], options].concat());
}

/// Makes facts of dumps in one run, once divided among folders and once plain; returns the tables in folders.
pub(crate) fn facts_at_once(
    world: &World,
    dumps: &[&str],
    options: &[&str],
) -> BTreeMap<&'static str, Rows> {
    for out in ["whole", "plain"] {
        remove(world, out);
    }
    let facts = [&["facts"], dumps, options].concat();
    run(
        world,
        &[&facts[..], &["--partition", "month", "--out", "whole"]].concat(),
    );
    run(
        world,
        &[&facts[..], &["--format", "parquet", "--out", "plain"]].concat(),
    );
    let whole = tables(world, "whole");
    let plain = plain_tables(world, "plain");
    assert_eq!(compare(&plain, &like_plain(&whole, &plain)).1, 0);
    whole
}

/// Checks that distributed facts equal those of one run; returns the number of cells compared.
#[track_caller]
pub(crate) fn check_same(world: &World, whole: &BTreeMap<&'static str, Rows>, case: &str) -> usize {
    let (same, different) = compare(whole, &tables(world, "distributed"));
    assert_eq!(different, 0, "{case}: cells");
    let (whole, distributed) = (ledger(world, "whole"), ledger(world, "distributed"));
    assert_eq!(distributed.1, whole.1, "{case}: problems.csv");
    assert_eq!(distributed.0, whole.0, "{case}: manifest.json");
    assert!(
        lookups(world, "distributed") == lookups(world, "whole"),
        "{case}: levels, names and teams"
    );
    same
}

/// The files of the lookup tables, which are of a whole tenant.
pub(crate) fn lookups(world: &World, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = files_below(&world.path(folder));
    let is_one = |path: &Path| {
        ["levels", "names", "teams"]
            .iter()
            .any(|of| path.starts_with(of))
    };
    files.retain(|path, _| is_one(path));
    assert_eq!(files.len(), 3);
    files
}

/// Copies a folder of the repository into the world.
pub(crate) fn copied(from: &Path, world: &World, to: &str) {
    for (path, bytes) in files_below(from) {
        world.put(&format!("{to}/{}", path.display()), bytes);
    }
}

pub(crate) fn repository(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
