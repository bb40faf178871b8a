//! `phasebook facts`: the tables of facts, and with Parquet the records that `--append` and `--from-facts` start from.

use rayon::prelude::*;

use super::manifest::{RunPlan, settings};
use super::nothing;
use super::output::{Destination, Format};
use super::parse::buckets;
use super::partition::Lake;
use super::pipeline::{self, Resolved};
use super::resolve::{CommonPlan, FactsCommand, FromRecords};
use super::run::{self, Results, Run, Sources, Written, refuse_errors};
use super::threads::on_threads;
use super::ui::Ui;
use crate::dossiers::Dossiers;
use crate::error::Error;
use crate::fact::{Schema, Selection, facts, facts_of_last_use, star};
use crate::join::Joined;
use crate::ledger::Tally;
use crate::read::{Dump, Input};
use crate::records::{BucketFacts, MergedLedger, MergedRecords, Records};
use crate::settings::resolve;
use crate::write::Setting;

/// Writes the tables.
pub(super) fn run(ui: Ui, command: &FactsCommand) -> Result<(), Error> {
    match (&command.from_records, &command.lake) {
        (Some(from), Some(lake)) => from_records(ui, command, from, lake),
        (None, Some(lake)) => into_folders(ui, command, lake),
        _ => into_one_folder(ui, command),
    }
}

fn into_one_folder(ui: Ui, command: &FactsCommand) -> Result<(), Error> {
    let plan = &command.common;
    let output = run::open_output(plan)?;
    let (run, written) = on_threads(ui, plan.threads, || {
        let is_kept = plan.output.formats().contains(&Format::Parquet);
        let records = pipeline::load(ui, plan)?;
        let kept = if is_kept {
            Some(records_to_keep(&records)?)
        } else {
            None
        };
        let run = Resolved::new(plan, records)?.into_facts(ui, plan, &Selection::Files)?;
        let files = run.facts.files()?;
        let star = match command.schema {
            Schema::Flat => None,
            Schema::Star => Some(star(&files, &run.names, &run.plan)?),
        };
        let tables: Vec<_> = star.as_deref().unwrap_or(&files).iter().collect();
        run.check_balance(&[run.facts.sessions.frame.height() as u64])?;
        let settings = settings(RunPlan::Facts(command), &run.named_settings);
        let results = Results {
            command: "facts",
            stem: "facts",
            settings: &settings,
            columns_are_chosen: false,
            tables: &tables,
            overview: None,
            pdf: None,
            explain: None,
            records: kept.as_deref(),
        };
        let written = match output {
            Some(output) => run.write(plan, output, results)?,
            None => Written::default(),
        };
        Ok((run, written))
    })?;
    run::Run::tell_files(ui, plan, &written);
    run.tell(ui, plan);
    Ok(())
}

/// Writes the facts of dumps into folders, as one bucket.
fn into_folders(ui: Ui, command: &FactsCommand, lake: &Lake) -> Result<(), Error> {
    let plan = &command.common;
    let run = on_threads(ui, plan.threads, || {
        let attempt = lake.begin("facts")?;
        let records = pipeline::load(ui, plan)?;
        let resolved = Resolved::new(plan, records)?;
        let run = resolved.into_facts(ui, plan, &Selection::Folders)?;
        run.check_balance(&[run.facts.sessions.frame.height() as u64])?;
        let outputs = lake.write(&attempt, &run.facts, 0)?;
        lake.remove_buckets_from(1)?;
        let settings = settings(RunPlan::Facts(command), &run.named_settings);
        lake.write_ledger(attempt, &run, plan, settings, outputs)?;
        Ok(run)
    })?;
    run.tell(ui, &told_of(plan, lake));
    Ok(())
}

/// Writes the facts of merged records into folders: of some buckets, or of all with the ledger.
fn from_records(
    ui: Ui,
    command: &FactsCommand,
    from: &FromRecords,
    lake: &Lake,
) -> Result<(), Error> {
    let plan = &command.common;
    let run = on_threads(ui, plan.threads, || {
        let merged = MergedRecords::open(&from.folder, &lake.tenant)?;
        let named = merged.without_sessions();
        // Problems of the settings are noted when the ledger is written, so they are dropped here.
        let meaning = resolve(
            &plan.facts,
            &named.joined,
            &named.names,
            None,
            &mut Tally::default(),
        );
        let settings = settings(RunPlan::Facts(command), &meaning.named_settings);
        let all = from.buckets.is_empty();
        if !from.is_ledger {
            let buckets = if all {
                (0..merged.buckets()).collect()
            } else {
                buckets(&from.buckets, merged.buckets())?
            };
            if all {
                refuse_before_facts(plan, &merged)?;
            }
            buckets
                .par_iter()
                .try_for_each(|bucket| facts_of_bucket(plan, &merged, *bucket, lake, &settings))?;
        }
        if !all {
            return Ok(None);
        }
        lake.remove_buckets_from(merged.buckets())?;
        ledger(ui, plan, &merged, lake, settings).map(Some)
    })?;
    if let Some(run) = run {
        run.tell(ui, &told_of(plan, lake));
    }
    Ok(())
}

