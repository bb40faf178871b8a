//! The facts as a star, and the views over it: their cells equal those of the reports.

use std::fs;
use std::path::Path;
use std::process::Command;

use phasebook::guide::Topic;

use crate::harness::scenario::Scenario;
use crate::harness::skipped;
use crate::harness::support::{Layout, Plan, write_dump};
use crate::harness::world::World;

fn world() -> World {
    let answered = |queue: &str, day: u32| {
        let created = format!("2026-10-{day:02}T10:00:00+02:00");
        let session = Scenario::created_at(&created).queued(queue, 0);
        let session = session.offered("Jana", 1).accepted("Jana", 5);
        session.joined("Jana", 5).left(60).length(55)
    };
    World::of([answered("Podpora", 27), answered("Reklamace", 29)])
}

#[test]
fn the_facts_have_ids_alone_and_what_they_stand_for_is_beside() {
    let world = world();
    world.put(
        "phasebook.toml",
        "[hours]\nmon-fri = \"8:00-16:30\"\ncountry = \"CZ\"\n",
    );
    let run = world.facts(&["--schema", "star"]);
    let text = |name: &str| String::from_utf8_lossy(run.file(name)).into_owned();
    insta::assert_snapshot!(text("dim_queue.csv"), @r"
    queue_id,queue
    1,Podpora
    2,Reklamace
    ");
    insta::assert_snapshot!(text("dim_operator.csv"), @r"
    operator_id,operator
    11,Jana Nováková
    ");
    // Every day from the first to the last; the 28th is a public holiday.
    insta::assert_snapshot!(text("dim_day.csv"), @r"
    day,week,month,weekday,holiday
    2026-10-27,2026-W44,2026-10,Tue,false
    2026-10-28,2026-W44,2026-10,Wed,true
    2026-10-29,2026-W44,2026-10,Thu,false
    ");
    let names = [
        "operator",
        "owner",
        "queue",
        "entry_queue",
        "answer_queue",
        "department",
    ];
    for table in ["sessions", "session_operators", "queue_visits", "offers"] {
        let flat = world.facts(&[]);
        let (flat, star) = (flat.table(table), run.table(table));
        let kept = flat
            .header
            .iter()
            .filter(|name| !names.contains(&name.as_str()));
        assert_eq!(star.header, kept.cloned().collect::<Vec<_>>(), "{table}");
        assert!(star.header.len() < flat.header.len(), "{table}");
        for row in 0..flat.len() {
            for name in &star.header {
                assert_eq!(star.cell(row, name), flat.cell(row, name), "{table}.{name}");
            }
        }
    }
}

#[test]
fn a_star_is_proven_and_grows_like_other_facts() {
    let world = world();
    let star = ["--schema", "star", "--format", "parquet"];
    world.facts(&star);
    let verified = world.run(&["verify", "out", "dump"]);
    assert_eq!(verified.status, 0, "{}", verified.stdout);
    let append = ["facts", "dump", "--append", "--out", "out"];
    let run = world.run(&[&append[..], &star].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.files.contains_key("dim_day.parquet"));
}

#[test]
fn what_is_no_star_has_no_views_and_a_workbook_is_no_star() {
    let world = world();
    world.facts(&["--format", "parquet"]);
    let run = world.run(&["sql", "out"]);
    assert_eq!(
        (run.status, run.stderr.as_str()),
        (
            1,
            "error: the facts in out are no star\n\
             hint: make them with --schema star --format parquet\n"
        )
    );
    world.facts(&["--schema", "star"]);
    let run = world.run(&["sql", "out"]);
    assert_eq!(run.status, 1);
    assert!(
        run.stderr
            .contains("there is no dim_operator.parquet in out"),
        "{}",
        run.stderr
    );
    let run = world.run(&[
        "facts", "dump", "--schema", "star", "--format", "xlsx", "--out", "other",
    ]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("--schema star"), "{}", run.stderr);
}

/// Asks DuckDB for the views, and compares each cell with the CSV of the report.
const COMPARE: &str = r#"
import csv, sys
import duckdb

views, reports = sys.argv[1:3]
connection = duckdb.connect()
with open(views, encoding="utf-8") as file:
    connection.execute(file.read())
names = "by_operator by_queue by_day by_operator_day by_queue_day by_operator_queue_day total service_levels"
cells = 0
differing = []
for name in names.split():
    with open(f"{reports}/{name}.csv", encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    found = connection.execute(f"SELECT * FROM {name}")
    assert [column[0] for column in found.description] == header, name
    own = [["" if cell is None else str(cell) for cell in row] for row in found.fetchall()]
    assert len(own) == len(rows), (name, len(own), len(rows))
    for number, (ours, theirs) in enumerate(zip(own, rows)):
        for column, a, b in zip(header, ours, theirs):
            cells += 1
            if a != b:
                differing.append((name, number, column, a, b))
print(cells)
sys.exit("\n".join(map(str, differing[:20])) or 0)
"#;

/// The Python that has DuckDB, if there is one: `pip install duckdb` in an environment that
/// `PHASEBOOK_PYTHON` names, or in the usual one.
fn python() -> Option<String> {
    let named = std::env::var("PHASEBOOK_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output = Command::new(&named).args(["-c", "import duckdb"]).output();
    output
        .is_ok_and(|output| output.status.success())
        .then_some(named)
}

/// Compares every cell of the views with the reports; returns the number of cells.
fn compare(python: &str, world: &World, dump: &str, options: &[&str]) -> usize {
    let star = [
        "facts", dump, "--schema", "star", "--format", "parquet", "--out", "star",
    ];
    let report = ["report", dump, "--format", "csv", "--out", "reports"];
    for command in [&star[..], &report] {
        let run = world.run(&[command, options].concat());
        assert_eq!(run.status, 0, "{}", run.stderr);
    }
    let views = world.run(&["sql", "star"]);
    assert_eq!(views.status, 0, "{}", views.stderr);
    world.put("views.sql", &views.stdout);
    let output = Command::new(python)
        .args(["-c", COMPARE, "views.sql", "reports"])
        .current_dir(world.path(""))
        .output()
        .expect("Python runs");
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{options:?}: {errors}");
    said.parse().expect("a number of cells")
}

/// The blocks of one language in the topic for analysts.
fn blocks(language: &str) -> Vec<String> {
    let text = Topic::from_name("analysts").expect("a topic").text;
    let begin = format!("```{language}\n");
    let blocks = text.split(&begin).skip(1);
    let blocks = blocks.filter_map(|rest| rest.split_once("```"));
    blocks.map(|(block, _)| block.to_owned()).collect()
}

/// A folder as the topic assumes it: the star, the pack of a month, and the views.
fn world_of_an_analyst() -> World {
    let world = world();
    world.facts(&["--schema", "star", "--format", "parquet"]);
    fs::rename(world.path("out"), world.path("star")).expect("it can be renamed");
    let month = [
        "month",
        "dump",
        "--month",
        "2026-10",
        "--tz",
        "UTC",
        "--out",
        "packs/2026-10",
    ];
    assert_eq!(world.run(&month).status, 0);
    world.put("views.sql", world.run(&["sql", "star"]).stdout);
    world
}

/// Runs a block of the guide. If the package that it imports is not installed, the block is skipped.
fn run_block(world: &World, mut command: Command, missing_package: &str) {
    let output = command.current_dir(world.path(""));
    let output = output.output().expect("it starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    if errors.contains(missing_package) {
        skipped(errors.lines().last().unwrap_or_default());
        return;
    }
    assert!(output.status.success(), "{command:?}\n{errors}");
    assert_ne!(output.stdout, b"", "{command:?}");
}

#[test]
fn the_python_and_the_sql_of_the_guide_run() {
    let Some(python) = python() else {
        skipped("there is no Python with DuckDB (pip install duckdb, or PHASEBOOK_PYTHON)");
        return;
    };
    let world = world_of_an_analyst();
    let mut programs = blocks("python");
    for question in blocks("sql") {
        programs.push(format!(
            "import duckdb\nit = duckdb.connect()\nit.execute(open('views.sql').read())\n\
             print(it.sql({question:?}).fetchall())\n"
        ));
    }
    assert_eq!(programs.len(), 4);
    for program in programs {
        // The threads of some libraries end the interpreter with an error once the program is over.
        let program = format!("{program}\nimport os, sys\nsys.stdout.flush()\nos._exit(0)\n");
        let mut command = Command::new(&python);
        command.args(["-c", &program]);
        run_block(&world, command, "ModuleNotFoundError");
    }
}

#[test]
fn the_r_of_the_guide_runs() {
    if Command::new("Rscript").arg("--version").output().is_err() {
        skipped("there is no Rscript");
        return;
    }
    let world = world_of_an_analyst();
    let programs = blocks("r");
    assert_eq!(programs.len(), 1);
    for program in programs {
        let mut command = Command::new("Rscript");
        command.args(["-e", &program]);
        run_block(&world, command, "there is no package called");
    }
}

#[test]
fn every_cell_of_the_views_is_that_of_the_report() {
    let Some(python) = python() else {
        skipped("there is no Python with DuckDB (pip install duckdb, or PHASEBOOK_PYTHON)");
        return;
    };
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    let sample = sample.display().to_string();
    let settings = format!("{sample}/phasebook.toml");
    let world = World::new();
    let generated = Plan {
        sessions: 2000,
        month: 10,
        ..Plan::default()
    };
    write_dump(&world.path("dump"), &generated, Layout::Pages(1000)).expect("a dump");
    fs::create_dir(world.path("it's")).expect("a folder");
    let prague = ["--tz", "Europe/Prague"];
    let mut cells = compare(&python, &world, "dump", &prague);
    cells += compare(&python, &world, &sample, &prague);
    // With opening hours, rules, aliases, and queues that are left out.
    cells += compare(&python, &world, &sample, &["--config", &settings]);
    for formula in [
        "offered",
        "answered",
        "exclude-abandons-in-threshold",
        "abandons-in-threshold-met",
    ] {
        let options = [&prague[..], &["--sla-formula", formula]].concat();
        cells += compare(&python, &world, &sample, &options);
    }
    // A dump without sessions has only the row of the total.
    cells += compare(&python, &world, "it's", &["--allow-empty"]);
    assert!(cells > 500_000, "{cells} cells were compared");
}

#[test]
fn what_the_statements_cannot_be_asked_of_is_refused_with_the_other_way() {
    let world = world();
    world.facts(&["--schema", "star", "--format", "parquet"]);
    let refused = |arguments: &[&str], told: &str| {
        let run = world.run(arguments);
        assert_eq!(run.status, 1, "{arguments:?}\n{}", run.stdout);
        assert!(run.stderr.contains(told), "{}", run.stderr);
    };
    refused(
        &["sql", "out", "--by", "queue"],
        "out are a star, and --report and --by are for plain facts",
    );
    world.run(&[
        "facts",
        "dump",
        "--tz",
        "UTC",
        "--partition",
        "month",
        "--out",
        "lake",
    ]);
    refused(
        &["sql", "lake"],
        "lake has facts in folders, and the views are over a star",
    );
    assert_eq!(world.run(&["sql", "lake", "--by", "queue"]).status, 0);
}
