//! The ledger (`phasebook guide ledger`): every code with its file, line and session, every count, the
//! sums that always hold, and `--strict`.

use serde_json::json;

use crate::harness::dumps::{check_dumps, dump, event, file, history, session, wrapped, zip};
use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};

/// A dump with a problem of nearly every code.
fn messy() -> World {
    let campaign = Scenario::new()
        .id(5)
        .source("Campaign")
        .field("campaignId", 77);
    World::new()
        .with(
            "sessions.ndjson",
            [session(1), session(2), campaign.session().to_string()].join("\n"),
        )
        .with(
            "later/sessions.json",
            format!("[{},{}]", session(1), r#"{"id":3,"created":"soon"}"#),
        )
        .with("routing/1.json", history())
        .with("routing/1-copy-1.json", history())
        .with("routing/history.json", history())
        .with("routing/9.json", history())
        .with("orphans.json", wrapped(1234))
        .with("cut.json", format!("[{},{{\"id\":8", session(7)))
        .with(
            "broken.json",
            format!(
                "[{},{{\"id\":4,\"created\":tru}},{}]",
                session(10),
                session(11)
            ),
        )
        .with("error.json", r#"{"status":404}"#)
        .with("page.json", "<html></html>")
        .with(
            "pack.zip",
            zip(&[("a.json", session(12).as_bytes()), ("readme.txt", b"x")]),
        )
        .with(
            "campaigns.json",
            r#"[{"id":1,"mode":"Preview"},{"id":1,"mode":"Automated"}]"#,
        )
        .with("notes.txt", "x")
        .with("empty.json", "")
}

#[test]
fn every_file_and_record_ends_in_one_bucket() {
    let run = messy().report(&[]);
    run.check_balance();
    let counts = run.manifest()["counts"].clone();
    assert_eq!(
        counts,
        json!({
            "files_found": 16,
            "files_read": 12,
            "files_skipped": 3,
            "files_unreadable": 1,
            "session_records": 9,
            "sessions_kept": 7,
            "sessions_superseded": 1,
            "sessions_rejected": 1,
            "sessions_in_period": 7,
            "sessions_outside": 0,
            "histories": 5,
            "histories_joined": 1,
            "histories_superseded": 1,
            "histories_orphaned": 2,
            "histories_rejected": 1,
            "campaigns": 2,
            "unrecognised": 1,
            "other_answers": 0,
            "error_answers": 0,
        })
    );
}

#[test]
fn the_sums_hold_in_every_period() {
    for options in [
        &["--month", "2026-10"][..],
        &["--month", "2026-11"],
        &["--to", "2026-10-05"],
    ] {
        let run = messy().report(options);
        run.check_balance();
        let reported = run.table("total").sum("sessions");
        assert_eq!(reported, run.count("sessions_in_period"), "{options:?}");
    }
}

#[test]
fn a_session_without_usable_id_or_creation_is_rejected() {
    let with = |name, content: &str| {
        file(name, "a.json", content)
            .sessions("")
            .counts(["sessions_rejected 1"])
    };
    let nobody = ["bad_record a.json:1"];
    let somebody = ["bad_record a.json:1 7"];
    check_dumps([
        with("no id", r#"{"created":"2026-10-05T08:00:00Z","status":1}"#).problems(nobody),
        with(
            "an id that is none",
            r#"{"id":"x","created":"2026-10-05T08:00:00Z"}"#,
        )
        .problems(nobody),
        with("no creation", r#"{"id":7,"status":1}"#).problems(somebody),
        with("a creation that is null", r#"{"id":7,"created":null}"#).problems(somebody),
        with("a creation that is absent", r#"{"id":7,"created":""}"#).problems(somebody),
        with(
            "a creation in year 1",
            r#"{"id":7,"created":"0001-01-01T00:00:00"}"#,
        )
        .problems(somebody),
        with(
            "a creation that is no timestamp",
            r#"{"id":7,"created":"yesterday"}"#,
        )
        .problems(somebody),
        with(
            "a creation that is a number",
            r#"{"id":7,"created":17146331}"#,
        )
        .problems(somebody),
        with(
            "with a history inside",
            &format!(
                r#"{{"created":"2026-10-05T08:00:00Z","status":1,"routingHistory":{}}}"#,
                history()
            ),
        )
        .counts(["histories 1", "histories_rejected 1"]),
    ]);
}

#[test]
fn histories_that_cannot_be_told_or_joined_are_told() {
    check_dumps([
        file("unnamed", "history.json", history())
            .problems(["unnamed_history history.json:1"])
            .counts(["histories_rejected 1"]),
        file("several", "7.json", format!("{0}\n\n{0}", history()))
            .problems(["several_histories 7.json:1", "several_histories 7.json:3"])
            .counts(["histories_rejected 2"]),
        file(
            "orphaned",
            "a.json",
            format!("[\n{},\n{}]", wrapped(7), wrapped(8)),
        )
        .problems(["orphaned_history a.json:2 7", "orphaned_history a.json:3 8"])
        .counts(["histories_orphaned 2"]),
        file(
            "orphaned, of a map",
            "a.json",
            format!("{{\"7\":{0},\n\"8\":{0}}}", history()),
        )
        .problems(["orphaned_history a.json:1 7", "orphaned_history a.json:2 8"]),
    ]);
}

#[test]
fn an_element_of_a_history_that_is_no_event_is_left_out() {
    let wrapped = |name, elements: &str| {
        let text = format!(
            "{}\n{{\"sessionId\":1,\"routingHistory\":[{elements}]}}",
            session(1)
        );
        file(name, "a.json", text)
    };
    let told = ["bad_event a.json:2 1"];
    let bare = World::new()
        .with("s.json", session(1))
        .with("1.json", format!("[{},7,{{}},{}]", event(1), event(2)));
    check_dumps([
        wrapped(
            "an object without a time",
            &format!(r#"{},{{"activityType":"RoutingEnded"}}"#, event(1)),
        )
        .sessions("1+")
        .problems(told),
        wrapped(
            "a time that is no timestamp",
            r#"{"activityType":"RoutingEnded","timestamp":"soon"}"#,
        )
        .sessions("1")
        .problems(told),
        wrapped(
            "a time that is null",
            r#"{"activityType":"RoutingEnded","timestamp":null}"#,
        )
        .sessions("1")
        .problems(told),
        wrapped("a number", "7").sessions("1").problems(told),
        wrapped("null", &format!("{},null", event(1)))
            .sessions("1+")
            .problems(told),
        dump("in a bare array it is unrecognised", bare)
            .sessions("1+")
            .problems(["unrecognised 1.json:1", "unrecognised 1.json:1"])
            .counts(["histories_joined 1", "unrecognised 2"]),
    ]);
}

#[test]
fn fields_are_told_for_every_record_read_and_phases_for_every_session_kept() {
    let early = Scenario::new().field("length", "long").waited(-1);
    let late = early.clone().ended(60);
    let world = World::new().with(
        "a.ndjson",
        format!("\n{}\n\n{}", early.session(), late.session()),
    );
    let campaign = Scenario::new()
        .id(2)
        .field("campaignId", 9)
        .session()
        .to_string();
    for options in [&[][..], &["--month", "2020-01"]] {
        let run = World::new()
            .with(
                "a.ndjson",
                std::fs::read(world.path("dump/a.ndjson")).expect("the file can be read"),
            )
            .with("b.json", &campaign)
            .facts(options);
        let mut problems = run.problems();
        problems.sort();
        // `campaign_mode_unknown` names neither file nor session, since it stands for all sessions of the campaign.
        assert_eq!(
            problems,
            [
                "bad_field a.ndjson:2 1",
                "bad_field a.ndjson:4 1",
                "campaign_mode_unknown",
                "negative_phase a.ndjson:4 1"
            ]
        );
    }
}

#[test]
fn the_manifest_names_version_settings_counts_and_files() {
    let run = messy().report(&["--sla", "30s", "--month", "2026-10"]);
    let manifest = run.manifest();
    assert_eq!(manifest["phasebook"], env!("CARGO_PKG_VERSION"));
    assert_eq!(manifest["settings"]["tz"], "Europe/Prague");
    assert_eq!(manifest["settings"]["sla"], "30s");
    assert_eq!(manifest["settings"]["from"], "2026-10-01");
    assert_eq!(manifest["settings"]["to"], "2026-11-01");
    let files = manifest["files"].as_array().expect("a list of files");
    let status = |path: &str| {
        let found = files.iter().find(|file| file["path"] == path);
        found.unwrap_or_else(|| panic!("no {path}"))["status"].clone()
    };
    assert_eq!(files.len(), 16);
    assert_eq!(status("page.json"), "unreadable");
    assert_eq!(status("notes.txt"), "skipped");
    assert_eq!(status("pack.zip/readme.txt"), "skipped");
    assert_eq!(status("pack.zip/a.json"), "read");
    let header = ["severity", "code", "file", "line", "session_id", "detail"];
    assert_eq!(run.table("problems").header, header);
    let listed = run.table("problems").len();
    let counted: u64 = manifest["problems"]
        .as_object()
        .expect("counts")
        .values()
        .filter_map(serde_json::Value::as_u64)
        .sum();
    assert_eq!(u64::try_from(listed), Ok(counted));
}

#[test]
fn with_several_dumps_a_problem_names_the_file_as_it_can_be_found() {
    let world = World::new();
    world.put("a/x.json", "oops");
    world.put("b/x.json", "oops");
    world.put("c.json", session(1));
    let run = world.run(&["facts", "a", "b", "c.json", "--out", "out", "--tz", "UTC"]);
    assert_eq!(
        run.problems(),
        ["unreadable_file a/x.json", "unreadable_file b/x.json"]
    );
}

fn strict(world: &World) -> Run {
    world.put("out/total.csv", "old");
    world.run(&["report", "dump", "--out", "out", "--tz", "UTC", "--strict"])
}

#[test]
fn strict_makes_any_rejection_an_error_and_writes_nothing() {
    for (reason, path, content) in [
        (
            "a rejected session",
            "a.json",
            r#"{"id":1,"created":"soon"}"#.to_owned(),
        ),
        ("a rejected history", "history.json", history()),
        ("several histories", "1.json", format!("{0}{0}", history())),
        ("an unreadable file", "a.json", "<html>".to_owned()),
        ("a broken archive", "a.zip", "oops".to_owned()),
        (
            "an element that is no JSON",
            "a.json",
            format!("[{},{{\"id\":2,\"created\":x}}]", session(1)),
        ),
        ("a file cut short", "a.json", format!("[{}", session(1))),
    ] {
        let world = World::new()
            .with("good.json", session(5))
            .with(path, content);
        let run = strict(&world);
        assert_eq!(run.status, 3, "{reason}: {}", run.stderr);
        assert_eq!(run.files.len(), 1, "{reason}");
        assert_eq!(run.file("total.csv"), b"old", "{reason}");
        assert!(
            run.stdout.is_empty() && run.stderr.contains(path),
            "{reason}: {}",
            run.stderr
        );
    }
}

#[test]
fn strict_leaves_no_folder_behind_that_was_not_there() {
    let world = World::new()
        .with("a.json", "<html>")
        .with("b.json", session(1));
    let run = world.run(&[
        "report", "dump", "--out", "out/deep", "--tz", "UTC", "--strict",
    ]);
    assert_eq!(run.status, 3);
    assert_eq!(world.names("."), ["dump"]);
}

#[test]
fn strict_forgives_what_is_no_rejection() {
    let odd = Scenario::new()
        .field("length", "long")
        .field("channel", "Fax")
        .waited(-1)
        .field("campaignId", 9);
    let world = World::new()
        .with("a.json", odd.session().to_string())
        .with(
            "b.json",
            [
                session(1),
                wrapped(99),
                r#"{"status":404}"#.to_owned(),
                "{}".to_owned(),
            ]
            .concat(),
        )
        .with("1.json", format!("[{},7]", event(1)))
        .with("skipped.txt", "x");
    let run = strict(&world);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(run.table("total").sum("sessions"), 1);
}
