//! The first sheet of the page in a browser: its figures are those of CSV in both languages, and its
//! commands take them apart.

use serde_json::{Value, json};

use crate::harness::browser::Browser;
use crate::harness::csv::Csv;
use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};
use crate::harness::worlds::twenty_months;

/// The pack of October 2026, as a page and in CSV.
fn month(world: &World, options: &[&str]) -> Run {
    world.month(&[&["--format", "html,csv"], options].concat())
}

/// A decimal of CSV as an integer of its last digit.
fn digits(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.')?;
    format!("{whole}{part}").parse().ok()
}

/// A rate or a difference of rates of CSV in percent, as the sheet spells it: one decimal, halves away from
/// zero.
fn tenths(ten_thousandths: i64, lang: &str) -> String {
    let rounded = (ten_thousandths.abs() + 5) / 10;
    let sign = if ten_thousandths < 0 && rounded > 0 {
        "−"
    } else {
        ""
    };
    let mark = if lang == "cs" { ',' } else { '.' };
    format!("{sign}{}{mark}{}", rounded / 10, rounded % 10)
}

fn percent(rate: &str, lang: &str) -> String {
    let unit = if lang == "cs" { "\u{a0}%" } else { "%" };
    digits(rate).map_or_else(
        || "–".to_owned(),
        |rate| format!("{}{unit}", tenths(rate, lang)),
    )
}

fn points(difference: i64, lang: &str) -> String {
    let sign = if difference > 0 { "+" } else { "" };
    let unit = if lang == "cs" { "p.\u{a0}b." } else { "pp" };
    format!("{sign}{} {unit}", tenths(difference, lang))
}

/// Seconds of CSV as minutes and seconds.
fn clock(seconds: &str) -> String {
    let Some(thousandths) = digits(seconds) else {
        return "–".to_owned();
    };
    let seconds = (thousandths + 500) / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// A figure of a row of CSV as the sheet shows it.
fn shown(table: &Csv, row: usize, column: &str, lang: &str) -> String {
    match column {
        "offered" => table.cell(row, column).to_owned(),
        "asa" | "aht" => clock(table.cell(row, &format!("{column}_s"))),
        _ => percent(table.cell(row, column), lang),
    }
}

fn row_of(table: &Csv, column: &str, value: &str) -> usize {
    (0..table.len())
        .find(|&row| table.cell(row, column) == value)
        .unwrap_or_else(|| panic!("no {column} {value}"))
}

const COLUMNS: [&str; 5] = ["service_level", "offered", "abandon_rate", "asa", "aht"];

/// The texts of all elements of a selector.
fn texts(browser: &mut Browser, selector: &str) -> Vec<String> {
    let script =
        format!("[...document.querySelectorAll('{selector}')].map(it => it.textContent.trim())");
    let Value::Array(texts) = browser.evaluate(&script) else {
        panic!("{selector}");
    };
    texts
        .iter()
        .map(|text| text.as_str().expect("a text").to_owned())
        .collect()
}

#[test]
fn the_headline_figures_are_those_of_csv_in_both_languages() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    let world = twenty_months();
    for lang in ["en", "cs"] {
        let run = month(&world, &["--lang", lang]);
        browser.go(&world.path("out/report-2026-10.html"));
        assert_eq!(browser.complaints(), Vec::<String>::new());
        let total = run.table("total");
        let months = run.table("by_month");
        let expected: Vec<String> = COLUMNS
            .iter()
            .map(|column| shown(&total, 0, column, lang))
            .collect();
        assert_eq!(texts(&mut browser, ".card .value"), expected, "{lang}");
        // The target, then the previous month and the same month of the year before.
        let mut compared = Vec::new();
        for column in COLUMNS {
            if column == "service_level" {
                compared.push(if lang == "cs" { "80\u{a0}%" } else { "80%" }.to_owned());
            }
            for month in ["2026-09", "2025-10"] {
                let row = row_of(&months, "month", month);
                compared.push(shown(&months, row, column, lang));
            }
        }
        let shown = texts(&mut browser, ".compare dd:nth-of-type(1)");
        assert_eq!(shown, compared, "{lang}");
        let level = |table: &Csv, row: usize| digits(table.cell(row, "service_level")).unwrap();
        let own = level(&total, 0);
        let differences = [
            own - 8000,
            own - level(&months, row_of(&months, "month", "2026-09")),
            own - level(&months, row_of(&months, "month", "2025-10")),
        ]
        .map(|difference| points(difference, lang));
        let shown = texts(&mut browser, ".card:first-child .compare dd:nth-of-type(2)");
        assert_eq!(shown, differences, "{lang}");
        let sentence = texts(&mut browser, ".sentence").concat();
        for part in [
            percent(total.cell(0, "service_level"), lang),
            tenths(
                (own - level(&months, row_of(&months, "month", "2026-09"))).abs(),
                lang,
            ),
            total.cell(0, "answered_in").to_owned(),
        ] {
            assert!(sentence.contains(&part), "{part}: {sentence}");
        }
    }
}

