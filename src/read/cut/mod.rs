//! Cuts the text of a file, as it arrives, into items.
//!
//! An item is a value that stands alone, or an element of an array that stands alone; its content is left to
//! the decoder. The cutter works on a window of the text. If an item does not end in the window, the cutter
//! asks for more text and continues where it stopped, so that no byte is scanned twice.

mod element;
mod patience;
mod skip;
mod step;
mod token;
mod window;

pub(crate) use step::{Context, CutFault, Item, Step};
pub(crate) use window::Indexed;

use self::element::{ElementEnd, ElementScan};
use self::patience::Patience;
use self::skip::Skip;
pub(crate) use self::window::skip_blank;
use self::window::{may_begin_mark, next_line_with_value};
use super::shape::{self, Remains};
use crate::json;
use crate::json::index::Index;
use crate::json::scan::Scanner;
use crate::ledger::Code;

/// The token expected next in an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comma {
    /// The array has just begun: an element or the end.
    Opening,
    /// An element was read: a comma or the end.
    Due,
    /// A comma was read: an element.
    Seen,
}

#[derive(Clone, Copy, Debug)]
struct Array {
    number: u32,
    comma: Comma,
    /// Set after a broken element, since the array may have ended inside it.
    uncertain: bool,
}

#[derive(Clone, Copy, Debug)]
enum CutState {
    /// Between values.
    Between,
    /// Inside an item that begins at `start`.
    Inside { start: usize },
    /// After a broken value, on the way to a line that begins a value.
    Lost,
    /// Inside a value that is too long, on the way to its end.
    Skipping(Skip),
    /// Before the first value, on the way to a line that begins one.
    Preamble,
    /// Too much of the text is broken; the rest is skipped.
    GivenUp,
    /// The text ended inside an object whose complete members were returned as an item. The fault is returned
    /// next.
    CutAfterItem,
    /// The text ended inside a value.
    CutShort,
}

/// Cuts one text.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what was met so far, each by itself"
)]
pub(crate) struct Cutter {
    at: usize,
    state: CutState,
    scan: ElementScan,
    array: Option<Array>,
    arrays: u32,
    /// The line on which the window begins.
    first_line: u32,
    /// The line of the last item or fault.
    line: u32,
    /// A position that is not indexed, and the number of line breaks in the window before it.
    counted: (usize, u32),
    /// Whether the text lies inside another one, so that its end is not the end of the file.
    is_nested: bool,
    /// The length in bytes above which a value is not read.
    longest: usize,
    patience: Patience,
    /// Whether the current array belongs to an envelope, so that a brace follows it.
    is_in_envelope: bool,
    has_container: bool,
    has_anything: bool,
}

impl Cutter {
    /// The most steps returned at a time.
    const STEPS: usize = 1 << 17;

    /// A cutter for the text of a file. Values longer than `longest` bytes are not read.
    pub(crate) fn new(longest: usize) -> Self {
        Self {
            at: 0,
            state: CutState::Between,
            scan: ElementScan::default(),
            array: None,
            arrays: 0,
            first_line: 1,
            line: 1,
            counted: (0, 0),
            is_nested: false,
            longest,
            patience: Patience::with(Patience::OF_A_FILE),
            is_in_envelope: false,
            has_container: false,
            has_anything: false,
        }
    }

    /// A cutter for the rest of a file's text, which begins on `first_line`.
    pub(crate) fn beginning_on(first_line: u32, longest: usize) -> Self {
        Self {
            first_line,
            line: first_line,
            ..Self::new(longest)
        }
    }

    /// A cutter for a part of a text, which begins on `first_line`.
    pub(crate) fn nested(first_line: u32) -> Self {
        Self {
            first_line,
            line: first_line,
            is_nested: true,
            patience: Patience::with(Patience::OF_AN_ITEM),
            ..Self::new(usize::MAX)
        }
    }

    /// Whether an object or array was found.
    pub(crate) const fn has_container(&self) -> bool {
        self.has_container
    }

    /// Whether the text holds anything but white space.
    pub(crate) const fn has_anything(&self) -> bool {
        self.has_anything
    }

