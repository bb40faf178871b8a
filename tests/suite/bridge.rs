//! The report `bridge`: every session between what operators handled and what queues answered is in one
//! column.

use insta::assert_snapshot;
use proptest::prelude::*;

use crate::harness::csv::Csv;
use crate::harness::scenario::Scenario;
use crate::harness::support::Layout;
use crate::harness::world::World;
use crate::laws::{config, generated, plan};

fn bridge(scenarios: impl IntoIterator<Item = Scenario>) -> String {
    let run = World::of(scenarios).report(&["--bridge"]);
    steps(&run.table("bridge")).join("\n")
}

fn steps(bridge: &Csv) -> Vec<String> {
    let mut columns = vec!["operator", "queue"];
    columns.extend(STEPS);
    bridge.pick(&columns)
}

const STEPS: [&str; 8] = [
    "handled_sessions",
    "joint",
    "transfers",
    "outbound",
    "not_answered",
    "not_joined",
    "answered",
    "direct",
];

/// Jana takes a session of Podpora and stays for a minute.
fn plain() -> Scenario {
    Scenario::new()
        .queued("Podpora", 0)
        .offered("Jana", 5)
        .accepted("Jana", 8)
        .joined("Jana", 8)
        .left(68)
}

#[test]
fn a_plain_session_is_handled_and_answered() {
    assert_snapshot!(bridge([plain()]), @r"
    Jana Nováková Podpora 1 0 0 0 0 0 1 0
    total total 1 0 0 0 0 0 1 0
    ");
}

#[test]
fn a_forward_is_a_transfer_even_if_both_were_there_for_a_moment() {
    let forwarded = plain()
        .forwarded_to_group("Jana", "Prodej", 60)
        .request(101)
        .queued("Prodej", 60)
        .accepted("Petr", 66)
        .joined("Petr", 66)
        .left(100);
    assert_snapshot!(bridge([forwarded]), @r"
    Jana Nováková Podpora 1 0 0 0 0 0 1 0
    Petr Svoboda Podpora 1 0 1 0 0 0 0 0
    total total 2 0 1 0 0 0 1 0
    ");
}

#[test]
fn an_invited_operator_is_joint_even_after_the_owner_has_left() {
    let invited = plain()
        .request(101)
        .invited_user("Jana", "Eva", 30)
        .offered("Eva", 31)
        .accepted("Eva", 70)
        .joined("Eva", 70)
        .left(100);
    assert_snapshot!(bridge([invited]), @r"
    Jana Nováková Podpora 1 0 0 0 0 0 1 0
    Eva Dvořáková Podpora 1 1 0 0 0 0 0 0
    total total 2 1 0 0 0 0 1 0
    ");
}

#[test]
fn without_an_offer_the_stints_decide() {
    let beside = plain().joined("Petr", 40).left(50);
    let after = plain().joined("Petr", 68).left(80);
    assert_snapshot!(bridge([beside, after]), @r"
    Jana Nováková Podpora 2 0 0 0 0 0 2 0
    Petr Svoboda Podpora 2 1 1 0 0 0 0 0
    total total 4 1 1 0 0 0 2 0
    ");
}

/// Petr's stint lies between two stints of the owner, so the two were never there together.
#[test]
fn who_left_and_came_back_was_not_there_in_between() {
    let back = plain().joined("Petr", 80).left(90);
    let back = back.joined("Jana", 100).left(120);
    assert_snapshot!(bridge([back]), @r"
    Jana Nováková Podpora 1 0 0 0 0 0 1 0
    Petr Svoboda Podpora 1 0 1 0 0 0 0 0
    total total 2 0 1 0 0 0 1 0
    ");
}

#[test]
fn what_is_no_answered_inbound_session_of_its_owner_has_a_column() {
    let outbound = plain().source("OutgoingCall");
    let blacklisted = plain().status("BLACKLISTED");
    let never_joined = Scenario::new()
        .queued("Podpora", 0)
        .offered("Eva", 5)
        .accepted("Eva", 8);
    let nobody = Scenario::new().queued("Prodej", 0).started(9);
    let direct = Scenario::new()
        .requested(0)
        .offered("Karel", 5)
        .accepted("Karel", 8)
        .joined("Karel", 8)
        .left(68);
    assert_snapshot!(bridge([outbound, blacklisted, never_joined, nobody, direct]), @r"
    - Prodej 0 0 0 0 0 1 1 0
    Jana Nováková Podpora 2 0 0 1 1 0 0 0
    Eva Dvořáková Podpora 0 0 0 0 0 1 1 0
    Karel Černý - 1 0 0 0 0 0 1 1
    total total 3 0 0 1 1 2 3 1
    ");
}

#[test]
fn an_empty_dump_has_a_bridge_of_nothing() {
    assert_snapshot!(bridge([]), @"total total 0 0 0 0 0 0 0 0");
}

#[test]
fn the_queue_of_the_answer_can_be_the_other_bank() {
    let overflowed = Scenario::new()
        .queued("Podpora", 0)
        .entered("Prodej", 20)
        .offered("Petr", 30)
        .accepted("Petr", 33)
        .joined("Petr", 33)
        .left(60);
    let run = World::of([overflowed]).report(&["--bridge", "--queue-by", "answer"]);
    assert_snapshot!(steps(&run.table("bridge")).join("\n"), @r"
    Petr Svoboda Prodej 1 0 0 0 0 0 1 0
    total total 1 0 0 0 0 0 1 0
    ");
}

proptest! {
    #![proptest_config(config(4))]

    #[test]
    fn it_stands_on_the_reports_of_both_banks(seed in 0_u64..1000, by_answer in any::<bool>()) {
        let world = generated(&plan(seed, 120), Layout::Pages(40));
        let queue_by = if by_answer { "answer" } else { "entry" };
        let run = world.report(&["--bridge", "--queue-by", queue_by]);
        let bridge = run.table("bridge");
        let count = |row: usize, column: &str| bridge.cell(row, column).parse::<i64>().expect("a count");
        for row in 0..bridge.len() {
            let steps = STEPS.map(|step| count(row, step));
            let [handled, joint, transfers, outbound, not_answered, not_joined, answered, direct] = steps;
            prop_assert_eq!(handled - joint - transfers - outbound - not_answered + not_joined, answered);
            prop_assert!(direct <= answered);
        }
        for (report, key, column) in [("by_operator", "operator_id", "handled_sessions"), ("by_queue", "queue_id", "answered")] {
            let report = run.table(report);
            for row in 0..report.len() {
                let rows = bridge.rows_with(key, report.cell(row, key));
                let rows = rows.into_iter().filter(|&row| bridge.cell(row, "operator") != "total");
                let sum: i64 = rows.map(|row| count(row, column)).sum();
                prop_assert_eq!(sum.to_string(), report.cell(row, column));
            }
        }
    }
}
