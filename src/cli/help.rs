//! Completions for shells and the manual page, both made from the definitions of the arguments.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use clap::{Args as ClapArgs, Command, CommandFactory};
use clap_complete::Shell;

use super::args::Args;
use super::ui::Ui;
use crate::error::Error;
use crate::guide::TOPICS;

/// The arguments of `phasebook completions`.
#[derive(Debug, ClapArgs)]
pub(super) struct CompletionsArgs {
    /// The shell that is to complete commands and options
    #[arg(value_enum)]
    pub(super) shell: Shell,
}

/// Prints the script that teaches a shell the commands and options.
pub(super) fn completions(args: &CompletionsArgs) {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "phasebook", &mut script);
    if args.shell == Shell::Fish {
        script.extend_from_slice(topics_for_fish().as_bytes());
    }
    Ui::new(false).bytes(&script);
}

/// Lines that complete the topics of `phasebook guide` in fish: the script by clap completes only options there.
fn topics_for_fish() -> String {
    let mut lines = String::new();
    for topic in TOPICS {
        // Writing to a string cannot fail.
        let _ = writeln!(
            lines,
            "complete -c phasebook -n \"__fish_phasebook_using_subcommand guide\" -f -a {} -d '{}'",
            topic.name,
            topic.summary.replace('\'', "\\'")
        );
    }
    lines
}

/// Prints the manual page: the program, then each command.
pub(super) fn man() -> Result<(), Error> {
    let mut command = Args::command();
    command.build();
    let page = manual(&command).map_err(|error| {
        Error::failed(
            format!("the manual page cannot be made: {error}"),
            "this is a defect of phasebook: please report it",
        )
    })?;
    Ui::new(false).bytes(&page);
    Ok(())
}

fn manual(command: &Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for sub in command.get_subcommands() {
        if sub.get_name() == "help" {
            continue;
        }
        let man = clap_mangen::Man::new(sub.clone());
        writeln!(page, ".SH \"COMMAND {}\"", sub.get_name().to_uppercase())?;
        man.render_description_section(&mut page)?;
        man.render_synopsis_section(&mut page)?;
        man.render_options_section(&mut page)?;
        man.render_extra_section(&mut page)?;
    }
    Ok(page)
}
