//! `phasebook explain PATH... --report NAME --where COLUMN=VALUE --metric NAME`.

use std::path::Path;

use super::super::pipeline::{self, Resolved};
use super::super::ui::Ui;
use super::args::{CellTarget, ContractTarget, ExplainCommand};
use super::terminal;
use crate::error::Error;
use crate::explain::{Cell, CellRequest, explain_cell, explain_contract, show};
use crate::fact::{FactTable, Selection};
use crate::report::{
    BREAKDOWN_SESSIONS, BREAKDOWN_VISITS, Dimension, Filter, ReportPlan, selection,
};
use crate::service_level::LevelHours;
use crate::write::{is_of_others, write_whole};

/// The columns of the list of sessions.
const COLUMNS: [&str; 14] = [
    "session_id",
    "role",
    "count",
    "value_s",
    "rank",
    "visit",
    "reason",
    "direction",
    "outcome",
    "day",
    "entry_queue",
    "owner",
    "wait_s",
    "speed_of_answer_s",
];

/// Fails if the list of sessions would replace a file that is no such list, before the dump is read.
fn check_place(file: Option<&Path>) -> Result<(), Error> {
    match file {
        Some(path) if is_of_others(path, COLUMNS.join(",").as_bytes()) => Err(Error::failed(
            format!("{} is there, and is no list of sessions", path.display()),
            "name a new file with --sessions: the list is written to it",
        )),
        _ => Ok(()),
    }
}

/// A figure taken apart, as text or JSON.
pub(super) fn explain(command: &ExplainCommand, target: &CellTarget) -> Result<String, Error> {
    check_place(target.sessions.as_deref())?;
    let plan = &command.common;
    let mut report = ReportPlan {
        groupings: vec![target.dimensions.clone()],
        service_levels: false,
        bridge: false,
        beyond: target.recordings.into_iter().collect(),
        contracts: false,
        facts: false,
        queue_by: plan.queue_by,
        interval: command.interval,
        // The breakdown computes its figure itself, from the facts.
        statistics: Vec::new(),
        // Some facts are only made if a column that needs them is named.
        columns: Some(vec![target.metric.clone()]),
        filters: target.filters.clone(),
        top: None,
    };
    let counts_open_hours = target.is_service_levels && plan.facts.level_hours == LevelHours::Open;
    if counts_open_hours {
        // With --sla-hours open, every row of `service_levels` counts only sessions in opening hours.
        let closed = "false".to_owned();
        Filter::add(&mut report.filters, Dimension::InHours, false, closed);
    }
    let records = pipeline::load(Ui::new(true), plan)?;
    let resolved = Resolved::new(plan, records)?;
    let (run, joined) = resolved.with_facts(plan, &with_ids(selection(&report)))?;
    if let Some(beside) = run.beside_the_period() {
        return Err(Error::failed(beside, "name a period that the dump has"));
    }
    let wheres: Vec<(String, String)> = if target.dimensions.is_empty() && target.is_service_levels
    {
        // The row `total`.
        Vec::new()
    } else {
        target.wheres.clone()
    };
    let request = CellRequest {
        plan: &run.plan,
        report: &report,
        facts: &run.facts,
        joined: &joined,
        names: &run.names,
        wheres: &wheres,
        metric: &target.metric,
        name: target.is_service_levels.then_some("service_levels"),
    };
    let cell = match explain_cell(request) {
        Err(error) if counts_open_hours => {
            let of_all_hours = ReportPlan {
                filters: target.filters.clone(),
                ..report.clone()
            };
            let all_hours = explain_cell(CellRequest {
                report: &of_all_hours,
                ..request
            });
            return Err(all_hours.map_or(error, |_| {
                Error::failed(
                    "no session of this row of service_levels is in the opening hours: its counts are 0, and its \
                     service levels are empty",
                    "`--report by_queue --metric sessions` lists the sessions outside of them",
                )
            }));
        }
        outcome => outcome?,
    };
    told(command, &cell, target.sessions.as_deref())
}

/// A contract taken apart, as text or JSON.
pub(super) fn explain_a_contract(
    command: &ExplainCommand,
    target: &ContractTarget,
) -> Result<String, Error> {
    check_place(target.sessions.as_deref())?;
    let plan = &command.common;
    let report = ReportPlan {
        groupings: Vec::new(),
        service_levels: false,
        bridge: false,
        beyond: Vec::new(),
        contracts: true,
        facts: false,
        queue_by: plan.queue_by,
        interval: command.interval,
        statistics: Vec::new(),
        columns: None,
        filters: Vec::new(),
        top: None,
    };
    let records = pipeline::load(Ui::new(true), plan)?;
    let resolved = Resolved::new(plan, records)?;
    let (run, joined) = resolved.with_facts(plan, &with_ids(selection(&report)))?;
    let request = CellRequest {
        plan: &run.plan,
        report: &report,
        facts: &run.facts,
        joined: &joined,
        names: &run.names,
        wheres: &target.wheres,
        metric: "",
        name: None,
    };
    let cell = explain_contract(request, target.place)?;
    told(command, &cell, target.sessions.as_deref())
}

/// The breakdown as text or JSON. Its sessions are written to `file`, if a file was named.
fn told(command: &ExplainCommand, cell: &Cell, file: Option<&Path>) -> Result<String, Error> {
    if let Some(path) = file {
        write_sessions(cell, path).map_err(|error| {
            Error::failed(
                format!("cannot write {}: {error}", path.display()),
                "choose another file with --sessions",
            )
        })?;
    }
    if command.json {
        return super::json(cell);
    }
    Ok(show::cell(cell, file, terminal::canvas(command.ascii)))
}

/// The columns that the reports need, and those by which the breakdown identifies rows.
fn with_ids(selection: Selection) -> Selection {
    let Selection::Columns(mut tables) = selection else {
        return selection;
    };
    for (table, columns) in &mut tables {
        match table {
            FactTable::Sessions => columns.extend(BREAKDOWN_SESSIONS),
            FactTable::QueueVisits => columns.extend(BREAKDOWN_VISITS),
            FactTable::SessionOperators
            | FactTable::Offers
            | FactTable::States
            | FactTable::Downloads
            | FactTable::Stints
            | FactTable::StintDays => {}
        }
    }
    Selection::Columns(tables)
}

/// Writes the list of sessions behind a figure, one row for each member of the cell: a session, a session of an
/// operator, or a visit to a queue.
fn write_sessions(cell: &Cell, path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for member in &cell.sessions {
        let text = |value: Option<String>| value.unwrap_or_default();
        writer.write_record([
            member.session_id.to_string(),
            member.role.name().to_owned(),
            text(member.count.map(|count| count.to_string())),
            text(member.value_s.map(|value| value.to_string())),
            text(member.rank.map(|rank| rank.to_string())),
            text(member.visit.map(|visit| visit.to_string())),
            member.reason.clone(),
            member.direction.to_owned(),
            member.outcome.to_owned(),
            member.day.clone(),
            member.entry_queue.clone(),
            member.owner.clone(),
            text(member.wait_s.map(|wait| wait.to_string())),
            text(member.speed_of_answer_s.map(|speed| speed.to_string())),
        ])?;
    }
    let text = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(write_whole(path, &text)?)
}
