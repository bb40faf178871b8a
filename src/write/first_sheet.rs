//! The first sheet of the page and of the workbook: the figures against the target, the previous month and
//! the year before, where the service level was lost, and the command that explains each loss.
//!
//! Differences are computed from the rounded figures of the reports, so that they agree with the
//! figures shown.

use polars::prelude::PolarsError;

use super::cells::Value;
use super::document::Document;
use super::figures::{NOTHING, TableCells};
use super::headline::{Counted, Headline, headline};
use super::terminal::{absent, order};
use crate::lang::{Sentence, Words, capitalised};
use crate::report::overview::{Loss, Overview, Previous};
use crate::report::trend::{CalendarMonth, MonthCoverage, Trend};
use crate::service_level::{Formula, Ratio};
use crate::time::Period;
use crate::time::zone::Day;

/// The figures of the sheet, by their columns.
pub(super) const FIGURES: [&str; 5] = ["service_level", "offered", "abandon_rate", "asa", "aht"];

/// The most queues that the sheet has room for.
const QUEUES: usize = 10;

/// The first sheet.
pub(super) struct FirstSheet<'a> {
    pub(super) sentence: String,
    /// The days of the period that the data do not have, in words; `None` if no days are missing.
    pub(super) incomplete: Option<String>,
    pub(super) figures: Vec<SheetFigure<'a>>,
    /// The queues with the most offered sessions.
    pub(super) queues: Vec<SheetQueue>,
    /// Number of the queues that are not shown.
    pub(super) more_queues: usize,
    pub(super) losses: Vec<SheetLoss<'a>>,
}

/// A figure of the period with the values that it is compared with.
pub(super) struct SheetFigure<'a> {
    pub(super) column: &'static str,
    pub(super) value: Value<'a>,
    pub(super) counted: Counted,
    pub(super) target: Option<Comparison<'a>>,
    pub(super) previous: Option<Comparison<'a>>,
    pub(super) year_before: Option<Comparison<'a>>,
}

/// A value that a figure is compared with: of another period, or the target.
pub(super) struct Comparison<'a> {
    /// The period or the target in words.
    pub(super) label: String,
    pub(super) value: Value<'a>,
    /// The figure less this value; `None` if one of the two is missing, or if they are counts and one of
    /// the months is incomplete.
    pub(super) difference: Option<i64>,
    /// Whether the difference is for the better; `None` if there is no difference or neither direction
    /// is better.
    pub(super) is_better: Option<bool>,
    /// Whether the data have only a part of the other period.
    pub(super) is_incomplete: bool,
}

/// The service level of a queue.
pub(super) struct SheetQueue {
    pub(super) id: Option<i64>,
    /// The formula of its service level.
    pub(super) formula: Formula,
    pub(super) queue: String,
    /// In ten-thousandths, like the target and the previous level.
    pub(super) level: Option<i64>,
    pub(super) target: i64,
    pub(super) previous: Option<i64>,
    pub(super) ratio: Ratio,
}

/// An hour of the week in which a queue missed its target, with the command that explains it.
pub(super) struct SheetLoss<'a> {
    pub(super) loss: &'a Loss,
    pub(super) place: String,
    pub(super) command: Option<String>,
}

impl<'a> FirstSheet<'a> {
    pub(super) fn new(
        document: &Document<'_>,
        overview: &'a Overview,
    ) -> Result<Self, PolarsError> {
        let headline = headline(document, overview)?;
        let figures = figures(document, overview, &headline)?;
        let (queues, more_queues) = queues(document, overview)?;
        let losses = overview.losses.iter();
        let by_queue = TableCells::new(&overview.by_queue)?;
        Ok(Self {
            sentence: sentence(document, overview, &figures),
            incomplete: coverage(overview).and_then(|month| incomplete(document.words(), month)),
            figures,
            queues,
            more_queues,
            losses: losses
                .map(|loss| SheetLoss {
                    loss,
                    place: place(document.words(), loss),
                    command: command(document, &by_queue, loss),
                })
                .collect(),
        })
    }
}

/// The part of the period's month that the data have; `None` without a trend.
fn coverage(overview: &Overview) -> Option<&MonthCoverage> {
    let trend = overview.trend.as_ref()?;
    trend.coverage_of(trend.month())
}

/// The days of a month that the data do not have, in words; `None` if they have the whole month.
pub(super) fn incomplete(words: &Words, month: &MonthCoverage) -> Option<String> {
    let days = [month.missing_first, month.missing_last];
    let days: Vec<String> = days
        .into_iter()
        .flatten()
        .map(|(first, last)| words.days(first, last))
        .collect();
    (!days.is_empty()).then(|| (words.sheet.incomplete_days)(&days.join(", ")))
}

