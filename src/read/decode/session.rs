//! Sessions.

use super::super::limits::MOST_ENTRIES;
use super::super::loose::{self, List};
use super::super::shape::{Nested, has_elements};
use super::super::wire::{PersonSlots, RecordSlots, Slot};
use super::Decoder;
use super::fields::FieldReading;
use crate::json::walk::Members;
use crate::json::{self, Malformed};
use crate::ledger::Code;
use crate::model::{ArenaSlice, Id, Properties, Session, SessionOperator, StoredEvent};
use crate::time::Timestamp;

impl<'a> Decoder<'a> {
    /// Reads a session, and its history if it contains one. A session without a usable `id` or `created` is
    /// rejected.
    pub(super) fn session(
        &mut self,
        slots: &RecordSlots<'a>,
        history: Option<Nested<'a>>,
    ) -> Result<(), Malformed> {
        let id = match self.read_id(slots.id())? {
            FieldReading::Found(id) => Some(id),
            FieldReading::Absent | FieldReading::Unreadable => None,
        };
        self.session_id = id;
        if self.findings.passes_over(id) {
            self.findings.others.extend(id);
            // An event in its history may name the wanted session.
            let history = history.map(|history| history.list);
            let history = history.or_else(|| slots.routing_history().array().map(List::Array));
            return history.map_or(Ok(()), |list| self.events(list, false).map(|_| ()));
        }
        let created = match self.read_timestamp(slots.created())? {
            FieldReading::Found(created) => Some(created),
            FieldReading::Absent | FieldReading::Unreadable => None,
        };
        let events = self.embedded_history(slots.routing_history(), history)?;
        if let (Some(id), Some(created)) = (id, created) {
            let session = self.session_fields(id, created, slots)?;
            self.findings.sessions.push(session);
        } else {
            let (field, slot) = match id {
                None => ("id", slots.id()),
                Some(_) => ("created", slots.created()),
            };
            let detail = match slot.raw() {
                None => format!("`{field}` is missing"),
                Some(raw) => format!("`{field}` cannot be read: {}", json::describe(raw)),
            };
            self.note(Code::BadRecord, detail);
            self.findings.rejected.extend(id);
            self.findings.tally.counts.sessions_rejected += 1;
        }
        self.findings.tally.counts.session_records += 1;
        match (events, id) {
            (Some(events), Some(id)) => self.add_history(id, events),
            (Some(_), None) => self.reject_history(
                Code::BadRecord,
                "the history inside a session without usable `id`".to_owned(),
            ),
            (None, _) => {}
        }
        Ok(())
    }

    fn session_fields(
        &mut self,
        id: Id,
        created: Timestamp,
        slots: &RecordSlots<'a>,
    ) -> Result<Session, Malformed> {
        self.is_padded = false;
        Ok(Session {
            id,
            place: self.place,
            company_id: self.id("companyId", slots.company_id())?,
            department_id: self.id("departmentId", slots.department_id())?,
            campaign_id: self.id("campaignId", slots.campaign_id())?,
            channel: self.enumeration("channel", slots.channel())?,
            source: self.enumeration("source", slots.source())?,
            status: self.enumeration("status", slots.status())?,
            guest_left: self.enumeration("guestLeftSession", slots.guest_left_session())?,
            dial_result: self.enumeration("outboundDialResult", slots.outbound_dial_result())?,
            termination_reason: self.termination_reason(slots.activities())?,
            feedback_scale: self.enumeration("guestFeedbackScale", slots.feedback_scale())?,
            feedback_stars: self.id("guestFeedbackStars", slots.feedback_stars())?,
            widget: self.text("widget", slots.widget())?,
            tags: self.tags(slots.tags()),
            is_direct_chat: self.boolean("isDirectChat", slots.is_direct_chat())? == Some(true),
            blacklisted: self.boolean("blacklisted", slots.blacklisted())? == Some(true),
            auto_accepted: self.boolean("autoAccepted", slots.auto_accepted())?,
            had_chatbot: self
                .needed_array("chatbots", slots.chatbots())?
                .is_some_and(|list| has_elements(self.scanner, list)),
            created,
            guest_joined: self.timestamp("guestJoined", slots.guest_joined())?,
            started: self.timestamp("started", slots.started())?,
            ended: self.timestamp("ended", slots.ended())?,
            waited: self.duration("waited", slots.waited())?,
            length: self.duration("length", slots.length())?,
            operators: self.stints(slots.operators())?,
            downloads: self.downloads(slots),
            properties: Properties::from_flags([
                slots.status().is_there(),
                slots.channel().is_there(),
                slots.source().is_there(),
                slots.guest_left_session().is_there(),
                slots.operators().is_there(),
                slots.started().is_there(),
                slots.ended().is_there(),
                slots.waited().is_there(),
                slots.length().is_there(),
            ]),
        })
    }

