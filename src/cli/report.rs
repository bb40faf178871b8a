//! `phasebook report`, and `phasebook month`, the reports of one month in the formats that are sent to others.

use std::borrow::Cow;

use polars::error::PolarsError;
use serde_json::json;

use super::explain::explaining;
use super::manifest::{RunPlan, settings};
use super::output::{Destination, Format, Print};
use super::pdf::Browser;
use super::pipeline::FactSource;
use super::resolve::ReportCommand;
use super::run::{self, Results, Written};
use super::threads::on_threads;
use super::ui::Ui;
use crate::error::Error;
use crate::ledger::plural;
use crate::report::overview::{
    Beside, Overview, Previous, overview_selection, previous, previous_selection, with_overview,
};
use crate::report::trend::{MONTH_COVERAGE, Trend, trend_period, trend_selection};
use crate::report::{
    ReportPlan, Reports, Totals, UnknownValue, passing_facts, reports, selection, shown,
    shown_beyond, with_named_statistics,
};
use crate::service_level::ServiceLevels;
use crate::settings::FactPlan;
use crate::table::Table;
use crate::write::{Document, WriteError, print_json, print_ndjson, print_text, write_markdown};

/// Writes or prints the reports.
pub(super) fn run(ui: Ui, command: &ReportCommand) -> Result<(), Error> {
    let plan = &command.common;
    let formats = plan.output.formats();
    // A missing browser is reported before anything is made.
    let browser = formats
        .contains(&Format::Pdf)
        .then(Browser::find)
        .transpose()?;
    let output = run::open_output(plan)?;
    let needs_overview = plan.output.needs_overview();
    let mut report_plan = with_named_statistics(&command.report);
    if needs_overview {
        report_plan = with_overview(&report_plan);
    }
    let selection = if needs_overview {
        overview_selection(&report_plan)
    } else {
        selection(&report_plan)
    };
    let (run, reports, sums, written, printed) = on_threads(ui, plan.threads, || {
        let source = FactSource::load(ui, plan)?;
        let trend = if command.month.is_some() {
            trend(&source, &command.report)?
        } else {
            None
        };
        let previous = if needs_overview && trend.is_none() {
            period_before(&source, &command.report)?
        } else {
            None
        };
        let mut run = source.into_run(ui, plan, &selection)?;
        let reports = reports(&run.plan, &report_plan, &run.facts, &run.names)?;
        run.check_balance(&reports.sessions)?;
        let sums = check_identities(&mut run, &reports, trend.as_ref())?;
        let shown_trend = shown_trend(&command.report, trend.as_ref())?;
        run.service_level = Some(reports.total.service_level);
        let beside = Beside {
            previous,
            trend,
            losses: plan.output.needs_first_sheet(),
        };
        let overview = if needs_overview {
            let of = Overview::new(
                &run.plan,
                &report_plan,
                &reports,
                &run.facts,
                &run.names,
                beside,
            );
            Some(of?)
        } else {
            None
        };
        let facts = if command.report.facts {
            let passing = passing_facts(&run.plan, &report_plan, &run.facts, &run.names)?;
            passing.files()?.to_vec()
        } else {
            Vec::new()
        };
        let shown = shown_reports(&command.report, &reports)?;
        let mut tables = asked_for(&command.report, &shown, &reports, &facts);
        tables.extend(shown_trend.iter());
        let explain = explaining(command);
        let settings = settings(RunPlan::Report(command), &run.named_settings);
        let results = Results {
            command: command.name,
            stem: &command.stem,
            settings: &settings,
            tables: &tables,
            columns_are_chosen: command.report.columns.is_some(),
            overview: overview.as_ref(),
            pdf: browser.as_ref().map(|browser| (browser, plan.output.pdf)),
            explain: Some(&explain),
            records: None,
        };
        let (written, printed) = match (output, &plan.output.destination) {
            (Some(output), _) => (run.write(plan, output, results)?, None),
            (None, Destination::Standard(print)) => {
                let path = |file| run.path(file);
                let document = run.document(plan, &results, &path);
                (Written::default(), Some(printed(ui, *print, &document)?))
            }
            (None, Destination::Folder { .. }) => (Written::default(), None),
        };
        Ok((run, reports, sums, written, printed))
    })?;
    for unknown in &reports.unknown {
        ui.warning(&nothing_has(unknown));
    }
    if command.lacks_recordings {
        ui.note(
            "recordings are not kept with the facts: the reports of recordings are left out; the dumps have them",
        );
    }
    if reports.contract.is_some() && reports.left_out > 0 {
        ui.note("the contracts are about all of their sessions, whatever --where says");
    }
    let identities = identities(&reports, sums);
    if let Some(printed) = printed {
        match &plan.output.destination {
            Destination::Standard(Print::Json | Print::Ndjson) => ui.json(&printed),
            _ => ui.page(&printed),
        }
        // Printed reports may go into a pipe, so the checked sums go to standard error.
        ui.note(&identities);
    } else {
        ui.result(&headline(
            &reports.total,
            reports.left_out,
            &run.plan.service_levels,
        ));
        ui.result(&identities);
        run::Run::tell_files(ui, plan, &written);
    }
    run.tell(ui, plan);
    // Never freed: the run is over, and to free millions of rows one by one takes time.
    std::mem::forget((run, reports));
    Ok(())
}

