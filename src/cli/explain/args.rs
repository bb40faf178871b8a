//! The arguments of `phasebook explain`, and the session, figure or metric that they name.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::super::args::CommonArgs;
use super::super::manifest::SERVICE_LEVELS;
use super::super::output::{OutputPlan, resolve_key};
use super::super::parse::{UsageError, option_error, parse_dimension, usage_error};
use super::super::resolve::{CommonPlan, UsageErrors, resolve_common};
use super::super::selection::conditions;
use crate::contract::Contract;
use crate::model::Id;
use crate::report::{BeyondReport, Dimension, Filter, Interval, ReportPlan, grouping_name};
use crate::settings::NamedSettings;
use crate::text::nearest::nearest;

pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  phasebook explain dump --session 10000273
  phasebook explain dump --report by_queue_day --where queue=Podpora --where day=2026-10-05 \\
    --metric service_level --sessions list.csv
  phasebook explain dump --config contracts.toml --month 2026-10 --contract 1
  phasebook explain --metric waiting_p90

Exit status: 0 done, 1 cannot go on (no such session, row, metric or contract), 2 usage,
3 --strict and something was rejected.";

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ExplainArgs {
    /// Files, folders and zip archives with exported JSON; `-` is standard input. Not needed for the
    /// definition of a metric
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,

    /// Tell the whole story of this session
    #[arg(long, value_name = "ID", conflicts_with_all = ["report", "where_", "metric", "contract", "sessions"], help_heading = "What to explain")]
    pub(in crate::cli) session: Option<String>,

    /// Take apart a figure of this report, as by_queue_day [default: by the columns of --where]
    #[arg(
        long,
        value_name = "NAME",
        requires = "metric",
        help_heading = "What to explain"
    )]
    pub(in crate::cli) report: Option<String>,

    /// The row of the report, as queue=Podpora; repeat for each of its dimensions. A condition on another
    /// dimension, or with != as channel!=Chat, limits the sessions of the report
    #[arg(
        long = "where",
        id = "where_",
        value_name = "COLUMN=VALUE",
        requires = "figure",
        help_heading = "What to explain"
    )]
    pub(in crate::cli) wheres: Vec<String>,

    /// The figure, as service_level or waiting_p90; without PATH its definition alone
    #[arg(
        long,
        value_name = "NAME",
        group = "figure",
        help_heading = "What to explain"
    )]
    pub(in crate::cli) metric: Option<String>,

    /// Take apart a contract of phasebook.toml, by its name or as 1 for the first; of several periods say
    /// which, as --where period=2026-10
    #[arg(
        long,
        value_name = "N",
        group = "figure",
        conflicts_with = "report",
        help_heading = "What to explain"
    )]
    pub(in crate::cli) contract: Option<String>,

    /// Write the sessions behind the figure to this CSV file
    #[arg(
        long,
        value_name = "FILE",
        requires = "figure",
        help_heading = "What to explain"
    )]
    pub(in crate::cli) sessions: Option<PathBuf>,

    /// Print JSON
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) json: bool,

    /// Draw with ASCII alone [default: where the locale is not UTF-8]
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) ascii: bool,

    /// Show operators as codes, as a pack has them that was made with the key in this file
    #[arg(long, value_name = "KEYFILE", help_heading = "Output")]
    pub(in crate::cli) pseudonyms: Option<PathBuf>,

    /// The length of the dimension `interval`
    #[arg(long, value_enum, default_value_t = Interval::Half, value_name = "LENGTH", help_heading = "Reports")]
    pub(in crate::cli) interval: Interval,

    #[command(flatten)]
    pub(in crate::cli) common: CommonArgs,
}

/// The subject of an explanation.
#[derive(Clone, Debug)]
pub(super) enum Target {
    Session(Id),
    Cell(CellTarget),
    Contract(ContractTarget),
    /// The definition of a metric or column.
    Metric(String),
}

/// A figure of a report.
#[derive(Clone, Debug)]
pub(super) struct CellTarget {
    /// The dimensions of the report; empty for the total.
    pub(super) dimensions: Vec<Dimension>,
    /// Whether the figure is one of the report `service_levels`.
    pub(super) is_service_levels: bool,
    /// The report of recordings that the figure is in; `None` for any other report.
    pub(super) recordings: Option<BeyondReport>,
    /// Columns and values that pick the row.
    pub(super) wheres: Vec<(String, String)>,
    /// The conditions that sessions of the report meet.
    pub(super) filters: Vec<Filter>,
    pub(super) metric: String,
    pub(super) sessions: Option<PathBuf>,
}

/// A contract of the settings.
#[derive(Clone, Debug)]
pub(super) struct ContractTarget {
    /// Its place among the contracts, from 0.
    pub(super) place: usize,
    /// Columns and values that pick the period.
    pub(super) wheres: Vec<(String, String)>,
    pub(super) sessions: Option<PathBuf>,
}

