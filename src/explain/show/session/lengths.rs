//! Durations as bars on one axis, then each with its formula and operands.

use anstyle::Style;

use super::super::bars::{self, TimeBar};
use super::super::canvas::{BOLD, COLD, DIM, DOUBTFUL, StyledText, TextPage};
use super::{colour, decimals};
use crate::explain::story::Story;
use crate::explain::value::{Length, LocatedTimestamp};
use crate::phase::{Origin, Property};
use crate::time::Timestamp;

pub(super) fn axis(page: &mut TextPage, story: &Story) {
    let Some(created) = story
        .timeline
        .iter()
        .find(|entry| entry.located.mark == Origin::Session(Property::Created))
    else {
        return;
    };
    let created = created.located.at;
    page.heading("On one axis", "seconds since creation");
    let mut bars = Vec::new();
    for (lengths, style) in [
        (&story.phases, COLD),
        (&story.visits, DOUBTFUL),
        (&story.offers, Style::new()),
        (&story.operators, DIM),
    ] {
        bars.extend(lengths.iter().filter_map(|length| {
            let (from, to) = length.bar?;
            let outcome = length.outcome.as_deref();
            let style = match outcome.map(colour) {
                Some(own) if own != Style::new() && style != DOUBTFUL => own,
                _ => style,
            };
            Some(TimeBar {
                label: label(length, page.canvas.ascii),
                length: length.value_s.map_or_else(
                    || "empty".to_owned(),
                    |value| format!("{value:.*}", decimals(story)),
                ),
                from,
                to,
                style,
            })
        }));
    }
    let mut timestamps: Vec<Timestamp> = story
        .timeline
        .iter()
        .map(|entry| entry.located.at)
        .collect();
    timestamps.extend(
        bars.iter()
            .flat_map(|bar| [Some(bar.from), bar.to])
            .flatten(),
    );
    if bars.is_empty() {
        page.line("  nothing has a beginning and an end");
        return;
    }
    bars::draw(page, created, timestamps, &bars);
}

/// The label of a duration: `offer 1 · Jana Nováková · missed`.
fn label(length: &Length, ascii: bool) -> String {
    let dot = if ascii { ", " } else { " · " };
    let mut parts = vec![length.name.as_str()];
    parts.extend(length.of.as_ref().map(|of| of.name.as_str()));
    parts.extend(length.outcome.as_deref());
    parts.join(dot)
}

/// The phases: name, value and formula in one row, the operands in the next.
pub(super) fn phases(page: &mut TextPage, story: &Story) {
    page.heading("Phases", "");
    let mut rows = Vec::new();
    for phase in &story.phases {
        rows.push(vec![
            phase.name.as_str().into(),
            value(phase, decimals(story)),
            StyledText::new(phase.formula.clone()).style(DIM),
        ]);
        rows.push(vec![
            StyledText::default(),
            StyledText::default(),
            result(phase).into(),
        ]);
    }
    page.rows(2, &rows);
}

/// The states in their order, each with its duration and the times at which the session entered and left it, or with
/// `skipped` or `refused`.
pub(super) fn states(page: &mut TextPage, story: &Story) {
    page.heading("States", "");
    let arrow = if page.canvas.ascii { "->" } else { "→" };
    let decimals = decimals(story);
    let rows = story.states.iter().map(|state| {
        let length = match state.duration_s {
            Some(length) => StyledText::new(format!("{length:.decimals$} s")).style(BOLD),
            None => StyledText::new(state.passage).style(DIM),
        };
        let from_to = match &state.clocks {
            Some([entered, left]) => format!("{entered} {arrow} {left}"),
            None if state.duration_s.is_some() => "the platform gives its length alone".to_owned(),
            None => String::new(),
        };
        vec![state.state.into(), length.right(), from_to.into()]
    });
    let rows: Vec<Vec<StyledText>> = rows.collect();
    page.rows(2, &rows);
}

/// Waits, visits, offers and the operators' durations, each with formula and operands below the value.
pub(super) fn lengths(page: &mut TextPage, heading: &str, lengths: &[&Length], decimals: usize) {
    if lengths.is_empty() {
        return;
    }
    page.heading(heading, "");
    let head = |length: &Length| {
        let outcome = length.outcome.as_deref().unwrap_or_default();
        vec![
            length.name.as_str().into(),
            length
                .of
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default()
                .into(),
            StyledText::new(outcome).style(colour(outcome)),
            value(length, decimals),
        ]
    };
    let heads: Vec<Vec<StyledText>> = lengths.iter().map(|length| head(length)).collect();
    let widths = TextPage::widths(&heads);
    for (length, head) in lengths.iter().zip(&heads) {
        page.row(2, head, &widths);
        page.prose(6, DIM, &length.formula);
        page.prose(6, Style::new(), &result(length));
    }
}

fn value(length: &Length, decimals: usize) -> StyledText {
    match length.value_s {
        Some(value) => StyledText::new(format!("{value:.decimals$} s")).style(BOLD),
        None => StyledText::new("empty").style(DIM),
    }
    .right()
}

/// The operands, or why the duration is empty.
fn result(length: &Length) -> String {
    match &length.empty {
        Some(reason) => format!("empty: {reason}"),
        None => format!("= {}", operands(length)),
    }
}

/// The operands with their values and origins.
fn operands(length: &Length) -> String {
    let is_difference = length.operands.len() == 2;
    let told: Vec<String> = length
        .operands
        .iter()
        .map(|operand| match (&operand.located, operand.length_s) {
            (Some(located), _) if is_difference => at(located),
            (Some(located), _) => format!("{} {}", operand.name, at(located)),
            (None, Some(value)) => format!("{} {value} s", operand.name),
            (None, None) => operand.name.clone(),
        })
        .collect();
    let resolved = length.resolved_by.as_ref();
    let resolved = resolved.map_or_else(String::new, |by| format!("; {by}"));
    let joint = if is_difference { " - " } else { "; " };
    told.join(joint) + &resolved
}

fn at(located: &LocatedTimestamp) -> String {
    format!("{} {}", located.clock, located.origin)
}
