//! The figures of the reports that differ between two packs, and how much each change weighs.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use csv::StringRecord;

use super::decimal::Decimal;
use crate::error::Error;
use crate::fact::FactTable;
use crate::pack::Pack;
use crate::report::{Statistic, key_columns_of};

/// A figure that changed.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureChange {
    pub report: String,
    /// The dimensions of the row; empty in the total.
    pub row: String,
    pub figure: String,
    /// The text of the cell; empty if the row or the value does not exist.
    pub before: String,
    pub after: String,
    /// The difference; empty unless both are numbers.
    pub difference: String,
    /// The weight of the change: its share of the report's overall figure.
    pub effect: f64,
}

/// The figures of two packs.
#[derive(Clone, Debug, Default)]
pub struct FigureChanges {
    /// The changes, largest effect first.
    pub changes: Vec<FigureChange>,
    /// Number of figures in the columns that both packs have, over the rows that either pack has.
    pub compared: usize,
    /// Reports that only one pack has.
    pub only_before: Vec<String>,
    pub only_after: Vec<String>,
}

/// Compares the reports of two packs.
pub fn figures(before: &Pack, after: &Pack) -> Result<FigureChanges, Error> {
    let reports = |pack: &Pack| -> BTreeSet<String> {
        let tables = pack.tables().into_iter();
        tables
            .filter(|name| {
                let mut tables = FactTable::WITH_FILES.iter();
                tables.all(|table| table.name() != *name)
            })
            .map(str::to_owned)
            .collect()
    };
    let (old, new) = (reports(before), reports(after));
    let mut figures = FigureChanges {
        only_before: old.difference(&new).cloned().collect(),
        only_after: new.difference(&old).cloned().collect(),
        ..FigureChanges::default()
    };
    // Among changes of equal weight the coarser report comes first, because it shows them in fewer rows.
    let mut names: Vec<&String> = old.intersection(&new).collect();
    names.sort_by_key(|name| (name.matches('_').count(), *name));
    for name in names {
        let report = Report {
            name,
            before: Side::read(before, name)?,
            after: Side::read(after, name)?,
        };
        report.compare(&mut figures);
    }
    // To a billionth, because the last bits of a weight depend on the order in which it was summed up.
    let weight = |change: &FigureChange| (change.effect * 1e9).round();
    let changes = &mut figures.changes;
    changes.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    Ok(figures)
}

/// A report of one pack, with its rows by key.
struct Side {
    header: StringRecord,
    keys: Vec<KeyColumn>,
    rows: BTreeMap<RowKey, StringRecord>,
}

/// The key columns of a row, and its number among rows that they do not tell apart. These are compared in their order,
/// so that none is left out.
type RowKey = (String, u32);

/// A column that tells the rows of a report apart, by its index.
struct KeyColumn {
    place: usize,
    /// The index of the column with the id, as `queue_id` beside `queue`.
    id: Option<usize>,
    /// Whether the column is part of the row's label: a name rather than an id.
    is_label: bool,
}

impl KeyColumn {
    /// The key columns of a report.
    fn all(report: &str, header: &StringRecord) -> Vec<Self> {
        let place = |wanted: &str| header.iter().position(|name| name == wanted);
        let keys = header
            .iter()
            .take(key_columns_of(report, header))
            .enumerate();
        keys.filter_map(|(index, column)| {
            let name = column.strip_suffix("_id");
            // An id beside its name belongs to the key column of the name.
            if name.is_some_and(|name| place(name).is_some()) {
                return None;
            }
            Some(Self {
                place: index,
                id: place(&format!("{column}_id")),
                is_label: name.is_none(),
            })
        })
        .collect()
    }

    /// The text that tells rows apart: the id, or the name if the row has no id.
    fn value<'r>(&self, row: &'r StringRecord) -> &'r str {
        let id = self.id.and_then(|id| row.get(id));
        let id = id.filter(|id| !id.is_empty());
        id.or_else(|| row.get(self.place)).unwrap_or_default()
    }
}

impl Side {
    fn read(pack: &Pack, name: &str) -> Result<Self, Error> {
        let mut rows = pack.rows(name)?;
        let header = rows.header().clone();
        let mut side = Self {
            keys: KeyColumn::all(name, &header),
            header,
            rows: BTreeMap::new(),
        };
        let mut rows_of_key: HashMap<String, u32> = HashMap::new();
        while let Some(row) = rows.next_row()? {
            let key = side.key(&row);
            let number = rows_of_key.entry(key.clone()).or_default();
            side.rows.insert((key, *number), row);
            *number += 1;
        }
        Ok(side)
    }

