//! Finds the session of a bare routing history in the name of its file.

use regex::Regex;

use crate::model::Id;

/// The rule that finds the session id in the path of a bare history.
#[derive(Clone, Debug, Default)]
pub struct HistoryNaming {
    pattern: Option<Regex>,
}

impl HistoryNaming {
    /// Uses capture group 1 of this pattern, matched on the path relative to the dump.
    ///
    /// # Errors
    ///
    /// Fails if the pattern is not a regular expression or has no group.
    pub fn by_pattern(pattern: &str) -> Result<Self, String> {
        let pattern = Regex::new(pattern).map_err(|error| error.to_string())?;
        if pattern.captures_len() < 2 {
            return Err("it has no capture group; put the digits in parentheses".to_owned());
        }
        Ok(Self {
            pattern: Some(pattern),
        })
    }

    /// The pattern, if one is set.
    pub fn pattern(&self) -> Option<&str> {
        self.pattern.as_ref().map(Regex::as_str)
    }

    /// The session of a bare history in this file, given the sessions of the dump: the last run of digits
    /// that is the id of a known session, first in the file's name, then in its folder's name. Without a
    /// known session, the result of [`Self::session`].
    pub fn session_among(&self, path: &str, is_known: impl Fn(Id) -> bool) -> Option<Id> {
        self.candidates(path)
            .find(|id| is_known(*id))
            .or_else(|| self.session(path))
    }

    /// Whether the path determines the session without knowing the sessions of the dump.
    pub(super) fn is_sure(&self, path: &str) -> bool {
        let mut ids = self.candidates(path);
        let first = ids.next();
        ids.all(|id| Some(id) == first)
    }

    /// Whether a bare history in this file may belong to this session.
    pub(super) fn may_be(&self, path: &str, session: Id) -> bool {
        self.session(path) == Some(session) || self.candidates(path).any(|id| id == session)
    }

    /// The ids in the names of a file and its folder, the likeliest first; empty if a pattern is set.
    pub(crate) fn candidates<'a>(&self, path: &'a str) -> impl Iterator<Item = Id> + use<'a> {
        let named = self.pattern.is_none().then(|| named(path));
        let runs = named.into_iter().flatten().flat_map(digit_runs);
        runs.filter_map(|digits| digits.parse().ok().and_then(Id::new))
    }

    /// The session of a bare history in this file: by the pattern, or without a pattern by the last run of digits
    /// in the file's name, else in its folder's name. `None` without such digits, or if they exceed 64 bits.
    /// `path` is relative to the dump, with `/` between parts.
    pub fn session(&self, path: &str) -> Option<Id> {
        let digits = match &self.pattern {
            Some(pattern) => pattern.captures(path)?.get(1)?.as_str(),
            None => named(path).into_iter().flat_map(digit_runs).next()?,
        };
        digits.parse().ok().and_then(Id::new)
    }
}

/// The names that may contain a session id: the file's name without its endings, then the folder's name.
fn named(path: &str) -> [&str; 2] {
    let (folders, name) = split_at_last_slash(path);
    let (_, folder) = split_at_last_slash(folders);
    [stem(name), folder]
}

fn split_at_last_slash(path: &str) -> (&str, &str) {
    match memchr::memrchr(b'/', path.as_bytes()) {
        Some(at) => (&path[..at], &path[at + 1..]),
        None => ("", path),
    }
}

/// The runs of digits in a text, the last first.
fn digit_runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.as_bytes();
    std::iter::from_fn(move || {
        let end = rest.iter().rposition(u8::is_ascii_digit)? + 1;
        let before = rest[..end].iter().rposition(|byte| !byte.is_ascii_digit());
        let start = before.map_or(0, |at| at + 1);
        rest = &rest[..start];
        Some(&text[start..end])
    })
}

/// The endings of text files; below, those of packed files and archives.
const TEXT_ENDINGS: [&str; 3] = [".json", ".ndjson", ".jsonl"];
const PACKED_ENDINGS: [&str; 2] = [".gz", ".zst"];
const ARCHIVE_ENDINGS: [&str; 5] = [".zip", ".tar", ".tar.gz", ".tgz", ".tar.zst"];

/// The name of the manifest in a folder that phasebook wrote.
pub(super) const MANIFEST: &str = "manifest.json";

/// Whether a file with this name is read.
pub(super) fn is_read_name(name: &str) -> bool {
    let is_text = |name| strip_any(name, &TEXT_ENDINGS).is_some();
    is_text(name) || strip_any(name, &PACKED_ENDINGS).is_some_and(is_text)
}

