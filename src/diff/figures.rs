//! Every figure of the reports that is not the same in two packs, and how much it weighs.

use std::collections::{BTreeMap, BTreeSet};

use csv::StringRecord;

use super::decimal::Decimal;
use crate::error::Error;
use crate::fact::FactTable;
use crate::pack::Pack;
use crate::report::{Dimension, Statistic};

/// A figure that changed.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureChange {
    pub report: String,
    /// The row, by its dimensions; empty in the total.
    pub row: String,
    pub figure: String,
    /// The cell; empty where the row or the value is not there.
    pub before: String,
    pub after: String,
    /// The difference, where both are figures.
    pub difference: String,
    /// The part of the whole report's figure that the change makes: by how much it weighs.
    pub effect: f64,
}

/// The figures of two packs.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// The largest effect first.
    pub changes: Vec<FigureChange>,
    /// The figures that both have.
    pub compared: usize,
    /// Reports that one of the two has.
    pub only_before: Vec<String>,
    pub only_after: Vec<String>,
}

/// Compares the reports of two packs.
pub fn figures(before: &Pack, after: &Pack) -> Result<Figures, Error> {
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
    let mut figures = Figures {
        only_before: old.difference(&new).cloned().collect(),
        only_after: new.difference(&old).cloned().collect(),
        ..Figures::default()
    };
    for name in old.intersection(&new) {
        let report = Report {
            before: Side::read(before, name)?,
            after: Side::read(after, name)?,
        };
        report.compare(name, &mut figures);
    }
    figures.changes.sort_by(|a, b| {
        // Of reports that tell the same, the coarser first: it does so in fewer rows.
        let place = |change: &FigureChange| {
            let parts = change.report.matches('_').count();
            let row = (change.report.clone(), change.row.clone());
            (parts, row, change.figure.clone())
        };
        let order = b.effect.total_cmp(&a.effect);
        order.then_with(|| place(a).cmp(&place(b)))
    });
    Ok(figures)
}

/// A report of one pack: its rows by their keys.
struct Side {
    header: StringRecord,
    rows: BTreeMap<String, StringRecord>,
}

impl Side {
    fn read(pack: &Pack, name: &str) -> Result<Self, Error> {
        let mut rows = pack.rows(name)?;
        let mut side = Self {
            header: rows.header().clone(),
            rows: BTreeMap::new(),
        };
        while let Some(row) = rows.next_row()? {
            side.rows.insert(side.key(&row), row);
        }
        Ok(side)
    }

    /// What makes a row the same row: its ids; what has none, by its name. A queue that was renamed
    /// stays one queue.
    fn key(&self, row: &StringRecord) -> String {
        let cells = self.header.iter().zip(row);
        let ids: Vec<&str> = cells
            .clone()
            .filter(|(column, _)| is_key(column))
            .filter(|(column, cell)| !cell.is_empty() && !self.has_id(row, column))
            .map(|(_, cell)| cell)
            .collect();
        ids.join("\u{1f}")
    }

    fn has_id(&self, row: &StringRecord, column: &str) -> bool {
        !self.cell(row, &format!("{column}_id")).is_empty()
    }

    /// A row's dimensions for people: names rather than ids.
    fn label(&self, row: &StringRecord) -> String {
        let cells = self.header.iter().zip(row);
        let names: Vec<&str> = cells
            .filter(|(column, _)| is_key(column) && !column.ends_with("_id"))
            .map(|(_, cell)| if cell.is_empty() { "-" } else { cell })
            .collect();
        names.join(", ")
    }

    fn cell<'a>(&self, row: &'a StringRecord, column: &str) -> &'a str {
        let place = self.header.iter().position(|name| name == column);
        place.and_then(|place| row.get(place)).unwrap_or_default()
    }

    fn place(&self, column: &str) -> Option<usize> {
        self.header.iter().position(|name| name == column)
    }

    /// The sum of a column over the report.
    fn whole(&self, column: &str) -> f64 {
        self.place(column).map_or(0.0, |place| {
            let figures = self.rows.values().filter_map(|row| figure(row, place));
            figures.map(f64::abs).sum()
        })
    }

    /// The mean of a column over the report, each row by the number of its values.
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

    /// A cell of a column that is not empty.
    fn example(&self, place: usize) -> Option<&str> {
        let mut cells = self.rows.values().filter_map(|row| row.get(place));
        cells.find(|cell| !cell.is_empty())
    }
}

fn figure(row: &StringRecord, place: usize) -> Option<f64> {
    Some(Decimal::parse(row.get(place)?)?.value())
}

