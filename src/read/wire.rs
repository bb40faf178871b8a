//! The property names of the API's answers, and the slots that their values are put into.
//!
//! A record is walked once; each value that some rule may need is remembered as a slice. What kind
//! of answer the record is, follows from the slots that are filled.
//!
//! Serialisers write names in their own way (`routing_history`, `ROUTINGHISTORY`, `routing-history`): a name counts
//! in any case, whatever `_` and `-` are in it. The names as the API has them are looked for first, and a
//! [`Layout`] remembers what was found, so that another writing costs its price once, not for each record.

use crate::json::layout::Layout;
use crate::json::scan::Scanner;
use crate::json::walk::Members;
use crate::json::{self, Malformed, text};

/// A property name that is not written as the API has it: in lower case, without `_` and `-`.
pub(crate) struct Folded {
    letters: [u8; Self::LONGEST],
    length: usize,
}

impl Folded {
    /// No name of the API is longer.
    const LONGEST: usize = 32;

    /// `None` if it can be none of the API's: `_id`, `$type` and the like belong to whoever stored the record.
    pub(crate) fn of(name: &[u8]) -> Option<Self> {
        if matches!(name.first(), None | Some(b'_' | b'-' | b'$')) {
            return None;
        }
        let mut folded = Self {
            letters: [0; Self::LONGEST],
            length: 0,
        };
        for letter in name.iter().filter(|letter| !matches!(letter, b'_' | b'-')) {
            *folded.letters.get_mut(folded.length)? = letter.to_ascii_lowercase();
            folded.length += 1;
        }
        Some(folded)
    }

    /// Whether it is another writing of this name.
    pub(crate) fn is(&self, camel: &[u8]) -> bool {
        self.letters[..self.length].eq_ignore_ascii_case(camel)
    }

    /// Whether it is another writing of one of these names.
    pub(crate) fn is_one_of(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.is(name.as_bytes()))
    }
}

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

    /// Whether its value is an object or array.
    #[inline]
    pub(crate) fn is_nested(self) -> bool {
        self.0.is_some_and(json::is_nested)
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
    /// Whether a name was written otherwise.
    has_other_writing: bool,
    /// Whether an object or array stands under a name that has no slot.
    has_others: bool,
}

impl<const N: usize> Default for Slots<'_, N> {
    fn default() -> Self {
        const { assert!(N <= 64) }
        Self {
            values: [Slot(None); N],
            camel: 0,
            has_other_writing: false,
            has_others: false,
        }
    }
}

impl<'a, const N: usize> Slots<'a, N> {
    /// The name in camelCase wins over any other writing; of those the last.
    #[inline]
    fn fill<K: Number>(&mut self, property: Property<K>, value: &'a [u8]) {
        let slot = property.slot.get();
        if property.is_camel {
            self.values[slot] = Slot(Some(value));
            self.camel |= 1 << slot;
        } else {
            self.has_other_writing = true;
            if self.camel >> slot & 1 == 0 {
                self.values[slot] = Slot(Some(value));
            }
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
            match meaning {
                Some(property) => self.fill(property, value),
                None => self.has_others |= json::is_nested(value),
            }
        }
        Ok(())
    }
}

