//! Table `sessions`: one row per session.

use std::borrow::Cow;

use super::column::{Column, Extract, FactRows, columns, named};
use crate::join::Dossier;
use crate::model::api_enum::ApiEnum;
use crate::model::session::Direction;
use crate::model::{Category, Coded, DirectoryKind, Id, Session};
use crate::names::Names;
use crate::phase::{Mark, Measured, Phase, Property, SessionOutcome, SessionPhases, SessionWaits};
use crate::service_level::{LimitedOutcome, OfferedSession};
use crate::settings::{DayOf, FactPlan};
use crate::table::definition::FAQ;
use crate::time::Timestamp;
use crate::time::zone::{Day, LocalTimestamp, Zone};

/// The values of a session's row.
#[derive(Clone, Copy, Debug)]
pub(super) struct SessionRow<'a> {
    pub(super) session: &'a Session,
    pub(super) has_routing: bool,
    pub(super) phases: SessionPhases,
    pub(super) judged: SessionOutcome,
    /// The timestamp whose day the session counts on.
    pub(super) day_mark: Mark,
    pub(super) day: Day,
    /// `day_mark` by the clock of `zone`.
    local: LocalTimestamp,
    zone: Zone,
    /// The team of the owner.
    team: Option<&'a str>,
    pub(super) outcome: LimitedOutcome,
    /// The session's part in the service level; `None` if it is outbound or was not offered.
    pub(super) offered: Option<OfferedSession>,
    /// Whether routing starts in the opening hours of the entry queue, or without a queue in those of the contact
    /// centre; `None` if no opening hours are set there.
    pub(super) in_hours: Option<bool>,
    /// The states whose formula gave a negative value, one bit each in the order of the states; 0 if no selected
    /// column needs them.
    pub(super) refused_states: u32,
    /// The whole wait and its parts; empty if no selected column needs them.
    pub(super) waits: SessionWaits,
}

impl<'a> SessionRow<'a> {
    pub(super) fn new(
        plan: &'a FactPlan,
        session: &'a Session,
        dossier: Dossier<'_>,
        phases: SessionPhases,
        judged: SessionOutcome,
    ) -> Self {
        let level = plan
            .service_levels
            .level_for(judged.entry_queue, session.channel.map(Coded::value));
        let day_mark = day_mark(plan.day_of, dossier, &judged);
        let length = |measured: Option<Measured>| measured.map(Measured::length);
        let local_time = plan.zone.local(day_mark.at);
        let started = judged.requested.map_or(session.created, |mark| mark.at);
        let local = plan.zone.local(started);
        let in_hours = plan.calendar.is_open(judged.entry_queue, local);
        let wait = length(judged.wait);
        let outcome = LimitedOutcome::new(judged.outcome, wait, &level);
        let offered = OfferedSession::judge(
            session.direction(),
            outcome,
            outcome.compared(length(judged.speed_of_answer), wait),
            &level,
            plan.level_hours.counts(in_hours),
        );
        Self {
            session,
            has_routing: !dossier.events.is_empty(),
            phases,
            judged,
            day_mark,
            day: local_time.day,
            local: local_time,
            zone: plan.zone,
            team: judged.owner.and_then(|owner| plan.teams.team(owner)),
            outcome,
            offered,
            in_hours,
            refused_states: 0,
            waits: SessionWaits::default(),
        }
    }
}

/// The timestamp whose day a session counts on, in microseconds since 1970-01-01T00:00:00 of the local clock.
fn local(row: &SessionRow<'_>) -> i64 {
    row.day_mark.at.microseconds() + i64::from(row.local.offset) * 1_000_000
}

/// The timestamp whose day a session counts on.
fn day_mark(day_of: DayOf, dossier: Dossier<'_>, judged: &SessionOutcome) -> Mark {
    let session = dossier.session;
    let own = |property, at: Option<Timestamp>| at.map(|at| Mark::session(property, at));
    let day_mark = match day_of {
        DayOf::Created => None,
        DayOf::Answered => judged
            .answered
            .or_else(|| own(Property::Started, session.started)),
        DayOf::Ended => own(Property::Ended, session.ended),
    };
    day_mark.unwrap_or(Mark::session(Property::Created, session.created))
}

