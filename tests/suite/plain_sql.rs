//! The reports as SQL over plain facts: on every engine that is there, their cells are those of the reports.

use std::fs;
use std::path::Path;
use std::process::Command;

use phasebook::report::{BeyondReport, Dimension};

use crate::harness::scenario::Scenario;
use crate::harness::skipped;
use crate::harness::support::{Layout, Plan, write_dump};
use crate::harness::world::World;

/// Asks an engine for each statement, and compares each cell with the CSV of the report.
const COMPARE: &str = r#"
import csv, datetime, pathlib, sys

engine, statements, reports = sys.argv[1:4]
tables = "sessions session_operators queue_visits offers states stint_days".split()
if engine == "duckdb":
    import duckdb
    connection = duckdb.connect()
    for table in tables:
        files = f"lake/{table}/tenant=default/*/*.parquet"
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{files}')")
    def ask(text):
        return connection.sql(text.strip().rstrip(";")).to_arrow_table()
else:
    import datafusion, pyarrow
    context = datafusion.SessionContext()
    for table in tables:
        months = [("month", pyarrow.string())]
        context.register_parquet(table, f"lake/{table}/tenant=default/", table_partition_cols=months)
    def ask(text):
        return context.sql(text.strip().rstrip(";")).to_arrow_table()

def spelled(cell, expected):
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        # CSV has the clock of the report's time zone, an engine its own.
        return expected if expected and datetime.datetime.fromisoformat(expected) == cell else str(cell)
    return str(cell).lower() if isinstance(cell, bool) else str(cell)

cells = 0
differing = []
for path in sorted(pathlib.Path(statements).glob("*.sql")):
    name = path.stem
    with open(f"{reports}/{name}.csv", encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    try:
        found = ask(path.read_text(encoding="utf-8"))
    except Exception as error:
        sys.exit(f"{name}: {error}")
    own = [tuple(row.values()) for row in found.to_pylist()]
    assert found.column_names == header, (name, found.column_names, header)
    assert len(own) == len(rows), (name, len(own), len(rows))
    for number, (ours, theirs) in enumerate(zip(own, rows)):
        for column, a, b in zip(header, ours, theirs):
            cells += 1
            if spelled(a, b) != b:
                differing.append((name, number, column, spelled(a, b), b))
print(cells)
sys.exit("\n".join(map(str, differing[:20])) or 0)
"#;

/// The reports that have names of their own, and that SQL can make.
fn named() -> impl Iterator<Item = &'static str> {
    let beyond = BeyondReport::ALL.into_iter();
    let beyond = beyond.filter(|report| !BeyondReport::RECORDINGS.contains(report));
    let beyond = beyond.map(BeyondReport::name);
    ["service_levels", "bridge"].into_iter().chain(beyond)
}

/// The total, every dimension alone, and some together.
fn sets() -> Vec<&'static str> {
    let together = [
        "operator,day",
        "queue,day",
        "operator,queue,day",
        "queue,channel",
        "channel,hour",
        "tag,queue",
        "team,interval",
    ];
    let alone = Dimension::ALL.map(Dimension::name);
    [&["total"][..], &alone, &together].concat()
}

