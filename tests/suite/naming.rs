//! The session of a bare routing history (`phasebook guide reading`, Whose history is it?): the digits in the
//! names of its file and folder, or a pattern.

use crate::harness::dumps::{DumpCase, check_dumps, dump, event, history, session, zip};
use crate::harness::world::World;

/// A bare history in this file, beside the sessions 1, 23 and 456.
fn named(path: &'static str) -> DumpCase {
    dump(
        path,
        World::new()
            .with("sessions.json", sessions())
            .with(path, history()),
    )
}

fn sessions() -> String {
    [session(1), session(23), session(456)].concat()
}

#[test]
fn the_last_digits_of_the_file_name_tell_the_session() {
    check_dumps([
        named("23.json").sessions("1 23+ 456").problems([]),
        named("routing/23.json").sessions("1 23+ 456").problems([]),
        named("routing-23.jsonl").sessions("1 23+ 456").problems([]),
        named("23-routing.JSON").sessions("1 23+ 456").problems([]),
        named("2026-10-456-23-history.ndjson")
            .sessions("1 23+ 456")
            .problems([]),
        named("v456/23.json").sessions("1 23+ 456").problems([]),
        named("00023.json").sessions("1 23+ 456").problems([]),
        named("č23ř.json").sessions("1 23+ 456").problems([]),
        named(".23.json").sessions("1 23+ 456").problems([]),
        // The digits are the session's id, even if the dump does not have the session.
        named("a/9.json")
            .sessions("1 23 456")
            .problems(["orphaned_history a/9.json:1 9"]),
    ]);
}

#[test]
fn without_digits_there_the_last_digits_of_its_folder() {
    check_dumps([
        named("23/history.json").sessions("1 23+ 456").problems([]),
        named("session-23/history.json")
            .sessions("1 23+ 456")
            .problems([]),
        named("456/23/history.json")
            .sessions("1 23+ 456")
            .problems([]),
        named("456-23 (copy)/history.json")
            .sessions("1 23+ 456")
            .problems([]),
        named("23/deeper/history.json")
            .sessions("1 23 456")
            .problems(["unnamed_history 23/deeper/history.json:1"]),
        named("history.json")
            .sessions("1 23 456")
            .problems(["unnamed_history history.json:1"]),
        named("a/history.json")
            .sessions("1 23 456")
            .problems(["unnamed_history a/history.json:1"]),
    ]);
}

#[test]
fn the_endings_hold_no_digits_of_the_name() {
    let packed = World::new()
        .with("sessions.json", sessions())
        .with("23/history.json.gz", crate::harness::dumps::gzip(history()))
        .with(
            "456/history.json.ZST",
            crate::harness::dumps::zstd(history()),
        );
    check_dumps([dump("packed", packed).sessions("1 23+ 456+").problems([])]);
}

#[test]
fn a_member_of_an_archive_is_named_by_itself_its_folder_or_the_archive() {
    let archive = |path: &str, member: &str| {
        let content = zip(&[(member, history().as_bytes())]);
        World::new()
            .with("sessions.json", sessions())
            .with(path, content)
    };
    check_dumps([
        dump("by itself", archive("456.zip", "23.json"))
            .sessions("1 23+ 456")
            .problems([]),
        dump("by its folder", archive("456.zip", "23/history.json"))
            .sessions("1 23+ 456")
            .problems([]),
        dump(
            "at the top by the archive",
            archive("session-23.zip", "history.json"),
        )
        .sessions("1 23+ 456")
        .problems([]),
        dump(
            "deeper not by the archive",
            archive("23.zip", "in/history.json"),
        )
        .sessions("1 23 456")
        .problems(["unnamed_history 23.zip/in/history.json:1"]),
        dump(
            "nor by the archive's folder",
            archive("23/a.zip", "history.json"),
        )
        .sessions("1 23 456")
        .problems(["unnamed_history 23/a.zip/history.json:1"]),
    ]);
}

#[test]
fn the_dump_folder_itself_never_tells() {
    let world = World::new();
    world.put("export-23/sessions.json", sessions());
    world.put("export-23/history.json", history());
    let run = world.run(&["facts", "export-23", "--out", "out", "--tz", "UTC"]);
    assert_eq!(run.sessions(), "1 23 456");
    assert_eq!(run.problems(), ["unnamed_history history.json:1"]);
    // The folder of a file that is a dump by itself does not count either; the file's own name does.
    world.put("456/1.json", history());
    world.put("456/history.json", history());
    let paths = [
        "facts",
        "export-23/sessions.json",
        "456/1.json",
        "456/history.json",
    ];
    let run = world.run(&[&paths[..], &["--out", "out", "--tz", "UTC"]].concat());
    assert_eq!(run.sessions(), "1+ 23 456");
    assert_eq!(run.count("histories_rejected"), 1);
}

