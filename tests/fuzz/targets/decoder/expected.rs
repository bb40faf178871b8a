//! The expected result of decoding JSON, by the rules of `phasebook guide reading`: a slow and simple reader.

use phasebook::model::api_enum::ApiEnum;

use super::json::{self, Json, Member};
use super::slow;

/// A session: id, timestamps, durations, other ids, and the stints of operators.
pub type Session = (
    i64,
    [Option<i64>; 4],
    [Option<i64>; 2],
    [Option<i64>; 3],
    Vec<Stint>,
);
/// A stint: the user, and the timestamps `joined`, `left` and `concluded`.
pub type Stint = (Option<i64>, [Option<i64>; 3]);
/// An event: timestamp, request, activity, group and operator.
pub type Event = (i64, Option<i64>, String, Option<i64>, Option<i64>);

/// The records found in a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub sessions: Vec<Session>,
    pub histories: Vec<(i64, Vec<Event>)>,
    pub sessions_rejected: u64,
    pub histories_rejected: u64,
    pub campaigns: u64,
    pub directory: u64,
    pub unrecognised: u64,
    pub other_answers: u64,
    pub error_answers: u64,
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

const FOREIGN: &[&str] = &[
    "subject",
    "inboxName",
    "threadId",
    "retryCount",
    "retryScheduledDate",
    "backgroundArgb",
    "textArgb",
    "buttonVisible",
    "companyGuid",
    "formType",
    "formChannel",
    "phoneCallId",
    "stateKind",
    "eventType",
];

/// The bare events of a file or an array.
#[derive(Default)]
struct Bare {
    histories: Vec<Vec<Event>>,
    /// The history that further events would continue.
    open: Option<usize>,
    /// Whether the events are of one array; these are one history, even with other elements between them.
    is_array: bool,
}

impl Bare {
    fn event(&mut self, event: Option<Event>) {
        let open = *self.open.get_or_insert(self.histories.len());
        self.histories
            .resize_with(self.histories.len().max(open + 1), Vec::new);
        self.histories[open].extend(event);
    }

    fn breaks(&mut self) {
        if !self.is_array {
            self.open = None;
        }
    }
}

/// The state of reading a file by the rules.
#[derive(Default)]
struct Reader {
    found: Found,
    /// Histories of events that name their session themselves.
    owned: Vec<(i64, Vec<Event>)>,
    is_found: bool,
}

/// The surroundings of a value: the number of searched objects around it, and whether it is a top-level value.
#[derive(Clone, Copy)]
struct Around {
    level: u32,
    is_of_file: bool,
}

impl Around {
    const fn deeper(self) -> Self {
        Self {
            is_of_file: false,
            ..self
        }
    }

    const fn inside(self) -> Self {
        Self {
            level: self.level + 1,
            is_of_file: false,
        }
    }
}

