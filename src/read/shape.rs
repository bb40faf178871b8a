//! Determines the kind of an object from its properties, and what can be saved of a broken object.
//!
//! An object in the API's own form is recognised by its slots alone ([`RecordSlots::plain_shape`]). Any other
//! object is examined member by member ([`Object::shape`]): other answers of the API, wrappers added by the
//! program that saved it, maps and pairs.

use super::loose::{self, List};
use super::wire::{Folded, RecordSlots, Slot, is_digits};
use crate::json::scan::Scanner;
use crate::json::walk::{Elements, Members};
use crate::json::{self, Malformed, text};

/// The kind of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape<'a> {
    /// An answer of the API that is not read.
    OtherAnswer,
    Event,
    /// A history with the id of its session.
    WrappedHistory(Nested<'a>),
    /// Histories keyed by the ids of their sessions.
    Map,
    /// An object around an array of records.
    Envelope(Nested<'a>),
    /// A session, with its history if it contains one, under whatever name.
    Session(Option<Nested<'a>>),
    Campaign,
    User,
    Group,
    Department,
    /// An object that may contain other records.
    Unknown,
}

/// An array in a member of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Nested<'a> {
    pub(crate) list: List<'a>,
    /// The value of the member that contains the array.
    pub(crate) value: &'a [u8],
}

/// The shapes that the API itself writes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PlainShape<'a> {
    Event,
    Session,
    WrappedHistory(&'a [u8]),
}

impl<'a> RecordSlots<'a> {
    /// The shape of an object in the API's form without anything else in it; `None` if it needs a closer
    /// look.
    pub(crate) fn plain_shape(&self) -> Option<PlainShape<'a>> {
        self.filled()
            .and_then(|filled| self.shape_as_written(filled))
            .or_else(|| self.shape_in_other_writing())
    }

    /// The fast path of [`Self::plain_shape`], for objects whose names are all written as the API writes
    /// them. Nearly all objects of a dump are of this kind.
    #[inline]
    fn shape_as_written(&self, filled: u64) -> Option<PlainShape<'a>> {
        if filled & Self::EVENT == Self::EVENT && filled & Self::NOT_OF_EVENTS == 0 {
            return Some(PlainShape::Event);
        }
        if filled & !(Self::SESSION | Self::HISTORY) == 0
            && (filled & Self::SESSION).count_ones() >= 2
        {
            let is_whole = match self.routing_history().raw() {
                Some(history) => history.first() == Some(&b'['),
                None => !self.has_others(),
            };
            return is_whole.then_some(PlainShape::Session);
        }
        let is_wrapper = filled & !(Self::IDS | Self::HISTORY) == 0 && filled & Self::IDS != 0;
        let history = self.routing_history().array()?;
        let is_bare =
            !self.has_others() && !self.id().is_nested() && !self.session_id().is_nested();
        (is_wrapper && is_bare).then_some(PlainShape::WrappedHistory(history))
    }

    /// The slow path of [`Self::plain_shape`], for any object.
    fn shape_in_other_writing(&self) -> Option<PlainShape<'a>> {
        if self.foreign().is_there() || self.digits().is_there() {
            return None;
        }
        if self.is_event() {
            return Some(PlainShape::Event);
        }
        let history = self.routing_history().array();
        if self.is_session() {
            let is_whole = history.is_some() || !self.has_more_than_a_session();
            let has_envelope = self.envelopes().into_iter().any(Slot::is_nested);
            return (is_whole && !has_envelope).then_some(PlainShape::Session);
        }
        let has_id = self.session_id().is_there() || self.id().is_there();
        let is_wrapper = has_id && self.holds_only(self.routing_history());
        history
            .filter(|_| is_wrapper)
            .map(PlainShape::WrappedHistory)
    }

    fn is_event(&self) -> bool {
        self.activity_type().is_there() && self.timestamp().is_there()
    }

    fn is_named(&self) -> bool {
        self.name().is_there()
            || self.mode().is_there()
            || self.username().is_there()
            || self.email().is_there()
    }

    /// Whether the object is certainly a session, or has at least two of its properties and no name.
    fn is_session(&self) -> bool {
        self.is_sure_session() || (!self.is_named() && self.session_properties() >= 2)
    }

    fn is_sure_session(&self) -> bool {
        self.created().is_there()
            && (self.operators().is_there()
                || self.guest_left_session().is_there()
                || self.status().is_there()
                || self.source().is_there())
    }

    fn envelopes(&self) -> [Slot<'a>; 4] {
        [self.data(), self.items(), self.value(), self.sessions()]
    }
}