/// Whether a column says what a row is of.
fn is_key(column: &str) -> bool {
    const OTHERS: [&str; 8] = [
        "from_queue_id",
        "from_queue",
        "kind",
        "to_queue_id",
        "to_queue",
        "threshold_s",
        "formula",
        "target",
    ];
    let name = column.strip_suffix("_id").unwrap_or(column);
    OTHERS.contains(&column)
        || Dimension::ALL
            .iter()
            .any(|dimension| dimension.name() == name)
}

/// How a column's changes are weighed against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    /// A sum: by the part of the report's sum.
    Sum,
    /// A count: by the part of the report's sessions, so that one of two is not half the world.
    Count,
    /// A fraction of a number of things: by the row's part of these things.
    Rate,
    /// A length of time that stands for a number of values: likewise, and by the report's mean.
    Length,
}

/// The weight of a column, and the column that counts what it is of.
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

/// A column of a report of two packs.
struct Column<'a> {
    name: &'a str,
    /// Where it stands in each.
    places: [usize; 2],
    /// Where the column stands that counts what its values are of, if that matters.
    base: Option<[usize; 2]>,
    /// What a change is divided by, so that changes of different figures can be compared.
    scale: f64,
}

/// A report of two packs.
struct Report {
    before: Side,
    after: Side,
}

impl Report {
    fn columns(&self) -> Vec<Column<'_>> {
        let names = self.after.header.iter().filter(|name| !is_key(name));
        names.filter_map(|name| self.column(name)).collect()
    }

    fn places(&self, name: &str) -> Option<[usize; 2]> {
        Some([self.before.place(name)?, self.after.place(name)?])
    }

    fn column<'a>(&self, name: &'a str) -> Option<Column<'a>> {
        let places = self.places(name)?;
        let example = self.after.example(places[1]);
        let example = example.or_else(|| self.before.example(places[0]));
        let (mut weight, base) = weight(name, example.unwrap_or_default());
        if matches!(weight, Weight::Rate | Weight::Length) && self.places(&base).is_none() {
            // Without the column that counts, every row weighs the same.
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
        Some(Column {
            name,
            places,
            base,
            scale,
        })
    }

    fn compare(&self, name: &str, figures: &mut Figures) {
        let columns = self.columns();
        let keys: BTreeSet<&String> = self
            .before
            .rows
            .keys()
            .chain(self.after.rows.keys())
            .collect();
        for key in keys {
            let rows = [self.before.rows.get(key), self.after.rows.get(key)];
            figures.compared += columns.len();
            for column in &columns {
                let [before, after] = column.cells(rows);
                // That a row without anything came or went is no change of a figure.
                let is_nothing =
                    |text: &str| Decimal::parse(text).is_none_or(|figure| figure.value() == 0.0);
                let is_half = rows.contains(&None);
                if before == after || (is_half && is_nothing(before) && is_nothing(after)) {
                    continue;
                }
                let label = match rows {
                    [_, Some(row)] => self.after.label(row),
                    [Some(row), None] => self.before.label(row),
                    [None, None] => String::new(),
                };
                figures.changes.push(FigureChange {
                    report: name.to_owned(),
                    row: label,
                    figure: column.name.to_owned(),
                    before: before.to_owned(),
                    after: after.to_owned(),
                    difference: difference(before, after),
                    effect: column.effect(rows),
                });
            }
        }
    }
}

impl Column<'_> {
    fn cells<'r>(&self, rows: [Option<&'r StringRecord>; 2]) -> [&'r str; 2] {
        let cell = |side: usize| rows[side].and_then(|row| row.get(self.places[side]));
        [0, 1].map(|side| cell(side).unwrap_or_default())
    }

    fn effect(&self, rows: [Option<&StringRecord>; 2]) -> f64 {
        let value = |side: usize| rows[side].and_then(|row| figure(row, self.places[side]));
        let change = (value(1).unwrap_or(0.0) - value(0).unwrap_or(0.0)).abs();
        let things = self.base.map_or(1.0, |base| {
            let count = |side: usize| rows[side].and_then(|row| figure(row, base[side]));
            count(1).or_else(|| count(0)).unwrap_or(0.0)
        });
        over(change * things, self.scale)
    }
}

fn over(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { part }
}

fn difference(before: &str, after: &str) -> String {
    match (Decimal::parse(before), Decimal::parse(after)) {
        (Some(from), Some(to)) => Decimal::difference(from, to),
        _ => String::new(),
    }
}