/// Whether the data have only a part of the period.
fn is_incomplete(trend: Option<&Trend>, period: &Period) -> bool {
    let Some(trend) = trend else { return false };
    let mut months = trend.months.iter();
    let month = months.find(|month| month.month.period() == *period);
    month.is_some_and(|month| !month.is_complete())
}

fn figures<'a>(
    document: &Document<'_>,
    overview: &'a Overview,
    headline: &[Headline<'a>],
) -> Result<Vec<SheetFigure<'a>>, PolarsError> {
    let words = document.words();
    let trend = overview.trend.as_ref();
    let is_partial = is_incomplete(trend, &document.plan.period);
    let before = |previous: &'a Option<Previous>| -> Result<_, PolarsError> {
        let previous = previous.as_ref();
        previous
            .map(|of| Ok((of, TableCells::new(&of.total)?)))
            .transpose()
    };
    let (previous, year_before) = (before(&overview.previous)?, before(&overview.year_before)?);
    let compared = |figure: &Headline<'a>, with: &Option<(&'a Previous, TableCells<'a>)>| {
        let (of, figures) = with.as_ref()?;
        let value = figures.get(0, figure.column);
        let is_incomplete = is_incomplete(trend, &of.period);
        let is_count = matches!(figure.value, Value::Count(_));
        let difference = figure
            .against(value)
            .filter(|_| !is_count || !(is_incomplete || is_partial));
        Some(Comparison {
            label: words.brief_period(&of.period),
            value,
            difference,
            is_better: difference.and_then(|difference| figure.is_for_the_better(difference)),
            is_incomplete,
        })
    };
    let shown = FIGURES.into_iter().filter_map(|column| {
        let figure = headline.iter().find(|figure| figure.column == column)?;
        Some(SheetFigure {
            column,
            value: figure.value,
            counted: figure.counted,
            target: (column == "service_level").then(|| target(document, figure)),
            previous: compared(figure, &previous),
            year_before: compared(figure, &year_before),
        })
    });
    Ok(shown.collect())
}

fn target<'a>(document: &Document<'_>, figure: &Headline<'_>) -> Comparison<'a> {
    let value = Value::Rate(document.level().target.into());
    let difference = figure.against(value);
    Comparison {
        label: document.words().common.target.to_owned(),
        value,
        difference,
        is_better: difference.map(|difference| difference >= 0),
        is_incomplete: false,
    }
}

/// The largest queues, and the number of the others that were offered a session.
fn queues(
    document: &Document<'_>,
    overview: &Overview,
) -> Result<(Vec<SheetQueue>, usize), PolarsError> {
    let words = document.words();
    let figures = TableCells::new(&overview.by_queue)?;
    let before = QueueMonths::new(overview.trend.as_ref())?;
    let rows = order(&figures, &["queue_id", "queue"]).into_iter();
    let mut offered: Vec<usize> = rows
        .filter(|&row| figures.count(row, "offered") > 0)
        .collect();
    let more = offered.len().saturating_sub(QUEUES);
    offered.truncate(QUEUES);
    let previous = overview.previous.as_ref().map(|of| of.period);
    let queues = offered.into_iter().map(|row| {
        let id = figures.integer(row, "queue_id");
        let level = figures.level(row, &document.plan.service_levels);
        let counts = overview.counts_of(id).unwrap_or_default();
        SheetQueue {
            id,
            formula: level.formula,
            queue: figures
                .text(row, "queue")
                .unwrap_or(absent(words, "queue"))
                .to_owned(),
            level: figures.integer(row, "service_level"),
            target: level.target.into(),
            previous: previous.and_then(|period| before.as_ref()?.level(id, &period)),
            ratio: level.formula.ratio(&counts),
        }
    });
    Ok((queues.collect(), more))
}

/// The report by queue and month.
pub(super) struct QueueMonths<'a> {
    figures: TableCells<'a>,
}

impl<'a> QueueMonths<'a> {
    pub(super) fn new(trend: Option<&'a Trend>) -> Result<Option<Self>, PolarsError> {
        let trend = trend.map(|trend| TableCells::new(&trend.by_queue_month));
        Ok(trend.transpose()?.map(|figures| Self { figures }))
    }

    /// The row of a queue and a month.
    pub(super) fn row(&self, queue: Option<i64>, month: &str) -> Option<usize> {
        (0..self.figures.height).find(|&row| {
            self.figures.integer(row, "queue_id") == queue
                && self.figures.text(row, "month") == Some(month)
        })
    }

