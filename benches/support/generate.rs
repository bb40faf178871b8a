//! Writes synthetic dumps: `generate dump FOLDER` for benchmarks, `generate sample FOLDER` for the
//! sample data.

#[path = "mod.rs"]
mod support;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use support::{Layout, Plan};

const USAGE: &str = "\
usage: generate dump FOLDER [--sessions N] [--layout pages|lines|single] [--seed N]
                            [--activity-bytes N] [--month YYYY-MM] [--first-id N]
       generate sample FOLDER";

const PAGE: usize = 1000;

/// The task given on the command line.
enum Task {
    Dump(PathBuf, Plan, Layout),
    Sample(PathBuf),
}

fn main() -> ExitCode {
    let task = match read_task(std::env::args().skip(1)) {
        Ok(task) => task,
        Err(message) => return fail(&format!("{message}\n{USAGE}"), 2),
    };
    let written = match &task {
        Task::Dump(folder, plan, layout) => support::write_dump(folder, plan, *layout),
        Task::Sample(folder) => support::write_sample(folder),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string(), 1),
    }
}

fn fail(message: &str, status: u8) -> ExitCode {
    // If even this cannot be written, the exit status still reports the error.
    let _ = writeln!(io::stderr(), "generate: {message}");
    ExitCode::from(status)
}

fn read_task(mut args: impl Iterator<Item = String>) -> Result<Task, String> {
    let what = args.next().ok_or("what to generate is missing")?;
    let folder = args
        .next()
        .filter(|folder| !folder.starts_with('-'))
        .map(PathBuf::from)
        .ok_or("the folder is missing")?;
    match what.as_str() {
        "dump" => {
            let (plan, layout) = read_plan(args)?;
            Ok(Task::Dump(folder, plan, layout))
        }
        "sample" => args.next().map_or(Ok(Task::Sample(folder)), |extra| {
            Err(format!("unexpected argument `{extra}`"))
        }),
        _ => Err(format!("cannot generate `{what}`")),
    }
}

fn read_plan(mut args: impl Iterator<Item = String>) -> Result<(Plan, Layout), String> {
    let mut plan = Plan::default();
    let mut layout = Layout::Pages(PAGE);
    while let Some(flag) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("`{flag}` needs a value"));
        match flag.as_str() {
            "--sessions" => plan.sessions = number(&flag, &value()?)?,
            "--seed" => plan.seed = number(&flag, &value()?)?,
            "--month" => (plan.year, plan.month) = month(&flag, &value()?)?,
            "--first-id" => plan.first_id = number(&flag, &value()?)?,
            "--activity-bytes" => plan.activity_bytes = number(&flag, &value()?)?,
            "--layout" => layout = layout_named(&value()?)?,
            _ => return Err(format!("unexpected argument `{flag}`")),
        }
    }
    Ok((plan, layout))
}

fn layout_named(name: &str) -> Result<Layout, String> {
    match name {
        "pages" => Ok(Layout::Pages(PAGE)),
        "lines" => Ok(Layout::Lines),
        "single" => Ok(Layout::Single),
        _ => Err(format!("no layout is called `{name}`")),
    }
}

/// The year and the month of `2026-10`.
fn month(flag: &str, value: &str) -> Result<(i32, u32), String> {
    let parts = value.split_once('-');
    let parts = parts.and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
    parts
        .filter(|(_, month)| (1..=12).contains(month))
        .ok_or_else(|| format!("`{flag}` needs a month as 2026-10, not `{value}`"))
}

fn number<T: std::str::FromStr>(flag: &str, value: &str) -> Result<T, String> {
    value
        .parse()
        .map_err(|_| format!("`{flag}` needs a whole number, not `{value}`"))
}
