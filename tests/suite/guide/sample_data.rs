//! The sample data against their own README and the generator.

use std::collections::{BTreeMap, BTreeSet};

use phasebook::ledger::{Code, Counts};
use serde_json::Value;

use super::{main_command, problems, read_text, rows_after, sample, topic};
use crate::harness::folder::{files_below, temporary};
use crate::harness::support;
use crate::harness::world::Run;

#[test]
fn the_sample_has_every_ledger_code() {
    let run = main_command();
    let met: BTreeSet<String> = problems(&run).into_iter().map(|(code, _)| code).collect();
    // The sample does not show these: a file beyond the default limits would take minutes to read, two codes are
    // about a settings file, which the main command does not use, and a property that no session has would show
    // in no figure.
    let elsewhere = [
        Code::TooLarge,
        Code::UnknownName,
        Code::AmbiguousName,
        Code::MissingProperty,
    ];
    let all: BTreeSet<String> = Code::ALL
        .iter()
        .filter(|code| !elsewhere.contains(code))
        .map(|code| code.name().to_owned())
        .collect();
    assert_eq!(met, all);
}

#[test]
fn the_sample_balances_as_the_guide_says() {
    let run = main_command();
    let ledger = topic("ledger");
    let counts = Counts::default().entries();
    let is_count = |name: &str| counts.iter().any(|(known, _)| *known == name);
    let sums: Vec<(&str, Vec<&str>)> = ledger
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(whole, parts)| (whole.trim(), parts.split(" + ").collect()))
        .filter(|(whole, _)| is_count(whole))
        .collect();
    assert_eq!(sums.len(), 4, "{sums:?}");
    for (whole, parts) in &sums {
        let sum: u64 = parts.iter().map(|part| run.count(part)).sum();
        assert_eq!(run.count(whole), sum, "{whole}");
    }
    for (name, _) in counts {
        assert!(ledger.contains(name), "ledger.md says nothing of `{name}`");
        // No session is outside, since the main command names no period.
        let is_shown = run.count(name) > 0 || name == "sessions_outside";
        let is_shown = is_shown || matches!(name, "other_answers" | "error_answers");
        assert!(is_shown, "the sample shows no {name}");
    }
}

/// Each session of the generator is in the sample in some shape, name, encoding or spelling. A session that is
/// not kept was rejected, or is the one piece that a broken or cut file lost.
#[test]
fn every_session_of_the_sample_is_read_or_noted() {
    let run = main_command();
    let problems = run.table("problems");
    let noted = |code: Code| problems.rows_with("code", code.name()).len() as u64;
    let before_values = "text before the first value was passed over";
    let lost_nothing = problems.rows_with("detail", before_values).len() as u64;
    assert_eq!(lost_nothing, 1);
    assert_eq!(
        run.count("sessions_kept")
            + run.count("sessions_rejected")
            + noted(Code::BadJson)
            + noted(Code::TruncatedFile)
            - lost_nothing,
        sessions_promised()
    );
}

#[test]
fn every_file_of_the_sample_is_told_of_and_turns_out_as_told() {
    let run = main_command();
    let contents = contents_of_the_sample();
    let problems = problems(&run);
    let files = input_files(&run);
    for (path, status) in &files {
        let told: Vec<&Content> = contents.iter().filter(|row| row.matches(path)).collect();
        let notes = |what: &str| told.iter().any(|row| row.noted.contains(what));
        match status.as_str() {
            "skipped" => assert!(notes("skipped") || path == "README.md", "{path}: skipped"),
            "unreadable" => assert!(notes("`unreadable_file`"), "{path}: unreadable"),
            // A file that is read need not be in the table: it may only have the sessions of the histories in it.
            status => assert_eq!(status, "read", "{path}"),
        }
    }
    // The table says `skipped` of these files, which was checked above.
    let is_skipped = |code: &str| code == Code::SkippedFile.name();
    let of_files = problems.iter().filter(|(_, file)| !file.is_empty());
    for (code, file) in of_files.filter(|(code, _)| !is_skipped(code)) {
        let told = contents
            .iter()
            .any(|row| row.matches(file) && row.noted.contains(&format!("`{code}`")));
        assert!(told, "{file}: the table does not tell of its {code}");
    }
    for row in &contents {
        assert!(
            files.keys().any(|path| row.matches(path)),
            "{}: no such file",
            row.pattern
        );
        for code in row.noted.split('`').skip(1).step_by(2) {
            // Some problems are noted once for the run, without a file.
            let met = problems
                .iter()
                .any(|(met, file)| met == code && (file.is_empty() || row.matches(file)));
            assert!(met, "{}: no {code}", row.pattern);
        }
    }
}

#[test]
fn the_sample_is_what_the_generator_writes() {
    let folder = temporary();
    support::write_sample(folder.path()).expect("the sample can be written");
    let generated = files_below(folder.path());
    let kept = files_below(&sample());
    assert_eq!(
        kept.keys().collect::<Vec<_>>(),
        generated.keys().collect::<Vec<_>>(),
        "the files"
    );
    for (path, bytes) in &kept {
        assert!(*bytes == generated[path], "{} differs", path.display());
    }
    let size: usize = kept.values().map(Vec::len).sum();
    assert!(size <= 3_000_000, "{size} bytes are more than 3 MB");
}

/// The status of each input file.
fn input_files(run: &Run) -> BTreeMap<String, String> {
    let manifest = run.manifest();
    let files = manifest["files"].as_array().expect("the list of files");
    let text = |file: &Value, name: &str| file[name].as_str().expect("a text").to_owned();
    files
        .iter()
        .map(|file| (text(file, "path"), text(file, "status")))
        .collect()
}

/// A line of the table in `sample-data/README.md`.
struct Content {
    /// A file, a folder with a trailing `/`, or several files with `*`.
    pattern: String,
    /// The codes that the ledger must note for these files.
    noted: String,
}

impl Content {
    /// Whether the line is about this file, or about the archive that holds it.
    fn matches(&self, path: &str) -> bool {
        let pattern: Vec<&str> = self.pattern.trim_end_matches('/').split('/').collect();
        let path: Vec<&str> = path.split('/').collect();
        path.len() >= pattern.len()
            && pattern
                .iter()
                .zip(&path)
                .all(|(pattern, name)| fits(pattern, name))
    }
}

fn contents_of_the_sample() -> Vec<Content> {
    let text = read_text(&sample().join("README.md"));
    let rows = rows_after(&text, |line| line.starts_with("| file or folder |"));
    assert!(!rows.is_empty(), "sample-data/README.md has no table");
    rows.into_iter()
        .map(|row| Content {
            pattern: row[0].trim_matches('`').to_owned(),
            noted: row.get(2).cloned().unwrap_or_default(),
        })
        .collect()
}

/// Whether a name fits a pattern in which `*` stands for any letters.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, rest)) => name.strip_prefix(start).is_some_and(|name| {
            (0..=name.len())
                .filter(|&at| name.is_char_boundary(at))
                .any(|at| fits(rest, &name[at..]))
        }),
    }
}

/// The number of sessions that the sample's README names first.
fn sessions_promised() -> u64 {
    let text = read_text(&sample().join("README.md"));
    let digits: String = text
        .chars()
        .skip_while(|letter| !letter.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().expect("a number of sessions")
}
