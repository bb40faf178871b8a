//! The property names of the API's answers, and the slots that their values are put into.
//!
//! A record is walked once; each value that some rule may need is remembered as a slice. What kind
//! of answer the record is, follows from the slots that are filled.

use super::json::layout::Layout;
use super::json::scan::Scanner;
use super::json::walk::Members;
use super::json::{Malformed, text};

/// A member's value as it stands in the record.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Slot<'a>(Option<&'a [u8]>);

impl<'a> Slot<'a> {
    /// Of a value that is there.
    pub(crate) const fn of(raw: &'a [u8]) -> Self {
        Self(Some(raw))
    }

    /// Whether the property is there, even as null.
    pub(crate) const fn is_there(self) -> bool {
        self.0.is_some()
    }

    /// The value; `None` if it is missing or null.
    #[inline]
    pub(crate) fn raw(self) -> Option<&'a [u8]> {
        self.0.filter(|&raw| raw != b"null")
    }

    /// The value if it is an array.
    #[inline]
    pub(crate) fn array(self) -> Option<&'a [u8]> {
        self.0.filter(|raw| raw.first() == Some(&b'['))
    }

    /// The value if it is an object.
    #[inline]
    pub(crate) fn object(self) -> Option<&'a [u8]> {
        self.0.filter(|raw| raw.first() == Some(&b'{'))
    }
}

/// The slots of one kind of object, by number.
pub(crate) trait Number: Copy {
    fn get(self) -> usize;
}

/// What a name means: the slot, and whether it is in camelCase.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Property<K> {
    slot: K,
    is_camel: bool,
}

/// How objects of one kind are laid out.
pub(crate) type LayoutOf<K> = Layout<Option<Property<K>>>;

/// The values of an object's properties, each in the slot of its number.
#[derive(Clone, Copy, Debug)]
struct Slots<'a, const N: usize> {
    values: [Slot<'a>; N],
    /// One bit a slot: its value came with a name in camelCase.
    camel: u64,
}

impl<const N: usize> Default for Slots<'_, N> {
    fn default() -> Self {
        const { assert!(N <= 64) }
        Self {
            values: [Slot(None); N],
            camel: 0,
        }
    }
}

impl<'a, const N: usize> Slots<'a, N> {
    /// The name in camelCase wins over that in `PascalCase`; of equal names the last.
    #[inline]
    fn fill<K: Number>(&mut self, property: Property<K>, value: &'a [u8]) {
        let slot = property.slot.get();
        if property.is_camel || self.camel >> slot & 1 == 0 {
            self.values[slot] = Slot(Some(value));
            self.camel |= u64::from(property.is_camel) << slot;
        }
    }

    #[inline]
    fn read<K: Number>(
        &mut self,
        scanner: Scanner<'a>,
        object: &'a [u8],
        layout: &mut LayoutOf<K>,
        property: fn(&[u8]) -> Option<Property<K>>,
    ) -> Result<(), Malformed> {
        let mut members = Members::new(scanner, object);
        let mut next = 0;
        while let Some(meaning) = layout.next(&mut members, &mut next, |name| {
            property(&text::member_name(name))
        })? {
            let value = members.value()?;
            if let Some(property) = meaning {
                self.fill(property, value);
            }
        }
        Ok(())
    }
}

