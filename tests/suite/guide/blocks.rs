//! The marked blocks of the README and the guide, which the program generates.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use clap::CommandFactory;
use phasebook::guide::TOPICS;
use phasebook::ledger::Code;
use phasebook::report::{BeyondReport, Dimension, bridge_definitions};
use phasebook::service_level::Formula;

use super::{
    GUIDE_COLUMNS, dimension_columns, documents, help, main_command, read_text, root, sample,
    succeed_in_the_guide, with_settings,
};

/// The blocks that the program generates: the document, the name of the block, and its content.
fn blocks() -> Vec<(&'static str, &'static str, String)> {
    vec![
        ("README.md", "output", output_block()),
        ("README.md", "commands", commands_block()),
        ("README.md", "topics", topics_block()),
        ("src/guide/ledger.md", "ledger codes", ledger_block()),
        ("src/guide/service-level.md", "formulas", formulas_block()),
        ("src/guide/reports.md", "dimensions", dimensions_block()),
        ("src/guide/reports.md", "beyond", beyond_block()),
        ("src/guide/reports.md", "bridge", bridge_block()),
        (
            "src/guide/columns.md",
            "columns",
            phasebook::catalogue::markdown(),
        ),
        (
            "src/guide/settings.md",
            "sample settings",
            sample_settings(),
        ),
        (
            "src/guide/settings.md",
            "output with settings",
            output_with_settings(),
        ),
        (
            "src/guide/settings.md",
            "settings",
            phasebook::cli::settings_markdown(),
        ),
        ("src/guide/options.md", "options", options_block()),
        (
            "src/guide/explaining.md",
            "explained session",
            explained_session(),
        ),
        (
            "src/guide/explaining.md",
            "explained cell",
            explained_cell(),
        ),
        (
            "src/guide/service-level.md",
            "explained contract",
            explained_contract(),
        ),
    ]
}

#[test]
fn the_marked_blocks_are_what_the_program_says_of_itself() {
    let is_update = std::env::var_os("UPDATE_GUIDE").is_some();
    let blocks = blocks();
    for document in documents() {
        let own = blocks.iter().filter(|(path, ..)| *path == document.path);
        let mut text = document.text.clone();
        let marks = text.matches("\n<!-- begin ").count();
        assert_eq!(marks, own.clone().count(), "{}: its blocks", document.path);
        for (path, name, content) in own {
            let content = format!("\n{content}\n");
            let (start, end) = block_bounds(path, &text, name);
            assert!(
                is_update || text[start..end] == content,
                "{path}, block `{name}`, is out of date: run `UPDATE_GUIDE=1 cargo test --test suite guide`\n\
                 it should be:\n{content}"
            );
            text.replace_range(start..end, &content);
        }
        if text != document.text {
            replace_file(&root().join(&document.path), &text);
        }
    }
}

/// Replaces a file in one step, since other tests read it meanwhile.
fn replace_file(path: &Path, text: &str) {
    let folder = path.parent().expect("a file is in a folder");
    let mut file = tempfile::NamedTempFile::new_in(folder).expect("a file beside it");
    file.write_all(text.as_bytes())
        .expect("the file takes the text");
    file.persist(path).expect("the file can be replaced");
}

/// The output of the main command on a system in the time zone of the sample.
fn output_block() -> String {
    let run = main_command();
    let manifest = run.manifest();
    let zone = manifest["settings"]["tz"].as_str().expect("a time zone");
    let printed = format!("{}{}", run.stdout, run.stderr);
    fenced(&printed.replace(&format!("({zone},"), "(Europe/Prague,"))
}

/// The settings file of the sample, as it stands.
fn sample_settings() -> String {
    let text = read_text(&sample().join("phasebook.toml"));
    fenced(&text).replacen("text", "toml", 1)
}

/// The output of the main command with these settings.
fn output_with_settings() -> String {
    let run = with_settings(&[]);
    fenced(&format!("{}{}", run.stdout, run.stderr))
}

/// The beginning of a session's story; what follows is of the same kind.
fn explained_session() -> String {
    let arguments = [
        "explain",
        "sample-data",
        "--session",
        "10001434",
        "--tz",
        "Europe/Prague",
    ];
    let told = succeed_in_the_guide(&arguments).stdout;
    let (shown, _) = told.split_once("\nQueue visits").expect("visits");
    fenced(&format!("{shown}\n..."))
}

