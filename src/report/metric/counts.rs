//! The counts of a group's rows.

use super::Mean;
use crate::service_level::ServiceCounts;

/// The counts of a group's sessions.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::report) struct SessionCounts {
    pub(in crate::report) sessions: u64,
    pub(in crate::report) inbound: u64,
    pub(in crate::report) outbound: u64,
    pub(in crate::report) service: ServiceCounts,
    /// The counts of the sessions that the service level covers.
    pub(in crate::report) level: ServiceCounts,
    pub(in crate::report) left_before_queue: u64,
    pub(in crate::report) bot_only: u64,
    pub(in crate::report) blacklisted: u64,
    pub(in crate::report) open: u64,
    pub(in crate::report) abandoned_unoffered: u64,
    pub(in crate::report) auto_accepted: u64,
    /// Speeds of answer of inbound answered sessions.
    pub(in crate::report) speed: Mean,
    /// The longest wait of inbound offered sessions, in microseconds.
    pub(in crate::report) max_wait: Option<i64>,
    /// Handling times of answered sessions.
    pub(in crate::report) handled: Mean,
    /// Ratings on the Likert scale.
    pub(in crate::report) likert: u64,
    pub(in crate::report) likert_stars: i128,
    /// Ratings on the NPS scale; of these, the ratings 9 and 10, and the ratings 0 to 6.
    pub(in crate::report) nps: u64,
    pub(in crate::report) promoters: u64,
    pub(in crate::report) detractors: u64,
}

/// The counts of an operator's rows in `session_operators`.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::report) struct OperatorCounts {
    pub(in crate::report) handled_sessions: u64,
    pub(in crate::report) offers: u64,
    pub(in crate::report) accepted_offers: u64,
    pub(in crate::report) missed_offers: u64,
    pub(in crate::report) forwarded_out: u64,
}

/// The counts of sessions that should have recordings: those answered by phone or video.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::report) struct RecordingCounts {
    pub(in crate::report) sessions: u64,
    /// Sessions with at least one recording.
    pub(in crate::report) recorded: u64,
    /// Sessions with at least one available recording.
    pub(in crate::report) available: u64,
    /// Sessions whose recordings are all deleted.
    pub(in crate::report) deleted: u64,
    pub(in crate::report) recordings: u64,
    /// The durations of the recordings that have one.
    pub(in crate::report) recorded_time: Mean,
}

impl RecordingCounts {
    /// Sessions without any recording.
    pub(in crate::report) const fn not_recorded(&self) -> u64 {
        self.sessions.saturating_sub(self.recorded)
    }
}

/// The counts of a queue's visits, without invites.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::report) struct VisitCounts {
    pub(in crate::report) visits: u64,
    pub(in crate::report) answered: u64,
    pub(in crate::report) overflowed: u64,
    pub(in crate::report) abandoned: u64,
    pub(in crate::report) forwarded: u64,
    pub(in crate::report) ended: u64,
    pub(in crate::report) open: u64,
}