/// A member of an object: its name without quotes but still escaped, and its value.
pub(crate) type Member<'a> = (&'a [u8], &'a [u8]);

/// The members of an object.
#[derive(Debug)]
pub(crate) struct Object<'a> {
    scanner: Scanner<'a>,
    /// The object as written.
    pub(crate) text: &'a [u8],
    pub(crate) members: Vec<Member<'a>>,
    pub(crate) slots: RecordSlots<'a>,
    /// Whether the text is cut inside the value of the last member.
    pub(crate) is_unfinished: bool,
}

impl<'a> Object<'a> {
    /// Reads a complete object.
    pub(crate) fn new(scanner: Scanner<'a>, object: &'a [u8]) -> Result<Self, Malformed> {
        let mut found = Self::empty(scanner, object);
        let mut members = Members::new(scanner, object);
        while let Some(member) = members.next()? {
            found.add(member.name, member.value);
        }
        Ok(found)
    }

    /// Reads the beginning of an object, up to where the text is cut; `None` if the object is broken before
    /// the cut. The last member is included even if its value does not end.
    pub(crate) fn of_beginning(scanner: Scanner<'a>, object: &'a [u8]) -> Option<Self> {
        let mut found = Self::empty(scanner, object);
        let mut members = Members::new(scanner, object);
        loop {
            match members.next() {
                Ok(Some(member)) => found.add(member.name, member.value),
                Ok(None) => return Some(found),
                Err(Malformed) => break,
            }
        }
        if let Some((name, start)) = members.unfinished() {
            found.add(name, &object[start..]);
            found.is_unfinished = true;
            return Some(found);
        }
        let rest = &object[members.position()..];
        let rest = rest
            .strip_prefix(b"{")
            .filter(|_| found.members.is_empty())
            .unwrap_or(rest);
        is_cut_between_members(rest).then_some(found)
    }

    fn empty(scanner: Scanner<'a>, text: &'a [u8]) -> Self {
        Self {
            scanner,
            text,
            members: Vec::new(),
            slots: RecordSlots::default(),
            is_unfinished: false,
        }
    }

    fn add(&mut self, name: &'a [u8], value: &'a [u8]) {
        self.members.push((name, value));
        self.slots.put(name, value);
    }

