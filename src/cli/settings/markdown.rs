//! The keys of phasebook.toml as Markdown: a part of the guide.

use std::fmt::Write as _;

use clap::builder::StyledStr;
use clap::{ArgAction, Command, CommandFactory};

use super::read::argument;
use super::registry::{NAMED_SETTINGS, OPTIONS};
use crate::cli::Args;

/// The table of all keys.
pub fn settings_markdown() -> String {
    let command = Args::command();
    let mut text = "| key | option | meaning |\n| --- | --- | --- |\n".to_owned();
    for key in OPTIONS {
        let meaning = meaning(&command, key);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| `{}` | `--{}` | {meaning} |", key.path, key.long);
    }
    for key in NAMED_SETTINGS {
        let _ = writeln!(text, "| `{}` | | {} |", key.path, key.meaning);
    }
    text
}

/// The help of the option, followed by its possible values.
fn meaning(command: &Command, key: &super::OptionKey) -> String {
    let Some(argument) = argument(command, key) else {
        return String::new();
    };
    let help = argument.get_help().map(StyledStr::to_string);
    // A default in brackets would look like a link.
    let help = help.unwrap_or_default().replace('|', "\\|");
    let help = help.replace("[default", "\\[default");
    let values: Vec<String> = argument
        .get_possible_values()
        .iter()
        .map(|value| format!("`{}`", value.get_name()))
        .collect();
    match argument.get_action() {
        ArgAction::SetTrue => format!("{help} (`true` or `false`)"),
        _ if values.is_empty() => help,
        ArgAction::Append => format!("{help} (a list of {})", values.join(", ")),
        _ => format!("{help} ({})", values.join(", ")),
    }
}
