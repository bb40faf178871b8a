//! The stints of operators in a session, with their beginnings and ends.

use super::operand::{Mark, Property, StintProperty};
use crate::join::Dossier;
use crate::model::Id;

/// One stint of an operator, with a known beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stint {
    pub user_id: Id,
    pub joined: Mark,
    /// `left`, else `concluded`, else the session's end; `None` if all are missing.
    pub until: Option<Mark>,
}

/// The stints in a session's list. Stints without an operator or without `joined`, and stints that end before
/// they begin, are left out.
pub fn stints(dossier: Dossier<'_>) -> impl Iterator<Item = Stint> {
    let ended = dossier.session.ended;
    let ended = ended.map(|at| Mark::session(Property::Ended, at));
    let all = dossier.session.operators.iter().enumerate();
    all.filter_map(move |(position, stint)| {
        let mark = |property| Mark::stint(position, stint, property);
        let joined = mark(StintProperty::Joined)?;
        let until = mark(StintProperty::Left)
            .or_else(|| mark(StintProperty::Concluded))
            .or(ended);
        if until.is_some_and(|until| until.at < joined.at) {
            return None;
        }
        Some(Stint {
            user_id: stint.user_id?,
            joined,
            until,
        })
    })
}
