//! phasebook.toml: settings that need not be typed each time.
//!
//! The file is found in the working directory, or named by `--config`. What it says of options is put
//! into the command line, behind what was typed there, and from then on is one with it: there is one
//! way to a plan. What has no option is [`NamedSettings`], which goes beside.

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
use self::registry::StatedKey;
pub use self::registry::settings_keys;
pub(super) use self::registry::{NAMED_SETTINGS, OPTIONS, OptionKey};
use self::typed::{command, innermost, subcommand, taken, with_options};
use super::args::Args;
use super::parse::{UsageError, option_error, usage_error};
use super::plan::Effective;
use crate::settings::NamedSettings;

/// The name that is looked for.
pub(super) const FILE_NAME: &str = "phasebook.toml";

/// The most bytes of a settings file. The settings of a large centre have some thousands; what has more came
/// here by accident, or to do harm.
const MOST_BYTES: u64 = 1 << 20;

/// The settings file of a command line, as far as it is not in that.
#[derive(Debug, Default)]
pub(super) struct SettingsFile {
    named_settings: NamedSettings,
    /// What is wrong with the file.
    usage_errors: Vec<UsageError>,
    /// Where the file says which option.
    taken: Vec<Taken>,
    /// The options in force, the file's among them.
    effective: Effective,
}

impl SettingsFile {
    /// The options in force, the file's among them.
    pub(super) const fn effective(&self) -> &Effective {
        &self.effective
    }

    /// Settles a command line with them. The errors of the file are told with its own.
    pub(super) fn settle<T>(
        self,
        settle: impl FnOnce(NamedSettings) -> Result<T, Vec<UsageError>>,
    ) -> Result<T, Vec<UsageError>> {
        let Self {
            named_settings,
            mut usage_errors,
            taken,
            effective: _,
        } = self;
        match settle(named_settings) {
            Ok(plan) if usage_errors.is_empty() => Ok(plan),
            Ok(_) => Err(usage_errors),
            Err(more) => {
                let more = more
                    .into_iter()
                    .map(|usage_error| placed(usage_error, &taken));
                let mut more: Vec<(usize, UsageError)> = more.collect();
                // In the order of the file, then those of the command line.
                more.sort_by_key(|(offset, _)| *offset);
                usage_errors.extend(more.into_iter().map(|(_, usage_error)| usage_error));
                Err(usage_errors)
            }
        }
    }
}

/// An option that the file says, and not the command line.
#[derive(Debug)]
struct Taken {
    key: OptionKey,
    offset: usize,
    /// As `phasebook.toml:3:5`.
    place: String,
}

/// A error that was found in an option: with its place in the file, and where that is, if the file
/// says the option.
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
/// What clap says of the command line; help and version come this way, too.
pub(super) fn understand(arguments: &[OsString]) -> Result<(Args, SettingsFile), clap::Error> {
    let command = command();
    let typed = command.clone().try_get_matches_from(arguments)?;
    let (chain, own) = innermost(&typed);
    let own_command = subcommand(&command, &chain);
    let mut settings = SettingsFile::default();
    let mut matches = typed.clone();
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
                let arguments = with_options(&command, &chain, arguments, &taken);
                matches = command.clone().try_get_matches_from(arguments)?;
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
    let (_, own) = innermost(&matches);
    if let Some(command) = own_command {
        settings.effective = Effective::of(command, own);
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

/// What a manifest's settings say that no option can.
pub(super) fn stated_in(
    settings: &serde_json::Map<String, Value>,
) -> Result<NamedSettings, Vec<UsageError>> {
    let mut root = Map::new();
    for StatedKey { path, setting, .. } in NAMED_SETTINGS {
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
    let text = toml::to_string(&root).unwrap_or_default();
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

/// The settings file of a command, if it takes one and there is one.
fn file(command: &Command, own: &ArgMatches) -> Option<PathBuf> {
    // The definition is asked, because matches know only in a build with debug assertions that a command
    // has no such option: an optimised build says that it was not typed.
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
    // A link that leads nowhere is a error, and none of those that mean no settings.
    path.symlink_metadata().is_ok().then(|| path.to_path_buf())
}

/// The ids of the options that say which file.
const CONFIG: &str = "config";
const NO_CONFIG: &str = "no_config";
