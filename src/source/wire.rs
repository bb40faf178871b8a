//! The property names of the API's answers, and the slots that their values are put into.
//!
//! A record is walked once; each value that some rule may need is remembered as a slice. What kind
//! of answer the record is, follows from the slots that are filled.

use super::json::Malformed;
use super::json::scan::Scanner;
use super::json::walk::{LooseMembers, Members};

/// A member's value as it stands in the record.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Slot<'a> {
    raw: Option<&'a [u8]>,
    camel_case: bool,
}

impl<'a> Slot<'a> {
    /// The name in camelCase wins over that in `PascalCase`; of equal names the last.
    pub(super) fn fill(&mut self, name: &[u8], raw: &'a [u8]) {
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
            pub(super) fn slot(&mut self, name: &[u8]) -> Option<&mut Slot<'a>> {
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

#[cfg(test)]
mod tests {
    use super::super::json::index::Index;
    use super::*;

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
