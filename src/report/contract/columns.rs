//! The columns of the report `contract`.

use polars::prelude::{
    BooleanChunked, Column, Int32Chunked, IntoColumn, PolarsError, StringChunked,
};

use super::super::aggregate::{integers, table as table_of};
use super::super::metric::ReportColumn;
use super::super::statistics::{mean, milliseconds};
use super::ContractRow;
use crate::contract::{Bound, Clause, ContractFigure};
use crate::model::DirectoryKind;
use crate::names::Names;
use crate::settings::FactPlan;
use crate::table::definition::Definition;
use crate::table::{ColumnSpec, Kind, Table};
use crate::time::zone::Day;

/// The name of the report.
pub const CONTRACT: &str = "contract";

const OFFERED: &str = "inbound offered sessions of the contract's queues in the period";

/// The columns that tell the rows apart.
const KEYS: [Definition; 2] = [
    Definition::new(
        "contract",
        Kind::Text,
        "The name of the contract in the settings.",
    ),
    Definition::new(
        "period",
        Kind::Text,
        "The month, week or day, as 2026-10, 2026-W41 or 2026-10-05.",
    ),
];

/// A value of a row.
enum ContractCell {
    Text(Option<String>),
    Flag(Option<bool>),
    Day(Day),
    Integer(Option<i64>),
}

/// A contract in one period, with the inputs of its cells.
struct ContractLine<'a> {
    clause: &'a Clause,
    row: &'a ContractRow,
    names: &'a Names,
    plan: &'a FactPlan,
}

