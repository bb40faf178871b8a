//! `phasebook diff`: the differences between two packs or dumps, and the sessions behind them.

mod export;
mod tell;

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use serde_json::{Value, json};

use super::args::{CommonArgs, ReportArgs};
use super::output::{Format, OutputArgs};
use super::replay::Means;
use super::scratch::Scratch;
use super::selection::SelectionArgs;
use super::threads::start_polars;
use super::ui::Ui;
use super::{replay, report, resolve};
use crate::diff::{FigureChanges, SessionChanges, figures, sessions};
use crate::error::Error;
use crate::error::Exit;
use crate::fact::FactTable;
use crate::lang::Lang;
use crate::pack::{
    InputChanges, Pack, PackManifest, SettingChange, input_changes, is_pack, setting_changes,
};
use crate::report::Interval;
use crate::service_level::{Formula, Ratio, ServiceCounts};
use crate::settings::NamedSettings;
use crate::text::printable::printable_json;
use crate::write::{Dialect, DurationStyle};

pub(super) const EXAMPLES: &str = "\
Examples:
  phasebook diff october-sent october-now
  phasebook diff october-sent dump
  phasebook diff dump-of-monday dump-of-friday --month 2026-10 --tz Europe/Prague
  phasebook diff october-sent october-now --out changes

Exit status: 0 compared, whatever came out, 1 cannot go on, 2 usage.";

#[derive(Debug, ClapArgs)]
pub(super) struct DiffArgs {
    /// The earlier side: a pack (a folder that a run wrote to) or a dump
    #[arg(value_name = "A")]
    before: PathBuf,

    /// The later side: a pack or a dump. If the other side is a pack, a dump is run with its settings;
    /// the options below are for two dumps
    #[arg(value_name = "B")]
    after: PathBuf,

    #[command(flatten)]
    pub(super) common: CommonArgs,

    /// Print everything as JSON
    #[arg(long)]
    json: bool,

    /// The key of a pack whose operators are codes, to run a dump beside it; for two dumps, show
    /// operators as codes
    #[arg(long, value_name = "KEYFILE")]
    pseudonyms: Option<PathBuf>,

    /// Write everything to DIR, as diff_figures.csv and diff_sessions.csv
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Lines of each list that are printed
    #[arg(long, value_name = "N", default_value_t = 15)]
    limit: usize,
}

/// Everything that is compared in two packs.
struct PackComparison {
    before: Pack,
    after: Pack,
    settings: Vec<SettingChange>,
    inputs: InputChanges,
    /// The service level of each side's total; `None` where its pack does not have it.
    levels: [Option<Ratio>; 2],
    figures: FigureChanges,
    /// `None` if one of the two has no tables of facts.
    sessions: Option<SessionChanges>,
}

/// Compares two packs or dumps.
pub(super) fn run(ui: Ui, args: &DiffArgs, named_settings: &NamedSettings) -> Result<Exit, Error> {
    start_polars()?;
    let paths = [&args.before, &args.after];
    let (_folders, [before, after]) = sides(args, named_settings)?;
    let sessions_of = [&before, &after].map(|pack| pack.has(FactTable::Sessions.name()));
    let sessions = if sessions_of == [true, true] {
        Some(sessions(&before, &after, formula(&after.manifest))?)
    } else {
        None
    };
    let counts =
        |side: fn(&SessionChanges) -> Option<ServiceCounts>| sessions.as_ref().and_then(side);
    let levels = [
        level(&before.manifest, counts(|sessions| sessions.before)),
        level(&after.manifest, counts(|sessions| sessions.after)),
    ];
    let comparison = PackComparison {
        settings: setting_changes(&before.manifest.settings, &after.manifest.settings),
        inputs: input_changes(&before.manifest.files, &after.manifest.files),
        figures: figures(&before, &after)?,
        levels,
        sessions,
        before,
        after,
    };
    if let Some(out) = &args.out {
        let written = export::write(&comparison, out)?;
        ui.note(&format!(
            "wrote {} to {}",
            written.join(" and "),
            out.display()
        ));
    }
    if args.json {
        let json = export::json(&comparison, paths);
        ui.result(&printable_json(&format!("{json:#}")));
    } else {
        tell::comparison(ui, &comparison, paths, args.limit);
    }
    Ok(Exit::Done)
}

