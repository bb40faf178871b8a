//! The files of the sample data: histories identified by file and folder names, encodings,
//! containers, and files that are skipped.

use std::io;

use super::model::Session;
use super::pack::{gzip, utf_8_with_mark, utf_16_be, utf_16_le, zip, zstd};
use super::record::{array_of, history_json, lines_of, session_json, wrapped_json};
use super::sample::{API, Sample};
use super::sample_shapes::event_lines;

pub(super) fn write(sample: &mut Sample) -> io::Result<()> {
    write_histories_by_name(sample)?;
    write_histories_by_folder(sample)?;
    write_single_files(sample)?;
    write_encodings(sample)?;
    write_packed(sample)?;
    write_skipped(sample)
}

/// Bare histories whose session follows only from the file's name.
fn write_histories_by_name(sample: &mut Sample) -> io::Result<()> {
    let sessions = sample.take_routed(7)?;
    let folder = "histories-by-name";
    let bare = |session: &Session| history_json(&sample.company, session, API);
    sample.file(
        &format!("{folder}/sessions.JSON"),
        array_of(&sample.sessions(&sessions, API)),
    )?;
    sample.file(
        &format!("{folder}/{}.json", sessions[0].id),
        bare(&sessions[0]),
    )?;
    sample.file(
        &format!("{folder}/session_{}_routing.json", sessions[1].id),
        bare(&sessions[1]),
    )?;
    sample.file(
        &format!("{folder}/2026-10-history-{}.json", sessions[2].id),
        bare(&sessions[2]),
    )?;
    sample.file(
        &format!("{folder}/events-{}.ndjson", sessions[3].id),
        event_lines(sample, &sessions[3]),
    )?;
    sample.file(
        &format!("{folder}/.hidden-{}.json", sessions[4].id),
        bare(&sessions[4]),
    )?;
    sample.file(
        &format!("{folder}/{}.JSON.GZ", sessions[5].id),
        gzip(bare(&sessions[5]).as_bytes()),
    )?;
    let wrapped = wrapped_json(&sample.company, &sessions[6], "sessionId", API);
    sample.file(&format!("{folder}/wrapped-99.json"), wrapped)?;
    sample.shows("histories-by-name/sessions.JSON", "an ending in upper case");
    sample.shows(
        "histories-by-name/*.json",
        "bare histories: the last digits of the name are the session id",
    );
    sample.shows(
        "histories-by-name/events-*.ndjson",
        "bare events, one a line: one history",
    );
    sample.shows("histories-by-name/.hidden-*.json", "hidden files are read");
    sample.shows(
        "histories-by-name/wrapped-99.json",
        "a wrapped history names its session itself, whatever the file is called",
    );
    Ok(())
}

/// Bare histories in files without digits in their names; the session follows from the folder's
/// name.
fn write_histories_by_folder(sample: &mut Sample) -> io::Result<()> {
    let sessions = sample.take_routed(4)?;
    sample.file(
        "histories-by-folder/sessions.json",
        array_of(&sample.sessions(&sessions, API)),
    )?;
    for session in &sessions {
        let history = history_json(&sample.company, session, API);
        sample.file(
            &format!("histories-by-folder/session-{}/routing.json", session.id),
            history,
        )?;
    }
    sample.shows(
        "histories-by-folder/session-*/routing.json",
        "bare histories named by their folder",
    );
    Ok(())
}

fn write_single_files(sample: &mut Sample) -> io::Result<()> {
    for session in sample.take_routed(8)? {
        let history = history_json(&sample.company, &session, API);
        sample.file(
            &format!("single-files/sessions/{}.json", session.id),
            session_json(&sample.company, &session, API),
        )?;
        sample.file(
            &format!("single-files/routing/{}.json", session.id),
            history,
        )?;
    }
    sample.shows("single-files/", "a file a session, a file a bare history");
    Ok(())
}

