//! The situations of a session and their frequency. `inbound` and `outbound` turn them into
//! sessions.

use super::Plan;
use super::arrivals::Arrivals;
use super::clock::{DAY, HOUR, SECOND, Timestamp};
use super::company::Company;
use super::inbound;
use super::model::Session;
use super::outbound;
use super::rng::Rng;
use super::story::Story;

#[derive(Clone, Copy)]
pub(super) enum Situation {
    Plain,
    Overflow,
    MissedThenTaken,
    AcceptedAfterTimeout,
    GroupRing,
    ForwardToQueue,
    ForwardToOperator,
    ForwardToPhone,
    SameOperatorTwice,
    InviteQueue,
    InviteOperator,
    AutoAccepted,
    Abandoned,
    AbandonedAfterMiss,
    ShortAbandoned,
    LeftBeforeQueue,
    Unanswered,
    BotOnly,
    BotThenOperator,
    Blacklisted,
    Callback,
    PreviewCampaign,
    PredictiveCampaign,
    AutomatedCampaign,
    OutgoingCall,
    DirectChat,
}

use Situation as S;

/// Frequencies in thousandths.
const SITUATIONS: [(u32, Situation); 26] = [
    (395, S::Plain),
    (60, S::Overflow),
    (70, S::MissedThenTaken),
    (10, S::AcceptedAfterTimeout),
    (45, S::GroupRing),
    (36, S::ForwardToQueue),
    (18, S::ForwardToOperator),
    (7, S::ForwardToPhone),
    (8, S::SameOperatorTwice),
    (8, S::InviteQueue),
    (9, S::InviteOperator),
    (14, S::AutoAccepted),
    (66, S::Abandoned),
    (14, S::AbandonedAfterMiss),
    (30, S::ShortAbandoned),
    (14, S::LeftBeforeQueue),
    (12, S::Unanswered),
    (18, S::BotOnly),
    (14, S::BotThenOperator),
    (4, S::Blacklisted),
    (34, S::Callback),
    (28, S::PreviewCampaign),
    (30, S::PredictiveCampaign),
    (8, S::AutomatedCampaign),
    (36, S::OutgoingCall),
    (12, S::DirectChat),
];

/// A weight and the name that it belongs to.
type Weighted = (u32, &'static str);

const PHONE_SOURCES: [Weighted; 1] = [(1, "IncomingCall")];
const CHAT_SOURCES: [Weighted; 9] = [
    (58, "Default"),
    (12, "WhatsApp"),
    (9, "Facebook"),
    (8, "ChatInvitation"),
    (5, "Invitation"),
    (3, "Apple"),
    (2, "GenericChannel"),
    (2, "API"),
    (1, "VK"),
];
const AV_SOURCES: [Weighted; 2] = [(3, "Default"), (1, "Invitation")];
/// Weight, name, and the sources of its sessions.
const CHANNELS: [(u32, &str, &[Weighted]); 3] = [
    (47, "Phone", &PHONE_SOURCES),
    (46, "Chat", &CHAT_SOURCES),
    (7, "AV", &AV_SOURCES),
];
const WIDGETS: [&str; 4] = ["Hlavní web", "E-shop", "Klientská zóna", "Mobilní aplikace"];

/// The sessions of a plan, in order of creation.
pub(super) struct Stories {
    company: Company,
    arrivals: Arrivals,
    seed: u64,
    sessions: u32,
    told: u32,
    id: i64,
    activity_bytes: usize,
}

impl Stories {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            company: Company::new(),
            arrivals: Arrivals::new(plan),
            seed: plan.seed,
            sessions: plan.sessions,
            told: 0,
            id: plan.first_id,
            activity_bytes: plan.activity_bytes,
        }
    }

    fn tell(&self, created: Timestamp, mut rng: Rng) -> Session {
        let situation = rng.weighted(&SITUATIONS);
        let mut session = blank_session(self.id, created, &mut rng);
        choose_channel(&mut session, situation, &mut rng);
        let first_request = 500_000_000 + self.id * 8;
        let mut story = Story::new(&self.company, rng, session, first_request);
        match situation {
            S::Callback
            | S::PreviewCampaign
            | S::PredictiveCampaign
            | S::AutomatedCampaign
            | S::OutgoingCall
            | S::DirectChat => {
                outbound::tell(&mut story, situation);
            }
            _ => inbound::tell(&mut story, situation),
        }
        let mut rng = story.rng;
        let mut session = story.session;
        if session.started.is_some() && rng.chance(180) {
            let likert = rng.chance(750);
            let stars = if likert {
                rng.between(1, 5).max(rng.between(1, 5))
            } else {
                rng.between(0, 10)
            };
            session.feedback = Some((stars, if likert { "Likert" } else { "NPS" }));
        }
        session.activity_bytes = activity_bytes(&session, self.activity_bytes, &mut rng);
        session
    }

    /// Leaves some of the last sessions of the month open, as if the export was made during them.
    fn maybe_open(&self, session: Session, mut rng: Rng) -> Session {
        let among_last = self.sessions - self.told < (self.sessions / 500).clamp(1, 400) + 6;
        if !among_last || rng.chance(400) {
            return session;
        }
        let part = rng.between(10, 99);
        session.in_the_middle(part)
    }
}

