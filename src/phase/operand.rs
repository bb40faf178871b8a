//! The operands of a duration: timestamps, each with its source.
//!
//! Phases, visits and offers are computed from these operands, so that an explanation shows the operands of the
//! figure itself and not those of a second implementation.

use crate::model::{Event, SessionOperator};
use crate::time::{Duration, Timestamp};

/// A property of a session that holds a timestamp or a duration.
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
    /// All properties, in the order in which they happen in a stint.
    pub const ALL: [Self; 3] = [Self::Joined, Self::Left, Self::Concluded];

    /// The name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::Left => "left",
            Self::Concluded => "concluded",
        }
    }

    /// The timestamp of this property in a stint.
    pub const fn timestamp(self, stint: &SessionOperator) -> Option<Timestamp> {
        match self {
            Self::Joined => stint.joined,
            Self::Left => stint.left,
            Self::Concluded => stint.concluded,
        }
    }
}

/// The source of a timestamp or a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A property of the session.
    Session(Property),
    /// A property of the entry with this index in the session's list of operators.
    Stint(u32, StintProperty),
    /// A routing event, by its index in the ordered history.
    Event(u32),
}

/// A timestamp with its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub at: Timestamp,
    pub origin: Origin,
}

impl Mark {
    /// The mark of a session's property.
    pub const fn session(property: Property, at: Timestamp) -> Self {
        Self {
            at,
            origin: Origin::Session(property),
        }
    }

    /// The mark of the event at this index of the ordered history.
    pub fn event(position: usize, event: &Event) -> Self {
        Self {
            at: event.at,
            origin: Origin::Event(number(position)),
        }
    }

    /// The mark of a stint's property, if the property is present. `position` is the stint's index in the
    /// session's list.
    pub fn stint(
        position: usize,
        stint: &SessionOperator,
        property: StintProperty,
    ) -> Option<Self> {
        property.timestamp(stint).map(|at| Self {
            at,
            origin: Origin::Stint(number(position), property),
        })
    }
}

fn number(position: usize) -> u32 {
    // A record with 2^32 events does not fit in memory.
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// The two marks at which a duration begins and ends, either of which may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkPair {
    pub from: Option<Mark>,
    pub to: Option<Mark>,
}

impl MarkPair {
    pub(super) const fn new(from: Option<Mark>, to: Option<Mark>) -> Self {
        Self { from, to }
    }

    /// The duration between the marks, positive or negative; `None` if a mark is missing.
    pub fn length(self) -> Option<Duration> {
        Some(self.to?.at.since(self.from?.at))
    }

    /// The duration by the rule for most phases: it is empty if a mark is missing or the duration is
    /// negative.
    ///
    /// # Errors
    ///
    /// Returns the reason why the duration is empty.
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

/// The operands of a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operands {
    /// The formula is end minus beginning.
    Difference(MarkPair),
    /// The duration that the platform gives.
    Given(Property, Option<Duration>),
}

/// The reason why a duration is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// An operand is missing.
    Missing,
    /// The duration is negative, which is a defect of the data.
    Negative(Duration),
    /// The duration is not positive although the formula requires it. This is normal.
    NotPositive(Duration),
    /// The duration is negative because the operator was assigned after the first acceptance. This is normal.
    AssignedAfterAcceptance(Duration),
    /// The interval begins after the request's first `RoutingEnded`.
    AfterRoutingEnded,
    /// The formula is not valid for a preview campaign.
    PreviewCampaign,
    /// The mode of the session's campaign is not known.
    CampaignModeUnknown,
}

/// The operands of a formula and its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Derivation {
    pub operands: Operands,
    /// The duration, or the reason why it is empty.
    pub value: Result<Duration, Empty>,
}

impl Derivation {
    pub(super) fn between(marks: MarkPair) -> Self {
        Self {
            operands: Operands::Difference(marks),
            value: marks.not_negative(),
        }
    }

    pub(super) fn given(property: Property, length: Option<Duration>) -> Self {
        Self {
            operands: Operands::Given(property, length),
            value: not_negative(length),
        }
    }

    /// The duration, if it is not empty.
    pub fn length(&self) -> Option<Duration> {
        self.value.ok()
    }
}

/// A duration that is not empty, with its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    /// The interval between two marks, the second not before the first.
    Between(Mark, Mark),
    /// The duration that the platform gives.
    Given(Property, Duration),
}

impl Measured {
    /// The interval, if both marks are present and the duration is not negative.
    pub(super) fn between(marks: MarkPair) -> Option<Self> {
        marks.not_negative().ok()?;
        Some(Self::Between(marks.from?, marks.to?))
    }

    /// The duration.
    pub const fn length(self) -> Duration {
        match self {
            Self::Between(from, to) => to.at.since(from.at),
            Self::Given(_, length) => length,
        }
    }
}
