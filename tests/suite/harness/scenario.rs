//! A session and its routing history, written as a story: `Scenario::new().queued("Podpora", 0)
//! .offered("Jana", 5).missed("Jana", 20).accepted("Petr", 31)`. All times are seconds after the
//! session's creation. A scenario generates the API's JSON and knows no rule of phasebook.

use chrono::{DateTime, FixedOffset, TimeDelta};
use serde_json::{Map, Value, json};

/// The default time of creation: a Monday morning in Prague.
pub(crate) const CREATED: &str = "2026-10-05T10:00:00+02:00";

/// Queues and operators have the same ids in all scenarios: their position in these lists, counted
/// from 1 and from 11.
const QUEUES: [&str; 4] = ["Podpora", "Reklamace", "Prodej", "Fakturace"];
const OPERATORS: [(&str, &str); 4] = [
    ("Jana", "Nováková"),
    ("Petr", "Svoboda"),
    ("Eva", "Dvořáková"),
    ("Karel", "Černý"),
];

/// A timestamp in a scenario: seconds after its creation, stored in microseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seconds(i64);

impl From<i32> for Seconds {
    fn from(seconds: i32) -> Self {
        Self(i64::from(seconds) * 1_000_000)
    }
}

impl From<f64> for Seconds {
    fn from(seconds: f64) -> Self {
        let micros = format!("{:.0}", seconds * 1e6);
        Self(micros.parse().expect("a scenario lasts less than an age"))
    }
}

/// One session with its history.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    created: DateTime<FixedOffset>,
    session: Map<String, Value>,
    stints: Vec<Map<String, Value>>,
    activities: Vec<Value>,
    history: Vec<Value>,
    request: Value,
    /// Whether the current request already has an event.
    is_requested: bool,
}

impl Scenario {
    /// A closed chat of 5 October 2026, 10:00 in Prague, without any participants.
    pub(crate) fn new() -> Self {
        Self::created_at(CREATED)
    }

    /// Like [`Self::new`], created at another time.
    pub(crate) fn created_at(timestamp: &str) -> Self {
        let scenario = Self {
            created: DateTime::parse_from_rfc3339(timestamp).expect("a timestamp of RFC 3339"),
            session: Map::new(),
            stints: Vec::new(),
            activities: Vec::new(),
            history: Vec::new(),
            request: json!(100),
            is_requested: false,
        };
        scenario
            .field("id", 1)
            .field("created", timestamp)
            .field("channel", "Chat")
            .field("source", "Default")
            .field("status", "CLOSED")
    }

    pub(crate) fn id(self, id: i64) -> Self {
        self.field("id", id)
    }

    /// Sets any property of the session to any value.
    pub(crate) fn field(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.session.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.session.remove(name);
        self
    }

    pub(crate) fn status(self, status: &str) -> Self {
        self.field("status", status)
    }

    pub(crate) fn source(self, source: &str) -> Self {
        self.field("source", source)
    }

    pub(crate) fn channel(self, channel: &str) -> Self {
        self.field("channel", channel)
    }

    /// Sets `guestLeftSession`.
    pub(crate) fn guest_left(self, state: &str) -> Self {
        self.field("guestLeftSession", state)
    }

    /// Adds a chatbot that took part.
    pub(crate) fn with_chatbot(self) -> Self {
        self.field("chatbots", json!([{"chatbotId": 1, "name": "Robot"}]))
    }

    pub(crate) fn guest_joined(self, at: impl Into<Seconds>) -> Self {
        let timestamp = self.timestamp(at);
        self.field("guestJoined", timestamp)
    }

    pub(crate) fn started(self, at: impl Into<Seconds>) -> Self {
        let timestamp = self.timestamp(at);
        self.field("started", timestamp)
    }

    pub(crate) fn ended(self, at: impl Into<Seconds>) -> Self {
        let timestamp = self.timestamp(at);
        self.field("ended", timestamp)
    }

    /// Sets the platform's own `waited`.
    pub(crate) fn waited(self, length: impl Into<Seconds>) -> Self {
        self.field("waited", duration(length.into()))
    }

    /// Sets the platform's own `length`.
    pub(crate) fn length(self, length: impl Into<Seconds>) -> Self {
        self.field("length", duration(length.into()))
    }