    /// Reads the history inside a session.
    fn embedded_history(
        &mut self,
        slot: Slot<'a>,
        history: Option<Nested<'a>>,
    ) -> Result<Option<Vec<StoredEvent>>, Malformed> {
        let array = slot.array().map(List::Array);
        if let Some(list) = history.map(|history| history.list).or(array) {
            return self.events(list, true);
        }
        let field = "routingHistory";
        match slot.raw() {
            Some(raw) if !json::is_nested(raw) && !self.is_flattened(field, raw) => {
                self.wrong_type(field, slot, "an array");
            }
            _ => {}
        }
        Ok(None)
    }

    /// A value in place of a session's history that is not a history, such as an error of the API.
    pub(super) fn answer_for_history(&self, slot: Slot<'a>) -> Option<&'a [u8]> {
        let object = slot.object()?;
        let is_history = loose::events(self.scanner, object).is_some();
        let is_empty = Members::new(self.scanner, object).is_empty();
        (!is_history && !is_empty).then_some(object)
    }

    fn stints(&mut self, slot: Slot<'a>) -> Result<ArenaSlice<SessionOperator>, Malformed> {
        let Some(operators) = self.needed_array("operators", slot)? else {
            return Ok(ArenaSlice::default());
        };
        let mut stints = std::mem::take(&mut self.findings.stint_buffer);
        stints.clear();
        let mut elements = operators.elements(self.scanner);
        while let Some(element) = elements.next()? {
            let Some(slots) = self.stint_slots(element)? else {
                continue;
            };
            let user_id = self.id("operators.userId", slots.user_id())?;
            let (first, last) = (slots.first_name(), slots.last_name());
            stints.push(SessionOperator {
                user_id,
                name: self.person_name(user_id, first, last, slots.user_name())?,
                joined: self.timestamp("operators.joined", slots.joined())?,
                left: self.timestamp("operators.left", slots.left())?,
                concluded: self.timestamp("operators.concluded", slots.concluded())?,
            });
        }
        if stints.len() > MOST_ENTRIES {
            let count = stints.len();
            let detail = format!(
                "`operators` has {count} elements, and no more than {MOST_ENTRIES} are read"
            );
            self.note(Code::BadField, detail);
            self.findings.stint_buffer = Vec::new();
            return Ok(ArenaSlice::default());
        }
        let kept = self.findings.stints.put(stints.iter().copied());
        self.findings.stint_buffer = stints;
        Ok(kept)
    }

    fn stint_slots(&mut self, element: &'a [u8]) -> Result<Option<PersonSlots<'a>>, Malformed> {
        if element.first() == Some(&b'{') {
            let slots = PersonSlots::new(self.scanner, element, &mut self.findings.layouts.stint)?;
            if !slots.value().is_nested() {
                return Ok(Some(slots));
            }
        }
        let Some(object) = self.element_object("operators", element)? else {
            return Ok(None);
        };
        PersonSlots::new(self.scanner, object, &mut self.findings.layouts.stint).map(Some)
    }
}
