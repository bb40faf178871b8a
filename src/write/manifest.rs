//! `manifest.json`: the inputs of a run, its settings, and its results.

use std::io::Write;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::WriteError;
use super::directory::OutputFile;
use super::problems::problem_counts;
use crate::ledger::{Counts, Problem};
use crate::service_level::Ratio;

/// The version of the manifest's format. It grows when an existing field changes its meaning. The
/// first format had only the names of outputs, and the unpacked size of inputs.
pub const MANIFEST_FORMAT: u32 = 2;

/// The name of the manifest's file.
pub const MANIFEST: &str = "manifest.json";

/// A setting by its name.
pub type Setting = (String, Value);

/// One input file.
#[derive(Clone, Debug, Serialize)]
pub struct FileEntry {
    pub path: String,
    /// `read`, `skipped` or `unreadable`.
    pub status: &'static str,
    /// The file's size on disk, or the unpacked size of a file in an archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// The hash of these bytes.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "hex")]
    pub blake3: Option<blake3::Hash>,
}

/// The content of the manifest except the files.
#[derive(Clone, Debug)]
pub struct Manifest<'a> {
    pub command: &'static str,
    pub settings: Vec<Setting>,
    pub dumps: Vec<String>,
    pub counts: Counts,
    /// The identities that were checked on the reports.
    pub identities: Option<&'a Value>,
    /// The service level of the total, if reports were computed.
    pub service_level: Option<Ratio>,
    pub problems: &'a [Problem],
    pub outputs: &'a [OutputFile],
}

/// The manifest's head, with its fields in the order in which they are written.
#[derive(Serialize)]
struct Head<'a> {
    phasebook: &'static str,
    manifest: u32,
    time_zone_rules: &'static str,
    command: &'static str,
    dumps: &'a [String],
    #[serde(serialize_with = "in_order")]
    settings: &'a [Setting],
    #[serde(serialize_with = "in_order")]
    counts: &'a [(&'static str, u64)],
    #[serde(skip_serializing_if = "Option::is_none")]
    identities: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_level: Option<Ratio>,
    #[serde(serialize_with = "in_order")]
    problems: &'a [(&'static str, u64)],
}

/// An output in the form in which it is written.
#[derive(Serialize)]
struct OutputEntry<'a> {
    name: &'a str,
    bytes: u64,
    #[serde(serialize_with = "hex")]
    blake3: Option<blake3::Hash>,
}

/// Serializes a hash as hexadecimal digits.
#[expect(clippy::ref_option, reason = "serde gives a reference to the field")]
fn hex<S: Serializer>(hash: &Option<blake3::Hash>, serializer: S) -> Result<S::Ok, S::Error> {
    match hash {
        Some(hash) => serializer.serialize_str(&hash.to_hex()),
        None => serializer.serialize_none(),
    }
}

/// Serializes a map in the order of its entries.
fn in_order<S: Serializer, K: Serialize, V: Serialize>(
    entries: &&[(K, V)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(entries.iter().map(|(name, value)| (name, value)))
}

impl Manifest<'_> {
    /// Writes the manifest indented, with one line per file.
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
            manifest: MANIFEST_FORMAT,
            time_zone_rules: chrono_tz::IANA_TZDB_VERSION,
            command: self.command,
            dumps: &self.dumps,
            settings: &self.settings,
            counts: &self.counts.entries(),
            identities: self.identities,
            service_level: self.service_level,
            problems: &problems,
        })?;
        let outputs = self.outputs.iter().map(|output| OutputEntry {
            name: &output.name,
            bytes: output.bytes,
            blake3: Some(output.hash),
        });
        write!(sink, "{}", head.trim_end_matches('}').trim_end())?;
        list(&mut sink, "outputs", outputs)?;
        list(&mut sink, "files", files)?;
        writeln!(sink, "\n}}")?;
        sink.flush()?;
        Ok(())
    }
}

/// Writes a list with one line per entry as a further field of an object.
fn list(
    sink: &mut impl Write,
    name: &str,
    entries: impl Iterator<Item = impl Serialize>,
) -> Result<(), WriteError> {
    write!(sink, ",\n  \"{name}\": [")?;
    for (index, entry) in entries.enumerate() {
        let comma = if index == 0 { "" } else { "," };
        write!(sink, "{comma}\n    ")?;
        serde_json::to_writer(&mut *sink, &entry)?;
    }
    write!(sink, "\n  ]")?;
    Ok(())
}
