//! What both commands do: read, join, name; then check the ledger and write.

use std::io::Write as _;
use std::num::NonZero;
use std::panic::catch_unwind;
use std::path::Path;

use polars::error::PolarsError;
use polars_core::runtime::THREAD_POOL;

use super::exit::Exit;
use super::files::write_format;
use super::interrupt;
use super::kept::{encoding, naive_tz};
use super::manifest;
use super::memory::give_back;
use super::nothing::{self, skipped_kinds};
use super::output::Destination;
use super::settle::CommonPlan;
use super::stop::MORE_MEMORY;
pub(super) use super::stop::Stop;
use super::ui::Ui;
use crate::fact::{Facts, Selection, facts, facts_of_last_use};
use crate::join::{Joined, join};
use crate::ledger::{self, Code, Problem, Severity, Tally, plural};
use crate::names::Names;
use crate::pack::{Pack, is_pack};
use crate::read::progress::Progress;
use crate::read::pseudonym::{Key, conceal};
use crate::read::{Dump, Input, InputFile, Loaded, bytes_to_read, discover, load};
use crate::records::{Made, RECORDS, Records, Superseded, has_records};
use crate::report::overview::Overview;
use crate::service_level::Ratio;
use crate::settings::{FactPlan, Resolved, resolve};
use crate::table::Table;
use crate::text::printable::printable;
use crate::write::{
    CsvStyle, Document, MANIFEST, OutputDirectory, Setting, WriteError, problem_counts,
    write_problems,
};

/// A dump that was read, with its facts.
pub(super) struct Run {
    pub(super) dumps: Vec<Dump>,
    pub(super) inputs: Vec<Input>,
    pub(super) files: Vec<InputFile>,
    pub(super) names: Names,
    /// What the settings mean here.
    pub(super) resolved: Resolved,
    /// The plan that the facts were made by.
    pub(super) plan: FactPlan,
    pub(super) facts: Facts,
    pub(super) tally: Tally,
    /// What was checked of the reports, for the manifest.
    pub(super) identities: Option<serde_json::Value>,
    /// The service level of the total, once reports are made.
    pub(super) service_level: Option<Ratio>,
}

/// Sessions from which on it counts what their records leave behind in memory. Of fewer, the reports use it again.
const MANY: u64 = 250_000;

/// How many threads are of any use: some more than cores, where reading waits for a network. Those beyond only
/// look for work at each other, and a thousand of them burn minutes.
fn most_threads() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    (4 * cores).max(16)
}

/// Starts the threads that polars works on.
///
/// It would start them itself where it first needs them, and panic there if the system refuses them.
pub(super) fn start_polars() -> Result<(), Stop> {
    let started = catch_unwind(|| THREAD_POOL.current_num_threads());
    started
        .map(drop)
        .map_err(|_| Stop::failed("the worker threads cannot be started", MORE_MEMORY))
}

/// Runs `work` on as many threads as the plan says, and are of use.
pub(super) fn on_threads<T: Send>(
    ui: Ui,
    plan: &CommonPlan,
    work: impl FnOnce() -> Result<T, Stop> + Send,
) -> Result<T, Stop> {
    let most = most_threads();
    if plan.threads > most {
        // Not refused: a command may come from a larger machine, by its script or its manifest.
        ui.warning(&format!(
            "--threads {}: {most} are started; more only wait for each other on this machine",
            plan.threads
        ));
    }
    start_polars()?;
    rayon::ThreadPoolBuilder::new()
        .num_threads(plan.threads.min(most))
        .build()
        .map_err(|error| {
            Stop::failed(
                format!("the worker threads cannot be started: {error}"),
                "try fewer with --threads",
            )
        })?
        .install(work)
}

/// The output directory, before anything is read; `None` if the results are printed.
pub(super) fn open_output(plan: &CommonPlan) -> Result<Option<OutputDirectory>, Stop> {
    let Destination::Folder { path, .. } = &plan.output.destination else {
        return Ok(None);
    };
    let output = interrupt::open_output(path);
    let output = output.map_err(|error| Stop::unwritten(path, &error.into()))?;
    Ok(Some(output))
}

