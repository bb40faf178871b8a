//! Names that attack the programs that open an output. Each name is used for an operator, a queue, a department,
//! a campaign, a widget, a tag and a file at once, and goes through every format.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use polars::prelude::{ParquetReader, SerReader};
use serde_json::{Value, json};

use crate::harness::browser::Browser;
use crate::harness::world::{Run, World};

/// The names that attack.
const TRICKS: [&str; 32] = [
    // Formulas, at the beginning of a cell and at the places where a spreadsheet in another language begins a cell.
    "=HYPERLINK(\"http://evil.invalid\",\"x\")",
    "+1+1",
    "-2+3",
    "@SUM(1+1)",
    "=cmd|' /C calc'!A0",
    "\t=1+2",
    "\r=1+3",
    "\n=1+4",
    " =1+5",
    "a;=1+1",
    "a,@SUM(1)",
    "a\",\"=1+1",
    "a\n-1+1",
    "＝1+1",
    // Markup and scripts.
    "</script><script>window.pwned=1</script>",
    "<!--<script>",
    "<img src=x onerror=window.pwned=1>",
    "\" onmouseover=\"window.pwned=1",
    "' autofocus onfocus='window.pwned=1",
    "{{7*7}}${7*7}",
    "&lt;b&gt;",
    "|a|`b`|[c](javascript:window.pwned=1)",
    "x\u{2028}window.pwned=1",
    // Control sequences of terminals.
    "\u{1b}[2J\u{1b}[31mred",
    "\u{1b}]0;title\u{7}\u{1b}]8;;http://evil.invalid\u{7}link",
    "\u{9b}2Jc1\u{85}",
    "back\u{8}\u{8}\u{8}\u{8}\rover",
    // Characters that make one name look like another.
    "\u{202e}gnp.exe",
    "\u{2067}a\u{200b}b\u{feff}",
    // Characters that XML does not allow, and text that workbooks take for an escape.
    "nul\u{0}l",
    "_x000D_\u{ffff}",
    "a\u{1}b",
];

/// The id of the first session.
const FIRST: i64 = 100;

fn world() -> World {
    let mut world = World::new();
    let mut lines = Vec::new();
    let mut records = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
    for (id, trick) in (FIRST..).zip(TRICKS) {
        let at = |second: u32| format!("2026-10-05T10:00:{second:02}+02:00");
        let operator = json!({"userId": id, "firstName": trick});
        let event = |kind: &str, second: u32| {
            json!({"routingRequestId": 1, "activityType": kind, "timestamp": at(second),
                "operator": operator, "group": {"id": id, "name": trick}})
        };
        let stint = json!({"userId": id, "firstName": trick, "joined": at(5), "left": at(50)});
        lines.push(
            json!({
                "id": id, "created": at(0), "started": at(5), "ended": at(50), "channel": "Chat",
                "source": "Default", "status": "CLOSED", "widget": trick, "tags": [trick],
                "departmentId": id, "campaignId": id, "operators": [stint],
                "routingHistory": [
                    event("RoutingRequestCreated", 0), event("EnteredGroupQueue", 1),
                    event("AssignedToOperator", 2), event("AcceptedByOperator", 5),
                ],
            })
            .to_string(),
        );
        records[0].push(json!({"id": id, "name": trick, "mode": "Preview"}));
        records[1].push(json!({"id": id, "name": trick}));
        // A file that cannot be read, so that its name appears wherever problems are shown.
        if !trick.contains(['/', '\0']) {
            world = world.with(&format!("{trick}.json"), "no JSON");
        }
    }
    let [campaigns, departments, ..] = records;
    world
        .with("sessions.ndjson", lines.join("\n"))
        .with("campaigns.json", json!(campaigns).to_string())
        .with("departments.json", json!(departments).to_string())
}

const BY: [&str; 10] = [
    "--by",
    "operator",
    "--by",
    "queue",
    "--by",
    "department",
    "--by",
    "widget",
    "--by",
    "campaign",
];

/// The reports of everything that has a name, with the facts, in these formats.
fn reported(world: &World, more: &[&str]) -> Run {
    world.report(&[&BY[..], &["--facts", "--bridge"], more].concat())
}

/// The columns with names, by table.
const NAMED: [(&str, &str); 6] = [
    ("by_operator", "operator"),
    ("by_queue", "queue"),
    ("by_department", "department"),
    ("by_widget", "widget"),
    ("by_campaign", "campaign"),
    ("session_operators", "operator"),
];

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort_unstable();
    names
}

