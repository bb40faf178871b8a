//! The headline: the figures that a manager asks for first, compared with the target and the
//! previous period.

use super::cells::Value;
use super::document::Document;
use super::figures::{NOTHING, TableCells, clock};
use super::first_sheet::part;
use crate::lang::Words;
use crate::report::overview::Overview;
use crate::service_level::Ratio;

/// One figure of the headline.
pub(super) struct Headline<'a> {
    /// The name of its column.
    pub(super) column: &'static str,
    pub(super) value: Value<'a>,
    /// The counts behind the figure: for a rate its numerator and denominator, for a mean the
    /// number of values.
    pub(super) counted: Counted,
    pub(super) previous: Value<'a>,
    /// Whether more or less is better; `None` if neither is.
    pub(super) better: Option<Better>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Better {
    More,
    Less,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// The figure is itself a count.
    Itself,
    Ratio(Ratio),
    Values(u64),
}

impl Headline<'_> {
    /// The change since the previous period; `None` if one of the two values is missing.
    pub(super) fn change(&self) -> Option<i64> {
        self.against(self.previous)
    }

    /// Whether the change since the previous period is for the better.
    pub(super) fn is_better(&self) -> Option<bool> {
        self.is_for_the_better(self.change()?)
    }

    /// The figure less another value of the same figure; `None` if one of the two is missing.
    pub(super) fn against(&self, other: Value<'_>) -> Option<i64> {
        Some(self.value.integer()? - other.integer()?)
    }

    /// Whether a difference is for the better; `None` if it is 0 or neither direction is better.
    pub(super) fn is_for_the_better(&self, difference: i64) -> Option<bool> {
        match (difference, self.better?) {
            (0, _) => None,
            (difference, Better::More) => Some(difference > 0),
            (difference, Better::Less) => Some(difference < 0),
        }
    }
}

/// The headline of a run, the service level first.
pub(super) fn headline<'a>(
    document: &Document<'_>,
    overview: &'a Overview,
) -> Result<Vec<Headline<'a>>, polars::error::PolarsError> {
    let total = TableCells::new(&overview.total)?;
    let previous = overview
        .previous
        .as_ref()
        .map(|previous| TableCells::new(&previous.total))
        .transpose()?;
    let counts = overview.counts;
    let of_offered = |numerator| {
        Counted::Ratio(Ratio {
            numerator,
            denominator: counts.offered(),
        })
    };
    let lost = counts.abandoned + counts.short_abandoned;
    let level = document.level().formula.ratio(&overview.level_counts);
    let figures = [
        ("service_level", Counted::Ratio(level), Some(Better::More)),
        ("offered", Counted::Itself, None),
        (
            "answer_rate",
            of_offered(counts.answered),
            Some(Better::More),
        ),
        ("abandon_rate", of_offered(lost), Some(Better::Less)),
        ("asa", Counted::Values(overview.speeds), Some(Better::Less)),
        ("aht", Counted::Values(overview.handled), None),
    ];
    Ok(figures
        .into_iter()
        .map(|(column, counted, better)| Headline {
            column,
            value: total.get(0, column),
            counted,
            previous: previous
                .as_ref()
                .map_or(Value::Empty, |figures| figures.get(0, column)),
            better,
        })
        .collect())
}

impl Words {
    /// The counts behind a figure in words.
    pub(super) fn counted(&self, figure: &Headline<'_>) -> String {
        self.counted_of(figure.counted)
    }

    pub(super) fn counted_of(&self, counted: Counted) -> String {
        match counted {
            Counted::Itself => String::new(),
            Counted::Ratio(ratio) => self.ratio(ratio.numerator, ratio.denominator),
            Counted::Values(values) => format!("n = {}", self.number(values)),
        }
    }

    pub(super) fn ratio(&self, numerator: u64, denominator: u64) -> String {
        format!("{} / {}", self.number(numerator), self.number(denominator))
    }

    /// Formats an unsigned count.
    pub(super) fn number(&self, count: u64) -> String {
        self.count(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// The change since the previous period: of a rate in percentage points, of a duration as a
    /// duration, of a count as a share of the previous count; a dash if a value is missing or the
    /// previous count is 0.
    pub(super) fn change(&self, figure: &Headline<'_>) -> String {
        let (Some(change), Some(previous)) = (figure.change(), figure.previous.integer()) else {
            return NOTHING.to_owned();
        };
        let sign = if change > 0 { "+" } else { "" };
        match figure.value {
            Value::Rate(_) => format!("{sign}{} {}", self.hundredths(change), self.common.points),
            Value::Length(_) => format!("{sign}{}", clock(change)),
            _ if previous == 0 => NOTHING.to_owned(),
            _ => format!("{sign}{}", self.percent(part(change, previous))),
        }
    }
}
