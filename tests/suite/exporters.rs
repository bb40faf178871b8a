//! The API's answers as exporters, shells and databases wrap them, and other files beside them: other answers, errors,
//! wrappers, pairs, rows that name their session, texts in the place of objects (`phasebook guide reading`).

use serde_json::json;

use crate::harness::dumps::{check_dumps, dump, event, file, history, session, wrapped};
use crate::harness::scenario::Scenario;
use crate::harness::world::World;

/// An event that names its session itself.
fn row(session: &str, second: u32) -> String {
    event(second).replace('}', &format!(r#","sessionId":{session}}}"#))
}

fn inside(session: &str, property: &str) -> String {
    session.replace('}', &format!(",{property}}}"))
}

#[test]
fn other_answers_of_the_api_are_passed_over_whatever_they_hold() {
    let is = |name, content: &str| {
        file(name, "a.json", content)
            .sessions("")
            .problems(["other_answer a.json:1"])
            .counts(["other_answers 1", "session_records 0", "unrecognised 0"])
    };
    check_dumps([
        is(
            "an e-mail thread looks like a session",
            r#"{"id":1,"created":"2026-10-05T08:00:00Z","status":"x","operators":[],"subject":null}"#,
        ),
        is("a tag", r##"{"id":1,"name":"vip","textArgb":"#fff"}"##),
        is(
            "a widget, in other letters",
            r#"{"BUTTON_VISIBLE":true,"id":1}"#,
        ),
        is(
            "a webhook with a session in it",
            &format!(r#"{{"eventType":"SessionEnded","data":{}}}"#, session(1)),
        ),
        is(
            "a webhook with a page of something else",
            r#"{"eventType":"x","data":[{"id":1,"name":"x"}]}"#,
        ),
        file(
            "a page of sessions is one",
            "a.json",
            format!(r#"{{"subject":"export","items":[{}]}}"#, session(1)),
        )
        .sessions("1")
        .problems([]),
        file(
            "beside sessions in one page",
            "a.json",
            format!(r#"{{"value":[{{"threadId":1}},{}]}}"#, session(1)),
        )
        .sessions("1")
        .problems(["other_answer a.json:1"]),
    ]);
}

#[test]
fn errors_of_the_api_in_the_place_of_answers_are_told() {
    let is = |name, content: &str| {
        file(name, "a.json", content)
            .sessions("")
            .problems(["error_answer a.json:1"])
            .counts(["error_answers 1", "unrecognised 0"])
    };
    let none = |name, content: &str| {
        file(name, "a.json", content)
            .sessions("")
            .problems(["unrecognised a.json:1"])
            .counts(["error_answers 0", "unrecognised 1"])
    };
    check_dumps([
        is(
            "a message",
            r#"{"message":"Authorization has been denied."}"#,
        ),
        is(
            "with its code",
            r#"{"Message":"Too many requests","StatusCode":429}"#,
        ),
        is(
            "a problem",
            r#"{"type":"x","title":"Not Found","status":404,"traceId":"00-1","extra":{}}"#,
        ),
        is(
            "an error in an error",
            r#"{"error":{"code":401,"message":"x"}}"#,
        ),
        is(
            "an error as a text beside anything",
            r#"{"error":"x","weather":1}"#,
        ),
        is(
            "an empty page with one",
            r#"{"data":[],"errors":[{"x":1}]}"#,
        ),
        none(
            "an error that says nothing",
            r#"{"error":null,"errors":[],"traceId":""}"#,
        ),
        none(
            "a message beside something else",
            r#"{"message":"x","weather":1}"#,
        ),
        file(
            "an empty page with a message",
            "a.json",
            r#"{"data":[],"message":"ok"}"#,
        )
        .problems([])
        .counts(["error_answers 0"]),
        file(
            "in the place of a history",
            "a.json",
            inside(
                &session(1),
                r#""routingHistory":{"status":404,"title":"Not Found"}"#,
            ),
        )
        .sessions("1")
        .problems(["error_answer a.json:1"])
        .counts(["histories 0"]),
        file(
            "in a map of histories",
            "a.json",
            format!(
                r#"{}{{"1":{},"2":{{"status":404,"message":"x"}},"3":null,"4":[]}}"#,
                session(1),
                history()
            ),
        )
        .sessions("1+")
        .problems(["error_answer a.json:1", "orphaned_history a.json:1 4"]),
    ]);
    let run = World::new()
        .with("a.json", r#"{"message":"x","statusCode":503}"#)
        .with("b.json", session(1))
        .facts(&[]);
    let detail = run.table("problems").cell(0, "detail").to_owned();
    assert_eq!(detail, "status 503; it has `message`, `statusCode`");
}

#[test]
fn what_is_not_recognised_is_looked_into() {
    let one = session(1);
    let is = |name, content: String| file(name, "a.json", content).sessions("1").problems([]);
    check_dumps([
        is(
            "under any name",
            format!(r#"{{"took":3,"results":[{one}]}}"#),
        ),
        is(
            "without an array",
            format!(r#"{{"statusCode":200,"body":{one}}}"#),
        ),
        is("by its id", format!(r#"{{"1":{one}}}"#)),
        is(
            "as a search engine answers",
            format!(
                r#"{{"hits":{{"total":{{"value":1}},"hits":[{{"_id":"1","_source":{one}}}]}}}}"#
            ),
        ),
        is(
            "as .NET keeps references",
            format!(r#"{{"$id":"1","$values":[{one}]}}"#),
        ),
        is("one a line", format!("{{\"json\":{one}}}\n")),
        is(
            "beside an envelope's array",
            format!(r#"{{"data":[],"session":{one}}}"#),
        ),
        is("behind a text", format!(r#"{{"rows":["OK",{one}]}}"#)),
        is("in arrays of arrays", format!(r#"{{"rows":[[[{one}]]]}}"#)),
        is(
            "eight levels down",
            format!("{}{one}{}", r#"{"d":"#.repeat(8), "}".repeat(8)),
        ),
        file(
            "no deeper",
            "a.json",
            format!("{}{one}{}", r#"{"d":"#.repeat(9), "}".repeat(9)),
        )
        .sessions("")
        .problems(["unrecognised a.json:1"]),
        file(
            "a session in there has a creation",
            "a.json",
            r#"{"d":{"id":1,"status":"x"}}"#,
        )
        .sessions("")
        .problems(["unrecognised a.json:1"])
        .counts(["session_records 0"]),
        file(
            "nothing in there is unrecognised by itself",
            "a.json",
            format!(r#"{{"d":[1,{{"x":1}},{one},"x",{{}}]}}"#),
        )
        .sessions("1")
        .problems([]),
        file(
            "not into a group",
            "a.json",
            format!(r#"{{"id":5,"name":"x","type":1,"d":{one}}}"#),
        )
        .sessions("")
        .problems([]),
        file(
            "but into what has no id",
            "a.json",
            format!(r#"{{"id":"x","mode":1,"d":{one}}}"#),
        )
        .sessions("1")
        .problems([]),
        file(
            "a department in there",
            "a.json",
            r#"{"d":[{"id":1,"name":"x"}]}"#,
        )
        .problems([])
        .counts(["unrecognised 0"]),
    ]);
    let run = World::new()
        .with("a.json", r#"{"Jan Novák":1,"row_count":[{"x":1}]}"#)
        .with("b.json", session(1))
        .facts(&[]);
    assert_eq!(
        run.table("problems").cell(0, "detail"),
        "an object that is no answer of the API: it has `xxx xxxxx`, `row_count`"
    );
}

#[test]
fn a_session_and_its_history_side_by_side_are_a_pair() {
    let (one, history) = (session(1), history());
    let is = |name, content: String| file(name, "99.json", content).sessions("1+").problems([]);
    check_dumps([
        is("", format!(r#"{{"detail":{one},"events":{history}}}"#)),
        is(
            "the history first",
            format!(r#"{{"routing":{history},"session":{one},"n":1}}"#),
        ),
        is(
            "an event of its own",
            format!(r#"{{"s":{one},"e":{}}}"#, event(1)),
        ),
        is("line by line", format!("{{\"s\":{one},\"e\":{history}}}\n")),
        file(
            "without a usable id",
            "99.json",
            format!(r#"{{"s":{{"id":"x","created":"2026-10-05T08:00:00Z"}},"e":{history}}}"#),
        )
        .sessions("")
        .problems(["bad_record 99.json:1", "bad_record 99.json:1"])
        .counts(["histories_rejected 1", "sessions_rejected 1"]),
        file(
            "two sessions are none",
            "2.json",
            format!(r#"{{"a":{one},"b":{},"e":{history}}}"#, session(2)),
        )
        .sessions("1 2+")
        .problems([]),
    ]);
}

#[test]
fn events_that_name_their_session_are_its_history_wherever_they_stand() {
    let sessions = format!("{}{}", session(1), session(2));
    let with = |name, content: String| {
        let world = World::new().with("sessions.json", &sessions);
        dump(name, world.with("rows-9.json", content))
    };
    let both = || {
        format!(
            "{},{},{},{}",
            row("1", 1),
            row("2", 2),
            row("\"1\"", 3),
            row("[2]", 4)
        )
    };
    let read = |name, content: String| {
        with(name, content)
            .sessions("1+ 2+")
            .problems([])
            .counts(["histories 2", "histories_joined 2"])
    };
    check_dumps([
        read("line by line", both().replace(",{", "\n{")),
        read("in an array", format!("[{}]", both())),
        read("in a page", format!(r#"{{"rows":[{}]}}"#, both())),
        read(
            "in another session's wrapper",
            format!(r#"{{"sessionId":7,"routingHistory":[{}]}}"#, both()),
        ),
        read("in a map", format!(r#"{{"7":[{}]}}"#, both())),
        read(
            "in a map with an escaped name",
            format!(r#"{{"\u0037":[{}]}}"#, both()),
        ),
        read(
            "one in an object each",
            both()
                .replace('{', r#"{"_source":{"#)
                .replace('}', "}}")
                .replace("},{", "}\n{"),
        ),
        with(
            "beside those of the array",
            format!("[{},{},{}]", row("1", 1), event(2), row("1", 3)),
        )
        .sessions("1+ 2")
        .problems(["orphaned_history rows-9.json:1 9"]),
        with(
            "an id that cannot be read is none",
            format!("[{}]", row("\"x\"", 1)),
        )
        .sessions("1 2")
        .problems([
            "orphaned_history rows-9.json:1 9",
            "bad_field rows-9.json:1 9",
        ]),
        with("null is none", format!("[{}]", row("null", 1)))
            .sessions("1 2")
            .problems(["orphaned_history rows-9.json:1 9"]),
        with(
            "cut behind one",
            format!("[{},{},{{\"rou", row("1", 1), row("2", 2)),
        )
        .sessions("1+ 2")
        .problems(["truncated_file rows-9.json:1"])
        .counts(["histories 1"]),
        with(
            "cut behind one in a page",
            format!(r#"{{"rows":[{},{},{{"rou"#, row("1", 1), row("2", 2)),
        )
        .sessions("1+ 2")
        .problems(["truncated_file rows-9.json:1"])
        .counts(["histories 1"]),
        with(
            "cut behind something else",
            format!("[{},[],{{\"rou", row("1", 1)),
        )
        .sessions("1+ 2")
        .problems(["truncated_file rows-9.json:1"]),
    ]);
    let inside = inside(
        &session(1),
        &format!(r#""routingHistory":[{}]"#, row("2", 1)),
    );
    check_dumps([file(
        "in another session",
        "a.json",
        format!("{inside}{}", session(2)),
    )
    .sessions("1 2+")
    .problems([])
    .counts(["histories 1"])]);
}

#[test]
fn digits_of_a_name_that_are_a_session_of_the_dump_tell_whose_history_it_is() {
    let named = |path: &'static str, sessions: &str| {
        let world = World::new().with("sessions.json", sessions);
        dump(path, world.with(path, history())).problems([])
    };
    let sessions = format!("{}{}", session(123), session(77));
    check_dumps([
        named("h-123-20261031T0600.json", &sessions).sessions("77 123+"),
        named("77-123-2.json", &sessions).sessions("77 123+"),
        named("123/page 2.json", &sessions).sessions("77 123+"),
        named("123 (1).json", &sessions).sessions("77 123+"),
    ]);
    // A rejected session is a session of the dump as well.
    let rejected = format!("{sessions}{}", r#"{"id":20261031,"created":""}"#);
    let run = World::new()
        .with("sessions.json", rejected)
        .with("77-20261031.json", history())
        .facts(&[]);
    assert_eq!(run.sessions(), "77 123");
    assert_eq!(run.count("histories_orphaned"), 1);
}

#[test]
fn explain_finds_a_history_where_the_facts_have_it() {
    let world = World::new()
        .with("sessions.json", format!("{}{}", session(123), session(77)))
        .with("h-123-20261031.json", history())
        .with("rows.ndjson", format!("{}\n{}", row("77", 5), row("77", 6)));
    for id in ["123", "77"] {
        let run = world.run(&["explain", "dump", "--session", id, "--tz", "UTC"]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        assert!(
            run.stdout.contains("RoutingRequestCreated"),
            "{id}: {}",
            run.stdout
        );
    }
}

#[test]
fn json_inside_a_string_is_read_once_in_its_place() {
    let text = |json: &str| serde_json::Value::from(json).to_string();
    let one = session(1);
    let twice = text(&text(&one));
    check_dumps([
        file("a session", "a.json", text(&one))
            .sessions("1")
            .problems([]),
        file(
            "a page, indented",
            "a.json",
            text(&format!("\n [\n{one},\n{}]\n", session(2))),
        )
        .sessions("1 2")
        .problems([]),
        file(
            "line by line",
            "a.json",
            format!("{}\n{}", text(&one), text(&session(2))),
        )
        .sessions("1 2")
        .problems([]),
        file(
            "events line by line",
            "1.json",
            format!("{}\n{}\n{one}", text(&event(1)), text(&event(2))),
        )
        .sessions("1+")
        .problems([]),
        file("not twice", "a.json", format!("{twice}\n[]"))
            .sessions("")
            .problems(["unrecognised a.json:1"]),
        file(
            "not inside another value",
            "a.json",
            format!("[{}]", text(&one)),
        )
        .sessions("")
        .problems(["unrecognised a.json:1"]),
        file(
            "more than one value",
            "a.json",
            text(&format!("{one}{one}")),
        )
        .sessions("")
        .problems(["bad_json a.json:1"]),
        file("no whole value", "a.json", text(&one[..20]))
            .sessions("")
            .problems(["bad_json a.json:1"])
            .counts(["files_read 1"]),
        file("any other text", "a.json", format!("\"x\"\n{one}"))
            .sessions("1")
            .problems(["unrecognised a.json:1"]),
    ]);
}

#[test]
fn text_before_the_first_value_is_passed_over() {
    let one = session(1);
    check_dumps([
        file(
            "the head of an answer",
            "a.json",
            format!("HTTP/1.1 200 OK\r\nx: {{1}}\r\n\r\n{one}"),
        )
        .sessions("1")
        .problems(["bad_json a.json:1"]),
        file(
            "an indented line",
            "a.json",
            format!("\u{feff}\nfetched\n   [{one}]"),
        )
        .sessions("1")
        .problems(["bad_json a.json:2"]),
        file("a number is text", "a.json", format!("17\n{one}"))
            .sessions("1")
            .problems(["bad_json a.json:1"]),
        file("no such line", "a.json", format!("fetched {one}"))
            .problems(["unreadable_file a.json"]),
    ]);
}

#[test]
fn a_text_in_the_place_of_an_object_is_told_and_leaves_the_field_empty() {
    let one = session(1);
    let with = |property: &str| inside(&one, property);
    let told = |name, content: String| {
        file(name, "a.json", content)
            .sessions("1")
            .problems(["flattened a.json:1 1"])
    };
    let alone = ["flattened a.json:1"];
    check_dumps([
        told("an array", with(r#""operators":"System.Object[]""#)),
        told(
            "its elements",
            with(r#""operators":["@{userId=1; joined=}"]"#),
        ),
        told(
            "an entry of the trail",
            with(r#""activities":["@{type=SessionEnded}"]"#),
        ),
        told(
            "a history",
            with(r#""routingHistory":"@{value=System.Object[]; Count=2}""#),
        )
        .counts(["histories 0"]),
        told(
            "the events of a history",
            with(r#""routingHistory":["@{timestamp=x}"]"#),
        )
        .counts(["histories 0"]),
        told(
            "a group",
            with(&format!(
                r#""routingHistory":[{}]"#,
                event(1).replace('}', r#","group":"@{id=1}"}"#)
            )),
        )
        .sessions("1+"),
        file("what no rule needs", "a.json", with(r#""guest":"@{os=x}""#))
            .sessions("1")
            .problems([]),
        file("alone", "a.json", format!("{one}[\"@{{id=2}}\"]"))
            .sessions("1")
            .problems(alone),
        file(
            "where it would be looked into",
            "a.json",
            format!("{one}{{\"x\":\"@{{id=2}}\"}}"),
        )
        .sessions("1")
        .problems(alone),
        file(
            "in an array there",
            "a.json",
            format!("{one}{{\"value\":[\"@{{id=2}}\"],\"Count\":1}}"),
        )
        .sessions("1")
        .problems(alone),
    ]);
}

#[test]
fn enumerations_by_number_are_told_once_each_with_how_often() {
    let scenario = || Scenario::new().field("status", 7).field("channel", 1);
    let run = World::of([scenario(), scenario()]).facts(&[]);
    assert_eq!(run.problems(), ["numeric_enum", "numeric_enum"]);
    let details = run.table("problems").pick(&["detail"]);
    assert_eq!(details, ["Channel: 2 times", "SessionStatus: 2 times"]);
}

#[test]
fn arrays_and_objects_come_in_other_writings() {
    let stint = json!({"userId": 5, "joined": "2026-10-05T08:00:01Z"});
    for operators in [
        json!([stint]),
        json!(stint),
        json!({"value": [stint], "Count": 1}),
        json!({"$id": "1", "$values": [stint]}),
        json!([[stint]]),
        json!([{"value": stint, "Count": 1}]),
    ] {
        let run = World::of([Scenario::new().field("operators", operators.clone())]).facts(&[]);
        assert!(
            run.problems().is_empty(),
            "{operators}: {:?}",
            run.problems()
        );
        let told = run.table("session_operators").pick(&["user_id", "joined"]);
        assert_eq!(told, ["5 2026-10-05T10:00:01.000000+02:00"], "{operators}");
    }
    let (one, history) = (session(1), history());
    let with = |name, history: String| {
        file(
            name,
            "a.json",
            inside(&one, &format!(r#""routingHistory":{history}"#)),
        )
        .problems([])
    };
    check_dumps([
        with("counted", format!(r#"{{"value":{history},"Count":2}}"#)).sessions("1+"),
        with("with references", format!(r#"{{"$values":{history}}}"#)).sessions("1+"),
        with("unboxed", event(1)).sessions("1+"),
        with("boxed events", format!("[[{}],[{}]]", event(1), event(2))).sessions("1+"),
        with("an empty object is none", "{}".to_owned())
            .sessions("1")
            .counts(["histories 0"]),
        with("null as Python writes it", "NaN".to_owned()).sessions("1"),
        file(
            "a wrapper",
            "a.json",
            format!(
                "{one}{}",
                wrapped(1)
                    .replace('[', r#"{"Count":2,"value":["#)
                    .replace(']', "]}")
            ),
        )
        .sessions("1+")
        .problems([]),
        file(
            "under another name",
            "a.json",
            inside(&one, &format!(r#""timeline":{history}"#)),
        )
        .sessions("1+")
        .problems([]),
        file("a map", "a.json", format!(r#"{one}{{"1":{}}}"#, event(1)))
            .sessions("1+")
            .problems([]),
    ]);
}

#[test]
fn what_is_whole_before_a_cut_stays_in_what_is_looked_into() {
    let (one, two) = (session(1), session(2));
    let cut =
        |name, content: String| file(name, "a.json", content).problems(["truncated_file a.json:1"]);
    check_dumps([
        cut(
            "in an array of it",
            format!(r#"{{"results":[{one},{two},{{"id":3"#),
        )
        .sessions("1 2"),
        cut(
            "deeper",
            format!(r#"{{"hits":{{"hits":[{{"_source":{one}}},{{"_source":{{"id":3"#),
        )
        .sessions("1"),
        cut(
            "in a map of sessions",
            format!(r#"{{"1":{one},"2":{two},"3":{{"id":3"#),
        )
        .sessions("1 2"),
        cut(
            "in the element of an array",
            format!(r#"[{{"json":{one}}},{{"a":{two},"b":{{"#),
        )
        .sessions("1 2"),
        cut(
            "behind a pair",
            format!(r#"{{"s":{one},"e":{},"x":["#, history()),
        )
        .sessions("1+"),
        cut(
            "in a pair's history",
            format!(r#"{{"s":{one},"e":[{},{{"#, event(1)),
        )
        .sessions("1")
        .counts(["histories 0"]),
        cut(
            "in an envelope, behind what is beside it",
            format!(r#"{{"a":{one},"data":[{two},{{"id":3"#),
        )
        .sessions("1 2"),
        cut(
            "in a wrapped history",
            format!(
                r#"{{"sessionId":1,"session":{one},"routingHistory":[{}"#,
                event(1)
            ),
        )
        .sessions("")
        .counts(["histories 0"]),
        cut(
            "in a session",
            format!(r#"{{"id":1,"created":"2026-10-05T08:00:00Z","x":{two},"y":["#),
        )
        .sessions(""),
        cut("in the first record", r#"{"results":[{"id":1"#.to_owned())
            .sessions("")
            .counts(["files_read 1", "unrecognised 0"]),
    ]);
}