/// The plan of `phasebook explain`.
#[derive(Clone, Debug)]
pub(in crate::cli) struct ExplainCommand {
    pub(super) common: CommonPlan,
    pub(super) target: Target,
    pub(super) interval: Interval,
    pub(super) json: bool,
    pub(super) ascii: bool,
}

/// Resolves the arguments of `phasebook explain`.
pub(in crate::cli) fn resolve(
    args: ExplainArgs,
    named_settings: NamedSettings,
) -> Result<ExplainCommand, Vec<UsageError>> {
    let ExplainArgs {
        paths,
        session,
        report,
        wheres,
        metric,
        contract,
        sessions,
        json,
        ascii,
        pseudonyms,
        interval,
        common,
    } = args;
    let mut usage_errors = UsageErrors::default();
    let has_paths = !paths.is_empty();
    // `explain` writes no pack: of the output options only the key applies.
    let output = OutputPlan {
        pseudonyms: resolve_key(pseudonyms.as_deref(), &mut usage_errors.0),
        ..OutputPlan::nothing()
    };
    let mut common = resolve_common(paths, output, common, named_settings, &mut usage_errors);
    let is_about_cell = report.is_some() || !wheres.is_empty() || sessions.is_some();
    let target = match (session, metric) {
        _ if let Some(contract) = contract => {
            let contracts = &common.facts.named_settings.contracts;
            let place = usage_errors.take(parse_contract(contracts, &contract));
            let wheres = wheres.iter();
            let wheres = wheres
                .filter_map(|text| usage_errors.take(parse_where(text)))
                .collect();
            place.map(|place| {
                Target::Contract(ContractTarget {
                    place,
                    wheres,
                    sessions,
                })
            })
        }
        (Some(session), _) => usage_errors
            .take(parse_session(&session))
            .map(Target::Session),
        (None, Some(metric)) if has_paths || is_about_cell => {
            // A condition with `!=` cannot pick a row, so it limits the sessions of the report.
            let (excluded, wheres): (Vec<String>, Vec<String>) =
                wheres.into_iter().partition(|text| is_exclusion(text));
            let mut filters = conditions(&excluded, &mut usage_errors.0);
            let mut wheres: Vec<(String, String)> = wheres
                .iter()
                .filter_map(|text| usage_errors.take(parse_where(text)))
                .collect();
            let recordings = report.as_deref().and_then(recordings_report);
            let (dimensions, is_service_levels) = match recordings {
                Some((_, dimension)) => (dimension.into_iter().collect(), false),
                None => dimensions(report.as_deref(), &wheres, &mut usage_errors),
            };
            let recordings = recordings.map(|(report, _)| report);
            common.read.extras.downloads = recordings.is_some();
            wheres.retain(|(column, value)| {
                let other = dimension_of(column).filter(|other| !dimensions.contains(other));
                let is_total = is_service_levels && value == "total";
                match other {
                    Some(other) if !is_total => {
                        Filter::add(&mut filters, other, true, value.clone());
                        false
                    }
                    _ => true,
                }
            });
            Some(Target::Cell(CellTarget {
                dimensions,
                is_service_levels,
                recordings,
                wheres,
                filters,
                metric,
                sessions,
            }))
        }
        (None, Some(metric)) => Some(Target::Metric(metric)),
        (None, None) => {
            usage_errors.0.push(usage_error(
                "nothing to explain is named",
                "name a session (--session ID), a figure (--report NAME --where COLUMN=VALUE \
                 --metric NAME), a contract (--contract N), or a metric alone (--metric NAME)",
            ));
            None
        }
    };
    if !has_paths && !matches!(target, Some(Target::Metric(_)) | None) {
        usage_errors.0.push(usage_error(
            "no dump is named",
            "name its files or folders: phasebook explain PATH... (only a definition needs no dump)",
        ));
    }
    // Without a target an error has been noted, and this placeholder is never used.
    let target = target.unwrap_or(Target::Metric(String::new()));
    usage_errors.none_or(ExplainCommand {
        common,
        target,
        interval,
        json,
        ascii,
    })
}

fn parse_session(text: &str) -> Result<Id, UsageError> {
    let id = text.trim().parse().ok().and_then(Id::new);
    id.ok_or_else(|| {
        option_error(
            "--session",
            format!("`{text}` is not a session's id"),
            "an id is a whole number, as 10000273",
        )
    })
}

/// The place of a contract, named by its number from 1 or by its name.
fn parse_contract(contracts: &[Contract], text: &str) -> Result<usize, UsageError> {
    let text = text.trim();
    let names = || contracts.iter().map(|contract| contract.name.as_str());
    let number = text
        .parse::<usize>()
        .ok()
        .and_then(|number| number.checked_sub(1));
    let place = number.filter(|&place| place < contracts.len());
    let place = place.or_else(|| names().position(|name| name == text));
    place.ok_or_else(|| {
        if contracts.is_empty() {
            return option_error(
                "--contract",
                "the settings have no contract",
                "write it into phasebook.toml, or name the file that has it with --config; see `phasebook guide \
                 service-level`",
            );
        }
        let listed: Vec<String> = (1..)
            .zip(names())
            .map(|(number, name)| format!("{number} {name}"))
            .collect();
        let listed = listed.join(", ");
        option_error(
            "--contract",
            format!("there is no contract `{text}`"),
            nearest(text, names()).map_or_else(
                || format!("there are {listed}"),
                |near| format!("did you mean {near}? There are {listed}"),
            ),
        )
    })
}

