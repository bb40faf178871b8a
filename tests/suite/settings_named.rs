//! Settings for queues, operators and campaigns by name: aliases, left-out sessions, preview campaigns; and
//! the ledger's entry for names that the dump does not have.

use insta::assert_snapshot;

use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};

fn answered(queue: &str, operator: &str, seconds: i32) -> Scenario {
    Scenario::new()
        .queued(queue, 0)
        .offered(operator, 1)
        .accepted(operator, seconds)
        .joined(operator, seconds)
        .left(seconds + 60)
        .length(60)
}

/// Podpora and Reklamace with Jana, Petr and Eva, and settings.
fn world(settings: &str) -> World {
    let world = World::of([
        answered("Podpora", "Jana", 10),
        answered("Reklamace", "Petr", 20),
        answered("Prodej", "Eva", 30),
        // From one queue to the other.
        Scenario::new()
            .queued("Podpora", 0)
            .queued("Reklamace", 10)
            .offered("Jana", 11)
            .missed("Jana", 20)
            .offered("Petr", 21)
            .accepted("Petr", 25)
            .joined("Petr", 25)
            .left(50)
            .length(25),
    ]);
    world.put("phasebook.toml", settings);
    world
}

/// Cells of a table, one line for each row.
fn rows(run: &Run, table: &str, columns: &[&str]) -> Vec<String> {
    let table = run.table(table);
    let line = |row| {
        let cells = columns.iter().map(|name| table.cell(row, name));
        cells.collect::<Vec<_>>().join(" ")
    };
    (0..table.len()).map(line).collect()
}

fn details(run: &Run) -> Vec<String> {
    rows(run, "problems", &["code", "detail"])
}

const QUEUES: [&str; 4] = ["queue_id", "queue", "sessions", "visits"];

#[test]
fn queues_of_an_alias_count_as_one_with_one_visit() {
    let apart = world("").report(&[]);
    assert_eq!(
        rows(&apart, "by_queue", &QUEUES),
        ["1 Podpora 2 2", "2 Reklamace 1 2", "3 Prodej 1 1"]
    );
    let run = world("[[aliases.queues]]\nname = \"Podpora\"\nwas = \"Reklamace\"").report(&[]);
    // The session that went from one queue to the other stayed in the same queue now.
    assert_eq!(
        rows(&run, "by_queue", &QUEUES),
        ["1 Podpora 3 3", "3 Prodej 1 1"]
    );
    run.check_balance();
}

#[test]
fn an_alias_may_name_ids_and_a_name_that_is_new() {
    let run = world("[[aliases.queues]]\nname = \"Péče\"\nwas = [2, \"Prodej\"]").report(&[]);
    assert_eq!(
        rows(&run, "by_queue", &QUEUES),
        ["1 Podpora 2 2", "2 Péče 2 3"]
    );
    assert_eq!(details(&run), [""; 0]);
    let run = world("[[aliases.queues]]\nname = 7\nwas = [2]").report(&[]);
    assert_eq!(
        rows(&run, "by_queue", &QUEUES),
        ["1 Podpora 2 2", "3 Prodej 1 1", "7 #7 1 2"]
    );
}

#[test]
fn operators_of_an_alias_count_as_one() {
    let run = world("[[aliases.operators]]\nname = \"Jana Nováková\"\nwas = [\"Petr Svoboda\"]")
        .report(&[]);
    assert_eq!(
        rows(&run, "by_operator", &["operator", "sessions", "offers"]),
        ["Jana Nováková 3 4", "Eva Dvořáková 1 1"]
    );
}

#[test]
fn a_rule_for_an_old_name_is_one_for_the_new() {
    let alias = "[[aliases.queues]]\nname = \"Podpora\"\nwas = \"Reklamace\"\n";
    let rule = "[[sla.rules]]\nqueue = \"Reklamace\"\nthreshold = \"5s\"";
    let run = world(&format!("{alias}{rule}")).report(&[]);
    assert_eq!(
        rows(&run, "by_queue", &["queue", "answered_in"]),
        ["Podpora 0", "Prodej 0"]
    );
}

