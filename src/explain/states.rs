//! The states of a session in order, including those that it skipped.

use serde::Serialize;

use super::context::SessionContext;
use super::value::Seconds;
use crate::phase::{Passage, State, passages};
use crate::time::Timestamp;

/// A state, and how the session passed through it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatePassage {
    pub state: &'static str,
    /// `went_through`, `skipped` or `refused`.
    pub passage: &'static str,
    /// ISO 8601 in the report's time zone. `None` for ACTIVE, whose duration comes from the
    /// platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entered: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<String>,
    pub duration_s: Option<Seconds>,
    /// The local times of day of `entered` and `left`.
    #[serde(skip)]
    pub clocks: Option<[String; 2]>,
}

/// All six states, in their order.
pub(super) fn states(context: &SessionContext<'_>) -> Vec<StatePassage> {
    let local = |at: Timestamp| {
        let mut text = String::new();
        context.plan.zone.format(at, &mut text);
        text
    };
    let states = State::ALL.into_iter().zip(passages(context.dossier));
    states
        .map(|(state, passage)| {
            let without = |passage| StatePassage {
                state: state.name(),
                passage,
                entered: None,
                left: None,
                duration_s: None,
                clocks: None,
            };
            match passage {
                Passage::Through {
                    entered,
                    left,
                    duration,
                } => StatePassage {
                    entered: entered.map(local),
                    left: left.map(local),
                    duration_s: Some(Seconds(duration)),
                    clocks: entered
                        .zip(left)
                        .map(|(entered, left)| [entered, left].map(|at| context.time_of_day(at))),
                    ..without("went_through")
                },
                Passage::Skipped => without("skipped"),
                Passage::Refused => without("refused"),
            }
        })
        .collect()
}
