//! A run again, by the settings that its manifest names.
//!
//! The settings become a command line, which is parsed and settled like one that was typed: there
//! is no second way to a plan.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Parser;
use serde_json::Value;
use tempfile::TempDir;

use super::args::{Args, Command};
use super::parse::Mistake;
use super::run::Stop;
use super::{facts, report, settle};
use crate::exit::Exit;
use crate::pack::{Pack, PackManifest};
use crate::ui::Ui;

/// How a setting stands on the command line.
enum Spelling {
    /// With its value; null is left out.
    Value,
    /// Once for each of its values.
    Each,
    /// Its values in one, with commas.
    List,
    /// Alone, if it is true.
    Flag,
    /// Not at all: it follows from others.
    Implied,
}

/// How each setting is said; those of `facts` first.
const SETTINGS: [(&str, &str, Spelling); 19] = [
    ("tz", "--tz", Spelling::Value),
    ("tz_from", "", Spelling::Implied),
    ("from", "--from", Spelling::Value),
    ("to", "--to", Spelling::Value),
    ("day_of", "--day-of", Spelling::Value),
    ("sla", "--sla", Spelling::Value),
    ("short_abandon", "--short-abandon", Spelling::Value),
    ("session_id_regex", "--session-id-regex", Spelling::Value),
    ("strict", "--strict", Spelling::Flag),
    ("hash", "--hash", Spelling::Flag),
    ("format", "--format", Spelling::List),
    ("target", "--target", Spelling::Value),
    ("sla_formula", "--sla-formula", Spelling::Value),
    ("queue_by", "--queue-by", Spelling::Value),
    ("interval", "--interval", Spelling::Value),
    ("by", "--by", Spelling::Each),
    ("service_levels", "", Spelling::Implied),
    ("bridge", "--bridge", Spelling::Flag),
    ("facts", "--facts", Spelling::Flag),
];

/// Runs the command of a manifest again, into a folder of its own that goes with the result.
pub(super) fn again(
    manifest: &PackManifest,
    paths: &[PathBuf],
    threads: Option<usize>,
) -> Result<(TempDir, Pack), Stop> {
    into_folder(|folder| {
        let mut arguments = arguments(manifest, folder)?;
        if let Some(threads) = threads {
            arguments.push(format!("--threads={threads}").into());
        }
        arguments.push("--".into());
        arguments.extend(paths.iter().map(OsString::from));
        run(&arguments)
    })
}

/// Has a pack written into a folder of its own, which goes with the result.
pub(super) fn into_folder(
    write: impl FnOnce(&Path) -> Result<(), Stop>,
) -> Result<(TempDir, Pack), Stop> {
    let folder = tempfile::tempdir().map_err(|error| {
        Stop::failed(
            format!("no folder for another run can be made: {error}"),
            "free some space for temporary files, or set TMPDIR",
        )
    })?;
    write(folder.path())?;
    let pack = Pack::open(folder.path())?;
    Ok((folder, pack))
}

/// The command line that a manifest is of, but for its paths.
fn arguments(manifest: &PackManifest, out: &Path) -> Result<Vec<OsString>, Stop> {
    let mut arguments: Vec<OsString> = vec!["phasebook".into(), (&manifest.command).into()];
    arguments.extend(["--out".into(), out.into()]);
    let is_default_set = manifest.settings.get("service_levels") == Some(&Value::Bool(true));
    for (name, value) in &manifest.settings {
        let known = SETTINGS.iter().find(|(known, ..)| known == name);
        let Some((_, option, spelling)) = known else {
            return Err(Stop::failed(
                format!("the pack was made with a setting that this version does not know: {name}"),
                format!("use phasebook {}, which made it", manifest.phasebook),
            ));
        };
        if is_default_set && name == "by" {
            continue;
        }
        match (spelling, value) {
            (Spelling::Value, Value::Null)
            | (Spelling::Flag, Value::Bool(false))
            | (Spelling::Implied, _) => {}
            (Spelling::Flag, Value::Bool(true)) => arguments.push(option.into()),
            (Spelling::Each, Value::Array(values)) => {
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

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn run(arguments: &[OsString]) -> Result<(), Stop> {
    let ui = Ui::new(true);
    let args = Args::try_parse_from(arguments).map_err(|_| unknown())?;
    match args.command {
        Command::Report(args) => report::run(ui, &settle::report(args).map_err(first_mistake)?),
        Command::Facts(args) => facts::run(ui, &settle::facts(args).map_err(first_mistake)?),
        _ => Err(unknown()),
    }
}

/// The first of some mistakes, as a reason to stop.
pub(super) fn first_mistake(mistakes: Vec<Mistake>) -> Stop {
    let mistake = mistakes.into_iter().next();
    mistake.map_or_else(unknown, |Mistake { message, hint }| Stop {
        exit: Exit::Usage,
        ..Stop::failed(message, hint)
    })
}

fn unknown() -> Stop {
    Stop::failed(
        "the manifest's command and settings are none that this version can run again",
        "use the version of phasebook that made the pack",
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::manifest::report_settings;
    use super::*;

    /// The settings of a command line, as the manifest has them.
    fn settings(arguments: &[OsString]) -> BTreeMap<String, Value> {
        match Args::try_parse_from(arguments).unwrap().command {
            Command::Report(args) => report_settings(&settle::report(args).unwrap())
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            _ => panic!("a report"),
        }
    }

    fn manifest(settings: &BTreeMap<String, Value>) -> PackManifest {
        serde_json::from_value(serde_json::json!({
            "phasebook": "0.1.0", "command": "report", "dumps": ["dump"],
            "settings": settings, "counts": {}, "outputs": [],
        }))
        .unwrap()
    }

    #[track_caller]
    fn check_round_trip(options: &[&str]) {
        let line = [
            &["phasebook", "report", "dump", "--out", "out"][..],
            options,
        ]
        .concat();
        let line: Vec<OsString> = line.into_iter().map(OsString::from).collect();
        let first = settings(&line);
        let mut again = arguments(&manifest(&first), Path::new("out")).unwrap();
        again.push("dump".into());
        assert_eq!(settings(&again), first, "{options:?}");
    }

    #[test]
    fn the_settings_of_every_option_lead_back_to_the_same_settings() {
        check_round_trip(&["--tz", "Europe/Prague"]);
        check_round_trip(&[
            "--tz=UTC",
            "--from=2026-10-01",
            "--to=2026-10-08",
            "--day-of=answered",
            "--sla=12.5s",
            "--short-abandon=1500us",
            r"--session-id-regex=-(\d+)\.",
            "--strict",
            "--hash",
            "--format=parquet,csv",
            "--target=92.5%",
            "--sla-formula=answered",
            "--queue-by=answer",
            "--interval=15m",
            "--by=queue,hour",
            "--by=total",
            "--bridge",
            "--facts",
        ]);
    }

    #[test]
    fn a_setting_that_is_not_known_is_refused_by_name() {
        let mut settings = BTreeMap::new();
        settings.insert("moon".to_owned(), Value::from("full"));
        let refused = arguments(&manifest(&settings), Path::new("out")).unwrap_err();
        assert!(refused.message.contains("does not know: moon"));
        assert!(refused.hint.is_some_and(|hint| hint.contains("0.1.0")));
    }
}
