//! `[teams]`: the operators of each team.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::value::{SettingPlace, SettingsReading};
use crate::model::Named;
use crate::settings::NamedSettings;

/// Reads the teams. Each error is noted, and the operator with the error is left out.
pub(super) fn read(
    reading: &mut SettingsReading<'_>,
    place: &SettingPlace<'_>,
    named_settings: &mut NamedSettings,
) {
    let Some(table) = place.value.as_table() else {
        reading.usage_error(
            place.offset,
            "`teams` is a table",
            "write [teams] above, and below a line for each team: Prodej = [\"Jana Nováková\", 12]",
        );
        return;
    };
    let mut team_of: HashMap<Named, String> = HashMap::new();
    for (key, value) in table {
        let team = key.get_ref().to_string();
        if team.trim().is_empty() {
            reading.usage_error(
                key.span().start,
                "teams: a team has no name",
                "name it: reports have who is in no team in a row without a name",
            );
            continue;
        }
        let members = SettingPlace {
            path: format!("teams.{team}"),
            offset: value.span().start,
            value: value.get_ref(),
        };
        for member in members.items() {
            let Some(operator) = reading.named(&member) else {
                continue;
            };
            match team_of.insert(operator.clone(), team.clone()) {
                Some(other) => reading.usage_error(
                    member.offset,
                    format!("{}: {operator} is in `{other}` already", member.path),
                    "an operator belongs to one team",
                ),
                None => named_settings.teams.push((operator, team.clone())),
            }
        }
    }
    named_settings.teams.sort();
}

/// The teams in the form that the file and the manifest have.
pub(super) fn write(named_settings: &NamedSettings) -> Option<Value> {
    let mut teams: Map<String, Value> = Map::new();
    for (operator, team) in &named_settings.teams {
        let members = teams
            .entry(team.as_str())
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(members) = members {
            members.push(operator.to_json());
        }
    }
    (!teams.is_empty()).then_some(Value::Object(teams))
}
