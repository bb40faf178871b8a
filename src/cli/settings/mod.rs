//! phasebook.toml: settings that need not be typed each time.
//!
//! The file is found in the working directory, or named by `--config`. What it says of options is put
//! into the command line, behind what was typed there, and from then on is one with it: there is one
//! way to a plan. What has no option is [`Stated`], which goes beside.

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
use self::place::Source;
pub(super) use self::read::option;
use self::read::{Said, SaidOption};
use self::registry::StatedKey;
pub use self::registry::settings_keys;
pub(super) use self::registry::{OPTIONS, OptionKey, STATED};
use self::typed::{command, innermost, subcommand, taken, with_options};
use super::args::Args;
use super::parse::{Mistake, mistake, mistake_in};
use super::plan::Effective;
use crate::settings::Stated;

/// The name that is looked for.
pub(super) const FILE_NAME: &str = "phasebook.toml";

/// The most bytes of a settings file. The settings of a large centre have some thousands; what has more came
/// here by accident, or to do harm.
const MOST_BYTES: u64 = 1 << 20;

/// The settings file of a command line, as far as it is not in that.
#[derive(Debug, Default)]
pub(super) struct Settings {
    stated: Stated,
    /// What is wrong with the file.
    mistakes: Vec<Mistake>,
    /// Where the file says which option.
    taken: Vec<Taken>,
    /// The options in force, the file's among them.
    effective: Effective,
}

impl Settings {
    /// The options in force, the file's among them.
    pub(super) const fn effective(&self) -> &Effective {
        &self.effective
    }

    /// Settles a command line with them. The mistakes of the file are told with its own.
    pub(super) fn settle<T>(
        self,
        settle: impl FnOnce(Stated) -> Result<T, Vec<Mistake>>,
    ) -> Result<T, Vec<Mistake>> {
        let Self {
            stated,
            mut mistakes,
            taken,
            effective: _,
        } = self;
        match settle(stated) {
            Ok(plan) if mistakes.is_empty() => Ok(plan),
            Ok(_) => Err(mistakes),
            Err(more) => {
                let more = more.into_iter().map(|mistake| placed(mistake, &taken));
                let mut more: Vec<(usize, Mistake)> = more.collect();
                // In the order of the file, then those of the command line.
                more.sort_by_key(|(offset, _)| *offset);
                mistakes.extend(more.into_iter().map(|(_, mistake)| mistake));
                Err(mistakes)
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

/// A mistake that was found in an option: with its place in the file, and where that is, if the file
/// says the option.
fn placed(wrong: Mistake, taken: &[Taken]) -> (usize, Mistake) {
    let found = taken.iter().find(|taken| {
        let option = format!("--{}", taken.key.long);
        wrong.option == Some(option)
    });
    match found {
        Some(taken) => {
            let message = wrong.text_about(Some(taken.key.path));
            let wrong = mistake_in(taken.place.clone(), message, wrong.hint);
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
pub(super) fn understand(arguments: &[OsString]) -> Result<(Args, Settings), clap::Error> {
    let command = command();
    let typed = command.clone().try_get_matches_from(arguments)?;
    let (chain, own) = innermost(&typed);
    let own_command = subcommand(&command, &chain);
    let mut settings = Settings::default();
    let mut matches = typed.clone();
    if let Some(path) = own_command.and_then(|command| file(command, own)) {
        let name = path.display().to_string();
        match text_of(&path, &name) {
            Ok(text) => {
                let source = Source {
                    name: &name,
                    text: &text,
                };
                let (Said { options, stated }, mistakes) = read::read(source, &command);
                (settings.stated, settings.mistakes) = (stated, mistakes);
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
            Err(mistake) => settings.mistakes.push(mistake),
        }
    }
    let (_, own) = innermost(&matches);
    if let Some(command) = own_command {
        settings.effective = Effective::of(command, own);
    }
    Ok((Args::from_arg_matches(&matches)?, settings))
}

/// The text of a settings file, without a byte order mark.
fn text_of(path: &Path, name: &str) -> Result<String, Mistake> {
    let other = "name another settings file with --config, or use none with --no-config";
    let mut bytes = Vec::new();
    let file = File::open(path).map(|file| file.take(MOST_BYTES + 1));
    file.and_then(|mut file| file.read_to_end(&mut bytes))
        .map_err(|error| mistake(format!("{name} cannot be read: {error}"), other))?;
    if bytes.len() as u64 > MOST_BYTES {
        let message = format!("{name} has more than 1 MiB, and settings have not");
        return Err(mistake(message, other));
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let end = error.valid_up_to();
        let text = std::str::from_utf8(&bytes[..end]).unwrap_or_default();
        let place = Source { name, text }.place(end);
        mistake_in(place, "this is not UTF-8", "save the file as UTF-8")
    })?;
    Ok(text.to_owned())
}

/// What a manifest's settings say that no option can.
pub(super) fn stated_in(settings: &serde_json::Map<String, Value>) -> Result<Stated, Vec<Mistake>> {
    let mut root = Map::new();
    for StatedKey { path, setting, .. } in STATED {
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
    let source = Source {
        name: "manifest.json",
        text: &text,
    };
    let (Said { stated, .. }, mistakes) = read::read(source, &command());
    if mistakes.is_empty() {
        Ok(stated)
    } else {
        Err(mistakes)
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
    // A link that leads nowhere is a mistake, and none of those that mean no settings.
    path.symlink_metadata().is_ok().then(|| path.to_path_buf())
}

/// The ids of the options that say which file.
const CONFIG: &str = "config";
const NO_CONFIG: &str = "no_config";
