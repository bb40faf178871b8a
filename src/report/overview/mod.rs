//! What the workbook's summary, the page and the terminal show beyond the reports: the headline with
//! the previous period, waits second by second, box plots, and flows between queues.
//!
//! Everything is an aggregation of the facts, by the same functions as the reports; most of it is
//! reports. Nobody computes it who has not asked for one of those.

mod boxes;
mod flows;
mod states;
mod waits;

use polars::prelude::PolarsError;

pub use self::boxes::{BoxPlot, PhaseBoxes};
pub use self::flows::Flow;
pub use self::states::{SourceStates, StateShare};
pub(in crate::report) use self::waits::waits;
pub use self::waits::{LAST_SECOND, Waits};

use super::aggregate::{Reports, reports, selection};
use super::beyond::BeyondReport;
use super::dimension::{Clock, Dimension};
use super::group::Groups;
use super::population::{counted_sessions, session_counts};
use super::statistic::Statistic;
use super::tables::Tables;
use crate::fact::{FactTable, Facts, Selection};
use crate::names::Names;
use crate::report::{ReportPlan, Top};
use crate::service_level::ServiceCounts;
use crate::settings::FactPlan;
use crate::table::Table;
use crate::time::Period;

/// The figures behind everything that is drawn.
#[derive(Clone, Debug)]
pub struct Overview {
    pub total: Table,
    /// The period before, if the plan has a period and the dump sessions of the one before.
    pub previous: Option<Previous>,
    pub by_queue: Table,
    pub by_operator: Table,
    pub by_day: Table,
    /// By weekday and hour.
    pub by_hour: Table,
    pub service_levels: Table,
    /// A row of `service_levels` each, in its order.
    pub waits: Vec<Waits>,
    /// A phase each that has any value; in each the rows of `by_queue` that have any.
    pub boxes: Vec<PhaseBoxes>,
    /// Most visits first.
    pub flows: Vec<Flow>,
    /// Which sources skip which states; empty where that report was not asked for.
    pub states: Vec<SourceStates>,
    /// Of all sessions.
    pub counts: ServiceCounts,
    /// Of those that the service level is of.
    pub level_counts: ServiceCounts,
    /// How many speeds of answer `asa` is the mean of.
    pub speeds: u64,
    /// How many handling times `aht` is the mean of.
    pub handled: u64,
    /// The queues of `service_levels`, the total aside, in its order.
    queues: Vec<Option<i64>>,
}

/// The figures of the period before.
#[derive(Clone, Debug)]
pub struct Previous {
    pub period: Period,
    /// The report `total`.
    pub total: Table,
}

/// The sets of dimensions that an overview is made of.
const GROUPINGS: [&[Dimension]; 5] = [
    &[],
    &[Dimension::Queue],
    &[Dimension::Operator],
    &[Dimension::Day],
    &[Dimension::Weekday, Dimension::Hour],
];

/// The plan with the reports that an overview is made of behind its own.
pub fn with_overview(plan: &ReportPlan) -> ReportPlan {
    let mut plan = plan.clone();
    let asked = plan.groupings.len();
    for grouping in GROUPINGS {
        if plan.top.is_some() || !plan.groupings.iter().any(|set| set == grouping) {
            plan.groupings.push(grouping.to_vec());
        }
    }
    plan.top = plan.top.map(|top| Top {
        reports: asked,
        ..top
    });
    plan.service_levels = true;
    plan.compute(&Statistic::DEFAULT);
    plan
}

/// The columns of the fact tables that such a plan needs.
pub fn overview_selection(plan: &ReportPlan) -> Selection {
    let mut selection = selection(plan);
    if let Some(wanted) = selection.wanted_mut() {
        wanted.push((FactTable::QueueVisits, flows::VISIT_COLUMNS.to_vec()));
    }
    selection
}

/// The plan and columns of the period before: its total is all that is wanted of it.
pub fn previous_selection(plan: &ReportPlan) -> (ReportPlan, Selection) {
    let plan = ReportPlan {
        groupings: vec![Vec::new()],
        service_levels: false,
        statistics: Statistic::DEFAULT.to_vec(),
        beyond: Vec::new(),
        columns: None,
        top: None,
        ..plan.clone()
    };
    let selection = selection(&plan);
    (plan, selection)
}

/// The report `total` of the period before; `None` if the dump has no session of it.
pub fn previous(
    fact_plan: &FactPlan,
    plan: &ReportPlan,
    facts: &Facts,
    names: &Names,
) -> Result<Option<Previous>, PolarsError> {
    if facts.sessions.frame.height() == 0 {
        return Ok(None);
    }
    let total = reports(fact_plan, plan, facts, names)?.tables.into_iter();
    Ok(total.last().map(|total| Previous {
        period: fact_plan.period,
        total,
    }))
}

impl Overview {
    /// Of the reports of a plan that [`with_overview`] has made, and the facts they were made of.
    ///
    /// # Errors
    ///
    /// If polars cannot build a frame: memory is short; or if the plan was another.
    pub fn of(
        fact_plan: &FactPlan,
        plan: &ReportPlan,
        reports: &Reports,
        facts: &Facts,
        names: &Names,
        previous: Option<Previous>,
    ) -> Result<Self, PolarsError> {
        let table = |name: &str| {
            // Behind a report with its largest rows alone stands the whole one.
            let found = reports.tables.iter().rfind(|table| table.name == name);
            found.cloned().ok_or_else(
                || polars::prelude::polars_err!(ComputeError: "the report {name} was not planned"),
            )
        };
        let mut beyond = reports.beyond.iter();
        let states = beyond.find(|table| table.name == BeyondReport::StatesBySource.name());
        let tables = Tables::of(fact_plan, plan, facts, names)?;
        let sessions = &tables.sessions;
        let clock = Clock::of(fact_plan, plan);
        let queues = Dimension::Queue.key(sessions, plan.queue_by, &clock)?;
        let queues = Groups::by(sessions.height(), &[queues])?;
        let all = Groups::by(sessions.height(), &[])?;
        let counted = counted_sessions(sessions)?;
        let all = session_counts(&counted, &all);
        let all = all.first().copied().unwrap_or_default();
        Ok(Self {
            total: table("total")?,
            previous,
            by_queue: table("by_queue")?,
            by_operator: table("by_operator")?,
            by_day: table("by_day")?,
            by_hour: table("by_weekday_hour")?,
            service_levels: table("service_levels")?,
            waits: waits(&counted, &queues)?,
            boxes: boxes::boxes(sessions, &queues, names)?,
            flows: flows::flows(&tables.visits, names)?,
            states: match states {
                Some(table) => states::matrix(table)?,
                None => Vec::new(),
            },
            counts: all.service,
            level_counts: all.level,
            speeds: all.speed.count,
            handled: all.handled.count,
            queues: queues.keys.column("queue")?.i64()?.iter().collect(),
        })
    }

    /// The counts of a queue's sessions, `None` being no queue; `None` if no session is in it.
    pub fn counts_of(&self, queue: Option<i64>) -> Option<ServiceCounts> {
        let place = self.queues.iter().position(|known| *known == queue)?;
        self.waits.get(place).map(|waits| waits.counts)
    }
}
