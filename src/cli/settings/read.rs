//! Reads the text of a settings file to settings, or to all errors in it.

use std::collections::HashSet;

use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, Command};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::parse::{UsageError, option_error, usage_error};
use super::place::{Placed, SettingsText};
use super::registry::{NAMED_SETTINGS, NamedSettingKey, OPTIONS, OptionKey};
use super::value::{SettingPlace, SettingsReading};
use crate::settings::NamedSettings;
use crate::text::nearest::nearest;

/// The number of errors that are printed at most: nobody reads more, and a hostile file has a hundred thousand.
const MOST_USAGE_ERRORS: usize = 100;

/// The settings of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) options: Vec<SaidOption>,
    pub(super) named_settings: NamedSettings,
}

/// An option with its values as they would be typed.
#[derive(Clone, Debug)]
pub(super) struct SaidOption {
    pub(super) key: OptionKey,
    /// `true` or `false` for a switch; several values for a list.
    pub(super) values: Vec<String>,
    pub(super) offset: usize,
}

/// Reads a file. `command` is the command line, whose options are keys.
pub(super) fn read(source: SettingsText<'_>, command: &Command) -> (Said, Vec<UsageError>) {
    let (root, errors) = DeTable::parse_recoverable(source.text);
    let mut reading = SettingsReading::new(source);
    let mut said = Said::default();
    reading.table(root.get_ref(), "", command, &mut said);
    reading.period(&mut said);
    let errors = &errors[..errors.len().min(MOST_USAGE_ERRORS + 1)];
    // A line that is not TOML may have left an odd value behind, whose error would be misleading.
    let broken: HashSet<usize> = errors
        .iter()
        .map(|error| reading.line(error.span().unwrap_or_default().start))
        .collect();
    let mut usage_errors = std::mem::take(&mut reading.usage_errors);
    // Lines are counted from the beginning of the file for each error, so the list is cut first.
    usage_errors.sort_by_key(|usage_error| usage_error.offset);
    usage_errors.truncate(MOST_USAGE_ERRORS + 1);
    usage_errors.retain(|usage_error| !broken.contains(&reading.line(usage_error.offset)));
    usage_errors.extend(errors.iter().map(|error| Placed {
        offset: error.span().unwrap_or_default().start,
        message: format!("this is not TOML: {}", error.message()),
        hint: hint_of(error).to_owned(),
    }));
    usage_errors.sort_by_key(|usage_error| usage_error.offset);
    let are_more = usage_errors.len() > MOST_USAGE_ERRORS;
    usage_errors.truncate(MOST_USAGE_ERRORS);
    let told = usage_errors
        .into_iter()
        .map(|usage_error| source.tell(usage_error));
    let more = are_more.then(|| {
        usage_error(
            format!("{}: there are more errors than these", source.name),
            "mend them first; if this is no settings file of phasebook, leave it out with --no-config",
        )
    });
    (said, told.chain(more).collect())
}

/// The hint for text that is not TOML.
fn hint_of(error: &toml::de::Error) -> &'static str {
    if error.message().contains("invalid date") {
        "write a date as 2026-10-05, and a month in quotes, as \"2026-10\""
    } else if error.message().contains("duplicate") {
        "a key and a [table] stand once: put everything into one"
    } else {
        "write key = value, texts in \"quotes\", lists in [brackets]; see https://toml.io"
    }
}

