//! The default reports as SQL views over a star schema (`phasebook facts --schema star`). The statements are those
//! over plain facts; further views put the names beside the ids again.

use std::fmt::Write as _;

use super::super::dimension::{Dimension, Interval};
use super::super::grouping_name;
use super::super::plan::QueueBy;
use super::{PlainReport, RowLevels, SqlDialect};

/// The files that the views read.
pub const STAR_TABLES: [&str; 9] = [
    "dim_operator",
    "dim_queue",
    "dim_department",
    "dim_campaign",
    "dim_day",
    "sessions",
    "session_operators",
    "queue_visits",
    "offers",
];

const REPORTS: [&[Dimension]; 7] = [
    &[Dimension::Operator],
    &[Dimension::Queue],
    &[Dimension::Day],
    &[Dimension::Operator, Dimension::Day],
    &[Dimension::Queue, Dimension::Day],
    &[Dimension::Operator, Dimension::Queue, Dimension::Day],
    &[],
];

/// The prefix of the views that have names beside the ids.
const NAMED: &str = "named_";

/// The column of an id, the column of its name, and the table of names without `dim_`.
type NamedId = (&'static str, &'static str, &'static str);

/// The tables of facts that the reports are made of, with the ids that have names.
const NAMES: [(&str, &[NamedId]); 3] = [
    (
        "sessions",
        &[
            ("owner_id", "owner", "operator"),
            ("entry_queue_id", "entry_queue", "queue"),
            ("answer_queue_id", "answer_queue", "queue"),
        ],
    ),
    ("session_operators", &[("user_id", "operator", "operator")]),
    ("queue_visits", &[("queue_id", "queue", "queue")]),
];

/// The statements that create the views in DuckDB, over the files in a folder.
pub fn views(folder: &str, levels: &RowLevels) -> String {
    let mut text = String::new();
    let mut view = |name: &str, query: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "CREATE OR REPLACE VIEW {name} AS {query};");
    };
    for table in STAR_TABLES {
        let path = format!("{folder}/{table}.parquet").replace('\'', "''");
        view(table, &format!("SELECT * FROM read_parquet('{path}')"));
    }
    for (table, names) in NAMES {
        let mut columns = vec!["f.*".to_owned()];
        let mut from = format!("{table} f");
        for (id, name, of) in names {
            columns.push(format!("of_{name}.{of} AS {name}"));
            let _ = write!(
                from,
                "\n  LEFT JOIN dim_{of} of_{name} ON f.{id} = of_{name}.{of}_id"
            );
        }
        let columns = columns.join(", ");
        view(
            &format!("{NAMED}{table}"),
            &format!("\n  SELECT {columns}\n  FROM {from}"),
        );
    }
    let report = PlainReport {
        dialect: SqlDialect::Duckdb,
        queue_by: QueueBy::Entry,
        interval: Interval::default(),
        levels,
        prefix: NAMED,
    };
    for dimensions in REPORTS {
        view(&grouping_name(dimensions), query(&report.by(dimensions)));
    }
    view("service_levels", query(&report.service_levels()));
    text
}

/// The query of a statement, without the comment before it and the semicolon after it.
fn query(statement: &str) -> &str {
    let query = statement
        .split_once('\n')
        .map_or(statement, |(_, query)| query);
    query.trim_end().trim_end_matches(';')
}
