//! Parts of reading, each by itself: for the fuzz targets in `tests/fuzz`, which compare them with slow
//! and obvious twins. Nobody else needs them, and they are no part of what the library promises.

use super::cut::{Context, Cutter, Indexed, Item, Step};
use super::discover::Input;
use super::limits::Limits;
use super::load::{Loaded, load_text};
use super::naming::HistoryNaming;
use crate::json;
use crate::json::index::Index;
use crate::ledger::Code;
use crate::time::parse_timestamp::{self, Moment};
use crate::time::{Duration, parse_duration};

/// What a cutter says of a text, by its position in that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// A value that stands alone, or in the array of this number.
    Item {
        start: usize,
        end: usize,
        line: u32,
        array: Option<u32>,
    },
    /// Something that could not be cut.
    Fault { line: u32, code: Code },
}

/// Cuts a text that comes in blocks: `grow` says how long the next is, of at least one byte. No value is
/// read that is longer than `longest`.
pub fn cut(text: &[u8], longest: usize, mut grow: impl FnMut() -> usize) -> Vec<Cut> {
    let mut cutter = Cutter::new(longest);
    let mut index = Index::default();
    let mut told = Vec::new();
    let (mut start, mut end) = (0, 0);
    loop {
        let window = &text[start..end];
        match cutter.next(window, &mut index, end == text.len()) {
            Step::Item(item) => told.extend(items(text, start, item)),
            Step::Fault(fault) => told.push(Cut::Fault {
                line: fault.line,
                code: fault.code,
            }),
            Step::More => {
                let gone = cutter.consumed();
                if gone > 0 {
                    let text = Indexed {
                        window,
                        index: &index,
                    };
                    cutter.discard(text, gone);
                    index.clear();
                }
                start += gone;
                end = end.saturating_add(grow().max(1)).min(text.len());
            }
            Step::End => return told,
        }
    }
}

/// An item of a window that begins here, as often as it comes.
fn items(text: &[u8], window: usize, item: Item) -> impl Iterator<Item = Cut> {
    let behind = text[window + item.end..].iter().skip(1);
    let blanks = behind.take_while(|&&byte| byte == b' ').count();
    let length = item.end - item.start + 1 + blanks;
    (0..item.count).map(move |number| Cut::Item {
        start: window + item.start + number * length,
        end: window + item.end + number * length,
        line: item.line,
        array: match item.context {
            Context::Alone { .. } => None,
            Context::Element { array } => Some(array),
        },
    })
}

/// A moment as it is written: microseconds, and whether no offset was there; the inner `None` if it is
/// absent, the outer if it cannot be read.
pub fn moment(text: &[u8]) -> Option<Option<(i64, bool)>> {
    parse_timestamp::parse(text).map(|moment| match moment {
        Moment::Absent => None,
        Moment::At { at, no_offset } => Some((at.microseconds(), no_offset)),
    })
}

/// A length of time as it is written, likewise.
pub fn duration(text: &str) -> Option<Option<i64>> {
    parse_duration::parse(text).map(|duration| duration.map(Duration::microseconds))
}

/// Whether this is a number of JSON, and the integer that it is.
pub fn number(raw: &[u8]) -> (bool, Option<i64>) {
    let is_number = json::number::is_number(raw);
    let integer = is_number.then(|| json::number::integer(raw)).flatten();
    (is_number, integer)
}

/// What a string of JSON says, and whether something in it had to be mended.
pub fn text(raw: &[u8]) -> Option<(String, bool)> {
    let text = json::text::read(raw).ok()?;
    Some((text.text.into_owned(), text.replaced))
}

/// Reads a text as that of a file of this name, in blocks of so many bytes.
pub fn read(name: &str, text: &[u8], block: usize, limits: Limits) -> Loaded {
    let naming = HistoryNaming::default();
    load_text(&Input::known(0, name), text, block, &naming, limits)
}
