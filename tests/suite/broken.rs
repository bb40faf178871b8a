//! JSON that is broken or cut short (`phasebook guide reading`): it costs its own element or line,
//! and the ledger says where.

use crate::harness::dumps::{check_dumps, dump, event, file, history, session, wrapped};
use crate::harness::world::World;

#[test]
fn what_is_no_json_costs_its_element_and_no_neighbour() {
    let (one, three) = (session(1), session(3));
    let between = |name, broken: &str| {
        file(name, "a.json", format!("[{one},\n{broken},\n{three}]"))
            .sessions("1 3")
            .problems(["bad_json a.json:2"])
    };
    check_dumps([
        between("a value is missing", r#"{"id":2,"created":}"#),
        between(
            "a needed value is no JSON",
            r#"{"id":2,"created":2026-10-05}"#,
        ),
        between(
            "a needed number has a zero before it",
            r#"{"id":02,"created":"2026-10-05T08:00:00Z"}"#,
        ),
        between(
            "a needed text has an unknown escape",
            r#"{"id":2,"created":"2026-10-05T08:00:00Z","widget":"\x"}"#,
        ),
        between(
            "a needed text has a bare control character",
            "{\"id\":2,\"created\":\"\u{1}\"}",
        ),
        between(
            "a comma is missing in it",
            r#"{"id":2 "created":"2026-10-05T08:00:00Z"}"#,
        ),
        between(
            "a comma too many in it",
            r#"{"id":2,"created":"2026-10-05T08:00:00Z",}"#,
        ),
        between(
            "a name without quotes",
            r#"{id:2,"created":"2026-10-05T08:00:00Z"}"#,
        ),
        between("quotes of another kind", r"{'id':2}"),
        between("a word of another language", "undefined"),
        between(
            "a needed operator is no JSON",
            r#"{"id":2,"created":"2026-10-05T08:00:00Z","operators":[{"userId":0x1}]}"#,
        ),
        between(
            "a history in it is no JSON",
            r#"{"id":2,"created":"2026-10-05T08:00:00Z","routingHistory":[{]}"#,
        ),
    ]);
}

#[test]
fn quotes_and_backslashes_outside_of_texts_crash_nothing_and_cost_no_neighbour() {
    for broken in [
        r#"{"id":2,"url":1"x","created":"2026-10-05T08:00:00Z"}"#,
        r#"{"id":2"x","created":"2026-10-05T08:00:00Z"}"#,
        r#"{"id":2,"url":"","created"":"2026-10-05T08:00:00Z"}"#,
        r#"{"id":2,"url":tr\"ue","created":"2026-10-05T08:00:00Z"}"#,
        r#"{"id":2,\"url":1,"created":"2026-10-05T08:00:00Z"}"#,
        r#"{"id":2,"url":\,"created":"2026-10-05T08:00:00Z"}"#,
        r#"{"id":2,"operators":[1"x",{"userId":1"y"}],"created":"2026-10-05T08:00:00Z"}"#,
        r#"{"id":2,"activities":[{"type":1"x","time":"2026-10-05T08:00:00Z"}],"created":"2026-10-05T08:00:00Z"}"#,
        r#"{"id":2,"created":"2026-10-05T08:00:00Z","routingHistory":[{"timestamp":1"","activityType":"" }]}"#,
        r#"{"id":2,"created":"2026-10-05T08:00:00Z\"}"#,
        r#"{"id":2,"created":"2026-10-05T08:00:00Z","url":"\\\"}"#,
    ] {
        let text = format!("{}\n{broken}\n{}\n", session(1), session(3));
        let run = World::new().with("a.ndjson", text).facts(&[]);
        run.check_balance();
        let kept = run.sessions();
        assert!(
            kept.starts_with('1') && kept.ends_with('3'),
            "{broken}: {kept}"
        );
    }
}

#[test]
fn a_broken_line_costs_itself_and_reading_goes_on_at_the_next() {
    let (one, three) = (session(1), session(3));
    let between = |name, broken: &str| {
        file(name, "a.ndjson", format!("{one}\n{broken}\n{three}\n"))
            .sessions("1 3")
            .problems(["bad_json a.ndjson:2"])
    };
    check_dumps([
        between("cut in a name", r#"{"id":2,"crea"#),
        between("cut in a text", r#"{"id":2,"created":"2026"#),
        between(
            "cut after a value",
            r#"{"id":2,"created":"2026-10-05T08:00:00Z""#,
        ),
        between("cut in an array", r#"{"id":2,"operators":[{"userId":1},"#),
        between(
            "a bracket too many",
            r#"{"id":2,"created":"2026-10-05T08:00:00Z"}}"#,
        )
        .sessions("1 2 3"),
        between("brackets that do not match", r#"{"id":2,"operators":[}"#),
        between("a word", "nonsense"),
        between(
            "an error of the server",
            "Bad Gateway 502: <html>{\"x\":1}</html>",
        ),
        file(
            "an indented value does not begin a line",
            "a.ndjson",
            format!("{one}\noops\n  {}\n{three}", session(2)),
        )
        .sessions("1 3")
        .problems(["bad_json a.ndjson:2"]),
        file(
            "an array may go on",
            "a.json",
            format!("[\n{one},\n{{\"id\":2,\"created\":\"2026\n,\n{three}\n]"),
        )
        .sessions("1 3")
        .problems(["bad_json a.json:3"]),
    ]);
}

#[test]
fn rubbish_between_and_behind_values_is_told() {
    let (one, two) = (session(1), session(2));
    let told = ["bad_json a.json:1"];
    check_dumps([
        file("behind the last value", "a.json", format!("{one} xyz"))
            .sessions("1")
            .problems(told),
        file("behind an array", "a.json", format!("[{one}]]"))
            .sessions("1")
            .problems(told),
        file(
            "a comma behind the last element",
            "a.json",
            format!("[{one},]"),
        )
        .sessions("1")
        .problems(told),
        file("a comma before the first", "a.json", format!("[,{one}]"))
            .sessions("1")
            .problems(told),
        file("two commas", "a.json", format!("[{one},,{two}]"))
            .sessions("1 2")
            .problems(told),
        file("a missing comma", "a.json", format!("[{one} {two}]"))
            .sessions("1 2")
            .problems(told),
        file("a comma between values", "a.json", format!("{one},\n{two}"))
            .sessions("1 2")
            .problems(told),
        file(
            "another bracket closes",
            "a.json",
            format!("[{one}}}\n{two}"),
        )
        .sessions("1 2"),
    ]);
}

#[test]
fn a_file_cut_short_keeps_every_whole_record_before_the_cut() {
    let (one, two) = (session(1), session(2));
    let cut = |name, content: String, line| file(name, "a.json", content).problems([line]);
    let (first, third) = ("truncated_file a.json:1", "truncated_file a.json:3");
    check_dumps([
        cut(
            "in an element",
            format!("[{one},\n{two},\n{{\"id\":3"),
            third,
        )
        .sessions("1 2"),
        cut(
            "in a text",
            format!("[{one},\n{two},\n{{\"id\":3,\"created\":\"20"),
            third,
        )
        .sessions("1 2"),
        cut(
            "behind an escape",
            format!("[{one},\n{two},\n{{\"id\":3,\"created\":\"\\"),
            third,
        )
        .sessions("1 2"),
        cut("behind a comma", format!("[{one},{two},"), first).sessions("1 2"),
        cut("before the closing bracket", format!("[{one},{two}"), first).sessions("1 2"),
        cut("in a line", format!("{one}\n{two}\n{{\"id\":3"), third).sessions("1 2"),
        cut(
            "in an envelope",
            format!("{{\"data\":[{one},\n{two},\n{{\"id\":3"),
            third,
        )
        .sessions("1 2"),
        cut(
            "in the first record",
            "{\"id\":3,\"created\":".to_owned(),
            first,
        )
        .sessions("")
        .counts(["files_read 1"]),
        cut("behind the first bracket", "[".to_owned(), first)
            .sessions("")
            .counts(["files_read 1"]),
        cut(
            "in nested arrays",
            format!("[[{one}],\n[{two}],\n[{{\"id\":3"),
            third,
        )
        .sessions("1 2"),
    ]);
}

#[test]
fn a_history_cut_short_is_not_a_whole_record() {
    let (one, whole) = (session(1), wrapped(1));
    let cut = |name, path, content: &str, keep: usize| {
        let world = World::new()
            .with("sessions.json", &one)
            .with(path, &content[..keep]);
        dump(name, world)
    };
    let none = ["histories 0"];
    let events = format!("{}\n{}\n{}", event(1), event(2), event(3));
    let map = format!(r#"{{"1":{0},"2":{0}}}"#, history());
    let envelope = format!("{{\"data\":[{whole},{whole}]}}");
    let inside = one.replace('}', &format!(r#","routingHistory":{}}}"#, history()));
    check_dumps([
        cut("a bare array", "1.json", &history(), history().len() - 1)
            .sessions("1")
            .counts(none),
        cut(
            "a bare array in an event",
            "1.json",
            &history(),
            history().len() - 9,
        )
        .sessions("1")
        .counts(none),
        cut("bare events", "1.json", &events, events.len() - 9)
            .sessions("1")
            .counts(none),
        cut("wrapped", "1.json", &whole, whole.len() - 1)
            .sessions("1")
            .counts(none),
        cut(
            "in a map the one that is cut",
            "1.json",
            &map,
            map.len() - 2,
        )
        .sessions("1+")
        .counts(["histories 1"]),
        cut(
            "in an envelope the one that is cut",
            "1.json",
            &envelope,
            envelope.len() - 9,
        )
        .sessions("1+")
        .counts(["histories 1"]),
        dump(
            "inside a session",
            World::new().with("a.json", &inside[..inside.len() - 1]),
        )
        .sessions("")
        .counts(["histories 0", "session_records 0"]),
        cut(
            "bare events that are whole",
            "1.json",
            &events,
            event(1).len(),
        )
        .sessions("1+")
        .problems([]),
    ]);
}
