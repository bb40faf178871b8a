//! Timestamps of one session that contradict each other, and how far the platform's `started`
//! agrees with the routing and with the operators.

use std::collections::HashSet;

use crate::join::{Dossier, Joined};
use crate::model::{Id, RoutingActivity, Session};
use crate::time::{Duration, Timestamp};

/// A number of sessions, and the ids of the first few.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examples {
    pub count: u64,
    pub sessions: Vec<Id>,
}

impl Examples {
    /// The greatest number of ids.
    const NAMED: usize = 3;

    fn add(&mut self, session: Id) {
        self.count += 1;
        if self.sessions.len() < Self::NAMED {
            self.sessions.push(session);
        }
    }
}

/// A rule about the order of timestamps, with the sessions that break it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disorder {
    /// The violation in words: `ended before started`.
    pub what: &'static str,
    pub found: Examples,
}

/// The agreement of two timestamps of the same event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Number of sessions that have both timestamps.
    pub compared: u64,
    /// The sessions whose timestamps are further apart than [`Agreement::TOLERANCE`].
    pub differ: Examples,
    /// The largest difference; `None` if no session has both timestamps.
    pub furthest: Option<Duration>,
}

impl Agreement {
    /// The largest difference that clocks and delays may cause.
    pub const TOLERANCE: Duration = Duration::from_seconds(5);

    fn add(&mut self, session: Id, one: Option<Timestamp>, other: Option<Timestamp>) {
        let (Some(one), Some(other)) = (one, other) else {
            return;
        };
        let apart = one.max(other).since(one.min(other));
        self.compared += 1;
        if apart > Self::TOLERANCE {
            self.differ.add(session);
        }
        self.furthest = self.furthest.max(Some(apart));
    }
}

/// The result for all kept sessions.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// The rules that are broken.
    pub disorders: Vec<Disorder>,
    /// The sessions that break a rule.
    pub sessions: HashSet<Id>,
    /// Agreement of `started` with the first acceptance.
    pub acceptance: Agreement,
    /// Agreement of `started` with the earliest `joined`.
    pub joining: Agreement,
}

/// A rule: the violation in words, and whether a session breaks the rule.
type Rule = (&'static str, fn(Dossier<'_>) -> bool);

const RULES: [Rule; 8] = [
    ("guestJoined before created", |of| {
        is_before(of.session.guest_joined, Some(of.session.created))
    }),
    ("started before created", |of| {
        is_before(of.session.started, Some(of.session.created))
    }),
    ("ended before created", |of| {
        is_before(of.session.ended, Some(of.session.created))
    }),
    ("ended before started", |of| {
        is_before(of.session.ended, of.session.started)
    }),
    ("an operator left before joining", |of| {
        any_stint(of.session, |stint| is_before(stint.left, stint.joined))
    }),
    ("an operator concluded before leaving", |of| {
        any_stint(of.session, |stint| is_before(stint.concluded, stint.left))
    }),
    ("routing before created", |of| {
        is_before(
            of.events.first().map(|event| event.at),
            Some(of.session.created),
        )
    }),
    ("an acceptance after ended", |of| {
        is_before(of.session.ended, accepted(of))
    }),
];

fn is_before(one: Option<Timestamp>, other: Option<Timestamp>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one < other)
}

fn any_stint(session: &Session, breaks: impl Fn(&crate::model::SessionOperator) -> bool) -> bool {
    session.operators.iter().any(breaks)
}

fn accepted(dossier: Dossier<'_>) -> Option<Timestamp> {
    let mut events = dossier.events.iter();
    events
        .find(|event| event.activity == RoutingActivity::AcceptedByOperator)
        .map(|event| event.at)
}

/// Checks the timestamps of all kept sessions.
pub fn order(joined: &Joined) -> Order {
    let mut order = Order::default();
    let mut broken: Vec<Examples> = vec![Examples::default(); RULES.len()];
    let mut events = Vec::new();
    for index in 0..joined.len() {
        let dossier = joined.dossier(index, &mut events);
        let session = dossier.session;
        for ((_, breaks), examples) in RULES.iter().zip(&mut broken) {
            if breaks(dossier) {
                examples.add(session.id);
                order.sessions.insert(session.id);
            }
        }
        let joined = session
            .operators
            .iter()
            .filter_map(|stint| stint.joined)
            .min();
        order
            .acceptance
            .add(session.id, session.started, accepted(dossier));
        order.joining.add(session.id, session.started, joined);
    }
    order.disorders = RULES
        .iter()
        .zip(broken)
        .filter(|(_, found)| found.count > 0)
        .map(|(&(what, _), found)| Disorder { what, found })
        .collect();
    order
}
