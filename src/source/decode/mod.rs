//! Records to domain types.
//!
//! A [`Decoder`] reads one file's items for one worker. What it makes goes to the worker's own
//! lists; what can only be judged when the whole file is known (bare histories) goes to the file's
//! [`FilePart`]. An item that is malformed leaves nothing behind but a `bad_json`.

mod bare;
mod directory;
mod event;
mod fields;
mod findings;
mod memo;
mod pattern;
mod person;
mod session;
mod tags;
mod trail;

pub(crate) use bare::{BareHistory, FilePart};
pub(crate) use findings::{Findings, Interners};

use self::findings::Notes;
use super::cut::{Context, Cutter, Fault, Item, Step};
use super::json::index::Index;
use super::json::scan::Scanner;
use super::json::walk::Elements;
use super::json::{self, Malformed};
use super::limits::{MOST_ENTRIES, too_many_events};
use super::shape::{self, Shape};
use super::wire::RecordSlots;
use crate::ledger::{Code, Outline};
use crate::model::{Id, Place, StoredEvent};

/// A piece of a file's text with its structure.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    pub(crate) window: &'a [u8],
    pub(crate) index: &'a Index,
    /// Bytes of the file before it.
    pub(crate) base: u64,
    /// The line that it begins on.
    pub(crate) first_line: u32,
}

/// Decodes the items of one piece of a file.
pub(crate) struct Decoder<'a> {
    interners: &'a Interners,
    findings: &'a mut Findings,
    part: &'a mut FilePart,
    file: u32,
    /// Finds the ends of values in the text that is decoded.
    scanner: Scanner<'a>,
    /// Bytes of the file before that text, and the line that it begins on.
    base: u64,
    first_line: u32,
    /// Where the current item begins.
    place: Place,
    /// The session that the current item is of, once known.
    session_id: Option<Id>,
    /// Whether the file's bare histories are of a session that is not wanted.
    passes_over_bare: bool,
    notes: Notes,
}

impl<'a> Decoder<'a> {
    /// Arrays in arrays, and envelopes in them, deeper than this are not looked into.
    const MAX_NESTING: u32 = 32;

    pub(crate) fn new(
        interners: &'a Interners,
        findings: &'a mut Findings,
        part: &'a mut FilePart,
        file: u32,
        text: Text<'a>,
    ) -> Self {
        Self {
            interners,
            findings,
            part,
            file,
            scanner: Scanner::new(text.window, text.index),
            base: text.base,
            first_line: text.first_line,
            place: Place {
                file,
                offset: 0,
                line: 1,
            },
            session_id: None,
            passes_over_bare: false,
            notes: Notes::default(),
        }
    }

    /// The same, for a file whose bare histories need not be decoded if this is so.
    pub(crate) fn passing_over_bare(self, passes_over_bare: bool) -> Self {
        Self {
            passes_over_bare,
            ..self
        }
    }

    /// Decodes one item that a cutter found.
    pub(crate) fn item(&mut self, item: &Item) {
        self.item_at_depth(item, 0);
    }

    /// Notes what a cutter could not read.
    pub(crate) fn fault(&mut self, fault: &Fault) {
        self.problem(fault.code, fault.line, fault.detail, 1);
    }

