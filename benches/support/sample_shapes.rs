//! The shapes of the sample data: the contents of a file and their order.

use std::io;

use super::model::Session;
use super::record::{array_of, event_json, history_json, lines_of, wrapped_json};
use super::sample::{API, Sample};
use super::style::{Layout, Style};

const PRETTY: Style = Style {
    layout: Layout::Indented,
    ..API
};

pub(super) fn write(sample: &mut Sample) -> io::Result<()> {
    write_company(sample)?;
    write_pages(sample)?;
    write_envelopes(sample)?;
    write_sequences(sample)?;
    write_wrapped(sample)?;
    write_maps(sample)?;
    write_arrays_of_arrays(sample)
}

fn write_company(sample: &mut Sample) -> io::Result<()> {
    let groups = array_of(&sample.company.group_records(API));
    sample.file(
        "campaigns.json",
        array_of(&sample.company.campaign_records(API)),
    )?;
    sample.file(
        "departments.json",
        array_of(&sample.company.department_records(API)),
    )?;
    sample.file("groups.json", format!("{{\"data\":{groups}}}"))?;
    sample.file("users.ndjson", lines_of(&sample.company.user_records(API)))?;
    sample.shows("campaigns.json", "campaigns with their modes, an array");
    sample.shows("departments.json", "departments, an array");
    sample.shows("groups.json", "groups (queues) in an envelope `data`");
    sample.shows("users.ndjson", "users (operators), one a line");
    Ok(())
}

/// Writes three pages. The second begins with the last five sessions of the first.
fn write_pages(sample: &mut Sample) -> io::Result<()> {
    let sessions = sample.take(100);
    let pages = [&sessions[..35], &sessions[30..70], &sessions[70..]];
    for (number, page) in (1..).zip(pages) {
        sample.file(
            &format!("pages/sessions-000{number}.json"),
            array_of(&sample.sessions(page, API)),
        )?;
    }
    sample.file(
        "pages/routing-0001.ndjson",
        lines_of(&sample.histories(pages[0], API)),
    )?;
    sample.file(
        "pages/routing-0002.json",
        array_of(&sample.histories(pages[1], API)),
    )?;
    sample.file(
        "pages/routing-0003.ndjson",
        lines_of(&sample.histories(pages[2], API)),
    )?;
    sample.shows("pages/sessions-*.json", "pages: arrays of sessions");
    sample.breaks(
        "pages/sessions-0002.json",
        "a page that overlaps the one before: five sessions and their histories come twice",
        "counted as superseded",
    );
    sample.shows("pages/routing-0001.ndjson", "wrapped histories, one a line");
    sample.shows("pages/routing-0002.json", "wrapped histories in an array");
    Ok(())
}

fn write_envelopes(sample: &mut Sample) -> io::Result<()> {
    for name in ["data", "items", "value", "sessions"] {
        let sessions = sample.take(10);
        let page = array_of(&sample.sessions(&sessions, API));
        let histories = array_of(&sample.histories(&sessions, API));
        sample.file(
            &format!("envelopes/{name}.json"),
            format!(
                "{{\"totalCount\":{},\"{name}\":{page},\"nextLink\":null}}",
                sessions.len()
            ),
        )?;
        sample.file(
            &format!("envelopes/{name}-routing.json"),
            format!("{{\"{name}\":{histories}}}"),
        )?;
    }
    sample.shows(
        "envelopes/",
        "pages in envelopes `data`, `items`, `value`, `sessions`; wrapped histories in them too",
    );
    Ok(())
}

/// Writes files with several JSON values, in lines and otherwise.
fn write_sequences(sample: &mut Sample) -> io::Result<()> {
    let sessions = sample.take(64);
    sample.file(
        "lines/sessions.ndjson",
        lines_of(&sample.sessions(&sessions, API)),
    )?;
    sample.file(
        "lines/routing.jsonl",
        lines_of(&sample.histories(&sessions, API)),
    )?;
    sample.shows("lines/", "one session a line, one wrapped history a line");

    let sessions = sample.take(36);
    sample.file(
        "embedded/sessions.jsonl",
        lines_of(&sample.wholes(&sessions, API)),
    )?;
    sample.shows("embedded/", "sessions with their histories inside");

    let sessions = sample.take(8);
    sample.file(
        "pretty/sessions.json",
        array_of(&sample.sessions(&sessions, PRETTY)),
    )?;
    sample.file(
        "pretty/routing.json",
        array_of(&sample.histories(&sessions, PRETTY)),
    )?;
    sample.shows("pretty/", "indented arrays");

    let sessions = sample.take(8);
    sample.file(
        "concatenated/sessions.json",
        sample.sessions(&sessions, PRETTY).join("\n"),
    )?;
    sample.file(
        "concatenated/routing.json",
        sample.histories(&sessions, API).join(" "),
    )?;
    sample.shows(
        "concatenated/",
        "values one after the other, over many lines and on one",
    );
    Ok(())
}

