//! The README and the guide against the program: their tables agree with the registries, their commands do as the
//! text says, their links lead somewhere, and the sample data have what their own README promises.
//!
//! With `UPDATE_GUIDE` set, the marked blocks are rewritten instead of compared:
//! `UPDATE_GUIDE=1 cargo test --test suite guide`.

mod blocks;
mod sample_data;
mod texts;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use phasebook::error::Exit;
use phasebook::fact::FactTable;
use phasebook::guide::TOPICS;
use phasebook::report::{Condition, SERVICE_LEVEL_COUNTS, Statistic, definitions};
use phasebook::service_level::Formula;
use phasebook::table::Kind;

use crate::harness::program;
use crate::harness::world::{Run, World};

/// The width of terminal output in the guide: with its indentation it fits a terminal of 80 columns.
const GUIDE_COLUMNS: u16 = 76;

const MAIN_COMMAND: &str = "cargo run -- report sample-data --out out";
const SETTINGS_COMMAND: &str =
    "phasebook report sample-data --config sample-data/phasebook.toml --out out";

#[test]
fn the_main_command_writes_the_reports_of_the_guide() {
    assert!(
        readme().lines().any(|line| line == MAIN_COMMAND),
        "README.md has no line `{MAIN_COMMAND}`"
    );
    let run = main_command();
    let reports = first_cells(&table("| report | one row for each |"));
    assert_eq!(file_names(&run), with_endings(&reports), "the reports");
    for report in &reports {
        assert_eq!(
            run.table(report).header,
            report_header(report),
            "{report}: what the block `columns` is made of"
        );
    }

    let run = succeed(&["facts", "sample-data", "--out", "out", "--quiet"]);
    let tables = first_cells(&table("| table of facts | one row for each |"));
    assert_eq!(
        file_names(&run),
        with_endings(&tables),
        "the tables of facts"
    );
    assert_eq!(tables, FactTable::ALL.map(FactTable::name));
    for kind in FactTable::ALL {
        let columns: Vec<String> = kind
            .columns()
            .iter()
            .map(|column| in_csv(column.name, column.kind))
            .collect();
        assert_eq!(run.table(kind.name()).header, columns, "{}", kind.name());
    }
}

#[test]
fn the_settings_of_the_sample_change_what_the_guide_says() {
    assert!(
        topic("settings")
            .lines()
            .any(|line| line == SETTINGS_COMMAND),
        "the guide has no line `{SETTINGS_COMMAND}`"
    );
    let plain = succeed(&[
        "report",
        "sample-data",
        "--tz",
        "Europe/Prague",
        "--out",
        "out",
    ]);
    let run = with_settings(&[]);
    let levels = |run: &Run, queue: &str| {
        let table = run.table("service_levels");
        let row = (0..table.len()).find(|row| table.cell(*row, "queue") == queue);
        row.map(|row| {
            let columns = ["offered", "answered_in", "sl_exclude_short_abandons"];
            columns
                .map(|name| table.cell(row, name).to_owned())
                .join(" ")
        })
    };
    for (queue, before, after) in [
        // Fewer sessions are in opening hours, and complaints may wait longer.
        ("Reklamace", Some("57 39 0.7222"), Some("39 31 0.8611")),
        // Open day and night; a chat has 15 seconds.
        ("Noční linka", Some("30 19 0.6552"), Some("30 18 0.6207")),
        // A renamed queue is one queue, under its new name.
        ("Věrnostní program „Plus“", Some("15 10 0.6667"), None),
        ("Prodej tarifů", Some("43 31 0.7750"), Some("46 31 0.7209")),
        // A queue that the settings leave out.
        ("Slovenská linka (SK)", Some("19 14 0.7368"), None),
        ("total", Some("449 287 0.6690"), Some("318 195 0.6478")),
    ] {
        assert_eq!(levels(&plain, queue).as_deref(), before, "{queue}");
        assert_eq!(levels(&run, queue).as_deref(), after, "{queue}");
    }
    assert_eq!(plain.count("sessions_left_out"), 0);
    assert_eq!(run.count("sessions_left_out"), 19);
    // On a public holiday no session is in opening hours.
    let on_the_holiday = |run: &Run| {
        let days = run.table("by_day");
        let row = (0..days.len()).find(|row| days.cell(*row, "day") == "2026-10-28");
        days.cell(row.expect("the day"), "service_level").to_owned()
    };
    assert_ne!(on_the_holiday(&plain), "");
    assert_eq!(on_the_holiday(&run), "");
    // The settings give the mode of campaign 799, and the sample has every name in them.
    let codes = |run: &Run, code: &str| problems(run).iter().filter(|(met, _)| met == code).count();
    assert_eq!(codes(&plain, "campaign_mode_unknown"), 1);
    for code in ["campaign_mode_unknown", "unknown_name", "ambiguous_name"] {
        assert_eq!(codes(&run, code), 0, "{code}");
    }
    let run = with_settings(&["--by", "team"]);
    let teams = run.table("by_team");
    let rows = (0..teams.len()).map(|row| ["team", "sessions"].map(|name| teams.cell(row, name)));
    let rows: Vec<String> = rows.map(|cells| cells.join(" ")).collect();
    assert_eq!(rows, [" 495", "Prodej 6", "Technici 15"]);
}

