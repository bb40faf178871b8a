//! Routing events.

use super::super::json::{self, Malformed};
use super::super::wire::{EventSlots, GroupSlots, Slot};
use super::Decoder;
use super::fields::Reading;
use crate::ledger::Code;
use crate::model::{Action, ActionNumber, Coded, Group, RoutingActivity, StoredEvent};

impl<'a> Decoder<'a> {
    /// An event that says what one did that was read before, at another time; `None` of all others.
    pub(super) fn event_like_one_before(
        &mut self,
        raw: &'a [u8],
    ) -> Result<Option<StoredEvent>, Malformed> {
        if let Some(([timestamp, request], action)) =
            self.findings.memos.events.get(self.scanner, raw)
            && let Reading::Found(at) = self.read_timestamp(Slot::of(timestamp))?
        {
            let request = self.id("routingRequestId", Slot::of(request))?;
            return Ok(Some(StoredEvent {
                at,
                request,
                action,
                number: 0,
            }));
        }
        Ok(None)
    }

    /// An element of an array that is known to be a history; `None` if it is of no use.
    pub(super) fn history_element(
        &mut self,
        raw: &'a [u8],
    ) -> Result<Option<StoredEvent>, Malformed> {
        if raw.first() == Some(&b'{') {
            if let Some(event) = self.event_like_one_before(raw)? {
                return Ok(Some(event));
            }
            let slots = EventSlots::of(self.scanner, raw, &mut self.findings.layouts.event)?;
            if slots.activity_type().is_there() && slots.timestamp().is_there() {
                return self.event(raw, &slots);
            }
        } else {
            json::value(raw)?;
        }
        let detail = "an element of the history is no routing event";
        self.note(Code::BadEvent, detail);
        Ok(None)
    }

    /// An event; `None`, with a `bad_event`, if it has no usable timestamp.
    pub(super) fn event(
        &mut self,
        raw: &'a [u8],
        slots: &EventSlots<'a>,
    ) -> Result<Option<StoredEvent>, Malformed> {
        let Reading::Found(at) = self.read_timestamp(slots.timestamp())? else {
            let shown = json::describe(slots.timestamp().raw().unwrap_or(b"null"));
            let detail = format!("an event without usable timestamp: {shown}");
            self.note(Code::BadEvent, detail);
            return Ok(None);
        };
        let request = self.id("routingRequestId", slots.routing_request_id())?;
        let noted = self.notes.count();
        let action = self.action(slots)?;
        if let (Some(timestamp), Some(request)) =
            (slots.timestamp().raw(), slots.routing_request_id().raw())
            && self.notes.count() == noted
        {
            let values = [timestamp, request];
            let events = &mut self.findings.memos.events;
            events.keep(self.scanner, raw, values, action);
        }
        Ok(Some(StoredEvent {
            at,
            request,
            action,
            number: 0,
        }))
    }

    fn action(&mut self, slots: &EventSlots<'a>) -> Result<ActionNumber, Malformed> {
        let activity =
            self.enumeration::<RoutingActivity>("activityType", slots.activity_type())?;
        let action = Action {
            activity: activity.map_or(RoutingActivity::Unknown, Coded::value),
            group: self.group(slots.group())?,
            operator: self.operator("operator", slots.operator())?,
            forwarded_by: self.operator("forwardedByOperator", slots.forwarded_by_operator())?,
        };
        let actions = &mut self.findings.actions;
        Ok(actions.intern(&self.interners.actions, &action))
    }

    fn group(&mut self, slot: Slot<'a>) -> Result<Option<Group>, Malformed> {
        let Some(object) = slot.object() else {
            self.wrong_type("group", slot, "an object");
            return Ok(None);
        };
        if let Some(group) = self.findings.memos.groups.get(object) {
            return Ok(group);
        }
        let noted = self.notes.count();
        let slots = GroupSlots::of(self.scanner, object, &mut self.findings.layouts.group)?;
        let group = match self.id("group.id", slots.id())? {
            Some(id) => {
                let name = self.name("group.name", slots.name())?;
                Some(Group { id, name })
            }
            None => None,
        };
        if self.notes.count() == noted {
            self.findings.memos.groups.keep(object, group);
        }
        Ok(group)
    }
}
