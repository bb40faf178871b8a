//! Coordinates in a drawing as integers of hundredths, so that equal figures always get equal
//! coordinates.

/// Formats hundredths as an attribute's value.
pub(super) fn hundredths(value: i64) -> String {
    let (whole, part) = (value / 100, value % 100);
    if part == 0 {
        whole.to_string()
    } else {
        format!("{whole}.{part:02}")
    }
}

/// The position of `value` on a scale from 0 to `whole` that is `scale` hundredths long.
pub(super) fn place(value: i64, whole: i64, scale: i64) -> i64 {
    let place = i128::from(value) * i128::from(scale) / i128::from(whole.max(1));
    i64::try_from(place).unwrap_or(scale)
}

/// The least round number (one digit followed by zeros) that is not below `value`.
pub(super) fn round_up(value: i64) -> i64 {
    let mut unit = 1_i64;
    loop {
        for step in [1, 2, 3, 4, 5, 6, 8] {
            if let Some(round) = unit.checked_mul(step).filter(|&round| round >= value) {
                return round;
            }
        }
        match unit.checked_mul(10) {
            Some(next) => unit = next,
            None => return value,
        }
    }
}

/// A rectangle of the day chart or the histogram.
pub(super) struct ChartBar {
    pub(super) x: String,
    pub(super) width: String,
    /// The parts from bottom to top, each with its class, top and height.
    pub(super) parts: Vec<(&'static str, String, String)>,
    pub(super) title: String,
}

/// A label of an axis.
pub(super) struct Tick {
    pub(super) place: String,
    pub(super) label: String,
}

/// The position and size of the two panels, in hundredths of a drawing that is 1000 wide.
pub(super) const LEFT: i64 = 4_800;
pub(super) const WIDTH: i64 = 94_400;
pub(super) const COUNTS_TOP: i64 = 1_000;
pub(super) const COUNTS_HEIGHT: i64 = 17_000;
pub(super) const LEVELS_TOP: i64 = 20_500;
pub(super) const LEVELS_HEIGHT: i64 = 9_000;

/// The labels of an axis of counts, at most five steps.
pub(super) fn ticks(most: i64, label: impl Fn(i64) -> String) -> Vec<Tick> {
    // 1 is the only round number that none of these divides; it gets a single step.
    let steps = [4, 5, 3, 2].into_iter().find(|steps| most % steps == 0);
    let steps = steps.unwrap_or(1);
    (0..=steps)
        .map(|step| {
            let value = most * step / steps;
            let y = COUNTS_TOP + COUNTS_HEIGHT - place(value, most, COUNTS_HEIGHT);
            Tick {
                place: hundredths(y),
                label: label(value),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_round_numbers() {
        for (value, round) in [(1, 1), (3, 3), (11, 20), (50, 50), (61, 80), (449, 500)] {
            assert_eq!(round_up(value), round);
        }
        assert_eq!(round_up(i64::MAX), i64::MAX);
    }

    #[test]
    fn places_are_hundredths() {
        assert_eq!(hundredths(1234), "12.34");
        assert_eq!(hundredths(1200), "12");
        assert_eq!(hundredths(5), "0.05");
        assert_eq!(place(1, 3, 10_000), 3333);
        assert_eq!(place(1, 0, 100), 100);
    }
}
