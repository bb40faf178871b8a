//! A small generator of pseudo-random numbers: `SplitMix64` with integers only, so that the
//! sequence is the same on every machine and never changes with a library. Not for secrets.

/// The state of one sequence.
pub(super) struct Rng {
    state: u64,
}

impl Rng {
    pub(super) const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The sequence of one item of a larger whole. Draws for one item do not affect the others.
    pub(super) fn of_item(seed: u64, item: u32) -> Self {
        let mut rng = Self::new(seed ^ u64::from(item).wrapping_mul(0xd6e8_feb8_6659_fd93));
        rng.draw();
        rng
    }

    /// The next 64 bits.
    pub(super) const fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `bound`; 0 if the bound is 0.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        let scaled = (self.draw() >> 32) * u64::from(bound);
        u32::try_from(scaled >> 32).unwrap_or(0)
    }

    /// An index into a list of `len` items; 0 if the list is empty.
    pub(super) fn index(&mut self, len: usize) -> usize {
        let bound = u32::try_from(len).unwrap_or(u32::MAX);
        usize::try_from(self.below(bound)).unwrap_or(0)
    }

    /// One of `items`, which must not be empty.
    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.index(items.len())]
    }

    /// True in `per_mille` of 1000 cases.
    pub(super) fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille
    }

    /// A whole number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let range = u64::try_from(high - low).unwrap_or(0).wrapping_add(1);
        low + i64::try_from(self.draw() % range.max(1)).unwrap_or(0)
    }

    /// A number from 0 to five times the mean, mostly small and sometimes large, like waits and
    /// talks. The fourth power of a uniform number has the mean 1/5.
    pub(super) fn skewed(&mut self, mean: i64) -> i64 {
        let uniform = i64::from(self.below(1 << 16));
        let square = (uniform * uniform) >> 16;
        let fourth = (square * square) >> 16;
        (mean * 5 * fourth) >> 16
    }

    /// Draws an item with a probability proportional to its weight. The weights must not all be 0.
    pub(super) fn weighted<T: Copy>(&mut self, table: &[(u32, T)]) -> T {
        let sum = table.iter().map(|(weight, _)| weight).sum();
        let mut drawn = self.below(sum);
        for &(weight, item) in table {
            if drawn < weight {
                return item;
            }
            drawn -= weight;
        }
        table[table.len() - 1].1
    }
}
