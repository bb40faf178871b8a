//! A comparison as text.

use std::path::PathBuf;

use super::super::ui::{Ui, width};
use super::PackComparison;
use crate::catalogue::Registry;
use crate::diff::{CellChange, FigureChange, SessionChange, SessionChangeKind, SessionChanges};
use crate::ledger::plural;
use crate::pack::{InputChange, Pack, SettingChange};
use crate::report::Statistic;
use crate::service_level::Ratio;
use crate::text::layout::{Align, Grid};

/// Prints the comparison, with at most `limit` lines of each list.
pub(super) fn comparison(ui: Ui, of: &PackComparison, paths: [&PathBuf; 2], limit: usize) {
    let [a, b] = paths.map(|path| path.display().to_string());
    ui.result(&format!("A  {}", side(&a, &of.before)));
    ui.result(&format!("B  {}", side(&b, &of.after)));
    surroundings(ui, of);
    if of.figures.changes.is_empty() && of.sessions.as_ref().is_none_or(|it| it.changes.is_empty())
    {
        if of.figures.compared == 0 && of.sessions.is_none() {
            ui.result(
                "\nNothing could be compared: the packs have neither a report nor the table sessions in common.",
            );
            ui.hint(
                "compare the dumps themselves, or packs of `phasebook report` or `phasebook facts`",
            );
            return;
        }
        ui.result(&format!(
            "\nNothing changed: {} compared.",
            plural(of.figures.compared as u64, "figure")
        ));
        tell_without_facts(ui, of);
        return;
    }
    headline(ui, of);
    total(ui, &of.figures.changes);
    match &of.sessions {
        Some(it) => sessions(ui, it, limit),
        None => tell_without_facts(ui, of),
    }
    figures(ui, of, limit);
}

/// One line on a side: path, version, command, period and time zone.
fn side(path: &str, pack: &Pack) -> String {
    let manifest = &pack.manifest;
    let (from, to) = (manifest.setting("from"), manifest.setting("to"));
    let period = match (from, to) {
        ("", "") => "all days".to_owned(),
        (from, to) => format!("{from} to before {to}"),
    };
    format!(
        "{path}: phasebook {} {}, {period}, days of {}",
        manifest.phasebook,
        manifest.command,
        manifest.setting("tz")
    )
}

/// Prints changed settings, time zone rules and inputs, which change figures besides sessions.
fn surroundings(ui: Ui, of: &PackComparison) {
    let settings: Vec<String> = of.settings.iter().map(SettingChange::words).collect();
    if !settings.is_empty() {
        ui.result(&format!("settings differ: {}", settings.join("; ")));
    }
    let versions = [&of.before, &of.after].map(|pack| &pack.manifest.time_zone_rules);
    if let [Some(before), Some(after)] = versions
        && before != after
    {
        ui.result(&format!("time zone rules differ: {before} -> {after}"));
    }
    let changes = &of.inputs.changes;
    if !changes.is_empty() {
        let count = |wanted: fn(&InputChange) -> bool| {
            changes.iter().filter(|(_, change)| wanted(change)).count()
        };
        let new = count(|change| *change == InputChange::New);
        let gone = count(|change| *change == InputChange::Gone);
        ui.result(&format!(
            "inputs: {} the same ({}), {new} new, {gone} gone, {} changed",
            of.inputs.same,
            of.inputs.measured_by.words(),
            changes.len() - new - gone
        ));
    }
}

fn headline(ui: Ui, of: &PackComparison) {
    let share_of = |side: usize| of.levels[side].and_then(Ratio::ten_thousandths);
    let difference = match (share_of(0), share_of(1)) {
        (Some(before), Some(after)) => {
            let points = after - before;
            let sign = if points < 0 { '-' } else { '+' };
            let points = points.abs();
            format!("  ({sign}{}.{:02} points)", points / 100, points % 100)
        }
        _ => String::new(),
    };
    ui.result(&format!(
        "\nservice level was {}, is {}{difference}",
        share(of.levels[0]),
        share(of.levels[1])
    ));
    let untold: Vec<&str> = [("A", of.levels[0]), ("B", of.levels[1])]
        .into_iter()
        .filter_map(|(name, level)| level.is_none().then_some(name))
        .collect();
    if !untold.is_empty() {
        ui.note(&format!(
            "hint: {} was written by an earlier phasebook, which did not say which sessions count in the \
             service level; compare the dump that it was made of instead",
            untold.join(" and ")
        ));
    }
}

fn share(ratio: Option<Ratio>) -> String {
    let Some(ratio) = ratio else {
        return "unknown".to_owned();
    };
    ratio.ten_thousandths().map_or_else(
        || "none".to_owned(),
        |share| {
            let (numerator, denominator) = (ratio.numerator, ratio.denominator);
            format!(
                "{}.{:02} % = {numerator} / {denominator}",
                share / 100,
                share % 100
            )
        },
    )
}

/// Prints the changed figures of the report `total`, in the order of `changes`.
fn total(ui: Ui, changes: &[FigureChange]) {
    let mut grid = Grid::new(&[Align::Left, Align::Right, Align::Right, Align::Right]);
    grid.row(["in total", "A", "B", "change"]);
    let is_shown = |change: &&FigureChange| change.report == "total" && is_plain(change);
    for change in changes.iter().filter(is_shown) {
        grid.row([
            &change.figure,
            or_none(&change.before),
            or_none(&change.after),
            &change.difference,
        ]);
    }
    if grid.len() == 1 {
        return;
    }
    ui.result("");
    for line in grid.lines(2, width()) {
        ui.result(&line);
    }
}

