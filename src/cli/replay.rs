//! A run again, by the settings that its manifest names.
//!
//! The settings become a command line, which is parsed and settled like one that was typed: there
//! is no second way to a plan.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Parser;
use serde_json::Value;

use super::args::{Args, Command};
use super::parse::UsageError;
use super::scratch::Scratch;
use super::settings::{NAMED_SETTINGS, stated_in};
use super::ui::Ui;
use super::{downloads, facts, report, settle};
use crate::error::Error;
use crate::error::Exit;
use crate::pack::{Pack, PackManifest};
use crate::read::pseudonym::Key;
use crate::report::BeyondReport;
use crate::settings::NamedSettings;

/// How a setting stands on the command line.
enum Spelling {
    /// With its value; null is left out.
    Value,
    /// Once for each of its values.
    Each,
    /// Its values in one, with commas; null is left out.
    List,
    /// Alone, if it is true.
    Flag,
    /// As a report by this name, if it is true; beside the default set as an option.
    Report,
    /// All of them together, or each by its name.
    Beyond,
    /// With the file of the key, of which the manifest has the mark alone.
    Key,
    /// Not at all: it follows from others, or goes beside the command line.
    Implied,
}

/// What another run needs that no manifest tells.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Means<'a> {
    pub(super) threads: Option<usize>,
    /// The file with the key of the pseudonyms.
    pub(super) key: Option<&'a Path>,
}

/// How each setting is said; those of `facts` first.
const SETTINGS: &[(&str, &str, Spelling)] = &[
    ("tz", "--tz", Spelling::Value),
    ("tz_from", "", Spelling::Implied),
    ("from", "--from", Spelling::Value),
    ("to", "--to", Spelling::Value),
    ("day_of", "--day-of", Spelling::Value),
    ("sla", "--sla", Spelling::Value),
    ("short_abandon", "--short-abandon", Spelling::Value),
    ("session_id_regex", "--session-id-regex", Spelling::Value),
    ("naive_tz", "--naive-tz", Spelling::Value),
    ("encoding", "--encoding", Spelling::Value),
    ("max_expanded", "--max-expanded", Spelling::Value),
    ("max_record", "--max-record", Spelling::Value),
    ("strict", "--strict", Spelling::Flag),
    ("allow_empty", "--allow-empty", Spelling::Flag),
    ("hash", "--hash", Spelling::Flag),
    ("format", "--format", Spelling::List),
    ("pdf", "--pdf", Spelling::Value),
    ("csv", "--csv", Spelling::Value),
    ("durations", "--durations", Spelling::Value),
    ("lang", "--lang", Spelling::Value),
    ("pseudonyms", "--pseudonyms", Spelling::Key),
    ("schema", "--schema", Spelling::Value),
    ("target", "--target", Spelling::Value),
    ("sla_formula", "--sla-formula", Spelling::Value),
    ("sla_hours", "--sla-hours", Spelling::Value),
    ("queue_by", "--queue-by", Spelling::Value),
    ("interval", "--interval", Spelling::Value),
    ("by", "--by", Spelling::Each),
    ("service_levels", "service_levels", Spelling::Report),
    ("bridge", "bridge", Spelling::Report),
    ("beyond", "--report", Spelling::Beyond),
    ("facts", "--facts", Spelling::Flag),
    ("stats", "--stats", Spelling::List),
    ("columns", "--columns", Spelling::List),
    ("where", "--where", Spelling::Each),
    ("top", "--top", Spelling::Value),
    ("check", "--check", Spelling::Value),
    ("host", "--host", Spelling::Value),
    ("month", "--month", Spelling::Value),
];

/// The settings that `month` has no option for: its month and its purpose decide them.
const DECIDED_BY_MONTH: [&str; 8] = [
    "from",
    "to",
    "interval",
    "by",
    "service_levels",
    "bridge",
    "beyond",
    "facts",
];

/// Runs the command of a manifest again, into a folder of its own that goes with the result.
pub(super) fn again(
    manifest: &PackManifest,
    paths: &[PathBuf],
    means: Means<'_>,
) -> Result<(Scratch, Pack), Error> {
    into_folder(|folder| {
        let mut arguments = arguments(manifest, means.key, folder)?;
        if let Some(threads) = means.threads {
            arguments.push(format!("--threads={threads}").into());
        }
        arguments.push("--".into());
        arguments.extend(paths.iter().map(OsString::from));
        let named_settings = stated_in(&manifest.settings).map_err(first_error)?;
        run(&arguments, named_settings)
    })
}

/// Has a pack written into a folder of its own, which goes with the result.
pub(super) fn into_folder(
    write: impl FnOnce(&Path) -> Result<(), Error>,
) -> Result<(Scratch, Pack), Error> {
    let folder = Scratch::new().map_err(|error| {
        Error::failed(
            format!("no folder for another run can be made: {error}"),
            "free some space for temporary files, or set TMPDIR",
        )
    })?;
    write(&folder.pack())?;
    let pack = Pack::open(&folder.pack())?;
    Ok((folder, pack))
}