/// A folder that phasebook wrote was named as a dump.
fn no_dump(dump: &Dump, pack: &Pack) -> Stop {
    let place = dump.path().display();
    let made_of = pack.manifest.dumps.join(" ");
    let hint = if has_records(&pack.folder) {
        format!(
            "reports are made of it with --from-facts {place}; what stands in raw records only the dump \
             can tell: {made_of}"
        )
    } else {
        format!("name the dump that it was made of: {made_of}")
    };
    Stop::failed(
        format!(
            "{place} is what phasebook {} wrote, not a dump",
            pack.manifest.command
        ),
        hint,
    )
}

/// The files of the dumps, which are put in order.
pub(super) fn find(plan: &CommonPlan) -> Result<(Vec<Dump>, Vec<Input>), Stop> {
    let mut dumps = plan.dumps.clone();
    for dump in &dumps {
        if let Some(pack) = Pack::open(dump.path())
            .ok()
            .filter(|_| is_pack(dump.path()))
        {
            return Err(no_dump(dump, &pack));
        }
    }
    let inputs = discover(&mut dumps, plan.read.limits).map_err(|error| {
        Stop::failed(
            error.to_string(),
            "check the path; each PATH must exist and be readable",
        )
    })?;
    Ok((dumps, inputs))
}

/// Reads the dumps and computes the facts.
pub(super) fn read(
    ui: Ui,
    plan: &CommonPlan,
    selection: &Selection,
    look: impl FnOnce(&Records),
) -> Result<Run, Stop> {
    let make = |plan: &FactPlan, tally: &mut Tally, joined, names: &Names| {
        let facts = facts_of_last_use(plan, tally, joined, names, selection)?;
        Ok((facts, ()))
    };
    let (run, ()) = read_with(ui, plan, look, make)?;
    Ok(run)
}

/// The same, with something more that is made of the sessions before they are let go.
pub(super) fn read_and<T>(
    ui: Ui,
    plan: &CommonPlan,
    selection: &Selection,
    more: impl FnOnce(&FactPlan, &Joined, &Names) -> Result<T, PolarsError>,
) -> Result<(Run, T), Stop> {
    let make = |plan: &FactPlan, tally: &mut Tally, joined, names: &Names| {
        let more = more(plan, &joined, names)?;
        let facts = facts_of_last_use(plan, tally, joined, names, selection)?;
        Ok((facts, more))
    };
    read_with(ui, plan, |_| {}, make)
}

/// The same, and the sessions that the facts were made of.
pub(super) fn read_joined(plan: &CommonPlan, selection: &Selection) -> Result<(Run, Joined), Stop> {
    let make = |plan: &FactPlan, tally: &mut Tally, joined, names: &Names| {
        let facts = facts(plan, tally, &joined, names, selection)?;
        Ok((facts, joined))
    };
    read_with(Ui::new(true), plan, |_| {}, make)
}

