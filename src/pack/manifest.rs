//! Reads manifests of this version of phasebook and of earlier ones.

use std::path::{Component, Path};

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::Error;
use crate::service_level::Ratio;
use crate::time::Period;
use crate::time::zone::Day;
use crate::write::MANIFEST_FORMAT;

/// The parts of a manifest that are needed to verify and compare packs.
#[derive(Clone, Debug, Deserialize)]
pub struct PackManifest {
    /// The version of phasebook that wrote the manifest.
    pub phasebook: String,
    /// The version of the manifest's format; 1 if it is not recorded.
    #[serde(default = "first_format")]
    pub manifest: u32,
    /// The version of the time zone database.
    pub time_zone_rules: Option<String>,
    pub command: String,
    pub dumps: Vec<String>,
    pub settings: Map<String, Value>,
    pub counts: Map<String, Value>,
    /// The service level of the total; `None` if the command makes no reports, and in packs of
    /// earlier versions.
    pub service_level: Option<Ratio>,
    pub outputs: Vec<RecordedOutput>,
    #[serde(default)]
    pub files: Vec<RecordedFile>,
}

const fn first_format() -> u32 {
    1
}

/// An output as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "OutputForm")]
pub struct RecordedOutput {
    pub name: String,
    /// Size and hash; `None` in manifests of the first format, which had only names.
    pub bytes: Option<u64>,
    pub blake3: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OutputForm {
    Name(String),
    Full {
        name: String,
        bytes: u64,
        blake3: String,
    },
}

impl From<OutputForm> for RecordedOutput {
    fn from(form: OutputForm) -> Self {
        match form {
            OutputForm::Name(name) => Self {
                name,
                bytes: None,
                blake3: None,
            },
            OutputForm::Full {
                name,
                bytes,
                blake3,
            } => Self {
                name,
                bytes: Some(bytes),
                blake3: Some(blake3),
            },
        }
    }
}

/// An input as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RecordedFile {
    pub path: String,
    pub status: String,
    pub bytes: Option<u64>,
    pub blake3: Option<String>,
}

impl PackManifest {
    /// Whether a text is a manifest of any version of phasebook.
    pub(super) fn is_one(text: &[u8]) -> bool {
        #[derive(Deserialize)]
        struct ManifestFields {
            #[serde(rename = "phasebook")]
            _phasebook: String,
            #[serde(rename = "command")]
            _command: String,
        }
        serde_json::from_slice::<ManifestFields>(text).is_ok()
    }

    /// Parses a manifest. `place` names it in messages.
    pub(super) fn parse(text: &[u8], place: &str) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Form {
            phasebook: Option<String>,
            manifest: Option<u32>,
        }
        if let Ok(Form {
            phasebook: Some(version),
            manifest: Some(format),
        }) = serde_json::from_slice(text)
            && format > MANIFEST_FORMAT
        {
            return Err(Error::failed(
                format!(
                    "{place} is of phasebook {version}, which is newer than this one ({})",
                    env!("CARGO_PKG_VERSION")
                ),
                "use that version or a later one",
            ));
        }
        let mut manifest: Self = serde_json::from_slice(text).map_err(|error| {
            Error::failed(
                format!("{place} is no manifest of phasebook: {error}"),
                "make the pack again, or take it from where it was sent",
            )
        })?;
        let is_inside = |name: &str| {
            if manifest.has_folders() {
                name.split('/').all(is_plain)
            } else {
                is_plain(name)
            }
        };
        let mut outputs = manifest.outputs.iter();
        if let Some(bad) = outputs.find(|output| !is_inside(&output.name)) {
            return Err(Error::failed(
                format!("{place} names an output outside its folder: `{}`", bad.name),
                "take the pack from where it was sent",
            ));
        }
        if manifest.manifest < 2 {
            // The first format recorded the unpacked size, which cannot be compared.
            for file in &mut manifest.files {
                file.bytes = None;
            }
        }
        Ok(manifest)
    }

    /// Whether the outputs are facts that are divided among folders.
    pub fn has_folders(&self) -> bool {
        !self.setting("partition").is_empty()
    }

    /// The period of the run, as its settings record it.
    pub fn period(&self) -> Period {
        let day = |name: &str| self.setting(name).parse().ok().map(Day::from_date);
        Period {
            from: day("from"),
            to: day("to"),
        }
    }

    /// A setting as text; empty if it is not set.
    pub fn setting(&self, name: &str) -> &str {
        self.settings
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }
}

/// Whether a name can only be that of an entry directly in a folder.
fn is_plain(name: &str) -> bool {
    let mut components = Path::new(name).components();
    let is_name = matches!(components.next(), Some(Component::Normal(_)));
    is_name && components.next().is_none() && !name.contains(['/', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = r#"{"phasebook":"0.1.0","command":"report","dumps":["dump"],"settings":{"tz":"UTC"},
        "counts":{},"problems":{},"outputs":["total.csv"],"files":[{"path":"a.json","status":"read","bytes":7}]}"#;

    #[test]
    fn the_first_form_is_read_without_what_it_did_not_have() {
        let manifest = PackManifest::parse(FIRST.as_bytes(), "m").unwrap();
        assert_eq!((manifest.manifest, manifest.setting("tz")), (1, "UTC"));
        assert_eq!(manifest.outputs[0].name, "total.csv");
        assert_eq!(manifest.outputs[0].blake3, None);
        assert_eq!(manifest.files[0].bytes, None);
    }

    #[track_caller]
    fn check_refused(text: &str, message: &str) {
        let error = PackManifest::parse(text.as_bytes(), "m").unwrap_err();
        assert!(error.message.contains(message), "{error}");
    }

    #[test]
    fn what_is_newer_or_no_manifest_or_reaches_outside_is_refused() {
        check_refused(
            r#"{"phasebook":"9.0.0","manifest":99,"new":"things"}"#,
            "m is of phasebook 9.0.0, which is newer than this one",
        );
        check_refused("[1]", "m is no manifest of phasebook");
        check_refused(r#"{"phasebook":1}"#, "m is no manifest of phasebook");
        check_refused(
            &FIRST.replace("total.csv", "../total.csv"),
            "names an output outside its folder: `../total.csv`",
        );
        let in_folders = FIRST.replace(r#"{"tz":"UTC"}"#, r#"{"partition":"month"}"#);
        let named = |name: &str| in_folders.replace("total.csv", name);
        assert!(PackManifest::parse(named("offers/tenant=a/0000.parquet").as_bytes(), "m").is_ok());
        for name in ["offers/../../x", "/x", "offers//x", "offers\\\\x"] {
            check_refused(&named(name), "names an output outside its folder");
        }
        check_refused(
            &FIRST.replace("total.csv", "a/total.csv"),
            "names an output outside its folder",
        );
        assert!(PackManifest::is_one(FIRST.as_bytes()));
        assert!(!PackManifest::is_one(br#"{"phasebook":"a dump's own"}"#));
    }
}