fn write_wrapped(sample: &mut Sample) -> io::Result<()> {
    let sessions = sample.take(9);
    sample.file(
        "wrapped/sessions.json",
        array_of(&sample.sessions(&sessions, API)),
    )?;
    let wrap = |session, name| wrapped_json(&sample.company, session, name, API);
    for (number, session) in (1..).zip(&sessions[..3]) {
        sample.file(
            &format!("wrapped/alone-{number}.json"),
            wrap(session, "sessionId"),
        )?;
    }
    let with_id: Vec<String> = sessions[3..6]
        .iter()
        .map(|session| wrap(session, "id"))
        .collect();
    sample.file("wrapped/with-id.ndjson", lines_of(&with_id))?;
    let under_data = |session: &Session| {
        let events = history_json(&sample.company, session, API);
        format!("{{\"sessionId\":{},\"data\":{events}}}", session.id)
    };
    let under_data: Vec<String> = sessions[6..].iter().map(under_data).collect();
    sample.file("wrapped/under-data.ndjson", lines_of(&under_data))?;
    sample.shows(
        "wrapped/alone-*.json",
        "one wrapped history a file; the name does not matter",
    );
    sample.shows(
        "wrapped/with-id.ndjson",
        "wrapped histories that name the session `id`",
    );
    sample.shows(
        "wrapped/under-data.ndjson",
        "wrapped histories with their events under `data`",
    );
    Ok(())
}

fn write_maps(sample: &mut Sample) -> io::Result<()> {
    let sessions = sample.take(20);
    let entry = |session: &Session| {
        format!(
            "\"{}\":{}",
            session.id,
            history_json(&sample.company, session, API)
        )
    };
    let entries: Vec<String> = sessions.iter().map(entry).collect();
    sample.file(
        "map/sessions.json",
        array_of(&sample.sessions(&sessions, API)),
    )?;
    sample.file("map/routing.json", format!("{{{}}}", entries.join(",\n")))?;
    sample.shows("map/routing.json", "a map of histories by session id");
    Ok(())
}

fn write_arrays_of_arrays(sample: &mut Sample) -> io::Result<()> {
    let sessions = sample.take(16);
    let pages: Vec<String> = sessions
        .chunks(4)
        .map(|page| array_of(&sample.sessions(page, API)))
        .collect();
    let histories: Vec<String> = sessions
        .chunks(4)
        .map(|page| array_of(&sample.histories(page, API)))
        .collect();
    sample.file("arrays-of-arrays/sessions.json", array_of(&pages))?;
    sample.file("arrays-of-arrays/routing.jsonl", lines_of(&histories))?;
    sample.shows(
        "arrays-of-arrays/",
        "pages put into one array, and one page a line",
    );
    Ok(())
}

/// Writes the last sessions of the month twice: while they were open, and a day later. The later
/// export wins.
pub(super) fn write_later_export(sample: &mut Sample) -> io::Result<()> {
    let at_the_time = |(place, session): (i64, Session)| match session.exported {
        Some(_) => session,
        None => session.in_the_middle(15 + 20 * (place % 5)),
    };
    let open: Vec<Session> = (0..).zip(sample.take_rest()).map(at_the_time).collect();
    let closed: Vec<Session> = open
        .iter()
        .filter_map(|session| session.in_the_end().cloned())
        .collect();
    // Two of them stay open.
    let later = &closed[..closed.len().saturating_sub(2)];
    sample.pair("later-export/2026-10-31", &open, API)?;
    sample.pair("later-export/2026-11-01", later, API)?;
    sample.breaks(
        "later-export/",
        "sessions exported while they went on, and most of them again when they were closed",
        "counted as superseded",
    );
    Ok(())
}

/// The events of a history, one per line.
pub(super) fn event_lines(sample: &Sample, session: &Session) -> String {
    let spell = |event| event_json(&sample.company, event, API);
    let events: Vec<String> = session.events.iter().map(spell).collect();
    lines_of(&events)
}
