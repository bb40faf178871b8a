//! CSV for spreadsheets, opened by LibreOffice where it is installed: every text comes out as it was written.

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::process::Command;

use calamine::{Data, Range, Reader, Xlsx};
use serde_json::json;

use crate::harness::folder::temporary;
use crate::harness::scenario::Scenario;
use crate::harness::skipped;
use crate::harness::world::{Run, World};
use crate::harness::worlds::twenty_months;
use crate::spreadsheets::as_number;

/// Whether LibreOffice is installed; prints a note if it is not.
fn has_libreoffice() -> bool {
    let found = Command::new("soffice").arg("--version").output();
    if found.is_ok_and(|output| output.status.success()) {
        return true;
    }
    skipped("LibreOffice (soffice) is not installed");
    false
}

/// The options with which LibreOffice opens a file.
#[derive(Clone, Copy, Debug)]
struct Opening {
    /// The locale of the program, by which it reads numbers and dates.
    locale: &'static str,
    separator: char,
    /// The option "Detect special numbers": dates, times, currencies and the like.
    detects: bool,
}

/// A workbook as LibreOffice has it once it has computed every formula anew.
fn computed(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    let folder = temporary();
    let at = |path: &str| folder.path().join(path);
    fs::create_dir_all(at("profile/user")).expect("a folder");
    let settings = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"#;
    fs::write(at("profile/user/registrymodifications.xcu"), settings).expect("settings");
    fs::write(at("book.xlsx"), bytes).expect("a file");
    let ended = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}",
            at("profile").display()
        ))
        .args(["--headless", "--convert-to", "xlsx", "--outdir"])
        .args([at("out"), at("book.xlsx")])
        .output()
        .expect("soffice can be started");
    let bytes = fs::read(at("out/book.xlsx")).unwrap_or_else(|error| panic!("{error}: {ended:?}"));
    Xlsx::new(Cursor::new(bytes)).expect("a workbook")
}

#[test]
fn libreoffice_computes_what_the_first_sheets_show() {
    if !has_libreoffice() {
        return;
    }
    let world = twenty_months();
    for lang in ["en", "cs"] {
        let run = world.month(&["--format", "xlsx", "--lang", lang]);
        let bytes = run.file("report-2026-10.xlsx");
        let mut written = Xlsx::new(Cursor::new(bytes.to_vec())).expect("a workbook");
        let mut anew = computed(bytes);
        let mut compared = 0;
        for name in &written.sheet_names()[..2] {
            let formulas = written.worksheet_formula(name).expect("formulas");
            let shown = written.worksheet_range(name).expect("a sheet");
            let computed = anew.worksheet_range(name).expect("a sheet");
            let (top, left) = formulas.start().expect("a formula");
            for (row, column, formula) in formulas.used_cells() {
                let place = (
                    u32::try_from(row).unwrap() + top,
                    u32::try_from(column).unwrap() + left,
                );
                let number = |range: &Range<Data>| {
                    let cell = range.get_value(place);
                    cell.and_then(as_number)
                };
                let (shown, computed) = (number(&shown), number(&computed));
                let difference = shown
                    .zip(computed)
                    .map(|(shown, computed)| shown - computed);
                let is_same = difference.is_some_and(|difference| difference.abs() < 1e-9);
                assert!(
                    is_same,
                    "{name} {place:?} ={formula}: {shown:?}, not {computed:?}"
                );
                compared += 1;
            }
        }
        assert!(compared > 100, "{compared}");
    }
}

/// The cells of a CSV file as LibreOffice reads them.
fn opened(csv: &[u8], opening: Opening) -> Range<Data> {
    let folder = temporary();
    let at = |path: &str| folder.path().join(path);
    fs::create_dir_all(at("profile/user")).expect("a folder");
    let locale = opening.locale;
    let settings = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop></item>
</oor:items>"#
    );
    fs::write(at("profile/user/registrymodifications.xcu"), settings).expect("settings");
    fs::write(at("table.csv"), csv).expect("a file");
    // Separator, quotation mark, UTF-8, first line, columns, language 0 (that of the program), quoted text is not
    // always text, detection.
    let separator = u32::from(opening.separator);
    let filter = format!("CSV:{separator},34,76,1,,0,false,{}", opening.detects);
    let ended = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}",
            at("profile").display()
        ))
        .args(["--headless", "--convert-to", "xlsx"])
        .arg(format!("--infilter={filter}"))
        .arg("--outdir")
        .args([at("out"), at("table.csv")])
        .output()
        .expect("soffice can be started");
    let bytes = fs::read(at("out/table.xlsx"))
        .unwrap_or_else(|error| panic!("{opening:?}: {error}: {ended:?}"));
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let sheets = book.worksheets();
    sheets.into_iter().next().expect("a sheet").1
}