/// The expected texts of a column. Names with an id lose the blanks around them.
fn tricks(column: &str) -> Vec<String> {
    let name = |trick: &str| match column {
        "widget" => trick.to_owned(),
        _ => trick.trim().to_owned(),
    };
    sorted(TRICKS.map(name).to_vec())
}

#[track_caller]
fn assert_harmless(place: &str, text: &str) {
    let is_harmful = |letter: char| {
        letter.is_control() && letter != '\n'
            || matches!(
                letter,
                '\u{200b}' | '\u{2028}' | '\u{202e}' | '\u{2067}' | '\u{feff}'
            )
    };
    for line in text.lines() {
        assert!(!line.contains(is_harmful), "{place}: {line:?}");
    }
}

#[test]
fn programs_get_every_name_as_it_is() {
    let world = world();
    let run = reported(&world, &["--format", "csv,parquet,json,ndjson"]);
    for (table, column) in NAMED {
        let csv = run.table(table);
        let names = (0..csv.len()).map(|row| csv.cell(row, column).to_owned());
        assert_eq!(sorted(names.collect()), tricks(column), "{table}.csv");

        let parquet = Cursor::new(run.file(&format!("{table}.parquet")).to_vec());
        let frame = ParquetReader::new(parquet).finish().expect("Parquet");
        let names = frame
            .column(column)
            .expect("the column")
            .str()
            .expect("text");
        let names = names.iter().flatten().map(str::to_owned);
        assert_eq!(sorted(names.collect()), tricks(column), "{table}.parquet");

        let json: Value = serde_json::from_slice(run.file(&format!("{table}.json"))).expect("JSON");
        let name = |row: &Value| row[column].as_str().expect("a name").to_owned();
        let names = json.as_array().expect("rows").iter().map(name);
        assert_eq!(sorted(names.collect()), tricks(column), "{table}.json");

        let lines = String::from_utf8(run.file(&format!("{table}.ndjson")).to_vec());
        let lines = lines.expect("UTF-8");
        let row = |line| name(&serde_json::from_str::<Value>(line).expect("a row"));
        assert_eq!(
            sorted(lines.lines().map(row).collect()),
            tricks(column),
            "{table}.ndjson"
        );
    }
    let files = run.manifest()["files"].clone();
    let problems = run.table("problems");
    for trick in TRICKS.iter().filter(|trick| !trick.contains(['/', '\0'])) {
        let name = format!("{trick}.json");
        problems.row_with("file", &name);
        let found = files.as_array().expect("files").iter();
        assert!(
            found.clone().any(|file| file["path"] == name.as_str()),
            "{name:?}"
        );
    }
    let held = world.run(&["verify", "out", "dump"]);
    assert_eq!(held.status, 0, "{}{}", held.stdout, held.stderr);
}

/// Whether a spreadsheet might run a cell as a formula. A negative number is not a formula, nor is a number that is
/// kept as text (`="-1"`), nor its `=` if that becomes a cell by itself.
fn looks_like_a_formula(cell: &str) -> bool {
    let cell = cell.trim();
    let is_kept = |text: &str| !text.contains(['"', '=', '@', '|', '{']);
    let kept = cell
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    let is_number = cell.replace(',', ".").parse::<f64>().is_ok();
    let is_harmless = is_number || cell == "=" || kept.is_some_and(is_kept);
    cell.starts_with(['=', '+', '-', '@', '＝']) && !is_harmless
}

#[test]
fn no_name_is_a_formula_in_csv_for_spreadsheets() {
    let world = world();
    for dialect in ["excel", "excel-cs"] {
        let run = reported(&world, &["--csv", dialect]);
        for (name, bytes) in &run.files {
            if name == "manifest.json" {
                continue;
            }
            let text = std::str::from_utf8(bytes).expect("UTF-8");
            let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
            assert!(
                !text.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\0']),
                "{dialect} {name}"
            );
            let delimiter = if dialect == "excel" { b',' } else { b';' };
            let mut rows = csv::ReaderBuilder::new()
                .delimiter(delimiter)
                .from_reader(text.as_bytes());
            for row in rows.records() {
                for cell in &row.expect("a row as long as the header") {
                    assert!(!looks_like_a_formula(cell), "{dialect} {name}: {cell:?}");
                    assert!(
                        !cell.starts_with(['\t', '\r', '\n']),
                        "{dialect} {name}: {cell:?}"
                    );
                }
            }
            // Split as by a spreadsheet in another language.
            for cell in text.split([',', ';', '"', '\t', '\r', '\n']) {
                assert!(
                    !looks_like_a_formula(cell),
                    "{dialect} {name}, split: {cell:?}"
                );
            }
        }
        let held = world.run(&["verify", "out", "dump"]);
        assert_eq!(held.status, 0, "{}{}", held.stdout, held.stderr);
    }
}

