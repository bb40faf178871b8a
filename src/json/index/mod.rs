//! The structure of a text, 64 bytes at a time: where strings begin and end, and where brackets stand outside
//! of strings.
//!
//! A record is scanned twice, once to cut it out and once to decode it, and most of its bytes are values that
//! no report needs. With this index, both scans work on bit masks: the end of a string is the next set bit,
//! the end of an object takes a few population counts, and the possible positions of a text of a given length
//! take two shifts. The bytes themselves are read once, by SIMD where the machine supports it.

mod masks;
mod places;
mod state;

use std::ops::Range;

pub(crate) use self::places::{Places, Quotes};
use self::state::{BlockState, Seldom};

/// The structure of 64 bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Block {
    /// Quotes that open or close a string.
    quotes: u64,
    /// `{` and `[` outside of strings.
    opens: u64,
    /// `}` and `]` outside of strings.
    closes: u64,
    /// The number of open brackets before the block.
    depth: i32,
    /// A lower bound of the depth within the block.
    floor: i32,
    /// The number of line breaks before the block.
    lines: u32,
}

/// The structure of a text from its start, built as far as it is needed.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// The indexed blocks, followed by spare room that is reused for the next text.
    room: Vec<Block>,
    /// The number of indexed blocks.
    count: usize,
    /// Whether the last block is indexed only up to the position of a restart.
    is_partial: bool,
    state: BlockState,
    /// The number of bytes after the indexed ones that are to be ignored, except for their line breaks.
    from: usize,
    /// One bit per block, the first block lowest; set if the block holds a backslash.
    backslashed: Vec<u64>,
    /// Positions of `{` and `[` in the first column of a line, inside strings or not.
    line_values: Vec<usize>,
}

impl Index {
    /// The number of blocks indexed at a time; small, so that a restart discards little.
    const CHUNK_BLOCKS: usize = 64;

    /// Discards the index, to be reused for another text.
    pub(crate) fn clear(&mut self) {
        self.count = 0;
        self.is_partial = false;
        self.state = BlockState::default();
        self.from = 0;
        self.backslashed.clear();
        self.line_values.clear();
    }

    /// Indexes a whole text.
    pub(crate) fn new(text: &[u8]) -> Self {
        let mut index = Self::default();
        while index.extend(text, true) {}
        index
    }

    /// The number of bytes indexed so far.
    pub(crate) const fn len(&self) -> usize {
        // A partial block is indexed again.
        (self.count - self.is_partial as usize) * 64
    }

    #[inline]
    fn blocks(&self) -> &[Block] {
        &self.room[..self.count]
    }

    /// Indexes the next blocks of the text; returns `false` if there was nothing to index. Unless `is_end` is
    /// set, an incomplete last block is left for later.
    pub(crate) fn extend(&mut self, text: &[u8], is_end: bool) -> bool {
        let start = self.len();
        let stop = text.len().min(start + Self::CHUNK_BLOCKS * 64);
        let Some(rest) = text.get(start..stop).filter(|rest| !rest.is_empty()) else {
            return false;
        };
        let (whole, tail) = rest.as_chunks::<64>();
        let is_last = stop == text.len() && is_end && !tail.is_empty();
        if whole.is_empty() && !is_last {
            return false;
        }
        let known = self.blocks().get(start / 64).copied();
        self.is_partial = false;
        self.count = start / 64;
        // Only few blocks hold ignored bytes; these are indexed one by one.
        let (dead, whole) = whole.split_at(self.from.div_ceil(64).min(whole.len()));
        for block in dead {
            self.take_live(block);
        }
        self.take(whole);
        if is_last {
            let mut last = [b' '; 64];
            last[..tail.len()].copy_from_slice(tail);
            self.take_live(&last);
        }
        if let Some(beginning) = known {
            self.room[start / 64].complete(beginning);
        }
        true
    }

