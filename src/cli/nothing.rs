//! The error for a dump without sessions, which names the files that are there instead; and the kinds of files that
//! were skipped in any dump.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::run::path_of;
use crate::error::Error;
use crate::error::Exit;
use crate::ledger::{Code, Problem, Problems, Tally, plural};
use crate::read::{Dump, Input, SkipReason, ending};
use crate::text::printable::printable;

/// The most kinds of skipped files, and the most problems, that are named.
const NAMED: usize = 3;

/// The kinds of skipped files, those with most files first: each by its ending, or else by the reason.
pub(super) fn skipped_kinds(problems: &Problems, path: &dyn Fn(u32) -> String) -> String {
    let mut kinds: HashMap<String, u64> = HashMap::new();
    let skipped = problems.iter();
    for problem in skipped.filter(|problem| problem.code == Code::SkippedFile) {
        let kind = match problem.file.map(path) {
            Some(path) if problem.detail == SkipReason::Ending.words() => {
                ending(&path).unwrap_or_else(|| "no ending".to_owned())
            }
            _ => problem.detail.clone(),
        };
        *kinds.entry(kind).or_default() += problem.count;
    }
    let mut kinds: Vec<(String, u64)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(kind, count)| (Reverse(*count), kind.clone()));
    let named: Vec<String> = kinds
        .iter()
        .take(NAMED)
        .map(|(kind, _)| printable(kind).into_owned())
        .collect();
    let more = if kinds.len() > NAMED { ", ..." } else { "" };
    named.join(", ") + more
}

/// The error of a dump without sessions; it tells what was found instead.
pub(super) fn found(dumps: &[Dump], inputs: &[Input], tally: &Tally) -> Error {
    let (counts, problems) = (&tally.counts, &tally.problems);
    let path = |file| path_of(dumps, inputs, file);
    let mut instead = vec![format!(
        "{} of {} read",
        counts.files_read,
        plural(counts.files_found, "file")
    )];
    if counts.files_skipped > 0 {
        let kinds = skipped_kinds(problems, &path);
        instead.push(format!("{} skipped ({kinds})", counts.files_skipped));
    }
    if counts.files_unreadable > 0 {
        instead.push(format!("{} unreadable", counts.files_unreadable));
    }
    for (count, one, several) in [
        (counts.histories, "routing history", "routing histories"),
        (
            counts.sessions_rejected,
            "rejected session",
            "rejected sessions",
        ),
        (
            counts.other_answers,
            "other answer of the API",
            "other answers of the API",
        ),
        (
            counts.error_answers,
            "error of the API",
            "errors of the API",
        ),
        (
            counts.unrecognised,
            "unrecognised value",
            "unrecognised values",
        ),
    ] {
        match count {
            0 => {}
            1 => instead.push(format!("1 {one}")),
            count => instead.push(format!("{count} {several}")),
        }
    }
    // Sorted, since threads find problems in any order; of each code one problem in a file is enough.
    let mut told: Vec<&Problem> = problems.iter().filter(|problem| is_told(problem)).collect();
    told.sort_unstable();
    told.dedup_by_key(|problem| (problem.file, problem.code));
    let examples = told.iter().take(NAMED).map(|problem| {
        let place = problem.file.map(path).unwrap_or_default();
        let (place, detail) = (printable(&place), printable(&problem.detail));
        format!("\n  {place}: {}: {detail}", problem.code.name())
    });
    let examples: String = examples.collect();
    Error {
        exit: Exit::Failed,
        message: format!(
            "no session was found, nothing was written: {}{}",
            instead.join(", "),
            examples
        ),
        hint: Some(hint(problems, counts.files_found)),
    }
}

/// Whether a problem may say why there is no session.
fn is_told(problem: &Problem) -> bool {
    matches!(
        problem.code,
        Code::UnreadableFile
            | Code::BadJson
            | Code::ErrorAnswer
            | Code::BadRecord
            | Code::Unrecognised
    )
}

/// The advice for what was found instead.
fn hint(problems: &Problems, files: u64) -> String {
    let has = |code: Code| problems.iter().any(|problem| problem.code == code);
    let is_skipped = |problem: &Problem| {
        problem.code == Code::SkippedFile && problem.detail == SkipReason::Ending.words()
    };
    let mut steps = Vec::new();
    if files == 0 {
        steps.push("Check the PATH: it holds no file.");
    }
    if problems.iter().any(is_skipped) {
        steps.push(
            "Files that hold JSON end in .json, .ndjson or .jsonl (packed: with .gz or .zst, or in .zip or .tar): \
             rename them, or name them as PATHs of their own.",
        );
    }
    let codes = [
        Code::ErrorAnswer,
        Code::UnreadableFile,
        Code::BadJson,
        Code::BadRecord,
    ];
    steps.extend(
        codes
            .into_iter()
            .filter(|code| has(*code))
            .map(Code::remedy),
    );
    steps.push("Sessions are the saved answers of GET /api/v1/Sessions, as JSON.");
    steps.push("With --allow-empty the empty reports are written.");
    steps.join(" ")
}
