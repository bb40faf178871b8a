//! Resolves the arguments of each command to its plan. All errors are returned, not only the first.

use std::path::{Path, PathBuf};

use super::args::{CommonArgs, DownloadsArgs, FactsArgs, MonthArgs, ReadingArgs, ReportArgs};
use super::choice::NamedReports;
use super::kept::{self, KeptFacts, as_made};
use super::manifest::RunPlan;
use super::output::{Destination, Format, OutputArgs, OutputPlan, Purpose};
use super::parse::{
    Buckets, UsageError, named_month, no_threads, option_error, parse_date, parse_dimension,
    parse_duration, parse_encoding, parse_month, parse_naming, parse_share, parse_size,
    parse_tenant, parse_zone, system_zone, usage_error,
};
use super::partition::Lake;
use super::selection;
use crate::fact::Schema;
use crate::read::pseudonym::Key;
use crate::read::{Dump, Extras, HistoryNaming, Limits, ReadPlan, TextPlan};
use crate::records::TaskOptions;
use crate::report::{BeyondReport, Dimension, Filter, Interval, QueueBy, ReportPlan, Statistic};
use crate::service_level::{LevelHours, ServiceLevel};
use crate::settings::{FactSettings, NamedSettings};
use crate::time::zone::{Day, Zone};
use crate::time::{Duration, Period};

/// The part of the plan that all commands that read dumps share.
#[derive(Clone, Debug)]
pub(super) struct CommonPlan {
    pub(super) dumps: Vec<Dump>,
    /// Facts that are read in place of dumps, or to which dumps are added.
    pub(super) kept: Option<KeptFacts>,
    pub(super) output: OutputPlan,
    pub(super) read: ReadPlan,
    pub(super) facts: FactSettings,
    pub(super) queue_by: QueueBy,
    /// The month of `--month`, as 2026-10.
    pub(super) month: Option<String>,
    /// Whether the time zone is that of the system, because none was given.
    pub(super) zone_is_system: bool,
    /// 0 for one a core.
    pub(super) threads: usize,
}

impl CommonPlan {
    /// The mark of the key that made operators codes, in this run or when the facts were kept.
    pub(super) fn mark_of_key(&self) -> Option<String> {
        let mark = self.output.pseudonyms.as_ref().map(Key::mark);
        mark.or_else(|| self.kept.as_ref()?.made.pseudonyms.clone())
    }
}

/// The plan of `phasebook facts`.
#[derive(Clone, Debug)]
pub(super) struct FactsCommand {
    pub(super) common: CommonPlan,
    pub(super) schema: Schema,
    /// The folder to write to, if the facts are divided among folders by month.
    pub(super) lake: Option<Lake>,
    /// The records that are read in place of dumps.
    pub(super) from_records: Option<FromRecords>,
}

/// Records that several tasks have read.
#[derive(Clone, Debug)]
pub(super) struct FromRecords {
    pub(super) folder: PathBuf,
    /// The buckets that were named; empty for all.
    pub(super) buckets: Vec<Buckets>,
    /// Whether only the ledger is written.
    pub(super) is_ledger: bool,
}

/// The plan of `phasebook report`.
#[derive(Clone, Debug)]
pub(super) struct ReportCommand {
    /// The command's name.
    pub(super) name: &'static str,
    /// The name of the workbook's and the page's file, without an ending.
    pub(super) stem: String,
    /// The month of `phasebook month`.
    pub(super) month: Option<String>,
    pub(super) common: CommonPlan,
    pub(super) report: ReportPlan,
    /// Whether `--beyond` asked for reports of recordings, which kept facts cannot give.
    pub(super) lacks_recordings: bool,
}