fn coded<E: ApiEnum>(value: Option<Coded<E>>, names: &Names) -> Option<Cow<'_, str>> {
    value.map(|value| Cow::Borrowed(value.text(names.texts())))
}

/// The table as a type, for [`FactRows`].
pub(super) struct Sessions;

impl FactRows for Sessions {
    type Row<'a> = SessionRow<'a>;
}

columns! { Sessions:
    "session_id" Id |row| Some(row.session.id), "The session's id.",
        source: "session.id";
    "company_id" Id |row| row.session.company_id, "The company.",
        source: "session.companyId";
    "department_id" Id |row| row.session.department_id, "The department (tenant).",
        source: "session.departmentId";
    "department" Text |row, names| named(DirectoryKind::Department, row.session.department_id, names), "Its name by the dump's department records, else #id.";
    "channel" Text |row, names| coded(row.session.channel, names), "The channel at creation.",
        source: "session.channel";
    "source" Text |row, names| coded(row.session.source, names), "How the session came to be.",
        source: "session.source";
    "direction" Category (Direction::NAMES, |row| row.session.direction().code()), "Who began it: inbound the guest, outbound the contact centre.",
        formula: "outbound if source is OutgoingCall or Campaign, or isDirectChat; else inbound",
        source: "session.source, session.isDirectChat";
    "status" Text |row, names| coded(row.session.status, names), "The status when the dump was made.",
        source: "session.status";
    "widget" Text |row, names| row.session.widget.map(|widget| Cow::Borrowed(names.texts().get(widget))), "The widget, as it stands.",
        source: "session.widget";
    "campaign_id" Id |row| row.session.campaign_id, "The campaign.",
        source: "session.campaignId";
    "created" Timestamp |row| Some(row.session.created), "When the session was created.",
        source: "session.created";
    "guest_joined" Timestamp |row| row.session.guest_joined, "When the guest joined.",
        source: "session.guestJoined";
    "started" Timestamp |row| row.session.started, "When the first operator accepted or created the session.",
        source: "session.started";
    "ended" Timestamp |row| row.session.ended, "When the last operator left direct communication.",
        source: "session.ended";
    "day" Day |row| row.day, "The local date of `created` in the report's time zone, or of the timestamp that --day-of names.",
        boundary: "a day begins at 00:00 of the local clock";
    "entry_queue_id" Id |row| row.judged.entry_queue, "The queue of the first visit, invites aside.",
        empty: "the session visited no queue",
        source: "queue_visits";
    "entry_queue" Text |row, names| named(DirectoryKind::Group, row.judged.entry_queue, names), "Its name.";
    "answer_queue_id" Id |row| row.judged.answer_queue, "The queue in which the first acceptance came, invites aside.",
        empty: "nobody accepted, or no queue was ever entered before",
        source: "queue_visits";
    "answer_queue" Text |row, names| named(DirectoryKind::Group, row.judged.answer_queue, names), "Its name.";
    "owner_id" Id |row| row.judged.owner, "The operator of the first acceptance, invites aside; if none is named, the one with the earliest `joined`.",
        boundary: "of two who joined at the same time the first in the record",
        empty: "the first acceptance outside invites names no operator, or there is none, and nobody joined",
        source: "routing history; session.operators";
    "owner" Text |row, names| named(DirectoryKind::User, row.judged.owner, names), "That operator's name.";
    "outcome" Category (LimitedOutcome::NAMES, |row| row.outcome.code()), "What became of the session.",
        formula: "the first that fits: blacklisted (status BLACKLISTED); answered (an AcceptedByOperator, or started); blacklisted (session.blacklisted); open (not closed); left_before_queue (guestLeftSession LeftBeforeQueue); abandoned (LeftQueue); bot_only (a chatbot and no RoutingRequestCreated outside invites); unanswered",
        boundary: "abandoned with wait < the short-abandon limit is short_abandoned; exactly the limit, or an unknown wait, is abandoned";
    "wait" Length |row| row.judged.wait.map(Measured::length), "How long the guest waited, whatever the outcome.",
        formula: "speed_of_answer if answered; else session.waited; else session.ended - (first RoutingRequestCreated outside invites, else session.created)",
        empty: "an end is missing, or it is negative";
    "speed_of_answer" Length |row| row.judged.speed_of_answer.map(Measured::length), "How long the guest waited for the answer.",
        formula: "first AcceptedByOperator - first RoutingRequestCreated, both outside invites; else session.waited",
        population: "answered sessions",
        empty: "not answered; or the history has not both in this order, and waited is absent or negative";
    "in_sla" Flag |row| row.offered.and_then(|offered| offered.in_sla()), "Whether the answer came within the threshold.",
        formula: "speed_of_answer <= threshold",
        population: "inbound answered sessions",
        boundary: "exactly the threshold is in; an unknown speed is not",
        empty: "outbound, or not answered";
    "in_level" Flag |row| row.offered.map(|offered| offered.in_level), "Whether the session counts in the service level, whatever the formula.",
        formula: "with --sla-hours open: routing began in the opening hours of the entry queue, or none are set for it; else always",
        population: "inbound offered sessions",
        empty: "outbound, or not offered";
    "in_time" Flag |row| row.offered.map(|offered| offered.in_time), "Whether the session was answered, or abandoned, within the threshold of its queue and channel.",
        formula: "answered: speed_of_answer <= threshold; abandoned or short_abandoned: wait <= threshold; unanswered: false",
        population: "inbound offered sessions",
        boundary: "exactly the threshold is in; an unknown length is not",
        empty: "outbound, or not offered";
    "short" Flag |row| row.offered.map(|offered| offered.is_short()), "Whether the guest abandoned below the short-abandon limit of the queue and channel.",
        formula: "outcome is short_abandoned",
        population: "inbound offered sessions",
        empty: "outbound, or not offered";
    "auto_accepted" Flag |row| row.session.auto_accepted, "Whether the platform accepted for the operator.",
        source: "session.autoAccepted";
    "termination_reason" Text |row, names| coded(row.session.termination_reason, names), "Of the latest activity of type SessionEnded.",
        source: "session.activities.terminationReason";
    "guest_left" Text |row, names| coded(row.session.guest_left, names), "The state in which the guest left.",
        source: "session.guestLeftSession";
    "dial_result" Text |row, names| coded(row.session.dial_result, names), "What became of the call to the guest: a callback that an operator accepted may never have reached the guest.",
        empty: "nobody was dialled",
        source: "session.outboundDialResult";
    "operators" Count |row| row.judged.operators, "Distinct users in the session's list of operators.",
        source: "session.operators";
    "offers" Count |row| row.judged.offers, "Rows in the table `offers`.";
    "missed_offers" Count |row| row.judged.missed_offers, "Those with the outcome missed.";
    "forwards" Count |row| row.judged.forwards, "Routing events that forward to a group, a user or a phone.";
    "feedback_stars" Number |row| row.session.feedback_stars, "The guest's rating.",
        source: "session.guestFeedbackStars";
    "feedback_scale" Text |row, names| coded(row.session.feedback_scale, names), "Its scale.",
        source: "session.guestFeedbackScale";
    "has_routing" Flag |row| Some(row.has_routing), "Whether there is at least one usable routing event.";
    "created" Length |row| row.phases.get(Phase::Created), "From creation to the beginning of routing.",
        difference: ["first RoutingRequestCreated", "session.created"],
        empty: "an end is missing, or it is negative (`negative_phase`)",
        source: FAQ;
    "in_queue" Length |row| row.phases.get(Phase::InQueue), "From the beginning of routing to the first assignment to an operator.",
        difference: ["first AssignedToOperator", "first RoutingRequestCreated"],
        empty: "an end is missing, or it is negative (`negative_phase`)",
        source: FAQ;
    "waiting" Length |row| row.phases.get(Phase::Waiting), "From the first assignment to the first acceptance.",
        difference: ["first AcceptedByOperator", "first AssignedToOperator"],
        empty: "an end is missing, or it is negative (`negative_phase`)",
        source: FAQ;
    "bcw" Length |row| row.phases.get(Phase::BeforeCallWork), "Before-call work: from the start to the guest joining.",
        difference: ["session.guestJoined", "session.started"],
        boundary: "exactly 0 is empty",
        empty: "an end is missing, or it is not positive",
        source: FAQ;
    "active" Length |row| row.phases.get(Phase::Active), "The platform's own length of the session.",
        formula: "session.length",
        empty: "it is absent, or negative (`negative_phase`)",
        source: FAQ;
    "acw" Length |row| row.phases.get(Phase::AfterCallWork), "After-call work: from the last leaving to the last conclusion.",
        difference: ["latest operators.concluded", "latest operators.left"],
        empty: "an end is missing, or it is negative (`negative_phase`)",
        source: FAQ;
    "ring" Length |row| row.phases.get(Phase::Ring), "From creation to the guest joining.",
        difference: ["session.guestJoined", "session.created"],
        population: "sessions that are of no preview campaign",
        empty: "an end is missing, or it is negative (`negative_phase`); the session is of a preview campaign, or of a campaign whose mode is unknown",
        source: FAQ;
    "waited" Length |row| row.phases.get(Phase::Waited), "The platform's own waiting time.",
        formula: "session.waited",
        empty: "it is absent, or negative (`negative_phase`)",
        source: "session.waited";
    "campaign" Text |row, names| named(DirectoryKind::Campaign, row.session.campaign_id, names), "The campaign's name by the dump's campaign records, else #id.";
    "team" Text |row, _| row.team.map(|team| Cow::Owned(team.to_owned())), "The team of the owner, by `[teams]` of phasebook.toml.",
        empty: "there is no owner, or the owner is in no team";
    "moment" Timestamp |row| Some(row.day_mark.at), "The timestamp that gives `day`.";
    "moment_local" LocalTimestamp |row| local(row), "The same by the clock of the report's time zone, without an offset.";
    "utc_offset_s" Number |row| Id::new(row.local.offset.into()), "How many seconds that clock is ahead of UTC at this timestamp.";
    "second_of_two" Flag |row| row.zone.is_second_of_two(row.local), "In an hour that comes twice, as clocks are set back: whether it is the second.",
        empty: "the hour comes once";
    "in_hours" Flag |row| row.in_hours, "Whether routing starts in the opening hours of the entry queue.",
        empty: "the queue has no opening hours";
    "refused_states" Count |row| row.refused_states, "The states whose formula gave a negative value, one bit each: 1 CREATED, 2 IN_QUEUE, 4 WAITING, 8 BCW, 16 ACTIVE, 32 ACW.";
    "tags" Text |row, names| row.session.tags.map(|tags| Cow::Borrowed(names.texts().get(tags))), "The names of its tags in byte order, separated by the character U+001F.",
        empty: "it has none",
        source: "session.tags";
    "wait_total" Length |row| row.waits.wait_total, "The whole wait of the guest, after forwards too.",
        formula: "summed over the routing requests that are no invites: end - start; the start is RoutingRequestCreated, else the first event; the end the first AcceptedByOperator, else RoutingEnded, else the last event if a later request follows, else session.ended if not before the start, else the last event",
        boundary: "a request whose end is before its start waited 0",
        empty: "there is no routing request that is no invite",
        source: "routing history";
    "offer_time" Length |row| row.waits.offer_time, "The part of the whole wait in which the session was on offer to an operator.",
        formula: "summed over the requests of wait_total: the length of the union of [offered, resolved] of their offers within the wait",
        boundary: "two offers at a time count once; a pending offer lasts to the end of the wait",
        empty: "there is no routing request that is no invite",
        source: "offers";
    "queue_time" Length |row| row.waits.queue_time, "The part of the whole wait in which nobody was asked to accept.",
        formula: "wait_total - offer_time",
        empty: "there is no routing request that is no invite",
        source: "routing history; offers";
    "wait_after_forward" Length |row| row.waits.wait_after_forward, "The wait in the requests after the first.",
        formula: "end - start, as in wait_total, summed over the requests after the first that is no invite",
        empty: "there is only one such request, or none",
        source: "routing history";
}
