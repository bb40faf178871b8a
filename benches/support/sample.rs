//! The sample data: a month of the company in every shape, name, encoding and spelling that a dump
//! may have, and with everything in it that can be broken. This module holds the folder and its
//! table of contents; what goes in is in `sample_shapes`, `sample_spellings`, `sample_files`,
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

/// The sample is one and the same for ever.
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
    /// Sessions that no file holds yet, in order of creation.
    rest: Vec<Session>,
    /// Those that came in pages, to be shown once more as others write them.
    shown: Vec<Session>,
    contents: String,
}

/// Writes the sample data to `folder`, which is made if it is not there, with a `README.md` that
/// says what each file shows. Files of the same names are overwritten, other files stay.
pub fn write_sample(folder: &Path) -> io::Result<()> {
    let mut sample = Sample {
        root: folder,
        company: Company::new(),
        rest: Stories::new(&PLAN).collect(),
        shown: Vec::new(),
        contents: String::new(),
    };
    // The broken ones first, while there are sessions of every kind; in the contents they are last.
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

/// Settings that name what is in the dump: whoever reads the folder as one passes them over.
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
    /// The next sessions in order of creation; fewer if there are no more.
    pub(super) fn take(&mut self, count: usize) -> Vec<Session> {
        let taken: Vec<Session> = self.rest.drain(..count.min(self.rest.len())).collect();
        self.shown.extend(taken.iter().cloned());
        taken
    }

    /// Sessions with a routing history that other files hold too, in order of creation; each once.
    pub(super) fn copies(&mut self, count: usize) -> Vec<Session> {
        self.shown.retain(|session| !session.events.is_empty());
        self.shown.drain(..count.min(self.shown.len())).collect()
    }

    /// All that are left.
    pub(super) fn take_rest(&mut self) -> Vec<Session> {
        std::mem::take(&mut self.rest)
    }

    /// The first session left that fits.
    pub(super) fn take_one(&mut self, fits: impl Fn(&Session) -> bool) -> io::Result<Session> {
        let place = self.rest.iter().position(fits);
        let place = place.ok_or_else(|| io::Error::other("the sample has too few sessions"))?;
        Ok(self.rest.remove(place))
    }

    /// Sessions that one operator answered and that are over.
    pub(super) fn take_answered(&mut self, count: usize) -> io::Result<Vec<Session>> {
        let fits = |session: &Session| {
            let over = session.ended.is_some() && session.campaign_id.is_none();
            over && session.is_answered() && session.stints.len() == 1
        };
        (0..count).map(|_| self.take_one(fits)).collect()
    }

    /// Sessions that have a routing history: an empty bare one would say nothing.
    pub(super) fn take_routed(&mut self, count: usize) -> io::Result<Vec<Session>> {
        (0..count)
            .map(|_| self.take_one(|session| !session.events.is_empty()))
            .collect()
    }

    /// Writes a file, and its folders.
    pub(super) fn file(&self, path: &str, content: impl AsRef<[u8]>) -> io::Result<()> {
        let path = self.root.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, content)
    }

    /// A line of the table of contents.
    pub(super) fn shows(&mut self, path: &str, what: &str) {
        self.breaks(path, what, "");
    }

    /// A line of the table of contents, with what the ledger notes about it.
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

    /// Sessions with their histories inside.
    pub(super) fn wholes(&self, sessions: &[Session], style: Style) -> Vec<String> {
        sessions
            .iter()
            .map(|session| whole_json(&self.company, session, style))
            .collect()
    }

    /// The histories of sessions, wrapped, also those without events.
    pub(super) fn histories(&self, sessions: &[Session], style: Style) -> Vec<String> {
        let wrap = |session| wrapped_json(&self.company, session, "sessionId", style);
        sessions.iter().map(wrap).collect()
    }

    /// `FOLDER/sessions.json`, an array, and `FOLDER/routing.ndjson`, wrapped histories in lines.
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
