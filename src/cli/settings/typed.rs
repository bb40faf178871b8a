//! The command line as it was typed, and the options that a settings file adds to it.

use std::ffi::OsString;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory};

use super::read::{self, SaidOption};
use super::registry::{OPTIONS, OptionKey};
use crate::cli::Args;

/// The subcommand that a chain of names leads to.
pub(super) fn subcommand<'a>(command: &'a Command, chain: &[String]) -> Option<&'a Command> {
    let mut names = chain.iter();
    names.try_fold(command, |command, name| command.find_subcommand(name))
}

/// The command line, with an option that turns each switch off again, as `--no-strict`.
pub(super) fn command() -> Command {
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

/// The names of the command and its subcommands, and the matches of the last.
pub(super) fn innermost(matches: &ArgMatches) -> (Vec<String>, &ArgMatches) {
    let mut chain = Vec::new();
    let mut own = matches;
    while let Some((name, inner)) = own.subcommand() {
        chain.push(name.to_owned());
        own = inner;
    }
    (chain, own)
}

/// The options of the period. If one of them is typed, none of them is taken from the file.
const PERIOD: [&str; 3] = ["month", "from", "to"];

/// The options of the file that the command has and that were not typed.
pub(super) fn taken(
    command: &Command,
    chain: &[String],
    own: &ArgMatches,
    options: Vec<SaidOption>,
) -> Vec<SaidOption> {
    let name = chain.last().map_or("", String::as_str);
    let Some(subcommand) = subcommand(command, chain) else {
        return Vec::new();
    };
    let is_typed = |long: &str| {
        let id = read::option(subcommand, long).map(|argument| argument.get_id().as_str());
        id.is_some_and(|id| own.value_source(id) == Some(ValueSource::CommandLine))
    };
    let period_is_typed = PERIOD.iter().any(|long| is_typed(long));
    let is_taken = |option: &SaidOption| {
        let (key, long) = (option.key, option.key.long);
        let has_own = |known: &OptionKey| known.path == format!("{name}.{}", key.path);
        let is_anothers = !key.is_of(name) || OPTIONS.iter().any(has_own);
        let is_off = key.negation.is_some_and(&is_typed);
        // Reports that are typed replace those of the file, even if they are named by the other option.
        let is_replaced =
            (long == "by" && is_typed("report")) || (long == "report" && is_typed("by"));
        let is_other_period = PERIOD.contains(&long) && period_is_typed;
        read::option(subcommand, long).is_some()
            && !(is_anothers || is_off || is_replaced || is_other_period || is_typed(long))
    };
    options.into_iter().filter(is_taken).collect()
}

/// The command line with some options added.
pub(super) fn with_options(
    command: &Command,
    chain: &[String],
    arguments: &[OsString],
    options: &[SaidOption],
) -> Vec<OsString> {
    let subcommand = subcommand(command, chain);
    let mut more: Vec<OsString> = Vec::new();
    for SaidOption { key, values, .. } in options {
        let long = key.long;
        let argument = subcommand.and_then(|subcommand| read::option(subcommand, long));
        let is_switch =
            argument.is_some_and(|argument| matches!(argument.get_action(), ArgAction::SetTrue));
        for value in values {
            match (is_switch, value.as_str()) {
                (true, "true") => more.push(format!("--{long}").into()),
                (true, _) => {}
                (false, value) => more.push(format!("--{long}={value}").into()),
            }
        }
    }
    // The options stand right behind the names of the command: a later `--` would end the options.
    let at = (1 + chain.len()).min(arguments.len());
    let (names, rest) = arguments.split_at(at);
    [names, &more, rest].concat()
}
