//! The rows of the page's tables.

use polars::prelude::PolarsError;

use super::super::cells::{Cells, Value};
use super::super::document::Document;
use super::super::figures::{NOTHING, TableCells};
use super::super::problems::problem_counts;
use super::super::terminal::{absent, order};
use super::scale::hundredths;
use crate::catalogue::Registry;
use crate::lang::Words;
use crate::ledger::Severity;
use crate::report::BeyondReport;
use crate::report::overview::{FlowRow, Flows, Overview};
use crate::service_level::{Formula, Ratio};
use crate::table::{ColumnSpec, Kind};

/// A queue's service level compared with the target.
pub(super) struct QueueRow {
    pub(super) queue: String,
    pub(super) level: String,
    /// The service level in hundredths of the bar; `None` without a service level.
    pub(super) place: Option<String>,
    /// The queue's target: its position on the bar, and in words.
    pub(super) goal: String,
    pub(super) target: String,
    pub(super) counted: String,
    pub(super) cells: Vec<String>,
}

/// The columns after the bar.
pub(super) const QUEUE_COLUMNS: [&str; 5] =
    ["offered", "answered", "abandon_rate", "asa", "max_wait"];

/// The queues with at least one offered session, largest first.
pub(super) fn queues(
    document: &Document<'_>,
    overview: &Overview,
) -> Result<Vec<QueueRow>, PolarsError> {
    let words = document.words();
    let figures = TableCells::new(&overview.by_queue)?;
    let rows = order(&figures, &["queue_id", "queue"]).into_iter();
    let offered = rows.filter(|&row| figures.count(row, "offered") > 0);
    Ok(offered
        .map(|row| {
            let rate = figures.integer(row, "service_level");
            // Finds the queue by id, because `by_queue` also has queues that were only visited.
            let id = figures.integer(row, "queue_id");
            let level = figures.level(row, &document.plan.service_levels);
            QueueRow {
                queue: name(words, figures.text(row, "queue"), "queue"),
                level: words.show(figures.get(row, "service_level"), document.plan.zone),
                place: rate.map(hundredths),
                goal: hundredths(level.target.into()),
                target: words.share(level.target.into()),
                counted: overview
                    .counts_of(id)
                    .map(|counts| {
                        let ratio = level.formula.ratio(&counts);
                        words.ratio(ratio.numerator, ratio.denominator)
                    })
                    .unwrap_or_default(),
                cells: QUEUE_COLUMNS
                    .map(|column| words.show(figures.get(row, column), document.plan.zone))
                    .to_vec(),
            }
        })
        .collect())
}

/// The target in words if all queues have the same one.
pub(super) fn common_target(
    document: &Document<'_>,
    overview: &Overview,
) -> Result<Option<String>, PolarsError> {
    let figures = TableCells::new(&overview.by_queue)?;
    let default = i64::from(document.level().target);
    let mut targets =
        (0..figures.height).map(|row| figures.target(row, &document.plan.service_levels));
    let first = targets.next().unwrap_or(default);
    let is_common = targets.all(|target| target == first);
    Ok(is_common.then(|| document.words().share(first)))
}

/// The name, or the text that stands for a missing name.
fn name(words: &Words, text: Option<&str>, column: &str) -> String {
    text.unwrap_or(absent(words, column)).to_owned()
}