    /// Adds an activity of type `SessionEnded`.
    pub(crate) fn session_ended(mut self, at: impl Into<Seconds>, reason: &str) -> Self {
        let activity = json!({
            "activityId": self.activities.len() + 1,
            "time": self.timestamp(at),
            "type": "SessionEnded",
            "terminationReason": reason,
        });
        self.activities.push(activity);
        self
    }

    /// Adds an element to `recordings`.
    pub(crate) fn recording(mut self, recording: Value) -> Self {
        let recordings = self.session.entry("recordings").or_insert(json!([]));
        recordings
            .as_array_mut()
            .expect("recordings are an array")
            .push(recording);
        self
    }

    /// Adds an activity of any kind.
    pub(crate) fn activity(mut self, activity: Value) -> Self {
        self.activities.push(activity);
        self
    }

    /// The operator begins a stint.
    pub(crate) fn joined(self, operator: &str, at: impl Into<Seconds>) -> Self {
        let timestamp = self.timestamp(at);
        self.stint(operator).in_last_stint("joined", timestamp)
    }

    /// The operator of the last stint leaves.
    pub(crate) fn left(self, at: impl Into<Seconds>) -> Self {
        let timestamp = self.timestamp(at);
        self.in_last_stint("left", timestamp)
    }

    /// The operator of the last stint concludes the after-call work.
    pub(crate) fn concluded(self, at: impl Into<Seconds>) -> Self {
        let timestamp = self.timestamp(at);
        self.in_last_stint("concluded", timestamp)
    }

    /// Adds an entry to `operators` without timestamps.
    pub(crate) fn stint(mut self, operator: &str) -> Self {
        let Value::Object(stint) = person(operator) else {
            unreachable!("a person is an object");
        };
        self.stints.push(stint);
        self
    }

    /// Sets any property of the last stint to any value.
    pub(crate) fn in_last_stint(mut self, name: &str, value: impl Into<Value>) -> Self {
        let stint = self.stints.last_mut().expect("a stint before its end");
        stint.insert(name.to_owned(), value.into());
        self
    }

    /// Begins another routing request; later events belong to it.
    pub(crate) fn request(mut self, id: impl Into<Value>) -> Self {
        self.request = id.into();
        self.is_requested = false;
        self
    }

    /// Adds `RoutingRequestCreated`.
    pub(crate) fn requested(self, at: impl Into<Seconds>) -> Self {
        self.event("RoutingRequestCreated", at, &[])
    }

    /// Adds `EnteredGroupQueue`, after a `RoutingRequestCreated` if this is the first event of the
    /// request.
    pub(crate) fn queued(self, queue: &str, at: impl Into<Seconds>) -> Self {
        let at = at.into();
        let requested = if self.is_requested {
            self
        } else {
            self.requested(at)
        };
        requested.entered(queue, at)
    }

    /// Adds `EnteredGroupQueue` only.
    pub(crate) fn entered(self, queue: &str, at: impl Into<Seconds>) -> Self {
        self.event("EnteredGroupQueue", at, &[("group", group(queue))])
    }

    pub(crate) fn left_queue(self, queue: &str, at: impl Into<Seconds>) -> Self {
        self.event("LeftGroupQueue", at, &[("group", group(queue))])
    }

    pub(crate) fn queue_timed_out(self, queue: &str, at: impl Into<Seconds>) -> Self {
        self.event("GroupQueueTimeoutExpired", at, &[("group", group(queue))])
    }

    /// Adds `AssignedToOperator` without a group.
    pub(crate) fn offered(self, operator: &str, at: impl Into<Seconds>) -> Self {
        self.event("AssignedToOperator", at, &[("operator", person(operator))])
    }

    /// Adds `AssignedToOperator` with a group.
    pub(crate) fn offered_in(self, queue: &str, operator: &str, at: impl Into<Seconds>) -> Self {
        let with = [("operator", person(operator)), ("group", group(queue))];
        self.event("AssignedToOperator", at, &with)
    }

    /// Adds `OperatorTimeoutExpired`.
    pub(crate) fn missed(self, operator: &str, at: impl Into<Seconds>) -> Self {
        self.event(
            "OperatorTimeoutExpired",
            at,
            &[("operator", person(operator))],
        )
    }

    /// Adds `AcceptedByOperator`.
    pub(crate) fn accepted(self, operator: &str, at: impl Into<Seconds>) -> Self {
        self.event("AcceptedByOperator", at, &[("operator", person(operator))])
    }

