//! The program that the tests run.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The path of the program: the one in the environment variable `PHASEBOOK_BIN`, such as the
/// optimised program, or else the one that was built with the tests.
pub(crate) fn path() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let named = std::env::var_os("PHASEBOOK_BIN");
        chosen(named).unwrap_or_else(|error| panic!("{error}"))
    })
}

/// Whether the tests run another program than the one that was built with them; that program is optimised.
pub(crate) fn is_optimised() -> bool {
    path() != Path::new(env!("CARGO_BIN_EXE_phasebook"))
}

/// The number of cases to try: all `cases` with the optimised program, and a third of them with a program that has all
/// checks, which takes several times as long for each.
pub(crate) fn cases(cases: u32) -> u32 {
    if is_optimised() {
        cases
    } else {
        cases.div_ceil(3)
    }
}

/// The numbers of the places in a run at which a test makes something fail: every place with the optimised program, and
/// every third with a program that has all checks.
#[allow(
    dead_code,
    reason = "only the faults use it, and the suite compiles this file, too"
)]
pub(crate) fn each_place() -> impl Iterator<Item = u32> {
    (1..).step_by(if is_optimised() { 1 } else { 3 })
}

/// The path of the program for this value of `PHASEBOOK_BIN`; without a value, the program that was built with the
/// tests.
///
/// # Errors
///
/// If the value names no file, or is a relative path, because each test runs in its own folder.
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