/// Resolves `phasebook facts`.
pub(super) fn facts(
    args: FactsArgs,
    named_settings: NamedSettings,
) -> Result<FactsCommand, Vec<UsageError>> {
    let FactsArgs {
        mut output,
        append,
        schema,
        partition,
        from_records,
        tenant,
        bucket,
        ledger,
        mut common,
    } = args;
    let mut usage_errors = UsageErrors::default();
    let has_folders = partition.is_some() || from_records.is_some();
    if has_folders && output.format.is_empty() {
        output.format = vec![Format::Parquet];
    }
    if tenant.is_some() && !has_folders {
        usage_errors.0.push(option_error(
            "--tenant",
            "only folders have tenants",
            "add --partition month, or leave it out",
        ));
    }
    let tenant = usage_errors.take(parse_tenant(tenant.as_deref()));
    let folder = output.out.clone().filter(|_| append);
    let before = folder
        .as_deref()
        .and_then(|folder| usage_errors.take(kept::growing(folder)));
    if let Some(before) = &before {
        kept::as_before(before, &mut output, &mut common.tz);
    }
    let mut common = resolve_written(
        output,
        common,
        named_settings,
        Purpose::Facts,
        &mut usage_errors,
    );
    if let (Some(before), Some(folder)) = (before, folder) {
        common.facts.period = kept::grown(&before, common.facts.period);
        let (read, found) = (&mut common.read, &mut usage_errors.0);
        common.kept = Some(KeptFacts::resolve(
            folder,
            true,
            read,
            &common.output,
            found,
        ));
        if !common.output.formats().contains(&Format::Parquet) {
            usage_errors.0.push(option_error(
                "--append",
                "only Parquet can be added to",
                "name it among the formats, as --format parquet,csv",
            ));
        }
    }
    common.read.extras.doubts = !has_folders;
    let formats = common.output.formats();
    if schema == Schema::Star
        && (formats.contains(&Format::Xlsx) || formats.contains(&Format::Html))
    {
        let wrong = option_error(
            "--schema",
            "a star is written for programs",
            "name other formats, as --format parquet,csv",
        );
        usage_errors.0.push(wrong.of_value(schema.name()));
    }
    if has_folders && (formats != [Format::Parquet] || schema != Schema::Flat) {
        usage_errors.0.push(usage_error(
            "folders hold the plain facts in Parquet",
            "leave --format and --schema out",
        ));
    }
    let lake = match &common.output.destination {
        Destination::Folder { path, .. } if has_folders => Some(Lake {
            folder: path.clone(),
            tenant: tenant.clone().unwrap_or_default(),
            period: common.facts.period,
        }),
        _ => None,
    };
    let from_records = from_records.map(|folder| FromRecords {
        folder,
        buckets: bucket,
        is_ledger: ledger,
    });
    if let (Some(from), Some(tenant)) = (&from_records, &tenant) {
        resolve_records(&from.folder, tenant, &mut common, &mut usage_errors);
    }
    usage_errors.none_or(FactsCommand {
        common,
        schema,
        lake,
        from_records,
    })
}

/// Sets the options of reading to those of the tasks that have read the records.
fn resolve_records(
    folder: &Path,
    tenant: &str,
    common: &mut CommonPlan,
    usage_errors: &mut UsageErrors,
) {
    if common.output.pseudonyms.is_some() {
        usage_errors.0.push(option_error(
            "--pseudonyms",
            "the records of several tasks have the names of operators",
            "leave it out, and give --pseudonyms where reports are made of whole dumps",
        ));
    }
    // Records that cannot be opened are reported when they are read.
    let Ok(options) = TaskOptions::of_tenant(folder, tenant) else {
        return;
    };
    let (read, output) = (&mut common.read, &common.output);
    read.limits = options.limits();
    as_made(
        &options.made,
        folder,
        false,
        read,
        output,
        &mut usage_errors.0,
    );
}

