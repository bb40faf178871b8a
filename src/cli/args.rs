//! The arguments as they were typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

use super::check::{self, CheckArgs};
use super::columns::{self, ColumnsArgs};
use super::diff::{self, DiffArgs};
use super::downloads;
use super::explain::{self, ExplainArgs};
use super::groups;
use super::guide::{self, GuideArgs};
use super::help::CompletionsArgs;
use super::init::{self, InitArgs};
use super::merge::{self, MergeArgs};
use super::output::OutputArgs;
use super::parse::Buckets;
use super::plan::{self, Planned};
use super::records::{self, RecordsArgs};
use super::selection::{FilterArgs, SelectionArgs};
use super::sql::{self, SqlArgs};
use super::verify::{self, VerifyArgs};
use crate::fact::Schema;
use crate::report::{Interval, QueueBy};
use crate::service_level::{Formula, LevelHours};
use crate::settings::DayOf;

/// Phases, service levels and reports of a Mluvii contact centre, from its exports.
#[derive(Debug, Parser)]
#[command(name = "phasebook", version, max_term_width = 100, after_help = EXAMPLES, help_template = groups::template())]
pub struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write or print reports by operator, queue, day and more
    #[command(after_help = REPORT_EXAMPLES)]
    Report(ReportArgs),
    /// Write the pack of one month: workbook, page, CSV and Parquet
    #[command(after_help = MONTH_EXAMPLES)]
    Month(MonthArgs),
    /// Write the tables of facts that every report is made of
    #[command(after_help = FACTS_EXAMPLES)]
    Facts(FactsArgs),
    /// Read a part of a dump as one of several tasks
    #[command(after_help = records::EXAMPLES)]
    Records(RecordsArgs),
    /// Merge what several tasks have read
    #[command(after_help = merge::EXAMPLES)]
    Merge(MergeArgs),
    /// List recordings and files, have curl fetch them, and check them
    #[command(after_help = downloads::EXAMPLES)]
    Downloads(DownloadsArgs),
    /// Print the reports as SQL, for facts in a star or in folders
    #[command(after_help = sql::EXAMPLES)]
    Sql(SqlArgs),
    /// Take a number apart, down to its sessions and raw timestamps
    #[command(after_help = explain::EXAMPLES)]
    Explain(ExplainArgs),
    /// List every column and metric with its definition
    #[command(after_help = columns::EXAMPLES)]
    Columns(ColumnsArgs),
    /// Tell whether a dump is fit for a report: missing, in doubt
    #[command(after_help = check::EXAMPLES)]
    Check(CheckArgs),
    /// Tell whether a pack is unchanged, and the dump still gives it
    #[command(after_help = verify::EXAMPLES)]
    Verify(VerifyArgs),
    /// Compare two packs or dumps: changed figures, and their sessions
    #[command(after_help = diff::EXAMPLES)]
    Diff(DiffArgs),
    /// Write a settings file to fill in, with the names of a dump
    #[command(after_help = init::EXAMPLES)]
    Init(InitArgs),
    /// Print all settings that a command line and phasebook.toml give
    #[command(after_help = plan::EXAMPLES)]
    Plan {
        #[command(subcommand)]
        command: Planned,
    },
    /// Print a topic of the guide, or list its topics
    #[command(after_help = guide::EXAMPLES)]
    Guide(GuideArgs),
    /// Print the script by which a shell completes commands
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(CompletionsArgs),
    /// Print the manual page
    #[command(after_help = MAN_EXAMPLES)]
    Man,
}

const EXAMPLES: &str = "\
Examples:
  phasebook report dump --month 2026-10 --tz Europe/Prague
  phasebook check dump --month 2026-10 --tz Europe/Prague
  phasebook month dump --month 2026-10 --lang cs --out october

`phasebook` alone tells what is in this folder and what to do next. Each command
explains its options with --help; `phasebook guide` is the manual.";

const MONTH_EXAMPLES: &str = "\
Examples:
  phasebook month dump --month 2026-10 --tz Europe/Prague --out october
  phasebook month dump --month 2026-10 --lang cs --csv excel-cs --pseudonyms key.txt --out rijen

