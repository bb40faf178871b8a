//! `recordings_by_queue` and its siblings: whether each answered call has its recording.

use polars::prelude::{Column, IdxCa, NewChunkedArray, PolarsError};

use super::super::aggregate::{integers, table};
use super::super::dimension::{Clock, Dimension};
use super::super::group::Groups;
use super::super::metric::{
    Condition, RECORDING_METRICS, RecordingCounts, ReportColumn, metric_columns,
};
use super::super::population::CountedRows;
use super::super::tables::{Tables, session_rows};
use super::{BeyondReport, Columns, Material};
use crate::fact::categories;
use crate::report::QueueBy;
use crate::service_level::{Formula, LimitedOutcome};
use crate::table::Table;

/// The columns of `sessions` that tell which sessions are answered calls.
pub(super) const SESSION_COLUMNS: [&str; 2] = ["channel", "outcome"];

/// The columns of `downloads` that the reports need.
pub(super) const COLUMNS: [&str; 4] = ["session_row", "kind", "duration_us", "state"];

pub(super) fn definitions() -> Vec<ReportColumn> {
    metric_columns(Condition::Always, RECORDING_METRICS)
}

/// The dimension that the sessions are grouped by; `None` for the total.
pub(super) const fn dimension(report: BeyondReport) -> Option<Dimension> {
    match report {
        BeyondReport::RecordingsByQueue => Some(Dimension::Queue),
        BeyondReport::RecordingsByDay => Some(Dimension::Day),
        BeyondReport::RecordingsByOperator => Some(Dimension::Operator),
        _ => None,
    }
}

/// The answered calls, each with the counts of its recordings.
pub(in crate::report) struct RecordedSessions {
    /// Their indexes among the counted sessions.
    rows: Vec<u32>,
    counts: Vec<RecordingCounts>,
}

impl RecordedSessions {
    pub(in crate::report) fn new(tables: &Tables) -> Result<Self, PolarsError> {
        let sessions = &tables.sessions;
        let channels = sessions.column("channel")?.str()?;
        let outcomes = categories(sessions, "outcome")?;
        let mut found = Self {
            rows: Vec::new(),
            counts: Vec::new(),
        };
        // For each of all sessions, its index among the answered calls.
        let mut places = vec![None; tables.all.height()];
        let of_sessions = (0_u32..).zip(channels.iter().zip(outcomes));
        for (row, (channel, outcome)) in of_sessions {
            let is_call = matches!(channel, Some("Phone" | "AV"));
            if is_call && outcome == Some(LimitedOutcome::Answered) {
                places[tables.row_in_all(row as usize)] = Some(found.rows.len());
                found.rows.push(row);
                found.counts.push(RecordingCounts {
                    sessions: 1,
                    ..RecordingCounts::default()
                });
            }
        }
        // Recordings pass the filters with their session.
        let downloads = &tables.downloads;
        let of_sessions = session_rows(downloads)?.unwrap_or_default();
        let kinds = downloads.column("kind")?.str()?.iter();
        let states = downloads.column("state")?.str()?.iter();
        let durations = downloads.column("duration_us")?.i64()?.iter();
        let mut deleted = vec![0_u64; found.rows.len()];
        for (session, ((kind, state), duration)) in
            of_sessions.iter().zip(kinds.zip(states).zip(durations))
        {
            let place = places.get(*session as usize).copied().flatten();
            let Some(place) = place.filter(|_| kind == Some("recording")) else {
                continue;
            };
            let counts = &mut found.counts[place];
            counts.recorded = 1;
            counts.recordings += 1;
            if state == Some("available") {
                counts.available = 1;
            }
            deleted[place] += u64::from(state == Some("deleted"));
            if let Some(duration) = duration {
                counts.recorded_time.sum += i128::from(duration);
                counts.recorded_time.count += 1;
            }
        }
        for (counts, deleted) in found.counts.iter_mut().zip(deleted) {
            counts.deleted = u64::from(counts.recordings > 0 && deleted == counts.recordings);
        }
        Ok(found)
    }

    /// The counts of all answered calls together.
    pub(in crate::report) fn all(&self) -> RecordingCounts {
        let all = self.of_groups(&vec![0; self.rows.len()], 1);
        all.first().copied().unwrap_or_default()
    }

    /// The indexes of the answered calls among the counted sessions.
    pub(in crate::report) fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// Groups the answered calls by the dimension of `report`.
    pub(in crate::report) fn groups(
        &self,
        report: BeyondReport,
        tables: &Tables,
        clock: &Clock,
    ) -> Result<Groups, PolarsError> {
        let key = dimension(report).map(|dimension| -> Result<Column, PolarsError> {
            let key = dimension.key(&tables.sessions, QueueBy::Entry, clock)?;
            key.take(&IdxCa::from_slice("rows".into(), &self.rows))
        });
        Groups::by(self.rows.len(), key.transpose()?.as_slice())
    }
}

impl CountedRows for RecordedSessions {
    type Counts = RecordingCounts;

    fn count(&self, row: usize, counts: &mut RecordingCounts) {
        let RecordingCounts {
            sessions,
            recorded,
            available,
            deleted,
            recordings,
            recorded_time,
        } = self.counts[row];
        counts.sessions += sessions;
        counts.recorded += recorded;
        counts.available += available;
        counts.deleted += deleted;
        counts.recordings += recordings;
        counts.recorded_time.sum += recorded_time.sum;
        counts.recorded_time.count += recorded_time.count;
    }
}

/// Computes one of the four reports.
pub(super) fn recordings(
    material: Material<'_>,
    report: BeyondReport,
) -> Result<Table, PolarsError> {
    let clock = Clock::new(material.fact_plan, material.plan);
    let sessions = RecordedSessions::new(material.tables)?;
    let groups = sessions.groups(report, material.tables, &clock)?;
    let counts = sessions.of_groups(&groups.of_row, groups.len());
    let mut columns: Columns = Vec::new();
    if let Some(dimension) = dimension(report) {
        let key = groups.keys.column(dimension.name())?;
        columns.extend(dimension.columns(key, QueueBy::Entry, material.names)?);
    }
    for metric in RECORDING_METRICS {
        let figures = counts
            .iter()
            .map(|counts| metric.figure(counts, Formula::default()));
        columns.push(integers(metric.spec(), figures));
    }
    table(report.name().to_owned(), groups.len(), columns)
}
