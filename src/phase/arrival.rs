//! The way by which each operator came into a session. It leads from the sessions that an operator handled to
//! the sessions that count for their owners.

use super::offer::{Offer, OfferOutcome};
use super::operator::OperatorPhases;
use crate::model::{Id, category};

category! {
    /// The way in which an operator came into a session.
    pub enum Arrival {
        /// The session counts for this operator.
        Owner = "owner",
        /// The session was passed on to this operator: by an acceptance outside invites, or after everyone who
        /// joined before had left.
        Transfer = "transfer",
        /// The operator joined beside another one: by an invite, or without an offer while someone who joined
        /// before was still there.
        Joint = "joint",
    }
}

/// The way in which `operator`, one of `all`, came into a session with this owner.
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

/// Whether someone who joined before, or at the same time, was still there.
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
