//! Two packs or dumps compared: the figures that changed, and the sessions that changed them.

use insta::assert_snapshot;
use serde_json::Value;

use crate::harness::csv::Csv;
use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};

fn answered(seconds: i32) -> Scenario {
    Scenario::new()
        .queued("Podpora", 0)
        .offered("Jana", 1)
        .accepted("Jana", seconds)
        .joined("Jana", seconds)
        .left(100)
        .length(60)
}

/// Some sessions that are the same before and after.
fn rest() -> Vec<Scenario> {
    (1..=5)
        .map(|number| answered(number * 6).id(number.into()))
        .collect()
}

fn lines(scenarios: &[Scenario]) -> String {
    let lines: Vec<String> = scenarios
        .iter()
        .map(|scenario| scenario.clone().embedded().to_string())
        .collect();
    lines.join("\n")
}

/// Two dumps, `a` and `b`, that share the rest.
fn two_dumps(before: Vec<Scenario>, after: Vec<Scenario>) -> World {
    let world = World::new();
    world.put("a/s.ndjson", lines(&[rest(), before].concat()));
    world.put("b/s.ndjson", lines(&[rest(), after].concat()));
    world
}

/// Packs `pack-a` and `pack-b` of both.
fn with_packs(world: World, options: &[&str]) -> World {
    for name in ["a", "b"] {
        let out = format!("pack-{name}");
        let arguments = ["report", name, "--out", &out, "--tz", "Europe/Prague", "-q"];
        let run = world.run(&[&arguments, options].concat());
        assert_eq!(run.status, 0, "{}", run.stderr);
    }
    world
}

fn shown(run: &Run) -> String {
    format!("status {}\n{}{}", run.status, run.stdout, run.stderr)
}

/// One session of every kind of change.
fn changed() -> World {
    let concluded = |at| answered(10).id(14).concluded(at);
    two_dumps(
        vec![
            answered(10).id(11),
            answered(10).id(12),
            Scenario::new().id(13).status("WAITING").queued("Prodej", 0),
            concluded(110),
        ],
        vec![
            answered(30).id(12),
            Scenario::new()
                .id(13)
                .queued("Prodej", 0)
                .guest_left("LeftQueue")
                .waited(50)
                .ended(50),
            concluded(130),
            answered(15).id(15),
        ],
    )
}

