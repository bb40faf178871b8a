//! phasebook.toml: settings that need not be typed each time.
//!
//! The file is the one in the working directory, or the one that `--config` names. Its values of options are added
//! to the command line, where typed values win, and the complete line is parsed like a typed one. Settings without
//! an option are [`NamedSettings`], which are handed on beside the command line.

mod contracts;
mod hours;
mod judge;
mod markdown;
mod named;
mod place;
mod read;
mod registry;
mod rules;
mod teams;
mod typed;
mod value;

use std::ffi::OsString;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command, FromArgMatches};
use serde_json::{Map, Value};

pub use self::markdown::settings_markdown;
use self::place::SettingsText;
pub(super) use self::read::option;
use self::read::{Said, SaidOption};
use self::registry::NamedSettingKey;
pub use self::registry::settings_keys;
pub(super) use self::registry::{NAMED_SETTINGS, OPTIONS, OptionKey};
use self::typed::{command, innermost, subcommand, taken, with_options};
use super::args::Args;
use super::lake::FolderFacts;
use super::parse::{UsageError, option_error, usage_error};
use super::plan::Effective;
use crate::error::Error;
use crate::settings::NamedSettings;

/// The name of the file in the working directory.
pub(super) const FILE_NAME: &str = "phasebook.toml";

/// The largest settings file in bytes. The settings of a large centre have some thousands; a larger file was named by
/// accident or to do harm.
const MOST_BYTES: u64 = 1 << 20;

/// The content of a settings file beyond the options that were added to the command line.
#[derive(Debug, Default)]
pub(super) struct SettingsFile {
    named_settings: NamedSettings,
    /// The errors in the file.
    usage_errors: Vec<UsageError>,
    /// The options that came from the file, with their places.
    taken: Vec<Taken>,
    /// The options in force, the file's among them.
    effective: Effective,
}

impl SettingsFile {
    /// The options in force, the file's among them.
    pub(super) const fn effective(&self) -> &Effective {
        &self.effective
    }

    /// Resolves a command line together with the file. The errors of both are returned at once.
    pub(super) fn resolve<T>(
        self,
        resolve: impl FnOnce(NamedSettings) -> Result<T, Vec<UsageError>>,
    ) -> Result<T, Vec<UsageError>> {
        let Self {
            named_settings,
            mut usage_errors,
            taken,
            effective: _,
        } = self;
        match resolve(named_settings) {
            Ok(plan) if usage_errors.is_empty() => Ok(plan),
            Ok(_) => Err(usage_errors),
            Err(more) => {
                let more = more
                    .into_iter()
                    .map(|usage_error| placed(usage_error, &taken));
                let mut more: Vec<(usize, UsageError)> = more.collect();
                // Errors stand in the order of the file, followed by those of the command line.
                more.sort_by_key(|(offset, _)| *offset);
                usage_errors.extend(more.into_iter().map(|(_, usage_error)| usage_error));
                Err(usage_errors)
            }
        }
    }
}

/// An option that was taken from the file because the command line does not have it.
#[derive(Debug)]
struct Taken {
    key: OptionKey,
    offset: usize,
    /// The place for messages, as `phasebook.toml:3:5`.
    place: String,
}

/// An error about an option. If the option came from the file, the message names the place there; the number is the
/// offset of that place, or the maximum for an option of the command line.
fn placed(wrong: UsageError, taken: &[Taken]) -> (usize, UsageError) {
    let found = taken.iter().find(|taken| {
        let option = format!("--{}", taken.key.long);
        wrong.option == Some(option)
    });
    match found {
        Some(taken) => {
            let message = wrong.text_about(Some(taken.key.path));
            let wrong = option_error(taken.place.clone(), message, wrong.hint);
            (taken.offset, wrong)
        }
        None => (usize::MAX, wrong),
    }
}

