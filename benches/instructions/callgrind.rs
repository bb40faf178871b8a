//! One run of this program under callgrind.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{LOAD, Outcome};

/// What callgrind counted.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) name: &'static str,
    pub(crate) instructions: u64,
    /// The processor as the program saw it.
    pub(crate) processor: String,
    /// Where callgrind says what was spent on what.
    pub(crate) profile: PathBuf,
}

/// Counts the instructions of loading what is at `path`.
pub(crate) fn count(name: &'static str, path: &Path, folder: &Path) -> Outcome<Counted> {
    let profile = folder.join(format!("callgrind.{name}.out"));
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg("--toggle-collect=*counted_load*")
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg(std::env::current_exe()?)
        .arg(LOAD)
        .arg(path)
        .output()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                "valgrind is not installed (on Debian and Ubuntu: apt install valgrind)".to_owned()
            }
            _ => format!("valgrind cannot be started: {error}"),
        })?;
    let said = String::from_utf8_lossy(&output.stderr);
    // The last line but few: `==123== Collected : 456`.
    let collected = said
        .lines()
        .find_map(|line| line.split_once("Collected : "))
        .and_then(|(_, number)| number.trim().parse().ok());
    match collected {
        Some(instructions) if output.status.success() && instructions > 0 => Ok(Counted {
            name,
            instructions,
            processor: String::from_utf8_lossy(&output.stdout).trim().to_owned(),
            profile,
        }),
        _ => Err(format!("valgrind counted nothing for {name}; it said:\n{said}").into()),
    }
}