Exit status: 0 done (problems may have been noted), 1 cannot go on, 2 usage,
3 --strict and the dump has errors or nothing in the period, 5 the figures do not add up (please report it),
130 and 143 ended by Ctrl-C and SIGTERM.";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  phasebook completions bash > ~/.local/share/bash-completion/completions/phasebook
  phasebook completions zsh > ~/.zfunc/_phasebook";

const MAN_EXAMPLES: &str = "\
Examples:
  phasebook man > phasebook.1 && man ./phasebook.1";

const REPORT_EXAMPLES: &str = "\
Examples:
  phasebook report dump --month 2026-10 --tz Europe/Prague
  phasebook report dump --month 2026-10 --tz Europe/Prague --format xlsx,html --out reports
  phasebook report dump --by queue,hour --by channel --sla 30s --out reports
  phasebook report dump --beyond --out reports
  phasebook report dump --report operator_load --report by_day --out reports
  phasebook report pages.zip routing --format csv,parquet --strict --out reports

Exit status: 0 done (problems may have been noted), 1 cannot go on, 2 usage,
3 --strict and the dump has errors or nothing in the period, 5 the figures do not add up (please report it),
130 and 143 ended by Ctrl-C and SIGTERM.";

const FACTS_EXAMPLES: &str = "\
Examples:
  phasebook facts dump --month 2026-10 --format parquet --out facts
  phasebook facts november --month 2026-11 --append --out facts
  phasebook facts dump --schema star --format parquet --out star
  phasebook facts dump --partition month --out lake
  phasebook facts --from-records records --bucket 0-15 --out lake
  phasebook report --from-facts facts --month 2026-11 --out reports
  phasebook report --from-facts months

Exit status: 0 done (problems may have been noted), 1 cannot go on, 2 usage,
3 --strict and the dump has errors or nothing in the period, 5 the figures do not add up (please report it),
130 and 143 ended by Ctrl-C and SIGTERM.";

#[derive(Debug, ClapArgs)]
pub(super) struct ReportArgs {
    #[command(flatten)]
    pub(super) output: OutputArgs,

    #[command(flatten)]
    pub(super) common: CommonArgs,

    /// Dimensions of a report, as in `queue,day`, or `total`; repeat for more reports. Replaces the
    /// default set. There are operator, queue, day, week, month, weekday, hour, interval, channel,
    /// source, direction, department, widget, campaign, dial_result, outcome, tag, team
    /// and in_hours
    #[arg(long, value_name = "DIM[,DIM...]", help_heading = "Reports")]
    pub(super) by: Vec<String>,

    /// A report by its name, in place of the default set; repeat for more. There are those of the
    /// default set, bridge, and beyond the FAQ waits_by_queue, waits_by_day, waits_total, queue_flows,
    /// operator_load, offer_outcomes, service_level_curve, thresholds, recordings_by_queue,
    /// recordings_by_day, recordings_by_operator, recordings_total and states_by_source
    #[arg(long, value_name = "NAME", help_heading = "Reports")]
    pub(super) report: Vec<String>,

    /// Write the reports beyond the FAQ too: whole waits after forwards, flows between queues, load of
    /// operators, outcomes of offers, service levels by threshold, recordings, the states of each source
    #[arg(long, help_heading = "Reports")]
    pub(super) beyond: bool,

    /// Write the report `bridge` too: from the sessions that operators handled to those answered
    /// for queues
    #[arg(long, help_heading = "Reports")]
    pub(super) bridge: bool,

    /// Write the tables of facts too, so that `phasebook diff` can later name the sessions behind
    /// a figure that changed
    #[arg(long, help_heading = "Reports")]
    pub(super) facts: bool,

    /// The length of the dimension `interval`
    #[arg(long, value_enum, default_value_t = Interval::Half, value_name = "LENGTH", help_heading = "Reports")]
    pub(super) interval: Interval,

    #[command(flatten)]
    pub(super) selection: SelectionArgs,
}

#[derive(Debug, ClapArgs)]
pub(super) struct MonthArgs {
    #[command(flatten)]
    pub(super) output: OutputArgs,

