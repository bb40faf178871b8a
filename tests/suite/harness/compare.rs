//! Compares two tables in CSV, cell by cell, and two sets of counts.
//!
//! The comparison knows the format of figures (which column is a duration, which a rate, which
//! columns identify a row), and must not know how any of them is computed. A column that is not
//! known to be a duration, a rate or a timestamp is compared character by character, so a new
//! column gets the strictest rule.

use std::fmt;
use std::fs;
use std::path::Path;

use chrono::DateTime;
use serde_json::Value;

use self::table::{Keyed, Table};

mod table;
mod tests;

/// Number of differences that are shown; the others are only counted.
const SHOWN: usize = 20;

/// Durations have three decimals, and rounding a median may go either way at a boundary.
const SECONDS_TOLERANCE: f64 = 0.0011;

/// Rates have four decimals; see [`SECONDS_TOLERANCE`].
const RATE_TOLERANCE: f64 = 0.00011;

/// The key columns of the tables whose key is not the dimensions before `sessions`.
const KEYS: [(&str, &[&str]); 12] = [
    ("sessions", &["session_id"]),
    ("session_operators", &["session_id", "user_id"]),
    ("queue_visits", &["session_id", "request_id", "visit"]),
    ("offers", &["session_id", "request_id", "offer"]),
    // The total has an empty id, like the sessions without a queue; only the name distinguishes
    // them.
    ("service_levels", &["queue_id", "queue"]),
    ("thresholds", &["queue_id", "queue"]),
    ("service_level_curve", &["queue_id", "queue", "threshold_s"]),
    ("queue_flows", &["from_queue_id", "kind", "to_queue_id"]),
    ("offer_outcomes", &["operator_id", "queue_id"]),
    ("states", &["session_id", "state"]),
    ("downloads", &["session_id", "number"]),
    ("states_by_source", &["source", "state"]),
];

/// A place where the found value is not the expected one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// The name of the file.
    pub(crate) file: String,
    /// The key of the row, as `column=value` pairs, or another description of the place.
    pub(crate) row: String,
    /// The column, or in parentheses the fault of the row or of the whole file.
    pub(crate) column: String,
    /// The expected value.
    pub(crate) expected: String,
    /// The found value.
    pub(crate) found: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            row,
            column,
            expected,
            found,
        } = self;
        write!(
            formatter,
            "{file}: {row}: {column}: expected `{expected}`, found `{found}`"
        )
    }
}

/// If there are differences, panics with the first of them and with their number in each file.
#[track_caller]
pub(crate) fn assert_none(subject: &str, differences: &[Difference]) {
    assert!(
        differences.is_empty(),
        "{subject}: {}",
        describe(differences)
    );
}

/// A summary by file, followed by at most [`SHOWN`] differences in their original order, one per
/// line.
fn describe(differences: &[Difference]) -> String {
    let mut by_file: Vec<(&str, usize)> = Vec::new();
    for difference in differences {
        match by_file
            .iter_mut()
            .find(|(file, _)| *file == difference.file)
        {
            Some((_, number)) => *number += 1,
            None => by_file.push((&difference.file, 1)),
        }
    }
    let summary: Vec<String> = by_file
        .iter()
        .map(|(file, number)| format!("{file} {number}"))
        .collect();
    let noun = if differences.len() == 1 {
        "difference"
    } else {
        "differences"
    };
    let mut lines = vec![format!(
        "{} {noun} ({})",
        differences.len(),
        summary.join(", ")
    )];
    lines.extend(differences.iter().take(SHOWN).map(Difference::to_string));
    if differences.len() > SHOWN {
        lines.push(format!("and {} more", differences.len() - SHOWN));
    }
    lines.join("\n  ")
}

/// Compares two CSV files; the name of the expected file identifies the table.
pub(crate) fn csv_files(expected: &Path, found: &Path) -> Vec<Difference> {
    let file = expected
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let expected = fs::read(expected).expect("the expected table can be read");
    match fs::read(found) {
        Ok(found) => csv_bytes(&file, &expected, &found),
        Err(error) => vec![whole(
            &file,
            "(file)",
            "a readable file",
            &error.to_string(),
        )],
    }
}

