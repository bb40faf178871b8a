//! Facts to reports: grouping in polars, statistics in whole numbers.

mod aggregate;
mod bridge;
mod dimension;
mod dissect;
mod group;
mod identity;
mod metric;
pub mod overview;
mod population;
mod service_levels;
mod statistics;

pub use aggregate::{Reports, Totals, reports, selection};
pub use bridge::{Bridge, bridge_definitions};
pub use dimension::{Dimension, Interval};
pub use dissect::{
    DISSECTED_SESSIONS, DISSECTED_VISITS, Dissectable, Dissection, Making, Of, Part, Share,
};
pub use identity::{BrokenIdentity, Wholes};
pub use metric::{Mean, ReportColumn, STATISTIC_SUFFIXES, definitions};
pub use service_levels::SERVICE_LEVEL_COUNTS;
