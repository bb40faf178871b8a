//! The property names in the API's answers, and slots for their values.
//!
//! A record is walked once, and the slice of each value that a rule may need is stored in a slot. The filled
//! slots then determine the kind of answer.
//!
//! Serialisers spell names in their own way (`routing_history`, `ROUTINGHISTORY`, `routing-history`), so a
//! name is matched in any case and without `_` and `-`. The API's own spelling is tried first. A [`Layout`]
//! remembers the result, so that another spelling costs time only once and not for each record.

use crate::json::layout::Layout;
use crate::json::scan::Scanner;
use crate::json::walk::Members;
use crate::json::{self, Malformed, text};

/// A property name in another spelling than the API's, folded to lower case without `_` and `-`.
pub(crate) struct Folded {
    letters: [u8; Self::LONGEST],
    length: usize,
}

impl Folded {
    /// No name of the API is longer than this.
    const LONGEST: usize = 32;

    /// Folds a name; `None` if it cannot be a name of the API. Names such as `_id` and `$type` come from the
    /// program that stored the record.
    pub(crate) fn new(name: &[u8]) -> Option<Self> {
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

    /// Whether the name is another spelling of `camel`.
    pub(crate) fn is(&self, camel: &[u8]) -> bool {
        self.letters[..self.length].eq_ignore_ascii_case(camel)
    }

    /// Whether the name is another spelling of one of these names.
    pub(crate) fn is_one_of(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.is(name.as_bytes()))
    }
}

/// A member's value as written in the record; empty if the property is missing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Slot<'a>(Option<&'a [u8]>);

impl<'a> Slot<'a> {
    /// A slot with a value.
    pub(crate) const fn new(raw: &'a [u8]) -> Self {
        Self(Some(raw))
    }

    /// Whether the property is present, even as null.
    pub(crate) const fn is_there(self) -> bool {
        self.0.is_some()
    }

    /// Whether the value is an object or array.
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

/// The slot numbers of one kind of object.
pub(crate) trait Number: Copy {
    fn get(self) -> usize;
}

/// The meaning of a name: its slot, and whether the name is in camelCase.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NamedSlot<K> {
    slot: K,
    is_camel: bool,
}

/// The layout of one kind of object.
pub(crate) type LayoutOf<K> = Layout<Option<NamedSlot<K>>>;

/// The values of an object's properties, by the numbers of their slots.
#[derive(Clone, Copy, Debug)]
struct Slots<'a, const N: usize> {
    values: [Slot<'a>; N],
    /// One bit per slot; set if the name of its value is in camelCase.
    camel: u64,
    /// Whether a name with a slot is not spelled as the API spells it.
    has_other_writing: bool,
    /// Whether an object or array is the value of a name without a slot.
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
    /// Stores a value. A name in camelCase wins over other spellings; of several values with equal rank, the
    /// last wins.
    #[inline]
    fn fill<K: Number>(&mut self, property: NamedSlot<K>, value: &'a [u8]) {
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
        property: fn(&[u8]) -> Option<NamedSlot<K>>,
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

            /// The meaning of a name; `None` for a name without a slot.
            fn property(name: &[u8]) -> Option<NamedSlot<$number>> {
                let exact = match name {
                    $($camel => Some($number::$slot),)+
                    _ => None,
                };
                if let Some(slot) = exact {
                    return Some(NamedSlot { slot, is_camel: true });
                }
                let folded = Folded::new(name)?;
                $(
                    if folded.length == $camel.len() && folded.is($camel) {
                        return Some(NamedSlot { slot: $number::$slot, is_camel: false });
                    }
                )+
                $more(name, &folded).map(|slot| NamedSlot { slot, is_camel: false })
            }

            /// Stores the value of a member; `false` if its name has no slot.
            #[allow(dead_code, reason = "only broken records are filled by hand")]
            pub(crate) fn put(&mut self, name: &[u8], value: &'a [u8]) -> bool {
                let property = Self::property(&text::member_name(name));
                if let Some(property) = property {
                    self.0.fill(property, value);
                }
                property.is_some()
            }

            /// Reads the slots of an object; `layout` speeds up objects of the same layout.
            #[allow(dead_code, reason = "those of records are read in place")]
            #[inline]
            pub(crate) fn new(
                scanner: Scanner<'a>,
                object: &'a [u8],
                layout: &mut LayoutOf<$number>,
            ) -> Result<Self, Malformed> {
                let mut slots = Self::default();
                slots.read(scanner, object, layout)?;
                Ok(slots)
            }

            /// Reads into existing empty slots, which avoids moving a large result.
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

/// The layouts of the objects read so far, by kind.
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
    /// The properties that distinguish the kinds of answers or that a rule needs.
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
        // names of other answers, and session ids as names
        foreign b"subject",
        digits b"0",
    } else kind_of_name
}