    pub(crate) fn forwarded_to_group(self, by: &str, queue: &str, at: impl Into<Seconds>) -> Self {
        let with = [("forwardedByOperator", person(by)), ("group", group(queue))];
        self.event("ForwardedToGroup", at, &with)
    }

    pub(crate) fn forwarded_to_user(
        self,
        by: &str,
        operator: &str,
        at: impl Into<Seconds>,
    ) -> Self {
        let with = [
            ("forwardedByOperator", person(by)),
            ("operator", person(operator)),
        ];
        self.event("ForwardedToUser", at, &with)
    }

    pub(crate) fn forwarded_to_phone(self, by: &str, at: impl Into<Seconds>) -> Self {
        let with = [
            ("forwardedByOperator", person(by)),
            ("phoneNumber", json!("123")),
        ];
        self.event("ForwardedToPhone", at, &with)
    }

    pub(crate) fn invited_group(self, by: &str, queue: &str, at: impl Into<Seconds>) -> Self {
        let with = [("invitedByOperator", person(by)), ("group", group(queue))];
        self.event("InvitedGroup", at, &with)
    }

    pub(crate) fn invited_user(self, by: &str, operator: &str, at: impl Into<Seconds>) -> Self {
        let with = [
            ("invitedByOperator", person(by)),
            ("operator", person(operator)),
        ];
        self.event("InvitedUser", at, &with)
    }

    pub(crate) fn routing_ended(self, at: impl Into<Seconds>) -> Self {
        self.event("RoutingEnded", at, &[])
    }

    /// Adds any event, with any properties besides those that every event has.
    pub(crate) fn event(
        self,
        activity: impl Into<Value>,
        at: impl Into<Seconds>,
        with: &[(&str, Value)],
    ) -> Self {
        let mut event = json!({
            "routingRequestId": self.request,
            "timestamp": self.timestamp(at),
            "activityType": activity.into(),
        });
        for (name, value) in with {
            event[*name] = value.clone();
        }
        self.raw_event(event)
    }

    /// Adds an element to the history unchanged.
    pub(crate) fn raw_event(mut self, event: Value) -> Self {
        self.is_requested = true;
        self.history.push(event);
        self
    }

    /// A timestamp as the API writes it.
    pub(crate) fn timestamp(&self, at: impl Into<Seconds>) -> String {
        let timestamp = self.created + TimeDelta::microseconds(at.into().0);
        timestamp.format("%Y-%m-%dT%H:%M:%S%.6f%:z").to_string()
    }

    /// The session alone, as the API returns it.
    pub(crate) fn session(&self) -> Value {
        let mut session = self.session.clone();
        let mut complete = |name: &str, value: Value| {
            session.entry(name).or_insert(value);
        };
        complete("operators", json!(self.stints));
        complete("activities", json!(self.activities));
        Value::Object(session)
    }

    /// The routing history alone.
    pub(crate) fn history(&self) -> Value {
        json!(self.history)
    }

    /// The session with its history embedded, if it has one.
    pub(crate) fn embedded(&self) -> Value {
        let mut session = self.session();
        if !self.history.is_empty() {
            session["routingHistory"] = self.history();
        }
        session
    }

    /// The history with the id of its session.
    pub(crate) fn wrapped(&self) -> Value {
        json!({"sessionId": self.session["id"], "routingHistory": self.history})
    }
}

/// The id of a queue.
pub(crate) fn queue_id(name: &str) -> usize {
    let place = QUEUES.iter().position(|&queue| queue == name);
    1 + place.unwrap_or_else(|| panic!("no queue is called {name}"))
}

/// The id of an operator.
pub(crate) fn operator_id(first_name: &str) -> usize {
    let place = OPERATORS.iter().position(|&(first, _)| first == first_name);
    11 + place.unwrap_or_else(|| panic!("no operator is called {first_name}"))
}

fn group(name: &str) -> Value {
    json!({"id": queue_id(name), "name": name})
}

fn person(first_name: &str) -> Value {
    let id = operator_id(first_name);
    let (first, last) = OPERATORS[id - 11];
    json!({"userId": id, "firstName": first, "lastName": last})
}

/// Formats a duration in ISO 8601.
fn duration(length: Seconds) -> String {
    let sign = if length.0 < 0 { "-" } else { "" };
    let micros = length.0.unsigned_abs();
    format!("{sign}PT{}.{:06}S", micros / 1_000_000, micros % 1_000_000)
}
