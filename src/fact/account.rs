//! Everything that is computed from one dossier. The fact tables and the explanations are made from these accounts.

use super::sessions::SessionRow;
use crate::join::Dossier;
use crate::model::Session;
use crate::phase::{
    Mark, NegativePhase, Offer, OperatorPhases, Routing, SessionOutcome, SessionPhases, Visit,
    offers, operator_phases, outcome, session_phases, visits,
};
use crate::service_level::{LimitedOutcome, OfferedSession};
use crate::settings::FactPlan;
use crate::time::zone::Day;

/// The facts of one session.
#[derive(Clone, Debug)]
pub struct Account<'a, 'e> {
    pub routing: Routing<'e>,
    pub operators: Vec<OperatorPhases>,
    pub visits: Vec<Visit>,
    pub offers: Vec<Offer>,
    pub(super) row: SessionRow<'a>,
}

impl<'a, 'e> Account<'a, 'e> {
    /// Computes the account of a session from its dossier and passes negative phases to
    /// `on_negative`.
    pub fn new(
        plan: &'a FactPlan,
        session: &'a Session,
        dossier: Dossier<'e>,
        on_negative: &mut impl FnMut(NegativePhase),
    ) -> Self {
        let routing = Routing::from_events(dossier.events);
        let offers = offers(dossier, &routing);
        let phases = session_phases(dossier, on_negative);
        let operators = operator_phases(dossier, &offers, on_negative);
        let visits = visits(dossier, &routing);
        let judged = outcome(dossier, &routing, &phases, &visits, &offers);
        let row = SessionRow::new(plan, session, dossier, phases, judged);
        Self {
            routing,
            operators,
            visits,
            offers,
            row,
        }
    }

    /// The phases.
    pub const fn phases(&self) -> &SessionPhases {
        &self.row.phases
    }

    /// The session's outcome before the short-abandon limit.
    pub const fn judged(&self) -> &SessionOutcome {
        &self.row.judged
    }

    /// The outcome as the tables have it: with the short-abandon limit applied.
    pub const fn outcome(&self) -> LimitedOutcome {
        self.row.outcome
    }

    /// The session's part in the service level; `None` if it is outbound or was not offered.
    pub const fn offered(&self) -> Option<OfferedSession> {
        self.row.offered
    }

    /// Whether routing starts in the opening hours of the entry queue, or without a queue in those of the contact
    /// centre; `None` if no opening hours are set there.
    pub const fn in_hours(&self) -> Option<bool> {
        self.row.in_hours
    }

    /// The timestamp whose day the session counts on.
    pub const fn day_mark(&self) -> Mark {
        self.row.day_mark
    }

    /// The local day that the session counts on.
    pub const fn day(&self) -> Day {
        self.row.day
    }
}
