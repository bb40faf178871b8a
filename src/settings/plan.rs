//! The plan by which facts are computed, before and after the names in the settings are resolved.

use super::{LeftOut, NamedSettings, Teams};
use crate::calendar::Calendar;
use crate::contract::Clause;
use crate::service_level::{LevelHours, ServiceLevel, ServiceLevels};
use crate::time::Period;
use crate::time::zone::Zone;

/// The timestamp whose day a session counts on.
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
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Answered => "answered",
            Self::Ended => "ended",
        }
    }
}

/// The plan by which facts are computed from dossiers. The default is that of a run without settings, in UTC.
#[derive(Clone, Debug, Default)]
pub struct FactPlan {
    pub zone: Zone,
    pub day_of: DayOf,
    pub period: Period,
    pub service_levels: ServiceLevels,
    /// Opening hours and holidays.
    pub calendar: Calendar,
    /// Whether the service level counts all sessions, or only those in opening hours.
    pub level_hours: LevelHours,
    /// The contracts, in the order of the settings.
    pub clauses: Vec<Clause>,
    /// The team of each operator.
    pub teams: Teams,
    pub left_out: LeftOut,
}

/// The fact plan before a dump is read: queues, operators and campaigns are still named as in the
/// settings.
#[derive(Clone, Debug)]
pub struct FactSettings {
    pub zone: Zone,
    pub day_of: DayOf,
    pub period: Period,
    /// The service level for sessions that no rule covers.
    pub service_level: ServiceLevel,
    pub level_hours: LevelHours,
    pub named_settings: NamedSettings,
}