    #[command(flatten)]
    pub(super) common: CommonArgs,

    #[command(flatten)]
    pub(super) selection: SelectionArgs,
}

#[derive(Debug, ClapArgs)]
#[command(mut_arg("paths", |paths| {
    paths.required_unless_present_any(["from_facts", "from_records"])
}))]
pub(super) struct FactsArgs {
    #[command(flatten)]
    pub(super) output: OutputArgs,

    /// Add to the facts that --out holds: sessions that came again in a later state replace the earlier
    #[arg(long, requires = "paths", help_heading = "Output")]
    pub(super) append: bool,

    /// The layout of the tables: `star`, for BI, has only ids in the four tables, and a table of names for each
    /// kind of id
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "SCHEMA",
        help_heading = "Output"
    )]
    pub(super) schema: Schema,

    /// Write TABLE/tenant=NAME/month=YYYY-MM/ with Parquet files, for engines that read folders. Months of the
    /// period are replaced, others stay
    #[arg(long, value_enum, value_name = "BY", help_heading = "Output", conflicts_with_all = ["append", "from_facts"])]
    pub(super) partition: Option<Partition>,

    /// Instead of PATHs: records that `phasebook merge` has merged; writes the folders of --partition month
    #[arg(long, value_name = "DIR", conflicts_with_all = ["paths", "from_facts", "append"], help_heading = "Reading")]
    pub(super) from_records: Option<PathBuf>,

    /// The company that the sessions belong to; ids of one company are not taken for those of another
    /// [default: default]
    #[arg(long, value_name = "NAME", help_heading = "Output")]
    pub(super) tenant: Option<String>,

    /// With --from-records, write the facts of these buckets only, as 7 or 0-15, and no ledger; repeat for more
    #[arg(
        long,
        value_name = "N",
        value_delimiter = ',',
        requires = "from_records",
        help_heading = "Reading"
    )]
    pub(super) bucket: Vec<Buckets>,

    /// With --from-records, write the ledger only, once the facts of all buckets are made
    #[arg(
        long,
        requires = "from_records",
        conflicts_with = "bucket",
        help_heading = "Reading"
    )]
    pub(super) ledger: bool,

    #[command(flatten)]
    pub(super) common: CommonArgs,
}

/// The way in which facts are divided among folders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Partition {
    /// By the month of the session's day
    Month,
}

#[derive(Debug, ClapArgs)]
pub(super) struct DownloadsArgs {
    #[command(flatten)]
    pub(super) output: OutputArgs,

    /// Write the list for curl to this file; with --check only what is missing or unfinished
    #[arg(long, value_name = "FILE", help_heading = "Fetching")]
    pub(super) curl: Option<PathBuf>,

    /// The host that the files are fetched from and the token is given to [default: the only one]
    #[arg(long, value_name = "NAME", help_heading = "Fetching")]
    pub(super) host: Option<String>,

    /// Tell which files of the list this folder has; with --hash, write the BLAKE3 of each into the table
    #[arg(long, value_name = "FOLDER", help_heading = "Fetching")]
    pub(super) check: Option<PathBuf>,

    /// Print what was found as JSON
    #[arg(long, help_heading = "Output")]
    pub(super) json: bool,

    #[command(flatten)]
    pub(super) common: CommonArgs,

    #[command(flatten)]
    pub(super) filters: FilterArgs,
}

/// The options that decide which sessions count and how they are judged, shared by all commands that make figures.
#[derive(Clone, Debug, ClapArgs)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches of the command line, each by itself"
)]
pub(super) struct CommonArgs {
    /// Only sessions of this month; `last` is the month before today
    #[arg(long, value_name = "YYYY-MM", conflicts_with_all = ["from", "to"], help_heading = "Period")]
    pub(super) month: Option<String>,

    /// Only sessions from this local date on
    #[arg(long, value_name = "DATE", help_heading = "Period")]
    pub(super) from: Option<String>,

    /// Only sessions before this local date
    #[arg(long, value_name = "DATE", help_heading = "Period")]
    pub(super) to: Option<String>,

