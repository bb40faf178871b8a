//! The registry of metrics: each one's name, kind, definition and arithmetic, in the order of the
//! contract (section 5). Columns, README tables and reports derive from it.

use super::statistics::{Statistics, mean};
use crate::service_level::{Formula, Ratio, ServiceCounts};
use crate::table::{ColumnSpec, Kind};

/// What a metric is, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The name without a unit.
    pub name: &'static str,
    pub kind: Kind,
    /// Population, formula, border and empty case.
    pub meaning: &'static str,
}

/// A metric of a population `P`.
pub(super) struct Metric<P: 'static> {
    pub(super) definition: Definition,
    pub(super) value: fn(&P, Formula) -> Option<i64>,
}

impl<P> Metric<P> {
    const fn new(
        name: &'static str,
        kind: Kind,
        value: fn(&P, Formula) -> Option<i64>,
        meaning: &'static str,
    ) -> Self {
        Self {
            definition: Definition {
                name,
                kind,
                meaning,
            },
            value,
        }
    }

    pub(super) fn spec(&self) -> ColumnSpec {
        ColumnSpec {
            name: self.definition.name.to_owned(),
            kind: self.definition.kind,
        }
    }
}

/// What is counted of the sessions of one row.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SessionCounts {
    pub(super) sessions: u64,
    pub(super) inbound: u64,
    pub(super) outbound: u64,
    pub(super) service: ServiceCounts,
    pub(super) left_before_queue: u64,
    pub(super) bot_only: u64,
    pub(super) blacklisted: u64,
    pub(super) open: u64,
    pub(super) abandoned_unoffered: u64,
    pub(super) auto_accepted: u64,
    /// Speeds of answer of inbound answered sessions: number and sum in microseconds.
    pub(super) speed_count: u64,
    pub(super) speed_sum: i128,
    /// The longest wait of inbound offered sessions, in microseconds.
    pub(super) max_wait: Option<i64>,
    /// Handling times of answered sessions: number and sum in microseconds.
    pub(super) handled_count: u64,
    pub(super) handled_sum: i128,
}

/// What is counted of an operator's rows in `session_operators`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OperatorCounts {
    pub(super) handled_sessions: u64,
    pub(super) offers: u64,
    pub(super) accepted_offers: u64,
    pub(super) missed_offers: u64,
    pub(super) forwarded_out: u64,
}

/// What is counted of a queue's visits, invites aside.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct VisitCounts {
    pub(super) visits: u64,
    pub(super) answered: u64,
    pub(super) overflowed: u64,
    pub(super) abandoned: u64,
    pub(super) forwarded: u64,
    pub(super) ended: u64,
    pub(super) open: u64,
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a metric may be empty; a count never is"
)]
fn count(value: u64) -> Option<i64> {
    Some(i64::try_from(value).unwrap_or(i64::MAX))
}

fn rate(numerator: u64, denominator: u64) -> Option<i64> {
    Ratio {
        numerator,
        denominator,
    }
    .ten_thousandths()
}

