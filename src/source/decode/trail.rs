//! The end of a session, as its trail of activities tells it.
//!
//! The trail is most of a dump's bytes, and one property of one entry is needed. So its entries are
//! not walked: the trail is searched for places where a property `type` may say `SessionEnded`, and
//! only the entries around such places are read.

use std::sync::LazyLock;

use memchr::memmem::{FindIter, Finder};

use super::super::json::scan::Scanner;
use super::super::json::walk::Elements;
use super::super::json::{self, Malformed, skip_space};
use super::super::wire::{ActivitySlots, Slot};
use super::Decoder;
use crate::model::api_enum::{ApiEnum, Coded};
use crate::model::{SessionActivity, TerminationReason, Timestamp};

/// The end of a name that may be `type` or `Type`.
static TYPE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"ype\""));
/// The beginning of an escape that may stand for a letter.
static ESCAPE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\\u00"));

impl<'a> Decoder<'a> {
    /// The reason in the latest activity of type `SessionEnded`; of equal times the last one's.
    pub(super) fn termination_reason(
        &mut self,
        slot: Slot<'a>,
    ) -> Result<Option<Coded<TerminationReason>>, Malformed> {
        let Some(trail) = self.array("activities", slot) else {
            return Ok(None);
        };
        let mut latest: Option<End<'_>> = None;
        let mut entries = Ends::of(self.scanner, trail);
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

    /// What an entry says of the session's end; `None` if it is something else.
    fn session_end(&mut self, entry: &'a [u8]) -> Result<Option<End<'a>>, Malformed> {
        if let Some(([time, _], reason)) = self.findings.memos.ends.get(self.scanner, entry) {
            let time = self.timestamp("activities.time", Slot::of(time))?;
            let reason = Reason::Known(reason);
            return Ok(Some(End { time, reason }));
        }
        let slots = ActivitySlots::of(self.scanner, entry, &mut self.findings.layouts.activity)?;
        if !is_session_ended(slots.kind())? {
            return Ok(None);
        }
        let time = self.timestamp("activities.time", slots.time())?;
        let reason = Reason::Written(entry, slots);
        Ok(Some(End { time, reason }))
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
        {
            let ends = &mut self.findings.memos.ends;
            ends.keep(self.scanner, entry, [time, id], reason);
        }
        Ok(reason)
    }
}

/// The end of a session.
#[derive(Clone, Copy)]
struct End<'a> {
    time: Option<Timestamp>,
    reason: Reason<'a>,
}

#[derive(Clone, Copy)]
enum Reason<'a> {
    Known(Option<Coded<TerminationReason>>),
    /// In this entry with these slots; of the latest end only it is read.
    Written(&'a [u8], ActivitySlots<'a>),
}

/// The entries of a trail that may be the session's end.
#[expect(
    clippy::large_enum_variant,
    reason = "there is one at a time, on the stack"
)]
enum Ends<'a> {
    /// Those around the places where a `type` may say so.
    Some(Candidates<'a>),
    /// All of them: names may be written with escapes.
    All(Elements<'a>),
}

impl<'a> Ends<'a> {
    fn of(scanner: Scanner<'a>, trail: &'a [u8]) -> Self {
        if may_escape_letters(trail) {
            return Self::All(Elements::new(scanner, trail));
        }
        Self::Some(Candidates {
            scanner,
            trail,
            places: TYPE.find_iter(trail),
            done: 0,
        })
    }

    fn next(&mut self) -> Result<Option<&'a [u8]>, Malformed> {
        match self {
            Self::Some(candidates) => Ok(candidates.next()),
            Self::All(entries) => {
                while let Some(entry) = entries.next()? {
                    if entry.first() == Some(&b'{') {
                        return Ok(Some(entry));
                    }
                }
                Ok(None)
            }
        }
    }
}

