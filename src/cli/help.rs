//! What the program tells of itself: completions for shells, and the manual page.

use std::io::{self, Write};

use clap::{Args as ClapArgs, Command, CommandFactory};
use clap_complete::Shell;

use super::args::Args;
use super::run::Stop;

/// The arguments of `phasebook completions`.
#[derive(Debug, ClapArgs)]
pub(super) struct CompletionsArgs {
    /// The shell that is to complete commands and options
    #[arg(value_enum)]
    pub(super) shell: Shell,
}

/// Prints the script that teaches a shell the commands and options.
pub(super) fn completions(args: &CompletionsArgs) -> Result<(), Stop> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "phasebook", &mut script);
    print(&script)
}

/// Prints the manual page: the program, then each command.
pub(super) fn man() -> Result<(), Stop> {
    let mut command = Args::command();
    command.build();
    let page = manual(&command).map_err(|error| stopped(&error))?;
    print(&page)
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

fn print(text: &[u8]) -> Result<(), Stop> {
    match io::stdout().write_all(text) {
        // A closed pipe means that nobody listens any more.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(stopped(&error)),
        _ => Ok(()),
    }
}

fn stopped(error: &io::Error) -> Stop {
    Stop::failed(
        format!("it cannot be printed: {error}"),
        "send standard output somewhere that takes it",
    )
}
