//! Resolves names and ids in the settings to the ids of a dump.
//!
//! Names are those that the reports show: a queue has the name that it had last. A name that no
//! report shows may be an operator's user name. Names that are not in the dump or are ambiguous are
//! noted in the ledger; the run goes on, because one settings file serves many dumps.

use std::collections::{BTreeSet, HashMap};

use super::finder::Finder;
use super::merge::Merged;
use super::{Alias, LeftOut, NamedSettings};
use crate::calendar::Calendar;
use crate::contract::Clause;
use crate::join::Joined;
use crate::ledger::{Problem, Tally};
use crate::model::{DirectoryKind, Id, Named};
use crate::names::Names;
use crate::read::pseudonym::{Key, code};
use crate::service_level::ServiceLevels;
use crate::settings::{FactPlan, FactSettings, Teams};
use crate::time::zone::Zone;

/// The settings with the ids of a dump.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The plan by which facts are computed.
    plan: FactPlan,
    /// The settings as they were written; in a pseudonymised run with the operators' codes.
    pub named_settings: NamedSettings,
    queues: Merged,
    operators: Merged,
    previews: Vec<Id>,
}

/// Finds the queues, operators and campaigns of the settings in a dump. Names that are missing or ambiguous are
/// noted in `tally`. `key` is that of a pseudonymised run.
pub fn resolve(
    settings: &FactSettings,
    joined: &Joined,
    names: &Names,
    key: Option<&Key>,
    tally: &mut Tally,
) -> Resolved {
    use DirectoryKind::{Campaign, Group, User};
    let named_settings = &settings.named_settings;
    let mut finder = Finder {
        names,
        joined,
        key,
        occurring: HashMap::new(),
        given: HashMap::new(),
        problems: BTreeSet::new(),
    };
    let queues = finder.merged(Group, &named_settings.queue_aliases, "aliases.queues");
    let operators = finder.merged(User, &named_settings.operator_aliases, "aliases.operators");
    let left_out = LeftOut {
        queues: finder.left_out(
            Group,
            &named_settings.left_out_queues,
            "leave_out.queues",
            &queues,
        ),
        operators: finder.left_out(
            User,
            &named_settings.left_out_operators,
            "leave_out.operators",
            &operators,
        ),
    };
    let mut previews: Vec<Id> = Vec::new();
    for campaign in &named_settings.preview_campaigns {
        previews.extend(finder.ids(Campaign, campaign, "preview_campaigns"));
    }
    note_twice(&mut finder, named_settings, &queues, &operators);
    let mut meant = |kind, named: &Named, key, merged: &Merged| -> Vec<Id> {
        let ids = finder.ids(kind, named, key).into_iter();
        ids.map(|id| merged.merged_id(id)).collect()
    };
    let service_levels = ServiceLevels::resolve(
        settings.service_level,
        &named_settings.level_rules,
        |queue| meant(Group, queue, "sla.rules", &queues),
    );
    let calendar = Calendar::resolve(&named_settings.hours, |queue| {
        meant(Group, queue, "hours.queues", &queues)
    });
    let clauses = named_settings.contracts.iter().map(|contract| {
        let ids = |queue: &Named| meant(Group, queue, "contract", &queues);
        Clause::resolve(contract, ids)
    });
    let clauses = clauses.collect();
    let teams = Teams::resolve(&named_settings.teams, |operator| {
        meant(User, operator, "teams", &operators)
    });
    let named_settings = finder.shown(named_settings);
    tally
        .problems
        .extend(finder.problems.into_iter().map(|(code, detail)| Problem {
            file: None,
            line: None,
            code,
            session_id: None,
            count: 1,
            detail,
        }));
    Resolved {
        plan: FactPlan {
            zone: settings.zone,
            day_of: settings.day_of,
            period: settings.period,
            service_levels,
            calendar,
            level_hours: settings.level_hours,
            clauses,
            teams,
            left_out,
        },
        named_settings,
        queues,
        operators,
        previews,
    }
}

/// Notes queues and operators that are named twice with contradictory settings.
fn note_twice(
    finder: &mut Finder<'_>,
    named_settings: &NamedSettings,
    queues: &Merged,
    operators: &Merged,
) {
    use DirectoryKind::{Group, User};
    let rules = named_settings.level_rules.iter();
    let rules: Vec<_> = rules
        .filter_map(|rule| Some((rule.queue()?, rule.channel())))
        .collect();
    finder.note_twice(Group, "sla.rules", queues, &rules, |a, b| a == b);
    let hours = named_settings.hours.queues.iter();
    let hours: Vec<_> = hours.map(|(queue, hours)| (queue, hours)).collect();
    finder.note_twice(Group, "hours.queues", queues, &hours, |a, b| a != b);
    let teams = named_settings.teams.iter();
    let teams: Vec<_> = teams.map(|(operator, team)| (operator, team)).collect();
    finder.note_twice(User, "teams", operators, &teams, |a, b| a != b);
}

impl Resolved {
    /// The report's time zone.
    pub const fn zone(&self) -> Zone {
        self.plan.zone
    }

    /// Applies aliases and preview campaigns to the records, so that later stages need not know of aliases or
    /// campaigns. Returns the plan for the facts.
    pub fn apply(&self, joined: &mut Joined, names: &mut Names) -> FactPlan {
        if !self.queues.into.is_empty() || !self.operators.into.is_empty() {
            joined.map_ids(
                |id| self.operators.merged_id(id),
                |id| self.queues.merged_id(id),
            );
        }
        for (kind, merged) in [
            (DirectoryKind::Group, &self.queues),
            (DirectoryKind::User, &self.operators),
        ] {
            for (id, name) in &merged.names {
                names.rename(kind, *id, name);
            }
        }
        joined.take_as_preview(&self.previews);
        self.plan.clone()
    }
}

impl Finder<'_> {
    /// The settings as they may be shown: in a pseudonymised run with the operators' codes.
    fn shown(&mut self, named_settings: &NamedSettings) -> NamedSettings {
        if self.key.is_none() {
            return named_settings.clone();
        }
        let mut codes = |named: &[Named]| -> Vec<Named> {
            let mut codes: Vec<Named> = Vec::new();
            for named in named {
                let ids = self.found(DirectoryKind::User, named);
                let names = ids.iter().map(|id| code(*id));
                let unknown = ids.is_empty().then(|| UNKNOWN_OPERATOR.to_owned());
                for code in names.chain(unknown).map(Named::Name) {
                    if !codes.contains(&code) {
                        codes.push(code);
                    }
                }
            }
            codes
        };
        let left_out_operators = codes(&named_settings.left_out_operators);
        let mut taken: Vec<Named> = Vec::new();
        let mut operator_aliases = Vec::new();
        for alias in &named_settings.operator_aliases {
            let mut all = codes(std::slice::from_ref(&alias.name));
            // A new name belongs to no operator of the dump, so it has no code.
            all.retain(|code| *code != Named::Name(UNKNOWN_OPERATOR.to_owned()));
            all.extend(codes(&alias.was));
            all.retain(|code| !taken.contains(code));
            taken.extend_from_slice(&all);
            let mut all = all.into_iter();
            if let Some(name) = all.next() {
                let was = all.filter(|was| *was != name).collect();
                operator_aliases.push(Alias { name, was });
            }
        }
        NamedSettings {
            operator_aliases,
            left_out_operators,
            ..named_settings.clone()
        }
    }
}

/// The code for an operator that is not in the dump of a pseudonymised run.
const UNKNOWN_OPERATOR: &str = "op-unknown";