/// Whether a letter of ASCII may be written as an escape: `\u0041` to `\u007a`, so `\u00` and one of
/// the digits 4 to 7. Nobody writes so; but it is JSON.
fn may_escape_letters(trail: &[u8]) -> bool {
    let Some(first) = memchr::memchr(b'\\', trail) else {
        return false;
    };
    let rest = &trail[first..];
    let mut escapes = ESCAPE.find_iter(rest);
    escapes.any(|at| matches!(rest.get(at + 4), Some(b'4'..=b'7')))
}

/// Goes to the places in a trail where a `type` may say `SessionEnded`.
struct Candidates<'a> {
    scanner: Scanner<'a>,
    trail: &'a [u8],
    places: FindIter<'a, 'static>,
    /// The entries before this position were told.
    done: usize,
}

impl<'a> Candidates<'a> {
    /// The next entry that may be the session's end.
    fn next(&mut self) -> Option<&'a [u8]> {
        loop {
            let at = self.places.next()?;
            if at >= self.done
                && may_say_session_ended(self.trail, at)
                && let Some((start, end)) = self.entry_around(at)
            {
                self.done = end;
                return Some(&self.trail[start..end]);
            }
        }
    }

    /// The object that is an element of the trail and has `at` in it.
    fn entry_around(&self, at: usize) -> Option<(usize, usize)> {
        let base = self.scanner.position(self.trail);
        let inside = self.scanner.depth_at(base).wrapping_add(1);
        let start = self.scanner.opened_before(base + at, inside)?;
        let end = self.scanner.nested_end_in_text(start)?;
        let is_object = self.scanner.text().get(start) == Some(&b'{');
        let is_inside = start > base && end <= base + self.trail.len();
        (is_object && is_inside).then(|| (start - base, end - base))
    }
}

/// Whether the property whose name may end with the quote after `at` is a `type` that is not plainly
/// another one.
fn may_say_session_ended(trail: &[u8], at: usize) -> bool {
    const NAME: &[u8] = b"SessionEnded";
    if !matches!(trail[..at], [.., b'"', b't' | b'T']) {
        return false;
    }
    let colon = skip_space(trail, at + 4);
    if trail.get(colon) != Some(&b':') {
        return false;
    }
    let value = &trail[skip_space(trail, colon + 1)..];
    match value {
        [b'"', text @ ..] => text
            .get(..NAME.len())
            .is_some_and(|text| text.eq_ignore_ascii_case(NAME) || text.contains(&b'\\')),
        [b'0'..=b'9', ..] => true,
        _ => false,
    }
}

/// Whether an activity is the end of the session. Its other types need not be known.
fn is_session_ended(kind: Slot<'_>) -> Result<bool, Malformed> {
    let Some(raw) = kind.raw() else {
        return Ok(false);
    };
    let value = match json::value(raw)? {
        json::Value::Text(text) => SessionActivity::from_name(&text.text),
        json::Value::Number(digits) => {
            json::number::integer(digits).and_then(SessionActivity::from_number)
        }
        _ => None,
    };
    Ok(value == Some(SessionActivity::SessionEnded))
}

#[cfg(test)]
mod tests {
    use super::super::super::json::index::Index;
    use super::super::super::wire::LayoutOf;
    use super::*;

    /// The ids of the entries that are the session's end, of those that `all` or the search tell.
    fn ends(text: &str, all: bool) -> Vec<String> {
        let index = Index::of(text.as_bytes());
        let scanner = Scanner::new(text.as_bytes(), &index);
        // The trail stands inside of its session.
        let trail = &text.as_bytes()[1..text.len() - 1];
        let mut ends = if all {
            Ends::All(Elements::new(scanner, trail))
        } else {
            Ends::of(scanner, trail)
        };
        let mut found = vec![];
        while let Some(entry) = ends.next().unwrap() {
            let slots = ActivitySlots::of(scanner, entry, &mut LayoutOf::default()).unwrap();
            if is_session_ended(slots.kind()).unwrap() {
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
            (r#"[{"type":"SessionEnded"}]"#, false),
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