    /// Indexes a block without its ignored bytes, of which only the line breaks count.
    fn take_live(&mut self, block: &[u8; 64]) {
        let mut live = *block;
        for byte in &mut live[..self.from.min(64)] {
            *byte = if *byte == b'\n' { b'\n' } else { b' ' };
        }
        self.from = self.from.saturating_sub(64);
        self.take(std::slice::from_ref(&live));
    }

    /// Indexes at most 64 blocks.
    fn take(&mut self, blocks: &[[u8; 64]]) {
        let end = self.count + blocks.len();
        if self.room.len() < end {
            self.room.resize(end + Self::CHUNK_BLOCKS, Block::default());
        }
        let before = BlockState {
            seldom: Seldom::default(),
            ..self.state
        };
        self.state = masks::each(blocks, before, &mut self.room[self.count..end]);
        let seldom = self.state.seldom;
        self.note_backslashes(seldom.backslash);
        self.note_line_values(blocks, seldom.line_value, before.after_break);
        self.count = end;
    }

    /// Notes which of the next blocks hold a backslash; `having` has one bit per block.
    fn note_backslashes(&mut self, having: u64) {
        let (word, bit) = (self.count / 64, self.count % 64);
        // The bits may lie in two words.
        self.backslashed.resize(word + 2, 0);
        self.backslashed[word] |= having << bit;
        self.backslashed[word + 1] |= having >> 1 >> (63 - bit);
    }

    /// Notes the line values of the blocks whose bit in `having` is set. `after_break` is not 0 if a line
    /// break comes before the first block.
    fn note_line_values(&mut self, blocks: &[[u8; 64]], having: u64, after_break: u64) {
        let mut rest = having;
        while rest != 0 {
            let number = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            let base = (self.count + number) * 64;
            let block = &blocks[number];
            let is_first = match number.checked_sub(1) {
                Some(before) => blocks[before][63] == b'\n',
                None => after_break != 0,
            };
            let breaks = memchr::memchr_iter(b'\n', &block[..63]).map(|at| at + 1);
            let columns = is_first.then_some(0).into_iter().chain(breaks);
            let values = columns.filter(|&at| matches!(block[at], b'{' | b'['));
            self.line_values.extend(values.map(|at| base + at));
        }
    }

    /// Resets the state at `at`: no string is open there, whatever comes before.
    pub(crate) fn restart(&mut self, at: usize) {
        let known = self.len();
        let state = &mut self.state;
        state.in_string = 0;
        state.escaped = 0;
        if at >= known {
            // Nothing there is indexed yet.
            self.from = at - known;
            return;
        }
        let number = at / 64;
        let below = (1_u64 << (at % 64)) - 1;
        let block = &mut self.room[number];
        block.quotes &= below;
        block.opens &= below;
        block.closes &= below;
        state.depth = block.depth_after();
        state.lines = block.lines;
        // The caller reads the value that begins at `at`, so it is not listed as a line value.
        state.after_break = 0;
        self.count = number + 1;
        self.is_partial = true;
        self.from = at % 64;
        let before = self.line_values.partition_point(|&value| value < at);
        self.line_values.truncate(before);
        // The block itself may hold a backslash before `at`.
        self.backslashed.truncate(number / 64 + 1);
        self.backslashed[number / 64] &= !0 >> (63 - number % 64);
    }

    /// The position of the first set bit of `mask` at or after `at`.
    #[inline]
    fn next(&self, at: usize, mask: impl Fn(&Block) -> u64) -> Option<usize> {
        let blocks = self.blocks();
        let mut number = at / 64;
        let mut bits = mask(blocks.get(number)?) & (!0 << (at % 64));
        while bits == 0 {
            number += 1;
            bits = mask(blocks.get(number)?);
        }
        Some(number * 64 + bits.trailing_zeros() as usize)
    }

    /// The position of the first quote at or after `at`.
    #[inline]
    pub(crate) fn quote(&self, at: usize) -> Option<usize> {
        self.next(at, |block| block.quotes)
    }