    /// The first shape that fits. With `is_inside`, for an object inside another one, a session must have
    /// `created`.
    pub(crate) fn shape(&self, is_inside: bool) -> Shape<'a> {
        let slots = &self.slots;
        let envelope = self.envelope();
        if slots.foreign().is_there() {
            let first = envelope.and_then(|envelope| envelope.list.first(self.scanner));
            if !first.is_some_and(|first| self.is_session_or_event(first)) {
                return Shape::OtherAnswer;
            }
        }
        if slots.is_event() {
            return Shape::Event;
        }
        let is_session = slots.is_session() && (!is_inside || slots.created().is_there());
        let history = self.history(is_session);
        let has_id = slots.session_id().is_there() || slots.id().is_there();
        if let Some(history) = history
            && has_id
            && !is_session
        {
            return Shape::WrappedHistory(history);
        }
        if self.is_map() {
            return Shape::Map;
        }
        if let Some(envelope) = envelope {
            return Shape::Envelope(envelope);
        }
        if slots.is_sure_session() {
            return Shape::Session(history);
        }
        if let Some(directory) = self.directory() {
            return directory;
        }
        if is_session {
            return Shape::Session(history);
        }
        Shape::Unknown
    }

    /// A campaign, user, group or department. The caller must check that it has a usable id.
    fn directory(&self) -> Option<Shape<'a>> {
        let slots = &self.slots;
        let is_there = |slot: Slot<'a>| slot.is_there();
        let shape = if is_there(slots.mode()) {
            Shape::Campaign
        } else if is_there(slots.username()) || is_there(slots.email()) {
            Shape::User
        } else if is_there(slots.name()) && is_there(slots.kind()) {
            Shape::Group
        } else {
            let is_department = is_there(slots.name())
                && is_there(slots.id())
                && !is_there(slots.department_id())
                && !self.has_inside();
            return is_department.then_some(Shape::Department);
        };
        Some(shape)
    }

    /// Whether a member would be searched for records.
    fn has_inside(&self) -> bool {
        let mut values = self.members.iter();
        values.any(|(_, value)| is_looked_into(self.scanner, value))
    }

    /// The routing history; without a member of that name, the first array that begins with an event. The
    /// other properties of a session are never its history, whatever their content.
    fn history(&self, is_session: bool) -> Option<Nested<'a>> {
        let events = |value: &'a [u8]| {
            let list = loose::events(self.scanner, value)?;
            Some(Nested { list, value })
        };
        let own = self.slots.routing_history().raw();
        own.and_then(events).or_else(|| {
            self.members.iter().find_map(|(name, value)| {
                let nested = events(value)?;
                let is_history = begins_with_event(self.scanner, nested.list)
                    && !(is_session && RecordSlots::is_of_session(name))
                    // The winner among several members of that name was already examined.
                    && !is_one_of(name, &["routingHistory"]);
                is_history.then_some(nested)
            })
        })
    }

    /// Whether the object holds histories keyed by the ids of their sessions.
    fn is_map(&self) -> bool {
        let mut is_empty = !self.members.is_empty();
        for (name, value) in &self.members {
            let is_id = is_digits(name);
            let list = is_id.then(|| history_in_map(self.scanner, value)).flatten();
            if list.is_some_and(|list| list.first(self.scanner).is_some()) {
                return true;
            }
            is_empty &= is_id && (json::is_null(value) || list.is_some());
        }
        is_empty
    }

    /// The first array of an envelope that is empty or begins with a recognised record.
    fn envelope(&self) -> Option<Nested<'a>> {
        let arrays = self.slots.envelopes().into_iter().filter_map(Slot::array);
        arrays
            .map(|value| Nested {
                list: List::Array(value),
                value,
            })
            .find(|nested| self.is_page(nested.value, MOST_ARRAYS))
    }

    /// Whether an array is empty or begins with a recognised record.
    fn is_page(&self, array: &'a [u8], depth: u32) -> bool {
        match Elements::new(self.scanner, array).next() {
            Ok(None) => true,
            Ok(Some(first @ [b'{', ..])) => {
                Self::new(self.scanner, first).is_ok_and(|object| object.is_recognised(depth))
            }
            Ok(Some(first @ [b'[', ..])) => depth > 0 && self.is_page(first, depth - 1),
            Err(Malformed) => self.may_be_page(array, depth),
            Ok(Some(_)) => false,
        }
    }

    /// Like [`Self::is_page`], for an array whose first element is broken, or in which the text is cut.
    fn may_be_page(&self, array: &'a [u8], depth: u32) -> bool {
        let first = &array[json::skip_space(array, 1)..];
        match first.first() {
            None => true,
            Some(b'{') => Self::of_beginning(self.scanner, first)
                .is_some_and(|object| object.is_recognised(depth)),
            Some(_) => false,
        }
    }

    fn is_recognised(&self, depth: u32) -> bool {
        if depth == 0 {
            return false;
        }
        let slots = &self.slots;
        let mut arrays = self.slots.envelopes().into_iter().filter_map(Slot::array);
        slots.foreign().is_there()
            || slots.is_event()
            || slots.is_session()
            || self.directory().is_some_and(|_| slots.id().is_there())
            || self.is_map()
            || (self.history(false).is_some()
                && (slots.session_id().is_there() || slots.id().is_there()))
            || arrays.any(|array| self.is_page(array, depth - 1))
    }

    fn is_session_or_event(&self, value: &'a [u8]) -> bool {
        value.first() == Some(&b'{')
            && Self::new(self.scanner, value)
                .is_ok_and(|object| matches!(object.shape(false), Shape::Event | Shape::Session(_)))
    }

    /// The session and the history of a pair, if exactly one of each is a direct member.
    pub(crate) fn pair(&self) -> Option<Pair<'a>> {
        let (mut sessions, mut histories) = (Vec::new(), Vec::new());
        for &(_, value) in &self.members {
            if let Some(list) = loose::events(self.scanner, value)
                && begins_with_event(self.scanner, list)
            {
                histories.push(Nested { list, value });
            } else if value.first() == Some(&b'{')
                && let Ok(object) = Self::new(self.scanner, value)
                && let Shape::Session(_) = object.shape(true)
            {
                sessions.push(object.slots.id());
            }
            if sessions.len() > 1 || histories.len() > 1 {
                return None;
            }
        }
        match (&*sessions, &*histories) {
            (&[id], &[history]) => Some(Pair { id, history }),
            _ => None,
        }
    }

    /// Whether the object is an error of the API, provided that no record was found in it.
    pub(crate) fn is_error(&self) -> bool {
        self.has_error() || self.is_message()
    }

    /// Whether a property that only errors have holds a value.
    pub(crate) fn has_error(&self) -> bool {
        const NOTHING: [&[u8]; 6] = [b"false", b"0", b"\"\"", b"[]", b"{}", b"null"];
        self.members.iter().any(|(name, value)| {
            let is_nothing = json::is_null(value) || NOTHING.contains(value);
            !is_nothing && is_one_of(name, &["error", "errors", "exceptionMessage", "traceId"])
        })
    }

    /// Whether the object has a message, and otherwise only properties that errors have.
    fn is_message(&self) -> bool {
        const BESIDE: [&str; 10] = [
            "status",
            "statusCode",
            "code",
            "type",
            "detail",
            "instance",
            "messageDetail",
            "timestamp",
            "path",
            "requestId",
        ];
        const MESSAGE: [&str; 2] = ["message", "title"];
        let mut names = self.members.iter().map(|(name, _)| *name);
        names.clone().any(|name| is_one_of(name, &MESSAGE))
            && names.all(|name| is_one_of(name, &MESSAGE) || is_one_of(name, &BESIDE))
    }

    /// The HTTP status in an error.
    pub(crate) fn http_status(&self) -> Option<i64> {
        self.members.iter().find_map(|(name, value)| {
            let number = json::number::integer(value)?;
            let is_status = is_one_of(name, &["status", "statusCode", "code"]);
            (is_status && (100..600).contains(&number)).then_some(number)
        })
    }

    /// The names of the first properties, for the ledger. A name may be a person's, so a name that a program
    /// would not use is masked, as values are.
    pub(crate) fn names(&self) -> String {
        const SHOWN: usize = 8;
        let names = self.members.iter().take(SHOWN);
        let mut shown: Vec<String> = names
            .map(|(name, _)| format!("`{}`", shown_name(&text::member_name(name))))
            .collect();
        if self.members.len() > SHOWN {
            shown.push("…".to_owned());
        }
        shown.join(", ")
    }
}

