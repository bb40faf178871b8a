//! Where an object or array ends, looked for once while it streams by.

use crate::json::index::Index;
use crate::json::is_space;

/// Looks for the end of one object or array.
#[derive(Debug, Default)]
pub(super) struct ElementScan {
    start: usize,
    /// Where to go on.
    at: usize,
    /// The depth that the end comes back to.
    depth: i32,
    /// How many of the index's line values were looked at.
    line_values: usize,
    /// A line inside a string that begins like a value.
    swallowed: Option<usize>,
    /// The kinds of the brackets open at `checked`: only followed where a line begins like a value.
    open: Vec<u8>,
    checked: usize,
}

pub(super) enum ElementEnd {
    /// The position after the value.
    Closed(usize),
    /// The brackets before this position do not match.
    Broken(usize),
    /// The end is not in what is indexed.
    More,
}

impl ElementScan {
    /// A string that has run this far beyond a line break with a value behind it has lost its
    /// closing quote: whole files would be swallowed otherwise.
    const LONGEST_DOUBTFUL: usize = 16 << 20;

    /// Begins with the value that opens at `start`.
    pub(super) fn begin(&mut self, index: &Index, start: usize) {
        self.start = start;
        self.at = start;
        self.depth = index.depth_at(start);
        self.line_values = index.line_values().partition_point(|&value| value <= start);
        self.swallowed = None;
        self.open.clear();
        self.checked = start;
    }

    /// A line inside a string that begins like a value.
    pub(super) const fn swallowed(&self) -> Option<usize> {
        self.swallowed
    }

    /// Looks on as far as the text is indexed. What comes out does not depend on how far that is.
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

    /// Looks at the lines that begin like a value: inside of one that is only so if it follows a
    /// comma, a colon or an opening bracket, and the brackets before it match. If not, an earlier
    /// value was never closed, and this line begins the next.
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

    /// Whether every bracket closed before `line` is of the kind that was opened.
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
