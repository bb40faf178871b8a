//! Shows that the comparison can fail: for each kind of difference, and for every cell of real
//! tables.

use super::*;
use crate::harness::folder::temporary;
use serde_json::json;

const BY_QUEUE: &str = "queue_id,queue,sessions,service_level,asa_s\n\
                        ,,3,,\n\
                        1,Infolinka,12,0.6000,19.806\n\
                        2,\"Reklamace, vratky\",2,0.0000,60.000\n";

/// The differences between [`BY_QUEUE`] and a copy with some text replaced, as lines.
fn by_queue_with(from: &str, to: &str) -> Vec<String> {
    let found = BY_QUEUE.replacen(from, to, 1);
    assert_ne!(found, BY_QUEUE, "nothing was replaced");
    lines(&csv_bytes(
        "by_queue.csv",
        BY_QUEUE.as_bytes(),
        found.as_bytes(),
    ))
}

fn lines(differences: &[Difference]) -> Vec<String> {
    differences.iter().map(Difference::to_string).collect()
}

#[test]
fn equal_tables_do_not_differ() {
    let differences = csv_bytes("by_queue.csv", BY_QUEUE.as_bytes(), BY_QUEUE.as_bytes());
    assert_eq!(differences, []);
}

#[test]
fn a_wrong_cell_is_found_with_its_row_and_column() {
    assert_eq!(
        by_queue_with("Infolinka,12", "Infolinka,13"),
        ["by_queue.csv: queue_id=1: sessions: expected `12`, found `13`"]
    );
}

#[test]
fn a_wrong_name_is_a_wrong_cell_not_another_row() {
    assert_eq!(
        by_queue_with("Infolinka", "infolinka"),
        ["by_queue.csv: queue_id=1: queue: expected `Infolinka`, found `infolinka`"]
    );
}

#[test]
fn zero_is_not_empty() {
    assert_eq!(
        by_queue_with(",,3,,", ",,3,,0.000"),
        ["by_queue.csv: queue_id=: asa_s: expected ``, found `0.000`"]
    );
    assert_eq!(
        by_queue_with("0.0000", ""),
        ["by_queue.csv: queue_id=2: service_level: expected `0.0000`, found ``"]
    );
}

#[test]
fn seconds_may_differ_by_a_thousandth() {
    assert_eq!(by_queue_with("19.806", "19.807"), [""; 0]);
    assert_eq!(
        by_queue_with("19.806", "19.808"),
        ["by_queue.csv: queue_id=1: asa_s: expected `19.806`, found `19.808`"]
    );
}

#[test]
fn rates_may_differ_by_a_ten_thousandth() {
    assert_eq!(by_queue_with("0.6000", "0.5999"), [""; 0]);
    assert_eq!(
        by_queue_with("0.6000", "0.6002"),
        ["by_queue.csv: queue_id=1: service_level: expected `0.6000`, found `0.6002`"]
    );
}

#[test]
fn the_number_of_decimals_counts() {
    assert_eq!(
        by_queue_with("60.000", "60"),
        ["by_queue.csv: queue_id=2: asa_s: expected `60.000`, found `60`"]
    );
}

#[test]
fn what_is_no_number_is_not_close_to_one() {
    for found in ["NaN", "inf", "?.000"] {
        assert!(!same_cell("asa_s", "60.000", found));
    }
}

#[test]
fn a_count_that_looks_like_seconds_is_exact() {
    assert!(!same_cell("answered", "60.000", "60.001"));
}

#[test]
fn a_missing_row_is_found() {
    assert_eq!(
        by_queue_with("1,Infolinka,12,0.6000,19.806\n", ""),
        ["by_queue.csv: queue_id=1: (row): expected `a row`, found `none`"]
    );
}

#[test]
fn a_row_too_many_is_found() {
    assert_eq!(
        by_queue_with("2,\"", "3,Prodej,0,,\n2,\""),
        ["by_queue.csv: queue_id=3: (row): expected `none`, found `a row`"]
    );
}

#[test]
fn a_row_twice_is_found() {
    assert_eq!(
        by_queue_with("2,\"", "1,Infolinka,12,0.6000,19.806\n2,\""),
        ["by_queue.csv: queue_id=1 (number 2): (row): expected `none`, found `a row`"]
    );
}

