//! All properties of a session in the API's order. Details that the model does not have (the guest,
//! tags, notes, recordings) are drawn from the session's own seed.

use super::activities::write_activities;
use super::company::Company;
use super::enumerations::{
    AV_SUPPORT, CHANNEL, DIAL_STATE, FEEDBACK_SCALE, GUEST_LEFT, RECORDING_TYPE, RECORDINGS_STATE,
    SOURCE, STATUS,
};
use super::json::Json;
use super::model::{Session, Stint};
use super::rng::Rng;

const COMPANY_ID: i64 = 17;
const LANGUAGES: [&str; 6] = ["cs", "cs", "cs", "sk", "en", "uk"];
const DEVICES: [(&str, &str); 6] = [
    ("Windows 11", "Edge 127.0"),
    ("Windows 10", "Chrome 128.0"),
    ("Android 14", "Chrome Mobile 128.0"),
    ("iOS 17.5", "Safari 17.5"),
    ("macOS 14", "Safari 17.4"),
    ("Linux", "Firefox 129.0"),
];
const TAGS: [&str; 10] = [
    "reklamace",
    "faktura",
    "VIP",
    "stížnost",
    "doprava",
    "přihlášení",
    "zpětné volání",
    "výpověď",
    "úvěr",
    "řešeno 👍",
];
const NOTES: [&str; 4] = [
    "Klient žádá o zaslání smlouvy e-mailem.",
    "Opakovaný dotaz, viz případ [2026/1184].",
    "Slíbena sleva 10 % – ověřit u vedoucího!",
    "Nedovoláno se; zkusit \"odpoledne\".",
];
const PRAISE: [&str; 4] = [
    "Děkuji za rychlou pomoc!",
    "Čekal jsem moc dlouho 😡",
    "Operátorka byla velmi milá. 🙂",
    "Vyřešeno na druhý pokus, \"no budiž\".",
];

pub(super) fn write_session(json: &mut Json, company: &Company, session: &Session) {
    let mut details = Rng::new(session.detail_seed);
    let phone = session.channel == "Phone";
    json.key("id").session_id(session.id);
    json.key("companyId").int(COMPANY_ID);
    json.key("departmentId")
        .int(company.departments[session.department].id);
    json.key("guest")
        .object(|json| write_guest(json, session, &mut details));
    json.key("channel").choice(CHANNEL, session.channel);
    json.key("source").choice(SOURCE, session.source);
    json.key("status").choice(STATUS, session.status);
    json.key("avSupport")
        .choice(AV_SUPPORT, if phone { "NONE" } else { "WEB_RTC" });
    let number = format!("+420600{:06}", details.below(1_000_000));
    json.key("directCallNumber")
        .text_or_null(phone.then_some(&number));
    json.key("phoneCallbackNumber")
        .text_or_null((session.source == "Callback").then_some(&number));
    json.key("isDirectChat").bool(session.direct_chat);
    let page = details.below(9000);
    let url = format!("https://www.example.cz/produkty/{page}?utm_source=web&utm_medium=chat");
    json.key("url").text_or_null((!phone).then_some(&url));
    json.key("widget").text_or_null(session.widget);
    json.key("operators").array(|json| {
        for stint in &session.stints {
            json.object(|json| write_stint(json, company, stint, &mut details));
        }
    });
    json.key("reviewers").array(|_| {});
    write_times(json, session);
    json.key("activities");
    write_activities(json, company, session, &mut details);
    write_outcome(json, session, &mut details);
}

fn write_times(json: &mut Json, session: &Session) {
    json.key("enteredQueue").timestamp(session.created);
    json.key("created").timestamp(session.created);
    json.key("guestJoined")
        .timestamp_or_null(session.guest_joined);
    json.key("started").timestamp_or_null(session.started);
    json.key("ended").timestamp_or_null(session.ended);
    json.key("waited").duration_or_null(session.waited);
    json.key("length").duration_or_null(session.length());
    json.key("blacklisted").bool(session.blacklisted);
    json.key("autoAccepted").bool(session.auto_accepted);
    json.key("phoneCallbackDialed")
        .timestamp_or_null(session.dialed);
}

