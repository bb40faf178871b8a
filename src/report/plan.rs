//! Which reports are computed from the facts, and how.

use super::{BeyondReport, Dimension, Filter, Interval, Statistic};

/// The queue for which a session counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum QueueBy {
    /// The first that it entered.
    #[default]
    Entry,
    /// The one in which it was answered.
    Answer,
}

impl QueueBy {
    /// The name in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Answer => "answer",
        }
    }
}

/// Which reports are computed from the facts, and how.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a table that a run makes or not"
)]
pub struct ReportPlan {
    /// The sets of dimensions, one for each report; the empty set is the total.
    pub groupings: Vec<Vec<Dimension>>,
    /// Whether the report `service_levels` is made.
    pub service_levels: bool,
    /// Whether the report `bridge` is written; it is always computed and checked.
    pub bridge: bool,
    /// The reports beyond the FAQ, each once and in order.
    pub beyond: Vec<BeyondReport>,
    /// Whether the report `contract` is made of the contracts in the settings.
    pub contracts: bool,
    /// Whether the tables of facts are written beside the reports.
    pub facts: bool,
    pub queue_by: QueueBy,
    pub interval: Interval,
    /// The statistics of each duration, in the order of their columns.
    pub statistics: Vec<Statistic>,
    /// The columns after the dimensions, without units and in order; `None` for all.
    pub columns: Option<Vec<String>>,
    /// The filters; a session counts if it passes all of them.
    pub filters: Vec<Filter>,
    /// Limits the reports to their largest rows; `None` keeps all rows.
    pub top: Option<Top>,
}

/// Keeps the rows with the most sessions and merges the others into one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Top {
    pub rows: usize,
    /// Number of reports that are cut; the reports after them keep all rows.
    pub reports: usize,
}

impl Default for ReportPlan {
    /// The reports that are written by default.
    fn default() -> Self {
        Self {
            groupings: Self::default_groupings(),
            service_levels: true,
            bridge: false,
            beyond: Vec::new(),
            contracts: false,
            facts: false,
            queue_by: QueueBy::default(),
            interval: Interval::default(),
            statistics: Statistic::DEFAULT.to_vec(),
            columns: None,
            filters: Vec::new(),
            top: None,
        }
    }
}

impl ReportPlan {
    /// The sets of dimensions of the reports that are written by default.
    pub fn default_groupings() -> Vec<Vec<Dimension>> {
        use Dimension::{Day, Operator, Queue};
        vec![
            vec![Operator],
            vec![Queue],
            vec![Day],
            vec![Operator, Day],
            vec![Queue, Day],
            vec![Operator, Queue, Day],
            vec![],
        ]
    }

    /// Adds the statistics that the plan does not have yet.
    pub fn compute(&mut self, statistics: &[Statistic]) {
        for statistic in statistics {
            if !self.statistics.contains(statistic) {
                self.statistics.push(*statistic);
            }
        }
    }
}
