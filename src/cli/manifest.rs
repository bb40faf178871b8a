//! The content of manifest.json: the plan of a run, and its results.

use serde_json::{Value, json};

use super::resolve::{CommonPlan, DownloadsCommand, FactsCommand, ReportCommand};
use super::run::Run;
use super::settings::{NAMED_SETTINGS, OPTIONS};
use crate::fact::Schema;
use crate::report::{Dimension, ReportPlan};
use crate::settings::{FactSettings, NamedSettings};
use crate::time::Duration;
use crate::write::{FileEntry, Manifest, OutputFile, Setting};

/// The manifest of a run.
pub(super) fn build<'a>(
    run: &'a Run,
    command: &'static str,
    settings: Vec<Setting>,
    outputs: &'a [OutputFile],
) -> Manifest<'a> {
    Manifest {
        command,
        settings,
        dumps: run
            .sources
            .dumps
            .iter()
            .map(|dump| dump.path().to_string_lossy().into_owned())
            .collect(),
        identities: run.identities.as_ref(),
        service_level: run.service_level,
        counts: run.tally.counts,
        problems: &run.tally.problems,
        outputs,
    }
}

/// The input files in path order.
pub(super) fn files(run: &Run) -> impl Iterator<Item = FileEntry> + '_ {
    (0_u32..).zip(&run.files).map(|(number, file)| FileEntry {
        path: run.path(number),
        status: file.status.name(),
        bytes: file.bytes,
        blake3: file.hash,
    })
}

/// The plan of a run that writes a manifest.
#[derive(Clone, Copy, Debug)]
pub(super) enum RunPlan<'a> {
    Facts(&'a FactsCommand),
    Report(&'a ReportCommand),
    Downloads(&'a DownloadsCommand),
}

impl<'a> RunPlan<'a> {
    pub(super) const fn common(self) -> &'a CommonPlan {
        match self {
            Self::Facts(command) => &command.common,
            Self::Report(command) => &command.common,
            Self::Downloads(command) => &command.common,
        }
    }

    pub(super) const fn facts(self) -> &'a FactSettings {
        &self.common().facts
    }

    /// The queue and the conditions that sessions are counted by; `None` for facts, which have all sessions.
    pub(super) const fn report(self) -> Option<&'a ReportPlan> {
        match self {
            Self::Facts(_) => None,
            Self::Report(command) => Some(&command.report),
            Self::Downloads(command) => Some(&command.report),
        }
    }

    pub(super) const fn report_command(self) -> Option<&'a ReportCommand> {
        match self {
            Self::Report(command) => Some(command),
            Self::Facts(_) | Self::Downloads(_) => None,
        }
    }

    /// The schema of facts, unless it is the usual one: manifests of earlier versions do not name it.
    pub(super) fn schema(self) -> Option<&'static str> {
        match self {
            Self::Facts(command) if command.schema != Schema::Flat => Some(command.schema.name()),
            _ => None,
        }
    }

    /// Whether facts are divided among folders by month.
    const fn has_folders(self) -> bool {
        match self {
            Self::Facts(command) => command.lake.is_some(),
            Self::Report(_) | Self::Downloads(_) => false,
        }
    }

    /// The downloads whose table has hashes of the files in a folder.
    pub(super) fn hashed_downloads(self) -> Option<&'a DownloadsCommand> {
        match self {
            Self::Downloads(command) => {
                let has_hashes = command.check.is_some() && command.common.read.extras.hash;
                has_hashes.then_some(command)
            }
            Self::Facts(_) | Self::Report(_) => None,
        }
    }
}

/// The settings that a run can be made again with, as the command line would spell them: those of all
/// options that decide what is written, those that only a settings file can give, and those that follow from
/// several options.
pub(super) fn settings(run: RunPlan<'_>, named_settings: &NamedSettings) -> Vec<Setting> {
    let options = OPTIONS
        .iter()
        .filter_map(|key| Some((key.setting(), key.in_manifest(&run)?)));
    let named_settings = NAMED_SETTINGS
        .iter()
        .filter_map(|key| Some((key.setting.to_owned(), (key.write)(named_settings)?)));
    let implied = IMPLIED.into_iter().zip(implied(run));
    let implied = implied.filter_map(|(name, value)| Some((name.to_owned(), value?)));
    options.chain(implied).chain(named_settings).collect()
}

/// The settings without a key in the settings file: the origin of the time zone, whether the usual set of
/// reports was asked for, the folder whose files were hashed, and the folders that facts were divided among.
pub(super) const IMPLIED: [&str; 4] = ["tz_from", SERVICE_LEVELS, CHECK, PARTITION];
pub(super) const SERVICE_LEVELS: &str = "service_levels";
pub(super) const CHECK: &str = "check";
pub(super) const PARTITION: &str = "partition";

/// The values of [`IMPLIED`].
fn implied(run: RunPlan<'_>) -> [Option<Value>; 4] {
    let is_system = run.common().zone_is_system;
    let zone_from = if is_system { "system" } else { "command line" };
    let reports = run.report_command().map(|command| &command.report);
    let downloads = run.hashed_downloads();
    [
        Some(json!(zone_from)),
        reports.map(|plan| json!(plan.service_levels)),
        downloads.map(|command| json!(command.check)),
        run.has_folders().then(|| json!("month")),
    ]
}

/// A share of ten-thousandths as the command line takes it.
pub(super) fn share(ten_thousandths: u32) -> f64 {
    f64::from(ten_thousandths) / 1e4
}

/// A set of dimensions, as the command line takes it.
pub(super) fn by(dimensions: &[Dimension]) -> String {
    let names: Vec<_> = dimensions
        .iter()
        .map(|dimension| dimension.name())
        .collect();
    if names.is_empty() {
        return "total".to_owned();
    }
    names.join(",")
}

/// A length of time with its unit, exactly, as the command line takes it.
pub(super) fn seconds(length: Duration) -> String {
    let micros = length.microseconds();
    if micros % 1_000_000 == 0 {
        format!("{}s", micros / 1_000_000)
    } else if micros % 1000 == 0 {
        format!("{}ms", micros / 1000)
    } else {
        format!("{micros}us")
    }
}
