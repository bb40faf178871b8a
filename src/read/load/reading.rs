//! The end of a file's text: the status of the file, and the problems of the file as a whole.

use super::super::cut::{Context, Cutter};
use super::super::decode::{BareHistory, FilePart, Findings};
use super::super::discover::{FileStatus, Input};
use super::super::limits::{MOST_ENTRIES, too_many_events};
use super::super::skip::SkipReason;
use super::Loader;
use crate::ledger::{Code, Problem};
use crate::model::Id;

const NOTHING: &str = "it holds no JSON object or array";

/// The status of a file at the end of its text.
pub(super) struct FileReading {
    pub(super) part: FilePart,
    pub(super) status: FileStatus,
    /// The reason why the file is skipped, if it is.
    pub(super) skipped: Option<SkipReason>,
    /// The context in which the text was cut, if it was.
    pub(super) cut: Option<Context>,
    /// The problem of the file as a whole: its code, line and detail.
    pub(super) problem: Option<(Code, u32, String)>,
}

impl FileReading {
    /// The reading of a text of this many bytes; `cut_short` is the reason if the text was cut.
    pub(super) fn new(
        cutter: &Cutter,
        part: FilePart,
        length: u64,
        cut_short: Option<(Code, String)>,
    ) -> Self {
        let status = if cutter.has_container() {
            FileStatus::Read
        } else if cutter.has_anything() || cut_short.is_some() {
            FileStatus::Unreadable
        } else {
            FileStatus::Skipped
        };
        let problem = match (status, cut_short) {
            (FileStatus::Read | FileStatus::Unreadable, Some((Code::TooLarge, reason))) => {
                Some((Code::TooLarge, cutter.line(), reason))
            }
            (FileStatus::Unreadable, _) => Some((Code::UnreadableFile, 1, NOTHING.to_owned())),
            // The cutter has noted the cut already, if the text is cut inside a value as well.
            (FileStatus::Read, Some((code, reason))) if cutter.cut_short().is_none() => {
                Some((code, cutter.line(), reason))
            }
            _ => None,
        };
        let skipped = if length == 0 {
            SkipReason::Empty
        } else {
            SkipReason::Blank
        };
        let is_cut = cutter.cut_short().is_some() || problem.is_some();
        Self {
            part,
            status,
            skipped: (status == FileStatus::Skipped).then_some(skipped),
            cut: is_cut.then(|| cutter.context()),
            problem,
        }
    }
}

impl FileReading {
    /// The reading of a text in which no line begins a value.
    pub(super) fn nothing(cut_short: Option<(Code, String)>) -> Self {
        let problem = match cut_short {
            Some((Code::TooLarge, reason)) => (Code::TooLarge, 1, reason),
            _ => (Code::UnreadableFile, 1, NOTHING.to_owned()),
        };
        Self {
            part: FilePart::default(),
            status: FileStatus::Unreadable,
            skipped: None,
            cut: None,
            problem: Some(problem),
        }
    }
}

impl Loader<'_> {
    /// Notes the problems that are known only at the end of a file, and keeps its bare histories.
    pub(super) fn close(&self, file: u32, input: &Input, reading: FileReading) {
        let mut findings = self.findings();
        let note = |findings: &mut Findings, code, line, session_id, detail| {
            findings.tally.problems.push(Problem {
                file: Some(file),
                line,
                code,
                session_id,
                detail,
                count: 1,
            });
        };
        if let Some((code, line, detail)) = reading.problem {
            let line = (code != Code::UnreadableFile).then_some(line);
            note(&mut findings, code, line, None, detail);
        }
        if let Some(reason) = reading.skipped {
            note(
                &mut findings,
                Code::SkippedFile,
                None,
                None,
                reason.words().to_owned(),
            );
        }
        if reading.status != FileStatus::Read {
            return;
        }
        let mut part = reading.part;
        let faults = std::mem::take(&mut part.faults);
        let is_lossy = part.is_lossy;
        findings.tally.problems.append(faults);
        findings.tally.counts.unrecognised += part.scalars;
        if let Some(line) = part.bad_encoding {
            let detail = "the first such text of the file begins here".to_owned();
            note(&mut findings, Code::BadEncoding, Some(line), None, detail);
        }
        for (session, mut history) in part.take_owned(reading.cut.is_some()) {
            findings.tally.counts.histories += 1;
            match enough(&history) {
                Ok(()) => findings.keep(session, history.place, &mut history.events),
                Err((code, detail)) => {
                    findings.tally.counts.histories_rejected += 1;
                    let line = Some(history.place.line);
                    note(&mut findings, code, line, Some(session), detail);
                }
            }
        }
        let bare = part.finish(reading.cut);
        let count = bare.len();
        if self.passes_over_bare(file) {
            return;
        }
        let path = input.path();
        for mut history in bare {
            findings.tally.counts.histories += 1;
            match self.whose(&history, &path, count) {
                Ok(id) => {
                    if !self.naming.is_sure(&path) {
                        let place = findings.histories.len();
                        findings.doubtful.push(place);
                    }
                    if is_lossy {
                        let place = findings.histories.len();
                        findings.lossy.push(place);
                    }
                    findings.keep(id, history.place, &mut history.events);
                }
                Err((code, detail)) => {
                    findings.tally.counts.histories_rejected += 1;
                    note(&mut findings, code, Some(history.place.line), None, detail);
                }
            }
        }
    }

    /// The session of a bare history, by the path of its file alone. `count` is the number of bare histories
    /// in the file.
    fn whose(&self, history: &BareHistory, path: &str, count: usize) -> Result<Id, (Code, String)> {
        if count > 1 {
            let detail = format!("one of {count} bare histories in the file");
            return Err((Code::SeveralHistories, detail));
        }
        enough(history)?;
        self.naming.session(path).ok_or_else(|| {
            let detail = "neither the file's name nor its folder's tells the session";
            (Code::UnnamedHistory, detail.to_owned())
        })
    }
}

/// Rejects a history with too many events.
fn enough(history: &BareHistory) -> Result<(), (Code, String)> {
    let events = history.events.len();
    if events > MOST_ENTRIES {
        return Err((Code::TooLarge, too_many_events(events)));
    }
    Ok(())
}
