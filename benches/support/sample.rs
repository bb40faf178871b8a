//! The sample data: a month of the company in every shape, name, encoding and spelling that a dump
//! may have, with examples of everything that can be broken. This module writes the folder and its
//! table of contents; the content comes from `sample_shapes`, `sample_spellings`, `sample_files`,
//! `sample_exporters` and `sample_broken`.

use std::fs;
use std::io;
use std::path::Path;

use super::Plan;
use super::company::Company;
use super::model::Session;
use super::record::{array_of, lines_of, session_json, whole_json, wrapped_json};
use super::situation::Stories;
use super::style::Style;
use super::{sample_broken, sample_exporters, sample_files, sample_shapes, sample_spellings};

pub(super) const API: Style = Style::API;

/// The plan of the sample, which never changes.
const PLAN: Plan = Plan {
    seed: 2047,
    sessions: 540,
    first_id: 10_000_001,
    year: 2026,
    month: 10,
    activity_bytes: 450,
};

pub(super) struct Sample<'a> {
    root: &'a Path,
    pub(super) company: Company,
    /// Sessions that are not in any file yet, in order of creation.
    rest: Vec<Session>,
    /// The sessions of the pages, which are shown again in the spellings of other exporters.
    shown: Vec<Session>,
    contents: String,
}

/// Writes the sample data to `folder`, which is created if it does not exist, with a `README.md`
/// that explains each file. Files with the same names are overwritten; other files stay.
pub fn write_sample(folder: &Path) -> io::Result<()> {
    let mut sample = Sample {
        root: folder,
        company: Company::new(),
        rest: Stories::new(&PLAN).collect(),
        shown: Vec::new(),
        contents: String::new(),
    };
    // The broken files take their sessions first, while there are sessions of every kind; in the
    // contents they come last.
    sample_broken::write(&mut sample)?;
    let broken = std::mem::take(&mut sample.contents);
    sample_shapes::write(&mut sample)?;
    sample_spellings::write(&mut sample)?;
    sample_files::write(&mut sample)?;
    sample_exporters::write(&mut sample)?;
    sample_shapes::write_later_export(&mut sample)?;
    write_settings(&mut sample)?;
    let contents = format!("{}{}{broken}", head(), sample.contents);
    sample.file("README.md", contents)
}

/// Writes settings that name things in the dump. They are skipped when the folder is read as a
/// dump.
fn write_settings(sample: &mut Sample<'_>) -> io::Result<()> {
    sample.file("phasebook.toml", include_str!("sample-settings.toml"))?;
    sample.breaks(
        "phasebook.toml",
        "no part of the dump: settings for it, for `--config sample-data/phasebook.toml`",
        "counted as skipped",
    );
    Ok(())
}

fn head() -> String {
    format!(
        "\
# Sample data

A synthetic dump: {} sessions of October 2026 of a made-up company in Prague, in every shape,
naming, encoding and spelling that is read, and with an example of everything that can be wrong with
a dump. People, numbers and messages are made up. Written by
`cargo run --release --example generate -- sample sample-data`; do not edit by hand.

| file or folder | what it shows | in the ledger |
| --- | --- | --- |
",
        PLAN.sessions
    )
}

impl Sample<'_> {
    /// Takes the next sessions in order of creation; fewer if there are no more.
    pub(super) fn take(&mut self, count: usize) -> Vec<Session> {
        let taken: Vec<Session> = self.rest.drain(..count.min(self.rest.len())).collect();
        self.shown.extend(taken.iter().cloned());
        taken
    }

    /// Sessions with a routing history that are also in other files, in order of creation; each is
    /// returned once.
    pub(super) fn copies(&mut self, count: usize) -> Vec<Session> {
        self.shown.retain(|session| !session.events.is_empty());
        self.shown.drain(..count.min(self.shown.len())).collect()
    }

    /// Takes all remaining sessions.
    pub(super) fn take_rest(&mut self) -> Vec<Session> {
        std::mem::take(&mut self.rest)
    }

    /// Takes the first remaining session that fits.
    pub(super) fn take_one(&mut self, fits: impl Fn(&Session) -> bool) -> io::Result<Session> {
        let place = self.rest.iter().position(fits);
        let place = place.ok_or_else(|| io::Error::other("the sample has too few sessions"))?;
        Ok(self.rest.remove(place))
    }

    /// Takes finished sessions that one operator answered.
    pub(super) fn take_answered(&mut self, count: usize) -> io::Result<Vec<Session>> {
        let fits = |session: &Session| {
            let over = session.ended.is_some() && session.campaign_id.is_none();
            over && session.is_answered() && session.stints.len() == 1
        };
        (0..count).map(|_| self.take_one(fits)).collect()
    }

    /// Takes sessions with a routing history, because an empty bare history would show nothing.
    pub(super) fn take_routed(&mut self, count: usize) -> io::Result<Vec<Session>> {
        (0..count)
            .map(|_| self.take_one(|session| !session.events.is_empty()))
            .collect()
    }

    /// Writes a file and creates its folders.
    pub(super) fn file(&self, path: &str, content: impl AsRef<[u8]>) -> io::Result<()> {
        let path = self.root.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, content)
    }

    /// Adds a line to the table of contents.
    pub(super) fn shows(&mut self, path: &str, what: &str) {
        self.breaks(path, what, "");
    }

    /// Adds a line to the table of contents, with the codes that the ledger notes for the file.
    pub(super) fn breaks(&mut self, path: &str, what: &str, noted: &str) {
        for part in ["| `", path, "` | ", what, " | ", noted, " |\n"] {
            self.contents.push_str(part);
        }
    }

    pub(super) fn sessions(&self, sessions: &[Session], style: Style) -> Vec<String> {
        sessions
            .iter()
            .map(|session| session_json(&self.company, session, style))
            .collect()
    }

    /// Sessions with their histories embedded.
    pub(super) fn wholes(&self, sessions: &[Session], style: Style) -> Vec<String> {
        sessions
            .iter()
            .map(|session| whole_json(&self.company, session, style))
            .collect()
    }

    /// The histories of sessions, wrapped, including those without events.
    pub(super) fn histories(&self, sessions: &[Session], style: Style) -> Vec<String> {
        let wrap = |session| wrapped_json(&self.company, session, "sessionId", style);
        sessions.iter().map(wrap).collect()
    }

    /// Writes `FOLDER/sessions.json`, an array, and `FOLDER/routing.ndjson`, wrapped histories in
    /// lines.
    pub(super) fn pair(&self, folder: &str, sessions: &[Session], style: Style) -> io::Result<()> {
        self.file(
            &format!("{folder}/sessions.json"),
            array_of(&self.sessions(sessions, style)),
        )?;
        self.file(
            &format!("{folder}/routing.ndjson"),
            lines_of(&self.histories(sessions, style)),
        )
    }
}
