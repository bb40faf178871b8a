//! `phasebook --help`: the commands, grouped by task.

use std::fmt::Write as _;

use clap::builder::{StyledStr, Styles};
use clap::{Command as ClapCommand, Subcommand as _};

use super::args::Command;

/// Tasks, and the commands for each. Every command is in one group.
const GROUPS: [(&str, &[&str]); 6] = [
    ("Make the month", &["month", "report"]),
    ("Look into a number", &["explain", "columns"]),
    ("Check and prove", &["check", "verify", "diff"]),
    ("Keep and combine", &["facts", "downloads", "sql"]),
    ("Go beyond one machine", &["records", "merge"]),
    ("Set up", &["init", "plan", "guide", "completions", "man"]),
];

/// The template of the help: clap's own, except for the list of commands.
pub(super) fn template() -> StyledStr {
    let commands = Command::augment_subcommands(ClapCommand::new("phasebook"));
    let styles = Styles::styled();
    let (header, literal) = (styles.get_header(), styles.get_literal());
    let mut text = String::from("{about-with-newline}\n{usage-heading} {usage}\n");
    let longest = GROUPS.iter().flat_map(|(_, names)| names.iter());
    let longest = longest.map(|name| name.len()).max().unwrap_or(0);
    for (title, names) in GROUPS {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n{header}{title}:{header:#}");
        for name in names {
            let about = commands
                .find_subcommand(name)
                .and_then(ClapCommand::get_about);
            let about = about.map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(text, "  {literal}{name:longest$}{literal:#}  {about}");
        }
    }
    let _ = write!(
        text,
        "\n{header}Options:{header:#}\n{{options}}{{after-help}}"
    );
    text.into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::*;
    use crate::cli::Args;

    #[test]
    fn every_command_is_in_one_group() {
        let grouped: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .collect();
        let command = Args::command();
        let names: BTreeSet<&str> = command
            .get_subcommands()
            .map(ClapCommand::get_name)
            .collect();
        let unique: BTreeSet<&str> = grouped.iter().copied().collect();
        assert_eq!(unique, names);
        assert_eq!(unique.len(), grouped.len(), "{grouped:?}");
    }

    /// A line that wraps looks like two commands.
    #[test]
    fn every_line_of_the_help_fits_80_columns() {
        let help = Args::command().render_long_help().to_string();
        assert!(
            help.contains("\nMake the month:\n  month        Write"),
            "{help}"
        );
        for line in help.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}
