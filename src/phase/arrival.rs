//! How the operators of a session came to it: what leads from an operator's handled sessions to the
//! sessions that count for their owners.

use super::offer::{Offer, OfferOutcome};
use super::operator::OperatorPhases;
use crate::model::Id;

/// How an operator came into a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// The session counts for this operator.
    Owner,
    /// It was passed on to this operator: by an acceptance outside invites, or after everybody who
    /// joined before had left.
    Transfer,
    /// The operator came in beside another: called in by an invite, or without an offer while
    /// somebody who joined before was still there.
    Joint,
}

impl Arrival {
    /// The word in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Transfer => "transfer",
            Self::Joint => "joint",
        }
    }
}

/// How `operator`, one of `all`, came into a session of this owner.
pub fn arrival(
    operator: &OperatorPhases,
    all: &[OperatorPhases],
    offers: &[Offer],
    owner: Option<Id>,
) -> Arrival {
    if owner == Some(operator.user_id) {
        return Arrival::Owner;
    }
    let accepted = |is_invite| {
        offers.iter().any(|offer| {
            offer.user_id == Some(operator.user_id)
                && offer.outcome == OfferOutcome::Accepted
                && offer.is_invite == is_invite
        })
    };
    if accepted(false) {
        Arrival::Transfer
    } else if accepted(true) || is_beside_another(operator, all) {
        Arrival::Joint
    } else {
        Arrival::Transfer
    }
}

/// Whether somebody who joined before, or at the same moment, was still there.
fn is_beside_another(operator: &OperatorPhases, all: &[OperatorPhases]) -> bool {
    let Some(joined) = operator.joined else {
        return false;
    };
    all.iter()
        .filter(|other| other.user_id != operator.user_id)
        .any(|other| {
            other.joined.is_some_and(|earlier| earlier <= joined)
                && other.left.is_none_or(|left| left > joined)
        })
}
