//! Settings that name the same queue or operator twice: which one counts, and the entry in the ledger.

use insta::assert_snapshot;

use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};

/// A session in Podpora and one in Reklamace, each answered after half a minute.
fn world(settings: &str) -> World {
    let answered = |queue: &str, operator: &str| {
        Scenario::new()
            .queued(queue, 0)
            .offered(operator, 1)
            .accepted(operator, 30)
            .joined(operator, 30)
            .left(90)
            .length(60)
    };
    let world = World::of([answered("Podpora", "Jana"), answered("Reklamace", "Petr")]);
    world.put("phasebook.toml", settings);
    world
}

fn told(run: &Run) -> String {
    run.table("problems").pick(&["code", "detail"]).join("\n")
}

fn rows(run: &Run, table: &str, columns: &[&str]) -> String {
    run.table(table).pick(columns).join(", ")
}

const ALIAS: &str = "aliases.queues = [{name = \"Péče\", was = [\"Podpora\", 2]}]\n";
const OLD_ALIAS: &str = "aliases.queues = [{name = \"Podpora\", was = [\"Reklamace\"]}]\n";

#[test]
fn the_name_that_an_alias_gives_is_one_for_all_settings() {
    let run = world(&format!(
        "{ALIAS}aliases.operators = [{{name = \"Oba\", was = [11, 12]}}]\n\
         sla.rules = [{{queue = \"Péče\", threshold = \"30s\"}}]\n\
         hours.queues.\"Péče\".mon-sun = \"0:00-24:00\"\nteams.A = [\"Oba\"]\n"
    ))
    .report(&["--by", "queue,in_hours,team"]);
    let columns = ["queue", "in_hours", "team", "sessions", "answered_in"];
    assert_eq!(
        rows(&run, "by_queue_in_hours_team", &columns),
        "Péče true A 2 2"
    );
    assert_eq!(told(&run), "");
    let run = world(&format!("{ALIAS}leave_out.queues = [\"Péče\"]")).report(&[]);
    assert_eq!(
        (run.count("sessions_left_out"), told(&run)),
        (2, String::new())
    );
    let run = world(&format!("{ALIAS}leave_out.queues = [\"Péč\"]")).report(&[]);
    assert_snapshot!(told(&run), @"unknown_name leave_out.queues: the dump has no queue `Péč`; did you mean `Péče`?");
}

#[test]
fn of_rules_for_two_names_of_a_queue_the_first_goes_before() {
    let run = world(&format!(
        "{OLD_ALIAS}sla.rules = [{{queue = \"Reklamace\", threshold = 5}}, \
         {{queue = \"Podpora\", threshold = 30}}, {{queue = \"Podpora\", channel = \"Chat\", target = 0.5}}]"
    ))
    .report(&[]);
    assert_eq!(
        rows(&run, "by_queue", &["queue", "answered_in"]),
        "Podpora 0"
    );
    assert_snapshot!(told(&run), @"ambiguous_name sla.rules: queue #1 is both `Reklamace` and `Podpora`: what `Reklamace` says goes before");
}

#[test]
fn of_hours_for_two_names_of_a_queue_the_first_goes_before() {
    let night = "mon-sun = \"20:00-6:00\"";
    let run = world(&format!(
        "{OLD_ALIAS}[hours.queues.Podpora]\n{night}\n[hours.queues.Reklamace]\nmon-sun = \"0:00-24:00\"\n"
    ))
    .report(&["--by", "queue,in_hours"]);
    assert_eq!(
        rows(
            &run,
            "by_queue_in_hours",
            &["queue", "in_hours", "sessions"]
        ),
        "Podpora false 2"
    );
    assert_snapshot!(told(&run), @"ambiguous_name hours.queues: queue #1 is both `Podpora` and `Reklamace`: what `Podpora` says goes before");
    // The settings under the id go before those under the name, without an entry in the ledger.
    let run = world(&format!(
        "[hours.queues.Podpora]\n{night}\n[hours.queues.1]\nmon-sun = \"0:00-24:00\"\n"
    ))
    .report(&["--by", "queue,in_hours"]);
    assert_eq!(
        rows(
            &run,
            "by_queue_in_hours",
            &["queue", "in_hours", "sessions"]
        ),
        "Podpora true 1, Reklamace - 1"
    );
    assert_eq!(told(&run), "");
}

