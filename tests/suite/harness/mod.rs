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

/// Says that a test is skipped, and why. Not by a macro: the test runner would swallow the note of a test that
/// passes.
pub(crate) fn skipped(why: &str) {
    let mut stderr = std::io::stderr().lock();
    writeln!(stderr, "skipped: {why}").expect("stderr takes a line");
}
