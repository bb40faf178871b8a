//! Turns dossiers into the fact tables, on all cores.

use std::ops::Range;

use polars::prelude::{DataFrame, PolarsError};
use rayon::prelude::*;

use super::category::with_names;
use super::column::{Column, Extract, FactRows};
use super::rows::{Beyond, Fillings, Notes, Rows};
use super::{downloads, offers, operators, sessions, states, stint_days, stints, visits};
use crate::join::Joined;
use crate::ledger::Tally;
use crate::names::Names;
use crate::settings::FactPlan;
use crate::table::Table;
use crate::table::definition::Definition;

/// A fact table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactTable {
    Sessions,
    SessionOperators,
    QueueVisits,
    Offers,
    States,
    /// Made only on request: `phasebook downloads` writes this table.
    Downloads,
    /// Used by reports; it has files in folders only.
    Stints,
    /// Used by reports; it has files in folders only.
    StintDays,
}

impl FactTable {
    /// The tables that `phasebook facts` writes, in this order.
    pub const ALL: [Self; 5] = [
        Self::Sessions,
        Self::SessionOperators,
        Self::QueueVisits,
        Self::Offers,
        Self::States,
    ];

    /// The tables that are written into folders.
    pub const IN_FOLDERS: [Self; 7] = [
        Self::Sessions,
        Self::SessionOperators,
        Self::QueueVisits,
        Self::Offers,
        Self::States,
        Self::Stints,
        Self::StintDays,
    ];

    /// All tables that can be written to files.
    pub const WITH_FILES: [Self; 6] = [
        Self::Sessions,
        Self::SessionOperators,
        Self::QueueVisits,
        Self::Offers,
        Self::States,
        Self::Downloads,
    ];

    /// The name of the table's file, without an extension.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sessions => "sessions",
            Self::SessionOperators => "session_operators",
            Self::QueueVisits => "queue_visits",
            Self::Offers => "offers",
            Self::States => "states",
            Self::Downloads => "downloads",
            Self::Stints => "stints",
            Self::StintDays => "stint_days",
        }
    }

    /// The thing that one row describes.
    pub const fn grain(self) -> &'static str {
        match self {
            Self::Sessions => "a session",
            Self::SessionOperators => "an operator of a session",
            Self::QueueVisits => "a stay of a routing request in a queue",
            Self::Offers => "an offer of a routing request to an operator",
            Self::States => "a state that a session went through",
            Self::Downloads => "a recording or file of a session",
            Self::Stints => "a stint of an operator in a session",
            Self::StintDays => "a part of a stint that lies within one local day",
        }
    }

    /// The columns of the table's file, in order.
    pub fn columns(self) -> Vec<Definition> {
        let all = self.all_columns();
        let is_in_file = |info: &Definition| !self.is_beyond_file(info.name);
        all.into_iter().filter(is_in_file).collect()
    }

    /// The additional columns of the table's files in folders, which follow those of [`Self::columns`].
    pub fn folder_columns(self) -> Vec<Definition> {
        let all = self.all_columns();
        let is_beyond =
            |info: &Definition| self.is_beyond_file(info.name) && info.name != SESSION_ROW;
        all.into_iter().filter(is_beyond).collect()
    }

    /// Whether reports need the column, but the table's file does not have it.
    fn is_beyond_file(self, column: &str) -> bool {
        let beyond: &[&str] = match self {
            Self::Sessions => &[
                "campaign",
                "team",
                "moment",
                "moment_local",
                "utc_offset_s",
                "second_of_two",
                "tags",
                "in_hours",
                "refused_states",
                "wait_total",
                "offer_time",
                "queue_time",
                "wait_after_forward",
            ],
            Self::SessionOperators => &["arrival", "team", "day"],
            Self::QueueVisits => &["to_queue_id", "to_queue", "answered_later", "day"],
            Self::Offers => &["team", "day"],
            Self::States => &["day"],
            Self::Downloads => &[],
            Self::Stints | Self::StintDays => return true,
        };
        column == SESSION_ROW || beyond.contains(&column)
    }

    /// The column with this name in the frame, whether or not the file has it.
    pub(crate) fn column(self, frame_name: &str) -> Option<Definition> {
        let all = self.all_columns().into_iter();
        all.into_iter()
            .find(|column| column.spec().frame_name() == frame_name)
    }

    /// The names of a column that holds an enumeration, in the order of its numbers in the frame.
    pub(super) fn names(self, column: &str) -> Option<&'static [&'static str]> {
        match self {
            Self::Sessions => names_of(sessions::COLUMNS, column),
            Self::SessionOperators => names_of(operators::COLUMNS, column),
            Self::QueueVisits => names_of(visits::COLUMNS, column),
            Self::Offers => names_of(offers::COLUMNS, column),
            Self::States => names_of(states::COLUMNS, column),
            Self::Downloads | Self::Stints | Self::StintDays => None,
        }
    }

    fn all_columns(self) -> Vec<Definition> {
        match self {
            Self::Sessions => infos(sessions::COLUMNS),
            Self::SessionOperators => infos(operators::COLUMNS),
            Self::QueueVisits => infos(visits::COLUMNS),
            Self::Offers => infos(offers::COLUMNS),
            Self::States => infos(states::COLUMNS),
            Self::Downloads => infos(downloads::COLUMNS),
            Self::Stints => infos(stints::COLUMNS),
            Self::StintDays => infos(stint_days::COLUMNS),
        }
    }
}

