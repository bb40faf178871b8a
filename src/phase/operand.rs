//! What a length is made of: moments, each with the place it came from.
//!
//! Phases, visits and offers are built on these, so that an explanation shows the operands that
//! were computed with, not those of a second implementation.

use crate::model::{Event, SessionOperator};
use crate::time::{Duration, Timestamp};

/// A property of a session that holds a moment or a length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    Created,
    GuestJoined,
    Started,
    Ended,
    Waited,
    Length,
}

impl Property {
    /// The name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::GuestJoined => "guestJoined",
            Self::Started => "started",
            Self::Ended => "ended",
            Self::Waited => "waited",
            Self::Length => "length",
        }
    }
}

/// A property of an entry in a session's list of operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StintProperty {
    Joined,
    Left,
    Concluded,
}

impl StintProperty {
    /// All of them, in the order of a stint.
    pub const ALL: [Self; 3] = [Self::Joined, Self::Left, Self::Concluded];

    /// The name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::Left => "left",
            Self::Concluded => "concluded",
        }
    }

    /// The moment that a stint has there.
    pub const fn of(self, stint: &SessionOperator) -> Option<Timestamp> {
        match self {
            Self::Joined => stint.joined,
            Self::Left => stint.left,
            Self::Concluded => stint.concluded,
        }
    }
}

/// Where a moment or a length came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A property of the session.
    Session(Property),
    /// A property of an entry in the session's list of operators, counted from 0.
    Stint(u32, StintProperty),
    /// A routing event, by its position in the ordered history.
    Event(u32),
}

/// A moment and where it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub at: Timestamp,
    pub origin: Origin,
}

impl Mark {
    /// A moment of the session.
    pub const fn session(property: Property, at: Timestamp) -> Self {
        Self {
            at,
            origin: Origin::Session(property),
        }
    }

    /// The moment of the event at this position of the ordered history.
    pub fn event(position: usize, event: &Event) -> Self {
        Self {
            at: event.at,
            origin: Origin::Event(number(position)),
        }
    }

    /// A moment of the stint at this position of the session's list, if it is there.
    pub fn stint(
        position: usize,
        stint: &SessionOperator,
        property: StintProperty,
    ) -> Option<Self> {
        property.of(stint).map(|at| Self {
            at,
            origin: Origin::Stint(number(position), property),
        })
    }
}

fn number(position: usize) -> u32 {
    // A record with four thousand million events does not fit in memory.
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// From one moment to another, either of which may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: Option<Mark>,
    pub to: Option<Mark>,
}

impl Span {
    pub(super) const fn new(from: Option<Mark>, to: Option<Mark>) -> Self {
        Self { from, to }
    }

    /// The time between, of either sign; `None` if an end is missing.
    pub fn length(self) -> Option<Duration> {
        Some(self.to?.at.since(self.from?.at))
    }

    /// The length by the rule that most phases have: empty if an end is missing, or negative.
    ///
    /// # Errors
    ///
    /// Why it is empty.
    pub fn not_negative(self) -> Result<Duration, Empty> {
        not_negative(self.length())
    }
}

pub(super) fn not_negative(length: Option<Duration>) -> Result<Duration, Empty> {
    match length {
        None => Err(Empty::Missing),
        Some(length) if length.is_negative() => Err(Empty::Negative(length)),
        Some(length) => Ok(length),
    }
}

/// What a formula is applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operands {
    /// The formula is end - beginning.
    Span(Span),
    /// The platform's own length.
    Given(Property, Option<Duration>),
}

/// Why a length is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// An operand is missing.
    Missing,
    /// It came out negative: a defect of the data.
    Negative(Duration),
    /// It is not positive, and the formula wants it to be: normal.
    NotPositive(Duration),
    /// It came out negative because the operator was assigned after the first acceptance: normal.
    AssignedAfterAcceptance(Duration),
    /// It begins after the request's first `RoutingEnded`.
    AfterRoutingEnded,
    /// The formula is not valid for a preview campaign.
    PreviewCampaign,
    /// Nobody says whether the session is of a preview campaign.
    CampaignModeUnknown,
}

/// A formula's operands, and what it gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Derivation {
    pub operands: Operands,
    /// The length, or why there is none.
    pub value: Result<Duration, Empty>,
}

impl Derivation {
    pub(super) fn span(span: Span) -> Self {
        Self {
            operands: Operands::Span(span),
            value: span.not_negative(),
        }
    }

    pub(super) fn given(property: Property, length: Option<Duration>) -> Self {
        Self {
            operands: Operands::Given(property, length),
            value: not_negative(length),
        }
    }

    /// The length, if there is one.
    pub fn length(&self) -> Option<Duration> {
        self.value.ok()
    }
}

/// A length that is there, and how it came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    /// From one moment to another that is not before it.
    Between(Mark, Mark),
    /// The platform's own length.
    Given(Property, Duration),
}

impl Measured {
    /// The time between, if both ends are there and it is not negative.
    pub(super) fn between(span: Span) -> Option<Self> {
        span.not_negative().ok()?;
        Some(Self::Between(span.from?, span.to?))
    }

    /// How long it is.
    pub const fn length(self) -> Duration {
        match self {
            Self::Between(from, to) => to.at.since(from.at),
            Self::Given(_, length) => length,
        }
    }
}
