//! Shows a figure as a calculation with its numbers.

use super::{CellRequest, FigureSession, Role};
use crate::explain::value::Seconds;
use crate::report::{Breakdown, Deciding, FigureDerivation, Statistic};
use crate::service_level::LevelHours;
use crate::time::Duration;

/// The ranks of the values that determine the figure: one or two for a percentile, one for an extreme.
pub(super) fn ranks(derivation: &FigureDerivation, members: &[FigureSession]) -> Vec<usize> {
    let count = members.iter().filter_map(|member| member.rank).count();
    match derivation {
        FigureDerivation::Statistic {
            rank: Some((below, 0)),
            ..
        } => vec![*below],
        FigureDerivation::Statistic {
            rank: Some((below, _)),
            ..
        } => vec![*below, below + 1],
        FigureDerivation::Greatest
        | FigureDerivation::Statistic {
            statistic: Statistic::Max,
            ..
        } if count > 0 => vec![count],
        FigureDerivation::Statistic {
            statistic: Statistic::Min,
            ..
        } if count > 0 => vec![1],
        _ => Vec::new(),
    }
}

pub(super) fn settings(
    request: CellRequest<'_>,
    breakdown: &Breakdown,
) -> Vec<(&'static str, String)> {
    // Threshold and short-abandon limit belong to each session, target and formula to the row.
    let limits = request.plan.service_levels.default_level();
    let own = if request.plan.service_levels.is_uniform() {
        ""
    } else {
        ", or what a rule says of a session's queue and channel"
    };
    let level = &breakdown.level;
    let mut settings = Vec::new();
    for setting in breakdown.column.settings {
        match setting {
            Deciding::Threshold => {
                settings.push(("--sla", format!("{} s{own}", limits.threshold)));
            }
            Deciding::ShortAbandon => settings.push((
                "--short-abandon",
                format!("{} s{own}", limits.short_abandon),
            )),
            Deciding::LevelHours if request.plan.level_hours == LevelHours::Open => {
                settings.push(("--sla-hours", "open".to_owned()));
            }
            Deciding::LevelHours => {}
            Deciding::Formula => {
                settings.push(("--sla-formula", level.formula.name().to_owned()));
                settings.push(("--target", format!("{} %", f64::from(level.target) / 100.0)));
            }
        }
    }
    settings
}

/// The calculation of the figure, line by line.
pub(super) fn arithmetic(
    breakdown: &Breakdown,
    members: &[FigureSession],
    name: &str,
    value: &str,
) -> Vec<String> {
    let value = if value.is_empty() { "empty" } else { value };
    let values: Vec<Seconds> = members.iter().filter_map(|member| member.value_s).collect();
    let sum = || {
        let sum = values
            .iter()
            .fold(Duration::ZERO, |sum, value| sum.plus(value.0));
        Seconds(sum)
    };
    match &breakdown.derivation {
        FigureDerivation::Count(count) => {
            let rows = members
                .iter()
                .filter(|member| member.role == Role::Counted)
                .count() as u64;
            if rows == *count {
                vec![format!("{name} = {count}, one for each that is counted")]
            } else {
                vec![format!("{name} = {count}, from {rows} rows")]
            }
        }
        FigureDerivation::Rate {
            ratio,
            arithmetic,
            counts,
        } => vec![
            format!("{name} = {arithmetic}"),
            format!(
                "= {} = {} / {} = {value}",
                with_counts(arithmetic, counts),
                ratio.numerator,
                ratio.denominator
            ),
        ],
        FigureDerivation::Quotient(quotient) => vec![
            format!("{name} = {}", breakdown.column.definition.formula),
            format!(
                "= {} / {} = {value}",
                quotient.numerator, quotient.denominator
            ),
        ],
        FigureDerivation::Mean(mean) => vec![format!(
            "{name} = sum / n = {} / {} = {value}",
            sum(),
            mean.count
        )],
        FigureDerivation::Greatest => vec![format!(
            "{name} = the greatest of {} values = {value}",
            values.len()
        )],
        FigureDerivation::Statistic { statistic, rank } => {
            match (statistic, statistic.percent(), rank) {
                (_, Some(percent), Some((below, part))) => {
                    percentile(name, value, &values, percent, *below, *part)
                }
                (Statistic::N, ..) => vec![format!("{name} = {value}, the sessions with a value")],
                (Statistic::Sum, ..) => vec![format!(
                    "{name} = {value}, the sum of {} values",
                    values.len()
                )],
                (Statistic::Mean, ..) => {
                    vec![format!(
                        "{name} = sum / n = {} / {} = {value}",
                        sum(),
                        values.len()
                    )]
                }
                (Statistic::StdDev, ..) if values.len() > 1 => vec![
                    format!("mean = sum / n = {} / {}", sum(), values.len()),
                    format!(
                        "{name} = sqrt(sum of (value - mean)^2 / (n - 1)) = sqrt(sum of (value - mean)^2 / {}) \
                     = {value}",
                        values.len() - 1
                    ),
                ],
                _ => vec![format!("{name} = {value}, of {} values", values.len())],
            }
        }
    }
}

fn percentile(
    name: &str,
    value: &str,
    values: &[Seconds],
    percent: u8,
    below: usize,
    part: u8,
) -> Vec<String> {
    let at = |rank: usize| {
        values
            .get(rank - 1)
            .map_or_else(String::new, ToString::to_string)
    };
    let rank = format!(
        "rank = 1 + 0.{percent:02} * (n - 1) = 1 + 0.{percent:02} * {} = {below}.{part:02}",
        values.len() - 1
    );
    let found = if part == 0 {
        format!("{name} = value {below} = {value}")
    } else {
        format!(
            "{name} = value {below} + 0.{part:02} * (value {} - value {below}) = {} + 0.{part:02} * \
             ({} - {}) = {value}",
            below + 1,
            at(below),
            at(below + 1),
            at(below)
        )
    };
    vec![rank, found]
}

/// A formula with the names of its counts replaced by their values.
fn with_counts(formula: &str, counts: &[(&'static str, u64)]) -> String {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let mut text = String::new();
    let mut rest = formula;
    while let Some(letter) = rest.chars().next() {
        let end = if is_name(letter) {
            rest.find(|letter| !is_name(letter)).unwrap_or(rest.len())
        } else {
            letter.len_utf8()
        };
        let (word, next) = rest.split_at(end);
        match counts.iter().find(|(name, _)| *name == word) {
            Some((_, count)) => text.push_str(&count.to_string()),
            None => text.push_str(word),
        }
        rest = next;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_shown_with_its_counts() {
        let counts = [("answered_in", 14), ("offered", 18), ("short_abandoned", 1)];
        assert_eq!(
            with_counts("answered_in / (offered - short_abandoned)", &counts),
            "14 / (18 - 1)"
        );
    }

    #[test]
    fn a_percentile_shows_its_rank_and_neighbours() {
        let values: Vec<Seconds> = [1, 2, 3, 4]
            .map(|second| Seconds(Duration::from_seconds(second)))
            .to_vec();
        assert_eq!(
            percentile("waiting_p90_s", "3.700", &values, 90, 3, 70),
            [
                "rank = 1 + 0.90 * (n - 1) = 1 + 0.90 * 3 = 3.70",
                "waiting_p90_s = value 3 + 0.70 * (value 4 - value 3) = 3.000 + 0.70 * (4.000 - \
                 3.000) = 3.700"
            ]
        );
    }
}
