//! The matrix of sources and the states that they skip.

use polars::prelude::PolarsError;

use crate::model::SessionSource;
use crate::model::api_enum::ApiEnum;
use crate::phase::State;
use crate::service_level::Ratio;
use crate::table::Table;

/// The states of the sessions of one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceStates {
    /// The source as in the table `sessions`; `None` for sessions without a source.
    pub source: Option<String>,
    /// Shares in the order of [`State::ALL`]; `None` if the period has no session of the source.
    pub states: Option<[StateShare; State::ALL.len()]>,
}

/// The sessions of a source, by whether they went through a state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateShare {
    pub sessions: u64,
    pub went_through: u64,
    pub skipped: u64,
    pub refused: u64,
}

impl StateShare {
    /// The share of sessions that skipped the state.
    pub const fn share_skipped(&self) -> Ratio {
        Ratio {
            numerator: self.skipped,
            denominator: self.sessions,
        }
    }
}

/// The report `states_by_source` as a matrix: first the sources that the API declares, then any
/// others, then sessions without a source.
pub(super) fn matrix(table: &Table) -> Result<Vec<SourceStates>, PolarsError> {
    let text = |name: &str| table.frame.column(name)?.str();
    let count = |name: &str| table.frame.column(name)?.i64();
    let (sources, states) = (text("source")?, text("state")?);
    let [sessions, went_through, skipped, refused] =
        ["sessions", "went_through", "skipped", "refused"].map(count);
    let (sessions, went_through) = (sessions?, went_through?);
    let (skipped, refused) = (skipped?, refused?);
    let mut found: Vec<SourceStates> = Vec::new();
    for (row, (source, state)) in sources.iter().zip(states.iter()).enumerate() {
        let is_known = |known: &SourceStates| known.source.as_deref() == source;
        if !found.last().is_some_and(is_known) {
            found.push(SourceStates {
                source: source.map(str::to_owned),
                states: Some([StateShare::default(); State::ALL.len()]),
            });
        }
        let number = |counts: &polars::prelude::Int64Chunked| {
            let count = counts.get(row).and_then(|count| count.try_into().ok());
            count.unwrap_or(0)
        };
        let state = state.and_then(State::from_name);
        let cells = found.last_mut().and_then(|of| of.states.as_mut());
        if let (Some(state), Some(cells)) = (state, cells) {
            cells[state as usize] = StateShare {
                sessions: number(sessions),
                went_through: number(went_through),
                skipped: number(skipped),
                refused: number(refused),
            };
        }
    }
    let declared = SessionSource::VALUES.iter().copied();
    let declared = declared.filter(|source| *source != SessionSource::UNKNOWN);
    let mut all: Vec<SourceStates> = Vec::new();
    for name in declared.map(SessionSource::name) {
        let place = found
            .iter()
            .position(|of| of.source.as_deref() == Some(name));
        all.push(match place {
            Some(place) => found.remove(place),
            None => SourceStates {
                source: Some(name.to_owned()),
                states: None,
            },
        });
    }
    // The report has the sessions without a source first; the matrix has them last.
    found.sort_by_key(|of| of.source.is_none());
    all.extend(found);
    Ok(all)
}