    /// The context of the value in which the text ended, or `None` if it did not end inside a value.
    pub(crate) fn cut_short(&self) -> Option<Context> {
        matches!(self.state, CutState::CutShort).then(|| self.context())
    }

    /// The context of a value at the current position.
    pub(crate) fn context(&self) -> Context {
        match self.array {
            Some(array) => Context::Element {
                array: array.number,
            },
            None => Context::Alone {
                arrays_before: self.arrays,
            },
        }
    }

    /// The line of the last item or fault.
    pub(crate) const fn line(&self) -> u32 {
        self.line
    }

    /// The line on which the window begins.
    pub(crate) const fn first_line(&self) -> u32 {
        self.first_line
    }

    /// The number of bytes at the start of the window that are no longer needed.
    pub(crate) const fn consumed(&self) -> usize {
        match self.state {
            CutState::Inside { start, .. } => start,
            _ => self.at,
        }
    }

    /// Prepares for the removal of the first `count` bytes of the window, which must be consumed. The rest
    /// will be indexed again.
    pub(crate) fn discard(&mut self, text: Indexed<'_>, count: usize) {
        self.first_line = self.line_at(text, count);
        self.counted = (0, 0);
        self.at -= count;
        if let CutState::Inside { start } = self.state {
            self.at = start - count;
            self.state = CutState::Between;
        }
    }

    /// Skips the first `count` bytes of the window, a byte order mark.
    pub(crate) const fn skip(&mut self, count: usize) {
        self.at = count;
    }

    /// Appends the steps that can be cut from the window to `steps`. Returns `false` if `steps` is full
    /// before the window is done.
    pub(crate) fn steps(
        &mut self,
        window: &[u8],
        index: &mut Index,
        is_end: bool,
        steps: &mut Vec<Step>,
    ) -> bool {
        while steps.len() < Self::STEPS {
            match self.next(window, index, is_end) {
                Step::More | Step::End => return true,
                step => steps.push(step),
            }
        }
        false
    }

    /// The next step in the window; `is_end` is set if the text ends with the window.
    pub(crate) fn next(&mut self, window: &[u8], index: &mut Index, is_end: bool) -> Step {
        loop {
            let step = match self.state {
                CutState::Between => self.between(window, index, is_end),
                CutState::Inside { start } => self.inside(window, index, is_end, start),
                CutState::Lost => self.lost(window, index, is_end),
                CutState::Preamble => self.preamble(window, index, is_end),
                CutState::Skipping(skip) => self.skipping(window, index, is_end, skip),
                CutState::GivenUp => {
                    self.at = window.len();
                    Some(if is_end { Step::End } else { Step::More })
                }
                CutState::CutAfterItem => {
                    self.state = CutState::CutShort;
                    Some(self.cut_fault(Indexed { window, index }))
                }
                CutState::CutShort => Some(Step::End),
            };
            if let Some(step) = step {
                return step;
            }
        }
    }

    fn between(&mut self, window: &[u8], index: &mut Index, is_end: bool) -> Option<Step> {
        self.at = skip_blank(window, self.at);
        let text = Indexed { window, index };
        let Some(&byte) = window.get(self.at) else {
            return Some(if is_end { self.end(text) } else { Step::More });
        };
        if !self.has_anything && !is_end && may_begin_mark(&window[self.at..]) {
            return Some(Step::More);
        }
        let is_first = !std::mem::replace(&mut self.has_anything, true);
        if is_first && !self.is_nested && !matches!(byte, b'{' | b'[' | b'"') {
            self.state = CutState::Preamble;
            return Some(self.fault(text, "text before the first value"));
        }
        match (byte, &mut self.array) {
            (b',', Some(array)) => {
                let is_due = array.comma == Comma::Due || array.uncertain;
                array.comma = Comma::Seen;
                self.at += 1;
                (!is_due).then(|| self.fault(text, "a comma without an element before it"))
            }
            (b'}', None) if std::mem::take(&mut self.is_in_envelope) => {
                self.at += 1;
                None
            }
            (b']', Some(array)) => {
                let is_trailing = array.comma == Comma::Seen && !array.uncertain;
                self.array = None;
                self.at += 1;
                is_trailing.then(|| self.fault(text, "a comma without an element after it"))
            }
            (b'{' | b'[', Some(array)) if array.comma == Comma::Due && !array.uncertain => {
                array.comma = Comma::Seen;
                Some(self.fault(text, "a comma is missing between two elements"))
            }
            (b'[', None) => {
                self.has_container = true;
                self.array = Some(Array {
                    number: self.arrays,
                    comma: Comma::Opening,
                    uncertain: false,
                });
                self.arrays += 1;
                self.at += 1;
                None
            }
            (b'{' | b'[', array) => {
                self.has_container = true;
                let may_be_two = array.is_some() && self.longest >= 2;
                let two = window.get(self.at..self.at + 2);
                if may_be_two && matches!(two, Some(b"{}" | b"[]")) {
                    return Some(self.recurring(text, self.at, self.at + 2));
                }
                self.state = CutState::Inside { start: self.at };
                while index.len() <= self.at && index.extend(window, is_end) {}
                self.scan.begin(index, self.at);
                None
            }
            _ => Some(self.token(window, index, is_end)),
        }
    }