#[test]
fn of_teams_of_two_accounts_of_one_operator_the_first_counts() {
    let settings = "aliases.operators = [{name = \"Jana Nováková\", was = [\"Petr Svoboda\"]}]\n\
                    teams.B = [\"Jana Nováková\"]\nteams.A = [\"Petr Svoboda\"]\n";
    let run = world(settings).report(&["--by", "team,operator"]);
    assert_eq!(
        rows(&run, "by_team_operator", &["team", "operator", "sessions"]),
        "B Jana Nováková 2"
    );
    assert_snapshot!(told(&run), @"ambiguous_name teams: operator #11 is both `Jana Nováková` and `Petr Svoboda`: what `Jana Nováková` says goes before");
}

#[test]
fn what_is_left_out_by_an_old_name_takes_the_new_one_along_and_that_is_told() {
    let run = world(&format!("{OLD_ALIAS}leave_out.queues = [\"Reklamace\"]")).report(&[]);
    assert_eq!(run.count("sessions_left_out"), 2);
    assert_snapshot!(told(&run), @"ambiguous_name leave_out.queues: queue `Reklamace` counts as #1 by an alias: all of that is left out");
    // The new name, or all names together, mean the whole queue, so nothing is noted.
    for all in ["\"Podpora\"", "1, 2"] {
        let run = world(&format!("{OLD_ALIAS}leave_out.queues = [{all}]")).report(&[]);
        assert_eq!(run.count("sessions_left_out"), 2);
        assert_eq!(told(&run), "", "{all}");
    }
}

#[test]
fn a_queue_of_settings_alone_is_told_and_changes_nothing() {
    let without = world("").report(&[]);
    let run = world(
        "sla.rules = [{queue = \"Nikde\", threshold = \"1s\"}]\nhours.queues.77.mon = \"8:00-9:00\"\n\
         leave_out.queues = \"Nikde\"\naliases.queues = [{name = \"Jinde\", was = [\"Nikde\"]}]\n",
    )
    .report(&[]);
    for table in ["by_queue", "total", "service_levels"] {
        let name = format!("{table}.csv");
        assert_eq!(run.file(&name), without.file(&name));
    }
    assert_snapshot!(told(&run), @"
        unknown_name aliases.queues: the dump has no queue `Nikde`
        unknown_name hours.queues: the dump has no queue #77
        unknown_name leave_out.queues: the dump has no queue `Nikde`
        unknown_name sla.rules: the dump has no queue `Nikde`
    ");
}

#[test]
fn what_counts_of_two_is_the_same_when_the_pack_is_made_again() {
    let world = world(&format!(
        "{OLD_ALIAS}teams.B = [\"Petr Svoboda\"]\nteams.A = [\"Jana Nov\u{e1}kov\u{e1}\"]\n\
         aliases.operators = [{{name = 11, was = [12]}}]\n\
         [hours.queues.Reklamace]\nmon-sun = \"0:00-24:00\"\n[hours.queues.Podpora]\nmon = \"8:00-9:00\"\n\
         [[sla.rules]]\nqueue = \"Reklamace\"\nthreshold = \"30s\"\n[[sla.rules]]\nqueue = \"Podpora\"\nthreshold = 1\n"
    ));
    world.report(&["--by", "team,in_hours", "--by", "queue", "--hash"]);
    let planned = world.run(&[
        "plan",
        "report",
        "dump",
        "--by",
        "team,in_hours",
        "--by",
        "queue",
    ]);
    let verified = world.run(&["verify", "out", "dump"]);
    assert_eq!(verified.status, 0, "{}{}", verified.stdout, verified.stderr);
    let first = world.report(&["--by", "team,in_hours", "--by", "queue"]);
    world.put("phasebook.toml", planned.stdout);
    let again = world.report(&[]);
    for table in ["by_team_in_hours.csv", "by_queue.csv", "problems.csv"] {
        assert_eq!(first.file(table), again.file(table), "{table}");
    }
}
