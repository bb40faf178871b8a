//! The faults in the sample data: at least one example of every code of the ledger.

use std::io;

use super::clock::{MILLISECOND, SECOND};
use super::model::Session;
use super::pack::{gzip, windows_1250};
use super::record::{array_of, history_json, lines_of, whole_json, wrapped_json};
use super::sample::{API, Sample};
use super::style::{Style, Times};

pub(super) fn write(sample: &mut Sample) -> io::Result<()> {
    write_unreadable(sample)?;
    write_bad_json(sample)?;
    write_truncated(sample)?;
    write_bad_records(sample)?;
    write_bad_histories(sample)?;
    write_bad_values(sample)?;
    write_defects(sample)
}

fn write_unreadable(sample: &mut Sample) -> io::Result<()> {
    let page = "<!DOCTYPE html>\n<html><body><h1>502 Bad Gateway</h1></body></html>\n";
    sample.file("broken/error-page.json", page)?;
    sample.file("broken/not-an-archive.zip", "PK this is no archive\n")?;
    sample.breaks(
        "broken/error-page.json",
        "an error page saved as JSON",
        "`unreadable_file`",
    );
    sample.breaks(
        "broken/not-an-archive.zip",
        "a zip that cannot be opened",
        "`unreadable_file`",
    );
    Ok(())
}

fn write_bad_json(sample: &mut Sample) -> io::Result<()> {
    let mut lines = take_whole(sample, 4)?;
    let kept = cut(&lines[2], 1, 3).len();
    lines[2].truncate(kept);
    sample.file("broken/broken-line.ndjson", lines_of(&lines))?;
    let mut elements = take_whole(sample, 3)?;
    elements[1] = with_value(&elements[1], "created", "2026-10-05");
    sample.file("broken/broken-element.json", array_of(&elements))?;
    sample.breaks(
        "broken/broken-line.ndjson",
        "a line that breaks off, between good ones",
        "`bad_json`",
    );
    sample.breaks(
        "broken/broken-element.json",
        "an element of an array with an unquoted timestamp",
        "`bad_json`",
    );
    Ok(())
}

fn write_truncated(sample: &mut Sample) -> io::Result<()> {
    let page = array_of(&take_whole(sample, 4)?);
    sample.file("broken/cut-short.json", cut(&page, 9, 10))?;
    let packed = gzip(lines_of(&take_whole(sample, 3)?).as_bytes());
    sample.file(
        "broken/cut-short.ndjson.gz",
        &packed[..packed.len() * 9 / 10],
    )?;
    sample.breaks(
        "broken/cut-short.json",
        "a page cut short after three whole sessions",
        "`truncated_file`",
    );
    sample.breaks(
        "broken/cut-short.ndjson.gz",
        "a packed file cut short after two whole sessions",
        "`truncated_file`",
    );
    Ok(())
}

fn write_bad_records(sample: &mut Sample) -> io::Result<()> {
    let sessions = sample.take_answered(2)?;
    let mut records = sample.sessions(&sessions, API);
    records[0] = with_value(&records[0], "created", "null");
    sample.file("broken/no-created.json", array_of(&records))?;
    let error = r#"{"type":"about:blank","title":"Not Found","status":404,"traceId":"00-1"}"#;
    sample.file("broken/error-object.json", error)?;
    sample.breaks(
        "broken/no-created.json",
        "a session without `created`, beside a good one",
        "`bad_record`",
    );
    sample.breaks(
        "broken/error-object.json",
        "an error of the API, saved like an answer",
        "`error_answer`",
    );
    let table = r#"{"columns":["id","created"],"index":[0],"data":[[10000001,"2026-10-01"]]}"#;
    sample.file("broken/columns-and-rows.json", table)?;
    sample.breaks(
        "broken/columns-and-rows.json",
        "a table split into columns and rows, as pandas writes it with `orient=\"split\"`",
        "`unrecognised`",
    );
    Ok(())
}