fn write_encodings(sample: &mut Sample) -> io::Result<()> {
    write_encoded(sample, "utf-8-with-bom", 8, utf_8_with_mark)?;
    write_encoded(sample, "utf-16-le", 6, utf_16_le)?;
    write_encoded(sample, "utf-16-be", 5, utf_16_be)?;
    sample.shows("utf-8-with-bom/", "UTF-8 with a byte order mark");
    sample.shows("utf-16-le/", "UTF-16, little-endian, as PowerShell writes");
    sample.shows("utf-16-be/", "UTF-16, big-endian");
    Ok(())
}

fn write_encoded(
    sample: &mut Sample,
    folder: &str,
    count: usize,
    encode: fn(&str) -> Vec<u8>,
) -> io::Result<()> {
    let sessions = sample.take(count);
    let page = array_of(&sample.sessions(&sessions, API));
    let histories = lines_of(&sample.histories(&sessions, API));
    sample.file(&format!("{folder}/sessions.json"), encode(&page))?;
    sample.file(&format!("{folder}/routing.ndjson"), encode(&histories))
}

fn write_packed(sample: &mut Sample) -> io::Result<()> {
    let sessions = sample.take(14);
    sample.file(
        "packed/sessions.json.gz",
        gzip(array_of(&sample.sessions(&sessions, API)).as_bytes()),
    )?;
    sample.file(
        "packed/routing.ndjson.gz",
        gzip(lines_of(&sample.histories(&sessions, API)).as_bytes()),
    )?;
    sample.shows("packed/*.gz", "gzip");

    let sessions = sample.take(14);
    sample.file(
        "packed/sessions.ndjson.zst",
        zstd(lines_of(&sample.sessions(&sessions, API)).as_bytes()),
    )?;
    sample.file(
        "packed/routing.json.ZST",
        zstd(array_of(&sample.histories(&sessions, API)).as_bytes()),
    )?;
    sample.shows("packed/*.zst", "zstd");

    let sessions = sample.take_routed(6)?;
    let mut members = vec![("readme.txt".to_owned(), b"Export".to_vec())];
    for session in &sessions {
        members.push((
            format!("sessions/{}.json", session.id),
            session_json(&sample.company, session, API).into_bytes(),
        ));
        members.push((
            format!("routing/{}.json", session.id),
            history_json(&sample.company, session, API).into_bytes(),
        ));
    }
    members.push((
        "__MACOSX/routing/._1.json".to_owned(),
        b"\0\x05\x16\x07".to_vec(),
    ));
    sample.file("packed/export.zip", zip(&members))?;
    let session = &sample.take_routed(1)?[0];
    let members = [
        (
            "session.json".to_owned(),
            session_json(&sample.company, session, API).into_bytes(),
        ),
        (
            "history.json".to_owned(),
            history_json(&sample.company, session, API).into_bytes(),
        ),
    ];
    sample.file(&format!("packed/session-{}.zip", session.id), zip(&members))?;
    sample.breaks(
        "packed/export.zip",
        "zip: each member is a file of its own; `readme.txt` and `__MACOSX/` are passed over",
        "counted as skipped",
    );
    sample.shows(
        "packed/session-*.zip",
        "a bare history at the top of a zip: the zip's name tells",
    );
    Ok(())
}

fn write_skipped(sample: &mut Sample) -> io::Result<()> {
    sample.file(
        "skipped/notes.txt",
        "Exportováno 1. 11. 2026, viz případ 10000001.\n",
    )?;
    sample.file("skipped/export.csv", "id,created\n10000001,2026-10-01\n")?;
    sample.file("skipped/empty.json", "")?;
    sample.file(
        "skipped/__MACOSX/._sessions.json",
        b"\0\x05\x16\x07\0\x02\0\0Mac OS X",
    )?;
    sample.breaks(
        "skipped/",
        "other endings, an empty file, what a Mac leaves behind (and this file)",
        "counted as skipped",
    );
    Ok(())
}
