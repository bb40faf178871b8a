//! The way from dumps to facts, stage by stage. A command takes the value of the last stage that it needs:
//!
//! 1. [`find`]: the files of the dumps;
//! 2. [`load`]: their records, or those that were kept of them ([`Records`]);
//! 3. [`Dossiers::from_loaded`]: the records joined, with their names;
//! 4. [`Resolved`]: the dossiers with the settings applied, and the plan by which facts are made;
//! 5. [`Resolved::into_facts`]: the tables of facts, and the ledger ([`Run`]).
//!
//! Reports are made of facts by [`crate::report::reports`]. Facts in folders can be read in place of these stages
//! ([`FactSource`]).

use std::path::Path;

use polars::error::PolarsError;

use super::kept::{encoding, naive_tz};
use super::lake::{FactsRead, FolderFacts};
use super::memory::give_back;
use super::nothing;
use super::output::Destination;
use super::resolve::CommonPlan;
use super::run::{Run, Sources};
use super::ui::Ui;
use crate::dossiers::Dossiers;
use crate::error::Error;
use crate::fact::{Facts, Selection, facts, facts_of_last_use};
use crate::join::Joined;
use crate::ledger::Tally;
use crate::names::Names;
use crate::pack::{Pack, is_pack};
use crate::read::progress::Progress;
use crate::read::pseudonym::{Key, conceal};
use crate::read::{self, Dump, Limits, Loaded, ReadPlan, bytes_to_read, discover};
use crate::records::{Made, Records, Superseded, has_records};
use crate::settings::{self, FactPlan, resolve};
use crate::time::Period;

/// The error for a pack that was named as a dump.
fn no_dump(dump: &Dump, pack: &Pack) -> Error {
    let place = dump.path().display();
    let made_of = pack.manifest.dumps.join(" ");
    let is_itself = |named: &String| same_place(Path::new(named), dump.path());
    let hint = if pack.manifest.dumps.iter().any(is_itself) {
        format!(
            "the pack lies in the dump that it was made of: move manifest.json and the files that it names \
             out of {place}"
        )
    } else if has_records(&pack.folder) {
        format!(
            "reports are made of it with --from-facts {place}; what stands in raw records only the dump \
             can tell: {made_of}"
        )
    } else {
        format!("name the dump that it was made of: {made_of}")
    };
    Error::failed(
        format!(
            "{place} is what phasebook {} wrote, not a dump",
            pack.manifest.command
        ),
        hint,
    )
}

fn same_place(one: &Path, other: &Path) -> bool {
    let same = one.canonicalize().ok().zip(other.canonicalize().ok());
    same.is_some_and(|(one, other)| one == other)
}

/// Finds the files of the dumps, and puts the dumps in order.
///
/// # Errors
///
/// If a dump is not there, or if the folder to write to holds files of a dump: the next run would take that folder for
/// a pack and skip the files.
pub(super) fn find(plan: &CommonPlan) -> Result<Sources, Error> {
    let sources = find_files(plan.dumps.clone(), plan.read.limits)?;
    match &plan.output.destination {
        Destination::Folder { path, .. } => refuse_among_inputs(sources, path),
        Destination::Standard(_) => Ok(sources),
    }
}

/// Returns the files of the dumps. Fails if one of them lies in the folder to write to.
pub(super) fn refuse_among_inputs(sources: Sources, folder: &Path) -> Result<Sources, Error> {
    match input_in(&sources, folder) {
        None => Ok(sources),
        Some(input) => Err(Error::failed(
            format!(
                "{} holds files of the dump, as {input}: nothing is written among them",
                folder.display()
            ),
            "name a new folder with --out; it may lie in the dump",
        )),
    }
}

/// A file of a dump that is to be read and lies in this folder or below it; `None` if there is no such file.
fn input_in(sources: &Sources, folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    sources.dumps.iter().enumerate().find_map(|(number, dump)| {
        let root = dump
            .is_folder()
            .then(|| dump.path().canonicalize().ok())??;
        let below = folder.strip_prefix(root).ok()?;
        let of_dump = sources.inputs.iter().filter(|input| input.dump == number);
        let mut read = of_dump.filter(|input| input.is_to_be_read());
        let input = read.find(|input| Path::new(&*input.path()).starts_with(below))?;
        Some(input.path().into_owned())
    })
}

/// The files of these dumps.
pub(super) fn find_files(mut dumps: Vec<Dump>, limits: Limits) -> Result<Sources, Error> {
    for dump in &dumps {
        if let Some(pack) = Pack::open(dump.path())
            .ok()
            .filter(|_| is_pack(dump.path()))
        {
            return Err(no_dump(dump, &pack));
        }
    }
    let inputs = discover(&mut dumps, limits).map_err(|error| {
        Error::failed(
            error.to_string(),
            "check the path; each PATH must exist and be readable",
        )
    })?;
    Ok(Sources { dumps, inputs })
}

