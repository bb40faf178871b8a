//! Figures that the workbook's summary, the page and the terminal show beyond the reports: the
//! headline with the previous period, waits second by second, box plots, and flows between queues.
//!
//! Everything is an aggregation of the facts by the same functions as the reports, and most of it
//! is taken from reports. It is computed only if one of these outputs is asked for.

mod boxes;
mod flows;
mod losses;
mod states;
mod waits;

use polars::prelude::PolarsError;

pub use self::boxes::{BoxPlot, PhaseBoxes};
pub use self::flows::{FlowRow, Flows};
pub use self::losses::Loss;
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
use super::trend::{CalendarMonth, Trend};
use crate::fact::{FactTable, Facts, Selection};
use crate::names::Names;
use crate::report::{ReportPlan, Top};
use crate::service_level::ServiceCounts;
use crate::settings::FactPlan;
use crate::table::Table;
use crate::time::Period;

/// The figures behind all drawings.
#[derive(Debug)]
pub struct Overview {
    pub total: Table,
    /// The previous period; `None` if the plan has no period, or the dump has no sessions of the
    /// previous one.
    pub previous: Option<Previous>,
    /// The same month of the year before, where there is a trend that reaches it.
    pub year_before: Option<Previous>,
    /// The months up to this one; `None` if they were not asked for.
    pub trend: Option<Trend>,
    /// The hours in which the service level was lost; empty if they were not asked for.
    pub losses: Vec<Loss>,
    pub by_queue: Table,
    pub by_operator: Table,
    pub by_day: Table,
    /// The report by weekday and hour.
    pub by_hour: Table,
    pub service_levels: Table,
    /// The waits of each row of `service_levels`, in its order.
    pub waits: Vec<Waits>,
    /// The box plots of each phase, one for each queue with a value; phases without values are left
    /// out.
    pub boxes: Vec<PhaseBoxes>,
    /// The visits of each queue by their ends.
    pub flows: Flows,
    /// The states that each source skips; empty unless `states_by_source` was asked for.
    pub states: Vec<SourceStates>,
    /// The counts of all sessions.
    pub counts: ServiceCounts,
    /// The counts of the sessions that the service level covers.
    pub level_counts: ServiceCounts,
    /// Number of speeds of answer in the mean `asa`.
    pub speeds: u64,
    /// Number of handling times in the mean `aht`.
    pub handled: u64,
    /// The queues of `service_levels` in its order, without the total.
    queues: Vec<Option<i64>>,
}

/// The parts of an overview that come from other months, or that only some outputs need.
#[derive(Debug, Default)]
pub struct Beside {
    /// The previous period. If there is a trend, the overview takes the previous month from it
    /// instead.
    pub previous: Option<Previous>,
    pub trend: Option<Trend>,
    /// Whether to find out where the service level was lost.
    pub losses: bool,
}

/// The figures of the previous period.
#[derive(Clone, Debug)]
pub struct Previous {
    pub period: Period,
    /// The report `total`.
    pub total: Table,
}

/// The sets of dimensions that an overview needs.
const GROUPINGS: [&[Dimension]; 5] = [
    &[],
    &[Dimension::Queue],
    &[Dimension::Operator],
    &[Dimension::Day],
    &[Dimension::Weekday, Dimension::Hour],
];

/// The plan with the reports for an overview added after its own.
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

/// The columns of the fact tables that a plan with an overview needs.
pub fn overview_selection(plan: &ReportPlan) -> Selection {
    let mut selection = selection(plan);
    if let Some(wanted) = selection.wanted_mut() {
        wanted.push((FactTable::QueueVisits, flows::VISIT_COLUMNS.to_vec()));
    }
    selection
}

/// The plan and the columns for the previous period, of which only the total is needed.
pub fn previous_selection(plan: &ReportPlan) -> (ReportPlan, Selection) {
    let plan = ReportPlan {
        groupings: vec![Vec::new()],
        service_levels: false,
        statistics: Statistic::DEFAULT.to_vec(),
        bridge: false,
        beyond: Vec::new(),
        facts: false,
        contracts: false,
        columns: None,
        top: None,
        ..plan.clone()
    };
    let selection = selection(&plan);
    (plan, selection)
}

/// The report `total` of the previous period; `None` if the dump has no session of it.
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

/// The figures of a month of the trend; `None` if no session of it is counted.
fn month_of(trend: &Trend, month: Option<CalendarMonth>) -> Result<Option<Previous>, PolarsError> {
    let Some(month) = month else {
        return Ok(None);
    };
    Ok(trend.total_of(month)?.map(|total| Previous {
        period: month.period(),
        total,
    }))
}

impl Overview {
    /// Computes the overview from the reports of a plan made by [`with_overview`] and from their
    /// facts.
    ///
    /// # Errors
    ///
    /// If polars cannot build a frame because memory is short, or if [`with_overview`] did not make
    /// the plan.
    pub fn new(
        fact_plan: &FactPlan,
        plan: &ReportPlan,
        reports: &Reports,
        facts: &Facts,
        names: &Names,
        beside: Beside,
    ) -> Result<Self, PolarsError> {
        let Beside {
            previous,
            trend,
            losses,
        } = beside;
        let table = |name: &str| {
            // A report cut to its largest rows may come first; the last report of the name is
            // whole.
            let found = reports.tables.iter().rfind(|table| table.name == name);
            found.cloned().ok_or_else(
                || polars::prelude::polars_err!(ComputeError: "the report {name} was not planned"),
            )
        };
        let mut beyond = reports.beyond.iter();
        let states = beyond.find(|table| table.name == BeyondReport::StatesBySource.name());
        let tables = Tables::new(fact_plan, plan, facts, names)?;
        let sessions = &tables.sessions;
        let clock = Clock::new(fact_plan, plan);
        let queues = Dimension::Queue.key(sessions, plan.queue_by, &clock)?;
        let queues = Groups::by(sessions.height(), &[queues])?;
        let all = Groups::by(sessions.height(), &[])?;
        let counted = counted_sessions(sessions)?;
        let all = session_counts(&counted, &all);
        let all = all.first().copied().unwrap_or_default();
        let (previous, year_before) = match &trend {
            Some(trend) => (
                month_of(trend, trend.month().before(1))?,
                month_of(trend, Some(trend.month().year_before()))?,
            ),
            None => (previous, None),
        };
        let losses = if losses {
            losses::losses(fact_plan, plan, sessions, &counted, names)?
        } else {
            Vec::new()
        };
        Ok(Self {
            total: table("total")?,
            previous,
            year_before,
            trend,
            losses,
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

    /// The counts of a queue's sessions, or with `None` of the sessions without a queue; `None` if
    /// the queue has no session.
    pub fn counts_of(&self, queue: Option<i64>) -> Option<ServiceCounts> {
        let place = self.queues.iter().position(|known| *known == queue)?;
        self.waits.get(place).map(|waits| waits.counts)
    }
}
