//! The breakdown of a contract in one of its periods.

use super::arithmetic::{arithmetic, ranks};
use super::member::{described, member_with, rank, role};
use super::row::{find_row, keys};
use super::{Cell, CellRequest, FigureSession, Role};
use crate::contract::{Bound, Clause, ContractFigure, ContractMeasure};
use crate::error::Error;
use crate::explain::context::{SessionContext, by_rule};
use crate::ledger::plural;
use crate::model::Id;
use crate::report::{Breakdown, ContractRow, ContractSession, ContractShare, break_down_contract};
use crate::service_level::LevelHours;
use crate::write::spell_integer;

/// Breaks down the contract at this place of the settings. The request selects the period; its `metric` is
/// ignored, because the contract has its own measure.
///
/// # Errors
///
/// Fails if there is no such contract or period, or if there is not enough memory.
pub fn explain_contract(request: CellRequest<'_>, place: usize) -> Result<Cell, Error> {
    let contracts = &request.plan.clauses;
    let found = break_down_contract(
        request.plan,
        request.report,
        request.facts,
        request.names,
        place,
    )?;
    let (Some(found), Some(clause)) = (found, contracts.get(place)) else {
        return Err(Error::failed(
            format!("the settings have no contract {}", place + 1),
            "`phasebook plan report` shows those that there are",
        ));
    };
    let row = find_row(request, &found.table)?;
    let (breakdown, evaluated) = (&found.breakdowns[row], &found.rows[row]);
    let definition = &breakdown.column.definition;
    let kind = definition.spec.kind;
    let mut value = String::new();
    if let Some(figure) = breakdown.figure {
        spell_integer(kind, figure, request.plan.zone, &mut value);
    }
    let mut sessions = members(request, clause, &found.sessions[row])?;
    rank(&mut sessions);
    let name = definition.spec.csv_name();
    let mut lines = arithmetic(breakdown, &sessions, &name, &value);
    lines.extend(verdict(clause, evaluated));
    Ok(Cell {
        ranks: ranks(&breakdown.derivation, &sessions),
        arithmetic: lines,
        settings: settings(request, clause, breakdown),
        report: found.table.name.clone(),
        row: keys(request, &found.table, row)?,
        metric: name,
        value,
        definition: definition.clone(),
        sessions,
    })
}

fn members(
    request: CellRequest<'_>,
    clause: &Clause,
    sessions: &[ContractSession],
) -> Result<Vec<FigureSession>, Error> {
    let ids = request.facts.sessions.frame.column("session_id")?.i64()?;
    let members = sessions.iter().filter_map(|session| {
        let id = ids.get(session.session_row).and_then(Id::new)?;
        let position = request.joined.position(id)?;
        let counted = match session.share {
            ContractShare::Counted(share) => role(share),
            _ => (Role::LeftOut, None, None),
        };
        let reason = |context: &SessionContext<'_>| why(context, clause, session);
        Some(member_with(request, position, counted, reason))
    });
    Ok(members.collect())
}

/// Why a session counts for the contract, or does not.
fn why(context: &SessionContext<'_>, clause: &Clause, session: &ContractSession) -> String {
    let contract = &clause.contract;
    let own = context.level().threshold;
    let (threshold, origin) = match contract.threshold {
        Some(threshold) => (threshold, String::new()),
        None => (own, by_rule(context.scopes().threshold)),
    };
    let told = described(context, session.outcome, threshold, &origin);
    match session.share {
        ContractShare::Excluded(place) => {
            let exclusion = contract.leave_out.get(place);
            let exclusion = exclusion.map(ToString::to_string).unwrap_or_default();
            format!("left out by the contract: {exclusion}")
        }
        ContractShare::OutsideHours => format!("{told}, outside of opening hours"),
        ContractShare::NotCounted if contract.measure.is_share() => {
            format!("{told}: in neither part of the fraction")
        }
        ContractShare::NotCounted => format!("{told}: it has no value"),
        ContractShare::Counted(_) => told,
    }
}

