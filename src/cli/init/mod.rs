//! `phasebook init`: a settings file for a dump, to be filled in.

mod survey;
mod text;

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

use self::survey::Survey;
use super::args::ReadingArgs;
use super::nothing;
use super::output::OutputPlan;
use super::parse::{UsageError, option_error, system_zone};
use super::pipeline::{has_no_session, read_dumps};
use super::resolve::{self, CommonPlan, UsageErrors};
use super::settings::FILE_NAME;
use super::threads::on_threads;
use super::ui::Ui;
use crate::error::Error;
use crate::ledger::plural;
use crate::report::QueueBy;
use crate::service_level::{LevelHours, ServiceLevel};
use crate::settings::{DayOf, FactSettings, NamedSettings};
use crate::time::Period;
use crate::write::write_whole;

pub(super) const EXAMPLES: &str = "\
Examples:
  phasebook init dump
  phasebook init january february --out team.toml
  phasebook report dump --config team.toml --out reports

Every setting in the file is commented out: until one is taken in, figures are the same as without it.

Exit status: 0 done, 1 cannot go on, 2 usage.";

#[derive(Debug, ClapArgs)]
pub(super) struct InitArgs {
    /// Files, folders and zip archives with exported JSON; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The file to write
    #[arg(long, value_name = "FILE", default_value = FILE_NAME, help_heading = "Output")]
    out: PathBuf,

    /// Replace the file if it is there
    #[arg(long, help_heading = "Output")]
    force: bool,

    #[command(flatten)]
    reading: ReadingArgs,

    /// Say nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

impl InitArgs {
    pub(super) const fn is_quiet(&self) -> bool {
        self.quiet
    }
}

/// The plan of `phasebook init`.
pub(super) struct InitCommand {
    common: CommonPlan,
    out: PathBuf,
    force: bool,
}

/// Resolves the arguments of `phasebook init`. An existing settings file is not applied: its aliases would hide names.
pub(super) fn resolve(args: InitArgs) -> Result<InitCommand, Vec<UsageError>> {
    let InitArgs {
        paths,
        out,
        force,
        reading,
        quiet: _,
    } = args;
    let mut usage_errors = UsageErrors::default();
    let (dumps, read, threads) = resolve::resolve_reading(paths, reading, &mut usage_errors);
    if out.as_os_str() == "-" {
        let wrong = option_error(
            "--out",
            "settings are written to a file",
            "name the file, or leave --out away for phasebook.toml",
        );
        usage_errors.0.push(wrong.of_value("-"));
    }
    let common = CommonPlan {
        dumps,
        kept: None,
        output: OutputPlan::nothing(),
        read,
        facts: FactSettings {
            zone: system_zone(),
            day_of: DayOf::default(),
            period: Period::default(),
            service_level: ServiceLevel::default(),
            level_hours: LevelHours::default(),
            named_settings: NamedSettings::default(),
        },
        queue_by: QueueBy::default(),
        month: None,
        zone_is_system: true,
        threads,
    };
    usage_errors.none_or(InitCommand { common, out, force })
}

/// Reads the dump and writes the file.
pub(super) fn run(ui: Ui, command: &InitCommand) -> Result<(), Error> {
    let InitCommand { common, out, force } = command;
    // Fail before the dump is read.
    if !force && out.symlink_metadata().is_ok() {
        return Err(unwritten(out, &ErrorKind::AlreadyExists.into()));
    }
    let survey = on_threads(ui, common.threads, || {
        let records = read_dumps(ui, common)?;
        if has_no_session(&records) {
            return Err(nothing::found(
                &records.dumps,
                &records.inputs,
                &records.loaded.tally,
            ));
        }
        Ok(Survey::new(records))
    })?;
    let text = text::settings(&survey, common.facts.zone);
    write(out, &text, *force).map_err(|error| unwritten(out, &error))?;
    if survey.is_incomplete {
        ui.warning("not all of the dump could be read; `phasebook check` tells what");
    }
    let count = |things: &[_], noun| plural(things.len() as u64, noun);
    ui.note(&format!(
        "{}: {}, {}, {} of {}",
        out.display(),
        count(&survey.queues, "queue"),
        count(&survey.operators, "operator"),
        plural(survey.campaigns.len() as u64, "campaign"),
        plural(survey.sessions, "session"),
    ));
    Ok(())
}

/// Writes all of the file or nothing.
fn write(path: &Path, text: &str, force: bool) -> io::Result<()> {
    if !force {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        let written = file
            .write_all(text.as_bytes())
            .and_then(|()| file.sync_all());
        if written.is_err() {
            // Half a settings file would pass for a whole one.
            fs::remove_file(path)?;
        }
        return written;
    }
    write_whole(path, text.as_bytes())
}

fn unwritten(path: &Path, error: &io::Error) -> Error {
    let path = path.display();
    if error.kind() == ErrorKind::AlreadyExists {
        return Error::failed(
            format!("{path} is there already"),
            "name another file with --out, or have it replaced with --force",
        );
    }
    Error::failed(
        format!("cannot write {path}: {error}"),
        "name another file with --out",
    )
}