#[test]
fn an_archive_that_is_the_dump_tells_for_its_top_members() {
    let world = World::new();
    world.put(
        "export-23.zip",
        zip(&[
            ("s.json", sessions().as_bytes()),
            ("history.json", history().as_bytes()),
        ]),
    );
    let run = world.run(&["facts", "export-23.zip", "--out", "out", "--tz", "UTC"]);
    assert_eq!(run.sessions(), "1 23+ 456");
}

#[test]
fn a_pattern_replaces_the_rule() {
    let by = |path, pattern| named(path).options(["--session-id-regex", pattern]);
    check_dumps([
        by("23-456.json", r"(\d+)-\d+\.json")
            .sessions("1 23+ 456")
            .problems([]),
        by("a/23/b/c.json", r"^a/(\d+)/")
            .sessions("1 23+ 456")
            .problems([]),
        by("456/23.json", r"^(\d+)/")
            .sessions("1 23 456+")
            .problems([]),
        by("23.json", r"session-(\d+)")
            .sessions("1 23 456")
            .problems(["unnamed_history 23.json:1"]),
        by("a-23.json", r"a-(\w)(\d+)")
            .sessions("1 23 456")
            .problems(["orphaned_history a-23.json:1 2"]),
        by("a-x.json", r"a-(\w)")
            .sessions("1 23 456")
            .problems(["unnamed_history a-x.json:1"]),
        by("x-23.json", r"a(\d)?|x-")
            .sessions("1 23 456")
            .problems(["unnamed_history x-23.json:1"]),
    ]);
}

#[test]
fn bare_histories_are_rejected_where_a_file_holds_more_than_one() {
    let with = |name, content: String| {
        dump(
            name,
            World::new()
                .with("s.json", sessions())
                .with("23.json", content),
        )
    };
    let (first, second) = (event(1), event(2));
    let none = "1 23 456";
    check_dumps([
        with("two arrays", format!("{}\n{}", history(), history()))
            .sessions(none)
            .problems(["several_histories 23.json:1", "several_histories 23.json:2"])
            .counts(["histories 2", "histories_rejected 2"]),
        with(
            "an array of histories",
            format!("[{},\n{}]", history(), history()),
        )
        .sessions(none)
        .problems(["several_histories 23.json:1", "several_histories 23.json:2"]),
        with(
            "an array and an event alone",
            format!("{}\n{first}", history()),
        )
        .sessions(none)
        .problems(["several_histories 23.json:1", "several_histories 23.json:2"]),
        with(
            "a run that another value parts",
            format!("{first}\n{}\n{second}", session(99)),
        )
        .sessions("1 23 99 456")
        .problems(["several_histories 23.json:1", "several_histories 23.json:3"]),
        with(
            "an array in between parts it, too",
            format!("{first}\n[{}]\n{second}", session(99)),
        )
        .sessions("1 23 99 456")
        .problems(["several_histories 23.json:1", "several_histories 23.json:3"]),
        with(
            "a broken line does not part it",
            format!("{first}\n{{\"a\": tru\n{second}"),
        )
        .sessions("1 23+ 456")
        .problems(["bad_json 23.json:2"]),
        with(
            "not even one that began like a session",
            format!(
                "{first}\n{{\"id\":99,\"channel\":\"CHAT\",\"created\":\"2026-10-05T10:00:00Z\",\"operators\":[{{\"a\" 1}}]}}\n{second}"
            ),
        )
        .sessions("1 23+ 456")
        .problems(["bad_json 23.json:2"]),
        with(
            "nor one that began like a wrapped history",
            format!("{first}\n{{\"sessionId\":99,\"routingHistory\":[{{\"type\" 1}}]}}\n{second}"),
        )
        .sessions("1 23+ 456")
        .problems(["bad_json 23.json:2"]),
        with(
            "a wrapped one beside it is another thing",
            format!("{}{}", history(), crate::harness::dumps::wrapped(1)),
        )
        .sessions("1+ 23+ 456")
        .problems([]),
        with(
            "two wrappers without an id",
            format!(
                r#"[{{"routingHistory":{0}}},{{"routingHistory":{0}}}]"#,
                history()
            ),
        )
        .sessions(none)
        .problems(["several_histories 23.json:1", "several_histories 23.json:1"]),
    ]);
}

#[test]
fn digits_beyond_64_bits_name_no_session() {
    check_dumps([named("99999999999999999999.json")
        .sessions("1 23 456")
        .problems(["unnamed_history 99999999999999999999.json:1"])]);
}
