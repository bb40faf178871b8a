//! `phasebook report`.

use super::manifest::report_settings;
use super::run::{self, Stop};
use super::settle::ReportCommand;
use crate::report::{Totals, reports, selection};
use crate::service_level::ServiceLevel;
use crate::table::Table;
use crate::ui::Ui;

/// Writes the reports.
pub(super) fn run(ui: Ui, command: &ReportCommand) -> Result<(), Stop> {
    let plan = &command.common;
    let output = run::open_output(plan)?;
    let (run, reports, names) = run::on_threads(plan, || {
        let run = run::read(plan, &selection(&command.report))?;
        let reports = reports(&plan.facts, &command.report, &run.facts, &run.names)?;
        let tables: Vec<&Table> = reports.tables.iter().collect();
        let settings = report_settings(command);
        let names = run.write(plan, "report", settings, output, &tables, &reports.sessions)?;
        Ok((run, reports, names))
    })?;
    ui.result(&headline(&reports.total, &plan.facts.service_level));
    ui.result(&format!(
        "wrote {} files to {}",
        names.len() + 1,
        plan.out.display()
    ));
    run.tell(ui, plan);
    Ok(())
}

/// The figures that a manager asks for first.
fn headline(total: &Totals, level: &ServiceLevel) -> String {
    let ratio = total.service_level;
    let share = match ratio.ten_thousandths() {
        Some(share) => format!(
            "{}.{:02} % = {} / {}",
            share / 100,
            share % 100,
            ratio.numerator,
            ratio.denominator
        ),
        None => "none".to_owned(),
    };
    format!(
        "{} sessions, {} offered, {} answered\n\
         service level {share} within {} s ({}), target {} %",
        total.sessions,
        total.offered,
        total.answered,
        level.threshold,
        level.formula.name(),
        f64::from(level.target) / 100.0,
    )
}
