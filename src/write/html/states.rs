//! The matrix of sources and states.

use super::super::document::Document;
use crate::report::overview::{Overview, StateShare};

/// A source with a cell for each state.
pub(super) struct SourceRow {
    pub(super) source: String,
    pub(super) sessions: String,
    pub(super) cells: Vec<StateCell>,
}

/// The share of sessions that skipped a state; empty if the source has no session.
pub(super) struct StateCell {
    pub(super) share: String,
    pub(super) count: String,
    pub(super) title: String,
    pub(super) class: String,
}

/// Number of shades for the share.
const SHADES: i64 = 8;

pub(super) fn rows(document: &Document<'_>, overview: &Overview) -> Vec<SourceRow> {
    let words = document.words();
    let cell = |state: Option<StateShare>| {
        let share = state.and_then(|state| Some((state, state.share_skipped().ten_thousandths()?)));
        let Some((state, share)) = share else {
            return StateCell {
                share: String::new(),
                count: String::new(),
                title: String::new(),
                class: "none".to_owned(),
            };
        };
        let of = |what: &str, count: u64| format!("{what} {}", words.number(count));
        let page = &words.page;
        StateCell {
            share: words.percent(share),
            count: words.number(state.skipped),
            title: [
                of(page.went_through, state.went_through),
                of(page.skipped, state.skipped),
                of(page.refused, state.refused),
            ]
            .join(", "),
            class: format!("heat{}", (share * SHADES + 9_999) / 10_000),
        }
    };
    let sources = overview.states.iter();
    sources
        .map(|of| SourceRow {
            source: match &of.source {
                Some(source) => source.clone(),
                None => words.page.no_source.to_owned(),
            },
            sessions: of.states.map_or_else(String::new, |states| {
                words.number(states.first().map_or(0, |state| state.sessions))
            }),
            cells: (0..crate::phase::State::ALL.len())
                .map(|place| cell(of.states.map(|states| states[place])))
                .collect(),
        })
        .collect()
}
