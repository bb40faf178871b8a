//! The routing of a session: for any history, visits and offers lie within their requests, no duration is negative,
//! every assignment is one offer, and the session has the outcome that the rules give it.

pub(super) mod story;

use phasebook::join::{self, Dossier};
use phasebook::model::{Coded, Event, GuestLeft, RoutingActivity, SessionStatus};
use phasebook::phase::{
    Offer, OfferOutcome, Outcome, Phase, Routing, SessionWaits, Visit, VisitExit, flows, offers,
    operator_phases, outcome, request_waits, session_phases, stints, visits,
};
use phasebook::read::{Limits, probe};
use phasebook::time::Duration;

pub fn check(data: &[u8]) {
    let text = story::session(data);
    let loaded = probe::read("a.json", text.as_bytes(), 1 << 16, Limits::default());
    let mut tally = loaded.tally;
    assert_eq!(
        tally.counts.sessions_rejected + tally.counts.histories_rejected,
        0,
        "{text}"
    );
    let joined = join::join(
        loaded.sessions,
        loaded.histories,
        loaded.actions,
        &loaded.campaigns,
        &mut tally,
    );
    assert_eq!(joined.len(), 1, "{text}");
    let mut events = Vec::new();
    let dossier = joined.dossier(0, &mut events);
    let routing = Routing::from_events(dossier.events);
    check_requests(&routing, dossier.events);
    let visits = visits(dossier, &routing);
    check_visits(dossier, &routing, &visits);
    let offers = offers(dossier, &routing);
    check_offers(dossier, &routing, &offers);
    check_waits(dossier, &routing, &offers);
    let phases = session_phases(dossier, &mut |_| {});
    for phase in Phase::ALL {
        let length = phases.get(phase);
        let least = i64::from(phase == Phase::BeforeCallWork);
        assert!(
            length.is_none_or(|length| length.microseconds() >= least),
            "{phase:?}"
        );
    }
    let told = outcome(dossier, &routing, &phases, &visits, &offers);
    assert_eq!(told.outcome, expected_outcome(dossier, &routing), "{text}");
    assert!(not_negative(
        told.wait.map(phasebook::phase::Measured::length)
    ));
    assert!(not_negative(
        told.speed_of_answer.map(phasebook::phase::Measured::length)
    ));
    assert_eq!(told.offers as usize, offers.len());
    let operators = operator_phases(dossier, &offers, &mut |_| {});
    let named = offers
        .iter()
        .filter(|offer| offer.user_id.is_some())
        .count();
    assert_eq!(
        operators
            .iter()
            .map(|operator| operator.offers as usize)
            .sum::<usize>(),
        named
    );
    for operator in &operators {
        let lengths = [operator.handling, operator.after_call_work, operator.queue];
        assert!(lengths.into_iter().all(not_negative), "{operator:?}");
        assert!(
            operator.accepted_offers + operator.missed_offers <= operator.offers,
            "{operator:?}"
        );
    }
    for stint in stints(dossier) {
        assert!(
            stint.until.is_none_or(|until| until.at >= stint.joined.at),
            "{stint:?}"
        );
    }
    assert_eq!(flows(&routing, &visits).len(), visits.len());
}

fn not_negative(length: Option<Duration>) -> bool {
    length.is_none_or(|length| length >= Duration::ZERO)
}

/// Every event is in one request.
fn check_requests(routing: &Routing<'_>, events: &[Event]) {
    let mut seen = vec![false; events.len()];
    for request in &routing.requests {
        assert!(!request.events.is_empty());
        for &(position, event) in &request.events {
            assert_eq!(event.request, request.id);
            assert!(
                !std::mem::replace(&mut seen[position], true),
                "event {position} comes twice"
            );
        }
    }
    assert!(seen.into_iter().all(|seen| seen));
    assert!(events.is_sorted_by_key(|event| event.at));
}

/// The first and the last timestamp of a request; the last may be the end of the session.
fn bounds(dossier: Dossier<'_>, events: &[(usize, &Event)]) -> std::ops::RangeInclusive<i64> {
    let timestamps = || events.iter().map(|(_, event)| event.at.microseconds());
    let ended = dossier
        .session
        .ended
        .map(phasebook::time::Timestamp::microseconds);
    let (first, last) = (timestamps().min(), timestamps().chain(ended).max());
    first.expect("a request has events")..=last.expect("a request has events")
}