/// The command line that a manifest is of, but for its paths.
fn arguments(
    manifest: &PackManifest,
    key: Option<&Path>,
    out: &Path,
) -> Result<Vec<OsString>, Error> {
    let mut arguments: Vec<OsString> = vec!["phasebook".into(), (&manifest.command).into()];
    arguments.extend(["--out".into(), out.into()]);
    let is_default_set = is_default_set(manifest);
    // Once nothing had to be said for it.
    let is_empty = manifest.counts.get("sessions_kept") == Some(&Value::from(0));
    if is_empty && !manifest.settings.contains_key("allow_empty") {
        arguments.push("--allow-empty".into());
    }
    for (name, value) in &manifest.settings {
        if NAMED_SETTINGS
            .iter()
            .any(|named_settings| named_settings.setting == name)
        {
            continue;
        }
        let known = SETTINGS.iter().find(|(known, ..)| known == name);
        let Some((_, option, spelling)) = known else {
            return Err(Error::failed(
                format!("the pack was made with a setting that this version does not know: {name}"),
                format!("use phasebook {}, which made it", manifest.phasebook),
            ));
        };
        let is_decided = manifest.command == "month" && DECIDED_BY_MONTH.contains(&name.as_str());
        if is_decided || is_default_set && name == "by" {
            continue;
        }
        match (spelling, value) {
            (Spelling::Value | Spelling::List | Spelling::Key, Value::Null)
            | (Spelling::Flag | Spelling::Report, Value::Bool(false))
            | (Spelling::Implied, _) => {}
            (Spelling::Report, _) if !is_default_set => {
                arguments.push(format!("--report={option}").into());
            }
            (Spelling::Report, _) if name == "service_levels" => {}
            (Spelling::Report, _) => arguments.push(format!("--{option}").into()),
            (Spelling::Beyond, Value::Array(all)) if all.len() == BeyondReport::ALL.len() => {
                arguments.push("--beyond".into());
            }
            (Spelling::Flag, Value::Bool(true)) => arguments.push(option.into()),
            (Spelling::Key, mark) => {
                let key = key.ok_or_else(|| {
                    Error::failed(
                        "the operators of the pack are codes, and without their key it cannot be made again",
                        "name the file with the key that the pack was made with: --pseudonyms KEYFILE",
                    )
                })?;
                check_key(key, &text(mark))?;
                arguments.extend([option.into(), key.into()]);
            }
            (Spelling::Each | Spelling::Beyond, Value::Array(values)) => {
                for value in values {
                    arguments.push(format!("{option}={}", text(value)).into());
                }
            }
            (Spelling::List, Value::Array(values)) => {
                let values: Vec<String> = values.iter().map(text).collect();
                arguments.push(format!("{option}={}", values.join(",")).into());
            }
            (_, value) => arguments.push(format!("{option}={}", text(value)).into()),
        }
    }
    Ok(arguments)
}

/// Checks that a key is the one that left its mark in the manifest. One that is no key at all is a
/// error on the command line.
fn check_key(path: &Path, mark: &str) -> Result<(), Error> {
    match Key::read(path) {
        Ok(key) if key.mark() != mark => Err(Error::failed(
            format!(
                "{}: the operators of the pack were made codes with another key",
                path.display()
            ),
            "name the file with the key that the pack was made with",
        )),
        _ => Ok(()),
    }
}

