//! The figures that reports show, and their sessions and rows: the options, and the plan that they resolve to.

use clap::Args as ClapArgs;

use super::parse::{UsageError, option_error};
use crate::report::{
    Dimension, Filter, ReportColumn, ReportPlan, Statistic, Top, columns_of, definitions,
};
use crate::text::nearest::nearest;

/// The figures, sessions and rows of reports, as typed.
#[derive(Debug, Default, ClapArgs)]
pub(super) struct SelectionArgs {
    /// The statistics of each duration, in this order; there are n, sum, mean, median, p75, p90, p95, p99,
    /// min, max and stddev (of a sample) [default: n,sum,mean,median,p90,p95,max]
    #[arg(
        long,
        value_delimiter = ',',
        value_name = "NAME[,NAME...]",
        help_heading = "Reports"
    )]
    pub(super) stats: Vec<String>,

    /// The columns of the reports after their dimensions, in this order: figures, as service_level or
    /// waiting_p90, or durations, as waiting, each with all its --stats [default: all]
    #[arg(
        long,
        value_delimiter = ',',
        value_name = "NAME[,NAME...]",
        help_heading = "Reports"
    )]
    pub(super) columns: Vec<String>,

    #[command(flatten)]
    pub(super) filters: FilterArgs,

    /// Only the N rows of each report with the most sessions; the others become one row, `other`
    #[arg(long, value_name = "N", help_heading = "Reports")]
    pub(super) top: Option<usize>,
}

/// The conditions that sessions are counted by, as typed.
#[derive(Debug, Default, ClapArgs)]
pub(super) struct FilterArgs {
    /// Only sessions with a value of a dimension, as queue=Podpora, or without it, as channel!=Chat. The value is a
    /// name or an id, or empty for sessions that have none. Repeat it: one of the values of each dimension must fit
    #[arg(
        long = "where",
        id = "filters",
        value_name = "DIM=VALUE",
        help_heading = "Reports"
    )]
    pub(super) filters: Vec<String>,
}

/// Resolves the selection of a plan whose groupings are already resolved.
pub(super) fn resolve(
    args: SelectionArgs,
    plan: &mut ReportPlan,
    usage_errors: &mut Vec<UsageError>,
) {
    let SelectionArgs {
        stats,
        columns,
        filters,
        top,
    } = args;
    if !stats.is_empty() {
        plan.statistics = statistics(&stats, usage_errors);
    }
    plan.filters = conditions(&filters.filters, usage_errors);
    if top == Some(0) {
        usage_errors.push(no_rows("--top"));
    }
    plan.top = top.map(|rows| Top {
        rows,
        reports: plan.groupings.len(),
    });
    if !columns.is_empty() {
        plan.columns = Some(named_columns(&columns, plan, usage_errors));
    }
}

/// The error for a limit of 0 rows.
pub(super) fn no_rows(option: &str) -> UsageError {
    option_error(option, "it must be at least 1", "leave it out for all rows")
}

/// Parses the conditions.
pub(super) fn conditions(typed: &[String], usage_errors: &mut Vec<UsageError>) -> Vec<Filter> {
    let mut filters = Vec::new();
    for text in typed {
        match parse_condition("--where", text) {
            Ok((dimension, is_equal, value)) => {
                Filter::add(&mut filters, dimension, is_equal, value);
            }
            Err(wrong) => usage_errors.push(wrong),
        }
    }
    filters
}

/// Parses a condition into its dimension, `true` for `=` or `false` for `!=`, and its value.
pub(super) fn parse_condition(
    option: &str,
    text: &str,
) -> Result<(Dimension, bool, String), UsageError> {
    let Some((left, value)) = text.split_once('=') else {
        return Err(option_error(
            option,
            format!("`{text}` is no condition"),
            "write a dimension and a value, as queue=Podpora or channel!=Chat",
        ));
    };
    let (name, is_equal) = match left.strip_suffix('!') {
        Some(name) => (name, false),
        None => (left, true),
    };
    let bare = name.strip_suffix("_id").unwrap_or(name);
    let mut all = Dimension::ALL.into_iter();
    let Some(dimension) = all.find(|dimension| dimension.name() == bare) else {
        let names = Dimension::ALL.map(Dimension::name);
        let all = names.join(", ");
        let hint = nearest(bare, names.into_iter()).map_or_else(
            || format!("there are {all}"),
            |nearest| format!("did you mean {nearest}? There are {all}"),
        );
        return Err(option_error(
            option,
            format!("there is no dimension `{name}`"),
            hint,
        ));
    };
    Ok((dimension, is_equal, value.to_owned()))
}

