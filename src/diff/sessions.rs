//! The sessions behind changed figures: new, removed and changed sessions, from the fact tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use csv::StringRecord;

use super::decimal::Decimal;
use super::standing::{Standing, minus, plus, points};
use crate::error::Error;
use crate::fact::FactTable;
use crate::pack::{Pack, PackRows};
use crate::service_level::{Formula, ServiceCounts};

/// A cell that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellChange {
    pub table: &'static str,
    /// The key of the row within its session, such as `user_id 12`; empty in `sessions`.
    pub row: String,
    pub column: String,
    pub before: String,
    pub after: String,
}

/// The kind of a session's change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SessionChangeKind {
    New,
    Gone,
    /// The status or the outcome changed, or the session has ended since.
    State,
    /// Operators concluded since; nothing else changed.
    LateAfterCallWork,
    /// Other values changed.
    Values,
}

impl SessionChangeKind {
    /// All kinds in the order in which they are reported.
    pub const ALL: [Self; 5] = [
        Self::New,
        Self::Gone,
        Self::State,
        Self::LateAfterCallWork,
        Self::Values,
    ];

    /// The name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Gone => "gone",
            Self::State => "state",
            Self::LateAfterCallWork => "late_acw",
            Self::Values => "values",
        }
    }
}

/// A session's row in `sessions`, with its columns by name.
#[derive(Clone, Debug)]
pub struct PackSession {
    header: Arc<StringRecord>,
    row: StringRecord,
}

impl PackSession {
    /// The text of a cell; empty if the column does not exist.
    pub fn cell(&self, column: &str) -> &str {
        let place = self.header.iter().position(|name| name == column);
        place
            .and_then(|place| self.row.get(place))
            .unwrap_or_default()
    }
}

/// A session that differs between the packs.
#[derive(Clone, Debug)]
pub struct SessionChange {
    pub id: i64,
    pub before: Option<PackSession>,
    pub after: Option<PackSession>,
    /// The cells that differ; empty for a new or removed session.
    pub cells: Vec<CellChange>,
    /// The change of the earlier pack's service level, in percentage points, if only this session
    /// is replaced by its later state; `None` unless both packs record which sessions count.
    pub effect: Option<f64>,
}

/// The sessions that differ between two packs.
#[derive(Clone, Debug)]
pub struct SessionChanges {
    /// The changes, largest effect first.
    pub changes: Vec<SessionChange>,
    /// The counts behind the service level; `None` if an earlier phasebook wrote the table without the columns that
    /// tell which sessions count.
    pub before: Option<ServiceCounts>,
    pub after: Option<ServiceCounts>,
}

impl SessionChange {
    /// The kind of the change.
    pub fn kind(&self) -> SessionChangeKind {
        let is_state = |cell: &CellChange| {
            cell.table == FactTable::Sessions.name()
                && (matches!(cell.column.as_str(), "status" | "outcome")
                    || (cell.column == "ended" && cell.before.is_empty()))
        };
        // Whether the value grew. Timestamps with the same zone and offset sort like their texts.
        let is_late = |cell: &CellChange| match (cell.table, cell.column.as_str()) {
            ("states", _) if cell.row != "state ACW" => false,
            ("session_operators", "concluded") | ("states", "left") => cell.before < cell.after,
            ("sessions", "acw_s")
            | ("session_operators", "operator_acw_s")
            | ("states", "duration_s") => {
                let length = |text: &str| Decimal::parse(text).map(Decimal::value);
                length(&cell.before) < length(&cell.after)
            }
            _ => false,
        };
        match (&self.before, &self.after) {
            (None, _) => SessionChangeKind::New,
            (_, None) => SessionChangeKind::Gone,
            _ if self.cells.iter().any(is_state) => SessionChangeKind::State,
            _ if self.cells.iter().all(is_late) => SessionChangeKind::LateAfterCallWork,
            _ => SessionChangeKind::Values,
        }
    }

    /// The outcomes before and after; empty if the session does not exist.
    pub fn outcomes(&self) -> [&str; 2] {
        [&self.before, &self.after].map(|row| row.as_ref().map_or("", |row| row.cell("outcome")))
    }

    /// The later row, or the earlier one if the session was removed.
    pub fn row(&self) -> Option<&PackSession> {
        self.after.as_ref().or(self.before.as_ref())
    }
}

/// A fact table in two packs.
struct TablePair {
    table: FactTable,
    columns: Vec<ComparedColumn>,
    old: BySession,
    new: BySession,
    /// Whether both tables have the same columns, so that rows can be compared as text.
    is_same_form: bool,
}

