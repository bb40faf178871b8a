//! Reads the rows of a pack's tables as text, whatever format they were written in.

use std::fmt::Display;
use std::fs::File;
use std::io::{BufReader, Cursor, Read};

use csv::StringRecord;
use polars::prelude::{DataType, ParquetReader, PolarsError, SerReader};

use super::Pack;
use crate::error::Error;
use crate::table::{ColumnSpec, Kind, Table};
use crate::time::zone::Zone;
use crate::write::{CsvStyle, Dialect, DurationStyle, write_csv};

/// A table of a pack, row by row, with its cells as CSV for programs has them.
pub struct PackRows {
    header: StringRecord,
    reader: csv::Reader<Box<dyn Read>>,
    place: String,
}

impl std::fmt::Debug for PackRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PackRows")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

impl Pack {
    /// The names of the tables in the manifest.
    pub fn tables(&self) -> Vec<&str> {
        let outputs = self.manifest.outputs.iter();
        let names = outputs.filter_map(|output| {
            let name = output.name.as_str();
            let table = name
                .strip_suffix(".csv")
                .or_else(|| name.strip_suffix(".parquet"));
            table.filter(|&table| table != "problems")
        });
        // A table written in both formats is listed once, at its first place.
        let mut tables: Vec<&str> = Vec::new();
        for name in names {
            if !tables.contains(&name) {
                tables.push(name);
            }
        }
        tables
    }

    /// Whether the manifest has this table.
    pub fn has(&self, table: &str) -> bool {
        self.tables().contains(&table)
    }

    /// Whether the CSV files are in the format for programs. Older manifests do not record the format,
    /// because there was no other one.
    fn has_plain_csv(&self) -> bool {
        let plain = [
            ("csv", Dialect::default().name()),
            ("durations", DurationStyle::default().name()),
        ];
        plain.into_iter().all(|(setting, plain)| {
            let value = self.manifest.setting(setting);
            value.is_empty() || value == plain
        })
    }

    /// The rows of a table.
    ///
    /// # Errors
    ///
    /// If its file does not exist or cannot be read.
    pub fn rows(&self, table: &str) -> Result<PackRows, Error> {
        let has = |name: &str| {
            let mut outputs = self.manifest.outputs.iter();
            outputs.any(|output| output.name == name)
        };
        let [csv, parquet_file] = ["csv", "parquet"].map(|ending| format!("{table}.{ending}"));
        let is_csv = has(&csv) && self.has_plain_csv();
        if has(&csv) && !is_csv && !has(&parquet_file) {
            return Err(Error::failed(
                format!(
                    "{} is for spreadsheets, which is not compared",
                    self.path(&csv).display()
                ),
                "make the pack again from its dump with --format parquet added",
            ));
        }
        self.read(table, if is_csv { &csv } else { &parquet_file }, is_csv)
    }

    /// The rows of an output, if it is a table in a format that is compared.
    ///
    /// # Errors
    ///
    /// If it is not such a table, does not exist or cannot be read.
    pub(super) fn rows_of(&self, output: &str) -> Result<PackRows, Error> {
        let csv = output.strip_suffix(".csv").filter(|_| self.has_plain_csv());
        let table = csv.or_else(|| output.strip_suffix(".parquet"));
        let table = table.ok_or_else(|| {
            Error::failed(
                format!(
                    "{} is no table that is compared",
                    self.path(output).display()
                ),
                "tables are compared as CSV for programs, or as Parquet",
            )
        })?;
        self.read(table, output, csv.is_some())
    }

