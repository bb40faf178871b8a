//! Writes sessions and routing histories as the API does: every property, in the API's order, in a
//! given style.

use super::company::Company;
use super::enumerations::ROUTING_ACTIVITY;
use super::json::Json;
use super::model::{Event, Session};
use super::session_fields::write_session;
use super::style::Style;

/// One session, without its routing history.
pub(super) fn session_json(company: &Company, session: &Session, style: Style) -> String {
    let mut json = Json::new(style, 2400 + session.activity_bytes);
    json.object(|json| write_session(json, company, session));
    json.finish()
}

/// One session with its routing history embedded.
pub(super) fn whole_json(company: &Company, session: &Session, style: Style) -> String {
    let mut json = Json::new(style, 4400 + session.activity_bytes);
    json.object(|json| {
        write_session(json, company, session);
        json.key("routingHistory");
        write_history(json, company, &session.events);
    });
    json.finish()
}

/// The routing history alone: an array of events, which may be empty.
pub(super) fn history_json(company: &Company, session: &Session, style: Style) -> String {
    let mut json = Json::new(style, 16 + 260 * session.events.len());
    write_history(&mut json, company, &session.events);
    json.finish()
}

/// The routing history in an object that names its session under `id_name`.
pub(super) fn wrapped_json(
    company: &Company,
    session: &Session,
    id_name: &'static str,
    style: Style,
) -> String {
    let mut json = Json::new(style, 60 + 260 * session.events.len());
    json.object(|json| {
        json.key(id_name).session_id(session.id);
        json.key("routingHistory");
        write_history(json, company, &session.events);
    });
    json.finish()
}

/// One event of a routing history.
pub(super) fn event_json(company: &Company, event: &Event, style: Style) -> String {
    let mut json = Json::new(style, 400);
    json.object(|json| write_event(json, company, event));
    json.finish()
}

/// An array of records.
pub(super) fn array_of(records: &[String]) -> String {
    format!("[{}]", records.join(","))
}

/// One record per line.
pub(super) fn lines_of(records: &[String]) -> String {
    records.iter().flat_map(|record| [record, "\n"]).collect()
}

fn write_history(json: &mut Json, company: &Company, events: &[Event]) {
    json.array(|json| {
        for event in events {
            json.object(|json| write_event(json, company, event));
        }
    });
}

fn write_event(json: &mut Json, company: &Company, event: &Event) {
    json.key("routingRequestId").int(event.request);
    json.key("timestamp").timestamp(event.at);
    json.key("activityType")
        .choice(ROUTING_ACTIVITY, event.activity);
    json.key("group");
    match event
        .queue
        .filter(|_| event.activity != "RoutingRequestCreated")
    {
        None => json.null(),
        Some(queue) => json.object(|json| {
            json.key("id").int(company.queues[queue].id);
            json.key("name").text(company.queues[queue].name);
        }),
    }
    json.key("phoneNumber").text_or_null(event.phone);
    let people = [
        ("operator", event.operator),
        ("forwardedByOperator", event.forwarded_by),
        ("invitedByOperator", event.invited_by),
    ];
    for (name, person) in people {
        json.key(name);
        match person.map(|place| &company.operators[place]) {
            None => json.null(),
            Some(operator) => json.object(|json| {
                json.key("userId").int(operator.id);
                json.key("firstName").text(operator.first_name);
                json.key("lastName").text(operator.last_name);
            }),
        }
    }
}
