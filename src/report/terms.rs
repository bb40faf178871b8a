//! Which service level applies to the rows of a report.
//!
//! A row has the target and the formula of the queue and the channel that its dimensions name; a
//! row that names neither, such as a total or a day, has the defaults. Threshold and short-abandon
//! limit belong to each session rather than to the row; the counts already include their effect.

use polars::prelude::{DataFrame, PolarsError};

use super::dimension::Dimension;
use crate::model::Id;
use crate::model::api_enum::{ApiEnum, Channel};
use crate::service_level::{ServiceLevel, ServiceLevels};

/// The service level of a row with this queue and this text in its column `channel`. A channel that
/// the API does not declare counts as unknown, as everywhere.
pub fn row_level(
    levels: &ServiceLevels,
    queue: Option<i64>,
    channel: Option<&str>,
) -> ServiceLevel {
    let channel = channel.map(|name| Channel::from_name(name).unwrap_or(Channel::UNKNOWN));
    levels.level_for(queue.and_then(Id::new), channel)
}

/// The service level of each row of a report, by the keys of its groups.
pub(super) fn row_levels(
    levels: &ServiceLevels,
    keys: &DataFrame,
) -> Result<Vec<ServiceLevel>, PolarsError> {
    let queues = key(keys, Dimension::Queue);
    let queues = queues.map(|column| column.i64()).transpose()?;
    let channels = key(keys, Dimension::Channel);
    let channels = channels.map(|column| column.str()).transpose()?;
    Ok((0..keys.height())
        .map(|row| {
            let queue = queues.and_then(|queues| queues.get(row));
            let channel = channels.and_then(|channels| channels.get(row));
            row_level(levels, queue, channel)
        })
        .collect())
}

fn key(keys: &DataFrame, dimension: Dimension) -> Option<&polars::prelude::Column> {
    keys.column(dimension.name()).ok()
}