    fn read(&self, table: &str, name: &str, is_csv: bool) -> Result<PackRows, Error> {
        let path = self.path(name);
        let place = path.display().to_string();
        let fail = |error: &dyn std::fmt::Display| {
            Error::failed(
                format!("cannot read {place}: {error}"),
                "`phasebook verify` tells whether the pack is as it was written",
            )
        };
        let file = File::open(&path).map_err(|error| fail(&error))?;
        let source: Box<dyn Read> = if is_csv {
            Box::new(BufReader::new(file))
        } else {
            let zone = Zone::by_name(self.manifest.setting("tz")).unwrap_or(Zone::UTC);
            let table = parquet(table, file).map_err(|error| fail(&error))?;
            let mut text = Vec::new();
            write_csv(&table, CsvStyle::plain(zone), &mut text).map_err(|error| fail(&error))?;
            Box::new(Cursor::new(text))
        };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(true)
            .from_reader(source);
        let header = reader.headers().map_err(|error| fail(&error))?.clone();
        Ok(PackRows {
            header,
            reader,
            place,
        })
    }
}

impl PackRows {
    /// The names of the columns.
    pub const fn header(&self) -> &StringRecord {
        &self.header
    }

    /// The next row.
    ///
    /// # Errors
    ///
    /// If the file is damaged.
    pub fn next_row(&mut self) -> Result<Option<StringRecord>, Error> {
        let mut row = StringRecord::new();
        match self.reader.read_record(&mut row) {
            Ok(true) => Ok(Some(row)),
            Ok(false) => Ok(None),
            Err(error) => Err(self.damaged(error)),
        }
    }

    /// The error about a file that is not as phasebook wrote it.
    pub(crate) fn damaged(&self, reason: impl Display) -> Error {
        Error::failed(
            format!("cannot read {}: {reason}", self.place),
            "`phasebook verify` tells whether the pack is as it was written",
        )
    }
}

/// Reads a Parquet file back as the table that it was written from.
fn parquet(name: &str, file: File) -> Result<Table, PolarsError> {
    let mut frame = ParquetReader::new(file).finish()?;
    let mut columns = Vec::new();
    let names: Vec<String> = frame
        .get_column_names()
        .iter()
        .map(ToString::to_string)
        .collect();
    for column in &names {
        let (mut spec, integers) = spec(column, frame.column(column)?.dtype());
        if let Some(unit) = integers {
            let values = frame.column(column)?.cast(&DataType::Float64)?;
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the figures were written from integers"
            )]
            let values: polars::prelude::Int64Chunked = values
                .f64()?
                .iter()
                .map(|value| value.map(|value| (value * unit).round() as i64))
                .collect();
            frame.replace(column, polars::prelude::IntoColumn::into_column(values))?;
        } else if matches!(spec.kind, Kind::Timestamp | Kind::LocalTimestamp) {
            let values = frame.column(column)?.cast(&DataType::Int64)?;
            frame.replace(column, values)?;
        } else if spec.kind == Kind::Day {
            let values = frame.column(column)?.cast(&DataType::Int32)?;
            frame.replace(column, values)?;
        }
        if spec.kind == Kind::Seconds && names.contains(&spec.name) {
            // The name without the unit belongs to a count.
            spec.name.clone_from(column);
        }
        if *column != spec.frame_name() {
            frame.rename(column, spec.frame_name().into())?;
        }
        columns.push(spec);
    }
    Ok(Table {
        name: name.to_owned(),
        columns,
        frame,
    })
}

/// The name and kind of a column, and the factor that turns its decimals into the integers of that kind.
fn spec(column: &str, dtype: &DataType) -> (ColumnSpec, Option<f64>) {
    let (name, kind, unit) = match dtype {
        DataType::Float64 => match column.strip_suffix("_s") {
            Some(name) => (name, Kind::Seconds, Some(1e3)),
            None => (column, Kind::Rate, Some(1e4)),
        },
        DataType::Datetime(_, None) => (column, Kind::LocalTimestamp, None),
        DataType::Datetime(..) => (column, Kind::Timestamp, None),
        DataType::Date => (column, Kind::Day, None),
        DataType::Boolean => (column, Kind::Flag, None),
        DataType::String => (column, Kind::Text, None),
        _ => match column.strip_suffix("_us") {
            Some(name) => (name, Kind::Length, None),
            None => (column, Kind::Count, None),
        },
    };
    let spec = ColumnSpec {
        name: name.to_owned(),
        kind,
    };
    (spec, unit)
}
