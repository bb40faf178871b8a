//! Routing events.

use super::super::json::Malformed;
use super::super::wire::{EventSlots, GroupSlots, RecordSlots, Slot};
use super::Decoder;
use super::fields::Reading;
use crate::ledger::Code;
use crate::model::{Coded, Event, Group, RoutingActivity};

impl<'a> From<&RecordSlots<'a>> for EventSlots<'a> {
    fn from(slots: &RecordSlots<'a>) -> Self {
        Self {
            activity_type: slots.activity_type,
            timestamp: slots.timestamp,
            routing_request_id: slots.routing_request_id,
            group: slots.group,
            operator: slots.operator,
            forwarded_by_operator: slots.forwarded_by_operator,
        }
    }
}

impl<'a> Decoder<'a> {
    /// An element of an array that is known to be a history; `None` if it is of no use.
    pub(super) fn history_element(&mut self, raw: &'a [u8]) -> Result<Option<Event>, Malformed> {
        if raw.first() == Some(&b'{') {
            let slots = EventSlots::of(self.scanner, raw)?;
            if slots.activity_type.is_there() && slots.timestamp.is_there() {
                return self.event(&slots);
            }
        } else {
            super::json::value(raw)?;
        }
        let detail = "an element of the history is no routing event";
        self.note(Code::BadEvent, detail.to_owned());
        Ok(None)
    }

    /// An event; `None`, with a `bad_event`, if it has no usable timestamp.
    pub(super) fn event(&mut self, slots: &EventSlots<'a>) -> Result<Option<Event>, Malformed> {
        let Reading::Found(at) = self.read_timestamp(slots.timestamp)? else {
            let shown = super::json::describe(slots.timestamp.raw().unwrap_or(b"null"));
            let detail = format!("an event without usable timestamp: {shown}");
            self.note(Code::BadEvent, detail);
            return Ok(None);
        };
        let activity = self.enumeration::<RoutingActivity>("activityType", slots.activity_type)?;
        Ok(Some(Event {
            at,
            activity: activity.map_or(RoutingActivity::Unknown, Coded::value),
            request: self.id("routingRequestId", slots.routing_request_id)?,
            group: self.group(slots.group)?,
            operator: self.operator("operator", slots.operator)?,
            forwarded_by: self.operator("forwardedByOperator", slots.forwarded_by_operator)?,
        }))
    }

    fn group(&mut self, slot: Slot<'a>) -> Result<Option<Group>, Malformed> {
        let Some(object) = slot.object() else {
            self.wrong_type("group", slot, "an object");
            return Ok(None);
        };
        let slots = GroupSlots::of(self.scanner, object)?;
        let Some(id) = self.id("group.id", slots.id)? else {
            return Ok(None);
        };
        let name = self.name("group.name", slots.name)?;
        Ok(Some(Group { id, name }))
    }
}
