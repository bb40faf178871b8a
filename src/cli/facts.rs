//! `phasebook facts`: the tables of facts, and with Parquet the records to go on from.

use super::manifest::common_settings;
use super::output::Format;
use super::pipeline::{self, Resolved};
use super::run::{self, Results};
use super::settle::FactsCommand;
use super::threads::on_threads;
use super::ui::Ui;
use crate::error::Error;
use crate::fact::{Schema, Selection, star};
use crate::records::Records;

/// Writes the tables.
pub(super) fn run(ui: Ui, command: &FactsCommand) -> Result<(), Error> {
    let plan = &command.common;
    let output = run::open_output(plan)?;
    let (run, names) = on_threads(ui, plan, || {
        let is_kept = plan.output.formats().contains(&Format::Parquet);
        let records = pipeline::load(ui, plan)?;
        let kept = if is_kept {
            Some(records_to_keep(&records)?)
        } else {
            None
        };
        let run = Resolved::of(plan, records)?.into_facts(ui, plan, &Selection::Files)?;
        let files = run.facts.files();
        let star = match command.schema {
            Schema::Flat => None,
            Schema::Star => Some(star(&files, &run.names, &run.plan)?),
        };
        let tables: Vec<_> = star.as_deref().unwrap_or(&files).iter().collect();
        run.check_balance(&[run.facts.sessions.frame.height() as u64])?;
        let mut settings = common_settings(plan, &run.named_settings);
        // What is usual is not named, so that manifests are as those of earlier versions.
        if command.schema != Schema::Flat {
            settings.push(("schema", command.schema.name().into()));
        }
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
        let names = match output {
            Some(output) => run.write(plan, output, results)?,
            None => Vec::new(),
        };
        Ok((run, names))
    })?;
    run::Run::tell_files(ui, plan, &names);
    run.tell(ui, plan);
    Ok(())
}

fn records_to_keep(records: &Records) -> Result<Vec<u8>, Error> {
    records.to_bytes().map_err(|error| {
        Error::failed(
            format!("the records cannot be kept: {error}"),
            "free some memory, or write CSV alone",
        )
    })
}