#[test]
fn all_commands_take_the_options_that_the_guide_says() {
    let mut options = options_of("report");
    for only_reports in [
        "--by",
        "--report",
        "--beyond",
        "--bridge",
        "--facts",
        "--interval",
    ] {
        assert!(options.remove(only_reports), "{only_reports}");
    }
    assert_eq!(options, options_of("month"));
    for only_figures in ["--stats", "--columns", "--where", "--top"] {
        assert!(options.remove(only_figures), "{only_figures}");
    }
    let mut of_facts = options_of("facts");
    for only_facts in [
        "--append",
        "--schema",
        "--partition",
        "--from-records",
        "--tenant",
        "--bucket",
        "--ledger",
    ] {
        assert!(of_facts.remove(only_facts), "{only_facts}");
    }
    assert_eq!(options, of_facts);
}

#[test]
fn the_exit_codes_are_those_of_the_program() {
    let outcomes = [
        Exit::Done,
        Exit::Failed,
        Exit::Usage,
        Exit::Rejected,
        Exit::NotFit,
        Exit::Broken,
        Exit::Interrupted,
        Exit::Terminated,
    ];
    for outcome in outcomes {
        // A new exit status does not compile until it is here and above.
        match outcome {
            Exit::Done
            | Exit::Failed
            | Exit::Usage
            | Exit::Rejected
            | Exit::NotFit
            | Exit::Broken
            | Exit::Interrupted
            | Exit::Terminated => {}
        }
    }
    let codes = outcomes.map(|outcome| (outcome as u8).to_string());
    assert_eq!(first_cells(&table("| code | meaning |")), codes);

    let world = World::new();
    let sample = sample().display().to_string();
    for (arguments, expected) in [
        ("report SAMPLE --out done", Exit::Done),
        ("report not-there --out failed", Exit::Failed),
        ("report SAMPLE --out done/total.csv", Exit::Failed),
        ("report SAMPLE --out usage --tz Nowhere", Exit::Usage),
        ("report SAMPLE --out usage --nothing", Exit::Usage),
        ("report SAMPLE --out rejected --strict", Exit::Rejected),
    ] {
        let words = arguments.split(' ');
        let words: Vec<&str> = words
            .map(|word| if word == "SAMPLE" { &sample } else { word })
            .collect();
        let run = world.run(&words);
        assert_eq!(
            run.status,
            i32::from(expected as u8),
            "{arguments}\n{}",
            run.stderr
        );
    }
    // Only the run that is done leaves an output.
    assert_eq!(world.names("."), ["done", "dump"]);
}

/// The name of a column in CSV.
fn in_csv(name: &str, kind: Kind) -> String {
    match kind {
        Kind::Length | Kind::Seconds => format!("{name}_s"),
        _ => name.to_owned(),
    }
}

/// The columns that each dimension has in a report.
fn dimension_columns(dimensions: &[&str]) -> Vec<Vec<String>> {
    let mut arguments = vec!["report", "tests/data/tiny/dump", "--out", "out", "--quiet"];
    for dimension in dimensions {
        arguments.extend(["--by", dimension]);
    }
    let run = succeed(&arguments);
    let columns = |dimension: &&str| {
        let header = run.table(&format!("by_{dimension}")).header;
        header
            .into_iter()
            .take_while(|name| name != "sessions")
            .collect()
    };
    dimensions.iter().map(columns).collect()
}

/// The columns of a report of the default set, by its name.
fn report_header(report: &str) -> Vec<String> {
    if report == "service_levels" {
        let levels = Formula::ALL.map(Formula::column);
        return ["queue_id", "queue"]
            .into_iter()
            .chain(SERVICE_LEVEL_COUNTS)
            .chain(levels)
            .map(str::to_owned)
            .collect();
    }
    let dimensions: Vec<&str> = report
        .strip_prefix("by_")
        .map_or_else(Vec::new, |names| names.split('_').collect());
    let mut header: Vec<String> = dimension_columns(&dimensions).concat();
    let has = |name| dimensions.contains(&name);
    for column in definitions() {
        let belongs = match column.condition {
            Condition::Always => true,
            Condition::ByName => false,
            // The default set has no report by team.
            Condition::WithOperator => has("operator"),
            Condition::WithQueue => has("queue") && !has("operator"),
        };
        let is_default = column
            .statistic
            .is_none_or(|of| Statistic::DEFAULT.contains(&of.statistic));
        if belongs && is_default {
            let spec = column.definition.spec;
            header.push(in_csv(&spec.name, spec.kind));
        }
    }
    header
}