fn write_outcome(json: &mut Json, session: &Session, details: &mut Rng) {
    json.key("tags").array(|json| {
        for _ in 0..details.below(3) {
            json.object(|json| {
                json.key("userId").null();
                json.key("name").text(details.pick(&TAGS));
            });
        }
    });
    json.key("chatbots").array(|json| {
        if let Some(bot) = &session.bot {
            json.object(|json| {
                json.key("chatbotId").int(5);
                json.key("name").text("Bot Žofie");
                json.key("joined").timestamp(bot.joined);
                json.key("left").timestamp_or_null(bot.left);
            });
        }
    });
    let praise = (session.feedback.is_some() && details.chance(300)).then(|| details.pick(&PRAISE));
    json.key("guestFeedbackStars")
        .int_or_null(session.feedback.map(|(stars, _)| stars));
    json.key("guestFeedbackScale")
        .choice_or_null(FEEDBACK_SCALE, session.feedback.map(|(_, scale)| scale));
    json.key("guestFeedbackText").text_or_null(praise);
    json.key("guestFeedbackCustomFields").null();
    let recorded = session.channel != "Chat" && session.ended.is_some() && details.chance(800);
    write_recordings(json, session, recorded);
    json.key("guestLeftSession")
        .choice(GUEST_LEFT, session.guest_left);
    json.key("outboundDialResult")
        .choice_or_null(DIAL_STATE, session.dial_result);
    json.key("campaignId").int_or_null(session.campaign_id);
}

fn write_recordings(json: &mut Json, session: &Session, recorded: bool) {
    let (Some(started), true) = (session.started, recorded) else {
        json.key("recordings").null();
        return json.key("recordingsState").null();
    };
    json.key("recordings").array(|json| {
        json.object(|json| {
            let address = format!(
                "https://app.example.cz/api/v1/Sessions/{}/recordings/0",
                session.id
            );
            json.key("id").int(0);
            json.key("name").text(&format!("{}-0.opus", session.id));
            json.key("started").timestamp(started);
            json.key("duration").duration_or_null(session.length());
            json.key("type").choice(RECORDING_TYPE, "AllParticipants");
            json.key("userId").null();
            json.key("downloadUrl").text(&address);
            json.key("isUploading").bool(session.id % 41 == 0);
            json.key("isDeleted").bool(session.id % 29 == 0);
        });
    });
    json.key("recordingsState")
        .choice(RECORDINGS_STATE, "Processed");
}

fn write_guest(json: &mut Json, session: &Session, details: &mut Rng) {
    let (high, low) = (details.draw(), details.draw());
    let (os, browser) = details.pick(&DEVICES);
    let known = details
        .chance(400)
        .then(|| format!("klient{}@example.cz", details.below(90_000)));
    let address = format!(
        "10.{}.{}.{}",
        details.below(256),
        details.below(256),
        details.below(256)
    );
    let tracked = format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        low >> 52,
        low & 0xffff_ffff_ffff
    );
    json.key("tempId").int(100_000_000 + session.id);
    json.key("ipAddress").text(&address);
    json.key("trackedId").text(&tracked);
    json.key("identity").text_or_null(known.as_deref());
    json.key("channelIdentity").null();
    json.key("os").text(os);
    json.key("browser").text(browser);
    json.key("language").text(details.pick(&LANGUAGES));
    json.key("callParams").object(|json| {
        if details.chance(300) {
            json.own_key("cislo_smlouvy")
                .text(&details.below(100_000_000).to_string());
            json.own_key("poznámka").text("„VIP“ klient {[2]}");
        }
    });
    json.key("gdprVersion").null();
}

fn write_stint(json: &mut Json, company: &Company, stint: &Stint, details: &mut Rng) {
    let operator = &company.operators[stint.operator];
    let note = details.chance(120).then(|| details.pick(&NOTES));
    json.key("userId").int(operator.id);
    json.key("userName").text(&operator.user_name);
    json.key("firstName").text(operator.first_name);
    json.key("lastName").text(operator.last_name);
    json.key("joined").timestamp(stint.joined);
    json.key("left").timestamp_or_null(stint.left);
    json.key("concluded").timestamp_or_null(stint.concluded);
    json.key("note").text_or_null(note);
    json.key("feedbackResult").null();
    json.key("feedbackText").null();
}