    /// Skips a program's messages or the headers of a response, up to the first line that begins, after
    /// blanks, with an object or array.
    fn preamble(&mut self, window: &[u8], index: &mut Index, is_end: bool) -> Option<Step> {
        while let Some(found) = memchr::memchr(b'\n', &window[self.at..]) {
            let line_break = self.at + found;
            let begin = skip_blank(window, line_break + 1);
            match window.get(begin) {
                Some(b'{' | b'[') => {
                    self.at = begin;
                    self.state = CutState::Between;
                    index.restart(begin);
                    return None;
                }
                None if is_end => break,
                Some(_) if is_end || !may_begin_mark(&window[begin..]) => self.at = begin,
                _ => {
                    self.at = line_break;
                    return Some(Step::More);
                }
            }
        }
        self.at = window.len();
        Some(if is_end { Step::End } else { Step::More })
    }

    /// Reads a scalar, or text that is not JSON.
    fn token(&mut self, window: &[u8], index: &mut Index, is_end: bool) -> Step {
        let start = self.at;
        let end = token::end(window, start, is_end);
        let text = Indexed { window, index };
        let length = end.unwrap_or(window.len()) - start;
        if length > self.longest {
            return self.too_long(text, start, end);
        }
        let Some(end) = end else {
            return Step::More;
        };
        if json::is_scalar(&window[start..end]) {
            self.has_container |= self.array.is_none() && is_json_text(&window[start..end]);
            return self.recurring(text, start, end);
        }
        let fault = self.fault(text, "this is not JSON");
        match &mut self.array {
            Some(array) if !matches!(window[start], b'}' | b':') => {
                array.comma = Comma::Due;
                self.at = end;
                // Quotes in the token do not matter: no string is open after it.
                index.restart(end);
            }
            Some(array) => {
                array.uncertain = true;
                self.state = CutState::Lost;
            }
            None => self.state = CutState::Lost,
        }
        fault
    }

    fn inside(
        &mut self,
        window: &[u8],
        index: &mut Index,
        is_end: bool,
        start: usize,
    ) -> Option<Step> {
        let outcome = loop {
            match self.scan.run(window, index) {
                ElementEnd::More if index.extend(window, is_end) => {}
                outcome => break outcome,
            }
        };
        let text = Indexed { window, index };
        match outcome {
            ElementEnd::Closed(end) if end - start > self.longest => {
                Some(self.too_long(text, start, Some(end)))
            }
            ElementEnd::More if !is_end && window.len() - start > self.longest => {
                if let Some(Opened(before)) = self.open_envelope(text, start, window.len()) {
                    self.is_in_envelope = true;
                    index.restart(self.at);
                    return before;
                }
                Some(self.too_long(text, start, None))
            }
            ElementEnd::Closed(end) => {
                self.state = CutState::Between;
                Some(self.item(text, start, end, self.scan.swallowed()))
            }
            ElementEnd::More if !is_end => Some(Step::More),
            ElementEnd::Broken(stop) => {
                if let Some(Opened(before)) = self.open_envelope(text, start, stop) {
                    index.restart(self.at);
                    return before;
                }
                Some(self.broken(text, start))
            }
            ElementEnd::More => {
                if let Some(Opened(before)) = self.open_envelope(text, start, window.len()) {
                    index.restart(self.at);
                    return before;
                }
                Some(self.cut_inside(text, start))
            }
        }
    }