fn write_bad_histories(sample: &mut Sample) -> io::Result<()> {
    let sessions = sample.take_answered(4)?;
    let bare = |session: &Session| history_json(&sample.company, session, API);
    let wrapped = |session: &Session| wrapped_json(&sample.company, session, "sessionId", API);
    sample.file(
        "broken/histories.json",
        array_of(&sample.sessions(&sessions, API)),
    )?;
    sample.file("broken/nameless/history.json", bare(&sessions[0]))?;
    let several = lines_of(&[bare(&sessions[1]), bare(&sessions[2])]);
    sample.file(
        &format!("broken/two-histories-{}.json", sessions[1].id),
        several,
    )?;
    let stranger = Session {
        id: 99_000_001,
        ..sessions[0].clone()
    };
    sample.file("broken/orphan.json", wrapped(&stranger))?;
    let bad_event =
        r#"[{"routingRequestId":1,"timestamp":"soon","activityType":"LeftGroupQueue"},"#;
    sample.file(
        "broken/bad-event.json",
        wrapped(&sessions[3]).replacen('[', bad_event, 1),
    )?;
    sample.shows(
        "broken/histories.json",
        "the sessions of the histories below",
    );
    sample.breaks(
        "broken/nameless/history.json",
        "a bare history, no digits in file or folder",
        "`unnamed_history`",
    );
    sample.breaks(
        "broken/two-histories-*.json",
        "two bare histories in one file",
        "`several_histories`",
    );
    sample.breaks(
        "broken/orphan.json",
        "the history of a session that is not there",
        "`orphaned_history`",
    );
    sample.breaks(
        "broken/bad-event.json",
        "an event whose timestamp is `soon`",
        "`bad_event`",
    );
    Ok(())
}

fn write_bad_values(sample: &mut Sample) -> io::Result<()> {
    let mut fields = take_whole(sample, 2)?;
    fields[0] = with_value(&fields[0], "started", "\"yesterday\"");
    fields[1] = with_value(&fields[1], "waited", "\"P1M\"");
    sample.file("broken/bad-field.ndjson", lines_of(&fields))?;
    let old_page = windows_1250(&array_of(&take_whole(sample, 3)?));
    sample.file("broken/bad-encoding.json", old_page)?;
    let mut unknown = take_whole(sample, 2)?;
    unknown[0] = with_value(&unknown[0], "channel", "\"Hologram\"");
    unknown[1] = with_value(&unknown[1], "source", "\"Telegram\"");
    sample.file("broken/unknown-value.ndjson", lines_of(&unknown))?;
    let bare = Style {
        times: Times::Bare,
        ..API
    };
    let sessions = sample.take_answered(3)?;
    sample.file(
        "broken/no-offset.json",
        array_of(&sample.wholes(&sessions, bare)),
    )?;
    sample.breaks(
        "broken/bad-field.ndjson",
        "`started` says `yesterday`; `waited` is a month",
        "`bad_field`",
    );
    sample.breaks(
        "broken/bad-encoding.json",
        "names in Windows-1250 instead of UTF-8",
        "`bad_encoding`",
    );
    sample.breaks(
        "broken/unknown-value.ndjson",
        "a channel and a source of tomorrow",
        "`unknown_value`",
    );
    sample.breaks(
        "broken/no-offset.json",
        "timestamps without offset, read as UTC",
        "`no_offset`",
    );
    Ok(())
}

/// Writes records that can be read but cannot be true.
fn write_defects(sample: &mut Sample) -> io::Result<()> {
    let mut sessions = sample.take_answered(2)?;
    // The clock of one machine is five seconds fast.
    sessions[0].created = sessions[0].events[0].at.plus(5 * SECOND);
    for stint in &mut sessions[1].stints {
        stint.concluded = stint.left.map(|left| left.plus(-250 * MILLISECOND));
    }
    sample.file(
        "broken/clock-skew.ndjson",
        lines_of(&sample.wholes(&sessions, API)),
    )?;
    let mut session =
        sample.take_one(|session| session.campaign_id.is_some() && session.is_answered())?;
    session.campaign_id = Some(799);
    session.source = "Campaign";
    sample.file(
        "broken/unknown-campaign.json",
        whole_json(&sample.company, &session, API),
    )?;
    sample.breaks(
        "broken/clock-skew.ndjson",
        "created after its routing began; concluded before the operator left",
        "`negative_phase`",
    );
    sample.breaks(
        "broken/unknown-campaign.json",
        "a campaign that no record describes",
        "`campaign_mode_unknown`",
    );
    Ok(())
}

/// Takes answered sessions, with their histories embedded.
fn take_whole(sample: &mut Sample, count: usize) -> io::Result<Vec<String>> {
    let sessions = sample.take_answered(count)?;
    Ok(sample.wholes(&sessions, API))
}

/// The first part of a text, cut at a character boundary.
fn cut(text: &str, part: usize, of: usize) -> &str {
    &text[..text.floor_char_boundary(text.len() * part / of)]
}

/// Replaces the value of a record's first property with this name. The old value must be a text
/// without commas, a number or null.
pub(super) fn with_value(json: &str, name: &str, value: &str) -> String {
    let property = format!("\"{name}\":");
    let Some((before, after)) = json.split_once(&property) else {
        return json.to_owned();
    };
    let rest = after.find([',', '}']).map_or("", |end| &after[end..]);
    format!("{before}{property}{value}{rest}")
}
