//! The command line: what was typed, what was meant, and the commands.

mod args;
mod check;
mod choice;
mod columns;
mod defect;
mod diff;
mod downloads;
mod explain;
mod facts;
mod files;
mod guide;
mod help;
mod init;
mod interrupt;
mod kept;
mod manifest;
pub mod memory;
mod nothing;
mod output;
mod pager;
mod parse;
mod pipeline;
mod plan;
mod replay;
mod report;
mod run;
mod scratch;
mod selection;
mod settings;
mod settle;
mod threads;
mod ui;
mod unwritten;
mod verify;

use std::borrow::Cow;
use std::ffi::OsString;

pub use args::Args;
pub use interrupt::tidy_up;
pub use settings::{settings_keys, settings_markdown};

use self::args::Command;
use self::ui::Ui;
use crate::error::Error;
use crate::error::Exit;

/// Runs phasebook.
pub fn main(arguments: impl Iterator<Item = OsString>) -> Exit {
    defect::guarded(|| {
        interrupt::watch();
        let exit = run_command(arguments);
        match ui::flush() {
            Err(error) if matches!(exit, Exit::Done | Exit::NotFit) => {
                finish(Ui::new(false), Err(unprinted(&error)))
            }
            _ => exit,
        }
    })
}

/// A result that did not arrive is none.
fn unprinted(error: &std::io::Error) -> Error {
    Error::failed(
        format!("cannot write to standard output: {error}"),
        "send standard output somewhere that takes it, or write files with --out",
    )
}

fn run_command(arguments: impl Iterator<Item = OsString>) -> Exit {
    let (args, settings) = match settings::understand(&arguments.collect::<Vec<_>>()) {
        Ok(understood) => understood,
        Err(error) => {
            // Help and version come this way, too.
            ui::keep(error.print());
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
            match settings.settle(|stated| settle::report(args, stated)) {
                Ok(plan) => finish(ui, report::run(ui, &plan).map(|()| Exit::Done)),
                Err(mistakes) => usage(ui, &mistakes),
            }
        }
        Command::Month(args) => {
            let ui = Ui::new(args.common.quiet);
            match settings.settle(|stated| settle::month(args, stated)) {
                Ok(plan) => finish(ui, report::run(ui, &plan).map(|()| Exit::Done)),
                Err(mistakes) => usage(ui, &mistakes),
            }
        }
        Command::Plan { command } => {
            let ui = Ui::new(false);
            let effective = settings.effective().clone();
            let planned = |stated| plan::plan(command, stated, &effective);
            match settings.settle(planned) {
                Ok(text) => {
                    ui.page(&text);
                    Exit::Done
                }
                Err(mistakes) => usage(ui, &mistakes),
            }
        }
        Command::Init(args) => {
            let ui = Ui::new(args.is_quiet());
            match init::settle(args) {
                Ok(plan) => finish(ui, init::run(ui, &plan).map(|()| Exit::Done)),
                Err(mistakes) => usage(ui, &mistakes),
            }
        }
        Command::Guide(args) => {
            let ui = Ui::new(false);
            finish(ui, guide::run(ui, &args).map(|()| Exit::Done))
        }
        Command::Completions(args) => {
            help::completions(&args);
            Exit::Done
        }
        Command::Man => finish(Ui::new(false), help::man().map(|()| Exit::Done)),
        Command::Facts(args) => {
            let ui = Ui::new(args.common.quiet);
            match settings.settle(|stated| settle::facts(args, stated)) {
                Ok(plan) => finish(ui, facts::run(ui, &plan).map(|()| Exit::Done)),
                Err(mistakes) => usage(ui, &mistakes),
            }
        }
        Command::Downloads(args) => {
            let ui = Ui::new(args.common.quiet);
            match settings.settle(|stated| settle::downloads(args, stated)) {
                Ok(plan) => finish(ui, downloads::run(ui, &plan)),
                Err(mistakes) => usage(ui, &mistakes),
            }
        }
        Command::Explain(args) => {
            let ui = Ui::new(args.common.quiet);
            match settings.settle(|stated| explain::settle(args, stated)) {
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
            match settings.settle(|stated| check::settle(args, stated)) {
                Ok(plan) => finish(ui, check::run(ui, &plan)),
                Err(mistakes) => usage(ui, &mistakes),
            }
        }
        Command::Diff(args) => {
            let ui = Ui::new(args.common.quiet);
            match settings.settle(Ok) {
                Ok(stated) => finish(ui, diff::run(ui, &args, &stated)),
                Err(mistakes) => usage(ui, &mistakes),
            }
        }
        Command::Verify(args) => {
            let ui = Ui::new(args.quiet);
            finish(ui, verify::run(ui, &args))
        }
    }
}

fn finish(ui: Ui, outcome: Result<Exit, Error>) -> Exit {
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
        ui.error(&shortened(&mistake.text()));
        ui.hint(&mistake.hint);
    }
    Exit::Usage
}

/// A message of at most some thousand letters: a mistake quotes what was written, however long that is.
fn shortened(message: &str) -> Cow<'_, str> {
    const HALF: usize = 600;
    let mut starts = message.char_indices().map(|(at, _)| at);
    let (Some(head), Some(tail)) = (starts.by_ref().nth(HALF), starts.by_ref().nth_back(HALF))
    else {
        return Cow::Borrowed(message);
    };
    Cow::Owned(format!("{} [...] {}", &message[..head], &message[tail..]))
}