/// Texts that a spreadsheet might take for something else, and some that it would not: a fixed list, and this many
/// others, which a generator with a fixed seed composes of the same parts.
fn texts(others: usize) -> BTreeSet<String> {
    let known = [
        "007",
        "1.10.",
        "10E5",
        "5,5",
        "5.5",
        "420777123456",
        "+420777123456",
        "+420 777 123 456",
        "1234567890123456789",
        "1/2",
        "24/7",
        "10:30",
        "TRUE",
        "pravda",
        "50 %",
        "$5",
        "5 Kč",
        "2026-10-05",
        "Jan 5",
        "5.led",
        "5 PM",
        "#N/A",
        "1 000",
        "(5)",
        "-5",
        "5. října 2026",
        "Monday, October 5, 2026",
        "MARCH1",
        "½",
        "Podpora 1",
        "L2",
        "=1+1",
        "+a",
        "@SUM(A1)",
    ];
    let parts = [
        "0", "1", "5", "10", "12", "26", "007", "2026", ".", ",", ":", "/", "-", "+", " ", " ",
        "%", "(", ")", "'", "E", "e", "$", "€", "Kč", "Jan", "may", "led", "října", "AM", "odp.",
        "T", "Z", "po", "Mon", "#", "TRUE",
    ];
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    let mut below = |limit: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % u64::try_from(limit).expect("small")).expect("small")
    };
    let mut texts: BTreeSet<String> = known.map(str::to_owned).into();
    while texts.len() < known.len() + others {
        let text: String = (0..=below(5)).map(|_| parts[below(parts.len())]).collect();
        // phasebook trims names, so the text must not have spaces at its ends.
        let text = text.trim();
        if !text.is_empty() {
            texts.insert(text.to_owned());
        }
    }
    texts
}

/// Facts with one session for each text, which is the name of its queue; every other session has an id of 19 digits.
fn facts(texts: &BTreeSet<String>, dialect: &str) -> Run {
    let sessions = texts.iter().zip(1..).map(|(text, number)| {
        let large = if number % 2 == 0 {
            1_234_567_890_123_000_000
        } else {
            0
        };
        let queue = json!({"id": number, "name": text});
        Scenario::new()
            .id(large + number)
            .requested(0)
            .event("EnteredGroupQueue", 0, &[("group", queue)])
            .accepted("Jana", 5)
    });
    World::of(sessions).facts(&["--format", "csv", "--csv", dialect])
}

/// The cells of a file in a dialect, with its header.
fn rows(csv: &[u8], separator: char) -> Vec<Vec<String>> {
    let csv = csv
        .strip_prefix(b"\xEF\xBB\xBF")
        .expect("a byte order mark");
    csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(u8::try_from(separator).expect("ASCII"))
        .from_reader(csv)
        .records()
        .map(|record| {
            record
                .expect("a record")
                .iter()
                .map(str::to_owned)
                .collect()
        })
        .collect()
}

/// The text inside `="..."`; `None` if the cell has another form.
fn kept(cell: &str) -> Option<&str> {
    cell.strip_prefix("=\"")?.strip_suffix('"')
}

#[test]
fn libreoffice_changes_no_text_and_no_id_in_english_and_czech() {
    if !has_libreoffice() {
        return;
    }
    let texts = texts(400);
    for (dialect, separator, home) in [("excel", ',', "en-US"), ("excel-cs", ';', "cs-CZ")] {
        let run = facts(&texts, dialect);
        let bytes = run.file("sessions.csv");
        let table = rows(bytes, separator);
        assert_eq!(table.len(), texts.len() + 1);
        let place = |name: &str| {
            let mut columns = table[0].iter();
            columns
                .position(|column| column == name)
                .expect("the column")
        };
        let (ids, queues) = (place("session_id"), place("entry_queue"));
        for (locale, detects) in [("en-US", true), ("cs-CZ", true), (home, false)] {
            let opening = Opening {
                locale,
                separator,
                detects,
            };
            let sheet = opened(bytes, opening);
            assert_eq!(sheet.height(), table.len(), "{opening:?}");
            let cell = |row: usize, column: usize| sheet.get((row, column)).expect("a cell");
            let mut wrong = Vec::new();
            for (row, written) in table.iter().enumerate().skip(1) {
                let queue = &written[queues];
                // Only the apostrophe before the sign of a formula stays in the cell.
                let expected = kept(queue).unwrap_or(queue);
                let is_name = texts.contains(expected) || queue.contains('\'');
                if !is_name || *cell(row, queues) != Data::String(expected.to_owned()) {
                    wrong.push(format!("{queue}: {:?}", cell(row, queues)));
                }
                let id = kept(&written[ids]).unwrap_or(&written[ids]);
                let shown = cell(row, ids).to_string();
                if shown != id {
                    wrong.push(format!("{id}: {:?}", cell(row, ids)));
                }
            }
            assert!(wrong.is_empty(), "{opening:?}: {wrong:#?}");
        }
    }
}
