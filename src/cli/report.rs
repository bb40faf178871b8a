//! `phasebook report`.

use serde_json::json;

use super::manifest::report_settings;
use super::run::{self, Stop};
use super::settle::ReportCommand;
use crate::ledger::plural;
use crate::report::{Reports, Totals, reports, selection};
use crate::service_level::ServiceLevel;
use crate::table::Table;
use crate::ui::Ui;

/// Writes the reports.
pub(super) fn run(ui: Ui, command: &ReportCommand) -> Result<(), Stop> {
    let plan = &command.common;
    let output = run::open_output(plan)?;
    let (run, reports, names, sums) = run::on_threads(plan, || {
        let mut run = run::read(plan, &selection(&command.report))?;
        let reports = reports(&plan.facts, &command.report, &run.facts, &run.names)?;
        let (bridge, steps) = &reports.bridge;
        let sums = reports.wholes.check(&reports.tables, steps);
        let sums = sums.map_err(|broken| Stop::broken(&broken))?;
        run.identities = Some(json!({"sums_checked": sums, "bridge": steps.entries()}));
        let mut tables: Vec<&Table> = reports.tables.iter().collect();
        tables.extend(command.report.bridge.then_some(bridge));
        let facts = run.facts.files();
        if command.report.facts {
            tables.extend(&facts);
        }
        let settings = report_settings(command);
        let names = run.write(plan, "report", settings, output, &tables, &reports.sessions)?;
        Ok((run, reports, names, sums))
    })?;
    ui.result(&headline(&reports.total, &plan.facts.service_level));
    ui.result(&identities(&reports, sums));
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
        total.service.answered,
        level.threshold,
        level.formula.name(),
        f64::from(level.target) / 100.0,
    )
}

/// The identities that were checked, with their figures.
fn identities(reports: &Reports, sums: u64) -> String {
    let service = &reports.total.service;
    let (_, steps) = &reports.bridge;
    format!(
        "{} offered = {} answered + {} abandoned + {} short_abandoned + {} unanswered\n\
         {} answered = {} handled by operators - {} joint - {} transfers - {} outbound - {} not_answered \
         + {} not_joined\n\
         {} of {} checked",
        service.offered(),
        service.answered,
        service.abandoned,
        service.short_abandoned,
        service.unanswered,
        steps.answered,
        steps.handled_sessions,
        steps.joint,
        steps.transfers,
        steps.outbound,
        steps.not_answered,
        steps.not_joined,
        plural(sums, "sum"),
        plural(reports.tables.len() as u64, "report"),
    )
}
