//! The activities of a session: messages of client, operator and bot, other activities, and a final
//! `SessionEnded` with its reason. They make up most of the bytes of a dump.

use super::clock::Timestamp;
use super::company::Company;
use super::enumerations::{ACTIVITY, CLIENT_TYPE, TERMINATION};
use super::json::Json;
use super::model::Session;
use super::phrases::{BOT, CLIENT, OPERATOR, SYSTEM};
use super::rng::Rng;

/// The mean size of an activity in bytes; the list stops half an activity before its share is used
/// up.
const MEAN_ACTIVITY: usize = 460;
const SESSION_ENDED: usize = 330;

/// One activity; fields that are not set are written as null.
#[derive(Default)]
struct Activity {
    kind: &'static str,
    client: Option<&'static str>,
    user_id: Option<i64>,
    chatbot_id: Option<i64>,
    text: Option<&'static str>,
    note: Option<&'static str>,
    part: Part,
    termination: Option<&'static str>,
}

/// The content that some kinds have besides text.
#[derive(Default, PartialEq, Eq)]
enum Part {
    #[default]
    Nothing,
    File,
    HeroCard,
    BotContent,
}

/// Writes the activities, or `null` if the plan wants none.
pub(super) fn write_activities(
    json: &mut Json,
    company: &Company,
    session: &Session,
    details: &mut Rng,
) {
    if session.activity_bytes == 0 {
        return json.null();
    }
    json.array(|json| {
        let first = session.guest_joined.unwrap_or(session.created);
        let lifetime = session.last_timestamp().since(first).max(1);
        let begin = json.len();
        let mut id = session.id * 1000;
        loop {
            let used = json.len() - begin;
            if used + SESSION_ENDED + MEAN_ACTIVITY / 2 > session.activity_bytes {
                break;
            }
            let place = i64::try_from(used).unwrap_or(0) * lifetime;
            let at = first.plus(place / i64::try_from(session.activity_bytes).unwrap_or(1));
            let activity = choose(company, session, at, details);
            write_activity(json, session, id, at, &activity);
            id += 1;
        }
        if let Some(ended) = session.ended {
            let last = Activity {
                kind: "SessionEnded",
                termination: Some(session.termination),
                ..Activity::default()
            };
            write_activity(json, session, id, ended, &last);
        }
    });
}

/// Chooses an activity of somebody who is in the session at this time.
fn choose(company: &Company, session: &Session, at: Timestamp, details: &mut Rng) -> Activity {
    let there = session.stints.iter().rev().find(|stint| stint.joined <= at);
    let user_id = there.map(|stint| company.operators[stint.operator].id);
    let bot_there = session
        .bot
        .as_ref()
        .is_some_and(|bot| bot.left.is_none_or(|left| at <= left));
    match (bot_there, user_id) {
        (true, _) => bot_activity(details),
        (false, Some(user_id)) if session.channel == "Phone" => call_activity(user_id, details),
        (false, Some(user_id)) => chat_activity(user_id, details),
        (false, None) => waiting_activity(details),
    }
}

fn chat_activity(user_id: i64, details: &mut Rng) -> Activity {
    let user_id = Some(user_id);
    match details.below(100) {
        0..46 => client_message(details),
        46..88 => Activity {
            kind: "ChatMessage",
            client: Some("User"),
            user_id,
            text: Some(details.pick(&OPERATOR)),
            ..Activity::default()
        },
        88..92 => Activity {
            kind: "SharedFile",
            client: Some("Guest"),
            part: Part::File,
            ..Activity::default()
        },
        92..95 => Activity {
            kind: "PreviewUrl",
            user_id,
            text: Some("https://www.example.cz/ceník?a=[1]&b={2}"),
            ..Activity::default()
        },
        95..98 => Activity {
            kind: "HeroCard",
            user_id,
            part: Part::HeroCard,
            ..Activity::default()
        },
        _ => Activity {
            kind: "AutoActivity",
            text: Some(details.pick(&SYSTEM)),
            ..Activity::default()
        },
    }
}

fn call_activity(user_id: i64, details: &mut Rng) -> Activity {
    const KINDS: [&str; 5] = [
        "CallScriptSubmission",
        "OnHold",
        "ResumeGuest",
        "NotifyOperator",
        "CallScript",
    ];
    let kind = details.pick(&KINDS);
    let note = kind
        .starts_with("CallScript")
        .then(|| details.pick(&OPERATOR));
    Activity {
        kind,
        user_id: Some(user_id),
        note,
        ..Activity::default()
    }
}

