//! A dump in which every key of a settings file has something to change.

use crate::harness::scenario::Scenario;
use crate::harness::world::World;

/// A session that was answered after this many seconds, followed by a talk of a minute.
fn answered(scenario: Scenario, queue: &str, operator: &str, seconds: i32) -> Scenario {
    scenario
        .queued(queue, 0)
        .offered(operator, 1)
        .accepted(operator, seconds)
        .joined(operator, seconds)
        .left(seconds + 60)
        .length(60)
        .ended(seconds + 60)
}

/// Nine sessions of October 2026, one created in September by UTC, and a history in a file whose name gives its session
/// only to a pattern.
pub(super) fn world() -> World {
    let now = Scenario::new;
    let at = Scenario::created_at;
    let moved = now()
        .queued("Podpora", 0)
        .queued("Reklamace", 10)
        .offered("Jana", 11)
        .missed("Jana", 20)
        .offered("Petr", 21)
        .accepted("Petr", 40)
        .joined("Petr", 40)
        .left(100)
        .length(60);
    let abandoned = |seconds| {
        now()
            .guest_left("LeftQueue")
            .queued("Podpora", 0)
            .waited(seconds)
            .ended(seconds)
    };
    let campaign = answered(now().source("Campaign"), "Prodej", "Eva", 12)
        .field("campaignId", 5)
        .guest_joined(15);
    let sessions = [
        answered(now(), "Podpora", "Jana", 15),
        answered(now(), "Podpora", "Petr", 25),
        answered(now().channel("Phone"), "Reklamace", "Eva", 25),
        abandoned(3),
        abandoned(7),
        moved,
        // Answered and ended on the next day.
        answered(at("2026-10-05T23:59:50+02:00"), "Podpora", "Jana", 15),
        // Created in September by UTC.
        answered(at("2026-10-01T01:30:00+02:00"), "Reklamace", "Jana", 5),
        campaign,
        now().started(1).length(60),
    ];
    let history = Scenario::new().queued("Fakturace", 0).accepted("Karel", 1);
    World::of(sessions).with("call-1077.json", history.history().to_string())
}
