//! `explain --session` on the ten usual shapes of sessions, with the whole output.

use insta::assert_snapshot;

use crate::harness::scenario::Scenario;
use crate::harness::world::World;

/// The explanation of the only session of a dump.
fn told(scenario: Scenario) -> String {
    told_in(&World::of([scenario]))
}

fn told_in(world: &World) -> String {
    let run = world.run(&["explain", "dump", "--session", "1", "--tz", "Europe/Prague"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(run.stderr, "");
    run.stdout
}

#[test]
fn plain() {
    let scenario = Scenario::new()
        .guest_joined(1)
        .queued("Podpora", 2)
        .offered_in("Podpora", "Jana", 5)
        .accepted("Jana", 9.5)
        .left_queue("Podpora", 9.5)
        .routing_ended(10)
        .started(10)
        .joined("Jana", 10)
        .left(310)
        .concluded(340)
        .ended(310)
        .length(300)
        .waited(8)
        .guest_left("LeftSession");
    assert_snapshot!("plain", told(scenario));
}

#[test]
fn overflow() {
    let scenario = Scenario::new()
        .queued("Podpora", 0)
        .queue_timed_out("Podpora", 30)
        .left_queue("Podpora", 30)
        .entered("Reklamace", 31)
        .offered("Petr", 33)
        .accepted("Petr", 40)
        .started(40)
        .joined("Petr", 40)
        .left(100)
        .ended(100)
        .length(60);
    assert_snapshot!("overflow", told(scenario));
}

#[test]
fn missed_then_taken() {
    let scenario = Scenario::new()
        .queued("Podpora", 0)
        .offered("Jana", 5)
        .missed("Jana", 20)
        .offered("Petr", 21)
        .accepted("Petr", 31)
        .joined("Petr", 31)
        .left(90)
        .concluded(95)
        .ended(90);
    assert_snapshot!("missed_then_taken", told(scenario));
}

#[test]
fn whole_group_ring() {
    let scenario = Scenario::new()
        .channel("Phone")
        .source("IncomingCall")
        .queued("Prodej", 0)
        .offered_in("Prodej", "Jana", 1)
        .offered_in("Prodej", "Petr", 1)
        .offered_in("Prodej", "Eva", 1)
        .accepted("Eva", 6)
        .joined("Eva", 6)
        .left(66)
        .ended(66);
    assert_snapshot!("whole_group_ring", told(scenario));
}

#[test]
fn forward() {
    let scenario = Scenario::new()
        .queued("Podpora", 0)
        .offered("Jana", 2)
        .accepted("Jana", 4)
        .joined("Jana", 4)
        .left(60)
        .concluded(70)
        .forwarded_to_group("Jana", "Fakturace", 58)
        .request(101)
        .queued("Fakturace", 60)
        .offered("Karel", 65)
        .accepted("Karel", 75)
        .joined("Karel", 75)
        .left(200)
        .concluded(230)
        .ended(200);
    assert_snapshot!("forward", told(scenario));
}

#[test]
fn invite() {
    let scenario = Scenario::new()
        .queued("Podpora", 0)
        .offered("Jana", 2)
        .accepted("Jana", 4)
        .joined("Jana", 4)
        .left(200)
        .request(101)
        .invited_user("Jana", "Eva", 50)
        .offered("Eva", 51)
        .accepted("Eva", 55)
        .joined("Eva", 55)
        .left(120)
        .ended(200);
    assert_snapshot!("invite", told(scenario));
}

#[test]
fn abandoned() {
    let scenario = Scenario::new()
        .queued("Podpora", 0)
        .offered("Jana", 1)
        .left_queue("Podpora", 4.999)
        .routing_ended(4.999)
        .waited(4.999)
        .ended(5)
        .guest_left("LeftQueue");
    assert_snapshot!("abandoned", told(scenario));
}

#[test]
fn callback() {
    let scenario = Scenario::new()
        .channel("Phone")
        .source("Callback")
        .queued("Prodej", 3)
        .offered("Petr", 60)
        .accepted("Petr", 64)
        .started(64)
        .guest_joined(80)
        .joined("Petr", 64)
        .left(180)
        .ended(180)
        .length(100);
    assert_snapshot!("callback", told(scenario));
}

#[test]
fn preview_campaign() {
    let world = World::of([Scenario::new()
        .channel("Phone")
        .source("Campaign")
        .field("campaignId", 7)
        .joined("Eva", 0)
        .started(1)
        .guest_joined(25)
        .left(90)
        .concluded(99)
        .ended(90)
        .length(65)])
    .with(
        "campaigns.json",
        r#"[{"id":7,"name":"Obnova smluv","mode":"Preview"}]"#,
    );
    assert_snapshot!("preview_campaign", told_in(&world));
}

#[test]
fn still_open() {
    let scenario = Scenario::new()
        .status("IN_QUEUE")
        .queued("Podpora", 0)
        .offered("Jana", 5)
        .missed("Jana", 20)
        .offered("Petr", 22);
    assert_snapshot!("still_open", told(scenario));
}
