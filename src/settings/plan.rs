//! How facts are made: complete and valid, before and after the names in settings are resolved.

use super::{LeftOut, NamedSettings, Teams};
use crate::calendar::Calendar;
use crate::service_level::{LevelHours, ServiceLevel, ServiceLevels};
use crate::time::Period;
use crate::time::zone::Zone;

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
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Answered => "answered",
            Self::Ended => "ended",
        }
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
    pub named_settings: NamedSettings,
}