impl Found {
    /// The expected records of a file whose name has the id of this session.
    pub fn of(values: &[(usize, Json<'_>)], session: i64) -> Self {
        let mut reader = Reader::default();
        let mut bare = Bare::default();
        let around = Around {
            level: 0,
            is_of_file: true,
        };
        for (_, value) in values {
            reader.value(value, &mut bare, around);
        }
        let is_one = bare.histories.len() == 1;
        for events in bare.histories {
            reader.add_history(is_one.then_some(session), events);
        }
        for (session, events) in std::mem::take(&mut reader.owned) {
            reader.add_history(Some(session), events);
        }
        reader.found
    }
}

impl Reader {
    fn value(&mut self, value: &Json<'_>, bare: &mut Bare, around: Around) {
        match value {
            Json::Object(members) if !members.is_empty() => self.object(members, bare, around),
            Json::Array(elements) => {
                let mut inner = Bare {
                    is_array: true,
                    ..Bare::default()
                };
                for element in elements {
                    self.value(element, &mut inner, around.deeper());
                }
                bare.breaks();
                bare.histories.append(&mut inner.histories);
            }
            Json::Text(text)
                if around.is_of_file && text.trim_start_matches(BLANKS).starts_with(['{', '[']) =>
            {
                match json::values(text).as_deref() {
                    Some([(_, value)]) => self.value(value, bare, around.deeper()),
                    _ => bare.breaks(),
                }
            }
            value => {
                bare.breaks();
                if is_flattened(value) {
                    self.is_found = true;
                } else if around.level == 0 {
                    self.found.unrecognised += 1;
                }
            }
        }
    }

    fn recognised(&mut self, bare: &mut Bare) {
        self.is_found = true;
        bare.breaks();
    }

    fn object(&mut self, members: &[Member<'_>], bare: &mut Bare, around: Around) {
        let there = |name: &str| get(members, name).is_some();
        let is_session = is_session(members) && (around.level == 0 || there("created"));
        let (history, page) = (history(members, is_session), page(members));
        if FOREIGN.iter().any(|name| there(name)) && !holds_sessions(page) {
            self.recognised(bare);
            self.found.other_answers += 1;
        } else if is_event(members) {
            self.is_found = true;
            match own_session(members) {
                Some(session) => self.own(session, event(members)),
                None => bare.event(event(members)),
            }
        } else if let Some((value, events)) = history
            .as_ref()
            .filter(|_| !is_session && (there("sessionId") || there("id")))
        {
            self.recognised(bare);
            let events = self.events(events);
            let session = id(members, "sessionId").or_else(|| id(members, "id"));
            match (events, session) {
                (Some(events), Some(id)) => self.add_history(Some(id), events),
                (Some(events), None) => bare.histories.push(events),
                (None, _) => {}
            }
            self.look_beside(members, value, bare, around);
        } else if is_map(members) {
            self.recognised(bare);
            for member in members {
                self.map_member(member, bare, around);
            }
        } else if let Some(page) = page {
            self.is_found = false;
            self.value(page, bare, around.deeper());
            self.look_beside(members, page, bare, around);
            let is_empty = matches!(page, Json::Array(elements) if elements.is_empty());
            self.found.error_answers += u64::from(!self.is_found && is_empty && has_error(members));
            self.is_found = true;
        } else if is_sure_session(members) {
            self.session(members, history, bare, around);
        } else if let Some(is_campaign) = directory(members) {
            if id(members, "id").is_none() {
                return self.look_into(members, bare, around);
            }
            self.recognised(bare);
            if is_campaign {
                self.found.campaigns += 1;
            } else {
                self.found.directory += 1;
            }
        } else if is_session {
            self.session(members, history, bare, around);
        } else {
            self.look_into(members, bare, around);
        }
    }

    fn map_member(&mut self, member: &Member<'_>, bare: &mut Bare, around: Around) {
        if !is_digits(member.written) {
            return self.look_at(&member.value, bare, around);
        }
        match events_in(&member.value) {
            Some(events) if events.is_empty() || begins_with_event(&events) => {
                self.is_found = true;
                if let Some(events) = self.events(&events) {
                    self.add_history(usable(member.written.parse().ok()), events);
                }
            }
            _ if matches!(member.value, Json::Null) => {}
            _ => self.value(&member.value, bare, around.deeper()),
        }
    }

    fn look_beside(
        &mut self,
        members: &[Member<'_>],
        read: &Json<'_>,
        bare: &mut Bare,
        around: Around,
    ) {
        let others = members
            .iter()
            .filter(|member| !std::ptr::eq(&raw const member.value, read));
        for member in others {
            self.look_at(&member.value, bare, around);
        }
    }

    fn look_at(&mut self, value: &Json<'_>, bare: &mut Bare, around: Around) {
        if around.level >= 8 {
            return;
        }
        if is_looked_into(value) {
            self.value(value, bare, around.inside());
        } else if let Json::Array(elements) = value {
            self.is_found |= elements.iter().any(is_flattened);
        } else {
            self.is_found |= is_flattened(value);
        }
    }

    fn look_into(&mut self, members: &[Member<'_>], bare: &mut Bare, around: Around) {
        let was_found = std::mem::replace(&mut self.is_found, false);
        let pair = pair(members);
        for member in members {
            match &pair {
                Some((session, history, events))
                    if std::ptr::eq(&raw const member.value, *history) =>
                {
                    self.is_found = true;
                    if let Some(events) = self.events(events) {
                        self.add_history(*session, events);
                    }
                }
                _ => self.look_at(&member.value, bare, around),
            }
        }
        if !self.is_found {
            bare.breaks();
            if has_error(members) || is_message(members) {
                self.is_found = true;
                self.found.error_answers += 1;
            } else if around.level == 0 {
                self.found.unrecognised += 1;
            }
        }
        self.is_found |= was_found;
    }

    /// The events of a history, except those that name their session; `None` if no element is left.
    fn events(&mut self, elements: &[&Json<'_>]) -> Option<Vec<Event>> {
        let mut events = Vec::new();
        let (mut own, mut of_others, mut bad) = (0, 0, 0);
        for element in elements {
            match unboxed_event(element) {
                Some(members) => {
                    if let Some(session) = own_session(members) {
                        of_others += 1;
                        self.own(session, event(members));
                    } else {
                        own += 1;
                        events.extend(event(members));
                    }
                }
                None if is_flattened(element) => {}
                None => bad += 1,
            }
        }
        let is_history = elements.is_empty() || own > 0 || (bad > 0 && of_others == 0);
        is_history.then_some(events)
    }

    fn own(&mut self, session: i64, event: Option<Event>) {
        let known = self.owned.iter_mut().find(|(known, _)| *known == session);
        match known {
            Some((_, events)) => events.extend(event),
            None => self.owned.push((session, event.into_iter().collect())),
        }
    }

    fn add_history(&mut self, session: Option<i64>, mut events: Vec<Event>) {
        events.sort_by_key(|event| event.0);
        match session {
            Some(session) => self.found.histories.push((session, events)),
            None => self.found.histories_rejected += 1,
        }
    }

    fn session(
        &mut self,
        members: &[Member<'_>],
        history: Option<(&Json<'_>, Vec<&Json<'_>>)>,
        bare: &mut Bare,
        around: Around,
    ) {
        self.recognised(bare);
        let id = id(members, "id");
        if let (Some(id), Some(created)) = (id, timestamp(members, "created")) {
            let [joined, started, ended] =
                ["guestJoined", "started", "ended"].map(|name| timestamp(members, name));
            let stints = get(members, "operators").map(list).unwrap_or_default();
            self.found.sessions.push((
                id,
                [Some(created), joined, started, ended],
                ["waited", "length"].map(|name| duration(members, name)),
                ["companyId", "departmentId", "campaignId"].map(|name| self::id(members, name)),
                stints.into_iter().filter_map(stint).collect(),
            ));
        } else {
            self.found.sessions_rejected += 1;
        }
        if let Some((_, events)) = history
            && let Some(events) = self.events(&events)
        {
            self.add_history(id, events);
        }
        if let Some(answer @ Json::Object(inner)) = get(members, "routingHistory")
            && !inner.is_empty()
            && events_in(answer).is_none()
        {
            self.value(answer, bare, around.deeper());
        }
    }
}

const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// A name in lower case, without separators between words; `None` for names that the API never has.
fn folded(name: &str) -> Option<String> {
    let is_own = !name.is_empty() && !name.starts_with(['_', '-', '$']);
    is_own.then(|| name.replace(['_', '-'], "").to_ascii_lowercase())
}

fn is_name(written: &str, name: &str) -> bool {
    folded(written).is_some_and(|folded| folded == name.to_ascii_lowercase())
}

/// The value of a property: the last member with the exact name, else the last member with another spelling of it.
fn get<'j, 't>(members: &'j [Member<'t>], name: &str) -> Option<&'j Json<'t>> {
    let exact = members.iter().rfind(|member| member.name == name);
    exact
        .or_else(|| members.iter().rfind(|member| is_name(&member.name, name)))
        .map(|member| &member.value)
}

fn is_flattened(value: &Json<'_>) -> bool {
    let Json::Text(text) = value else {
        return false;
    };
    text.starts_with("@{") || text == "System.Object[]" || text == "System.Collections.Hashtable"
}

fn is_digits(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_event(members: &[Member<'_>]) -> bool {
    get(members, "activityType").is_some() && get(members, "timestamp").is_some()
}

fn is_sure_session(members: &[Member<'_>]) -> bool {
    let there = |name: &&str| get(members, name).is_some();
    there(&"created")
        && ["operators", "guestLeftSession", "status", "source"]
            .iter()
            .any(there)
}

fn is_session(members: &[Member<'_>]) -> bool {
    let there = |name: &&&str| get(members, name).is_some();
    let is_named = ["name", "mode", "username", "email"]
        .iter()
        .any(|name| there(&name));
    let properties = SESSION_PROPERTIES.iter().filter(there).count();
    is_sure_session(members) || (!is_named && properties >= 2)
}

/// `true` for a campaign, `false` for a user, group or department, `None` for any other object.
fn directory(members: &[Member<'_>]) -> Option<bool> {
    let there = |name: &str| get(members, name).is_some();
    if there("mode") {
        return Some(true);
    }
    let is_user = there("username") || there("email");
    let is_group = there("name") && there("type");
    let is_department = there("name")
        && there("id")
        && !there("departmentId")
        && !members.iter().any(|member| is_looked_into(&member.value));
    (is_user || is_group || is_department).then_some(false)
}

fn is_looked_into(value: &Json<'_>) -> bool {
    match value {
        Json::Object(_) => true,
        Json::Array(elements) => elements
            .iter()
            .any(|element| matches!(element, Json::Object(_) | Json::Array(_))),
        _ => false,
    }
}

/// The value under `$values`, or under `value` beside `Count`.
fn array_inside<'j, 't>(members: &'j [Member<'t>]) -> Option<&'j Json<'t>> {
    let values = get(members, "$values");
    values.or_else(|| get(members, "count").and_then(|_| get(members, "value")))
}

/// The elements of a value where an array is expected.
fn list<'j, 't>(value: &'j Json<'t>) -> Vec<&'j Json<'t>> {
    match value {
        Json::Array(elements) => elements.iter().collect(),
        Json::Object(members) if members.is_empty() => Vec::new(),
        Json::Object(members) => match array_inside(members) {
            Some(inside) => list(inside),
            None => vec![value],
        },
        _ => Vec::new(),
    }
}

/// The elements of a value where events may stand.
fn events_in<'j, 't>(value: &'j Json<'t>) -> Option<Vec<&'j Json<'t>>> {
    let single = |value: &'j Json<'t>| match value {
        Json::Array(elements) => Some(elements.iter().collect()),
        Json::Object(members) if is_event(members) => Some(vec![value]),
        _ => None,
    };
    single(value).or_else(|| match value {
        Json::Object(members) => array_inside(members).and_then(single),
        _ => None,
    })
}

fn begins_with_event(elements: &[&Json<'_>]) -> bool {
    matches!(elements.first(), Some(Json::Object(members)) if is_event(members))
}

/// The history of an object, and the value that holds it.
fn history<'j, 't>(
    members: &'j [Member<'t>],
    is_session: bool,
) -> Option<(&'j Json<'t>, Vec<&'j Json<'t>>)> {
    let is_of_session = |name: &str| {
        SESSION_PROPERTIES
            .iter()
            .any(|property| is_name(name, property))
    };
    let own = get(members, "routingHistory");
    let own = own.and_then(|value| Some((value, events_in(value)?)));
    own.or_else(|| {
        members.iter().find_map(|member| {
            let events = events_in(&member.value)?;
            let is_history = begins_with_event(&events)
                && !(is_session && is_of_session(&member.name))
                && !is_name(&member.name, "routingHistory");
            is_history.then_some((&member.value, events))
        })
    })
}

/// The elements of a member whose name is the id of a session, if events may stand there.
fn events_of_id<'j, 't>(member: &'j Member<'t>) -> Option<Vec<&'j Json<'t>>> {
    let is_id = is_digits(&member.name);
    is_id.then(|| events_in(&member.value)).flatten()
}

fn is_map(members: &[Member<'_>]) -> bool {
    let is_nothing = |member: &Member<'_>| {
        is_digits(&member.name)
            && (matches!(member.value, Json::Null)
                || events_of_id(member).is_some_and(|events| events.is_empty()))
    };
    members
        .iter()
        .any(|member| events_of_id(member).is_some_and(|events| begins_with_event(&events)))
        || (!members.is_empty() && members.iter().all(is_nothing))
}

fn page<'j, 't>(members: &'j [Member<'t>]) -> Option<&'j Json<'t>> {
    let mut arrays = ["data", "items", "value", "sessions"]
        .into_iter()
        .filter_map(|name| get(members, name));
    arrays.find(|value| is_page(value, 4))
}

fn is_page(value: &Json<'_>, depth: u32) -> bool {
    let Json::Array(elements) = value else {
        return false;
    };
    match elements.first() {
        None => true,
        Some(Json::Object(members)) => is_recognised(members, depth),
        Some(inner @ Json::Array(_)) => depth > 0 && is_page(inner, depth - 1),
        Some(_) => false,
    }
}

fn is_recognised(members: &[Member<'_>], depth: u32) -> bool {
    let there = |name: &&str| get(members, name).is_some();
    let arrays = ["data", "items", "value", "sessions"].into_iter();
    depth > 0
        && (FOREIGN.iter().any(there)
            || is_event(members)
            || is_session(members)
            || (directory(members).is_some() && there(&"id"))
            || is_map(members)
            || (history(members, false).is_some() && (there(&"sessionId") || there(&"id")))
            || arrays
                .filter_map(|name| get(members, name))
                .any(|value| is_page(value, depth - 1)))
}

/// Whether a page begins with a session or an event.
fn holds_sessions(page: Option<&Json<'_>>) -> bool {
    let Some(Json::Array(elements)) = page else {
        return false;
    };
    let Some(Json::Object(members)) = elements.first() else {
        return false;
    };
    let there = |name: &&str| get(members, name).is_some();
    let is_other = FOREIGN.iter().any(there) && !holds_sessions(self::page(members));
    let is_wrapper = history(members, false).is_some()
        && !is_session(members)
        && (there(&"sessionId") || there(&"id"));
    let is_container = is_wrapper || is_map(members) || self::page(members).is_some();
    let is_directory = !is_sure_session(members) && directory(members).is_some();
    !is_other && (is_event(members) || (is_session(members) && !is_container && !is_directory))
}

/// A pair of a session and its history: the session's id, the value of the history, and its events.
type Pair<'j, 't> = (Option<i64>, &'j Json<'t>, Vec<&'j Json<'t>>);

fn pair<'j, 't>(members: &'j [Member<'t>]) -> Option<Pair<'j, 't>> {
    let (mut sessions, mut histories) = (Vec::new(), Vec::new());
    for member in members {
        if let Some(events) = events_in(&member.value).filter(|events| begins_with_event(events)) {
            histories.push((&member.value, events));
        } else if let Json::Object(inner) = &member.value {
            sessions.extend(is_session_inside(inner).then(|| id(inner, "id")));
        }
    }
    match (&*sessions, &mut *histories) {
        ([session], [(value, events)]) => Some((*session, value, std::mem::take(events))),
        _ => None,
    }
}

/// Whether an object inside a searched object is a session.
fn is_session_inside(members: &[Member<'_>]) -> bool {
    let there = |name: &&str| get(members, name).is_some();
    let is_other = FOREIGN.iter().any(there) && !holds_sessions(page(members));
    let is_container = is_map(members) || page(members).is_some();
    let is_directory = !is_sure_session(members) && directory(members).is_some();
    !is_other
        && !is_event(members)
        && !is_container
        && !is_directory
        && is_session(members)
        && there(&"created")
}

fn has_error(members: &[Member<'_>]) -> bool {
    let says_something = |value: &Json<'_>| match value {
        Json::Null => false,
        Json::Bool(value) => *value,
        Json::Number(written) => *written != "0",
        Json::Text(text) => !text.is_empty(),
        Json::Array(elements) => !elements.is_empty(),
        Json::Object(members) => !members.is_empty(),
    };
    let names = ["error", "errors", "exceptionMessage", "traceId"];
    members.iter().any(|member| {
        names.iter().any(|name| is_name(&member.name, name)) && says_something(&member.value)
    })
}

fn is_message(members: &[Member<'_>]) -> bool {
    let message = ["message", "title"];
    let beside = [
        "status",
        "statusCode",
        "code",
        "type",
        "detail",
        "instance",
        "messageDetail",
        "timestamp",
        "path",
        "requestId",
    ];
    let is =
        |names: &[&str], member: &Member<'_>| names.iter().any(|name| is_name(&member.name, name));
    members.iter().any(|member| is(&message, member))
        && members
            .iter()
            .all(|member| is(&message, member) || is(&beside, member))
}

/// A single value without the boxes around it; `None` if it is not a single value.
fn single<'j, 't>(value: &'j Json<'t>) -> Option<Single<'j, 't>> {
    match value {
        Json::Array(elements) => match &**elements {
            [only] => single(only),
            _ => None,
        },
        Json::Object(members) => {
            let names = [
                "$date",
                "$numberLong",
                "$numberInt",
                "$numberDouble",
                "value",
            ];
            let (name, inside) = names
                .into_iter()
                .find_map(|name| Some((name, get(members, name)?)))?;
            match inside {
                Json::Text(text) if name.starts_with("$number") => {
                    Some(Single::Number(text.trim_matches(BLANKS)))
                }
                inside => single(inside),
            }
        }
        Json::Number(written) => Some(Single::Number(written)),
        Json::Text(text) => Some(Single::Text(text.trim_matches(BLANKS))),
        other => Some(Single::Other(other)),
    }
}

enum Single<'j, 't> {
    Number(&'j str),
    Text(&'j str),
    #[expect(dead_code, reason = "no rule here reads it")]
    Other(&'j Json<'t>),
}

/// An object without the boxes around it.
fn object<'j, 't>(value: &'j Json<'t>) -> Option<&'j [Member<'t>]> {
    match value {
        Json::Array(elements) => match &**elements {
            [only] => object(only),
            _ => None,
        },
        Json::Object(members) => match get(members, "value") {
            Some(inside @ (Json::Object(_) | Json::Array(_))) => object(inside),
            _ => Some(members),
        },
        _ => None,
    }
}

/// The members of an event in a history, without the boxes around it.
fn unboxed_event<'j, 't>(element: &'j Json<'t>) -> Option<&'j [Member<'t>]> {
    match element {
        Json::Object(members) if is_event(members) => Some(members),
        element => object(element).filter(|members| is_event(members)),
    }
}

fn id(members: &[Member<'_>], name: &str) -> Option<i64> {
    let written = match single(get(members, name)?)? {
        Single::Number(written) => written.to_owned(),
        Single::Text(text) => {
            let (sign, digits) = match text.strip_prefix('-') {
                Some(digits) => ("-", digits),
                None => ("", text),
            };
            let mut digits = digits;
            while let [b'0', next, ..] = digits.as_bytes()
                && next.is_ascii_digit()
            {
                digits = &digits[1..];
            }
            format!("{sign}{digits}")
        }
        Single::Other(_) => return None,
    };
    usable(slow::number(written.as_bytes()).1)
}

/// An id can be any 64-bit integer except the smallest, which is reserved.
fn usable(id: Option<i64>) -> Option<i64> {
    id.filter(|id| *id != i64::MIN)
}

fn own_session(members: &[Member<'_>]) -> Option<i64> {
    id(members, "sessionId")
}

fn timestamp(members: &[Member<'_>], name: &str) -> Option<i64> {
    match single(get(members, name)?)? {
        Single::Text(text) => slow::timestamp(text.as_bytes()),
        Single::Number(written) => slow::since_1970(written),
        Single::Other(_) => None,
    }
    .flatten()
    .map(|(micros, _)| micros)
}

fn duration(members: &[Member<'_>], name: &str) -> Option<i64> {
    let value = get(members, name)?;
    match single(value) {
        Some(Single::Text(text)) => slow::duration(text).flatten(),
        Some(_) => None,
        None => {
            let ticks = id(object(value)?, "ticks")?;
            Some(ticks / 10)
        }
    }
}

fn stint(element: &Json<'_>) -> Option<Stint> {
    let members = object(element)?;
    let timestamps = ["joined", "left", "concluded"].map(|name| timestamp(members, name));
    Some((id(members, "userId"), timestamps))
}

/// An event with a usable timestamp.
fn event(members: &[Member<'_>]) -> Option<Event> {
    use phasebook::model::RoutingActivity;
    let activity = match get(members, "activityType").and_then(single) {
        Some(Single::Text(text)) => RoutingActivity::from_name(text),
        Some(Single::Number(written)) => slow::number(written.as_bytes())
            .1
            .and_then(RoutingActivity::from_number),
        _ => None,
    };
    let of = |name: &str, key: &str| {
        get(members, name)
            .and_then(object)
            .and_then(|inner| id(inner, key))
    };
    Some((
        timestamp(members, "timestamp")?,
        id(members, "routingRequestId"),
        format!("{:?}", activity.unwrap_or(RoutingActivity::Unknown)),
        of("group", "id"),
        of("operator", "userId"),
    ))
}
