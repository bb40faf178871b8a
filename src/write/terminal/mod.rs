//! A run on the terminal: the headline, followed by the reports as tables that fit its width.
//!
//! Styles are ANSI sequences; the caller strips them for outputs that cannot show them.

mod styled_table;

use std::fmt::Write as _;

use anstyle::{AnsiColor, Color, Style};

use self::styled_table::{Column, StyledTable};
use super::WriteError;
use super::cells::Value;
use super::contract::rows;
use super::document::Document;
use super::figures::{NOTHING, TableCells};
use super::headline::headline;
use crate::catalogue::Registry;
use crate::lang::Words;
use crate::report::overview::Overview;
use crate::report::{CONTRACT, Statistic, key_columns};
use crate::table::Table;
use crate::text::layout::Align;
use crate::text::printable::printable;

/// The output that tables are laid out for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// The width in columns; `None` if it is unlimited, as in a file.
    pub width: Option<usize>,
    /// Whether the output shows block characters, from which bars are drawn.
    pub has_bars: bool,
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Green)));
const BAD: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Red)));

/// The width of a service level's bar in columns.
const BAR: usize = 12;

/// The columns of a table with their ranks. Columns with a higher rank are left out first when the
/// width is short.
const OPERATOR_COLUMNS: &[(&str, u8)] = &[
    ("sessions", 1),
    ("handled_sessions", 3),
    ("offers", 2),
    ("accepted_offers", 6),
    ("missed_offers", 2),
    ("forwarded_out", 7),
    ("aht", 1),
    ("handling_mean", 4),
    ("operator_acw_mean", 5),
];
const OTHER_COLUMNS: &[(&str, u8)] = &[
    ("sessions", 6),
    ("offered", 1),
    ("answered", 2),
    ("abandoned", 2),
    ("short_abandoned", 7),
    ("service_level", 0),
    ("asa", 2),
    ("max_wait", 4),
    ("abandon_rate", 5),
    ("aht", 4),
    ("in_queue_p90", 8),
    ("active_mean", 9),
];

/// The headline and the tables.
pub fn print_text(document: &Document<'_>, screen: Screen) -> Result<String, WriteError> {
    let mut text = String::new();
    let words = document.words();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "{BOLD}{}: {}{BOLD:#}",
        words.common.title,
        document.period()
    );
    for (label, value) in document.terms_of_service() {
        let _ = writeln!(text, "{DIM}{label}: {value}{DIM:#}");
    }
    if let Some(overview) = document.overview {
        if let Some(previous) = &overview.previous {
            let period = words.period(&previous.period);
            let _ = writeln!(text, "{DIM}{}: {period}{DIM:#}", words.common.previous);
        }
        text.push('\n');
        text.push_str(&summary(document, overview, screen)?);
    }
    for table in document.tables {
        if table.name == "total" || table.name == "service_levels" {
            continue;
        }
        text.push('\n');
        text.push_str(&if table.name == CONTRACT {
            contracts(document, screen)?
        } else {
            report(document, table, screen)?
        });
    }
    Ok(text)
}

/// The headline, one line per figure.
fn summary(
    document: &Document<'_>,
    overview: &Overview,
    screen: Screen,
) -> Result<String, WriteError> {
    let words = document.words();
    let plan = document.plan;
    let target = i64::from(document.level().target);
    let mut columns = vec![
        Column::new("", Align::Left, 0),
        Column::new("", Align::Right, 0),
        Column::new("", Align::Left, 4),
        Column::new("", Align::Left, 1),
    ];
    if overview.previous.is_some() {
        columns.push(Column::new(words.common.previous, Align::Right, 3));
        columns.push(Column::new(words.common.change, Align::Right, 2));
    }
    let mut table = StyledTable::new(columns);
    for figure in headline(document, overview)? {
        let (style, note) = match figure.value {
            Value::Rate(level) if figure.column == "service_level" => {
                let goal = format!("{} {}", words.common.target, words.share(target));
                if level >= target {
                    (GOOD, format!("{goal}: {}", words.common.met))
                } else {
                    (BAD, format!("{goal}: {}", words.common.missed))
                }
            }
            _ => (BOLD, String::new()),
        };
        let mut row = vec![
            (words.heading(figure.column), Style::new()),
            (words.show(figure.value, plan.zone), style),
            (words.counted(&figure), DIM),
            (note, style),
        ];
        if overview.previous.is_some() {
            let style = match figure.is_better() {
                Some(true) => GOOD,
                Some(false) => BAD,
                None => DIM,
            };
            row.push((words.show(figure.previous, plan.zone), DIM));
            row.push((words.change(&figure), style));
        }
        table.push(row);
    }
    Ok(table.show(screen.width))
}

