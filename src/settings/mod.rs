//! Settings that only a settings file can give: those of queues, operators and campaigns, which it
//! names by name or id. [`resolve()`] finds their ids in the dump before any figure is computed.

mod finder;
mod merge;
mod plan;
mod resolve;
mod teams;

pub use self::plan::{DayOf, FactPlan, FactSettings};
pub use self::resolve::{Resolved, resolve};
pub use self::teams::Teams;

use std::collections::HashSet;

use crate::calendar::HoursSettings;
use crate::contract::Contract;
use crate::model::{Id, Named};
use crate::service_level::LevelRule;

/// The settings that name queues, operators or campaigns, and the company, as they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedSettings {
    /// The company's name, which stands in the titles of the page and the workbook.
    pub company: Option<String>,
    pub level_rules: Vec<LevelRule>,
    pub hours: HoursSettings,
    /// In the order of the settings.
    pub contracts: Vec<Contract>,
    /// Operators with their teams, in the order of the settings.
    pub teams: Vec<(Named, String)>,
    pub queue_aliases: Vec<Alias>,
    pub operator_aliases: Vec<Alias>,
    pub left_out_queues: Vec<Named>,
    pub left_out_operators: Vec<Named>,
    /// Campaigns whose operators read the record before the call: their `ring` is empty.
    pub preview_campaigns: Vec<Named>,
}

impl NamedSettings {
    /// Whether there are no names to look up.
    pub fn is_empty(&self) -> bool {
        let company = self.company.clone();
        *self
            == Self {
                company,
                ..Self::default()
            }
    }
}

impl NamedSettings {
    /// The operators in aliases and left-out lists that are named by neither an id nor a code. Teams are not included.
    pub fn operators_by_name(&self) -> impl Iterator<Item = &str> {
        let aliases = self.operator_aliases.iter();
        let aliases = aliases.flat_map(|alias| alias.was.iter().chain([&alias.name]));
        let named = self.left_out_operators.iter().chain(aliases);
        named.filter_map(|named| match named {
            Named::Name(name) if !name.starts_with("op-") => Some(name.as_str()),
            _ => None,
        })
    }
}

/// Several queues or operators that count as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The queue or operator that all of them count as; reports show this name.
    pub name: Named,
    /// The queues or operators that count as `name`.
    pub was: Vec<Named>,
}

/// The queues and operators whose sessions are left out of all figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    pub queues: HashSet<Id>,
    pub operators: HashSet<Id>,
}

impl LeftOut {
    /// Why a session with these queues and this owner is left out, in words; `None` if it is not. Either queue of a
    /// session can leave it out: the queue that it entered first, or the queue in which it was answered. Of its
    /// operators only the owner can.
    pub fn reason(
        &self,
        entry_queue: Option<Id>,
        answer_queue: Option<Id>,
        owner: Option<Id>,
    ) -> Option<&'static str> {
        let has = |set: &HashSet<Id>, id: Option<Id>| id.is_some_and(|id| set.contains(&id));
        if has(&self.queues, entry_queue) {
            Some("its entry queue is left out")
        } else if has(&self.queues, answer_queue) {
            Some("its answer queue is left out")
        } else if has(&self.operators, owner) {
            Some("its owner is left out")
        } else {
            None
        }
    }
}