    pub(super) fn get(&self, row: usize, column: &str) -> Value<'a> {
        self.figures.get(row, column)
    }

    fn level(&self, queue: Option<i64>, period: &Period) -> Option<i64> {
        let (year, month) = period.month()?;
        let row = self.row(queue, &format!("{year:04}-{month:02}"))?;
        self.figures.integer(row, "service_level")
    }
}

fn sentence(document: &Document<'_>, overview: &Overview, figures: &[SheetFigure<'_>]) -> String {
    let words = document.words();
    let period = capitalised(&document.period());
    let level = figures
        .iter()
        .find(|figure| figure.column == "service_level");
    let Some((level, rate)) = level.and_then(|level| Some((level, level.value.integer()?))) else {
        return (words.sheet.nothing)(&period);
    };
    let of = document.level();
    let target = i64::from(of.target);
    let ratio = match level.counted {
        Counted::Ratio(ratio) => ratio,
        _ => Ratio::default(),
    };
    let threshold = words.seconds(of.threshold);
    // The numerator of this formula also counts guests who left within the threshold, so the
    // sentence must not say that all of them were answered.
    let is_plain = of.formula != Formula::AbandonsInThresholdMet;
    let has_one_threshold = is_plain && document.plan.service_levels.is_uniform();
    let change = level.previous.as_ref().and_then(|previous| {
        let difference = previous.difference?;
        let since = since(document, overview);
        Some((difference.cmp(&0), words.tenths(difference.abs()), since))
    });
    (words.sheet.sentence)(&Sentence {
        period: &period,
        is_incomplete: is_incomplete(overview.trend.as_ref(), &document.plan.period),
        level: &words.against_target(rate, target),
        threshold: has_one_threshold.then_some(threshold.as_str()),
        target: &words.share(target),
        is_met: rate >= target,
        numerator: &words.number(ratio.numerator),
        denominator: &words.number(ratio.denominator),
        change: change
            .as_ref()
            .map(|(direction, points, since)| (*direction, points.as_str(), since.as_str())),
    })
}

/// The previous period as the sentence names it.
fn since(document: &Document<'_>, overview: &Overview) -> String {
    let words = document.words();
    let previous = overview.previous.as_ref();
    let month = previous.and_then(|previous| previous.period.month());
    let Some((year, month)) = month else {
        return words.sheet.previous_period.to_owned();
    };
    let name = (words.sheet.month)(month);
    let is_same_year = document
        .plan
        .period
        .month()
        .is_some_and(|(own, _)| own == year);
    if is_same_year {
        name.to_owned()
    } else {
        format!("{name} {year}")
    }
}

/// The queue, the weekday and the hour.
fn place(words: &Words, loss: &Loss) -> String {
    let queue = loss.queue.as_ref();
    let queue = queue.map_or(words.common.no_queue, |(_, name)| name.as_str());
    let weekday = words.weekday(&loss.weekday).unwrap_or_default();
    let hour = loss.hour;
    format!("{queue}, {weekday} {hour}–{} h", hour + 1)
}

/// The command that explains the figure of a loss; `None` if the document has no such command.
fn command(document: &Document<'_>, by_queue: &TableCells<'_>, loss: &Loss) -> Option<String> {
    let beginning = document.explain?;
    let queue = match &loss.queue {
        None => "queue=".to_owned(),
        Some((id, name)) => {
            let same =
                (0..by_queue.height).filter(|&row| by_queue.text(row, "queue") == Some(name));
            let is_plain = |letter: char| letter.is_alphanumeric() || " -_.".contains(letter);
            let is_number = name.chars().all(|letter| letter.is_ascii_digit());
            if same.count() == 1 && name.chars().all(is_plain) && !is_number {
                let quote = if name.contains(' ') { "\"" } else { "" };
                format!("{quote}queue={name}{quote}")
            } else {
                format!("queue_id={id}")
            }
        }
    };
    let Loss { weekday, hour, .. } = loss;
    Some(format!(
        "{beginning} --where {queue} --where weekday={weekday} \
         --where hour={hour} --metric service_level"
    ))
}

impl Words {
    /// A value as the first sheet has it: a rate with one decimal.
    pub(super) fn brief(&self, value: Value<'_>, document: &Document<'_>) -> String {
        match value {
            Value::Rate(rate) => self.brief_percent(rate),
            value => self.show(value, document.plan.zone),
        }
    }