/// Parses the statistics.
fn statistics(typed: &[String], usage_errors: &mut Vec<UsageError>) -> Vec<Statistic> {
    let mut statistics = Vec::new();
    for name in typed.iter().map(|name| name.trim()) {
        match parse_statistic("--stats", name) {
            Ok(statistic) if statistics.contains(&statistic) => {
                usage_errors.push(stands_twice("--stats", name));
            }
            Ok(statistic) => statistics.push(statistic),
            Err(wrong) => usage_errors.push(wrong),
        }
    }
    statistics
}

pub(super) fn parse_statistic(option: &str, name: &str) -> Result<Statistic, UsageError> {
    Statistic::from_name(name).ok_or_else(|| {
        let all = Statistic::ALL.map(Statistic::name);
        unknown(option, "there is no statistic", name, &all)
    })
}

/// The columns that a name stands for: one column, or the columns of a duration.
pub(super) fn parse_columns(
    option: &str,
    name: &str,
    statistics: &[Statistic],
) -> Result<Vec<ReportColumn>, UsageError> {
    let named = columns_of(name, statistics);
    if named.is_empty() {
        let known = names();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        return Err(unknown(option, "no report has a column", name, &known));
    }
    Ok(named)
}

/// Parses the columns; a duration becomes the columns of its statistics.
fn named_columns(
    typed: &[String],
    plan: &ReportPlan,
    usage_errors: &mut Vec<UsageError>,
) -> Vec<String> {
    let mut columns: Vec<ReportColumn> = Vec::new();
    for name in typed.iter().map(|name| name.trim()) {
        let named = parse_columns("--columns", name, &plan.statistics);
        let named = named.unwrap_or_else(|wrong| {
            usage_errors.push(wrong);
            Vec::new()
        });
        for column in named {
            let is_there = |dimensions: &Vec<_>| column.condition.holds(dimensions);
            if columns.contains(&column) {
                usage_errors.push(stands_twice("--columns", column.name()));
            } else if plan.groupings.iter().any(is_there) {
                columns.push(column);
            } else {
                usage_errors.push(option_error(
                    "--columns",
                    format!("none of the reports has `{}`", column.name()),
                    format!(
                        "it is in reports {}: name one with --by",
                        column.condition.words()
                    ),
                ));
            }
        }
    }
    for dimensions in &plan.groupings {
        let has_any = columns
            .iter()
            .any(|column| column.condition.holds(dimensions));
        if !has_any && usage_errors.is_empty() {
            let names: Vec<_> = dimensions
                .iter()
                .map(|dimension| dimension.name())
                .collect();
            let report = if names.is_empty() {
                "total".to_owned()
            } else {
                format!("by {}", names.join(" and "))
            };
            usage_errors.push(option_error(
                "--columns",
                format!("the report {report} has none of them"),
                "choose the reports with --by, or name a column that every report has, as sessions",
            ));
        }
    }
    let names = columns
        .into_iter()
        .map(|column| column.definition.spec.name);
    names.collect()
}

/// Every name that stands for columns.
fn names() -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for column in definitions() {
        let measure = column.statistic.map(|of| of.duration.to_owned());
        let new = measure.filter(|measure| !names.contains(measure));
        names.extend(new);
        names.push(column.definition.spec.name);
    }
    names
}

fn stands_twice(option: &str, name: &str) -> UsageError {
    option_error(
        option,
        format!("`{name}` stands twice"),
        "name each one once",
    )
}

/// The error for a name that is not in `all`.
fn unknown(option: &str, message: &str, name: &str, all: &[&str]) -> UsageError {
    // A list that fits on a line is the better hint.
    let listed = (all.len() <= 12).then(|| all.join(", "));
    let all_of_them = "`phasebook columns` lists all of them";
    let hint = match (nearest(name, all.iter().copied()), listed) {
        (Some(nearest), Some(listed)) => format!("did you mean {nearest}? There are {listed}"),
        (Some(nearest), None) => format!("did you mean {nearest}? {all_of_them}"),
        (None, Some(listed)) => format!("there are {listed}"),
        (None, None) => all_of_them.to_owned(),
    };
    option_error(option, format!("{message} `{name}`"), hint)
}
