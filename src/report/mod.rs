//! Facts to reports: groups rows and computes statistics in integers.

mod aggregate;
mod beyond;
mod breakdown;
mod bridge;
mod columns;
mod contract;
mod dimension;
mod distribute;
mod downloads;
mod each;
mod filter;
mod group;
mod identity;
mod metric;
pub mod overview;
mod plan;
mod population;
mod service_levels;
mod sql;
mod statistic;
mod statistics;
mod tables;
mod team;
mod terms;
pub mod trend;

pub use aggregate::{Reports, Totals, grouping_name, reports, selection};
pub use beyond::BeyondReport;
pub use breakdown::{
    BREAKDOWN_SESSIONS, BREAKDOWN_VISITS, Breakdown, BreakdownPart, BreakdownRow, BreakdownSource,
    FigureDerivation, Share,
};
pub use bridge::{BRIDGE, Bridge, bridge_definitions};
pub use columns::{
    columns_of, key_columns, key_columns_of, shown, shown_beyond, with_named_statistics,
};
pub use contract::{
    CONTRACT, ContractBreakdown, ContractRow, ContractSession, ContractShare, break_down_contract,
    contract_definitions, contract_keys,
};
pub use dimension::{Dimension, Interval};
pub use downloads::{
    DOWNLOAD_KINDS, DownloadReport, DownloadSummary, downloads, downloads_selection,
};
pub use filter::{Filter, UnknownValue};
pub use identity::{BrokenIdentity, Wholes};
pub use metric::{Condition, Deciding, DurationStatistic, Mean, ReportColumn, definitions};
pub use plan::{QueueBy, ReportPlan, Top};
pub use service_levels::SERVICE_LEVEL_COUNTS;
pub use sql::{PlainReport, RowLevels, STAR_TABLES, SqlDialect, views};
pub use statistic::Statistic;
pub use tables::passing_facts;
pub use terms::row_level;
