//! `phasebook records`: reads a part of a dump as one of several tasks.

use std::fs;
use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::args::{ReadingArgs, SettingsFileArgs};
use super::interrupt;
use super::parse::{UsageError, option_error, parse_tenant, usage_error};
use super::pipeline::{Whole, find_files, read_files, refuse_among_inputs};
use super::resolve::{UsageErrors, resolve_reading};
use super::run::Sources;
use super::threads::on_threads;
use super::ui::Ui;
use crate::error::Error;
use crate::ledger::plural;
use crate::read::{Dump, Extras, ReadPlan, list_files};
use crate::records::{MOST_BUCKETS, Task};

pub(super) const EXAMPLES: &str = "\
Examples:
  phasebook records january --task 0 --out months
  phasebook records february --task 1 --out months
  phasebook merge months
  phasebook facts --from-records months --out lake
  phasebook records --root dump --files-from part-3.txt --task 3 --out parts

`phasebook guide distributed` shows the whole way.

Exit status: 0 done (problems may have been noted), 1 cannot go on, 2 usage,
130 and 143 ended by Ctrl-C and SIGTERM.";

#[derive(Debug, ClapArgs)]
pub(super) struct RecordsArgs {
    /// Whole dumps: files, folders and zip archives with exported JSON
    #[arg(required_unless_present = "files_from", value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The folder of a dump that several tasks share
    #[arg(
        long,
        value_name = "DIR",
        requires = "files_from",
        conflicts_with = "paths",
        help_heading = "Reading"
    )]
    root: Option<PathBuf>,

    /// A file with the paths in --root that this task reads, one a line
    #[arg(
        long,
        value_name = "FILE",
        requires = "root",
        conflicts_with = "paths",
        help_heading = "Reading"
    )]
    files_from: Option<PathBuf>,

    /// The path of the dump that --root is a copy of, for order and manifest [default: that of --root]
    #[arg(long, value_name = "PATH", requires = "root", help_heading = "Reading")]
    dump_name: Option<PathBuf>,

    /// The folder of the records, which all tasks share
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    out: PathBuf,

    /// Whose sessions they are: ids of two companies may be the same [default: default]
    #[arg(long, value_name = "NAME", help_heading = "Output")]
    tenant: Option<String>,

    /// The number of this task. A task that runs again replaces its own records
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Output")]
    task: u32,

    /// Buckets that sessions are divided among, of all tasks alike
    #[arg(long, value_name = "N", default_value_t = 64, help_heading = "Output")]
    buckets: u32,

    #[command(flatten)]
    reading: ReadingArgs,

    /// Keep the BLAKE3 hash of each input file for the manifest
    #[arg(long, help_heading = "Reading")]
    hash: bool,

    #[command(flatten)]
    file: SettingsFileArgs,

    /// Say nothing but errors
    #[arg(long, short)]
    pub(super) quiet: bool,
}

/// The files of one task, and the folder for its records.
#[derive(Clone, Debug)]
pub(super) struct RecordsPlan {
    dumps: Vec<Dump>,
    list: Option<List>,
    read: ReadPlan,
    task: Task,
    threads: usize,
}

/// The files of one dump that a task reads.
#[derive(Clone, Debug)]
struct List {
    root: PathBuf,
    /// The path of the dump that `root` is a copy of; by default `root` itself.
    name: PathBuf,
    paths: Vec<String>,
}

/// Resolves the command line.
pub(super) fn resolve(args: RecordsArgs) -> Result<RecordsPlan, Vec<UsageError>> {
    let RecordsArgs {
        paths,
        root,
        files_from,
        dump_name,
        out,
        tenant,
        task,
        buckets,
        reading,
        hash,
        file: _,
        quiet: _,
    } = args;
    let mut usage_errors = UsageErrors::default();
    let (dumps, read, threads) = resolve_reading(paths, reading, &mut usage_errors);
    if dumps.iter().any(Dump::is_standard_input) {
        usage_errors.0.push(usage_error(
            "a task that may run again cannot read standard input",
            "save it, and name the file",
        ));
    }
    if buckets == 0 || buckets > MOST_BUCKETS {
        usage_errors.0.push(option_error(
            "--buckets",
            format!("{buckets} are none or too many"),
            format!("name a number from 1 to {MOST_BUCKETS}"),
        ));
    }
    let list = root.zip(files_from).and_then(|(root, file)| {
        let text = fs::read_to_string(&file).map_err(|error| {
            option_error(
                "--files-from",
                format!("{} cannot be read: {error}", file.display()),
                "write the paths of files in --root into it, one a line, in UTF-8",
            )
        });
        let paths = usage_errors.take(text)?;
        let lines = paths.lines().filter(|line| !line.is_empty());
        Some(List {
            name: dump_name.unwrap_or_else(|| root.clone()),
            paths: lines
                .map(|line| line.strip_prefix("./").unwrap_or(line).to_owned())
                .collect(),
            root,
        })
    });
    let tenant = usage_errors.take(parse_tenant(tenant.as_deref()));
    let limits = read.limits;
    usage_errors.none_or(RecordsPlan {
        dumps,
        list,
        read: ReadPlan {
            extras: Extras {
                hash,
                downloads: false,
                doubts: false,
            },
            ..read
        },
        task: Task {
            folder: out,
            tenant: tenant.unwrap_or_default(),
            number: task,
            buckets,
            limits,
        },
        threads,
    })
}

/// Reads the files of the task, and writes their records.
pub(super) fn run(ui: Ui, plan: &RecordsPlan) -> Result<(), Error> {
    let RecordsPlan {
        dumps, list, read, ..
    } = plan;
    let records = on_threads(ui, plan.threads, || {
        let attempt = interrupt::begin_attempt(|| plan.task.begin())?;
        let sources = match list {
            None => find_files(dumps.clone(), read.limits)?,
            Some(list) => listed(list, read)?,
        };
        let sources = refuse_among_inputs(sources, &plan.task.folder)?;
        let mut records = read_files(ui, sources, read, Whole::Part);
        if let Some(list) = list {
            records.dumps = vec![Dump::known(list.name.clone(), true)];
        }
        records.write_task(&plan.task, attempt, &read.naming)?;
        Ok(records)
    })?;
    let counts = &records.loaded.tally.counts;
    ui.note(&format!(
        "task {}: read {} of {}, {} and {}",
        plan.task.number,
        counts.files_read,
        plural(counts.files_found, "file"),
        plural(counts.session_records, "session record"),
        match counts.histories {
            1 => "1 history".to_owned(),
            count => format!("{count} histories"),
        },
    ));
    Ok(())
}

/// Finds the files of a list. Fails if one of them is not in its root.
fn listed(list: &List, read: &ReadPlan) -> Result<Sources, Error> {
    let mut dump = Dump::new(list.root.clone());
    let inputs = list_files(&mut dump, &list.paths, read.limits).map_err(|error| {
        Error::failed(
            format!("--files-from: {error}"),
            "list files of --root by their paths in it, as `find -type f` in that folder prints them",
        )
    })?;
    Ok(Sources {
        dumps: vec![dump],
        inputs,
    })
}
