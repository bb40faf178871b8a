//! The rows of the report `contract` as people read them, on the page and in the terminal.

use polars::prelude::PolarsError;

use super::cells::Value;
use super::document::Document;
use super::figures::{NOTHING, TableCells};
use crate::catalogue::Registry;
use crate::contract::{Clause, ContractMeasure};
use crate::lang::Words;
use crate::report::CONTRACT;
use crate::service_level::Formula;

/// A contract in one period.
pub(super) struct ContractTexts {
    pub(super) name: String,
    pub(super) queues: String,
    /// The measure with its limits, as `Service level within 20 s`.
    pub(super) measure: String,
    pub(super) formula: Option<String>,
    pub(super) period: String,
    pub(super) is_complete: bool,
    /// The figure, and the sessions that it is made of.
    pub(super) figure: String,
    pub(super) counted: String,
    pub(super) target: String,
    /// `None` if no session counts.
    pub(super) is_met: Option<bool>,
    pub(super) band: String,
    /// The bonus or malus in words, and whether it is a bonus.
    pub(super) bonus: Option<(String, bool)>,
    /// The sessions that are left out, by reason.
    pub(super) left_out: Vec<String>,
}

/// The rows of the report `contract`; empty without contracts.
pub(super) fn rows(document: &Document<'_>) -> Result<Vec<ContractTexts>, PolarsError> {
    let mut tables = document.tables.iter();
    let Some(table) = tables.find(|table| table.name == CONTRACT) else {
        return Ok(Vec::new());
    };
    let figures = TableCells::new(table)?;
    let clauses = &document.plan.clauses;
    let clause = |name: &str| clauses.iter().find(|clause| clause.contract.name == name);
    let rows = (0..figures.height).filter_map(|row| {
        let clause = clause(figures.text(row, "contract")?)?;
        Some(contract_row(document, &figures, row, clause))
    });
    Ok(rows.collect())
}

fn contract_row(
    document: &Document<'_>,
    figures: &TableCells<'_>,
    row: usize,
    clause: &Clause,
) -> ContractTexts {
    let words = document.words();
    let contract = &clause.contract;
    let show = |column: &str| words.show(figures.get(row, column), document.plan.zone);
    let flag = |column: &str| match figures.get(row, column) {
        Value::Flag(flag) => Some(flag),
        _ => None,
    };
    let is_share = contract.measure.is_share();
    let [figure, target] = if is_share {
        ["figure", "target"]
    } else {
        ["figure_s", "target_s"]
    };
    let text = |column: &str| figures.text(row, column).unwrap_or_default().to_owned();
    let queues = figures.text(row, "queues");
    ContractTexts {
        name: text("contract"),
        queues: queues.unwrap_or(words.contract.all_queues).to_owned(),
        measure: measure(words, clause),
        formula: figures.text(row, "formula").and_then(|name| {
            let mut formulas = Formula::ALL.into_iter();
            let formula = formulas.find(|formula| formula.name() == name)?;
            Some(words.formula(formula).heading.to_owned())
        }),
        period: text("period"),
        is_complete: flag("complete") == Some(true),
        figure: show(figure),
        counted: if is_share {
            format!("{} / {}", show("numerator"), show("denominator"))
        } else {
            show("denominator")
        },
        target: match figures.integer(row, target) {
            Some(share) if is_share => words.share(share),
            _ => show(target),
        },
        is_met: flag("met"),
        band: figures.text(row, "band").unwrap_or(NOTHING).to_owned(),
        bonus: figures.integer(row, "bonus").and_then(|bonus| match bonus {
            0 => None,
            bonus if bonus > 0 => Some((
                format!("{} {}", words.contract.bonus, words.share(bonus)),
                true,
            )),
            malus => {
                let share = words.share(-malus);
                Some((format!("{} {share}", words.contract.malus), false))
            }
        }),
        left_out: left_out(document, figures, row),
    }
}

/// The measure in words, with the threshold of a service level.
fn measure(words: &Words, clause: &Clause) -> String {
    let contract = &clause.contract;
    let heading = match contract.measure {
        ContractMeasure::WaitP90 => words.contract.wait_p90.to_owned(),
        measure => words.heading(measure.name()),
    };
    match contract.threshold {
        Some(threshold) => {
            let mark = words.spelling.decimal_mark.to_string();
            let threshold = threshold.to_string().replace('.', &mark);
            format!("{heading} {} {threshold} s", words.contract.within)
        }
        None => heading,
    }
}

/// The sessions that are left out: by the contract, outside of hours, and by the measure.
fn left_out(document: &Document<'_>, figures: &TableCells<'_>, row: usize) -> Vec<String> {
    let words = document.words();
    let excluded = figures.text(row, "excluded_by").map(str::to_owned);
    let others = ["outside_hours", "not_counted"].into_iter();
    let others = others.filter_map(|column| {
        let count = figures.count(row, column);
        let mut columns = figures.columns.iter();
        let (spec, _) = columns.find(|(spec, _)| spec.name == column)?;
        let heading = words.heading_in(Registry::Contract, spec);
        (count > 0).then(|| format!("{heading}: {}", words.count(count)))
    });
    excluded.into_iter().chain(others).collect()
}