/// The contracts, one line for each period.
fn contracts(document: &Document<'_>, screen: Screen) -> Result<String, WriteError> {
    let (common, words) = (&document.words().common, &document.words().contract);
    let mut table = StyledTable::new(vec![
        Column::new(words.title, Align::Left, 0),
        Column::new(common.period, Align::Left, 0),
        Column::new(common.figure, Align::Left, 4),
        Column::new(common.value, Align::Right, 0),
        Column::new(common.counted, Align::Right, 3),
        Column::new(common.target, Align::Right, 1),
        Column::new(words.verdict, Align::Left, 0),
        Column::new(words.paid, Align::Left, 2),
        Column::new(words.left_out, Align::Left, 5),
    ]);
    let plain = |text: String| (printable(&text).into_owned(), Style::new());
    for row in rows(document)? {
        let (verdict, style) = match row.is_met {
            Some(true) => (common.met, GOOD),
            Some(false) => (common.missed, BAD),
            None => (common.none, DIM),
        };
        let period = if row.is_complete {
            row.period
        } else {
            format!("{} ({})", row.period, words.incomplete)
        };
        let (bonus, paid) = match row.bonus {
            Some((bonus, true)) => (format!("{}: {bonus}", row.band), GOOD),
            Some((malus, false)) => (format!("{}: {malus}", row.band), BAD),
            None => (row.band, Style::new()),
        };
        table.push(vec![
            plain(row.name),
            plain(period),
            plain(row.measure),
            (row.figure, style),
            (row.counted, DIM),
            plain(row.target),
            (verdict.to_owned(), style),
            (bonus, paid),
            plain(row.left_out.join("; ")),
        ]);
    }
    Ok(format!(
        "{BOLD}{}{BOLD:#}\n{}",
        words.title,
        table.show(screen.width)
    ))
}

/// One report: its dimensions and the most important columns.
fn report(document: &Document<'_>, table: &Table, screen: Screen) -> Result<String, WriteError> {
    let words = document.words();
    let figures = TableCells::new(table)?;
    let registry = Registry::of_table(&table.name);
    let names: Vec<&str> = table.columns.iter().map(|spec| &*spec.name).collect();
    let (dimensions, rest) = names.split_at(key_columns(table));
    let shown = columns(document, table, dimensions, rest);
    let mut columns = Vec::new();
    for &(name, rank) in &shown {
        let Some(spec) = table.columns.iter().find(|spec| spec.name == name) else {
            continue;
        };
        let align = if spec.kind.is_number() {
            Align::Right
        } else {
            Align::Left
        };
        let heading = words.heading_in(registry, spec);
        columns.push(Column::new(&heading, align, rank));
        if name == "service_level" && screen.has_bars {
            columns.push(Column::new("", Align::Left, 2));
        }
    }
    let mut text = String::new();
    let title = words.title(&table.name);
    if title != table.name && !is_usual(table) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{BOLD}{title}{BOLD:#}");
    }
    let mut table = StyledTable::new(columns);
    for row in order(&figures, dimensions) {
        let mut cells = Vec::new();
        let target = figures.target(row, &document.plan.service_levels);
        for &(name, _) in &shown {
            let value = figures.get(row, name);
            let style = match value {
                Value::Rate(rate) if name == "service_level" => {
                    if rate >= target {
                        GOOD
                    } else {
                        BAD
                    }
                }
                _ => Style::new(),
            };
            let text = match value {
                Value::Empty => absent(words, name).to_owned(),
                Value::Text(text) if name == "weekday" => {
                    words.weekday(text).unwrap_or(text).to_owned()
                }
                value => printable(&words.show(value, document.plan.zone)).into_owned(),
            };
            cells.push((text, style));
            if name == "service_level" && screen.has_bars {
                let bar = value
                    .integer()
                    .map_or_else(String::new, |rate| bar(rate, target));
                cells.push((bar, style));
            }
        }
        table.push(cells);
    }
    text.push_str(&table.show(screen.width));
    Ok(text)
}

