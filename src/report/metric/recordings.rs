//! The metrics of recordings.

use super::{Metric, RecordingCounts};
use crate::service_level::Ratio;

/// The population of all these metrics.
const ANSWERED_CALLS: &str =
    "answered sessions of channel Phone or AV, of both directions; files do not count";

type OfRecordings = Metric<RecordingCounts>;

/// The metrics of recordings, in the order of their columns.
pub(in crate::report) const RECORDING_METRICS: &[OfRecordings] = &[
    OfRecordings::count(
        "sessions",
        |of| of.sessions,
        "Answered calls: each should have its recording.",
    )
    .population(ANSWERED_CALLS)
    .formula("available + deleted + unavailable + not_recorded"),
    OfRecordings::count(
        "recorded",
        |of| of.recorded,
        "Those with at least one recording.",
    )
    .population(ANSWERED_CALLS)
    .formula("a row of kind recording in the table `downloads`, whatever its state"),
    OfRecordings::count(
        "available",
        |of| of.available,
        "Those with at least one recording that can be downloaded.",
    )
    .population(ANSWERED_CALLS)
    .formula("a recording has state available"),
    OfRecordings::count(
        "deleted",
        |of| of.deleted,
        "Those whose recordings the platform has deleted.",
    )
    .population(ANSWERED_CALLS)
    .formula("recorded, and all recordings have state deleted"),
    OfRecordings::count(
        "unavailable",
        unavailable,
        "Those with recordings that cannot be downloaded.",
    )
    .population(ANSWERED_CALLS)
    .formula("recorded - available - deleted"),
    OfRecordings::count(
        "not_recorded",
        RecordingCounts::not_recorded,
        "Those without any recording.",
    )
    .population(ANSWERED_CALLS)
    .formula("sessions - recorded"),
    OfRecordings::count("recordings", |of| of.recordings, "Their recordings.")
        .population(ANSWERED_CALLS)
        .formula("rows of kind recording in the table `downloads`"),
    OfRecordings::rate(
        "available_rate",
        |of, _| Ratio {
            numerator: of.available,
            denominator: of.sessions,
        },
        |_| "available / sessions",
        "The share of answered calls with a recording that can be downloaded.",
    )
    .population(ANSWERED_CALLS)
    .empty("there is no such session"),
    OfRecordings::sum(
        "recorded_s",
        |of| of.recorded_time,
        "How long their recordings are together.",
    )
    .population(ANSWERED_CALLS)
    .formula("the sum of duration over their recordings that have one")
    .empty("never: without any it is 0"),
];

fn unavailable(of: &RecordingCounts) -> u64 {
    of.recorded.saturating_sub(of.available + of.deleted)
}