    /// Handles the end of the text inside a value. Its complete members are kept, unless a later line begins
    /// another value.
    fn cut_inside(&mut self, text: Indexed<'_>, start: usize) -> Step {
        if may_be_saved(text, start) && !is_broken_line(text, start) {
            let item = self.cut_item(text, start, text.window.len());
            self.state = CutState::CutAfterItem;
            return item;
        }
        if next_line_with_value(text.window, start).is_some() {
            return self.broken(text, start);
        }
        self.at = start;
        let fault = self.cut_fault(text);
        self.state = CutState::CutShort;
        fault
    }

    /// Reads the array of a broken or incomplete envelope as if it stood alone, so that only the broken
    /// element is lost and not its neighbours. Members before the array are returned as an item first. Bytes
    /// after `stop` belong to another value.
    fn open_envelope(&mut self, text: Indexed<'_>, start: usize, stop: usize) -> Option<Opened> {
        let is_alone = self.array.is_none() && text.window[start] == b'{';
        let remains = is_alone.then(|| text.remains(start, stop)).flatten()?;
        let Remains::Envelope { array, is_more } = remains else {
            return None;
        };
        let array = start + array;
        let before = is_more.then(|| self.cut_item(text, start, array));
        self.at = array;
        self.state = CutState::Between;
        Some(Opened(before))
    }

    /// Skips a value that is too long; `end` is its end, if it is known.
    fn too_long(&mut self, text: Indexed<'_>, start: usize, end: Option<usize>) -> Step {
        self.at = start;
        let fault = CutFault {
            code: Code::TooLarge,
            line: self.line_at(text, start),
            detail: "this value is longer than --max-record",
        };
        self.line = fault.line;
        if let Some(array) = &mut self.array {
            array.comma = Comma::Due;
        }
        match end {
            Some(end) => {
                self.at = end;
                self.state = CutState::Between;
            }
            None => self.state = CutState::Skipping(Skip::default()),
        }
        Step::Fault(fault)
    }

    /// Skips to the end of a value that is too long, or to a line that begins another value.
    fn skipping(
        &mut self,
        window: &[u8],
        index: &mut Index,
        is_end: bool,
        mut skip: Skip,
    ) -> Option<Step> {
        let ended = skip.run(&window[self.at..]);
        self.at += ended.unwrap_or(window.len() - self.at);
        if ended.is_some() {
            self.state = CutState::Between;
            if let Some(array) = &mut self.array {
                array.uncertain |= skip.was_broken_off();
            }
            index.restart(self.at);
            return None;
        }
        self.state = CutState::Skipping(skip);
        if is_end {
            self.state = CutState::CutShort;
            return Some(self.cut_fault(Indexed { window, index }));
        }
        Some(Step::More)
    }

    fn broken(&mut self, text: Indexed<'_>, start: usize) -> Step {
        self.at = start;
        let next = next_line_with_value(text.window, start).unwrap_or(text.window.len());
        let again = text.index.len().saturating_sub(next);
        if !self.patience.lasts(again, text.window.len()) {
            self.state = CutState::GivenUp;
            return self.fault(
                text,
                "too much before this line is broken: what follows is passed over",
            );
        }
        let fault = self.fault(text, "the brackets or quotes of this value do not match");
        if let Some(array) = &mut self.array {
            array.uncertain = true;
        }
        self.state = CutState::Lost;
        fault
    }

    fn lost(&mut self, window: &[u8], index: &mut Index, is_end: bool) -> Option<Step> {
        if let Some(next) = next_line_with_value(window, self.at) {
            self.at = next;
            self.state = CutState::Between;
            index.restart(next);
            return None;
        }
        if is_end {
            self.at = window.len();
            return Some(Step::End);
        }
        // If the window ends with a line break, a value may follow it in the next window.
        let ends_with_break = window.len() > self.at && window.last() == Some(&b'\n');
        self.at = window.len() - usize::from(ends_with_break);
        Some(Step::More)
    }