    /// A rate with one decimal, or with two if one decimal would hide that it misses the target.
    pub(super) fn against_target(&self, rate: i64, target: i64) -> String {
        let rounded = (rate + 5) / 10 * 10;
        if rate < target && rounded >= target {
            self.percent(rate)
        } else {
            self.brief_percent(rate)
        }
    }

    /// A difference: of a rate in percentage points, of anything else as a share of the other value.
    pub(super) fn difference(&self, compared: &Comparison<'_>) -> String {
        let Some(difference) = compared.difference else {
            return NOTHING.to_owned();
        };
        match compared.value {
            Value::Rate(_) => self.points(difference),
            value => match value.integer() {
                None | Some(0) => NOTHING.to_owned(),
                Some(other) => {
                    let share = part(difference, other);
                    let sign = if share > 0 { "+" } else { "" };
                    format!("{sign}{}", self.brief_percent(share))
                }
            },
        }
    }

    /// A difference of rates in percentage points.
    pub(super) fn points(&self, difference: i64) -> String {
        let sign = if difference > 0 { "+" } else { "" };
        format!("{sign}{} {}", self.tenths(difference), self.common.points)
    }

    /// A period in words, with the name of a month abbreviated.
    pub(super) fn brief_period(&self, period: &Period) -> String {
        match period.month() {
            Some((year, month)) => format!("{} {year}", self.brief_month(month)),
            None => self.period(period),
        }
    }

    /// The abbreviated name of a month, from 1 to 12.
    pub(super) fn brief_month(&self, month: u32) -> &'static str {
        let place = usize::try_from(month).map_or(0, |month| month.saturating_sub(1));
        self.spelling.months_short[place % 12]
    }

    /// The months from January to this month, in words.
    pub(super) fn year_to_date(&self, month: CalendarMonth) -> String {
        let last = self.brief_month(month.month);
        if month.month == 1 {
            return last.to_owned();
        }
        format!("{}–{last}", self.brief_month(1))
    }

    /// The days from `first` to `last`, in words.
    pub(super) fn days(&self, first: Day, last: Day) -> String {
        if first == last {
            return self.day(first);
        }
        format!("{} – {}", self.day(first), self.day(last))
    }
}

/// The share of `difference` in `other` in ten-thousandths, rounded half away from zero.
pub(super) fn part(difference: i64, other: i64) -> i64 {
    let (difference, other) = (i128::from(difference), i128::from(other).abs().max(1));
    let half = difference.signum() * other;
    i64::try_from((difference * 20_000 + half) / (2 * other)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn said(lang: Lang, change: i64, level: i64) -> String {
        let words = lang.words();
        let points = words.tenths(change.abs());
        let change = (change.cmp(&0), points.as_str(), (words.sheet.month)(9));
        (words.sheet.sentence)(&Sentence {
            period: &capitalised(if lang == Lang::En {
                "October 2026"
            } else {
                "říjen 2026"
            }),
            is_incomplete: false,
            level: &words.against_target(level, 8000),
            threshold: Some("20 s"),
            target: &words.share(8000),
            is_met: level >= 8000,
            numerator: &words.number(1158),
            denominator: &words.number(1878),
            change: Some(change),
        })
    }

    #[test]
    fn the_sentence_says_how_it_was() {
        assert_eq!(
            said(Lang::En, -243, 6166),
            "October 2026: 61.7% answered within 20 s, target 80% missed, 1,158 of 1,878; 2.4 points below \
             September."
        );
        assert_eq!(
            said(Lang::Cs, -243, 6166).replace('\u{a0}', " "),
            "Říjen 2026: do 20 s přijato 61,7 %, cíl 80 % nesplněn, 1 158 z 1 878; o 2,4 p. b. méně než v září."
        );
        assert!(
            said(Lang::En, 0, 8000)
                .ends_with("target 80% met, 1,158 of 1,878; the same as September.")
        );
    }

    #[test]
    fn a_missed_target_never_reads_as_if_it_were_met() {
        let words = Lang::En.words();
        assert_eq!(words.against_target(7996, 8000), "79.96%");
        assert_eq!(words.against_target(7994, 8000), "79.9%");
        assert_eq!(words.against_target(8000, 8000), "80.0%");
    }

    #[test]
    fn a_difference_is_a_share_of_what_it_is_compared_with() {
        assert_eq!(part(60, 1000), 600);
        assert_eq!(part(-1, 3), -3333);
        assert_eq!(part(2, 3), 6667);
        assert_eq!(Lang::En.words().tenths(-4), "0.0");
        assert_eq!(Lang::En.words().tenths(-5), "−0.1");
    }
}
