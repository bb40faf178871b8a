//! What a session's row adds to the service level, as its pack wrote it.

use std::collections::HashMap;

use csv::StringRecord;

use super::decimal::Decimal;
use crate::model::Id;
use crate::model::api_enum::{ApiEnum, Channel};
use crate::named::Named;
use crate::service_level::{Formula, LevelRule, ServiceCounts, ServiceLevel, ServiceLevels};

/// What a pack's service level was measured by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Its formula is that of the total.
    pub default: ServiceLevel,
    /// What holds for single queues and channels.
    pub rules: Vec<LevelRule>,
}

impl Measure {
    /// The threshold of the sessions of a queue and channel, in seconds.
    fn threshold(&self, of: &Scope) -> f64 {
        let (id, name, channel) = of;
        let id = id.parse().ok().and_then(Id::new);
        let is_meant = |named: &Named| match named {
            Named::Id(named) => Some(*named) == id,
            Named::Name(named) => named == name,
        };
        let levels = ServiceLevels::resolve(self.default, &self.rules, |named| {
            id.into_iter().filter(|_| is_meant(named)).collect()
        });
        let channel =
            (!channel.is_empty()).then(|| Channel::from_name(channel).unwrap_or(Channel::UNKNOWN));
        let threshold = levels.of(id, channel).threshold;
        Decimal::parse(&threshold.to_string()).map_or(0.0, Decimal::value)
    }
}

/// A queue's id and name, and a channel, as a row has them.
type Scope = (String, String, String);

/// Reads the rows of a table `sessions`, and adds them up.
pub(super) struct Standing {
    direction: Option<usize>,
    outcome: Option<usize>,
    in_sla: Option<usize>,
    wait: Option<usize>,
    scope: [Option<usize>; 3],
    measure: Measure,
    /// In seconds, of the queues and channels met.
    thresholds: HashMap<Scope, f64>,
    pub(super) total: ServiceCounts,
}

impl Standing {
    pub(super) fn new(header: &StringRecord, measure: Measure) -> Self {
        let place = |name: &str| header.iter().position(|column| column == name);
        Self {
            direction: place("direction"),
            outcome: place("outcome"),
            in_sla: place("in_sla"),
            wait: place("wait_s"),
            scope: ["entry_queue_id", "entry_queue", "channel"].map(place),
            measure,
            thresholds: HashMap::new(),
            total: ServiceCounts::default(),
        }
    }

    /// What one row adds.
    pub(super) fn of(&mut self, row: &StringRecord) -> ServiceCounts {
        let cell =
            |place: Option<usize>| place.and_then(|place| row.get(place)).unwrap_or_default();
        let mut counts = ServiceCounts::default();
        if cell(self.direction) != "inbound" {
            return counts;
        }
        match cell(self.outcome) {
            "answered" => {
                counts.answered = 1;
                counts.answered_in = u64::from(cell(self.in_sla) == "true");
            }
            outcome @ ("abandoned" | "short_abandoned") => {
                if outcome == "abandoned" {
                    counts.abandoned = 1;
                } else {
                    counts.short_abandoned = 1;
                }
                let wait = Decimal::parse(cell(self.wait));
                let scope: Scope = self.scope.map(|place| cell(place).to_owned()).into();
                let threshold = *self
                    .thresholds
                    .entry(scope)
                    .or_insert_with_key(|scope| self.measure.threshold(scope));
                let is_in = wait.is_some_and(|wait| wait.value() <= threshold);
                counts.abandoned_in = u64::from(is_in);
            }
            "unanswered" => counts.unanswered = 1,
            _ => {}
        }
        counts
    }

    pub(super) fn add(&mut self, row: &StringRecord) {
        self.total = plus(self.total, self.of(row));
    }
}

pub(super) fn plus(one: ServiceCounts, other: ServiceCounts) -> ServiceCounts {
    combine(one, other, u64::saturating_add)
}

/// The counts without some that are in them.
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

/// A service level in points of a hundred; `None` if there is none.
pub(super) fn points(formula: Formula, counts: &ServiceCounts) -> Option<f64> {
    let ratio = formula.of(counts);
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of sessions have far less than 53 bits"
    )]
    (ratio.denominator > 0).then(|| 100.0 * ratio.numerator as f64 / ratio.denominator as f64)
}
