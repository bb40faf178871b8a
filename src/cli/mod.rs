//! The command line: arguments as typed, the plans that they mean, and the commands.

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
mod groups;
mod guide;
mod help;
mod here;
mod init;
mod interrupt;
mod kept;
mod lake;
mod manifest;
pub mod memory;
mod merge;
mod nothing;
mod output;
mod pager;
mod parse;
mod partition;
mod pdf;
mod pipeline;
mod plan;
mod records;
mod replay;
mod report;
mod resolve;
mod run;
mod scratch;
mod selection;
mod settings;
mod sql;
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

/// The error for lost output: a run whose result did not arrive must not end with success.
fn unprinted(error: &std::io::Error) -> Error {
    Error::failed(
        format!("cannot write to standard output: {error}"),
        "send standard output somewhere that takes it",
    )
}

fn run_command(arguments: impl Iterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.collect();
    if arguments.len() <= 1 {
        let ui = Ui::new(false);
        return finish(ui, here::run(ui));
    }
    let (args, settings) = match settings::understand(&arguments) {
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
            match settings.resolve(|named_settings| resolve::report(args, named_settings)) {
                Ok(plan) => finish(ui, report::run(ui, &plan).map(|()| Exit::Done)),
                Err(usage_errors) => usage(ui, &usage_errors),
            }
        }
        Command::Month(args) => {
            let ui = Ui::new(args.common.quiet);
            match settings.resolve(|named_settings| resolve::month(args, named_settings)) {
                Ok(plan) => finish(ui, report::run(ui, &plan).map(|()| Exit::Done)),
                Err(usage_errors) => usage(ui, &usage_errors),
            }
        }
        Command::Plan { command } => {
            let ui = Ui::new(false);
            let effective = settings.effective().clone();
            let planned = |named_settings| plan::plan(command, named_settings, &effective);
            match settings.resolve(planned) {
                Ok(text) => {
                    ui.page(&text);
                    Exit::Done
                }
                Err(usage_errors) => usage(ui, &usage_errors),
            }
        }
        Command::Init(args) => {
            let ui = Ui::new(args.is_quiet());
            match init::resolve(args) {
                Ok(plan) => finish(ui, init::run(ui, &plan).map(|()| Exit::Done)),
                Err(usage_errors) => usage(ui, &usage_errors),
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
            match settings.resolve(|named_settings| resolve::facts(args, named_settings)) {
                Ok(plan) => finish(ui, facts::run(ui, &plan).map(|()| Exit::Done)),
                Err(usage_errors) => usage(ui, &usage_errors),
            }
        }
        Command::Records(args) => {
            let ui = Ui::new(args.quiet);
            match settings.resolve(|_| records::resolve(args)) {
                Ok(plan) => finish(ui, records::run(ui, &plan).map(|()| Exit::Done)),
                Err(usage_errors) => usage(ui, &usage_errors),
            }
        }
        Command::Merge(args) => {
            let ui = Ui::new(args.quiet);
            match merge::resolve(args) {
                Ok(plan) => finish(ui, merge::run(ui, &plan).map(|()| Exit::Done)),
                Err(usage_errors) => usage(ui, &usage_errors),
            }
        }
        Command::Downloads(args) => {
            let ui = Ui::new(args.common.quiet);
            match settings.resolve(|named_settings| resolve::downloads(args, named_settings)) {
                Ok(plan) => finish(ui, downloads::run(ui, &plan)),
                Err(usage_errors) => usage(ui, &usage_errors),
            }
        }
        Command::Explain(args) => {
            let ui = Ui::new(args.common.quiet);
            match settings.resolve(|named_settings| explain::resolve(args, named_settings)) {
                Ok(plan) => finish(ui, explain::run(ui, &plan).map(|()| Exit::Done)),
                Err(usage_errors) => usage(ui, &usage_errors),
            }
        }
        Command::Columns(args) => {
            let ui = Ui::new(false);
            finish(ui, columns::run(ui, &args).map(|()| Exit::Done))
        }
        Command::Check(args) => {
            let ui = Ui::new(args.common.quiet);
            match settings.resolve(|named_settings| check::resolve(args, named_settings)) {
                Ok(plan) => finish(ui, check::run(ui, &plan)),
                Err(usage_errors) => usage(ui, &usage_errors),
            }
        }
        Command::Diff(args) => {
            let ui = Ui::new(args.common.quiet);
            match settings.resolve(Ok) {
                Ok(named_settings) => finish(ui, diff::run(ui, &args, &named_settings)),
                Err(usage_errors) => usage(ui, &usage_errors),
            }
        }
        Command::Sql(args) => {
            let ui = Ui::new(false);
            match sql::resolve(args) {
                Ok(plan) => finish(ui, sql::run(ui, &plan)),
                Err(usage_errors) => usage(ui, &usage_errors),
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

fn usage(ui: Ui, usage_errors: &[parse::UsageError]) -> Exit {
    for usage_error in usage_errors {
        ui.error(&shortened(&usage_error.text()));
        ui.hint(&usage_error.hint);
    }
    Exit::Usage
}

/// A message without its middle, if it has more than about 1200 characters: an error quotes the typed value, however
/// long it is.
fn shortened(message: &str) -> Cow<'_, str> {
    const HALF: usize = 600;
    let mut starts = message.char_indices().map(|(at, _)| at);
    let (Some(head), Some(tail)) = (starts.by_ref().nth(HALF), starts.by_ref().nth_back(HALF))
    else {
        return Cow::Borrowed(message);
    };
    Cow::Owned(format!("{} [...] {}", &message[..head], &message[tail..]))
}
