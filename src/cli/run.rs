//! What both commands do: read, join, name; then check the ledger and write.

use polars::error::PolarsError;

use super::args::Format;
use super::manifest;
use super::settle::CommonPlan;
use crate::exit::Exit;
use crate::fact::{Facts, Selection, facts, facts_of_last_use};
use crate::join::{Joined, join};
use crate::ledger::{self, Code, Problem, Severity, Tally, plural};
use crate::names::Names;
use crate::pack::PackError;
use crate::source::{Dump, Input, InputFile, Loaded, discover, load};
use crate::table::Table;
use crate::ui::Ui;
use crate::write::{
    OutputDirectory, Setting, WriteError, problem_counts, write_csv, write_parquet, write_problems,
};

/// Why a run ends before its time.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    pub(super) exit: Exit,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl Stop {
    pub(super) fn failed(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            exit: Exit::Failed,
            message: message.into(),
            hint: Some(hint.into()),
        }
    }
}

impl Stop {
    /// The ledger or the reports do not add up.
    pub(super) fn broken(broken: &dyn std::error::Error) -> Self {
        let hint = "this is a defect of phasebook: please report it; nothing was written";
        Self {
            exit: Exit::Broken,
            ..Self::failed(broken.to_string(), hint)
        }
    }
}

impl From<PackError> for Stop {
    fn from(error: PackError) -> Self {
        Self::failed(error.message, error.hint)
    }
}

impl From<PolarsError> for Stop {
    fn from(error: PolarsError) -> Self {
        Self::failed(
            format!("the tables cannot be computed: {error}"),
            "if memory is short, report a shorter period",
        )
    }
}

/// A dump that was read, with its facts.
pub(super) struct Run {
    pub(super) dumps: Vec<Dump>,
    pub(super) inputs: Vec<Input>,
    pub(super) files: Vec<InputFile>,
    pub(super) names: Names,
    pub(super) facts: Facts,
    pub(super) tally: Tally,
    /// What was checked of the reports, for the manifest.
    pub(super) identities: Option<serde_json::Value>,
}

/// Runs `work` on as many threads as the plan says.
pub(super) fn on_threads<T: Send>(
    plan: &CommonPlan,
    work: impl FnOnce() -> Result<T, Stop> + Send,
) -> Result<T, Stop> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(plan.threads)
        .build()
        .map_err(|error| {
            Stop::failed(
                format!("the worker threads cannot be started: {error}"),
                "try fewer with --threads",
            )
        })?
        .install(work)
}

/// The output directory, before anything is read.
pub(super) fn open_output(plan: &CommonPlan) -> Result<OutputDirectory, Stop> {
    OutputDirectory::open(&plan.out).map_err(|error| {
        Stop::failed(
            format!("cannot write to {}: {error}", plan.out.display()),
            "choose another folder with --out",
        )
    })
}

/// The files of the dumps, which are put in order.
pub(super) fn find(plan: &CommonPlan) -> Result<(Vec<Dump>, Vec<Input>), Stop> {
    let mut dumps = plan.dumps.clone();
    let inputs = discover(&mut dumps).map_err(|error| {
        Stop::failed(
            error.to_string(),
            "check the path; each PATH must exist and be readable",
        )
    })?;
    Ok((dumps, inputs))
}

/// Reads the dumps and computes the facts.
pub(super) fn read(plan: &CommonPlan, selection: &Selection) -> Result<Run, Stop> {
    let make = |tally: &mut Tally, joined, names: &Names| {
        let facts = facts_of_last_use(&plan.facts, tally, joined, names, selection)?;
        Ok((facts, ()))
    };
    let (run, ()) = read_with(plan, |_| {}, make)?;
    Ok(run)
}

/// The same, and the sessions that the facts were made of.
pub(super) fn read_joined(plan: &CommonPlan, selection: &Selection) -> Result<(Run, Joined), Stop> {
    let make = |tally: &mut Tally, joined, names: &Names| {
        let facts = facts(&plan.facts, tally, &joined, names, selection)?;
        Ok((facts, joined))
    };
    read_with(plan, |_| {}, make)
}

/// Reads the dumps; `look` sees what was found in the files, `make` has the facts made, and whatever
/// else.
pub(super) fn read_with<T>(
    plan: &CommonPlan,
    look: impl FnOnce(&Loaded),
    make: impl FnOnce(&mut Tally, Joined, &Names) -> Result<(Facts, T), PolarsError>,
) -> Result<(Run, T), Stop> {
    let (dumps, inputs) = find(plan)?;
    let loaded = load(&dumps, &inputs, &plan.read.naming, plan.read.hash);
    look(&loaded);
    let mut tally = loaded.tally;
    let joined: Joined = join(
        loaded.sessions,
        loaded.histories,
        loaded.actions,
        &loaded.campaigns,
        &mut tally,
    );
    let names = Names::resolve(&joined, &loaded.directory, &loaded.campaigns, loaded.texts);
    let (facts, more) = make(&mut tally, joined, &names)?;
    sum_up(&mut tally, &names);
    let run = Run {
        dumps,
        inputs,
        files: loaded.files,
        names,
        facts,
        tally,
        identities: None,
    };
    if plan.read.strict && run.tally.has_rejections() {
        return Err(run.rejected());
    }
    Ok((run, more))
}

