//! The reason for the end of a session, from its trail of activities.
//!
//! The trail is most of a dump's bytes, but only one property of one entry is needed. Its entries are
//! therefore not walked: the index of quotes gives the positions at which `SessionEnded` or a numeric `type`
//! may stand, and only the entries around these positions are read.

use super::super::loose::{self, List, ListElements, Needed};
use super::super::wire::{ActivitySlots, Slot};
use super::Decoder;
use super::fields::trimmed;
use crate::json::index::{Places, Quotes};
use crate::json::scan::Scanner;
use crate::json::{self, Malformed, Value, skip_space};
use crate::model::api_enum::{ApiEnum, Coded};
use crate::model::{SessionActivity, TerminationReason};
use crate::time::Timestamp;

impl<'a> Decoder<'a> {
    /// The reason in the latest activity of type `SessionEnded`; of activities with equal timestamps, in the
    /// last one.
    pub(super) fn termination_reason(
        &mut self,
        slot: Slot<'a>,
    ) -> Result<Option<Coded<TerminationReason>>, Malformed> {
        let Some(trail) = self.needed_array("activities", slot)? else {
            return Ok(None);
        };
        let mut latest: Option<End<'_>> = None;
        let mut entries = ends(self.scanner, trail, self.is_padded);
        while let Some(entry) = entries.next()? {
            if let Some(end) = self.session_end(entry)?
                && latest.is_none_or(|latest| end.time >= latest.time)
            {
                latest = Some(end);
            }
        }
        match latest.map(|end| end.reason) {
            None => Ok(None),
            Some(Reason::Known(reason)) => Ok(reason),
            Some(Reason::Written(entry, slots)) => self.reason(entry, &slots),
        }
    }

    /// The session's end, if the entry is of type `SessionEnded`.
    fn session_end(&mut self, entry: &'a [u8]) -> Result<Option<End<'a>>, Malformed> {
        if let Some(([time, _], reason)) = self.findings.memos.ends.get(self.scanner, entry) {
            let time = self.timestamp("activities.time", Slot::new(time))?;
            let reason = Reason::Known(reason);
            return Ok(Some(End { time, reason }));
        }
        let Some((entry, slots)) = self.activity(entry)? else {
            return Ok(None);
        };
        if !self.is_session_ended(slots.kind())? {
            return Ok(None);
        }
        let time = self.timestamp("activities.time", slots.time())?;
        let reason = Reason::Written(entry, slots);
        Ok(Some(End { time, reason }))
    }

    /// The slots of an entry without wrapping objects; `None` if it is not an object.
    fn activity(
        &mut self,
        entry: &'a [u8],
    ) -> Result<Option<(&'a [u8], ActivitySlots<'a>)>, Malformed> {
        let layout = &mut self.findings.layouts.activity;
        if entry.first() == Some(&b'{') {
            let slots = ActivitySlots::new(self.scanner, entry, layout)?;
            if !slots.value().is_nested() {
                return Ok(Some((entry, slots)));
            }
        }
        if let Needed::Is(object) = loose::object(self.scanner, entry)? {
            let slots = ActivitySlots::new(self.scanner, object, layout)?;
            return Ok(Some((object, slots)));
        }
        self.is_flattened("activities", entry);
        Ok(None)
    }

    /// Whether an activity is the end of the session. Unknown types are not noted.
    fn is_session_ended(&mut self, kind: Slot<'a>) -> Result<bool, Malformed> {
        let Some(raw) = kind.raw() else {
            return Ok(false);
        };
        let value = match self.single(raw)? {
            Some(Value::Text(text)) => SessionActivity::from_name(trimmed(&text.text)),
            Some(Value::Number(digits)) => {
                self.notes.numeric_enums.push(SessionActivity::NAME);
                json::number::integer(digits).and_then(SessionActivity::from_number)
            }
            _ => None,
        };
        Ok(value == Some(SessionActivity::SessionEnded))
    }

    fn reason(
        &mut self,
        entry: &[u8],
        slots: &ActivitySlots<'a>,
    ) -> Result<Option<Coded<TerminationReason>>, Malformed> {
        let noted = self.notes.count();
        let written = slots.termination_reason();
        let reason = self.enumeration("activities.terminationReason", written)?;
        if let (Some(time), Some(id)) = (slots.time().raw(), slots.activity_id().raw())
            && self.notes.count() == noted
            && is_text(slots.kind())
        {
            let ends = &mut self.findings.memos.ends;
            ends.keep(self.scanner, entry, [time, id], reason);
        }
        Ok(reason)
    }
}

/// The end of a session. The reason is decoded only for the latest end.
#[derive(Clone, Copy)]
struct End<'a> {
    time: Option<Timestamp>,
    reason: Reason<'a>,
}

