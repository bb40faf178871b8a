//! Compares timestamps in the records with the descriptions in the vendor's FAQ.
//!
//! The formulas rely on these descriptions. No figure is changed here.

use rayon::prelude::*;

use super::order::Agreement;
use crate::fact::Account;
use crate::join::{Dossier, Joined};
use crate::model::{Id, RoutingActivity, SessionOperator};
use crate::phase::{Phase, Routing};
use crate::service_level::LimitedOutcome;
use crate::settings::FactPlan;
use crate::time::{Duration, Timestamp};

/// A statement of the FAQ about timestamps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// A session has ended when the last operator left.
    EndedIsLeft,
    /// Nobody joins a session that has ended.
    JoinedAfterEnded,
    /// An operator concludes after leaving.
    LeftAfterConcluded,
    /// The platform's own wait lasts from the request to the acceptance.
    WaitedIsSpeedOfAnswer,
    /// The platform's own length is the time in which operator and guest could talk.
    LengthIsTalk,
}

impl Promise {
    /// All promises, in the order in which `check` reports them.
    pub const ALL: [Self; 5] = [
        Self::EndedIsLeft,
        Self::JoinedAfterEnded,
        Self::LeftAfterConcluded,
        Self::WaitedIsSpeedOfAnswer,
        Self::LengthIsTalk,
    ];

    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EndedIsLeft => "ended_is_left",
            Self::JoinedAfterEnded => "joined_after_ended",
            Self::LeftAfterConcluded => "left_after_concluded",
            Self::WaitedIsSpeedOfAnswer => "waited_is_speed_of_answer",
            Self::LengthIsTalk => "length_is_talk",
        }
    }

    /// Describes a session that breaks the promise.
    pub const fn words(self) -> &'static str {
        match self {
            Self::EndedIsLeft => "ended is not the latest left",
            Self::JoinedAfterEnded => "an operator joined after ended",
            Self::LeftAfterConcluded => "an operator left after concluding",
            Self::WaitedIsSpeedOfAnswer => "waited is not from request to acceptance",
            Self::LengthIsTalk => "length is not the time to talk",
        }
    }

    /// The signed difference by which a session breaks the promise; `None` if the session lacks a
    /// value to compare.
    fn difference_in(self, of: &Compared<'_>) -> Option<Difference> {
        let session = of.dossier.session;
        let stints = || session.operators.iter();
        let latest = |property: fn(&SessionOperator) -> Option<Timestamp>| {
            stints().filter_map(property).max()
        };
        match self {
            Self::EndedIsLeft => {
                let left = latest(|stint| stint.left)?;
                Some(Difference::between(session.ended?, left))
            }
            Self::JoinedAfterEnded => {
                let joined = latest(|stint| stint.joined)?;
                Some(Difference::between(joined, session.ended?).if_positive())
            }
            Self::LeftAfterConcluded => {
                let ends = stints().filter_map(|stint| Some((stint.left?, stint.concluded?)));
                let late = ends.map(|(left, concluded)| Difference::between(left, concluded));
                late.max().map(Difference::if_positive)
            }
            Self::WaitedIsSpeedOfAnswer => {
                let waited = of.account.phases().get(Phase::Waited)?;
                let is_answered = of.account.outcome() == LimitedOutcome::Answered;
                let routing: &Routing<'_> = &of.account.routing;
                let first = |activity| routing.first_waiting(activity).map(|(_, event)| event.at);
                let accepted = first(RoutingActivity::AcceptedByOperator)?;
                let requested = first(RoutingActivity::RoutingRequestCreated)?;
                let speed = Difference::between(accepted, requested);
                let is_compared = is_answered && speed >= Difference::default();
                is_compared.then(|| Difference::new(waited).less(speed))
            }
            Self::LengthIsTalk => {
                let length = of.account.phases().get(Phase::Active)?;
                let started = session.started?;
                let both_there = session.guest_joined.map_or(started, |at| at.max(started));
                let talk = Difference::between(session.ended?, both_there);
                Some(Difference::new(length).less(talk))
            }
        }
    }
}

/// A session whose timestamps are compared.
struct Compared<'a> {
    dossier: Dossier<'a>,
    account: &'a Account<'a, 'a>,
}

/// Signed microseconds, wide enough for the difference of any two timestamps or durations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference(i128);

impl Difference {
    fn new(length: Duration) -> Self {
        Self(length.microseconds().into())
    }

    fn between(one: Timestamp, other: Timestamp) -> Self {
        Self(i128::from(one.microseconds()) - i128::from(other.microseconds()))
    }

    const fn less(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }

    /// The difference if it is positive, else no difference.
    fn if_positive(self) -> Self {
        self.max(Self::default())
    }

    /// The difference in microseconds.
    pub const fn microseconds(self) -> i128 {
        self.0
    }
}