/// With more sessions than this, memory is given back to the system when their records are freed. With fewer, the
/// reports use the memory again.
const MANY: u64 = 250_000;

/// Whether the records have no usable session.
pub(super) fn has_no_session(records: &Records) -> bool {
    records.loaded.sessions.iter().all(Vec::is_empty)
}

/// Loads records: from the dumps, from kept records, or from both.
pub(super) fn load(ui: Ui, plan: &CommonPlan) -> Result<Records, Error> {
    let Some(kept) = &plan.kept else {
        return read_dumps(ui, plan);
    };
    if let Some(facts) = FolderFacts::find(&kept.folder) {
        facts?;
        return Err(Error::failed(
            format!(
                "{} has facts in folders, of which only reports are made",
                kept.folder.display()
            ),
            "name the records or the dumps that they were made of",
        ));
    }
    // Fail before the dumps are read if the kept records cannot be used.
    let mut records = Records::open(&kept.folder)?;
    if let Some(version) = &records.kept_by {
        ui.note(&format!(
            "{} was kept by an earlier phasebook ({version}): its dumps were read by the rules of that one",
            kept.folder.display()
        ));
    }
    if !plan.read.extras.hash {
        let files = records.loaded.files.iter_mut();
        files.for_each(|file| file.hash = None);
        records.made.hash = false;
    }
    if records.made.pseudonyms.is_none() {
        conceal_if_asked(plan, &mut records.loaded)?;
        records.made.pseudonyms = mark(plan);
        if plan.output.pseudonyms.is_some() {
            records.superseded.forget_operators();
        }
    }
    if kept.grows {
        return Ok(records.with(read_dumps(ui, plan)?));
    }
    Ok(records)
}

/// Reads the records of the dumps.
pub(super) fn read_dumps(ui: Ui, plan: &CommonPlan) -> Result<Records, Error> {
    let mut records = read_files(ui, find(plan)?, &plan.read, Whole::Dump);
    conceal_if_asked(plan, &mut records.loaded)?;
    records.made.pseudonyms = mark(plan);
    Ok(records)
}

/// Whether the files that are read are all of the dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    Dump,
    /// Other tasks read other files of the dump.
    Part,
}

/// Reads the records of files, without joining them.
pub(super) fn read_files(ui: Ui, sources: Sources, read: &ReadPlan, whole: Whole) -> Records {
    let Sources { dumps, inputs } = sources;
    let progress = Progress::default();
    let size = || {
        inputs
            .iter()
            .map(|input| bytes_to_read(input, &dumps))
            .sum()
    };
    let ReadPlan {
        naming,
        limits,
        texts,
        extras,
        ..
    } = read;
    let mut loaded = ui.watch(&progress, inputs.len() as u64, size, || match whole {
        Whole::Dump => read::load(&dumps, &inputs, naming, *limits, *texts, *extras, &progress),
        Whole::Part => read::load_part(
            &dumps,
            &inputs,
            naming,
            *limits,
            *texts,
            extras.hash,
            &progress,
        ),
    });
    let inputs = loaded.unfolded.take().unwrap_or(inputs);
    Records {
        dumps,
        inputs,
        loaded,
        superseded: Superseded::default(),
        kept_by: None,
        made: Made {
            session_id_regex: naming.pattern().map(str::to_owned),
            naive_tz: naive_tz(read),
            encoding: encoding(read),
            pseudonyms: None,
            hash: extras.hash,
        },
    }
}

/// The mark of the key by which operators become codes; `None` if they keep their names.
fn mark(plan: &CommonPlan) -> Option<String> {
    plan.output.pseudonyms.as_ref().map(Key::mark)
}

/// Replaces operators by codes, if that was asked for.
pub(super) fn conceal_if_asked(plan: &CommonPlan, loaded: &mut Loaded) -> Result<(), Error> {
    let Some(key) = &plan.output.pseudonyms else {
        return Ok(());
    };
    conceal(loaded, key)
        .map_err(|error| Error::failed(error.to_string(), "make another key for --pseudonyms"))
}

/// Resolves the names in the settings to ids of the dumps. If the settings have names, all dumps are read for this,
/// because the latest name of a queue counts.
pub(super) fn meaning(plan: &CommonPlan) -> Result<settings::Resolved, Error> {
    if plan.facts.named_settings.is_empty() {
        let Dossiers {
            joined,
            names,
            mut tally,
            ..
        } = Dossiers::default();
        return Ok(resolve(&plan.facts, &joined, &names, None, &mut tally));
    }
    let records = load(Ui::new(true), plan)?;
    Ok(Resolved::new(plan, records)?.meaning)
}

/// The source of the facts of a run.
pub(super) enum FactSource {
    /// Dossiers, of which facts are made.
    Dossiers(Box<Resolved>),
    /// Facts that were read from folders.
    Folders(Box<FactsRead>),
}