fn check_visits(dossier: Dossier<'_>, routing: &Routing<'_>, visits: &[Visit]) {
    for (number, request) in routing.requests.iter().enumerate() {
        let own: Vec<&Visit> = visits
            .iter()
            .filter(|visit| visit.request == number)
            .collect();
        let bounds = bounds(dossier, &request.events);
        for (index, visit) in own.iter().enumerate() {
            assert_eq!(visit.number as usize, index + 1);
            assert!(bounds.contains(&visit.entered.microseconds()), "{visit:?}");
            assert!(not_negative(visit.duration()), "{visit:?}");
            let left = visit.left.filter(|_| visit.duration().is_some());
            assert!(
                left.is_none_or(|left| bounds.contains(&left.at.microseconds())),
                "{visit:?}"
            );
            let is_last = index + 1 == own.len();
            assert_eq!(visit.exit == VisitExit::Overflowed, !is_last, "{visit:?}");
            if let Some(next) = own.get(index + 1) {
                assert_ne!(next.queue_id, visit.queue_id, "{visit:?}");
                assert_eq!(
                    visit.left.map(|left| left.at),
                    Some(next.entered),
                    "{visit:?}"
                );
            }
            if visit.exit == VisitExit::Answered {
                assert!(request.accepted.is_some(), "{visit:?}");
            }
        }
    }
    let abandoned = visits
        .iter()
        .filter(|visit| visit.exit == VisitExit::Abandoned);
    assert!(abandoned.count() <= 1, "{visits:?}");
    let requests = routing.requests.len();
    assert!(visits.iter().all(|visit| visit.request < requests));
}

fn check_offers(dossier: Dossier<'_>, routing: &Routing<'_>, offers: &[Offer]) {
    let mut count = 0;
    for request in &routing.requests {
        let bounds = bounds(dossier, &request.events);
        let own: Vec<&Offer> = offers
            .iter()
            .filter(|offer| offer.request_id == request.id)
            .collect();
        count += own.len();
        let is = |event: &Event, activity| event.activity == activity;
        let events = request.events.iter();
        let assigned = events.filter(|(_, event)| is(event, RoutingActivity::AssignedToOperator));
        let offered = own.iter().filter(|offer| offer.offered.is_some());
        assert_eq!(offered.count(), assigned.count(), "{own:?}");
        for (index, offer) in own.iter().enumerate() {
            assert_eq!(offer.number as usize, index + 1);
            assert!(not_negative(offer.duration()), "{offer:?}");
            let resolved = offer.resolved.filter(|_| offer.duration().is_some());
            for mark in [offer.offered, resolved].into_iter().flatten() {
                assert!(bounds.contains(&mark.at.microseconds()), "{offer:?}");
            }
            match offer.outcome {
                OfferOutcome::Pending => {
                    assert!(offer.resolved.is_none() && !dossier.session.is_closed());
                }
                OfferOutcome::Missed => assert!(offer.timed_out && offer.user_id.is_some()),
                _ => assert!(offer.resolved.is_some()),
            }
            if offer.offered.is_none() {
                assert_eq!(offer.outcome, OfferOutcome::Accepted);
            }
        }
        let accepts = |offer: &&&Offer| offer.outcome == OfferOutcome::Accepted;
        assert!(own.iter().filter(accepts).count() == 0 || request.accepted.is_some());
    }
    assert_eq!(count, offers.len());
}

/// The parts of a wait are within it, and add up to it.
fn check_waits(dossier: Dossier<'_>, routing: &Routing<'_>, offers: &[Offer]) {
    let waits = request_waits(dossier, routing, offers);
    assert_eq!(waits.len(), routing.waiting().count());
    for wait in &waits {
        let mut until = wait.from.at;
        for (from, to) in &wait.on_offer {
            assert!(
                until <= from.at && from.at < to.at && to.at <= wait.to.at,
                "{wait:?}"
            );
            until = to.at;
        }
        assert!(wait.offer_time() <= wait.wait(), "{wait:?}");
    }
    let sums = SessionWaits::from_requests(&waits);
    let lengths = [
        sums.wait_total,
        sums.offer_time,
        sums.queue_time,
        sums.wait_after_forward,
    ];
    assert!(lengths.into_iter().all(not_negative), "{sums:?}");
    let parts = sums
        .offer_time
        .zip(sums.queue_time)
        .map(|(offer, queue)| offer.plus(queue));
    assert_eq!(parts, sums.wait_total);
}

/// The outcome by the first rule that applies (`phasebook guide figures`, "The outcome of a session").
fn expected_outcome(dossier: Dossier<'_>, routing: &Routing<'_>) -> Outcome {
    let session = dossier.session;
    let has = |activity| {
        dossier
            .events
            .iter()
            .any(|event| event.activity == activity)
    };
    let asked = RoutingActivity::RoutingRequestCreated;
    let was_asked_for = routing.waiting().any(|request| {
        request
            .events
            .iter()
            .any(|(_, event)| event.activity == asked)
    });
    let guest_left = session.guest_left.map(Coded::value);
    let rules = [
        (
            session.status.map(Coded::value) == Some(SessionStatus::Blacklisted),
            Outcome::Blacklisted,
        ),
        (
            has(RoutingActivity::AcceptedByOperator) || session.started.is_some(),
            Outcome::Answered,
        ),
        (session.blacklisted, Outcome::Blacklisted),
        (!session.is_closed(), Outcome::Open),
        (
            guest_left == Some(GuestLeft::LeftBeforeQueue),
            Outcome::LeftBeforeQueue,
        ),
        (guest_left == Some(GuestLeft::LeftQueue), Outcome::Abandoned),
        (session.had_chatbot && !was_asked_for, Outcome::BotOnly),
    ];
    let first = rules.into_iter().find(|(fits, _)| *fits);
    first.map_or(Outcome::Unanswered, |(_, outcome)| outcome)
}
