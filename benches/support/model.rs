//! A session and its routing history as values, before they are written as JSON. People, queues and
//! campaigns are indexes into the [`Company`](super::company::Company); enumerations are names.

use super::clock::{SECOND, Timestamp};

#[derive(Clone)]
pub(super) struct Session {
    pub(super) id: i64,
    pub(super) department: usize,
    pub(super) channel: &'static str,
    pub(super) source: &'static str,
    pub(super) status: &'static str,
    pub(super) direct_chat: bool,
    pub(super) widget: Option<&'static str>,
    pub(super) stints: Vec<Stint>,
    pub(super) bot: Option<BotStay>,
    pub(super) created: Timestamp,
    pub(super) guest_joined: Option<Timestamp>,
    pub(super) started: Option<Timestamp>,
    pub(super) ended: Option<Timestamp>,
    /// In microseconds.
    pub(super) waited: Option<i64>,
    pub(super) blacklisted: bool,
    pub(super) auto_accepted: bool,
    pub(super) dialed: Option<Timestamp>,
    pub(super) dial_result: Option<&'static str>,
    pub(super) campaign_id: Option<i64>,
    /// The number of stars, and their scale.
    pub(super) feedback: Option<(i64, &'static str)>,
    pub(super) guest_left: &'static str,
    pub(super) termination: &'static str,
    pub(super) events: Vec<Event>,
    /// The intended size of `activities` in bytes.
    pub(super) activity_bytes: usize,
    /// The seed for details that the model does not have (guest, tags, messages); they are drawn
    /// when the session is written.
    pub(super) detail_seed: u64,
    /// For a session that was exported while it was open: the time of the export, and the finished
    /// session.
    pub(super) exported: Option<(Timestamp, Box<Session>)>,
}

/// One stay of an operator in a session.
#[derive(Clone)]
pub(super) struct Stint {
    pub(super) operator: usize,
    pub(super) joined: Timestamp,
    pub(super) left: Option<Timestamp>,
    pub(super) concluded: Option<Timestamp>,
}

#[derive(Clone)]
pub(super) struct BotStay {
    pub(super) joined: Timestamp,
    pub(super) left: Option<Timestamp>,
}

/// One event of a routing history.
#[derive(Clone)]
pub(super) struct Event {
    pub(super) request: i64,
    pub(super) at: Timestamp,
    pub(super) activity: &'static str,
    pub(super) queue: Option<usize>,
    pub(super) operator: Option<usize>,
    pub(super) forwarded_by: Option<usize>,
    pub(super) invited_by: Option<usize>,
    pub(super) phone: Option<&'static str>,
}

impl Session {
    /// The value of `length` in the API; null if the session never started.
    pub(super) fn length(&self) -> Option<i64> {
        Some(self.ended?.since(self.started?))
    }

    pub(super) fn is_answered(&self) -> bool {
        self.events
            .iter()
            .any(|event| event.activity == "AcceptedByOperator")
    }

    /// The session as an export found it after this many hundredths of its duration, while an
    /// operator was still in it. A very short session is returned unchanged.
    pub(super) fn in_the_middle(self, hundredths: i64) -> Self {
        let left = self.stints.iter().filter_map(|stint| stint.left).max();
        let life = left.or(self.ended).map_or(0, |end| end.since(self.created));
        if life < 2 * SECOND {
            return self;
        }
        let timestamp = self.created.plus(life / 100 * hundredths.clamp(1, 99));
        self.seen_at(timestamp)
    }

    /// The finished session, if this session was exported while it was open.
    pub(super) fn in_the_end(&self) -> Option<&Self> {
        self.exported.as_ref().map(|(_, session)| session.as_ref())
    }

    /// The session as an export at `timestamp` would have found it.
    fn seen_at(self, timestamp: Timestamp) -> Self {
        let seen = |at: &Timestamp| *at <= timestamp;
        let mut open = self.clone();
        open.events.retain(|event| seen(&event.at));
        open.stints.retain(|stint| seen(&stint.joined));
        for stint in &mut open.stints {
            stint.left = stint.left.filter(seen);
            stint.concluded = stint.concluded.filter(seen);
        }
        open.bot = open.bot.filter(|bot| seen(&bot.joined));
        if let Some(bot) = &mut open.bot {
            bot.left = bot.left.filter(seen);
        }
        open.guest_joined = open.guest_joined.filter(seen);
        open.started = open.started.filter(seen);
        open.dialed = open.dialed.filter(seen);
        open.waited = open.waited.filter(|_| open.started.is_some());
        open.auto_accepted &= open.started.is_some();
        open.ended = None;
        open.feedback = None;
        open.guest_left = "StillConnected";
        open.status = open.open_status();
        open.exported = Some((timestamp, Box::new(self)));
        open
    }

    fn open_status(&self) -> &'static str {
        let last = self.events.last().map(|event| event.activity);
        match (self.stints.last(), last) {
            (Some(stint), _) if stint.left.is_none() => "ACTIVE",
            (Some(_), _) => "ACW",
            (None, None) => "CREATED",
            (None, Some("AssignedToOperator")) => "WAITING",
            (None, Some(_)) => "IN_QUEUE",
        }
    }

    /// The last known timestamp of the session itself.
    pub(super) fn last_timestamp(&self) -> Timestamp {
        let exported = self.exported.as_ref().map(|(timestamp, _)| *timestamp);
        self.ended
            .or(exported)
            .unwrap_or_else(|| self.created.plus(SECOND))
    }
}