macro_rules! slots {
    ($(#[$doc:meta])* $name:ident of $number:ident { $($slot:ident $camel:literal,)+ } else $more:path) => {
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

            /// What a name means, if anything.
            fn property(name: &[u8]) -> Option<Property<$number>> {
                let exact = match name {
                    $($camel => Some($number::$slot),)+
                    _ => None,
                };
                if let Some(slot) = exact {
                    return Some(Property { slot, is_camel: true });
                }
                let folded = Folded::of(name)?;
                $(
                    if folded.length == $camel.len() && folded.is($camel) {
                        return Some(Property { slot: $number::$slot, is_camel: false });
                    }
                )+
                $more(name, &folded).map(|slot| Property { slot, is_camel: false })
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
            #[allow(dead_code, reason = "those of records are read in place")]
            #[inline]
            pub(crate) fn of(
                scanner: Scanner<'a>,
                object: &'a [u8],
                layout: &mut LayoutOf<$number>,
            ) -> Result<Self, Malformed> {
                let mut slots = Self::default();
                slots.read(scanner, object, layout)?;
                Ok(slots)
            }

            /// The same into slots that are empty: many slots take a while to be moved out of a result.
            #[inline]
            pub(crate) fn read(
                &mut self,
                scanner: Scanner<'a>,
                object: &'a [u8],
                layout: &mut LayoutOf<$number>,
            ) -> Result<(), Malformed> {
                self.0.read(scanner, object, layout, Self::property)
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
    pub(crate) trail: LayoutOf<TrailNumber>,
    pub(crate) download: LayoutOf<DownloadNumber>,
}

slots! {
    /// Every property that tells the kinds of answers apart, or is needed of one of them.
    RecordSlots of RecordNumber {
        // sessions
        id b"id",
        company_id b"companyId",
        department_id b"departmentId",
        guest b"guest",
        channel b"channel",
        source b"source",
        status b"status",
        av_support b"avSupport",
        direct_call_number b"directCallNumber",
        phone_callback_number b"phoneCallbackNumber",
        is_direct_chat b"isDirectChat",
        url b"url",
        widget b"widget",
        operators b"operators",
        reviewers b"reviewers",
        entered_queue b"enteredQueue",
        created b"created",
        guest_joined b"guestJoined",
        started b"started",
        ended b"ended",
        waited b"waited",
        length b"length",
        blacklisted b"blacklisted",
        auto_accepted b"autoAccepted",
        phone_callback_dialed b"phoneCallbackDialed",
        activities b"activities",
        tags b"tags",
        chatbots b"chatbots",
        feedback_stars b"guestFeedbackStars",
        feedback_scale b"guestFeedbackScale",
        feedback_text b"guestFeedbackText",
        feedback_custom_fields b"guestFeedbackCustomFields",
        recordings b"recordings",
        recordings_state b"recordingsState",
        guest_left_session b"guestLeftSession",
        outbound_dial_result b"outboundDialResult",
        campaign_id b"campaignId",
        // wrapped histories and envelopes
        session_id b"sessionId",
        routing_history b"routingHistory",
        data b"data",
        items b"items",
        value b"value",
        sessions b"sessions",
        // campaigns, users, groups, departments
        mode b"mode",
        name b"name",
        kind b"type",
        first_name b"firstName",
        last_name b"lastName",
        username b"username",
        email b"email",
        // routing events
        activity_type b"activityType",
        timestamp b"timestamp",
        routing_request_id b"routingRequestId",
        group b"group",
        operator b"operator",
        forwarded_by_operator b"forwardedByOperator",
        // what is none of these
        foreign b"subject",
        digits b"0",
    } else kind_of_name
}

/// Names that no answer phasebook reads has: of e-mail threads and messages, campaign identities, tags, widgets,
/// companies, forms, calls, operators' states and webhooks.
const FOREIGN: [&str; 14] = [
    "subject",
    "inboxName",
    "threadId",
    "retryCount",
    "retryScheduledDate",
    "backgroundArgb",
    "textArgb",
    "buttonVisible",
    "companyGuid",
    "formType",
    "formChannel",
    "phoneCallId",
    "stateKind",
    "eventType",
];

/// The slots of records that have more names than one.
fn kind_of_name(name: &[u8], folded: &Folded) -> Option<RecordNumber> {
    if folded.is_one_of(&FOREIGN) {
        Some(RecordNumber::foreign)
    } else {
        is_digits(name).then_some(RecordNumber::digits)
    }
}

/// Of objects that have no such names.
const fn no_more<K>(_: &[u8], _: &Folded) -> Option<K> {
    None
}

/// Whether a name is the id of a session, as in a map of histories.
pub(crate) fn is_digits(name: &[u8]) -> bool {
    !name.is_empty() && name.iter().all(u8::is_ascii_digit)
}

/// One bit for each of these slots of records.
const fn bits(slots: &[RecordNumber]) -> u64 {
    let mut bits = 0;
    let mut at = 0;
    while at < slots.len() {
        bits |= 1 << slots[at] as u64;
        at += 1;
    }
    bits
}

impl RecordSlots<'_> {
    /// The slots that are filled, one bit each; `None` if a name was not written as the API has it.
    pub(crate) const fn filled(&self) -> Option<u64> {
        if self.0.has_other_writing {
            None
        } else {
            Some(self.0.camel)
        }
    }

    /// Whether an object or array stands under a name of nothing that is read.
    pub(crate) const fn has_others(&self) -> bool {
        self.0.has_others
    }

    /// Those of a session, its history aside.
    pub(crate) const SESSION: u64 = (2 << RecordNumber::campaign_id as u64) - 1;
    pub(crate) const HISTORY: u64 = bits(&[RecordNumber::routing_history]);
    pub(crate) const IDS: u64 = bits(&[RecordNumber::id, RecordNumber::session_id]);
    pub(crate) const EVENT: u64 = bits(&[RecordNumber::activity_type, RecordNumber::timestamp]);
    pub(crate) const NOT_OF_EVENTS: u64 = bits(&[RecordNumber::foreign, RecordNumber::digits]);

    /// How many properties of a session are there, its history aside.
    pub(crate) fn session_properties(&self) -> usize {
        let of_session = &self.0.values[..=RecordNumber::campaign_id.get()];
        of_session.iter().filter(|slot| slot.is_there()).count()
    }

    /// Whether a session has a property of this name, its history aside.
    pub(crate) fn is_of_session(name: &[u8]) -> bool {
        let property = Self::property(&text::member_name(name));
        property.is_some_and(|property| property.slot.get() <= RecordNumber::campaign_id.get())
    }

    /// Whether an object or array stands where no session has one.
    pub(crate) fn has_more_than_a_session(&self) -> bool {
        let beyond = &self.0.values[RecordNumber::campaign_id.get() + 1..];
        self.0.has_others || beyond.iter().any(|slot| slot.is_nested())
    }

    /// Whether no object or array stands in it but this one.
    pub(crate) fn holds_only(&self, nested: Slot<'_>) -> bool {
        let all = self.0.values.iter().filter(|slot| slot.is_nested());
        !self.0.has_others && nested.is_nested() && all.count() == 1
    }
}

slots! {
    /// A routing event where nothing else is expected.
    EventSlots of EventNumber {
        session_id b"sessionId",
        activity_type b"activityType",
        timestamp b"timestamp",
        routing_request_id b"routingRequestId",
        group b"group",
        operator b"operator",
        forwarded_by_operator b"forwardedByOperator",
    } else no_more
}

impl<'a> From<&RecordSlots<'a>> for EventSlots<'a> {
    fn from(record: &RecordSlots<'a>) -> Self {
        let mut slots = Self::default();
        for (slot, value) in [
            (EventNumber::session_id, record.session_id()),
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
        user_id b"userId",
        user_name b"userName",
        first_name b"firstName",
        last_name b"lastName",
        joined b"joined",
        left b"left",
        concluded b"concluded",
        value b"value",
    } else no_more
}

slots! {
    /// A group in a routing event; a tag of a session.
    GroupSlots of GroupNumber {
        id b"id",
        name b"name",
        value b"value",
    } else no_more
}

slots! {
    /// An entry of a session's trail.
    ActivitySlots of ActivityNumber {
        activity_id b"activityId",
        kind b"type",
        time b"time",
        termination_reason b"terminationReason",
        value b"value",
    } else no_more
}

slots! {
    /// An entry of a session's trail where its file is wanted.
    TrailSlots of TrailNumber {
        activity_id b"activityId",
        kind b"type",
        time b"time",
        client b"client",
        user_id b"userId",
        file b"file",
        value b"value",
    } else no_more
}

slots! {
    /// A recording of a session, or the file of an activity, which has a few of these.
    DownloadSlots of DownloadNumber {
        id b"id",
        name b"name",
        started b"started",
        duration b"duration",
        kind b"type",
        user_id b"userId",
        download_url b"downloadUrl",
        is_uploading b"isUploading",
        is_deleted b"isDeleted",
        value b"value",
    } else no_more
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::index::Index;

    #[test]
    fn a_name_counts_in_any_case_and_whatever_parts_its_words() {
        let is = |name: &str, camel: &str| {
            Folded::of(name.as_bytes()).is_some_and(|folded| folded.is(camel.as_bytes()))
        };
        for name in [
            "companyid",
            "CompanyId",
            "COMPANY_ID",
            "company-id",
            "compa_-nyID",
            "companyId_",
        ] {
            assert!(is(name, "companyId"), "{name}");
        }
        for name in [
            "_companyId",
            "-companyId",
            "$companyId",
            "company.id",
            "company id",
            "companyI",
            "",
        ] {
            assert!(!is(name, "companyId"), "{name}");
        }
        assert!(Folded::of(&[b'a'; 33]).is_none());
    }

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
        assert_eq!(id(r#"{"ID":2,"i_d":4,"Id":null}"#), None);
        assert_eq!(id(r#"{"id":null,"Id":2}"#), None);
    }
}
