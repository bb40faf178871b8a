//! The data of the page's script: counts of waits by the second for each row of `service_levels`.
//!
//! The sums of these counts are exact at every whole second, so the script shows the same figures
//! as the library computes. The data contains no text from the dump.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::WriteError;
use super::super::document::Document;
use super::super::figures::TableCells;
use crate::report::overview::{LAST_SECOND, Overview, Waits};
use crate::service_level::Formula;

#[derive(Serialize)]
struct Data {
    /// In ten-thousandths.
    target: u32,
    /// The threshold of the settings in whole seconds, rounded up, as the slider's initial
    /// position.
    threshold: u32,
    /// The maximum of the slider.
    end: u32,
    /// The maximum of the number field.
    last: u32,
    /// Index of the formula in the settings among the five formulas.
    formula: usize,
    decimal: char,
    percent: &'static str,
    nothing: &'static str,
    rows: Vec<QueueData>,
}

/// A queue, or all queues together.
#[derive(Serialize)]
struct QueueData {
    answered: u64,
    abandoned: u64,
    short: u64,
    unanswered: u64,
    /// In ten-thousandths.
    target: i64,
    /// Pairs of seconds since the previous pair and number of sessions: `a` for answered sessions,
    /// `x` for abandoned sessions of any kind.
    a: Vec<u64>,
    x: Vec<u64>,
}

/// The data as JSON that is safe inside a page.
pub(super) fn json(
    document: &Document<'_>,
    overview: &Overview,
    end: u32,
) -> Result<String, WriteError> {
    let level = document.level();
    let words = document.words();
    let formula = Formula::ALL.iter().position(|of| *of == level.formula);
    let data = Data {
        target: level.target,
        threshold: threshold(document),
        end,
        last: LAST_SECOND,
        formula: formula.unwrap_or(0),
        decimal: words.spelling.decimal_mark,
        percent: words.spelling.percent,
        nothing: super::super::figures::NOTHING,
        rows: rows(document, overview)?,
    };
    // A `<` could end the script element, and the rest would be read as markup.
    Ok(serde_json::to_string(&data)?
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029"))
}

/// The threshold of the settings, in whole seconds.
pub(super) fn threshold(document: &Document<'_>) -> u32 {
    let micros = document.level().threshold.microseconds();
    let seconds = micros.div_euclid(1_000_000) + i64::from(micros.rem_euclid(1_000_000) > 0);
    u32::try_from(seconds).unwrap_or(0).min(LAST_SECOND)
}

/// The rows of `service_levels`, each with its own target.
fn rows(document: &Document<'_>, overview: &Overview) -> Result<Vec<QueueData>, WriteError> {
    let figures = TableCells::new(&overview.service_levels)?;
    let levels = &document.plan.service_levels;
    let waits = overview.waits.iter().enumerate();
    Ok(waits
        .map(|(place, waits)| row(waits, figures.target(place, levels)))
        .collect())
}

fn row(waits: &Waits, target: i64) -> QueueData {
    QueueData {
        target,
        answered: waits.counts.answered,
        abandoned: waits.counts.abandoned,
        short: waits.counts.short_abandoned,
        unanswered: waits.counts.unanswered,
        a: steps(&waits.answered),
        x: steps(&waits.abandoned),
    }
}

fn steps(waits: &BTreeMap<u32, u64>) -> Vec<u64> {
    let mut before = 0;
    let mut steps = Vec::with_capacity(waits.len() * 2);
    for (&second, &count) in waits {
        steps.extend([u64::from(second - before), count]);
        before = second;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_told_by_their_distance() {
        assert_eq!(
            steps(&BTreeMap::from([(0, 3), (5, 1), (21, 2)])),
            [0, 3, 5, 1, 16, 2]
        );
    }
}
