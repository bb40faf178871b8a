//! Runs this program under callgrind.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{FIND, LOAD, Outcome};

/// The result of one run under callgrind.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) name: &'static str,
    pub(crate) instructions: u64,
    /// The processor as the program detected it.
    pub(crate) processor: String,
    /// The file in which callgrind lists the cost of each function.
    pub(crate) profile: PathBuf,
}

/// Counts the instructions that it takes to load the dump at `path`: those of a run that loads it,
/// minus those of a run that only finds it. So no function needs a name, and the program can be
/// measured as users install it, without symbols.
pub(crate) fn count(name: &'static str, path: &Path, folder: &Path) -> Outcome<Counted> {
    let found = run(name, FIND, path, &folder.join("callgrind.find.out"))?;
    let loaded = run(
        name,
        LOAD,
        path,
        &folder.join(format!("callgrind.{name}.out")),
    )?;
    Ok(Counted {
        instructions: loaded.instructions.saturating_sub(found.instructions),
        ..loaded
    })
}

/// Runs the program once under callgrind, from start to end.
fn run(name: &'static str, task: &str, path: &Path, profile: &Path) -> Outcome<Counted> {
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg(std::env::current_exe()?)
        .arg(task)
        .arg(path)
        .output()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                "valgrind is not installed (on Debian and Ubuntu: apt install valgrind)".to_owned()
            }
            _ => format!("valgrind cannot be started: {error}"),
        })?;
    let said = String::from_utf8_lossy(&output.stderr);
    // One of the last lines: `==123== Collected : 456`.
    let collected = said
        .lines()
        .find_map(|line| line.split_once("Collected : "))
        .and_then(|(_, number)| number.trim().parse().ok());
    match collected {
        Some(instructions) if output.status.success() && instructions > 0 => Ok(Counted {
            name,
            instructions,
            processor: String::from_utf8_lossy(&output.stdout).trim().to_owned(),
            profile: profile.to_owned(),
        }),
        _ => Err(format!("valgrind counted nothing for {name}; it said:\n{said}").into()),
    }
}
