//! The README and the guide against the program: their tables agree with the registries, their commands do as the
//! text says, their links lead somewhere, and the sample data have what their own README promises.
//!
//! With `UPDATE_GUIDE` set, the marked blocks are rewritten instead of compared:
//! `UPDATE_GUIDE=1 cargo test --test suite guide`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::CommandFactory;
use phasebook::error::Exit;
use phasebook::fact::FactTable;
use phasebook::guide::{TOPICS, Topic};
use phasebook::ledger::{Code, Counts};
use phasebook::report::{
    BeyondReport, Condition, Dimension, SERVICE_LEVEL_COUNTS, Statistic, bridge_definitions,
    definitions,
};
use phasebook::service_level::Formula;
use phasebook::table::Kind;
use pulldown_cmark::{
    BrokenLink, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};
use regex::Regex;
use serde_json::Value;

use crate::harness::folder::files_below;
use crate::harness::world::{Run, World};
use crate::harness::{program, support};

/// The extensions of Markdown that the guide uses.
const OPTIONS: Options = Options::ENABLE_TABLES;

/// The width of terminal output in the guide: with its indentation it fits a terminal of 80 columns.
const GUIDE_COLUMNS: u16 = 76;

const MAIN_COMMAND: &str = "cargo run -- report sample-data --out out";
const SETTINGS_COMMAND: &str =
    "phasebook report sample-data --config sample-data/phasebook.toml --out out";

/// The README's largest size in bytes; the rest belongs into the guide.
const LONGEST_README: usize = 15_000;

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

#[test]
fn the_readme_is_short() {
    let size = readme().len();
    assert!(
        size <= LONGEST_README,
        "README.md has {size} bytes: put into the guide what is more than {LONGEST_README}"
    );
}

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
    // A public holiday.
    let on_the_holiday = |run: &Run| {
        let days = run.table("by_day");
        let row = (0..days.len()).find(|row| days.cell(*row, "day") == "2026-10-28");
        days.cell(row.expect("the day"), "service_level").to_owned()
    };
    assert_ne!(on_the_holiday(&plain), "");
    assert_eq!(on_the_holiday(&run), "");
    // The mode of campaign 799 is known now, and every name of the file occurs.
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
fn the_test_command_stands_alone_on_a_line() {
    assert!(readme().lines().any(|line| line == "cargo test"));
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

#[test]
fn every_link_leads_somewhere() {
    for document in documents() {
        let path = &document.path;
        let folder = root().join(path);
        let folder = folder.parent().expect("a file is in a folder");
        let anchors = anchors(&document.text);
        let is_topic = path.starts_with("src/guide/");
        let undefined = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
            panic!(
                "{path}: [{}] is a link without an address, or wants to be code",
                link.reference
            )
        };
        let parser =
            Parser::new_with_broken_link_callback(&document.text, OPTIONS, Some(undefined));
        for event in parser {
            let Event::Start(
                Tag::Link {
                    link_type,
                    dest_url,
                    id,
                    ..
                }
                | Tag::Image {
                    link_type,
                    dest_url,
                    id,
                    ..
                },
            ) = event
            else {
                continue;
            };
            if let Some(name) = dest_url.strip_prefix('#') {
                assert!(anchors.contains(name), "{path}: no heading for {dest_url}");
            } else if !dest_url.starts_with("https://") {
                assert!(
                    folder.join(&*dest_url).exists(),
                    "{path}: nothing is at {dest_url}"
                );
                // In `cargo doc` other links of a topic would lead nowhere.
                let is_by_name =
                    link_type == LinkType::Shortcut && dest_url == format!("{id}.md").into();
                assert!(
                    !is_topic || is_by_name,
                    "{path}: link {dest_url} by the name of a topic"
                );
            }
        }
    }
}

/// Commands are also copied from a terminal of 80 columns, where a wrapped line would not be a command.
#[test]
fn commands_of_the_guide_fit_a_terminal() {
    let most = usize::from(GUIDE_COLUMNS);
    for Document { path, text } in documents() {
        let blocks = text.split("```sh\n").skip(1);
        let blocks = blocks.filter_map(|rest| rest.split("\n```").next());
        // A script is saved as a file.
        for line in blocks
            .filter(|block| !block.starts_with("#!"))
            .flat_map(str::lines)
        {
            assert!(line.chars().count() <= most, "{path}: {line}");
        }
    }
}

/// The guide uses no Markdown that `phasebook guide` cannot lay out.
#[test]
fn the_guide_is_written_in_what_the_terminal_can_show() {
    for Document { path, text } in documents() {
        for event in Parser::new_ext(&text, OPTIONS) {
            let is_unknown = match event {
                Event::Start(tag) => matches!(
                    tag,
                    Tag::BlockQuote(_)
                        | Tag::Strikethrough
                        | Tag::Heading {
                            level: HeadingLevel::H4,
                            ..
                        }
                ),
                Event::Html(html) | Event::InlineHtml(html) => !html.starts_with("<!-- "),
                _ => false,
            };
            assert!(!is_unknown, "{path}: a quotation, a small heading or HTML");
        }
    }
}

