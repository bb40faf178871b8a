//! Table `sessions`: one row a session.

use std::borrow::Cow;

use super::column::{Column, Extract, FactRows, columns, named};
use crate::join::Dossier;
use crate::model::api_enum::ApiEnum;
use crate::model::{Coded, DirectoryKind, Session, Timestamp};
use crate::names::Names;
use crate::phase::{Outcome, Phase, SessionOutcome, SessionPhases};
use crate::plan::{DayOf, FactPlan};
use crate::zone::Day;

/// Everything that the table says of one session.
#[derive(Clone, Copy, Debug)]
pub(super) struct SessionRow<'a> {
    pub(super) session: &'a Session,
    pub(super) has_routing: bool,
    pub(super) phases: SessionPhases,
    pub(super) judged: SessionOutcome,
    /// The moment that gives the day.
    pub(super) moment: Timestamp,
    pub(super) day: Day,
    pub(super) outcome: &'static str,
    pub(super) in_sla: Option<bool>,
}

impl<'a> SessionRow<'a> {
    pub(super) fn new(
        plan: &FactPlan,
        session: &'a Session,
        dossier: Dossier<'_>,
        phases: SessionPhases,
        judged: SessionOutcome,
    ) -> Self {
        let level = &plan.service_level;
        let moment = moment(plan.day_of, dossier, &judged);
        let is_inbound = session.direction() == crate::model::session::Direction::Inbound;
        let is_judged = is_inbound && judged.outcome == Outcome::Answered;
        Self {
            session,
            has_routing: !dossier.events.is_empty(),
            phases,
            judged,
            moment,
            day: plan.zone.local(moment).day,
            outcome: outcome_name(judged.outcome, level.is_short(judged.wait)),
            in_sla: is_judged.then(|| level.is_in(judged.speed_of_answer)),
        }
    }
}

/// The moment that gives a session its day.
fn moment(day_of: DayOf, dossier: Dossier<'_>, judged: &SessionOutcome) -> Timestamp {
    let session = dossier.session;
    let moment = match day_of {
        DayOf::Created => None,
        DayOf::Answered => judged.answered.or(session.started),
        DayOf::Ended => session.ended,
    };
    moment.unwrap_or(session.created)
}

/// The word in tables: an abandoned session below the limit is a short abandon.
const fn outcome_name(outcome: Outcome, is_short: bool) -> &'static str {
    match outcome {
        Outcome::Answered => "answered",
        Outcome::Abandoned if is_short => "short_abandoned",
        Outcome::Abandoned => "abandoned",
        Outcome::Unanswered => "unanswered",
        Outcome::LeftBeforeQueue => "left_before_queue",
        Outcome::BotOnly => "bot_only",
        Outcome::Blacklisted => "blacklisted",
        Outcome::Open => "open",
    }
}

fn coded<E: ApiEnum>(value: Option<Coded<E>>, names: &Names) -> Option<Cow<'_, str>> {
    value.map(|value| Cow::Borrowed(value.text(names.texts())))
}

/// The table.
pub(super) struct Sessions;

impl FactRows for Sessions {
    type Row<'a> = SessionRow<'a>;
}

