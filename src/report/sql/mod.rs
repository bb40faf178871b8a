//! The reports as SQL, for programs that ask the facts themselves.
//!
//! This is the definition of the metrics once more: tests hold every cell to the reports. So it rounds as the
//! reports do, once and in whole numbers.

mod plain;
mod star;

pub use self::plain::{LevelCase, PlainReport};
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

/// What is counted of sessions, by the names of the metrics. The columns are those of the table `sessions`.
fn session_counts() -> [(&'static str, &'static str); 20] {
    [
        ("sessions", "true"),
        ("inbound", "direction = 'inbound'"),
        ("outbound", "direction = 'outbound'"),
        ("offered", "in_level IS NOT NULL"),
        ("answered", "in_level IS NOT NULL AND outcome = 'answered'"),
        (
            "abandoned",
            "in_level IS NOT NULL AND outcome = 'abandoned'",
        ),
        (
            "short_abandoned",
            "in_level IS NOT NULL AND outcome = 'short_abandoned'",
        ),
        (
            "unanswered",
            "in_level IS NOT NULL AND outcome = 'unanswered'",
        ),
        (
            "left_before_queue",
            "direction = 'inbound' AND outcome = 'left_before_queue'",
        ),
        ("bot_only", "direction = 'inbound' AND outcome = 'bot_only'"),
        ("blacklisted", "outcome = 'blacklisted'"),
        ("open", "outcome = 'open'"),
        ("answered_in", "in_time AND outcome = 'answered'"),
        (
            "abandoned_in",
            "in_time AND outcome IN ('abandoned', 'short_abandoned')",
        ),
        (
            "abandoned_unoffered",
            "in_level IS NOT NULL AND outcome IN ('abandoned', 'short_abandoned') AND offers = 0",
        ),
        (
            "auto_accepted",
            "in_level IS NOT NULL AND outcome = 'answered' AND auto_accepted",
        ),
        // The same of the sessions that a service level is of.
        ("level_answered", "in_level AND outcome = 'answered'"),
        ("level_abandoned", "in_level AND outcome = 'abandoned'"),
        (
            "level_short_abandoned",
            "in_level AND outcome = 'short_abandoned'",
        ),
        ("level_unanswered", "in_level AND outcome = 'unanswered'"),
    ]
}
