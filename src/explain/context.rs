//! The input of an explanation of one session.

use std::borrow::Cow;

use super::value::{LocatedTimestamp, Seconds, Whose};
use crate::fact::Account;
use crate::join::Dossier;
use crate::model::api_enum::Channel;
use crate::model::{Coded, DirectoryKind, Id, Place};
use crate::names::Names;
use crate::phase::{Mark, Origin};
use crate::service_level::{Scope, Scopes, ServiceLevel};
use crate::settings::FactPlan;
use crate::time::Timestamp;
use crate::time::zone::offset_text;

/// One session with everything that was computed from it, and with access to names and places.
#[derive(Clone, Copy)]
pub struct SessionContext<'a> {
    pub plan: &'a FactPlan,
    pub dossier: Dossier<'a>,
    pub account: &'a Account<'a, 'a>,
    pub names: &'a Names,
    /// The place of the session's history; `None` if the dump has no history of the session.
    pub history: Option<Place>,
    /// Returns the path of a file by its number, as the user can find it.
    pub path: &'a dyn Fn(u32) -> String,
}

impl std::fmt::Debug for SessionContext<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionContext")
            .field("dossier", &self.dossier)
            .finish_non_exhaustive()
    }
}

impl SessionContext<'_> {
    /// The timestamp of a mark, with its place in the dump.
    pub fn located(&self, mark: Mark) -> LocatedTimestamp {
        let mut local = String::new();
        let zone = self.plan.zone;
        zone.format(mark.at, &mut local);
        let there = zone.local(mark.at);
        let place = match (mark.origin, self.history) {
            (Origin::Event(_), Some(history)) => history,
            _ => self.dossier.session.place,
        };
        LocatedTimestamp {
            at: mark.at,
            mark: mark.origin,
            day: there.day,
            clock: self.time_of_day(mark.at),
            offset: offset_text(there.offset),
            local,
            since_created_s: Seconds(mark.at.since(self.dossier.session.created)),
            origin: self.origin(mark.origin),
            element: self.element(mark.origin),
            file: (self.path)(place.file),
            line: place.line,
        }
    }

    /// Formats a local time of day.
    pub(super) fn time_of_day(&self, at: Timestamp) -> String {
        let there = self.plan.zone.local(at);
        clock(there.second_of_day, at.microseconds().rem_euclid(1_000_000))
    }

    fn origin(&self, origin: Origin) -> String {
        let element = self.element(origin);
        match origin {
            Origin::Session(property) => format!("{element}.{}", property.name()),
            Origin::Stint(_, property) => format!("session.{element}.{}", property.name()),
            Origin::Event(_) => element,
        }
    }

    fn element(&self, origin: Origin) -> String {
        match origin {
            Origin::Session(_) => "session".to_owned(),
            Origin::Stint(entry, _) => format!("operators[{entry}]"),
            Origin::Event(position) => {
                let event = self.dossier.events.get(position as usize);
                format!("history[{}]", event.map_or(0, |event| event.number))
            }
        }
    }

    /// The service level that applies to the session: the limits of its entry queue and channel.
    pub fn level(&self) -> ServiceLevel {
        let (queue, channel) = self.place_of_level();
        self.plan.service_levels.level_for(queue, channel)
    }

    /// The scope of the rule that gives each value of [`Self::level`].
    pub fn scopes(&self) -> Scopes {
        let (queue, channel) = self.place_of_level();
        self.plan.service_levels.scopes(queue, channel)
    }

    fn place_of_level(&self) -> (Option<Id>, Option<Channel>) {
        let channel = self.dossier.session.channel.map(Coded::value);
        (self.account.judged().entry_queue, channel)
    }

    /// The event or property that a mark refers to, in words.
    pub fn event(&self, mark: Mark) -> String {
        use crate::model::api_enum::ApiEnum;
        match mark.origin {
            Origin::Session(property) => property.name().to_owned(),
            Origin::Stint(_, property) => property.name().to_owned(),
            Origin::Event(position) => self
                .dossier
                .events
                .get(position as usize)
                .map_or_else(String::new, |event| event.activity.name().to_owned()),
        }
    }

    /// The name of an operator.
    pub fn operator(&self, id: Id) -> Cow<'_, str> {
        self.names.name(DirectoryKind::User, id)
    }

    /// The name of a queue.
    pub fn queue(&self, id: Id) -> Cow<'_, str> {
        self.names.name(DirectoryKind::Group, id)
    }

    /// The name and the id of a user, queue, department or campaign.
    pub fn whose(&self, kind: DirectoryKind, id: Id) -> Whose {
        Whose {
            name: self.names.name(kind, id).into_owned(),
            id: self.names.known(kind, id).map(|_| id),
        }
    }

    /// Formats the local time of a mark: `10:00:05.123`.
    pub fn clock(&self, mark: Mark) -> String {
        self.located(mark).clock
    }
}

/// The rule that a limit comes from, as a suffix; empty for the default.
pub(super) fn by_rule(scope: Scope) -> String {
    match scope {
        Scope::Default => String::new(),
        scope => format!(" ({})", scope.words()),
    }
}

/// Formats a time of day, with six decimals if three do not suffice.
fn clock(second_of_day: i32, microseconds: i64) -> String {
    let (hours, minutes, seconds) = (
        second_of_day / 3600,
        second_of_day / 60 % 60,
        second_of_day % 60,
    );
    let time = format!("{hours:02}:{minutes:02}:{seconds:02}");
    if microseconds % 1000 == 0 {
        format!("{time}.{:03}", microseconds / 1000)
    } else {
        format!("{time}.{microseconds:06}")
    }
}
