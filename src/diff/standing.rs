//! Counts a session in the service level by its row in a pack.

use csv::StringRecord;

use crate::service_level::{Formula, LimitedOutcome, OfferedSession, ServiceCounts};

/// The indexes of the columns of a table `sessions` that determine how its rows count.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    outcome: usize,
    in_level: usize,
    in_time: usize,
}

impl Standing {
    /// `None` if the table lacks these columns because an earlier phasebook wrote it.
    pub(super) fn new(header: &StringRecord) -> Option<Self> {
        let place = |name: &str| header.iter().position(|column| column == name);
        Some(Self {
            outcome: place("outcome")?,
            in_level: place("in_level")?,
            in_time: place("in_time")?,
        })
    }

    /// The counts of one row alone.
    pub(super) fn counts(self, row: &StringRecord) -> ServiceCounts {
        let cell = |place: usize| row.get(place).unwrap_or_default();
        let flag = |place: usize| cell(place).parse::<bool>().ok();
        let mut counts = ServiceCounts::default();
        let outcome = LimitedOutcome::from_name(cell(self.outcome));
        let (in_level, in_time) = (flag(self.in_level), flag(self.in_time));
        if let Some(session) = OfferedSession::from_columns(outcome, in_level, in_time) {
            counts.add_to_level(&session);
        }
        counts
    }
}

pub(super) fn plus(one: ServiceCounts, other: ServiceCounts) -> ServiceCounts {
    combine(one, other, u64::saturating_add)
}

/// The counts `all` less the counts `some`.
pub(super) fn minus(all: ServiceCounts, some: ServiceCounts) -> ServiceCounts {
    combine(all, some, u64::saturating_sub)
}

fn combine(a: ServiceCounts, b: ServiceCounts, each: fn(u64, u64) -> u64) -> ServiceCounts {
    ServiceCounts {
        answered: each(a.answered, b.answered),
        abandoned: each(a.abandoned, b.abandoned),
        short_abandoned: each(a.short_abandoned, b.short_abandoned),
        unanswered: each(a.unanswered, b.unanswered),
        answered_in: each(a.answered_in, b.answered_in),
        abandoned_in: each(a.abandoned_in, b.abandoned_in),
    }
}

/// A service level in percent; `None` if the formula's denominator is 0.
pub(super) fn points(formula: Formula, counts: &ServiceCounts) -> Option<f64> {
    let ratio = formula.ratio(counts);
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of sessions have far less than 53 bits"
    )]
    (ratio.denominator > 0).then(|| 100.0 * ratio.numerator as f64 / ratio.denominator as f64)
}
