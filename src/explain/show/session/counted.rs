//! The sections on copies, problems and report rows of a session's page.

use anstyle::Style;

use super::super::canvas::{BAD, DIM, DOUBTFUL, GOOD, StyledText, TextPage};
use super::super::row_keys;
use crate::explain::story::Story;
use crate::explain::value::Noted;
use crate::explain::{Copy, ReportRow};

pub(super) fn copies(page: &mut TextPage, copies: &[Copy]) {
    if copies.iter().all(|copy| copy.counts) {
        return;
    }
    page.heading("Copies", "the same record met more than once; one counts");
    let rows: Vec<Vec<StyledText>> = copies
        .iter()
        .map(|copy| {
            let verdict = if copy.counts {
                StyledText::new("counts").style(GOOD)
            } else {
                StyledText::new("superseded").style(DIM)
            };
            let events = copy.events.map(|events| format!("{events} events"));
            vec![
                copy.record.into(),
                verdict,
                format!("{}, line {}, byte {}", copy.file, copy.line, copy.byte).into(),
                events.unwrap_or_default().into(),
                copy.because.clone().into(),
            ]
        })
        .collect();
    page.rows(2, &rows);
}

/// Number of listed problems that belong to the session's files rather than to the session.
const LISTED: usize = 5;

pub(super) fn problems(page: &mut TextPage, story: &Story) {
    if story.problems.is_empty() {
        return;
    }
    let own: Vec<&Noted> = story
        .problems
        .iter()
        .filter(|problem| problem.is_own)
        .collect();
    let others: Vec<&Noted> = story
        .problems
        .iter()
        .filter(|problem| !problem.is_own)
        .collect();
    if !own.is_empty() {
        page.heading("Problems noted", "");
        noted(page, &own);
    }
    if !others.is_empty() {
        page.heading("Problems in the same files", "they name no session");
        noted(page, &others[..others.len().min(LISTED)]);
        if others.len() > LISTED {
            page.line(&format!("  and {} more", others.len() - LISTED));
        }
    }
}

fn noted(page: &mut TextPage, problems: &[&Noted]) {
    let rows: Vec<Vec<StyledText>> = problems
        .iter()
        .map(|problem| {
            let style = match problem.severity {
                "error" => BAD,
                "warning" => DOUBTFUL,
                _ => DIM,
            };
            let place = match (&problem.file, problem.line) {
                (Some(file), Some(line)) => format!(" ({file}, line {line})"),
                (Some(file), None) => format!(" ({file})"),
                _ => String::new(),
            };
            vec![
                StyledText::new(problem.code).style(style),
                format!("{}{place}. {}", problem.detail, problem.meaning).into(),
            ]
        })
        .collect();
    page.rows(2, &rows);
}

pub(super) fn reports(page: &mut TextPage, story: &Story) {
    page.heading("Report rows that it counts in", "");
    if !story.in_period {
        page.prose(
            2,
            DOUBTFUL,
            "none: its day lies outside the period that was asked for",
        );
        return;
    }
    if let Some(reason) = story.left_out {
        page.prose(2, DOUBTFUL, &format!("none: {reason} by the settings"));
        return;
    }
    // The session's counts are the same in every report, except those of its operators and queues,
    // so they are listed once.
    let common = story.reports.iter().find(|row| row.report == "total");
    if let Some(total) = common {
        page.prose(2, Style::new(), &counted(total, None));
    }
    let mut rows = Vec::new();
    for row in &story.reports {
        let keys = row_keys(&row.row);
        rows.push(vec![
            row.report.clone().into(),
            if keys.is_empty() {
                "the only row".into()
            } else {
                keys.join(", ").into()
            },
        ]);
        let more = counted(row, common);
        if !more.is_empty() {
            rows.push(vec![
                StyledText::default(),
                StyledText::new(more).style(DIM),
            ]);
        }
    }
    page.rows(2, &rows);
}

/// The figures in which a row counts the session, without the figures of `less`.
fn counted(row: &ReportRow, less: Option<&ReportRow>) -> String {
    let is_new = |name: &str| {
        less.is_none_or(|less| {
            let counts = less.counts.iter().map(|(name, _)| name);
            !counts.chain(&less.lengths).any(|known| known == name)
        })
    };
    let counts = row.counts.iter().filter(|(name, _)| is_new(name));
    let counts: Vec<String> = counts
        .map(|(name, count)| {
            if *count == 1 {
                name.clone()
            } else {
                format!("{name} ({count})")
            }
        })
        .collect();
    let lengths: Vec<&str> = row
        .lengths
        .iter()
        .filter(|name| is_new(name))
        .map(String::as_str)
        .collect();
    let mut text = counts.join(", ");
    if !lengths.is_empty() {
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str("values of ");
        text.push_str(&lengths.join(", "));
    }
    let prefix = match less {
        None => "counts in ",
        Some(_) if text.is_empty() => "",
        Some(_) if row.counts.iter().any(|(name, _)| name == "sessions") => "also ",
        Some(_) => "only ",
    };
    format!("{prefix}{text}")
}
