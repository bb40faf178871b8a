//! The command line: what was typed, what was meant, and the commands.

mod args;
mod check;
mod columns;
mod diff;
mod explain;
mod facts;
mod files;
mod help;
mod manifest;
mod output;
mod parse;
mod replay;
mod report;
mod run;
mod selection;
mod settle;
mod stop;
mod verify;

use std::ffi::OsString;

use clap::Parser;

pub use args::Args;

use self::args::Command;
use crate::exit::Exit;
use crate::ui::Ui;

/// Runs phasebook.
pub fn main(arguments: impl Iterator<Item = OsString>) -> Exit {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            // Help and version come this way, too.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Done
            };
        }
    };
    match args.command {
        Command::Report(args) => {
            let ui = Ui::new(args.common.quiet);
            match settle::report(args) {
                Ok(plan) => finish(ui, report::run(ui, &plan).map(|()| Exit::Done)),
                Err(mistakes) => usage(ui, &mistakes),
            }
        }
        Command::Month(args) => {
            let ui = Ui::new(args.common.quiet);
            match settle::month(args) {
                Ok(plan) => finish(ui, report::run(ui, &plan).map(|()| Exit::Done)),
                Err(mistakes) => usage(ui, &mistakes),
            }
        }
        Command::Completions(args) => finish(
            Ui::new(false),
            help::completions(&args).map(|()| Exit::Done),
        ),
        Command::Man => finish(Ui::new(false), help::man().map(|()| Exit::Done)),
        Command::Facts(args) => {
            let ui = Ui::new(args.common.quiet);
            match settle::facts(args) {
                Ok(plan) => finish(ui, facts::run(ui, &plan).map(|()| Exit::Done)),
                Err(mistakes) => usage(ui, &mistakes),
            }
        }
        Command::Explain(args) => {
            let ui = Ui::new(args.common.quiet);
            match explain::settle(args) {
                Ok(plan) => finish(ui, explain::run(ui, &plan).map(|()| Exit::Done)),
                Err(mistakes) => usage(ui, &mistakes),
            }
        }
        Command::Columns(args) => {
            let ui = Ui::new(false);
            finish(ui, columns::run(ui, &args).map(|()| Exit::Done))
        }
        Command::Check(args) => {
            let ui = Ui::new(args.common.quiet);
            finish(ui, check::run(ui, args))
        }
        Command::Diff(args) => {
            let ui = Ui::new(args.common.quiet);
            finish(ui, diff::run(ui, &args))
        }
        Command::Verify(args) => {
            let ui = Ui::new(args.quiet);
            finish(ui, verify::run(ui, &args))
        }
    }
}

fn finish(ui: Ui, outcome: Result<Exit, run::Stop>) -> Exit {
    match outcome {
        Ok(exit) => exit,
        Err(stop) => {
            ui.error(&stop.message);
            if let Some(hint) = stop.hint {
                ui.hint(&hint);
            }
            stop.exit
        }
    }
}

fn usage(ui: Ui, mistakes: &[parse::Mistake]) -> Exit {
    for mistake in mistakes {
        ui.error(&mistake.message);
        ui.hint(&mistake.hint);
    }
    Exit::Usage
}
