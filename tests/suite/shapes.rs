//! The content of a file decides what it holds (`phasebook guide reading`, Shapes): every shape, the kinds of
//! objects, and the spellings of properties and enumerations.

use crate::harness::check::{case, check};
use crate::harness::dumps::{check_dumps, event, file, history, session, wrapped};
use crate::harness::scenario::Scenario;
use crate::harness::world::World;
use serde_json::json;

#[test]
fn sessions_come_alone_in_arrays_and_one_after_the_other() {
    let (one, two, three) = (session(1), session(2), session(3));
    check_dumps([
        file("a session", "a.json", &one)
            .sessions("1")
            .problems([])
            .counts(["session_records 1"]),
        file("an array", "a.json", format!("[{one},{two}]"))
            .sessions("1 2")
            .problems([]),
        file("line by line", "a.json", format!("{one}\n{two}\n"))
            .sessions("1 2")
            .problems([]),
        file(
            "with carriage returns",
            "a.json",
            format!("{one}\r\n\r\n{two}\r\n"),
        )
        .sessions("1 2")
        .problems([]),
        file(
            "just one after the other",
            "a.json",
            format!("{one}{two} {three}"),
        )
        .sessions("1 2 3")
        .problems([]),
        file(
            "arrays, one a line",
            "a.json",
            format!("[{one}]\n[{two},{three}]\n"),
        )
        .sessions("1 2 3")
        .problems([]),
        file("any sequence", "a.json", format!("{one}[{two}]{three}"))
            .sessions("1 2 3")
            .problems([]),
        file(
            "over many lines",
            "a.json",
            one.replace([',', '{'], ",\n ").replacen(",\n ", "{\n ", 1),
        )
        .sessions("1")
        .problems([]),
        file(
            "an array of arrays",
            "a.json",
            format!("[[{one}],[{two},{three}],[]]"),
        )
        .sessions("1 2 3")
        .problems([]),
        file("arrays within arrays", "a.json", format!("[[[[{one}]]]]"))
            .sessions("1")
            .problems([]),
        file("an empty array says nothing", "a.json", "[]")
            .sessions("")
            .problems([])
            .counts(["files_read 1", "histories 0", "unrecognised 0"]),
    ]);
}

