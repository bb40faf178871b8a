//! `manifest.json`: what was read, by which settings, and what became of it.

use std::io::Write;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::WriteError;
use super::problems::problem_counts;
use crate::ledger::{Counts, Problem};

/// A setting by its name.
pub type Setting = (&'static str, Value);

/// One input file.
#[derive(Clone, Debug, Serialize)]
pub struct FileEntry {
    pub path: String,
    /// read, skipped or unreadable.
    pub status: &'static str,
    /// Bytes of text in it, unpacked.
    pub bytes: u64,
}

/// Everything that the manifest says.
#[derive(Clone, Debug)]
pub struct Manifest<'a> {
    pub command: &'static str,
    pub settings: Vec<Setting>,
    pub dumps: Vec<String>,
    pub counts: Counts,
    pub problems: &'a [Problem],
    pub outputs: Vec<String>,
    pub files: Vec<FileEntry>,
}

impl Manifest<'_> {
    /// Writes it: pretty, but one line a file.
    ///
    /// # Errors
    ///
    /// If the sink fails.
    pub fn write(&self, mut sink: impl Write) -> Result<(), WriteError> {
        let settings: Map<String, Value> = self
            .settings
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        let counts: Map<String, Value> = self
            .counts
            .entries()
            .into_iter()
            .map(|(name, count)| (name.to_owned(), count.into()))
            .collect();
        let problems: Map<String, Value> = problem_counts(self.problems)
            .into_iter()
            .map(|(code, count)| (code.name().to_owned(), count.into()))
            .collect();
        let head = json!({
            "phasebook": env!("CARGO_PKG_VERSION"),
            "command": self.command,
            "settings": settings,
            "dumps": self.dumps,
            "counts": counts,
            "problems": problems,
            "outputs": self.outputs,
        });
        let head = serde_json::to_string_pretty(&head)?;
        let open = head.trim_end_matches('}').trim_end();
        write!(sink, "{open},\n  \"files\": [")?;
        for (index, file) in self.files.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(sink, "{comma}\n    {}", serde_json::to_string(file)?)?;
        }
        writeln!(sink, "\n  ]\n}}")?;
        sink.flush()?;
        Ok(())
    }
}
