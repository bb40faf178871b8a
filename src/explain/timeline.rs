//! Merges the session's own timestamps with its routing events.

use super::context::SessionContext;
use super::value::TimelineEntry;
use crate::model::Id;
use crate::phase::{Mark, MarkPair, Operands, Origin, Phase, Property, StintProperty, derive};

/// All timestamps of the session in order. At the same timestamp, the session's own properties come
/// before its events.
pub(super) fn timeline(context: &SessionContext<'_>) -> Vec<TimelineEntry> {
    let session = context.dossier.session;
    let phases = used(context);
    let mut marks = vec![Mark::session(Property::Created, session.created)];
    let own = [
        (Property::GuestJoined, session.guest_joined),
        (Property::Started, session.started),
        (Property::Ended, session.ended),
    ];
    marks.extend(
        own.into_iter()
            .filter_map(|(property, at)| Some(Mark::session(property, at?))),
    );
    for (position, stint) in session.operators.iter().enumerate() {
        let properties = StintProperty::ALL.map(|property| Mark::stint(position, stint, property));
        marks.extend(properties.into_iter().flatten());
    }
    let events = context.dossier.events.iter().enumerate();
    marks.extend(events.map(|(position, event)| Mark::event(position, event)));
    marks.sort_by_key(|mark| mark.at);
    marks
        .into_iter()
        .map(|mark| entry(context, &phases, mark))
        .collect()
}

/// The phases that have a value, with their ends.
fn used(context: &SessionContext<'_>) -> Vec<(&'static str, MarkPair)> {
    let derived = derive(context.dossier);
    let phases = Phase::ALL.into_iter().zip(derived);
    phases
        .filter(|(_, derivation)| derivation.value.is_ok())
        .filter_map(|(phase, derivation)| match derivation.operands {
            Operands::Difference(marks) => Some((phase.name(), marks)),
            Operands::Given(..) => None,
        })
        .collect()
}

fn entry(
    context: &SessionContext<'_>,
    phases: &[(&'static str, MarkPair)],
    mark: Mark,
) -> TimelineEntry {
    let name = |user: Id| context.operator(user).into_owned();
    let mut entry = TimelineEntry {
        located: context.located(mark),
        event: context.event(mark),
        operator: None,
        queue: None,
        request: None,
        begins: Vec::new(),
        ends: Vec::new(),
    };
    match mark.origin {
        Origin::Session(_) => {}
        Origin::Stint(position, _) => {
            let stint = &context.dossier.session.operators[position as usize];
            entry.operator = stint.user_id.map(name);
        }
        Origin::Event(position) => {
            let event = &context.dossier.events[position as usize];
            let operator = event.operator.or(event.forwarded_by);
            entry.operator = match (event.forwarded_by, event.operator) {
                (Some(by), Some(to)) => Some(format!("{} to {}", name(by.id), name(to.id))),
                _ => operator.map(|operator| name(operator.id)),
            };
            entry.queue = event
                .group
                .map(|group| context.queue(group.id).into_owned());
            if context.account.routing.requests.len() > 1 {
                entry.request = event.request.map(Id::get);
            }
        }
    }
    let is_here = |end: Option<Mark>| end.is_some_and(|end| end.origin == mark.origin);
    for (name, marks) in phases {
        if is_here(marks.from) {
            entry.begins.push(name);
        }
        if is_here(marks.to) {
            entry.ends.push(name);
        }
    }
    entry
}
