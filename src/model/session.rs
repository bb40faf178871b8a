//! A session record with only the properties that a rule needs.

use super::api_enum::{
    Channel, Coded, DialResult, FeedbackScale, GuestLeft, SessionSource, SessionStatus,
    TerminationReason,
};
use super::arena::ArenaSlice;
use super::category;
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
    /// The result of the call to the guest; only for outbound calls and callbacks.
    pub dial_result: Option<Coded<DialResult>>,
    /// The reason in the latest activity of type `SessionEnded`.
    pub termination_reason: Option<Coded<TerminationReason>>,
    pub feedback_scale: Option<Coded<FeedbackScale>>,
    /// The stars of the guest's feedback. They are read like ids.
    pub feedback_stars: Option<Id>,
    /// The names of the tags, each once and in byte order, separated by [`TAG_SEPARATOR`].
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
    /// The platform's waiting time, from entering the queue to the start or to leaving the queue.
    pub waited: Option<Duration>,
    /// The platform's length; `None` if the session never started.
    pub length: Option<Duration>,
    /// The operators' stints, in the order of the record.
    pub operators: ArenaSlice<SessionOperator>,
    /// Recordings, then files, in the order of the record; empty unless the run reads them.
    pub downloads: ArenaSlice<Download>,
    pub properties: Properties,
}

/// Which properties that figures depend on are present in a record, even as null; no property by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Properties(u16);

impl Properties {
    /// The names in the API.
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
    /// All properties, for a record whose properties are not known.
    pub const ALL: Self = Self((1 << Self::NAMES.len()) - 1);

    /// The properties whose flag is set. The flags are in the order of [`Self::NAMES`].
    pub fn from_flags(are_there: [bool; Self::NAMES.len()]) -> Self {
        let bits = are_there.iter().enumerate();
        Self(bits.fold(0, |all, (place, is_there)| {
            all | u16::from(*is_there) << place
        }))
    }

    /// The properties as a number.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// The properties with this number.
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits & Self::ALL.0)
    }

    /// The properties that either record has.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The names of the missing properties.
    pub fn missing(self) -> impl Iterator<Item = &'static str> {
        let names = Self::NAMES.into_iter().enumerate();
        let missing = names.filter(move |(place, _)| self.0 >> place & 1 == 0);
        missing.map(|(_, name)| name)
    }
}

/// The separator between the tags in the text of a session's tags; no tag contains it.
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

/// A person's name in one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PersonName {
    /// First and last name.
    Full(Symbol),
    /// A user name, in a record without first and last name.
    User(Symbol),
}

impl Session {
    /// The timestamp of the latest event in the record. Of two copies of a session, the one with the later
    /// last event wins.
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

    /// Whether the session is over: its status is closed or blacklisted, or it has an end.
    pub fn is_closed(&self) -> bool {
        let status = self.status.map(Coded::value);
        matches!(
            status,
            Some(SessionStatus::Closed | SessionStatus::Blacklisted)
        ) || self.ended.is_some()
    }

    /// The direction. Calls to the outside, campaigns, and chats begun by an operator are outbound.
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

category! {
    /// The party that began the session.
    pub enum Direction {
        /// The guest.
        Inbound = "inbound",
        /// The contact centre.
        Outbound = "outbound",
    }
}