macro_rules! slots {
    ($(#[$doc:meta])* $name:ident of $number:ident { $($slot:ident $camel:literal $pascal:literal,)+ }) => {
        /// The numbers of the slots.
        #[expect(non_camel_case_types, reason = "they are named as the slots are")]
        #[derive(Clone, Copy, Debug)]
        pub(crate) enum $number { $($slot,)+ }

        impl Number for $number {
            fn get(self) -> usize {
                self as usize
            }
        }

        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default)]
        pub(crate) struct $name<'a>(Slots<'a, { [$($number::$slot),+].len() }>);

        impl<'a> $name<'a> {
            $(
                #[allow(dead_code, reason = "some properties only tell what kind the object is")]
                #[inline]
                pub(crate) const fn $slot(&self) -> Slot<'a> {
                    self.0.values[$number::$slot as usize]
                }
            )+

            /// The slot of a number.
            #[allow(dead_code, reason = "only records are asked by number")]
            pub(crate) const fn get(&self, number: $number) -> Slot<'a> {
                self.0.values[number as usize]
            }

            /// What a name means, if anything.
            fn property(name: &[u8]) -> Option<Property<$number>> {
                let slot = match name {
                    $($camel | $pascal => $number::$slot,)+
                    _ => return None,
                };
                let is_camel = name[0].is_ascii_lowercase();
                Some(Property { slot, is_camel })
            }

            /// Puts the value of a member into its slot; `false` if it has none.
            #[allow(dead_code, reason = "only broken records are filled by hand")]
            pub(crate) fn put(&mut self, name: &[u8], value: &'a [u8]) -> bool {
                let property = Self::property(&text::member_name(name));
                if let Some(property) = property {
                    self.0.fill(property, value);
                }
                property.is_some()
            }

            /// The slots of an object slice that is laid out as `layout` remembers.
            #[inline]
            pub(crate) fn of(
                scanner: Scanner<'a>,
                object: &'a [u8],
                layout: &mut LayoutOf<$number>,
            ) -> Result<Self, Malformed> {
                let mut slots = Self::default();
                slots.0.read(scanner, object, layout, Self::property)?;
                Ok(slots)
            }
        }
    };
}

/// How the objects met so far were laid out, kind by kind.
#[derive(Debug, Default)]
pub(crate) struct Layouts {
    pub(crate) record: LayoutOf<RecordNumber>,
    pub(crate) event: LayoutOf<EventNumber>,
    pub(crate) operator: LayoutOf<PersonNumber>,
    pub(crate) stint: LayoutOf<PersonNumber>,
    pub(crate) group: LayoutOf<GroupNumber>,
    pub(crate) tag: LayoutOf<GroupNumber>,
    pub(crate) activity: LayoutOf<ActivityNumber>,
}

slots! {
    /// Every property that tells the kinds of answers apart, or is needed of one of them.
    RecordSlots of RecordNumber {
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
    EventSlots of EventNumber {
        activity_type b"activityType" b"ActivityType",
        timestamp b"timestamp" b"Timestamp",
        routing_request_id b"routingRequestId" b"RoutingRequestId",
        group b"group" b"Group",
        operator b"operator" b"Operator",
        forwarded_by_operator b"forwardedByOperator" b"ForwardedByOperator",
    }
}

impl<'a> From<&RecordSlots<'a>> for EventSlots<'a> {
    fn from(record: &RecordSlots<'a>) -> Self {
        let mut slots = Self::default();
        for (slot, value) in [
            (EventNumber::activity_type, record.activity_type()),
            (EventNumber::timestamp, record.timestamp()),
            (EventNumber::routing_request_id, record.routing_request_id()),
            (EventNumber::group, record.group()),
            (EventNumber::operator, record.operator()),
            (
                EventNumber::forwarded_by_operator,
                record.forwarded_by_operator(),
            ),
        ] {
            slots.0.values[slot.get()] = value;
        }
        slots
    }
}

slots! {
    /// A user in a session or a routing event.
    PersonSlots of PersonNumber {
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
    /// A group in a routing event; a tag of a session.
    GroupSlots of GroupNumber {
        id b"id" b"Id",
        name b"name" b"Name",
    }
}

slots! {
    /// An entry of a session's trail.
    ActivitySlots of ActivityNumber {
        activity_id b"activityId" b"ActivityId",
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
            let slots = RecordSlots::of(scanner, text.as_bytes(), &mut Layout::default());
            slots.unwrap().id().raw().map(<[u8]>::to_vec)
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
