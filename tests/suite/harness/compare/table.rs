//! A table as text, with its rows by key. It parses CSV strictly and knows no column.

use std::collections::HashMap;

/// A table as text.
pub(super) struct Table {
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(bytes);
        let mut lines = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| error.to_string())?;
            lines.push(record.iter().map(str::to_owned).collect::<Vec<_>>());
        }
        if lines.is_empty() {
            return Err("no header".to_owned());
        }
        let header = lines.remove(0);
        Ok(Self {
            header,
            rows: lines,
        })
    }

    /// The indexes of the columns; `None` if one of them is missing.
    pub(super) fn positions(&self, columns: &[String]) -> Option<Vec<usize>> {
        columns
            .iter()
            .map(|column| self.header.iter().position(|name| name == column))
            .collect()
    }

    pub(super) fn keyed(&self, key: &[String], positions: &[usize]) -> Keyed<'_> {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let labels: Vec<String> = self
            .rows
            .iter()
            .map(|row| label(key, positions, row, &mut seen))
            .collect();
        let place = labels
            .iter()
            .enumerate()
            .map(|(place, label)| (label.clone(), place))
            .collect();
        Keyed {
            header: &self.header,
            rows: self.rows.iter().map(Vec::as_slice).collect(),
            labels,
            place,
        }
    }
}

/// The rows of a table by key.
pub(super) struct Keyed<'a> {
    pub(super) header: &'a [String],
    pub(super) rows: Vec<&'a [String]>,
    pub(super) labels: Vec<String>,
    pub(super) place: HashMap<String, usize>,
}

/// The label of a row: its key, and a number if several rows have this key, so that no row hides
/// another.
fn label(
    key: &[String],
    positions: &[usize],
    row: &[String],
    seen: &mut HashMap<String, usize>,
) -> String {
    let mut label = if key.is_empty() {
        "row".to_owned()
    } else {
        key.iter()
            .zip(positions)
            .map(|(name, &at)| format!("{name}={}", row[at]))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let number = seen.entry(label.clone()).or_default();
    *number += 1;
    if *number > 1 {
        label = format!("{label} (number {number})");
    }
    label
}
