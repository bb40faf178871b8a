//! `phasebook sql`: the reports as views over a star, or as statements over plain facts.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::choice::{Choice, parse_report};
use super::parse::{UsageError, parse_share, parse_tenant, usage_error};
use super::replay::first_error;
use super::resolve::{UsageErrors, groupings};
use super::settings::named_settings_in;
use super::ui::Ui;
use crate::error::{Error, Exit};
use crate::fact::Schema;
use crate::pack::Pack;
use crate::records::ledger_folder;
use crate::report::{
    BeyondReport, Dimension, Interval, PlainReport, QueueBy, RowLevels, STAR_TABLES, SqlDialect,
    views,
};
use crate::service_level::{Formula, ServiceLevel};
use crate::write::MANIFEST;

pub(super) const EXAMPLES: &str = "\
Examples:
  phasebook facts dump --schema star --format parquet --out star
  phasebook sql star > views.sql
  phasebook facts dump --partition month --out lake
  phasebook sql lake --by queue,hour --dialect spark
  phasebook sql --report by_operator_day --dialect datafusion

`duckdb -init views.sql` then has the views by_queue, by_operator_day and the others, with the columns of the
reports; the service level is by the formula that the facts were made with. With --report and --by it prints
statements over tables named as the folders of facts, as `sessions` and `queue_visits`:
`phasebook guide distributed` shows how an engine opens them. Any report of phasebook can be asked for, but
those of recordings, which facts in folders do not have.

Exit status: 0 done, 1 cannot go on, 2 usage.";

#[derive(Debug, ClapArgs)]
pub(super) struct SqlArgs {
    /// The folder that `phasebook facts` wrote to; without it the service level is by the usual formula
    #[arg(value_name = "DIR", required_unless_present_any = ["report", "by"])]
    facts: Option<PathBuf>,

    /// A report by its name, as one statement over plain facts; repeat for more
    #[arg(long, value_name = "NAME")]
    report: Vec<String>,

    /// Dimensions of a report, as in `queue,day`, or `total`; repeat for more reports
    #[arg(long, value_name = "DIM[,DIM...]")]
    by: Vec<String>,

    /// The engine that is asked. Views over a star are for DuckDB
    #[arg(long, value_enum, default_value_t, value_name = "DIALECT")]
    dialect: SqlDialect,

    /// The queue that a session counts in
    #[arg(long, value_enum, default_value_t, value_name = "QUEUE")]
    queue_by: QueueBy,

    /// The length of the dimension `interval`
    #[arg(long, value_enum, default_value_t = Interval::Half, value_name = "LENGTH")]
    interval: Interval,

    /// The tenant whose facts in folders are meant [default: default]
    #[arg(long, value_name = "NAME")]
    tenant: Option<String>,
}

/// A report over plain facts.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Statement {
    By(Vec<Dimension>),
    ServiceLevels,
    Bridge,
    Beyond(BeyondReport),
}

/// The statements to print.
#[derive(Clone, Debug)]
pub(super) struct SqlPlan {
    facts: Option<PathBuf>,
    statements: Vec<Statement>,
    dialect: SqlDialect,
    queue_by: QueueBy,
    interval: Interval,
    tenant: String,
}

/// Resolves the command line.
pub(super) fn resolve(args: SqlArgs) -> Result<SqlPlan, Vec<UsageError>> {
    let mut usage_errors = UsageErrors::default();
    let mut statements: Vec<Statement> = Vec::new();
    for name in &args.report {
        match parse_report("--report", name) {
            Ok(Choice::By(set)) => statements.push(Statement::By(set)),
            Ok(Choice::ServiceLevels) => statements.push(Statement::ServiceLevels),
            Ok(Choice::Bridge) => statements.push(Statement::Bridge),
            Ok(Choice::Beyond(report)) if BeyondReport::RECORDINGS.contains(&report) => {
                usage_errors.0.push(usage_error(
                    format!("--report: {name} is not made in SQL, since facts in folders have no recordings"),
                    "make it of the dumps with phasebook report",
                ));
            }
            Ok(Choice::Beyond(report)) => statements.push(Statement::Beyond(report)),
            Err(wrong) => usage_errors.0.push(wrong),
        }
    }
    let sets = groupings(&args.by, &mut usage_errors);
    statements.extend(sets.into_iter().map(Statement::By));
    if statements.is_empty() && args.dialect != SqlDialect::Duckdb {
        usage_errors.0.push(usage_error(
            "--dialect: the views over a star are for DuckDB",
            "ask for reports over plain facts with --report or --by",
        ));
    }
    let tenant = usage_errors.take(parse_tenant(args.tenant.as_deref()));
    usage_errors.none_or(SqlPlan {
        facts: args.facts,
        statements,
        dialect: args.dialect,
        queue_by: args.queue_by,
        interval: args.interval,
        tenant: tenant.unwrap_or_default(),
    })
}

