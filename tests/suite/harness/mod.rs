//! Tools that the tests share.

use std::io::Write as _;

pub(crate) mod browser;
pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod csv;
pub(crate) mod dumps;
pub(crate) mod folder;
pub(crate) mod program;
pub(crate) mod scenario;
/// The generator of synthetic dumps.
#[path = "../../../benches/support/mod.rs"]
pub(crate) mod support;
pub(crate) mod tasks;
pub(crate) mod world;
pub(crate) mod worlds;

/// Like [`skipped`] for what a machine that runs `.ci/run` must have: where the environment variable `CI` is set, the
/// test fails.
pub(crate) fn skipped_but_not_in_ci(why: &str) {
    let in_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
    assert!(!in_ci, "{why}, and CI must have it");
    skipped(why);
}

/// Prints that a test is skipped, and why. Not by `eprintln!`: the test runner hides its output where a test passes.
pub(crate) fn skipped(why: &str) {
    let mut stderr = std::io::stderr().lock();
    writeln!(stderr, "skipped: {why}").expect("stderr takes a line");
}
