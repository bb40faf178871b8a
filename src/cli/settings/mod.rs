//! phasebook.toml: settings that need not be typed each time.
//!
//! The file is found in the working directory, or named by `--config`. What it says of options is put
//! into the command line, behind what was typed there, and from then on is one with it: there is one
//! way to a plan. What has no option is [`Stated`], which goes beside.

mod hours;
mod markdown;
mod named;
mod place;
mod read;
mod registry;
mod rules;
mod teams;
mod value;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory, FromArgMatches};
use serde_json::{Map, Value};

pub use self::markdown::settings_markdown;
use self::place::Source;
pub(super) use self::read::option;
use self::read::{Said, SaidOption};
use self::registry::StatedKey;
pub(super) use self::registry::{OPTIONS, OptionKey, STATED};
use super::args::Args;
use super::parse::{Mistake, mistake};
use super::plan::Effective;
use crate::stated::Stated;

/// The name that is looked for.
pub(super) const FILE_NAME: &str = "phasebook.toml";

/// The settings file of a command line, as far as it is not in that.
#[derive(Debug, Default)]
pub(super) struct Settings {
    stated: Stated,
    /// What is wrong with the file.
    mistakes: Vec<Mistake>,
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
            effective: _,
        } = self;
        match settle(stated) {
            Ok(plan) if mistakes.is_empty() => Ok(plan),
            Ok(_) => Err(mistakes),
            Err(more) => {
                mistakes.extend(more);
                Err(mistakes)
            }
        }
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
    let mut settings = Settings::default();
    let mut matches = typed.clone();
    if let Some(path) = file(own) {
        let name = path.display().to_string();
        match text_of(&path, &name) {
            Ok(text) => {
                let source = Source {
                    name: &name,
                    text: &text,
                };
                let (Said { options, stated }, mistakes) = read::read(source, &command);
                (settings.stated, settings.mistakes) = (stated, mistakes);
                let arguments = with_options(&command, &chain, own, arguments, &options);
                matches = command.clone().try_get_matches_from(arguments)?;
            }
            Err(mistake) => settings.mistakes.push(mistake),
        }
    }
    let (_, own) = innermost(&matches);
    if let Some(command) = subcommand(&command, &chain) {
        settings.effective = Effective::of(command, own);
    }
    Ok((Args::from_arg_matches(&matches)?, settings))
}

/// The command that names lead to.
fn subcommand<'a>(command: &'a Command, chain: &[String]) -> Option<&'a Command> {
    let mut names = chain.iter();
    names.try_fold(command, |command, name| command.find_subcommand(name))
}

/// The text of a settings file, without a byte order mark.
fn text_of(path: &Path, name: &str) -> Result<String, Mistake> {
    let bytes = std::fs::read(path).map_err(|error| {
        mistake(
            format!("{name} cannot be read: {error}"),
            "name another settings file with --config, or use none with --no-config",
        )
    })?;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes[..error.valid_up_to()].split(|&byte| byte == b'\n');
        mistake(
            format!("{name}:{}: this is not UTF-8", before.count()),
            "save the file as UTF-8",
        )
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

/// The command line, where every switch can also be turned off: as `--no-strict`.
fn command() -> Command {
    with_negations(Args::command())
}

fn with_negations(mut command: Command) -> Command {
    let names: Vec<String> = command
        .get_subcommands()
        .map(|subcommand| subcommand.get_name().to_owned())
        .collect();
    for name in names {
        command = command.mut_subcommand(name, with_negations);
    }
    for OptionKey { long, negation, .. } in OPTIONS {
        let id = read::option(&command, long).map(|argument| argument.get_id().clone());
        if let (Some(negation), Some(id)) = (*negation, id) {
            command = command.arg(
                Arg::new(negation)
                    .long(negation)
                    .hide(true)
                    .action(ArgAction::SetTrue)
                    .overrides_with(id),
            );
        }
    }
    command
}

/// The names of the command and its subcommands, and what was typed behind the last.
fn innermost(matches: &ArgMatches) -> (Vec<String>, &ArgMatches) {
    let mut chain = Vec::new();
    let mut own = matches;
    while let Some((name, inner)) = own.subcommand() {
        chain.push(name.to_owned());
        own = inner;
    }
    (chain, own)
}

/// The settings file of a command, if it takes one and there is one.
fn file(own: &ArgMatches) -> Option<PathBuf> {
    let given = own.try_get_one::<PathBuf>(CONFIG).ok()?;
    if let Some(path) = given {
        return Some(path.clone());
    }
    if own.get_flag(NO_CONFIG) {
        return None;
    }
    let path = Path::new(FILE_NAME);
    path.exists().then(|| path.to_path_buf())
}

/// The ids of the options that say which file.
const CONFIG: &str = "config";
const NO_CONFIG: &str = "no_config";

/// Options of which one that was typed puts the others of the file out of force.
const PERIOD: [&str; 3] = ["month", "from", "to"];

/// The command line with those of these options that were not typed.
fn with_options(
    command: &Command,
    chain: &[String],
    own: &ArgMatches,
    arguments: &[OsString],
    options: &[SaidOption],
) -> Vec<OsString> {
    let name = chain.last().map_or("", String::as_str);
    let Some(subcommand) = subcommand(command, chain) else {
        return arguments.to_vec();
    };
    let is_typed = |long: &str| {
        let id = read::option(subcommand, long).map(|argument| argument.get_id().as_str());
        id.is_some_and(|id| own.value_source(id) == Some(ValueSource::CommandLine))
    };
    let period_is_typed = PERIOD.iter().any(|long| is_typed(long));
    let mut more: Vec<OsString> = Vec::new();
    for SaidOption { key, values, .. } in options {
        let long = key.long;
        let has_own = |known: &&OptionKey| known.path == format!("{name}.{}", key.path);
        let is_anothers = !key.is_of(name) || OPTIONS.iter().any(|known| has_own(&known));
        let Some(argument) = read::option(subcommand, long) else {
            continue;
        };
        let is_off = key.negation.is_some_and(&is_typed);
        // Whoever names reports wants these, not those of the file.
        let is_replaced = long == "by" && is_typed("report");
        if is_anothers
            || is_replaced
            || is_off
            || is_typed(long)
            || PERIOD.contains(&long) && period_is_typed
        {
            continue;
        }
        let is_switch = matches!(argument.get_action(), ArgAction::SetTrue);
        for value in values {
            match (is_switch, value.as_str()) {
                (true, "true") => more.push(format!("--{long}").into()),
                (true, _) => {}
                (false, value) => more.push(format!("--{long}={value}").into()),
            }
        }
    }
    // Behind the names of the command, before anything that may end the options.
    let at = (1 + chain.len()).min(arguments.len());
    let (names, rest) = arguments.split_at(at);
    [names, &more, rest].concat()
}