#[test]
fn a_workbook_has_no_formulas_but_its_own_and_no_links_and_shows_what_is_hidden() {
    let run = reported(&world(), &["--format", "xlsx"]);
    let bytes = run.file("report.xlsx").to_vec();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes.clone())).expect("a workbook");
    let mut formulas = 0;
    for place in 0..archive.len() {
        let mut member = archive.by_index(place).expect("a member");
        let name = member.name().expect("a name in UTF-8").into_owned();
        let mut text = String::new();
        member
            .read_to_string(&mut text)
            .expect("a workbook is text");
        for mark in ["<f ", "<hyperlink", "externalLink", "vbaProject"] {
            assert!(!text.contains(mark), "{mark} in {name}");
        }
        for formula in text.split("<f>").skip(1) {
            // The summary points at cells of the sheets of reports; nothing that anybody wrote is in it.
            assert_eq!(name, "xl/worksheets/sheet1.xml", "{formula}");
            let (formula, _) = formula.split_once("</f>").expect("an end");
            let outside = formula.replace("ROUND", "");
            for sheet in ["'Total'!", "'Queues'!", "'Service levels'!"] {
                formulas += outside.matches(sheet).count();
            }
            let outside = ["'Total'!", "'Queues'!", "'Service levels'!"]
                .iter()
                .fold(outside, |text, sheet| text.replace(sheet, ""));
            let is_arithmetic = |letter: char| {
                letter.is_ascii_uppercase()
                    || letter.is_ascii_digit()
                    || "$()+-*/,".contains(letter)
            };
            assert!(outside.chars().all(is_arithmetic), "{formula}");
        }
        assert_harmless(&name, &text.replace(['\r', '\t'], ""));
    }
    assert!(formulas > 3, "{formulas} references");
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let range = book.worksheet_range("Operators").expect("a sheet");
    let names: Vec<String> = range
        .rows()
        .skip(1)
        .map(|row| match &row[1] {
            Data::String(text) => text.clone(),
            other => panic!("{other:?} is no text"),
        })
        .collect();
    assert_eq!(names.len(), TRICKS.len());
    for name in [
        "=cmd|' /C calc'!A0",
        "[U+202E]gnp.exe",
        "_x000D_",
        "[2J[31mred",
        "null",
    ] {
        assert!(
            names.iter().any(|found| found == name),
            "{name} in {names:?}"
        );
    }
}