/// Runs the README's main command with the program of the tests.
fn main_command() -> Run {
    let (_, arguments) = MAIN_COMMAND.split_once(" -- ").expect("arguments");
    succeed(&arguments.split(' ').collect::<Vec<_>>())
}

/// Runs the command with the sample's settings, and more options.
fn with_settings(more: &[&str]) -> Run {
    let mut arguments: Vec<&str> = SETTINGS_COMMAND.split(' ').skip(1).collect();
    arguments.extend(more);
    succeed(&arguments)
}

/// A run that succeeds, in a folder of its own, on inputs of the repository.
fn succeed(arguments: &[&str]) -> Run {
    succeed_at_width(100, arguments)
}

/// Like [`succeed`], with output as wide as text in the guide.
fn succeed_in_the_guide(arguments: &[&str]) -> Run {
    succeed_at_width(GUIDE_COLUMNS, arguments)
}

fn succeed_at_width(columns: u16, arguments: &[&str]) -> Run {
    let inputs = [
        "sample-data",
        "sample-data/phasebook.toml",
        "tests/data/tiny/dump",
    ];
    let arguments: Vec<String> = arguments
        .iter()
        .map(|argument| {
            if inputs.contains(argument) {
                root().join(argument).display().to_string()
            } else {
                (*argument).to_owned()
            }
        })
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let run = World::new().run_at_width(columns, &arguments);
    assert_eq!(run.status, 0, "{arguments:?} ended with\n{}", run.stderr);
    run
}

fn file_names(run: &Run) -> BTreeSet<String> {
    run.files.keys().cloned().collect()
}

/// The code and file of each problem; the file is empty if it has none.
fn problems(run: &Run) -> Vec<(String, String)> {
    let table = run.table("problems");
    let cell = |row, name| table.cell(row, name).to_owned();
    (0..table.len())
        .map(|row| (cell(row, "code"), cell(row, "file")))
        .collect()
}

fn help(command: &str, columns: u16) -> String {
    let output = Command::new(program::path())
        .args([command, "--help"])
        // The width of help where there is no terminal.
        .env("COLUMNS", columns.to_string())
        .output()
        .expect("the program can be started");
    assert!(output.status.success(), "{command} --help");
    String::from_utf8(output.stdout).expect("the help is UTF-8")
}

fn options_of(command: &str) -> BTreeSet<String> {
    help(command, 100)
        .split_whitespace()
        .filter(|word| word.starts_with("--"))
        .map(|word| word.trim_end_matches([',', '.', ')']).to_owned())
        .collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sample() -> PathBuf {
    root().join("sample-data")
}

fn readme() -> String {
    read_text(&root().join("README.md"))
}

/// The Markdown of a topic, read from the disk.
fn topic(name: &str) -> String {
    read_text(&root().join(format!("src/guide/{name}.md")))
}

/// The README, or a topic of the guide.
pub(crate) struct Document {
    /// From the root of the repository.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The README and all topics, read from the disk.
pub(crate) fn documents() -> Vec<Document> {
    let topics = TOPICS
        .iter()
        .map(|topic| format!("src/guide/{}.md", topic.name));
    let paths = std::iter::once("README.md".to_owned()).chain(topics);
    paths
        .map(|path| Document {
            text: read_text(&root().join(&path)),
            path,
        })
        .collect()
}

/// The rows of the table whose header begins like this, in any document.
fn table(header: &str) -> Vec<Vec<String>> {
    let documents = documents().into_iter();
    let tables = documents
        .map(|document| rows_after(&document.text, |line| line.starts_with(header)))
        .filter(|rows| !rows.is_empty());
    let mut tables: Vec<Vec<Vec<String>>> = tables.collect();
    assert_eq!(tables.len(), 1, "documents with a table {header}");
    tables.remove(0)
}

fn rows_after(text: &str, is_header: impl Fn(&str) -> bool) -> Vec<Vec<String>> {
    text.lines()
        .skip_while(|line| !is_header(line))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells = line.trim_matches('|').split(" | ");
            cells.map(|cell| cell.trim().to_owned()).collect()
        })
        .collect()
}

fn first_cells(rows: &[Vec<String>]) -> Vec<String> {
    rows.iter()
        .map(|row| row[0].trim_matches('`').to_owned())
        .collect()
}

/// The files of a run that writes these tables.
fn with_endings(tables: &[String]) -> BTreeSet<String> {
    let ledger = ["manifest.json", "problems.csv"].map(str::to_owned);
    let tables = tables.iter().map(|table| format!("{table}.csv"));
    tables.chain(ledger).collect()
}

fn read_text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
