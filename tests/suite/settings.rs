//! phasebook.toml: where it is found, which setting goes before which, errors in it, and the rules for
//! single queues and channels.

use insta::assert_snapshot;

use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};

/// A session that was answered after this many seconds.
fn answered(queue: &str, seconds: i32) -> Scenario {
    Scenario::new()
        .queued(queue, 0)
        .accepted("Jana", seconds)
        .length(60)
}

/// A session that was abandoned after this many seconds.
fn abandoned(queue: &str, seconds: i32) -> Scenario {
    Scenario::new()
        .guest_left("LeftQueue")
        .queued(queue, 0)
        .waited(seconds)
}

/// A world with a settings file.
fn world(settings: &str) -> World {
    let world = World::of([
        answered("Podpora", 15),
        answered("Podpora", 25),
        answered("Podpora", 25).channel("Phone"),
        abandoned("Podpora", 7),
        answered("Reklamace", 15),
        answered("Reklamace", 25),
        abandoned("Reklamace", 7),
        abandoned("Reklamace", 25),
    ]);
    world.put("phasebook.toml", settings);
    world
}

/// The errors of a command that must refuse these settings.
fn usage_errors(settings: &str) -> String {
    let run = world(settings).run(&["report", "dump", "--out", "out"]);
    assert_eq!(run.status, 2, "{}", run.stdout);
    run.stderr
}

/// A column of a table, cell by cell.
fn column(run: &Run, table: &str, name: &str) -> Vec<String> {
    let table = run.table(table);
    (0..table.len())
        .map(|row| table.cell(row, name).to_owned())
        .collect()
}

/// Cells of the report by queue, one line for each queue.
fn by_queue(run: &Run, columns: &[&str]) -> Vec<String> {
    let table = run.table("by_queue");
    (0..table.len())
        .map(|row| {
            let cells = columns.iter().map(|name| table.cell(row, name));
            cells.collect::<Vec<_>>().join(" ")
        })
        .collect()
}

const LEVEL: [&str; 5] = [
    "queue",
    "answered_in",
    "short_abandoned",
    "abandoned_in",
    "service_level",
];

#[test]
fn without_rules_every_queue_has_the_defaults() {
    let run = world("").report(&[]);
    assert_eq!(
        by_queue(&run, &LEVEL),
        ["Podpora 1 0 1 0.2500", "Reklamace 1 0 1 0.2500"]
    );
}

#[test]
fn the_file_of_the_working_directory_is_read_and_what_is_typed_goes_before_it() {
    let world = world("[sla]\nthreshold = \"30s\"");
    let level = |run: &Run| run.table("total").cell(0, "service_level").to_owned();
    assert_eq!(level(&world.report(&[])), "0.6250");
    assert_eq!(level(&world.report(&["--sla", "20s"])), "0.2500");
    assert_eq!(level(&world.report(&["--no-config"])), "0.2500");
    world.put("other.toml", "[sla]\nthreshold = 10\n");
    assert_eq!(level(&world.report(&["--config", "other.toml"])), "0.0000");
}

#[test]
fn a_switch_of_the_file_is_turned_off_on_the_command_line() {
    let world = world("strict = true\nbridge = true").with("broken.json", "<html>");
    let run =
        |options: &[&str]| world.run(&[&["report", "dump", "--out", "out"], options].concat());
    assert_eq!(run(&[]).status, 3);
    let lenient = run(&["--no-strict"]);
    assert_eq!(lenient.status, 0, "{}", lenient.stderr);
    assert!(lenient.files.contains_key("bridge.csv"));
    std::fs::remove_dir_all(world.path("out")).unwrap();
    let without = run(&["--no-strict", "--no-bridge"]);
    assert!(!without.files.contains_key("bridge.csv"));
}

#[test]
fn a_period_that_is_typed_puts_that_of_the_file_out_of_force() {
    let world = world("month = \"2026-09\"");
    let sessions = |options: &[&str]| {
        let run = world.report(options);
        run.table("total").cell(0, "sessions").to_owned()
    };
    assert_eq!(sessions(&[]), "0");
    assert_eq!(sessions(&["--from", "2026-10-01"]), "8");
    assert_eq!(sessions(&["--month", "2026-10"]), "8");
}

