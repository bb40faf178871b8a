//! Decodes records to domain types.
//!
//! A [`Decoder`] reads the items of one file for one worker. Records go to the worker's own lists. Bare
//! histories can be assigned only when the whole file is known, so they go to the file's [`FilePart`]. A
//! malformed item leaves only a `bad_json`.

mod bare;
mod directory;
mod downloads;
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

use self::bare::OwnedEvent;
use self::event::Element;
use self::fields::FieldReading;
use self::findings::Notes;
use super::cut::{Context, CutFault, Cutter, Item, Step};
use super::limits::{MOST_ENTRIES, too_many_events};
use super::loose::{self, List, Needed};
use super::shape::{self, Nested, Object, Pair, PlainShape, Shape};
use super::wire::{RecordSlots, is_digits};
use crate::json::index::Index;
use crate::json::scan::Scanner;
use crate::json::walk::Elements;
use crate::json::{self, Malformed};
use crate::ledger::{Code, Outline};
use crate::model::{Id, Place, StoredEvent};

/// A part of a file's text with its index.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    pub(crate) window: &'a [u8],
    pub(crate) index: &'a Index,
    /// The number of bytes of the file before this part.
    pub(crate) base: u64,
    /// The line on which this part begins.
    pub(crate) first_line: u32,
}

/// The nesting of an item.
#[derive(Clone, Copy)]
struct Around {
    /// The number of surrounding arrays, envelopes and other objects.
    depth: u32,
    /// The number of surrounding unknown objects that are searched for records.
    level: u32,
}

impl Around {
    /// Outside of any array or object.
    const NOTHING: Self = Self { depth: 0, level: 0 };

    /// Inside an array, or an object whose values are read as if they stood alone.
    const fn deeper(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }

    /// Inside an unknown object that is searched for records.
    const fn inside(self) -> Self {
        Self {
            depth: self.depth + 1,
            level: self.level + 1,
        }
    }

    const fn is_inside(self) -> bool {
        self.level > 0
    }
}

/// Decodes the items of one part of a file.
#[expect(
    clippy::struct_excessive_bools,
    reason = "what is known of the file and of the item, each by itself"
)]
pub(crate) struct Decoder<'a> {
    interners: &'a Interners,
    findings: &'a mut Findings,
    part: &'a mut FilePart,
    file: u32,
    /// The index of the text that is decoded.
    scanner: Scanner<'a>,
    /// The number of bytes of the file before the text, and the line on which the text begins.
    base: u64,
    first_line: u32,
    /// The place at which the current item begins.
    place: Place,
    /// The session of the current item, once it is known.
    session_id: Option<Id>,
    /// Whether the file's bare histories belong to a session that is not wanted.
    passes_over_bare: bool,
    /// Whether the text was the content of a string.
    is_in_text: bool,
    /// Whether an enumeration of the current session has blanks around its value.
    is_padded: bool,
    /// Whether a record was recognised since the flag was last reset.
    is_found: bool,
    notes: Notes,
    /// Events of the current item that name their session.
    owned: Vec<OwnedEvent>,
}

