//! The seven statistics of a duration, in whole numbers.
//!
//! Percentiles interpolate linearly between the two nearest ranks (Excel's PERCENTILE.INC, numpy's
//! default). Everything is computed exactly and rounded once, half away from zero, to thousandths
//! of a second.

/// A fraction of the way through the sorted values, in hundredths.
const PERCENTILES: [u64; 3] = [50, 90, 95];

/// The seven statistics, in thousandths of a second; all but count and sum are empty without
/// values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Statistics {
    pub(super) count: u64,
    pub(super) sum: i64,
    pub(super) mean: Option<i64>,
    pub(super) median: Option<i64>,
    pub(super) p90: Option<i64>,
    pub(super) p95: Option<i64>,
    pub(super) max: Option<i64>,
}

impl Statistics {
    /// Of values in microseconds that are sorted.
    pub(super) fn of_sorted(values: &[i64]) -> Self {
        let sum: i128 = values.iter().copied().map(i128::from).sum();
        let [median, p90, p95] = PERCENTILES.map(|percent| percentile(values, percent));
        Self {
            count: values.len() as u64,
            sum: milliseconds(sum, 1),
            mean: mean(sum, values.len() as u64),
            median,
            p90,
            p95,
            max: values.last().map(|&max| milliseconds(max.into(), 1)),
        }
    }
}

/// The mean of a sum in microseconds, in milliseconds.
pub(super) fn mean(sum: i128, count: u64) -> Option<i64> {
    (count > 0).then(|| milliseconds(sum, count.into()))
}

/// `microseconds / divisor` in milliseconds, rounded half away from zero.
pub(super) fn milliseconds(microseconds: i128, divisor: i128) -> i64 {
    let divisor = divisor * 1000;
    // Nearly always; division in 128 bits takes ten times as long.
    if let (Ok(microseconds), Ok(divisor)) = (i64::try_from(microseconds), i64::try_from(divisor))
        && let Some(moved) = microseconds.checked_add(divisor / 2 * microseconds.signum())
    {
        return moved / divisor;
    }
    let half = divisor / 2 * microseconds.signum();
    let rounded = (microseconds + half) / divisor;
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}

/// Where a percentile lies among sorted values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rank {
    /// The position of the value below, from 0.
    pub(super) below: usize,
    /// How far it lies on the way to the next value, in hundredths.
    pub(super) part: u8,
}

impl Rank {
    /// The rank of a percentile, in hundredths, among this many values; `None` without any.
    pub(super) fn of(count: usize, percent: u64) -> Option<Self> {
        let last = u64::try_from(count).ok()?.checked_sub(1)?;
        let rank = last * percent;
        Some(Self {
            below: usize::try_from(rank / 100).ok()?,
            part: u8::try_from(rank % 100).ok()?,
        })
    }
}

/// The value this far through sorted values in microseconds, in milliseconds.
pub(super) fn percentile(sorted: &[i64], percent: u64) -> Option<i64> {
    let Rank { below, part } = Rank::of(sorted.len(), percent)?;
    let part = i128::from(part);
    let low = i128::from(*sorted.get(below)?);
    let high = sorted.get(below + 1).map_or(low, |&high| high.into());
    Some(milliseconds(low * 100 + (high - low) * part, 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(values: &[i64]) -> Vec<i64> {
        values.iter().map(|second| second * 1_000_000).collect()
    }

    #[test]
    fn percentiles_interpolate_as_spreadsheets_do() {
        let of = Statistics::of_sorted(&seconds(&[1, 2, 3, 4]));
        assert_eq!(of.median, Some(2500));
        assert_eq!(of.p90, Some(3700));
        assert_eq!(of.p95, Some(3850));
        assert_eq!(of.mean, Some(2500));
        assert_eq!((of.count, of.sum, of.max), (4, 10_000, Some(4000)));
        let one = Statistics::of_sorted(&seconds(&[7]));
        assert_eq!([one.median, one.p90, one.p95, one.max], [Some(7000); 4]);
    }

    #[test]
    fn without_values_there_is_nothing_but_count_and_sum() {
        assert_eq!(Statistics::of_sorted(&[]), Statistics::default());
    }

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

    #[test]
    fn the_greatest_durations_do_not_overflow() {
        let of = Statistics::of_sorted(&[i64::MAX; 3]);
        assert_eq!(of.mean, Some(milliseconds(i64::MAX.into(), 1)));
        assert_eq!(of.sum, milliseconds(i128::from(i64::MAX) * 3, 1));
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
        fn statistics_agree_with_their_definition_in_floating_point(
            mut values in proptest::collection::vec(0_i64..10_000_000_000, 1..60),
        ) {
            values.sort_unstable();
            let of = Statistics::of_sorted(&values);
            for (exact, float) in [
                (of.median, quantile(&values, 0.5)),
                (of.p90, quantile(&values, 0.9)),
                (of.p95, quantile(&values, 0.95)),
            ] {
                let exact = f64::from(i32::try_from(exact.unwrap()).unwrap());
                let difference = exact - float / 1000.0;
                proptest::prop_assert!(difference.abs() <= 0.501, "{difference}");
            }
        }
    }
}
