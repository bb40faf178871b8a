//! `phasebook facts`.

use super::manifest::common_settings;
use super::run::{self, Stop};
use super::settle::FactsCommand;
use crate::fact::Selection;
use crate::ui::Ui;

/// Writes the four tables.
pub(super) fn run(ui: Ui, command: &FactsCommand) -> Result<(), Stop> {
    let plan = &command.common;
    let output = run::open_output(plan)?;
    let (run, names) = run::on_threads(plan, || {
        let run = run::read(plan, &Selection::Files)?;
        let facts = run.facts.files();
        let tables: Vec<_> = facts.iter().collect();
        let sessions = run.facts.sessions.frame.height() as u64;
        let settings = common_settings(plan);
        let names = run.write(plan, "facts", settings, output, &tables, &[sessions])?;
        Ok((run, names))
    })?;
    ui.result(&format!(
        "wrote {} files to {}",
        names.len() + 1,
        plan.out.display()
    ));
    run.tell(ui, plan);
    Ok(())
}