#[test]
fn swapped_rows_are_found() {
    let found = "queue_id,queue,sessions,service_level,asa_s\n\
                 1,Infolinka,12,0.6000,19.806\n\
                 ,,3,,\n\
                 2,\"Reklamace, vratky\",2,0.0000,60.000\n";
    assert_eq!(
        lines(&csv_bytes(
            "by_queue.csv",
            BY_QUEUE.as_bytes(),
            found.as_bytes()
        )),
        ["by_queue.csv: queue_id=1: (order): expected `after queue_id=`, found `before it`"]
    );
}

#[test]
fn a_missing_column_is_one_difference() {
    let found = "queue_id,queue,sessions,service_level\n\
                 ,,3,\n\
                 1,Infolinka,12,0.6000\n\
                 2,\"Reklamace, vratky\",2,0.0000\n";
    assert_eq!(
        lines(&csv_bytes(
            "by_queue.csv",
            BY_QUEUE.as_bytes(),
            found.as_bytes()
        )),
        ["by_queue.csv: header: asa_s: expected `a column`, found `none`"]
    );
}

#[test]
fn a_missing_key_column_does_not_hide_behind_the_rows() {
    let (expected, found) = ("day,sessions\n2026-10-05,14\n", "sessions\n14\n");
    assert_eq!(
        lines(&csv_bytes(
            "by_day.csv",
            expected.as_bytes(),
            found.as_bytes()
        )),
        ["by_day.csv: header: day: expected `a column`, found `none`"]
    );
}

#[test]
fn a_column_too_many_is_found() {
    let (expected, found) = ("sessions\n14\n", "sessions,closed\n14,13\n");
    assert_eq!(
        lines(&csv_bytes(
            "total.csv",
            expected.as_bytes(),
            found.as_bytes()
        )),
        ["total.csv: header: closed: expected `none`, found `a column`"]
    );
    let found = "sessions,sessions\n14,14\n";
    assert_eq!(
        lines(&csv_bytes(
            "total.csv",
            expected.as_bytes(),
            found.as_bytes()
        )),
        ["total.csv: header: (number of columns): expected `1`, found `2`"]
    );
}

#[test]
fn swapped_columns_are_found() {
    let (expected, found) = ("sessions,inbound\n14,13\n", "inbound,sessions\n13,14\n");
    assert_eq!(
        lines(&csv_bytes(
            "total.csv",
            expected.as_bytes(),
            found.as_bytes()
        )),
        ["total.csv: header: (column 1): expected `sessions`, found `inbound`"]
    );
}

#[test]
fn the_total_and_the_sessions_without_a_queue_are_different_rows() {
    let expected = "queue_id,queue,offered\n,,2\n,total,12\n";
    let found = "queue_id,queue,offered\n,,12\n,total,12\n";
    assert_eq!(
        lines(&csv_bytes(
            "service_levels.csv",
            expected.as_bytes(),
            found.as_bytes()
        )),
        ["service_levels.csv: queue_id=, queue=: offered: expected `2`, found `12`"]
    );
}

#[test]
fn times_are_compared_as_instants() {
    assert!(same_cell(
        "entered",
        "2026-10-25T02:30:00.000000+02:00",
        "2026-10-25T00:30:00.000000Z"
    ));
    // The repeated hour: the local time is the same, the instant is not.
    assert!(!same_cell(
        "entered",
        "2026-10-25T02:30:00.000000+02:00",
        "2026-10-25T02:30:00.000000+01:00"
    ));
    assert!(!same_cell(
        "entered",
        "2026-10-25T02:30:00.000000+02:00",
        "2026-10-25 02:30"
    ));
}

