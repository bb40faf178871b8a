//! What must come of JSON, by the rules of what a dump is (README, "What is read"), without any haste.

use phasebook::model::api_enum::ApiEnum;

use super::json::{Json, Member};
use super::slow;

/// A session: id, moments, lengths, ids of others, and the stints of operators.
pub type Session = (
    i64,
    [Option<i64>; 4],
    [Option<i64>; 2],
    [Option<i64>; 3],
    Vec<Stint>,
);
/// A stint: the user, and when it joined, left and concluded.
pub type Stint = (Option<i64>, [Option<i64>; 3]);
/// An event: when, of which request, what, of which group and operator.
pub type Event = (i64, Option<i64>, String, Option<i64>, Option<i64>);

/// What is found in a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub sessions: Vec<Session>,
    pub histories: Vec<(i64, Vec<Event>)>,
    pub sessions_rejected: u64,
    pub histories_rejected: u64,
    pub campaigns: u64,
    pub directory: u64,
    pub unrecognised: u64,
}

const SESSION_PROPERTIES: &[&str] = &[
    "id",
    "companyId",
    "departmentId",
    "guest",
    "channel",
    "source",
    "status",
    "avSupport",
    "directCallNumber",
    "phoneCallbackNumber",
    "isDirectChat",
    "url",
    "widget",
    "operators",
    "reviewers",
    "enteredQueue",
    "created",
    "guestJoined",
    "started",
    "ended",
    "waited",
    "length",
    "blacklisted",
    "autoAccepted",
    "phoneCallbackDialed",
    "activities",
    "tags",
    "chatbots",
    "guestFeedbackStars",
    "guestFeedbackScale",
    "guestFeedbackText",
    "guestFeedbackCustomFields",
    "recordings",
    "recordingsState",
    "guestLeftSession",
    "outboundDialResult",
    "campaignId",
];