/// Whether a file with this name is opened as an archive.
pub(super) fn is_archive_name(name: &str) -> bool {
    strip_any(name, &ARCHIVE_ENDINGS).is_some()
}

/// The ending of a file's name, in lower case and with its dot; `None` if it has none.
pub fn ending(path: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (_, ending) = name.rsplit_once('.')?;
    (!ending.is_empty()).then(|| format!(".{}", ending.to_lowercase()))
}

/// The name without the endings of files that are read.
fn stem(name: &str) -> &str {
    let unpacked = strip_any(name, &PACKED_ENDINGS).unwrap_or(name);
    strip_any(unpacked, &TEXT_ENDINGS).unwrap_or(unpacked)
}

/// The name without the first matching ending, in any case; `None` if no ending matches.
fn strip_any<'a>(name: &'a str, endings: &[&str]) -> Option<&'a str> {
    endings.iter().find_map(|ending| {
        let at = name.len().checked_sub(ending.len())?;
        let has_ending = name.get(at..)?.eq_ignore_ascii_case(ending);
        has_ending.then(|| &name[..at])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, session: Option<i64>) {
        let named = HistoryNaming::default().session(path);
        assert_eq!(named.map(Id::get), session, "{path}");
    }

    #[test]
    fn the_last_digits_of_the_name_count_then_those_of_its_folder() {
        check("routing/123.json", Some(123));
        check("2026-10-history-123.json.gz", Some(123));
        check("session_123_routing.NDJSON", Some(123));
        check("123/routingHistory.json", Some(123));
        check("s123/a.json", Some(123));
        check("1/2/history.jsonl.zst", Some(2));
        check("1/x/history.json", None);
        check("history.json", None);
        check("export-77.zip/history.json", Some(77));
        check("export-77.zip/in/history.json", None);
        check("č9ř.json", Some(9));
        check("99999999999999999999.json", None);
        check("7/99999999999999999999.json", None);
    }

    #[test]
    fn digits_that_are_a_session_of_the_dump_come_first() {
        let check = |path: &str, known: &[i64], session: i64, is_sure: bool| {
            let naming = HistoryNaming::default();
            let found = naming.session_among(path, |id| known.contains(&id.get()));
            assert_eq!(found.map(Id::get), Some(session), "{path} {known:?}");
            assert_eq!(naming.is_sure(path), is_sure, "{path}");
        };
        check("h-77-20261031T0600.json", &[77], 77, false);
        check("h-77-20261031T0600.json", &[5], 600, false);
        check("h-77-88.json", &[77, 88], 88, false);
        check("77/page 2.json", &[77], 77, false);
        check("77/page 2.json", &[], 2, false);
        check("77/88/2.json", &[77, 88], 88, false);
        check("routing/77.json", &[], 77, true);
        check("77/history.json", &[], 77, true);
        check("77/77.json", &[], 77, true);
        check("077_history.json.gz", &[77], 77, true);
    }

    #[test]
    fn the_name_says_whether_a_file_is_read() {
        for (name, is_read) in [
            ("a.json", true),
            ("a.JSONL", true),
            ("a.ndjson.gz", true),
            ("A.Json.ZST", true),
            (".hidden.json", true),
            (".json", true),
            ("a.csv", false),
            ("a.gz", false),
            ("a.json.bak", false),
            ("a.json.gz.gz", false),
            ("json", false),
        ] {
            assert_eq!(is_read_name(name), is_read, "{name}");
        }
        for (name, is_archive) in [
            ("a.zip", true),
            ("a.ZIP", true),
            ("a.tar", true),
            ("a.Tar.Gz", true),
            ("a.tgz", true),
            ("a.tar.zst", true),
            ("a.tar.bz2", false),
            ("a.zip.gz", false),
            ("a.gz", false),
            ("zip", false),
        ] {
            assert_eq!(is_archive_name(name), is_archive, "{name}");
        }
    }

    #[test]
    fn an_ending_is_what_follows_the_last_dot_of_the_name() {
        for (path, expected) in [
            ("a.txt", Some(".txt")),
            ("a.b/c", None),
            ("a/b.JSON.Bak", Some(".bak")),
            (".hidden", Some(".hidden")),
            ("a.", None),
        ] {
            assert_eq!(ending(path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn a_pattern_replaces_the_rule() {
        let naming = HistoryNaming::by_pattern(r"^(\d+)-\d+\.json$").unwrap();
        assert_eq!(naming.session("12-34.json"), Id::new(12));
        assert_eq!(naming.session("34.json"), None);
        assert!(HistoryNaming::by_pattern(r"\d+").is_err());
        assert!(HistoryNaming::by_pattern(r"(").is_err());
    }
}
