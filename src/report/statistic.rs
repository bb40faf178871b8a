//! The registry of statistics: the statistics of a duration that `--stats` offers.

use super::statistics::{Sorted, deviation, mean, milliseconds, percentile};
use crate::table::Kind;

/// A statistic of a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    N,
    Sum,
    Mean,
    Median,
    P75,
    P90,
    P95,
    P99,
    Min,
    Max,
    StdDev,
}

impl Statistic {
    /// All statistics, in the order in which they are listed.
    pub const ALL: [Self; 11] = [
        Self::N,
        Self::Sum,
        Self::Mean,
        Self::Median,
        Self::P75,
        Self::P90,
        Self::P95,
        Self::P99,
        Self::Min,
        Self::Max,
        Self::StdDev,
    ];

    /// The statistics that reports have by default.
    pub const DEFAULT: [Self; 7] = [
        Self::N,
        Self::Sum,
        Self::Mean,
        Self::Median,
        Self::P90,
        Self::P95,
        Self::Max,
    ];

    /// The name in settings, which is also the suffix of its columns.
    pub const fn name(self) -> &'static str {
        match self {
            Self::N => "n",
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Median => "median",
            Self::P75 => "p75",
            Self::P90 => "p90",
            Self::P95 => "p95",
            Self::P99 => "p99",
            Self::Min => "min",
            Self::Max => "max",
            Self::StdDev => "stddev",
        }
    }

    /// The statistic of this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|statistic| statistic.name() == name)
    }

    /// The meaning of the statistic.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::N => "number of values",
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Median => "median",
            Self::P75 => "75th percentile, interpolated linearly",
            Self::P90 => "90th percentile, interpolated linearly",
            Self::P95 => "95th percentile, interpolated linearly",
            Self::P99 => "99th percentile, interpolated linearly",
            Self::Min => "least value",
            Self::Max => "greatest value",
            Self::StdDev => "standard deviation of a sample",
        }
    }

    /// The computation of the statistic from the values, in words.
    pub const fn formula(self) -> &'static str {
        match self {
            Self::N => "the number of values that are there",
            Self::Sum => "the sum of the values",
            Self::Mean => "sum / n",
            Self::Min => "the least of the values",
            Self::Max => "the greatest of the values",
            Self::StdDev => {
                "sqrt(sum of (value - mean)^2 / (n - 1)), as Excel's STDEV.S, R and pandas have it"
            }
            Self::Median | Self::P75 | Self::P90 | Self::P95 | Self::P99 => {
                "of the values in order the one at rank 1 + p * (n - 1), interpolated linearly \
                 between its two neighbours (Excel's PERCENTILE.INC)"
            }
        }
    }

    /// The cases in which the statistic is empty, in words.
    pub const fn empty(self) -> &'static str {
        match self {
            Self::N => "",
            Self::Sum => "never: 0 without values",
            Self::StdDev => "there are fewer than two values",
            _ => "there is no value",
        }
    }

    /// The kind of its values: a count, or a duration in thousandths of a second.
    pub const fn kind(self) -> Kind {
        match self {
            Self::N => Kind::Count,
            _ => Kind::Seconds,
        }
    }

    /// The percentile; `None` for other statistics.
    pub const fn percent(self) -> Option<u8> {
        match self {
            Self::Median => Some(50),
            Self::P75 => Some(75),
            Self::P90 => Some(90),
            Self::P95 => Some(95),
            Self::P99 => Some(99),
            _ => None,
        }
    }

    /// Computes the statistic of some values, in the unit of its kind; `None` if it is empty.
    pub(super) fn compute(self, values: &Sorted<'_>) -> Option<i64> {
        let whole = |value: Option<&i64>| value.map(|&value| milliseconds(value.into(), 1));
        match self {
            Self::N => Some(i64::try_from(values.count()).unwrap_or(i64::MAX)),
            Self::Sum => Some(milliseconds(values.sum, 1)),
            Self::Mean => mean(values.sum, values.count()),
            Self::Median | Self::P75 | Self::P90 | Self::P95 | Self::P99 => {
                percentile(values.values, self.percent()?.into())
            }
            Self::Min => whole(values.values.first()),
            Self::Max => whole(values.values.last()),
            Self::StdDev => deviation(values),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(seconds: &[i64], expected: &[(Statistic, Option<i64>)]) {
        let values: Vec<i64> = seconds.iter().map(|second| second * 1_000_000).collect();
        let values = Sorted::new(&values);
        for &(statistic, figure) in expected {
            assert_eq!(
                statistic.compute(&values),
                figure,
                "{statistic:?} of {seconds:?}"
            );
        }
    }

    #[test]
    fn statistics_are_those_of_spreadsheets() {
        use Statistic::{Max, Mean, Median, Min, N, P75, P90, P95, P99, StdDev, Sum};
        // =STDEV.S(1;2;3;4) is 1.2909944...
        check(
            &[1, 2, 3, 4],
            &[
                (N, Some(4)),
                (Sum, Some(10_000)),
                (Mean, Some(2500)),
                (Median, Some(2500)),
                (P75, Some(3250)),
                (P90, Some(3700)),
                (P95, Some(3850)),
                (P99, Some(3970)),
                (Min, Some(1000)),
                (Max, Some(4000)),
                (StdDev, Some(1291)),
            ],
        );
        let one = |statistic| (statistic, Some(7000));
        check(
            &[7],
            &[
                (N, Some(1)),
                one(Sum),
                one(Mean),
                one(Median),
                one(P75),
                one(P90),
                one(P95),
                one(P99),
                one(Min),
                one(Max),
                (StdDev, None),
            ],
        );
        let none = |statistic| (statistic, None);
        check(
            &[],
            &[
                (N, Some(0)),
                (Sum, Some(0)),
                none(Mean),
                none(Median),
                none(P75),
                none(P90),
                none(P95),
                none(P99),
                none(Min),
                none(Max),
                none(StdDev),
            ],
        );
    }

    #[test]
    fn the_greatest_durations_do_not_overflow() {
        let values = Sorted::new(&[i64::MAX; 3]);
        let greatest = milliseconds(i64::MAX.into(), 1);
        assert_eq!(Statistic::Mean.compute(&values), Some(greatest));
        let sum = milliseconds(i128::from(i64::MAX) * 3, 1);
        assert_eq!(Statistic::Sum.compute(&values), Some(sum));
        assert_eq!(Statistic::StdDev.compute(&values), Some(0));
        let apart = [0, i64::MAX];
        let deviation = Statistic::StdDev.compute(&Sorted::new(&apart)).unwrap();
        // Half the distance times the root of two.
        let expected = greatest / 2 / 1_000_000 * 1_414_213;
        assert!(
            (deviation - expected).abs() < greatest / 100_000,
            "{deviation}"
        );
    }

    #[test]
    fn the_default_is_in_the_order_of_the_list_and_names_lead_back() {
        let places = Statistic::DEFAULT
            .map(|statistic| Statistic::ALL.iter().position(|known| *known == statistic));
        assert!(places.is_sorted());
        for statistic in Statistic::ALL {
            assert_eq!(Statistic::from_name(statistic.name()), Some(statistic));
        }
    }
}
