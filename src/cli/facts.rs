//! `phasebook facts`.

use super::manifest::common_settings;
use super::run::{self, Results, Stop};
use super::settle::FactsCommand;
use crate::fact::Selection;
use crate::ui::Ui;

/// Writes the four tables.
pub(super) fn run(ui: Ui, command: &FactsCommand) -> Result<(), Stop> {
    let plan = &command.common;
    let output = run::open_output(plan)?;
    let (run, names) = run::on_threads(plan, || {
        let run = run::read(ui, plan, &Selection::Files)?;
        let facts = run.facts.files();
        let tables: Vec<_> = facts.iter().collect();
        run.check_balance(&[run.facts.sessions.frame.height() as u64])?;
        let settings = common_settings(plan);
        let results = Results {
            command: "facts",
            stem: "facts",
            settings: &settings,
            columns_are_chosen: false,
            tables: &tables,
            overview: None,
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