/// A file that is moved must be renamed in the guide.
#[test]
fn every_file_that_is_named_is_there() {
    let pattern =
        Regex::new(r"`((?:src|tests|benches|sample-data|\.ci)(?:/[^` ]*)?)`").expect("a pattern");
    // Files that only a run of fuzzing makes.
    let later = ["tests/fuzz/artifacts"];
    let mut count = 0;
    for Document { path, text } in documents() {
        for named in pattern.captures_iter(&text) {
            let name = &named[1];
            let is_there = root().join(name).exists() || later.contains(&name);
            assert!(is_there, "{path}: there is no `{name}`");
            count += 1;
        }
    }
    assert!(count >= 20, "{count} files are named");
}

#[test]
fn the_topics_are_the_files_of_the_guide() {
    let mut names: Vec<String> = TOPICS
        .iter()
        .map(|topic| format!("{}.md", topic.name))
        .collect();
    names.sort();
    let files = files_below(&root().join("src/guide"));
    let files = files
        .keys()
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    let files: Vec<String> = files.map(|path| path.display().to_string()).collect();
    assert_eq!(files, names);
}

/// Messages and help send people to topics of the guide: these must be there.
#[test]
fn every_topic_that_is_named_is_there() {
    let pattern = Regex::new(r"phasebook guide ([a-z][a-z-]*)").expect("a pattern");
    let mut count = 0;
    for folder in ["src", "tests", "benches"] {
        for (path, text) in files_below(&root().join(folder)) {
            let text = String::from_utf8_lossy(&text);
            for named in pattern.captures_iter(&text) {
                let place = format!("{folder}/{}", path.display());
                assert!(
                    Topic::from_name(&named[1]).is_some(),
                    "{place}: `{}`",
                    &named[0]
                );
                count += 1;
            }
        }
    }
    assert!(count >= 6, "{count} topics are named");
}

#[test]
fn the_sample_has_every_ledger_code() {
    let run = main_command();
    let met: BTreeSet<String> = problems(&run).into_iter().map(|(code, _)| code).collect();
    // The sample does not show these: a file beyond the default limits would take minutes to read, two codes are
    // about a settings file, which the main command does not use, and a property that no session has would show
    // in no figure.
    let elsewhere = [
        Code::TooLarge,
        Code::UnknownName,
        Code::AmbiguousName,
        Code::MissingProperty,
    ];
    let all: BTreeSet<String> = Code::ALL
        .iter()
        .filter(|code| !elsewhere.contains(code))
        .map(|code| code.name().to_owned())
        .collect();
    assert_eq!(met, all);
}

#[test]
fn the_sample_balances_as_the_guide_says() {
    let run = main_command();
    let ledger = topic("ledger");
    let counts = Counts::default().entries();
    let is_count = |name: &str| counts.iter().any(|(known, _)| *known == name);
    let sums: Vec<(&str, Vec<&str>)> = ledger
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(whole, parts)| (whole.trim(), parts.split(" + ").collect()))
        .filter(|(whole, _)| is_count(whole))
        .collect();
    assert_eq!(sums.len(), 4, "{sums:?}");
    for (whole, parts) in &sums {
        let sum: u64 = parts.iter().map(|part| run.count(part)).sum();
        assert_eq!(run.count(whole), sum, "{whole}");
    }
    for (name, _) in counts {
        assert!(ledger.contains(name), "ledger.md says nothing of `{name}`");
        // No session is outside, since the main command names no period.
        let is_shown = run.count(name) > 0 || name == "sessions_outside";
        let is_shown = is_shown || matches!(name, "other_answers" | "error_answers");
        assert!(is_shown, "the sample shows no {name}");
    }
}

/// Each session of the generator is in the sample in some shape, name, encoding or spelling. A session that is
/// not kept was rejected, or is the one piece that a broken or cut file lost.
#[test]
fn every_session_of_the_sample_is_read_or_noted() {
    let run = main_command();
    let problems = run.table("problems");
    let noted = |code: Code| problems.rows_with("code", code.name()).len() as u64;
    let before_values = "text before the first value was passed over";
    let lost_nothing = problems.rows_with("detail", before_values).len() as u64;
    assert_eq!(lost_nothing, 1);
    assert_eq!(
        run.count("sessions_kept")
            + run.count("sessions_rejected")
            + noted(Code::BadJson)
            + noted(Code::TruncatedFile)
            - lost_nothing,
        sessions_promised()
    );
}