/// The warning about a value of --where that no session has.
pub(super) fn nothing_has(unknown: &UnknownValue) -> String {
    let UnknownValue {
        dimension,
        value,
        nearest,
    } = unknown;
    let hint = nearest.as_ref().map_or_else(String::new, |nearest| {
        format!("; did you mean `{nearest}`?")
    });
    format!(
        "--where: nothing in the period has {} `{value}`{hint}",
        dimension.name()
    )
}

/// The total of the period before, under the same conditions; `None` if the period has no first or no last day.
fn period_before(
    source: &FactSource,
    report: &ReportPlan,
) -> Result<Option<Previous>, PolarsError> {
    let Some(period) = source.plan().period.previous() else {
        return Ok(None);
    };
    let fact_plan = FactPlan {
        period,
        ..source.plan().clone()
    };
    let (report_plan, selection) = previous_selection(report);
    let facts = source.facts_of(period, &selection)?;
    previous(&fact_plan, &report_plan, &facts, source.names())
}

/// The months up to that of the pack; `None` if the period is no month. The problems of their sessions are noted with
/// the facts of the run, and dropped here.
fn trend(source: &FactSource, report: &ReportPlan) -> Result<Option<Trend>, PolarsError> {
    let Some(period) = trend_period(&source.plan().period) else {
        return Ok(None);
    };
    let fact_plan = FactPlan {
        period,
        ..source.plan().clone()
    };
    let facts = source.facts_of(period, &trend_selection(report))?;
    Trend::new(&fact_plan, report, &facts, source.names()).map(Some)
}

/// The tables of the trend with the columns that were asked for.
fn shown_trend(plan: &ReportPlan, trend: Option<&Trend>) -> Result<Vec<Table>, PolarsError> {
    let tables = trend.into_iter().flat_map(Trend::tables);
    tables
        .map(|table| match table.name.as_str() {
            MONTH_COVERAGE => Ok(table.clone()),
            _ => shown(plan, table).map(Cow::into_owned),
        })
        .collect()
}

/// Checks that the reports add up, and notes it for the manifest; returns the number of sums.
fn check_identities(
    run: &mut run::Run,
    reports: &Reports,
    trend: Option<&Trend>,
) -> Result<u64, Error> {
    let (_, steps) = &reports.bridge;
    let mut sums = 0;
    let of_trend = trend.map(Trend::reports).unwrap_or_default();
    for reports in std::iter::once(reports).chain(of_trend) {
        let (_, steps) = &reports.bridge;
        let checked = reports.wholes.check(
            &reports.tables,
            &reports.beyond,
            reports.contract.as_ref(),
            steps,
        );
        sums += checked.map_err(|broken| Error::broken(&broken))?;
    }
    run.identities = Some(json!({
        "sums_checked": sums,
        "sessions_left_out": reports.left_out,
        "bridge": steps.entries(),
    }));
    Ok(sums)
}

/// The requested reports by dimensions and those beyond the FAQ, with the requested columns.
fn shown_reports<'a>(
    plan: &ReportPlan,
    reports: &'a Reports,
) -> Result<Vec<Cow<'a, Table>>, PolarsError> {
    let tables = reports.tables.iter().take(plan.groupings.len());
    let beyond = reports.beyond.iter();
    let tables = tables.map(|table| shown(plan, table));
    tables
        .chain(beyond.map(|table| shown_beyond(plan, table)))
        .collect()
}

/// The requested tables, without the reports that only the summary needs.
fn asked_for<'a>(
    plan: &ReportPlan,
    shown: &'a [Cow<'_, Table>],
    reports: &'a Reports,
    facts: &'a [Table],
) -> Vec<&'a Table> {
    let (bridge, _) = &reports.bridge;
    let (shown, beyond) = shown.split_at(shown.len() - reports.beyond.len());
    let mut asked: Vec<&Table> = reports.contract.iter().collect();
    asked.extend(shown.iter().map(AsRef::as_ref));
    asked.extend(reports.tables.last().filter(|_| plan.service_levels));
    asked.extend(plan.bridge.then_some(bridge));
    asked.extend(beyond.iter().map(AsRef::as_ref));
    asked.extend(facts);
    asked
}

/// The text that is printed in place of files.
fn printed(ui: Ui, print: Print, document: &Document<'_>) -> Result<String, Error> {
    let printed: Result<String, WriteError> = match print {
        Print::Text => print_text(document, ui.screen()),
        Print::Json => print_json(document),
        Print::Ndjson => print_ndjson(document),
        Print::Md => {
            let mut text = Vec::new();
            write_markdown(document, &mut text)
                .map(|()| String::from_utf8_lossy(&text).into_owned())
        }
    };
    printed.map_err(|error| {
        Error::failed(
            format!("the reports cannot be printed: {error}"),
            "write files with --out DIR",
        )
    })
}

/// The figures that a manager asks for first.
fn headline(total: &Totals, left_out: u64, levels: &ServiceLevels) -> String {
    let level = levels.default_level();
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
    let left_out = match left_out {
        0 => String::new(),
        count => format!(" ({count} others in the period left out by --where)"),
    };
    format!(
        "{} sessions{left_out}, {} offered, {} answered\n\
         service level {share} within {} s ({}), target {} %{own}",
        total.sessions,
        total.offered,
        total.service.answered,
        level.threshold,
        level.formula.name(),
        f64::from(level.target) / 100.0,
        own = if levels.is_uniform() {
            ""
        } else {
            "; some queues or channels have limits of their own"
        },
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
        plural(
            (reports.tables.len() + reports.beyond.len() + usize::from(reports.contract.is_some()))
                as u64,
            "report"
        ),
    )
}