/// Names that occur only in answers that phasebook does not read: e-mail threads and messages, campaign
/// identities, tags, widgets, companies, forms, calls, operators' states and webhooks.
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

/// The slots that several names of a record share.
fn kind_of_name(name: &[u8], folded: &Folded) -> Option<RecordNumber> {
    if folded.is_one_of(&FOREIGN) {
        Some(RecordNumber::foreign)
    } else {
        is_digits(name).then_some(RecordNumber::digits)
    }
}

/// For objects without shared slots.
const fn no_more<K>(_: &[u8], _: &Folded) -> Option<K> {
    None
}

/// Whether a name, as it is written in the record, consists of digits, as session ids in a map of histories do.
pub(crate) fn is_digits(name: &[u8]) -> bool {
    matches!(name.first(), Some(b'0'..=b'9' | b'\\'))
        && text::member_name(name).iter().all(u8::is_ascii_digit)
}

/// One bit for each of these slots.
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
    /// One bit for each filled slot; `None` if a name is not in the API's spelling.
    pub(crate) const fn filled(&self) -> Option<u64> {
        if self.0.has_other_writing {
            None
        } else {
            Some(self.0.camel)
        }
    }

    /// Whether an object or array is the value of a name without a slot.
    pub(crate) const fn has_others(&self) -> bool {
        self.0.has_others
    }

    /// The slots of a session, except its history.
    pub(crate) const SESSION: u64 = (2 << RecordNumber::campaign_id as u64) - 1;
    pub(crate) const HISTORY: u64 = bits(&[RecordNumber::routing_history]);
    pub(crate) const IDS: u64 = bits(&[RecordNumber::id, RecordNumber::session_id]);
    pub(crate) const EVENT: u64 = bits(&[RecordNumber::activity_type, RecordNumber::timestamp]);
    pub(crate) const NOT_OF_EVENTS: u64 = bits(&[RecordNumber::foreign, RecordNumber::digits]);

    /// The number of a session's properties that are present, except its history.
    pub(crate) fn session_properties(&self) -> usize {
        let of_session = &self.0.values[..=RecordNumber::campaign_id.get()];
        of_session.iter().filter(|slot| slot.is_there()).count()
    }

    /// Whether this is the name of a session's property, except its history.
    pub(crate) fn is_of_session(name: &[u8]) -> bool {
        let property = Self::property(&text::member_name(name));
        property.is_some_and(|property| property.slot.get() <= RecordNumber::campaign_id.get())
    }

    /// Whether an object or array stands under a name that is not a session's.
    pub(crate) fn has_more_than_a_session(&self) -> bool {
        let beyond = &self.0.values[RecordNumber::campaign_id.get() + 1..];
        self.0.has_others || beyond.iter().any(|slot| slot.is_nested())
    }

    /// Whether `nested` is the only object or array in the record.
    pub(crate) fn holds_only(&self, nested: Slot<'_>) -> bool {
        let all = self.0.values.iter().filter(|slot| slot.is_nested());
        !self.0.has_others && nested.is_nested() && all.count() == 1
    }
}

slots! {
    /// A routing event, for places where nothing else is expected.
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
    /// An entry of a session's trail of activities.
    ActivitySlots of ActivityNumber {
        activity_id b"activityId",
        kind b"type",
        time b"time",
        termination_reason b"terminationReason",
        value b"value",
    } else no_more
}

slots! {
    /// An entry of a session's trail of activities, with the properties of its file.
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
    /// A recording of a session, or the file of an activity, which has some of the same properties.
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
            Folded::new(name.as_bytes()).is_some_and(|folded| folded.is(camel.as_bytes()))
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
        assert!(Folded::new(&[b'a'; 33]).is_none());
    }

    #[test]
    fn camel_case_wins_and_of_equal_names_the_last() {
        let id = |text: &'static str| {
            let index = Index::new(text.as_bytes());
            let scanner = Scanner::new(text.as_bytes(), &index);
            let slots = RecordSlots::new(scanner, text.as_bytes(), &mut Layout::default());
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
