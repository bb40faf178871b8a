//! Runs a command again, with the settings of its manifest.
//!
//! The settings become a command line, which is parsed and resolved like a typed one: there is no second way
//! to a plan. The registry of options has the names, and clap knows how each value is spelled.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{CommandFactory, Parser};
use serde_json::Value;

use super::args::{Args, Command};
use super::manifest::{CHECK, IMPLIED, PARTITION, SERVICE_LEVELS};
use super::parse::UsageError;
use super::scratch::Scratch;
use super::settings::{NAMED_SETTINGS, OPTIONS, named_settings_in, option};
use super::ui::Ui;
use super::{downloads, facts, report, resolve};
use crate::error::Error;
use crate::error::Exit;
use crate::pack::{Pack, PackManifest};
use crate::read::pseudonym::Key;
use crate::report::{BeyondReport, ReportPlan};
use crate::settings::NamedSettings;

/// The options of another run that no manifest has.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Means<'a> {
    pub(super) threads: Option<usize>,
    /// The file with the key that made the pseudonyms.
    pub(super) key: Option<&'a Path>,
}

/// Runs the command of a manifest again, into a temporary folder that is removed with the result.
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
        let named_settings = named_settings_in(&manifest.settings).map_err(first_error)?;
        run(&arguments, named_settings)
    })
}

/// Has a pack written into a temporary folder, which is removed with the result.
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

/// The command line that gives the settings of a manifest, without paths.
fn arguments(
    manifest: &PackManifest,
    key_file: Option<&Path>,
    out: &Path,
) -> Result<Vec<OsString>, Error> {
    let mut arguments: Vec<OsString> = vec!["phasebook".into(), (&manifest.command).into()];
    arguments.extend(["--out".into(), out.into()]);
    // Earlier versions read an empty dump without being asked to.
    let is_empty = manifest.counts.get("sessions_kept") == Some(&Value::from(0));
    if is_empty && !manifest.settings.contains_key("allow_empty") {
        arguments.push("--allow-empty".into());
    }
    let command = Args::command();
    let command = command
        .find_subcommand(&manifest.command)
        .ok_or_else(unknown)?;
    for (name, value) in &manifest.settings {
        if let Some(key) = OPTIONS.iter().find(|key| key.setting() == *name) {
            match key.long {
                "pseudonyms" => arguments.extend(option_of_key(value, key_file)?),
                // `--month` gives both.
                "from" | "to" if manifest.settings.contains_key("month") => {}
                long if REPORTS.contains(&long) => {}
                long => arguments.extend(spelled(command, long, value)),
            }
        } else if name == CHECK || name == PARTITION {
            arguments.extend(spelled(command, name, value));
        } else if !IMPLIED.contains(&name.as_str())
            && !NAMED_SETTINGS.iter().any(|key| key.setting == name)
        {
            return Err(Error::failed(
                format!("the pack was made with a setting that this version does not know: {name}"),
                format!("use phasebook {}, which made it", manifest.phasebook),
            ));
        }
    }
    if manifest.command == "report" {
        arguments.extend(reports_of(manifest).into_iter().map(OsString::from));
    }
    Ok(arguments)
}

/// The value of a setting as an option; nothing if the command has no such option, because it decides the
/// value by itself.
fn spelled(command: &clap::Command, long: &str, value: &Value) -> Vec<OsString> {
    let Some(argument) = option(command, long) else {
        return Vec::new();
    };
    let spelled = |value: &str| OsString::from(format!("--{long}={value}"));
    match value {
        Value::Null | Value::Bool(false) => Vec::new(),
        Value::Bool(true) => vec![format!("--{long}").into()],
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(text).collect();
            match argument.get_value_delimiter() {
                Some(_) if values.is_empty() => Vec::new(),
                Some(delimiter) => vec![spelled(&values.join(&delimiter.to_string()))],
                None => values.iter().map(|value| spelled(value)).collect(),
            }
        }
        value => vec![spelled(&text(value))],
    }
}

/// The options that choose reports. Together they tell which reports a run wrote.
const REPORTS: [&str; 3] = ["by", "bridge", "beyond"];

/// The options that ask for the reports of a manifest.
fn reports_of(manifest: &PackManifest) -> Vec<String> {
    let is_true = |name: &str| manifest.settings.get(name) == Some(&Value::Bool(true));
    let texts = |name: &str| -> Vec<String> {
        let values = manifest.settings.get(name).and_then(Value::as_array);
        values.into_iter().flatten().map(text).collect()
    };
    let mut options = Vec::new();
    if is_default_set(manifest) {
        options.extend(is_true("bridge").then(|| "--bridge".to_owned()));
    } else {
        options.extend(texts("by").iter().map(|set| format!("--by={set}")));
        let named = [SERVICE_LEVELS, "bridge"].into_iter();
        options.extend(
            named
                .filter(|name| is_true(name))
                .map(|name| format!("--report={name}")),
        );
    }
    let beyond = texts("beyond");
    if beyond.len() == BeyondReport::ALL.len() {
        options.push("--beyond".to_owned());
    } else {
        options.extend(beyond.iter().map(|name| format!("--report={name}")));
    }
    options
}

/// The option with the file of the key, of which the manifest has the mark alone.
fn option_of_key(mark: &Value, file: Option<&Path>) -> Result<Option<OsString>, Error> {
    if mark.is_null() {
        return Ok(None);
    }
    let file = file.ok_or_else(|| {
        Error::failed(
            "the operators of the pack are codes, and without their key it cannot be made again",
            "name the file with the key that the pack was made with: --pseudonyms KEYFILE",
        )
    })?;
    check_key(file, &text(mark))?;
    let mut option = OsString::from("--pseudonyms=");
    option.push(file);
    Ok(Some(option))
}

/// Checks that a key is the one whose mark the manifest has. A file that holds no key is reported when the command
/// line is resolved.
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

/// Whether the reports are the default set.
fn is_default_set(manifest: &PackManifest) -> bool {
    let default: Vec<Value> = ReportPlan::default_groupings()
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
            &resolve::report(args, named_settings).map_err(first_error)?,
        ),
        Command::Month(args) => report::run(
            ui,
            &resolve::month(args, named_settings).map_err(first_error)?,
        ),
        Command::Facts(args) => facts::run(
            ui,
            &resolve::facts(args, named_settings).map_err(first_error)?,
        ),
        Command::Downloads(args) => {
            let plan = resolve::downloads(args, named_settings).map_err(first_error)?;
            // The pack is the same whether or not the folder has all files, so the exit status does not matter.
            downloads::run(ui, &plan).map(drop)
        }
        _ => Err(unknown()),
    }
}

/// The first error, as an error of the whole command.
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

    use super::super::manifest::RunPlan;
    use super::*;

    /// The settings that the manifest of a command line has.
    fn settings(arguments: &[OsString]) -> BTreeMap<String, Value> {
        let named_settings = NamedSettings::default();
        match Args::try_parse_from(arguments).unwrap().command {
            Command::Report(args) => {
                let command = resolve::report(args, named_settings.clone()).unwrap();
                super::super::manifest::settings(RunPlan::Report(&command), &named_settings)
            }
            Command::Month(args) => {
                let command = resolve::month(args, named_settings.clone()).unwrap();
                super::super::manifest::settings(RunPlan::Report(&command), &named_settings)
            }
            _ => panic!("a report, or one of a month"),
        }
        .into_iter()
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
