//! Timestamps, durations, local dates and periods, as integers (microseconds or days), and their parsers.

pub(crate) mod packed;
pub(crate) mod parse_duration;
pub(crate) mod parse_timestamp;
mod period;
mod timestamp;
pub mod zone;

pub use period::Period;
pub use timestamp::{Duration, Timestamp};
