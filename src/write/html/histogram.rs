//! The distribution of waits, above the slider for the threshold.

use super::super::document::Document;
use super::data::threshold;
use super::scale::{
    COUNTS_HEIGHT, COUNTS_TOP, ChartBar, LEFT, Tick, WIDTH, hundredths, place, round_up, ticks,
};
use crate::report::overview::{LAST_SECOND, Overview};

/// The distribution of all waits.
pub(super) struct Histogram {
    /// The right end of the axis and of the slider, in seconds.
    pub(super) end: u32,
    pub(super) threshold: u32,
    pub(super) bars: Vec<ChartBar>,
    pub(super) counts: Vec<Tick>,
    pub(super) labels: Vec<Tick>,
    pub(super) line: String,
    /// The number of sessions that waited longer than the axis shows.
    pub(super) longer: Option<String>,
}

/// Number of bars.
const BINS: u32 = 40;

impl Histogram {
    pub(super) fn new(document: &Document<'_>, overview: &Overview) -> Self {
        let words = document.words();
        let threshold = threshold(document);
        // Twice the threshold, rounded up so that each bar is a whole number of seconds wide.
        let end = threshold.saturating_mul(2).div_ceil(120).max(1) * 120;
        let end = end.min(LAST_SECOND);
        let step = end / BINS;
        let waits = overview.waits.last();
        let (mut answered, mut lost) = ([0_u64; BINS as usize], [0_u64; BINS as usize]);
        let mut longer = waits.map_or(0, |waits| waits.longer);
        if let Some(waits) = waits {
            for (bins, seconds) in [
                (&mut answered, &waits.answered),
                (&mut lost, &waits.abandoned),
            ] {
                for (&second, &count) in seconds {
                    // A bar includes its last second, and the first bar begins at 0.
                    let bin = second.saturating_sub(1) / step;
                    match usize::try_from(bin).ok().and_then(|bin| bins.get_mut(bin)) {
                        Some(bin) => *bin += count,
                        None => longer += count,
                    }
                }
            }
        }
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let sums = answered.iter().zip(&lost).map(|(a, b)| signed(a + b));
        let most = round_up(sums.max().unwrap_or(0).max(1));
        let width = WIDTH / i64::from(BINS);
        let bars = (0_u32..)
            .zip(answered.iter().zip(&lost))
            .map(|(bin, (&answered, &lost))| {
                let x = LEFT + place(bin.into(), BINS.into(), WIDTH);
                let low = place(signed(answered), most, COUNTS_HEIGHT);
                let high = place(signed(answered + lost), most, COUNTS_HEIGHT);
                let base = COUNTS_TOP + COUNTS_HEIGHT;
                ChartBar {
                    x: hundredths(x + width / 20),
                    width: hundredths(width * 9 / 10),
                    parts: vec![
                        ("answered", hundredths(base - low), hundredths(low)),
                        ("lost", hundredths(base - high), hundredths(high - low)),
                    ],
                    title: format!(
                        "{}–{} s: {} {}, {} {}",
                        bin * step,
                        (bin + 1) * step,
                        words.page.answered_after,
                        words.number(answered),
                        words.page.left_after,
                        words.number(lost),
                    ),
                }
            })
            .collect();
        let labels = (0..=8).map(|part| Tick {
            place: hundredths(LEFT + place(part, 8, WIDTH)),
            label: format!("{} s", i64::from(end) * part / 8),
        });
        Self {
            end,
            threshold,
            bars,
            counts: ticks(most, |value| words.count(value)),
            labels: labels.collect(),
            line: hundredths(LEFT + place(threshold.into(), end.into(), WIDTH)),
            longer: (longer > 0).then(|| words.number(longer)),
        }
    }
}