/// Reads the dumps; `look` sees what was found in the files, `make` has the facts made, and whatever
/// else.
pub(super) fn read_with<T>(
    ui: Ui,
    plan: &CommonPlan,
    look: impl FnOnce(&Records),
    make: impl FnOnce(&FactPlan, &mut Tally, Joined, &Names) -> Result<(Facts, T), PolarsError>,
) -> Result<(Run, T), Stop> {
    let records = acquire(ui, plan)?;
    if !plan.read.allow_empty && has_no_session(&records) {
        return Err(nothing::found(&records));
    }
    look(&records);
    let Records {
        dumps,
        inputs,
        loaded,
        superseded,
        made: _,
        kept_by: _,
    } = records;
    let mut tally = loaded.tally;
    let mut joined = join(
        loaded.sessions,
        loaded.histories,
        loaded.actions,
        &loaded.campaigns,
        &mut tally,
    );
    // Copies that were left out when the records were kept.
    tally.counts.sessions_superseded += superseded.sessions;
    tally.counts.histories_superseded += superseded.histories;
    let names = Names::resolve(&joined, &loaded.directory, &loaded.campaigns, loaded.texts);
    let mut names = names.with_user_names(loaded.user_names);
    let key = plan.output.pseudonyms.as_ref();
    let resolved = resolve(&plan.facts, &joined, &names, key, &mut tally);
    let fact_plan = resolved.apply(&mut joined, &mut names);
    let (facts, more) = make(&fact_plan, &mut tally, joined, &names)?;
    if tally.counts.sessions_kept > MANY {
        give_back();
    }
    sum_up(&mut tally, &names);
    let run = Run {
        dumps,
        inputs,
        files: loaded.files,
        names,
        resolved,
        plan: fact_plan,
        facts,
        tally,
        identities: None,
        service_level: None,
    };
    if plan.read.strict && run.tally.has_errors() {
        return Err(run.rejected());
    }
    if let Some(beside) = run.beside_the_period() {
        if plan.read.strict {
            return Err(Stop {
                exit: Exit::Rejected,
                message: format!("--strict: {beside}, nothing was written"),
                hint: Some("name a period that the dump has".to_owned()),
            });
        }
        ui.warning(&beside);
    }
    Ok((run, more))
}

/// Whether not one usable session is there.
pub(super) fn has_no_session(records: &Records) -> bool {
    records.loaded.sessions.iter().all(Vec::is_empty)
}

/// What is to be made something of: from the dumps, from what was kept of them, or from both.
fn acquire(ui: Ui, plan: &CommonPlan) -> Result<Records, Stop> {
    let Some(kept) = &plan.kept else {
        return read_dumps(ui, plan);
    };
    // That it cannot be used is found before anything is read.
    let mut records = Records::open(&kept.folder)?;
    if let Some(version) = &records.kept_by {
        ui.note(&format!(
            "{} was kept by an earlier phasebook ({version}): its dumps were read by the rules of that one",
            kept.folder.display()
        ));
    }
    if !plan.read.hash {
        let files = records.loaded.files.iter_mut();
        files.for_each(|file| file.hash = None);
        records.made.hash = false;
    }
    if records.made.pseudonyms.is_none() {
        conceal_if_asked(plan, &mut records.loaded)?;
        records.made.pseudonyms = mark(plan);
    }
    if kept.grows {
        return Ok(records.with(read_dumps(ui, plan)?));
    }
    Ok(records)
}

/// Reads the dumps, and makes nothing of them yet.
pub(super) fn read_dumps(ui: Ui, plan: &CommonPlan) -> Result<Records, Stop> {
    let (dumps, inputs) = find(plan)?;
    let progress = Progress::default();
    let size = || {
        inputs
            .iter()
            .map(|input| bytes_to_read(input, &dumps))
            .sum()
    };
    let mut loaded = ui.watch(&progress, inputs.len() as u64, size, || {
        let naming = &plan.read.naming;
        load(
            &dumps,
            &inputs,
            naming,
            plan.read.limits,
            plan.read.texts,
            plan.read.hash,
            &progress,
        )
    });
    let inputs = loaded.unfolded.take().unwrap_or(inputs);
    conceal_if_asked(plan, &mut loaded)?;
    Ok(Records {
        dumps,
        inputs,
        loaded,
        superseded: Superseded::default(),
        kept_by: None,
        made: Made {
            session_id_regex: plan.read.naming.pattern().map(str::to_owned),
            naive_tz: naive_tz(&plan.read),
            encoding: encoding(&plan.read),
            pseudonyms: mark(plan),
            hash: plan.read.hash,
        },
    })
}

/// The mark of the key that puts codes in the place of operators.
fn mark(plan: &CommonPlan) -> Option<String> {
    plan.output.pseudonyms.as_ref().map(Key::mark)
}

