//! Runs the targets of fuzzing on the kept inputs: seeds, and inputs that once failed. This happens with the other
//! tests, without libFuzzer; `phasebook guide developing` says how to search for more.

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

#[path = "targets/mod.rs"]
#[expect(unreachable_pub, reason = "libFuzzer's programs are beside them")]
mod targets;

/// Runs a target on its inputs, and on each input cut short at a few places.
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
            // The panic has printed its own message.
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

/// Writes objects of the names and values that the rules are about, in random combinations.
struct Writer(u64);

impl Writer {
    const NAMES: &[&str] = &[
        "id",
        "ID",
        "sessionId",
        "session_id",
        "created",
        "CREATED",
        "status",
        "operators",
        "source",
        "routingHistory",
        "routing_history",
        "data",
        "items",
        "value",
        "sessions",
        "Count",
        "$values",
        "activityType",
        "timestamp",
        "routingRequestId",
        "group",
        "operator",
        "userId",
        "name",
        "mode",
        "type",
        "username",
        "email",
        "departmentId",
        "subject",
        "eventType",
        "error",
        "message",
        "statusCode",
        "results",
        "_source",
        "1",
        "22",
        "waited",
        "length",
        "joined",
        "ended",
        "$date",
        "$numberLong",
        "ticks",
        "x",
    ];
    const VALUES: &[&str] = &[
        "null",
        "true",
        "0",
        "1",
        "22",
        "\"7\"",
        "\" 8 \"",
        "1714633138",
        "1714633138.5",
        "1e3",
        "\"2026-10-05T08:00:00Z\"",
        "\"2026-10-05 08:00:00 UTC\"",
        "\"PT5S\"",
        "\"1 day\"",
        "\"RoutingEnded\"",
        "3",
        "\"\"",
        "\"x\"",
        "\"@{id=1}\"",
        "{}",
        "[]",
        "{\"activityType\":1,\"timestamp\":1714633138}",
        "{\"activityType\":1,\"timestamp\":1714633138,\"sessionId\":22}",
        "{\"id\":5,\"created\":1714633138,\"status\":1}",
        "\"{\\\"id\\\":6,\\\"created\\\":1714633138}\"",
    ];

    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).expect("31 bits") % below
    }

    fn value(&mut self, depth: usize, text: &mut String) {
        let kind = if depth == 0 { 5 } else { self.next(6) };
        match kind {
            0 | 1 => self.many(depth, '{', '}', text),
            2 => self.many(depth, '[', ']', text),
            _ => {
                let place = self.next(Self::VALUES.len());
                text.push_str(Self::VALUES[place]);
            }
        }
    }

    fn many(&mut self, depth: usize, open: char, close: char, text: &mut String) {
        text.push(open);
        for number in 0..self.next(5) {
            if number > 0 {
                text.push(',');
            }
            if open == '{' {
                let place = self.next(Self::NAMES.len());
                text.extend(["\"", Self::NAMES[place], "\":"]);
            }
            self.value(depth - 1, text);
        }
        text.push(close);
    }
}

#[test]
fn decoder_of_objects_that_nobody_has_thought_of() {
    for seed in 0..1_500 {
        let mut writer = Writer(seed);
        let mut text = String::from("\u{7}");
        for _ in 0..=writer.next(3) {
            writer.many(4, '{', '}', &mut text);
            text.push('\n');
        }
        let outcome = catch_unwind(|| targets::decoder::check(text.as_bytes()));
        assert!(outcome.is_ok(), "{text}");
    }
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

#[test]
fn dump_of_sessions_that_nobody_has_thought_of() {
    for seed in 0..300 {
        let mut writer = Writer(seed);
        let mut told = vec![targets::dump::STORY];
        for _ in 0..12 + writer.next(120) {
            told.push(u8::try_from(writer.next(256)).expect("a byte"));
        }
        let outcome = catch_unwind(|| targets::dump::check(&told));
        assert!(outcome.is_ok(), "{told:?}");
    }
}
