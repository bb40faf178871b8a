//! Packs and kept facts of an earlier version (`tests/data/earlier`): they are read, verified and compared,
//! with a note on what they lack.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;

use crate::harness::folder::files_below;
use crate::harness::world::{Run, World};

/// The packs `report` and `facts`, and the dump that they were made of.
fn world() -> World {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let world = World::new();
    for (from, to) in [("earlier", ""), ("tiny/dump", "dump/")] {
        for (path, bytes) in files_below(&data.join(from)) {
            world.put(&format!("{to}{}", path.display()), bytes);
        }
    }
    world
}

fn shown(run: &Run) -> String {
    format!("status {}\n{}{}", run.status, run.stdout, run.stderr)
}

#[test]
fn an_earlier_pack_holds_by_itself() {
    assert_snapshot!(shown(&world().run(&["verify", "report"])), @r"
    status 0
    pack      report: phasebook 0.1.0 report, all days, days of Europe/Prague
    files     11 of 11 outputs as the manifest says
    The pack is as it was written. With its PATHs, verify also makes it again from the dump.
    ");
}

#[test]
fn an_earlier_pack_holds_with_its_dump_and_the_columns_it_lacks_are_named() {
    assert_snapshot!(shown(&world().run(&["verify", "report", "dump"])), @r"
    status 0
    pack      report: phasebook 0.1.0 report, all days, days of Europe/Prague
    files     11 of 11 outputs as the manifest says
    again     dump, with the settings of the pack
    inputs    16 of 16 files the same, by their sizes
    outputs   5 of 11 come out the same
      sessions.csv comes out with the same rows, and with columns that the pack's version did not have: in_level, in_time, short, dial_result
      total.parquet comes out with the same rows, in another form of the file
      sessions.parquet comes out with the same rows, and with columns that the pack's version did not have: in_level, in_time, short, dial_result
      session_operators.parquet comes out with the same rows, in another form of the file
      queue_visits.parquet comes out with the same rows, in another form of the file
      offers.parquet comes out with the same rows, in another form of the file
      states.csv comes out too: the pack's version did not write it
      states.parquet comes out too: the pack's version did not write it
    The pack holds: the dump gives every row of it. This version writes the tables named above in another form.
    ");
}

#[test]
fn a_row_that_is_not_the_same_is_still_found_in_an_earlier_pack() {
    let world = world();
    let file = world.path("dump/plain.json");
    let text = fs::read_to_string(&file).expect("a session");
    world.put("dump/plain.json", text.replace("\"Phone\"", "\"Chat\""));
    let run = world.run(&["verify", "report", "dump"]);
    assert_eq!(run.status, 4, "{}", shown(&run));
    assert!(
        run.stdout
            .contains("sessions.csv comes out another, from line"),
        "{}",
        shown(&run)
    );
}

#[test]
fn diff_says_that_an_earlier_pack_does_not_tell_the_service_level() {
    let world = world();
    let options = [
        "--sla",
        "1s",
        "--tz",
        "Europe/Prague",
        "--facts",
        "--report",
        "total",
    ];
    let now = world.run(&[&["report", "dump", "--out", "now", "-q"], &options[..]].concat());
    assert_eq!(now.status, 0, "{}", shown(&now));
    let run = world.run(&["diff", "report", "now", "--limit", "3"]);
    assert_snapshot!(shown(&run), @r"
    status 0
    A  report: phasebook 0.1.0 report, all days, days of Europe/Prague
    B  now: phasebook 0.1.0 report, all days, days of Europe/Prague
    settings differ: sla: 20s -> 1s

    service level was unknown, is 0.00 % = 0 / 11

      in total            A       B   change
      service_level  0.5455  0.0000  -0.5455
      answered_in         6       0       -6
      abandoned_in        1       0       -1

    6 sessions changed it (6 values); it is unknown which of them move the service level
      session  change  day         queue      points  what
            1  values  2026-10-05  Infolinka       -  in_sla true → false
            5  values  2026-10-05  Infolinka       -  in_sla true → false
            6  values  2026-10-05  Infolinka       -  in_sla true → false
      … and 3 more (--limit shows more, --out DIR and --json all)

    3 of 78 figures changed; those that weigh most in their reports:
    hint: A was written by an earlier phasebook, which did not say which sessions count in the service level; compare the dump that it was made of instead
    ");
}

#[test]
fn earlier_facts_are_reported_from_and_added_to() {
    let world = world();
    let arguments = [
        "--from-facts",
        "facts",
        "--tz",
        "Europe/Prague",
        "--facts",
        "--out",
    ];
    let kept = world.run(&[&["report"], &arguments[..], &["kept"]].concat());
    assert_eq!(kept.status, 0, "{}", shown(&kept));
    let again = world.run(&[
        "report",
        "dump",
        "--tz",
        "Europe/Prague",
        "--facts",
        "--out",
        "again",
    ]);
    assert_eq!(again.status, 0, "{}", shown(&again));
    for table in ["total.csv", "by_operator_queue_day.csv", "sessions.csv"] {
        let [kept, again] =
            ["kept", "again"].map(|pack| fs::read(world.path(&format!("{pack}/{table}"))));
        assert_eq!(kept.expect("a table"), again.expect("a table"), "{table}");
    }
    let added = world.run(&[
        "facts",
        "dump",
        "--append",
        "--tz",
        "Europe/Prague",
        "--out",
        "facts",
    ]);
    assert_eq!(added.status, 0, "{}", shown(&added));
}
