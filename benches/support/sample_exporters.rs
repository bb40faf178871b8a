//! Answers inside wrappers of exporters, shells and databases, and other answers beside them. The
//! sessions also occur in other files, so no figure depends on these.

use std::io;

use super::model::Session;
use super::record::{array_of, event_json, history_json, lines_of, session_json, whole_json};
use super::sample::{API, Sample};
use super::sample_broken::with_value;

pub(super) fn write(sample: &mut Sample) -> io::Result<()> {
    write_wrappers(sample)?;
    write_rows(sample)?;
    write_other_answers(sample)?;
    write_with_headers(sample)
}

fn write_wrappers(sample: &mut Sample) -> io::Result<()> {
    let hits = sample.copies(3);
    let hit = |session: &Session| {
        let whole = whole_json(&sample.company, session, API);
        let id = session.id;
        format!("{{\"_index\":\"sessions\",\"_id\":\"{id}\",\"_source\":{whole}}}")
    };
    let hits: Vec<String> = hits.iter().map(hit).collect();
    sample.file("exporters/search.ndjson", lines_of(&hits))?;

    let snakes = sample.copies(3);
    let snakes = array_of(&sample.wholes(&snakes, API));
    sample.file("exporters/snake_case.json", in_snake_case(&snakes))?;

    let pairs = sample.copies(3);
    let pair = |session: &Session| {
        let detail = session_json(&sample.company, session, API);
        let events = history_json(&sample.company, session, API);
        format!("{{\"detail\":{detail},\"events\":{events}}}")
    };
    let pairs: Vec<String> = pairs.iter().map(pair).collect();
    sample.file("exporters/pairs.json", array_of(&pairs))?;

    let encoded = sample.copies(1);
    let encoded = sample.wholes(&encoded, API).into_iter().map(|json| {
        let escaped = json.replace('\\', r"\\").replace('"', "\\\"");
        format!("\"{}\"", escaped.replace('\n', "\\n"))
    });
    let encoded: Vec<String> = encoded.collect();
    sample.file("exporters/json-in-text.ndjson", lines_of(&encoded))?;

    sample.shows(
        "exporters/search.ndjson",
        "what a search engine puts around its documents: sessions are looked for in what is not recognised",
    );
    sample.breaks(
        "exporters/",
        "sessions of other files, as others write them",
        "counted as superseded",
    );
    sample.shows(
        "exporters/snake_case.json",
        "property names in snake_case, as databases have them",
    );
    sample.shows(
        "exporters/pairs.json",
        "a session and its history side by side",
    );
    sample.shows(
        "exporters/json-in-text.ndjson",
        "sessions as JSON inside of JSON strings",
    );
    Ok(())
}

fn write_rows(sample: &mut Sample) -> io::Result<()> {
    let sessions = sample.copies(4);
    let (rows, named) = sessions.split_at(3);
    let mut events: Vec<_> = rows
        .iter()
        .flat_map(|session| session.events.iter().map(|event| (session.id, event)))
        .collect();
    events.sort_by_key(|(_, event)| event.at);
    let lines: Vec<String> = events
        .into_iter()
        .map(|(id, event)| {
            let json = event_json(&sample.company, event, API);
            json.replacen('{', &format!("{{\"sessionId\":{id},"), 1)
        })
        .collect();
    sample.file(
        "exporters/sessions.json",
        array_of(&sample.sessions(&sessions, API)),
    )?;
    sample.file("exporters/rows_20261001-20261031.ndjson", lines_of(&lines))?;
    let bare = history_json(&sample.company, &named[0], API);
    sample.file(
        &format!("exporters/{}-20261101T0600.json", named[0].id),
        bare,
    )?;
    sample.shows(
        "exporters/rows_*.ndjson",
        "events one a line, each with the `sessionId` that it is of",
    );
    sample.shows(
        "exporters/*-20261101T0600.json",
        "a bare history: the digits that are a session of the dump count, not those of the date",
    );
    Ok(())
}

fn write_other_answers(sample: &mut Sample) -> io::Result<()> {
    sample.file(
        "exporters/webhooks.json",
        r#"[{"id":1,"eventType":"SessionEnded","state":"SUCCESS","retryCount":0}]"#,
    )?;
    let cut = sample.copies(1);
    let cut = with_value(
        &sample.wholes(&cut, API)[0],
        "chatbots",
        "\"System.Object[]\"",
    );
    sample.file("exporters/flattened.json", cut)?;
    let elsewhere = sample.copies(1);
    let elsewhere = with_value(&sample.wholes(&elsewhere, API)[0], "companyId", "4242");
    sample.file("same-id/another-company.json", elsewhere)?;
    sample.breaks(
        "same-id/another-company.json",
        "a session of another company with the id of one here: the dumps of two were mixed",
        "`id_clash`",
    );
    sample.breaks(
        "exporters/flattened.json",
        "an array that PowerShell cut to a text, being deeper than `-Depth`",
        "`flattened`",
    );
    sample.breaks(
        "exporters/webhooks.json",
        "another answer of the API: webhooks",
        "`other_answer`",
    );
    Ok(())
}

/// Converts the property names of JSON to snake_case.
fn in_snake_case(json: &str) -> String {
    let mut pieces = json.split('"').peekable();
    let mut written = String::with_capacity(json.len() + json.len() / 8);
    while let Some(piece) = pieces.next() {
        let is_name = pieces.peek().is_some_and(|next| next.starts_with(':'))
            && !piece.is_empty()
            && piece.bytes().all(|byte| byte.is_ascii_alphanumeric());
        for letter in piece.chars() {
            if is_name && letter.is_ascii_uppercase() {
                written.push('_');
                written.push(letter.to_ascii_lowercase());
            } else {
                written.push(letter);
            }
        }
        if pieces.peek().is_some() {
            written.push('"');
        }
    }
    written
}

fn write_with_headers(sample: &mut Sample) -> io::Result<()> {
    let page = sample.copies(2);
    let page = array_of(&sample.sessions(&page, API));
    let headers = "HTTP/2 200\r\ncontent-type: application/json; charset=utf-8\r\n\r\n";
    sample.file("exporters/with-headers.json", format!("{headers}{page}"))?;
    sample.breaks(
        "exporters/with-headers.json",
        "headers before the page, as `curl -i` saves them: text before the first value is passed over",
        "`bad_json`",
    );
    Ok(())
}
