//! Writes the facts of a dump, and tells the user how the run went.

use std::io::Write as _;
use std::path::Path;

use super::files::write_format;
use super::interrupt;
use super::manifest;
use super::nothing::skipped_kinds;
use super::output::Destination;
use super::pdf::Browser;
use super::resolve::CommonPlan;
use super::ui::Ui;
use super::unwritten::unwritten;
use crate::error::Error;
use crate::error::Exit;
use crate::fact::Facts;
use crate::ledger::{self, Code, Severity, Tally, plural};
use crate::names::Names;
use crate::pack::Pack;
use crate::read::{Dump, Input, InputFile};
use crate::records::RECORDS;
use crate::report::overview::Overview;
use crate::service_level::Ratio;
use crate::settings::{FactPlan, NamedSettings};
use crate::table::Table;
use crate::text::printable::printable;
use crate::write::{
    CsvStyle, Document, MANIFEST, OutputDirectory, PageExtent, Setting, WriteError, problem_counts,
    write_problems,
};

/// Opens the output directory, before anything is read; `None` if the results are printed.
pub(super) fn open_output(plan: &CommonPlan) -> Result<Option<OutputDirectory>, Error> {
    let Destination::Folder { path, .. } = &plan.output.destination else {
        return Ok(None);
    };
    let output = interrupt::open_output(path);
    let output = output.map_err(|error| unwritten(path, &error.into()))?;
    Ok(Some(output))
}

/// The results of a command, ready to be written.
#[derive(Clone, Copy)]
pub(super) struct Results<'a> {
    pub(super) command: &'static str,
    /// The beginning of the names of files that hold more than one report.
    pub(super) stem: &'a str,
    pub(super) settings: &'a Vec<Setting>,
    pub(super) tables: &'a [&'a Table],
    /// Whether the columns of the reports were named.
    pub(super) columns_are_chosen: bool,
    pub(super) overview: Option<&'a Overview>,
    /// The browser that prints the page, and how much of it.
    pub(super) pdf: Option<(&'a Browser, PageExtent)>,
    /// The beginning of the command that takes a figure of the run apart.
    pub(super) explain: Option<&'a str>,
    /// The bytes of the records to keep; `None` if no records are kept.
    pub(super) records: Option<&'a [u8]>,
}

/// The files of a run in its folder.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// The names of the files, without that of the manifest.
    pub(super) names: Vec<String>,
    /// The files of an earlier run in the same folder, which this run did not replace.
    pub(super) left: Vec<String>,
}

/// The dumps with their files.
pub(super) struct Sources {
    pub(super) dumps: Vec<Dump>,
    pub(super) inputs: Vec<Input>,
}

impl Sources {
    /// The path of a file as the user can find it.
    pub(super) fn path(&self, file: u32) -> String {
        path_of(&self.dumps, &self.inputs, file)
    }
}

/// The facts of dumps, with everything that was counted and noted on the way.
pub(super) struct Run {
    pub(super) sources: Sources,
    /// One entry for each input file, with what was read from it.
    pub(super) files: Vec<InputFile>,
    pub(super) names: Names,
    /// The settings, with codes for operators where reports show codes.
    pub(super) named_settings: NamedSettings,
    /// The plan that the facts were made by.
    pub(super) plan: FactPlan,
    pub(super) facts: Facts,
    pub(super) tally: Tally,
    /// The sums that were checked, for the manifest.
    pub(super) identities: Option<serde_json::Value>,
    /// The service level of the total, once reports are made.
    pub(super) service_level: Option<Ratio>,
}

/// The path of a file as the user can find it.
pub(super) fn path_of(dumps: &[Dump], inputs: &[Input], file: u32) -> String {
    let Some(input) = inputs.get(file as usize) else {
        return String::new();
    };
    if let [_] = dumps {
        return input.path().into_owned();
    }
    let folder = dumps[input.dump].folder();
    folder.join(&*input.path()).to_string_lossy().into_owned()
}

impl Run {
    /// The path of a file as the user can find it.
    pub(super) fn path(&self, file: u32) -> String {
        self.sources.path(file)
    }

