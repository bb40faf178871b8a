//! The structure of a text, 64 bytes at a time: where strings begin and end, and where brackets
//! stand outside of them.
//!
//! A record is looked at twice, once to cut it out and once to decode it, and most of its bytes are
//! values that nobody needs. With this index both are walks over bit masks: the end of a string is
//! the next set bit, the end of an object a few population counts, and where a text of a certain length may
//! stand two shifts. The bytes themselves are looked at once, by SIMD where the machine has it.

mod masks;
mod places;
mod state;

use std::ops::Range;

pub(crate) use self::places::{Places, Quotes};
use self::state::{Seldom, State};

/// The structure of 64 bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Block {
    /// Quotes that open or close a string.
    quotes: u64,
    /// `{` and `[` outside of strings.
    opens: u64,
    /// `}` and `]` outside of strings.
    closes: u64,
    /// Brackets opened and not closed before the block.
    depth: i32,
    /// A bound of the depth within the block, from below.
    floor: i32,
    /// Line breaks before the block.
    lines: u32,
}

/// The structure of the beginning of a text, made as far as it is asked for.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// The blocks that are known, and room for more: it is not made anew for each text.
    room: Vec<Block>,
    /// How many of them are known.
    count: usize,
    /// Whether the last block is only known up to where the state was reset.
    is_partial: bool,
    state: State,
    /// So many bytes behind those indexed are not looked at.
    from: usize,
    /// Which blocks hold a backslash: one bit a block, the first lowest.
    backslashed: Vec<u64>,
    /// Positions of `{` and `[` in the first column of a line, in strings or not.
    line_values: Vec<usize>,
}

impl Index {
    /// Blocks that are indexed at a time: little is lost when the state must be reset.
    const STRETCH: usize = 64;

    /// Forgets everything, for another text.
    pub(crate) fn clear(&mut self) {
        self.count = 0;
        self.is_partial = false;
        self.state = State::default();
        self.from = 0;
        self.backslashed.clear();
        self.line_values.clear();
    }

    /// The whole of a text.
    pub(crate) fn of(text: &[u8]) -> Self {
        let mut index = Self::default();
        while index.extend(text, true) {}
        index
    }

    /// Bytes indexed so far.
    pub(crate) const fn len(&self) -> usize {
        // A partial block is looked at again.
        (self.count - self.is_partial as usize) * 64
    }

    #[inline]
    fn blocks(&self) -> &[Block] {
        &self.room[..self.count]
    }

    /// Indexes another stretch of the text; `false` if nothing was left of it. Without the end of
    /// the text, a block that is not full waits.
    pub(crate) fn extend(&mut self, text: &[u8], is_end: bool) -> bool {
        let start = self.len();
        let stop = text.len().min(start + Self::STRETCH * 64);
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
        // Few are not looked at, and those one by one.
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

    /// Indexes a block, as far as it is looked at: of what is not, only the line breaks count.
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
            self.room.resize(end + Self::STRETCH, Block::default());
        }
        let before = State {
            seldom: Seldom::default(),
            ..self.state
        };
        self.state = masks::each(blocks, before, &mut self.room[self.count..end]);
        let seldom = self.state.seldom;
        self.note_backslashes(seldom.backslash);
        self.note_line_values(blocks, seldom.line_value, before.after_break);
        self.count = end;
    }

    /// Notes which of the next blocks hold a backslash.
    fn note_backslashes(&mut self, having: u64) {
        let (word, bit) = (self.count / 64, self.count % 64);
        // The bits may lie in two words.
        self.backslashed.resize(word + 2, 0);
        self.backslashed[word] |= having << bit;
        self.backslashed[word + 1] |= having >> 1 >> (63 - bit);
    }

    /// Notes the line values of the blocks that have a bit; whether a line break is before them.
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

    /// Says that a string cannot be open at `at`, whatever was before.
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
        // The value that begins at `at` itself is not looked for among those that begin a line.
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

    /// The position of the first set bit at or after `at` of a mask.
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

    /// The places in a stretch that `wanted` picks by the quotes around them.
    pub(crate) fn places<W: Fn(Quotes) -> u64>(
        &self,
        from: usize,
        to: usize,
        wanted: W,
    ) -> Places<'_, W> {
        let end = to.div_ceil(64).min(self.count);
        Places::new(&self.room[..end], from, to, wanted)
    }

    /// The blocks of a stretch of the text that hold a backslash, as far as they are of it.
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

    /// How many brackets are open before a position.
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

    /// The position after the first bracket at or after `from` that brings the depth down to
    /// `depth`.
    pub(crate) fn close_down_to(&self, from: usize, depth: i32) -> Option<usize> {
        let number = from / 64;
        let block = self.blocks().get(number)?;
        let live = !0_u64 << (from % 64);
        let mut now = self.depth_at(from);
        closes(block.opens & live, block.closes & live, &mut now, depth)
            .map(|bit| number * 64 + bit)
            .or_else(|| self.close_after(number, depth))
    }

    /// The same, where the end is in none of the blocks up to this number.
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

    /// The last bracket before `at` that opens where `depth` brackets are open.
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

    /// The brackets in a stretch, in order.
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

    /// The values in the first column of a line, of those indexed; numbered in order.
    pub(crate) fn line_values(&self) -> &[usize] {
        &self.line_values
    }

    /// Line breaks before a position.
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

/// The number of the bit after the bracket that brings the depth down to `depth`.
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
    /// How many brackets are open after it.
    fn depth_after(&self) -> i32 {
        self.depth
            .wrapping_add_unsigned(self.opens.count_ones())
            .wrapping_sub_unsigned(self.closes.count_ones())
    }

    /// Adds what was known of its beginning, where it was not looked at again.
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

    /// The same by looking at one byte after the other.
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
                let index = Index::of(text.as_bytes());
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
        let fresh = Index::of(&text[17..]);
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
            let index = Index::of(&text);
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
            // Also of more blocks than are looked at together.
            let text = piece.repeat(times);
            let mut index = Index::of(&text);
            if cut < text.len() {
                // What a restart looks at again is listed once.
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
            // A quote behind the last block of the stretch does not count.
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
