//! Aliases: which ids of a dump count as the same queue or operator.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Alias;
use super::finder::{Finder, noun};
use crate::model::{DirectoryKind, Id, Named};

/// Ids that count as another id, and the name that reports show for each of those other ids.
#[derive(Clone, Debug, Default)]
pub(super) struct Merged {
    pub(super) into: HashMap<Id, Id>,
    pub(super) names: BTreeMap<Id, String>,
}

impl Merged {
    pub(super) fn merged_id(&self, id: Id) -> Id {
        self.into.get(&id).copied().unwrap_or(id)
    }

    /// Whether an id that is not in `ids` counts as `of`.
    pub(super) fn has_others(&self, of: Id, ids: &HashSet<Id>) -> bool {
        let mut pairs = self.into.iter();
        pairs.any(|(id, into)| *into == of && !ids.contains(id))
    }
}

impl Finder<'_> {
    /// Applies the aliases of a kind. The first alias that mentions an id wins.
    pub(super) fn merged(&mut self, kind: DirectoryKind, aliases: &[Alias], key: &str) -> Merged {
        let mut merged = Merged::default();
        for alias in aliases {
            // The name of an alias need not be in the dump: the dump may have only the old names.
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
        let given = merged.names.iter();
        let given = given.map(|(id, name)| ((kind, name.clone()), *id));
        self.given.extend(given);
        merged
    }
}
