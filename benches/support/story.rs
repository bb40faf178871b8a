//! The steps that a session is built from: routed, offered, missed, accepted, forwarded, left. Each
//! step advances the session's clock and records what the API would show, so that events, operators
//! and times of a session always agree.

use super::clock::{MILLISECOND, SECOND, Timestamp};
use super::company::Company;
use super::model::{Event, Session, Stint};
use super::rng::Rng;

/// The time after which an offer to an operator expires.
const OFFER_TIMEOUT: i64 = 15 * SECOND;
/// The time after which a queue passes a caller on to the next queue.
const QUEUE_TIMEOUT: i64 = 30 * SECOND;

pub(super) struct Story<'a> {
    pub(super) company: &'a Company,
    pub(super) rng: Rng,
    pub(super) now: Timestamp,
    pub(super) session: Session,
    request: i64,
    /// The queue of the current request.
    queue: Option<usize>,
    entered: Timestamp,
    routed: Option<Timestamp>,
}

impl<'a> Story<'a> {
    pub(super) fn new(
        company: &'a Company,
        rng: Rng,
        session: Session,
        first_request: i64,
    ) -> Self {
        let now = session.created;
        Self {
            company,
            rng,
            now,
            session,
            request: first_request - 1,
            queue: None,
            entered: now,
            routed: None,
        }
    }

    pub(super) fn pass(&mut self, low_ms: i64, high_ms: i64) {
        let micros = self
            .rng
            .between(low_ms * MILLISECOND, high_ms * MILLISECOND);
        self.now = self.now.plus(micros);
    }

    /// Advances the clock by at least `least_ms` milliseconds, plus a skewed number of
    /// microseconds.
    pub(super) fn pass_about(&mut self, least_ms: i64, mean: i64) {
        self.now = self
            .now
            .plus(least_ms * MILLISECOND + self.rng.skewed(mean));
    }

    pub(super) fn guest_joins(&mut self) {
        self.session.guest_joined = Some(self.now);
    }

    /// A new request enters a queue.
    pub(super) fn route(&mut self, queue: usize) {
        self.new_request();
        self.pass(5, 80);
        self.enter(queue);
    }

    /// No operator is free, so the request moves to another queue.
    pub(super) fn overflow(&mut self, queue: usize) {
        self.now = self
            .entered
            .plus(QUEUE_TIMEOUT)
            .max(self.now.plus(MILLISECOND));
        self.event("GroupQueueTimeoutExpired", None);
        self.pass(1, 3);
        self.event("LeftGroupQueue", None);
        self.pass(2, 40);
        self.enter(queue);
    }

    pub(super) fn offer(&mut self, operator: usize) {
        self.event("AssignedToOperator", Some(operator));
    }

    /// Offers the request to several operators at once.
    pub(super) fn offer_all(&mut self, operators: &[usize]) {
        for operator in operators {
            self.offer(*operator);
            self.now = self.now.plus(700);
        }
    }

    /// The current offers expire.
    pub(super) fn miss(&mut self, operators: &[usize]) {
        self.now = self.now.plus(OFFER_TIMEOUT);
        for operator in operators {
            self.event("OperatorTimeoutExpired", Some(*operator));
            self.now = self.now.plus(500);
        }
    }

    /// The operator takes the request and joins the session.
    pub(super) fn accept(&mut self, operator: usize) {
        self.event("AcceptedByOperator", Some(operator));
        let accepted = self.now;
        self.pass(1, 8);
        self.join(operator);
        if self.session.waited.is_none() {
            self.session.waited = self.routed.map(|routed| accepted.since(routed));
        }
        self.end_request();
    }

    /// The request ends, accepted or not.
    pub(super) fn end_request(&mut self) {
        if self.queue.is_some() {
            self.pass(1, 8);
            self.event("LeftGroupQueue", None);
        }
        self.pass(5, 25);
        self.queue = None;
        self.event("RoutingEnded", None);
    }

    /// The operator joins without any routing, as in an outgoing call.
    pub(super) fn join(&mut self, operator: usize) {
        self.session.started.get_or_insert(self.now);
        self.session.stints.push(Stint {
            operator,
            joined: self.now,
            left: None,
            concluded: None,
        });
    }

