//! The phases of each queue as box plots.

use super::super::document::Document;
use super::super::figures::clock;
use super::scale::{hundredths, place};
use crate::report::overview::{BoxPlot, Overview};

/// The box plots of one phase.
pub(super) struct BoxPanel {
    pub(super) heading: String,
    pub(super) rows: Vec<BoxRow>,
    /// The label at the right end of the scale.
    pub(super) end: String,
}

pub(super) struct BoxRow {
    pub(super) queue: String,
    pub(super) count: String,
    pub(super) median: String,
    pub(super) title: String,
    /// Positions in hundredths of the scale: the quartile, the width of the box, the median, and
    /// the whisker up to the 95th percentile.
    pub(super) from: String,
    pub(super) width: String,
    pub(super) middle: String,
    pub(super) whisker_from: String,
    pub(super) whisker_to: String,
}

impl BoxPanel {
    pub(super) fn all(document: &Document<'_>, overview: &Overview) -> Vec<Self> {
        let words = document.words();
        overview
            .boxes
            .iter()
            .map(|phase| {
                let most = phase.queues.iter().map(|plot| plot.p95).max();
                let most = most.unwrap_or(0).max(1000);
                Self {
                    heading: words.heading(phase.phase),
                    end: clock(most),
                    rows: phase
                        .queues
                        .iter()
                        .map(|plot| BoxRow::new(plot, most, document))
                        .collect(),
                }
            })
            .collect()
    }
}

impl BoxRow {
    fn new(plot: &BoxPlot, most: i64, document: &Document<'_>) -> Self {
        let words = document.words();
        let queue = plot.queue.as_deref().unwrap_or(words.common.no_queue);
        let on = |value: i64| place(value, most, 10_000);
        let [from, middle, to, end] = [
            plot.lower_quartile,
            plot.median,
            plot.upper_quartile,
            plot.p95,
        ]
        .map(on);
        let title = format!(
            "{queue}: n = {}, {} {}, {} {} – {}, {} {}",
            words.number(plot.count),
            words.page.median,
            clock(plot.median),
            words.page.quartiles,
            clock(plot.lower_quartile),
            clock(plot.upper_quartile),
            words.page.p95,
            clock(plot.p95),
        );
        Self {
            queue: queue.to_owned(),
            count: words.number(plot.count),
            median: clock(plot.median),
            title,
            from: hundredths(from),
            width: hundredths((to - from).max(20)),
            middle: hundredths(middle),
            whisker_from: hundredths(to),
            whisker_to: hundredths(end),
        }
    }
}