/// A session and its history as members of one object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair<'a> {
    /// The `id` of the session.
    pub(crate) id: Slot<'a>,
    pub(crate) history: Nested<'a>,
}

/// The most levels of nested arrays and envelopes whose first element is examined.
const MOST_ARRAYS: u32 = 4;

fn is_one_of(name: &[u8], names: &[&str]) -> bool {
    Folded::new(&text::member_name(name)).is_some_and(|folded| folded.is_one_of(names))
}

/// The name if it has at most 30 characters that programs use, else its masked beginning.
fn shown_name(name: &[u8]) -> String {
    const LONGEST: usize = 30;
    let name = String::from_utf8_lossy(name);
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-$".contains(letter);
    let length = name.chars().count();
    if length <= LONGEST && name.chars().all(is_plain) {
        return name.into_owned();
    }
    let mut shown: String = name.chars().take(LONGEST).map(json::masked).collect();
    if length > LONGEST {
        shown.push('…');
    }
    shown
}

/// Whether an object is an event: it has `activityType` and `timestamp`.
pub(crate) fn is_event(scanner: Scanner<'_>, object: &[u8]) -> bool {
    let (mut has_activity, mut has_timestamp) = (false, false);
    let mut members = Members::new(scanner, object);
    while let Ok(Some(member)) = members.next() {
        has_activity |= is_one_of(member.name, &["activityType"]);
        has_timestamp |= is_one_of(member.name, &["timestamp"]);
        if has_activity && has_timestamp {
            return true;
        }
    }
    false
}