/// Compares two tables: the header, the set of rows, their order, and every cell.
fn csv_bytes(file: &str, expected: &[u8], found: &[u8]) -> Vec<Difference> {
    let expected = Table::parse(expected).expect("the expected table is a table");
    let mut differences = wrong_form(file, found);
    let found = match Table::parse(found) {
        Ok(found) => found,
        Err(why) => {
            differences.push(whole(file, "(file)", "a table in CSV", &why));
            return differences;
        }
    };
    differences.extend(different_columns(file, &expected.header, &found.header));
    let key = key_columns(file, &expected.header);
    if let (Some(expected_key), Some(found_key)) = (expected.positions(&key), found.positions(&key))
    {
        let expected = expected.keyed(&key, &expected_key);
        let found = found.keyed(&key, &found_key);
        differences.extend(different_rows(file, &expected, &found));
    }
    differences
}

/// Compares two JSON objects of integers: their names and their numbers.
pub(crate) fn counts(file: &str, expected: &Value, found: Option<&Value>) -> Vec<Difference> {
    let expected = expected
        .as_object()
        .expect("the expected counts are an object");
    let Some(found) = found.and_then(Value::as_object) else {
        return vec![whole(file, "(counts)", "an object", "none")];
    };
    let differs = |name: &str, expected: Option<&Value>, found: Option<&Value>| {
        let text =
            |value: Option<&Value>| value.map_or_else(|| "none".to_owned(), Value::to_string);
        (expected != found).then(|| Difference {
            file: file.to_owned(),
            row: "counts".to_owned(),
            column: name.to_owned(),
            expected: text(expected),
            found: text(found),
        })
    };
    let missing_or_wrong = expected
        .iter()
        .filter_map(|(name, value)| differs(name, Some(value), found.get(name)));
    let unexpected = found
        .iter()
        .filter(|(name, _)| !expected.contains_key(*name))
        .filter_map(|(name, value)| differs(name, None, Some(value)));
    missing_or_wrong.chain(unexpected).collect()
}

/// A difference of a file as a whole.
fn whole(file: &str, column: &str, expected: &str, found: &str) -> Difference {
    Difference {
        file: file.to_owned(),
        row: "whole file".to_owned(),
        column: column.to_owned(),
        expected: expected.to_owned(),
        found: found.to_owned(),
    }
}

/// Faults that a CSV reader would not report: a byte order mark, CR LF, no end of the last line.
fn wrong_form(file: &str, found: &[u8]) -> Vec<Difference> {
    let first_line = found.split(|&byte| byte == b'\n').next().unwrap_or(found);
    let mut differences = Vec::new();
    if found.starts_with(b"\xEF\xBB\xBF") {
        differences.push(whole(file, "(encoding)", "no byte order mark", "one"));
    }
    if first_line.ends_with(b"\r") {
        differences.push(whole(file, "(line ends)", "LF", "CR LF"));
    }
    if !found.ends_with(b"\n") {
        differences.push(whole(file, "(line ends)", "one after the last row", "none"));
    }
    differences
}

/// Columns that are missing or unknown and, if there are none of these, columns in another order.
fn different_columns(file: &str, expected: &[String], found: &[String]) -> Vec<Difference> {
    let difference = |column: &str, expected: &str, found: &str| Difference {
        file: file.to_owned(),
        row: "header".to_owned(),
        column: column.to_owned(),
        expected: expected.to_owned(),
        found: found.to_owned(),
    };
    let missing = expected
        .iter()
        .filter(|name| !found.contains(name))
        .map(|name| difference(name, "a column", "none"));
    let unexpected = found
        .iter()
        .filter(|name| !expected.contains(name))
        .map(|name| difference(name, "none", "a column"));
    let mut differences: Vec<Difference> = missing.chain(unexpected).collect();
    if differences.is_empty() {
        let moved = expected
            .iter()
            .zip(found)
            .position(|(expected, found)| expected != found);
        if let Some(at) = moved {
            let place = format!("(column {})", at + 1);
            differences.push(difference(&place, &expected[at], &found[at]));
        } else if expected.len() != found.len() {
            let (expected, found) = (expected.len().to_string(), found.len().to_string());
            differences.push(difference("(number of columns)", &expected, &found));
        }
    }
    differences
}