/// A column: its definition, and the function that gives its cells.
type Figure = (Definition, fn(&ContractLine<'_>) -> ContractCell);

const fn count(name: &'static str, meaning: &'static str, formula: &'static str) -> Definition {
    Definition::new(name, Kind::Count, meaning)
        .population(OFFERED)
        .formula(formula)
}

/// The columns after the keys, in order.
const FIGURES: [Figure; 23] = [
    (
        Definition::new(
            "complete",
            Kind::Flag,
            "Whether the report has all days of the period: none lies outside of its own period, and the dump has \
             sessions up to both ends.",
        )
        .boundary(
            "a day without sessions at the beginning or the end of the dump is missing, unless everything is closed \
             then by [hours], or its weekday mostly has no sessions",
        ),
        |line| ContractCell::Flag(Some(line.row.is_complete)),
    ),
    (
        Definition::new("queues", Kind::Text, "The queues that the contract is about, with commas.")
            .formula("the entry queue of a session, or with --queue-by answer the answer queue")
            .empty("it is about all sessions"),
        |line| {
            let name = |id| line.names.name(DirectoryKind::Group, id).into_owned();
            let names = line.clause.queue_names(name);
            ContractCell::Text((!names.is_empty()).then(|| names.join(", ")))
        },
    ),
    (
        Definition::new(
            "measure",
            Kind::Text,
            "What is measured: service_level, answer_rate, abandon_rate, asa or wait_p90.",
        ),
        |line| ContractCell::Text(Some(line.clause.contract.measure.name().to_owned())),
    ),
    (
        Definition::new("figure", Kind::Rate, "The figure, if it is a share of sessions.")
            .population(OFFERED)
            .formula("numerator / denominator")
            .boundary("compared with the target before it is rounded")
            .empty("the denominator is 0, or the measure is asa or wait_p90"),
        |line| match &line.row.figure {
            figure @ ContractFigure::Share(_) => ContractCell::Integer(written(figure)),
            _ => ContractCell::Integer(None),
        },
    ),
    (
        Definition::new("figure_s", Kind::Seconds, "The figure, if it is a length of time.")
            .population(OFFERED)
            .formula("of asa sum_s / denominator; of wait_p90 the 90th percentile of wait")
            .boundary("compared with the target before it is rounded")
            .empty("no session has one, or the measure is a share"),
        |line| match &line.row.figure {
            ContractFigure::Share(_) => ContractCell::Integer(None),
            figure => ContractCell::Integer(written(figure)),
        },
    ),
    (
        Definition::new("target", Kind::Rate, "The target of a share.")
            .formula("as set in the contract")
            .empty("the measure is asa or wait_p90"),
        |line| ContractCell::Integer(share(line.clause.contract.target)),
    ),
    (
        Definition::new("target_s", Kind::Seconds, "The target of a length of time.")
            .formula("as set in the contract")
            .empty("the measure is a share"),
        |line| ContractCell::Integer(length(line.clause.contract.target)),
    ),
    (
        Definition::new("met", Kind::Flag, "Whether the target was met.")
            .formula(
                "service_level, answer_rate: figure >= target; abandon_rate, asa, wait_p90: figure <= target",
            )
            .boundary("exactly the target meets it; compared exactly, before anything is rounded")
            .empty("no session counts"),
        |line| {
            let contract = &line.clause.contract;
            ContractCell::Flag(contract.keeps(&line.row.figure, contract.target))
        },
    ),
    (
        Definition::new("band", Kind::Text, "The band in which the figure lies, as >= 90%.")
            .formula("the best band whose limit the figure keeps; else the one without a limit")
            .boundary("a limit belongs to the band that it begins")
            .empty("the figure lies in no band, or no session counts"),
        |line| {
            let contract = &line.clause.contract;
            let band = contract.band(&line.row.figure);
            ContractCell::Text(band.map(|band| contract.band_text(band)))
        },
    ),
    (
        Definition::new("bonus", Kind::Rate, "The bonus of the band; a malus is negative.")
            .formula("as set in the contract")
            .empty("the figure lies in no band, or no session counts"),
        |line| {
            let contract = &line.clause.contract;
            let band = contract.band(&line.row.figure);
            ContractCell::Integer(band.map(|band| contract.bands[band].bonus.into()))
        },
    ),
    (
        Definition::new("numerator", Kind::Count, "The sessions in the numerator of a share.")
            .population(OFFERED)
            .formula("by the measure, and of service_level by the formula")
            .empty("the measure is asa or wait_p90"),
        |line| match &line.row.figure {
            ContractFigure::Share(ratio) => whole(ratio.numerator),
            _ => ContractCell::Integer(None),
        },
    ),
    (
        count(
            "denominator",
            "The sessions that count.",
            "of a share its denominator, of a length of time the sessions that have it",
        ),
        |line| whole(line.row.figure.denominator()),
    ),
    (
        Definition::new("sum", Kind::Seconds, "The sum of the speeds of answer.")
            .population(OFFERED)
            .formula("sum of speed_of_answer")
            .empty("the measure is not asa"),
        |line| match line.row.figure {
            ContractFigure::Mean { sum, .. } => ContractCell::Integer(Some(milliseconds(sum, 1))),
            _ => ContractCell::Integer(None),
        },
    ),
    (
        count(
            "sessions",
            "The sessions that the contract is about, whether they count or not.",
            "denominator + excluded + outside_hours + not_counted",
        ),
        |line| whole(line.row.sessions),
    ),
    (
        count(
            "excluded",
            "Those that the contract leaves out: by day, by hour or by queue.",
            "the timestamp that gives the day, and the queue, fit a part of leave_out",
        ),
        |line| whole(line.row.all_excluded()),
    ),
    (
        Definition::new(
            "excluded_by",
            Kind::Text,
            "Each part of leave_out with the sessions that it leaves out: its reason, else its days, hours and \
             queues.",
        )
        .population(OFFERED)
        .boundary("a session that fits several parts is counted for the first of them")
        .empty("none is left out"),
        |line| {
            let counts = line.clause.contract.leave_out.iter().zip(&line.row.excluded);
            let counts = counts.filter(|(_, count)| **count > 0);
            let counts: Vec<String> = counts
                .map(|(exclusion, count)| format!("{exclusion}: {count}"))
                .collect();
            ContractCell::Text((!counts.is_empty()).then(|| counts.join("; ")))
        },
    ),
    (
        count(
            "outside_hours",
            "Those outside of opening hours, where the service level counts open hours only.",
            "in_level = false; only of service_level",
        ),
        |line| whole(line.row.outside_hours),
    ),
    (
        count(
            "not_counted",
            "Those that the measure does not count.",
            "service_level: in neither part of the fraction; asa: not answered, or without a speed; wait_p90: \
             without a wait",
        ),
        |line| whole(line.row.not_counted),
    ),
    (
        Definition::new("formula", Kind::Text, "The formula of a service level.")
            .empty("the measure is another"),
        |line| ContractCell::Text(line.level_formula()),
    ),
    (
        Definition::new("threshold", Kind::Seconds, "The threshold of a service level.")
            .formula("as set in the contract")
            .empty(
                "the contract sets none, so that the limits of the reports hold, or the measure is another",
            ),
        |line| ContractCell::Integer(line.clause.contract.threshold.and_then(|it| length(Bound::Length(it)))),
    ),
    (
        Definition::new("short_abandon", Kind::Seconds, "The short-abandon limit of a service level.")
            .formula("as set in the contract")
            .empty(
                "the contract sets none, so that the limits of the reports hold, or the measure is another",
            ),
        |line| ContractCell::Integer(line.clause.contract.short_abandon.and_then(|it| length(Bound::Length(it)))),
    ),
    (
        Definition::new("first_day", Kind::Day, "The first day of the period."),
        |line| ContractCell::Day(line.row.start),
    ),
    (
        Definition::new("last_day", Kind::Day, "The last day of the period."),
        |line| ContractCell::Day(Day(line.row.end.0 - 1)),
    ),
];

impl ContractLine<'_> {
    fn level_formula(&self) -> Option<String> {
        let contract = &self.clause.contract;
        let default = self.plan.service_levels.default_level().formula;
        let is_level = contract.measure == crate::contract::ContractMeasure::ServiceLevel;
        is_level.then(|| contract.formula.unwrap_or(default).name().to_owned())
    }
}

fn whole(count: u64) -> ContractCell {
    ContractCell::Integer(Some(i64::try_from(count).unwrap_or(i64::MAX)))
}

fn share(bound: Bound) -> Option<i64> {
    match bound {
        Bound::Share(share) => Some(share.into()),
        Bound::Length(_) => None,
    }
}

fn length(bound: Bound) -> Option<i64> {
    match bound {
        Bound::Share(_) => None,
        Bound::Length(length) => Some(milliseconds(length.microseconds().into(), 1)),
    }
}

/// A figure as it is written, in ten-thousandths or in thousandths of a second; `None` without a session.
pub(super) fn written(figure: &ContractFigure) -> Option<i64> {
    match *figure {
        ContractFigure::Share(ratio) => ratio.ten_thousandths(),
        ContractFigure::Mean { sum, count } => mean(sum, count),
        ContractFigure::Percentile { hundredths, count } => {
            (count > 0).then(|| milliseconds(hundredths, 100))
        }
    }
}

/// The definition of `wait_p90`, the only measure that no other report has as a figure.
pub(super) fn wait_p90() -> ReportColumn {
    ReportColumn {
        is_of_inbound: true,
        ..ReportColumn::from_definition(
            &Definition::new(
                "wait_p90",
                Kind::Seconds,
                "The 90th percentile of the wait.",
            )
            .population("inbound offered sessions that have a wait")
            .formula("90th percentile of wait")
            .empty("no session has one"),
        )
    }
}

/// The definitions of the columns that tell the rows apart.
pub fn contract_keys() -> Vec<ReportColumn> {
    KEYS.iter().map(ReportColumn::from_definition).collect()
}

/// The definitions of the other columns, in order.
pub fn contract_definitions() -> Vec<ReportColumn> {
    FIGURES
        .iter()
        .map(|(definition, _)| ReportColumn::from_definition(definition))
        .collect()
}

/// The table with the rows of these contracts.
pub(super) fn table(
    plan: &FactPlan,
    clauses: &[(&Clause, Vec<ContractRow>)],
    names: &Names,
) -> Result<Table, PolarsError> {
    let rows: Vec<ContractLine<'_>> = clauses
        .iter()
        .flat_map(|(clause, rows)| {
            rows.iter().map(|row| ContractLine {
                clause,
                row,
                names,
                plan,
            })
        })
        .collect();
    let contracts = rows
        .iter()
        .map(|line| ContractCell::Text(Some(line.clause.contract.name.clone())));
    let periods = rows.iter().map(|line| {
        let label = line.clause.contract.period.label(line.row.start);
        ContractCell::Text(Some(label))
    });
    let [contract, period] = KEYS.map(|key| key.spec());
    let mut columns = vec![column(contract, contracts), column(period, periods)];
    for (definition, cell) in &FIGURES {
        columns.push(column(definition.spec(), rows.iter().map(cell)));
    }
    table_of(CONTRACT.to_owned(), rows.len(), columns)
}

fn column(spec: ColumnSpec, cells: impl Iterator<Item = ContractCell>) -> (ColumnSpec, Column) {
    let name = spec.frame_name();
    let column = match spec.kind {
        Kind::Text => {
            let texts: StringChunked = cells
                .map(|cell| match cell {
                    ContractCell::Text(text) => text,
                    _ => None,
                })
                .collect();
            texts.into_column()
        }
        Kind::Flag => {
            let flags: BooleanChunked = cells
                .map(|cell| match cell {
                    ContractCell::Flag(flag) => flag,
                    _ => None,
                })
                .collect();
            flags.into_column()
        }
        Kind::Day => {
            let days: Int32Chunked = cells
                .map(|cell| match cell {
                    ContractCell::Day(day) => Some(day.0),
                    _ => None,
                })
                .collect();
            days.into_column()
        }
        _ => {
            let numbers = cells.map(|cell| match cell {
                ContractCell::Integer(number) => number,
                _ => None,
            });
            return integers(spec, numbers);
        }
    };
    (spec, column.with_name(name.into()))
}
