//! Routing events.

use super::super::cut::Context;
use super::super::loose::{self, Needed};
use super::super::wire::{EventSlots, GroupSlots, RecordSlots, Slot};
use super::fields::FieldReading;
use super::{Decoder, flattened};
use crate::json::{self, Malformed};
use crate::ledger::Code;
use crate::model::{Action, ActionNumber, Coded, Group, Id, RoutingActivity, StoredEvent};

impl<'a> Decoder<'a> {
    /// Reads an event that differs from an earlier one only in timestamp and request; `None` for any other
    /// event.
    pub(super) fn event_like_one_before(
        &mut self,
        raw: &'a [u8],
    ) -> Result<Option<StoredEvent>, Malformed> {
        if let Some(([timestamp, request], action)) =
            self.findings.memos.events.get(self.scanner, raw)
            && let FieldReading::Found(at) = self.read_timestamp(Slot::new(timestamp))?
        {
            let request = self.id("routingRequestId", Slot::new(request))?;
            return Ok(Some(StoredEvent {
                at,
                request,
                action,
                number: 0,
            }));
        }
        Ok(None)
    }

    /// Reads an event outside any history, which may name its session.
    pub(super) fn bare_event(
        &mut self,
        text: &'a [u8],
        slots: &RecordSlots<'a>,
        context: Context,
    ) -> Result<(), Malformed> {
        self.is_found = true;
        let slots = EventSlots::from(slots);
        let Some(session) = self.own_session(&slots)? else {
            if !self.passes_over_bare {
                let event = self.event(text, &slots)?;
                self.part.event(context, self.place, event);
            }
            return Ok(());
        };
        self.own_event(text, &slots, session)?;
        self.part.stands_behind(Some(session));
        Ok(())
    }

    /// The session that an event names.
    fn own_session(&mut self, slots: &EventSlots<'a>) -> Result<Option<Id>, Malformed> {
        match slots.session_id().raw() {
            None => Ok(None),
            Some(_) => self.id("sessionId", slots.session_id()),
        }
    }

    /// Reads an event that names its session.
    fn own_event(
        &mut self,
        raw: &'a [u8],
        slots: &EventSlots<'a>,
        session: Id,
    ) -> Result<(), Malformed> {
        if self.findings.passes_over(Some(session)) {
            return Ok(());
        }
        let place = self.place_of(raw);
        let around = self.session_id.replace(session);
        let event = self.event(raw, slots)?;
        self.session_id = around;
        self.owned.push((session, place, event));
        Ok(())
    }

    /// Reads an element of a history. If the history is not kept, only events that name their session are
    /// read.
    pub(super) fn history_element(
        &mut self,
        raw: &'a [u8],
        is_kept: bool,
    ) -> Result<Element, Malformed> {
        let unboxed = match raw {
            [b'{', ..] => raw,
            [b'[', ..] => match loose::object(self.scanner, raw)? {
                Needed::Is(object) => object,
                _ => return Ok(self.bad_element()),
            },
            _ if loose::is_flattened(raw) => {
                self.note(Code::Flattened, flattened("an event"));
                return Ok(Element::Flattened);
            }
            _ => {
                json::value(raw)?;
                return Ok(self.bad_element());
            }
        };
        let slots = EventSlots::new(self.scanner, unboxed, &mut self.findings.layouts.event)?;
        if !(slots.activity_type().is_there() && slots.timestamp().is_there()) {
            // PowerShell puts `value` around objects that it counts.
            return match loose::object(self.scanner, unboxed)? {
                Needed::Is(inside) if inside != unboxed => self.history_element(inside, is_kept),
                _ => Ok(self.bad_element()),
            };
        }
        if let Some(session) = self.own_session(&slots)? {
            self.own_event(unboxed, &slots, session)?;
            return Ok(Element::OfOther);
        }
        if !is_kept {
            return Ok(Element::Event(None));
        }
        Ok(Element::Event(self.event(unboxed, &slots)?))
    }

    fn bad_element(&mut self) -> Element {
        let detail = "an element of the history is no routing event";
        self.note(Code::BadEvent, detail);
        Element::Bad
    }

    /// Reads an event; `None`, with a `bad_event`, if it has no usable timestamp.
    pub(super) fn event(
        &mut self,
        raw: &'a [u8],
        slots: &EventSlots<'a>,
    ) -> Result<Option<StoredEvent>, Malformed> {
        let FieldReading::Found(at) = self.read_timestamp(slots.timestamp())? else {
            let shown = json::describe(slots.timestamp().raw().unwrap_or(b"null"));
            let detail = format!("an event without usable timestamp: {shown}");
            self.note(Code::BadEvent, detail);
            return Ok(None);
        };
        let request = self.id("routingRequestId", slots.routing_request_id())?;
        let noted = self.notes.count();
        let action = self.action(slots)?;
        // An event that names its session is not remembered, since the next one may name another session.
        if let (Some(timestamp), Some(request), None) = (
            slots.timestamp().raw(),
            slots.routing_request_id().raw(),
            slots.session_id().raw(),
        ) && self.notes.count() == noted
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
        let Some(raw) = slot.raw() else {
            return Ok(None);
        };
        if let Some(group) = self.findings.memos.groups.get(raw) {
            return Ok(group);
        }
        let noted = self.notes.count();
        let Some(object) = self.needed_object("group", slot)? else {
            return Ok(None);
        };
        let slots = GroupSlots::new(self.scanner, object, &mut self.findings.layouts.group)?;
        let group = match self.id("group.id", slots.id())? {
            Some(id) => {
                let name = self.name("group.name", slots.name())?;
                Some(Group { id, name })
            }
            None => None,
        };
        if self.notes.count() == noted {
            self.findings.memos.groups.keep(raw, group);
        }
        Ok(group)
    }
}

/// The kinds of elements in a history.
pub(super) enum Element {
    /// An event; `None` if it is unusable.
    Event(Option<StoredEvent>),
    /// An event that names its session and is kept under that session.
    OfOther,
    /// Another value.
    Bad,
    /// An event that the exporter cut to a text.
    Flattened,
}
