//! The plan and the run as a manifest tells them.

use serde_json::{Value, json};

use super::kept::{encoding, naive_tz};
use super::output::Format;
use super::run::Run;
use super::settings::NAMED_SETTINGS;
use super::settle::{CommonPlan, DownloadsCommand, ReportCommand};
use crate::read::pseudonym::Key;
use crate::report::{Dimension, Filter};
use crate::settings::NamedSettings;
use crate::time::Duration;
use crate::write::{FileEntry, Manifest, OutputFile, Setting};

/// The manifest of a run.
pub(super) fn of<'a>(
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

/// The settings of both commands, as the command line would spell them.
pub(super) fn common_settings(plan: &CommonPlan, named_settings: &NamedSettings) -> Vec<Setting> {
    let level = &plan.facts.service_level;
    let day = |day: Option<crate::time::zone::Day>| {
        day.map_or(Value::Null, |day| Value::String(day.to_string()))
    };
    let output = &plan.output;
    let marks = output.pseudonyms.as_ref().map(Key::mark);
    let formats: Vec<_> = output
        .formats()
        .iter()
        .map(|format| format.name())
        .collect();
    let mut settings = vec![
        ("tz", json!(plan.facts.zone.name())),
        (
            "tz_from",
            json!(if plan.zone_is_system {
                "system"
            } else {
                "command line"
            }),
        ),
        ("from", day(plan.facts.period.from)),
        ("to", day(plan.facts.period.to)),
        ("day_of", json!(plan.facts.day_of.name())),
        ("sla", json!(seconds(level.threshold))),
        ("short_abandon", json!(seconds(level.short_abandon))),
        ("target", json!(share(level.target))),
        ("sla_formula", json!(level.formula.name())),
        ("sla_hours", json!(plan.facts.level_hours.name())),
        ("session_id_regex", json!(plan.read.naming.pattern())),
        ("naive_tz", json!(naive_tz(&plan.read))),
        ("encoding", json!(encoding(&plan.read))),
        ("max_expanded", json!(plan.read.limits.expanded.to_string())),
        ("max_record", json!(plan.read.limits.record.to_string())),
        ("strict", json!(plan.read.strict)),
        ("allow_empty", json!(plan.read.allow_empty)),
        ("hash", json!(plan.read.extras.hash)),
        ("format", json!(formats)),
        (
            "pdf",
            json!(
                output
                    .formats()
                    .contains(&Format::Pdf)
                    .then(|| output.pdf.name())
            ),
        ),
        ("csv", json!(output.dialect.name())),
        ("durations", json!(output.durations.name())),
        ("lang", json!(output.lang.name())),
        (
            "pseudonyms",
            json!(marks.or_else(|| plan.kept.as_ref()?.made.pseudonyms.clone())),
        ),
    ];
    let named_settings = NAMED_SETTINGS
        .iter()
        .filter_map(|key| Some((key.setting, (key.write)(named_settings)?)));
    settings.extend(named_settings);
    settings
}

/// The settings of `phasebook downloads`.
pub(super) fn downloads_settings(
    command: &DownloadsCommand,
    named_settings: &NamedSettings,
) -> Vec<Setting> {
    let filters = command.report.filters.iter();
    let conditions: Vec<String> = filters.flat_map(Filter::typed).collect();
    let mut settings = common_settings(&command.common, named_settings);
    settings.extend([
        ("queue_by", json!(command.report.queue_by.name())),
        ("where", json!(conditions)),
    ]);
    if command.common.read.extras.hash && command.check.is_some() {
        // The hashes in the table are of files of this folder.
        settings.extend([
            ("check", json!(command.check)),
            ("host", json!(command.host)),
        ]);
    }
    settings
}

/// The settings of `phasebook report`.
pub(super) fn report_settings(
    command: &ReportCommand,
    named_settings: &NamedSettings,
) -> Vec<Setting> {
    let by: Vec<String> = command.report.groupings.iter().map(|set| by(set)).collect();
    let beyond = command.report.beyond.iter();
    let beyond: Vec<_> = beyond.map(|report| report.name()).collect();
    let statistics = command.report.statistics.iter();
    let stats: Vec<_> = statistics.map(|statistic| statistic.name()).collect();
    let filters = command.report.filters.iter();
    let conditions: Vec<String> = filters.flat_map(Filter::typed).collect();
    let mut settings = common_settings(&command.common, named_settings);
    settings.extend([
        ("queue_by", json!(command.report.queue_by.name())),
        ("interval", json!(command.report.interval.name())),
        ("by", json!(by)),
        ("service_levels", json!(command.report.service_levels)),
        ("bridge", json!(command.report.bridge)),
        ("beyond", json!(beyond)),
        ("facts", json!(command.report.facts)),
        ("stats", json!(stats)),
        ("columns", json!(command.report.columns)),
        ("where", json!(conditions)),
        ("top", json!(command.report.top.map(|top| top.rows))),
    ]);
    settings.extend(command.month.iter().map(|month| ("month", json!(month))));
    settings
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