    /// Fails if --strict refuses the dump, and warns if the dump has no session in the period.
    pub(super) fn accept(&self, ui: Ui, plan: &CommonPlan) -> Result<(), Error> {
        refuse_errors(plan, &self.tally, &|file| self.path(file))?;
        let Some(beside) = self.beside_the_period() else {
            return Ok(());
        };
        if plan.read.strict {
            return Err(Error {
                exit: Exit::Rejected,
                message: format!("--strict: {beside}, nothing was written"),
                hint: Some("name a period that the dump has".to_owned()),
            });
        }
        ui.warning(&beside);
        Ok(())
    }

    /// The message about a dump that has sessions, but none in the period; it names the days that the dump has.
    pub(super) fn beside_the_period(&self) -> Option<String> {
        let counts = &self.tally.counts;
        let is_beside =
            counts.sessions_outside > 0 && counts.sessions_outside == counts.sessions_kept;
        let (first, last) = self.tally.days.filter(|_| is_beside)?;
        let days = if first == last {
            format!("the day {first}")
        } else {
            format!("the days {first} to {last}")
        };
        Some(format!("no session is in the period: the dump has {days}"))
    }

    /// Writes everything, and moves it into place.
    pub(super) fn write(
        &self,
        plan: &CommonPlan,
        mut output: OutputDirectory,
        results: Results<'_>,
    ) -> Result<Written, Error> {
        let path = |file| self.path(file);
        let folder = match &plan.output.destination {
            Destination::Folder { path, .. } => path.as_path(),
            Destination::Standard(_) => Path::new(""),
        };
        let before = Pack::open(folder).map(|pack| pack.manifest.outputs);
        let style = CsvStyle {
            zone: plan.facts.zone,
            dialect: plan.output.dialect,
            durations: plan.output.durations,
        };
        let document = self.document(plan, &results, &path);
        let written = (|| -> Result<Vec<String>, WriteError> {
            for format in plan.output.formats() {
                write_format(*format, &document, &results, style, &mut output)?;
            }
            if let Some(records) = results.records {
                output.write(RECORDS, |sink| Ok(sink.write_all(records)?))?;
            }
            output.write("problems.csv", |sink| {
                write_problems(&self.tally.problems, path, style, sink)
            })?;
            let outputs = output.outputs()?;
            let manifest =
                manifest::build(self, results.command, results.settings.clone(), &outputs);
            output.write(MANIFEST, |sink| manifest.write(manifest::files(self), sink))?;
            output.commit()?;
            Ok(outputs.into_iter().map(|output| output.name).collect())
        })();
        let names = written.map_err(|error| unwritten(folder, &error))?;
        let before = before.unwrap_or_default().into_iter();
        let mut left: Vec<String> = before.map(|output| output.name).collect();
        left.retain(|name| !names.contains(name) && folder.join(name).is_file());
        Ok(Written { names, left })
    }

