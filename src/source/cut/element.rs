//! Where an object or array ends, looked for once while it streams by.

use super::super::json::is_space;

/// Looks for the end of one object or array.
///
/// Braces and brackets are counted apart: when the outer pair closes, the other kind must be even,
/// or the value is broken. So a missing bracket is found at the end of its own element, and not
/// at the end of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct ElementScan {
    start: usize,
    at: usize,
    is_object: bool,
    braces: i64,
    brackets: i64,
    in_string: bool,
    swallowed: Option<usize>,
}

pub(super) enum Outcome {
    /// The position after the value.
    Closed(usize),
    /// The brackets do not match.
    Broken,
    /// The end is not in the window.
    More,
}

impl ElementScan {
    /// A string that has run this far beyond a line break with a value behind it has lost its
    /// closing quote: whole files would be swallowed otherwise.
    const LONGEST_DOUBTFUL: usize = 16 << 20;

    /// Of the value that opens at `at` with this byte.
    pub(super) const fn new(at: usize, opening: u8) -> Self {
        Self {
            start: at,
            at,
            is_object: opening == b'{',
            braces: 0,
            brackets: 0,
            in_string: false,
            swallowed: None,
        }
    }

    pub(super) const fn discard(&mut self, count: usize) {
        self.start -= count;
        self.at -= count;
        if let Some(swallowed) = self.swallowed {
            self.swallowed = Some(swallowed - count);
        }
    }

    /// A line inside a string that begins like a value.
    pub(super) const fn swallowed(&self) -> Option<usize> {
        self.swallowed
    }

    pub(super) fn run(&mut self, window: &[u8]) -> Outcome {
        loop {
            let outcome = if self.in_string {
                self.string(window)
            } else {
                self.structure(window)
            };
            if let Some(outcome) = outcome {
                return outcome;
            }
        }
    }

    /// Up to the closing quote.
    fn string(&mut self, window: &[u8]) -> Option<Outcome> {
        loop {
            let rest = &window[self.at.min(window.len())..];
            let Some(found) = memchr::memchr3(b'"', b'\\', b'\n', rest) else {
                self.at = self.at.max(window.len());
                return Some(self.doubtful().unwrap_or(Outcome::More));
            };
            let at = self.at + found;
            match window[at] {
                b'"' => {
                    self.at = at + 1;
                    self.in_string = false;
                    return self.doubtful();
                }
                // The escaped byte may be beyond the window: the position is then, too.
                b'\\' => self.at = at + 2,
                _ => {
                    let Some(&next) = window.get(at + 1) else {
                        self.at = at;
                        return Some(Outcome::More);
                    };
                    if self.swallowed.is_none() && matches!(next, b'{' | b'[') {
                        self.swallowed = Some(at + 1);
                    }
                    self.at = at + 1;
                }
            }
        }
    }

    fn doubtful(&self) -> Option<Outcome> {
        let swallowed = self.swallowed?;
        (self.at.saturating_sub(swallowed) > Self::LONGEST_DOUBTFUL).then_some(Outcome::Broken)
    }

    /// Up to the next string or the end.
    fn structure(&mut self, window: &[u8]) -> Option<Outcome> {
        while let Some(&byte) = window.get(self.at) {
            match byte {
                b'"' => {
                    self.in_string = true;
                    self.at += 1;
                    return None;
                }
                b'{' => self.braces += 1,
                b'}' => self.braces -= 1,
                b'[' => self.brackets += 1,
                b']' => self.brackets -= 1,
                b'\n' => match window.get(self.at + 1) {
                    None => return Some(Outcome::More),
                    Some(b'{' | b'[') if !self.may_hold_value(window) => {
                        return Some(Outcome::Broken);
                    }
                    Some(_) => {}
                },
                _ => {}
            }
            self.at += 1;
            if matches!(byte, b'}' | b']')
                && let Some(outcome) = self.after_closing()
            {
                return Some(outcome);
            }
        }
        Some(Outcome::More)
    }

    const fn after_closing(&self) -> Option<Outcome> {
        let (own, other) = if self.is_object {
            (self.braces, self.brackets)
        } else {
            (self.brackets, self.braces)
        };
        if own == 0 && other == 0 {
            Some(Outcome::Closed(self.at))
        } else if own <= 0 || other < 0 {
            Some(Outcome::Broken)
        } else {
            None
        }
    }

    /// Whether a value can stand after the line break at `self.at`: inside a value it must follow
    /// a comma, a colon or an opening bracket. If not, an earlier value was never closed.
    fn may_hold_value(&self, window: &[u8]) -> bool {
        let before = window[self.start..self.at]
            .iter()
            .rev()
            .find(|&&byte| !is_space(byte));
        matches!(before, Some(b',' | b':' | b'[' | b'{'))
    }
}