fn bot_activity(details: &mut Rng) -> Activity {
    let chatbot_id = Some(5);
    match details.below(100) {
        0..35 => client_message(details),
        35..80 => Activity {
            kind: "ChatbotMessage",
            client: Some("Chatbot"),
            chatbot_id,
            text: Some(details.pick(&BOT)),
            part: Part::BotContent,
            ..Activity::default()
        },
        80..92 => Activity {
            kind: "HeroCard",
            chatbot_id,
            part: Part::HeroCard,
            ..Activity::default()
        },
        _ => Activity {
            kind: "HeroCardQuickReply",
            client: Some("Guest"),
            text: Some("Ano"),
            ..Activity::default()
        },
    }
}

fn waiting_activity(details: &mut Rng) -> Activity {
    if details.chance(500) {
        return client_message(details);
    }
    Activity {
        kind: "AutoActivity",
        text: Some(details.pick(&SYSTEM)),
        ..Activity::default()
    }
}

fn client_message(details: &mut Rng) -> Activity {
    Activity {
        kind: "ChatMessage",
        client: Some("Guest"),
        text: Some(details.pick(&CLIENT)),
        ..Activity::default()
    }
}

fn write_activity(json: &mut Json, session: &Session, id: i64, at: Timestamp, activity: &Activity) {
    json.object(|json| {
        json.key("activityId").int(id);
        json.key("time").timestamp(at);
        json.key("type").choice(ACTIVITY, activity.kind);
        json.key("client")
            .choice_or_null(CLIENT_TYPE, activity.client);
        json.key("userId").int_or_null(activity.user_id);
        json.key("chatbotId").int_or_null(activity.chatbot_id);
        json.key("text").text_or_null(activity.text);
        json.key("file");
        if activity.part == Part::File {
            write_file(json, session, id);
        } else {
            json.null();
        }
        json.key("toOperatorUserId").null();
        json.key("toGroupId").null();
        json.key("toGroupName").null();
        json.key("toPhoneNumber").null();
        json.key("note").text_or_null(activity.note);
        json.key("terminationReason")
            .choice_or_null(TERMINATION, activity.termination);
        let has_card = activity.part == Part::HeroCard;
        json.key("heroCardTitle")
            .text_or_null(has_card.then_some("Co Vás zajímá?"));
        json.key("heroCardSubtitle")
            .text_or_null(has_card.then_some("Vyberte {téma} [1–3]"));
        let image = "https://www.example.cz/karta.png";
        json.key("heroCardImageUrl")
            .text_or_null(has_card.then_some(image));
        json.key("chatbotMessageContent");
        if activity.part == Part::BotContent {
            write_content(json, activity.text.unwrap_or_default());
        } else {
            json.null();
        }
    });
}

fn write_file(json: &mut Json, session: &Session, id: i64) {
    json.object(|json| {
        let address = format!("https://app.example.cz/api/v1/Files/{id}");
        json.key("id").int(id);
        json.key("name")
            .text(&format!("smlouva \"{}\".pdf", session.id));
        json.key("downloadUrl").text(&address);
    });
}

/// Writes the message of a bot, which is nested JSON with brackets in its texts.
fn write_content(json: &mut Json, text: &str) {
    json.object(|json| {
        json.own_key("type").text("message");
        json.own_key("text").text(text);
        json.own_key("suggestedActions").array(|json| {
            for answer in ["Ano", "Ne, chci operátora"] {
                json.object(|json| {
                    json.own_key("type").text("imBack");
                    json.own_key("value").text(answer);
                });
            }
        });
        json.own_key("channelData").object(|json| {
            json.own_key("lang").text("cs");
            json.own_key("score").raw("0.93");
            json.own_key("intents").array(|json| {
                json.array(|json| {
                    json.text("faktura");
                    json.raw("9.3e-1");
                });
                json.array(|json| {
                    json.text("jiné");
                    json.raw("-0.0");
                });
            });
            json.own_key("raw")
                .text("{\"slots\":[{\"a\":\"]}\\\"\"}],\"status\":\"CLOSED\"}");
        });
    });
}