#[derive(Clone, Copy)]
enum Reason<'a> {
    /// The reason is cached.
    Known(Option<Coded<TerminationReason>>),
    /// The reason is in this entry with these slots. It is read for the latest end only.
    Written(&'a [u8], ActivitySlots<'a>),
}

/// Whether a type is a text, as the API writes it. An entry with a number as its type is not cached, since the
/// number has to be noted each time.
fn is_text(kind: Slot<'_>) -> bool {
    kind.raw().is_some_and(|raw| raw.first() == Some(&b'"'))
}

/// The entries of a trail that may be the session's end.
#[expect(
    clippy::large_enum_variant,
    reason = "there is one at a time, on the stack"
)]
enum Ends<'a, W> {
    /// The entries around the positions at which a `type` may be `SessionEnded`.
    Some(Candidates<'a, W>),
    /// All entries, because names may have escapes, values may have blanks, or entries may not be objects.
    All(ListElements<'a>),
}

fn ends<'a>(
    scanner: Scanner<'a>,
    trail: List<'a>,
    is_padded: bool,
) -> Ends<'a, impl Fn(Quotes) -> u64> {
    match trail {
        List::Array(array)
            if !is_padded && holds_objects(array) && !may_escape_letters(scanner, array) =>
        {
            Ends::Some(Candidates {
                scanner,
                trail: array,
                places: scanner.places(array, may_be_type),
                done: 0,
            })
        }
        _ => Ends::All(trail.elements(scanner)),
    }
}

/// Whether an array begins with an object or is empty. One program writes all entries alike, so the first is
/// enough.
fn holds_objects(array: &[u8]) -> bool {
    matches!(array.get(skip_space(array, 1)), Some(b'{' | b']'))
}

impl<'a, W: Fn(Quotes) -> u64> Ends<'a, W> {
    fn next(&mut self) -> Result<Option<&'a [u8]>, Malformed> {
        match self {
            Self::Some(candidates) => Ok(candidates.next()),
            Self::All(entries) => entries.next(),
        }
    }
}

/// Whether an ASCII letter may be escaped: `\u0041` to `\u007a`, that is `\u00` and a digit from 4 to 7. No
/// known program does this, but it is valid JSON.
fn may_escape_letters(scanner: Scanner<'_>, trail: &[u8]) -> bool {
    scanner.backslashed(trail).any(|block| {
        memchr::memchr_iter(b'\\', &trail[block.clone()]).any(|at| {
            let escape = &trail[block.start + at + 1..];
            matches!(escape, [b'u', b'0', b'0', b'4'..=b'7', ..])
        })
    })
}

const ENDED: &[u8; 12] = b"SessionEnded";

/// The quotes before a text as long as `SessionEnded`, or before a name as long as `type` whose value is not
/// a text.
fn may_be_type(quotes: Quotes) -> u64 {
    let ended = quotes.behind(13);
    let name = quotes.behind(5) & !quotes.behind(7);
    quotes.here() & (ended | name)
}

/// Iterates over the entries of a trail in which a `type` may be `SessionEnded`.
struct Candidates<'a, W> {
    scanner: Scanner<'a>,
    trail: &'a [u8],
    places: Places<'a, W>,
    /// The end of the last returned entry; positions before it are skipped.
    done: usize,
}

impl<'a, W: Fn(Quotes) -> u64> Candidates<'a, W> {
    /// The next entry that may be the session's end.
    fn next(&mut self) -> Option<&'a [u8]> {
        let text = self.scanner.text();
        loop {
            let at = self.places.next()?;
            if may_say_session_ended(&text[at..])
                && at >= self.done
                && let Some((start, end)) = self.entry_around(at)
            {
                self.done = end;
                return Some(&text[start..end]);
            }
        }
    }

    /// The element of the trail that contains `at`, if it is an object.
    fn entry_around(&self, at: usize) -> Option<(usize, usize)> {
        let trail = self.scanner.position(self.trail);
        let inside = self.scanner.depth_at(trail).wrapping_add(1);
        let start = self.scanner.opened_before(at, inside)?;
        let end = self.scanner.nested_end_in_text(start)?;
        let is_object = self.scanner.text().get(start) == Some(&b'{');
        let is_around = start > trail && end > at && end <= trail + self.trail.len();
        (is_object && is_around).then_some((start, end))
    }
}