impl TablePair {
    fn open(table: FactTable, before: &Pack, after: &Pack) -> Result<Self, Error> {
        let old = BySession::new(before.rows(table.name())?);
        let new = BySession::new(after.rows(table.name())?);
        Ok(Self {
            table,
            columns: compared_columns(table, &old.header, &new.header),
            is_same_form: old.header == new.header,
            old,
            new,
        })
    }

    fn take(&mut self, id: i64) -> Result<[Vec<StringRecord>; 2], Error> {
        Ok([self.old.take(id)?, self.new.take(id)?])
    }

    fn compare(&self, [old, new]: &[Vec<StringRecord>; 2]) -> Vec<CellChange> {
        if self.is_same_form && old == new {
            return Vec::new();
        }
        compare(self.table, &self.columns, [old, new])
    }

    /// The next session of either table.
    fn peek(&mut self) -> Result<Option<i64>, Error> {
        Ok(match (self.old.peek()?, self.new.peek()?) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        })
    }
}

/// Compares the fact tables that both packs have. Effects refer to the service level by this formula.
///
/// # Errors
///
/// Fails if a pack has no table `sessions`, or if a table cannot be read.
pub fn sessions(before: &Pack, after: &Pack, formula: Formula) -> Result<SessionChanges, Error> {
    let mut sessions = TablePair::open(FactTable::Sessions, before, after)?;
    let mut others = FactTable::ALL
        .into_iter()
        .filter(|table| *table != FactTable::Sessions)
        .filter(|table| before.has(table.name()) && after.has(table.name()))
        .map(|table| TablePair::open(table, before, after))
        .collect::<Result<Vec<_>, _>>()?;
    let standings = [&sessions.old, &sessions.new].map(|side| Standing::new(&side.header));
    let mut totals = standings.map(|standing| standing.map(|_| ServiceCounts::default()));
    let mut changes = Vec::new();
    while let Some(id) = sessions.peek()? {
        let rows = sessions.take(id)?;
        let mut cells = sessions.compare(&rows);
        for pair in &mut others {
            let rows = pair.take(id)?;
            cells.extend(pair.compare(&rows));
        }
        let [was, is] = rows.map(|rows| rows.into_iter().next());
        let mut counts = [ServiceCounts::default(); 2];
        for (side, row) in [&was, &is].into_iter().enumerate() {
            if let (Some(standing), Some(row)) = (standings[side], row) {
                counts[side] = standing.counts(row);
                totals[side] = totals[side].map(|total| plus(total, counts[side]));
            }
        }
        let is_in_both = was.is_some() && is.is_some();
        if is_in_both && cells.is_empty() {
            continue;
        }
        let row = |header: &Arc<StringRecord>, row| PackSession {
            header: Arc::clone(header),
            row,
        };
        let change = SessionChange {
            id,
            before: was.map(|was| row(&sessions.old.header, was)),
            after: is.map(|is| row(&sessions.new.header, is)),
            cells: if is_in_both { cells } else { Vec::new() },
            effect: None,
        };
        changes.push((change, counts));
    }
    let [before, after] = totals;
    let total = before.filter(|_| after.is_some());
    let mut changes: Vec<SessionChange> = changes
        .into_iter()
        .map(|(mut change, [was, is])| {
            change.effect = total.map(|total| {
                let with_it = points(formula, &plus(minus(total, was), is));
                with_it
                    .zip(points(formula, &total))
                    .map_or(0.0, |(with_it, level)| with_it - level)
            });
            change
        })
        .collect();
    changes.sort_by(|a, b| {
        let weight = |change: &SessionChange| change.effect.unwrap_or_default().abs();
        let order = weight(b).total_cmp(&weight(a));
        order.then_with(|| (a.kind(), a.id).cmp(&(b.kind(), b.id)))
    });
    Ok(SessionChanges {
        changes,
        before,
        after,
    })
}

/// The rows of a table grouped by session. The table must be sorted by session id.
struct BySession {
    header: Arc<StringRecord>,
    rows: PackRows,
    ahead: Option<(i64, StringRecord)>,
    is_begun: bool,
}

impl BySession {
    fn new(rows: PackRows) -> Self {
        Self {
            header: Arc::new(rows.header().clone()),
            rows,
            ahead: None,
            is_begun: false,
        }
    }

    fn advance(&mut self) -> Result<(), Error> {
        self.ahead = match self.rows.next_row()? {
            None => None,
            Some(row) => {
                let id = row.get(0).and_then(|id| id.parse().ok());
                Some((
                    id.ok_or_else(|| self.rows.damaged("a row has no session id"))?,
                    row,
                ))
            }
        };
        Ok(())
    }