/// Resolves `phasebook report`.
pub(super) fn report(
    args: ReportArgs,
    named_settings: NamedSettings,
) -> Result<ReportCommand, Vec<UsageError>> {
    let ReportArgs {
        output,
        common,
        by,
        report,
        beyond,
        bridge,
        facts,
        interval,
        selection,
    } = args;
    let mut usage_errors = UsageErrors::default();
    let mut common = resolve_written(
        output,
        common,
        named_settings,
        Purpose::Report,
        &mut usage_errors,
    );
    if facts && matches!(common.output.destination, Destination::Standard(_)) {
        usage_errors.0.push(option_error(
            "--facts",
            "tables of a row a session go into a folder, and --out is missing",
            "name the folder to write to with --out",
        ));
    }
    let is_default_set = by.is_empty() && report.is_empty();
    let mut named = NamedReports {
        groupings: groupings(&by, &mut usage_errors),
        ..NamedReports::default()
    };
    for name in &report {
        named.add(name, &mut usage_errors);
    }
    let mut report = ReportPlan {
        service_levels: is_default_set || named.service_levels,
        groupings: match common.output.destination {
            _ if !is_default_set => named.groupings,
            Destination::Folder { .. } => ReportPlan::default_groupings(),
            Destination::Standard(_) => printed_groupings(),
        },
        bridge: bridge || named.bridge,
        beyond: BeyondReport::ALL
            .into_iter()
            .filter(|report| beyond || named.beyond.contains(report))
            .collect(),
        contracts: !common.facts.named_settings.contracts.is_empty(),
        facts,
        queue_by: common.queue_by,
        interval,
        statistics: Statistic::DEFAULT.to_vec(),
        columns: None,
        filters: Vec::new(),
        top: None,
    };
    let is_of_recordings = |report: &BeyondReport| BeyondReport::RECORDINGS.contains(report);
    let has_recordings = report.beyond.iter().any(is_of_recordings);
    let lacks_recordings = has_recordings && common.kept.is_some();
    if lacks_recordings {
        let mut named = named.beyond.iter().copied();
        if let Some(named) = named.find(is_of_recordings) {
            let wrong = option_error(
                "--report",
                "recordings are not kept with the facts",
                "name the dumps in place of --from-facts",
            );
            usage_errors.0.push(wrong.of_value(named.name()));
        }
        report.beyond.retain(|report| !is_of_recordings(report));
    }
    common.read.extras.downloads = has_recordings && !lacks_recordings;
    selection::resolve(selection, &mut report, &mut usage_errors.0);
    conceal_conditions(&common, &report.filters, &mut usage_errors);
    let command = ReportCommand {
        name: "report",
        stem: "report".to_owned(),
        month: None,
        common,
        report,
        lacks_recordings,
    };
    refuse_others(&command, &mut usage_errors);
    usage_errors.none_or(command)
}

/// The plan of `phasebook downloads`.
#[derive(Clone, Debug)]
pub(super) struct DownloadsCommand {
    pub(super) common: CommonPlan,
    /// A plan without reports, for its filters.
    pub(super) report: ReportPlan,
    /// The file that the list is written to.
    pub(super) curl: Option<PathBuf>,
    /// The host that the files of the list are fetched from.
    pub(super) host: Option<String>,
    /// The folder that is compared with the list.
    pub(super) check: Option<PathBuf>,
    pub(super) json: bool,
}

/// Resolves `phasebook downloads`.
pub(super) fn downloads(
    args: DownloadsArgs,
    named_settings: NamedSettings,
) -> Result<DownloadsCommand, Vec<UsageError>> {
    let DownloadsArgs {
        output,
        common,
        filters,
        curl,
        host,
        check,
        json,
    } = args;
    let mut usage_errors = UsageErrors::default();
    let from_facts = output.from_facts.is_some();
    let mut common = resolve_written(
        output,
        common,
        named_settings,
        Purpose::Downloads,
        &mut usage_errors,
    );
    common.read.extras.downloads = true;
    if from_facts {
        usage_errors.0.push(option_error(
            "--from-facts",
            "recordings and files are not kept with the facts",
            "name the dumps",
        ));
    }
    let report = ReportPlan {
        groupings: Vec::new(),
        service_levels: false,
        bridge: false,
        beyond: Vec::new(),
        contracts: false,
        facts: false,
        queue_by: common.queue_by,
        interval: Interval::default(),
        statistics: Vec::new(),
        columns: None,
        filters: selection::conditions(&filters.filters, &mut usage_errors.0),
        top: None,
    };
    conceal_conditions(&common, &report.filters, &mut usage_errors);
    usage_errors.none_or(DownloadsCommand {
        common,
        report,
        curl,
        host,
        check,
        json,
    })
}