/// Both sides as packs. A dump is run into a temporary folder, which is removed with the result.
fn sides(
    args: &DiffArgs,
    named_settings: &NamedSettings,
) -> Result<(Vec<Scratch>, [Pack; 2]), Error> {
    let is_standard_input = |path: &PathBuf| path.as_os_str() == "-";
    if is_standard_input(&args.before) && is_standard_input(&args.after) {
        return Err(Error::failed(
            "A and B are both `-`, and standard input can be read once",
            "save one of them, and name the file; a file of that name is ./-",
        ));
    }
    for path in [&args.before, &args.after] {
        if !is_standard_input(path) && !path.exists() {
            return Err(Error::failed(
                format!("there is nothing at {}", path.display()),
                "check the path; A and B are packs or dumps",
            ));
        }
    }
    let mut folders = Vec::new();
    let mut made = |(folder, pack)| {
        folders.push(folder);
        pack
    };
    let (a, b) = (&args.before, &args.after);
    let packs = match (is_pack(a), is_pack(b)) {
        (true, true) => [Pack::open(a)?, Pack::open(b)?],
        (true, false) => {
            let pack = Pack::open(a)?;
            let dump = made(like(&pack, b, args)?);
            [pack, dump]
        }
        (false, true) => {
            let pack = Pack::open(b)?;
            [made(like(&pack, a, args)?), pack]
        }
        (false, false) => [
            made(of_dump(a, args, named_settings)?),
            made(of_dump(b, args, named_settings)?),
        ],
    };
    Ok((folders, packs))
}

/// Runs a dump with the settings of `pack`. For a pack of `phasebook report` the result has facts, even if `pack` has
/// none.
fn like(pack: &Pack, dump: &Path, args: &DiffArgs) -> Result<(Scratch, Pack), Error> {
    let mut manifest = pack.manifest.clone();
    // A dump that --strict would refuse can still be compared.
    let settings = [
        ("strict", Value::from(false)),
        ("facts", Value::from(manifest.command == "report")),
        // Only tables are compared, so workbook and page are not needed.
        ("format", json!([Format::Parquet.name()])),
    ];
    for (name, value) in settings {
        manifest.settings.insert(name.to_owned(), value);
    }
    let means = Means {
        threads: args.common.reading.threads,
        key: args.pseudonyms.as_deref(),
    };
    replay::again(&manifest, &[dump.to_owned()], means)
}

/// Runs a dump with the options of the command line.
fn of_dump(
    dump: &Path,
    args: &DiffArgs,
    named_settings: &NamedSettings,
) -> Result<(Scratch, Pack), Error> {
    replay::into_folder(|folder| {
        let args = ReportArgs {
            output: OutputArgs {
                paths: vec![dump.to_owned()],
                from_facts: None,
                out: Some(folder.to_owned()),
                pdf: None,
                format: vec![Format::Parquet],
                csv: Dialect::default(),
                durations: DurationStyle::default(),
                lang: Lang::default(),
                pseudonyms: args.pseudonyms.clone(),
            },
            common: args.common.clone(),
            by: Vec::new(),
            bridge: false,
            beyond: false,
            report: Vec::new(),
            facts: true,
            interval: Interval::default(),
            selection: SelectionArgs::default(),
        };
        let command = resolve::report(args, named_settings.clone()).map_err(replay::first_error)?;
        report::run(Ui::new(true), &command)
    })
}

/// The formula of a pack's service level; the default where the manifest names no formula.
fn formula(manifest: &PackManifest) -> Formula {
    let name = manifest.setting("sla_formula");
    let mut all = Formula::ALL.into_iter();
    all.find(|known| known.name() == name).unwrap_or_default()
}

/// The service level of a pack's total: counted from its tables of facts if they say which sessions count, else taken
/// from its manifest. `None` for packs of earlier versions, which have neither.
fn level(manifest: &PackManifest, counts: Option<ServiceCounts>) -> Option<Ratio> {
    let counted = counts.map(|counts| formula(manifest).ratio(&counts));
    counted.or(manifest.service_level)
}
