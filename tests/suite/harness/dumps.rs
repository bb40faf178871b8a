//! Table tests of whole dumps: each case is a dump of its own with its expected results.

use std::io::Write;

use super::world::World;

/// A dump with its expected results.
pub(crate) struct DumpCase {
    name: &'static str,
    world: World,
    options: Vec<&'static str>,
    sessions: Option<&'static str>,
    problems: Option<Vec<&'static str>>,
    counts: Vec<&'static str>,
}

/// A case of this dump, named after its reason.
pub(crate) fn dump(name: &'static str, world: World) -> DumpCase {
    DumpCase {
        name,
        world,
        options: Vec::new(),
        sessions: None,
        problems: None,
        counts: Vec::new(),
    }
}

/// A case with a dump of one file.
pub(crate) fn file(name: &'static str, path: &str, content: impl AsRef<[u8]>) -> DumpCase {
    dump(name, World::new().with(path, content))
}

impl DumpCase {
    pub(crate) fn options<const N: usize>(mut self, options: [&'static str; N]) -> Self {
        self.options.extend(options);
        self
    }

    /// Expects these ids of kept sessions, each followed by `+` if it has a history.
    pub(crate) fn sessions(mut self, sessions: &'static str) -> Self {
        self.sessions = Some(sessions);
        self
    }

    /// Expects exactly these problems, as `code file:line session`.
    pub(crate) fn problems<const N: usize>(mut self, problems: [&'static str; N]) -> Self {
        self.problems = Some(problems.to_vec());
        self
    }

    /// Expects these counts in the manifest, as `name count`.
    pub(crate) fn counts<const N: usize>(mut self, counts: [&'static str; N]) -> Self {
        self.counts.extend(counts);
        self
    }

    fn differences(&self) -> Vec<String> {
        let run = self.world.facts(&self.options);
        let mut wrong = Vec::new();
        if let Some(expected) = self.sessions
            && run.sessions() != expected
        {
            wrong.push(format!(
                "sessions are `{}`, not `{expected}`",
                run.sessions()
            ));
        }
        if let Some(expected) = &self.problems
            && run.problems() != *expected
        {
            wrong.push(format!(
                "problems\n    are {:#?}\n    not {expected:#?}",
                run.problems()
            ));
        }
        for expected in &self.counts {
            let name = expected.split(' ').next().unwrap_or_default();
            let found = format!("{name} {}", run.count(name));
            if found != *expected {
                wrong.push(format!("counted is {found}, not {expected}"));
            }
        }
        wrong
    }
}

/// Checks every dump in a run of its own.
#[track_caller]
pub(crate) fn check_dumps(cases: impl IntoIterator<Item = DumpCase>) {
    let failures: Vec<String> = cases
        .into_iter()
        .flat_map(|case| {
            let wrong = case.differences();
            wrong
                .into_iter()
                .map(move |wrong| format!("\n  {}: {wrong}", case.name))
        })
        .collect();
    assert!(
        failures.is_empty(),
        "{} differences:{}",
        failures.len(),
        failures.concat()
    );
}

/// The smallest valid session with this id.
pub(crate) fn session(id: i64) -> String {
    format!(r#"{{"id":{id},"created":"2026-10-05T08:00:00Z"}}"#)
}

/// A routing event, this many seconds after the creation of [`session`].
pub(crate) fn event(second: u32) -> String {
    format!(
        r#"{{"routingRequestId":7,"timestamp":"2026-10-05T08:00:{second:02}Z","activityType":"RoutingRequestCreated"}}"#
    )
}

/// A routing history of two events.
pub(crate) fn history() -> String {
    format!("[{},{}]", event(1), event(2))
}

/// A wrapped history of the session with this id.
pub(crate) fn wrapped(id: i64) -> String {
    format!(r#"{{"sessionId":{id},"routingHistory":{}}}"#, history())
}

pub(crate) fn gzip(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed
        .write_all(content.as_ref())
        .expect("a vector takes everything");
    packed.finish().expect("a vector takes everything")
}

pub(crate) fn zstd(content: impl AsRef<[u8]>) -> Vec<u8> {
    zstd::encode_all(content.as_ref(), 1).expect("a vector takes everything")
}

/// A zip archive of these members.
pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        let options = zip::write::SimpleFileOptions::default();
        archive
            .start_file(*name, options)
            .expect("a member can be begun");
        archive
            .write_all(content)
            .expect("a vector takes everything");
    }
    archive
        .finish()
        .expect("the archive can be closed")
        .into_inner()
}

/// A tar archive of these members.
pub(crate) fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_entry_type(if name.ends_with('/') {
            tar::EntryType::Directory
        } else {
            tar::EntryType::Regular
        });
        archive
            .append_data(&mut header, name, *content)
            .expect("a vector takes everything");
    }
    archive.into_inner().expect("a vector takes everything")
}
