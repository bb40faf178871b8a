//! `phasebook merge`: decides which copies win among the records of all tasks, and which name each id has.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use rayon::prelude::*;

use super::parse::{Buckets, UsageError, buckets, no_threads, parse_tenant};
use super::resolve::UsageErrors;
use super::threads::on_threads;
use super::ui::Ui;
use crate::error::Error;
use crate::ledger::plural;
use crate::records::TenantRecords;

pub(super) const EXAMPLES: &str = "\
Examples:
  phasebook merge records
  phasebook merge records --bucket 0-15
  phasebook merge records --names

Without --bucket and --names all buckets are merged, then the names. Several machines merge some buckets each;
the names need all of them.

Exit status: 0 done, 1 cannot go on, 2 usage.";

#[derive(Debug, ClapArgs)]
pub(super) struct MergeArgs {
    /// The folder that `phasebook records` has written to
    #[arg(value_name = "DIR")]
    records: PathBuf,

    /// Whose sessions they are [default: default]
    #[arg(long, value_name = "NAME")]
    tenant: Option<String>,

    /// Only these buckets, as 7 or 0-15, and no names; repeat for more
    #[arg(long, value_name = "N", value_delimiter = ',')]
    bucket: Vec<Buckets>,

    /// Only the names, once all buckets are merged
    #[arg(long, conflicts_with = "bucket")]
    names: bool,

    /// Worker threads [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// Say nothing but errors
    #[arg(long, short)]
    pub(super) quiet: bool,
}

/// The records and steps of a merge.
#[derive(Clone, Debug)]
pub(super) struct MergePlan {
    records: PathBuf,
    tenant: String,
    bucket: Vec<Buckets>,
    names: bool,
    threads: usize,
}

/// Resolves the command line.
pub(super) fn resolve(args: MergeArgs) -> Result<MergePlan, Vec<UsageError>> {
    let mut usage_errors = UsageErrors::default();
    if args.threads == Some(0) {
        usage_errors.0.push(no_threads("--threads"));
    }
    let tenant = usage_errors.take(parse_tenant(args.tenant.as_deref()));
    usage_errors.none_or(MergePlan {
        records: args.records,
        tenant: tenant.unwrap_or_default(),
        bucket: args.bucket,
        names: args.names,
        threads: args.threads.unwrap_or(0),
    })
}

/// Merges the named buckets, or all buckets and then the names; with `--names` only the names.
pub(super) fn run(ui: Ui, plan: &MergePlan) -> Result<(), Error> {
    let told = on_threads(ui, plan.threads, || {
        let records = TenantRecords::open(&plan.records, &plan.tenant)?;
        let all = plan.bucket.is_empty();
        if !plan.names {
            let buckets = if all {
                (0..records.buckets()).collect()
            } else {
                buckets(&plan.bucket, records.buckets())?
            };
            buckets
                .par_iter()
                .try_for_each(|bucket| records.merge_bucket(*bucket))?;
        }
        if !all {
            return Ok(None);
        }
        let counts = records.merge_names()?;
        Ok(Some((records.tasks() as u64, counts)))
    })?;
    if let Some((tasks, counts)) = told {
        ui.note(&format!(
            "merged {}: {}, {}",
            plural(tasks, "task"),
            plural(counts.sessions_kept, "session"),
            plural(counts.names as u64, "name"),
        ));
    }
    Ok(())
}