/// Whether the summary shows a figure: of a duration's statistics it shows only the mean.
fn is_plain(change: &FigureChange) -> bool {
    let statistic = Registry::of_table(&change.report).statistic(&change.figure);
    statistic.is_none_or(|of| of.statistic == Statistic::Mean)
}

fn or_none(cell: &str) -> &str {
    if cell.is_empty() { "-" } else { cell }
}

fn sessions(ui: Ui, of: &SessionChanges, limit: usize) {
    let count = |kind| {
        of.changes
            .iter()
            .filter(|change| change.kind() == kind)
            .count()
    };
    let kinds: Vec<String> = SessionChangeKind::ALL
        .into_iter()
        .map(|kind| (kind, count(kind)))
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| format!("{count} {}", kind.name()))
        .collect();
    let moved = of
        .changes
        .iter()
        .filter(|change| change.effect.is_some_and(|effect| effect != 0.0))
        .count();
    let moving = match moved {
        _ if of.before.is_none() || of.after.is_none() => {
            "it is unknown which of them move the service level".to_owned()
        }
        0 => "none moves the service level".to_owned(),
        moved => format!("{moved} of them move the service level"),
    };
    if of.changes.is_empty() {
        ui.result("\nno session changed");
        return;
    }
    ui.result(&format!(
        "\n{} changed it ({}); {moving}",
        plural(of.changes.len() as u64, "session"),
        kinds.join(", ")
    ));
    let mut grid = Grid::new(&[
        Align::Right,
        Align::Left,
        Align::Left,
        Align::Left,
        Align::Right,
        Align::Left,
    ]);
    grid.row(["session", "change", "day", "queue", "points", "what"]);
    for change in of.changes.iter().take(limit) {
        let cell = |column| change.row().map_or("", |row| row.cell(column)).to_owned();
        grid.row([
            change.id.to_string(),
            change.kind().name().to_owned(),
            cell("day"),
            cell("entry_queue"),
            points(change.effect),
            what(change),
        ]);
    }
    for line in grid.lines(2, width()) {
        ui.result(&line);
    }
    if of.changes.len() > limit {
        ui.result(&format!(
            "  … and {} more (--limit shows more, --out DIR and --json all)",
            of.changes.len() - limit
        ));
    }
}

fn points(effect: Option<f64>) -> String {
    match effect {
        None => "-".to_owned(),
        Some(0.0) => "0".to_owned(),
        Some(effect) => format!("{effect:+.3}"),
    }
}

/// The changes of a session, its outcome first.
fn what(change: &SessionChange) -> String {
    let [was, is] = change.outcomes();
    if change.cells.is_empty() {
        return if is.is_empty() { was } else { is }.to_owned();
    }
    let mut cells: Vec<&CellChange> = change.cells.iter().collect();
    cells.sort_by_key(|cell| match (cell.table, cell.column.as_str()) {
        ("sessions", "outcome") => 0,
        ("sessions", "in_sla") => 1,
        ("sessions", "status") => 2,
        ("sessions", column) if column.ends_with("_s") => 3,
        ("sessions", _) => 4,
        _ => 5,
    });
    let cells: Vec<String> = cells
        .into_iter()
        .map(|cell| {
            let (before, after) = (or_none(&cell.before), or_none(&cell.after));
            format!("{} {before} → {after}", cell.column)
        })
        .collect();
    cells.join(", ")
}

fn tell_without_facts(ui: Ui, of: &PackComparison) {
    if of.sessions.is_some() {
        return;
    }
    let without: Vec<&str> = [("A", &of.before), ("B", &of.after)]
        .into_iter()
        .filter(|(_, pack)| !pack.has("sessions"))
        .map(|(name, _)| name)
        .collect();
    ui.result(&format!(
        "\nThe sessions behind it cannot be named: {} no tables of facts.",
        match without[..] {
            [one] => format!("{one} has"),
            _ => "A and B have".to_owned(),
        }
    ));
    ui.note("hint: make packs by `phasebook report ... --facts`, or compare the dumps that they were made of");
}

/// Prints the changed rows of the reports other than `total`.
fn figures(ui: Ui, of: &PackComparison, limit: usize) {
    let figures = &of.figures;
    for (name, missing) in [("A", &figures.only_before), ("B", &figures.only_after)] {
        if !missing.is_empty() {
            ui.result(&format!("\nonly {name} has {}", missing.join(", ")));
        }
    }
    let mut rows = figures
        .changes
        .iter()
        .filter(|change| change.report != "total" && is_plain(change))
        .peekable();
    ui.result(&format!(
        "\n{} of {} changed; those that weigh most in their reports:",
        figures.changes.len(),
        plural(figures.compared as u64, "figure")
    ));
    let mut grid = Grid::new(&[
        Align::Left,
        Align::Left,
        Align::Left,
        Align::Right,
        Align::Right,
        Align::Right,
    ]);
    if rows.peek().is_some() {
        grid.row(["report", "row", "figure", "A", "B", "change"]);
    }
    for change in rows.by_ref().take(limit) {
        grid.row([
            &change.report,
            &change.row,
            &change.figure,
            or_none(&change.before),
            or_none(&change.after),
            &change.difference,
        ]);
    }
    for line in grid.lines(2, width()) {
        ui.result(&line);
    }
    if rows.peek().is_some() {
        ui.result("  … (--limit shows more, --out DIR and --json all)");
    }
}
