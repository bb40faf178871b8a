//! `manifest.json`: what was read, by which settings, and what became of it.

use std::io::Write;

use serde::{Serialize, Serializer};
use serde_json::Value;

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

/// Everything that the manifest says, the files aside.
#[derive(Clone, Debug)]
pub struct Manifest<'a> {
    pub command: &'static str,
    pub settings: Vec<Setting>,
    pub dumps: Vec<String>,
    pub counts: Counts,
    pub problems: &'a [Problem],
    pub outputs: &'a [String],
}

/// The manifest as it is written: in the order that a reader wants.
#[derive(Serialize)]
struct Head<'a> {
    phasebook: &'static str,
    command: &'static str,
    dumps: &'a [String],
    #[serde(serialize_with = "in_order")]
    settings: &'a [Setting],
    #[serde(serialize_with = "in_order")]
    counts: &'a [(&'static str, u64)],
    #[serde(serialize_with = "in_order")]
    problems: &'a [(&'static str, u64)],
    outputs: &'a [String],
}

/// A map whose entries keep their order.
fn in_order<S: Serializer, V: Serialize>(
    entries: &&[(&'static str, V)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(entries.iter().map(|(name, value)| (name, value)))
}

impl Manifest<'_> {
    /// Writes it: pretty, but one line a file.
    ///
    /// # Errors
    ///
    /// If the sink fails.
    pub fn write(
        &self,
        files: impl Iterator<Item = FileEntry>,
        mut sink: impl Write,
    ) -> Result<(), WriteError> {
        let problems: Vec<_> = problem_counts(self.problems)
            .into_iter()
            .map(|(code, count)| (code.name(), count))
            .collect();
        let head = serde_json::to_string_pretty(&Head {
            phasebook: env!("CARGO_PKG_VERSION"),
            command: self.command,
            dumps: &self.dumps,
            settings: &self.settings,
            counts: &self.counts.entries(),
            problems: &problems,
            outputs: self.outputs,
        })?;
        let open = head.trim_end_matches('}').trim_end();
        write!(sink, "{open},\n  \"files\": [")?;
        for (index, file) in files.enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(sink, "{comma}\n    {}", serde_json::to_string(&file)?)?;
        }
        writeln!(sink, "\n  ]\n}}")?;
        sink.flush()?;
        Ok(())
    }
}
