//! What was meant: a complete, valid plan of a run.

use chrono::{Datelike, Months};

use crate::calendar::Calendar;
use crate::report::{BeyondReport, Dimension, Filter, Interval, Statistic, Teams};
use crate::service_level::{LevelHours, ServiceLevel, ServiceLevels};
use crate::source::{HistoryNaming, Limits, TextPlan};
use crate::stated::{LeftOut, Stated};
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
    /// The period as long as this one that ends where it begins: of whole months as many months, else
    /// as many days. `None` if this one has no beginning or no end.
    #[must_use]
    pub fn previous(&self) -> Option<Self> {
        let (from, to) = (self.from?, self.to?);
        let (first, end) = (from.date()?, to.date()?);
        let before = if first.day() == 1 && end.day() == 1 {
            let months = (end.year() - first.year()) * 12 + end.month0().cast_signed()
                - first.month0().cast_signed();
            let months = Months::new(u32::try_from(months).ok()?);
            Day::of(first.checked_sub_months(months)?)
        } else {
            Day(from.0.checked_sub(to.0 - from.0)?)
        };
        Some(Self {
            from: Some(before),
            to: Some(from),
        })
    }

    /// Year and month, if it is just one month.
    #[must_use]
    pub fn month(&self) -> Option<(i32, u32)> {
        let (first, end) = (self.from?.date()?, self.to?.date()?);
        let is_month = first.day() == 1 && first.checked_add_months(Months::new(1))? == end;
        is_month.then(|| (first.year(), first.month()))
    }

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
    pub service_levels: ServiceLevels,
    /// When somebody is to be there.
    pub calendar: Calendar,
    /// Which sessions a service level is of.
    pub level_hours: LevelHours,
    /// Which operators belong together.
    pub teams: Teams,
    pub left_out: LeftOut,
}

/// The same before a dump is read, where settings name things as people do.
#[derive(Clone, Debug)]
pub struct FactSettings {
    pub zone: Zone,
    pub day_of: DayOf,
    pub period: Period,
    /// What holds where no rule does.
    pub service_level: ServiceLevel,
    pub level_hours: LevelHours,
    pub stated: Stated,
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
    /// The reports beyond the FAQ, each once and in order.
    pub beyond: Vec<BeyondReport>,
    /// Whether the tables of facts are written beside the reports.
    pub facts: bool,
    pub queue_by: QueueBy,
    pub interval: Interval,
    /// The statistics of each duration, in the order of their columns.
    pub statistics: Vec<Statistic>,
    /// The columns behind the dimensions, without units and in order; `None` for all.
    pub columns: Option<Vec<String>>,
    /// Which sessions they are of: all that pass every one.
    pub filters: Vec<Filter>,
    /// Which rows they have.
    pub top: Option<Top>,
}

/// The rows with the most sessions, and everything else as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Top {
    pub rows: usize,
    /// How many of the reports have these alone; what comes behind has all rows.
    pub reports: usize,
}

impl ReportPlan {
    /// Adds statistics that are not there.
    pub fn compute(&mut self, statistics: &[Statistic]) {
        for statistic in statistics {
            if !self.statistics.contains(statistic) {
                self.statistics.push(*statistic);
            }
        }
    }
}

/// How the dump is read.
#[derive(Clone, Debug, Default)]
pub struct ReadPlan {
    pub naming: HistoryNaming,
    /// What is not read.
    pub limits: Limits,
    pub texts: TextPlan,
    /// Whether anything that the ledger has as an error ends the run.
    pub strict: bool,
    /// Whether reports are made of a dump without any session.
    pub allow_empty: bool,
    /// Whether the inputs are hashed while they are read.
    pub hash: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, to: &str) -> Period {
        let day = |text: &str| text.parse().ok().map(Day::of);
        Period {
            from: day(from),
            to: day(to),
        }
    }

    #[test]
    fn before_a_month_is_a_month_and_before_days_are_days() {
        for (from, to, before) in [
            ("2026-10-01", "2026-11-01", "2026-09-01"),
            ("2026-03-01", "2026-04-01", "2026-02-01"),
            ("2026-01-01", "2026-04-01", "2025-10-01"),
            ("2026-10-05", "2026-10-12", "2026-09-28"),
            ("2026-10-01", "2026-10-08", "2026-09-24"),
        ] {
            assert_eq!(
                period(from, to).previous(),
                Some(period(before, from)),
                "{from}"
            );
        }
        assert_eq!(Period::default().previous(), None);
    }

    #[test]
    fn a_month_is_known_as_one() {
        assert_eq!(period("2026-10-01", "2026-11-01").month(), Some((2026, 10)));
        assert_eq!(period("2026-10-01", "2026-12-01").month(), None);
        assert_eq!(period("2026-10-02", "2026-11-02").month(), None);
    }
}
