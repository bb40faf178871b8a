//! Sessions that the company began, and callbacks that clients asked for.

use super::clock::SECOND;
use super::model::BotStay;
use super::situation::Situation;
use super::story::Story;
use super::talks::{talk, talk_and_close};

const DIAL_RESULTS: [(u32, &str); 6] = [
    (80, "ANSWERED"),
    (10, "NO_ANSWER"),
    (4, "REJECTED"),
    (3, "UNREACHABLE"),
    (2, "INVALID_NUMBER"),
    (1, "FAILED"),
];

pub(super) fn tell(story: &mut Story, situation: Situation) {
    match situation {
        Situation::PreviewCampaign => preview(story),
        Situation::PredictiveCampaign => predictive(story),
        Situation::AutomatedCampaign => automated(story),
        Situation::OutgoingCall => outgoing(story),
        Situation::DirectChat => direct_chat(story),
        _ => callback(story),
    }
}

/// The client asked to be called back: an operator takes the request, then dials.
fn callback(story: &mut Story) {
    story.session.source = "Callback";
    let queue = story.rng.index(4);
    story.session.department = story.company.queues[queue].department;
    let operator = take(story, queue, 40);
    story.session.dialed = Some(story.now);
    dial(story, operator, 4000, 20_000);
}

/// The operator reads the client's record before the call goes out.
fn preview(story: &mut Story) {
    let queue = campaign(story, &[0, 3]);
    let operator = take(story, queue, 12);
    story.pass_about(5000, 20 * SECOND);
    dial(story, operator, 3000, 18_000);
}

/// The client is on the line first, then an operator is requested.
fn predictive(story: &mut Story) {
    let queue = campaign(story, &[1]);
    story.pass(3000, 18_000);
    if fails_to_connect(story) {
        story.pass(200, 3000);
        return story.close("LeftSession", "CampaignFailedDial");
    }
    story.guest_joins();
    story.pass(100, 800);
    if story.rng.chance(150) {
        story.route(queue);
        story.pass_about(900, 8 * SECOND);
        story.end_request();
        return story.close("LeftQueue", "GuestAbandoned");
    }
    take(story, queue, 3);
    talk_and_close(story);
}

/// A recorded message or a bot, without any operator.
fn automated(story: &mut Story) {
    campaign(story, &[2]);
    story.pass(3000, 18_000);
    if fails_to_connect(story) {
        story.pass(200, 3000);
        return story.close("LeftSession", "CampaignFailedDial");
    }
    story.guest_joins();
    let joined = story.now;
    story.pass_about(5000, 25 * SECOND);
    story.session.bot = Some(BotStay {
        joined,
        left: Some(story.now),
    });
    story.close("LeftSession", "CampaignTerminated");
}

fn outgoing(story: &mut Story) {
    story.session.source = "OutgoingCall";
    let queue = story.rng.index(story.company.queues.len());
    story.session.department = story.company.queues[queue].department;
    let operator = story.company.member(queue, &mut story.rng);
    story.pass(10, 300);
    story.join(operator);
    dial(story, operator, 3000, 22_000);
}

/// An operator begins a chat and offers it to a visitor of the web site, who may ignore it.
fn direct_chat(story: &mut Story) {
    story.session.source = if story.rng.chance(500) {
        "Default"
    } else {
        "ChatInvitation"
    };
    story.session.direct_chat = true;
    let queue = story.rng.index(story.company.queues.len());
    story.session.department = story.company.queues[queue].department;
    let operator = story.company.member(queue, &mut story.rng);
    story.pass(5, 40);
    story.join(operator);
    story.session.waited = Some(story.now.since(story.session.created));
    story.pass_about(2000, 20 * SECOND);
    if story.rng.chance(300) {
        story.leave(operator);
        return story.close("LeftAfterSession", "OperatorLeft");
    }
    story.guest_joins();
    talk(story);
    talk_and_close(story);
}

/// Puts the session into one of `campaigns`. Returns the queue of its calls.
fn campaign(story: &mut Story, campaigns: &[usize]) -> usize {
    let campaign = &story.company.campaigns[story.rng.pick(campaigns)];
    story.session.source = "Campaign";
    story.session.campaign_id = Some(campaign.id);
    story.session.department = campaign.department;
    campaign.queue
}

/// Routes the session through a queue to an operator, who joins.
fn take(story: &mut Story, queue: usize, mean_seconds: i64) -> usize {
    story.pass(50, 700);
    story.route(queue);
    story.pass_about(200, mean_seconds * SECOND);
    let operator = story.company.member(queue, &mut story.rng);
    story.offer(operator);
    story.pass_about(700, 3 * SECOND);
    story.accept(operator);
    operator
}

/// The operator dials: the client answers and they talk, or the operator gives up.
fn dial(story: &mut Story, operator: usize, low_ms: i64, high_ms: i64) {
    story.pass(low_ms, high_ms);
    if fails_to_connect(story) {
        story.leave(operator);
        return story.close("LeftSession", "OperatorLeft");
    }
    story.guest_joins();
    talk_and_close(story);
}

fn fails_to_connect(story: &mut Story) -> bool {
    let result = story.rng.weighted(&DIAL_RESULTS);
    story.session.dial_result = Some(result);
    result != "ANSWERED"
}
