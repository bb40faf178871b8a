//! Contracts: what was promised for some queues, and whether a figure keeps the promise.
//!
//! A contract names a measure, a target, the period in which the target is to be met, perhaps bands with a
//! bonus or a malus, and perhaps sessions that do not count. Nothing here counts a session: a figure comes as
//! integers, and it is compared with the target and the bands before anything is rounded.

mod exclusion;
mod period;

pub use self::exclusion::{ExcludedDays, Exclusion};
pub use self::period::ContractPeriod;

use std::collections::HashSet;

use crate::model::{Id, Named};
use crate::service_level::{Formula, Ratio};
use crate::time::Duration;
use crate::time::zone::LocalTimestamp;

/// The figure that a contract is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContractMeasure {
    ServiceLevel,
    AnswerRate,
    AbandonRate,
    /// The average speed of answer.
    SpeedOfAnswer,
    /// The 90th percentile of the wait.
    WaitP90,
}

impl ContractMeasure {
    /// All measures.
    pub const ALL: [Self; 5] = [
        Self::ServiceLevel,
        Self::AnswerRate,
        Self::AbandonRate,
        Self::SpeedOfAnswer,
        Self::WaitP90,
    ];

    /// The name in settings and tables, which is the name of the figure in reports if they have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ServiceLevel => "service_level",
            Self::AnswerRate => "answer_rate",
            Self::AbandonRate => "abandon_rate",
            Self::SpeedOfAnswer => "asa",
            Self::WaitP90 => "wait_p90",
        }
    }

    /// The measure of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.name() == name)
    }

    /// Whether the measure is a share of sessions. Otherwise it is a duration.
    pub const fn is_share(self) -> bool {
        matches!(
            self,
            Self::ServiceLevel | Self::AnswerRate | Self::AbandonRate
        )
    }

    /// Whether a lower figure is a better one.
    pub const fn is_less_better(self) -> bool {
        matches!(
            self,
            Self::AbandonRate | Self::SpeedOfAnswer | Self::WaitP90
        )
    }
}

/// A target, or the limit of a band.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bound {
    /// In ten-thousandths.
    Share(u32),
    Length(Duration),
}

impl std::fmt::Display for Bound {
    /// Writes `92.5%` or `20s`, exactly, as the settings are written.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Share(share) => write_percent(f, i64::from(*share)),
            Self::Length(length) => write!(f, "{length}s"),
        }
    }
}

/// Writes ten-thousandths as a percentage, with only as many decimals as needed.
fn write_percent(f: &mut std::fmt::Formatter<'_>, share: i64) -> std::fmt::Result {
    let sign = if share < 0 { "-" } else { "" };
    let (whole, part) = (share.unsigned_abs() / 100, share.unsigned_abs() % 100);
    match part {
        0 => write!(f, "{sign}{whole}%"),
        part if part % 10 == 0 => write!(f, "{sign}{whole}.{}%", part / 10),
        part => write!(f, "{sign}{whole}.{part:02}%"),
    }
}

/// A figure, exact until it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContractFigure {
    Share(Ratio),
    /// The mean of `count` durations with this sum in microseconds.
    Mean {
        sum: i128,
        count: u64,
    },
    /// A percentile of `count` durations in hundredths of a microsecond, interpolated between the two nearest.
    Percentile {
        hundredths: i128,
        count: u64,
    },
}

impl ContractFigure {
    /// The number of sessions or durations behind the figure: the denominator of a share or a mean.
    pub const fn denominator(&self) -> u64 {
        match self {
            Self::Share(ratio) => ratio.denominator,
            Self::Mean { count, .. } | Self::Percentile { count, .. } => *count,
        }
    }

    /// Two integers that compare like the figure and a bound, for a share `numerator * 10000` and
    /// `denominator * share`. `None` if there is no session, or if the bound is of another kind.
    pub fn sides(&self, bound: Bound) -> Option<(i128, i128)> {
        if self.denominator() == 0 {
            return None;
        }
        let micros = |length: Duration| i128::from(length.microseconds());
        match (self, bound) {
            (Self::Share(ratio), Bound::Share(share)) => Some((
                i128::from(ratio.numerator) * 10_000,
                i128::from(ratio.denominator) * i128::from(share),
            )),
            (Self::Mean { sum, count }, Bound::Length(length)) => {
                Some((*sum, micros(length) * i128::from(*count)))
            }
            (Self::Percentile { hundredths, .. }, Bound::Length(length)) => {
                Some((*hundredths, micros(length) * 100))
            }
            _ => None,
        }
    }
}

/// A range of figures with a bonus or a malus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// The worst figure that still belongs to the band; `None` for the band of all figures that are worse than every
    /// limit.
    pub limit: Option<Bound>,
    /// The bonus in ten-thousandths; a malus is negative.
    pub bonus: i32,
}