impl Iterator for Stories {
    type Item = Session;

    fn next(&mut self) -> Option<Session> {
        let created = self.arrivals.next()?;
        let mut rng = Rng::of_item(self.seed, self.told);
        if self.told > 0 {
            self.id += rng.between(1, 5);
        }
        self.told += 1;
        let fate = Rng::new(rng.draw());
        let session = self.tell(created, rng);
        Some(self.maybe_open(session, fate))
    }
}

fn blank_session(id: i64, created: Timestamp, rng: &mut Rng) -> Session {
    Session {
        id,
        department: 0,
        channel: "Chat",
        source: "Default",
        status: "CREATED",
        direct_chat: false,
        widget: None,
        stints: Vec::new(),
        bot: None,
        created,
        guest_joined: None,
        started: None,
        ended: None,
        waited: None,
        blacklisted: false,
        auto_accepted: false,
        dialed: None,
        dial_result: None,
        campaign_id: None,
        feedback: None,
        guest_left: "UNKNOWN",
        termination: "UnknownReason",
        events: Vec::new(),
        activity_bytes: 0,
        detail_seed: rng.draw(),
        exported: None,
    }
}

/// Bots and direct chats are chats; campaigns and forwards to a telephone are calls.
fn choose_channel(session: &mut Session, situation: Situation, rng: &mut Rng) {
    let table = match situation {
        S::BotOnly | S::BotThenOperator | S::DirectChat => &CHANNELS[1..2],
        S::ForwardToPhone
        | S::PreviewCampaign
        | S::PredictiveCampaign
        | S::AutomatedCampaign
        | S::OutgoingCall => &CHANNELS[..1],
        _ => &CHANNELS[..],
    };
    let weights: Vec<(u32, usize)> = table
        .iter()
        .enumerate()
        .map(|(place, entry)| (entry.0, place))
        .collect();
    let (_, channel, sources) = table[rng.weighted(&weights)];
    session.channel = channel;
    session.source = rng.weighted(sources);
    if channel != "Phone" && rng.chance(850) {
        session.widget = Some(rng.pick(&WIDGETS));
    }
}

/// The size of a session's activities. Chats have the most; a session without an operator has few.
/// The shares are set so that the mean over a large dump is `mean`.
fn activity_bytes(session: &Session, mean: usize, rng: &mut Rng) -> usize {
    let share = match (session.started.is_some(), session.channel) {
        (false, _) => 27,
        (true, "Phone") => 55,
        (true, _) => 177,
    };
    let spread = 40 + rng.index(121);
    mean * share / 100 * spread / 100
}

/// Whether the company's night shift is on duty.
pub(super) fn at_night(timestamp: Timestamp) -> bool {
    let local = timestamp.0 + timestamp.offset_minutes() * 60 * SECOND;
    !(6 * HOUR..20 * HOUR).contains(&local.rem_euclid(DAY))
}
