//! The property names of the API's answers, and the slots that their values are put into.
//!
//! A record is walked once; each value that some rule may need is remembered as a slice. What kind
//! of answer the record is, follows from the slots that are filled.

use super::json::Malformed;
use super::json::scan::Scanner;
use super::json::walk::{Elements, LooseMembers, Members};

/// A member's value as it stands in the record.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Slot<'a> {
    raw: Option<&'a [u8]>,
    camel_case: bool,
}

impl<'a> Slot<'a> {
    /// The name in camelCase wins over that in `PascalCase`; of equal names the last.
    fn fill(&mut self, name: &[u8], raw: &'a [u8]) {
        let camel_case = name.first().is_some_and(u8::is_ascii_lowercase);
        if camel_case || !self.camel_case {
            *self = Self {
                raw: Some(raw),
                camel_case,
            };
        }
    }

    /// Whether the property is there, even as null.
    pub(crate) const fn is_there(self) -> bool {
        self.raw.is_some()
    }

    /// The value; `None` if it is missing or null.
    pub(crate) fn raw(self) -> Option<&'a [u8]> {
        self.raw.filter(|&raw| raw != b"null")
    }

    /// The value if it is an array.
    pub(crate) fn array(self) -> Option<&'a [u8]> {
        self.raw.filter(|raw| raw.first() == Some(&b'['))
    }

    /// The value if it is an object.
    pub(crate) fn object(self) -> Option<&'a [u8]> {
        self.raw.filter(|raw| raw.first() == Some(&b'{'))
    }
}

macro_rules! slots {
    ($(#[$doc:meta])* $name:ident { $($slot:ident $camel:literal $pascal:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default)]
        pub(crate) struct $name<'a> {
            $(pub(crate) $slot: Slot<'a>,)+
        }

        impl<'a> $name<'a> {
            fn slot(&mut self, name: &[u8]) -> Option<&mut Slot<'a>> {
                match name {
                    $($camel | $pascal => Some(&mut self.$slot),)+
                    _ => None,
                }
            }

            /// The slots of an object slice.
            pub(crate) fn of(
                scanner: Scanner<'a>,
                object: &'a [u8],
            ) -> Result<Self, Malformed> {
                let mut slots = Self::default();
                let mut members = Members::new(scanner, object);
                while let Some(member) = members.next()? {
                    if let Some(slot) = slots.slot(member.name) {
                        slot.fill(member.name, member.value);
                    } else if let Some(name) = member.unescaped(scanner)
                        && let Some(slot) = slots.slot(&name)
                    {
                        slot.fill(&name, member.value);
                    }
                }
                Ok(slots)
            }
        }
    };
}