/// Whether the first element of a list is an event.
pub(crate) fn begins_with_event<'a>(scanner: Scanner<'a>, list: List<'a>) -> bool {
    let first = list.first(scanner);
    first.is_some_and(|first| first.first() == Some(&b'{') && is_event(scanner, first))
}

/// The history in a value that is keyed by a session id: a list of events, or an empty array.
pub(crate) fn history_in_map<'a>(scanner: Scanner<'a>, value: &'a [u8]) -> Option<List<'a>> {
    let list = loose::events(scanner, value)?;
    let is_empty = matches!(list.elements(scanner).next(), Ok(None));
    (is_empty || begins_with_event(scanner, list)).then_some(list)
}

/// Whether an incomplete array begins with an event.
pub(crate) fn begins_history<'a>(scanner: Scanner<'a>, value: &'a [u8]) -> bool {
    value.first() == Some(&b'[') && begins_with_event(scanner, List::Array(value))
}

/// Whether a value may contain records: it is an object, or an array with an object or array in it.
pub(crate) fn is_looked_into(scanner: Scanner<'_>, value: &[u8]) -> bool {
    match value.first() {
        Some(b'{') => true,
        Some(b'[') => {
            let mut elements = Elements::new(scanner, value);
            loop {
                match elements.next() {
                    Ok(Some(element)) if json::is_nested(element) => return true,
                    Ok(Some(_)) => {}
                    Ok(None) => return false,
                    // The reader of the array reports the error.
                    Err(Malformed) => return true,
                }
            }
        }
        _ => false,
    }
}

/// Whether the bytes after the last complete member are the beginning of the next one.
fn is_cut_between_members(rest: &[u8]) -> bool {
    let rest = loose::trim_blanks(rest);
    let rest = loose::trim_blanks(rest.strip_prefix(b",").unwrap_or(rest));
    // A name that does not end, or a name without its value.
    match rest {
        [] => true,
        [b'"', name @ ..] => match memchr::memchr(b'"', name) {
            None => !name.contains(&b'\n'),
            Some(end) => matches!(loose::trim_blanks(&name[end + 1..]), b"" | b":"),
        },
        _ => false,
    }
}

/// Whether a value is valid JSON up to the end of the text.
pub(crate) fn is_only_cut<'a>(scanner: Scanner<'a>, value: &'a [u8]) -> bool {
    let mut value = value;
    loop {
        let rest = match value.first() {
            Some(b'{') => {
                let Some(object) = Object::of_beginning(scanner, value) else {
                    return false;
                };
                match object.members.last() {
                    Some((_, last)) if object.is_unfinished => *last,
                    _ => return true,
                }
            }
            Some(b'[') => {
                let mut elements = Elements::new(scanner, value);
                while let Ok(Some(_)) = elements.next() {}
                let rest = loose::trim_blanks(elements.rest());
                match rest {
                    [] => return true,
                    [b',', rest @ ..] => loose::trim_blanks(rest),
                    _ if elements.has_begun() => return false,
                    rest => rest,
                }
            }
            _ => return true,
        };
        value = rest;
    }
}

