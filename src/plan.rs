//! What was meant: a complete, valid plan of a run.

use crate::report::{Dimension, Interval};
use crate::service_level::ServiceLevel;
use crate::source::HistoryNaming;
use crate::zone::{Day, Zone};

/// The moment that gives a session its day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum DayOf {
    /// When it was created.
    #[default]
    Created,
    /// When it was first accepted, else started, else created.
    Answered,
    /// When it ended, else created.
    Ended,
}

impl DayOf {
    /// The name in settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Answered => "answered",
            Self::Ended => "ended",
        }
    }
}

/// The queue that a session counts in.
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
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Answer => "answer",
        }
    }
}

/// The days of the report: local dates, the end excluded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    pub from: Option<Day>,
    pub to: Option<Day>,
}

impl Period {
    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(&self, day: Day) -> bool {
        self.from.is_none_or(|from| day >= from) && self.to.is_none_or(|to| day < to)
    }
}

/// How facts are made of dossiers.
#[derive(Clone, Debug)]
pub struct FactPlan {
    pub zone: Zone,
    pub day_of: DayOf,
    pub period: Period,
    pub service_level: ServiceLevel,
}

/// Which reports are made of facts, and how.
#[derive(Clone, Debug)]
pub struct ReportPlan {
    /// The sets of dimensions, one a report; the empty one is the total.
    pub groupings: Vec<Vec<Dimension>>,
    /// Whether the report `service_levels` is made.
    pub service_levels: bool,
    /// Whether the report `bridge` is written; it is always computed and checked.
    pub bridge: bool,
    /// Whether the tables of facts are written beside the reports.
    pub facts: bool,
    pub queue_by: QueueBy,
    pub interval: Interval,
}

/// How the dump is read.
#[derive(Clone, Debug, Default)]
pub struct ReadPlan {
    pub naming: HistoryNaming,
    /// Whether a rejection is an error.
    pub strict: bool,
    /// Whether the inputs are hashed while they are read.
    pub hash: bool,
}