/// A contract as written in the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    pub name: String,
    /// The queues; `None` if the contract covers all sessions, with or without a queue.
    pub queues: Option<Vec<Named>>,
    pub measure: ContractMeasure,
    /// The formula of a service level; `None` for the default formula of the reports.
    pub formula: Option<Formula>,
    /// The threshold of a service level; `None` if each session keeps its threshold from the reports.
    pub threshold: Option<Duration>,
    /// The short-abandon limit of a service level; `None` if each session keeps its limit from the reports.
    pub short_abandon: Option<Duration>,
    pub target: Bound,
    pub period: ContractPeriod,
    /// The bands, the best first.
    pub bands: Vec<Band>,
    pub leave_out: Vec<Exclusion>,
}

impl Contract {
    /// Whether a figure is at least as good as a bound. `None` if there is no session, or if the bound is of another
    /// kind.
    pub fn keeps(&self, figure: &ContractFigure, bound: Bound) -> Option<bool> {
        let (figure, bound) = figure.sides(bound)?;
        Some(if self.measure.is_less_better() {
            figure <= bound
        } else {
            figure >= bound
        })
    }

    /// The index of the best band that a figure reaches; `None` if it reaches no band, or if there is no session.
    pub fn band(&self, figure: &ContractFigure) -> Option<usize> {
        if figure.denominator() == 0 {
            return None;
        }
        self.bands.iter().position(|band| match band.limit {
            Some(limit) => self.keeps(figure, limit) == Some(true),
            None => true,
        })
    }

    /// A band as a comparison: `>= 90%`, or `< 70%` for the band without a limit. Empty if no band has a limit.
    pub fn band_text(&self, band: usize) -> String {
        let is_less_better = self.measure.is_less_better();
        let limit = self.bands.get(band).and_then(|band| band.limit);
        let last = self.bands.iter().rev().find_map(|band| band.limit);
        match (limit, last) {
            (Some(limit), _) if is_less_better => format!("<= {limit}"),
            (Some(limit), _) => format!(">= {limit}"),
            (None, Some(last)) if is_less_better => format!("> {last}"),
            (None, Some(last)) => format!("< {last}"),
            (None, None) => String::new(),
        }
    }
}

/// A contract with the ids of a dump.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    pub contract: Contract,
    /// The ids of each of the contract's queues, in their order; `None` if the contract covers all sessions.
    queues: Option<Vec<Vec<Id>>>,
    /// The queues of each exclusion; `None` for an exclusion that names no queue.
    left_out: Vec<Option<HashSet<Id>>>,
}

impl Clause {
    /// Resolves the contract's queues to ids with `ids`.
    pub fn resolve(contract: &Contract, mut ids: impl FnMut(&Named) -> Vec<Id>) -> Self {
        let queues = contract.queues.as_ref();
        let queues = queues.map(|queues| queues.iter().map(&mut ids).collect());
        let left_out = contract.leave_out.iter().map(|exclusion| {
            let queues = exclusion.queues.iter().flat_map(&mut ids);
            (!exclusion.queues.is_empty()).then(|| queues.collect())
        });
        Self {
            queues,
            left_out: left_out.collect(),
            contract: contract.clone(),
        }
    }

    /// Whether the contract covers sessions of this queue, or for `None` sessions without a queue.
    pub fn has_queue(&self, queue: Option<Id>) -> bool {
        let Some(queues) = &self.queues else {
            return true;
        };
        queue.is_some_and(|queue| queues.iter().flatten().any(|own| *own == queue))
    }