/// The columns of a report that is not by dimensions: no ids that have names, and of each duration
/// the mean and the 90th percentile. When the width is short, the last columns are left out first.
fn of_other_kind<'a>(registry: Registry, names: &[&'a str]) -> Vec<(&'a str, u8)> {
    let is_shown = |name: &str| {
        let is_named = name
            .strip_suffix("_id")
            .is_some_and(|bare| names.contains(&bare));
        let is_detail = registry
            .statistic(name)
            .is_some_and(|of| !matches!(of.statistic, Statistic::Mean | Statistic::P90));
        !is_named && !is_detail
    };
    let shown = names.iter().filter(|name| is_shown(name));
    shown
        .enumerate()
        .map(|(place, &name)| (name, u8::try_from(place).unwrap_or(u8::MAX)))
        .collect()
}

/// Whether a table is a report by dimensions.
fn is_usual(table: &Table) -> bool {
    table.name == "total" || table.name.starts_with("by_")
}

/// The columns of a report that are shown, with their ranks.
fn columns<'a>(
    document: &Document<'_>,
    table: &Table,
    dimensions: &[&'a str],
    rest: &[&'a str],
) -> Vec<(&'a str, u8)> {
    let is_id = |name: &str| {
        let bare = name.strip_suffix("_id");
        bare.is_some_and(|bare| dimensions.contains(&bare))
    };
    let named = dimensions.iter().filter(|name| !is_id(name));
    let named = named.map(|&name| (name, 0));
    if document.columns_are_chosen && is_usual(table) {
        // Columns named by `--columns` are shown whatever the width.
        return named.chain(rest.iter().map(|&name| (name, 0))).collect();
    }
    if !is_usual(table) {
        return of_other_kind(
            Registry::of_table(&table.name),
            &[dimensions, rest].concat(),
        );
    }
    let usual = if dimensions.contains(&"operator") {
        OPERATOR_COLUMNS
    } else {
        OTHER_COLUMNS
    };
    let usual = usual.iter().filter_map(|(name, rank)| {
        let name = rest.iter().find(|known| *known == name)?;
        Some((*name, *rank))
    });
    named.chain(usual).collect()
}

/// The text for a dimension that a session does not have.
pub(super) const fn absent(words: &Words, column: &str) -> &'static str {
    match column.as_bytes() {
        b"queue" => words.common.no_queue,
        b"operator" => words.common.no_operator,
        _ => NOTHING,
    }
}

/// The order of the rows: a report by one queue or operator is sorted by size, others keep their
/// order.
pub(super) fn order(figures: &TableCells<'_>, dimensions: &[&str]) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..figures.height).collect();
    let by = match dimensions {
        ["queue_id", "queue"] => "offered",
        ["operator_id", "operator"] => "sessions",
        _ => return rows,
    };
    // Rows without a name come last, and after them the row for everything below `--top`, which has
    // a name but no id.
    let size = |row: usize| {
        let is_named = figures.text(row, dimensions[1]).is_some();
        let is_rest = is_named && figures.integer(row, dimensions[0]).is_none();
        std::cmp::Reverse((!is_rest, is_named, figures.count(row, by)))
    };
    rows.sort_by_key(|&row| size(row));
    rows
}

/// A share in ten-thousandths as a bar, with a mark at the target.
fn bar(share: i64, target: i64) -> String {
    let place = |share: i64| {
        let eighths = share.clamp(0, 10_000) * i64::try_from(BAR * 8).unwrap_or(0) / 10_000;
        usize::try_from(eighths).unwrap_or(0)
    };
    let (full, part) = (place(share) / 8, place(share) % 8);
    let goal = (place(target) / 8).min(BAR - 1);
    (0..BAR)
        .map(|at| match at {
            at if at < full => '█',
            at if at == full && part > 0 => ['▏', '▎', '▍', '▌', '▋', '▊', '▉'][part - 1],
            at if at == goal => '┊',
            _ => ' ',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_share_and_shows_the_target() {
        assert_eq!(bar(10_000, 8000), "████████████");
        assert_eq!(bar(5000, 8000), "██████   ┊  ");
        assert_eq!(bar(0, 10_000), "           ┊");
        assert_eq!(bar(520, 0), "▌           ");
    }
}