/// Whether the text at a quote is `SessionEnded`, or the name `type` with a value that is not a text.
fn may_say_session_ended(text: &[u8]) -> bool {
    const TYPE: u32 = u32::from_le_bytes(*b"type");
    const SESSION: u32 = u32::from_le_bytes(*b"sess");
    // Nearly always the text is neither, and two comparisons show this; a mispredicted branch would cost
    // more.
    let Some((begin, rest)) = text[1..].split_first_chunk() else {
        return false;
    };
    match u32::from_le_bytes(*begin) | 0x2020_2020 {
        SESSION => text[1..]
            .first_chunk()
            .is_some_and(|text: &[u8; 12]| text.eq_ignore_ascii_case(ENDED)),
        TYPE => {
            let name = rest.strip_prefix(b"\"");
            let colon = name.and_then(|rest| rest[skip_space(rest, 0)..].strip_prefix(b":"));
            let value = colon.and_then(|rest| rest.get(skip_space(rest, 0)));
            value.is_some_and(|&value| value.is_ascii_digit() || matches!(value, b'[' | b'{'))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FilePart, Findings, Interners, Text};
    use super::*;
    use crate::json::index::Index;

    /// The entries that are the session's end, found by a walk over all entries or by the search.
    fn ends(text: &str, all: bool) -> Vec<String> {
        let index = Index::new(text.as_bytes());
        let scanner = Scanner::new(text.as_bytes(), &index);
        // The trail lies inside its session.
        let trail = &text.as_bytes()[1..text.len() - 1];
        let mut ends = super::ends(scanner, List::Array(trail), false);
        if all {
            ends = Ends::All(List::Array(trail).elements(scanner));
        }
        let (interners, mut findings) = (Interners::default(), Findings::default());
        let mut part = FilePart::default();
        let text = Text {
            window: text.as_bytes(),
            index: &index,
            base: 0,
            first_line: 1,
        };
        let mut decoder = Decoder::new(&interners, &mut findings, &mut part, 0, text);
        let mut found = vec![];
        while let Some(entry) = ends.next().unwrap() {
            if let Some((entry, slots)) = decoder.activity(entry).unwrap()
                && decoder.is_session_ended(slots.kind()).unwrap()
            {
                found.push(String::from_utf8_lossy(entry).into_owned());
            }
        }
        found
    }

    #[test]
    fn only_the_type_of_an_entry_itself_makes_it_the_end() {
        for (entry, is_end) in [
            (r#"{"type":"SessionEnded"}"#, true),
            (r#"{"a":{"b":[1]},"Type" : "sessionENDED","c":{}}"#, true),
            (r#"{"type":33}"#, true),
            (r#"{"TYPE":[33]}"#, true),
            (r#"{"type":["SessionEnded"]}"#, true),
            (r#"{"type":{"$numberInt":"33"}}"#, true),
            (r#"{"type":34}"#, false),
            (r#"{"type":"Session\u0045nded"}"#, true),
            (r#"{"\u0074ype":"SessionEnded"}"#, true),
            (r#"{"type":"SessionEnded","type":"Left"}"#, false),
            (r#"{"type":"Left","type":"SessionEnded"}"#, true),
            (r#"{"Type":"SessionEnded","type":"Left"}"#, false),
            (r#"{"text":"\"type\":\"SessionEnded\""}"#, false),
            (r#"{"text":"type","note":"SessionEnded"}"#, false),
            (r#"{"file":{"type":"SessionEnded"}}"#, false),
            (
                r#"{"file":{"type":"SessionEnded"},"type":"SessionEnded"}"#,
                true,
            ),
            (r#"{"subtype":"SessionEnded"}"#, false),
            (r#"{"type":null}"#, false),
            (r#""SessionEnded""#, false),
            (r#"{"SessionEnded":"type"}"#, false),
            (r#"{"note":"SessionEnded"}"#, false),
        ] {
            for text in [
                format!("{{[{entry}]}}"),
                format!("{{[{{\"type\":\"Left\"}} , {entry},{{\"text\":\"\"}}]}}"),
            ] {
                let expected = if is_end { vec![entry] } else { vec![] };
                assert_eq!(ends(&text, false), expected, "{text}");
                assert_eq!(ends(&text, true), expected, "{text}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn the_search_finds_what_a_walk_finds(
            entries in proptest::collection::vec(
                proptest::collection::vec(
                    proptest::sample::select(vec![
                        r#""type":"SessionEnded""#,
                        r#""type":"Left""#,
                        r#""Type" :33"#,
                        r#""type":  null"#,
                        r#""note":"type""#,
                        r#""note":"SessionEnded""#,
                        r#""SessionEnded":"type""#,
                        r#""note":"[{\"type\":\"SessionEnded\"}]\n""#,
                        r#""note":"\u010d""#,
                        r#""t\u0079pe":"sessionended""#,
                        r#""file":{"type":"SessionEnded"}"#,
                        r#""files":[[{"type":"SessionEnded","a":[]}],{}]"#,
                    ]),
                    0..6,
                ),
                0..12,
            ),
        ) {
            let entries: Vec<String> = entries
                .iter()
                .map(|members| format!("{{{}}}", members.join(",")))
                .collect();
            let text = format!("{{[{}]}}", entries.join(","));
            proptest::prop_assert_eq!(ends(&text, false), ends(&text, true));
        }
    }
}
