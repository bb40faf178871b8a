//! The decoder: JSON gives the same records as a slow reader by the rules; any text gives the same in blocks of
//! any size.

mod expected;
mod json;

use phasebook::read::{Limits, Loaded, probe};
use serde::de::IgnoredAny;

use self::expected::{Found, Session};
use self::json::Json;
use super::slow;

/// The first byte chooses the sizes of the blocks; the rest is the text.
pub fn check(data: &[u8]) {
    let Some((&seed, text)) = data.split_first() else {
        return;
    };
    let limits = Limits::default();
    let whole = probe::read("7.json", text, 1 << 16, limits);
    check_counts(&whole);
    let shown = String::from_utf8_lossy(text);
    let in_blocks = probe::read("7.json", text, 64 + usize::from(seed), limits);
    assert_eq!(told(&whole), told(&in_blocks), "{shown}");
    let found = found(&whole);
    assert_eq!(found, self::found(&in_blocks), "{shown}");
    if text.starts_with(b"\xEF\xBB\xBF")
        || text.starts_with(b"\xFF\xFE")
        || text.starts_with(b"\xFE\xFF")
    {
        return;
    }
    let Some(values) = std::str::from_utf8(text).ok().and_then(json::values) else {
        return;
    };
    if values.iter().all(|(start, _)| is_json(&text[*start..]))
        && !values.is_empty()
        && !matches!(values[0].1, Json::Null | Json::Bool(_) | Json::Number(_))
        && whole.tally.counts.files_read == 1
    {
        let mut expected = Found::of(&values, 7);
        expected.histories.sort();
        expected.sessions.sort();
        assert_eq!(found, expected, "{shown}");
    }
}

fn is_json(text: &[u8]) -> bool {
    let mut values = serde_json::Deserializer::from_slice(text).into_iter::<IgnoredAny>();
    matches!(values.next(), Some(Ok(_)))
}

/// Every record is in one bucket.
fn check_counts(loaded: &Loaded) {
    let counts = loaded.tally.counts;
    let sessions: usize = loaded.sessions.iter().map(Vec::len).sum();
    let histories: usize = loaded.histories.iter().map(Vec::len).sum();
    assert_eq!(
        counts.session_records,
        sessions as u64 + counts.sessions_rejected
    );
    assert_eq!(
        counts.histories,
        histories as u64 + counts.histories_rejected
    );
    assert_eq!(counts.campaigns, loaded.campaigns.len() as u64);
}

/// All problems, in order, and two counts of problems without a place.
fn told(loaded: &Loaded) -> (Vec<String>, u64, u64) {
    let problems = loaded.tally.problems.iter();
    let mut problems: Vec<String> = problems.map(|problem| format!("{problem:?}")).collect();
    problems.sort();
    let unknown = loaded.tally.unknown_values.values().sum();
    (problems, loaded.tally.without_offset, unknown)
}

fn found(loaded: &Loaded) -> Found {
    let counts = loaded.tally.counts;
    let mut sessions: Vec<Session> = loaded.sessions.iter().flatten().map(session).collect();
    sessions.sort();
    let histories = loaded.histories.iter().flatten();
    let mut histories: Vec<_> = histories
        .map(|history| {
            let events = history.events.iter().map(|&stored| {
                let event = loaded.actions.event(stored);
                (
                    event.at.microseconds(),
                    event.request.map(phasebook::model::Id::get),
                    format!("{:?}", event.activity),
                    event.group.map(|group| group.id.get()),
                    event.operator.map(|operator| operator.id.get()),
                )
            });
            (history.session_id.get(), events.collect())
        })
        .collect();
    histories.sort();
    Found {
        sessions,
        histories,
        sessions_rejected: counts.sessions_rejected,
        histories_rejected: counts.histories_rejected,
        campaigns: counts.campaigns,
        directory: loaded.directory.len() as u64,
        unrecognised: counts.unrecognised,
        other_answers: counts.other_answers,
        error_answers: counts.error_answers,
    }
}

fn session(session: &phasebook::model::Session) -> Session {
    use phasebook::model::Id;
    use phasebook::time::{Duration, Timestamp};
    let timestamp = |timestamp: Option<Timestamp>| timestamp.map(Timestamp::microseconds);
    let stints = session.operators.iter().map(|stint| {
        let timestamps = [stint.joined, stint.left, stint.concluded].map(timestamp);
        (stint.user_id.map(Id::get), timestamps)
    });
    (
        session.id.get(),
        [
            Some(session.created),
            session.guest_joined,
            session.started,
            session.ended,
        ]
        .map(timestamp),
        [session.waited, session.length].map(|length| length.map(Duration::microseconds)),
        [
            session.company_id,
            session.department_id,
            session.campaign_id,
        ]
        .map(|id| id.map(Id::get)),
        stints.collect(),
    )
}