/// Resolves `phasebook month`: the default reports of one month, in all formats that are sent to others.
pub(super) fn month(
    args: MonthArgs,
    named_settings: NamedSettings,
) -> Result<ReportCommand, Vec<UsageError>> {
    let MonthArgs {
        output,
        mut common,
        selection,
    } = args;
    // With the hashes of the inputs a pack can be proven later. A month from kept facts has hashes if the facts have.
    let hash_as_kept = output.from_facts.is_some() && !common.hash;
    common.hash |= !hash_as_kept;
    let mut usage_errors = UsageErrors::default();
    if common.month.is_none() {
        usage_errors.0.push(usage_error(
            "which month? --month is missing",
            "name it, as --month 2026-10, or --month last",
        ));
    }
    let mut common = resolve_written(
        output,
        common,
        named_settings,
        Purpose::Month,
        &mut usage_errors,
    );
    if let Some(kept) = common.kept.as_ref().filter(|_| hash_as_kept) {
        common.read.extras.hash = kept.made.hash;
    }
    let month = common.month.clone();
    let mut report = ReportPlan {
        service_levels: true,
        groupings: ReportPlan::default_groupings(),
        bridge: false,
        beyond: Vec::new(),
        contracts: !common.facts.named_settings.contracts.is_empty(),
        facts: false,
        queue_by: common.queue_by,
        interval: Interval::default(),
        statistics: Statistic::DEFAULT.to_vec(),
        columns: None,
        filters: Vec::new(),
        top: None,
    };
    selection::resolve(selection, &mut report, &mut usage_errors.0);
    conceal_conditions(&common, &report.filters, &mut usage_errors);
    let command = ReportCommand {
        name: "month",
        stem: format!("report-{}", month.as_deref().unwrap_or_default()),
        month,
        common,
        report,
        lacks_recordings: false,
    };
    refuse_others(&command, &mut usage_errors);
    usage_errors.none_or(command)
}

/// Checks that reports of facts in folders have the settings that the facts were made with.
fn refuse_others(command: &ReportCommand, usage_errors: &mut UsageErrors) {
    let kept = command.common.kept.as_ref();
    if let Some(facts) = kept.and_then(|kept| kept.lake.as_ref()) {
        usage_errors
            .0
            .extend(facts.refuse(RunPlan::Report(command)));
    }
}

/// Checks that with pseudonyms the conditions name operators by their codes, because the manifest has the conditions.
pub(super) fn conceal_conditions(
    common: &CommonPlan,
    filters: &[Filter],
    usage_errors: &mut UsageErrors,
) {
    let filters = filters.iter();
    let of_operators = filters.filter(|filter| filter.dimension == Dimension::Operator);
    let mut values = of_operators.flat_map(|filter| &filter.values);
    let is_code = |value: &String| value.is_empty() || value.starts_with("op-");
    if common.mark_of_key().is_some() && !values.all(is_code) {
        usage_errors.0.push(option_error(
            "--where",
            "with --pseudonyms operators are codes, and the manifest would tell the name",
            "name the operator's code, as op-7f3k2q9dx",
        ));
    }
}

/// Resolves the arguments that the commands that write reports or tables share.
pub(super) fn resolve_written(
    output: OutputArgs,
    args: CommonArgs,
    named_settings: NamedSettings,
    purpose: Purpose,
    usage_errors: &mut UsageErrors,
) -> CommonPlan {
    let paths = output.paths.clone();
    let from_facts = output.from_facts.clone();
    let output = OutputPlan::resolve(output, purpose, &mut usage_errors.0);
    let mut plan = resolve_common(paths, output, args, named_settings, usage_errors);
    plan.kept = from_facts.map(|folder| {
        KeptFacts::resolve(
            folder,
            false,
            &mut plan.read,
            &plan.output,
            &mut usage_errors.0,
        )
    });
    conceal_settings(&plan, usage_errors);
    plan
}