/// A heat map of weekdays and hours.
pub(super) struct Heat {
    pub(super) heading: String,
    pub(super) hours: Vec<i64>,
    pub(super) rows: Vec<(&'static str, Vec<HeatCell>)>,
    pub(super) is_level: bool,
}

pub(super) struct HeatCell {
    pub(super) text: String,
    pub(super) title: String,
    pub(super) class: String,
}

/// Number of shades.
const SHADES: i64 = 8;

pub(super) fn heats(
    document: &Document<'_>,
    overview: &Overview,
) -> Result<Vec<Heat>, PolarsError> {
    let words = document.words();
    let figures = TableCells::new(&overview.by_hour)?;
    let rows: Vec<usize> = (0..figures.height)
        .filter(|&row| figures.count(row, "offered") > 0)
        .collect();
    let hours = || rows.iter().map(|&row| figures.count(row, "hour"));
    let (Some(first), Some(last)) = (hours().min(), hours().max()) else {
        return Ok(Vec::new());
    };
    let hours: Vec<i64> = (first..=last).collect();
    let weekdays = crate::lang::Lang::En.words().spelling.weekdays;
    let maps = [
        ("offered", words.page.arrivals),
        ("asa", words.page.mean_wait),
        ("service_level", words.common.service_level_by_hour),
    ];
    Ok(maps
        .into_iter()
        .map(|(column, heading)| {
            let most = rows
                .iter()
                .filter_map(|&row| figures.integer(row, column))
                .max();
            let most = most.unwrap_or(0).max(1);
            let cell = |weekday: &str, hour: i64| {
                let row = rows.iter().copied().find(|&row| {
                    figures.text(row, "weekday") == Some(weekday)
                        && figures.count(row, "hour") == hour
                });
                let value = row.map_or(Value::Empty, |row| figures.get(row, column));
                let offered = row.map_or(0, |row| figures.count(row, "offered"));
                heat_cell(document, column, most, (weekday, hour, offered), value)
            };
            Heat {
                heading: heading.to_owned(),
                hours: hours.clone(),
                rows: weekdays
                    .iter()
                    .zip(words.spelling.weekdays)
                    .map(|(weekday, shown)| {
                        let cells = hours.iter().map(|&hour| cell(weekday, hour));
                        (shown, cells.collect())
                    })
                    .collect(),
                is_level: column == "service_level",
            }
        })
        .collect())
}

fn heat_cell(
    document: &Document<'_>,
    column: &str,
    most: i64,
    (weekday, hour, offered): (&str, i64, i64),
    value: Value<'_>,
) -> HeatCell {
    let words = document.words();
    let Some(number) = value.integer() else {
        return HeatCell {
            text: String::new(),
            title: String::new(),
            class: "none".to_owned(),
        };
    };
    let shown = words.show(value, document.plan.zone);
    let weekday = words.weekday(weekday).unwrap_or_default();
    let (text, class) = if column == "service_level" {
        let target = i64::from(document.level().target);
        // Four shades below the target, down to 0, and four above it, up to 1.
        let class = if number >= target {
            format!("up{}", (number - target) * 4 / (10_001 - target).max(1))
        } else {
            format!("down{}", (target - 1 - number) * 4 / target.max(1))
        };
        // A whole percentage, halves rounded up; the title has the exact value.
        (((number + 50) / 100).to_string(), class)
    } else {
        let shade = (number * SHADES + most - 1) / most;
        (shown.clone(), format!("heat{shade}"))
    };
    HeatCell {
        text,
        title: format!(
            "{weekday} {hour}:00: {shown} ({} {})",
            words.heading("offered"),
            words.count(offered)
        ),
        class,
    }
}

/// A row of the table of service levels under the slider.
pub(super) struct LevelRow {
    pub(super) queue: String,
    pub(super) offered: String,
    /// The service level by each formula as text, and whether the target is met.
    pub(super) levels: Vec<(String, &'static str)>,
    pub(super) is_total: bool,
}

pub(super) fn levels(
    document: &Document<'_>,
    overview: &Overview,
) -> Result<Vec<LevelRow>, PolarsError> {
    let words = document.words();
    let figures = TableCells::new(&overview.service_levels)?;
    Ok((0..figures.height)
        .map(|row| {
            let target = figures.target(row, &document.plan.service_levels);
            let is_total = row + 1 == figures.height;
            LevelRow {
                queue: if is_total {
                    words.common.total.to_owned()
                } else {
                    name(words, figures.text(row, "queue"), "queue")
                },
                offered: words.show(figures.get(row, "offered"), document.plan.zone),
                levels: Formula::ALL
                    .map(|formula| match figures.get(row, formula.column()) {
                        Value::Rate(rate) => {
                            let class = if rate >= target { "met" } else { "missed" };
                            (words.percent(rate), class)
                        }
                        _ => (NOTHING.to_owned(), ""),
                    })
                    .to_vec(),
                is_total,
            }
        })
        .collect())
}

/// The visits of queues by where they went: one row per queue, and a last row for the total.
pub(super) struct FlowTable {
    /// Each heading, and whether it is the name of a queue that visits went on to.
    pub(super) headings: Vec<(String, bool)>,
    pub(super) rows: Vec<FlowTableRow>,
}

pub(super) struct FlowTableRow {
    pub(super) queue: String,
    pub(super) is_total: bool,
    /// A number of visits and its share of the row's visits; both are empty for 0 visits.
    pub(super) cells: Vec<(String, String)>,
}

/// A way in which visits end: its heading, and its number in a row.
type FlowEnd = (String, fn(&FlowRow) -> u64);

pub(super) fn flows(document: &Document<'_>, overview: &Overview) -> FlowTable {
    let words = document.words();
    let Flows {
        targets,
        rows,
        total,
    } = &overview.flows;
    let ends: [FlowEnd; 6] = [
        (words.exit("answered").to_owned(), |row| row.answered),
        (words.exit("abandoned").to_owned(), |row| row.abandoned),
        (words.exit("ended").to_owned(), |row| row.ended),
        (words.exit("open").to_owned(), |row| row.open),
        (words.page.elsewhere.to_owned(), |row| row.elsewhere),
        (words.page.other_queues.to_owned(), |row| row.to_others),
    ];
    // A way that no visit took needs no column; the first three are always there.
    let is_shown = |place: usize, (_, of): &FlowEnd| place < 3 || of(total) > 0;
    let (own, others) = ends.split_at(5);
    let shown = |ends: &[FlowEnd], first: usize| -> Vec<FlowEnd> {
        let ends = ends.iter().enumerate();
        ends.filter(|(place, end)| is_shown(first + place, end))
            .map(|(_, end)| end.clone())
            .collect()
    };
    let (own, others) = (shown(own, 0), shown(others, own.len()));
    let mut headings = vec![(words.page.visits.to_owned(), false)];
    headings.extend(own.iter().map(|(heading, _)| (heading.clone(), false)));
    headings.extend(targets.iter().map(|queue| (queue.clone(), true)));
    headings.extend(others.iter().map(|(heading, _)| (heading.clone(), true)));
    let row = |row: &FlowRow, is_total: bool| {
        let cell = |count: u64| {
            if count == 0 {
                return (String::new(), String::new());
            }
            let share = Ratio {
                numerator: count,
                denominator: row.visits,
            };
            let share = share.ten_thousandths().unwrap_or_default();
            (words.number(count), words.brief_percent(share))
        };
        let mut cells = vec![(words.number(row.visits), String::new())];
        cells.extend(own.iter().map(|(_, of)| cell(of(row))));
        // There may be many queues, and their shares would take too much room.
        let count_alone = |count: u64| (cell(count).0, String::new());
        cells.extend(row.to.iter().map(|&count| count_alone(count)));
        cells.extend(others.iter().map(|(_, of)| count_alone(of(row))));
        FlowTableRow {
            queue: match &row.queue {
                _ if is_total => words.common.total.to_owned(),
                Some(queue) if queue.is_empty() => words.common.no_queue.to_owned(),
                Some(queue) => queue.clone(),
                None => (words.page.small_queues)(&words.number(row.queues)),
            },
            is_total,
            cells,
        }
    };
    FlowTable {
        headings,
        rows: rows
            .iter()
            .map(|of| row(of, false))
            .chain((!rows.is_empty()).then(|| row(total, true)))
            .collect(),
    }
}

/// The operators, in a table that can be sorted and searched.
pub(super) struct OperatorTable {
    pub(super) headings: Vec<String>,
    /// The number of operators, as it is shown.
    pub(super) count: String,
    pub(super) rows: Vec<ShownOperator>,
}

pub(super) struct ShownOperator {
    pub(super) operator: String,
    /// The text and the number to sort by; an empty number sorts last.
    pub(super) cells: Vec<(String, String)>,
}

/// The number of operators on a screen until all of them are asked for.
pub(super) const OPERATORS_SHOWN: usize = 30;

const OPERATOR_COLUMNS: [&str; 9] = [
    "sessions",
    "handled_sessions",
    "offers",
    "accepted_offers",
    "missed_offers",
    "forwarded_out",
    "aht",
    "handling_mean",
    "operator_acw_mean",
];

impl OperatorTable {
    pub(super) fn new(document: &Document<'_>, overview: &Overview) -> Result<Self, PolarsError> {
        let words = document.words();
        let figures = TableCells::new(&overview.by_operator)?;
        let rows = order(&figures, &["operator_id", "operator"]);
        Ok(Self {
            count: words.number(rows.len() as u64),
            headings: OPERATOR_COLUMNS
                .map(|column| words.heading(column))
                .to_vec(),
            rows: rows
                .into_iter()
                .map(|row| ShownOperator {
                    operator: name(words, figures.text(row, "operator"), "operator"),
                    cells: OPERATOR_COLUMNS
                        .map(|column| {
                            let value = figures.get(row, column);
                            let number = value.integer();
                            (
                                words.show(value, document.plan.zone),
                                number.map(|number| number.to_string()).unwrap_or_default(),
                            )
                        })
                        .to_vec(),
                })
                .collect(),
        })
    }
}

/// A report without further formatting.
pub(super) struct PlainTable {
    pub(super) title: String,
    /// Each heading, and whether its column has numbers.
    pub(super) headings: Vec<(String, bool)>,
    pub(super) rows: Vec<Vec<String>>,
}

/// The requested reports of recordings, without ids that have names.
pub(super) fn recordings(document: &Document<'_>) -> Result<Vec<PlainTable>, PolarsError> {
    let words = document.words();
    let is_one = |name: &str| {
        let mut all = BeyondReport::RECORDINGS.iter();
        all.any(|report| report.name() == name)
    };
    let tables = document.tables.iter().filter(|table| is_one(&table.name));
    tables
        .map(|table| {
            let figures = TableCells::new(table)?;
            let registry = Registry::of_table(&table.name);
            let columns = figures.columns.iter();
            let columns: Vec<_> = columns.filter(|(spec, _)| spec.kind != Kind::Id).collect();
            let cell = |row: usize, spec: &ColumnSpec, cells: &Cells<'_>| match cells.get(row) {
                Value::Empty => absent(words, &spec.name).to_owned(),
                value => words.show(value, document.plan.zone),
            };
            Ok(PlainTable {
                title: words.title(&table.name).to_owned(),
                headings: columns
                    .iter()
                    .map(|(spec, _)| (words.heading_in(registry, spec), spec.kind.is_number()))
                    .collect(),
                rows: (0..figures.height)
                    .map(|row| {
                        let cells = columns.iter();
                        cells.map(|(spec, cells)| cell(row, spec, cells)).collect()
                    })
                    .collect(),
            })
        })
        .collect()
}

/// A kind of problem and its possible effect on the figures.
pub(super) struct ProblemRow {
    pub(super) code: &'static str,
    pub(super) severity: &'static str,
    pub(super) class: &'static str,
    pub(super) count: String,
    pub(super) meaning: &'static str,
    pub(super) effect: &'static str,
    pub(super) remedy: &'static str,
}

pub(super) fn problems(document: &Document<'_>) -> Vec<ProblemRow> {
    let words = document.words();
    problem_counts(document.problems)
        .into_iter()
        .map(|(code, count)| {
            let (meaning, effect, remedy) = words.code(code);
            let severity = code.severity();
            ProblemRow {
                code: code.name(),
                severity: words.severity(severity.name()),
                class: match severity {
                    Severity::Error => "missed",
                    Severity::Warning => "warn",
                    Severity::Info => "",
                },
                count: words.number(count),
                meaning,
                effect,
                remedy,
            }
        })
        .collect()
}
