//! From names and ids in settings to those of a dump.
//!
//! Names are those that the reports show: a queue has the name that it had last. What is not in the
//! dump, and what can be read in two ways, is noted in the ledger; a run goes on all the same, since
//! one file serves many dumps.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{Alias, LeftOut, Stated};
use crate::calendar::Calendar;
use crate::join::Joined;
use crate::ledger::{Code, Problem, Tally};
use crate::model::{DirectoryKind, Id};
use crate::named::Named;
use crate::names::Names;
use crate::nearest::nearest;
use crate::plan::{FactPlan, FactSettings};
use crate::pseudonym::{Key, code};
use crate::report::Teams;
use crate::service_level::ServiceLevels;
use crate::zone::Zone;

/// What is meant, by the ids of a dump.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// How facts are made.
    plan: FactPlan,
    /// The same as was stated; operators by their codes, if they have some.
    pub stated: Stated,
    queues: Merged,
    operators: Merged,
    previews: Vec<Id>,
}

/// Ids that count as another, and the names that are shown of those.
#[derive(Clone, Debug, Default)]
struct Merged {
    into: HashMap<Id, Id>,
    names: BTreeMap<Id, String>,
}

impl Merged {
    fn of(&self, id: Id) -> Id {
        self.into.get(&id).copied().unwrap_or(id)
    }
}

/// Finds what settings mean in a dump. Problems go to `tally`.
#[must_use]
pub fn resolve(
    settings: &FactSettings,
    joined: &Joined,
    names: &Names,
    key: Option<&Key>,
    tally: &mut Tally,
) -> Resolved {
    use DirectoryKind::{Campaign, Group, User};
    let stated = &settings.stated;
    let mut finder = Finder {
        names,
        joined,
        key,
        occurring: HashMap::new(),
        problems: BTreeSet::new(),
    };
    let queues = finder.merged(Group, &stated.queue_aliases, "aliases.queues");
    let operators = finder.merged(User, &stated.operator_aliases, "aliases.operators");
    let mut set = |kind, named: &[Named], key: &'static str, merged: &Merged| -> HashSet<Id> {
        let ids = named.iter().flat_map(|named| finder.ids(kind, named, key));
        ids.map(|id| merged.of(id)).collect()
    };
    let left_out = LeftOut {
        queues: set(Group, &stated.left_out_queues, "leave_out.queues", &queues),
        operators: set(
            User,
            &stated.left_out_operators,
            "leave_out.operators",
            &operators,
        ),
    };
    let mut previews: Vec<Id> = Vec::new();
    for campaign in &stated.preview_campaigns {
        previews.extend(finder.ids(Campaign, campaign, "preview_campaigns"));
    }
    let service_levels =
        ServiceLevels::resolve(settings.service_level, &stated.level_rules, |queue| {
            let ids = finder.ids(Group, queue, "sla.rules").into_iter();
            ids.map(|id| queues.of(id)).collect()
        });
    let calendar = Calendar::resolve(&stated.hours, |queue| {
        let ids = finder.ids(Group, queue, "hours.queues").into_iter();
        ids.map(|id| queues.of(id)).collect()
    });
    let teams = Teams::resolve(&stated.teams, |operator| {
        let ids = finder.ids(User, operator, "teams").into_iter();
        ids.map(|id| operators.of(id)).collect()
    });
    let stated = finder.shown(stated);
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
            teams,
            left_out,
        },
        stated,
        queues,
        operators,
        previews,
    }
}

impl Resolved {
    /// The report's time zone.
    #[must_use]
    pub const fn zone(&self) -> Zone {
        self.plan.zone
    }

