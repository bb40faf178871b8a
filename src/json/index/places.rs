//! Finds positions in a text by the distances between its quotes.

use super::Block;

/// The quotes that open or close a string, as seen from each byte of a block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quotes {
    here: u64,
    next: u64,
}

impl Quotes {
    /// Bit n is set if there is a quote at byte n of the block.
    pub(crate) const fn here(self) -> u64 {
        self.here
    }

    /// Bit n is set if there is a quote `distance` bytes, 1 to 63, after byte n of the block.
    pub(crate) const fn behind(self, distance: u32) -> u64 {
        self.here >> distance | self.next << (64 - distance)
    }
}

/// Iterates over the positions in a range that are picked by the quotes around them.
#[derive(Debug)]
pub(crate) struct Places<'a, W> {
    /// The blocks up to the end of the range.
    blocks: &'a [Block],
    from: usize,
    to: usize,
    wanted: W,
    /// The first block that is not examined yet.
    next: usize,
    /// The last examined group of blocks: `first` is the number of its first block, `picked` has the picked
    /// positions of each block, and `having` has one bit per block with any.
    first: usize,
    picked: [u64; 64],
    having: u64,
}

impl<'a, W: Fn(Quotes) -> u64> Places<'a, W> {
    pub(super) fn new(blocks: &'a [Block], from: usize, to: usize, wanted: W) -> Self {
        Self {
            blocks,
            from,
            to,
            wanted,
            next: from / 64,
            first: 0,
            picked: [0; 64],
            having: 0,
        }
    }

    /// Examines up to 64 further blocks. A branch on whether a block has a match would be mispredicted often,
    /// so each block is treated alike.
    fn look(&mut self) -> Option<()> {
        let rest = self.blocks.get(self.next..)?;
        let (here, behind) = rest.split_first()?;
        self.first = self.next;
        let mut here = here.quotes;
        let next = behind.iter().map(|next| next.quotes).chain([0]);
        for ((lane, picked), next) in (0_u32..).zip(&mut self.picked).zip(next) {
            *picked = (self.wanted)(Quotes { here, next });
            self.having |= u64::from(*picked != 0) << lane;
            here = next;
            self.next += 1;
        }
        Some(())
    }
}

impl<W: Fn(Quotes) -> u64> Iterator for Places<'_, W> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        loop {
            while self.having == 0 {
                self.look()?;
            }
            let lane = self.having.trailing_zeros() as usize;
            let picked = &mut self.picked[lane];
            let at = (self.first + lane) * 64 + picked.trailing_zeros() as usize;
            *picked &= *picked - 1;
            if *picked == 0 {
                self.having &= self.having - 1;
            }
            if at >= self.to {
                return None;
            }
            if at >= self.from {
                return Some(at);
            }
        }
    }
}