#[test]
fn every_file_of_the_sample_is_told_of_and_turns_out_as_told() {
    let run = main_command();
    let contents = contents_of_the_sample();
    let problems = problems(&run);
    let files = input_files(&run);
    for (path, status) in &files {
        let told: Vec<&Content> = contents.iter().filter(|row| row.matches(path)).collect();
        let notes = |what: &str| told.iter().any(|row| row.noted.contains(what));
        match status.as_str() {
            "skipped" => assert!(notes("skipped") || path == "README.md", "{path}: skipped"),
            "unreadable" => assert!(notes("`unreadable_file`"), "{path}: unreadable"),
            // The sessions of the histories that a row is about need not be in the table.
            status => assert_eq!(status, "read", "{path}"),
        }
    }
    // The table says `skipped` of these files, which was checked above.
    let is_skipped = |code: &str| code == Code::SkippedFile.name();
    let of_files = problems.iter().filter(|(_, file)| !file.is_empty());
    for (code, file) in of_files.filter(|(code, _)| !is_skipped(code)) {
        let told = contents
            .iter()
            .any(|row| row.matches(file) && row.noted.contains(&format!("`{code}`")));
        assert!(told, "{file}: the table does not tell of its {code}");
    }
    for row in &contents {
        assert!(
            files.keys().any(|path| row.matches(path)),
            "{}: no such file",
            row.pattern
        );
        for code in row.noted.split('`').skip(1).step_by(2) {
            // Some problems are noted once for the run, without a file.
            let met = problems
                .iter()
                .any(|(met, file)| met == code && (file.is_empty() || row.matches(file)));
            assert!(met, "{}: no {code}", row.pattern);
        }
    }
}

#[test]
fn the_sample_is_what_the_generator_writes() {
    let folder = tempfile::tempdir().expect("a folder for the sample");
    support::write_sample(folder.path()).expect("the sample can be written");
    let generated = files_below(folder.path());
    let kept = files_below(&sample());
    assert_eq!(
        kept.keys().collect::<Vec<_>>(),
        generated.keys().collect::<Vec<_>>(),
        "the files"
    );
    for (path, bytes) in &kept {
        assert!(*bytes == generated[path], "{} differs", path.display());
    }
    let size: usize = kept.values().map(Vec::len).sum();
    assert!(size <= 3_000_000, "{size} bytes are more than 3 MB");
}

// The blocks.

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
    let rows =
        bridge_definitions().map(|(name, meaning)| vec![format!("`{name}`"), meaning.to_owned()]);
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

// The registries.

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
            header.push(column.definition.spec.csv_name());
        }
    }
    header
}

// The program.

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

/// The status of each input file.
fn input_files(run: &Run) -> BTreeMap<String, String> {
    let manifest = run.manifest();
    let files = manifest["files"].as_array().expect("the list of files");
    let text = |file: &Value, name: &str| file[name].as_str().expect("a text").to_owned();
    files
        .iter()
        .map(|file| (text(file, "path"), text(file, "status")))
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

// The texts.

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

/// The anchors of the headings of a text.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(text, OPTIONS) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                anchors.extend(heading.take().map(|heading| anchor(&heading)));
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            _ => {}
        }
    }
    anchors
}

/// The anchor of a heading.
fn anchor(heading: &str) -> String {
    let lower = heading.to_lowercase().replace(' ', "-");
    lower
        .chars()
        .filter(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
        .collect()
}

// The sample's own table of contents.

/// A line of the table in `sample-data/README.md`.
struct Content {
    /// A file, a folder with a trailing `/`, or several files with `*`.
    pattern: String,
    /// The entry that the ledger must have for it.
    noted: String,
}

impl Content {
    /// Whether the line is about this file, or about the archive that holds it.
    fn matches(&self, path: &str) -> bool {
        let pattern: Vec<&str> = self.pattern.trim_end_matches('/').split('/').collect();
        let path: Vec<&str> = path.split('/').collect();
        path.len() >= pattern.len()
            && pattern
                .iter()
                .zip(&path)
                .all(|(pattern, name)| fits(pattern, name))
    }
}

/// Whether a name fits a pattern in which `*` stands for any letters.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, rest)) => name.strip_prefix(start).is_some_and(|name| {
            (0..=name.len())
                .filter(|&at| name.is_char_boundary(at))
                .any(|at| fits(rest, &name[at..]))
        }),
    }
}

fn contents_of_the_sample() -> Vec<Content> {
    let text = read_text(&sample().join("README.md"));
    let rows = rows_after(&text, |line| line.starts_with("| file or folder |"));
    assert!(!rows.is_empty(), "sample-data/README.md has no table");
    rows.into_iter()
        .map(|row| Content {
            pattern: row[0].trim_matches('`').to_owned(),
            noted: row.get(2).cloned().unwrap_or_default(),
        })
        .collect()
}

/// The number of sessions that the sample's README names first.
fn sessions_promised() -> u64 {
    let text = read_text(&sample().join("README.md"));
    let digits: String = text
        .chars()
        .skip_while(|letter| !letter.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().expect("a number of sessions")
}

// Files.

fn read_text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