    /// The key that identifies a row in both packs, made of ids, or of names without ids. A renamed queue keeps
    /// its key.
    fn key(&self, row: &StringRecord) -> String {
        let values: Vec<&str> = self.keys.iter().map(|key| key.value(row)).collect();
        values.join("\u{1f}")
    }

    /// The dimensions of a row in readable form: names rather than ids.
    fn label(&self, row: &StringRecord) -> String {
        let labels = self.keys.iter().filter(|key| key.is_label);
        let names: Vec<&str> = labels
            .map(|key| row.get(key.place).unwrap_or_default())
            .map(|cell| if cell.is_empty() { "-" } else { cell })
            .collect();
        names.join(", ")
    }

    fn place(&self, column: &str) -> Option<usize> {
        self.header.iter().position(|name| name == column)
    }

    /// The sum of a column's absolute values over the report.
    fn whole(&self, column: &str) -> f64 {
        self.place(column).map_or(0.0, |place| {
            let figures = self.rows.values().filter_map(|row| figure(row, place));
            figures.map(f64::abs).sum()
        })
    }

    /// The mean of a column's absolute values over the report, weighted by each row's number of values in `base`.
    fn mean(&self, column: &str, base: &str) -> f64 {
        let (Some(column), Some(count)) = (self.place(column), self.place(base)) else {
            return 0.0;
        };
        let rows = self.rows.values();
        let sum: f64 = rows
            .filter_map(|row| Some(figure(row, column)?.abs() * figure(row, count)?))
            .sum();
        over(sum, self.whole(base))
    }

    /// A non-empty cell of a column.
    fn example(&self, place: usize) -> Option<&str> {
        let mut cells = self.rows.values().filter_map(|row| row.get(place));
        cells.find(|cell| !cell.is_empty())
    }
}

fn figure(row: &StringRecord, place: usize) -> Option<f64> {
    Some(Decimal::parse(row.get(place)?)?.value())
}

/// The weighting of a column's changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    /// A sum: weighted by the report's sum.
    Sum,
    /// A count: weighted by the report's sessions, so that one more case of something rare does not dominate.
    Count,
    /// A rate: weighted by the row's share of the report's denominators.
    Rate,
    /// A duration that summarises several values: weighted by the row's share of the values, and by
    /// the report's mean.
    Length,
}

/// The weighting of a column's changes, and the column that counts its values. `cell` is an example of its
/// cells: a rate has four decimals.
fn weight(column: &str, cell: &str) -> (Weight, String) {
    if let Some(name) = column.strip_suffix("_s") {
        let parts = name.rsplit_once('_');
        let parts =
            parts.and_then(|(prefix, suffix)| Some((prefix, Statistic::from_name(suffix)?)));
        if let Some((prefix, statistic)) = parts
            && statistic != Statistic::Sum
        {
            return (Weight::Length, format!("{prefix}_n"));
        }
        return match name {
            "asa" | "aht" => (Weight::Length, "answered".to_owned()),
            "max_wait" => (Weight::Length, "offered".to_owned()),
            _ => (Weight::Sum, column.to_owned()),
        };
    }
    let is_rate = cell
        .rsplit_once('.')
        .is_some_and(|(_, decimals)| decimals.len() == 4);
    match (is_rate, column) {
        (true, "accept_rate") => (Weight::Rate, "offers".to_owned()),
        (true, _) => (Weight::Rate, "offered".to_owned()),
        (false, _) => (Weight::Count, "sessions".to_owned()),
    }
}

/// A column of a report in two packs.
struct ComparedFigure<'a> {
    name: &'a str,
    /// The index of the column in each pack.
    places: [usize; 2],
    /// The index of the column that counts its values, if the weight needs it, in each pack.
    base: Option<[usize; 2]>,
    /// The divisor that makes changes of different figures comparable.
    scale: f64,
}

/// A report in two packs.
struct Report<'a> {
    name: &'a str,
    before: Side,
    after: Side,
}