#[test]
fn sessions_of_queues_and_operators_that_are_left_out_are_counted_and_no_more() {
    let counts = [
        "sessions_kept",
        "sessions_in_period",
        "sessions_outside",
        "sessions_left_out",
    ];
    let all = world("").report(&[]);
    assert_eq!(all.manifest()["counts"].get("sessions_left_out"), None);

    let run = world("leave_out.queues = [\"Reklamace\"]").report(&[]);
    // Sessions that entered the queue first, or were answered in it, are left out.
    assert_eq!(
        rows(&run, "by_queue", &QUEUES),
        ["1 Podpora 1 1", "3 Prodej 1 1"]
    );
    assert_eq!(
        run.counts(&counts),
        [
            "sessions_kept 4",
            "sessions_in_period 2",
            "sessions_outside 0",
            "sessions_left_out 2"
        ]
    );
    assert!(run.stderr.contains("2 in the period, 2 left out"));

    // Jana only missed an offer of the fourth, which stays with its owner.
    let run = world("leave_out.operators = \"Jana Nováková\"").report(&[]);
    assert_eq!(run.count("sessions_left_out"), 1);
    assert_eq!(
        rows(
            &run,
            "by_operator",
            &["operator", "sessions", "missed_offers"]
        ),
        ["Jana Nováková 0 1", "Petr Svoboda 2 0", "Eva Dvořáková 1 0"]
    );

    // Sessions outside the period count as outside, not as left out.
    let run = world("leave_out.queues = 2\nfrom = 2026-11-01").report(&[]);
    assert_eq!(
        run.counts(&counts[1..3]),
        ["sessions_in_period 0", "sessions_outside 4"]
    );
}

#[test]
fn a_session_that_is_left_out_says_so() {
    let world = world("leave_out.queues = [\"Reklamace\"]");
    let story = world.run(&["explain", "dump", "--session", "4"]);
    assert!(
        story
            .stdout
            .contains("none: its answer queue is left out by the settings"),
        "{}",
        story.stdout
    );
}

#[test]
fn ring_is_empty_for_the_campaigns_that_are_named() {
    let session = |id: i64| {
        answered("Podpora", "Jana", 10)
            .source("Campaign")
            .field("campaignId", id)
            .guest_joined(15)
    };
    let world = World::of([session(1), session(2), session(3)]).with(
        "campaigns.json",
        r#"[{"id": 1, "name": "Jaro", "mode": "Predictive"}, {"id": 2, "name": "Léto", "mode": "Automated"}]"#,
    );
    let ring = |settings: &str| {
        world.put("phasebook.toml", settings);
        let run = world.facts(&[]);
        (rows(&run, "sessions", &["ring_s"]), details(&run).len())
    };
    let texts = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
    assert_eq!(ring(""), (texts(["15.000", "15.000", ""]), 1));
    assert_eq!(
        ring("preview_campaigns = [\"Léto\"]"),
        (texts(["15.000", "", ""]), 1)
    );
    // The mode of campaign 3 is known now, though the dump has no record of the campaign.
    assert_eq!(
        ring("preview_campaigns = [1, 3]"),
        (texts(["", "15.000", ""]), 0)
    );
}