#[test]
fn reports_that_are_typed_replace_those_of_the_file_by_either_option() {
    for file in ["by = [\"queue\"]", "report = [\"by_queue\"]"] {
        let world = world(file);
        let names = |options: &[&str]| -> Vec<String> {
            let files = world.report(options).files.into_keys();
            files.filter(|name| name.starts_with("by_")).collect()
        };
        assert_eq!(names(&[]), ["by_queue.csv"], "{file}");
        assert_eq!(names(&["--by", "day"]), ["by_day.csv"], "{file}");
        assert_eq!(names(&["--report", "by_day"]), ["by_day.csv"], "{file}");
    }
}

#[test]
fn one_file_serves_commands_with_other_options() {
    let world =
        world("by = [\"queue\"]\ntz = \"UTC\"\n[check]\nmax_open = \"10%\"\n[diff]\nlimit = 3");
    for arguments in [
        &["report", "dump", "--out", "out"][..],
        &["facts", "dump", "--out", "out"],
        &["month", "dump", "--month", "2026-10", "--out", "out"],
        &["check", "dump", "--quiet"],
        &["explain", "dump", "--session", "1"],
        &["diff", "dump", "dump"],
    ] {
        let run = world.run(arguments);
        assert_eq!(run.status, 0, "{arguments:?}\n{}", run.stderr);
    }
}

#[test]
fn a_queue_has_limits_of_its_own_in_every_report() {
    let run = world(
        "[[sla.rules]]\nqueue = \"Reklamace\"\nthreshold = \"30s\"\nshort_abandon = \"10s\"\n\
         formula = \"offered\"\ntarget = 0.5\n",
    )
    .report(&[
        "--by",
        "queue",
        "--by",
        "day",
        "--by",
        "queue,channel",
        "--facts",
    ]);
    assert_eq!(
        by_queue(&run, &LEVEL),
        ["Podpora 1 0 1 0.2500", "Reklamace 2 1 2 0.5000"]
    );
    // The day has the default formula, over sessions that were counted by the limits of their queues.
    assert_eq!(column(&run, "by_day", "answered_in"), ["3"]);
    assert_eq!(column(&run, "by_day", "service_level"), ["0.4286"]);
    assert_eq!(
        column(&run, "by_queue_channel", "service_level"),
        ["0.3333", "0.0000", "0.5000"]
    );
    assert_eq!(
        column(&run, "sessions", "in_sla"),
        ["true", "false", "false", "", "true", "true", "", ""]
    );
    assert_eq!(column(&run, "sessions", "outcome")[6], "short_abandoned");
}

#[test]
fn a_queue_on_a_channel_goes_before_the_queue_and_that_before_the_channel() {
    let run = world(
        "[[sla.rules]]\nqueue = 1\nchannel = \"phone\"\nthreshold = \"25s\"\n\
         [[sla.rules]]\nqueue = \"Podpora\"\nthreshold = \"10s\"\n\
         [[sla.rules]]\nchannel = \"Chat\"\nthreshold = \"15s\"\nshort_abandon = \"8s\"\n",
    )
    .report(&[]);
    assert_eq!(
        by_queue(&run, &LEVEL),
        ["Podpora 1 1 1 0.3333", "Reklamace 1 1 1 0.3333"]
    );
}

#[test]
fn with_queue_by_answer_a_session_keeps_the_limits_of_its_entry_queue() {
    let moved = Scenario::new()
        .queued("Podpora", 0)
        .queued("Reklamace", 10)
        .accepted("Jana", 25)
        .length(60);
    let world = World::of([moved]);
    let rule = |queue: &str| format!("[[sla.rules]]\nqueue = \"{queue}\"\nthreshold = \"30s\"\n");
    let answered_in = |settings: String| {
        world.put("phasebook.toml", settings);
        let run = world.report(&["--queue-by", "answer"]);
        by_queue(&run, &["queue", "answered_in"])
    };
    assert_eq!(answered_in(rule("Podpora"))[1], "Reklamace 1");
    assert_eq!(answered_in(rule("Reklamace"))[1], "Reklamace 0");
}