/// Parses a command line together with its settings file.
///
/// # Errors
///
/// Fails with clap's message about the command line. Help and version are returned in the same way.
pub(super) fn understand(arguments: &[OsString]) -> Result<(Args, SettingsFile), clap::Error> {
    let command = command();
    let typed = command.clone().try_get_matches_from(arguments)?;
    let (chain, own) = innermost(&typed);
    let own_command = subcommand(&command, &chain);
    let mut settings = SettingsFile::default();
    let mut matches = typed.clone();
    let mut arguments = arguments.to_vec();
    if let Some(path) = own_command.and_then(|command| file(command, own)) {
        let name = path.display().to_string();
        match text_of(&path, &name) {
            Ok(text) => {
                let source = SettingsText {
                    name: &name,
                    text: &text,
                };
                let (
                    Said {
                        options,
                        named_settings,
                    },
                    usage_errors,
                ) = read::read(source, &command);
                (settings.named_settings, settings.usage_errors) = (named_settings, usage_errors);
                let taken = taken(&command, &chain, own, options);
                arguments = with_options(&command, &chain, &arguments, &taken);
                matches = command.clone().try_get_matches_from(&arguments)?;
                let place = |option: SaidOption| Taken {
                    key: option.key,
                    offset: option.offset,
                    place: source.place(option.offset),
                };
                settings.taken = taken.into_iter().map(place).collect();
            }
            Err(usage_error) => settings.usage_errors.push(usage_error),
        }
    }
    if let Some(Ok(facts)) = own_command.and_then(|command| facts(command, own)) {
        match facts.named_settings(&settings.named_settings) {
            Ok(named_settings) => settings.named_settings = named_settings,
            Err(usage_errors) => settings.usage_errors.extend(usage_errors),
        }
        let options = facts.options().map(|(key, value)| SaidOption {
            key,
            values: vec![value],
            offset: 0,
        });
        let (_, own) = innermost(&matches);
        let taken = taken(&command, &chain, own, options.collect());
        let arguments = with_options(&command, &chain, &arguments, &taken);
        matches = command.clone().try_get_matches_from(arguments)?;
    }
    let (_, own) = innermost(&matches);
    if let Some(command) = own_command {
        settings.effective = Effective::new(command, own);
    }
    Ok((Args::from_arg_matches(&matches)?, settings))
}

/// The text of a settings file, without a byte order mark.
fn text_of(path: &Path, name: &str) -> Result<String, UsageError> {
    let other = "name another settings file with --config, or use none with --no-config";
    let mut bytes = Vec::new();
    let file = File::open(path).map(|file| file.take(MOST_BYTES + 1));
    file.and_then(|mut file| file.read_to_end(&mut bytes))
        .map_err(|error| usage_error(format!("{name} cannot be read: {error}"), other))?;
    if bytes.len() as u64 > MOST_BYTES {
        let message = format!("{name} has more than 1 MiB, and settings have not");
        return Err(usage_error(message, other));
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let end = error.valid_up_to();
        let text = std::str::from_utf8(&bytes[..end]).unwrap_or_default();
        let place = SettingsText { name, text }.place(end);
        option_error(place, "this is not UTF-8", "save the file as UTF-8")
    })?;
    Ok(text.to_owned())
}

/// The settings of a manifest that no option can give.
pub(super) fn named_settings_in(
    settings: &serde_json::Map<String, Value>,
) -> Result<NamedSettings, Vec<UsageError>> {
    let mut root = Map::new();
    for NamedSettingKey { path, setting, .. } in NAMED_SETTINGS {
        let Some(value) = settings.get(*setting) else {
            continue;
        };
        let mut names = path.split('.');
        let first = names.next().unwrap_or_default();
        let place = names.fold(root.entry(first).or_insert(Value::Null), |place, name| {
            &mut place[name]
        });
        *place = value.clone();
    }
    let text = toml::to_string(&root).map_err(|error| {
        vec![usage_error(
            format!("the settings in manifest.json cannot be read: {error}"),
            "make the pack or the facts again from the dump",
        )]
    })?;
    let source = SettingsText {
        name: "manifest.json",
        text: &text,
    };
    let (Said { named_settings, .. }, usage_errors) = read::read(source, &command());
    if usage_errors.is_empty() {
        Ok(named_settings)
    } else {
        Err(usage_errors)
    }
}

/// The facts in folders that `--from-facts` names; `None` if the command has no such option, or the path is of other
/// facts. Facts that cannot be opened are reported when they are read.
fn facts(command: &Command, own: &ArgMatches) -> Option<Result<FolderFacts, Error>> {
    let mut arguments = command.get_arguments();
    if !arguments.any(|argument| argument.get_id() == FROM_FACTS) {
        return None;
    }
    FolderFacts::find(own.get_one::<PathBuf>(FROM_FACTS)?)
}

/// The settings file of a command, if it takes one and there is one.
fn file(command: &Command, own: &ArgMatches) -> Option<PathBuf> {
    // The definition of the command is looked up, because only a build with debug assertions tells a missing option
    // from one that was not typed.
    let mut arguments = command.get_arguments();
    if !arguments.any(|argument| argument.get_id() == CONFIG) {
        return None;
    }
    if let Some(path) = own.get_one::<PathBuf>(CONFIG) {
        return Some(path.clone());
    }
    if own.get_flag(NO_CONFIG) {
        return None;
    }
    let path = Path::new(FILE_NAME);
    // A broken link counts as a file, so that it is reported and not passed over.
    path.symlink_metadata().is_ok().then(|| path.to_path_buf())
}

/// The ids of the options that choose the file.
const CONFIG: &str = "config";
const NO_CONFIG: &str = "no_config";

/// The id of the option that names kept facts.
const FROM_FACTS: &str = "from_facts";
