//! Determines how each operator came into a session. The bridge needs this to lead from the sessions that an operator handled
//! to the sessions that count for their owners.

use super::offer::{Offer, OfferOutcome};
use super::operator::OperatorPhases;
use crate::model::{Id, SessionOperator, category};

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

/// Determines how an operator came into a session with these stints and this owner.
pub fn arrival(
    operator: &OperatorPhases,
    stints: &[SessionOperator],
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
    } else if accepted(true) || is_beside_another(operator, stints) {
        Arrival::Joint
    } else {
        Arrival::Transfer
    }
}

/// Whether another operator, who joined earlier or at the same time, was still in the session. An operator who left
/// and came back was absent in between, so each stint is looked at alone.
fn is_beside_another(operator: &OperatorPhases, stints: &[SessionOperator]) -> bool {
    let Some(joined) = operator.joined else {
        return false;
    };
    let others = stints.iter().filter(|stint| {
        let user = stint.user_id;
        user.is_some_and(|user| user != operator.user_id)
    });
    others.into_iter().any(|stint| {
        stint.joined.is_some_and(|earlier| earlier <= joined)
            && stint.left.is_none_or(|left| left > joined)
    })
}