#[test]
fn every_kind_of_change_is_told_the_largest_effect_first() {
    let world = with_packs(changed(), &["--facts"]);
    assert_snapshot!(shown(&world.run(&["diff", "pack-a", "pack-b", "--limit", "6"])), @r"
    status 0
    A  pack-a: phasebook 0.1.0 report, all days, days of Europe/Prague
    B  pack-b: phasebook 0.1.0 report, all days, days of Europe/Prague
    inputs: 0 the same (by their sizes), 0 new, 0 gone, 1 changed

    service level was 75.00 % = 6 / 8, is 55.56 % = 5 / 9  (-19.44 points)

      in total                  A       B   change
      waited_mean_s             -  50.000
      acw_mean_s           10.000  30.000  +20.000
      max_wait_s           30.000  50.000  +20.000
      service_level        0.7500  0.5556  -0.1944
      waiting_mean_s       14.000  17.125   +3.125
      asa_s                15.000  18.125   +3.125
      abandoned                 0       1       +1
      abandoned_unoffered       0       1       +1
      answered_in               6       5       -1
      offered                   8       9       +1
      open                      1       0       -1
      abandon_rate         0.0000  0.1111  +0.1111
      answer_rate          1.0000  0.8889  -0.1111
      aht_s                61.250  63.750   +2.500

    5 sessions changed it (1 new, 1 gone, 1 state, 1 late_acw, 1 values); 4 of them move the service level
      session  change    day         queue     points  what
           12  values    2026-10-05  Podpora  -12.500  in_sla true → false, wait_s 10.000 → 30.000, spe…
           13  state     2026-10-05  Prodej    -8.333  outcome open → abandoned, status WAITING → CLOSE…
           11  gone      2026-10-05  Podpora   -3.571  answered
           15  new       2026-10-05  Podpora   +2.778  answered
           14  late_acw  2026-10-05  Podpora        0  acw_s 10.000 → 30.000, concluded 2026-10-05T10:0…

    298 of 1184 figures changed; those that weigh most in their reports:
      report                 row                    figure         A       B  change
      by_day                 2026-10-05             waited_mean_s  -  50.000
      by_operator            -                      waited_mean_s  -  50.000
      by_queue               Prodej                 waited_mean_s  -  50.000
      by_operator_day        -, 2026-10-05          waited_mean_s  -  50.000
      by_queue_day           Prodej, 2026-10-05     waited_mean_s  -  50.000
      by_operator_queue_day  -, Prodej, 2026-10-05  waited_mean_s  -  50.000
      … (--limit shows more, --out DIR and --json all)
    ");
}

#[test]
fn nothing_changed_is_said_in_one_line() {
    let world = with_packs(two_dumps(vec![], vec![]), &["--facts"]);
    assert_snapshot!(shown(&world.run(&["diff", "pack-a", "pack-b"])), @r"
    status 0
    A  pack-a: phasebook 0.1.0 report, all days, days of Europe/Prague
    B  pack-b: phasebook 0.1.0 report, all days, days of Europe/Prague

    Nothing changed: 676 figures compared.
    ");
}

#[test]
fn packs_without_facts_say_what_they_cannot_tell() {
    let world = with_packs(changed(), &[]);
    let run = world.run(&["diff", "pack-a", "pack-b", "--limit", "1"]);
    assert_snapshot!(shown(&run), @r"
    status 0
    A  pack-a: phasebook 0.1.0 report, all days, days of Europe/Prague
    B  pack-b: phasebook 0.1.0 report, all days, days of Europe/Prague
    inputs: 0 the same (by their sizes), 0 new, 0 gone, 1 changed

    service level was 75.00 % = 6 / 8, is 55.56 % = 5 / 9  (-19.44 points)

      in total                  A       B   change
      waited_mean_s             -  50.000
      acw_mean_s           10.000  30.000  +20.000
      max_wait_s           30.000  50.000  +20.000
      service_level        0.7500  0.5556  -0.1944
      waiting_mean_s       14.000  17.125   +3.125
      asa_s                15.000  18.125   +3.125
      abandoned                 0       1       +1
      abandoned_unoffered       0       1       +1
      answered_in               6       5       -1
      offered                   8       9       +1
      open                      1       0       -1
      abandon_rate         0.0000  0.1111  +0.1111
      answer_rate          1.0000  0.8889  -0.1111
      aht_s                61.250  63.750   +2.500

    The sessions behind it cannot be named: A and B have no tables of facts.

    298 of 1184 figures changed; those that weigh most in their reports:
      report  row         figure         A       B  change
      by_day  2026-10-05  waited_mean_s  -  50.000
      … (--limit shows more, --out DIR and --json all)
    hint: make packs by `phasebook report ... --facts`, or compare the dumps that they were made of
    ");
    // The dump has facts, but the pack has none, so no session can be named.
    let run = world.run(&["diff", "pack-a", "b"]);
    assert!(
        run.stdout
            .contains("cannot be named: A has no tables of facts"),
        "{}",
        shown(&run)
    );
}

#[test]
fn two_dumps_and_a_pack_with_a_dump_come_to_the_same() {
    let world = with_packs(changed(), &["--facts", "--sla", "12s"]);
    let told = |a: &str, b: &str| -> Value {
        let settings = ["--tz", "Europe/Prague", "--sla", "12s"];
        let run = world.run(&[&["diff", a, b, "--json"], &settings[..]].concat());
        assert_eq!(run.status, 0, "{}", run.stderr);
        let mut told: Value = serde_json::from_str(&run.stdout).expect("JSON");
        for name in ["a", "b"] {
            told[name] = Value::Null;
        }
        told
    };
    let packs = told("pack-a", "pack-b");
    assert_eq!(packs["sessions"].as_array().map(Vec::len), Some(5));
    assert_eq!(told("a", "b"), packs);
    assert_eq!(told("pack-a", "b"), packs);
    assert_eq!(told("a", "pack-b"), packs);
}

#[test]
fn parquet_and_csv_of_one_dump_are_the_same() {
    let world = changed();
    for format in ["csv", "parquet"] {
        let run = world.run(&[
            "report", "a", "--out", format, "--format", format, "--facts", "--bridge", "--tz",
            "UTC", "-q",
        ]);
        assert_eq!(run.status, 0, "{}", run.stderr);
    }
    let run = world.run(&["diff", "csv", "parquet"]);
    assert!(run.stdout.contains("Nothing changed"), "{}", shown(&run));
}

#[test]
fn a_setting_is_told_before_the_figures_that_it_changed() {
    let world = two_dumps(vec![], vec![]);
    for (out, sla) in [("pack-a", "20s"), ("pack-b", "30s")] {
        let run = world.run(&[
            "report", "a", "--out", out, "--sla", sla, "--tz", "UTC", "--facts", "-q",
        ]);
        assert_eq!(run.status, 0, "{}", run.stderr);
    }
    let run = world.run(&["diff", "pack-a", "pack-b", "--limit", "2"]);
    assert_snapshot!(shown(&run), @r"
    status 0
    A  pack-a: phasebook 0.1.0 report, all days, days of UTC
    B  pack-b: phasebook 0.1.0 report, all days, days of UTC
    settings differ: sla: 20s -> 30s

    service level was 60.00 % = 3 / 5, is 100.00 % = 5 / 5  (+40.00 points)

      in total            A       B   change
      answered_in         3       5       +2
      service_level  0.6000  1.0000  +0.4000

    2 sessions changed it (2 values); 2 of them move the service level
      session  change  day         queue     points  what
            4  values  2026-10-05  Podpora  +20.000  in_sla false → true, in_time false → true
            5  values  2026-10-05  Podpora  +20.000  in_sla false → true, in_time false → true

    26 of 676 figures changed; those that weigh most in their reports:
      report  row         figure              A       B   change
      by_day  2026-10-05  answered_in         3       5       +2
      by_day  2026-10-05  service_level  0.6000  1.0000  +0.4000
      … (--limit shows more, --out DIR and --json all)
    ");
}

#[test]
fn a_session_weighs_by_the_limit_of_its_own_queue() {
    let left = |id: i64, queue: &str, seconds: i32| {
        Scenario::new()
            .id(id)
            .guest_left("LeftQueue")
            .queued(queue, 0)
            .waited(seconds)
    };
    let world = World::new();
    world.put(
        "phasebook.toml",
        "[sla]\nformula = \"abandons-in-threshold-met\"\n[[sla.rules]]\nqueue = \"Podpora\"\nthreshold = \"60s\"\n",
    );
    let pack = |name: &str, sessions: Vec<Scenario>| {
        let lines: Vec<String> = sessions
            .iter()
            .map(|session| session.embedded().to_string())
            .collect();
        world.put(&format!("{name}/s.ndjson"), lines.join("\n"));
        let out = format!("pack-{name}");
        let run = world.run(&[
            "report", name, "--out", &out, "--tz", "UTC", "--facts", "-q",
        ]);
        assert_eq!(run.status, 0, "{}", run.stderr);
    };
    // Session 2 was abandoned after 30 s: within the 60 s of its queue, beyond the 20 s of all others.
    pack("a", vec![left(1, "Reklamace", 90)]);
    pack("b", vec![left(1, "Reklamace", 90), left(2, "Podpora", 30)]);
    let run = world.run(&["diff", "pack-a", "pack-b"]);
    assert_eq!(run.status, 0, "{}", shown(&run));
    let mut rows = run.stdout.lines();
    let row = rows.find(|row| row.contains(" new ")).expect("a session");
    assert!(row.contains("+50.000"), "{}", shown(&run));
}

#[test]
fn a_queue_that_was_renamed_changes_no_session() {
    let rename = |name: &str| {
        lines(&rest()).replace("\"name\":\"Podpora\"", &format!("\"name\":\"{name}\""))
    };
    let world = World::new();
    world.put("a/s.ndjson", rename("Podpora"));
    world.put("b/s.ndjson", rename("Helpdesk"));
    let run = with_packs(world, &["--facts"]).run(&["diff", "pack-a", "pack-b"]);
    assert!(run.stdout.contains("Nothing changed"), "{}", shown(&run));
}

#[test]
fn everything_is_written_as_csv() {
    let world = with_packs(changed(), &["--facts"]);
    let run = world.run(&["diff", "pack-a", "pack-b", "--out", "out", "--quiet"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""));
    let sessions: Csv = run.table("diff_sessions");
    let columns = [
        "session_id",
        "change",
        "outcome_before",
        "outcome_after",
        "column",
        "before",
        "after",
    ];
    assert_snapshot!(sessions.pick(&columns).join("\n"), @r"
    12 values answered answered wait_s 10.000 30.000
    12 values answered answered speed_of_answer_s 10.000 30.000
    12 values answered answered in_sla true false
    12 values answered answered in_time true false
    12 values answered answered waiting_s 9.000 29.000
    12 values answered answered joined 2026-10-05T10:00:10.000000+02:00 2026-10-05T10:00:30.000000+02:00
    12 values answered answered handling_s 90.000 70.000
    12 values answered answered operator_queue_s 9.000 29.000
    12 values answered answered left 2026-10-05T10:00:10.000000+02:00 2026-10-05T10:00:30.000000+02:00
    12 values answered answered duration_s 10.000 30.000
    12 values answered answered resolved 2026-10-05T10:00:10.000000+02:00 2026-10-05T10:00:30.000000+02:00
    12 values answered answered duration_s 9.000 29.000
    12 values answered answered left 2026-10-05T10:00:10.000000+02:00 2026-10-05T10:00:30.000000+02:00
    12 values answered answered duration_s 9.000 29.000
    13 state open abandoned status WAITING CLOSED
    13 state open abandoned ended - 2026-10-05T10:00:50.000000+02:00
    13 state open abandoned outcome open abandoned
    13 state open abandoned wait_s - 50.000
    13 state open abandoned in_level - true
    13 state open abandoned in_time - false
    13 state open abandoned short - false
    13 state open abandoned guest_left - LeftQueue
    13 state open abandoned waited_s - 50.000
    13 state open abandoned left - 2026-10-05T10:00:50.000000+02:00
    13 state open abandoned duration_s - 50.000
    13 state open abandoned exit open abandoned
    11 gone answered - - - -
    15 new - answered - - -
    14 late_acw answered answered acw_s 10.000 30.000
    14 late_acw answered answered concluded 2026-10-05T10:01:50.000000+02:00 2026-10-05T10:02:10.000000+02:00
    14 late_acw answered answered operator_acw_s 10.000 30.000
    14 late_acw answered answered left 2026-10-05T10:01:50.000000+02:00 2026-10-05T10:02:10.000000+02:00
    14 late_acw answered answered duration_s 10.000 30.000
    ");
    let figures = run.table("diff_figures");
    let row = (0..figures.len())
        .find(|&row| {
            figures.cell(row, "report") == "total" && figures.cell(row, "figure") == "service_level"
        })
        .expect("the service level changed");
    let cells = ["before", "after", "change"].map(|column| figures.cell(row, column));
    assert_eq!(cells, ["0.7500", "0.5556", "-0.1944"]);
    let effects: Vec<f64> = (0..figures.len())
        .map(|row| figures.cell(row, "effect").parse().expect("a number"))
        .collect();
    assert!(effects.is_sorted_by(|a, b| a >= b));
}

#[test]
fn wrong_paths_and_damaged_packs_are_told_with_a_hint() {
    let world = with_packs(changed(), &["--facts"]);
    assert_snapshot!(shown(&world.run(&["diff", "pack-a", "pack-c"])), @r"
    status 1
    error: there is nothing at pack-c
    hint: check the path; A and B are packs or dumps
    ");
    world.put("pack-a/total.csv", "sessions\n1,2\n");
    assert_snapshot!(shown(&world.run(&["diff", "pack-a", "pack-b"])), @r"
    status 1
    error: cannot read pack-a/total.csv: CSV error: record 1 (line: 2, byte: 9): found record with 2 fields, but the previous record has 1 fields
    hint: `phasebook verify` tells whether the pack is as it was written
    ");
    std::fs::remove_file(world.path("pack-b/sessions.csv")).expect("it is there");
    let run = world.run(&["diff", "pack-b", "pack-b"]);
    assert_eq!(run.status, 1);
    assert!(
        run.stderr.contains("cannot read pack-b/sessions.csv"),
        "{}",
        run.stderr
    );
    let run = world.run(&["diff", "a", "b", "--tz", "Europe/Parague"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("did you mean Europe/Prague?"),
        "{}",
        run.stderr
    );
}

/// The packs have no table in common, so "Nothing changed" would be misleading.
#[test]
fn packs_without_anything_in_common_are_not_said_to_be_the_same() {
    let world = two_dumps(vec![], vec![answered(90).id(9)]);
    for name in ["a", "b"] {
        let out = format!("pack-{name}");
        let run = world.run(&["downloads", name, "--out", &out, "--tz", "UTC", "-q"]);
        assert_eq!(run.status, 0, "{}", run.stderr);
    }
    let run = world.run(&["diff", "pack-a", "pack-b"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(
        run.stdout.contains("Nothing could be compared"),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("Nothing changed"), "{}", run.stdout);
    assert!(
        run.stderr.contains("hint: compare the dumps"),
        "{}",
        run.stderr
    );
}

/// Whether the contract is met matters more than the hundred figures that change with it.
#[test]
fn whether_a_contract_is_met_comes_before_figures() {
    let sessions = |late: i32| -> Vec<Scenario> {
        let seconds = std::iter::repeat_n(5, 9).chain([late]);
        seconds.map(answered).collect()
    };
    let world = two_dumps(sessions(5), sessions(45));
    world.put(
        "phasebook.toml",
        "[[contract]]\nname = \"Podpora\"\nmeasure = \"service_level\"\ntarget = \"50%\"\n",
    );
    let world = with_packs(world, &[]);
    let run = world.run(&["diff", "pack-a", "pack-b", "--out", "changes"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let text = std::fs::read_to_string(world.path("changes/diff_figures.csv")).expect("a table");
    let mut changes = text.lines().skip(1);
    let first = changes.next().expect("a change");
    assert!(
        first.starts_with("contract,") && first.contains(",met,true,false,"),
        "{text}"
    );
}

/// Rows that only a state or a year tells apart were once taken for one row, of which the last was compared.
#[test]
fn a_change_in_any_row_of_any_table_is_told() {
    let session = |created: &str, length| {
        let session = Scenario::created_at(created).queued("Podpora", 1);
        session.length(length).ended(200)
    };
    let dump = |length| {
        lines(&[
            session("2025-01-20T10:00:00Z", length).id(1),
            session("2026-10-20T10:00:00Z", 10).id(2),
        ])
    };
    let world = World::new();
    world.put("a/s.ndjson", dump(10));
    world.put("b/s.ndjson", dump(99));
    let told = |report: &str| {
        let arguments = ["diff", "of-a", "of-b", "--out", "changes"];
        let run = world.run(&arguments);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let changes = std::fs::read_to_string(world.path("changes/diff_figures.csv"));
        let changes = changes.expect("the changes");
        assert!(
            changes
                .lines()
                .any(|line| line.starts_with(report) && line.contains(",10.000,99.000,")),
            "{changes}"
        );
    };
    let both = |options: &[&str]| {
        for name in ["a", "b"] {
            let out = format!("of-{name}");
            let all = [options, &[name, "--out", &out, "--tz", "UTC", "-q"]].concat();
            let run = world.run(&all);
            assert_eq!(run.status, 0, "{}", run.stderr);
        }
    };
    both(&["report", "--report", "states_by_source"]);
    told("states_by_source,");
    for name in ["of-a", "of-b"] {
        std::fs::remove_dir_all(world.path(name)).expect("it can be removed");
    }
    both(&["month", "--month", "2026-10", "--format", "csv"]);
    told("year_to_date,");
    told("queue_year_to_date,");
}