/// The Python that `PHASEBOOK_PYTHON` names, or the usual one, if it has an engine.
fn python(module: &str) -> Option<String> {
    let named = std::env::var("PHASEBOOK_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let import = format!("import {module}, pyarrow");
    let output = Command::new(&named).args(["-c", &import]).output();
    output
        .is_ok_and(|output| output.status.success())
        .then_some(named)
}

#[track_caller]
fn run(world: &World, arguments: &[&str]) -> String {
    let run = world.run(arguments);
    assert_eq!(run.status, 0, "{arguments:?}\n{}", run.stderr);
    run.stdout
}

/// Compares the results of the statements with the reports; returns the number of cells, of both engines together.
fn compare(world: &World, dump: &str, options: &[&str], of_reports: &[&str]) -> usize {
    for folder in ["lake", "reports", "sql"] {
        if world.path(folder).exists() {
            fs::remove_dir_all(world.path(folder)).expect("it can be removed");
        }
    }
    let facts = ["facts", dump, "--partition", "month", "--out", "lake"];
    run(world, &[&facts[..], options].concat());
    let by = sets().into_iter().flat_map(|set| ["--by", set]);
    let mut report = vec!["report", dump, "--format", "csv", "--out", "reports"];
    report.extend(by);
    report.extend(named().flat_map(|name| ["--report", name]));
    run(world, &[&report[..], options, of_reports].concat());
    let mut cells = 0;
    for engine in ["duckdb", "datafusion"] {
        let Some(python) = python(engine) else {
            skipped(&format!(
                "there is no Python with {engine} and pyarrow (pip install, or PHASEBOOK_PYTHON)"
            ));
            continue;
        };
        let sql = ["sql", "lake", "--dialect", engine];
        for set in sets() {
            let name = match set {
                "total" => set.to_owned(),
                _ => format!("by_{}", set.replace(',', "_")),
            };
            let text = run(world, &[&sql[..], &["--by", set], of_reports].concat());
            world.put(&format!("sql/{engine}/{name}.sql"), text);
        }
        for name in named() {
            let text = run(world, &[&sql[..], &["--report", name], of_reports].concat());
            world.put(&format!("sql/{engine}/{name}.sql"), text);
        }
        let output = Command::new(python)
            .args(["-c", COMPARE, engine, &format!("sql/{engine}"), "reports"])
            .current_dir(world.path(""))
            .output()
            .expect("Python runs");
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{engine} {options:?}: {errors}");
        cells += said.parse::<usize>().expect("a number of cells");
    }
    cells
}

#[test]
fn every_cell_of_the_statements_is_that_of_the_report() {
    if python("duckdb").is_none() && python("datafusion").is_none() {
        skipped("there is no Python with DuckDB or DataFusion (PHASEBOOK_PYTHON)");
        return;
    }
    let world = World::new();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    let sample = sample.display().to_string();
    let settings = format!("{sample}/phasebook.toml");
    // With opening hours, limits of queues and channels, teams, aliases, and queues that are left out.
    let mut cells = compare(&world, &sample, &["--config", &settings], &[]);
    // Formulas of queues and channels, of a queue that has another name now, and the double hour.
    world.put(
        "formulas.toml",
        "tz = \"Europe/Prague\"\n[sla]\nformula = \"offered\"\n\
         [[sla.rules]]\nqueue = \"Věrnostní program „Plus“\"\nformula = \"answered\"\ntarget = \"40%\"\n\
         [[sla.rules]]\nchannel = \"Chat\"\nformula = \"abandons-in-threshold-met\"\n\
         [[sla.rules]]\nqueue = \"Reklamace\"\nchannel = \"Chat\"\n\
         formula = \"exclude-abandons-in-threshold\"\n\
         [[aliases.queues]]\nname = \"Prodej tarifů\"\nwas = [\"Věrnostní program „Plus“\"]\n",
    );
    let answered = ["--queue-by", "answer", "--interval", "15m"];
    cells += compare(&world, &sample, &["--config", "formulas.toml"], &answered);
    let generated = Plan {
        sessions: 1500,
        month: 10,
        activity_bytes: 200,
        ..Plan::default()
    };
    write_dump(&world.path("dump"), &generated, Layout::Pages(500)).expect("a dump");
    let new_york = ["--tz", "America/New_York", "--day-of", "answered"];
    cells += compare(&world, "dump", &new_york, &[]);
    assert!(cells > 500_000, "{cells} cells were compared");
}

#[test]
fn a_statement_names_what_it_is_of_and_what_is_not_made_is_refused() {
    let world = World::of([Scenario::new().queued("Podpora", 0)]);
    let text = run(
        &world,
        &["sql", "--report", "by_queue", "--dialect", "spark"],
    );
    assert!(
        text.starts_with("-- by_queue\nWITH counted_sessions AS ("),
        "{text}"
    );
    assert!(text.contains(" div ") && !text.contains("//"), "{text}");
    let two = run(&world, &["sql", "--by", "day", "--by", "total"]);
    assert_eq!(two.matches(";\n").count(), 2);
    for (arguments, status, what) in [
        (&["sql"][..], 2, "required arguments were not provided"),
        (
            &["sql", "--report", "recordings_total"],
            2,
            "--report: recordings_total is not made in SQL, since facts in folders have no recordings",
        ),
        (
            &["sql", "dump", "--dialect", "spark"],
            2,
            "the views over a star are for DuckDB",
        ),
        (
            &["sql", "dump", "--by", "queue"],
            1,
            "there are no facts of default in dump",
        ),
    ] {
        let run = world.run(arguments);
        assert_eq!(run.status, status, "{}", run.stderr);
        assert!(run.stderr.contains(what), "{}", run.stderr);
    }
}
