//! Files for spreadsheets: the workbook, read back cell by cell, and the dialects of CSV.

use std::io::Cursor;

use calamine::{Data, DataType, Range, Reader, Xlsx};
use insta::assert_snapshot;
use serde_json::json;

use crate::harness::csv::Csv;
use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};
use crate::harness::worlds::twenty_months;

fn answered(seconds: f64) -> Scenario {
    Scenario::new()
        .queued("Podpora", 0)
        .accepted("Jana", seconds)
        .joined("Jana", seconds)
        .left(seconds + 60.5)
        .length(60.5)
}

/// Sessions of three days, of which one has no queue and one was abandoned.
fn world() -> World {
    World::of([
        answered(5.25),
        answered(35.0),
        Scenario::created_at("2026-10-06T09:00:00+02:00")
            .guest_left("LeftQueue")
            .queued("Reklamace", 0)
            .waited(40),
        Scenario::created_at("2026-09-30T23:59:59+02:00"),
    ])
}

fn workbook(run: &Run, name: &str) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(run.file(name).to_vec())).expect("a workbook")
}

fn sheet(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Range<Data> {
    book.worksheet_range(name)
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The cells of the workbook that differ from the same cells of CSV.
pub(crate) fn differences(table: &Csv, range: &Range<Data>) -> Vec<String> {
    let mut wrong = Vec::new();
    if range.height() != table.len() + 1 {
        wrong.push(format!("{} rows, not {}", range.height() - 1, table.len()));
    }
    for row in 0..table.len() {
        for (column, name) in table.header.iter().enumerate() {
            let expected = table.cell(row, name);
            let found = range.get((row + 1, column)).unwrap_or(&Data::Empty);
            if !says(name, expected, found) {
                wrong.push(format!("{name}, row {row}: {found:?}, not {expected}"));
            }
        }
    }
    wrong
}

/// Whether a typed cell has the value of the text in CSV.
fn says(column: &str, expected: &str, found: &Data) -> bool {
    let number = || expected.parse::<f64>().ok();
    match found {
        Data::Empty => expected.is_empty(),
        Data::String(text) => text == expected && number().is_none(),
        Data::Bool(flag) => expected == flag.to_string(),
        Data::DateTime(timestamp) if timestamp.is_duration() || column.ends_with("_s") => {
            let seconds = timestamp.as_f64() * 86_400.0;
            number().is_some_and(|expected| (seconds - expected).abs() < 1e-6)
        }
        Data::DateTime(timestamp) => {
            let (year, month, day, hour, minute, second, _) = timestamp.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            let shown = format!("{date}T{hour:02}:{minute:02}:{second:02}");
            // A spreadsheet has no offsets and no microseconds.
            expected == date || expected.starts_with(&shown)
        }
        Data::Float(value) => {
            number().is_some_and(|expected| (value - expected).abs() < 1e-9)
                && !column.ends_with("_s")
        }
        Data::Int(value) => expected == value.to_string(),
        _ => false,
    }
}

#[test]
fn the_workbooks_cells_are_those_of_csv() {
    let run = world().report(&["--format", "xlsx,csv"]);
    let mut book = workbook(&run, "report.xlsx");
    assert_eq!(
        book.sheet_names(),
        [
            "Summary",
            "Operators",
            "Queues",
            "Days",
            "Operators by day",
            "Queues by day",
            "Operators, queues, days",
            "Total",
            "Service levels",
            "Definitions",
            "Problems",
            "Plan",
        ]
    );
    for (name, report) in [
        ("Operators", "by_operator"),
        ("Queues", "by_queue"),
        ("Days", "by_day"),
        ("Operators by day", "by_operator_day"),
        ("Queues by day", "by_queue_day"),
        ("Operators, queues, days", "by_operator_queue_day"),
        ("Total", "total"),
        ("Service levels", "service_levels"),
    ] {
        let wrong = differences(&run.table(report), &sheet(&mut book, name));
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
}

#[test]
fn facts_in_a_workbook_are_those_of_csv_too() {
    let run = world().facts(&["--format", "xlsx,csv"]);
    let mut book = workbook(&run, "facts.xlsx");
    for table in ["sessions", "session_operators", "queue_visits", "offers"] {
        let wrong = differences(&run.table(table), &sheet(&mut book, table));
        assert!(wrong.is_empty(), "{table}: {wrong:#?}");
    }
}

#[test]
fn the_summary_has_the_headline_and_the_period_before() {
    let run = world().report(&["--format", "xlsx", "--month", "2026-10"]);
    let mut book = workbook(&run, "report.xlsx");
    let summary = sheet(&mut book, "Summary");
    let line = |row: usize| -> Vec<String> {
        (0..8)
            .map(|column| summary.get((row, column)).map(ToString::to_string))
            .map(Option::unwrap_or_default)
            .collect()
    };
    let rows: Vec<Vec<String>> = (0..summary.height()).map(line).collect();
    let row = |label: &str| {
        let found = rows.iter().find(|row| row[0] == label);
        found.unwrap_or_else(|| panic!("no {label} in {rows:#?}"))[1..7].join(" | ")
    };
    assert_eq!(row("Period"), "October 2026 |  |  |  |  | ");
    assert_eq!(
        rows[2][0],
        "October 2026: 33.3% answered within 20 s, target 80% missed, 1 of 3; 33.3 points above September."
    );
    assert_eq!(
        row("Figure"),
        "Oct 2026 | Counted | Target | Δ Target | Sep 2026 | Δ Sep 2026"
    );
    assert_eq!(
        row("Service level"),
        "0.3333 | 1 / 3 | 0.8 | -46.67 | 0 | 33.33"
    );
    assert_eq!(row("Offered"), "3 |  |  |  | 1 | 2");
}

#[test]
fn without_sessions_in_the_period_before_nothing_is_said_of_it() {
    let run = World::of([answered(5.0)]).report(&["--format", "xlsx,html", "--month", "2026-10"]);
    let mut book = workbook(&run, "report.xlsx");
    let summary = sheet(&mut book, "Summary");
    let says = |text: &str| {
        summary
            .rows()
            .flatten()
            .any(|cell| cell.to_string().contains(text))
    };
    assert!(says("Offered") && !says("Sep 2026"));
    let page = String::from_utf8_lossy(run.file("report.html")).into_owned();
    assert!(page.contains("October 2026") && !page.contains("Sep 2026"));
}

#[test]
fn the_definitions_are_those_of_the_registry_in_the_language_that_is_asked_for() {
    for (lang, name, heading, meaning) in [
        (
            "en",
            "Definitions",
            "Speed of answer (ASA)",
            "Average speed of answer. Of: inbound answered sessions that have a speed_of_answer. Formula: mean of speed_of_answer.",
        ),
        (
            "cs",
            "Definice",
            "Rychlost přijetí (ASA)",
            "Průměrná rychlost přijetí příchozích",
        ),
    ] {
        let run = world().report(&["--format", "xlsx", "--lang", lang]);
        let range = sheet(&mut workbook(&run, "report.xlsx"), name);
        let found = range
            .rows()
            .find(|row| row[2] == Data::String("asa_s".to_owned()))
            .expect("a definition of asa");
        assert_eq!(found[1].to_string(), heading);
        assert!(found[4].to_string().starts_with(meaning), "{found:?}");
        let columns = phasebook::report::definitions().len();
        assert!(range.height() > columns);
    }
}

#[test]
fn nothing_from_a_dump_is_a_formula() {
    let users: Vec<_> = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "https://example.invalid",
    ]
    .iter()
    .zip(11..)
    .map(|(name, id)| json!({"id": id, "username": name, "firstName": name}))
    .collect();
    let scenarios = ["Jana", "Petr", "Eva", "Karel"]
        .map(|name| Scenario::new().queued("Podpora", 0).accepted(name, 5));
    let world = World::of(scenarios).with("users.json", json!(users).to_string());
    let run = world.report(&["--format", "xlsx,csv", "--csv", "excel"]);
    let mut book = workbook(&run, "report.xlsx");
    for name in book.sheet_names() {
        let formulas = book
            .worksheet_formula(&name)
            .expect("the sheet can be read");
        for (_, _, formula) in formulas.used_cells() {
            // Formulas have only arithmetic and cells of sheets that this program names.
            assert_eq!(name, "Summary", "{formula}");
            let is_own =
                |letter: char| letter.is_ascii_alphanumeric() || " '!$()+-*/,".contains(letter);
            assert!(formula.chars().all(is_own), "{formula}");
        }
    }
    let range = sheet(&mut book, "Operators");
    let names: Vec<String> = range.rows().skip(1).map(|row| row[1].to_string()).collect();
    assert_eq!(names, ["=1+1", "+1", "-1", "@SUM(A1)"]);
    let bytes = run.file("report.xlsx").to_vec();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook is a zip");
    for place in 0..archive.len() {
        let member = archive.by_index(place).expect("a member");
        let name = member.name().expect("a name in UTF-8");
        assert!(!name.contains("externalLink"), "{name}");
    }
    let operators = run.table("by_operator");
    let names: Vec<&str> = (0..4).map(|row| operators.cell(row, "operator")).collect();
    assert_eq!(names, ["'=1+1", "=\"+1\"", "=\"-1\"", "'@SUM(A1)"]);
}

/// A member of the workbook that is made of XML.
fn member(run: &Run, file: &str, name: &str) -> String {
    let bytes = run.file(file).to_vec();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook is a zip");
    let mut member = archive.by_name(name).expect(name);
    let mut text = String::new();
    std::io::Read::read_to_string(&mut member, &mut text).expect("XML");
    text
}

fn month_of_a_trend() -> Run {
    twenty_months().month(&["--format", "xlsx,csv"])
}

/// The number that a cell holds, also if it is shown as a time.
pub(crate) fn as_number(cell: &Data) -> Option<f64> {
    match cell {
        Data::DateTime(timestamp) => Some(timestamp.as_f64()),
        cell => cell.as_f64(),
    }
}

/// Once a month of 2,500 sessions printed on 2,641 pages.
#[test]
fn the_first_sheets_print_on_one_page_and_all_others_are_one_page_wide() {
    let run = month_of_a_trend();
    let file = "report-2026-10.xlsx";
    let names = workbook(&run, file).sheet_names();
    assert_eq!(names[..2], ["Summary", "Trend"]);
    let titles = member(&run, file, "xl/workbook.xml");
    for (number, name) in (1..).zip(&names) {
        let sheet = member(&run, file, &format!("xl/worksheets/sheet{number}.xml"));
        assert!(sheet.contains("fitToPage=\"1\""), "{name}");
        let is_one_page = ["Summary", "Trend", "Queues"].contains(&name.as_str());
        assert_eq!(!sheet.contains("fitToHeight=\"0\""), is_one_page, "{name}");
        assert!(sheet.contains("paperSize=\"9\""), "{name}");
        let repeats = format!(
            "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{}\">",
            number - 1
        );
        let is_a_list = number > 2;
        assert_eq!(titles.contains(&repeats), is_a_list, "{name}");
    }
}

/// A workbook shows the stored values of its cells, and after recalculation the results of its formulas: these must be
/// the same.
#[test]
fn the_formulas_of_the_first_sheets_point_at_the_reports_and_give_what_is_shown() {
    let run = month_of_a_trend();
    let mut book = workbook(&run, "report-2026-10.xlsx");
    let formulas = book.worksheet_formula("Summary").expect("the sheet");
    let summary = sheet(&mut book, "Summary");
    let of = |label: &str, column: usize| -> (String, f64) {
        let row = (0..summary.height())
            .find(|&row| summary.get((row, 0)).map(ToString::to_string).as_deref() == Some(label));
        let row = row.unwrap_or_else(|| panic!("no {label}"));
        let place = (u32::try_from(row).unwrap(), u32::try_from(column).unwrap());
        let formula = formulas.get_value(place).cloned().unwrap_or_default();
        let value = summary.get((row, column)).and_then(as_number);
        (
            formula,
            value.unwrap_or_else(|| panic!("no number in {label}, {column}")),
        )
    };
    let total = run.table("total");
    let number = |table: &Csv, row: usize, column: &str| -> f64 {
        table.cell(row, column).parse().expect(column)
    };
    let (formula, level) = of("Service level", 1);
    assert!(
        formula.starts_with(
            "ROUND(('Service levels'!$H$4)/('Service levels'!$C$4-'Service levels'!$F$4),4)"
        ),
        "{formula}"
    );
    assert!((level - number(&total, 0, "service_level")).abs() < 1e-9);
    let (formula, offered) = of("Offered", 1);
    assert_eq!(formula, "'Total'!$D$2");
    assert!((offered - number(&total, 0, "offered")).abs() < 1e-9);
    let (formula, asa) = of("Speed of answer (ASA)", 1);
    assert_eq!(formula, "'Total'!$T$2");
    assert!((asa * 86_400.0 - number(&total, 0, "asa_s")).abs() < 1e-6);
    let months = run.table("by_month");
    let (formula, before) = of("Service level", 5);
    assert!(formula.starts_with("'Months'!"), "{formula}");
    assert!((before - number(&months, 11, "service_level")).abs() < 1e-9);
    let queues = run.table("by_queue");
    for row in 0..queues.len() {
        let (formula, level) = of(queues.cell(row, "queue"), 4);
        assert!(formula.starts_with("ROUND("), "{formula}");
        assert!((level - number(&queues, row, "service_level")).abs() < 1e-9);
    }
    // The months from left to right.
    let trend = sheet(&mut book, "Trend");
    for column in 0..months.len() {
        let shown = trend
            .get((3, column + 1))
            .and_then(calamine::DataType::as_f64);
        let shown = shown.expect("a service level");
        assert!((shown - number(&months, column, "service_level")).abs() < 1e-9);
    }
}

#[test]
fn equal_input_gives_equal_bytes_in_every_format() {
    let options = ["--format", "xlsx,html,md,json,ndjson", "--threads"];
    let one = world().report(&[&options[..], &["1"]].concat());
    let many = world().report(&[&options[..], &["4"]].concat());
    assert_eq!(
        one.files.keys().collect::<Vec<_>>(),
        many.files.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &one.files {
        assert!(*bytes == many.files[name], "{name}");
    }
}

/// The lines of a file, with line ends and byte order mark made visible.
fn shown(run: &Run, name: &str) -> String {
    String::from_utf8_lossy(run.file(name))
        .replace('\u{feff}', "<mark>")
        .replace('\r', "<cr>")
}

#[test]
fn each_dialect_is_as_its_spreadsheet_reads_it() {
    let world = World::of([answered(5.25)]);
    let options = ["--format", "csv", "--csv"];
    let columns = |run: &Run| -> String {
        let text = shown(run, "session_operators.csv");
        text.trim_end().to_owned()
    };
    assert_snapshot!(columns(&world.facts(&[&options[..], &["excel"]].concat())), @r"
        <mark>session_id,user_id,operator,joined,left,concluded,stints,handling_s,operator_acw_s,operator_queue_s,offers,accepted_offers,missed_offers,forwarded_out<cr>
        1,11,Jana Nováková,2026-10-05 10:00:05.250,2026-10-05 10:01:05.750,,1,60.500,,,1,1,0,0<cr>
        ");
    assert_snapshot!(
        columns(&world.facts(&[&options[..], &["excel-cs", "--durations", "hms"]].concat())),
        @r"
        <mark>session_id;user_id;operator;joined;left;concluded;stints;handling_hms;operator_acw_hms;operator_queue_hms;offers;accepted_offers;missed_offers;forwarded_out<cr>
        1;11;Jana Nováková;5.10.2026 10:00:05,250;5.10.2026 10:01:05,750;;1;0:01:00,500;;;1;1;0;0<cr>
        "
    );
    let run = world.report(&[&options[..], &["excel-cs", "--by", "day"]].concat());
    let text = shown(&run, "by_day.csv");
    assert!(text.starts_with("<mark>day;sessions;"), "{text}");
    assert!(
        text.contains("5.10.2026;1;1;0;") && text.contains(";1,0000;"),
        "{text}"
    );
    assert!(shown(&run, "problems.csv").starts_with("<mark>severity;code;"));
}

#[test]
fn what_is_set_for_spreadsheets_changes_no_parquet_and_no_column_id() {
    let plain = world().report(&["--format", "csv,parquet"]);
    let set = world().report(&[
        "--format",
        "csv,parquet",
        "--csv",
        "excel",
        "--lang",
        "cs",
        "--durations",
        "hms",
    ]);
    for (name, bytes) in &plain.files {
        if name.ends_with(".parquet") {
            assert!(*bytes == set.files[name], "{name}");
        }
    }
    let header = |run: &Run| shown(run, "by_queue.csv").lines().next().map(str::to_owned);
    let seconds = header(&plain).expect("a header");
    let hms = header(&set).expect("a header");
    let renamed: Vec<String> = seconds
        .split(',')
        .map(|name| match name.strip_suffix("_s") {
            Some(name) => format!("{name}_hms"),
            None => name.to_owned(),
        })
        .collect();
    assert_eq!(hms, format!("<mark>{}<cr>", renamed.join(",")));
}