/// Whether the reports are those that a command line without any has.
fn is_default_set(manifest: &PackManifest) -> bool {
    let default: Vec<Value> = settle::default_groupings()
        .iter()
        .map(|set| Value::from(super::manifest::by(set)))
        .collect();
    manifest.settings.get("service_levels") == Some(&Value::Bool(true))
        && manifest.settings.get("by") == Some(&Value::Array(default))
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn run(arguments: &[OsString], named_settings: NamedSettings) -> Result<(), Error> {
    let ui = Ui::new(true);
    let args = Args::try_parse_from(arguments).map_err(|_| unknown())?;
    match args.command {
        Command::Report(args) => report::run(
            ui,
            &settle::report(args, named_settings).map_err(first_error)?,
        ),
        Command::Month(args) => report::run(
            ui,
            &settle::month(args, named_settings).map_err(first_error)?,
        ),
        Command::Facts(args) => facts::run(
            ui,
            &settle::facts(args, named_settings).map_err(first_error)?,
        ),
        Command::Downloads(args) => {
            let plan = settle::downloads(args, named_settings).map_err(first_error)?;
            // The pack does not depend on whether the folder has everything.
            downloads::run(ui, &plan).map(drop)
        }
        _ => Err(unknown()),
    }
}

/// The first of some errors, as a reason to stop.
pub(super) fn first_error(usage_errors: Vec<UsageError>) -> Error {
    let usage_error = usage_errors.into_iter().next();
    usage_error.map_or_else(unknown, |usage_error| Error {
        exit: Exit::Usage,
        ..Error::failed(usage_error.text(), usage_error.hint)
    })
}

fn unknown() -> Error {
    Error::failed(
        "the manifest's command and settings are none that this version can run again",
        "use the version of phasebook that made the pack",
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::Write;

    use super::super::manifest::report_settings;
    use super::*;

    /// The settings of a command line, as the manifest has them.
    fn settings(arguments: &[OsString]) -> BTreeMap<String, Value> {
        let named_settings = NamedSettings::default();
        match Args::try_parse_from(arguments).unwrap().command {
            Command::Report(args) => report_settings(
                &settle::report(args, named_settings.clone()).unwrap(),
                &named_settings,
            ),
            Command::Month(args) => report_settings(
                &settle::month(args, named_settings.clone()).unwrap(),
                &named_settings,
            ),
            _ => panic!("a report, or one of a month"),
        }
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    }

    fn manifest(command: &str, settings: &BTreeMap<String, Value>) -> PackManifest {
        serde_json::from_value(serde_json::json!({
            "phasebook": "0.1.0", "command": command, "dumps": ["dump"],
            "settings": settings, "counts": {}, "outputs": [],
        }))
        .unwrap()
    }

    #[track_caller]
    fn check_round_trip(command: &str, options: &[&str]) {
        let mut key = tempfile::NamedTempFile::new().unwrap();
        key.write_all(b"0123456789abcdef").unwrap();
        let pseudonyms = format!("--pseudonyms={}", key.path().display());
        let line = [
            &["phasebook", command, "dump", "--out", "out", &pseudonyms][..],
            options,
        ]
        .concat();
        let line: Vec<OsString> = line.into_iter().map(OsString::from).collect();
        let first = settings(&line);
        let mut again = arguments(
            &manifest(command, &first),
            Some(key.path()),
            Path::new("out"),
        )
        .unwrap();
        again.push("dump".into());
        assert_eq!(settings(&again), first, "{options:?}");
    }

    #[test]
    fn the_settings_of_every_option_lead_back_to_the_same_settings() {
        check_round_trip("report", &["--tz", "Europe/Prague"]);
        check_round_trip("month", &["--tz=UTC", "--month=2026-10"]);
        check_round_trip(
            "month",
            &[
                "--tz=UTC",
                "--month=2026-12",
                "--lang=cs",
                "--csv=excel-cs",
                "--sla=30s",
            ],
        );
        check_round_trip(
            "report",
            &[
                "--tz=UTC",
                "--from=2026-10-01",
                "--to=2026-10-08",
                "--day-of=answered",
                "--sla=12.5s",
                "--short-abandon=1500us",
                r"--session-id-regex=-(\d+)\.",
                "--max-expanded=3GiB",
                "--max-record=100MB",
                "--naive-tz=Europe/Prague",
                "--encoding=cp1250",
                "--allow-empty",
                "--strict",
                "--hash",
                "--format=parquet,csv,xlsx,html,json,ndjson,md",
                "--csv=excel",
                "--durations=hms",
                "--lang=cs",
                "--target=92.5%",
                "--sla-formula=answered",
                "--queue-by=answer",
                "--interval=15m",
                "--by=queue,hour",
                "--by=total",
                "--bridge",
                "--facts",
                "--stats=p99,n,stddev",
                "--columns=service_level,in_queue,asa,waiting_min",
                "--where=queue=Prodej, v\u{fd}chod=z\u{e1}pad",
                "--where=queue=",
                "--where=channel!=Chat",
                "--top=5",
            ],
        );
        check_round_trip("report", &["--tz=UTC", "--beyond"]);
        check_round_trip("report", &["--tz=UTC", "--beyond", "--bridge"]);
        check_round_trip("report", &["--tz=UTC", "--beyond", "--by=hour"]);
        check_round_trip("report", &["--tz=UTC", "--report=bridge"]);
        check_round_trip(
            "report",
            &[
                "--tz=UTC",
                "--report=thresholds",
                "--report=service_levels",
                "--report=total",
                "--report=queue_flows",
                "--by=hour",
            ],
        );
    }

    #[test]
    fn pseudonyms_without_their_key_are_refused() {
        let settings = BTreeMap::from([("pseudonyms".to_owned(), Value::from("0a1b2c3d"))]);
        let manifest = manifest("report", &settings);
        let refused = arguments(&manifest, None, Path::new("out")).unwrap_err();
        assert!(
            refused
                .hint
                .is_some_and(|hint| hint.contains("--pseudonyms"))
        );
    }

    #[test]
    fn a_setting_that_is_not_known_is_refused_by_name() {
        let mut settings = BTreeMap::new();
        settings.insert("moon".to_owned(), Value::from("full"));
        let refused =
            arguments(&manifest("report", &settings), None, Path::new("out")).unwrap_err();
        assert!(refused.message.contains("does not know: moon"));
        assert!(refused.hint.is_some_and(|hint| hint.contains("0.1.0")));
    }
}