    /// The names of the contract's queues, each once; empty if the contract covers all sessions. A queue that the dump
    /// does not have is named as in the settings.
    pub fn queue_names(&self, name: impl Fn(Id) -> String) -> Vec<String> {
        let written = self.contract.queues.iter().flatten();
        let mut names: Vec<String> = Vec::new();
        for (written, ids) in written.zip(self.queues.iter().flatten()) {
            let own: Vec<String> = if ids.is_empty() {
                vec![match written {
                    Named::Id(id) => name(*id),
                    Named::Name(name) => name.clone(),
                }]
            } else {
                ids.iter().map(|id| name(*id)).collect()
            };
            for name in own {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }

    /// The index of the first exclusion that leaves out a session of this queue and local time; `None` if the session
    /// counts.
    pub fn exclusion(&self, queue: Option<Id>, local: LocalTimestamp) -> Option<usize> {
        let exclusions = self.contract.leave_out.iter().zip(&self.left_out);
        let mut exclusions = exclusions.map(|(exclusion, queues)| {
            let has_queue = queues
                .as_ref()
                .is_none_or(|queues| queue.is_some_and(|queue| queues.contains(&queue)));
            has_queue && exclusion.covers(local)
        });
        exclusions.position(|covers| covers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contract(measure: ContractMeasure, target: Bound) -> Contract {
        Contract {
            name: "it".to_owned(),
            queues: None,
            measure,
            formula: None,
            threshold: None,
            short_abandon: None,
            target,
            period: ContractPeriod::Month,
            bands: Vec::new(),
            leave_out: Vec::new(),
        }
    }

    const fn share(numerator: u64, denominator: u64) -> ContractFigure {
        ContractFigure::Share(Ratio {
            numerator,
            denominator,
        })
    }

    const fn seconds(seconds: i64) -> Bound {
        Bound::Length(Duration::from_seconds(seconds))
    }

    #[track_caller]
    fn check(measure: ContractMeasure, figure: ContractFigure, bound: Bound, kept: Option<bool>) {
        let contract = contract(measure, bound);
        assert_eq!(contract.keeps(&figure, bound), kept, "{figure:?} {bound}");
    }

    #[test]
    fn exactly_the_target_keeps_it_and_one_session_less_does_not() {
        use ContractMeasure::{AbandonRate, ServiceLevel};
        let target = Bound::Share(8000);
        check(ServiceLevel, share(4, 5), target, Some(true));
        check(ServiceLevel, share(3, 5), target, Some(false));
        check(ServiceLevel, share(8000, 10_000), target, Some(true));
        check(ServiceLevel, share(7999, 10_000), target, Some(false));
        check(AbandonRate, share(1, 20), Bound::Share(500), Some(true));
        check(AbandonRate, share(2, 20), Bound::Share(500), Some(false));
        check(ServiceLevel, share(0, 0), target, None);
    }

    #[test]
    fn a_figure_that_is_rounded_up_to_the_target_does_not_keep_it() {
        // Both are 66.67 % when they are written.
        let (target, figure) = (Bound::Share(6667), share(2, 3));
        assert_eq!(
            Ratio {
                numerator: 2,
                denominator: 3
            }
            .ten_thousandths(),
            Some(6667)
        );
        check(ContractMeasure::AnswerRate, figure, target, Some(false));
        check(ContractMeasure::AbandonRate, figure, target, Some(true));
        // Counts whose products have more than 64 bits.
        let most = u64::MAX;
        check(
            ContractMeasure::AnswerRate,
            share(most - 1, most),
            Bound::Share(10_000),
            Some(false),
        );
    }

    #[test]
    fn durations_are_compared_to_the_microsecond() {
        use ContractMeasure::{SpeedOfAnswer, WaitP90};
        let mean = |sum, count| ContractFigure::Mean { sum, count };
        let percentile = |hundredths| ContractFigure::Percentile {
            hundredths,
            count: 2,
        };
        check(SpeedOfAnswer, mean(60_000_000, 3), seconds(20), Some(true));
        check(SpeedOfAnswer, mean(60_000_001, 3), seconds(20), Some(false));
        check(SpeedOfAnswer, mean(0, 0), seconds(20), None);
        check(WaitP90, percentile(2_000_000_000), seconds(20), Some(true));
        check(WaitP90, percentile(2_000_000_001), seconds(20), Some(false));
        // A bound of another kind is neither kept nor broken.
        check(WaitP90, percentile(1), Bound::Share(1), None);
    }

    #[test]
    fn a_figure_lies_in_the_best_band_whose_limit_it_keeps() {
        let band = |limit: Option<u32>, bonus| Band {
            limit: limit.map(Bound::Share),
            bonus,
        };
        let contract = Contract {
            bands: vec![
                band(Some(9000), 200),
                band(Some(8000), 0),
                band(Some(7000), -500),
                band(None, -1000),
            ],
            ..contract(ContractMeasure::ServiceLevel, Bound::Share(8000))
        };
        let found = |numerator| contract.band(&share(numerator, 100));
        assert_eq!(
            [100, 90, 89, 80, 79, 70, 69, 0].map(found),
            [
                Some(0),
                Some(0),
                Some(1),
                Some(1),
                Some(2),
                Some(2),
                Some(3),
                Some(3)
            ]
        );
        assert_eq!(contract.band(&share(0, 0)), None);
        let texts: Vec<String> = (0..4).map(|band| contract.band_text(band)).collect();
        assert_eq!(texts, [">= 90%", ">= 80%", ">= 70%", "< 70%"]);
    }

    #[test]
    fn a_figure_below_the_last_limit_lies_in_no_band_unless_one_has_no_limit() {
        let contract = Contract {
            bands: vec![Band {
                limit: Some(seconds(15)),
                bonus: 100,
            }],
            ..contract(ContractMeasure::SpeedOfAnswer, seconds(20))
        };
        let mean = |sum| ContractFigure::Mean { sum, count: 1 };
        assert_eq!(contract.band(&mean(15_000_000)), Some(0));
        assert_eq!(contract.band(&mean(15_000_001)), None);
        assert_eq!(contract.band_text(0), "<= 15s");
    }

    #[test]
    fn bounds_are_written_as_settings_take_them() {
        let shown = [
            Bound::Share(8000),
            Bound::Share(9250),
            Bound::Share(9999),
            Bound::Share(5),
            Bound::Length(Duration::from_microseconds(12_500_000)),
        ];
        assert_eq!(
            shown.map(|bound| bound.to_string()),
            ["80%", "92.5%", "99.99%", "0.05%", "12.5s"]
        );
    }
}
