//! Values (`phasebook guide reading`): every spelling of a timestamp, a duration, an id and a
//! text, from the dump to the table.

use serde_json::{Value, json};

use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};

/// One session for each value of a property, with ids from 1, as the facts show them.
fn told(property: &str, values: &[Value]) -> Run {
    World::of(
        values
            .iter()
            .map(|value| Scenario::new().field(property, value.clone())),
    )
    .facts(&[])
}

/// Checks the cell that each value gives, and that exactly the values in `bad` are `bad_field` in the ledger.
#[track_caller]
fn check_column(property: &str, column: &str, cases: &[(Value, &str)], bad: &[Value]) {
    let values: Vec<Value> = cases
        .iter()
        .map(|(value, _)| value)
        .chain(bad)
        .cloned()
        .collect();
    let run = told(property, &values);
    let cells = run.table("sessions");
    let wrong: Vec<String> = cases
        .iter()
        .enumerate()
        .filter(|(row, (_, expected))| cells.cell(*row, column) != *expected)
        .map(|(row, (value, expected))| {
            format!("{value} is `{}`, not `{expected}`", cells.cell(row, column))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let problems: Vec<String> = run
        .problems()
        .into_iter()
        .filter(|problem| problem.starts_with("bad_field"))
        .collect();
    let expected: Vec<String> = (cases.len()..values.len())
        .map(|row| format!("bad_field sessions.ndjson:{0} {0}", row + 1))
        .collect();
    assert_eq!(problems, expected, "of {bad:?}");
    for (row, value) in values.iter().enumerate().skip(cases.len()) {
        assert_eq!(cells.cell(row, column), "", "{value}");
    }
}

/// Texts as JSON values.
fn texts(values: &[&str]) -> Vec<Value> {
    values.iter().map(|&text| json!(text)).collect()
}

#[test]
fn every_spelling_of_a_timestamp_is_read() {
    let timestamp = "2024-05-02T08:58:58.888364+02:00";
    let spellings = [
        "2024-05-02T08:58:58.888364+02:00",
        "2024-05-02 08:58:58.888364+02:00",
        "2024-05-02T08:58:58,888364+02:00",
        "2024-05-02T08:58:58:888364+02:00",
        "2024-05-02T08:58:58.888364+0200",
        "2024-05-02T08:58:58.888364+02",
        "2024-05-02T06:58:58.888364Z",
        "2024-05-02T06:58:58.888364",
        "2024-05-02 06:58:58.888364",
        "2024-05-02T08:58:58.8883649+02:00",
        "2024-05-02T08:58:58.888364999999999999999999+02:00",
        "2024-05-01T20:28:58.888364-10:30",
        "2024-05-02T20:58:58.888364+14:00",
        "2024-05-02 06:58:58.888364 UTC",
        "2024-05-02 06:58:58.888364GMT",
        "2024-05-02 08:58:58.888364  +0200",
        "2024-05-02T08:58:58.888364+02:00[Europe/Prague]",
        " \t2024-05-02T06:58:58.888364Z\r\n",
        "1714633138.888364",
        "1714633138888364",
        "1714633138888364999",
    ];
    let mut cases: Vec<(Value, &str)> = spellings
        .iter()
        .map(|&text| (json!(text), timestamp))
        .collect();
    cases.extend([
        (
            json!("/Date(1714633138888)/"),
            "2024-05-02T08:58:58.888000+02:00",
        ),
        (
            json!("/Date(1714633138888+0200)/"),
            "2024-05-02T08:58:58.888000+02:00",
        ),
        (
            json!("/Date(1714633138888-0730)/"),
            "2024-05-02T08:58:58.888000+02:00",
        ),
        (json!("/Date(-1)/"), "1970-01-01T00:59:59.999000+01:00"),
        (
            json!("2024-05-02T08:58+02:00"),
            "2024-05-02T08:58:00.000000+02:00",
        ),
        (
            json!("2024-05-02T08:58:58+02:00"),
            "2024-05-02T08:58:58.000000+02:00",
        ),
        (
            json!("2024-05-02T08:58:58.5+02:00"),
            "2024-05-02T08:58:58.500000+02:00",
        ),
        (
            json!("2024-02-29T23:59:59.999999999Z"),
            "2024-03-01T00:59:59.999999+01:00",
        ),
        (
            json!("1969-12-31T23:59:59.9999999Z"),
            "1970-01-01T00:59:59.999999+01:00",
        ),
        (
            json!("9999-12-31T22:59:59Z"),
            "9999-12-31T23:59:59.000000+01:00",
        ),
        (json!(1_714_633_138_888_364_i64), timestamp),
        (json!([1_714_633_138_888_364_i64]), timestamp),
        (json!({"$date": "2024-05-02T06:58:58.888364Z"}), timestamp),
        (
            json!({"$date": {"$numberLong": "1714633138888364"}}),
            timestamp,
        ),
        (
            json!({"value": "2024-05-02T06:58:58.888364Z", "DisplayHint": 2}),
            timestamp,
        ),
        (json!(1_714_633_138), "2024-05-02T08:58:58.000000+02:00"),
        (json!("1714633138888"), "2024-05-02T08:58:58.888000+02:00"),
        (json!([]), ""),
        (json!({}), ""),
        (json!(" "), ""),
        (json!(""), ""),
        (json!(null), ""),
        (json!("0001-01-01T00:00:00"), ""),
        (json!("0001-01-01T00:00:00Z"), ""),
        (json!("0001-12-31T23:59:59.9999999+02:00"), ""),
        (json!("/Date(-62135596800000)/"), ""),
    ]);
    check_column("guestJoined", "guest_joined", &cases, &[]);
}

#[test]
fn a_value_that_is_no_timestamp_is_left_empty_and_noted() {
    let mut bad = texts(&[
        "2024-05-02",
        "2024-05-02T24:00:00Z",
        "2024-05-02T23:59:60Z",
        "2024-05-02T23:60:00Z",
        "2024-05-02T25:00:00Z",
        "2023-02-29T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-00-10T00:00:00Z",
        "2024-04-31T00:00:00Z",
        "2024-05-02T00:00:00+24:00",
        "2024-05-02T00:00:00+02:60",
        "2024-05-02T00:00.5Z",
        "2024-05-02T00.5Z",
        "2024-05-02T00:00:00.Z",
        "yesterday",
        "17146331388",
        "-1714633138",
        "01714633138",
        "2024-05-02T00:00:00 [Europe/Prague]",
        "2024-05-02T00:00:00+02:00 [Europe/Prague]",
        "/Date(abc)/",
        "/Date(1714633138888",
    ]);
    bad.extend([
        json!(17_146_331),
        json!(-1_714_633_138),
        json!(true),
        json!({"time": "2024-05-02T00:00:00Z"}),
        json!(["2024-05-02T00:00:00Z", "2024-05-02T00:00:00Z"]),
        json!({"$numberLong": "soon"}),
    ]);
    check_column("guestJoined", "guest_joined", &[], &bad);
}

#[test]
fn an_escaped_timestamp_is_the_same_timestamp() {
    let text =
        r#"{"id":1,"created":"\/Date(1714633138888)\/","ended":"\u0032024-05-02T06:58:58Z"}"#;
    let run = World::new().with("a.json", text).facts(&[]);
    assert_eq!(
        run.table("sessions").pick(&["created", "ended"]),
        ["2024-05-02T08:58:58.888000+02:00 2024-05-02T08:58:58.000000+02:00"]
    );
}

#[test]
fn every_spelling_of_a_duration_is_read() {
    let cases = [
        ("PT1M23.4567S", "83.457"),
        ("P1DT2H", "93600.000"),
        ("P1W", "604800.000"),
        ("P2W1DT1H1M1S", "1299661.000"),
        ("PT0S", "0.000"),
        ("PT90M", "5400.000"),
        ("PT0.0004999S", "0.000"),
        ("PT0.0005S", "0.001"),
        ("00:00:19.3083460", "19.308"),
        ("1.02:03:04", "93784.000"),
        ("23:59:59.9999999", "86400.000"),
        ("00:00:00", "0.000"),
        ("", ""),
    ]
    .map(|(text, seconds)| (json!(text), seconds));
    let mut cases = cases.to_vec();
    cases.extend([
        (json!("0 days 00:00:19.308346"), "19.308"),
        (json!("1 days 02:03:04"), "93784.000"),
        (json!(" PT5S "), "5.000"),
        (json!(["PT5S"]), "5.000"),
        (json!({"ticks": 193_083_460}), "19.308"),
        (json!({"Ticks": "193083460", "Days": 0}), "19.308"),
        (json!(null), ""),
        (json!({}), ""),
        (json!([]), ""),
        (json!(" "), ""),
    ]);
    let bad = texts(&[
        "P1Y",
        "P1M",
        "P1Y2M",
        "P",
        "PT",
        "P1DT",
        "PT1.5M",
        "PT1.5H",
        "P0.5D",
        "PT1S1M",
        "PT1M1H",
        "P1D1W",
        "5",
        "PT5",
        "24:00:00",
        "00:60:00",
        "00:00:60",
        "99.24:00:00",
        "00:00",
        "soon",
    ]);
    let bad = [
        bad,
        vec![
            json!(5),
            json!(1.5),
            json!(true),
            json!({"seconds": 5}),
            json!({"ticks": "many"}),
        ],
    ]
    .concat();
    check_column("length", "active_s", &cases, &bad);
}

#[test]
fn a_negative_duration_is_read_and_told_as_a_negative_phase() {
    let run = told("length", &texts(&["-PT5S", "-00:00:05", "-P1D"]));
    let problems = run.problems();
    let expected: Vec<String> = (1..=3)
        .map(|id| format!("negative_phase sessions.ndjson:{id} {id}"))
        .collect();
    assert_eq!(problems, expected);
}

#[test]
fn the_rest_beyond_microseconds_is_cut_off_toward_zero() {
    // 0.9999999 s is 999,999 microseconds, and 1.000 s when rounded to three decimals. The sum shows that nothing was
    // rounded before: ten of them are 9.999990 s.
    let ten: Vec<Value> = vec![json!("PT0.9999999S"); 10];
    let world = World::of(
        ten.iter()
            .map(|value| Scenario::new().field("length", value.clone())),
    );
    let total = world.report(&["--by", "total"]).table("total");
    assert_eq!(
        total.pick(&["active_n", "active_sum_s", "active_max_s"]),
        ["10 10.000 1.000"]
    );
    let millions: Vec<Value> = vec![json!("PT0.0005999S"); 10];
    let world = World::of(
        millions
            .iter()
            .map(|value| Scenario::new().field("length", value.clone())),
    );
    let total = world.report(&["--by", "total"]).table("total");
    assert_eq!(
        total.pick(&["active_sum_s", "active_mean_s"]),
        ["0.006 0.001"]
    );
}

#[test]
fn ids_are_integers_however_they_are_written() {
    let raw = |id: &str| format!(r#"{{"id":{id},"created":"2026-10-05T08:00:00Z"}}"#);
    for (id, read) in [
        ("123", "123"),
        ("123.0", "123"),
        ("1e5", "100000"),
        ("1.5e1", "15"),
        ("\"123\"", "123"),
        ("\" 0123.0 \"", "123"),
        ("[123]", "123"),
        ("{\"$numberLong\":\"123\"}", "123"),
        ("-7", "-7"),
        ("0", "0"),
        ("9223372036854775807", "9223372036854775807"),
    ] {
        let run = World::new().with("a.json", raw(id)).facts(&[]);
        assert_eq!(run.sessions(), read, "{id}");
        assert!(run.problems().is_empty(), "{id}: {:?}", run.problems());
    }
    for id in [
        "1.5",
        "\"\"",
        "\"x\"",
        "\"1.5\"",
        "9223372036854775808",
        "true",
        "null",
        "{}",
        "[1,2]",
        "NaN",
        "1e400",
    ] {
        let run = World::new().with("a.json", raw(id)).facts(&[]);
        assert_eq!(run.sessions(), "", "{id}");
        assert_eq!(run.problems(), ["bad_record a.json:1"], "{id}");
    }
}

#[test]
fn other_ids_are_read_alike() {
    let cases = [
        (json!(7), "7"),
        (json!(7.0), "7"),
        (json!(null), ""),
        (json!(-1), "-1"),
        (json!("7"), "7"),
        (json!([7]), "7"),
        (json!({"$numberInt": "7"}), "7"),
        (json!({}), ""),
        (json!(""), ""),
    ];
    let bad = [
        json!("7x"),
        json!(7.5),
        json!(true),
        json!([7, 7]),
        json!({"id": 7}),
    ];
    for (property, column) in [
        ("companyId", "company_id"),
        ("departmentId", "department_id"),
        ("campaignId", "campaign_id"),
        ("guestFeedbackStars", "feedback_stars"),
    ] {
        check_column(property, column, &cases, &bad);
    }
}

#[test]
fn booleans_and_texts_are_read() {
    let flags = [
        (json!(true), "true"),
        (json!(false), "false"),
        (json!("True"), "true"),
        (json!(" FALSE "), "false"),
        (json!(1), "true"),
        (json!("0"), "false"),
        (json!([true]), "true"),
        (json!({}), ""),
        (json!(null), ""),
    ];
    check_column(
        "autoAccepted",
        "auto_accepted",
        &flags,
        &[json!("yes"), json!(2), json!("01"), json!([true, true])],
    );
    let widgets = [
        (json!(" x "), " x "),
        (json!(null), ""),
        (json!("a,\"b\"\nc"), "a,\"b\"\nc"),
        (json!(["x"]), "x"),
        (json!({}), ""),
    ];
    check_column(
        "widget",
        "widget",
        &widgets,
        &[json!(1), json!(true), json!(["x", "y"])],
    );
    let channels = [
        (json!(" phone "), "Phone"),
        (json!(["Chat"]), "Chat"),
        (json!({"value": "AV"}), "AV"),
        (json!([]), ""),
    ];
    check_column(
        "channel",
        "channel",
        &channels,
        &[json!(true), json!(["Chat", "AV"])],
    );
}

#[test]
fn lists_that_are_no_lists_are_left_empty_and_told() {
    for property in ["operators", "activities", "chatbots", "routingHistory"] {
        for value in [json!(1), json!("x"), json!(true)] {
            let run = told(property, std::slice::from_ref(&value));
            assert_eq!(run.sessions(), "1", "{property} {value}");
            assert_eq!(
                run.problems(),
                ["bad_field sessions.ndjson:1 1"],
                "{property} {value}"
            );
        }
        for value in [json!(null), json!({}), json!({"$values": []})] {
            let run = told(property, std::slice::from_ref(&value));
            assert!(run.problems().is_empty(), "{property} {value}");
        }
    }
}

#[test]
fn timestamps_of_operators_and_events_are_judged_alike() {
    let session = Scenario::new()
        .joined("Jana", 1)
        .in_last_stint("left", "soon")
        .in_last_stint("concluded", "")
        .raw_event(json!({"activityType": "RoutingEnded", "timestamp": "0001-01-01T00:00:00"}))
        .raw_event(json!({"activityType": "RoutingEnded", "timestamp": "soon"}))
        .requested(3);
    let run = World::of([session]).facts(&[]);
    assert_eq!(
        run.table("sessions")
            .pick(&["session_id", "created_s", "acw_s"]),
        ["1 3.000 -"]
    );
    let line = "sessions.ndjson:1 1";
    assert_eq!(
        run.problems(),
        [
            format!("bad_event {line}"),
            format!("bad_event {line}"),
            format!("bad_field {line}")
        ]
    );
}

#[test]
fn what_is_not_utf_8_becomes_the_replacement_character_and_is_told_once_a_file() {
    let with = |widget: &[u8], id: u8| {
        [
            br#"{"id":"#,
            &[b'0' + id][..],
            br#","created":"2026-10-05T08:00:00Z","widget":""#,
            widget,
            b"\"}",
        ]
        .concat()
    };
    for (widget, shown) in [
        (&b"\xE1"[..], "\u{fffd}"),
        (br"a\ud800b", "a\u{fffd}b"),
        (br"\udc00", "\u{fffd}"),
        (b"x\xF0\x9F\x98", "x\u{fffd}"),
    ] {
        let text = [
            with(widget, 1),
            b"\n".to_vec(),
            with(b"fine", 3),
            b"\n".to_vec(),
            with(widget, 2),
        ]
        .concat();
        let run = World::new().with("a.json", text).facts(&[]);
        let widgets = run.table("sessions").pick(&["widget"]);
        assert_eq!(widgets, [shown, shown, "fine"]);
        assert_eq!(run.problems(), ["bad_encoding a.json:1"]);
    }
    // A text that no rule needs is not checked.
    let guest = [
        &br#"{"id":1,"created":"2026-10-05T08:00:00Z","guest":{"os":""#[..],
        b"\xE1\xFF",
        br#"\ud800"}}"#,
    ]
    .concat();
    let run = World::new().with("a.json", guest).facts(&[]);
    assert_eq!(run.sessions(), "1");
    assert!(run.problems().is_empty(), "{:?}", run.problems());
}

#[test]
fn escapes_are_resolved() {
    let run = told("widget", &[json!("\u{1}/\\\"\u{8}\u{c}\t€😀")]);
    assert_eq!(
        run.table("sessions").cell(0, "widget"),
        "\u{1}/\\\"\u{8}\u{c}\t€😀"
    );
    let text = r#"{"id":1,"created":"2026-10-05T08:00:00Z","widget":"\u0041\u00e1\ud83d\ude00\/"}"#;
    let run = World::new().with("a.json", text).facts(&[]);
    assert_eq!(run.table("sessions").cell(0, "widget"), "Aá😀/");
}

#[test]
fn the_inside_of_a_value_that_no_rule_needs_is_not_judged() {
    let text = r#"{"id":1,"guest":{x:[tru]},"tags":[01,],"url":nonsense,"created":"2026-10-05T08:00:00Z"}"#;
    let run = World::new().with("a.json", text).facts(&[]);
    assert_eq!(run.sessions(), "1");
    assert!(run.problems().is_empty(), "{:?}", run.problems());
}

#[test]
fn timestamps_without_an_offset_are_utc_and_noted_once_with_their_number() {
    let text = r#"{"id":1,"created":"2026-10-05T08:00:00","ended":"2026-10-05 08:00:09"}"#;
    let run = World::new()
        .with("a.json", text)
        .with("b.json", text.replace("\"id\":1", "\"id\":2"))
        .facts(&[]);
    let problems = run.table("problems");
    assert_eq!(run.problems(), ["no_offset"]);
    assert!(
        problems.cell(0, "detail").contains('4'),
        "{}",
        problems.cell(0, "detail")
    );
    let created = run.table("sessions").pick(&["created"]);
    assert_eq!(created[0], "2026-10-05T10:00:00.000000+02:00");
}
