//! What a record is, by the properties that it has, and what can be saved of a broken one.

use super::json::Malformed;
use super::json::scan::Scanner;
use super::json::walk::{Elements, Members};
use super::wire::{RecordNumber, RecordSlots, Slot};

/// What a record is, by the properties that it has (section 1, Shapes).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape<'a> {
    Session,
    Event,
    /// A history with the id of its session beside it.
    WrappedHistory(&'a [u8]),
    /// An array that stands for itself.
    Envelope(&'a [u8]),
    Campaign,
    User,
    Group,
    Department,
    Unrecognised,
}

impl<'a> RecordSlots<'a> {
    /// The shape of the record these slots are of.
    pub(crate) fn shape(&self) -> Shape<'a> {
        let is_named = self.name().is_there()
            || self.mode().is_there()
            || self.username().is_there()
            || self.email().is_there();
        if self.activity_type().is_there() && self.timestamp().is_there() {
            return Shape::Event;
        }
        let has_session_frame = !is_named && self.id().is_there() && self.created().is_there();
        if let Some(array) = self.envelope()
            && !has_session_frame
        {
            return Shape::Envelope(array);
        }
        if !is_named && self.has_session_properties() {
            return Shape::Session;
        }
        if let Some(history) = self.routing_history().array() {
            return Shape::WrappedHistory(history);
        }
        if self.mode().is_there() {
            Shape::Campaign
        } else if self.username().is_there() || self.email().is_there() {
            Shape::User
        } else if self.name().is_there() && self.kind().is_there() {
            Shape::Group
        } else if self.name().is_there() {
            Shape::Department
        } else {
            Shape::Unrecognised
        }
    }

    fn envelope(&self) -> Option<&'a [u8]> {
        [self.data(), self.items(), self.value(), self.sessions()]
            .into_iter()
            .find_map(Slot::array)
    }

    /// Whether at least two of a session's own properties are there, its history aside.
    fn has_session_properties(&self) -> bool {
        let there = SESSION_PROPERTIES
            .iter()
            .filter(|&&property| self.get(property).is_there());
        there.take(2).count() == 2
    }
}

const SESSION_PROPERTIES: [RecordNumber; 37] = [
    RecordNumber::id,
    RecordNumber::company_id,
    RecordNumber::department_id,
    RecordNumber::guest,
    RecordNumber::channel,
    RecordNumber::source,
    RecordNumber::status,
    RecordNumber::av_support,
    RecordNumber::direct_call_number,
    RecordNumber::phone_callback_number,
    RecordNumber::is_direct_chat,
    RecordNumber::url,
    RecordNumber::widget,
    RecordNumber::operators,
    RecordNumber::reviewers,
    RecordNumber::entered_queue,
    RecordNumber::created,
    RecordNumber::guest_joined,
    RecordNumber::started,
    RecordNumber::ended,
    RecordNumber::waited,
    RecordNumber::length,
    RecordNumber::blacklisted,
    RecordNumber::auto_accepted,
    RecordNumber::phone_callback_dialed,
    RecordNumber::activities,
    RecordNumber::tags,
    RecordNumber::chatbots,
    RecordNumber::feedback_stars,
    RecordNumber::feedback_scale,
    RecordNumber::feedback_text,
    RecordNumber::feedback_custom_fields,
    RecordNumber::recordings,
    RecordNumber::recordings_state,
    RecordNumber::guest_left_session,
    RecordNumber::outbound_dial_result,
    RecordNumber::campaign_id,
];

/// The name of a member that is an integer, and the array behind it.
pub(crate) type MapEntry<'a> = (&'a [u8], &'a [u8]);

/// The histories of a map `{"123": [...], "124": [...]}`: the members whose name is an integer and
/// whose value is an array.
pub(crate) fn history_map<'a>(
    scanner: Scanner<'a>,
    object: &'a [u8],
) -> Result<Vec<MapEntry<'a>>, Malformed> {
    let mut found = Vec::new();
    let mut members = Members::new(scanner, object);
    loop {
        match members.next() {
            Ok(Some(member)) if is_history(member.name, member.value) => {
                found.push((member.name, member.value));
            }
            Ok(Some(_)) => {}
            Ok(None) => return Ok(found),
            // The whole members of a map that was cut short come without the closing brace.
            Err(Malformed) if members.position() == object.len() => return Ok(found),
            Err(Malformed) => return Err(Malformed),
        }
    }
}

/// What can be saved of an object that is cut short, or whose brackets do not match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remains {
    /// The array of an envelope begins here.
    Envelope(usize),
    /// The histories of a map are whole up to here.
    Map(usize),
}

