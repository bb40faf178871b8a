//! The states that a session passes through in order: the first question of the vendor's FAQ.
//!
//! A state is a phase with its two timestamps. Some sessions skip states, whose phases are then empty.

use super::operand::{Derivation, Empty, Operands};
use super::session::{Phase, derive};
use crate::join::Dossier;
use crate::model::category;
use crate::time::{Duration, Timestamp};

category! {
    /// A state of a session. The states are in the order in which a session passes through them.
    pub enum State {
        Created = "CREATED",
        InQueue = "IN_QUEUE",
        Waiting = "WAITING",
        /// Before-call work.
        BeforeCallWork = "BCW",
        Active = "ACTIVE",
        /// After-call work.
        AfterCallWork = "ACW",
    }
}

impl State {
    /// The phase that measures the time in this state.
    pub const fn phase(self) -> Phase {
        match self {
            Self::Created => Phase::Created,
            Self::InQueue => Phase::InQueue,
            Self::Waiting => Phase::Waiting,
            Self::BeforeCallWork => Phase::BeforeCallWork,
            Self::Active => Phase::Active,
            Self::AfterCallWork => Phase::AfterCallWork,
        }
    }
}

/// The passage of a session through a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    Through {
        /// `entered` and `left` are the operands of the phase. They are empty for ACTIVE, whose duration the
        /// platform gives.
        entered: Option<Timestamp>,
        left: Option<Timestamp>,
        duration: Duration,
    },
    /// An operand is missing, or the state is before-call work and its duration is not positive.
    Skipped,
    /// The formula gives a negative duration, which is a defect of the data.
    Refused,
}

/// The passages of a session through all states, in the order of [`State::ALL`].
pub fn passages(dossier: Dossier<'_>) -> [Passage; 6] {
    let derived = derive(dossier);
    State::ALL.map(|state| passage(&derived[state.phase() as usize]))
}

fn passage(derivation: &Derivation) -> Passage {
    match (derivation.value, derivation.operands) {
        (Ok(duration), Operands::Difference(marks)) => Passage::Through {
            entered: marks.from.map(|mark| mark.at),
            left: marks.to.map(|mark| mark.at),
            duration,
        },
        (Ok(duration), Operands::Given(..)) => Passage::Through {
            entered: None,
            left: None,
            duration,
        },
        (Err(Empty::Negative(_)), _) => Passage::Refused,
        (Err(_), _) => Passage::Skipped,
    }
}

#[cfg(test)]
mod tests {
    use super::super::operand::{MarkPair, Property};
    use super::*;

    #[test]
    fn a_state_is_skipped_refused_or_gone_through_by_what_its_phase_gave() {
        let length = Duration::from_seconds;
        let of = |value| {
            passage(&Derivation {
                operands: Operands::Difference(MarkPair::new(None, None)),
                value,
            })
        };
        assert_eq!(of(Err(Empty::Missing)), Passage::Skipped);
        assert_eq!(of(Err(Empty::NotPositive(length(-3)))), Passage::Skipped);
        assert_eq!(of(Err(Empty::Negative(length(-3)))), Passage::Refused);
        let given = Derivation::given(Property::Length, Some(length(7)));
        let through = Passage::Through {
            entered: None,
            left: None,
            duration: length(7),
        };
        assert_eq!(passage(&given), through);
    }

    #[test]
    fn states_are_known_by_their_names() {
        for state in State::ALL {
            assert_eq!(State::from_name(state.name()), Some(state));
        }
        assert_eq!(State::from_name("RING"), None);
    }
}
