//! Counts the instructions that decoding takes and compares them with the figures in
//! `recorded.txt`.
//!
//! `cargo count` compares the counts; `cargo count --record` records new figures. Time depends on
//! the load of the machine; the number of instructions does not, so a regression of a few percent
//! shows anywhere. It does not measure speed: waiting for memory or the disk costs nothing here.
//!
//! The figures apply to the code that users install: `cargo bench` builds with the settings of a
//! release, so only this file is compiled in addition to the optimised program. Other builds are
//! rejected.

mod callgrind;
mod recorded;

#[path = "../support/mod.rs"]
mod support;

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use phasebook::read::progress::Progress;
use phasebook::read::{
    Dump, Extras, FileStatus, HistoryNaming, Input, Limits, TextPlan, discover, load,
};
use rayon::ThreadPoolBuilder;

use callgrind::Counted;
use recorded::Recorded;
use support::{Layout, Plan, write_fresh_dump};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The increase over the recorded figure that is tolerated.
const TOLERANCE: f64 = 0.05;

/// The argument with which this program runs itself to be counted.
const LOAD: &str = "--load";
const FIND: &str = "--find";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| args.iter().any(|arg| arg == flag);
    let outcome = match &args[..] {
        [task, path] if task == LOAD => load_alone(Path::new(path)),
        [task, path] if task == FIND => find_alone(Path::new(path)).map(drop),
        _ if cfg!(debug_assertions) || !has("--compare") => {
            Err("run it by `cargo count`: the recorded figures are of that build".into())
        }
        _ if has("--record") => count().and_then(|counts| record(&counts)),
        _ => count().and_then(|counts| compare(&counts)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // If even this cannot be written, the exit status still reports the error.
            let _ = writeln!(io::stderr(), "instructions: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Counts three inputs: a page of sessions, its histories as lines, and a file for each session and
/// history.
fn count() -> Outcome<Vec<Counted>> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("instructions");
    let plan = Plan::default();
    let few = Plan {
        sessions: 200,
        ..Plan::default()
    };
    write_fresh_dump(&folder.join("pages"), &plan, Layout::Pages(1000))?;
    write_fresh_dump(&folder.join("single"), &few, Layout::Single)?;
    [
        ("sessions", "pages/sessions-0001.json"),
        ("histories", "pages/routing-0001.ndjson"),
        ("single_files", "single"),
    ]
    .into_iter()
    .map(|(name, path)| callgrind::count(name, &folder.join(path), &folder))
    .collect()
}

/// The part of the counted program before loading. It uses one thread, so that no thread waits for
/// another.
fn find_alone(path: &Path) -> Outcome<(Vec<Dump>, Vec<Input>)> {
    ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build_global()?;
    let mut dumps = vec![Dump::new(PathBuf::from(path))];
    let inputs = black_box(discover(&mut dumps, Limits::default())?);
    Ok((dumps, inputs))
}

/// The whole counted program: finding and loading.
fn load_alone(path: &Path) -> Outcome<()> {
    let (dumps, inputs) = find_alone(path)?;
    let loaded = black_box(load(
        &dumps,
        &inputs,
        &HistoryNaming::default(),
        Limits::default(),
        TextPlan::default(),
        Extras::default(),
        &Progress::default(),
    ));
    let is_whole = loaded.tally.problems.is_empty()
        && loaded
            .files
            .iter()
            .all(|file| file.status == FileStatus::Read);
    if !is_whole {
        return Err(format!("{} was not read without problems", path.display()).into());
    }
    writeln!(io::stdout(), "{}", processor())?;
    Ok(())
}

/// The processor as detected under callgrind, by which the code chooses between its
/// implementations.
fn processor() -> String {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("pclmulqdq") {
        return "x86_64 with AVX2".to_owned();
    }
    std::env::consts::ARCH.to_owned()
}

fn record(counts: &[Counted]) -> Outcome<()> {
    let here = Recorded::of(counts)?;
    here.write()?;
    show(counts, &here)
}

/// Prints the counts beside the recorded ones; fails if a count is too much higher.
fn compare(counts: &[Counted]) -> Outcome<()> {
    let here = Recorded::of(counts)?;
    let recorded = Recorded::read()?;
    show(counts, &recorded)?;
    if here.processor != recorded.processor {
        let processor = &recorded.processor;
        say(&format!(
            "not compared: the recorded figures are of {processor}"
        ))?;
        return Ok(());
    }
    let changes = counts
        .iter()
        .map(|counted| (counted, recorded.change(counted)));
    if changes
        .clone()
        .any(|(_, change)| change.is_some_and(|change| change < -TOLERANCE))
    {
        say("more than 5 % fewer: `cargo count --record` keeps what was gained")?;
    }
    // An input that was never recorded also fails.
    let slipped: Vec<&Counted> = changes
        .filter(|(_, change)| change.is_none_or(|change| change > TOLERANCE))
        .map(|(counted, _)| counted)
        .collect();
    if slipped.is_empty() {
        return Ok(());
    }
    let mut message =
        "more than 5 % over the recorded figures; where they are spent is told, after\n  \
         cargo --config 'profile.bench.package.phasebook.strip=\"none\"' count\nby"
            .to_owned();
    for counted in slipped {
        write!(
            message,
            "\n  callgrind_annotate {}",
            counted.profile.display()
        )?;
    }
    if here.compiler != recorded.compiler {
        let (now, then) = (&here.compiler, &recorded.compiler);
        write!(
            message,
            "\nThe compiler is another: {now}, and {then} when they were recorded."
        )?;
    }
    message.push_str("\nIf it has to be so, `cargo count --record` records the new figures.");
    Err(message.into())
}

fn show(counts: &[Counted], recorded: &Recorded) -> Outcome<()> {
    for counted in counts {
        let change = recorded.change(counted);
        let change =
            change.map_or_else(String::new, |change| format!("  {:+.2} %", change * 100.0));
        let Counted {
            name, instructions, ..
        } = counted;
        say(&format!(
            "{name:<12} {instructions:>11} instructions{change}"
        ))?;
    }
    Ok(())
}

fn say(line: &str) -> Outcome<()> {
    Ok(writeln!(io::stdout(), "{line}")?)
}