#[test]
fn days_are_compared_as_text() {
    assert!(!same_cell("day", "2026-10-05", "2026-10-5"));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_found() {
    let expected = "sessions\n14\n";
    for (found, what) in [
        ("\u{feff}sessions\n14\n", "(encoding)"),
        ("sessions\r\n14\r\n", "(line ends)"),
        ("sessions\n14", "(line ends)"),
    ] {
        let differences = csv_bytes("total.csv", expected.as_bytes(), found.as_bytes());
        assert!(
            differences
                .iter()
                .any(|difference| difference.column == what),
            "{differences:?}"
        );
    }
}

#[test]
fn a_file_that_is_no_table_is_found() {
    for found in [&b""[..], b"sessions\n1,2\n", b"sessions\n\xff\n"] {
        let differences = csv_bytes("total.csv", b"sessions\n14\n", found);
        assert!(
            differences
                .iter()
                .any(|difference| difference.column == "(file)"),
            "{differences:?}"
        );
    }
}

#[test]
fn a_missing_file_is_found() {
    let folder = temporary();
    let expected = folder.path().join("total.csv");
    fs::write(&expected, "sessions\n14\n").expect("the test's file can be written");
    let differences = csv_files(&expected, &folder.path().join("out").join("total.csv"));
    assert_eq!(differences.len(), 1);
    assert_eq!(differences[0].file, "total.csv");
    assert_eq!(csv_files(&expected, &expected), []);
}

#[test]
fn counts_are_exact_in_names_and_numbers() {
    let expected = json!({"files_found": 3, "files_read": 2});
    let same = json!({"files_read": 2, "files_found": 3});
    assert_eq!(counts("manifest.json", &expected, Some(&same)), []);
    let other = json!({"files_found": 4, "files_skipped": 1});
    assert_eq!(
        lines(&counts("manifest.json", &expected, Some(&other))),
        [
            "manifest.json: counts: files_found: expected `3`, found `4`",
            "manifest.json: counts: files_read: expected `2`, found `none`",
            "manifest.json: counts: files_skipped: expected `none`, found `1`",
        ]
    );
    assert_eq!(counts("manifest.json", &expected, None).len(), 1);
}

/// In real tables, every cell outside of the key is changed, numbers by just more than the
/// tolerance. The comparison must find every change.
#[test]
fn no_cell_is_passed_over() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tiny/expected");
    let mut tables = 0;
    for entry in fs::read_dir(folder).expect("the pack is in the repository") {
        let entry = entry.expect("the folder's entry can be read");
        let file = entry.file_name().to_string_lossy().into_owned();
        if file == "counts.json" {
            continue;
        }
        tables += 1;
        let bytes = fs::read(entry.path()).expect("the table can be read");
        let mut table = Table::parse(&bytes).expect("the table is a table");
        let key = key_columns(&file, &table.header);
        let names: Vec<bool> = table.header.iter().map(|name| key.contains(name)).collect();
        let mut changed = 0;
        for row in &mut table.rows {
            for (cell, _) in row.iter_mut().zip(&names).filter(|(_, names)| !**names) {
                *cell = another(cell);
                changed += 1;
            }
        }
        let differences = csv_bytes(&file, &bytes, &written(&table));
        assert_eq!(differences.len(), changed, "{file}");
        assert!(changed > 0, "{file} has cells");
    }
    assert_eq!(tables, 12);
}

/// A cell that differs by more than the comparison tolerates.
fn another(cell: &str) -> String {
    let decimals = cell.split_once('.').map(|(_, after)| after.len());
    match (decimals, cell.parse::<f64>()) {
        (Some(3), Ok(seconds)) => format!("{:.3}", seconds + 0.002),
        (Some(4), Ok(rate)) => format!("{:.4}", rate + 0.0002),
        _ => format!("9{cell}"),
    }
}

fn written(table: &Table) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in [&table.header].into_iter().chain(&table.rows) {
        writer.write_record(line).expect("a vector takes a line");
    }
    writer.into_inner().expect("a vector takes all lines")
}

#[test]
fn at_most_twenty_differences_are_shown() {
    let rows: Vec<String> = (0..30).map(|id| format!("{id},CLOSED\n")).collect();
    let expected = rows.concat();
    let found = expected.replace("CLOSED", "ACTIVE");
    let header = "session_id,status\n";
    let differences = csv_bytes(
        "sessions.csv",
        format!("{header}{expected}").as_bytes(),
        format!("{header}{found}").as_bytes(),
    );
    let text = describe(&differences);
    assert!(text.starts_with("30 differences (sessions.csv 30)\n"));
    assert!(text.contains("session_id=19:"));
    assert!(!text.contains("session_id=20:"));
    assert!(text.ends_with("and 10 more"));
}

#[test]
#[should_panic(expected = "tiny: 1 difference (total.csv 1)")]
fn a_difference_fails_the_test() {
    assert_none(
        "tiny",
        &csv_bytes("total.csv", b"sessions\n14\n", b"sessions\n13\n"),
    );
}