    /// The operator's stint ends now, with or without after-call work.
    pub(super) fn leave(&mut self, operator: usize) {
        let alone = self.session.stints.len() == 1;
        let wrap_up = match self.rng.below(100) {
            0..30 => Some(0),
            // If there are several operators, all conclude: if the last to leave did not, the after-call work
            // would be negative.
            96.. if alone => None,
            _ => Some(2 * SECOND + self.rng.skewed(18 * SECOND)),
        };
        let open = |stint: &&mut Stint| stint.operator == operator && stint.left.is_none();
        if let Some(stint) = self.session.stints.iter_mut().rev().find(open) {
            stint.left = Some(self.now);
            stint.concluded = wrap_up.map(|micros| self.now.plus(micros));
        }
    }

    pub(super) fn forward_to_queue(&mut self, by: usize, queue: usize) {
        self.request += 1;
        self.queue = Some(queue);
        self.write("ForwardedToGroup", None, Some(by), None);
        self.leave(by);
        self.follow_up();
        self.pass(5, 60);
        self.enter(queue);
    }

    pub(super) fn forward_to_operator(&mut self, by: usize, to: usize) {
        self.request += 1;
        self.write("ForwardedToUser", Some(to), Some(by), None);
        self.leave(by);
        self.follow_up();
        self.pass(1, 4);
        self.offer(to);
    }

    /// The call is forwarded to a telephone outside of the company, which ends the session.
    pub(super) fn forward_to_phone(&mut self, by: usize) {
        self.request += 1;
        self.write("ForwardedToPhone", None, Some(by), None);
        if let Some(event) = self.session.events.last_mut() {
            event.phone = Some("+420600123456");
        }
        self.pass(2, 9);
        self.event("RoutingEnded", None);
        self.leave(by);
    }

    /// Another operator is invited, through a queue or by name, while the client keeps talking.
    pub(super) fn invite(&mut self, by: usize, queue: Option<usize>, operator: usize) {
        self.request += 1;
        self.queue = queue;
        match queue {
            Some(_) => self.write("InvitedGroup", None, None, Some(by)),
            None => self.write("InvitedUser", Some(operator), None, Some(by)),
        }
        self.follow_up();
        if let Some(queue) = queue {
            self.pass(5, 60);
            self.enter(queue);
            self.pass_about(100, 3 * SECOND);
        }
        self.pass(1, 4);
        self.offer(operator);
    }

    /// The session ends: everybody leaves, and the record is closed.
    pub(super) fn close(&mut self, guest_left: &'static str, termination: &'static str) {
        let present: Vec<usize> = self
            .session
            .stints
            .iter()
            .filter(|stint| stint.left.is_none())
            .map(|stint| stint.operator)
            .collect();
        for operator in present {
            self.leave(operator);
        }
        self.pass(10, 400);
        self.session.ended = Some(self.now);
        self.session.guest_left = guest_left;
        self.session.termination = termination;
        self.session.status = "CLOSED";
        if self.session.started.is_none() {
            self.session.waited = self.routed.map(|routed| self.now.since(routed));
        }
    }

    fn new_request(&mut self) {
        self.request += 1;
        self.routed.get_or_insert(self.now);
        self.event("RoutingRequestCreated", None);
    }

    /// Begins the request of a forward or an invite.
    fn follow_up(&mut self) {
        self.pass(2, 5);
        self.write_without_queue("RoutingRequestCreated");
    }

    fn enter(&mut self, queue: usize) {
        self.queue = Some(queue);
        self.entered = self.now;
        self.event("EnteredGroupQueue", None);
    }

    fn event(&mut self, activity: &'static str, operator: Option<usize>) {
        self.write(activity, operator, None, None);
    }

    fn write_without_queue(&mut self, activity: &'static str) {
        let queue = self.queue.take();
        self.event(activity, None);
        self.queue = queue;
    }

    fn write(
        &mut self,
        activity: &'static str,
        operator: Option<usize>,
        forwarded_by: Option<usize>,
        invited_by: Option<usize>,
    ) {
        self.session.events.push(Event {
            request: self.request,
            at: self.now,
            activity,
            queue: self.queue,
            operator,
            forwarded_by,
            invited_by,
            phone: None,
        });
    }
}
