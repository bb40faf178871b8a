//! Laws of damaged dumps: whatever the bytes, nothing crashes, the ledger balances, and a broken record costs
//! no other record.

use proptest::prelude::*;

use crate::harness::dumps::{gzip, session, zip, zstd};
use crate::harness::support::{self, Generated, Layout};
use crate::harness::world::{Run, World};
use crate::laws::{config, generated, plan};

/// A dump in every packing, of a few sessions.
fn packed(seed: u64) -> Vec<(&'static str, Vec<u8>)> {
    let items: Vec<Generated> = support::sessions(&plan(seed, 6)).collect();
    let sessions: Vec<&str> = items.iter().map(|item| item.session.as_str()).collect();
    let wrapped: Vec<String> = items
        .iter()
        .map(|item| {
            format!(
                r#"{{"sessionId":{},"routingHistory":{}}}"#,
                item.id, item.history
            )
        })
        .collect();
    let array = format!("[{}]", sessions.join(",\n"));
    let map: Vec<String> = items
        .iter()
        .map(|item| format!(r#""{}":{}"#, item.id, item.history))
        .collect();
    let utf16 = "\u{feff}"
        .encode_utf16()
        .chain(array.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    vec![
        ("array.json", array.clone().into_bytes()),
        (
            "envelope.json",
            format!(r#"{{"data":{array}}}"#).into_bytes(),
        ),
        ("lines.ndjson", wrapped.join("\n").into_bytes()),
        ("map.json", format!("{{{}}}", map.join(",")).into_bytes()),
        ("routing/7.json", items[0].history.clone().into_bytes()),
        ("utf-16.json", utf16),
        ("packed.json.gz", gzip(&array)),
        ("packed.json.zst", zstd(&array)),
        (
            "packed.zip",
            zip(&[("a.json", array.as_bytes()), ("8.json", b"[]")]),
        ),
    ]
}

/// Damage: bytes that are changed, put in or taken out, and a cut.
#[derive(Clone, Debug)]
struct Damage {
    changes: Vec<(prop::sample::Index, u8, u8)>,
    cut: Option<prop::sample::Index>,
}

fn damage() -> impl Strategy<Value = Damage> {
    let bytes = prop_oneof![
        any::<u8>(),
        prop::sample::select(b"{}[]\",:\\\n\0u1 ".to_vec())
    ];
    let change = (any::<prop::sample::Index>(), 0_u8..3, bytes);
    let changes = prop::collection::vec(change, 0..6);
    (changes, prop::option::of(any::<prop::sample::Index>()))
        .prop_map(|(changes, cut)| Damage { changes, cut })
}

impl Damage {
    fn apply(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        for (place, kind, byte) in &self.changes {
            let at = place.index(bytes.len());
            match kind {
                0 => bytes[at] = *byte,
                1 => bytes.insert(at, *byte),
                _ if bytes.len() > 1 => drop(bytes.remove(at)),
                _ => {}
            }
        }
        if let Some(cut) = self.cut {
            bytes.truncate(cut.index(bytes.len() + 1));
        }
        bytes
    }
}

/// One line of pieces of JSON, in any order.
fn any_line() -> impl Strategy<Value = String> {
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\\"",
        "1",
        "-",
        "null",
        "tru",
        " ",
        "é",
        "\"id\"",
        "\"created\"",
        "\"data\":[",
        "\"routingHistory\":[",
        "{\"id\":2,\"created\":\"2026-10-05T08:00:00Z\"}",
        "{\"1\":[",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..12)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn no_line_costs_the_lines_around_it(lines in prop::collection::vec(any_line(), 60)) {
        let mut world = World::new();
        for (number, line) in (1_i64..).zip(&lines) {
            let text = format!("{}\n{line}\n{}\n", session(number * 10 + 1), session(number * 10 + 3));
            world = world.with(&format!("{number}.ndjson"), text);
        }
        let run = world.facts(&[]);
        run.check_balance();
        let kept = run.sessions();
        let kept: Vec<&str> = kept.split(' ').map(|id| id.trim_end_matches('+')).collect();
        for (number, line) in (1_i64..).zip(&lines) {
            for around in [1, 3] {
                let id = (number * 10 + around).to_string();
                prop_assert!(kept.contains(&id.as_str()), "{:?} costs its neighbour {}", line, around);
            }
        }
    }
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn a_damaged_dump_never_crashes_and_always_balances(
        seed in 0_u64..1000,
        damages in prop::collection::vec(damage(), 9),
    ) {
        let mut world = World::new();
        for ((path, bytes), damage) in packed(seed).into_iter().zip(&damages) {
            world = world.with(path, damage.apply(bytes));
        }
        let run = world.report(&["--threads", "2"]);
        run.check_balance();
        prop_assert_eq!(run.table("total").sum("sessions"), run.count("sessions_in_period"));
    }

    #[test]
    fn a_record_cut_short_costs_no_other(seed in 0_u64..1000, victim in any::<prop::sample::Index>(), cut in any::<prop::sample::Index>()) {
        let plan = plan(seed, 12);
        let world = generated(&plan, Layout::Single);
        let before = world.facts(&[]);
        let name = victim.get(&world.names("dump/sessions")).clone();
        for folder in ["dump/sessions", "dump/routing"] {
            let path = format!("{folder}/{name}");
            let bytes = std::fs::read(world.path(&path)).expect("the file can be read");
            world.put(&path, &bytes[..cut.index(bytes.len())]);
        }
        let after = world.facts(&[]);
        after.check_balance();
        let id = name.trim_end_matches(".json");
        for table in ["sessions", "session_operators", "queue_visits", "offers"] {
            let others = |run: &Run| {
                let table = run.table(table);
                let columns: Vec<&str> = table.header.iter().map(String::as_str).collect();
                let rows = table.pick(&columns);
                rows.into_iter().filter(|row| !row.starts_with(&format!("{id} "))).collect::<Vec<_>>()
            };
            prop_assert_eq!(others(&before), others(&after), "{}", table);
        }
    }
}
