//! Reads facts in folders back to the tables that they were written from, for the reports.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use polars::prelude::{
    BooleanChunked, Column as FrameColumn, DataFrame, IdxCa, Int32Chunked, IntoColumn, NamedFrom,
    NewChunkedArray, PolarsError, Series,
};

use super::rows::Fillings;
use super::tables::{FactTable, Facts, SESSION_ROW, Selection};
use crate::table::definition::Definition;
use crate::table::{Kind, Table};
use crate::time::Period;
use crate::time::zone::Day;

/// The facts in the files of folders. `files` gives the frames of a table's files. All rows of a session must be in
/// one file, in their order.
///
/// # Errors
///
/// Fails if a file lacks a column, as a file of an earlier version may, or if there is not enough memory.
pub fn facts_of_files(
    mut files: impl FnMut(FactTable) -> Result<Vec<DataFrame>, PolarsError>,
) -> Result<Facts, PolarsError> {
    let empty = Fillings::new(&Selection::Folders, 0).finish()?;
    let [
        sessions,
        operators,
        visits,
        offers,
        states,
        downloads,
        stints,
        stint_days,
    ] = empty;
    let mut table = |kind: FactTable, mut whole: DataFrame| -> Result<Table, PolarsError> {
        for file in files(kind)? {
            whole.vstack_mut_owned(as_computed(kind, &whole, &file)?)?;
        }
        let columns = kind.columns().into_iter().chain(kind.folder_columns());
        Ok(Table {
            name: kind.name().to_owned(),
            columns: columns.map(|column| column.spec()).collect(),
            frame: in_order(whole)?,
        })
    };
    let facts = Facts {
        sessions: table(FactTable::Sessions, sessions)?,
        session_operators: table(FactTable::SessionOperators, operators)?,
        queue_visits: table(FactTable::QueueVisits, visits)?,
        offers: table(FactTable::Offers, offers)?,
        states: table(FactTable::States, states)?,
        stints: table(FactTable::Stints, stints)?,
        stint_days: table(FactTable::StintDays, stint_days)?,
        downloads: Table {
            name: FactTable::Downloads.name().to_owned(),
            columns: Vec::new(),
            frame: downloads,
        },
    };
    facts.with_session_rows()
}

/// The rows of a file as [`super::facts`] computes them: with the columns of `like`, with numbers in place of an
/// enumeration's names, and with timestamps and days as integers.
fn as_computed(
    kind: FactTable,
    like: &DataFrame,
    file: &DataFrame,
) -> Result<DataFrame, PolarsError> {
    let columns = like.columns().iter().map(|column| {
        let name = column.name();
        if name == SESSION_ROW {
            return Ok(Series::new(name.clone(), vec![0_i64; file.height()]).into());
        }
        let column = file.column(name)?;
        let info = kind.column(name);
        let names = info.as_ref().and_then(|info| kind.names(info.name));
        Ok(match (info.as_ref().map(kind_of), names) {
            (Some(Kind::Text), Some(names)) => codes(column, names)?,
            (Some(Kind::Timestamp | Kind::LocalTimestamp | Kind::Day), _) => {
                column.to_physical_repr()
            }
            _ => column.clone(),
        })
    });
    DataFrame::new(file.height(), columns.collect::<Result<_, PolarsError>>()?)
}

const fn kind_of(info: &Definition) -> Kind {
    info.kind
}

/// A column of an enumeration with numbers in place of its names; null for an unknown name.
fn codes(column: &FrameColumn, names: &[&str]) -> Result<FrameColumn, PolarsError> {
    let code = |name: &str| {
        let place = names.iter().position(|known| *known == name);
        place.and_then(|place| i32::try_from(place).ok())
    };
    let texts = column.str()?.iter();
    let codes: Int32Chunked = texts.map(|text| text.and_then(code)).collect();
    Ok(codes.into_column().with_name(column.name().clone()))
}

/// The rows sorted by session id. The rows of one session keep their order.
fn in_order(frame: DataFrame) -> Result<DataFrame, PolarsError> {
    if frame.width() == 0 {
        return Ok(frame);
    }
    let ids: Vec<Option<i64>> = frame.column("session_id")?.i64()?.iter().collect();
    if ids.is_sorted() {
        return Ok(frame);
    }
    let mut order: Vec<u32> = (0_u32..).take(ids.len()).collect();
    order.sort_by_key(|row| ids[*row as usize]);
    frame.take(&IdxCa::from_slice("order".into(), &order))
}

impl Facts {
    /// The facts of the sessions whose day lies in a period.
    ///
    /// # Errors
    ///
    /// Fails if the facts lack columns of [`Selection::Folders`].
    pub fn within(&self, period: Period) -> Result<Self, PolarsError> {
        let mut facts = self.clone();
        for table in facts.tables_mut() {
            let days = table.frame.column("day")?.i32()?.iter();
            let is_in = days.map(|day| day.map(|day| period.contains(Day(day))));
            let is_in: BooleanChunked = is_in.collect();
            table.frame = table.frame.filter(&is_in)?;
        }
        facts.with_session_rows()
    }

    /// The tables that have files in folders, `sessions` first.
    fn tables_mut(&mut self) -> [&mut Table; 7] {
        [
            &mut self.sessions,
            &mut self.session_operators,
            &mut self.queue_visits,
            &mut self.offers,
            &mut self.states,
            &mut self.stints,
            &mut self.stint_days,
        ]
    }

    /// Sets `session_row` in every table to the index of the session's row in the table `sessions`.
    fn with_session_rows(mut self) -> Result<Self, PolarsError> {
        let ids = self.sessions.frame.column("session_id")?.i64()?;
        let rows: HashMap<i64, i64, RandomState> = ids.iter().flatten().zip(0_i64..).collect();
        for table in self.tables_mut().into_iter().skip(1) {
            let ids = table.frame.column("session_id")?.i64()?.iter();
            let of_rows = ids.map(|id| rows.get(&id?).copied());
            let of_rows: Vec<i64> = of_rows
                .collect::<Option<_>>()
                .ok_or_else(|| polars::error::polars_err!(ComputeError: "a row has no session"))?;
            let of_rows = Series::new(SESSION_ROW.into(), of_rows);
            table.frame.with_column(of_rows.into())?;
        }
        Ok(self)
    }
}
