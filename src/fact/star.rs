//! The tables of facts as a star schema: facts with ids alone, and tables of the dimensions that the ids refer to.

use std::collections::BTreeSet;

use chrono::Datelike;
use polars::prelude::{Column, DataFrame, NamedFrom, PolarsError, Series};

use crate::model::{DirectoryKind, Id};
use crate::names::Names;
use crate::settings::FactPlan;
use crate::table::{ColumnSpec, Kind, Table};
use crate::time::zone::Day;

/// The schema of the tables of facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Schema {
    /// Five tables, with ids and names
    #[default]
    Flat,
    /// The same four by ids alone, and tables of operators, queues, departments, campaigns and days
    Star,
}

impl Schema {
    /// The name in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flat => "flat",
            Self::Star => "star",
        }
    }
}

/// A table of ids with their names.
struct Dimension {
    /// The name of the column with the names; `_id` is appended for the column of ids, and the table is called
    /// `dim_` and this name.
    name: &'static str,
    kind: DirectoryKind,
    /// The columns of the tables of facts that hold ids of this kind.
    ids: &'static [&'static str],
}

const DIMENSIONS: [Dimension; 4] = [
    Dimension {
        name: "operator",
        kind: DirectoryKind::User,
        ids: &["owner_id", "user_id"],
    },
    Dimension {
        name: "queue",
        kind: DirectoryKind::Group,
        ids: &["entry_queue_id", "answer_queue_id", "queue_id"],
    },
    Dimension {
        name: "department",
        kind: DirectoryKind::Department,
        ids: &["department_id"],
    },
    Dimension {
        name: "campaign",
        kind: DirectoryKind::Campaign,
        ids: &["campaign_id"],
    },
];

/// The columns of the tables of facts that hold the name of an id in another column.
const NAMES: [&str; 6] = [
    "department",
    "entry_queue",
    "answer_queue",
    "owner",
    "operator",
    "queue",
];

/// Turns the tables of facts, with the columns of their files, into a star schema. A table of names has every id
/// that occurs in the facts; the table of days has every day from the first to the last.
pub fn star(facts: &[Table], names: &Names, plan: &FactPlan) -> Result<Vec<Table>, PolarsError> {
    let mut tables = Vec::new();
    for dimension in DIMENSIONS {
        let mut ids = BTreeSet::new();
        for column in dimension.ids {
            for table in facts {
                if let Ok(column) = table.frame.column(column) {
                    ids.extend(column.i64()?.iter().flatten());
                }
            }
        }
        tables.push(dimension.table(&ids, names)?);
    }
    let mut days = Vec::new();
    for table in facts {
        if let Ok(column) = table.frame.column("day") {
            days.extend(column.i32()?.iter().flatten());
        }
    }
    tables.push(days_table(&days, plan)?);
    for table in facts {
        tables.push(without_names(table)?);
    }
    Ok(tables)
}

impl Dimension {
    fn table(&self, ids: &BTreeSet<i64>, names: &Names) -> Result<Table, PolarsError> {
        let name = |id: &i64| Id::new(*id).map(|id| names.name(self.kind, id).into_owned());
        let texts: Vec<Option<String>> = ids.iter().map(name).collect();
        let ids: Vec<i64> = ids.iter().copied().collect();
        table(
            self.name,
            ids.len(),
            vec![
                (
                    format!("{}_id", self.name),
                    Kind::Id,
                    Series::new("".into(), ids),
                ),
                (
                    self.name.to_owned(),
                    Kind::Text,
                    Series::new("".into(), texts),
                ),
            ],
        )
    }
}

fn days_table(met: &[i32], plan: &FactPlan) -> Result<Table, PolarsError> {
    let bounds = met.iter().min().zip(met.iter().max());
    let days: Vec<i32> = bounds.map_or_else(Vec::new, |(first, last)| (*first..=*last).collect());
    let dates = || days.iter().map(|day| Day(*day).date());
    let text = |text: fn(chrono::NaiveDate) -> String| {
        let texts: Vec<Option<String>> = dates().map(|date| date.map(text)).collect();
        Series::new("".into(), texts)
    };
    let week = text(|date| {
        format!(
            "{:04}-W{:02}",
            date.iso_week().year(),
            date.iso_week().week()
        )
    });
    let month = text(|date| format!("{:04}-{:02}", date.year(), date.month()));
    let weekday = text(|date| date.weekday().to_string());
    let holidays = days.iter().map(|day| plan.calendar.is_holiday(Day(*day)));
    let holidays: Vec<Option<bool>> = holidays.collect();
    table(
        "day",
        days.len(),
        vec![
            (
                "day".to_owned(),
                Kind::Day,
                Series::new("".into(), days.clone()),
            ),
            ("week".to_owned(), Kind::Text, week),
            ("month".to_owned(), Kind::Text, month),
            ("weekday".to_owned(), Kind::Text, weekday),
            (
                "holiday".to_owned(),
                Kind::Flag,
                Series::new("".into(), holidays),
            ),
        ],
    )
}

fn table(
    name: &str,
    rows: usize,
    columns: Vec<(String, Kind, Series)>,
) -> Result<Table, PolarsError> {
    let mut specs = Vec::new();
    let mut frame: Vec<Column> = Vec::new();
    for (name, kind, series) in columns {
        frame.push(series.with_name(name.as_str().into()).into());
        specs.push(ColumnSpec { name, kind });
    }
    Ok(Table {
        name: format!("dim_{name}"),
        columns: specs,
        frame: DataFrame::new(rows, frame)?,
    })
}

fn without_names(of: &Table) -> Result<Table, PolarsError> {
    let is_kept = |column: &&ColumnSpec| {
        !(column.kind == Kind::Text && NAMES.contains(&column.name.as_str()))
    };
    let columns: Vec<ColumnSpec> = of.columns.iter().filter(is_kept).cloned().collect();
    let frame = of
        .frame
        .select(columns.iter().map(ColumnSpec::frame_name))?;
    Ok(Table {
        name: of.name.clone(),
        columns,
        frame,
    })
}
