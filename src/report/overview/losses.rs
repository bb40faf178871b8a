//! Where the service level was lost: the hours of the week in which a queue missed its target by the
//! most sessions.

use std::cmp::Reverse;

use polars::prelude::{DataFrame, PolarsError};

use super::super::dimension::{Clock, Dimension};
use super::super::group::Groups;
use super::super::population::{CountedSession, session_counts};
use super::super::terms::row_levels;
use crate::model::{DirectoryKind, Id};
use crate::names::Names;
use crate::report::ReportPlan;
use crate::service_level::Ratio;
use crate::settings::FactPlan;

/// An hour of the week of one queue, over all weeks of the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The queue's id and name; `None` for the sessions without a queue.
    pub queue: Option<(i64, String)>,
    /// As in reports, `Mon` to `Sun`.
    pub weekday: String,
    /// 0 to 23.
    pub hour: i64,
    pub level: Ratio,
    /// The queue's target in ten-thousandths.
    pub target: u32,
    /// The number of further sessions in time that would have reached the target.
    pub sessions: u64,
}

/// Number of hours that are shown.
const SHOWN: usize = 3;

/// The hours with the most sessions missing, compared before rounding; of equal hours, the first by
/// queue, weekday and hour.
pub(super) fn losses(
    fact_plan: &FactPlan,
    plan: &ReportPlan,
    sessions: &DataFrame,
    counted: &[CountedSession],
    names: &Names,
) -> Result<Vec<Loss>, PolarsError> {
    let clock = Clock::new(fact_plan, plan);
    let dimensions = [Dimension::Queue, Dimension::Weekday, Dimension::Hour];
    let keys = dimensions.map(|dimension| dimension.key(sessions, plan.queue_by, &clock));
    let keys = keys.into_iter().collect::<Result<Vec<_>, PolarsError>>()?;
    let groups = Groups::by(sessions.height(), &keys)?;
    let levels = row_levels(&fact_plan.service_levels, &groups.keys)?;
    let counts = session_counts(counted, &groups);
    let mut lost: Vec<(u128, usize)> = Vec::new();
    for (place, (counts, level)) in counts.iter().zip(&levels).enumerate() {
        let ratio = level.formula.ratio(&counts.level);
        let missing = ratio.missing_to(level.target);
        if missing > 0 {
            lost.push((missing, place));
        }
    }
    lost.sort_unstable_by_key(|&(missing, place)| (Reverse(missing), place));
    lost.truncate(SHOWN);
    let queues = groups.keys.column(Dimension::Queue.name())?.i64()?;
    let weekdays = groups.keys.column(Dimension::Weekday.name())?;
    let weekdays = Dimension::Weekday.columns(weekdays, plan.queue_by, names)?;
    let hours = groups.keys.column(Dimension::Hour.name())?.i64()?;
    let mut losses = Vec::new();
    for (_, place) in lost {
        let queue = queues.get(place).and_then(|id| {
            let name = names.name(DirectoryKind::Group, Id::new(id)?);
            Some((id, name.into_owned()))
        });
        let weekday = match weekdays.first() {
            Some((_, column)) => column.str()?.get(place).unwrap_or_default().to_owned(),
            None => String::new(),
        };
        let level = &levels[place];
        let ratio = level.formula.ratio(&counts[place].level);
        losses.push(Loss {
            queue,
            weekday,
            hour: hours.get(place).unwrap_or_default(),
            level: ratio,
            target: level.target,
            sessions: ratio.sessions_missing_to(level.target),
        });
    }
    Ok(losses)
}