/// The plan with the folder of the ledger as its destination, so that messages name the problems.csv there.
fn told_of(plan: &CommonPlan, lake: &Lake) -> CommonPlan {
    let mut plan = plan.clone();
    plan.output.destination = Destination::Folder {
        path: lake.ledger(),
        formats: vec![Format::Parquet],
    };
    plan
}

fn facts_of_bucket(
    plan: &CommonPlan,
    merged: &MergedRecords,
    bucket: u32,
    lake: &Lake,
    settings: &[Setting],
) -> Result<(), Error> {
    let attempt = lake.begin(&format!("{bucket:04}"))?;
    let (dossiers, files) = merged.dossiers(bucket)?;
    let Dossiers {
        mut joined,
        mut names,
        ..
    } = dossiers;
    let meaning = resolve(&plan.facts, &joined, &names, None, &mut Tally::default());
    let fact_plan = meaning.apply(&mut joined, &mut names);
    let mut tally = Tally::default();
    let facts = facts_of_last_use(&fact_plan, &mut tally, joined, &names, &Selection::Folders)?;
    let outputs = lake.write(&attempt, &facts, bucket)?;
    let of_bucket = BucketFacts {
        tally: &tally,
        files: &files,
        texts: names.texts(),
        outputs: &outputs,
    };
    let (name, part) = merged.part(bucket, settings, &of_bucket)?;
    lake.put(&attempt, &name, &part)?;
    lake.finish(attempt)
}

/// Fails if the records will make the run fail, before any earlier facts are replaced. Where tasks make some buckets
/// each, only the last step, which writes the ledger, checks this.
fn refuse_before_facts(plan: &CommonPlan, merged: &MergedRecords) -> Result<(), Error> {
    let MergedLedger {
        dumps,
        inputs,
        dossiers,
        ..
    } = merged.ledger_before_facts()?;
    refuse_nothing(plan, &dumps, &inputs, &dossiers.tally)?;
    let sources = Sources { dumps, inputs };
    refuse_errors(plan, &dossiers.tally, &|file| sources.path(file))
}

/// Fails if no session was kept, unless that is allowed.
fn refuse_nothing(
    plan: &CommonPlan,
    dumps: &[Dump],
    inputs: &[Input],
    tally: &Tally,
) -> Result<(), Error> {
    if !plan.read.allow_empty && tally.counts.sessions_kept == 0 {
        return Err(nothing::found(dumps, inputs, tally));
    }
    Ok(())
}

/// Writes the ledger of all tasks and buckets, as one run would have written it.
fn ledger(
    ui: Ui,
    plan: &CommonPlan,
    merged: &MergedRecords,
    lake: &Lake,
    settings: Vec<Setting>,
) -> Result<Run, Error> {
    let attempt = lake.begin("ledger")?;
    let MergedLedger {
        dumps,
        inputs,
        mut dossiers,
        outputs,
    } = merged.ledger(&lake.folder, &settings)?;
    if !plan.read.extras.hash {
        for file in &mut dossiers.files {
            file.hash = None;
        }
    }
    refuse_nothing(plan, &dumps, &inputs, &dossiers.tally)?;
    let Dossiers {
        joined,
        names,
        tally,
        ..
    } = &mut dossiers;
    let meaning = resolve(&plan.facts, joined, names, None, tally);
    let fact_plan = meaning.apply(joined, names);
    let no_facts = facts(
        &fact_plan,
        &mut Tally::default(),
        &Joined::default(),
        names,
        &Selection::Files,
    )?;
    let resolved = Resolved {
        sources: Sources { dumps, inputs },
        dossiers,
        meaning,
        plan: fact_plan,
    };
    let run = resolved.run(ui, plan, no_facts)?;
    run.check_balance(&[])?;
    lake.write_ledger(attempt, &run, plan, settings, outputs)?;
    Ok(run)
}

fn records_to_keep(records: &Records) -> Result<Vec<u8>, Error> {
    records.to_bytes().map_err(|error| {
        Error::failed(
            format!("the records cannot be kept: {error}"),
            "free some memory, or write CSV alone",
        )
    })
}