slots! {
    /// Every property that tells the kinds of answers apart, or is needed of one of them.
    RecordSlots {
        // sessions
        id b"id" b"Id",
        company_id b"companyId" b"CompanyId",
        department_id b"departmentId" b"DepartmentId",
        guest b"guest" b"Guest",
        channel b"channel" b"Channel",
        source b"source" b"Source",
        status b"status" b"Status",
        av_support b"avSupport" b"AvSupport",
        direct_call_number b"directCallNumber" b"DirectCallNumber",
        phone_callback_number b"phoneCallbackNumber" b"PhoneCallbackNumber",
        is_direct_chat b"isDirectChat" b"IsDirectChat",
        url b"url" b"Url",
        widget b"widget" b"Widget",
        operators b"operators" b"Operators",
        reviewers b"reviewers" b"Reviewers",
        entered_queue b"enteredQueue" b"EnteredQueue",
        created b"created" b"Created",
        guest_joined b"guestJoined" b"GuestJoined",
        started b"started" b"Started",
        ended b"ended" b"Ended",
        waited b"waited" b"Waited",
        length b"length" b"Length",
        blacklisted b"blacklisted" b"Blacklisted",
        auto_accepted b"autoAccepted" b"AutoAccepted",
        phone_callback_dialed b"phoneCallbackDialed" b"PhoneCallbackDialed",
        activities b"activities" b"Activities",
        tags b"tags" b"Tags",
        chatbots b"chatbots" b"Chatbots",
        feedback_stars b"guestFeedbackStars" b"GuestFeedbackStars",
        feedback_scale b"guestFeedbackScale" b"GuestFeedbackScale",
        feedback_text b"guestFeedbackText" b"GuestFeedbackText",
        feedback_custom_fields b"guestFeedbackCustomFields" b"GuestFeedbackCustomFields",
        recordings b"recordings" b"Recordings",
        recordings_state b"recordingsState" b"RecordingsState",
        guest_left_session b"guestLeftSession" b"GuestLeftSession",
        outbound_dial_result b"outboundDialResult" b"OutboundDialResult",
        campaign_id b"campaignId" b"CampaignId",
        // wrapped histories and envelopes
        session_id b"sessionId" b"SessionId",
        routing_history b"routingHistory" b"RoutingHistory",
        data b"data" b"Data",
        items b"items" b"Items",
        value b"value" b"Value",
        sessions b"sessions" b"Sessions",
        // campaigns, users, groups, departments
        mode b"mode" b"Mode",
        name b"name" b"Name",
        kind b"type" b"Type",
        first_name b"firstName" b"FirstName",
        last_name b"lastName" b"LastName",
        username b"username" b"Username",
        email b"email" b"Email",
        // routing events
        activity_type b"activityType" b"ActivityType",
        timestamp b"timestamp" b"Timestamp",
        routing_request_id b"routingRequestId" b"RoutingRequestId",
        group b"group" b"Group",
        operator b"operator" b"Operator",
        forwarded_by_operator b"forwardedByOperator" b"ForwardedByOperator",
    }
}

slots! {
    /// A routing event where nothing else is expected.
    EventSlots {
        activity_type b"activityType" b"ActivityType",
        timestamp b"timestamp" b"Timestamp",
        routing_request_id b"routingRequestId" b"RoutingRequestId",
        group b"group" b"Group",
        operator b"operator" b"Operator",
        forwarded_by_operator b"forwardedByOperator" b"ForwardedByOperator",
    }
}

slots! {
    /// A user in a session or a routing event.
    PersonSlots {
        user_id b"userId" b"UserId",
        user_name b"userName" b"UserName",
        first_name b"firstName" b"FirstName",
        last_name b"lastName" b"LastName",
        joined b"joined" b"Joined",
        left b"left" b"Left",
        concluded b"concluded" b"Concluded",
    }
}

slots! {
    /// A group in a routing event.
    GroupSlots {
        id b"id" b"Id",
        name b"name" b"Name",
    }
}

/// Whether an entry of a session's trail may be its end: whether it has a property `type` that is
/// not plainly another one.
pub(crate) fn may_be_session_end(scanner: Scanner<'_>, object: &[u8]) -> bool {
    const NAME: &[u8] = b"SessionEnded";
    let has_escapes = scanner.may_have_escape(object, 0, object.len());
    let mut members = LooseMembers::new(scanner, object);
    while let Some((name, value)) = members.next() {
        let is_type = match name {
            b"type" | b"Type" => true,
            [] | [_] | [_, _] | [_, _, _] | [_, _, _, _] => false,
            _ => has_escapes && name.contains(&b'\\'),
        };
        if !is_type {
            continue;
        }
        let is_other = match value.strip_prefix(b"\"") {
            Some(text) => {
                let is_long = text
                    .get(..NAME.len())
                    .is_some_and(|text| text.eq_ignore_ascii_case(NAME) || text.contains(&b'\\'));
                !is_long
            }
            None => value.first().is_none_or(|byte| !byte.is_ascii_digit()),
        };
        if !is_other {
            return true;
        }
    }
    false
}