    /// The document that every format shows: tables, summary, settings and ledger of the run.
    pub(super) fn document<'a>(
        &'a self,
        plan: &'a CommonPlan,
        results: &Results<'a>,
        path: &'a (dyn Fn(u32) -> String + Sync),
    ) -> Document<'a> {
        Document {
            lang: plan.output.lang,
            plan: &self.plan,
            settings: results.settings,
            counts: &self.tally.counts,
            problems: &self.tally.problems,
            path,
            tables: results.tables,
            columns_are_chosen: results.columns_are_chosen,
            overview: results.overview,
            company: self.named_settings.company.as_deref(),
            explain: results.explain,
        }
    }

    /// Checks the sums that always hold; `in_reports` are the sessions of each report.
    pub(super) fn check_balance(&self, in_reports: &[u64]) -> Result<(), Error> {
        let counts = &self.tally.counts;
        let reports = in_reports.iter().map(|&sessions| Some(sessions));
        for sessions in reports.chain([None]) {
            ledger::check(counts, sessions).map_err(|imbalance| Error::broken(&imbalance))?;
        }
        Ok(())
    }

    /// Says how many files were written, and where, and which files of an earlier run are still there.
    pub(super) fn tell_files(ui: Ui, plan: &CommonPlan, written: &Written) {
        const NAMED: usize = 4;
        let Destination::Folder { path, .. } = &plan.output.destination else {
            return;
        };
        // The manifest does not list itself.
        let count = written.names.len() + 1;
        ui.result(&format!("wrote {count} files to {}", path.display()));
        let left = &written.left;
        if !left.is_empty() {
            let named: Vec<_> = left
                .iter()
                .take(NAMED)
                .map(|name| printable(name))
                .collect();
            let more = if left.len() > NAMED { ", ..." } else { "" };
            ui.warning(&format!(
                "{} still has {} of an earlier run, no part of this pack: {}{more}",
                path.display(),
                plural(left.len() as u64, "file"),
                named.join(", ")
            ));
        }
    }

    /// Says in a few lines what was read and what is wrong with it.
    pub(super) fn tell(&self, ui: Ui, plan: &CommonPlan) {
        let counts = &self.tally.counts;
        let zone = plan.facts.zone.name();
        let system = if plan.zone_is_system {
            ", the system's time zone"
        } else {
            ""
        };
        let left_out = match counts.sessions_left_out {
            0 => String::new(),
            count => format!("{count} left out, "),
        };
        ui.note(&format!(
            "read {} of {} files: {} sessions, {} in the period, {left_out}{} with a routing history ({zone}{system})",
            counts.files_read,
            counts.files_found,
            counts.sessions_kept,
            counts.sessions_in_period,
            counts.histories_joined,
        ));
        if counts.files_skipped > 0 {
            let kinds = skipped_kinds(&self.tally.problems, &|file| self.path(file));
            let files = plural(counts.files_skipped, "file");
            // Records that an earlier version kept do not have the kinds.
            let kinds = if kinds.is_empty() {
                kinds
            } else {
                format!(": {kinds}")
            };
            ui.note(&format!("{files} skipped{kinds}"));
        }
        let mut problems = problem_counts(&self.tally.problems);
        // Skipped files have the line above.
        problems.remove(&Code::SkippedFile);
        if problems.is_empty() {
            return;
        }
        let listed: Vec<String> = problems
            .iter()
            .map(|(code, count)| format!("{count} {}", code.name()))
            .collect();
        let place = match &plan.output.destination {
            Destination::Folder { path, .. } => {
                format!("see {}", path.join("problems.csv").display())
            }
            Destination::Standard(_) => "with --out DIR they are listed in problems.csv".to_owned(),
        };
        let line = format!("{} ({place})", listed.join(", "));
        if problems.keys().any(|code| code.severity() < Severity::Info) {
            ui.warning(&line);
        } else {
            ui.note(&line);
        }
    }
}

/// Fails if --strict refuses a dump with these problems.
pub(super) fn refuse_errors(
    plan: &CommonPlan,
    tally: &Tally,
    path: &dyn Fn(u32) -> String,
) -> Result<(), Error> {
    if !plan.read.strict || !tally.has_errors() {
        return Ok(());
    }
    let grave = tally
        .problems
        .iter()
        .filter(|problem| problem.code.severity() == Severity::Error);
    let examples: Vec<String> = grave
        .clone()
        .take(5)
        .map(|problem| {
            let file = problem.file.map(path).unwrap_or_default();
            let line = problem
                .line
                .map(|line| format!(":{line}"))
                .unwrap_or_default();
            format!(
                "\n  {}{line}: {}: {}",
                printable(&file),
                problem.code.name(),
                printable(&problem.detail)
            )
        })
        .collect();
    let count = grave.count();
    let more = if count > examples.len() {
        "\n  ..."
    } else {
        ""
    };
    Err(Error {
        exit: Exit::Rejected,
        message: format!(
            "--strict: {} in the dump, nothing was written{}{more}",
            plural(count as u64, "problem"),
            examples.concat()
        ),
        hint: Some(
            "`phasebook check --no-strict` lists them; reports made with --no-strict have them in problems.csv"
                .to_owned(),
        ),
    })
}