/// Checks that the settings name no operator where operators are codes, in this run or in kept facts: the manifest
/// would show the name.
fn conceal_settings(plan: &CommonPlan, usage_errors: &mut UsageErrors) {
    if plan.mark_of_key().is_none() {
        return;
    }
    let named_settings = &plan.facts.named_settings;
    if !named_settings.teams.is_empty() {
        usage_errors.0.push(option_error(
            "--pseudonyms",
            "the teams of phasebook.toml name operators, and the manifest would tell them",
            "leave [teams] out, or use no settings file with --no-config",
        ));
    }
    for name in named_settings.operators_by_name() {
        usage_errors.0.push(option_error(
            "--pseudonyms",
            format!("the settings name an operator, `{name}`"),
            "where operators have codes, name them by their ids, as operators = [4711]",
        ));
    }
}

/// The errors found so far.
#[derive(Default)]
pub(super) struct UsageErrors(pub(super) Vec<UsageError>);

impl UsageErrors {
    pub(super) fn take<T>(&mut self, outcome: Result<T, UsageError>) -> Option<T> {
        outcome.map_err(|usage_error| self.0.push(usage_error)).ok()
    }

    pub(super) fn none_or<T>(self, plan: T) -> Result<T, Vec<UsageError>> {
        if self.0.is_empty() {
            Ok(plan)
        } else {
            Err(self.0)
        }
    }
}

pub(super) fn resolve_common(
    paths: Vec<PathBuf>,
    output: OutputPlan,
    args: CommonArgs,
    named_settings: NamedSettings,
    usage_errors: &mut UsageErrors,
) -> CommonPlan {
    let CommonArgs {
        month,
        from,
        to,
        tz,
        day_of,
        sla,
        short_abandon,
        target,
        sla_formula,
        sla_hours,
        queue_by,
        reading,
        strict,
        allow_empty,
        hash,
        quiet: _,
        // The settings file has been read by now.
        file: _,
    } = args;
    let zone = match &tz {
        Some(name) => usage_errors.take(parse_zone("--tz", name)),
        None => Some(system_zone()),
    };
    let month = month.map(|month| named_month(month, zone.unwrap_or(Zone::UTC)));
    let period = parse_period(
        month.as_deref(),
        from.as_deref(),
        to.as_deref(),
        usage_errors,
    );
    let threshold = usage_errors.take(parse_duration("--sla", &sla));
    let short_abandon = usage_errors.take(parse_duration("--short-abandon", &short_abandon));
    let target = usage_errors.take(parse_share("--target", &target));
    let (dumps, read, threads) = resolve_reading(paths, reading, usage_errors);
    if sla_hours == LevelHours::Open && named_settings.hours.is_empty() {
        let wrong = option_error(
            "--sla-hours",
            "no opening hours are set",
            "write them into phasebook.toml: [hours], and below it mon-fri = \"8:00-16:30\"",
        );
        usage_errors.0.push(wrong.of_value(LevelHours::Open.name()));
    }
    CommonPlan {
        dumps,
        output,
        read: ReadPlan {
            strict,
            allow_empty,
            extras: Extras {
                hash,
                downloads: false,
                doubts: false,
            },
            ..read
        },
        facts: FactSettings {
            zone: zone.unwrap_or(Zone::UTC),
            day_of,
            period,
            service_level: ServiceLevel {
                threshold: threshold.unwrap_or(Duration::ZERO),
                short_abandon: short_abandon.unwrap_or(Duration::ZERO),
                target: target.unwrap_or_default(),
                formula: sla_formula,
            },
            named_settings,
            level_hours: sla_hours,
        },
        queue_by,
        month,
        kept: None,
        zone_is_system: tz.is_none(),
        threads,
    }
}

