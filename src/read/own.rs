//! Recognises folders that phasebook wrote. With `--out` inside the dump, the next run finds such folders and
//! must skip them.

use std::io::{BufReader, Read};

use serde::Deserialize;
use serde::de::IgnoredAny;

/// Whether a text is a manifest of phasebook: an object with `phasebook` and `counts`.
pub(super) fn wrote_manifest(text: impl Read) -> bool {
    #[derive(Deserialize)]
    struct ManifestFields {
        #[serde(rename = "phasebook")]
        _phasebook: IgnoredAny,
        #[serde(rename = "counts")]
        _counts: IgnoredAny,
    }
    serde_json::from_reader::<_, ManifestFields>(BufReader::new(text)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_known_by_its_version_and_its_counts() {
        for (text, is_own) in [
            (r#"{"phasebook":"0.1.0","x":[1],"counts":{}}"#, true),
            (r#"{"counts":null,"phasebook":1}"#, true),
            (r#"{"phasebook":"0.1.0"}"#, false),
            (r#"{"counts":{}}"#, false),
            (r#"[{"phasebook":"0.1.0","counts":{}}]"#, false),
            (r#"{"phasebook":"0.1.0","counts":{}"#, false),
            ("", false),
        ] {
            assert_eq!(wrote_manifest(text.as_bytes()), is_own, "{text}");
        }
    }
}