    fn end(&mut self, text: Indexed<'_>) -> Step {
        match self.array {
            Some(array) if !array.uncertain => {
                let fault = self.cut_fault(text);
                self.state = CutState::CutShort;
                fault
            }
            _ => Step::End,
        }
    }

    /// Reads a scalar, `{}` or `[]`, together with the equal elements after it in the same array. This needs
    /// no index and keeps hostile arrays with a billion nulls fast.
    fn recurring(&mut self, text: Indexed<'_>, start: usize, end: usize) -> Step {
        let step = self.item(text, start, end, None);
        let (Step::Item(item), Some(array)) = (&step, &mut self.array) else {
            return step;
        };
        let (length, count) = token::recurs(&text.window[start..], end - start);
        if count < 2 {
            return step;
        }
        array.comma = Comma::Seen;
        self.at = start + length * count;
        Step::Item(Item { count, ..*item })
    }

    fn item(
        &mut self,
        text: Indexed<'_>,
        start: usize,
        end: usize,
        swallowed: Option<usize>,
    ) -> Step {
        let context = self.context();
        if let Some(array) = &mut self.array {
            array.comma = Comma::Due;
        }
        self.at = end;
        self.line = self.line_at(text, start);
        Step::Item(Item {
            start,
            end,
            line: self.line,
            context,
            swallowed,
            count: 1,
            is_cut: false,
        })
    }

    /// An item of which only the complete members count.
    fn cut_item(&mut self, text: Indexed<'_>, start: usize, end: usize) -> Step {
        match self.item(text, start, end, None) {
            Step::Item(item) => Step::Item(Item {
                is_cut: true,
                ..item
            }),
            step => step,
        }
    }

    fn fault(&mut self, text: Indexed<'_>, detail: &'static str) -> Step {
        self.line = self.line_at(text, self.at.min(text.window.len()));
        Step::Fault(CutFault {
            code: Code::BadJson,
            line: self.line,
            detail,
        })
    }

    fn cut_fault(&mut self, text: Indexed<'_>) -> Step {
        let step = self.fault(text, "the text ends inside a value");
        match step {
            Step::Fault(fault) if !self.is_nested => Step::Fault(CutFault {
                code: Code::TruncatedFile,
                detail: "the file ends inside a value",
                ..fault
            }),
            step => step,
        }
    }

    /// The line of a position. With many short values, the text is not indexed; line breaks are then counted
    /// from the position of the previous call.
    fn line_at(&mut self, text: Indexed<'_>, at: usize) -> u32 {
        let indexed = text.index.len();
        if at <= indexed {
            let lines = text.index.lines_before(text.window, at);
            return self.first_line.saturating_add(lines);
        }
        let (from, lines) = self.counted;
        let (from, lines) = if (indexed..=at).contains(&from) {
            (from, lines)
        } else {
            (indexed, text.index.lines_before(text.window, indexed))
        };
        let more = memchr::memchr_iter(b'\n', &text.window[from..at]).count();
        let lines = lines.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
        self.counted = (at, lines);
        self.first_line.saturating_add(lines)
    }
}

/// Whether an object in which the text ends may have complete members.
fn may_be_saved(text: Indexed<'_>, start: usize) -> bool {
    text.window[start] == b'{' && text.remains(start, text.window.len()).is_some()
}

/// Whether a value without an end is a single cut line followed by complete ones. This is so if the text is
/// not the beginning of valid JSON, or ends with a complete value.
fn is_broken_line(text: Indexed<'_>, start: usize) -> bool {
    let value = &text.window[start..];
    let ends_whole =
        value.trim_ascii_end().ends_with(b"}") || value.trim_ascii_end().ends_with(b"]");
    next_line_with_value(text.window, start).is_some()
        && (ends_whole || !shape::is_only_cut(Scanner::new(text.window, text.index), value))
}

/// An opened envelope, with the item for the members before its array.
struct Opened(Option<Step>);

/// Whether a string contains JSON.
fn is_json_text(raw: &[u8]) -> bool {
    matches!(raw, [b'"', inside @ .., b'"'] if json::text::begins_json(inside))
}

#[cfg(test)]
mod tests;
