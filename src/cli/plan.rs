//! `phasebook plan`: the complete plan that a command line and a settings file amount to.

use std::fmt::Write as _;

use clap::{ArgAction, ArgMatches, Command, Subcommand};
use serde_json::{Map, Value};

use super::args::{DownloadsArgs, FactsArgs, MonthArgs, ReportArgs};
use super::check::CheckArgs;
use super::parse::UsageError;
use super::resolve::{self, CommonPlan};
use super::settings::{NAMED_SETTINGS, OPTIONS, OptionKey, option};
use crate::settings::NamedSettings;

pub(super) const EXAMPLES: &str = "\
Examples:
  phasebook plan report dump --month 2026-10 --sla 30s
  phasebook plan month dump --month 2026-10 --out october > october.toml
  phasebook month dump --config october.toml

Exit status: 0 done, 2 usage.";

/// The command line that is planned.
#[derive(Debug, Subcommand)]
pub(super) enum Planned {
    /// The plan of `phasebook report`
    Report(ReportArgs),
    /// The plan of `phasebook month`
    Month(MonthArgs),
    /// The plan of `phasebook facts`
    Facts(FactsArgs),
    /// The plan of `phasebook downloads`
    Downloads(DownloadsArgs),
    /// The plan of `phasebook check`
    Check(CheckArgs),
}

/// Resolves the command line as the command itself would, with the same errors; returns the plan as TOML.
pub(super) fn plan(
    planned: Planned,
    named_settings: NamedSettings,
    effective: &Effective,
) -> Result<String, Vec<UsageError>> {
    let common = match planned {
        Planned::Report(args) => resolve::report(args, named_settings)?.common,
        Planned::Month(args) => resolve::month(args, named_settings)?.common,
        Planned::Facts(args) => resolve::facts(args, named_settings)?.common,
        Planned::Downloads(args) => resolve::downloads(args, named_settings)?.common,
        Planned::Check(args) => super::check::resolve(args, named_settings)?.common,
    };
    Ok(effective.toml(&common))
}

/// The options of a command with the values in force: typed, from the settings file, or by default.
#[derive(Clone, Debug, Default)]
pub(super) struct Effective {
    command: String,
    values: Vec<(OptionKey, Value)>,
}

impl Effective {
    /// The options of the command that was parsed into these matches.
    pub(super) fn new(command: &Command, matches: &ArgMatches) -> Self {
        let name = command.get_name();
        let values = OPTIONS.iter().filter_map(|key| {
            if !key.is_of(name) {
                return None;
            }
            let argument = option(command, key.long)?;
            let id = argument.get_id().as_str();
            let texts: Vec<String> = matches
                .get_raw(id)?
                .map(|text| text.to_string_lossy().into_owned())
                .collect();
            let value = match argument.get_action() {
                ArgAction::SetTrue => Value::from(matches.get_flag(id)),
                ArgAction::Append => Value::from(texts),
                _ => Value::from(texts.concat()),
            };
            Some((*key, value))
        });
        Self {
            command: name.to_owned(),
            values: values.collect(),
        }
    }

    /// The options as the text of a settings file.
    fn toml(&self, common: &CommonPlan) -> String {
        let mut values: Vec<(&str, Value)> = Vec::new();
        for key in OPTIONS {
            let found = self.values.iter().find(|(known, _)| known.path == key.path);
            match found {
                // The month itself instead of `last`, so that a later run means the same month.
                Some(_) if key.path == "month" && common.month.is_some() => {
                    values.push((key.path, common.month.clone().into()));
                }
                Some((_, value)) => values.push((key.path, value.clone())),
                // The system's zone by name, so that a run on another machine means the same days.
                None if key.path == "tz" => {
                    values.push((key.path, common.facts.zone.name().into()));
                }
                None if key.path == "format" && !common.output.formats().is_empty() => {
                    let formats = common.output.formats().iter();
                    let names: Vec<&str> = formats.map(|format| format.name()).collect();
                    values.push((key.path, names.into()));
                }
                None => {}
            }
        }
        for key in NAMED_SETTINGS {
            values.extend((key.write)(&common.facts.named_settings).map(|value| (key.path, value)));
        }
        let mut text = format!(
            "# The complete plan of a `phasebook {}`. What is not named is as if it were not there:\n\
             # all reports that are usual, the whole dump, every core.\n",
            self.command
        );
        write_toml(&mut text, &values);
        text
    }
}

/// Writes keys with their values: first those without a table, then table by table.
pub(super) fn write_toml(text: &mut String, values: &[(&str, Value)]) {
    let table_of = |path: &str| {
        path.rsplit_once('.')
            .map_or("", |(table, _)| table)
            .to_owned()
    };
    let mut tables: Vec<String> = Vec::new();
    for (path, _) in values {
        let table = table_of(path);
        if !tables.contains(&table) {
            tables.push(table);
        }
    }
    tables.sort_by_key(|table| !table.is_empty());
    for table in tables {
        let mut own: Vec<&(&str, Value)> = values
            .iter()
            .filter(|(path, _)| table_of(path) == table)
            .collect();
        own.sort_by_key(|(_, value)| is_tables(value));
        let has_plain = own.iter().any(|(_, value)| !is_tables(value));
        if !table.is_empty() && has_plain {
            let _ = writeln!(text, "\n[{table}]");
        }
        for (path, value) in own {
            match value {
                Value::Array(tables) if is_tables(value) => {
                    for table in tables.iter().filter_map(Value::as_object) {
                        let _ = writeln!(text, "\n[[{path}]]");
                        entries(text, table);
                    }
                }
                value => {
                    let key = path.rsplit('.').next().unwrap_or(path);
                    let _ = writeln!(text, "{key} = {}", inline(value));
                }
            }
        }
    }
}

fn entries(text: &mut String, table: &Map<String, Value>) {
    for (key, value) in table {
        let _ = writeln!(text, "{key} = {}", inline(value));
    }
}

fn is_tables(value: &Value) -> bool {
    let values = value.as_array();
    values.is_some_and(|values| values.iter().any(Value::is_object))
}

/// A value as TOML spells it.
pub(super) fn inline(value: &Value) -> String {
    toml::Value::try_from(value).map_or_else(|_| "\"\"".to_owned(), |value| value.to_string())
}
