//! Copies of a session and of its history: which one counts, and why the others do not.

use serde::Serialize;

use crate::join::{history_weight, session_weight};
use crate::model::{History, Place, Session};
use crate::time::Timestamp;
use crate::time::zone::Zone;

/// A record of the session or of its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Copy {
    /// `session` or `history`.
    pub record: &'static str,
    pub file: String,
    pub line: u32,
    /// Offset of the record in the unpacked text, in bytes: many records may share a line.
    pub byte: u64,
    /// Whether this copy counts.
    pub counts: bool,
    /// The timestamp of the latest event in the record.
    pub last_event: Option<String>,
    /// Number of usable events; only for a history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<usize>,
    /// Why the copy counts, or does not.
    pub because: String,
}

/// Describes copies, with timestamps in this zone and with the paths of files.
pub(super) struct Telling<'a> {
    pub(super) zone: Zone,
    pub(super) path: &'a dyn Fn(u32) -> String,
}

impl Telling<'_> {
    /// The records of the session, the one that counts first.
    pub(super) fn sessions(&self, sessions: &[Vec<Session>]) -> Vec<Copy> {
        let mut sorted: Vec<&Session> = sessions.iter().flatten().collect();
        sorted.sort_by_key(|session| std::cmp::Reverse(session_weight(session)));
        let Some(winner) = sorted.first().map(|winner| winner.last_event()) else {
            return Vec::new();
        };
        let others = sorted.len() - 1;
        sorted
            .into_iter()
            .enumerate()
            .map(|(rank, session)| {
                let last = session.last_event();
                let because = match rank {
                    0 if others == 0 => "the only record".to_owned(),
                    0 => "it has seen the latest event; between equals the later in path order"
                        .to_owned(),
                    _ if last < winner => format!(
                        "the one that counts has seen a later event, of {}",
                        self.local(winner)
                    ),
                    _ => "it has seen no less, but comes earlier in path order".to_owned(),
                };
                self.copy("session", session.place, rank == 0, Some(last), because)
            })
            .collect()
    }

    /// The histories of the session, the one that counts first.
    pub(super) fn histories(&self, histories: &[Vec<History>]) -> Vec<Copy> {
        let mut sorted: Vec<&History> = histories.iter().flatten().collect();
        sorted.sort_by_key(|history| std::cmp::Reverse(history_weight(history)));
        let Some(&winner) = sorted.first() else {
            return Vec::new();
        };
        let others = sorted.len() - 1;
        sorted
            .into_iter()
            .enumerate()
            .map(|(rank, history)| {
                let because = match rank {
                    0 if others == 0 => "the only history".to_owned(),
                    0 => "it reaches furthest; between equals more events, then the later in \
                          path order"
                        .to_owned(),
                    _ if history.last_event() < winner.last_event() => {
                        "the one that counts reaches further".to_owned()
                    }
                    _ if history.events.len() < winner.events.len() => format!(
                        "the one that counts reaches as far and has more events, {}",
                        winner.events.len()
                    ),
                    _ => "equal, but it comes earlier in path order".to_owned(),
                };
                let last = history.last_event();
                Copy {
                    events: Some(history.events.len()),
                    ..self.copy("history", history.place, rank == 0, last, because)
                }
            })
            .collect()
    }

    fn copy(
        &self,
        record: &'static str,
        place: Place,
        counts: bool,
        last: Option<Timestamp>,
        because: String,
    ) -> Copy {
        Copy {
            record,
            file: (self.path)(place.file),
            line: place.line,
            byte: place.offset,
            counts,
            last_event: last.map(|last| self.local(last)),
            events: None,
            because,
        }
    }

    fn local(&self, at: Timestamp) -> String {
        let mut local = String::new();
        self.zone.format(at, &mut local);
        local
    }
}
