//! The eight phases of a session, by the formulas of the vendor's FAQ.

use super::operand::{Derivation, Empty, Mark, MarkPair, Operands, Property, StintProperty};
use crate::join::{CampaignKind, Dossier};
use crate::model::RoutingActivity;
use crate::time::Duration;

/// A phase of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// From the session's creation to the beginning of its routing.
    Created,
    /// From the beginning of routing to the first assignment to an operator.
    InQueue,
    /// From the first assignment to the first acceptance.
    Waiting,
    /// Before-call work: from the start to the time the guest joined.
    BeforeCallWork,
    /// The platform's length of the session.
    Active,
    /// After-call work: from the time the last operator left to the last conclusion.
    AfterCallWork,
    /// From the session's creation to the time the guest joined.
    Ring,
    /// The platform's waiting time.
    Waited,
}

impl Phase {
    /// All phases in the order of their columns.
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

    /// The name of the phase's columns.
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

/// The phases of one session. A skipped or unusable phase is absent, never zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionPhases([Option<Duration>; 8]);

impl SessionPhases {
    /// The duration of a phase.
    pub const fn get(&self, phase: Phase) -> Option<Duration> {
        self.0[phase as usize]
    }
}

/// A phase with a negative duration, which is a defect of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NegativePhase {
    pub phase: &'static str,
    pub length: Duration,
}

/// Computes the phases of a session. A phase with a negative duration is absent and passed to `on_negative`.
pub fn session_phases(
    dossier: Dossier<'_>,
    on_negative: &mut impl FnMut(NegativePhase),
) -> SessionPhases {
    let derived = derive(dossier);
    for (phase, derivation) in Phase::ALL.into_iter().zip(&derived) {
        if let Err(Empty::Negative(length)) = derivation.value {
            on_negative(NegativePhase {
                phase: phase.name(),
                length,
            });
        }
    }
    SessionPhases(derived.map(|derivation| derivation.length()))
}

/// The operands and the result of each phase, in the order of [`Phase::ALL`].
pub fn derive(dossier: Dossier<'_>) -> [Derivation; 8] {
    let session = dossier.session;
    let created = Some(Mark::session(Property::Created, session.created));
    let own = |property, at: Option<_>| at.map(|at| Mark::session(property, at));
    let guest_joined = own(Property::GuestJoined, session.guest_joined);
    let started = own(Property::Started, session.started);
    let requested = first(dossier, RoutingActivity::RoutingRequestCreated);
    let assigned = first(dossier, RoutingActivity::AssignedToOperator);
    let accepted = first(dossier, RoutingActivity::AcceptedByOperator);
    let left = latest(dossier, StintProperty::Left);
    let concluded = latest(dossier, StintProperty::Concluded);
    [
        Derivation::between(MarkPair::new(created, requested)),
        Derivation::between(MarkPair::new(requested, assigned)),
        Derivation::between(MarkPair::new(assigned, accepted)),
        before_call_work(MarkPair::new(started, guest_joined)),
        Derivation::given(Property::Length, session.length),
        Derivation::between(MarkPair::new(left, concluded)),
        ring(dossier.campaign, MarkPair::new(created, guest_joined)),
        Derivation::given(Property::Waited, session.waited),
    ]
}

/// Before-call work is empty unless it is positive (the FAQ's own rule). A guest who joined before the start is no
/// defect of the data.
fn before_call_work(marks: MarkPair) -> Derivation {
    Derivation {
        operands: Operands::Difference(marks),
        value: match marks.length() {
            None => Err(Empty::Missing),
            Some(length) if length > Duration::ZERO => Ok(length),
            Some(length) => Err(Empty::NotPositive(length)),
        },
    }
}

fn ring(campaign: CampaignKind, marks: MarkPair) -> Derivation {
    Derivation {
        operands: Operands::Difference(marks),
        value: match campaign {
            CampaignKind::None | CampaignKind::Other => marks.not_negative(),
            CampaignKind::Preview => Err(Empty::PreviewCampaign),
            CampaignKind::Unknown => Err(Empty::CampaignModeUnknown),
        },
    }
}

/// The first event of this kind, over all requests.
pub(super) fn first(dossier: Dossier<'_>, activity: RoutingActivity) -> Option<Mark> {
    let mut events = dossier.events.iter().enumerate();
    let (position, event) = events.find(|(_, event)| event.activity == activity)?;
    Some(Mark::event(position, event))
}

/// The latest timestamp of this property over all stints, including entries without a user.
fn latest(dossier: Dossier<'_>, property: StintProperty) -> Option<Mark> {
    let stints = dossier.session.operators.iter().enumerate();
    stints
        .filter_map(|(position, stint)| Mark::stint(position, stint, property))
        .max_by_key(|mark| mark.at)
}