impl Report<'_> {
    fn columns(&self) -> Vec<ComparedFigure<'_>> {
        let header = &self.after.header;
        let figures = header.iter().skip(key_columns_of(self.name, header));
        figures.filter_map(|name| self.column(name)).collect()
    }

    fn places(&self, name: &str) -> Option<[usize; 2]> {
        Some([self.before.place(name)?, self.after.place(name)?])
    }

    fn column<'a>(&self, name: &'a str) -> Option<ComparedFigure<'a>> {
        let places = self.places(name)?;
        let example = self.after.example(places[1]);
        let example = example.or_else(|| self.before.example(places[0]));
        let (mut weight, base) = weight(name, example.unwrap_or_default());
        if matches!(weight, Weight::Rate | Weight::Length) && self.places(&base).is_none() {
            // Without the counting column, all rows weigh the same.
            weight = Weight::Sum;
        }
        let whole = |name: &str| self.after.whole(name);
        let (base, scale) = match weight {
            Weight::Sum => (None, whole(name)),
            Weight::Count => {
                let things = [base.as_str(), "offered", "handled_sessions", name].map(whole);
                let whole = things.into_iter().find(|&whole| whole > 0.0);
                (None, whole.unwrap_or(0.0))
            }
            Weight::Rate => (self.places(&base), whole(&base)),
            Weight::Length => {
                let mean = self.after.mean(name, &base);
                (self.places(&base), whole(&base) * mean)
            }
        };
        Some(ComparedFigure {
            name,
            places,
            base,
            scale,
        })
    }

    /// Adds the changes of the report, in the order of the names of rows and figures.
    fn compare(&self, figures: &mut FigureChanges) {
        let first = figures.changes.len();
        let columns = self.columns();
        let keys: BTreeSet<&RowKey> = self
            .before
            .rows
            .keys()
            .chain(self.after.rows.keys())
            .collect();
        for key in keys {
            let rows = [self.before.rows.get(key), self.after.rows.get(key)];
            figures.compared += columns.len();
            let label = OnceCell::new();
            for column in &columns {
                let [before, after] = column.cells(rows);
                // In an added or removed row, a cell that is 0 or no number is not reported as a changed figure.
                let is_nothing =
                    |text: &str| Decimal::parse(text).is_none_or(|figure| figure.value() == 0.0);
                let is_half = rows.contains(&None);
                if before == after || (is_half && is_nothing(before) && is_nothing(after)) {
                    continue;
                }
                let label = label.get_or_init(|| match rows {
                    [_, Some(row)] => self.after.label(row),
                    [Some(row), None] => self.before.label(row),
                    [None, None] => String::new(),
                });
                figures.changes.push(FigureChange {
                    report: self.name.to_owned(),
                    row: label.clone(),
                    figure: column.name.to_owned(),
                    before: before.to_owned(),
                    after: after.to_owned(),
                    difference: difference(before, after),
                    effect: column.effect(rows),
                });
            }
        }
        figures.changes[first..].sort_by(|a, b| (&a.row, &a.figure).cmp(&(&b.row, &b.figure)));
    }
}

impl ComparedFigure<'_> {
    fn cells<'r>(&self, rows: [Option<&'r StringRecord>; 2]) -> [&'r str; 2] {
        let cell = |side: usize| rows[side].and_then(|row| row.get(self.places[side]));
        [0, 1].map(|side| cell(side).unwrap_or_default())
    }

    fn effect(&self, rows: [Option<&StringRecord>; 2]) -> f64 {
        let value = |side: usize| rows[side].and_then(|row| figure(row, self.places[side]));
        // Texts, such as whether a contract is met, change as a whole.
        if value(0).is_none() && value(1).is_none() {
            return 1.0;
        }
        let change = (value(1).unwrap_or(0.0) - value(0).unwrap_or(0.0)).abs();
        let things = self.base.map_or(1.0, |base| {
            let count = |side: usize| rows[side].and_then(|row| figure(row, base[side]));
            count(1).or_else(|| count(0)).unwrap_or(0.0)
        });
        over(change * things, self.scale)
    }
}

/// `part` as a share of `whole`. If `whole` is 0, the share is 1, or 0 if `part` is 0 too.
fn over(part: f64, whole: f64) -> f64 {
    if whole > 0.0 {
        part / whole
    } else {
        f64::from(u8::from(part > 0.0))
    }
}

fn difference(before: &str, after: &str) -> String {
    match (Decimal::parse(before), Decimal::parse(after)) {
        (Some(from), Some(to)) => Decimal::difference(from, to),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_and_an_operator_with_the_same_id_are_two_rows() {
        let header = StringRecord::from(vec![
            "queue_id",
            "queue",
            "operator_id",
            "operator",
            "offers",
        ]);
        let keys = KeyColumn::all("by_queue_operator", &header);
        let side = Side {
            header,
            keys,
            rows: BTreeMap::new(),
        };
        let key = |cells: [&str; 5]| side.key(&StringRecord::from(cells.to_vec()));
        assert_ne!(
            key(["7", "Podpora", "", "", "1"]),
            key(["", "", "7", "Jana", "1"])
        );
        assert_eq!(
            key(["7", "Podpora", "3", "Jana", "1"]),
            key(["7", "Podpora – nová", "3", "Jana", "2"])
        );
        assert_eq!(
            side.label(&StringRecord::from(vec!["7", "Podpora", "", "", "1"])),
            "Podpora, -"
        );
    }
}