/// Looks for what can be saved of a broken object.
pub(crate) fn remains(scanner: Scanner<'_>, object: &[u8]) -> Option<Remains> {
    let mut slots = RecordSlots::default();
    let mut members = Members::new(scanner, object);
    let mut whole = None;
    loop {
        match members.next() {
            Ok(Some(member)) => {
                let is_known = slots.put(member.name, member.value);
                if !is_known && is_history(member.name, member.value) {
                    whole = Some(members.position());
                }
            }
            Ok(None) => return None,
            Err(Malformed) => break,
        }
    }
    let is_session = slots.id().is_there() && slots.created().is_there();
    if let Some((name, start)) = members.unfinished()
        && object.get(start) == Some(&b'[')
        && !is_session
    {
        let mut cut = RecordSlots::default();
        cut.put(name, &object[start..]);
        if cut.envelope().is_some() {
            return Some(Remains::Envelope(start));
        }
    }
    whole.map(Remains::Map)
}

fn is_history(name: &[u8], value: &[u8]) -> bool {
    let digits = name.strip_prefix(b"-").unwrap_or(name);
    let is_integer = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    is_integer && value.first() == Some(&b'[')
}

/// Whether an array has at least one element.
pub(crate) fn has_elements(scanner: Scanner<'_>, array: &[u8]) -> bool {
    matches!(Elements::new(scanner, array).next(), Ok(Some(_)))
}

#[cfg(test)]
mod tests {
    use super::super::json::index::Index;
    use super::super::wire::LayoutOf;
    use super::*;

    /// The shape of a record, and the array in it.
    fn shape(text: &str) -> (String, String) {
        let index = Index::of(text.as_bytes());
        let scanner = Scanner::new(text.as_bytes(), &index);
        let shape = RecordSlots::of(scanner, text.as_bytes(), &mut LayoutOf::default())
            .unwrap()
            .shape();
        let (name, array) = match shape {
            Shape::WrappedHistory(array) => ("WrappedHistory".to_owned(), array),
            Shape::Envelope(array) => ("Envelope".to_owned(), array),
            shape => (format!("{shape:?}"), &b""[..]),
        };
        (name, String::from_utf8_lossy(array).into_owned())
    }

    #[track_caller]
    fn check(text: &str, name: &str, array: &str) {
        assert_eq!(shape(text), (name.to_owned(), array.to_owned()), "{text}");
    }

    #[test]
    fn a_record_is_what_its_properties_say() {
        for text in [
            r#"{"id":1,"created":null}"#,
            r#"{"Channel":"Chat","Status":"CLOSED"}"#,
            r#"{"id":1,"created":"x","data":[1]}"#,
            r#"{"id":1,"status":2,"routingHistory":[]}"#,
            r#"{"guest":{},"url":""}"#,
        ] {
            check(text, "Session", "");
        }
        for text in [
            r#"{"mode":"dark"}"#,
            r#"{"id":1,"name":"x","mode":null,"type":1}"#,
        ] {
            check(text, "Campaign", "");
        }
        check(r#"{"username":null}"#, "User", "");
        check(r#"{"id":1,"created":1,"email":"","name":"x"}"#, "User", "");
        check(r#"{"name":"x","type":"NORMAL","created":1}"#, "Group", "");
        check(r#"{"id":1,"name":"x"}"#, "Department", "");
        check(r#"{"activityType":null,"timestamp":null}"#, "Event", "");
        for text in [r#"{"status":404}"#, "{}", r#"{"routingHistory":null}"#] {
            check(text, "Unrecognised", "");
        }
    }

    #[test]
    fn an_array_beside_an_id_is_a_wrapped_history_or_an_envelope() {
        check(
            r#"{"sessionId":1,"routingHistory":[]}"#,
            "WrappedHistory",
            "[]",
        );
        check(r#"{"id":1,"routingHistory":[2]}"#, "WrappedHistory", "[2]");
        for name in ["data", "items", "value", "sessions", "Items"] {
            check(&format!(r#"{{"total":1,"{name}":[1]}}"#), "Envelope", "[1]");
        }
    }

    #[test]
    fn of_a_broken_object_an_envelope_or_the_histories_of_a_map_can_be_saved() {
        let of = |text: &str| {
            let index = Index::of(text.as_bytes());
            remains(Scanner::new(text.as_bytes(), &index), text.as_bytes())
        };
        assert_eq!(
            of(r#"{"total":1,"value":[{"id":1},{"#),
            Some(Remains::Envelope(19))
        );
        assert_eq!(of(r#"{"id":1,"created":2,"value":[{"#), None);
        assert_eq!(of(r#"{"1":[],"2":[{}],"3":[{"#), Some(Remains::Map(16)));
        assert_eq!(of(r#"{"id":1,"operators":[{"#), None);
        assert_eq!(of(r#"{"value":[1]"#), None);
        assert_eq!(of("{"), None);
    }
}
