//! Sessions that a client began: waits in a queue, offers, forwards, invites, and clients who left
//! before anybody answered.

use super::clock::SECOND;
use super::model::BotStay;
use super::situation::{Situation, at_night};
use super::story::Story;
use super::talks::after_answer;

const NIGHT_QUEUE: usize = 7;
const SLOVAK_QUEUE: usize = 4;

pub(super) fn tell(story: &mut Story, situation: Situation) {
    let queue = entry_queue(story);
    story.session.department = story.company.queues[queue].department;
    match situation {
        Situation::LeftBeforeQueue => return leave_before_queue(story),
        Situation::Blacklisted => return turn_away(story),
        Situation::BotOnly => return bot(story, true),
        Situation::BotThenOperator => bot(story, false),
        _ => arrive(story),
    }
    story.route(queue);
    match situation {
        Situation::ShortAbandoned => {
            story.pass(300, 4500);
            give_up(story);
        }
        Situation::Abandoned => {
            story.pass_about(6000, 30 * SECOND);
            give_up(story);
        }
        Situation::AbandonedAfterMiss => {
            miss_some(story, queue);
            story.pass(200, 25_000);
            give_up(story);
        }
        Situation::Unanswered => fail(story, queue),
        _ => answered(story, situation, queue),
    }
}

/// An operator accepts, in one of several ways.
fn answered(story: &mut Story, situation: Situation, queue: usize) {
    let operator = match situation {
        Situation::Overflow => overflow(story, queue),
        Situation::MissedThenTaken => {
            miss_some(story, queue);
            story.pass_about(300, 2 * SECOND);
            offer_and_accept(story, queue)
        }
        Situation::AcceptedAfterTimeout => accept_late(story, queue),
        Situation::GroupRing => ring_all(story, queue),
        Situation::AutoAccepted => accept_at_once(story, queue),
        _ => {
            wait(story);
            offer_and_accept(story, queue)
        }
    };
    after_answer(story, situation, queue, operator);
}

/// Slovak callers have their own line, and so does the night; other clients enter the queue of
/// their subject.
fn entry_queue(story: &mut Story) -> usize {
    const QUEUES: [(u32, usize); 12] = [
        (26, 0),
        (12, 1),
        (11, 2),
        (8, 3),
        (5, SLOVAK_QUEUE),
        (14, 5),
        (6, 6),
        (1, NIGHT_QUEUE),
        (9, 8),
        (4, 9),
        (5, 10),
        (4, 11),
    ];
    if at_night(story.now) && story.rng.chance(700) {
        NIGHT_QUEUE
    } else {
        story.rng.weighted(&QUEUES)
    }
}

/// The client joins before the queue: a caller goes through the menu, a chat begins at once.
fn arrive(story: &mut Story) {
    let menu = story.session.channel == "Phone";
    story.pass(30, if menu { 900 } else { 400 });
    story.guest_joins();
    if menu {
        story.pass(300, 12_000);
    } else {
        story.pass(20, 500);
    }
}

pub(super) fn wait(story: &mut Story) {
    if story.rng.chance(650) {
        story.pass(150, 2500);
    } else {
        story.pass_about(500, 15 * SECOND);
    }
}

fn offer_and_accept(story: &mut Story, queue: usize) -> usize {
    let operator = story.company.member(queue, &mut story.rng);
    story.offer(operator);
    story.pass_about(900, 3 * SECOND);
    story.accept(operator);
    operator
}

fn miss_some(story: &mut Story, queue: usize) {
    wait(story);
    for _ in 0..=story.rng.below(2) {
        let operator = story.company.member(queue, &mut story.rng);
        story.offer(operator);
        story.miss(&[operator]);
        story.pass(100, 1500);
    }
}

fn overflow(story: &mut Story, queue: usize) -> usize {
    if story.rng.chance(300) {
        miss_some(story, queue);
    }
    let mut next = story.company.queues[queue].overflow;
    story.overflow(next);
    if story.rng.chance(200) {
        // Nobody answers there either, so the request returns to the first queue.
        next = queue;
        story.overflow(next);
    }
    wait(story);
    offer_and_accept(story, next)
}

fn accept_late(story: &mut Story, queue: usize) -> usize {
    wait(story);
    let operator = story.company.member(queue, &mut story.rng);
    story.offer(operator);
    story.miss(&[operator]);
    story.pass(300, 2500);
    story.accept(operator);
    operator
}

fn ring_all(story: &mut Story, queue: usize) -> usize {
    wait(story);
    let members = story.company.members(queue);
    let members = &members[..members.len().min(5)];
    if story.rng.chance(200) {
        story.offer_all(members);
        story.miss(members);
        story.pass(500, 2500);
    }
    story.offer_all(members);
    story.pass_about(800, 2 * SECOND);
    let operator = story.rng.pick(members);
    story.accept(operator);
    operator
}

fn accept_at_once(story: &mut Story, queue: usize) -> usize {
    story.pass(50, 600);
    let operator = story.company.member(queue, &mut story.rng);
    story.offer(operator);
    story.pass(5, 90);
    story.session.auto_accepted = true;
    story.accept(operator);
    operator
}

fn give_up(story: &mut Story) {
    story.end_request();
    story.close("LeftQueue", "GuestAbandoned");
}

/// Nobody answers, and there is no other queue.
fn fail(story: &mut Story, queue: usize) {
    miss_some(story, queue);
    story.end_request();
    story.close("LeftAfterSession", "FailedRouting");
}

fn leave_before_queue(story: &mut Story) {
    story.pass(800, 25_000);
    story.close("LeftBeforeQueue", "GuestLeft");
}

fn turn_away(story: &mut Story) {
    story.pass(5, 60);
    story.close("LeftSession", "UnknownReason");
    story.session.status = "BLACKLISTED";
    story.session.blacklisted = true;
}

/// A bot talks with the client until the end, or until it hands the client over to the queue.
fn bot(story: &mut Story, alone: bool) {
    story.pass(10, 90);
    story.guest_joins();
    story.pass(5, 40);
    let joined = story.now;
    story.pass_about(8000, 60 * SECOND);
    story.session.bot = Some(BotStay {
        joined,
        left: Some(story.now),
    });
    if alone {
        let termination = if story.rng.chance(600) {
            "ChatbotLeft"
        } else {
            "GuestLeft"
        };
        story.close("LeftSession", termination);
    } else {
        story.pass(10, 120);
    }
}