/// Prints the statements.
pub(super) fn run(ui: Ui, plan: &SqlPlan) -> Result<Exit, Error> {
    match &plan.facts {
        Some(facts) if plan.statements.is_empty() => star(ui, facts, &plan.tenant)?,
        facts => {
            let levels = match facts {
                Some(facts) => levels(facts, &plan.tenant)?,
                None => RowLevels::default(),
            };
            let report = PlainReport {
                dialect: plan.dialect,
                queue_by: plan.queue_by,
                interval: plan.interval,
                levels: &levels,
                prefix: "",
            };
            let statements = plan
                .statements
                .iter()
                .filter_map(|statement| match statement {
                    Statement::By(set) => Some(report.by(set)),
                    Statement::ServiceLevels => Some(report.service_levels()),
                    Statement::Bridge => Some(report.bridge()),
                    // Reports that are not made in SQL were refused before.
                    Statement::Beyond(of) => report.beyond(*of),
                });
            ui.page(&statements.collect::<Vec<_>>().join("\n"));
        }
    }
    Ok(Exit::Done)
}

/// The service levels that facts in folders were made with.
fn levels(facts: &Path, tenant: &str) -> Result<RowLevels, Error> {
    #[derive(Deserialize)]
    struct Form {
        settings: Map<String, Value>,
    }
    let places = [
        facts.join(ledger_folder(tenant)).join(MANIFEST),
        facts.join(MANIFEST),
    ];
    let make = "make facts with phasebook facts, and leave their manifest beside them";
    let place = places.iter().find(|place| place.is_file());
    let place = place.ok_or_else(|| {
        Error::failed(
            format!("there are no facts of {tenant} in {}", facts.display()),
            make,
        )
    })?;
    let damaged = |error: &dyn std::fmt::Display| {
        Error::failed(format!("{} cannot be read: {error}", place.display()), make)
    };
    let text = fs::read(place).map_err(|error| damaged(&error))?;
    let Form { settings } = serde_json::from_slice(&text).map_err(|error| damaged(&error))?;
    if settings.get("schema").and_then(Value::as_str) == Some(Schema::Star.name()) {
        return Err(Error::failed(
            format!(
                "the facts in {} are a star, and --report and --by are for plain facts",
                facts.display()
            ),
            "leave --report and --by out for the views over the star, or make facts without --schema star",
        ));
    }
    row_levels(&settings).map_err(|errors| {
        let errors: Vec<String> = errors.iter().map(UsageError::text).collect();
        damaged(&errors.join("; "))
    })
}

/// The service levels in the settings of a manifest.
fn row_levels(settings: &Map<String, Value>) -> Result<RowLevels, Vec<UsageError>> {
    let named = settings.get("sla_formula").and_then(Value::as_str);
    let formula = named.and_then(Formula::from_name);
    let target = settings.get("target").map(Value::to_string);
    let target = target
        .map(|target| parse_share("target", &target))
        .transpose();
    let default = ServiceLevel::default();
    let default = ServiceLevel {
        formula: formula.unwrap_or(default.formula),
        target: target
            .map_err(|wrong| vec![wrong])?
            .unwrap_or(default.target),
        ..default
    };
    Ok(RowLevels::new(default, &named_settings_in(settings)?))
}

/// Prints the views over a star.
fn star(ui: Ui, facts: &Path, tenant: &str) -> Result<(), Error> {
    let place = facts.display();
    if facts.join(ledger_folder(tenant)).is_dir() {
        return Err(Error::failed(
            format!("{place} has facts in folders, and the views are over a star"),
            "name the reports with --report or --by: they are made as statements over these tables",
        ));
    }
    let pack = Pack::open(facts)?;
    let make = "make them with --schema star --format parquet";
    if pack.manifest.setting("schema") != Schema::Star.name() {
        return Err(Error::failed(
            format!("the facts in {place} are no star"),
            make,
        ));
    }
    if let Some(missing) = STAR_TABLES
        .iter()
        .find(|table| !pack.path(&format!("{table}.parquet")).is_file())
    {
        return Err(Error::failed(
            format!("there is no {missing}.parquet in {place}"),
            make,
        ));
    }
    let Some(folder) = pack
        .folder
        .to_str()
        .filter(|folder| !folder.contains(char::is_control))
    else {
        return Err(Error::failed(
            format!("the name of {place} cannot be written in SQL"),
            "rename the folder",
        ));
    };
    let levels = row_levels(&pack.manifest.settings).map_err(first_error)?;
    ui.page(&views(folder, &levels));
    Ok(())
}