/// The part that can be saved of an object that is cut short or whose brackets do not match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remains {
    /// The array of an envelope begins at `array`; `is_more` if the members before it may contain records.
    Envelope { array: usize, is_more: bool },
    /// The complete members can be saved, if the text ends inside the object.
    Whole,
}

/// Finds the part that can be saved of an object without an end.
pub(crate) fn remains<'a>(scanner: Scanner<'a>, object: &'a [u8]) -> Option<Remains> {
    let beginning = Object::of_beginning(scanner, object)?;
    if let Some((_, [b'"', text @ ..])) = beginning.members.last()
        && beginning.is_unfinished
        && text.contains(&b'\n')
    {
        // A quote is missing, so the next line belongs to another value.
        return None;
    }
    match beginning.shape(false) {
        Shape::Envelope(envelope) => {
            let ((_, last), before) = beginning.members.split_last()?;
            let is_last = std::ptr::eq(*last, envelope.value) && beginning.is_unfinished;
            Some(if is_last {
                Remains::Envelope {
                    array: object.len() - last.len(),
                    is_more: before
                        .iter()
                        .any(|(_, value)| is_looked_into(scanner, value)),
                }
            } else {
                Remains::Whole
            })
        }
        Shape::Map | Shape::Unknown => Some(Remains::Whole),
        _ => None,
    }
}

