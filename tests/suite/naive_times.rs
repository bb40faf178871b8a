//! Timestamps without an offset (`phasebook guide reading`, Values), and their zone.

use crate::harness::world::{Run, World};

fn created(text: &str) -> World {
    World::new().with("a.json", format!(r#"{{"id":1,"created":"{text}"}}"#))
}

fn timestamp(run: &Run) -> String {
    run.table("sessions").pick(&["created"]).concat()
}

#[test]
fn a_time_without_an_offset_is_of_the_zone_that_is_named() {
    for (zone, text, expected) in [
        (
            None,
            "2026-10-05T10:00:00",
            "2026-10-05T10:00:00.000000+00:00",
        ),
        (
            Some("UTC"),
            "2026-10-05T10:00:00",
            "2026-10-05T10:00:00.000000+00:00",
        ),
        (
            Some("Europe/Prague"),
            "2026-10-05T10:00:00",
            "2026-10-05T08:00:00.000000+00:00",
        ),
        (
            Some("Europe/Prague"),
            "2026-12-05T10:00:00",
            "2026-12-05T09:00:00.000000+00:00",
        ),
        (
            Some("Europe/Prague"),
            "2026-10-05T10:00:00Z",
            "2026-10-05T10:00:00.000000+00:00",
        ),
        // The last hour of summer comes twice: the earlier one counts.
        (
            Some("Europe/Prague"),
            "2026-10-25T01:59:59",
            "2026-10-24T23:59:59.000000+00:00",
        ),
        (
            Some("Europe/Prague"),
            "2026-10-25T02:00:00",
            "2026-10-25T00:00:00.000000+00:00",
        ),
        (
            Some("Europe/Prague"),
            "2026-10-25T02:59:59",
            "2026-10-25T00:59:59.000000+00:00",
        ),
        (
            Some("Europe/Prague"),
            "2026-10-25T03:00:00",
            "2026-10-25T02:00:00.000000+00:00",
        ),
        // A time in the hour that March skips is moved on by an hour.
        (
            Some("Europe/Prague"),
            "2026-03-29T01:59:59",
            "2026-03-29T00:59:59.000000+00:00",
        ),
        (
            Some("Europe/Prague"),
            "2026-03-29T02:00:00",
            "2026-03-29T01:00:00.000000+00:00",
        ),
        (
            Some("Europe/Prague"),
            "2026-03-29T02:30:00",
            "2026-03-29T01:30:00.000000+00:00",
        ),
        (
            Some("Europe/Prague"),
            "2026-03-29T03:00:00",
            "2026-03-29T01:00:00.000000+00:00",
        ),
        // One island skips half an hour, another a whole day.
        (
            Some("Australia/Lord_Howe"),
            "2026-10-04T02:10:00",
            "2026-10-03T15:40:00.000000+00:00",
        ),
        (
            Some("Pacific/Apia"),
            "2011-12-30T12:00:00",
            "2011-12-30T22:00:00.000000+00:00",
        ),
        (
            Some("America/New_York"),
            "2026-11-01T01:30:00",
            "2026-11-01T05:30:00.000000+00:00",
        ),
    ] {
        let mut options = vec!["--tz", "UTC"];
        options.extend(zone.into_iter().flat_map(|zone| ["--naive-tz", zone]));
        let run = created(text).facts(&options);
        assert_eq!(timestamp(&run), expected, "{text} in {zone:?}");
        let noted: &[&str] = if text.ends_with('Z') {
            &[]
        } else {
            &["no_offset"]
        };
        assert_eq!(run.problems(), noted, "{text}");
    }
}

#[test]
fn the_zone_of_naive_times_goes_wherever_settings_go() {
    let world = created("2026-10-05T10:00:00");
    world.put("phasebook.toml", "naive_tz = \"Europe/Prague\"\n");
    let run = world.facts(&["--tz", "UTC"]);
    assert_eq!(timestamp(&run), "2026-10-05T08:00:00.000000+00:00");
    assert_eq!(run.manifest()["settings"]["naive_tz"], "Europe/Prague");
    let plan = world.run(&["plan", "facts", "dump", "--tz", "UTC", "--out", "x"]);
    assert!(
        plan.stdout.contains("naive_tz = \"Europe/Prague\""),
        "{}",
        plan.stdout
    );
    let verified = world.run(&["verify", "out", "dump"]);
    assert_eq!(verified.status, 0, "{}{}", verified.stdout, verified.stderr);
    // The command line goes before the settings file, and --no-config ignores that file.
    let run = world.facts(&["--tz", "UTC", "--naive-tz", "Asia/Tokyo"]);
    assert_eq!(timestamp(&run), "2026-10-05T01:00:00.000000+00:00");
    let run = world.facts(&["--tz", "UTC", "--no-config"]);
    assert_eq!(timestamp(&run), "2026-10-05T10:00:00.000000+00:00");
    assert_eq!(
        run.manifest()["settings"]["naive_tz"],
        serde_json::Value::Null
    );
    let refused = world.run(&[
        "facts",
        "dump",
        "--out",
        "out",
        "--naive-tz",
        "Europe/Parague",
    ]);
    assert_eq!(refused.status, 2);
    assert!(
        refused.stderr.contains("--naive-tz: there is no time zone"),
        "{}",
        refused.stderr
    );
}

#[test]
fn kept_facts_know_of_which_zone_naive_times_were() {
    let world = created("2026-10-05T10:00:00");
    let kept = [
        "facts", "dump", "--tz", "UTC", "--format", "parquet", "--out", "kept",
    ];
    let run = world.run(&[&kept[..], &["--naive-tz", "Europe/Prague"]].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    let facts = [
        "facts",
        "--from-facts",
        "kept",
        "--tz",
        "UTC",
        "--format",
        "csv",
        "--out",
        "out",
    ];
    let run = world.run(&facts);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(timestamp(&run), "2026-10-05T08:00:00.000000+00:00");
    assert_eq!(run.manifest()["settings"]["naive_tz"], "Europe/Prague");
    let refused = world.run(&[&facts[..], &["--naive-tz", "Asia/Tokyo"]].concat());
    assert_eq!(refused.status, 2);
    assert!(
        refused
            .stderr
            .contains("--naive-tz: the facts in kept were made by Europe/Prague"),
        "{}",
        refused.stderr
    );
    let grown = world.run(&["facts", "dump", "--append", "--out", "kept"]);
    assert_eq!(grown.status, 2, "{}", grown.stderr);
}