impl std::fmt::Display for Difference {
    /// Signed seconds with three decimals, or with six if more are not zero.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { '-' } else { '+' };
        let micros = self.0.unsigned_abs();
        let (whole, part) = (micros / 1_000_000, micros % 1_000_000);
        if part % 1000 == 0 {
            write!(f, "{sign}{whole}.{:03}", part / 1000)
        } else {
            write!(f, "{sign}{whole}.{part:06}")
        }
    }
}

/// The result of comparing one promise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PromiseResult {
    /// Number of sessions that have both values to compare.
    pub compared: u64,
    /// Number of sessions with a difference.
    pub differing: u64,
    /// Number of sessions whose difference exceeds [`Agreement::TOLERANCE`] in either direction.
    pub apart: u64,
    /// The session with the largest difference, and the difference; of equal differences the least
    /// id.
    pub largest: Option<(Id, Difference)>,
}

impl PromiseResult {
    fn add(&mut self, session: Id, difference: Difference) {
        self.compared += 1;
        self.apart += u64::from(is_apart(difference));
        if difference != Difference::default() {
            self.differing += 1;
            self.consider(session, difference);
        }
    }

    fn consider(&mut self, session: Id, difference: Difference) {
        let is_larger = self.largest.is_none_or(|(known, largest)| {
            let size = difference.0.unsigned_abs();
            let most = largest.0.unsigned_abs();
            size > most || (size == most && session < known)
        });
        if is_larger {
            self.largest = Some((session, difference));
        }
    }

    fn merge(mut self, other: Self) -> Self {
        self.compared += other.compared;
        self.differing += other.differing;
        self.apart += other.apart;
        if let Some((session, difference)) = other.largest {
            self.consider(session, difference);
        }
        self
    }
}

fn is_apart(difference: Difference) -> bool {
    difference.0.unsigned_abs() > Difference::new(Agreement::TOLERANCE).0.unsigned_abs()
}

/// The results of all promises over the sessions of the period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Promises {
    /// The results in the order of [`Promise::ALL`].
    pub kept: [PromiseResult; 5],
    /// Number of sessions that break at least one promise by more than [`Agreement::TOLERANCE`].
    pub sessions_apart: u64,
}

impl Promises {
    fn merge(mut self, other: Self) -> Self {
        for (kept, more) in self.kept.iter_mut().zip(other.kept) {
            *kept = kept.merge(more);
        }
        self.sessions_apart += other.sessions_apart;
        self
    }
}

/// Compares the timestamps of each kept session of the period, except the sessions that the
/// settings leave out.
pub fn promises(plan: &FactPlan, joined: &Joined) -> Promises {
    let sessions = (0..joined.len()).into_par_iter();
    sessions
        .fold(Promises::default, |mut promises, index| {
            add(plan, joined, index, &mut promises);
            promises
        })
        .reduce(Promises::default, Promises::merge)
}

fn add(plan: &FactPlan, joined: &Joined, index: usize, promises: &mut Promises) {
    let mut events = Vec::new();
    let dossier = joined.dossier(index, &mut events);
    let account = Account::new(plan, dossier.session, dossier, &mut |_| {});
    let judged = account.judged();
    let left_out = plan
        .left_out
        .reason(judged.entry_queue, judged.answer_queue, judged.owner);
    if !plan.period.contains(account.day()) || left_out.is_some() {
        return;
    }
    let compared = Compared {
        dossier,
        account: &account,
    };
    let session = dossier.session.id;
    let mut any_apart = false;
    for (promise, kept) in Promise::ALL.into_iter().zip(&mut promises.kept) {
        if let Some(difference) = promise.difference_in(&compared) {
            kept.add(session, difference);
            any_apart |= is_apart(difference);
        }
    }
    promises.sessions_apart += u64::from(any_apart);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(differences: &[(i64, i128)]) -> PromiseResult {
        let mut kept = PromiseResult::default();
        for &(session, micros) in differences {
            kept.add(Id::new(session).unwrap(), Difference(micros));
        }
        kept
    }

    #[test]
    fn differences_are_compared_without_their_sign_and_told_with_it() {
        let found = kept(&[(7, 4_000_000), (9, -6_000_000), (3, 6_000_000), (1, 0)]);
        assert_eq!((found.compared, found.differing, found.apart), (4, 3, 2));
        let (session, largest) = found.largest.unwrap();
        assert_eq!((session.get(), largest.to_string()), (3, "+6.000".into()));
    }

    #[test]
    fn five_seconds_are_not_apart_and_a_microsecond_more_is() {
        assert_eq!(kept(&[(1, 5_000_000), (2, -5_000_000)]).apart, 0);
        assert_eq!(kept(&[(1, 5_000_001), (2, -5_000_001)]).apart, 2);
    }

    #[test]
    fn the_finds_of_workers_add_up_in_any_order() {
        let one = kept(&[(7, 4_000_000), (9, -6_000_000)]);
        let other = kept(&[(3, 6_000_000), (1, 0)]);
        assert_eq!(one.merge(other), other.merge(one));
        assert_eq!(one.merge(PromiseResult::default()), one);
    }
}
