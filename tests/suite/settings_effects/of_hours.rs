//! Keys of opening hours.

use super::{Effect, effect};
use crate::harness::scenario::Scenario;

const HOURS: &str = "hours.mon-fri = \"8:00-16:30\"";

pub(super) fn effects() -> Vec<Effect> {
    let mut all: Vec<Effect> = WEEKDAYS
        .into_iter()
        .map(|(key, set, day)| {
            let closed = "hours.mon = \"\"\nhours.tue = \"\"";
            // Another day stays closed, so that there are opening hours at all.
            let others: Vec<&str> = closed
                .lines()
                .filter(|line| !set.starts_with(&line[..9]))
                .collect();
            let others = others.join("\n");
            on_a_day(key, day)
                .file("dump/one-more.json", at_ten(day))
                .settings(&others, &format!("{others}\n{set}"))
                .changes("false", "true")
        })
        .collect();
    all.extend([
        on_a_day("hours.holidays", "2026-10-12")
            .file("dump/one-more.json", at_ten("2026-10-12"))
            .settings(HOURS, &format!("{HOURS}\nhours.holidays = [2026-10-12]"))
            .changes("true", "false"),
        on_a_day("hours.country", "2026-10-28")
            .file("dump/one-more.json", at_ten("2026-10-28"))
            .settings(HOURS, &format!("{HOURS}\nhours.country = \"CZ\""))
            .changes("true", "false"),
        // This queue has the session at half past one at night.
        on_a_day("hours.queues", "2026-10-01")
            .settings(
                HOURS,
                &format!("{HOURS}\nhours.queues.Reklamace.mon-sun = \"0:00-24:00\""),
            )
            .changes("false", "true"),
    ]);
    all
}

/// The keys of the weekdays, each with hours and a date on that weekday.
const WEEKDAYS: [(&str, &str, &str); 7] = [
    ("hours.mon", "hours.mon = \"8:00-16:00\"", "2026-10-12"),
    ("hours.tue", "hours.tue = \"8:00-16:00\"", "2026-10-13"),
    ("hours.wed", "hours.wed = \"8:00-16:00\"", "2026-10-14"),
    ("hours.thu", "hours.thu = \"8:00-16:00\"", "2026-10-15"),
    ("hours.fri", "hours.fri = \"8:00-16:00\"", "2026-10-16"),
    ("hours.sat", "hours.sat = \"8:00-16:00\"", "2026-10-17"),
    ("hours.sun", "hours.sun = \"8:00-16:00\"", "2026-10-18"),
];

/// A session at ten o'clock of a day.
fn at_ten(day: &str) -> String {
    let session = Scenario::created_at(&format!("{day}T10:00:00+02:00"));
    session.id(99).embedded().to_string()
}

/// A case that shows whether the only session of a day was in opening hours.
fn on_a_day(key: &'static str, day: &'static str) -> Effect {
    effect(key)
        .command(&["report", "dump", "--by", "day,in_hours", "--out", "out"])
        .looks(move |_, run| {
            let table = run.table("by_day_in_hours");
            table
                .cell(table.row_with("day", day), "in_hours")
                .to_owned()
        })
}