/// The key columns of a table. A name beside its id is left out, so that a wrong name does not
/// change the key.
fn key_columns(file: &str, header: &[String]) -> Vec<String> {
    let table = file.strip_suffix(".csv").unwrap_or(file);
    if let Some((_, columns)) = KEYS.iter().find(|(name, _)| *name == table) {
        return columns.iter().map(|&name| name.to_owned()).collect();
    }
    let dimensions = header
        .iter()
        .position(|name| name == "sessions")
        .map_or(&[][..], |end| &header[..end]);
    dimensions
        .iter()
        .filter(|name| !dimensions.contains(&format!("{name}_id")))
        .cloned()
        .collect()
}

/// Rows that are missing, unexpected, different in a cell, or in another order.
fn different_rows(file: &str, expected: &Keyed<'_>, found: &Keyed<'_>) -> Vec<Difference> {
    let difference = |row: &str, column: &str, expected: &str, found: &str| Difference {
        file: file.to_owned(),
        row: row.to_owned(),
        column: column.to_owned(),
        expected: expected.to_owned(),
        found: found.to_owned(),
    };
    let mut differences = Vec::new();
    let mut before: Option<(usize, &str)> = None;
    for (label, &row) in expected.labels.iter().zip(&expected.rows) {
        let Some(&place) = found.place.get(label.as_str()) else {
            differences.push(difference(label, "(row)", "a row", "none"));
            continue;
        };
        for (column, cell) in expected.header.iter().zip(row) {
            // A missing column is reported once for the header, not for each row.
            let Some(at) = found.header.iter().position(|name| name == column) else {
                continue;
            };
            let found_cell = &found.rows[place][at];
            if !same_cell(column, cell, found_cell) {
                differences.push(difference(label, column, cell, found_cell));
            }
        }
        if let Some((previous, previous_label)) = before
            && place < previous
        {
            let text = format!("after {previous_label}");
            differences.push(difference(label, "(order)", &text, "before it"));
        }
        before = Some((place, label));
    }
    for label in &found.labels {
        if !expected.place.contains_key(label.as_str()) {
            differences.push(difference(label, "(row)", "none", "a row"));
        }
    }
    differences
}

/// Whether two cells of a column are equal within the column's precision.
fn same_cell(column: &str, expected: &str, found: &str) -> bool {
    if expected == found {
        return true;
    }
    // Empty is not zero: a missing value is never within the tolerance of a number.
    if expected.is_empty() || found.is_empty() {
        return false;
    }
    if column.ends_with("_s") {
        close(expected, found, SECONDS_TOLERANCE)
    } else if is_rate(column) {
        close(expected, found, RATE_TOLERANCE)
    } else {
        same_timestamp(expected, found)
    }
}

fn is_rate(column: &str) -> bool {
    const RATES: [&str; 6] = [
        "service_level",
        "answer_rate",
        "abandon_rate",
        "accept_rate",
        "concurrency",
        "target",
    ];
    RATES.contains(&column) || column.starts_with("sl_")
}

/// Whether two numbers with the same number of decimals differ by at most `tolerance`.
fn close(expected: &str, found: &str, tolerance: f64) -> bool {
    fn decimals(number: &str) -> usize {
        number.split_once('.').map_or(0, |(_, after)| after.len())
    }
    match (expected.parse::<f64>(), found.parse::<f64>()) {
        // The distance to an infinity or to NaN is not within any tolerance.
        (Ok(one), Ok(other)) => {
            decimals(expected) == decimals(found) && (one - other).abs() <= tolerance
        }
        _ => false,
    }
}

/// Whether two timestamps are the same instant, whatever their offsets.
fn same_timestamp(expected: &str, found: &str) -> bool {
    match (
        DateTime::parse_from_rfc3339(expected),
        DateTime::parse_from_rfc3339(found),
    ) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}
