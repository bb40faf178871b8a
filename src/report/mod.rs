//! Facts to reports: grouping in polars, statistics in whole numbers.

mod aggregate;
mod dimension;
mod group;
mod metric;
mod population;
mod service_levels;
mod statistics;

pub use aggregate::{Reports, Totals, reports, selection};
pub use dimension::{Dimension, Interval};
pub use metric::{Definition, definitions};