fn settings(
    request: CellRequest<'_>,
    clause: &Clause,
    breakdown: &Breakdown,
) -> Vec<(&'static str, String)> {
    let contract = &clause.contract;
    let mut settings = Vec::new();
    let queue = |id| request.names.name(crate::model::DirectoryKind::Group, id);
    let queues = clause.queue_names(|id| queue(id).into_owned());
    if !queues.is_empty() {
        settings.push(("queue", queues.join(", ")));
    }
    if contract.measure == ContractMeasure::ServiceLevel {
        let as_in_reports = || "as in the reports".to_owned();
        let limit = |limit: Option<crate::time::Duration>| {
            limit.map_or_else(as_in_reports, |limit| format!("{limit} s"))
        };
        settings.push(("threshold", limit(contract.threshold)));
        settings.push(("short_abandon", limit(contract.short_abandon)));
        settings.push(("sla_formula", breakdown.level.formula.name().to_owned()));
        if request.plan.level_hours == LevelHours::Open {
            settings.push(("--sla-hours", "open".to_owned()));
        }
    }
    settings.push(("target", contract.target.to_string()));
    settings
}

/// The comparison with the target and the bands, and the numbers of sessions that are left out, line by line.
fn verdict(clause: &Clause, row: &ContractRow) -> Vec<String> {
    let contract = &clause.contract;
    let mut lines = Vec::new();
    if let Some(is_met) = contract.keeps(&row.figure, contract.target) {
        let verdict = if is_met { "met" } else { "missed" };
        let compared = comparison(&row.figure, contract.target);
        lines.push(format!("target {}: {compared}, {verdict}", contract.target));
    } else {
        lines.push(format!(
            "target {}: no session counts, neither met nor missed",
            contract.target
        ));
    }
    if let Some(band) = contract.band(&row.figure) {
        let bonus = contract.bands[band].bonus;
        let paid = match bonus {
            0 => "neither bonus nor malus".to_owned(),
            bonus if bonus > 0 => format!("bonus {}", Bound::Share(bonus.unsigned_abs())),
            malus => format!("malus {}", Bound::Share(malus.unsigned_abs())),
        };
        lines.push(format!("band {}: {paid}", contract.band_text(band)));
    }
    let exclusions = contract.leave_out.iter().zip(&row.excluded);
    for (exclusion, count) in exclusions.filter(|(_, count)| **count > 0) {
        let sessions = plural(*count, "session");
        lines.push(format!("{sessions} left out by the contract: {exclusion}"));
    }
    if row.outside_hours > 0 {
        let sessions = plural(row.outside_hours, "session");
        lines.push(format!("{sessions} left out outside of opening hours"));
    }
    if row.not_counted > 0 {
        let sessions = plural(row.not_counted, "session");
        lines.push(format!("{sessions} that the measure does not count"));
    }
    if !row.is_complete {
        lines.push("the period is incomplete: the report has not all of its days".to_owned());
    }
    lines
}

/// The exact comparison of a figure with a bound, in integers.
fn comparison(figure: &ContractFigure, bound: Bound) -> String {
    let Some((left, right)) = figure.sides(bound) else {
        return String::new();
    };
    let sign = match left.cmp(&right) {
        std::cmp::Ordering::Less => "<",
        std::cmp::Ordering::Equal => "=",
        std::cmp::Ordering::Greater => ">",
    };
    match (figure, bound) {
        (ContractFigure::Share(ratio), Bound::Share(share)) => format!(
            "{} * 10000 = {left} {sign} {right} = {} * {share}",
            ratio.numerator, ratio.denominator
        ),
        (ContractFigure::Mean { count, .. }, _) => {
            format!("{left} us {sign} {right} us = {count} * {bound}")
        }
        (ContractFigure::Percentile { .. }, _) => {
            format!("{left} {sign} {right}, in hundredths of a microsecond")
        }
        (ContractFigure::Share(_), Bound::Length(_)) => String::new(),
    }
}