#[test]
fn queues_months_and_years_to_date_are_those_of_csv() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    let world = twenty_months();
    for lang in ["en", "cs"] {
        let run = month(&world, &["--lang", lang]);
        browser.go(&world.path("out/report-2026-10.html"));
        let queues = run.table("by_queue");
        let by_month = run.table("by_queue_month");
        let names = texts(&mut browser, ".bars tbody th");
        assert_eq!(names.len(), 2);
        for (place, name) in names.iter().enumerate() {
            let row = row_of(&queues, "queue", name);
            let before = (0..by_month.len()).find(|&row| {
                by_month.cell(row, "queue") == name && by_month.cell(row, "month") == "2026-09"
            });
            let before = by_month.cell(before.expect("the month before"), "service_level");
            let level = queues.cell(row, "service_level");
            let number = |rate: &str| digits(rate).expect("a rate");
            let cells = texts(
                &mut browser,
                &format!(".bars tbody tr:nth-child({}) td.n", place + 1),
            );
            assert_eq!(cells[0], percent(level, lang));
            assert_eq!(cells[2], points(number(level) - 8000, lang));
            assert_eq!(cells[3], percent(before, lang));
            assert_eq!(cells[4], points(number(level) - number(before), lang));
        }
        // One column for each month, with its figures from top to bottom in the order of the sheet.
        let months = run.table("by_month");
        let years = run.table("year_to_date");
        let columns = browser.evaluate(
            "[...document.querySelectorAll('.months g')].map(column => \
             [...column.querySelectorAll('.figure')].map(it => it.textContent))",
        );
        let bare = |table: &Csv, row: usize| -> Vec<String> {
            COLUMNS
                .iter()
                .map(|column| {
                    let text = shown(table, row, column, lang);
                    text.trim_end_matches(['%', '\u{a0}']).to_owned()
                })
                .collect()
        };
        let expected: Vec<Vec<String>> = (0..months.len())
            .map(|row| bare(&months, row))
            .chain((0..2).map(|row| bare(&years, row)))
            .collect();
        assert_eq!(columns, json!(expected), "{lang}");
    }
}

/// The commands on the sheet, typed as they stand, show the same counts.
#[test]
fn the_commands_of_the_sheet_take_its_figures_apart() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    let world = twenty_months();
    let of_podpora = ["--where", "channel=Chat", "--where", "queue=Podpora"];
    let rule = "[[sla.rules]]\nqueue = \"Podpora\"\nthreshold = \"8s\"\n";
    world.put("rules.toml", rule);
    // Each run counts with a threshold of 8 seconds: from an option; from an option that overrides the settings file;
    // from a rule in the file that --config names; and from an option while --no-config ignores the settings file.
    for (file, options) in [
        (None, &["--sla", "8s"][..]),
        (Some("[sla]\nthreshold = \"1h\"\n"), &["--sla", "8s"]),
        (
            Some("[sla]\nthreshold = \"1h\"\n"),
            &["--config", "rules.toml"],
        ),
        (
            Some("[sla]\nshort_abandon = \"1h\"\n"),
            &["--no-config", "--sla", "8s"],
        ),
    ] {
        if let Some(text) = file {
            world.put("phasebook.toml", text);
        }
        month(&world, &[options, &of_podpora].concat());
        browser.go(&world.path("out/report-2026-10.html"));
        let losses = texts(&mut browser, ".losses li");
        assert_eq!(losses.len(), 3, "{losses:?}");
        let commands = texts(&mut browser, ".losses code");
        for (said, command) in losses.iter().zip(&commands) {
            let words: Vec<&str> = command.split(' ').collect();
            assert_eq!(words[..3], ["phasebook", "explain", "DUMP"]);
            let settings = |word| {
                if word == "SETTINGS" {
                    "rules.toml"
                } else {
                    word
                }
            };
            let words: Vec<&str> = words[3..].iter().copied().map(settings).collect();
            let arguments = [&["explain", "dump"], &words[..]].concat();
            let run = world.run(&arguments);
            assert_eq!(run.status, 0, "{command}: {}", run.stderr);
            // `2 / 4` on the sheet.
            let counted = said.split(" in time").next().expect("counts");
            let counted = counted.rsplit("; ").next().expect("counts");
            assert!(
                run.stdout.contains(counted),
                "{command}\n{counted}: {}",
                run.stdout
            );
        }
    }
}