/// Puts codes in the place of operators, if they were asked for.
pub(super) fn conceal_if_asked(plan: &CommonPlan, loaded: &mut Loaded) -> Result<(), Stop> {
    let Some(key) = &plan.output.pseudonyms else {
        return Ok(());
    };
    conceal(loaded, key)
        .map_err(|error| Stop::failed(error.to_string(), "make another key for --pseudonyms"))
}

/// What the settings mean in the dumps. Names need all of them: a queue has the name that it had
/// last.
pub(super) fn resolved(plan: &CommonPlan) -> Result<Resolved, Stop> {
    if plan.facts.stated.is_empty() {
        let (joined, names) = (Joined::default(), Names::default());
        let mut tally = Tally::default();
        return Ok(resolve(&plan.facts, &joined, &names, None, &mut tally));
    }
    let none = Selection::Columns(Vec::new());
    Ok(read(Ui::new(true), plan, &none, |_| {})?.resolved)
}

/// What a command has made of a run.
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
    /// What is kept of the records, if it is.
    pub(super) records: Option<&'a [u8]>,
}

/// Notes that are made once a run, with a number; then all problems in order.
fn sum_up(tally: &mut Tally, names: &Names) {
    let note = |code, detail| Problem {
        file: None,
        line: None,
        code,
        session_id: None,
        detail,
        count: 1,
    };
    if tally.without_offset > 0 {
        let detail = plural(tally.without_offset, "timestamp");
        tally.problems.push(note(Code::NoOffset, detail));
    }
    for detail in tally.numeric_enum_details() {
        tally.problems.push(note(Code::NumericEnum, detail));
    }
    for ((enumeration, symbol), count) in &tally.unknown_values {
        let value = names.texts().get(*symbol);
        let detail = format!("{enumeration} `{value}`: {}", plural(*count, "time"));
        tally.problems.push(note(Code::UnknownValue, detail));
    }
    tally.problems.finish();
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

    /// Warns that the dump has sessions, but none in the period, and names the days that it has.
    fn beside_the_period(&self) -> Option<String> {
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

    /// Writes everything, and moves it into place.
    pub(super) fn write(
        &self,
        plan: &CommonPlan,
        mut output: OutputDirectory,
        results: Results<'_>,
    ) -> Result<Vec<String>, Stop> {
        let path = |file| self.path(file);
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
            let manifest = manifest::of(self, results.command, results.settings.clone(), &outputs);
            output.write(MANIFEST, |sink| manifest.write(manifest::files(self), sink))?;
            output.commit()?;
            Ok(outputs.into_iter().map(|output| output.name).collect())
        })();
        let folder = match &plan.output.destination {
            Destination::Folder { path, .. } => path.as_path(),
            Destination::Standard(_) => Path::new(""),
        };
        written.map_err(|error| Stop::unwritten(folder, &error))
    }

    /// Everything that is shown of the run.
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
        }
    }

    /// Checks the sums that always hold; `in_reports` are the sessions of each report.
    pub(super) fn check_balance(&self, in_reports: &[u64]) -> Result<(), Stop> {
        let counts = &self.tally.counts;
        let reports = in_reports.iter().map(|&sessions| Some(sessions));
        for sessions in reports.chain([None]) {
            ledger::check(counts, sessions).map_err(|imbalance| Stop::broken(&imbalance))?;
        }
        Ok(())
    }

    /// Says how many files were written, and where.
    pub(super) fn tell_files(ui: Ui, plan: &CommonPlan, names: &[String]) {
        if let Destination::Folder { path, .. } = &plan.output.destination {
            // The manifest does not list itself.
            let count = names.len() + 1;
            ui.result(&format!("wrote {count} files to {}", path.display()));
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
            // Kept records of an earlier version do not have them.
            let kinds = if kinds.is_empty() {
                kinds
            } else {
                format!(": {kinds}")
            };
            ui.note(&format!("{files} skipped{kinds}"));
        }
        let problems = problem_counts(&self.tally.problems);
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