/// The column that links a row to its session while facts are computed. No file has it.
pub(super) const SESSION_ROW: &str = "session_row";

/// Tables with the names of columns in their frames.
pub type Wanted = Vec<(FactTable, Vec<&'static str>)>;

fn infos<T: FactRows>(columns: &[Column<T>]) -> Vec<Definition> {
    columns.iter().map(|column| column.info).collect()
}

fn names_of<T: FactRows>(columns: &[Column<T>], name: &str) -> Option<&'static [&'static str]> {
    let column = columns.iter().find(|column| column.info.name == name)?;
    match column.extract {
        Extract::Category((names, _)) => Some(names),
        _ => None,
    }
}

/// The columns that are computed.
#[derive(Clone, Debug)]
pub enum Selection {
    /// All columns of the tables that are written into folders.
    Folders,
    /// All columns that the files have.
    Files,
    /// All columns that the files have, and these.
    FilesAnd(Wanted),
    /// These columns only.
    Columns(Wanted),
}

impl Selection {
    /// The columns that are named one by one; `None` for a selection that names no columns.
    pub fn wanted_mut(&mut self) -> Option<&mut Wanted> {
        match self {
            Self::Files | Self::Folders => None,
            Self::FilesAnd(wanted) | Self::Columns(wanted) => Some(wanted),
        }
    }

    const fn is_for_files(&self) -> bool {
        matches!(self, Self::Files | Self::FilesAnd(_) | Self::Folders)
    }

    pub(super) fn has(&self, table: FactTable, info: &Definition) -> bool {
        let is_in_files = FactTable::ALL.contains(&table) && !table.is_beyond_file(info.name);
        match self {
            Self::Folders => table != FactTable::Downloads,
            Self::Files => is_in_files,
            Self::FilesAnd(wanted) => is_in_files || is_among(wanted, table, info),
            Self::Columns(wanted) => is_among(wanted, table, info),
        }
    }

    pub(super) fn has_named(&self, table: FactTable, name: &str) -> bool {
        let columns = table.all_columns();
        let mut named = columns.iter().filter(|info| info.name == name);
        named.any(|info| self.has(table, info))
    }
}

fn is_among(wanted: &Wanted, table: FactTable, info: &Definition) -> bool {
    wanted.iter().any(|(known, columns)| {
        *known == table && columns.contains(&info.spec().frame_name().as_str())
    })
}

/// The fact tables. A table that was not selected has no columns.
#[derive(Clone, Debug)]
pub struct Facts {
    pub sessions: Table,
    pub session_operators: Table,
    pub queue_visits: Table,
    pub offers: Table,
    pub states: Table,
    /// Empty unless the table was selected.
    pub downloads: Table,
    /// The stints of operators, which only reports use.
    pub stints: Table,
    /// The stints cut at local midnight, which only reports use.
    pub stint_days: Table,
}