/// Splits the part of a report's name behind `by_` into names of dimensions, of which some have two words (`in_hours`,
/// `dial_result`).
fn parts(names: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(names);
    std::iter::from_fn(move || {
        let names = rest?;
        let starts = |name: &str| {
            let behind = names.strip_prefix(name);
            behind.is_some_and(|behind| behind.is_empty() || behind.starts_with('_'))
        };
        let mut all = Dimension::ALL.iter().map(|dimension| dimension.name());
        let whole = names.split('_').next().map_or(0, str::len);
        let length = all.find(|name| starts(name)).map_or(whole, str::len);
        let (part, behind) = names.split_at(length);
        rest = behind.strip_prefix('_');
        Some(part)
    })
}

/// The dimension of a column such as `queue` or `queue_id`.
fn dimension_of(column: &str) -> Option<Dimension> {
    let name = column.strip_suffix("_id").unwrap_or(column);
    let mut all = Dimension::ALL.into_iter();
    all.find(|dimension| dimension.name() == name)
}

/// Whether a condition is of the form `channel!=Chat`.
fn is_exclusion(text: &str) -> bool {
    text.split_once('=')
        .is_some_and(|(column, _)| column.ends_with('!'))
}

fn parse_where(text: &str) -> Result<(String, String), UsageError> {
    let parts = text.split_once('=');
    let (column, value) = parts.ok_or_else(|| {
        option_error(
            "--where",
            format!("`{text}` has no `=`"),
            "write a column of the report and its value, as queue=Podpora",
        )
    })?;
    Ok((column.trim().to_owned(), value.trim().to_owned()))
}

/// The names of the reports that a run writes by default.
fn default_reports() -> Vec<String> {
    let groupings = ReportPlan::default_groupings();
    let names = groupings.iter().map(|set| grouping_name(set));
    names.chain([SERVICE_LEVELS.to_owned()]).collect()
}

/// A report of recordings, with the dimension of its rows.
fn recordings_report(name: &str) -> Option<(BeyondReport, Option<Dimension>)> {
    let report = BeyondReport::from_name(name)?;
    let dimension = report.recordings_dimension()?;
    Some((report, dimension))
}

/// The dimensions of the report, and whether it is `service_levels`. If no report is named, the dimensions are
/// those of the columns in the conditions.
fn dimensions(
    report: Option<&str>,
    wheres: &[(String, String)],
    usage_errors: &mut UsageErrors,
) -> (Vec<Dimension>, bool) {
    let Some(report) = report else {
        let mut dimensions = Vec::new();
        for (column, _) in wheres {
            let name = column.strip_suffix("_id").unwrap_or(column);
            let parsed = parse_dimension("--where", name).map_err(|wrong| {
                let message = format!("no report has a column `{column}`");
                option_error("--where", message, wrong.hint)
            });
            if let Some(dimension) = usage_errors.take(parsed)
                && !dimensions.contains(&dimension)
            {
                dimensions.push(dimension);
            }
        }
        return (dimensions, false);
    };
    let known = |name: &str| {
        Dimension::ALL
            .into_iter()
            .find(|known| known.name() == name)
    };
    let parsed: Option<Vec<Dimension>> = match report {
        "total" => Some(Vec::new()),
        "service_levels" => {
            let mut queues = wheres
                .iter()
                .filter(|(column, _)| dimension_of(column) == Some(Dimension::Queue));
            let is_total = queues.all(|(_, value)| value == "total");
            return (
                if is_total {
                    Vec::new()
                } else {
                    vec![Dimension::Queue]
                },
                true,
            );
        }
        _ => report
            .strip_prefix("by_")
            .and_then(|names| parts(names).map(known).collect()),
    };
    if let Some(dimensions) = parsed {
        return (dimensions, false);
    }
    if BeyondReport::ALL.iter().any(|known| known.name() == report) {
        usage_errors.0.push(option_error("--report", format!("the figures of {report} cannot be taken apart"),
            "explain one session with --session, or write the tables that it is made of with `phasebook \
             facts`; --metric NAME alone defines its figures",
        ));
        return (Vec::new(), false);
    }
    let singles: Vec<String> = Dimension::ALL
        .iter()
        .map(|dimension| format!("by_{}", dimension.name()))
        .collect();
    let default = default_reports();
    let names = default.iter().chain(&singles).map(String::as_str);
    let hint =
        nearest(report, names).map_or_else(String::new, |name| format!("did you mean {name}? "));
    usage_errors.0.push(option_error(
        "--report",
        format!("there is no report `{report}`"),
        format!(
            "{hint}There are {}, and by_ with any dimensions, as by_channel_hour",
            default.join(", ")
        ),
    ));
    (Vec::new(), false)
}
