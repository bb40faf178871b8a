//! The targets of fuzzing over the inputs that are kept: seeds, and what was found once. So they run wherever
//! the tests do, without libFuzzer; how to look for more stands in the README.

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

#[path = "targets/mod.rs"]
#[expect(unreachable_pub, reason = "libFuzzer's programs are beside them")]
mod targets;

/// Runs a target over its inputs, and over each cut short at a few places.
fn replay(name: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    let mut inputs = Vec::new();
    for kind in ["seeds", "regressions"] {
        inputs.extend(files(&folder.join(kind).join(name)));
    }
    assert!(!inputs.is_empty(), "{name} has inputs");
    for input in inputs {
        let bytes = fs::read(&input).expect("an input can be read");
        for cut in [bytes.len(), bytes.len() / 2, bytes.len() * 7 / 8, 1] {
            let bytes = &bytes[..cut.min(bytes.len())];
            // What panicked is told by its own message above.
            let outcome = catch_unwind(|| check(bytes));
            let name = input.display();
            assert!(outcome.is_ok(), "{name}, {} bytes of it", bytes.len());
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    files.sort();
    files
}

#[test]
fn cutter() {
    replay("cutter", targets::cutter::check);
}

#[test]
fn decoder() {
    replay("decoder", targets::decoder::check);
}

#[test]
fn values() {
    replay("values", targets::values::check);
}

#[test]
fn routing() {
    replay("routing", targets::routing::check);
}

#[test]
fn dump() {
    replay("dump", targets::dump::check);
}
