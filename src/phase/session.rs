//! The eight phases of a session, by the formulas of the vendor's FAQ (section 2).

use crate::join::{CampaignKind, Dossier};
use crate::model::{Duration, RoutingActivity, Timestamp};

/// A phase of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// From the session's creation to the beginning of its routing.
    Created,
    /// From the beginning of routing to the first assignment to an operator.
    InQueue,
    /// From the first assignment to the first acceptance.
    Waiting,
    /// Before-call work: from the start to the guest's joining.
    BeforeCallWork,
    /// The platform's own length of the session.
    Active,
    /// After-call work: from the last operator's leaving to the last conclusion.
    AfterCallWork,
    /// From the session's creation to the guest's joining.
    Ring,
    /// The platform's own waiting time.
    Waited,
}

impl Phase {
    /// All phases in the order of the contract.
    pub const ALL: [Self; 8] = [
        Self::Created,
        Self::InQueue,
        Self::Waiting,
        Self::BeforeCallWork,
        Self::Active,
        Self::AfterCallWork,
        Self::Ring,
        Self::Waited,
    ];

    /// The name of its columns.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::InQueue => "in_queue",
            Self::Waiting => "waiting",
            Self::BeforeCallWork => "bcw",
            Self::Active => "active",
            Self::AfterCallWork => "acw",
            Self::Ring => "ring",
            Self::Waited => "waited",
        }
    }
}

/// The phases of one session; a skipped or unusable one is absent, never zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionPhases([Option<Duration>; 8]);

impl SessionPhases {
    /// The length of a phase.
    #[must_use]
    pub const fn get(&self, phase: Phase) -> Option<Duration> {
        self.0[phase as usize]
    }
}

/// A phase whose formula gave a negative length: a defect of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NegativePhase {
    pub phase: &'static str,
    pub length: Duration,
}

/// Computes the phases of a session; what comes out negative is absent and told to `on_negative`.
pub fn session_phases(
    dossier: Dossier<'_>,
    on_negative: &mut impl FnMut(NegativePhase),
) -> SessionPhases {
    let session = dossier.session;
    let first = |activity| first(dossier, activity);
    let requested = first(RoutingActivity::RoutingRequestCreated);
    let assigned = first(RoutingActivity::AssignedToOperator);
    let accepted = first(RoutingActivity::AcceptedByOperator);
    let left = session
        .operators
        .iter()
        .filter_map(|stint| stint.left)
        .max();
    let concluded = session
        .operators
        .iter()
        .filter_map(|stint| stint.concluded)
        .max();
    let ring = match dossier.campaign {
        CampaignKind::None | CampaignKind::Other => {
            span(Some(session.created), session.guest_joined)
        }
        CampaignKind::Preview | CampaignKind::Unknown => None,
    };
    // Before-call work that is not positive is normal: the guest was there first.
    let bcw = span(session.started, session.guest_joined).filter(|&bcw| bcw > Duration::ZERO);
    let formulas = [
        span(Some(session.created), requested),
        span(requested, assigned),
        span(assigned, accepted),
        bcw,
        session.length,
        span(left, concluded),
        ring,
        session.waited,
    ];
    let mut phases = SessionPhases(formulas);
    for phase in Phase::ALL {
        let slot = &mut phases.0[phase as usize];
        if let Some(length) = slot.filter(|length| length.is_negative()) {
            on_negative(NegativePhase {
                phase: phase.name(),
                length,
            });
            *slot = None;
        }
    }
    phases
}

/// The moment of the first event of this kind, over all requests.
fn first(dossier: Dossier<'_>, activity: RoutingActivity) -> Option<Timestamp> {
    dossier
        .events
        .iter()
        .find(|event| event.activity == activity)
        .map(|event| event.at)
}

/// The span between two moments that are both there.
pub(super) fn span(from: Option<Timestamp>, to: Option<Timestamp>) -> Option<Duration> {
    Some(to?.since(from?))
}