impl FactSource {
    /// Reads facts from folders, or the records that they are made of.
    pub(super) fn load(ui: Ui, plan: &CommonPlan) -> Result<Self, Error> {
        if let Some(facts) = plan.kept.as_ref().and_then(|kept| kept.lake.as_ref()) {
            return Ok(Self::Folders(Box::new(FactsRead::new(facts, plan)?)));
        }
        let records = load(ui, plan)?;
        Ok(Self::Dossiers(Box::new(Resolved::new(plan, records)?)))
    }

    pub(super) const fn plan(&self) -> &FactPlan {
        match self {
            Self::Dossiers(resolved) => &resolved.plan,
            Self::Folders(read) => &read.plan,
        }
    }

    pub(super) const fn names(&self) -> &Names {
        match self {
            Self::Dossiers(resolved) => &resolved.dossiers.names,
            Self::Folders(read) => &read.names,
        }
    }

    /// The facts of another period than that of the run. Problems are noted with the facts of the run, and dropped
    /// here.
    pub(super) fn facts_of(
        &self,
        period: Period,
        selection: &Selection,
    ) -> Result<Facts, PolarsError> {
        match self {
            Self::Dossiers(resolved) => {
                let plan = FactPlan {
                    period,
                    ..resolved.plan.clone()
                };
                let Dossiers { joined, names, .. } = &resolved.dossiers;
                facts(&plan, &mut Tally::default(), joined, names, selection)
            }
            Self::Folders(read) => read.facts_of(period),
        }
    }

    /// The run with its facts.
    pub(super) fn into_run(
        self,
        ui: Ui,
        plan: &CommonPlan,
        selection: &Selection,
    ) -> Result<Run, Error> {
        match self {
            Self::Dossiers(resolved) => resolved.into_facts(ui, plan, selection),
            Self::Folders(read) => read.into_run(ui, plan),
        }
    }
}

/// Dossiers with the settings applied.
pub(super) struct Resolved {
    pub(super) sources: Sources,
    pub(super) dossiers: Dossiers,
    /// The ids that the settings name in these dumps.
    pub(super) meaning: settings::Resolved,
    /// The plan by which facts are made of the dossiers.
    pub(super) plan: FactPlan,
}

impl Resolved {
    /// Joins the records, and applies the settings.
    pub(super) fn new(plan: &CommonPlan, records: Records) -> Result<Self, Error> {
        if !plan.read.allow_empty && has_no_session(&records) {
            return Err(nothing::found(
                &records.dumps,
                &records.inputs,
                &records.loaded.tally,
            ));
        }
        let Records {
            dumps,
            inputs,
            loaded,
            superseded,
            ..
        } = records;
        let mut dossiers = Dossiers::from_loaded(loaded);
        let Dossiers {
            joined,
            names,
            tally,
            ..
        } = &mut dossiers;
        // Copies that were left out when the records were kept count, too.
        tally.counts.sessions_superseded += superseded.sessions;
        tally.counts.histories_superseded += superseded.histories;
        joined.add_ids(superseded.ids());
        let key = plan.output.pseudonyms.as_ref();
        let meaning = resolve(&plan.facts, joined, names, key, tally);
        let plan = meaning.apply(joined, names);
        Ok(Self {
            sources: Sources { dumps, inputs },
            dossiers,
            meaning,
            plan,
        })
    }

    /// Computes the facts, and frees the sessions on the way.
    pub(super) fn into_facts(
        mut self,
        ui: Ui,
        plan: &CommonPlan,
        selection: &Selection,
    ) -> Result<Run, Error> {
        let joined = std::mem::take(&mut self.dossiers.joined);
        let Dossiers { names, tally, .. } = &mut self.dossiers;
        let facts = facts_of_last_use(&self.plan, tally, joined, names, selection)?;
        if tally.counts.sessions_kept > MANY {
            give_back();
        }
        self.run(ui, plan, facts)
    }

    /// Computes the facts, and keeps the sessions that they are made of.
    pub(super) fn with_facts(
        mut self,
        plan: &CommonPlan,
        selection: &Selection,
    ) -> Result<(Run, Joined), Error> {
        let joined = std::mem::take(&mut self.dossiers.joined);
        let Dossiers { names, tally, .. } = &mut self.dossiers;
        let facts = facts(&self.plan, tally, &joined, names, selection)?;
        let run = self.run(Ui::new(true), plan, facts)?;
        Ok((run, joined))
    }

    /// Completes the ledger, and makes the run with these facts. Fails if `--strict` refuses the dump.
    pub(super) fn run(self, ui: Ui, plan: &CommonPlan, facts: Facts) -> Result<Run, Error> {
        let Dossiers {
            names,
            mut tally,
            files,
            ..
        } = self.dossiers;
        let notes = tally.notes_of_run(names.texts());
        tally.problems.extend(notes);
        tally.problems.finish();
        let run = Run {
            sources: self.sources,
            files,
            names,
            named_settings: self.meaning.named_settings,
            plan: self.plan,
            facts,
            tally,
            identities: None,
            service_level: None,
        };
        run.accept(ui, plan)?;
        Ok(run)
    }
}