/// Whether a list has an element.
pub(crate) fn has_elements<'a>(scanner: Scanner<'a>, list: List<'a>) -> bool {
    list.first(scanner).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::wire::LayoutOf;
    use super::*;
    use crate::json::index::Index;

    /// The shape of a record, and the array in it.
    fn shape(text: &str, is_inside: bool) -> String {
        let index = Index::new(text.as_bytes());
        let scanner = Scanner::new(text.as_bytes(), &index);
        let object = Object::new(scanner, text.as_bytes()).unwrap();
        let shape = object.shape(is_inside);
        let slots = RecordSlots::new(scanner, text.as_bytes(), &mut LayoutOf::default()).unwrap();
        match (slots.plain_shape(), shape) {
            (None, _)
            | (Some(PlainShape::Event), Shape::Event)
            | (Some(PlainShape::Session), Shape::Session(_))
            | (Some(PlainShape::WrappedHistory(_)), Shape::WrappedHistory(_)) => {}
            (plain, shape) => assert!(is_inside, "{text} is {shape:?}, and plainly {plain:?}"),
        }
        let array = |nested: Nested<'_>| String::from_utf8_lossy(nested.value).into_owned();
        match shape {
            Shape::WrappedHistory(nested) => format!("WrappedHistory {}", array(nested)),
            Shape::Envelope(nested) => format!("Envelope {}", array(nested)),
            Shape::Session(Some(nested)) => format!("Session {}", array(nested)),
            Shape::Session(None) => "Session".to_owned(),
            shape => format!("{shape:?}"),
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(shape(text, false), expected, "{text}");
    }

    const EVENT: &str = r#"{"activityType":1,"timestamp":2}"#;

    #[test]
    fn a_record_is_what_its_properties_say() {
        for text in [
            r#"{"id":1,"created":null}"#,
            r#"{"Channel":"Chat","STATUS":"CLOSED"}"#,
            r#"{"id":1,"created":"x","data":[1]}"#,
            r#"{"id":1,"status":2,"routingHistory":null}"#,
            r#"{"guest":{},"url":""}"#,
            r#"{"created":1,"guest_left_session":null,"name":"x","mode":2,"email":""}"#,
        ] {
            check(text, "Session");
        }
        for text in [
            r#"{"mode":"dark","id":1}"#,
            r#"{"id":1,"name":"x","mode":null,"type":1}"#,
        ] {
            check(text, "Campaign");
        }
        check(r#"{"username":null}"#, "User");
        check(r#"{"id":1,"created":1,"email":"","name":"x"}"#, "User");
        check(r#"{"name":"x","type":"NORMAL","created":1}"#, "Group");
        check(r#"{"id":1,"name":"x","tags":[1]}"#, "Department");
        check(EVENT, "Event");
        for text in [
            r#"{"status":404}"#,
            "{}",
            r#"{"routingHistory":null}"#,
            r#"{"name":"x"}"#,
            r#"{"id":1,"name":"x","departmentId":2}"#,
            r#"{"id":1,"name":"x","of":[[]]}"#,
            r#"{"id":1,"name":"x","of":{}}"#,
            r#"{"_id":1,"$created":2,"-status":3}"#,
        ] {
            check(text, "Unknown");
        }
    }

    #[test]
    fn another_answer_of_the_api_is_known_by_a_property_that_no_wanted_one_has() {
        for text in [
            r#"{"id":1,"created":"x","status":"x","subject":null}"#,
            r#"{"THREAD_ID":1,"operators":[]}"#,
            r#"{"eventType":"x","data":{"id":1,"created":1}}"#,
            r#"{"eventType":"x","data":[{"id":1,"name":"x"}]}"#,
            r#"{"eventType":"x","data":[]}"#,
        ] {
            check(text, "OtherAnswer");
        }
        check(
            r#"{"subject":"x","data":[{"id":1,"created":1}]}"#,
            r#"Envelope [{"id":1,"created":1}]"#,
        );
    }

    #[test]
    fn a_session_that_is_looked_for_inside_of_something_has_a_creation() {
        assert_eq!(shape(r#"{"id":1,"status":2}"#, true), "Unknown");
        assert_eq!(shape(r#"{"id":1,"created":2}"#, true), "Session");
    }

    #[test]
    fn an_array_beside_an_id_is_a_wrapped_history_or_an_envelope() {
        check(
            r#"{"sessionId":1,"routingHistory":[]}"#,
            "WrappedHistory []",
        );
        check(r#"{"id":1,"routingHistory":[2]}"#, "WrappedHistory [2]");
        check(
            &format!(r#"{{"session_id":1,"a":[1],"b":[{EVENT}]}}"#),
            &format!("WrappedHistory [{EVENT}]"),
        );
        check(
            &format!(r#"{{"sessionId":1,"routingHistory":{EVENT}}}"#),
            &format!("WrappedHistory {EVENT}"),
        );
        check(r#"{"sessionId":1,"routingHistory":{}}"#, "Unknown");
        check(r#"{"sessionId":1,"data":[]}"#, "Envelope []");
        check(
            &format!(r#"{{"sessionId":1,"data":[{EVENT}]}}"#),
            &format!("WrappedHistory [{EVENT}]"),
        );
        for name in ["data", "items", "value", "sessions", "Items"] {
            let page = r#"[{"id":1,"created":1}]"#;
            check(
                &format!(r#"{{"id":1,"created":1,"status":"done","{name}":{page}}}"#),
                &format!("Envelope {page}"),
            );
            check(
                &format!(r#"{{"{name}":[[{{"subject":1}}]]}}"#),
                r#"Envelope [[{"subject":1}]]"#,
            );
            check(&format!(r#"{{"{name}":[1]}}"#), "Unknown");
        }
        check(r#"{"data":[1],"items":[]}"#, "Envelope []");
    }

    #[test]
    fn a_session_has_its_history_under_any_name_that_begins_with_an_event() {
        for text in [
            r#"{"id":1,"created":2,"routingHistory":[]}"#.to_owned(),
            r#"{"id":1,"created":2,"operators":[{}],"routingHistory":[]}"#.to_owned(),
        ] {
            check(&text, "Session []");
        }
        check(
            &format!(r#"{{"id":1,"created":2,"operators":[{{}}],"timeline":[{EVENT}]}}"#),
            &format!("Session [{EVENT}]"),
        );
    }

    #[test]
    fn a_map_has_ids_for_names() {
        for text in [
            format!(r#"{{"1":[{EVENT}],"note":2}}"#),
            format!(r#"{{"1":{EVENT}}}"#),
            r#"{"1":[],"2":null}"#.to_owned(),
            r#"{"1":{"value":[],"Count":0}}"#.to_owned(),
        ] {
            check(&text, "Map");
        }
        for text in [
            r#"{"1":[],"a":null}"#,
            r#"{"1":[1]}"#,
            r#"{"-1":[]}"#,
            r#"{"1":{}}"#,
        ] {
            check(text, "Unknown");
        }
    }

    #[test]
    fn names_are_told_of_programs_and_masked_of_people() {
        let names = |text: &str| {
            let index = Index::new(text.as_bytes());
            let scanner = Scanner::new(text.as_bytes(), &index);
            Object::new(scanner, text.as_bytes()).unwrap().names()
        };
        assert_eq!(names(r#"{"a_b":1,"$c-D":2}"#), "`a_b`, `$c-D`");
        assert_eq!(names(r#"{"Jan Novák 7":1}"#), "`xxx xxxxx 9`");
        let long = format!(r#"{{"{}":1}}"#, "a".repeat(31));
        assert_eq!(names(&long), format!("`{}…`", "x".repeat(30)));
        let many = r#"{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1}"#;
        assert_eq!(names(many), "`a`, `b`, `c`, `d`, `e`, `f`, `g`, `h`, …");
    }

    #[test]
    fn of_a_broken_object_an_envelope_or_what_is_whole_can_be_saved() {
        let of = |text: &str| {
            let index = Index::new(text.as_bytes());
            remains(Scanner::new(text.as_bytes(), &index), text.as_bytes())
        };
        let session = r#"{"id":1,"created":2}"#;
        assert_eq!(
            of(&format!(r#"{{"total":1,"value":[{session},{{"#)),
            Some(Remains::Envelope {
                array: 19,
                is_more: false
            })
        );
        assert_eq!(
            of(&format!(r#"{{"id":1,"users":[{{}}],"value":[{session},{{"#)),
            Some(Remains::Envelope {
                array: 29,
                is_more: true
            })
        );
        assert_eq!(of(r#"{"id":1,"created":2,"value":[{"a"#), None);
        assert_eq!(
            of(r#"{"value":[{"id":1,"operators":["#),
            Some(Remains::Envelope {
                array: 9,
                is_more: false
            })
        );
        assert_eq!(
            of(&format!(r#"{{"1":[],"2":[{EVENT}],"3":[{{"#)),
            Some(Remains::Whole)
        );
        assert_eq!(
            of(&format!(r#"{{"results":[{session},"#)),
            Some(Remains::Whole)
        );
        assert_eq!(of(r#"{"created":1,"operators":[{"userId":1},"#), None);
        assert_eq!(of(r#"{"sessionId":1,"routingHistory":[{"#), None);
        assert_eq!(of(r#"{"id":1,"created":1,"ope"#), None);
        assert_eq!(of("{"), Some(Remains::Whole));
        assert_eq!(of("{\"id\":1,\"crea\n{\"id\":2,\"created\":1}"), None);
    }

    #[test]
    fn what_is_only_cut_is_written_as_json_up_to_there() {
        let is = |text: &str| {
            let index = Index::new(text.as_bytes());
            is_only_cut(Scanner::new(text.as_bytes(), &index), text.as_bytes())
        };
        for text in [
            "{",
            "{\"a\":[",
            "{\"a\":[{},\n{\"b\":",
            "{\"a\":{\"b\":1,\"c\"",
            "{\"a\":[1,[2,3],[",
            "{\"a\":\"x",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "{\"a\":[{}\n{\"b\":",
            "{\"a\":1 \"b\":[",
            "{\"a\":[{\"b\":1}{",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