impl Facts {
    /// The tables with the columns that files have.
    ///
    /// # Errors
    ///
    /// Fails if there is not enough memory.
    pub fn files(&self) -> Result<[Table; 5], PolarsError> {
        Ok([
            file(FactTable::Sessions, &self.sessions)?,
            file(FactTable::SessionOperators, &self.session_operators)?,
            file(FactTable::QueueVisits, &self.queue_visits)?,
            file(FactTable::Offers, &self.offers)?,
            file(FactTable::States, &self.states)?,
        ])
    }

    /// Each table with all its columns, and with those that its file in a folder has.
    pub(super) fn in_folders(&self) -> Result<[(&Table, Table); 7], PolarsError> {
        let of = |kind, table| Ok::<_, PolarsError>((table, folder_file(kind, table)?));
        Ok([
            of(FactTable::Sessions, &self.sessions)?,
            of(FactTable::SessionOperators, &self.session_operators)?,
            of(FactTable::QueueVisits, &self.queue_visits)?,
            of(FactTable::Offers, &self.offers)?,
            of(FactTable::States, &self.states)?,
            of(FactTable::Stints, &self.stints)?,
            of(FactTable::StintDays, &self.stint_days)?,
        ])
    }

    /// The table of recordings and files with the columns that its file has.
    ///
    /// # Errors
    ///
    /// Fails if there is not enough memory.
    pub fn downloads_file(&self) -> Result<Table, PolarsError> {
        let mut table = file(FactTable::Downloads, &self.downloads)?;
        // Files are written row by row, which is slow across several chunks.
        table.frame.rechunk_mut_par();
        Ok(table)
    }
}

/// A table with the columns of its file, and with names in place of the numbers of enumerations.
fn file(kind: FactTable, table: &Table) -> Result<Table, PolarsError> {
    let mut table = table.clone();
    table
        .columns
        .retain(|column| !kind.is_beyond_file(&column.name));
    named(kind, table)
}

/// A table with names in place of the numbers of enumerations.
fn named(kind: FactTable, mut table: Table) -> Result<Table, PolarsError> {
    for column in &table.columns {
        if let Some(names) = kind.names(&column.name) {
            let named = with_names(table.frame.column(&column.name)?, names)?;
            table.frame.with_column(named)?;
        }
    }
    Ok(table)
}

/// A table with the columns of its files in folders: those of its file, then the others.
fn folder_file(kind: FactTable, table: &Table) -> Result<Table, PolarsError> {
    let columns = kind.columns().into_iter().chain(kind.folder_columns());
    let table = Table {
        columns: columns.map(|column| column.spec()).collect(),
        ..table.clone()
    };
    named(kind, table)
}

/// Dossiers per parallel task: enough that a frame of their own pays, few enough that all cores stay busy.
const CHUNK: usize = 16_384;

/// Dossiers whose rows are made before they are put into columns: few enough that the rows stay in the caches.
const ROWS_AT_ONCE: usize = 128;

/// Number of tasks after which the records that they used are freed.
const PIECES_AT_ONCE: usize = 8;

/// Computes the tables. Sessions outside of the period give no rows, but the ledger still gets
/// their negative phases and unknown campaigns.
///
/// # Errors
///
/// Fails if there is not enough memory.
pub fn facts(
    plan: &FactPlan,
    tally: &mut Tally,
    joined: &Joined,
    names: &Names,
    selection: &Selection,
) -> Result<Facts, PolarsError> {
    let mut made = Made::default();
    made.add(plan, joined, 0..joined.len(), names, selection)?;
    made.finish(tally, joined.len(), selection)
}

/// Like [`facts`], but frees the records as it goes, so that the tables can use their memory.
///
/// # Errors
///
/// The errors of [`facts`].
pub fn facts_of_last_use(
    plan: &FactPlan,
    tally: &mut Tally,
    mut joined: Joined,
    names: &Names,
    selection: &Selection,
) -> Result<Facts, PolarsError> {
    let mut made = Made::default();
    for start in (0..joined.len()).step_by(CHUNK * PIECES_AT_ONCE) {
        let dossiers = start..(start + CHUNK * PIECES_AT_ONCE).min(joined.len());
        made.add(plan, &joined, dossiers.clone(), names, selection)?;
        if dossiers.end < joined.len() {
            joined.let_go(dossiers);
        }
    }
    let total = joined.len();
    joined.drop_on_all_cores();
    made.finish(tally, total, selection)
}