fn explained_cell() -> String {
    let arguments = [
        "explain",
        "sample-data",
        "--report",
        "by_queue_day",
        "--where",
        "queue=Infolinka",
        "--where",
        "day=2026-10-06",
        "--metric",
        "service_level",
        "--tz",
        "Europe/Prague",
    ];
    fenced(&succeed_in_the_guide(&arguments).stdout)
}

fn explained_contract() -> String {
    let arguments = [
        "explain",
        "sample-data",
        "--config",
        "sample-data/phasebook.toml",
        "--contract",
        "2",
        "--where",
        "period=2026-W41",
    ];
    fenced(&succeed_in_the_guide(&arguments).stdout)
}

fn commands_block() -> String {
    let command = phasebook::cli::Args::command();
    let rows = command.get_subcommands().map(|command| {
        let about = command.get_about().map(ToString::to_string);
        vec![
            format!("`phasebook {}`", command.get_name()),
            about.unwrap_or_default(),
        ]
    });
    markdown(&["command", ""], rows)
}

fn topics_block() -> String {
    let rows = TOPICS.iter().map(|topic| {
        let name = topic.name;
        vec![
            format!("[{name}](src/guide/{name}.md)"),
            topic.summary.to_owned(),
        ]
    });
    markdown(&["topic", ""], rows)
}

fn dimensions_block() -> String {
    let all = Dimension::ALL.map(Dimension::name);
    let columns = dimension_columns(&all);
    let rows = Dimension::ALL
        .into_iter()
        .zip(columns)
        .map(|(dimension, columns)| {
            let columns: Vec<String> = columns.iter().map(|name| format!("`{name}`")).collect();
            vec![
                format!("`{}`", dimension.name()),
                columns.join(", "),
                dimension.meaning().to_owned(),
            ]
        });
    markdown(&["dimension", "columns", "groups by"], rows)
}

fn beyond_block() -> String {
    let rows = BeyondReport::ALL.into_iter();
    let rows = rows.map(|report| {
        vec![
            format!("`{}`", report.name()),
            report.grain().to_owned(),
            report.meaning().to_owned(),
        ]
    });
    markdown(&["report", "a row for", "tells"], rows)
}

fn bridge_block() -> String {
    let rows = bridge_definitions()
        .map(|column| vec![format!("`{}`", column.name), column.meaning.to_owned()]);
    markdown(&["column", "meaning"], rows.into_iter())
}

fn formulas_block() -> String {
    let rows = Formula::ALL.into_iter().map(|formula| {
        let default = if formula == Formula::default() {
            " (default)"
        } else {
            ""
        };
        vec![
            format!("`{}`{default}", formula.name()),
            format!("`{}`", formula.column()),
            formula.arithmetic().to_owned(),
        ]
    });
    markdown(
        &[
            "`--sla-formula`",
            "column in `service_levels`",
            "service level",
        ],
        rows,
    )
}

fn options_block() -> String {
    fenced(&help("report", GUIDE_COLUMNS))
}

fn ledger_block() -> String {
    let rows = Code::ALL.iter().map(|code| {
        vec![
            format!("`{}`", code.name()),
            code.severity().name().to_owned(),
            code.meaning().to_owned(),
            code.remedy().to_owned(),
        ]
    });
    markdown(
        &["code", "severity", "what is wrong", "what you can do"],
        rows,
    )
}

/// The start and end of the text inside a marked block.
fn block_bounds(path: &str, text: &str, name: &str) -> (usize, usize) {
    let bound = |word: &str| {
        let mark = format!("<!-- {word} {name} -->\n");
        let mut found = text.match_indices(&mark);
        let (at, mark) = found
            .next()
            .unwrap_or_else(|| panic!("{path} has no {mark}"));
        assert!(found.next().is_none(), "{path} has two of {mark}");
        (at, at + mark.len())
    };
    let (start, end) = (bound("begin").1, bound("end").0);
    assert!(start <= end, "{path}: `{name}` ends before it begins");
    (start, end)
}

/// Text in a fence, without blanks at the ends of lines.
fn fenced(text: &str) -> String {
    let mut block = "```text\n".to_owned();
    for line in text.trim_end().lines() {
        block.push_str(line.trim_end());
        block.push('\n');
    }
    block + "```\n"
}

/// A table in Markdown.
fn markdown(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = format!(
        "| {} |\n|{}\n",
        header.join(" | "),
        " --- |".repeat(header.len())
    );
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        writeln!(text, "| {} |", cells.join(" | ")).expect("a text takes a line");
    }
    text
}
