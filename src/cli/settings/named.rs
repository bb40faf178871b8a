//! `company`, `[aliases]`, `[leave_out]` and `preview_campaigns`: the company, and queues, operators and
//! campaigns by name or id.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::value::{SettingPlace, SettingsReading};
use crate::model::Named;
use crate::settings::Alias;

/// The keys of an alias.
pub(super) const ALIAS: [&str; 2] = ["name", "was"];

/// A list of names and ids; a single name or id may stand without brackets.
pub(super) fn list(reading: &mut SettingsReading<'_>, place: &SettingPlace<'_>) -> Vec<Named> {
    let mut known: Vec<Named> = Vec::new();
    for item in place.items() {
        let Some(named) = reading.named(&item) else {
            continue;
        };
        if known.contains(&named) {
            let message = format!("{}: {named} stands twice", item.path);
            reading.usage_error(item.offset, message, "name each one once");
        } else {
            known.push(named);
        }
    }
    known
}

/// The most letters of a company's name: more do not fit in a title.
const COMPANY: usize = 80;

/// The company's name, in one line.
pub(super) fn company(
    reading: &mut SettingsReading<'_>,
    place: &SettingPlace<'_>,
) -> Option<String> {
    let name = place.value.as_str().map(str::trim).unwrap_or_default();
    let is_line = !name.is_empty() && !name.chars().any(char::is_control);
    if is_line && name.chars().count() <= COMPANY {
        return Some(name.to_owned());
    }
    reading.usage_error(
        place.offset,
        format!("`{}` is not the name of a company", place.path),
        format!("write it in quotes and in one line of at most {COMPANY} letters: company = \"Acme, s.r.o.\""),
    );
    None
}

/// The list in the form that the file and the manifest have.
pub(super) fn write_list(list: &[Named]) -> Option<Value> {
    let values: Vec<Value> = list.iter().map(Named::to_json).collect();
    (!values.is_empty()).then_some(Value::Array(values))
}

/// Reads aliases. An error is noted where two of them contradict each other: a name may count as one other name only,
/// and that other name may not have an alias itself.
pub(super) fn aliases(reading: &mut SettingsReading<'_>, place: &SettingPlace<'_>) -> Vec<Alias> {
    let mut read: Vec<(Alias, SettingPlace<'_>)> = Vec::new();
    for table in reading.tables(place) {
        reading.only(&table, &ALIAS);
        let name = table.get("name").and_then(|name| reading.named(&name));
        let was = table.get("was").map(|was| list(reading, &was));
        match (name, was) {
            (Some(name), Some(was)) if !was.is_empty() => read.push((Alias { name, was }, table)),
            (Some(_), _) if !says_was(&table) => {
                let message = format!("{}: `was` is missing", table.path);
                reading.usage_error(table.offset, message, "list the other names or ids");
            }
            (None, _) if !table.has("name") => {
                let message = format!("{}: `name` is missing", table.path);
                reading.usage_error(
                    table.offset,
                    message,
                    "say what they count as, by name or id",
                );
            }
            _ => {}
        }
    }
    contradictions(reading, &read);
    read.into_iter().map(|(alias, _)| alias).collect()
}

/// Whether an alias has a value under `was`, valid or not.
fn says_was(table: &SettingPlace<'_>) -> bool {
    table.get("was").is_some_and(|was| !was.items().is_empty())
}

fn contradictions(reading: &mut SettingsReading<'_>, read: &[(Alias, SettingPlace<'_>)]) {
    let mut names: HashMap<&Named, usize> = HashMap::new();
    for (alias, place) in read {
        if let Some(line) = names.insert(&alias.name, reading.line(place.offset)) {
            let message = format!("{}: {} has an alias in line {line}", place.path, alias.name);
            reading.usage_error(place.offset, message, "put all of `was` into one");
        }
    }
    let mut seen: HashMap<&Named, usize> = HashMap::new();
    for (alias, place) in read {
        let line = reading.line(place.offset);
        for was in &alias.was {
            let contradiction = if *was == alias.name {
                Some(("is itself".to_owned(), "leave it out of `was`"))
            } else if let Some(other) = names.get(was) {
                let what = format!("is what others count as in line {other}");
                Some((what, "name the last one everywhere"))
            } else {
                let other = seen.get(was);
                other.map(|other| {
                    let what = format!("counts as something else in line {other}");
                    (what, "leave it in one of them")
                })
            };
            match contradiction {
                Some((what, hint)) => {
                    let message = format!("{}.was: {was} {what}", place.path);
                    reading.usage_error(place.offset, message, hint);
                }
                None => {
                    seen.insert(was, line);
                }
            }
        }
    }
}

/// The aliases in the form that the file and the manifest have.
pub(super) fn write_aliases(aliases: &[Alias]) -> Option<Value> {
    let aliases = aliases.iter().map(|alias| {
        let was: Vec<Value> = alias.was.iter().map(Named::to_json).collect();
        json!({"name": alias.name.to_json(), "was": was})
    });
    let aliases: Vec<Value> = aliases.collect();
    (!aliases.is_empty()).then_some(Value::Array(aliases))
}
