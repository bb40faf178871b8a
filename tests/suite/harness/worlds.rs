//! Dumps that the tests of several subjects share.

use super::scenario::Scenario;
use super::world::World;

/// A session that was answered in time, one that was not, and one that was abandoned.
pub(crate) fn three_sessions() -> World {
    let answered = |seconds: i32| {
        Scenario::new()
            .queued("Podpora", 0)
            .accepted("Jana", seconds)
            .length(60)
    };
    World::of([
        answered(5),
        answered(35),
        Scenario::new()
            .guest_left("LeftQueue")
            .queued("Podpora", 0)
            .waited(40),
    ])
}

/// A session of this local time, answered after this many seconds.
pub(crate) fn answered(at: &str, queue: &str, seconds: i32) -> Scenario {
    Scenario::created_at(at)
        .queued(queue, 0)
        .offered("Jana", 1)
        .accepted("Jana", seconds)
        .joined("Jana", seconds)
        .left(seconds + 90)
        .concluded(seconds + 100)
        .length(90)
}

fn abandoned(at: &str, queue: &str) -> Scenario {
    Scenario::created_at(at)
        .guest_left("LeftQueue")
        .queued(queue, 0)
        .waited(40)
}

/// Two sessions on every working day from the middle of March 2025 to the end of October 2026. Waits differ from day to
/// day, and on some days the second session is abandoned.
pub(crate) fn twenty_months() -> World {
    let mut scenarios = Vec::new();
    let first = chrono::NaiveDate::from_ymd_opt(2025, 3, 17).expect("a date");
    let end = chrono::NaiveDate::from_ymd_opt(2026, 11, 1).expect("a date");
    for (number, day) in (0..).zip(first.iter_days().take_while(|day| *day < end)) {
        if day.format("%u").to_string().as_str() > "5" {
            continue;
        }
        // The offset of the timestamps does not matter here.
        let at = |clock: &str| format!("{day}T{clock}:00+01:00");
        scenarios.push(answered(&at("10:15"), "Podpora", 1 + number * number % 43));
        scenarios.push(if number % 5 == 0 {
            abandoned(&at("14:30"), "Reklamace")
        } else {
            answered(&at("14:30"), "Reklamace", 3 + number % 11)
        });
    }
    World::of(scenarios)
}