impl Found {
    /// In a file whose name tells this session.
    pub fn of(values: &[(usize, Json<'_>)], session: i64) -> Self {
        let mut found = Self::default();
        let bare = found.standing_alone(values.iter().map(|(_, value)| value));
        let is_one = bare.len() == 1;
        for events in bare {
            found.add_history(is_one.then_some(session), events);
        }
        found
    }

    /// Values that stand alone, one after the other; the bare histories among them are told.
    fn standing_alone<'j, 't: 'j>(
        &mut self,
        values: impl Iterator<Item = &'j Json<'t>>,
    ) -> Vec<Vec<Event>> {
        let mut bare: Vec<Vec<Event>> = Vec::new();
        let mut is_run = false;
        for value in values {
            let was_run = std::mem::replace(&mut is_run, false);
            match value {
                Json::Object(members) if is_event(members) => {
                    if !was_run {
                        bare.push(Vec::new());
                    }
                    bare.last_mut()
                        .expect("one was begun")
                        .extend(event(members));
                    is_run = true;
                }
                Json::Object(members) => self.record(members, &mut bare),
                Json::Array(elements) => self.elements(elements, &mut bare),
                _ => self.unrecognised += 1,
            }
        }
        bare
    }

    /// The elements of an array that stands alone: its events are one history.
    fn elements(&mut self, elements: &[Json<'_>], bare: &mut Vec<Vec<Event>>) {
        let mut own: Option<Vec<Event>> = None;
        for element in elements {
            match element {
                Json::Object(members) if is_event(members) => {
                    own.get_or_insert_default().extend(event(members));
                }
                Json::Object(members) => self.record(members, bare),
                Json::Array(_) => bare.extend(self.standing_alone(std::iter::once(element))),
                _ => self.unrecognised += 1,
            }
        }
        bare.extend(own);
    }

    fn record(&mut self, members: &[Member<'_>], bare: &mut Vec<Vec<Event>>) {
        let there = |name: &str| get(members, name).is_some();
        let is_named = ["name", "mode", "username", "email"].into_iter().any(there);
        let envelope = ["data", "items", "value", "sessions"]
            .into_iter()
            .find_map(|name| array(members, name));
        let has_frame = !is_named && there("id") && there("created");
        let history = array(members, "routingHistory");
        if let Some(elements) = envelope.filter(|_| !has_frame) {
            let is_history = match elements.first() {
                None => there("sessionId"),
                Some(Json::Object(first)) => is_event(first),
                Some(_) => false,
            };
            if is_history && (there("sessionId") || there("id")) {
                self.wrapped(members, elements, bare);
            } else {
                let value = [elements];
                for elements in value {
                    let mut inner = Vec::new();
                    self.elements(elements, &mut inner);
                    bare.extend(inner);
                }
            }
        } else if !is_named && SESSION_PROPERTIES.iter().filter(|name| there(name)).count() >= 2 {
            self.session(members, history);
        } else if let Some(elements) = history {
            self.wrapped(members, elements, bare);
        } else if there("mode") {
            self.known(members, |found| &mut found.campaigns);
        } else if is_named {
            self.known(members, |found| &mut found.directory);
        } else {
            self.map(members);
        }
    }

    fn known(&mut self, members: &[Member<'_>], count: fn(&mut Self) -> &mut u64) {
        match id(members, "id") {
            Some(_) => *count(self) += 1,
            None => self.unrecognised += 1,
        }
    }

    fn wrapped(
        &mut self,
        members: &[Member<'_>],
        elements: &[Json<'_>],
        bare: &mut Vec<Vec<Event>>,
    ) {
        let name = if get(members, "sessionId").is_some() {
            "sessionId"
        } else {
            "id"
        };
        match session_id(members, name) {
            Some(id) => self.add_history(Some(id), events(elements)),
            None => bare.push(events(elements)),
        }
    }

    fn map(&mut self, members: &[Member<'_>]) {
        let is_integer = |name: &str| {
            let digits = name.strip_prefix('-').unwrap_or(name);
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        };
        let mut is_empty = true;
        for member in members {
            if let (true, Json::Array(elements)) = (is_integer(member.written), &member.value) {
                is_empty = false;
                self.add_history(usable(member.written.parse().ok()), events(elements));
            }
        }
        self.unrecognised += u64::from(is_empty);
    }

    fn add_history(&mut self, session: Option<i64>, mut events: Vec<Event>) {
        events.sort_by_key(|event| event.0);
        match session {
            Some(session) => self.histories.push((session, events)),
            None => self.histories_rejected += 1,
        }
    }

    fn session(&mut self, members: &[Member<'_>], history: Option<&[Json<'_>]>) {
        let id = session_id(members, "id");
        if let (Some(id), Some(created)) = (id, moment(members, "created")) {
            let [joined, started, ended] =
                ["guestJoined", "started", "ended"].map(|name| moment(members, name));
            let stints = array(members, "operators").unwrap_or_default();
            self.sessions.push((
                id,
                [Some(created), joined, started, ended],
                ["waited", "length"].map(|name| duration(members, name)),
                ["companyId", "departmentId", "campaignId"].map(|name| self::id(members, name)),
                stints.iter().filter_map(stint).collect(),
            ));
        } else {
            self.sessions_rejected += 1;
        }
        if let Some(elements) = history {
            self.add_history(id, events(elements));
        }
    }
}

/// The value of a property: in camelCase before PascalCase, the last of equal names.
fn get<'j, 't>(members: &'j [Member<'t>], name: &str) -> Option<&'j Json<'t>> {
    let pascal = name[..1].to_uppercase() + &name[1..];
    let last = |name: &str| members.iter().rfind(|member| member.name == name);
    last(name)
        .or_else(|| last(&pascal))
        .map(|member| &member.value)
}

fn array<'j, 't>(members: &'j [Member<'t>], name: &str) -> Option<&'j [Json<'t>]> {
    match get(members, name) {
        Some(Json::Array(elements)) => Some(elements),
        _ => None,
    }
}

fn object<'j, 't>(members: &'j [Member<'t>], name: &str) -> Option<&'j [Member<'t>]> {
    match get(members, name) {
        Some(Json::Object(inner)) => Some(inner),
        _ => None,
    }
}

fn id(members: &[Member<'_>], name: &str) -> Option<i64> {
    match get(members, name) {
        Some(Json::Number(written)) => usable(slow::number(written.as_bytes()).1),
        _ => None,
    }
}

/// The least integer of 64 bits is the one that no id can be.
fn usable(id: Option<i64>) -> Option<i64> {
    id.filter(|id| *id != i64::MIN)
}

fn session_id(members: &[Member<'_>], name: &str) -> Option<i64> {
    match get(members, name) {
        Some(Json::Text(text)) => usable(text.parse().ok()),
        _ => id(members, name),
    }
}

fn moment(members: &[Member<'_>], name: &str) -> Option<i64> {
    match get(members, name) {
        Some(Json::Text(text)) => slow::moment(text.as_bytes())
            .flatten()
            .map(|(micros, _)| micros),
        _ => None,
    }
}

fn duration(members: &[Member<'_>], name: &str) -> Option<i64> {
    match get(members, name) {
        Some(Json::Text(text)) => slow::duration(text).flatten(),
        _ => None,
    }
}

fn stint(element: &Json<'_>) -> Option<Stint> {
    let Json::Object(members) = element else {
        return None;
    };
    let moments = ["joined", "left", "concluded"].map(|name| moment(members, name));
    Some((id(members, "userId"), moments))
}

fn is_event(members: &[Member<'_>]) -> bool {
    get(members, "activityType").is_some() && get(members, "timestamp").is_some()
}

fn events(elements: &[Json<'_>]) -> Vec<Event> {
    let usable = |element: &Json<'_>| match element {
        Json::Object(members) if is_event(members) => event(members),
        _ => None,
    };
    elements.iter().filter_map(usable).collect()
}

/// An event with a usable timestamp.
fn event(members: &[Member<'_>]) -> Option<Event> {
    use phasebook::model::RoutingActivity;
    let activity = match get(members, "activityType") {
        Some(Json::Text(text)) => RoutingActivity::from_name(text),
        Some(Json::Number(written)) => slow::number(written.as_bytes())
            .1
            .and_then(RoutingActivity::from_number),
        _ => None,
    };
    Some((
        moment(members, "timestamp")?,
        id(members, "routingRequestId"),
        format!("{:?}", activity.unwrap_or(RoutingActivity::Unknown)),
        object(members, "group").and_then(|group| id(group, "id")),
        object(members, "operator").and_then(|operator| id(operator, "userId")),
    ))
}
