//! The course of a session after an operator has answered: the talk, forwards, invites, and the
//! end.

use super::clock::SECOND;
use super::inbound::wait;
use super::situation::Situation;
use super::story::Story;

/// Continues after the operator of `queue` has accepted.
pub(super) fn after_answer(story: &mut Story, situation: Situation, queue: usize, operator: usize) {
    match situation {
        Situation::ForwardToQueue => forward_to_queue(story, operator),
        Situation::ForwardToOperator => {
            let other = story.company.other_member(queue, operator, &mut story.rng);
            forward_to_operator(story, operator, other);
            talk_and_close(story);
        }
        Situation::ForwardToPhone => {
            talk(story);
            story.forward_to_phone(operator);
            story.close("LeftSession", "CallForwardedToExternalPhone");
        }
        Situation::SameOperatorTwice => {
            let other = story.company.other_member(queue, operator, &mut story.rng);
            forward_to_operator(story, operator, other);
            forward_to_operator(story, other, operator);
            talk_and_close(story);
        }
        Situation::InviteQueue | Situation::InviteOperator => invite(story, situation, operator),
        _ => talk_and_close(story),
    }
}

fn forward_to_queue(story: &mut Story, operator: usize) {
    const TARGETS: [usize; 5] = [1, 2, 5, 8, 10];
    talk(story);
    let queue = story.rng.pick(&TARGETS);
    story.forward_to_queue(operator, queue);
    wait(story);
    if story.rng.chance(150) {
        story.end_request();
        return story.close("LeftQueue", "GuestAbandoned");
    }
    let other = story.company.other_member(queue, operator, &mut story.rng);
    story.offer(other);
    story.pass_about(900, 3 * SECOND);
    story.accept(other);
    talk_and_close(story);
}

fn forward_to_operator(story: &mut Story, by: usize, to: usize) {
    talk(story);
    story.forward_to_operator(by, to);
    story.pass_about(900, 3 * SECOND);
    story.accept(to);
}

fn invite(story: &mut Story, situation: Situation, operator: usize) {
    let queue = matches!(situation, Situation::InviteQueue)
        .then(|| story.rng.index(story.company.queues.len()));
    let among = queue.unwrap_or(0);
    let other = story.company.other_member(among, operator, &mut story.rng);
    talk(story);
    story.invite(operator, queue, other);
    if story.rng.chance(200) {
        story.miss(&[other]);
        story.end_request();
    } else {
        story.pass_about(900, 4 * SECOND);
        story.accept(other);
        talk(story);
        if story.rng.chance(500) {
            story.leave(other);
            story.pass(2000, 60_000);
        }
    }
    talk_and_close(story);
}

pub(super) fn talk(story: &mut Story) {
    let mean = match story.session.channel {
        "Phone" => 150,
        "Chat" => 240,
        _ => 300,
    };
    story.pass_about(15_000, mean * SECOND);
}

pub(super) fn talk_and_close(story: &mut Story) {
    const ENDS: [(u32, (&str, &str)); 4] = [
        (78, ("LeftSession", "GuestLeft")),
        (14, ("LeftAfterSession", "OperatorLeft")),
        (5, ("LeftSession", "OperatorLeft")),
        (3, ("LeftSession", "ExternalSessionExpired")),
    ];
    talk(story);
    let (guest_left, termination) = story.rng.weighted(&ENDS);
    story.close(guest_left, termination);
}