columns! { Sessions:
    "session_id" Id |row| Some(row.session.id), "The session's id.";
    "company_id" Id |row| row.session.company_id, "The company.";
    "department_id" Id |row| row.session.department_id, "The department (tenant).";
    "department" Text |row, names| named(DirectoryKind::Department, row.session.department_id, names), "Its name by the dump's department records, else #id.";
    "channel" Text |row, names| coded(row.session.channel, names), "The channel at creation.";
    "source" Text |row, names| coded(row.session.source, names), "How the session came to be.";
    "direction" Text |row, _| Some(Cow::Borrowed(row.session.direction().name())), "outbound for source OutgoingCall or Campaign and for direct chats, else inbound.";
    "status" Text |row, names| coded(row.session.status, names), "The status when the dump was made.";
    "widget" Text |row, names| row.session.widget.map(|widget| Cow::Borrowed(names.texts().get(widget))), "The widget, as it stands.";
    "campaign_id" Id |row| row.session.campaign_id, "The campaign.";
    "created" Moment |row| Some(row.session.created), "When the session was created.";
    "guest_joined" Moment |row| row.session.guest_joined, "When the guest joined.";
    "started" Moment |row| row.session.started, "When the first operator accepted or created the session.";
    "ended" Moment |row| row.session.ended, "When the last operator left direct communication.";
    "day" Day |row| row.day, "The local date of `created` in the report's time zone, or of the moment that --day-of names.";
    "entry_queue_id" Id |row| row.judged.entry_queue, "The queue of the first visit, invites aside.";
    "entry_queue" Text |row, names| named(DirectoryKind::Group, row.judged.entry_queue, names), "Its name.";
    "answer_queue_id" Id |row| row.judged.answer_queue, "The queue in which the first acceptance came, invites aside.";
    "answer_queue" Text |row, names| named(DirectoryKind::Group, row.judged.answer_queue, names), "Its name.";
    "owner_id" Id |row| row.judged.owner, "The operator of the first acceptance, invites aside; if none is named, the one with the earliest `joined`.";
    "owner" Text |row, names| named(DirectoryKind::User, row.judged.owner, names), "That operator's name.";
    "outcome" Text |row, _| Some(Cow::Borrowed(row.outcome)), "The first that fits of blacklisted (by status), answered, blacklisted, open, left_before_queue, abandoned (short_abandoned below the limit), bot_only, unanswered.";
    "wait" Length |row| row.judged.wait, "speed_of_answer if answered; else the platform's `waited`; else from the first routing request (or creation) to the end.";
    "speed_of_answer" Length |row| row.judged.speed_of_answer, "Answered sessions: from the first routing request to the first acceptance, both outside invites; else the platform's `waited`.";
    "in_sla" Flag |row| row.in_sla, "Inbound answered sessions: whether speed_of_answer is within the threshold; false if unknown.";
    "auto_accepted" Flag |row| row.session.auto_accepted, "Whether the platform accepted for the operator.";
    "termination_reason" Text |row, names| coded(row.session.termination_reason, names), "Of the latest activity of type SessionEnded.";
    "guest_left" Text |row, names| coded(row.session.guest_left, names), "The state in which the guest left.";
    "operators" Count |row| row.judged.operators, "Distinct users in the session's list of operators.";
    "offers" Count |row| row.judged.offers, "Rows in the table `offers`.";
    "missed_offers" Count |row| row.judged.missed_offers, "Those with the outcome missed.";
    "forwards" Count |row| row.judged.forwards, "Routing events that forward to a group, a user or a phone.";
    "feedback_stars" Number |row| row.session.feedback_stars, "The guest's rating.";
    "feedback_scale" Text |row, names| coded(row.session.feedback_scale, names), "Its scale.";
    "has_routing" Flag |row| Some(row.has_routing), "Whether there is at least one usable routing event.";
    "created" Length |row| row.phases.get(Phase::Created), "FAQ: first RoutingRequestCreated - created.";
    "in_queue" Length |row| row.phases.get(Phase::InQueue), "FAQ: first AssignedToOperator - first RoutingRequestCreated.";
    "waiting" Length |row| row.phases.get(Phase::Waiting), "FAQ: first AcceptedByOperator - first AssignedToOperator.";
    "bcw" Length |row| row.phases.get(Phase::BeforeCallWork), "FAQ: guestJoined - started, if positive.";
    "active" Length |row| row.phases.get(Phase::Active), "FAQ: the platform's `length`.";
    "acw" Length |row| row.phases.get(Phase::AfterCallWork), "FAQ: latest `concluded` - latest `left` of the operators.";
    "ring" Length |row| row.phases.get(Phase::Ring), "FAQ: guestJoined - created; not valid for preview campaigns.";
    "waited" Length |row| row.phases.get(Phase::Waited), "The platform's own waiting time.";
    "moment" Moment |row| Some(row.moment), "The moment that gives `day`.";
}