#[test]
fn the_page_shows_every_name_and_runs_none() {
    let world = world();
    let run = reported(&world, &["--format", "html"]);
    let text = String::from_utf8(run.file("report.html").to_vec()).expect("UTF-8");
    assert_harmless("report.html", &text.replace('\t', ""));
    let Some(mut browser) = Browser::open() else {
        return;
    };
    browser.go(&world.path("out/report.html"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
    assert_eq!(browser.evaluate("'pwned' in window"), json!(false));
    let strange = "[...document.querySelectorAll('img, iframe, object, embed, link, a[href]:not([href^=\"#\"]), \
                   [onmouseover], [onfocus], [onerror]')].length";
    assert_eq!(browser.evaluate(strange), json!(0));
    assert_eq!(browser.evaluate("document.scripts.length"), json!(2));
    let shown = browser.evaluate(
        "[...document.querySelectorAll('#operator-table tbody th')].map(cell => cell.textContent)",
    );
    let shown = shown.as_array().expect("rows").clone();
    for name in [
        "</script><script>window.pwned=1</script>",
        "<img src=x onerror=window.pwned=1>",
        "&lt;b&gt;",
        "{{7*7}}${7*7}",
        "x[U+2028]window.pwned=1",
        "[U+202E]gnp.exe",
        "[2J[31mred",
    ] {
        assert!(shown.contains(&json!(name)), "{name} in {shown:?}");
    }
}

#[test]
fn markdown_keeps_its_cells_and_has_no_markup_of_a_dump() {
    let run = reported(&world(), &["--format", "md"]);
    let text = String::from_utf8(run.file("report.md").to_vec()).expect("UTF-8");
    assert_harmless("report.md", &text);
    let bare = text
        .replace("\\\\", "")
        .replace("\\|", "")
        .replace("\\<", "");
    let bare = bare.replace("\\[", "").replace("\\`", "");
    for mark in ["<script", "<img", "<!--", "[c]", "`b`"] {
        assert!(!bare.contains(mark), "{mark}");
    }
    let mut width = None;
    for line in bare.lines() {
        let cells = line.matches('|').count();
        if line.starts_with("| ---") {
            width = Some(cells);
        } else if line.is_empty() {
            width = None;
        } else if let Some(width) = width {
            assert_eq!(cells, width, "{line}");
        }
    }
}

#[test]
fn the_terminal_obeys_no_name() {
    let world = world();
    reported(&world, &["--format", "csv"]);
    std::fs::rename(world.path("out"), world.path("before")).expect("the pack can be moved");
    // A dump without sessions, so that every figure changes.
    let changed = World::new().with("sessions.ndjson", "");
    std::fs::rename(changed.path("dump"), world.path("other")).expect("the dump can be moved");
    let mut said = String::new();
    let mut say = |arguments: &[&str], status: i32| {
        let run = world.run(arguments);
        assert_eq!(
            run.status, status,
            "{arguments:?}\n{}{}",
            run.stdout, run.stderr
        );
        assert_harmless(&arguments.join(" "), &run.stdout);
        assert_harmless(&arguments.join(" "), &run.stderr);
        assert!(
            !run.stdout.is_empty() || !run.stderr.is_empty(),
            "{arguments:?}"
        );
        said.push_str(&run.stdout);
        said.push_str(&run.stderr);
    };
    say(&["report", "dump", "--tz", "UTC"], 0);
    say(&[&["report", "dump", "--tz", "UTC"], &BY[..]].concat(), 0);
    say(&["report", "dump", "--format", "md", "--tz", "UTC"], 0);
    say(&["report", "dump", "--format", "json", "--tz", "UTC"], 0);
    say(&["report", "dump", "--format", "ndjson", "--tz", "UTC"], 0);
    say(&["report", "dump", "--strict", "--tz", "UTC"], 3);
    say(&["check", "dump", "--tz", "UTC"], 4);
    say(&["check", "dump", "--tz", "UTC", "--json"], 4);
    say(&["diff", "before", "other"], 0);
    say(&["diff", "before", "other", "--json"], 0);
    say(&["verify", "before", "other"], 4);
    say(&["verify", "before", "other", "--json"], 4);
    for id in (FIRST..).take(TRICKS.len()) {
        let id = id.to_string();
        say(&["explain", "dump", "--session", &id, "--tz", "UTC"], 0);
    }
    say(
        &[
            "explain",
            "dump",
            "--session",
            "127",
            "--json",
            "--tz",
            "UTC",
        ],
        0,
    );
    let row = |operator: &str| format!("operator={}", operator.trim());
    for operator in TRICKS.iter().filter(|trick| !trick.contains('\0')) {
        let operator = row(operator);
        let cell = [
            "--report",
            "by_operator",
            "--metric",
            "offers",
            "--where",
            &operator,
        ];
        say(
            &[&["explain", "dump", "--tz", "UTC"], &cell[..]].concat(),
            0,
        );
    }
    let cell = [
        "--report",
        "by_operator",
        "--metric",
        "offers",
        "--where",
        "operator=\u{1b}[2Jnobody",
    ];
    say(
        &[&["explain", "dump", "--tz", "UTC"], &cell[..]].concat(),
        1,
    );
    // A path on the command line is not trusted either: here it is a file of the dump with its strange name.
    say(
        &["report", "dump/\u{1b}[2J\u{1b}[31mred.json", "--strict"],
        1,
    );
    say(&["report", "dump/\u{1b}[2Jnothing.json"], 1);
    say(&["report", "dump", "--sla", "\u{1b}[2J"], 2);
    assert!(said.contains("[U+202E]gnp.exe"), "names are shown");
}
