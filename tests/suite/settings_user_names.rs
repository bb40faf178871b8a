//! Settings that name operators by their user names: the `username` of a user record, or the `userName` of an
//! entry in a session or a history.

use insta::assert_snapshot;
use serde_json::json;

use crate::harness::folder::files_below;
use crate::harness::scenario::{Scenario, operator_id};
use crate::harness::world::{Run, World};

fn answered(operator: &str) -> Scenario {
    Scenario::new()
        .queued("Podpora", 0)
        .offered(operator, 1)
        .accepted(operator, 5)
        .joined(operator, 5)
        .left(65)
        .length(60)
}

/// Jana's user name is in a user record, Petr's in an entry of a session, Eva's in an entry of a history; Karel has
/// only a user name.
fn world(settings: &str) -> World {
    let user_of = |operator: &str, name: &str| json!({"userId": operator_id(operator), "firstName": operator, "lastName": "X", "userName": name});
    let by_event = |operator: &str, name: &str| {
        Scenario::new()
            .queued("Podpora", 0)
            .event(
                "AcceptedByOperator",
                5,
                &[("operator", user_of(operator, name))],
            )
            .joined(operator, 5)
            .left(65)
            .length(60)
    };
    let nameless = Scenario::new()
        .queued("Podpora", 0)
        .joined("Karel", 5)
        .in_last_stint("firstName", json!(null))
        .in_last_stint("lastName", json!(null))
        .in_last_stint("userName", "kcerny")
        .started(5)
        .length(60);
    let world = World::of([
        answered("Jana"),
        answered("Petr").in_last_stint("userName", " psvoboda "),
        by_event("Eva", "edvorakova"),
        nameless,
    ])
    .with(
        "users.json",
        r#"[{"id": 11, "firstName": "Jana", "lastName": "Nováková", "username": "jnovakova"}]"#,
    );
    world.put("phasebook.toml", settings);
    world
}

fn details(run: &Run) -> String {
    run.table("problems").pick(&["code", "detail"]).join("\n")
}

fn by_operator(run: &Run) -> Vec<String> {
    run.table("by_operator").pick(&["operator", "sessions"])
}

const TEAMS: &str =
    "[teams]\nA = [\"jnovakova\", \"psvoboda\"]\nB = [\"edvorakova\", \"kcerny\"]\n";

#[test]
fn a_team_has_operators_by_their_user_names() {
    let run = world(TEAMS).report(&["--by", "team"]);
    let rows = run.table("by_team").pick(&["team", "sessions"]);
    assert_eq!(rows, ["A 2", "B 2"]);
    assert_eq!(details(&run), "");
}

#[test]
fn an_operator_is_left_out_by_the_user_name() {
    let run =
        world("leave_out.operators = [\"jnovakova\", \"psvoboda\", \"edvorakova\"]").report(&[]);
    assert_eq!(by_operator(&run), ["kcerny 1"]);
    assert_eq!(run.count("sessions_left_out"), 3);
}

#[test]
fn aliases_take_user_names_and_show_what_they_are_given() {
    let run =
        world("[[aliases.operators]]\nname = \"Jana Nováková\"\nwas = [\"psvoboda\"]").report(&[]);
    assert_eq!(
        by_operator(&run),
        ["Jana Nováková 2", "Eva X 1", "kcerny 1"]
    );
    // `name` is shown as it stands, even if it is the user name of an operator.
    let run =
        world("[[aliases.operators]]\nname = \"jnovakova\"\nwas = [\"psvoboda\"]").report(&[]);
    assert_eq!(by_operator(&run), ["jnovakova 2", "Eva X 1", "kcerny 1"]);
}

#[test]
fn the_shown_name_goes_before_a_user_name_and_that_is_told() {
    // Eva's user name is the name that Karel is shown by.
    let users =
        r#"[{"id": 13, "firstName": "Eva", "lastName": "Dvořáková", "username": "kcerny"}]"#;
    let run = world("[teams]\nA = [\"kcerny\"]")
        .with("users-later.json", users)
        .report(&["--by", "team,operator"]);
    let rows = run.table("by_team_operator").pick(&["team", "operator"]);
    assert_eq!(
        rows,
        [
            "- Jana Nováková",
            "- Petr Svoboda",
            "- Eva Dvořáková",
            "A kcerny"
        ]
    );
    assert_snapshot!(details(&run), @"ambiguous_name teams: operator `kcerny` is the name of #14, not #13, whose user name it is");
}

