//! The story of a session as a page.

mod counted;
mod lengths;
mod timeline;

use std::fmt::Write as _;

use anstyle::Style;

use self::counted::{copies, problems, reports};
use self::lengths::{axis, lengths, phases, states};
use self::timeline::timeline;
use super::canvas::{BAD, BOLD, Canvas, DIM, DOUBTFUL, GOOD, StyledText, TextPage, styled};
use crate::explain::story::Story;
use crate::explain::value::{Length, Seconds};
use crate::text::printable::printable;

/// Lays out the story of a session.
pub fn session(story: &Story, canvas: Canvas) -> String {
    let mut page = TextPage::new(canvas);
    head(&mut page, story);
    verdicts(&mut page, story);
    timeline(&mut page, story);
    axis(&mut page, story);
    phases(&mut page, story);
    states(&mut page, story);
    // Operators without a stint have no handling and no after-call work, so these two durations are
    // left out.
    let operators: Vec<&Length> = story
        .operators
        .iter()
        .filter(|length| !length.operands.is_empty())
        .collect();
    for (heading, told) in [
        ("The whole wait", story.waits.iter().collect()),
        ("Queue visits", story.visits.iter().collect()),
        ("Offers", story.offers.iter().collect()),
        ("Operators", operators),
    ] {
        lengths(&mut page, heading, &told, decimals(story));
    }
    copies(&mut page, &story.copies);
    problems(&mut page, story);
    reports(&mut page, story);
    page.finish()
}

/// Number of decimals that all durations of a story are shown with, so that they align: 3, or 6 if a duration is
/// not a whole number of milliseconds.
fn decimals(story: &Story) -> usize {
    let entries = story.timeline.iter();
    let since_creation = entries.map(|entry| entry.located.since_created_s);
    let lengths = [
        &story.phases,
        &story.waits,
        &story.visits,
        &story.offers,
        &story.operators,
    ];
    let lengths = lengths
        .into_iter()
        .flatten()
        .filter_map(|length| length.value_s);
    let is_whole = |seconds: Seconds| seconds.0.microseconds() % 1000 == 0;
    if since_creation.chain(lengths).all(is_whole) {
        3
    } else {
        6
    }
}

/// The colour of a verdict, or of the outcome of a visit or an offer.
fn colour(value: &str) -> Style {
    match value {
        "answered" | "in time" | "accepted" => GOOD,
        "abandoned" | "unanswered" | "late" | "missed" => BAD,
        "short_abandoned" | "open" | "pending" | "overflowed" | "forwarded" => DOUBTFUL,
        _ => Style::new(),
    }
}

fn value_of<'a>(story: &'a Story, name: &str) -> Option<&'a str> {
    let verdict = story.verdicts.iter().find(|verdict| verdict.name == name)?;
    verdict.value.as_deref()
}

fn head(page: &mut TextPage, story: &Story) {
    let dot = if page.canvas.ascii { "|" } else { "·" };
    let mut title = styled(BOLD, &format!("Session {}", story.session_id));
    for name in ["outcome", "service_level", "wait", "entry_queue", "owner"] {
        if let Some(value) = value_of(story, name) {
            let text = match name {
                "wait" => format!("waited {value}"),
                "owner" => format!("owner {value}"),
                "entry_queue" => format!("queue {value}"),
                _ => value.to_owned(),
            };
            // Writing to a string cannot fail.
            let _ = write!(title, " {dot} {}", styled(colour(value), &printable(&text)));
        }
    }
    page.line(&title);
    let properties: Vec<String> = story
        .properties
        .iter()
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    page.prose(2, DIM, &properties.join(", "));
    for copy in story.copies.iter().filter(|copy| copy.counts) {
        let events = match copy.events {
            Some(1) => ", 1 event".to_owned(),
            Some(events) => format!(", {events} events"),
            None => String::new(),
        };
        page.line(&format!(
            "  {:<8} {}, line {}, byte {}{events}",
            copy.record,
            printable(&copy.file),
            copy.line,
            copy.byte
        ));
    }
    if !story.copies.iter().any(|copy| copy.record == "history") {
        page.line("  history  none: the dump has no routing history of it");
    }
}

fn verdicts(page: &mut TextPage, story: &Story) {
    page.heading("What was decided, and by which rule", "");
    let rows: Vec<Vec<StyledText>> = story
        .verdicts
        .iter()
        .map(|verdict| {
            let value = match &verdict.value {
                Some(value) => StyledText::new(value.clone()).style(colour(value)),
                None => StyledText::new("empty").style(DIM),
            };
            vec![verdict.name.into(), value, verdict.because.clone().into()]
        })
        .collect();
    page.rows(2, &rows);
}
