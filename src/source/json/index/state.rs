//! What one block of 64 bytes hands on to the next.

use super::Block;
use super::masks::{Masks, Take};

/// The state between two blocks.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Bytes before the next block.
    pub(super) base: usize,
    /// All ones inside a string.
    pub(super) in_string: u64,
    /// Whether the next byte is escaped.
    pub(super) escaped: u64,
    /// Whether the last byte was a line break.
    pub(super) after_break: u64,
    /// Brackets opened and not closed.
    pub(super) depth: i32,
    /// Line breaks.
    pub(super) lines: u32,
    /// Bits below this position of the next block are not looked at.
    pub(super) from: usize,
    /// Positions of `{` and `[` in the first column of a line, in strings or not.
    pub(super) line_values: Vec<usize>,
}

impl State {
    /// The bytes that a backslash makes plain, by carry propagation over runs of backslashes.
    #[inline]
    fn escaped(&mut self, backslash: u64) -> u64 {
        const EVEN: u64 = 0x5555_5555_5555_5555;
        if backslash == 0 {
            return std::mem::take(&mut self.escaped);
        }
        let backslash = backslash & !self.escaped;
        let follows = (backslash << 1) | self.escaped;
        let odd_starts = backslash & !EVEN & !follows;
        let (even_runs, carry) = odd_starts.overflowing_add(backslash);
        self.escaped = u64::from(carry);
        let invert = even_runs << 1;
        (EVEN ^ invert) & follows
    }

    #[cold]
    fn note_line_values(&mut self, mut starts: u64) {
        while starts != 0 {
            let at = self.base + starts.trailing_zeros() as usize;
            self.line_values.push(at);
            starts &= starts - 1;
        }
    }
}

impl Take for State {
    type Made = Block;

    #[expect(
        clippy::inline_always,
        reason = "only inside the loop is it compiled for the processor that finds the masks"
    )]
    #[inline(always)]
    fn take(&mut self, masks: Masks, prefix_xor: impl Fn(u64) -> u64) -> Block {
        let live = if self.from < 64 { !0 << self.from } else { 0 };
        self.from = self.from.saturating_sub(64);
        let escaped = self.escaped(masks.backslash & live);
        let quotes = masks.quote & live & !escaped;
        let inside = prefix_xor(quotes) ^ self.in_string;
        // Every bit of the next block's state is the last bit of this one's.
        self.in_string = 0_u64.wrapping_sub(inside >> 63);
        let first_column = (masks.newline << 1) | self.after_break;
        self.after_break = masks.newline >> 63;
        let starts = first_column & masks.open & live;
        if starts != 0 {
            self.note_line_values(starts);
        }
        let opens = masks.open & live & !inside;
        let closes = masks.close & live & !inside;
        let floor = self.depth.wrapping_sub_unsigned(closes.count_ones());
        let block = Block {
            quotes,
            opens,
            closes,
            depth: self.depth,
            floor,
            lines: self.lines,
        };
        self.base += 64;
        self.depth = floor.wrapping_add_unsigned(opens.count_ones());
        self.lines = self.lines.saturating_add(masks.newline.count_ones());
        block
    }
}
