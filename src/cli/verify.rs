//! `phasebook verify`: is a pack as it was written, and does the dump still give it?

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde_json::{Value, json};

use super::parse::parse_tenant;
use super::replay::{self, Means, first_error};
use super::ui::Ui;
use crate::error::Error;
use crate::error::Exit;
use crate::ledger::plural;
use crate::pack::{
    NamedFault, OutputFault, Pack, Rerun, SettingChange, check_outputs, compare_runs,
    unlisted_facts,
};
use crate::records::{ledger_folder, tenant_folder};
use crate::text::printable::{printable, printable_json};

pub(super) const EXAMPLES: &str = "\
Examples:
  phasebook verify reports
  phasebook verify reports dump
  phasebook verify months

Exit status: 0 the pack holds, 1 cannot go on, 2 usage, 4 something is not as the manifest says.";

#[derive(Debug, ClapArgs)]
pub(super) struct VerifyArgs {
    /// The folder that a run wrote to
    #[arg(value_name = "PACK")]
    pack: PathBuf,

    /// The dump it was made from: it is run again with the settings of the pack
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Print everything as JSON
    #[arg(long)]
    json: bool,

    /// Worker threads of the second run [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// The tenant whose facts in folders are meant [default: default]
    #[arg(long, value_name = "NAME")]
    tenant: Option<String>,

    /// The key of a pack whose operators are codes
    #[arg(long, value_name = "KEYFILE")]
    pseudonyms: Option<PathBuf>,

    /// Say nothing but errors; the exit status tells
    #[arg(long, short)]
    pub(super) quiet: bool,
}

/// Verifies a pack; [`Exit::NotFit`] if it does not hold.
pub(super) fn run(ui: Ui, args: &VerifyArgs) -> Result<Exit, Error> {
    let pack = open(args)?;
    let mut outputs = check_outputs(&pack);
    if pack.manifest.has_folders() {
        outputs.extend(unlisted_facts(&pack, &tenant_folder(&tenant(args)?)));
    }
    if args.paths.is_empty()
        && outputs
            .iter()
            .any(|(_, fault)| *fault == OutputFault::Unhashed)
    {
        return Err(Error::failed(
            format!(
                "the pack was made by a phasebook ({}) that wrote no hashes, so it cannot tell whether a file was changed",
                pack.manifest.phasebook
            ),
            format!(
                "with the dump it can be made again and compared: phasebook verify {} {}",
                args.pack.display(),
                pack.manifest.dumps.join(" ")
            ),
        ));
    }
    // A file without a hash is no fault here: the second run is compared with it.
    outputs.retain(|(_, fault)| *fault != OutputFault::Unhashed);
    let rerun = if args.paths.is_empty() {
        None
    } else {
        let means = Means {
            threads: args.threads,
            key: args.pseudonyms.as_deref(),
        };
        let (_folder, again) = replay::again(&pack.manifest, &args.paths, means)?;
        Some(compare_runs(&pack, &again))
    };
    let holds = outputs.is_empty() && rerun.as_ref().is_none_or(Rerun::holds);
    if args.json {
        let json = as_json(&pack, &outputs, rerun.as_ref(), holds);
        ui.result(&printable_json(&format!("{json:#}")));
    } else {
        tell(ui, args, &pack, &outputs, rerun.as_ref());
        let reformed = rerun.as_ref().map(|rerun| !rerun.reformed.is_empty());
        ui.result(match (pack.manifest.has_folders(), holds) {
            (true, true) => "The facts are as they were written.",
            (true, false) => "The facts are NOT as they were written.",
            (false, _) => verdict(holds, reformed),
        });
    }
    Ok(if holds { Exit::Done } else { Exit::NotFit })
}

fn tenant(args: &VerifyArgs) -> Result<String, Error> {
    parse_tenant(args.tenant.as_deref()).map_err(|wrong| first_error(vec![wrong]))
}

/// Opens the pack, or the facts of a tenant in folders.
fn open(args: &VerifyArgs) -> Result<Pack, Error> {
    let ledger = args.pack.join(ledger_folder(&tenant(args)?));
    if args.tenant.is_none() && !ledger.is_dir() {
        let pack = Pack::open(&args.pack)?;
        if pack.manifest.has_folders() {
            return Err(Error::failed(
                format!("{} is the ledger of facts in folders", args.pack.display()),
                "name the folder that has the folder `ledger` in it, and the tenant with --tenant",
            ));
        }
        return Ok(pack);
    }
    if !args.paths.is_empty() {
        return Err(Error::failed(
            "facts in folders are not made again here: which buckets they have depends on how they were made",
            "leave the PATHs out, and make the facts again into another folder to compare them",
        ));
    }
    Pack::open_facts(&args.pack, &ledger)
}

/// The verdict as a sentence. `reformed` is `None` without a second run, else whether it wrote tables in another form.
const fn verdict(holds: bool, reformed: Option<bool>) -> &'static str {
    match (holds, reformed) {
        (true, Some(false)) => "The pack holds: the dump gives it, byte for byte.",
        (true, Some(true)) => {
            "The pack holds: the dump gives every row of it. This version writes the tables named above in another form."
        }
        (true, None) => {
            "The pack is as it was written. With its PATHs, verify also makes it again from the dump."
        }
        (false, _) => "The pack does NOT hold.",
    }
}

