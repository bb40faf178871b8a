//! Computes the counts of each group's rows.

use std::borrow::Cow;

use polars::prelude::{
    ChunkedArray, DataFrame, Int64Chunked, PolarsDataType, PolarsError, StaticArray,
};
use rayon::prelude::*;

use super::group::Groups;
use super::metric::{OperatorCounts, SessionCounts, VisitCounts};
use crate::fact::categories;
use crate::model::Category;
use crate::model::session::Direction;
use crate::phase::VisitExit;
use crate::service_level::{LimitedOutcome, OfferedSession};
use crate::time::Duration;

/// The columns of `sessions` that [`counted_sessions`] reads.
pub(super) const SESSION_COLUMNS: [&str; 10] = [
    "direction",
    "outcome",
    "wait_us",
    "speed_of_answer_us",
    "in_level",
    "in_time",
    "auto_accepted",
    "offers",
    "active_us",
    "acw_us",
];

/// The columns of `sessions` with feedback, which [`counted_sessions`] reads if they are selected.
pub(super) const FEEDBACK_COLUMNS: [&str; 2] = ["feedback_stars", "feedback_scale"];

/// The columns of `session_operators` that the report `bridge` and the grouping read.
pub(super) const BRIDGE_COLUMNS: [&str; 4] = ["session_row", "user_id", "joined", "arrival"];

/// The further columns of `session_operators` that [`OperatorRows`] reads.
pub(super) const OPERATOR_COLUMNS: [&str; 4] = [
    "offers",
    "accepted_offers",
    "missed_offers",
    "forwarded_out",
];

/// The columns of `queue_visits` that reports by queue read.
pub(super) const VISIT_COLUMNS: [&str; 5] =
    ["session_row", "invite", "queue_id", "exit", "duration_us"];

/// The values that reports count of one session. They are the same in every report and are read
/// from the table once.
#[derive(Clone, Copy, Debug)]
pub(super) struct CountedSession {
    outcome: Option<LimitedOutcome>,
    is_inbound: bool,
    /// The session's part in the service level; `None` if it does not count.
    offered: Option<OfferedSession>,
    auto_accepted: bool,
    is_unoffered: bool,
    wait: Option<Duration>,
    speed: Option<Duration>,
    /// Active time and after-call work.
    handled: Option<Duration>,
    feedback: Option<Feedback>,
}

impl CountedSession {
    /// A session of which nothing is known.
    const UNKNOWN: Self = Self {
        outcome: None,
        is_inbound: false,
        offered: None,
        auto_accepted: false,
        is_unoffered: false,
        wait: None,
        speed: None,
        handled: None,
        feedback: None,
    };
}

/// A guest's rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Feedback {
    /// A rating on the Likert scale.
    Likert(i64),
    /// A rating on the NPS scale, 0 to 10.
    Nps(u8),
}

impl Feedback {
    /// The rating; `None` on any other scale, and for an NPS rating that is not 0 to 10.
    fn from_stars(scale: &str, stars: i64) -> Option<Self> {
        match scale {
            "Likert" => Some(Self::Likert(stars)),
            "NPS" => {
                let stars = u8::try_from(stars).ok().filter(|stars| *stars <= 10)?;
                Some(Self::Nps(stars))
            }
            _ => None,
        }
    }
}

/// Number of rows that one worker prepares at a time.
const PIECE: usize = 1 << 15;

/// The sessions of a table, ready to be counted.
pub(super) fn counted_sessions(sessions: &DataFrame) -> Result<Vec<CountedSession>, PolarsError> {
    let pieces: Vec<DataFrame> = (0..sessions.height())
        .step_by(PIECE)
        .map(|start| sessions.slice(start.try_into().unwrap_or(i64::MAX), PIECE))
        .collect();
    let counted = pieces.par_iter().map(counted_piece);
    let counted: Vec<Vec<CountedSession>> = counted.collect::<Result<_, PolarsError>>()?;
    Ok(counted.concat())
}