/// Notes that are made once a run, with a number; then all problems in order.
fn sum_up(tally: &mut Tally, names: &Names) {
    let note = |code, detail| Problem {
        file: None,
        line: None,
        code,
        session_id: None,
        detail,
    };
    if tally.without_offset > 0 {
        let detail = plural(tally.without_offset, "timestamp");
        tally.problems.push(note(Code::NoOffset, detail));
    }
    for ((enumeration, symbol), count) in &tally.unknown_values {
        let value = names.texts().get(*symbol);
        let detail = format!("{enumeration} `{value}`: {}", plural(*count, "time"));
        tally.problems.push(note(Code::UnknownValue, detail));
    }
    tally.problems.sort_unstable();
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
        path_of(&self.dumps, &self.inputs, file)
    }

    fn rejected(&self) -> Stop {
        let grave = self
            .tally
            .problems
            .iter()
            .filter(|problem| problem.code.severity() == Severity::Error);
        let examples: Vec<String> = grave
            .clone()
            .take(5)
            .map(|problem| {
                let file = problem.file.map(|file| self.path(file)).unwrap_or_default();
                let line = problem
                    .line
                    .map(|line| format!(":{line}"))
                    .unwrap_or_default();
                format!(
                    "\n  {file}{line}: {}: {}",
                    problem.code.name(),
                    problem.detail
                )
            })
            .collect();
        let count = grave.count();
        let more = if count > examples.len() {
            "\n  ..."
        } else {
            ""
        };
        Stop {
            exit: Exit::Rejected,
            message: format!(
                "--strict: {} in the dump, nothing was written{}{more}",
                plural(count as u64, "problem"),
                examples.concat()
            ),
            hint: Some("without --strict they are listed in problems.csv".to_owned()),
        }
    }

    /// Checks the balance, writes everything, and moves it into place.
    pub(super) fn write(
        &self,
        plan: &CommonPlan,
        command: &'static str,
        settings: Vec<Setting>,
        mut output: OutputDirectory,
        tables: &[&Table],
        in_reports: &[u64],
    ) -> Result<Vec<String>, Stop> {
        self.check_balance(in_reports)?;
        let written = (|| -> Result<Vec<String>, WriteError> {
            for table in tables {
                for format in &plan.formats {
                    let name = format!("{}.{}", table.name, format.name());
                    output.write(&name, |sink| match format {
                        Format::Csv => write_csv(table, plan.facts.zone, sink),
                        Format::Parquet => write_parquet(table, sink),
                    })?;
                }
            }
            output.write("problems.csv", |sink| {
                write_problems(&self.tally.problems, |file| self.path(file), sink)
            })?;
            let outputs = output.outputs()?;
            let manifest = manifest::of(self, command, settings, &outputs);
            output.write("manifest.json", |sink| {
                manifest.write(manifest::files(self), sink)
            })?;
            output.commit()?;
            Ok(outputs.into_iter().map(|output| output.name).collect())
        })();
        written.map_err(|error| {
            Stop::failed(
                format!("cannot write to {}: {error}", plan.out.display()),
                "free some space or choose another folder with --out; the files there are as before",
            )
        })
    }

    fn check_balance(&self, in_reports: &[u64]) -> Result<(), Stop> {
        let counts = &self.tally.counts;
        let reports = in_reports.iter().map(|&sessions| Some(sessions));
        for sessions in reports.chain([None]) {
            ledger::check(counts, sessions).map_err(|imbalance| Stop::broken(&imbalance))?;
        }
        Ok(())
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
        ui.note(&format!(
            "read {} of {} files: {} sessions, {} in the period, {} with a routing history ({zone}{system})",
            counts.files_read,
            counts.files_found,
            counts.sessions_kept,
            counts.sessions_in_period,
            counts.histories_joined,
        ));
        let problems = problem_counts(&self.tally.problems);
        if problems.is_empty() {
            return;
        }
        let listed: Vec<String> = problems
            .iter()
            .map(|(code, count)| format!("{count} {}", code.name()))
            .collect();
        let path = plan.out.join("problems.csv");
        ui.warning(&format!("{} (see {})", listed.join(", "), path.display()));
        if counts.sessions_kept == 0 {
            ui.note(
                "hint: no session was found: check the PATHs, and problems.csv for what was there",
            );
        }
    }
}
