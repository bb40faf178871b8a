//! The state that one block of 64 bytes passes on to the next.

use super::Block;
use super::masks::{Masks, Take};

/// The state between two blocks. It is passed by value, so that it stays in registers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BlockState {
    /// All bits are set inside a string, and none outside.
    pub(super) in_string: u64,
    /// 1 if the next byte is escaped.
    pub(super) escaped: u64,
    /// 1 if the last byte was a line break.
    pub(super) after_break: u64,
    /// The number of open brackets.
    pub(super) depth: i32,
    /// The number of line breaks so far.
    pub(super) lines: u32,
    /// Features that few blocks have.
    pub(super) seldom: Seldom,
}

/// Which of at most 64 blocks have a rare feature: one bit per block, the first block lowest.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seldom {
    /// The number of blocks.
    pub(super) count: u32,
    /// Blocks with a backslash.
    pub(super) backslash: u64,
    /// Blocks with `{` or `[` in the first column of a line, inside a string or not.
    pub(super) line_value: u64,
}

/// The escaped bytes of a block, found by carry propagation over runs of backslashes, and 1 if the first byte
/// of the next block is escaped.
#[inline]
const fn escaped(backslash: u64, is_first: u64) -> (u64, u64) {
    const EVEN: u64 = 0x5555_5555_5555_5555;
    let backslash = backslash & !is_first;
    let follows = (backslash << 1) | is_first;
    let odd_starts = backslash & !EVEN & !follows;
    let (even_runs, carry) = odd_starts.overflowing_add(backslash);
    let invert = even_runs << 1;
    ((EVEN ^ invert) & follows, carry as u64)
}

impl Take for BlockState {
    type Made = Block;

    #[expect(
        clippy::inline_always,
        reason = "only inside the loop is it compiled for the processor that finds the masks"
    )]
    #[inline(always)]
    fn take(self, masks: Masks, prefix_xor: impl Fn(u64) -> u64) -> (Block, Self) {
        let (escaped, next_escaped) = if masks.backslash == 0 {
            (self.escaped, 0)
        } else {
            escaped(masks.backslash, self.escaped)
        };
        let quotes = masks.quote & !escaped;
        let inside = prefix_xor(quotes) ^ self.in_string;
        let opens = masks.open & !inside;
        let closes = masks.close & !inside;
        let floor = self.depth.wrapping_sub_unsigned(closes.count_ones());
        let line_value = ((masks.newline << 1) | self.after_break) & masks.open;
        let block = Block {
            quotes,
            opens,
            closes,
            depth: self.depth,
            floor,
            lines: self.lines,
        };
        let seldom = self.seldom;
        let next = Self {
            // Copies the last bit to all bits.
            in_string: 0_u64.wrapping_sub(inside >> 63),
            escaped: next_escaped,
            after_break: masks.newline >> 63,
            depth: floor.wrapping_add_unsigned(opens.count_ones()),
            lines: self.lines.wrapping_add(masks.newline.count_ones()),
            seldom: Seldom {
                count: seldom.count + 1,
                backslash: seldom.backslash | u64::from(masks.backslash != 0) << seldom.count,
                line_value: seldom.line_value | u64::from(line_value != 0) << seldom.count,
            },
        };
        (block, next)
    }
}