#[test]
fn a_session_may_hold_its_history() {
    let with =
        |history: &str| session(1).replace('}', &format!(r#","routingHistory":{history}}}"#));
    check_dumps([
        file("inside", "a.json", with(&history()))
            .sessions("1+")
            .problems([])
            .counts(["histories_joined 1"]),
        file("an empty one is a history", "a.json", with("[]"))
            .sessions("1")
            .problems([])
            .counts(["histories 1", "histories_joined 1"]),
        file("null is none", "a.json", with("null"))
            .sessions("1")
            .problems([])
            .counts(["histories 0"]),
    ]);
}

#[test]
fn bare_histories_are_arrays_of_events_or_events_one_after_the_other() {
    let with = |name, path, content: String| {
        let world = World::new()
            .with("sessions.json", session(1))
            .with(path, content);
        crate::harness::dumps::dump(name, world)
            .sessions("1+")
            .problems([])
            .counts(["histories_joined 1"])
    };
    let (first, second) = (event(1), event(2));
    check_dumps([
        with("an array", "1.json", history()),
        with(
            "events line by line",
            "1.json",
            format!("{first}\n{second}\n"),
        ),
        with(
            "events one after the other",
            "1.json",
            format!("{first}{second}"),
        ),
        with("an event alone", "1.json", first.clone()),
        with(
            "in an envelope",
            "1.json",
            format!(r#"{{"data":{}}}"#, history()),
        ),
        with(
            "in an array of arrays",
            "1.json",
            format!("[{}]", history()),
        ),
        with(
            "beside a session",
            "1.json",
            format!("{}\n{}", session(1), history()),
        ),
        with(
            "a wrapper without a usable id",
            "1.json",
            format!(r#"{{"sessionId":null,"routingHistory":{}}}"#, history()),
        ),
        with(
            "a wrapper without an id",
            "1.json",
            format!(r#"{{"routingHistory":{}}}"#, history()),
        ),
    ]);
}

#[test]
fn wrapped_histories_name_their_session() {
    let with = |name, content: String| {
        let world = World::new().with("sessions.json", format!("{}{}", session(1), session(2)));
        crate::harness::dumps::dump(name, world.with("history-99.json", content)).problems([])
    };
    let history = history();
    check_dumps([
        with("sessionId", wrapped(1)).sessions("1+ 2"),
        with("id", format!(r#"{{"id":1,"routingHistory":{history}}}"#)).sessions("1+ 2"),
        with(
            "sessionId before id",
            format!(r#"{{"id":1,"sessionId":2,"routingHistory":{history}}}"#),
        )
        .sessions("1 2+"),
        with(
            "an id as text",
            format!(r#"{{"sessionId":"2","routingHistory":{history}}}"#),
        )
        .sessions("1 2+"),
        with("in an array", format!("[{},{}]", wrapped(1), wrapped(2))).sessions("1+ 2+"),
        with("line by line", format!("{}\n{}", wrapped(1), wrapped(2))).sessions("1+ 2+"),
        with(
            "in an envelope",
            format!(r#"{{"items":[{},{}]}}"#, wrapped(1), wrapped(2)),
        )
        .sessions("1+ 2+"),
        with(
            "under data",
            format!(r#"{{"sessionId":2,"data":{history}}}"#),
        )
        .sessions("1 2+"),
        with(
            "an empty one is a history",
            r#"{"sessionId":2,"routingHistory":[]}"#.to_owned(),
        )
        .sessions("1 2")
        .counts(["histories 1", "histories_joined 1"]),
        with("a map", format!(r#"{{"1":{history},"2":{history}}}"#)).sessions("1+ 2+"),
        with(
            "a map with an empty history",
            format!(r#"{{"1":[],"2":{history}}}"#),
        )
        .sessions("1 2+")
        .counts(["histories_joined 2"]),
        with(
            "a map in an array",
            format!(r#"[{{"1":{history}}},{{"2":{history}}}]"#),
        )
        .sessions("1+ 2+"),
    ]);
}

#[test]
fn a_page_may_lie_in_an_envelope() {
    let (one, two) = (session(1), session(2));
    let under = |name: &str| format!(r#"{{"total":2,"{name}":[{one},{two}],"next":null}}"#);
    check_dumps([
        file("data", "a.json", under("data"))
            .sessions("1 2")
            .problems([]),
        file("items", "a.json", under("items"))
            .sessions("1 2")
            .problems([]),
        file("value", "a.json", under("value"))
            .sessions("1 2")
            .problems([]),
        file("sessions", "a.json", under("sessions"))
            .sessions("1 2")
            .problems([]),
        file("in PascalCase", "a.json", under("Sessions"))
            .sessions("1 2")
            .problems([]),
        file(
            "one a line",
            "a.json",
            format!(r#"{{"data":[{one}]}}{}{{"data":[{two}]}}"#, "\n"),
        )
        .sessions("1 2")
        .problems([]),
        file(
            "an envelope in an envelope",
            "a.json",
            format!(r#"{{"data":[{{"items":[{one}]}},{two}]}}"#),
        )
        .sessions("1 2")
        .problems([]),
        file("an empty page says nothing", "a.json", r#"{"data":[]}"#)
            .sessions("")
            .problems([])
            .counts(["histories 0"]),
        file(
            "with id and created it is one still",
            "a.json",
            one.replace('}', &format!(r#","status":"done","data":[{two}]}}"#)),
        )
        .sessions("2")
        .problems([]),
        file(
            "an id alone does not make it one",
            "a.json",
            format!(r#"{{"id":9,"status":"ok","data":[{one}]}}"#),
        )
        .sessions("1")
        .problems([]),
        file(
            "no array, no envelope",
            "a.json",
            r#"{"data":{},"items":1}"#,
        )
        .sessions("")
        .counts(["unrecognised 1"]),
    ]);
}

#[test]
fn an_object_is_what_its_properties_say() {
    let is = |name, content: &str| file(name, "a.json", content).sessions("");
    let campaign = ["campaigns 1", "unrecognised 0", "session_records 0"];
    let directory = ["campaigns 0", "unrecognised 0", "session_records 0"];
    let rejected = ["session_records 1", "sessions_rejected 1", "unrecognised 0"];
    let unknown = ["session_records 0", "unrecognised 1"];
    check_dumps([
        is("a campaign has a mode", r#"{"id":1,"mode":"Preview"}"#).counts(campaign),
        is(
            "whatever else it has",
            r#"{"id":1,"mode":null,"username":"x","name":"x","type":1,"created":"x"}"#,
        )
        .counts(campaign),
        is(
            "a user has a user name",
            r#"{"id":1,"username":"x","name":"x","type":1,"created":"x"}"#,
        )
        .counts(directory),
        is("or an address", r#"{"id":1,"email":null,"created":"x"}"#).counts(directory),
        is(
            "a group has name and type",
            r#"{"id":1,"name":"x","type":"NORMAL","created":"x"}"#,
        )
        .counts(directory),
        is(
            "a department has a name",
            r#"{"id":1,"name":"x","created":"x"}"#,
        )
        .counts(directory),
        is(
            "a session that leaves no doubt may have a name, a mode and an address",
            r#"{"id":1,"created":"x","status":"x","name":"x","mode":"x","email":"x"}"#,
        )
        .counts(rejected),
        is(
            "what belongs to a department is none",
            r#"{"id":1,"name":"x","departmentId":5}"#,
        )
        .counts(unknown),
        is(
            "a session has two of its properties",
            r#"{"channel":"Chat","status":"CLOSED"}"#,
        )
        .counts(rejected),
        is("even as null", r#"{"id":null,"created":null}"#).counts(rejected),
        is(
            "also those that no rule needs",
            r#"{"guest":{},"reviewers":[]}"#,
        )
        .counts(rejected),
        is("one of them is not enough", r#"{"status":404}"#).counts(unknown),
        is(
            "nor is a history beside it",
            r#"{"status":404,"routingHistory":null}"#,
        )
        .counts(unknown),
        is("properties of nobody", r#"{"weather":"fine","code":401}"#).counts(unknown),
        is("no properties", "{}").counts(unknown),
        is("a type without a name", r#"{"id":1,"type":"NORMAL"}"#).counts(unknown),
        is("an event lacks nothing", &event(1)).counts(["histories 1", "unrecognised 0"]),
        is(
            "an event lacks its time",
            r#"{"activityType":"RoutingEnded"}"#,
        )
        .counts(unknown),
        is(
            "a campaign without a usable id",
            r#"{"id":"x","mode":"Preview"}"#,
        )
        .counts(unknown),
        is("a user without one", r#"{"username":"x"}"#).counts(unknown),
        is("a group without one", r#"{"id":1.5,"name":"x","type":1}"#).counts(unknown),
        is("a department without one", r#"{"id":null,"name":"x"}"#).counts(unknown),
        is(
            "in an array each for itself",
            r#"[{"id":1,"mode":1},{"id":2,"name":"x"},{},1,"x",null,true]"#,
        )
        .counts(["campaigns 1", "unrecognised 5"]),
        is(
            "several records of one campaign",
            r#"[{"id":1,"mode":1},{"id":1,"mode":2}]"#,
        )
        .counts(["campaigns 2"]),
    ]);
}

#[test]
fn properties_are_matched_in_any_case_and_whatever_parts_their_words() {
    let is = |name, sessions, content: &str| file(name, "a.json", content).sessions(sessions);
    let created = r#""created":"2026-10-05T08:00:00Z""#;
    check_dumps([
        is(
            "PascalCase",
            "1",
            r#"{"Id":1,"Created":"2026-10-05T08:00:00Z"}"#,
        ),
        is(
            "camelCase wins",
            "1",
            &format!(r#"{{"Id":2,"id":1,{created}}}"#),
        ),
        is(
            "camelCase wins wherever it stands",
            "1",
            &format!(r#"{{"id":1,"Id":2,{created}}}"#),
        ),
        is(
            "of equal names the last",
            "2",
            &format!(r#"{{"id":1,"id":2,{created}}}"#),
        ),
        is(
            "of equal names in PascalCase, too",
            "2",
            &format!(r#"{{"Id":1,"Id":2,{created}}}"#),
        ),
        is(
            "any case",
            "1",
            &format!(r#"{{"ID":1,"channel":"Chat",{created}}}"#),
        ),
        is(
            "words parted by lines",
            "1",
            r#"{"id":1,"guest_joined":null,"auto-accepted":true,"CREATED":"2026-10-05T08:00:00Z"}"#,
        ),
        is(
            "of other writings the last, even null",
            "",
            &format!(r#"{{"ID":1,"Id":null,{created}}}"#),
        ),
        is(
            "camelCase wins even as null",
            "",
            &format!(r#"{{"id":null,"Id":1,{created}}}"#),
        ),
        is(
            "what whoever stored it has added is none",
            "1",
            &format!(r#"{{"id":1,"_id":2,"$id":"3","-id":4,{created}}}"#),
        ),
        is(
            "an escaped name is the same name",
            "1",
            &format!(r#"{{"\u0069d":1,{created}}}"#),
        ),
        is(
            "a history in PascalCase",
            "1+",
            &format!(
                r#"{{"Id":1,"Created":"2026-10-05T08:00:00Z","RoutingHistory":[{}]}}"#,
                event(1)
                    .replace("routingR", "RoutingR")
                    .replace("timestamp", "Timestamp")
                    .replace("activityType", "ActivityType")
            ),
        ),
    ]);
}

#[test]
fn enumerations_are_names_in_any_case_or_numbers() {
    let channel = |name, value: serde_json::Value, shown| {
        case(name, Scenario::new().field("channel", value)).session([("channel", shown)])
    };
    let source = |name, value: serde_json::Value, shown, direction| {
        case(name, Scenario::new().field("source", value))
            .session([("source", shown), ("direction", direction)])
    };
    check([
        channel("as declared", json!("Phone"), "Phone"),
        channel("shown as declared", json!("pHONE"), "Phone"),
        channel("in upper case", json!("CHAT"), "Chat"),
        channel("by number", json!(2), "AV"),
        channel("the first is number 0", json!(0), "UNKNOWN"),
        channel("a number with a point", json!(3.0), "Phone"),
        channel("a number beyond", json!(4), "4"),
        channel("a name of tomorrow", json!("Hologram"), "Hologram"),
        channel("a number in quotes is a name", json!("3"), "3"),
        channel("null", json!(null), ""),
        source(
            "numbers are those of the declaration",
            json!(6),
            "OutgoingCall",
            "outbound",
        ),
        source("the last one", json!(13), "GenericChannel", "inbound"),
        source(
            "an unknown one counts as UNKNOWN",
            json!("outgoing call"),
            "outgoing call",
            "inbound",
        ),
        case("a status by number", Scenario::new().field("status", 8))
            .session([("status", "BLACKLISTED"), ("outcome", "blacklisted")]),
        case(
            "events by number",
            Scenario::new()
                .event(1, 0.5, &[])
                .event(2, 1, &[("group", json!({"id": 1}))])
                .event(7, 2, &[]),
        )
        .session([
            ("created_s", "0.500"),
            ("entry_queue_id", "1"),
            ("outcome", "answered"),
        ]),
        case(
            "events in any case",
            Scenario::new().event("acceptedbyOPERATOR", 1, &[]),
        )
        .session([("outcome", "answered")]),
        case(
            "who left, by number",
            Scenario::new().field("guestLeftSession", 5),
        )
        .session([
            ("guest_left", "LeftBeforeQueue"),
            ("outcome", "left_before_queue"),
        ]),
    ]);
}
