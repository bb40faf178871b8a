//! The arithmetic of statistics in integers.
//!
//! Percentiles interpolate linearly between the two nearest ranks (Excel's PERCENTILE.INC, numpy's
//! default). Everything is computed exactly and rounded once, half away from zero, to thousandths
//! of a second.

use super::statistic::Statistic;

/// Up to this many values are sorted; larger sets are only partitioned around the places that are
/// needed.
const FEW: usize = 64;

/// Values in microseconds, in ascending order at the places that are needed, with their sum.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sorted<'a> {
    pub(super) values: &'a [i64],
    pub(super) sum: i128,
}

impl<'a> Sorted<'a> {
    pub(super) fn new(values: &'a [i64]) -> Self {
        Self {
            values,
            sum: values.iter().copied().map(i128::from).sum(),
        }
    }

    /// Orders the values as far as these statistics need it: the first, the last and the places of
    /// the percentiles have the values that they would have if all were sorted.
    pub(super) fn where_needed(values: &'a mut [i64], statistics: &[Statistic]) -> Self {
        if values.len() <= FEW {
            values.sort_unstable();
            return Self::new(values);
        }
        let percents = statistics
            .iter()
            .filter_map(|statistic| statistic.percent());
        let ranks = percents.filter_map(|percent| Rank::new(values.len(), percent.into()));
        let mut places: Vec<usize> = ranks
            .flat_map(|rank| [rank.below, rank.below + 1])
            .chain([0, values.len() - 1])
            .filter(|place| *place < values.len())
            .collect();
        places.sort_unstable();
        // All values before this index are in place, and no value after it is less.
        let mut sorted = 0;
        for place in places {
            if place >= sorted {
                values[sorted..].select_nth_unstable(place - sorted);
                sorted = place + 1;
            }
        }
        Self::new(values)
    }

    pub(super) const fn count(&self) -> u64 {
        self.values.len() as u64
    }
}

/// The mean of a sum in microseconds, in milliseconds.
pub(super) fn mean(sum: i128, count: u64) -> Option<i64> {
    (count > 0).then(|| milliseconds(sum, count.into()))
}

/// `microseconds / divisor` in milliseconds, rounded half away from zero.
pub(super) fn milliseconds(microseconds: i128, divisor: i128) -> i64 {
    let divisor = divisor * 1000;
    // The usual case; division in 128 bits takes ten times as long.
    if let (Ok(microseconds), Ok(divisor)) = (i64::try_from(microseconds), i64::try_from(divisor))
        && let Some(moved) = microseconds.checked_add(divisor / 2 * microseconds.signum())
    {
        return moved / divisor;
    }
    let half = divisor / 2 * microseconds.signum();
    let rounded = (microseconds + half) / divisor;
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}

/// The position of a percentile among sorted values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rank {
    /// The index of the value below, from 0.
    pub(super) below: usize,
    /// The position of the percentile between this value and the next, in hundredths.
    pub(super) part: u8,
}

impl Rank {
    /// The rank of a percentile among `count` values; `None` without values.
    pub(super) fn new(count: usize, percent: u64) -> Option<Self> {
        let last = u64::try_from(count).ok()?.checked_sub(1)?;
        let rank = last * percent;
        Some(Self {
            below: usize::try_from(rank / 100).ok()?,
            part: u8::try_from(rank % 100).ok()?,
        })
    }
}

/// The percentile of sorted values in microseconds, in milliseconds.
pub(super) fn percentile(sorted: &[i64], percent: u64) -> Option<i64> {
    exact_percentile(sorted, percent).map(|hundredths| milliseconds(hundredths, 100))
}

/// The percentile of sorted values in microseconds, in hundredths of a microsecond and not rounded.
pub(super) fn exact_percentile(sorted: &[i64], percent: u64) -> Option<i128> {
    let Rank { below, part } = Rank::new(sorted.len(), percent)?;
    let part = i128::from(part);
    let low = i128::from(*sorted.get(below)?);
    let high = sorted.get(below + 1).map_or(low, |&high| high.into());
    Some(low * 100 + (high - low) * part)
}