fn counted_piece(sessions: &DataFrame) -> Result<Vec<CountedSession>, PolarsError> {
    let mut counted = vec![CountedSession::UNKNOWN; sessions.height()];
    let rows = &mut counted[..];
    let code = |name| sessions.column(name)?.i32();
    let number = |name| sessions.column(name)?.i64();
    let flag = |name| sessions.column(name)?.bool();
    let is_so = |flag| flag == Some(true);
    set(rows, code("direction")?, |row, direction| {
        row.is_inbound = direction.and_then(Direction::of_code) == Some(Direction::Inbound);
    });
    set(rows, code("outcome")?, |row, outcome| {
        row.outcome = outcome.and_then(LimitedOutcome::of_code);
    });
    set(rows, number("wait_us")?, |row, wait| {
        row.wait = wait.map(Duration::from_microseconds);
    });
    set(rows, number("speed_of_answer_us")?, |row, speed| {
        row.speed = speed.map(Duration::from_microseconds);
    });
    let mut in_time = flag("in_time")?.iter();
    set(rows, flag("in_level")?, |row, in_level| {
        let in_time = in_time.next().flatten();
        row.offered = OfferedSession::from_columns(row.outcome, in_level, in_time);
    });
    set(rows, flag("auto_accepted")?, |row, flag| {
        row.auto_accepted = is_so(flag);
    });
    set(rows, number("offers")?, |row, offers| {
        row.is_unoffered = offers == Some(0);
    });
    set(rows, number("active_us")?, |row, active| {
        row.handled = active.map(Duration::from_microseconds);
    });
    set(rows, number("acw_us")?, |row, acw| {
        row.handled = row.handled.map(|active| {
            let active = active.microseconds();
            Duration::from_microseconds(active.saturating_add(acw.unwrap_or(0)))
        });
    });
    let [stars, scale] = FEEDBACK_COLUMNS.map(|name| sessions.column(name).ok());
    if let (Some(stars), Some(scale)) = (stars, scale) {
        let mut stars = stars.i64()?.iter();
        set(rows, scale.str()?, |row, scale| {
            let stars = stars.next().flatten();
            row.feedback = scale
                .zip(stars)
                .and_then(|(scale, stars)| Feedback::from_stars(scale, stars));
        });
    }
    Ok(counted)
}

/// Sets a field of each row from a column. Going column by column keeps the loops short; a dozen
/// polars iterators side by side are slow.
fn set<'c, T: PolarsDataType>(
    rows: &mut [CountedSession],
    column: &'c ChunkedArray<T>,
    mut by: impl FnMut(&mut CountedSession, Option<T::Physical<'c>>),
) {
    let mut rows = rows.iter_mut();
    for piece in column.downcast_iter() {
        piece
            .iter()
            .zip(&mut rows)
            .for_each(|(value, row)| by(row, value));
    }
}

/// Counts the sessions of each group.
pub(super) fn session_counts(sessions: &[CountedSession], groups: &Groups) -> Vec<SessionCounts> {
    let mut counts = vec![SessionCounts::default(); groups.len()];
    for (session, &group) in sessions.iter().zip(&groups.of_row) {
        counts[group as usize].add(session);
    }
    counts
}

impl CountedSession {
    /// Whether the session is inbound and was offered.
    pub(super) const fn is_offered(&self) -> bool {
        self.offered.is_some()
    }

    /// The outcome of an inbound offered session.
    pub(super) fn outcome_of_offered(&self) -> Option<LimitedOutcome> {
        self.offered.map(|offered| offered.outcome)
    }

    /// Whether the service level covers the session.
    pub(super) fn is_in_level(&self) -> bool {
        self.offered.is_some_and(|offered| offered.in_level)
    }

    /// The wait of the guest of an inbound offered session.
    pub(super) fn wait_of_offered(&self) -> Option<Duration> {
        self.wait.filter(|_| self.is_offered())
    }

    /// The session judged by other limits; a limit that is `None` stays as it was.
    pub(super) fn under(
        &self,
        threshold: Option<Duration>,
        short_abandon: Option<Duration>,
    ) -> Self {
        let offered = self.offered.map(|offered| {
            let compared = offered.outcome.compared(self.speed, self.wait);
            offered.under(compared, threshold, short_abandon)
        });
        Self {
            offered,
            outcome: offered.map(|offered| offered.outcome).or(self.outcome),
            ..*self
        }
    }

    /// The session's outcome and the duration that is compared with the threshold; `None` if the
    /// service level does not cover the session.
    pub(super) fn in_level(&self) -> Option<(LimitedOutcome, Option<Duration>)> {
        let offered = self.offered.filter(|offered| offered.in_level)?;
        let compared = offered.outcome.compared(self.speed, self.wait);
        Some((offered.outcome, compared))
    }
}

impl SessionCounts {
    fn add(&mut self, session: &CountedSession) {
        self.sessions += 1;
        match session.feedback {
            Some(Feedback::Likert(stars)) => {
                self.likert += 1;
                self.likert_stars += i128::from(stars);
            }
            Some(Feedback::Nps(stars)) => {
                self.nps += 1;
                self.promoters += u64::from(stars >= 9);
                self.detractors += u64::from(stars <= 6);
            }
            None => {}
        }
        match session.outcome {
            Some(LimitedOutcome::Blacklisted) => self.blacklisted += 1,
            Some(LimitedOutcome::Open) => self.open += 1,
            Some(LimitedOutcome::Answered) => {
                if let Some(handled) = session.handled {
                    self.handled.count += 1;
                    self.handled.sum += i128::from(handled.microseconds());
                }
            }
            _ => {}
        }
        if session.is_inbound {
            self.inbound += 1;
            self.add_inbound(session);
        } else {
            self.outbound += 1;
        }
    }