/// The metrics of sessions, in every report.
pub(super) const SESSION_METRICS: &[Metric<SessionCounts>] = &[
    Metric::new(
        "sessions",
        Kind::Count,
        |of, _| count(of.sessions),
        "Sessions of the row.",
    ),
    Metric::new(
        "inbound",
        Kind::Count,
        |of, _| count(of.inbound),
        "Those begun by the guest.",
    ),
    Metric::new(
        "outbound",
        Kind::Count,
        |of, _| count(of.outbound),
        "Those begun by the contact centre.",
    ),
    Metric::new(
        "offered",
        Kind::Count,
        |of, _| count(of.service.offered()),
        "Inbound: answered + abandoned + short_abandoned + unanswered.",
    ),
    Metric::new(
        "answered",
        Kind::Count,
        |of, _| count(of.service.answered),
        "Inbound sessions that an operator accepted or started.",
    ),
    Metric::new(
        "abandoned",
        Kind::Count,
        |of, _| count(of.service.abandoned),
        "Inbound sessions whose guest left while waiting, at or above the short-abandon limit.",
    ),
    Metric::new(
        "short_abandoned",
        Kind::Count,
        |of, _| count(of.service.short_abandoned),
        "Inbound sessions whose guest left while waiting, below the short-abandon limit.",
    ),
    Metric::new(
        "unanswered",
        Kind::Count,
        |of, _| count(of.service.unanswered),
        "Inbound sessions that ended without an answer for another reason.",
    ),
    Metric::new(
        "left_before_queue",
        Kind::Count,
        |of, _| count(of.left_before_queue),
        "Inbound sessions whose guest left before routing.",
    ),
    Metric::new(
        "bot_only",
        Kind::Count,
        |of, _| count(of.bot_only),
        "Inbound sessions that a chatbot handled alone.",
    ),
    Metric::new(
        "blacklisted",
        Kind::Count,
        |of, _| count(of.blacklisted),
        "Refused sessions of both directions.",
    ),
    Metric::new(
        "open",
        Kind::Count,
        |of, _| count(of.open),
        "Sessions of both directions that were not over when the dump was made.",
    ),
    Metric::new(
        "answered_in",
        Kind::Count,
        |of, _| count(of.service.answered_in),
        "Inbound answered sessions with speed_of_answer <= threshold; an unknown speed is not in.",
    ),
    Metric::new(
        "abandoned_in",
        Kind::Count,
        |of, _| count(of.service.abandoned_in),
        "Inbound abandoned sessions, short or not, with wait <= threshold.",
    ),
    Metric::new(
        "abandoned_unoffered",
        Kind::Count,
        |of, _| count(of.abandoned_unoffered),
        "Inbound abandoned sessions, short or not, that were never offered to an operator.",
    ),
    Metric::new(
        "auto_accepted",
        Kind::Count,
        |of, _| count(of.auto_accepted),
        "Inbound answered sessions that the platform accepted for the operator.",
    ),
    Metric::new(
        "service_level",
        Kind::Rate,
        |of, formula| formula.of(&of.service).ten_thousandths(),
        "By the formula set with --sla-formula; empty if its denominator is 0.",
    ),
    Metric::new(
        "answer_rate",
        Kind::Rate,
        |of, _| rate(of.service.answered, of.service.offered()),
        "answered / offered; empty if nothing was offered.",
    ),
    Metric::new(
        "abandon_rate",
        Kind::Rate,
        |of, _| {
            rate(
                of.service.abandoned + of.service.short_abandoned,
                of.service.offered(),
            )
        },
        "(abandoned + short_abandoned) / offered; empty if nothing was offered.",
    ),
    Metric::new(
        "asa",
        Kind::Seconds,
        |of, _| mean(of.speed_sum, of.speed_count),
        "Average speed of answer: mean speed_of_answer of the inbound answered sessions that have one.",
    ),
    Metric::new(
        "max_wait",
        Kind::Seconds,
        |of, _| {
            of.max_wait
                .map(|wait| super::statistics::milliseconds(wait.into(), 1))
        },
        "The longest wait of inbound offered sessions.",
    ),
    Metric::new(
        "aht",
        Kind::Seconds,
        |of, _| mean(of.handled_sum, of.handled_count),
        "Average handling time: mean of active + acw (0 if empty) of the answered sessions of both directions that have active.",
    ),
];

/// The metrics of operators, where `operator` is among the dimensions.
pub(super) const OPERATOR_METRICS: &[Metric<OperatorCounts>] = &[
    Metric::new(
        "handled_sessions",
        Kind::Count,
        |of, _| count(of.handled_sessions),
        "Sessions that the operator joined.",
    ),
    Metric::new(
        "offers",
        Kind::Count,
        |of, _| count(of.offers),
        "Offers to the operator.",
    ),
    Metric::new(
        "accepted_offers",
        Kind::Count,
        |of, _| count(of.accepted_offers),
        "Those accepted.",
    ),
    Metric::new(
        "missed_offers",
        Kind::Count,
        |of, _| count(of.missed_offers),
        "Those missed.",
    ),
    Metric::new(
        "forwarded_out",
        Kind::Count,
        |of, _| count(of.forwarded_out),
        "How often the operator forwarded a session.",
    ),
];

/// The metrics of queues, where `queue` is among the dimensions and `operator` is not.
pub(super) const VISIT_METRICS: &[Metric<VisitCounts>] = &[
    Metric::new(
        "visits",
        Kind::Count,
        |of, _| count(of.visits),
        "Visits of the queue, invites aside.",
    ),
    Metric::new(
        "visits_answered",
        Kind::Count,
        |of, _| count(of.answered),
        "Those in which an operator accepted.",
    ),
    Metric::new(
        "visits_overflowed",
        Kind::Count,
        |of, _| count(of.overflowed),
        "Those that went on to another queue.",
    ),
    Metric::new(
        "visits_abandoned",
        Kind::Count,
        |of, _| count(of.abandoned),
        "Those in which the guest left.",
    ),
    Metric::new(
        "visits_forwarded",
        Kind::Count,
        |of, _| count(of.forwarded),
        "Those that ended unaccepted, with a later request behind.",
    ),
    Metric::new(
        "visits_ended",
        Kind::Count,
        |of, _| count(of.ended),
        "Those that ended otherwise.",
    ),
    Metric::new(
        "visits_open",
        Kind::Count,
        |of, _| count(of.open),
        "Those not over when the dump was made.",
    ),
];