/// The frames and notes made so far.
#[derive(Default)]
struct Made {
    /// The frames in the order of the dossiers, each with the number of its sessions.
    pieces: Vec<(usize, Frames)>,
    notes: Notes,
}

impl Made {
    fn add(
        &mut self,
        plan: &FactPlan,
        joined: &Joined,
        dossiers: Range<usize>,
        names: &Names,
        selection: &Selection,
    ) -> Result<(), PolarsError> {
        let beyond = Beyond::new(selection);
        let chunks: Vec<Range<usize>> = dossiers
            .clone()
            .step_by(CHUNK)
            .map(|start| start..(start + CHUNK).min(dossiers.end))
            .collect();
        let pieces = chunks
            .into_par_iter()
            .map(|chunk| {
                let mut tables = Fillings::new(selection, chunk.len());
                let mut rows = Rows::default();
                let mut events = Vec::new();
                for start in chunk.clone().step_by(ROWS_AT_ONCE) {
                    for index in start..(start + ROWS_AT_ONCE).min(chunk.end) {
                        let dossier = joined.dossier(index, &mut events);
                        rows.add(plan, beyond, joined.session(index), dossier);
                    }
                    tables.take(&mut rows, names);
                }
                Ok((rows.count, tables.finish()?, rows.notes))
            })
            .collect::<Result<Vec<_>, PolarsError>>()?;
        for (count, frames, notes) in pieces {
            self.pieces.push((count, frames));
            self.notes.merge(notes);
        }
        Ok(())
    }

    fn finish(
        self,
        tally: &mut Tally,
        sessions: usize,
        selection: &Selection,
    ) -> Result<Facts, PolarsError> {
        let counts = &mut tally.counts;
        counts.sessions_in_period = self.pieces.iter().map(|(count, _)| *count as u64).sum();
        counts.sessions_left_out = self.notes.left_out;
        counts.sessions_outside =
            sessions as u64 - counts.sessions_in_period - counts.sessions_left_out;
        self.notes.tell(tally);
        assemble(self.pieces, selection)
    }
}

/// The frames of one task in the order of [`FactTable::WITH_FILES`], followed by the frames of the
/// stints and of their days.
type Frames = [DataFrame; 8];

/// Concatenates the pieces, each given with the number of its sessions.
fn assemble(pieces: Vec<(usize, Frames)>, selection: &Selection) -> Result<Facts, PolarsError> {
    // Starts from empty tables, so that a dump without sessions still gives tables with columns.
    let mut whole = Fillings::new(selection, 0).finish()?;
    let mut first_row = 0_i64;
    for (count, piece) in pieces {
        for (table, mut frame) in whole.iter_mut().zip(piece) {
            if frame.column("session_row").is_ok() {
                frame.apply("session_row", |rows| rows + first_row)?;
            }
            table.vstack_mut_owned(frame)?;
        }
        first_row += i64::try_from(count).unwrap_or(i64::MAX);
    }
    let [
        sessions,
        operators,
        visits,
        offers,
        states,
        downloads,
        stints,
        stint_days,
    ] = whole;
    let table = |kind: FactTable, mut frame: DataFrame| {
        // Files are written row by row; reports read the chunks as they are.
        if selection.is_for_files() {
            frame.rechunk_mut_par();
        }
        Table {
            name: kind.name().to_owned(),
            columns: kind
                .all_columns()
                .iter()
                .filter(|info| selection.has(kind, info))
                .map(Definition::spec)
                .collect(),
            frame,
        }
    };
    Ok(Facts {
        sessions: table(FactTable::Sessions, sessions),
        session_operators: table(FactTable::SessionOperators, operators),
        queue_visits: table(FactTable::QueueVisits, visits),
        offers: table(FactTable::Offers, offers),
        states: table(FactTable::States, states),
        downloads: table(FactTable::Downloads, downloads),
        stints: table(FactTable::Stints, stints),
        stint_days: table(FactTable::StintDays, stint_days),
    })
}