    /// The next session.
    fn peek(&mut self) -> Result<Option<i64>, Error> {
        if !self.is_begun {
            self.is_begun = true;
            self.advance()?;
        }
        Ok(self.ahead.as_ref().map(|(id, _)| *id))
    }

    /// All rows of a session; empty if the table does not have the session. Earlier sessions are skipped.
    fn take(&mut self, id: i64) -> Result<Vec<StringRecord>, Error> {
        let mut rows = Vec::new();
        // These sessions are not in the table `sessions` of either pack.
        while self.peek()?.is_some_and(|next| next < id) {
            self.advance()?;
        }
        while self.peek()? == Some(id) {
            rows.extend(self.ahead.take().map(|(_, row)| row));
            self.advance()?;
        }
        Ok(rows)
    }
}

/// A column of both tables.
struct ComparedColumn {
    name: String,
    /// The index of the column in each table.
    places: [usize; 2],
    /// Whether the column identifies a row within a session.
    is_key: bool,
}

/// The columns that both tables have, except names beside ids, because a renamed queue does not change a session.
fn compared_columns(
    table: FactTable,
    old: &StringRecord,
    new: &StringRecord,
) -> Vec<ComparedColumn> {
    let has = |header: &StringRecord, wanted: &str| header.iter().any(|name| name == wanted);
    new.iter()
        .enumerate()
        .filter(|(_, name)| {
            let is_operator = *name == "operator" && has(new, "user_id");
            !is_operator && !has(new, &format!("{name}_id"))
        })
        .filter_map(|(place, name)| {
            let old = old.iter().position(|old| old == name)?;
            Some(ComparedColumn {
                name: name.to_owned(),
                places: [old, place],
                is_key: row_keys(table).contains(&name),
            })
        })
        .collect()
}

/// The columns that identify a row within a session.
const fn row_keys(table: FactTable) -> &'static [&'static str] {
    match table {
        // Stints have no file to compare.
        FactTable::Sessions | FactTable::Stints | FactTable::StintDays => &[],
        FactTable::SessionOperators => &["user_id"],
        FactTable::QueueVisits => &["request_id", "visit"],
        FactTable::Offers => &["request_id", "offer"],
        FactTable::States => &["state"],
        FactTable::Downloads => &["number"],
    }
}

/// The cells of a session that differ between the rows of two tables.
fn compare(
    table: FactTable,
    columns: &[ComparedColumn],
    tables: [&[StringRecord]; 2],
) -> Vec<CellChange> {
    let keys: Vec<&ComparedColumn> = columns.iter().filter(|column| column.is_key).collect();
    // Rows with the same key, as two operators without an id have, are compared in their order.
    let mut rows: BTreeMap<(Vec<&str>, usize), [Option<&StringRecord>; 2]> = BTreeMap::new();
    for (side, table) in tables.into_iter().enumerate() {
        let mut rows_of_key: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
        for row in table {
            let key = keys.iter().map(|column| cell(Some(row), column, side));
            let key: Vec<&str> = key.collect();
            let number = rows_of_key.entry(key.clone()).or_default();
            rows.entry((key, *number)).or_default()[side] = Some(row);
            *number += 1;
        }
    }
    let mut changes = Vec::new();
    for ((key, _), [old, new]) in rows {
        for column in columns {
            let before = cell(old, column, 0);
            let after = cell(new, column, 1);
            if before != after {
                let names = keys.iter().zip(&key);
                let row = names.map(|(column, value)| format!("{} {value}", column.name));
                changes.push(CellChange {
                    table: table.name(),
                    row: row.collect::<Vec<_>>().join(", "),
                    column: column.name.clone(),
                    before: before.to_owned(),
                    after: after.to_owned(),
                });
            }
        }
    }
    changes
}

/// The text of a cell in the earlier (0) or later (1) table; empty if the row or the cell does not exist.
fn cell<'r>(row: Option<&'r StringRecord>, column: &ComparedColumn, side: usize) -> &'r str {
    row.and_then(|row| row.get(column.places[side]))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_operators_without_an_id_each_is_compared() {
        let header = StringRecord::from(vec!["session_id", "user_id", "joined"]);
        let columns = compared_columns(FactTable::SessionOperators, &header, &header);
        let rows = |joined: [&str; 2]| joined.map(|at| StringRecord::from(vec!["1", "", at]));
        let changes = compare(
            FactTable::SessionOperators,
            &columns,
            [&rows(["10:00", "10:05"]), &rows(["10:01", "10:05"])],
        );
        let told: Vec<_> = changes
            .iter()
            .map(|change| (change.before.as_str(), change.after.as_str()))
            .collect();
        assert_eq!(told, [("10:00", "10:01")]);
    }
}
