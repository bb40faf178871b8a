//! Teams of operators.

use std::collections::HashMap;

use crate::model::{Id, Named};

/// The team of each operator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Teams(HashMap<i64, String>);

impl Teams {
    /// Resolves the operators to ids with `ids`. An operator given both by id and by name is in the team of the
    /// id; an operator given by two names is in the team of the first.
    pub fn resolve(
        named_teams: &[(Named, String)],
        mut ids: impl FnMut(&Named) -> Vec<Id>,
    ) -> Self {
        let is_id = |named: &Named| matches!(named, Named::Id(_));
        let (by_id, by_name): (Vec<_>, Vec<_>) =
            named_teams.iter().partition(|(named, _)| is_id(named));
        let mut teams = HashMap::new();
        for (operator, team) in by_id.into_iter().chain(by_name) {
            for id in ids(operator) {
                teams.entry(id.get()).or_insert_with(|| team.clone());
            }
        }
        Self(teams)
    }

    /// The teams of operators whose ids are known.
    pub fn known(teams: impl Iterator<Item = (Id, String)>) -> Self {
        Self(teams.map(|(id, team)| (id.get(), team)).collect())
    }

    /// The operators that are in a team, with their teams, in the order of their ids.
    pub fn all(&self) -> Vec<(Id, &str)> {
        let all = self.0.iter();
        let mut all: Vec<(Id, &str)> = all
            .filter_map(|(id, team)| Some((Id::new(*id)?, team.as_str())))
            .collect();
        all.sort_unstable();
        all
    }

    /// The team of an operator; `None` if the operator is in no team.
    pub fn team(&self, operator: Id) -> Option<&str> {
        self.0.get(&operator.get()).map(String::as_str)
    }
}