    fn add_inbound(&mut self, session: &CountedSession) {
        let Some(offered) = &session.offered else {
            match session.outcome {
                Some(LimitedOutcome::LeftBeforeQueue) => self.left_before_queue += 1,
                Some(LimitedOutcome::BotOnly) => self.bot_only += 1,
                _ => {}
            }
            return;
        };
        self.service.add(offered);
        self.level.add_to_level(offered);
        match offered.outcome {
            LimitedOutcome::Answered => {
                self.auto_accepted += u64::from(session.auto_accepted);
                if let Some(speed) = session.speed {
                    self.speed.count += 1;
                    self.speed.sum += i128::from(speed.microseconds());
                }
            }
            LimitedOutcome::Abandoned | LimitedOutcome::ShortAbandoned => {
                self.abandoned_unoffered += u64::from(session.is_unoffered);
            }
            _ => {}
        }
        let wait = session.wait.map(Duration::microseconds);
        self.max_wait = self.max_wait.max(wait);
    }
}

/// The rows of a table that are added to the counts of groups.
pub(super) trait CountedRows {
    type Counts: Clone + Default;

    /// Adds one row to `counts`.
    fn count(&self, row: usize, counts: &mut Self::Counts);

    /// The counts that a service level is computed from, in place of the counts of all rows.
    fn for_level(counts: &Self::Counts) -> Self::Counts {
        counts.clone()
    }

    /// The counts of one row alone.
    fn alone(&self, row: usize) -> Self::Counts {
        let mut counts = Self::Counts::default();
        self.count(row, &mut counts);
        counts
    }

    /// The counts of each group.
    fn of_groups(&self, group_of: &[u32], groups: usize) -> Vec<Self::Counts> {
        let mut counts = vec![Self::Counts::default(); groups];
        for (row, &group) in group_of.iter().enumerate() {
            self.count(row, &mut counts[group as usize]);
        }
        counts
    }
}

impl CountedRows for [CountedSession] {
    type Counts = SessionCounts;

    fn count(&self, row: usize, counts: &mut SessionCounts) {
        counts.add(&self[row]);
    }

    fn for_level(counts: &SessionCounts) -> SessionCounts {
        SessionCounts {
            service: counts.level,
            ..*counts
        }
    }
}

/// The rows of `session_operators`.
pub(super) struct OperatorRows<'a> {
    joined: Vec<bool>,
    offers: Cow<'a, [i64]>,
    accepted: Cow<'a, [i64]>,
    missed: Cow<'a, [i64]>,
    forwarded: Cow<'a, [i64]>,
}

impl<'a> OperatorRows<'a> {
    pub(super) fn new(operators: &'a DataFrame) -> Result<Self, PolarsError> {
        let counts = |name| Ok::<_, PolarsError>(counts(operators.column(name)?.i64()?));
        let joined = operators.column("joined")?.is_not_null();
        Ok(Self {
            joined: joined.iter().map(|joined| joined == Some(true)).collect(),
            offers: counts("offers")?,
            accepted: counts("accepted_offers")?,
            missed: counts("missed_offers")?,
            forwarded: counts("forwarded_out")?,
        })
    }
}

/// The values of a column of counts.
fn counts(column: &Int64Chunked) -> Cow<'_, [i64]> {
    match column.cont_slice() {
        Ok(counts) => Cow::Borrowed(counts),
        // The column consists of several chunks.
        Err(_) => Cow::Owned(column.iter().map(Option::unwrap_or_default).collect()),
    }
}

impl CountedRows for OperatorRows<'_> {
    type Counts = OperatorCounts;

    fn count(&self, row: usize, counts: &mut OperatorCounts) {
        let number = |column: &[i64]| u64::try_from(column[row]).unwrap_or(0);
        counts.handled_sessions += u64::from(self.joined[row]);
        counts.offers += number(&self.offers);
        counts.accepted_offers += number(&self.accepted);
        counts.missed_offers += number(&self.missed);
        counts.forwarded_out += number(&self.forwarded);
    }
}

/// The rows of `queue_visits`.
pub(super) struct VisitRows {
    exits: Vec<VisitExit>,
}

impl VisitRows {
    pub(super) fn new(visits: &DataFrame) -> Result<Self, PolarsError> {
        let exits = categories(visits, "exit")?.flatten();
        Ok(Self {
            exits: exits.collect(),
        })
    }
}

impl CountedRows for VisitRows {
    type Counts = VisitCounts;

    fn count(&self, row: usize, counts: &mut VisitCounts) {
        counts.visits += 1;
        match self.exits[row] {
            VisitExit::Answered => counts.answered += 1,
            VisitExit::Overflowed => counts.overflowed += 1,
            VisitExit::Abandoned => counts.abandoned += 1,
            VisitExit::Forwarded => counts.forwarded += 1,
            VisitExit::Open => counts.open += 1,
            VisitExit::Ended => counts.ended += 1,
        }
    }
}