#[test]
fn what_the_dump_does_not_have_is_noted_with_the_nearest_name() {
    let run = world(
        "preview_campaigns = 5\n[leave_out]\nqueues = [\"Test\", 99]\noperators = \"Jan Novák\"\n\
         [[sla.rules]]\nqueue = \"Podora\"\nthreshold = \"5s\"\n\
         [[aliases.queues]]\nname = \"Péče\"\nwas = \"Reklamce\"\n",
    )
    .report(&[]);
    assert_snapshot!(details(&run).join("\n"), @r"
        unknown_name aliases.queues: the dump has no queue `Reklamce`; did you mean `Reklamace`?
        unknown_name leave_out.operators: the dump has no operator `Jan Novák`; did you mean `Jana Nováková`?
        unknown_name leave_out.queues: the dump has no queue #99
        unknown_name leave_out.queues: the dump has no queue `Test`
        unknown_name preview_campaigns: the dump has no campaign #5
        unknown_name sla.rules: the dump has no queue `Podora`; did you mean `Podpora`?
    ");
}

#[test]
fn a_name_that_several_have_means_all_of_them() {
    let groups =
        r#"[{"id": 1, "name": "Podpora", "type": "x"}, {"id": 2, "name": "Podpora", "type": "x"}]"#;
    let world =
        world("[[sla.rules]]\nqueue = \"Podpora\"\nthreshold = \"5s\"").with("groups.json", groups);
    let run = world.report(&[]);
    assert_eq!(
        rows(&run, "by_queue", &["queue_id", "answered_in"]),
        ["1 0", "2 0", "3 0"]
    );
    assert_snapshot!(details(&run).join("\n"), @"ambiguous_name sla.rules: queue `Podpora` is the name of #1, #2: all are meant");
    // The rule by id goes before the one by name.
    world.put(
        "phasebook.toml",
        "[[sla.rules]]\nqueue = \"Podpora\"\nthreshold = \"5s\"\n[[sla.rules]]\nqueue = 2\nthreshold = \"20s\"",
    );
    assert_eq!(
        rows(&world.report(&[]), "by_queue", &["queue_id", "answered_in"]),
        ["1 0", "2 1", "3 0"]
    );
}

#[test]
fn aliases_that_contradict_each_other_are_errors() {
    let run = world(
        "leave_out.queues = [1, 1]\n\
         [[aliases.queues]]\nname = \"A\"\nwas = [\"B\", \"A\"]\n\
         [[aliases.queues]]\nname = \"B\"\nwas = [\"C\"]\n\
         [[aliases.queues]]\nname = \"D\"\nwas = [\"C\"]\n\
         [[aliases.queues]]\nname = \"D\"\nwas = [\"E\"]\n\
         [[aliases.operators]]\nwas = [\"Jana\"]\n\
         [[aliases.operators]]\nname = \"Jana\"\n",
    )
    .run(&["report", "dump"]);
    assert_snapshot!(run.stderr, @r"
        error: phasebook.toml:1:24: leave_out.queues[2]: #1 stands twice
        hint: name each one once
        error: phasebook.toml:2:1: aliases.queues[1].was: `B` is what others count as in line 5
        hint: name the last one everywhere
        error: phasebook.toml:2:1: aliases.queues[1].was: `A` is itself
        hint: leave it out of `was`
        error: phasebook.toml:8:1: aliases.queues[3].was: `C` counts as something else in line 5
        hint: leave it in one of them
        error: phasebook.toml:11:1: aliases.queues[4]: `D` has an alias in line 8
        hint: put all of `was` into one
        error: phasebook.toml:14:1: aliases.operators[1]: `name` is missing
        hint: say what they count as, by name or id
        error: phasebook.toml:16:1: aliases.operators[2]: `was` is missing
        hint: list the other names or ids
    ");
}

#[test]
fn a_pack_holds_with_aliases_and_what_is_left_out() {
    let world = world(
        "preview_campaigns = [3]\n\
         [leave_out]\nqueues = [\"Prodej\"]\noperators = [11]\n\
         [[aliases.queues]]\nname = \"Podpora\"\nwas = [2]\n",
    );
    let run = world.report(&["--hash"]);
    assert_eq!(run.count("sessions_left_out"), 2);
    std::fs::remove_file(world.path("phasebook.toml")).unwrap();
    let verified = world.run(&["verify", "out", "dump"]);
    assert_eq!(verified.status, 0, "{}{}", verified.stdout, verified.stderr);
}

#[test]
fn with_pseudonyms_settings_tell_no_name_and_the_pack_can_be_verified() {
    let world = world(
        "pseudonyms = \"key\"\n\
         leave_out.operators = [13, 99]\n\
         [[aliases.operators]]\nname = 11\nwas = [12]\n",
    );
    world.put("key", "0123456789abcdef0123456789abcdef");
    let run = world.report(&["--hash", "--format", "csv,html"]);
    assert_eq!(run.count("sessions_left_out"), 1);
    assert_eq!(
        details(&run),
        ["unknown_name leave_out.operators: the dump has no operator named there"]
    );
    assert_eq!(rows(&run, "by_operator", &["sessions"]), ["3"]);
    for (file, bytes) in &run.files {
        let text = String::from_utf8_lossy(bytes);
        for name in ["Jana", "Petr", "Eva"] {
            assert!(!text.contains(name), "{name} in {file}");
        }
    }
    // A setting by name is refused: the manifest would have to show the name, or leave the setting out.
    world.put(
        "names.toml",
        "pseudonyms = \"key\"\nleave_out.operators = \"Eva Dvořáková\"",
    );
    let refused = world.run(&["report", "dump", "--config", "names.toml"]);
    assert!(
        refused.stderr.contains("name them by their ids"),
        "{}",
        refused.stderr
    );
    std::fs::remove_file(world.path("phasebook.toml")).unwrap();
    let verified = world.run(&["verify", "out", "dump", "--pseudonyms", "key"]);
    assert_eq!(verified.status, 0, "{}{}", verified.stdout, verified.stderr);
}
