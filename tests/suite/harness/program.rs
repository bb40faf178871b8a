//! The program that the tests start.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The program: the one that the environment variable `PHASEBOOK_BIN` names, as the optimised one, else the
/// one that was built with the tests.
pub(crate) fn path() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let named = std::env::var_os("PHASEBOOK_BIN");
        chosen(named).unwrap_or_else(|error| panic!("{error}"))
    })
}

/// Whether it is another program than the one that was built with the tests.
#[allow(dead_code, reason = "not every binary of the tests asks")]
pub(crate) fn is_optimised() -> bool {
    path() != Path::new(env!("CARGO_BIN_EXE_phasebook"))
}

/// The program, if the variable holds this.
///
/// # Errors
///
/// If it names no file, or one that would be looked for in the folder of each test.
pub(crate) fn chosen(named: Option<OsString>) -> Result<PathBuf, String> {
    let Some(named) = named else {
        return Ok(PathBuf::from(env!("CARGO_BIN_EXE_phasebook")));
    };
    let path = PathBuf::from(named);
    let name = path.display();
    if path.is_relative() {
        return Err(format!(
            "PHASEBOOK_BIN: `{name}` is no absolute path, and each test runs in a folder of its own"
        ));
    }
    if !path.is_file() {
        return Err(format!("PHASEBOOK_BIN: {name} is no file"));
    }
    if path.file_name().is_none_or(|name| name != "phasebook") {
        return Err(format!(
            "PHASEBOOK_BIN: {name} is not called phasebook, and its help would say so"
        ));
    }
    Ok(path)
}