#[test]
fn a_pack_with_rules_is_verified_without_the_file() {
    let world =
        world("[[sla.rules]]\nqueue = \"Reklamace\"\nthreshold = \"30s\"\ntarget = 0.9123\n");
    let run = world.report(&["--hash"]);
    assert_eq!(
        run.manifest()["settings"]["sla_rules"].to_string(),
        r#"[{"queue":"Reklamace","target":0.9123,"threshold":"30s"}]"#
    );
    // `verify` must not read the settings file of the folder, which is broken now.
    world.put("phasebook.toml", "sla = 5\n[[sla.rules");
    let verified = world.run(&["verify", "out", "dump"]);
    assert_eq!(verified.status, 0, "{}{}", verified.stdout, verified.stderr);
}

#[test]
fn explanations_name_the_limit_that_decided_and_whose_it_is() {
    let world = world(
        "tz = \"UTC\"\n[[sla.rules]]\nqueue = \"Reklamace\"\nthreshold = \"30s\"\nshort_abandon = \"10s\"\n\
         target = \"95%\"\n",
    );
    let story = |session| {
        let run = world.run(&["explain", "dump", "--session", session]);
        run.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let late = story("6");
    assert!(
        late.contains("speed_of_answer 25.000 s <= threshold 30 s (the rule of its queue)"),
        "{late}"
    );
    let short = story("7");
    assert!(
        short.contains("the short-abandon limit of 10 s (the rule of its queue)"),
        "{short}"
    );
    let cell = world.run(&[
        "explain",
        "dump",
        "--report",
        "by_queue",
        "--where",
        "queue=Reklamace",
        "--metric",
        "service_level",
    ]);
    for part in [
        "95 %",
        "answered after 25.000 s <= 30 s (the rule of its queue)",
        "20 s, or what a rule says of a session's queue and channel",
    ] {
        assert!(cell.stdout.contains(part), "{part}\n{}", cell.stdout);
    }
}

#[test]
fn what_people_look_at_has_each_queue_against_its_own_target() {
    let world = world(
        "[[sla.rules]]\nqueue = \"Reklamace\"\ntarget = 0.2\n[[sla.rules]]\nqueue = \"Podpora\"\ntarget = 0.3\n",
    );
    let page = world.report(&["--format", "html"]);
    let page = String::from_utf8(page.file("report.html").to_vec()).unwrap();
    let differences = |class: &str| page.matches(&format!("td class=\"n {class}\"")).count();
    assert_eq!((differences("good"), differences("bad")), (1, 1));
    assert!(page.contains("Some queues have thresholds of their own"));
    for target in [20, 30] {
        let outline = format!("class=\"outline\" x=\"0\" width=\"{target}\"");
        // On the first sheet and among the details.
        assert_eq!(page.matches(&outline).count(), 2, "{target}");
    }
}

#[test]
fn all_errors_are_shown_at_once_with_their_places() {
    assert_snapshot!(usage_errors(
        "tz = \"Europe/Parague\"\n\
         treshold = 5\n\
         format = [\"csv\", \"exel\"]\n\
         strict = \"yes\"\n\
         threads = 0\n\
         by = [\"quue\"]\n\
         from = 2026-10-05\n\
         to = 2026-10-01\n\
         sla_formula = \"offered\"\n\
         [[sla.rules]]\n\
         queue = \"\"\n\
         chanel = \"Chat\"\n\
         [[sla.rules]]\n\
         channel = \"Telefon\"\n\
         target = 80\n\
         [[sla.rules]]\n\
         queue = 1\n\
         [check]\n\
         max_opn = \"5%\"\n"
    ), @r#"
        error: phasebook.toml:1:6: tz: there is no time zone `Europe/Parague`
        hint: did you mean Europe/Prague?
        error: phasebook.toml:2:1: there is no key `treshold`
        hint: did you mean sla.threshold?
        error: phasebook.toml:3:18: format[2]: there is no `exel`
        hint: choose of csv, parquet, xlsx, html, pdf, json, ndjson, md
        error: phasebook.toml:4:10: strict: it is true or false
        hint: write true or false, without quotes
        error: phasebook.toml:5:11: threads: it must be at least 1
        hint: leave it out to use all cores
        error: phasebook.toml:6:7: by[1]: there is no dimension `quue`
        hint: did you mean queue? There are operator, queue, day, week, month, weekday, hour, interval, channel, source, direction, department, widget, campaign, dial_result, outcome, tag, team, in_hours, total
        error: phasebook.toml:8:6: the period is empty: from 2026-10-05 is not before to 2026-10-01
        hint: `to` names the first day that does not belong to it
        error: phasebook.toml:9:1: there is no key `sla_formula`
        hint: did you mean sla.formula?
        error: phasebook.toml:10:1: sla.rules[1]: the rule sets nothing
        hint: add threshold, short_abandon, target or formula
        error: phasebook.toml:11:9: sla.rules[1].queue: it is neither a name nor an id
        hint: write a name in "quotes", or the number of an id without
        error: phasebook.toml:12:1: there is no key `sla.rules[1].chanel`
        hint: did you mean channel?
        error: phasebook.toml:14:11: sla.rules[2].channel: there is no channel `Telefon`
        hint: choose of UNKNOWN, Chat, AV, Phone
        error: phasebook.toml:15:10: sla.rules[2].target: `80` is not a share
        hint: write a fraction or a percentage, as 0.8 or 80%
        error: phasebook.toml:16:1: sla.rules[3]: the rule sets nothing
        hint: add threshold, short_abandon, target or formula
        error: phasebook.toml:19:1: there is no key `check.max_opn`
        hint: did you mean check.max_open?
    "#);
}

#[test]
fn what_is_no_toml_is_told_with_its_place_too() {
    assert_snapshot!(usage_errors("sla = \"30s\""), @r"
        error: phasebook.toml:1:1: `sla` is a table
        hint: there are sla.threshold, sla.short_abandon, sla.target, sla.formula, sla.hours, sla.rules
    ");
    assert_snapshot!(usage_errors("tz = \"UTC\nsla.threshold = 20s\n[diff]\nlimit = \"many\"\n"), @r#"
        error: phasebook.toml:1:10: this is not TOML: invalid basic string, expected `"`
        hint: write key = value, texts in "quotes", lists in [brackets]; see https://toml.io
        error: phasebook.toml:2:17: this is not TOML: string values must be quoted, expected literal string
        hint: write key = value, texts in "quotes", lists in [brackets]; see https://toml.io
        error: phasebook.toml:4:9: diff.limit: `many` is not a whole number
        hint: write digits alone, as 15
    "#);
}

#[test]
fn two_rules_for_the_same_queue_are_an_error() {
    let rule = "[[sla.rules]]\nqueue = \"Podpora\"\nthreshold = \"30s\"\n";
    assert_snapshot!(usage_errors(&format!("{rule}{rule}[[sla.rules]]\ntarget = 1\n")), @r"
        error: phasebook.toml:4:1: sla.rules[2]: there is a rule for the same in line 1
        hint: say everything in one rule
        error: phasebook.toml:7:1: sla.rules[3]: the rule names neither a queue nor a channel
        hint: add queue or channel; what holds for all stands in [sla]
    ");
}

#[test]
fn errors_of_the_file_and_of_the_command_line_are_shown_together() {
    let run = world("tz = \"Mars\"\nlang = \"de\"").run(&["report", "dump", "--sla", "soon"]);
    assert_snapshot!(run.stderr, @r"
        error: phasebook.toml:1:6: tz: there is no time zone `Mars`
        hint: name a zone of the IANA database, as Europe/Prague
        error: phasebook.toml:2:8: lang: there is no `de`
        hint: choose of en, cs
        error: --sla: `soon` is not a duration
        hint: write it with its unit, as 20s, 1m30s or 500ms
    ");
    let run = world("").run(&["report", "dump", "--config", "missing.toml"]);
    assert_snapshot!(run.stderr, @r"
        error: missing.toml cannot be read: No such file or directory (os error 2)
        hint: name another settings file with --config, or use none with --no-config
    ");
}