impl<'a> Decoder<'a> {
    /// Arrays and envelopes that are nested deeper are not read.
    const MAX_NESTING: u32 = 32;
    /// Unknown objects that are nested deeper are not searched.
    const MOST_LEVELS: u32 = 8;

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
            is_in_text: false,
            is_padded: false,
            is_found: false,
            notes: Notes::default(),
            owned: Vec::new(),
        }
    }

    /// Sets whether the file's bare histories are skipped.
    pub(crate) fn passing_over_bare(self, passes_over_bare: bool) -> Self {
        Self {
            passes_over_bare,
            ..self
        }
    }

    /// Decodes one item that a cutter found.
    pub(crate) fn item(&mut self, item: &Item) {
        self.read_item(item, Around::NOTHING);
    }

    /// Notes a fault that a cutter found.
    pub(crate) fn fault(&mut self, fault: &CutFault) {
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

    fn read_item(&mut self, item: &Item, around: Around) {
        let text = &self.scanner.text()[item.start..item.end];
        self.place = Place {
            file: self.file,
            offset: self.base + item.start as u64,
            line: item.line,
        };
        self.session_id = None;
        let before = self.part.begin_item();
        let outcome = match text.first() {
            Some(_) if matches!(text, b"{}" | b"[]") => {
                self.part.breaks(item.context);
                if text == b"{}" && !around.is_inside() {
                    self.unrecognised("", item.count as u64);
                }
                Ok(())
            }
            Some(b'[') => {
                self.nested(text, around, false);
                self.part.breaks(item.context);
                Ok(())
            }
            Some(b'{') if item.is_cut => {
                // If the object has no complete record, the text is cut right after the item before it.
                self.is_found = false;
                self.beginning(text, item.context, around);
                if !self.is_found {
                    self.part.stands_behind(before);
                }
                Ok(())
            }
            Some(b'{') => self.record(text, item.context, around),
            _ => self.scalar(text, item, around),
        };
        match outcome {
            Ok(()) => self.commit(),
            Err(Malformed) => self.malformed(text, item, around),
        }
    }

    /// Commits the notes and the events of a record that is valid JSON.
    fn commit(&mut self) {
        self.part.is_lossy |= self.notes.commit(&mut self.findings.tally);
        if self.owned.is_empty() {
            return;
        }
        for (session, place, event) in self.owned.drain(..) {
            self.part.owned(session, place, event);
        }
    }

    fn record(
        &mut self,
        text: &'a [u8],
        context: Context,
        around: Around,
    ) -> Result<(), Malformed> {
        if !self.passes_over_bare
            && let Some(event) = self.event_like_one_before(text)?
        {
            self.is_found = true;
            self.part.event(context, self.place, Some(event));
            return Ok(());
        }
        let mut slots = RecordSlots::default();
        slots.read(self.scanner, text, &mut self.findings.layouts.record)?;
        match slots.plain_shape() {
            Some(PlainShape::Event) => self.bare_event(text, &slots, context),
            Some(PlainShape::Session) if !around.is_inside() || slots.created().is_there() => {
                self.session(&slots, None)?;
                self.recognised(context);
                Ok(())
            }
            Some(PlainShape::WrappedHistory(array)) => {
                self.wrapped_history(&slots, List::Array(array))?;
                self.recognised(context);
                Ok(())
            }
            _ => self.object(text, context, around),
        }
    }

    /// Notes that a record other than a bare event was recognised, which ends a run of bare events. A record that turns
    /// out not to be JSON does not end it.
    fn recognised(&mut self, context: Context) {
        self.is_found = true;
        self.part.breaks(context);
    }

    /// Decodes an object of the API, or one that another program has put around the API's answers.
    fn object(
        &mut self,
        text: &'a [u8],
        context: Context,
        around: Around,
    ) -> Result<(), Malformed> {
        let object = Object::new(self.scanner, text)?;
        let slots = &object.slots;
        match object.shape(around.is_inside()) {
            Shape::Event => return self.bare_event(text, slots, context),
            Shape::OtherAnswer => {
                self.recognised(context);
                self.findings.tally.counts.other_answers += 1;
                self.note(Code::OtherAnswer, format!("it has {}", object.names()));
            }
            Shape::WrappedHistory(history) => {
                self.wrapped_history(slots, history.list)?;
                self.recognised(context);
                self.commit();
                self.look_beside(&object, history.value, context, around);
            }
            Shape::Map => {
                self.recognised(context);
                for &(name, value) in &object.members {
                    self.map_member(name, value, context, around);
                }
            }
            Shape::Envelope(page) => self.envelope(&object, page.value, context, around),
            Shape::Session(history) => {
                self.session(slots, history)?;
                self.recognised(context);
                if let Some(answer) = self.answer_for_history(slots.routing_history()) {
                    self.commit();
                    self.piece(answer, context, around.deeper());
                }
            }
            shape @ (Shape::Campaign | Shape::User | Shape::Group | Shape::Department) => {
                match self.record_id(slots)? {
                    Some(id) => {
                        self.directory_record(slots, shape, id)?;
                        self.recognised(context);
                    }
                    None => self.look_into(&object, context, around),
                }
            }
            Shape::Unknown => self.look_into(&object, context, around),
        }
        Ok(())
    }

    /// Reads the array of an envelope as if it stood alone, and searches the other members.
    fn envelope(&mut self, object: &Object<'a>, page: &'a [u8], context: Context, around: Around) {
        self.is_found = false;
        self.piece(page, context, around);
        self.look_beside(object, page, context, around);
        if !self.is_found && object.has_error() && Elements::new(self.scanner, page).is_empty() {
            self.error_answer(object);
        }
        self.is_found = true;
    }

    /// Searches the members of an object, except the one that was read.
    fn look_beside(&mut self, object: &Object<'a>, read: &[u8], context: Context, around: Around) {
        for &(_, value) in &object.members {
            if !std::ptr::eq(value, read) {
                self.look_at(value, context, around);
            }
        }
    }

    /// Searches a member of an unknown object as if the member stood alone, if it may contain records.
    fn look_at(&mut self, value: &'a [u8], context: Context, around: Around) {
        if around.level >= Self::MOST_LEVELS {
            return;
        }
        if shape::is_looked_into(self.scanner, value) {
            self.piece(value, context, around.inside());
        } else if let Needed::Is(list) = loose::list(self.scanner, value).unwrap_or(Needed::Other) {
            let mut elements = list.elements(self.scanner);
            while let Ok(Some(element)) = elements.next() {
                self.note_flattened(element, "a value");
            }
        } else {
            self.note_flattened(value, "a value");
        }
    }

    /// Searches an unknown object for records. Without any, it is an error of the API or unrecognised.
    fn look_into(&mut self, object: &Object<'a>, context: Context, around: Around) {
        let was_found = std::mem::replace(&mut self.is_found, false);
        let pair = object.pair();
        for &(_, value) in &object.members {
            match pair {
                Some(pair) if std::ptr::eq(value, pair.history.value) => self.history_of(&pair),
                _ => self.look_at(value, context, around),
            }
        }
        self.place = self.place_of(object.text);
        self.session_id = None;
        if !self.is_found {
            self.part.breaks(context);
            if object.is_error() {
                self.is_found = true;
                self.error_answer(object);
            } else if !around.is_inside() {
                self.unrecognised(&object.names(), 1);
            }
        }
        self.is_found |= was_found;
    }

    /// Reads the history beside a session.
    fn history_of(&mut self, pair: &Pair<'a>) {
        let id = match self.read_id(pair.id) {
            Ok(FieldReading::Found(id)) => Some(id),
            _ => None,
        };
        let detail = "the history beside a session without usable `id`";
        self.history_apart(id, pair.history, Code::BadRecord, detail);
    }

    /// Reads a member of a map of histories.
    fn map_member(&mut self, name: &'a [u8], value: &'a [u8], context: Context, around: Around) {
        if !is_digits(name) {
            self.look_at(value, context, around);
        } else if let Some(list) = shape::history_in_map(self.scanner, value) {
            let id = json::number::integer(&json::text::member_name(name)).and_then(Id::new);
            let detail = "its name in the map is beyond 64 bits";
            let history = Nested { list, value };
            self.history_apart(id, history, Code::UnnamedHistory, detail);
        } else if !json::is_null(value) {
            self.piece(value, context, around.deeper());
        }
    }

    /// Keeps a history as a record of its own; it is rejected if its session cannot be determined.
    fn history_apart(
        &mut self,
        session: Option<Id>,
        history: Nested<'a>,
        rejected: Code,
        detail: &str,
    ) {
        self.commit();
        self.place = self.place_of(history.value);
        self.session_id = session;
        self.is_found = true;
        let is_kept = !self.findings.passes_over(session);
        let Ok(events) = self.events(history.list, is_kept) else {
            self.forget();
            self.bad_json(history.value, self.place.line);
            return;
        };
        match (events.filter(|_| is_kept), session) {
            (Some(events), Some(id)) => self.add_history(id, events),
            (Some(_), None) => self.reject_history(rejected, detail.to_owned()),
            (None, _) => {}
        }
        self.commit();
    }

    fn error_answer(&mut self, object: &Object<'_>) {
        self.findings.tally.counts.error_answers += 1;
        let detail = match object.http_status() {
            Some(status) => format!("status {status}; it has {}", object.names()),
            None => format!("it has {}", object.names()),
        };
        self.note(Code::ErrorAnswer, detail);
    }

    /// Reads the complete records of an object in which the text ends.
    fn beginning(&mut self, text: &'a [u8], context: Context, around: Around) {
        let Some(object) = Object::of_beginning(self.scanner, text) else {
            return;
        };
        let shape = object.shape(around.is_inside());
        let (page, is_map) = match shape {
            Shape::Envelope(page) => (Some(page.value), false),
            Shape::Map => (None, true),
            Shape::Unknown => (None, false),
            _ => return,
        };
        let pair = object.pair().filter(|_| matches!(shape, Shape::Unknown));
        let mut whole = &*object.members;
        let unfinished = if object.is_unfinished {
            whole.split_last().map(|(last, before)| {
                whole = before;
                *last
            })
        } else {
            None
        };
        for &(name, value) in whole {
            match (page, pair) {
                (Some(page), _) if std::ptr::eq(value, page) => {
                    self.piece(value, context, around);
                }
                (_, Some(pair)) if std::ptr::eq(value, pair.history.value) => {
                    self.history_of(&pair);
                }
                _ if is_map => self.map_member(name, value, context, around),
                _ => self.look_at(value, context, around),
            }
        }
        let Some((name, value)) = unfinished else {
            return;
        };
        let stands_alone =
            page.is_some_and(|page| std::ptr::eq(value, page)) || (is_map && is_digits(name));
        let around = if stands_alone {
            around.deeper()
        } else {
            around.inside()
        };
        let is_history = is_map && is_digits(name) && shape::begins_history(self.scanner, value);
        if around.level > Self::MOST_LEVELS || is_history {
            return;
        }
        match value.first() {
            Some(b'{') => self.beginning(value, context, around),
            Some(b'[') => self.nested(value, around, true),
            _ => {}
        }
    }

    /// Reads a value that is neither object nor array.
    fn scalar(&mut self, text: &'a [u8], item: &Item, around: Around) -> Result<(), Malformed> {
        let count = item.count as u64;
        let is_alone = matches!(item.context, Context::Alone { .. }) && around.depth == 0;
        if let [b'"', inside @ .., b'"'] = text
            && is_alone
            && !self.is_in_text
            && json::text::begins_json(inside)
        {
            return self.json_in_text(text, item);
        }
        self.part.breaks(item.context);
        if loose::is_flattened(text) {
            self.is_found = true;
            self.note_times(Code::Flattened, &flattened("a value"), count);
        } else if !around.is_inside() {
            self.part.scalars += count;
            let detail = "a value that is neither object nor array";
            self.problem(Code::Unrecognised, item.line, detail, count);
        }
        Ok(())
    }

    /// Notes a text in place of an object or array; returns whether the value is such a text.
    fn note_flattened(&mut self, raw: &[u8], what: &str) -> bool {
        let is_flattened = loose::is_flattened(raw);
        if is_flattened {
            self.is_found = true;
            self.note(Code::Flattened, flattened(what));
        }
        is_flattened
    }

    /// Reads the JSON inside a string.
    fn json_in_text(&mut self, text: &'a [u8], item: &Item) -> Result<(), Malformed> {
        let inside = json::text::read(text)?;
        if inside.replaced {
            self.notes.mended += 1;
            self.part.note_bad_encoding(Some(item.line));
        }
        // A JSON string has no line breaks, so its content counts as one line of the file.
        let inside = inside.text.replace('\n', " ").into_bytes();
        let start = json::skip_space(&inside, 0);
        let index = Index::new(&inside);
        let end = Scanner::new(&inside, &index).value_end(&inside, start);
        let Some(end) = end.filter(|&end| json::skip_space(&inside, end) == inside.len()) else {
            self.part.breaks(item.context);
            let detail = "a text that is no JSON, or more than one value";
            self.problem(Code::BadJson, item.line, detail, 1);
            return Ok(());
        };
        let item = Item {
            start,
            end,
            swallowed: None,
            ..*item
        };
        let Place { offset, line, .. } = self.place;
        self.elsewhere(&inside, &index, (offset, line), |decoder| {
            decoder.is_in_text = true;
            decoder.read_item(&item, Around::NOTHING);
        });
        Ok(())
    }

    /// Reads a value inside an object as if it stood alone.
    fn piece(&mut self, value: &'a [u8], context: Context, around: Around) {
        self.commit();
        let start = self.scanner.position(value);
        let item = Item {
            start,
            end: start + value.len(),
            line: self.place_of(value).line,
            context,
            swallowed: None,
            count: 1,
            is_cut: false,
        };
        let place = self.place;
        self.read_item(&item, around);
        self.place = place;
    }

    /// Reads `{"sessionId": 123, "routingHistory": [...]}`. Without a usable id, it counts as a bare history.
    fn wrapped_history(
        &mut self,
        slots: &RecordSlots<'a>,
        history: List<'a>,
    ) -> Result<(), Malformed> {
        let mut id = None;
        for slot in [slots.session_id(), slots.id()] {
            if let (None, FieldReading::Found(found)) = (id, self.read_id(slot)?) {
                id = Some(found);
            }
        }
        self.session_id = id;
        let is_kept = match id {
            Some(_) => !self.findings.passes_over(id),
            None => !self.passes_over_bare,
        };
        let events = self.events(history, is_kept)?;
        match (events.filter(|_| is_kept), id) {
            (Some(events), Some(id)) => self.add_history(id, events),
            (Some(events), None) => self.part.whole(self.place, events),
            (None, _) => {}
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
        // The buffer is reused.
        self.findings.event_buffer = events;
    }

    fn reject_history(&mut self, code: Code, detail: String) {
        self.findings.tally.counts.histories += 1;
        self.findings.tally.counts.histories_rejected += 1;
        self.note(code, detail);
    }

    /// The events of a history, except those that name their session. `None` if the array is not a history of its
    /// own: it has no other event, and holds events that name their session or nothing but flattened elements. If
    /// the history is not kept, only events that name their session are read.
    fn events(
        &mut self,
        history: List<'a>,
        is_kept: bool,
    ) -> Result<Option<Vec<StoredEvent>>, Malformed> {
        let mut events = std::mem::take(&mut self.findings.event_buffer);
        events.clear();
        let mut elements = history.elements(self.scanner);
        let mut number = 0;
        let (mut of_others, mut own, mut bad) = (0_u32, 0_u32, 0_u32);
        while let Some(element) = elements.next()? {
            number += 1;
            if is_kept
                && element.first() == Some(&b'{')
                && let Some(event) = self.event_like_one_before(element)?
            {
                own += 1;
                events.push(StoredEvent { number, ..event });
                continue;
            }
            match self.history_element(element, is_kept)? {
                Element::Event(event) => {
                    own += 1;
                    events.extend(event.map(|event| StoredEvent { number, ..event }));
                }
                Element::OfOther => of_others += 1,
                Element::Bad => bad += 1,
                Element::Flattened => {}
            }
        }
        let is_history = number == 0 || own > 0 || (bad > 0 && of_others == 0);
        if !is_history {
            self.findings.event_buffer = events;
            return Ok(None);
        }
        Ok(Some(events))
    }

    /// The place of a slice of the text.
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

    /// Reads an array as if it stood alone, or the beginning of an array in which the text ends.
    fn nested(&mut self, text: &'a [u8], around: Around, is_cut: bool) {
        if around.depth >= Self::MAX_NESTING {
            if !around.is_inside() {
                self.findings.tally.counts.unrecognised += 1;
                self.note(Code::Unrecognised, "an array nested too deep");
            }
            return;
        }
        let start = self.scanner.position(text);
        // The cutter may have to reset the state of its index, so it gets an index of its own. Both indexes
        // are equal if the text is JSON.
        let mut index = Index::default();
        let mut cutter = Cutter::nested(self.place_of(text).line);
        // A part of its own keeps the bare histories in the array apart from those around it.
        let inner = self.part.sequel();
        let outer = std::mem::replace(self.part, inner);
        loop {
            match cutter.next(text, &mut index, true) {
                Step::Item(item) => {
                    let item = item.moved(start);
                    self.read_item(&item, around.deeper());
                }
                // The cut is noted once, for the file.
                Step::Fault(_) if is_cut && cutter.cut_short().is_some() => {}
                Step::Fault(fault) => self.fault(&fault),
                Step::More | Step::End => break,
            }
        }
        let inner = std::mem::replace(self.part, outer);
        self.part.absorb(inner, cutter.cut_short());
    }

    /// Handles an item that is not JSON. If a string over several lines has swallowed a line that begins a
    /// value, that line is read again.
    fn malformed(&mut self, text: &'a [u8], item: &Item, around: Around) {
        self.forget();
        if text.len() < self.scanner.text().len() && is_json(text) {
            // The text around the item is broken, so the index took its brackets for a part of a string.
            let item = Item {
                start: 0,
                end: text.len(),
                ..*item
            };
            self.anew(text, |decoder| decoder.read_item(&item, around));
            return;
        }
        self.bad_json(text, item.line);
        if let Some(swallowed) = item.swallowed {
            let rest = &text[swallowed - item.start..];
            self.anew(rest, |decoder| {
                decoder.nested(decoder.scanner.text(), around, false);
            });
        }
    }

    /// Discards the notes and events of an item that is not JSON.
    fn forget(&mut self) {
        self.notes = Notes::default();
        self.owned.clear();
    }

    fn bad_json(&mut self, text: &[u8], line: u32) {
        // An empty detail sorts before all others. If a problem with it would not be listed, the message is
        // not needed.
        let bare = self.outline(Code::BadJson, line, "");
        if self.part.faults.is_beyond(&bare) {
            self.part.faults.count_unlisted(Code::BadJson, 1);
        } else {
            self.problem(Code::BadJson, line, &message(text), 1);
        }
    }

    /// Reads a part of the text with an index of its own, since the first index took it for a string.
    fn anew(&mut self, text: &[u8], read: impl FnOnce(&mut Decoder<'_>)) {
        let Place { offset, line, .. } = self.place_of(text);
        let index = Index::new(text);
        self.elsewhere(text, &index, (offset, line), read);
    }

    /// Reads another text, with its offset and line in the file.
    fn elsewhere(
        &mut self,
        text: &[u8],
        index: &Index,
        (offset, line): (u64, u32),
        read: impl FnOnce(&mut Decoder<'_>),
    ) {
        let text = Text {
            window: text,
            index,
            base: offset,
            first_line: line,
        };
        let mut decoder = Decoder::new(self.interners, self.findings, self.part, self.file, text)
            .passing_over_bare(self.passes_over_bare);
        decoder.is_in_text = self.is_in_text;
        read(&mut decoder);
        self.is_found |= decoder.is_found;
    }

    /// Notes an unrecognised object by the names of its properties.
    fn unrecognised(&mut self, names: &str, count: u64) {
        self.findings.tally.counts.unrecognised += count;
        let mut detail = "an object that is no answer of the API".to_owned();
        if !names.is_empty() {
            detail = format!("{detail}: it has {names}");
        }
        self.note_times(Code::Unrecognised, &detail, count);
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

/// The detail for a text that the exporter wrote in place of an object or array.
fn flattened(what: &str) -> String {
    format!("{what} was cut to a text by the exporter")
}

/// Whether a text is one JSON value, according to `serde_json`.
fn is_json(text: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok()
}

/// The error of `serde_json` for a text that is not JSON.
fn message(text: &[u8]) -> String {
    match serde_json::from_slice::<serde::de::IgnoredAny>(text) {
        Err(error) => error.to_string(),
        Ok(_) => "a needed value is not JSON".to_owned(),
    }
}
