//! `phasebook init`: a settings file in which nothing is in force, and the same file with every setting switched on.

use proptest::prelude::*;
use serde_json::json;

use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};

fn answered(queue: &str, seconds: i32) -> Scenario {
    Scenario::new()
        .queued(queue, 0)
        .offered("Jana", 1)
        .accepted("Jana", seconds)
        .joined("Jana", seconds)
        .left(seconds + 60)
        .length(60)
}

fn world() -> World {
    World::of([
        answered("Podpora", 15),
        answered("Reklamace", 25).channel("Phone"),
    ])
    .with(
        "campaigns.json",
        r#"[{"id": 5, "name": "Jaro", "mode": "Preview"}, {"id": 6, "name": "Léto", "mode": "Automated"}]"#,
    )
}

fn init(world: &World, options: &[&str]) -> Run {
    world.run(&[&["init", "dump"], options].concat())
}

/// The settings file that was written under this name.
fn written(world: &World, name: &str) -> String {
    std::fs::read_to_string(world.path(name)).expect("the settings file is there")
}

/// The file with every setting switched on, in the way that its text describes.
fn taken_in(text: &str) -> String {
    let lines = text.lines().map(|line| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with(' ') => setting,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_file_has_what_is_in_the_dump() {
    let world = world();
    let run = init(&world, &[]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(
        run.stderr,
        "phasebook.toml: 2 queues, 1 operator, 2 campaigns of 2 sessions\n"
    );
    let text = written(&world, "phasebook.toml");
    for piece in [
        "#preview_campaigns = [\n#5,  # Jaro, Preview\n##6,  # Léto, Automated\n#]\n",
        "#[sla]\n# Answered within this counts as in time\n#threshold = \"20s\"\n",
        "#[[sla.rules]]\n#queue = 2  # Reklamace\n#threshold = \"20s\"\n#target = \"0.8\"\n",
        "#[[sla.rules]]\n#channel = \"Chat\"",
        "#[[sla.rules]]\n#channel = \"Phone\"",
        "#[hours.queues.2]  # Reklamace\n",
        "#\"Team A\" = [\n#11,  # Jana Nováková\n#]\n",
        "#[leave_out]\n#queues = [2]  # Reklamace\n#operators = [11]  # Jana Nováková\n",
        "#[[aliases.queues]]\n#name = \"Podpora\"\n#was = [2]  # Reklamace\n",
    ] {
        assert!(text.contains(piece), "no {piece}\nin {text}");
    }
    assert!(!text.contains("channel = \"AV\""), "no session has it");
    let is_remark = |line: &str| line.is_empty() || line.starts_with('#');
    assert!(text.lines().all(is_remark), "{text}");
}

#[test]
fn a_setting_that_is_taken_in_holds() {
    let world = world();
    init(&world, &[]);
    let in_time = |world: &World| {
        let run = world.report(&["--report", "total"]);
        run.table("total").cell(0, "answered_in").to_owned()
    };
    assert_eq!(in_time(&world), "1");
    let text = written(&world, "phasebook.toml");
    let rule = "#[[sla.rules]]\n#queue = 2  # Reklamace\n#threshold = \"20s\"";
    assert!(text.contains(rule));
    let with_rule = taken_in(rule).replace("20s", "25s");
    world.put("phasebook.toml", text.replace(rule, &with_rule));
    assert_eq!(in_time(&world), "2");
}

/// A line inside a list that stayed a remark would leave the contract without bonus, malus or exceptions.
#[test]
fn no_line_of_a_list_stays_a_remark() {
    let world = world();
    init(&world, &[]);
    let taken: toml::Table = taken_in(&written(&world, "phasebook.toml"))
        .parse()
        .expect("TOML");
    let contract = &taken["contract"][0];
    assert_eq!(contract["bands"].as_array().map(Vec::len), Some(3));
    assert_eq!(contract["leave_out"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_file_that_is_there_is_replaced_only_if_asked() {
    let world = world();
    // An existing settings file is not read, so its errors do not matter.
    world.put("phasebook.toml", "mine = true");
    let run = init(&world, &[]);
    assert_eq!(
        (run.status, run.stderr.as_str()),
        (
            1,
            "error: phasebook.toml is there already\n\
             hint: name another file with --out, or have it replaced with --force\n"
        )
    );
    assert_eq!(written(&world, "phasebook.toml"), "mine = true");
    assert_eq!(init(&world, &["--out", "other.toml", "-q"]).status, 0);
    let run = init(&world, &["--force", "--quiet"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert_eq!(
        written(&world, "phasebook.toml"),
        written(&world, "other.toml")
    );
    assert_eq!(
        world.names("."),
        ["dump", "other.toml", "phasebook.toml"],
        "nothing else is left"
    );
}

#[test]
fn where_nothing_can_be_written_it_is_said() {
    let world = world();
    let run = init(&world, &["--out", "nowhere/settings.toml"]);
    assert_eq!(run.status, 1);
    assert!(
        run.stderr
            .starts_with("error: cannot write nowhere/settings.toml: "),
        "{}",
        run.stderr
    );
    let run = init(&world, &["--out", "-", "--threads", "0"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("--out -"), "{}", run.stderr);
    assert!(run.stderr.contains("--threads"), "{}", run.stderr);
}

#[test]
fn what_cannot_be_read_is_warned_of() {
    let world = world().with("broken.json", "[{\"id\": ");
    let run = init(&world, &[]);
    assert_eq!(run.status, 0);
    assert!(
        run.stderr
            .starts_with("warning: not all of the dump could be read"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_file_for_a_dump_without_queues_is_without_errors_too() {
    let session = r#"{"id": 1, "created": "2026-10-05T08:00:00Z"}"#;
    let world = World::new().with("sessions.json", session);
    assert_eq!(init(&world, &[]).status, 0);
    let text = taken_in(&written(&world, "phasebook.toml"));
    world.put("phasebook.toml", text);
    let run = world.run(&["report", "dump"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// For any names in the dump: the file as written changes nothing, and with every setting switched on it
    /// has no error and names nothing that the dump does not have.
    #[test]
    fn the_file_can_be_read_whatever_the_names(
        name in "[ -~áčďéěíňóřšťúůýž\t\r\n\u{0}\u{1b}\u{7f}\u{85}\u{202e}\u{2028}\u{feff}#'\"\\\\]{0,12}",
        campaign in "[\"'\\\\\n#\\]]{1,6}",
    ) {
        let groups = json!([
            {"id": 1, "name": name, "type": "NORMAL"},
            // A second queue with the same name.
            {"id": 7, "name": name, "type": "NORMAL"},
            {"id": -3, "name": format!("test {name}\n[x]"), "type": "NORMAL"},
        ]);
        let users = json!([
            {"id": 1, "firstName": name, "lastName": "\"\"\"", "username": "a"},
            {"id": 8, "firstName": "", "lastName": "", "username": "\\"},
        ]);
        let campaigns = json!([{"id": 9, "name": campaign, "mode": "Preview"}]);
        let world = world()
            .with("groups.json", groups.to_string())
            .with("users.json", users.to_string())
            .with("more-campaigns.json", campaigns.to_string());
        let without = world.report(&["--facts"]);
        let run = init(&world, &[]);
        prop_assert_eq!(run.status, 0, "{}", run.stderr);
        let with = world.report(&["--facts"]);
        prop_assert_eq!(&with.files, &without.files);

        let text = taken_in(&written(&world, "phasebook.toml"));
        world.put("phasebook.toml", &text);
        let run = world.run(&["report", "dump", "--out", "other"]);
        prop_assert_eq!(run.status, 0, "{}\n{}", run.stderr, text);
        prop_assert!(!run.stderr.contains("unknown_name"), "{}\n{}", run.stderr, text);
    }
}
