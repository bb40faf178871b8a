//! Differences between two manifests: inputs and settings.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::manifest::RecordedFile;

/// The difference of an input between two runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputChange {
    New,
    Gone,
    /// The length is the same, but not the hash.
    Hash,
    Bytes {
        from: u64,
        to: u64,
    },
    /// The status differs: read, skipped or unreadable.
    Status,
}

impl InputChange {
    /// The change in words, after the input's path.
    pub fn words(self) -> String {
        match self {
            Self::New => "was not there".to_owned(),
            Self::Gone => "is not there any more".to_owned(),
            Self::Hash => "has another content of the same length".to_owned(),
            Self::Bytes { from, to } => format!("had {from} bytes and has {to}"),
            Self::Status => "is not read as it was".to_owned(),
        }
    }
}

/// The evidence by which inputs were compared: the weakest of all inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MeasuredBy {
    Name,
    Size,
    Hash,
    /// There was nothing to compare.
    Nothing,
}

impl MeasuredBy {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Name => "by their names",
            Self::Size => "by their sizes",
            Self::Hash => "by their hashes",
            Self::Nothing => "no path is in both",
        }
    }
}

/// The inputs of two runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputChanges {
    pub same: usize,
    pub measured_by: MeasuredBy,
    /// The changed inputs in path order.
    pub changes: Vec<(String, InputChange)>,
}

/// Compares the inputs of two runs by their paths.
pub fn input_changes(before: &[RecordedFile], after: &[RecordedFile]) -> InputChanges {
    let mut rest: BTreeMap<&str, &RecordedFile> = after
        .iter()
        .map(|file| (file.path.as_str(), file))
        .collect();
    let mut changes = BTreeMap::new();
    let mut measured_by = MeasuredBy::Nothing;
    let mut same = 0;
    for old in before {
        let change = match rest.remove(old.path.as_str()) {
            None => Some(InputChange::Gone),
            Some(new) => {
                measured_by = measured_by.min(measure(old, new));
                compare(old, new)
            }
        };
        match change {
            Some(change) => {
                changes.insert(old.path.clone(), change);
            }
            None => same += 1,
        }
    }
    changes.extend(
        rest.into_keys()
            .map(|path| (path.to_owned(), InputChange::New)),
    );
    InputChanges {
        same,
        measured_by,
        changes: changes.into_iter().collect(),
    }
}

/// The best evidence that both files have. Files that were not read have no hash, but cannot have changed a figure
/// either, so they do not weaken the evidence.
fn measure(old: &RecordedFile, new: &RecordedFile) -> MeasuredBy {
    let is_read = |file: &RecordedFile| file.status == "read";
    if (old.blake3.is_some() && new.blake3.is_some()) || !(is_read(old) || is_read(new)) {
        MeasuredBy::Hash
    } else if old.bytes.is_some() && new.bytes.is_some() {
        MeasuredBy::Size
    } else {
        MeasuredBy::Name
    }
}

fn compare(old: &RecordedFile, new: &RecordedFile) -> Option<InputChange> {
    match (old.bytes, new.bytes) {
        (Some(from), Some(to)) if from != to => return Some(InputChange::Bytes { from, to }),
        _ => {}
    }
    match (&old.blake3, &new.blake3) {
        (Some(from), Some(to)) if from != to => Some(InputChange::Hash),
        _ => (old.status != new.status).then_some(InputChange::Status),
    }
}

/// A setting with its values in two runs; `None` if a run did not record the setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingChange {
    pub name: String,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// Settings that affect how a run is carried out, but no figure.
const NO_MATTER: [&str; 10] = [
    "tz_from",
    "strict",
    "allow_empty",
    "hash",
    "format",
    "csv",
    "durations",
    "lang",
    "bridge",
    "facts",
];

/// The settings that differ between two runs and that figures depend on.
pub fn setting_changes(
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> Vec<SettingChange> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    names
        .into_iter()
        .filter(|name| !NO_MATTER.contains(&name.as_str()))
        .filter(|name| set(before, name) != set(after, name))
        .map(|name| SettingChange {
            name: name.clone(),
            before: before.get(name).cloned(),
            after: after.get(name).cloned(),
        })
        .collect()
}

/// A setting; `None` if it was not set, or if an earlier version did not record it.
fn set<'a>(settings: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    settings.get(name).filter(|value| !value.is_null())
}

impl SettingChange {
    /// The change in words: `sla 20s -> 30s`.
    pub fn words(&self) -> String {
        let spell = |value: &Option<Value>| match value {
            None => "not recorded".to_owned(),
            Some(Value::Null) => "none".to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
        };
        format!(
            "{}: {} -> {}",
            self.name,
            spell(&self.before),
            spell(&self.after)
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn file(path: &str, bytes: Option<u64>, hash: Option<&str>) -> RecordedFile {
        RecordedFile {
            path: path.to_owned(),
            status: "read".to_owned(),
            bytes,
            blake3: hash.map(str::to_owned),
        }
    }

    #[test]
    fn inputs_are_compared_by_the_best_that_both_have() {
        let before = [
            file("gone", Some(1), Some("a")),
            file("grown", Some(1), Some("a")),
            file("other", Some(1), Some("a")),
            file("same", Some(1), Some("a")),
        ];
        let after = [
            file("grown", Some(2), Some("b")),
            file("new", Some(1), Some("a")),
            file("other", Some(1), Some("b")),
            file("same", Some(1), Some("a")),
        ];
        let changes = input_changes(&before, &after);
        assert_eq!((changes.same, changes.measured_by), (1, MeasuredBy::Hash));
        let words: Vec<String> = changes
            .changes
            .iter()
            .map(|(path, change)| format!("{path} {}", change.words()))
            .collect();
        assert_eq!(
            words,
            [
                "gone is not there any more",
                "grown had 1 bytes and has 2",
                "new was not there",
                "other has another content of the same length",
            ]
        );
        let sizes = input_changes(
            &[file("a", Some(1), None)],
            &[file("a", Some(1), Some("h"))],
        );
        assert_eq!(sizes.measured_by, MeasuredBy::Size);
        let names = input_changes(&[file("a", None, None)], &[file("a", Some(1), None)]);
        assert_eq!((names.same, names.measured_by), (1, MeasuredBy::Name));
    }

    #[test]
    fn settings_that_figures_depend_on_are_compared() {
        let map = |value: Value| value.as_object().cloned().unwrap();
        let before = map(json!({"sla": "20s", "from": null, "format": ["csv"], "gone": true}));
        let after = map(json!({"sla": "30s", "from": null, "format": ["parquet"], "by": ["day"]}));
        let words: Vec<String> = setting_changes(&before, &after)
            .iter()
            .map(SettingChange::words)
            .collect();
        assert_eq!(
            words,
            [
                r#"by: not recorded -> ["day"]"#,
                "gone: true -> not recorded",
                "sla: 20s -> 30s",
            ]
        );
    }
}
