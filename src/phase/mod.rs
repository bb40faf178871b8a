//! Phases, visits and offers: pure functions of one dossier.
//!
//! Nothing here knows a service-level target, a time zone or a report. Durations are computed from [`Mark`]s,
//! which are timestamps with their sources, so that each duration can be explained.

mod arrival;
mod flow;
mod offer;
mod operand;
mod operator;
mod outcome;
mod request;
mod session;
mod state;
mod stint;
mod visit;
mod wait;

pub use arrival::{Arrival, arrival};
pub use flow::{Flow, flows};
pub use offer::{Offer, OfferOutcome, offers};
pub use operand::{
    Derivation, Empty, Mark, MarkPair, Measured, Operands, Origin, Property, StintProperty,
};
pub use operator::{
    OperatorPhases, after_call_work_terms, handling_terms, operator_phases, operator_queue,
};
pub use outcome::{
    Decision, Outcome, SessionOutcome, answer_visit, entry_visit, is_forward, outcome, owner,
};
pub use request::{Request, Routing};
pub use session::{NegativePhase, Phase, SessionPhases, derive, session_phases};
pub use state::{Passage, State, passages};
pub use stint::{Stint, StintDay, stints};
pub use visit::{Visit, VisitExit, last_visit, visits};
pub use wait::{RequestWait, SessionWaits, request_waits};
