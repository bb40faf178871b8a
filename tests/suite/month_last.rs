//! `--month last`: the month before today, so that a scheduled job needs no arithmetic.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Datelike, Months, NaiveDate};

use crate::harness::world::World;

/// The first day of the month before today in UTC.
fn last_month() -> NaiveDate {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970");
    let now = DateTime::from_timestamp(now.as_secs().cast_signed(), 0).expect("a date");
    let first = now
        .date_naive()
        .with_day(1)
        .expect("a month has a first day");
    first
        .checked_sub_months(Months::new(1))
        .expect("a month before")
}

/// Runs a test with the month before today, and again if midnight changed that month meanwhile.
fn in_one_month(test: impl Fn(NaiveDate)) {
    let before = last_month();
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| test(before)));
    if let Err(panic) = outcome {
        assert_ne!(before, last_month(), "the month did not change meanwhile");
        drop(panic);
        test(last_month());
    }
}

fn world(month: NaiveDate) -> World {
    let created = month.format("%Y-%m-15T12:00:00Z");
    World::new().with("a.json", format!(r#"{{"id":1,"created":"{created}"}}"#))
}

#[test]
fn the_last_month_is_resolved_wherever_it_is_told() {
    in_one_month(|month| {
        let world = world(month);
        let name = month.format("%Y-%m").to_string();
        let next = month
            .checked_add_months(Months::new(1))
            .expect("a month behind");
        let run = world.report(&["--tz", "UTC", "--month", "last"]);
        assert_eq!(run.table("total").sum("sessions"), 1);
        let settings = &run.manifest()["settings"];
        assert_eq!(settings["from"], month.to_string());
        assert_eq!(settings["to"], next.to_string());
        let plan = world.run(&["plan", "report", "dump", "--tz", "UTC", "--month", "last"]);
        assert!(
            plan.stdout.contains(&format!("month = \"{name}\"")),
            "{}",
            plan.stdout
        );
        let run = world.run(&[
            "month", "dump", "--tz", "UTC", "--month", "last", "--out", "out",
        ]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        assert_eq!(run.manifest()["settings"]["month"], name);
        assert!(
            run.files.contains_key(&format!("report-{name}.xlsx")),
            "{:?}",
            run.files.keys()
        );
        let verified = world.run(&["verify", "out", "dump"]);
        assert_eq!(verified.status, 0, "{}{}", verified.stdout, verified.stderr);
        world.put("phasebook.toml", "month = \"last\"\n");
        let run = world.facts(&["--tz", "UTC"]);
        assert_eq!(run.sessions(), "1");
    });
}

#[test]
fn a_month_that_is_none_is_told_how_to_write_one() {
    let run = World::new().run(&["report", "dump", "--month", "lats"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("as 2026-10, or last"), "{}", run.stderr);
}