/// One of the seven statistics.
pub(super) struct Statistic {
    pub(super) suffix: &'static str,
    pub(super) kind: Kind,
    pub(super) meaning: &'static str,
    pub(super) value: fn(&Statistics) -> Option<i64>,
}

/// The seven statistics in order.
pub(super) const STATISTICS: [Statistic; 7] = [
    Statistic {
        suffix: "n",
        kind: Kind::Count,
        meaning: "number of values",
        value: |of| count(of.count),
    },
    Statistic {
        suffix: "sum",
        kind: Kind::Seconds,
        meaning: "sum",
        value: |of| Some(of.sum),
    },
    Statistic {
        suffix: "mean",
        kind: Kind::Seconds,
        meaning: "mean",
        value: |of| of.mean,
    },
    Statistic {
        suffix: "median",
        kind: Kind::Seconds,
        meaning: "median",
        value: |of| of.median,
    },
    Statistic {
        suffix: "p90",
        kind: Kind::Seconds,
        meaning: "90th percentile, interpolated linearly",
        value: |of| of.p90,
    },
    Statistic {
        suffix: "p95",
        kind: Kind::Seconds,
        meaning: "95th percentile, interpolated linearly",
        value: |of| of.p95,
    },
    Statistic {
        suffix: "max",
        kind: Kind::Seconds,
        meaning: "greatest value",
        value: |of| of.max,
    },
];

/// The table that a measured duration is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Sessions,
    Operators,
    Visits,
}

/// A duration that the seven statistics are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) source: Source,
    /// The beginning of its columns' names.
    pub(super) name: &'static str,
    /// The column of the fact table.
    pub(super) column: &'static str,
    pub(super) meaning: &'static str,
}

macro_rules! measures {
    ($source:ident: $($name:literal $column:literal $meaning:literal)+) => {
        &[$(Measure { source: Source::$source, name: $name, column: $column, meaning: $meaning },)+]
    };
}

/// The phases of sessions, in every report; of sessions of both directions.
pub(super) const PHASES: &[Measure] = measures! { Sessions:
    "created" "created_us" "From creation to the beginning of routing."
    "in_queue" "in_queue_us" "From the beginning of routing to the first assignment."
    "waiting" "waiting_us" "From the first assignment to the first acceptance."
    "bcw" "bcw_us" "Before-call work."
    "active" "active_us" "The platform's length of the session."
    "acw" "acw_us" "After-call work of the session."
    "ring" "ring_us" "From creation to the guest's joining."
    "waited" "waited_us" "The platform's waiting time."
};

/// The operator's own phases, behind [`OPERATOR_METRICS`].
pub(super) const OPERATOR_PHASES: &[Measure] = measures! { Operators:
    "handling" "handling_us" "The operator's time in sessions."
    "operator_acw" "operator_acw_us" "The operator's after-call work."
    "operator_queue" "operator_queue_us" "From the operator's first assignment to anyone's first acceptance."
};

/// The length of visits, behind [`VISIT_METRICS`].
pub(super) const VISIT_LENGTH: &[Measure] = measures! { Visits:
    "visit" "duration_us" "The length of the visits."
};

/// The definitions of all report columns, dimensions aside, in order, each with the condition
/// under which a report has it.
#[must_use]
pub fn definitions() -> Vec<(&'static str, String, Kind, String)> {
    const ALWAYS: &str = "every report";
    const OPERATOR: &str = "with `operator`";
    const QUEUE: &str = "with `queue`, without `operator`";
    fn metrics<P>(
        all: &mut Vec<(&'static str, String, Kind, String)>,
        condition: &'static str,
        metrics: &[Metric<P>],
    ) {
        for Metric { definition, .. } in metrics {
            let Definition {
                name,
                kind,
                meaning,
            } = *definition;
            all.push((condition, name.to_owned(), kind, meaning.to_owned()));
        }
    }
    fn measures(
        all: &mut Vec<(&'static str, String, Kind, String)>,
        condition: &'static str,
        measures: &[Measure],
    ) {
        for measure in measures {
            for statistic in &STATISTICS {
                let name = format!("{}_{}", measure.name, statistic.suffix);
                let meaning = format!("{} ({})", measure.meaning, statistic.meaning);
                all.push((condition, name, statistic.kind, meaning));
            }
        }
    }
    let mut all = Vec::new();
    metrics(&mut all, ALWAYS, SESSION_METRICS);
    measures(&mut all, ALWAYS, PHASES);
    metrics(&mut all, OPERATOR, OPERATOR_METRICS);
    measures(&mut all, OPERATOR, OPERATOR_PHASES);
    metrics(&mut all, QUEUE, VISIT_METRICS);
    measures(&mut all, QUEUE, VISIT_LENGTH);
    all
}
