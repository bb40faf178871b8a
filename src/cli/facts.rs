//! `phasebook facts`: the four tables, and with Parquet the records to go on from.

use super::manifest::common_settings;
use super::output::Format;
use super::run::{self, Results, Stop};
use super::settle::FactsCommand;
use super::ui::Ui;
use crate::fact::Selection;
use crate::records::Records;

/// Writes the four tables.
pub(super) fn run(ui: Ui, command: &FactsCommand) -> Result<(), Stop> {
    let plan = &command.common;
    let output = run::open_output(plan)?;
    let (run, names) = run::on_threads(ui, plan, || {
        let is_kept = plan.output.formats().contains(&Format::Parquet);
        let mut kept = Ok(None);
        let look = |records: &Records| {
            if is_kept {
                kept = records.to_bytes().map(Some);
            }
        };
        let run = run::read(ui, plan, &Selection::Files, look)?;
        let kept = kept.map_err(|error| {
            Stop::failed(
                format!("the records cannot be kept: {error}"),
                "free some memory, or write CSV alone",
            )
        })?;
        let facts = run.facts.files();
        let tables: Vec<_> = facts.iter().collect();
        run.check_balance(&[run.facts.sessions.frame.height() as u64])?;
        let settings = common_settings(plan, &run.resolved.stated);
        let results = Results {
            command: "facts",
            stem: "facts",
            settings: &settings,
            columns_are_chosen: false,
            tables: &tables,
            overview: None,
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
