//! Makes a session with its routing history, as the API writes it, from bytes.

use std::fmt::Write;

/// Frequent activities of a history; any other byte stands for a rare or an unknown one.
const ACTIVITIES: [&str; 16] = [
    "RoutingRequestCreated",
    "EnteredGroupQueue",
    "AssignedToOperator",
    "OperatorTimeoutExpired",
    "AcceptedByOperator",
    "RoutingEnded",
    "LeftGroupQueue",
    "GroupQueueTimeoutExpired",
    "ForwardedToGroup",
    "ForwardedToUser",
    "ForwardedToPhone",
    "InvitedGroup",
    "InvitedUser",
    "AssignedToOperator",
    "EnteredGroupQueue",
    "SomethingNew",
];
const STATUSES: [&str; 4] = ["CLOSED", "ACTIVE", "BLACKLISTED", "OTHER"];
const GUEST_LEFT: [&str; 4] = ["LeftQueue", "LeftBeforeQueue", "LeftSession", "x"];

/// The bytes that are left; after the last byte follow zeros.
struct Bytes<'d>(&'d [u8]);

impl Bytes<'_> {
    fn next(&mut self) -> u8 {
        let Some((&first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        first
    }

    /// A timestamp some seconds before or after the creation.
    fn timestamp(&mut self) -> String {
        let seconds = i32::from(self.next().cast_signed());
        let minute = 30 + seconds.div_euclid(60);
        format!(
            "\"2026-10-05T08:{minute:02}:{:02}Z\"",
            seconds.rem_euclid(60)
        )
    }

    /// A timestamp, or null.
    fn timestamp_if(&mut self, is_there: bool) -> String {
        if is_there {
            self.timestamp()
        } else {
            "null".to_owned()
        }
    }
}

/// The JSON of a session with id 1.
pub fn session(data: &[u8]) -> String {
    let mut bytes = Bytes(data);
    let (flags, words) = (bytes.next(), bytes.next());
    let has = |flag: u8| flags >> flag & 1 == 1;
    let mut text = format!(
        r#"{{"id":1,"created":"2026-10-05T08:30:00Z","status":"{}","guestLeftSession":"{}""#,
        STATUSES[usize::from(words % 4)],
        GUEST_LEFT[usize::from(words / 4 % 4)],
    );
    let chatbots = if has(0) { "[1]" } else { "[]" };
    let mut put = |name: &str, value: &str| {
        write!(text, r#","{name}":{value}"#).expect("a text takes more");
    };
    put("chatbots", chatbots);
    put("blacklisted", if has(1) { "true" } else { "false" });
    put("started", &bytes.timestamp_if(has(2)));
    put("ended", &bytes.timestamp_if(has(3)));
    put("guestJoined", &bytes.timestamp_if(has(4)));
    put("waited", if has(5) { "\"PT7S\"" } else { "null" });
    put("operators", &stints(&mut bytes, words >> 6));
    put("routingHistory", &history(&mut bytes));
    text + "}"
}

fn stints(bytes: &mut Bytes<'_>, count: u8) -> String {
    let stints = (0..count).map(|_| {
        let flags = bytes.next();
        let [joined, left, concluded] =
            [0, 1, 2].map(|bit| bytes.timestamp_if(flags >> bit & 1 == 1));
        let user = flags >> 4;
        format!(r#"{{"userId":{user},"joined":{joined},"left":{left},"concluded":{concluded}}}"#)
    });
    format!("[{}]", stints.collect::<Vec<_>>().join(","))
}

/// A history with three bytes for each event: its activity, its request, group and operators, and its time.
fn history(bytes: &mut Bytes<'_>) -> String {
    let mut events = Vec::new();
    while !bytes.0.is_empty() {
        let (what, who) = (bytes.next(), bytes.next());
        let activity = ACTIVITIES[usize::from(what % 16)];
        let named = |number: u8, field: &str| match number {
            0 => "null".to_owned(),
            id => format!(r#"{{"{field}":{id}}}"#),
        };
        let request = match what >> 4 & 3 {
            0 => "null".to_owned(),
            request => request.to_string(),
        };
        events.push(format!(
            r#"{{"routingRequestId":{request},"timestamp":{},"activityType":"{activity}","group":{},"operator":{},"forwardedByOperator":{}}}"#,
            bytes.timestamp(),
            named(who & 3, "id"),
            named(who >> 2 & 3, "userId"),
            named(who >> 4 & 3, "userId"),
        ));
    }
    format!("[{}]", events.join(","))
}
