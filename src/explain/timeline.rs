//! The session's own timestamps and its routing events, merged.

use super::scene::Scene;
use super::value::Entry;
use crate::model::Id;
use crate::phase::{Mark, Operands, Origin, Phase, Property, Span, StintProperty, derive};

/// All moments of the session in order; of one moment the session's own before the events.
pub(super) fn timeline(scene: &Scene<'_>) -> Vec<Entry> {
    let session = scene.dossier.session;
    let phases = used(scene);
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
        let moments = StintProperty::ALL.map(|property| Mark::stint(position, stint, property));
        marks.extend(moments.into_iter().flatten());
    }
    let events = scene.dossier.events.iter().enumerate();
    marks.extend(events.map(|(position, event)| Mark::event(position, event)));
    marks.sort_by_key(|mark| mark.at);
    marks
        .into_iter()
        .map(|mark| entry(scene, &phases, mark))
        .collect()
}

/// The phases that have a value, with their ends.
fn used(scene: &Scene<'_>) -> Vec<(&'static str, Span)> {
    let derived = derive(scene.dossier);
    let phases = Phase::ALL.into_iter().zip(derived);
    phases
        .filter(|(_, derivation)| derivation.value.is_ok())
        .filter_map(|(phase, derivation)| match derivation.operands {
            Operands::Span(span) => Some((phase.name(), span)),
            Operands::Given(..) => None,
        })
        .collect()
}

fn entry(scene: &Scene<'_>, phases: &[(&'static str, Span)], mark: Mark) -> Entry {
    let name = |user: Id| scene.operator(user).into_owned();
    let mut entry = Entry {
        moment: scene.moment(mark),
        event: scene.event(mark),
        operator: None,
        queue: None,
        request: None,
        begins: Vec::new(),
        ends: Vec::new(),
    };
    match mark.origin {
        Origin::Session(_) => {}
        Origin::Stint(position, _) => {
            let stint = &scene.dossier.session.operators[position as usize];
            entry.operator = stint.user_id.map(name);
        }
        Origin::Event(position) => {
            let event = &scene.dossier.events[position as usize];
            let operator = event.operator.or(event.forwarded_by);
            entry.operator = match (event.forwarded_by, event.operator) {
                (Some(by), Some(to)) => Some(format!("{} to {}", name(by.id), name(to.id))),
                _ => operator.map(|operator| name(operator.id)),
            };
            entry.queue = event.group.map(|group| scene.queue(group.id).into_owned());
            if scene.account.routing.requests.len() > 1 {
                entry.request = event.request.map(Id::get);
            }
        }
    }
    let is_here = |end: Option<Mark>| end.is_some_and(|end| end.origin == mark.origin);
    for (name, span) in phases {
        if is_here(span.from) {
            entry.begins.push(name);
        }
        if is_here(span.to) {
            entry.ends.push(name);
        }
    }
    entry
}
