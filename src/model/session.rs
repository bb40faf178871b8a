//! A session as the API tells it, less everything no rule needs.

use super::api_enum::{
    Channel, Coded, DialResult, FeedbackScale, GuestLeft, SessionSource, SessionStatus,
    TerminationReason,
};
use super::arena::ArenaSlice;
use super::download::Download;
use super::id::Id;
use super::place::Place;
use super::text::Symbol;
use crate::time::{Duration, Timestamp};

/// One session record.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: Id,
    pub place: Place,
    pub company_id: Option<Id>,
    pub department_id: Option<Id>,
    pub campaign_id: Option<Id>,
    pub channel: Option<Coded<Channel>>,
    pub source: Option<Coded<SessionSource>>,
    pub status: Option<Coded<SessionStatus>>,
    pub guest_left: Option<Coded<GuestLeft>>,
    /// What became of the call to the guest; of outbound calls and callbacks.
    pub dial_result: Option<Coded<DialResult>>,
    /// Of the latest activity of type `SessionEnded`.
    pub termination_reason: Option<Coded<TerminationReason>>,
    pub feedback_scale: Option<Coded<FeedbackScale>>,
    pub feedback_stars: Option<Id>,
    /// The names of its tags, each once and in byte order, with [`TAG_SEPARATOR`] in between.
    pub tags: Option<Symbol>,
    pub widget: Option<Symbol>,
    pub is_direct_chat: bool,
    pub blacklisted: bool,
    pub auto_accepted: Option<bool>,
    /// Whether a chatbot took part.
    pub had_chatbot: bool,
    pub created: Timestamp,
    pub guest_joined: Option<Timestamp>,
    pub started: Option<Timestamp>,
    pub ended: Option<Timestamp>,
    /// From entering the queue to the start or to leaving the queue, as the platform counted it.
    pub waited: Option<Duration>,
    /// Absent if the session never started.
    pub length: Option<Duration>,
    /// The stints of operators, in the order of the record.
    pub operators: ArenaSlice<SessionOperator>,
    /// Its recordings, then its files, in the order of the record; none where nobody asked for them.
    pub downloads: ArenaSlice<Download>,
    pub properties: Properties,
}

/// Which of the properties that figures depend on a record has, even as null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Properties(u16);

impl Properties {
    /// Their names in the API.
    pub const NAMES: [&'static str; 9] = [
        "status",
        "channel",
        "source",
        "guestLeftSession",
        "operators",
        "started",
        "ended",
        "waited",
        "length",
    ];
    /// All of them: of a record of which it is not known.
    pub const ALL: Self = Self((1 << Self::NAMES.len()) - 1);

    /// The properties that are there, in the order of their names.
    pub fn of(are_there: [bool; Self::NAMES.len()]) -> Self {
        let bits = are_there.iter().enumerate();
        Self(bits.fold(0, |all, (place, is_there)| {
            all | u16::from(*is_there) << place
        }))
    }

    /// As a number.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// By their number.
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits & Self::ALL.0)
    }

    /// The properties that either has.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The names of those that are missing.
    pub fn missing(self) -> impl Iterator<Item = &'static str> {
        let names = Self::NAMES.into_iter().enumerate();
        let missing = names.filter(move |(place, _)| self.0 >> place & 1 == 0);
        missing.map(|(_, name)| name)
    }
}

/// What stands between two tags in the text of a session's tags; no tag holds it.
pub const TAG_SEPARATOR: char = '\u{1f}';

/// One stint of an operator in a session.
#[derive(Clone, Copy, Debug)]
pub struct SessionOperator {
    pub user_id: Option<Id>,
    pub name: Option<PersonName>,
    pub joined: Option<Timestamp>,
    pub left: Option<Timestamp>,
    pub concluded: Option<Timestamp>,
}

/// A person's name as one record spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PersonName {
    /// First and last name.
    Full(Symbol),
    /// Only a user name was there.
    User(Symbol),
}

impl Session {
    /// The latest event the record has seen: it decides which of two exports is the later one.
    pub fn last_event(&self) -> Timestamp {
        let own = [self.guest_joined, self.started, self.ended];
        let stints = self
            .operators
            .iter()
            .flat_map(|stint| [stint.joined, stint.left, stint.concluded]);
        own.into_iter()
            .chain(stints)
            .flatten()
            .fold(self.created, Timestamp::max)
    }

    /// Whether the session is over: closed or blacklisted by its status, or ended.
    pub fn is_closed(&self) -> bool {
        let status = self.status.map(Coded::value);
        matches!(
            status,
            Some(SessionStatus::Closed | SessionStatus::Blacklisted)
        ) || self.ended.is_some()
    }

    /// The direction: outbound for calls to the outside, campaigns, and chats an operator began.
    pub fn direction(&self) -> Direction {
        let source = self.source.map(Coded::value);
        let outbound = matches!(
            source,
            Some(SessionSource::OutgoingCall | SessionSource::Campaign)
        );
        if outbound || self.is_direct_chat {
            Direction::Outbound
        } else {
            Direction::Inbound
        }
    }
}

/// Who began it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// The guest.
    Inbound,
    /// The contact centre.
    Outbound,
}

impl Direction {
    /// The word in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
        }
    }
}