    /// The time zone of days and hours, as Europe/Prague [default: the system's]
    #[arg(long, value_name = "ZONE", help_heading = "Period")]
    pub(super) tz: Option<String>,

    /// The timestamp that gives a session its day
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "TIMESTAMP",
        help_heading = "Period"
    )]
    pub(super) day_of: DayOf,

    /// Answered within this counts as in time
    #[arg(
        long,
        default_value = "20s",
        value_name = "TIME",
        help_heading = "Service level"
    )]
    pub(super) sla: String,

    /// Abandoned below this is a short abandon
    #[arg(
        long,
        default_value = "5s",
        value_name = "TIME",
        help_heading = "Service level"
    )]
    pub(super) short_abandon: String,

    /// The share of sessions promised to be answered in time, as 0.8 or 80%
    #[arg(long, default_value = "0.8", help_heading = "Service level")]
    pub(super) target: String,

    /// The formula of the service level
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "FORMULA",
        help_heading = "Service level"
    )]
    pub(super) sla_formula: Formula,

    /// Which sessions the service level is of: with open only those in the opening hours of
    /// phasebook.toml
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "HOURS",
        help_heading = "Service level"
    )]
    pub(super) sla_hours: LevelHours,

    /// The queue that a session counts in
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "QUEUE",
        help_heading = "Reports"
    )]
    pub(super) queue_by: QueueBy,

    #[command(flatten)]
    pub(super) reading: ReadingArgs,

    /// Write nothing and exit with 3 if anything in the dump is rejected or cannot be read, or no
    /// session is in the period
    #[arg(long, help_heading = "Reading")]
    pub(super) strict: bool,

    /// Write the reports, which are empty then, of a dump without any session
    #[arg(long, help_heading = "Reading")]
    pub(super) allow_empty: bool,

    /// Put the BLAKE3 hash of each input file into manifest.json, so that `phasebook verify` can tell
    /// whether the dump is still the same; `month` always does
    #[arg(long, help_heading = "Reading")]
    pub(super) hash: bool,

    #[command(flatten)]
    pub(super) file: SettingsFileArgs,

    /// Say nothing but errors; what is asked for without --out is printed all the same
    #[arg(long, short)]
    pub(super) quiet: bool,
}

/// The options of reading a dump.
#[derive(Clone, Debug, ClapArgs)]
pub(super) struct ReadingArgs {
    /// Regular expression whose capture group 1 finds the session id in the path of a history that names no session
    #[arg(long, value_name = "RE", help_heading = "Reading")]
    pub(super) session_id_regex: Option<String>,

    /// The time zone of timestamps without an offset, as Europe/Prague [default: UTC]
    #[arg(long, value_name = "ZONE", help_heading = "Reading")]
    pub(super) naive_tz: Option<String>,

    /// The encoding of texts that are neither UTF-8 nor UTF-16, as windows-1250
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    pub(super) encoding: Option<String>,

    /// The most that a packed file, or the members of an archive together, may unpack to: what is
    /// more is not read. With a unit, as 500MB or 64GiB
    #[arg(
        long,
        default_value = "16GiB",
        value_name = "SIZE",
        help_heading = "Reading"
    )]
    pub(super) max_expanded: String,

    /// The longest single session, history or other value, which is held in memory: a longer one is not
    /// read
    #[arg(
        long,
        default_value = "512MiB",
        value_name = "SIZE",
        help_heading = "Reading"
    )]
    pub(super) max_record: String,

    /// Worker threads; at most four a core, or 16, are started [default: one a core]
    #[arg(long, value_name = "N", help_heading = "Reading")]
    pub(super) threads: Option<usize>,
}

/// The file of settings that stand behind the command line.
#[derive(Clone, Debug, ClapArgs)]
pub(super) struct SettingsFileArgs {
    /// Read settings from this file [default: phasebook.toml, where there is one]. The command
    /// line goes before it; a switch that it turns on is turned off as with --no-strict
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub(super) config: Option<PathBuf>,

    /// Read no settings file
    #[arg(long, conflicts_with = "config", help_heading = "Settings")]
    pub(super) no_config: bool,
}