fn tell(ui: Ui, args: &VerifyArgs, pack: &Pack, outputs: &[NamedFault], rerun: Option<&Rerun>) {
    let manifest = &pack.manifest;
    ui.result(&format!(
        "pack      {}: phasebook {} {}, {}, days of {}",
        args.pack.display(),
        manifest.phasebook,
        manifest.command,
        period(pack),
        manifest.setting("tz"),
    ));
    let count = manifest.outputs.len();
    let is_listed = |fault: &&NamedFault| fault.1 != OutputFault::Unlisted;
    ui.result(&format!(
        "files     {} of {} as the manifest says",
        count - outputs.iter().filter(is_listed).count(),
        plural(count as u64, "output"),
    ));
    faults(ui, outputs);
    let Some(rerun) = rerun else { return };
    let paths: Vec<String> = args
        .paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    ui.result(&format!(
        "again     {}, with the settings of the pack",
        paths.join(" ")
    ));
    for (what, then, now) in &rerun.versions {
        ui.result(&format!("  {what}: {then} -> {now}"));
    }
    ui.result(&format!(
        "inputs    {} of {} the same, {}",
        rerun.inputs.same,
        plural(manifest.files.len() as u64, "file"),
        rerun.inputs.measured_by.words(),
    ));
    let lines = rerun.inputs.changes.iter();
    list(
        ui,
        lines.map(|(path, change)| format!("{path} {}", change.words())),
    );
    if !rerun.inputs.changes.is_empty() && manifest.dumps != paths && paths.len() > 1 {
        ui.result(&format!(
            "  (several dumps are told apart by their paths; the pack's were {})",
            manifest.dumps.join(" ")
        ));
    }
    if !rerun.settings.is_empty() {
        ui.result("settings  some mean something else to this version");
        list(ui, rerun.settings.iter().map(SettingChange::words));
    }
    ui.result(&format!(
        "outputs   {} of {count} come out the same",
        rerun.same
    ));
    let lines = rerun.reformed.iter();
    list(
        ui,
        lines.map(|reformed| format!("{} {}", reformed.output, reformed.words())),
    );
    let lines = rerun.added.iter();
    list(
        ui,
        lines.map(|output| format!("{output} comes out too: the pack's version did not write it")),
    );
    faults(ui, &rerun.outputs);
}

/// The period of a pack in words.
fn period(pack: &Pack) -> String {
    let (from, to) = (pack.manifest.setting("from"), pack.manifest.setting("to"));
    match (from, to) {
        ("", "") => "all days".to_owned(),
        (from, "") => format!("from {from}"),
        ("", to) => format!("before {to}"),
        (from, to) => format!("from {from} to before {to}"),
    }
}

fn faults(ui: Ui, faults: &[NamedFault]) {
    let lines = faults.iter();
    list(
        ui,
        lines.map(|(name, fault)| format!("{name} {}", fault.words())),
    );
}

/// The most lines of a list that are shown.
const SHOWN: usize = 20;

fn list(ui: Ui, lines: impl ExactSizeIterator<Item = String>) {
    let count = lines.len();
    for line in lines.take(SHOWN) {
        ui.result(&format!("  {}", printable(&line)));
    }
    if count > SHOWN {
        ui.result(&format!(
            "  ... and {} more (--json has all)",
            count - SHOWN
        ));
    }
}

fn as_json(pack: &Pack, outputs: &[NamedFault], rerun: Option<&Rerun>, holds: bool) -> Value {
    let manifest = &pack.manifest;
    let faults = |faults: &[NamedFault]| -> Vec<Value> {
        let faults = faults.iter();
        faults
            .map(|(name, fault)| json!({"name": name, "fault": fault.words()}))
            .collect()
    };
    json!({
        "holds": holds,
        "phasebook": manifest.phasebook,
        "command": manifest.command,
        "outputs": manifest.outputs.len(),
        "outputs_changed": faults(outputs),
        "rerun": rerun.map(|rerun| json!({
            "inputs_same": rerun.inputs.same,
            "inputs_compared": rerun.inputs.measured_by.words(),
            "inputs_changed": rerun.inputs.changes.iter()
                .map(|(path, change)| json!({"path": path, "change": change.words()}))
                .collect::<Vec<_>>(),
            "settings_changed": rerun.settings.iter()
                .map(|change| json!({"name": change.name, "before": change.before, "after": change.after}))
                .collect::<Vec<_>>(),
            "versions_changed": rerun.versions.iter()
                .map(|(what, before, after)| json!({"what": what, "before": before, "after": after}))
                .collect::<Vec<_>>(),
            "outputs_same": rerun.same,
            "outputs_in_another_form": rerun.reformed.iter()
                .map(|reformed| json!({"name": reformed.output, "new_columns": reformed.new_columns}))
                .collect::<Vec<_>>(),
            "outputs_added": rerun.added,
            "outputs_changed": faults(&rerun.outputs),
        })),
    })
}