impl SettingsReading<'_> {
    fn table(&mut self, table: &DeTable<'_>, above: &str, command: &Command, said: &mut Said) {
        for (key, value) in table {
            let path = if above.is_empty() {
                key.get_ref().to_string()
            } else {
                format!("{above}.{}", key.get_ref())
            };
            let place = SettingPlace {
                offset: value.span().start,
                value: value.get_ref(),
                path,
            };
            let option = OPTIONS.iter().find(|known| known.path == place.path);
            let named = NAMED_SETTINGS.iter().find(|known| known.path == place.path);
            if let Some(option) = option {
                let argument = argument(command, option);
                said.options
                    .extend(argument.and_then(|argument| self.option(*option, argument, &place)));
            } else if let Some(NamedSettingKey { read, .. }) = named {
                read(self, &place, &mut said.named_settings);
            } else if !is_section(&place.path) {
                self.unknown(key, &place.path);
            } else if let Some(table) = value.get_ref().as_table() {
                self.table(table, &place.path, command, said);
            } else {
                let keys: Vec<&str> = below(&place.path).collect();
                self.usage_error(
                    key.span().start,
                    format!("`{}` is a table", place.path),
                    format!("there are {}", keys.join(", ")),
                );
            }
        }
    }

    fn unknown(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, path: &str) {
        let paths = paths().collect::<Vec<_>>();
        // People write the name of the option, or the key without its table.
        let by_option = |name: &str| {
            let name = name.replace('_', "-");
            let known = OPTIONS.iter().find(|known| known.long == name);
            known.map(|known| known.path)
        };
        let last = path.rsplit('.').next().unwrap_or(path);
        let without_table = |name: &str| {
            let mut known = paths.iter();
            known
                .find(|known| known.rsplit('.').next() == Some(name))
                .copied()
        };
        let near = || {
            by_option(last)
                .or_else(|| without_table(last))
                .or_else(|| nearest(path, paths.iter().copied()))
                .or_else(|| {
                    let names = paths.iter().filter_map(|known| known.rsplit('.').next());
                    nearest(last, names).and_then(without_table)
                })
        };
        // Comparing a hundred thousand keys takes minutes.
        let near = (self.usage_errors.len() <= MOST_USAGE_ERRORS)
            .then(near)
            .flatten();
        self.usage_error(
            key.span().start,
            format!("there is no key `{path}`"),
            near.map_or_else(
                || "`phasebook plan` shows the keys that are in force, `phasebook guide settings` all".to_owned(),
                |near| format!("did you mean {near}?"),
            ),
        );
    }

    /// The values of an option; `None` if one of them is wrong, which is noted.
    fn option(
        &mut self,
        key: OptionKey,
        argument: &Arg,
        place: &SettingPlace<'_>,
    ) -> Option<SaidOption> {
        let is_list = matches!(argument.get_action(), ArgAction::Append);
        let is_switch = matches!(argument.get_action(), ArgAction::SetTrue);
        let values = match place.value {
            DeValue::Boolean(value) if is_switch => Some(vec![value.to_string()]),
            _ if is_switch => {
                let message = format!("{}: it is true or false", place.path);
                self.usage_error(place.offset, message, "write true or false, without quotes");
                None
            }
            DeValue::Array(_) if is_list => {
                let items = place.items().into_iter();
                // All values are checked, so that all errors are noted.
                let values: Vec<Option<String>> = items
                    .map(|item| self.option_value(key, argument, &item))
                    .collect();
                values.into_iter().collect()
            }
            DeValue::Array(_) => {
                let message = format!("{}: it has one value, not a list", place.path);
                self.usage_error(place.offset, message, "write the value without brackets");
                None
            }
            _ => self
                .option_value(key, argument, place)
                .map(|value| vec![value]),
        };
        Some(SaidOption {
            key,
            values: values?,
            offset: place.offset,
        })
    }

    fn option_value(
        &mut self,
        key: OptionKey,
        argument: &Arg,
        place: &SettingPlace<'_>,
    ) -> Option<String> {
        self.text(place, |name, text| {
            let choices = argument.get_possible_values();
            let choices: Vec<&str> = choices.iter().map(PossibleValue::get_name).collect();
            let mut parts: Vec<&str> = vec![text];
            if argument.get_value_delimiter() == Some(',') {
                parts = text.split(',').collect();
            }
            let wrong = parts.into_iter().find(|part| !choices.contains(part));
            if let Some(text) = wrong.filter(|_| !choices.is_empty()) {
                let all = choices.join(", ");
                let hint = nearest(text, choices.into_iter()).map_or_else(
                    || format!("choose of {all}"),
                    |near| format!("did you mean {near}? There are {all}"),
                );
                return Err(option_error(name, format!("there is no `{text}`"), hint));
            }
            Ok(text.to_owned())
        })
        .filter(|text| self.is_right(key, place, text))
    }

    /// Whether the option takes a value. Of several values with commas each is checked.
    fn is_right(&mut self, key: OptionKey, place: &SettingPlace<'_>, text: &str) -> bool {
        let Some(check) = key.check else {
            return true;
        };
        let parts: Vec<&str> = if key.has_parts {
            text.split(',').map(str::trim).collect()
        } else {
            vec![text]
        };
        let wrong = parts.into_iter().map(|part| check(&place.path, part));
        let wrong: Vec<UsageError> = wrong.filter_map(Result::err).collect();
        let is_right = wrong.is_empty();
        for wrong in wrong {
            self.usage_error(place.offset, wrong.text(), wrong.hint);
        }
        is_right
    }

    /// Checks that the file gives one period, and that it is not empty.
    fn period(&mut self, said: &mut Said) {
        let usage_errors = self.usage_errors.len();
        let find = |path: &str| said.options.iter().find(|option| option.key.path == path);
        let (from, to) = (find("from"), find("to"));
        if let (Some(month), Some(other)) = (find("month"), from.or(to)) {
            self.usage_error(
                month.offset,
                format!("month: there is `{}` too", other.key.path),
                "leave one of them out",
            );
        }
        if let (Some(from), Some(to)) = (from, to)
            && from.values >= to.values
        {
            self.usage_error(
                to.offset,
                format!(
                    "the period is empty: from {} is not before to {}",
                    from.values.concat(),
                    to.values.concat()
                ),
                "`to` names the first day that does not belong to it",
            );
        }
        if self.usage_errors.len() > usage_errors {
            // The command line would report the same error again.
            let options = &mut said.options;
            options.retain(|option| !matches!(option.key.path, "month" | "from" | "to"));
        }
    }
}

/// All keys.
fn paths() -> impl Iterator<Item = &'static str> {
    let options = OPTIONS.iter().map(|known| known.path);
    options.chain(NAMED_SETTINGS.iter().map(|known| known.path))
}

/// The keys in a table.
fn below(section: &str) -> impl Iterator<Item = &'static str> {
    paths().filter(move |path| {
        let rest = path.strip_prefix(section);
        rest.is_some_and(|rest| rest.starts_with('.'))
    })
}

fn is_section(path: &str) -> bool {
    below(path).next().is_some()
}

/// The argument of the command line that a key stands for.
pub(super) fn argument<'a>(command: &'a Command, key: &OptionKey) -> Option<&'a Arg> {
    let mut subcommands = command
        .get_subcommands()
        .filter(|sub| key.is_of(sub.get_name()));
    subcommands.find_map(|sub| option(sub, key.long))
}

/// The option of a command by its long name.
pub(in crate::cli) fn option<'a>(command: &'a Command, long: &str) -> Option<&'a Arg> {
    let mut arguments = command.get_arguments();
    arguments.find(|argument| argument.get_long() == Some(long))
}
