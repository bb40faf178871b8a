//! Phases, visits and offers: pure functions of one dossier.
//!
//! Nothing here knows a service-level target, a time zone or a report.

mod offer;
mod operator;
mod outcome;
mod request;
mod session;
mod visit;

pub use offer::{Offer, OfferOutcome, offers};
pub use operator::{OperatorPhases, operator_phases};
pub use outcome::{Outcome, SessionOutcome, outcome};
pub use request::{Request, Routing};
pub use session::{NegativePhase, Phase, SessionPhases, session_phases};
pub use visit::{Visit, VisitExit, last_visit, visits};