/// The standard deviation of a sample, in milliseconds; `None` for fewer than two values.
///
/// With d = n * sum of (value - least)^2 - (sum of (value - least))^2, the variance is
/// d / (n * (n - 1)). The result is exact unless d has more than 126 bits: then some of the values
/// lie years apart, and floating point is near enough.
pub(super) fn deviation(sorted: &Sorted<'_>) -> Option<i64> {
    let count = u128::from(sorted.count());
    let least = *sorted.values.first()?;
    let divisor = count * (count.checked_sub(1).filter(|&others| others > 0)?);
    let distances = || sorted.values.iter().map(|value| value.abs_diff(least));
    let exactly = || {
        let squares = distances().try_fold(0_u128, |sum, distance| {
            sum.checked_add(u128::from(distance).checked_pow(2)?)
        })?;
        let sum: u128 = distances().map(u128::from).sum();
        let spread = count
            .checked_mul(squares)?
            .checked_sub(sum.checked_pow(2)?)?;
        // The greatest k with (k - 1/2)^2 <= variance in milliseconds: rounded, halves up.
        let doubled = (spread.checked_mul(4)? / divisor.checked_mul(1_000_000)?).isqrt();
        i64::try_from(doubled.div_ceil(2)).ok()
    };
    exactly().or_else(|| Some(nearly(sorted)))
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "lengths of years, to sixteen digits"
)]
fn nearly(sorted: &Sorted<'_>) -> i64 {
    let count = sorted.values.len() as f64;
    let mean = sorted.sum as f64 / count;
    let squares = sorted
        .values
        .iter()
        .map(|&value| (value as f64 - mean).powi(2));
    ((squares.sum::<f64>() / (count - 1.0)).sqrt() / 1000.0).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_away_from_zero() {
        assert_eq!(milliseconds(1500, 1), 2);
        assert_eq!(milliseconds(1499, 1), 1);
        assert_eq!(milliseconds(500, 1), 1);
        assert_eq!(milliseconds(-500, 1), -1);
        assert_eq!(milliseconds(1000, 3), 0);
        assert_eq!(mean(5000, 2), Some(3));
        assert_eq!(mean(0, 0), None);
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the definition in floating point is what the integers are held against"
    )]
    fn quantile(sorted: &[i64], q: f64) -> f64 {
        let rank = q * (sorted.len() - 1) as f64;
        let low = sorted[rank.floor() as usize] as f64;
        let high = sorted[rank.ceil() as usize] as f64;
        low + (high - low) * rank.fract()
    }

    proptest::proptest! {
        #[test]
        fn what_statistics_need_of_values_is_in_order(
            mut values in proptest::collection::vec(-50_i64..50, 0..300),
        ) {
            let mut sorted = values.clone();
            sorted.sort_unstable();
            let sorted = Sorted::new(&sorted);
            let all = Statistic::ALL.map(|statistic| statistic.compute(&sorted));
            let needed = Sorted::where_needed(&mut values, &Statistic::ALL);
            proptest::prop_assert_eq!(Statistic::ALL.map(|statistic| statistic.compute(&needed)), all);
        }

        #[test]
        fn statistics_agree_with_their_definition_in_floating_point(
            mut values in proptest::collection::vec(0_i64..10_000_000_000, 1..60),
        ) {
            values.sort_unstable();
            for (percent, float) in [
                (50, quantile(&values, 0.5)),
                (75, quantile(&values, 0.75)),
                (90, quantile(&values, 0.9)),
                (95, quantile(&values, 0.95)),
                (99, quantile(&values, 0.99)),
            ] {
                let exact = percentile(&values, percent).unwrap();
                let difference = f64::from(i32::try_from(exact).unwrap()) - float / 1000.0;
                proptest::prop_assert!(difference.abs() <= 0.501, "{difference}");
            }
            if values.len() > 1 {
                let exact = deviation(&Sorted::new(&values)).unwrap();
                let difference = exact - nearly(&Sorted::new(&values));
                proptest::prop_assert!(difference.abs() <= 1, "{difference}");
            }
        }
    }
}