    /// The positions from `from` to `to` that `wanted` picks by the quotes around them. Quotes after the last
    /// block of this range are not seen.
    pub(crate) fn places<W: Fn(Quotes) -> u64>(
        &self,
        from: usize,
        to: usize,
        wanted: W,
    ) -> Places<'_, W> {
        let end = to.div_ceil(64).min(self.count);
        Places::new(&self.room[..end], from, to, wanted)
    }

    /// The blocks from `from` to `to` that hold a backslash, clipped to this range.
    pub(crate) fn backslashed(&self, from: usize, to: usize) -> impl Iterator<Item = Range<usize>> {
        let mut number = from / 64;
        std::iter::from_fn(move || {
            loop {
                let start = number * 64;
                let bits = self.backslashed.get(number / 64)? >> (number % 64);
                if start >= to {
                    return None;
                }
                number += 1;
                if bits & 1 == 1 {
                    return Some(start.max(from)..(start + 64).min(to));
                }
                if bits == 0 {
                    number = number.next_multiple_of(64);
                } else {
                    number += bits.trailing_zeros() as usize - 1;
                }
            }
        })
    }

    /// The number of open brackets before a position.
    #[inline]
    pub(crate) fn depth_at(&self, at: usize) -> i32 {
        let Some(block) = self.blocks().get(at / 64) else {
            return self.state.depth;
        };
        let below = (1_u64 << (at % 64)) - 1;
        let opened = (block.opens & below).count_ones();
        let closed = (block.closes & below).count_ones();
        block
            .depth
            .wrapping_add_unsigned(opened)
            .wrapping_sub_unsigned(closed)
    }

    /// The position after the bracket that closes the one at `at`.
    #[inline]
    pub(crate) fn close(&self, at: usize) -> Option<usize> {
        let number = at / 64;
        let block = self.blocks().get(number)?;
        let live = !0_u64 << (at % 64);
        let mut opened = 0;
        if let Some(bit) = closes(block.opens & live, block.closes & live, &mut opened, 0) {
            return Some(number * 64 + bit);
        }
        let next = self.blocks().get(number + 1);
        let depth = next.map_or(self.state.depth, |next| next.depth);
        self.close_after(number, depth.wrapping_sub(opened))
    }

    /// The position after the first bracket at or after `from` that lowers the depth to `depth`.
    pub(crate) fn close_down_to(&self, from: usize, depth: i32) -> Option<usize> {
        let number = from / 64;
        let block = self.blocks().get(number)?;
        let live = !0_u64 << (from % 64);
        let mut now = self.depth_at(from);
        closes(block.opens & live, block.closes & live, &mut now, depth)
            .map(|bit| number * 64 + bit)
            .or_else(|| self.close_after(number, depth))
    }

    /// Like [`Self::close_down_to`], but searches only the blocks after this number.
    fn close_after(&self, number: usize, depth: i32) -> Option<usize> {
        let rest = self.blocks().get(number + 1..)?;
        for (block, number) in rest.iter().zip(number + 1..) {
            if block.floor <= depth {
                let mut now = block.depth;
                if let Some(bit) = closes(block.opens, block.closes, &mut now, depth) {
                    return Some(number * 64 + bit);
                }
            }
        }
        None
    }

    /// The last bracket before `at` that opens at this depth.
    pub(crate) fn opened_before(&self, at: usize, depth: i32) -> Option<usize> {
        let mut now = self.depth_at(at);
        let mut number = at / 64;
        let mut live = (1_u64 << (at % 64)) - 1;
        loop {
            let block = self.blocks().get(number)?;
            let mut brackets = (block.opens | block.closes) & live;
            while brackets != 0 {
                let bit = 1 << brackets.ilog2();
                brackets ^= bit;
                if block.closes & bit != 0 {
                    now += 1;
                    continue;
                }
                now -= 1;
                if now == depth {
                    return Some(number * 64 + bit.trailing_zeros() as usize);
                }
            }
            live = !0;
            number = number.checked_sub(1)?;
        }
    }

    /// The positions of the brackets from `from` to `to`, in order.
    pub(crate) fn brackets(&self, from: usize, to: usize) -> impl Iterator<Item = usize> + '_ {
        let mut at = from;
        std::iter::from_fn(move || {
            let found = self.next(at, |block| block.opens | block.closes)?;
            at = found + 1;
            (found < to).then_some(found)
        })
    }

    /// Whether a bracket outside of strings opens at `at`.
    pub(crate) fn opens_at(&self, at: usize) -> bool {
        self.blocks()
            .get(at / 64)
            .is_some_and(|block| block.opens >> (at % 64) & 1 == 1)
    }

    /// The indexed values in the first column of a line, in order.
    pub(crate) fn line_values(&self) -> &[usize] {
        &self.line_values
    }

    /// The number of line breaks before a position.
    pub(crate) fn lines_before(&self, text: &[u8], at: usize) -> u32 {
        if let Some(block) = self.blocks().get(at / 64) {
            let rest = &text[at / 64 * 64..at];
            let count = memchr::memchr_iter(b'\n', rest).count();
            // At most 63.
            block.lines + u32::try_from(count).unwrap_or(0)
        } else {
            let known = self.len().min(at);
            let rest = memchr::memchr_iter(b'\n', &text[known..at]).count();
            self.state
                .lines
                .saturating_add(u32::try_from(rest).unwrap_or(u32::MAX))
        }
    }
}

