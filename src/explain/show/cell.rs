//! The breakdown of a cell as a page.

use std::path::Path;

use anstyle::Style;

use super::canvas::{BAD, BOLD, Canvas, DIM, GOOD, StyledText, TextPage, styled};
use super::row_keys;
use crate::explain::{Cell, FigureSession, Role};
use crate::ledger::plural;
use crate::text::printable::printable;

/// About how many sessions of each role the page lists. The file of `--sessions` has all of them.
const LISTED: usize = 20;

/// Lays out the breakdown of a cell. `file` is the file with all sessions, if there is one.
pub fn cell(cell: &Cell, file: Option<&Path>, canvas: Canvas) -> String {
    let mut page = TextPage::new(canvas);
    let unit = cell.definition.spec.kind.unit();
    head(&mut page, cell);
    page.heading("Definition", "");
    page.prose(2, Style::new(), &cell.definition.meaning);
    let parts = cell.definition.parts().into_iter();
    let mut rows: Vec<Vec<StyledText>> = parts
        .chain([("unit", unit)])
        .map(|(name, text)| vec![StyledText::new(name).style(DIM), text.into()])
        .collect();
    for (name, value) in &cell.settings {
        rows.push(vec![
            StyledText::new(*name).style(DIM),
            value.as_str().into(),
        ]);
    }
    page.rows(2, &rows);
    page.heading("Arithmetic", "");
    for line in &cell.arithmetic {
        page.prose(2, Style::new(), line);
    }
    for (role, title, style) in [
        (Role::Numerator, "In the numerator", GOOD),
        (Role::DenominatorOnly, "In the denominator only", BAD),
        (Role::Counted, "Counted", GOOD),
        (Role::Value, "Values in order", Style::new()),
        (Role::LeftOut, "Left out", DIM),
    ] {
        let members: Vec<&FigureSession> = cell
            .sessions
            .iter()
            .filter(|member| member.role == role)
            .collect();
        if !members.is_empty() {
            list(&mut page, title, style, &members, &cell.ranks, file);
        }
    }
    if cell.sessions.is_empty() {
        page.line("");
        page.line("  there is no session behind it");
    }
    page.finish()
}

fn head(page: &mut TextPage, cell: &Cell) {
    let keys = row_keys(&cell.row);
    let dot = if page.canvas.ascii { " | " } else { " · " };
    let mut parts = vec![cell.report.clone()];
    parts.extend(keys);
    page.line(&printable(&parts.join(dot)));
    let value = match cell.value.as_str() {
        "" => "empty".to_owned(),
        value => value.to_owned(),
    };
    let percent = match (cell.definition.spec.kind.unit(), cell.value.parse::<f64>()) {
        ("fraction of 1", Ok(share)) => format!("  ({:.2} %)", share * 100.0),
        ("seconds", Ok(_)) => " s".to_owned(),
        _ => String::new(),
    };
    page.line(&styled(
        BOLD,
        &format!("{} = {value}{percent}", cell.metric),
    ));
}

fn list(
    page: &mut TextPage,
    title: &str,
    style: Style,
    members: &[&FigureSession],
    marked: &[usize],
    file: Option<&Path>,
) {
    let count = members.len() as u64;
    let noun = if members.iter().any(|member| member.visit.is_some()) {
        "visit"
    } else {
        "session"
    };
    page.heading(title, &plural(count, noun));
    let chosen = chosen(members, marked);
    let is_fine = |member: &&FigureSession| {
        member
            .value_s
            .is_some_and(|value| value.0.microseconds() % 1000 != 0)
    };
    let decimals = if members.iter().any(is_fine) { 6 } else { 3 };
    let mut rows = Vec::new();
    let mut last = None;
    for &index in &chosen {
        let member = members[index];
        if last.is_some_and(|last| index > last + 1) {
            rows.push(vec![StyledText::new("..."), StyledText::default()]);
        }
        last = Some(index);
        let is_marked = member.rank.is_some_and(|rank| marked.contains(&rank));
        let own = if is_marked { BOLD } else { style };
        let mark = match (is_marked, page.canvas.ascii) {
            (false, _) => "",
            (true, true) => "<-",
            (true, false) => "◀",
        };
        let rank = member.rank.map(|rank| format!("{rank}."));
        let value = member.value_s.map(|value| format!("{value:.decimals$} s"));
        let times = member.count.filter(|count| *count > 1);
        rows.push(vec![
            StyledText::new(rank.unwrap_or_default()).right(),
            StyledText::new(value.unwrap_or_default())
                .style(own)
                .right(),
            StyledText::new(mark).style(BOLD),
            member.session_id.to_string().into(),
            times
                .map_or_else(String::new, |count| format!("{count} times"))
                .into(),
            StyledText::new(member.day.clone()).style(DIM),
            StyledText::new(member.entry_queue.clone()).style(DIM),
            StyledText::new(member.owner.clone()).style(DIM),
            match member.role {
                // The value itself is the reason.
                Role::Value => StyledText::default(),
                _ => StyledText::new(member.reason.clone()).style(own),
            },
        ]);
    }
    page.rows(2, &rows);
    if chosen.len() < members.len() {
        let all = match file {
            Some(path) => format!("all {count} are in {}", path.display()),
            None => format!("--sessions FILE.csv writes all {count}"),
        };
        page.prose(2, DIM, &all);
    }
}

/// The indexes of the members that are listed: the first ones, those near the marked ranks, and beside these the
/// last one.
fn chosen(members: &[&FigureSession], marked: &[usize]) -> Vec<usize> {
    if members.len() <= LISTED {
        return (0..members.len()).collect();
    }
    let has_marks = members
        .iter()
        .any(|member| member.rank.is_some_and(|rank| marked.contains(&rank)));
    let head = if has_marks { LISTED / 3 } else { LISTED };
    let is_near = |rank: usize| marked.iter().any(|mark| rank.abs_diff(*mark) <= LISTED / 6);
    members
        .iter()
        .enumerate()
        .filter(|(index, member)| {
            let is_end = has_marks && *index + 1 == members.len();
            *index < head || is_end || member.rank.is_some_and(is_near)
        })
        .map(|(index, _)| index)
        .collect()
}
