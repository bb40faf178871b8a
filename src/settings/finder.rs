//! Finds the ids of the queues, operators and campaigns that the settings name.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::merge::Merged;
use crate::join::Joined;
use crate::ledger::Code;
use crate::model::{DirectoryKind, Id, Named};
use crate::names::Names;
use crate::read::pseudonym::Key;
use crate::text::nearest::nearest;

/// Looks up names and ids from the settings in a dump.
pub(super) struct Finder<'a> {
    pub(super) names: &'a Names,
    pub(super) joined: &'a Joined,
    /// The key of a pseudonymised run, in which the records have codes instead of operators' ids.
    /// Settings name these operators by id, or by code as a manifest does.
    pub(super) key: Option<&'a Key>,
    /// The ids of each kind that occur in the dump, with or without a name; collected on first use.
    pub(super) occurring: HashMap<DirectoryKind, HashSet<Id>>,
    /// The names that aliases introduce, with their ids. Reports show these names, so other settings may use them.
    pub(super) given: HashMap<(DirectoryKind, String), Id>,
    pub(super) problems: BTreeSet<(Code, String)>,
}

impl Finder<'_> {
    /// The ids that `named` stands for: several if several ids share the name. A name or id that is
    /// not in the dump is noted under `key`.
    pub(super) fn ids(&mut self, kind: DirectoryKind, named: &Named, key: &str) -> Vec<Id> {
        let ids = self.found(kind, named);
        let noun = noun(kind);
        match ids.as_slice() {
            [] => self.note_unknown(kind, named, key),
            [_] => {}
            several => {
                let listed = listed(several);
                let what = format!("{noun} {named} is the name of {listed}: all are meant");
                self.note_ambiguous(kind, key, &what);
            }
        }
        let others = self.passed_over(kind, named, &ids);
        if !others.is_empty() {
            let (listed, others) = (listed(&ids), listed(&others));
            let what = format!(
                "{noun} {named} is the name of {listed}, not {others}, whose user name it is"
            );
            self.note_ambiguous(kind, key, &what);
        }
        ids
    }

    pub(super) fn found(&mut self, kind: DirectoryKind, named: &Named) -> Vec<Id> {
        match named {
            Named::Id(id) => {
                // In a pseudonymised run the records already have codes.
                let key = self.key.filter(|_| kind == DirectoryKind::User);
                let id = key.map_or(*id, |key| key.pseudonym(*id));
                let occurs = self.occurring(kind).contains(&id);
                occurs.then_some(id).into_iter().collect()
            }
            Named::Name(name) => {
                let mut shown = self.names.ids(kind, name);
                let given = self.given.get(&(kind, name.clone()));
                shown.extend(given.filter(|id| !shown.contains(id)).copied());
                if shown.is_empty() && kind == DirectoryKind::User {
                    self.names.logging_in_as(name)
                } else {
                    shown
                }
            }
        }
    }

    /// Operators whose user name is `named`, if reports show another operator by that name.
    fn passed_over(&self, kind: DirectoryKind, named: &Named, found: &[Id]) -> Vec<Id> {
        let Named::Name(name) = named else {
            return Vec::new();
        };
        if kind != DirectoryKind::User || found.is_empty() {
            return Vec::new();
        }
        let mut others = self.names.logging_in_as(name);
        others.retain(|id| !found.contains(id));
        others
    }

    fn occurring(&mut self, kind: DirectoryKind) -> &HashSet<Id> {
        let (names, joined) = (self.names, self.joined);
        self.occurring.entry(kind).or_insert_with(|| {
            let mut ids: HashSet<Id> = names.all(kind).map(|(id, _)| id).collect();
            ids.extend(joined.ids(kind));
            ids
        })
    }

    pub(super) const fn is_secret(&self, kind: DirectoryKind) -> bool {
        self.key.is_some() && matches!(kind, DirectoryKind::User)
    }

    /// The name as a problem may show it. Where operators have codes, their names are kept out.
    fn spell(&self, kind: DirectoryKind, named: &Named) -> String {
        if self.is_secret(kind) {
            "named there".to_owned()
        } else {
            named.to_string()
        }
    }

    /// Notes an ambiguous name. In a pseudonymised run the note would reveal who an operator is, or
    /// that two are the same, so it is left out.
    pub(super) fn note_ambiguous(&mut self, kind: DirectoryKind, key: &str, what: &str) {
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
            let given = self.given.keys().filter(|(of, _)| *of == kind);
            let known = known.chain(given.map(|(_, known)| known.as_str()));
            if let Some(near) = nearest(name, known) {
                detail = format!("{detail}; did you mean `{near}`?");
            }
        }
        self.problems.insert((Code::UnknownName, detail));
    }

    /// The ids that a list of settings leaves out, after aliases. Leaving out an old name also leaves out
    /// everything that counts as the same id; this is noted.
    pub(super) fn left_out(
        &mut self,
        kind: DirectoryKind,
        list: &[Named],
        key: &str,
        merged: &Merged,
    ) -> HashSet<Id> {
        let mut found: Vec<(&Named, Id)> = Vec::new();
        for named in list {
            let ids = self.ids(kind, named, key);
            found.extend(ids.into_iter().map(|id| (named, id)));
        }
        let named: HashSet<Id> = found.iter().map(|(_, id)| *id).collect();
        for &(name, id) in &found {
            let into = merged.merged_id(id);
            if into != id && !named.contains(&into) && merged.has_others(into, &named) {
                let noun = noun(kind);
                let what =
                    format!("{noun} {name} counts as #{into} by an alias: all of that is left out");
                self.note_ambiguous(kind, key, &what);
            }
        }
        named.into_iter().map(|id| merged.merged_id(id)).collect()
    }

    /// Notes a queue or operator that is named twice with contradictory settings: by a shown name
    /// and a user name, or by the two names of an alias. An id and a name do not contradict each
    /// other: the id takes precedence.
    pub(super) fn note_twice<T>(
        &mut self,
        kind: DirectoryKind,
        key: &str,
        merged: &Merged,
        said: &[(&Named, T)],
        clash: impl Fn(&T, &T) -> bool,
    ) {
        let is_id = |named: &Named| matches!(named, Named::Id(_));
        let mut first: HashMap<Id, Vec<usize>> = HashMap::new();
        for (number, (named, what)) in said.iter().enumerate() {
            for id in self.found(kind, named) {
                let id = merged.merged_id(id);
                let earlier = first.entry(id).or_default();
                let clashing = earlier.iter().map(|&earlier| &said[earlier]);
                let mut clashing = clashing.filter(|(other, known)| {
                    other != named && is_id(other) == is_id(named) && clash(known, what)
                });
                if let Some((other, _)) = clashing.next() {
                    let what = format!(
                        "{} #{id} is both {other} and {named}: what {other} says goes before",
                        noun(kind)
                    );
                    self.note_ambiguous(kind, key, &what);
                }
                earlier.push(number);
            }
        }
    }
}

fn listed(ids: &[Id]) -> String {
    let listed: Vec<String> = ids.iter().map(|id| format!("#{id}")).collect();
    listed.join(", ")
}

pub(super) const fn noun(kind: DirectoryKind) -> &'static str {
    match kind {
        DirectoryKind::User => "operator",
        DirectoryKind::Group => "queue",
        DirectoryKind::Department => "department",
        DirectoryKind::Campaign => "campaign",
    }
}
