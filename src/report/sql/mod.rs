//! The reports as SQL, for programs that ask the facts themselves.
//!
//! This is the definition of the metrics once more: tests hold every cell to the reports. So it rounds as the
//! reports do, once and in whole numbers.

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
