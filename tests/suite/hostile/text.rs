//! Text that is not JSON, or JSON that no exporter writes: nesting, giants, brackets and quotes that do not
//! match, encodings.

use super::bounds::detailed;
use crate::harness::dumps::{check_dumps, event, file, history, session};
use crate::harness::program::is_optimised;
use crate::harness::world::World;

const LEVELS: usize = 1_000_000;

/// A value between two sessions, line by line.
fn between(value: &str) -> String {
    format!("{}\n{value}\n{}\n", session(1), session(3))
}

/// A session with one more property.
fn with(id: i64, property: &str, value: &str) -> String {
    session(id).replace('}', &format!(r#","{property}":{value}}}"#))
}

fn nested(open: &str, inside: &str, close: &str, levels: usize) -> String {
    format!("{}{inside}{}", open.repeat(levels), close.repeat(levels))
}

#[test]
fn a_million_levels_take_no_stack_wherever_they_are() {
    let arrays = nested("[", "", "]", LEVELS);
    let objects = nested(r#"{"a":"#, "1", "}", LEVELS);
    let case = |name, value: &str| file(name, "a.ndjson", between(value));
    check_dumps([
        case("arrays alone", &arrays)
            .sessions("1 3")
            .problems(["unrecognised a.ndjson:2"]),
        case("objects alone", &objects)
            .sessions("1 3")
            .problems(["unrecognised a.ndjson:2"]),
        case("envelopes", &nested(r#"{"data":["#, "", "]}", LEVELS))
            .sessions("1 3")
            .problems(["unrecognised a.ndjson:2"]),
        case("where nothing is read", &with(2, "guest", &arrays))
            .sessions("1 2 3")
            .problems([]),
        case("operators", &with(2, "operators", &arrays))
            .sessions("1 2 3")
            .problems(["bad_field a.ndjson:2 2"]),
        case(
            "an operator",
            &with(2, "operators", &format!("[{objects}]")),
        )
        .sessions("1 2 3")
        .problems([]),
        case("a text", &with(2, "widget", &objects))
            .sessions("1 2 3")
            .problems(["bad_field a.ndjson:2 2"]),
        case("a history", &with(2, "routingHistory", &arrays))
            .sessions("1 2 3")
            .problems(["bad_event a.ndjson:2 2"]),
        case("the trail", &with(2, "activities", &arrays))
            .sessions("1 2 3")
            .problems([]),
        // The name is of digits, but the arrays do not begin with an event: this is not a map of histories.
        case("no map", &format!(r#"{{"2":{arrays}}}"#))
            .sessions("1 3")
            .problems(["unrecognised a.ndjson:2"]),
    ]);
}

#[test]
fn a_million_levels_are_told_by_every_command_that_reads() {
    let arrays = nested("[", "", "]", LEVELS);
    let world = World::new().with("a.ndjson", between(&with(2, "operators", &arrays)));
    let check = world.run(&["check", "dump", "--tz", "UTC"]);
    assert_eq!(check.status, 4, "{}", check.stderr);
    assert!(check.stdout.contains("bad_field"), "{}", check.stdout);
    let told = world.run(&["explain", "dump", "--session", "2", "--tz", "UTC"]);
    assert_eq!(told.status, 0, "{}", told.stderr);
    assert!(told.stdout.contains("bad_field"), "{}", told.stdout);
}

#[test]
fn levels_that_never_close_cost_what_is_open_and_nothing_before() {
    check_dumps([
        file(
            "on one line",
            "a.json",
            format!("{}\n{}", session(1), "[".repeat(LEVELS)),
        )
        .sessions("1")
        .problems(["truncated_file a.json:2"]),
        file(
            "in an object",
            "a.json",
            format!("{}\n{}", session(1), r#"{"a":"#.repeat(LEVELS)),
        )
        .sessions("1")
        .problems(["truncated_file a.json:2"]),
    ]);
}

/// For each such line the text is read to its end to find that the value does not end. Without a limit on the number of
/// these lines, the time would grow with the square of the length.
#[test]
fn lines_that_never_close_are_given_up_when_there_are_too_many() {
    let few = format!("{}\n{}{}", session(1), "{\"a\":[\n".repeat(500), session(3));
    let run = World::new().with("a.json", few).facts(&[]);
    assert_eq!(run.sessions(), "1 3");
    assert_eq!(run.count("session_records"), 2);
    let problems = run.problems();
    assert_eq!(problems.len(), 500);
    assert_eq!(problems[499], "bad_json a.json:501");
    let lines = ["[\n", "[\",\n", "{\"a\":[\n", "{\"data\":[\n", "[{\"a\n"];
    for line in &lines[..if is_optimised() { 5 } else { 2 }] {
        let many = format!("{}\n{}", session(1), line.repeat(2_000));
        let run = World::new().with("a.json", many).facts(&[]);
        assert_eq!(run.sessions(), "1", "{line:?}");
        run.check_balance();
    }
    let run = World::new()
        .with(
            "a.json",
            format!("{}\n{}", session(1), "[\n".repeat(100_000)),
        )
        .facts(&[]);
    let last = detailed(&run).pop().expect("something is wrong");
    assert!(
        last.ends_with("too much before this line is broken: what follows is passed over"),
        "{last}"
    );
}

/// A broken value with as many closing as opening brackets is read again line by line, too.
#[test]
fn a_value_of_wrong_brackets_takes_no_time_by_the_square() {
    let value = format!("[{}{}]", "[\n".repeat(2_000), "}".repeat(2_000));
    let run = World::new().with("a.json", between(&value)).facts(&[]);
    assert!(run.sessions().starts_with('1'), "{}", run.sessions());
    run.check_balance();
    // Quotes outside of strings, line by line.
    let quotes = format!("[{}\n", "\\\"\n".repeat(10_000));
    let run = World::new().with("a.json", between(&quotes)).facts(&[]);
    assert_eq!(run.sessions(), "1 3");
}

#[test]
fn as_many_arrays_as_there_are_lines_take_no_time_by_the_square() {
    let lines = format!("[{}]\n", event(1)).repeat(100_000);
    let run = World::new().with("7.ndjson", lines).facts(&[]);
    assert_eq!(run.count("histories_rejected"), 100_000);
    assert_eq!(run.problems()[99_999], "several_histories 7.ndjson:100000");
}

#[test]
fn a_value_longer_than_may_be_costs_itself_alone() {
    let long = "a".repeat(3 << 20);
    let limit = ["--max-record", "1MiB"];
    let case = |name, content: String| file(name, "a.json", content).options(limit);
    let text = with(2, "guest", &format!("\"{long}\""));
    let page = format!("[{},{text},{}]", session(1), session(3));
    check_dumps([
        case("a session on its line", between(&text))
            .sessions("1 3")
            .problems(["too_large a.json:2"]),
        case("an element", page)
            .sessions("1 3")
            .problems(["too_large a.json:1"]),
        case("a text alone", between(&format!("\"{long}\"")))
            .sessions("1 3")
            .problems(["too_large a.json:2"]),
        case("a number", between(&"1".repeat(3 << 20)))
            .sessions("1 3")
            .problems(["too_large a.json:2"]),
        case("rubbish", between(&long))
            .sessions("1 3")
            .problems(["too_large a.json:2"]),
        case(
            "a history",
            between(&format!(
                r#"{{"sessionId":1,"routingHistory":[{}]}}"#,
                vec![event(1); 20_000].join(",")
            )),
        )
        .sessions("1 3")
        .problems(["too_large a.json:2"]),
        case(
            "without an end",
            format!("{}\n{{\"a\":\"{long}", session(1)),
        )
        .sessions("1")
        .problems(["truncated_file a.json:2", "too_large a.json:2"]),
    ]);
    let run = World::new()
        .with("a.json", between(&text))
        .facts(&["--max-record", "4MiB"]);
    assert_eq!(run.sessions(), "1 2 3");
}

/// A page of any length is read record by record: only a record can be too long.
#[test]
fn an_envelope_may_be_longer_than_a_value() {
    let sessions: Vec<String> = (1..=40_000).map(session).collect();
    for tail in ["]}", "]}\n"] {
        let page = format!("{{\"total\":40000,\"data\":[{}{tail}", sessions.join(","));
        let run = World::new()
            .with("a.json", page)
            .facts(&["--max-record", "1MiB"]);
        assert_eq!(run.count("sessions_kept"), 40_000);
        // The sessions have only an id and a timestamp.
        let problems = run.problems();
        assert!(
            problems.iter().all(|problem| problem == "missing_property"),
            "{problems:?}"
        );
    }
}

#[test]
fn of_a_code_that_comes_without_end_the_first_are_listed_and_the_rest_is_counted() {
    let run = World::new()
        .with("a.json", format!("[{}null]", "null,".repeat(299_999)))
        .facts(&[]);
    assert_eq!(run.count("unrecognised"), 300_000);
    assert_eq!(run.manifest()["problems"]["unrecognised"], 300_000);
    let problems = detailed(&run);
    assert_eq!(problems.len(), 250_001);
    assert_eq!(
        problems[0],
        "warning,unrecognised,,,,\"50000 more, which are not listed\""
    );
}

/// A million of each kind: all are counted, whichever way they are read.
#[test]
fn of_a_million_of_a_kind_each_is_counted() {
    for (kind, unrecognised) in [
        ("{}", 1_000_000),
        ("[]", 0),
        ("1", 1_000_000),
        ("\"a\"", 1_000_000),
    ] {
        let list = format!("[{kind}{}]", format!(",{kind}").repeat(999_999));
        let run = World::new().with("a.json", list).facts(&[]);
        assert_eq!(run.count("unrecognised"), unrecognised, "{kind}");
    }
    let lines = format!("{}\n{}{}", session(1), "{x}\n".repeat(300_000), session(2));
    let run = World::new().with("a.json", lines).facts(&[]);
    assert_eq!(run.manifest()["problems"]["bad_json"], 300_000);
    assert_eq!(run.sessions(), "1 2");
}

#[test]
fn what_is_not_utf_8_is_mended_where_it_is_read_and_nowhere_else() {
    let bytes = |text: &str| -> Vec<u8> { text.replace('¤', "\u{1}").into_bytes() };
    let spoilt = |property: &str| {
        let text = between(&with(2, property, "\"a¤b\""));
        let mut bytes = bytes(&text);
        for byte in &mut bytes {
            if *byte == 1 {
                *byte = 0xFF;
            }
        }
        bytes
    };
    check_dumps([
        file("in a value that is read", "a.json", spoilt("widget"))
            .sessions("1 2 3")
            .problems(["bad_encoding a.json:2"]),
        file("in a value that is not", "a.json", spoilt("guest"))
            .sessions("1 2 3")
            .problems([]),
        file("in a name", "a.json", {
            let mut bytes = between(&with(2, "x", "1")).into_bytes();
            let at = bytes
                .windows(3)
                .position(|three| three == b"\"x\"")
                .expect("it is there");
            bytes[at + 1] = 0xFF;
            bytes
        })
        .sessions("1 2 3")
        .problems([]),
        file(
            "a lone surrogate that is read",
            "a.json",
            between(&with(2, "widget", r#""a\ud800b""#)),
        )
        .sessions("1 2 3")
        .problems(["bad_encoding a.json:2"]),
        file(
            "a lone surrogate that is not",
            "a.json",
            between(&with(2, "guest", r#""a\ud800b""#)),
        )
        .sessions("1 2 3")
        .problems([]),
        file(
            "a surrogate in a name",
            "a.json",
            between(&with(2, r"\udfff", "1")),
        )
        .sessions("1 2 3")
        .problems([]),
    ]);
}

#[test]
fn half_a_unit_of_utf_16_at_the_end_costs_nothing_before() {
    let text = format!("\u{feff}{}\n", session(1));
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let mut odd: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
        odd.push(b'{');
        check_dumps([file("odd", "a.json", odd)
            .sessions("1")
            .problems(["bad_json a.json:2"])]);
    }
    check_dumps([
        file("a mark and half a unit", "a.json", b"\xFF\xFE{").problems(["unreadable_file a.json"]),
        file("a mark alone", "a.json", b"\xFF\xFE").problems(["skipped_file a.json"]),
    ]);
}

#[test]
fn nul_is_no_white_space_and_no_text() {
    check_dumps([
        file("between", "a.json", between("\0"))
            .sessions("1 3")
            .problems(["bad_json a.json:2"]),
        file(
            "in a text",
            "a.json",
            between(&with(2, "widget", "\"a\0b\"")),
        )
        .sessions("1 3")
        .problems(["bad_json a.json:2"]),
        file(
            "in a text that is not read",
            "a.json",
            between(&with(2, "guest", "\"a\0b\"")),
        )
        .sessions("1 2 3")
        .problems([]),
        file(
            "escaped",
            "a.json",
            between(&with(2, "widget", r#""a\u0000b""#)),
        )
        .sessions("1 2 3")
        .problems([]),
        file("nothing else", "a.json", vec![0; 1 << 20]).problems(["unreadable_file a.json"]),
        file(
            "behind",
            "a.json",
            [session(1).as_bytes(), &[0; 4096]].concat(),
        )
        .sessions("1")
        .problems(["bad_json a.json:1"]),
    ]);
}

#[test]
fn of_equal_names_the_last_counts_however_many_there_are() {
    let many = (0..50_000).fold(String::new(), |text, _| text + r#""id":9,"#);
    let twice = format!(r#"{{{many}"id":2,"created":"2026-10-05T08:00:00Z"}}"#);
    let different: Vec<String> = (0..50_000)
        .map(|number| format!(r#""n{number}":1,"#))
        .collect();
    let different = different.concat();
    let names = format!(r#"{{{different}"id":4,"created":"2026-10-05T08:00:00Z"}}"#);
    let histories = with(5, "routingHistory", "[]").replace(
        "\"routingHistory\":[]",
        &format!("\"routingHistory\":[],\"routingHistory\":{}", history()),
    );
    check_dumps([
        file("one name", "a.json", between(&twice))
            .sessions("1 2 3")
            .problems([]),
        file("many names", "a.json", between(&names))
            .sessions("1 3 4")
            .problems([]),
        file("histories", "a.json", between(&histories))
            .sessions("1 3 5+")
            .problems([]),
    ]);
}
