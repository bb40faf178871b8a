//! The times at which sessions are created: more on working days than at weekends, most in the
//! forenoon, a few at night, and a busy night when the clocks change. Timestamps are generated in
//! order, hour by hour.

use super::Plan;
use super::clock::{HOUR, Timestamp};
use super::rng::Rng;

/// Relative number of sessions in each hour, from midnight.
const WORKDAY: [u32; 24] = [
    2, 1, 1, 1, 1, 2, 6, 20, 42, 58, 64, 60, 48, 50, 56, 52, 44, 34, 24, 18, 14, 9, 5, 3,
];
const WEEKEND: [u32; 24] = [
    1, 1, 1, 1, 1, 1, 2, 5, 10, 16, 20, 20, 16, 14, 14, 14, 12, 12, 10, 8, 6, 4, 3, 2,
];
/// The weight of each hour around a change of the clocks, high enough for sessions in small dumps.
const CLOCK_CHANGE: u32 = 40;

pub(super) struct Arrivals {
    rng: Rng,
    sessions: u64,
    /// The beginning of every hour of the month, with the sum of weights up to its end.
    hours: std::vec::IntoIter<(Timestamp, u64)>,
    weight_sum: u64,
    told: u64,
    /// Timestamps of the current hour, latest first.
    hour: Vec<Timestamp>,
}

impl Arrivals {
    pub(super) fn new(plan: &Plan) -> Self {
        let (next_year, next_month) = if plan.month == 12 {
            (plan.year + 1, 1)
        } else {
            (plan.year, plan.month + 1)
        };
        let start = Timestamp::midnight(plan.year, plan.month, 1);
        let end = Timestamp::midnight(next_year, next_month, 1);
        let mut weight_sum = 0;
        let mut hours = Vec::new();
        let mut hour = start;
        while hour < end {
            weight_sum += u64::from(weight(hour));
            hours.push((hour, weight_sum));
            hour = hour.plus(HOUR);
        }
        Self {
            rng: Rng::new(plan.seed ^ 0x6172_7269_7661_6c73),
            sessions: u64::from(plan.sessions),
            hours: hours.into_iter(),
            weight_sum,
            told: 0,
            hour: Vec::new(),
        }
    }
}

impl Iterator for Arrivals {
    type Item = Timestamp;

    fn next(&mut self) -> Option<Timestamp> {
        while self.hour.is_empty() {
            let (start, weight) = self.hours.next()?;
            let share = self.sessions * weight / self.weight_sum.max(1);
            for _ in self.told..share {
                self.hour.push(start.plus(self.rng.between(0, HOUR - 1)));
            }
            self.told = share;
            self.hour.sort_unstable_by(|left, right| right.cmp(left));
        }
        self.hour.pop()
    }
}

fn weight(hour: Timestamp) -> u32 {
    let clocks_change =
        hour.plus(-2 * HOUR).offset_minutes() != hour.plus(3 * HOUR).offset_minutes();
    let reading = hour.read_at(hour.offset_minutes());
    let of_day = usize::try_from(reading.hour).unwrap_or(0);
    match reading.weekday {
        _ if clocks_change => CLOCK_CHANGE,
        0 => WORKDAY[of_day] * 5 / 4,
        1..5 => WORKDAY[of_day],
        _ => WEEKEND[of_day],
    }
}