#[test]
fn a_user_name_that_several_had_means_all_of_them() {
    let users =
        r#"[{"id": 12, "firstName": "Petr", "lastName": "Svoboda", "username": "jnovakova"}]"#;
    let run = world("leave_out.operators = \"jnovakova\"")
        .with("users-later.json", users)
        .report(&[]);
    assert_eq!(by_operator(&run), ["Eva X 1", "kcerny 1"]);
    assert_snapshot!(details(&run), @"ambiguous_name leave_out.operators: operator `jnovakova` is the name of #11, #12: all are meant");
}

#[test]
fn no_user_name_is_told_to_who_gets_one_wrong() {
    let run = world("leave_out.operators = \"edvorakov\"").report(&[]);
    assert_snapshot!(details(&run), @"unknown_name leave_out.operators: the dump has no operator `edvorakov`");
}

#[test]
fn who_is_in_two_teams_by_two_names_is_told() {
    let settings = "[teams]\nB = [\"Jana Nováková\", 12]\nA = [\"jnovakova\", \"psvoboda\"]\n";
    let run = world(settings).report(&["--by", "team,operator"]);
    let rows = run.table("by_team_operator").pick(&["team", "operator"]);
    // An id goes before a name, as everywhere.
    assert_eq!(
        rows,
        ["- Eva X", "- kcerny", "B Jana Nováková", "B Petr Svoboda"]
    );
    assert_snapshot!(details(&run), @"ambiguous_name teams: operator #11 is both `Jana Nováková` and `jnovakova`: what `Jana Nováková` says goes before");
}

#[test]
fn a_user_name_that_cannot_be_read_costs_nothing_where_another_name_is_there() {
    let spelling =
        json!({"userId": 12, "firstName": "Petr", "lastName": "Svoboda", "userName": {"a": 1}});
    let scenario = Scenario::new().queued("Podpora", 0).event(
        "AcceptedByOperator",
        5,
        &[("operator", spelling)],
    );
    let run = World::of([scenario]).report(&[]);
    assert_eq!(by_operator(&run), ["Petr Svoboda 1"]);
    assert_eq!(details(&run), "");
}

#[test]
fn a_pack_with_them_is_verified() {
    let world = world(TEAMS);
    world.report(&["--by", "team", "--hash"]);
    std::fs::remove_file(world.path("phasebook.toml")).unwrap();
    let verified = world.run(&["verify", "out", "dump"]);
    assert_eq!(verified.status, 0, "{}{}", verified.stdout, verified.stderr);
}

#[test]
fn facts_keep_them_and_have_those_of_all_dumps_when_they_grow() {
    let world = world(TEAMS);
    let later = answered("Karel").in_last_stint("userName", "karel2").id(9);
    world.put("later/sessions.json", later.embedded().to_string());
    world.put(
        "phasebook.toml",
        format!("tz = \"UTC\"\nquiet = true\n{TEAMS}C = [\"karel2\"]\n"),
    );
    let run = |arguments: &[&str]| {
        let run = world.run(arguments);
        assert_eq!(run.status, 0, "{arguments:?}\n{}", run.stderr);
    };
    for (folder, first, second) in [("grown", "dump", "later"), ("shrunk", "later", "dump")] {
        let facts = ["--format", "parquet", "--out", folder];
        run(&[&["facts", first], &facts[..]].concat());
        run(&[&["facts", second, "--append"], &facts[..]].concat());
    }
    run(&[
        "facts", "later", "dump", "--format", "parquet", "--out", "once",
    ]);
    assert!(files_below(&world.path("once")) == files_below(&world.path("grown")));
    assert!(files_below(&world.path("once")) == files_below(&world.path("shrunk")));
    run(&["report", "dump", "later", "--by", "team", "--out", "direct"]);
    run(&[
        "report",
        "--from-facts",
        "grown",
        "--by",
        "team",
        "--out",
        "kept",
    ]);
    assert!(files_below(&world.path("direct")) == files_below(&world.path("kept")));
}

#[test]
fn with_codes_in_the_place_of_operators_kept_facts_are_asked_for_no_user_name() {
    let world = world("");
    world.put("key", "0123456789abcdef0123456789abcdef");
    let facts = |options: &[&str]| {
        world.facts(&[&["--format", "parquet"], options].concat());
        world.put("settings.toml", "leave_out.operators = \"jnovakova\"");
        let report = ["report", "--from-facts", "out", "--config", "settings.toml"];
        let run = world.run(&[&report[..], &["--format", "json"]].concat());
        assert!(!run.stderr.contains("unknown_name"), "{}", run.stderr);
        run.status
    };
    assert_eq!(facts(&[]), 0);
    // Beside codes the setting is refused, because the manifest would show the name.
    assert_eq!(facts(&["--pseudonyms", "key"]), 2);
}
