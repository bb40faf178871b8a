//! Finds the end of an object or array that arrives in pieces, without scanning any byte twice.

use crate::json::index::Index;
use crate::json::is_space;

/// The search for the end of one object or array.
#[derive(Debug, Default)]
pub(super) struct ElementScan {
    start: usize,
    /// The position from which the search continues.
    at: usize,
    /// The depth at which the value ends.
    depth: i32,
    /// The number of line values of the index that were checked.
    line_values: usize,
    /// The first line inside a string that begins like a value.
    swallowed: Option<usize>,
    /// The kinds of the brackets that are open at `checked`. They are tracked only if a line begins like a
    /// value.
    open: Vec<u8>,
    checked: usize,
}

pub(super) enum ElementEnd {
    /// The position after the value.
    Closed(usize),
    /// The brackets before this position do not match.
    Broken(usize),
    /// The end is not indexed yet.
    More,
}

impl ElementScan {
    /// The most bytes of a value after the first line inside one of its strings that begins like a value. In a
    /// longer value, the string has lost its closing quote; without this limit it would swallow whole files.
    const LONGEST_DOUBTFUL: usize = 16 << 20;

    /// Begins a search for the end of the value that opens at `start`.
    pub(super) fn begin(&mut self, index: &Index, start: usize) {
        self.start = start;
        self.at = start;
        self.depth = index.depth_at(start);
        self.line_values = index.line_values().partition_point(|&value| value <= start);
        self.swallowed = None;
        self.open.clear();
        self.checked = start;
    }

    /// The first line inside a string that begins like a value.
    pub(super) const fn swallowed(&self) -> Option<usize> {
        self.swallowed
    }

    /// Continues the search in the indexed text. The result does not depend on how much text is indexed at a
    /// time.
    pub(super) fn run(&mut self, window: &[u8], index: &Index) -> ElementEnd {
        let end = index.close_down_to(self.at, self.depth);
        let known = end.unwrap_or(index.len());
        if let Some(line) = self.broken_before(known, window, index) {
            return ElementEnd::Broken(line);
        }
        if let Some(swallowed) = self.swallowed
            && known.saturating_sub(swallowed) > Self::LONGEST_DOUBTFUL
        {
            return ElementEnd::Broken(swallowed);
        }
        let Some(end) = end else {
            self.at = known.max(self.at);
            return ElementEnd::More;
        };
        let pair = (window[self.start], window[end - 1]);
        if matches!(pair, (b'{', b'}') | (b'[', b']')) {
            ElementEnd::Closed(end)
        } else {
            ElementEnd::Broken(end)
        }
    }

    /// Checks the lines that begin like a value. Inside a value, such a line must follow a comma, a colon or
    /// an opening bracket, and the brackets before it must match. Otherwise an earlier value was not closed,
    /// and this line begins the next one.
    fn broken_before(&mut self, end: usize, window: &[u8], index: &Index) -> Option<usize> {
        while let Some(&line) = index.line_values().get(self.line_values) {
            if line >= end {
                return None;
            }
            self.line_values += 1;
            if !index.opens_at(line) {
                self.swallowed = self.swallowed.or(Some(line));
            } else if !self.may_hold_value(window, line) || !self.matches_to(line, window, index) {
                return Some(line);
            }
        }
        None
    }

    fn may_hold_value(&self, window: &[u8], line: usize) -> bool {
        let before = window[self.start..line]
            .iter()
            .rev()
            .find(|&&byte| !is_space(byte));
        matches!(before, Some(b',' | b':' | b'[' | b'{'))
    }

    /// Whether every bracket closed before `line` matches the bracket that opened it.
    fn matches_to(&mut self, line: usize, window: &[u8], index: &Index) -> bool {
        for at in index.brackets(self.checked, line) {
            match window[at] {
                opening @ (b'{' | b'[') => self.open.push(opening),
                closing => {
                    let pair = (self.open.pop(), closing);
                    if !matches!(pair, (Some(b'{'), b'}') | (Some(b'['), b']')) {
                        return false;
                    }
                }
            }
        }
        self.checked = line;
        true
    }
}