slots! {
    /// An entry of a session's trail.
    ActivitySlots {
        kind b"type" b"Type",
        time b"time" b"Time",
        termination_reason b"terminationReason" b"TerminationReason",
    }
}

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
        let is_named = self.name.is_there()
            || self.mode.is_there()
            || self.username.is_there()
            || self.email.is_there();
        if self.activity_type.is_there() && self.timestamp.is_there() {
            return Shape::Event;
        }
        let has_session_frame = !is_named && self.id.is_there() && self.created.is_there();
        if let Some(array) = self.envelope()
            && !has_session_frame
        {
            return Shape::Envelope(array);
        }
        if !is_named && self.session_properties() >= 2 {
            return Shape::Session;
        }
        if let Some(history) = self.routing_history.array() {
            return Shape::WrappedHistory(history);
        }
        if self.mode.is_there() {
            Shape::Campaign
        } else if self.username.is_there() || self.email.is_there() {
            Shape::User
        } else if self.name.is_there() && self.kind.is_there() {
            Shape::Group
        } else if self.name.is_there() {
            Shape::Department
        } else {
            Shape::Unrecognised
        }
    }

    fn envelope(&self) -> Option<&'a [u8]> {
        [self.data, self.items, self.value, self.sessions]
            .into_iter()
            .find_map(Slot::array)
    }

    /// How many of a session's own properties are there, its history aside.
    fn session_properties(&self) -> usize {
        let own = [
            self.id,
            self.company_id,
            self.department_id,
            self.guest,
            self.channel,
            self.source,
            self.status,
            self.av_support,
            self.direct_call_number,
            self.phone_callback_number,
            self.is_direct_chat,
            self.url,
            self.widget,
            self.operators,
            self.reviewers,
            self.entered_queue,
            self.created,
            self.guest_joined,
            self.started,
            self.ended,
            self.waited,
            self.length,
            self.blacklisted,
            self.auto_accepted,
            self.phone_callback_dialed,
            self.activities,
            self.tags,
            self.chatbots,
            self.feedback_stars,
            self.feedback_scale,
            self.feedback_text,
            self.feedback_custom_fields,
            self.recordings,
            self.recordings_state,
            self.guest_left_session,
            self.outbound_dial_result,
            self.campaign_id,
        ];
        own.into_iter().filter(|slot| slot.is_there()).count()
    }
}

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
                if let Some(slot) = slots.slot(member.name) {
                    slot.fill(member.name, member.value);
                } else if is_history(member.name, member.value) {
                    whole = Some(members.position());
                }
            }
            Ok(None) => return None,
            Err(Malformed) => break,
        }
    }
    let is_session = slots.id.is_there() && slots.created.is_there();
    if let Some((name, start)) = members.unfinished()
        && object.get(start) == Some(&b'[')
        && !is_session
    {
        let mut cut = RecordSlots::default();
        if let Some(slot) = cut.slot(name) {
            slot.fill(name, &object[start..]);
        }
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
    use super::*;

    /// The shape of a record, and the array in it.
    fn shape(text: &str) -> (String, String) {
        let index = Index::of(text.as_bytes());
        let scanner = Scanner::new(text.as_bytes(), &index);
        let shape = RecordSlots::of(scanner, text.as_bytes()).unwrap().shape();
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

    #[test]
    fn camel_case_wins_and_of_equal_names_the_last() {
        let id = |text: &'static str| {
            let index = Index::of(text.as_bytes());
            let scanner = Scanner::new(text.as_bytes(), &index);
            let raw = RecordSlots::of(scanner, text.as_bytes()).unwrap().id.raw();
            raw.map(<[u8]>::to_vec)
        };
        let written = |text: &str| Some(text.as_bytes().to_vec());
        assert_eq!(id(r#"{"id":1,"Id":2}"#), written("1"));
        assert_eq!(id(r#"{"Id":2,"id":1}"#), written("1"));
        assert_eq!(id(r#"{"Id":2,"Id":3}"#), written("3"));
        assert_eq!(id(r#"{"id":2,"id":3,"Id":4}"#), written("3"));
        assert_eq!(id(r#"{"ID":2}"#), None);
        assert_eq!(id(r#"{"id":null}"#), None);
    }
}
