//! The reports as SQL, for programs that query the facts themselves.
//!
//! The statements define the metrics a second time; tests compare every cell with the reports. So they round
//! as the reports do, once and in integers.

mod beyond;
mod bridge;
mod dialect;
mod key;
mod lengths;
mod level;
mod load;
mod plain;
mod star;
mod thresholds;

pub use self::level::RowLevels;
pub use self::plain::PlainReport;
pub use self::star::{STAR_TABLES, views};

/// A language of SQL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum SqlDialect {
    /// DuckDB
    #[default]
    Duckdb,
    /// Spark, Databricks and Sail
    Spark,
    /// DataFusion
    Datafusion,
}
