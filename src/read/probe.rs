//! Parts of reading, exposed for the fuzz targets in `tests/fuzz`, which compare them with slow and obvious
//! twins. They are not part of the public API.

use super::cut::{Context, Cutter, Indexed, Item, Step};
use super::discover::Input;
use super::limits::Limits;
use super::load::{Loaded, load_text};
use super::naming::HistoryNaming;
use crate::json;
use crate::json::index::Index;
use crate::ledger::Code;
use crate::time::parse_timestamp::{self, ParsedTimestamp};
use crate::time::{Duration, parse_duration};

/// The result of cutting, with positions in the whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// A value that stands alone, or in the array with this number.
    Item {
        start: usize,
        end: usize,
        line: u32,
        array: Option<u32>,
    },
    /// Text that could not be cut.
    Fault { line: u32, code: Code },
}

/// Cuts a text that arrives in blocks. `grow` returns the length of the next block, at least one byte. Values
/// longer than `longest` are not read.
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

/// An item as often as its count says. `window` is the position of the item's window in the text.
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

/// A parsed timestamp: microseconds, and whether it has no offset. The inner `None` means that it is absent,
/// the outer that it cannot be read.
pub fn timestamp(text: &[u8]) -> Option<Option<(i64, bool)>> {
    parse_timestamp::parse(text).map(|timestamp| match timestamp {
        ParsedTimestamp::Absent => None,
        ParsedTimestamp::At { at, no_offset } => Some((at.microseconds(), no_offset)),
    })
}

/// A parsed duration in microseconds. The inner `None` means that it is absent, the outer that it cannot be
/// read.
pub fn duration(text: &str) -> Option<Option<i64>> {
    parse_duration::parse(text).map(|duration| duration.map(Duration::microseconds))
}

/// Whether the bytes are a JSON number, and its integer value.
pub fn number(raw: &[u8]) -> (bool, Option<i64>) {
    let is_number = json::number::is_number(raw);
    let integer = is_number.then(|| json::number::integer(raw)).flatten();
    (is_number, integer)
}

/// The value of a JSON string, and whether a part of it was replaced by U+FFFD.
pub fn text(raw: &[u8]) -> Option<(String, bool)> {
    let text = json::text::read(raw).ok()?;
    Some((text.text.into_owned(), text.replaced))
}

/// Reads a text as a file with this name, in blocks of `block` bytes.
pub fn read(name: &str, text: &[u8], block: usize, limits: Limits) -> Loaded {
    let naming = HistoryNaming::default();
    load_text(&Input::known(0, name), text, block, &naming, limits)
}