    /// Has the records say what is meant: whatever is made of them later knows nothing of aliases.
    /// Gives the plan that facts are made by.
    pub fn apply(&self, joined: &mut Joined, names: &mut Names) -> FactPlan {
        if !self.queues.into.is_empty() || !self.operators.into.is_empty() {
            joined.map_ids(|id| self.operators.of(id), |id| self.queues.of(id));
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

/// Looks for what settings name.
struct Finder<'a> {
    names: &'a Names,
    joined: &'a Joined,
    /// With it operators have codes in the records: settings name them by id, or as a manifest does by
    /// code.
    key: Option<&'a Key>,
    /// The ids of a kind that occur in the dump, with a name or without.
    occurring: HashMap<DirectoryKind, HashSet<Id>>,
    problems: BTreeSet<(Code, String)>,
}

impl Finder<'_> {
    /// The ids that are meant; those of a name that several have are several. What does not occur is
    /// noted under the key that names it.
    fn ids(&mut self, kind: DirectoryKind, named: &Named, key: &str) -> Vec<Id> {
        let ids = self.found(kind, named);
        match ids.as_slice() {
            [] => self.note_unknown(kind, named, key),
            [_] => {}
            several => {
                let listed: Vec<String> = several.iter().map(|id| format!("#{id}")).collect();
                let what = format!(
                    "{} {named} is the name of {}: all are meant",
                    noun(kind),
                    listed.join(", ")
                );
                self.note_ambiguous(kind, key, &what);
            }
        }
        ids
    }

    fn found(&mut self, kind: DirectoryKind, named: &Named) -> Vec<Id> {
        match named {
            Named::Id(id) => {
                // Where operators have codes, these stand in the records already.
                let key = self.key.filter(|_| kind == DirectoryKind::User);
                let id = key.map_or(*id, |key| key.pseudonym(*id));
                let occurs = self.occurring(kind).contains(&id);
                occurs.then_some(id).into_iter().collect()
            }
            Named::Name(name) => self.names.ids(kind, name),
        }
    }

    fn occurring(&mut self, kind: DirectoryKind) -> &HashSet<Id> {
        let (names, joined) = (self.names, self.joined);
        self.occurring.entry(kind).or_insert_with(|| {
            let mut ids: HashSet<Id> = names.all(kind).map(|(id, _)| id).collect();
            ids.extend(joined.ids(kind));
            ids
        })
    }

    const fn is_secret(&self, kind: DirectoryKind) -> bool {
        self.key.is_some() && matches!(kind, DirectoryKind::User)
    }

    /// As problems and manifest may name it: where operators have codes, by that.
    fn spell(&self, kind: DirectoryKind, named: &Named) -> String {
        if self.is_secret(kind) {
            "named there".to_owned()
        } else {
            named.to_string()
        }
    }

    /// Where operators have codes it would tell who is who, or that two are one.
    fn note_ambiguous(&mut self, kind: DirectoryKind, key: &str, what: &str) {
        if !self.is_secret(kind) {
            let detail = format!("{key}: {what}");
            self.problems.insert((Code::AmbiguousName, detail));
        }
    }

    fn note_unknown(&mut self, kind: DirectoryKind, named: &Named, key: &str) {
        let mut detail = format!(
            "{key}: the dump has no {} {}",
            noun(kind),
            self.spell(kind, named)
        );
        if let Named::Name(name) = named
            && !self.is_secret(kind)
        {
            let known = self.names.all(kind).map(|(_, known)| known);
            if let Some(near) = nearest(name, known) {
                detail = format!("{detail}; did you mean `{near}`?");
            }
        }
        self.problems.insert((Code::UnknownName, detail));
    }

    /// Which ids count as which, by the aliases of a kind. The first that speaks of an id has the
    /// say.
    fn merged(&mut self, kind: DirectoryKind, aliases: &[Alias], key: &str) -> Merged {
        let mut merged = Merged::default();
        for alias in aliases {
            // A new name need not be in the dump: it may hold nothing but the old ones.
            let own = self.found(kind, &alias.name);
            let mut old: Vec<Id> = Vec::new();
            for was in &alias.was {
                old.extend(self.ids(kind, was, key));
            }
            let target = match (&alias.name, own.first().or(old.first())) {
                (Named::Id(id), _) if !self.is_secret(kind) => *id,
                (_, Some(first)) => *first,
                (_, None) => continue,
            };
            for id in own.into_iter().chain(old) {
                match merged.into.get(&id) {
                    Some(known) if *known != target => {
                        let what = format!("{} #{id} is in two; the first counts", noun(kind));
                        self.note_ambiguous(kind, key, &what);
                    }
                    Some(_) => {}
                    None => {
                        merged.into.insert(id, target);
                    }
                }
            }
            if let Named::Name(name) = &alias.name
                && !self.is_secret(kind)
            {
                merged.names.entry(target).or_insert_with(|| name.clone());
            }
        }
        merged
    }

    /// What was stated, so that it may be shown: operators by their codes, if they have some.
    fn shown(&mut self, stated: &Stated) -> Stated {
        if self.key.is_none() {
            return stated.clone();
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
        let left_out_operators = codes(&stated.left_out_operators);
        let mut taken: Vec<Named> = Vec::new();
        let mut operator_aliases = Vec::new();
        for alias in &stated.operator_aliases {
            let mut all = codes(std::slice::from_ref(&alias.name));
            // A new name is nobody's yet.
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
        Stated {
            operator_aliases,
            left_out_operators,
            ..stated.clone()
        }
    }
}

/// What stands for an operator that the dump does not have where operators have codes.
const UNKNOWN_OPERATOR: &str = "op-unknown";

const fn noun(kind: DirectoryKind) -> &'static str {
    match kind {
        DirectoryKind::User => "operator",
        DirectoryKind::Group => "queue",
        DirectoryKind::Department => "department",
        DirectoryKind::Campaign => "campaign",
    }
}