/// The bit number after the bracket that lowers the depth to `depth`. `now` is the depth before the first
/// bit, and is updated.
#[inline]
fn closes(opens: u64, closes: u64, now: &mut i32, depth: i32) -> Option<usize> {
    let mut brackets = opens | closes;
    while brackets != 0 {
        let bit = brackets & brackets.wrapping_neg();
        brackets ^= bit;
        if opens & bit != 0 {
            *now += 1;
            continue;
        }
        *now -= 1;
        if *now == depth {
            return Some(bit.trailing_zeros() as usize + 1);
        }
    }
    None
}

impl Block {
    /// The number of open brackets after the block.
    fn depth_after(&self) -> i32 {
        self.depth
            .wrapping_add_unsigned(self.opens.count_ones())
            .wrapping_sub_unsigned(self.closes.count_ones())
    }

    /// Adds the structure of the block's beginning, which was ignored when the block was indexed again.
    fn complete(&mut self, beginning: Self) {
        self.quotes |= beginning.quotes;
        self.opens |= beginning.opens;
        self.closes |= beginning.closes;
        self.depth = beginning.depth;
        self.floor = self.depth.wrapping_sub_unsigned(self.closes.count_ones());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The quotes, the opening and the closing brackets of a text, found byte by byte.
    fn slow(text: &[u8]) -> (Vec<usize>, Vec<usize>, Vec<usize>) {
        let (mut quotes, mut opens, mut closes) = (vec![], vec![], vec![]);
        let (mut in_string, mut escaped) = (false, false);
        for (at, &byte) in text.iter().enumerate() {
            if std::mem::take(&mut escaped) {
                if !in_string && matches!(byte, b'{' | b'[') {
                    opens.push(at);
                } else if !in_string && matches!(byte, b'}' | b']') {
                    closes.push(at);
                }
                continue;
            }
            match byte {
                b'\\' => escaped = true,
                b'"' => {
                    quotes.push(at);
                    in_string = !in_string;
                }
                b'{' | b'[' if !in_string => opens.push(at),
                b'}' | b']' if !in_string => closes.push(at),
                _ => {}
            }
        }
        (quotes, opens, closes)
    }

    fn quotes_of(index: &Index) -> Vec<usize> {
        let mut found = vec![];
        let mut at = 0;
        while let Some(next) = index.quote(at) {
            found.push(next);
            at = next + 1;
        }
        found
    }

    fn set_bits(index: &Index, mask: fn(&Block) -> u64) -> Vec<usize> {
        let mut found = vec![];
        let mut at = 0;
        while let Some(next) = index.next(at, mask) {
            found.push(next);
            at = next + 1;
        }
        found
    }

    #[test]
    fn runs_of_backslashes_over_the_border_of_a_block_are_followed() {
        for before in 50..70 {
            for run in 0..20 {
                let text = format!("{}\"{}\"{{}}", " ".repeat(before), "\\".repeat(run));
                let index = Index::new(text.as_bytes());
                let (quotes, opens, closes) = slow(text.as_bytes());
                assert_eq!(quotes_of(&index), quotes, "{text}");
                assert_eq!(set_bits(&index, |block| block.opens), opens, "{text}");
                assert_eq!(set_bits(&index, |block| block.closes), closes, "{text}");
            }
        }
    }

    #[test]
    fn a_restart_forgets_the_open_string_and_keeps_what_was_before() {
        let text = b"{\"a\":1}\n{\"b\":\"x}\n{\"c\":{}}\n{\"d\":3}";
        let mut index = Index::default();
        index.extend(text, true);
        index.restart(17);
        index.extend(text, true);
        let fresh = Index::new(&text[17..]);
        let moved: Vec<usize> = quotes_of(&fresh).iter().map(|at| at + 17).collect();
        let quotes = quotes_of(&index);
        assert_eq!(quotes[5..], moved);
        assert_eq!(quotes[..5], [1, 3, 9, 11, 13]);
        assert_eq!(index.close(17), Some(25));
        assert_eq!(index.lines_before(text, 27), 3);
    }

    proptest::proptest! {
        #[test]
        fn the_masks_are_what_a_byte_by_byte_walk_finds(
            text in proptest::collection::vec(proptest::sample::select(b"\"\\{}[]\n,: ab".to_vec()), 0..400),
        ) {
            let index = Index::new(&text);
            let (quotes, opens, closes) = slow(&text);
            proptest::prop_assert_eq!(quotes_of(&index), quotes);
            proptest::prop_assert_eq!(set_bits(&index, |block| block.opens), opens);
            proptest::prop_assert_eq!(set_bits(&index, |block| block.closes), closes);
            let values: Vec<usize> = (1..text.len())
                .filter(|&at| text[at - 1] == b'\n' && matches!(text[at], b'{' | b'['))
                .collect();
            proptest::prop_assert_eq!(index.line_values(), values);
        }

        #[test]
        fn places_and_backslashes_are_those_of_a_walk(
            piece in proptest::collection::vec(proptest::sample::select(b"\"\"\\abcdefghij".to_vec()), 0..400),
            times in 1_usize..30,
            cut in 0_usize..200,
            distance in 1_u32..64,
        ) {
            // Several repetitions make more blocks than are indexed at once.
            let text = piece.repeat(times);
            let mut index = Index::new(&text);
            if cut < text.len() {
                // A position that is indexed again after a restart is listed once.
                index.restart(cut);
                while index.extend(&text, true) {}
            }
            let (from, to) = (cut / 2, text.len().saturating_sub(cut / 3));
            let quotes = quotes_of(&index);
            let pairs: Vec<usize> = quotes
                .iter()
                .copied()
                .filter(|&at| from <= at && at < to && quotes.contains(&(at + distance as usize)))
                .collect();
            let found = index.places(from, to, |quotes| quotes.here() & quotes.behind(distance));
            // A quote after the last block of the range does not count.
            let seen = to.div_ceil(64) * 64;
            let pairs: Vec<usize> = pairs
                .into_iter()
                .filter(|at| at + (distance as usize) < seen)
                .collect();
            proptest::prop_assert_eq!(found.collect::<Vec<_>>(), pairs);
            let slashes: Vec<usize> = (from..to).filter(|&at| text[at] == b'\\').collect();
            let found = index
                .backslashed(from, to)
                .flat_map(|block| block.filter(|&at| text[at] == b'\\'));
            proptest::prop_assert_eq!(found.collect::<Vec<_>>(), slashes);
        }
    }
}