/// Resolves the dumps, the options of reading, and the number of threads; 0 stands for one per core.
pub(super) fn resolve_reading(
    paths: Vec<PathBuf>,
    args: ReadingArgs,
    usage_errors: &mut UsageErrors,
) -> (Vec<Dump>, ReadPlan, usize) {
    let ReadingArgs {
        session_id_regex,
        naive_tz,
        encoding,
        max_expanded,
        max_record,
        threads,
    } = args;
    let is_standard_input = |path: &&PathBuf| path.as_os_str() == "-";
    if paths.iter().filter(is_standard_input).count() > 1 {
        usage_errors.0.push(usage_error(
            "`-` is named twice, and standard input can be read once",
            "name it once; a file of that name is ./-",
        ));
    }
    let naming = session_id_regex.map_or_else(
        || Some(HistoryNaming::default()),
        |pattern| usage_errors.take(parse_naming("--session-id-regex", &pattern)),
    );
    let naive_zone = naive_tz.and_then(|zone| usage_errors.take(parse_zone("--naive-tz", &zone)));
    let encoding =
        encoding.and_then(|label| usage_errors.take(parse_encoding("--encoding", &label)));
    let expanded = usage_errors.take(parse_size("--max-expanded", &max_expanded));
    let record = usage_errors.take(parse_size("--max-record", &max_record));
    if threads == Some(0) {
        usage_errors.0.push(no_threads("--threads"));
    }
    let limits = Limits::default();
    let read = ReadPlan {
        naming: naming.unwrap_or_default(),
        limits: Limits {
            record: record.unwrap_or(limits.record),
            expanded: expanded.unwrap_or(limits.expanded),
        },
        texts: TextPlan {
            encoding,
            naive_zone: naive_zone.unwrap_or_default(),
        },
        ..ReadPlan::default()
    };
    let dumps = paths.into_iter().map(Dump::new).collect();
    (dumps, read, threads.unwrap_or(0))
}

fn parse_period(
    month: Option<&str>,
    from: Option<&str>,
    to: Option<&str>,
    usage_errors: &mut UsageErrors,
) -> Period {
    if let Some(month) = month {
        return usage_errors
            .take(parse_month("--month", month))
            .unwrap_or_default();
    }
    let mut date = |option: &str, text: Option<&str>| {
        text.and_then(|text| usage_errors.take(parse_date(option, text)))
            .map(Day::from_date)
    };
    let period = Period {
        from: date("--from", from),
        to: date("--to", to),
    };
    if let (Some(from), Some(to)) = (period.from, period.to)
        && from >= to
    {
        usage_errors.0.push(usage_error(
            format!("the period is empty: --from {from} is not before --to {to}"),
            "--to names the first day that does not belong to it",
        ));
    }
    period
}

/// The groupings that are printed by default: they fit on a screen.
fn printed_groupings() -> Vec<Vec<Dimension>> {
    vec![vec![], vec![Dimension::Queue], vec![Dimension::Operator]]
}

/// Resolves `--by`: each value is a set of dimensions, and `total` alone is the empty set. Beside a dimension `total` is
/// an error, because one report cannot be both.
pub(super) fn groupings(typed: &[String], usage_errors: &mut UsageErrors) -> Vec<Vec<Dimension>> {
    let mut sets: Vec<Vec<Dimension>> = Vec::new();
    for text in typed {
        let mut set = Vec::new();
        let names: Vec<&str> = text.split(',').map(str::trim).collect();
        if names.len() > 1 && names.contains(&"total") {
            usage_errors.0.push(option_error(
                "--by",
                format!("`{text}` names total beside a dimension"),
                "total is a report of its own: --by total",
            ));
            continue;
        }
        for name in names.into_iter().filter(|&name| name != "total") {
            match usage_errors.take(parse_dimension("--by", name)) {
                Some(dimension) if set.contains(&dimension) => usage_errors.0.push(option_error(
                    "--by",
                    format!("`{name}` stands twice in `{text}`"),
                    "name each dimension once",
                )),
                Some(dimension) => set.push(dimension),
                None => {}
            }
        }
        if !sets.contains(&set) {
            sets.push(set);
        }
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dimension_is_named_in_the_help() {
        use clap::CommandFactory;
        let mut command = super::super::Args::command();
        let report = command.find_subcommand_mut("report").unwrap();
        let help = report.render_long_help().to_string();
        for dimension in Dimension::ALL {
            assert!(help.contains(dimension.name()), "{}", dimension.name());
        }
    }
}