    fn outline<'d>(&self, code: Code, line: u32, detail: &'d str) -> Outline<'d> {
        Outline {
            file: Some(self.file),
            line: Some(line),
            code,
            session_id: None,
            detail,
        }
    }

    fn problem(&mut self, code: Code, line: u32, detail: &str, count: u64) {
        let problem = self.outline(code, line, detail);
        let faults = &mut self.part.faults;
        for listed in 0..count {
            if faults.is_beyond(&problem) {
                faults.count_unlisted(code, count - listed);
                return;
            }
            faults.push(problem.into());
        }
    }

    fn item_at_depth(&mut self, item: &Item, depth: u32) {
        let text = &self.scanner.text()[item.start..item.end];
        self.place = Place {
            file: self.file,
            offset: self.base + item.start as u64,
            line: item.line,
        };
        self.session_id = None;
        let count = item.count as u64;
        let outcome = match text.first() {
            Some(_) if matches!(text, b"{}" | b"[]") => {
                self.part.breaks(item.context);
                if text == b"{}" {
                    self.unrecognised(text, count);
                }
                Ok(())
            }
            Some(b'[') => {
                self.nested(text, depth);
                self.part.breaks(item.context);
                Ok(())
            }
            // The whole members of a map that was cut short come without the closing brace.
            Some(b'{') if text.last() != Some(&b'}') => self.map_of_histories(text),
            Some(b'{') => self.record(text, item.context, depth),
            _ => {
                self.part.breaks(item.context);
                self.part.scalars += count;
                let detail = "a value that is neither object nor array";
                self.problem(Code::Unrecognised, item.line, detail, count);
                Ok(())
            }
        };
        match outcome {
            Ok(()) => self.notes.commit(&mut self.findings.tally),
            Err(Malformed) => self.malformed(text, item, depth),
        }
    }

    fn record(&mut self, text: &'a [u8], context: Context, depth: u32) -> Result<(), Malformed> {
        if !self.passes_over_bare
            && let Some(event) = self.event_like_one_before(text)?
        {
            self.part.event(context, self.place, Some(event));
            return Ok(());
        }
        let slots = RecordSlots::of(self.scanner, text, &mut self.findings.layouts.record)?;
        let shape = slots.shape();
        if shape != Shape::Event {
            self.part.breaks(context);
        }
        match shape {
            Shape::Event if self.passes_over_bare => {}
            Shape::Event => {
                let event = self.event(text, &(&slots).into())?;
                self.part.event(context, self.place, event);
            }
            Shape::Session => self.session(&slots)?,
            Shape::WrappedHistory(array) => self.wrapped_history(&slots, array)?,
            Shape::Envelope(array) => self.envelope(&slots, array, depth)?,
            Shape::Campaign => self.campaign(&slots, text)?,
            Shape::User | Shape::Group | Shape::Department => {
                self.directory_record(&slots, shape, text)?;
            }
            Shape::Unrecognised => self.map_of_histories(text)?,
        }
        Ok(())
    }

    /// An array that may hold anything that may stand alone, unless it is the history of the
    /// session whose id stands beside it.
    fn envelope(
        &mut self,
        slots: &RecordSlots<'a>,
        array: &'a [u8],
        depth: u32,
    ) -> Result<(), Malformed> {
        let has_id = slots.session_id().is_there() || slots.id().is_there();
        let is_history = match Elements::new(self.scanner, array).next() {
            Ok(Some(element)) => self.is_event(element),
            _ => slots.session_id().is_there(),
        };
        if has_id && is_history {
            return self.wrapped_history(slots, array);
        }
        self.nested(array, depth);
        Ok(())
    }

    fn is_event(&mut self, element: &'a [u8]) -> bool {
        element.first() == Some(&b'{')
            && RecordSlots::of(self.scanner, element, &mut self.findings.layouts.record)
                .is_ok_and(|slots| slots.shape() == Shape::Event)
    }

    /// `{"sessionId": 123, "routingHistory": [...]}`; without a usable id it is a bare history.
    fn wrapped_history(
        &mut self,
        slots: &RecordSlots<'a>,
        array: &'a [u8],
    ) -> Result<(), Malformed> {
        let slot = if slots.session_id().is_there() {
            slots.session_id()
        } else {
            slots.id()
        };
        let id = Self::session_id_of(slot)?;
        self.session_id = id;
        let is_passed_over = match id {
            Some(_) => self.findings.passes_over(id),
            None => self.passes_over_bare,
        };
        if is_passed_over {
            return Ok(());
        }
        let events = self.events(array)?;
        match id {
            Some(id) => self.add_history(id, events),
            None => self.part.whole(self.place, events),
        }
        Ok(())
    }

    /// `{"123": [...], "124": [...]}`, or nothing that is known.
    fn map_of_histories(&mut self, text: &'a [u8]) -> Result<(), Malformed> {
        let histories = shape::history_map(self.scanner, text)?;
        if histories.is_empty() {
            self.unrecognised(text, 1);
            return Ok(());
        }
        let mut decoded = Vec::with_capacity(histories.len());
        for (name, array) in histories {
            self.place = self.place_of(array);
            self.session_id = json::number::integer(name).and_then(Id::new);
            if self.findings.passes_over(self.session_id) {
                continue;
            }
            decoded.push((self.session_id, self.place, self.events(array)?));
        }
        for (id, place, events) in decoded {
            self.place = place;
            match id {
                Some(id) => self.add_history(id, events),
                None => self.reject_history(
                    Code::UnnamedHistory,
                    "its name in the map is beyond 64 bits".to_owned(),
                ),
            }
        }
        Ok(())
    }

    fn add_history(&mut self, id: Id, mut events: Vec<StoredEvent>) {
        if events.len() > MOST_ENTRIES {
            self.reject_history(Code::TooLarge, too_many_events(events.len()));
            return;
        }
        self.findings.tally.counts.histories += 1;
        self.findings.keep(id, self.place, &mut events);
        // The room is used again.
        self.findings.event_buffer = events;
    }

    fn reject_history(&mut self, code: Code, detail: String) {
        self.findings.tally.counts.histories += 1;
        self.findings.tally.counts.histories_rejected += 1;
        self.note(code, detail);
    }

    /// The events of an array that is known to be a history.
    fn events(&mut self, array: &'a [u8]) -> Result<Vec<StoredEvent>, Malformed> {
        let mut events = std::mem::take(&mut self.findings.event_buffer);
        events.clear();
        let mut elements = Elements::new(self.scanner, array);
        let mut number = 0;
        while let Some(element) = elements.next()? {
            number += 1;
            let event = self.history_element(element)?;
            events.extend(event.map(|event| StoredEvent { number, ..event }));
        }
        Ok(events)
    }

    /// Where a slice of the text stands.
    fn place_of(&self, slice: &[u8]) -> Place {
        let start = self.scanner.position(slice);
        Place {
            file: self.file,
            offset: self.base + start as u64,
            line: self
                .first_line
                .saturating_add(self.scanner.lines_before(start)),
        }
    }

    /// Reads an array, or what an envelope holds, as if it stood alone.
    fn nested(&mut self, text: &'a [u8], depth: u32) {
        if depth >= Self::MAX_NESTING {
            self.unrecognised(text, 1);
            return;
        }
        let start = self.scanner.position(text);
        // The cutter may have to set the state of the index back, so it has one of its own; the
        // structure that both see is the same as long as the text is JSON.
        let mut index = Index::default();
        let mut cutter = Cutter::nested(self.place_of(text).line);
        // Borrowing the file's part would mix the bare histories in here with those around.
        let inner = self.part.sequel();
        let outer = std::mem::replace(self.part, inner);
        loop {
            match cutter.next(text, &mut index, true) {
                Step::Item(item) => {
                    let item = item.moved(start);
                    self.item_at_depth(&item, depth + 1);
                }
                Step::Fault(fault) => self.fault(&fault),
                Step::More | Step::End => break,
            }
        }
        let inner = std::mem::replace(self.part, outer);
        self.part.absorb(inner, cutter.cut_short());
    }

    /// An item that is not JSON. A string that runs over a line break swallowed what follows: the
    /// next line that begins a value is read again.
    fn malformed(&mut self, text: &'a [u8], item: &Item, depth: u32) {
        self.notes = Notes::default();
        if text.len() < self.scanner.text().len() && is_json(text) {
            // What stands around it is broken, so that its brackets were taken for those of a string.
            let item = Item {
                start: 0,
                end: text.len(),
                ..*item
            };
            self.anew(text, |decoder| decoder.item_at_depth(&item, depth));
            return;
        }
        // No detail comes before the empty one: if that would not be listed, none is made.
        let bare = self.outline(Code::BadJson, item.line, "");
        if self.part.faults.is_beyond(&bare) {
            self.part.faults.count_unlisted(Code::BadJson, 1);
        } else {
            self.problem(Code::BadJson, item.line, &message(text), 1);
        }
        if let Some(swallowed) = item.swallowed {
            let rest = &text[swallowed - item.start..];
            self.anew(rest, |decoder| {
                decoder.nested(decoder.scanner.text(), depth);
            });
        }
    }

    /// Reads a piece of the text anew, with a structure of its own: what was a string is none.
    fn anew(&mut self, text: &[u8], read: impl FnOnce(&mut Decoder<'_>)) {
        let Place { offset, line, .. } = self.place_of(text);
        let index = Index::of(text);
        let text = Text {
            window: text,
            index: &index,
            base: offset,
            first_line: line,
        };
        let decoder = Decoder::new(self.interners, self.findings, self.part, self.file, text);
        read(&mut decoder.passing_over_bare(self.passes_over_bare));
    }

    fn unrecognised(&mut self, text: &[u8], count: u64) {
        self.findings.tally.counts.unrecognised += count;
        let what = match text.first() {
            Some(b'[') => "an array nested too deep",
            _ => "an object that is no answer of the API",
        };
        self.note_times(Code::Unrecognised, what, count);
    }

    fn note(&mut self, code: Code, detail: impl AsRef<str>) {
        self.note_times(code, detail.as_ref(), 1);
    }

    fn note_times(&mut self, code: Code, detail: &str, count: u64) {
        let problem = Outline {
            file: Some(self.file),
            line: Some(self.place.line),
            code,
            session_id: self.session_id,
            detail,
        };
        let is_beyond = self.findings.tally.problems.is_beyond(&problem);
        self.notes.add(problem, is_beyond, count);
    }
}

/// Whether a text is one JSON value, by another reader.
fn is_json(text: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok()
}

/// What is wrong with a text that is not JSON, in the words of `serde_json`.
fn message(text: &[u8]) -> String {
    match serde_json::from_slice::<serde::de::IgnoredAny>(text) {
        Err(error) => error.to_string(),
        Ok(_) => "a needed value is not JSON".to_owned(),
    }
}