#[test]
fn a_month_that_the_data_do_not_have_whole_is_outlined_and_its_counts_are_compared_with_nothing() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    let answered = |at: &str| {
        Scenario::created_at(at)
            .queued("Podpora", 0)
            .accepted("Jana", 5)
            .length(60)
    };
    // September begins with its 14th day; every day from then on has a session.
    let first = chrono::NaiveDate::from_ymd_opt(2026, 9, 14).expect("a date");
    let days = first.iter_days().take(48);
    let world = World::of(days.map(|day| answered(&format!("{day}T10:00:00+02:00"))));
    month(&world, &[]);
    browser.go(&world.path("out/report-2026-10.html"));
    let partial = texts(&mut browser, ".months g.partial .month");
    assert_eq!(partial, ["Sep", "2026"]);
    let note = texts(&mut browser, ".months-note").concat();
    assert_eq!(note, "Dashed, incomplete: Sep 2026, Jan–Oct 2026.");
    let differences = texts(
        &mut browser,
        ".card:nth-child(2) .compare dd:nth-of-type(2)",
    );
    assert_eq!(differences, ["–"], "a count against a part of a month");
    // The data have all of October, so its sentence has no note.
    assert!(texts(&mut browser, ".partial-note").is_empty());
    let sentence = texts(&mut browser, ".sentence").concat();
    assert!(sentence.starts_with("October 2026: 100.0%"), "{sentence}");
}

#[test]
fn a_month_that_is_not_over_says_so() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    let first = chrono::NaiveDate::from_ymd_opt(2026, 9, 1).expect("a date");
    let world = World::of(first.iter_days().take(45).map(|day| {
        Scenario::created_at(&format!("{day}T10:00:00+02:00"))
            .queued("Podpora", 0)
            .accepted("Jana", 5)
            .length(60)
    }));
    month(&world, &["--lang", "cs"]);
    browser.go(&world.path("out/report-2026-10.html"));
    let sentence = texts(&mut browser, ".sentence").concat();
    assert!(sentence.starts_with("Říjen 2026 (neúplné): "), "{sentence}");
    let note = texts(&mut browser, ".partial-note").concat();
    assert!(
        note.ends_with(
            "Neúplné: žádné relace ve dnech 16.\u{a0}10.\u{a0}2026 – 31.\u{a0}10.\u{a0}2026."
        ),
        "{note}"
    );
}

#[test]
fn the_name_of_the_company_stands_in_the_title() {
    let world = twenty_months();
    world.put("phasebook.toml", "company = \"Acme & synové, s.r.o.\"\n");
    let run = month(&world, &[]);
    let page = String::from_utf8_lossy(run.file("report-2026-10.html")).into_owned();
    let title = "<title>Acme &#38; synové, s.r.o.: Contact centre report: October 2026</title>";
    assert!(page.contains(title), "{}", &page[..900]);
    assert_eq!(
        run.manifest()["settings"]["company"],
        "Acme & synové, s.r.o."
    );
    for wrong in ["company = 5", "company = \"\"", "company = \"a\\nb\""] {
        world.put("phasebook.toml", wrong);
        let run = world.run(&["month", "dump", "--month", "2026-10", "--out", "out"]);
        assert_eq!(run.status, 2, "{wrong}");
        assert!(
            run.stderr.contains("the name of a company"),
            "{}",
            run.stderr
        );
    }
}
