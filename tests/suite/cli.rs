//! The command line: usage, exit statuses, messages, and the files that are left on the disk.

use insta::assert_snapshot;

use crate::harness::dumps::session;
use crate::harness::program;
use crate::harness::world::{Run, World};
use crate::harness::worlds::three_sessions;

fn report(world: &World, options: &[&str]) -> Run {
    world.run(
        &[
            &["report", "dump", "--out", "out", "--tz", "Europe/Prague"],
            options,
        ]
        .concat(),
    )
}

/// Status, standard output and standard error of a run.
fn shown(run: &Run) -> String {
    format!(
        "status {}\n-- stdout\n{}-- stderr\n{}",
        run.status, run.stdout, run.stderr
    )
}

#[test]
fn a_report_says_its_headline_and_what_was_read() {
    assert_snapshot!(shown(&report(&three_sessions(), &[])), @r"
        status 0
        -- stdout
        3 sessions, 3 offered, 2 answered
        service level 33.33 % = 1 / 3 within 20 s (exclude-short-abandons), target 80 %
        3 offered = 2 answered + 1 abandoned + 0 short_abandoned + 0 unanswered
        2 answered = 0 handled by operators - 0 joint - 0 transfers - 0 outbound - 0 not_answered + 2 not_joined
        307 sums of 8 reports checked
        wrote 10 files to out
        -- stderr
        read 1 of 1 files: 3 sessions, 3 in the period, 3 with a routing history (Europe/Prague)
    ");
}

#[test]
fn facts_say_what_was_written() {
    let run = three_sessions().run(&["facts", "dump", "--out", "out", "--tz", "UTC"]);
    assert_snapshot!(shown(&run), @r"
    status 0
    -- stdout
    wrote 7 files to out
    -- stderr
    read 1 of 1 files: 3 sessions, 3 in the period, 3 with a routing history (UTC)
    ");
}

#[test]
fn problems_are_summed_up_after_the_results() {
    let world = three_sessions()
        .with("page.json", "<html>")
        .with("cut.json", format!("[{}", session(9)));
    assert_snapshot!(shown(&report(&world, &[])), @r"
        status 0
        -- stdout
        4 sessions, 3 offered, 2 answered
        service level 33.33 % = 1 / 3 within 20 s (exclude-short-abandons), target 80 %
        3 offered = 2 answered + 1 abandoned + 0 short_abandoned + 0 unanswered
        2 answered = 0 handled by operators - 0 joint - 0 transfers - 0 outbound - 0 not_answered + 2 not_joined
        316 sums of 8 reports checked
        wrote 10 files to out
        -- stderr
        read 2 of 3 files: 4 sessions, 4 in the period, 3 with a routing history (Europe/Prague)
        warning: 1 unreadable_file, 1 truncated_file (see out/problems.csv)
    ");
}

#[test]
fn a_dump_without_sessions_gets_a_hint() {
    let world = World::new().with("error.json", r#"{"status":404}"#);
    assert_snapshot!(shown(&report(&world, &[])), @r"
        status 1
        -- stdout
        -- stderr
        error: no session was found, nothing was written: 1 of 1 file read, 1 unrecognised value
          error.json: unrecognised: an object that is no answer of the API: it has `status`
        hint: Sessions are the saved answers of GET /api/v1/Sessions, as JSON. With --allow-empty the empty reports are written.
    ");
}

#[test]
fn quiet_says_nothing_but_errors() {
    let world = three_sessions()
        .with("a.json", "<html>")
        .with("b.json", "<html>");
    assert_snapshot!(shown(&report(&world, &["--quiet"])), @r"
        status 0
        -- stdout
        -- stderr
    ");
    assert_snapshot!(shown(&report(&world, &["-q", "--strict"])), @r"
        status 3
        -- stdout
        -- stderr
        error: --strict: 2 problems in the dump, nothing was written
          a.json: unreadable_file: it holds no JSON object or array
          b.json: unreadable_file: it holds no JSON object or array
        hint: `phasebook check --no-strict` lists them; reports made with --no-strict have them in problems.csv
    ");
}

#[test]
fn all_errors_are_shown_at_once_each_with_a_hint() {
    let usage_errors = [
        "--tz",
        "Europe/Parague",
        "--from",
        "2026-13-01",
        "--to",
        "soon",
        "--sla",
        "fast",
        "--short-abandon",
        "soon",
        "--target",
        "80",
        "--by",
        "quue",
        "--by",
        "day,day",
        "--session-id-regex",
        r"\d+",
        "--threads",
        "0",
    ];
    let run =
        three_sessions().run(&[&["report", "dump", "--out", "out"], &usage_errors[..]].concat());
    assert_snapshot!(shown(&run), @r"
        status 2
        -- stdout
        -- stderr
        error: --tz: there is no time zone `Europe/Parague`
        hint: did you mean Europe/Prague?
        error: --from: `2026-13-01` is not a date
        hint: write year, month and day, as 2026-10-05
        error: --to: `soon` is not a date
        hint: write year, month and day, as 2026-10-05
        error: --sla: `fast` is not a duration
        hint: write it with its unit, as 20s, 1m30s or 500ms
        error: --short-abandon: `soon` is not a duration
        hint: write it with its unit, as 20s, 1m30s or 500ms
        error: --target: `80` is not a share
        hint: write a fraction or a percentage, as 0.8 or 80%
        error: --session-id-regex: it has no capture group; put the digits in parentheses
        hint: capture group 1 must be the session's id, as in 'session-(\d+)'
        error: --threads: it must be at least 1
        hint: leave it out to use all cores
        error: --by: there is no dimension `quue`
        hint: did you mean queue? There are operator, queue, day, week, month, weekday, hour, interval, channel, source, direction, department, widget, campaign, dial_result, outcome, tag, team, in_hours, total
        error: --by: `day` stands twice in `day,day`
        hint: name each dimension once
    ");
    assert!(run.files.is_empty());
}

/// `total` was once left out of such a set without a word.
#[test]
fn total_beside_a_dimension_is_an_error() {
    let world = World::new().with("a.json", session(1));
    let run = world.run(&["report", "dump", "--by", "queue,total"]);
    assert_eq!(run.status, 2);
    assert_snapshot!(run.stderr, @r"
    error: --by: `queue,total` names total beside a dimension
    hint: total is a report of its own: --by total
    ");
    let run = world.run(&[
        "report", "dump", "--by", "total", "--by", "queue", "--tz", "UTC",
    ]);
    assert_eq!(run.status, 0, "{}", run.stderr);
}

#[test]
fn a_period_that_is_empty_by_itself_is_an_error() {
    let run = report(
        &three_sessions(),
        &["--from", "2026-10-05", "--to", "2026-10-05"],
    );
    assert_snapshot!(shown(&run), @r"
        status 2
        -- stdout
        -- stderr
        error: the period is empty: --from 2026-10-05 is not before --to 2026-10-05
        hint: --to names the first day that does not belong to it
    ");
}

#[test]
fn what_the_command_line_cannot_mean_is_a_usage_error() {
    let world = three_sessions();
    for arguments in [
        &["report"][..],
        &["facts", "dump"],
        &["report", "--out", "out"],
        &["report", "dump", "--out", "out", "--nonsense"],
        &[
            "report",
            "dump",
            "--out",
            "out",
            "--month",
            "2026-10",
            "--from",
            "2026-10-01",
        ],
        &["report", "dump", "--out", "out", "--month", "October"],
        &["report", "dump", "--out", "out", "--format", "xml"],
        &["report", "dump", "--out", "out", "--sla-formula", "best"],
        &["report", "dump", "--out", "out", "--queue-by", "luck"],
        &["report", "dump", "--out", "out", "--day-of", "doom"],
        &["report", "dump", "--out", "out", "--interval", "7m"],
        &["frobnicate"],
    ] {
        let run = world.run(arguments);
        assert_eq!(run.status, 2, "{arguments:?}");
        assert!(
            run.stdout.is_empty() && !run.stderr.is_empty(),
            "{arguments:?}"
        );
        assert_eq!(world.names("."), ["dump"], "{arguments:?}");
    }
}

#[test]
fn help_and_version_are_no_errors() {
    let world = World::new();
    for (arguments, word) in [
        (&["--help"][..], "report"),
        (&["report", "--help"], "--sla-formula"),
        (&["facts", "--help"], "--day-of"),
        (&["--version"], env!("CARGO_PKG_VERSION")),
    ] {
        let run = world.run(arguments);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{arguments:?}");
        assert!(run.stdout.contains(word), "{arguments:?}: {}", run.stdout);
    }
}

#[test]
fn a_path_that_is_not_there_is_told_and_nothing_is_written() {
    let world = three_sessions();
    let run = world.run(&["report", "dump", "nowhere", "--out", "out", "--tz", "UTC"]);
    assert_snapshot!(shown(&run), @r"
        status 1
        -- stdout
        -- stderr
        error: cannot read nowhere: No such file or directory (os error 2)
        hint: check the path; each PATH must exist and be readable
    ");
    assert_eq!(world.names("."), ["dump"]);
}

#[test]
fn an_output_that_cannot_be_written_is_found_before_the_dump_is_read() {
    let world = three_sessions();
    world.put("occupied", "a file");
    // The dump does not exist either: an error about the output shows that the output is checked first.
    let run = world.run(&["report", "nowhere", "--out", "occupied", "--tz", "UTC"]);
    assert_eq!(run.status, 1);
    assert!(
        run.stderr.contains("occupied") && !run.stderr.contains("nowhere"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("hint: "), "{}", run.stderr);
    assert_eq!(
        std::fs::read(world.path("occupied")).expect("the file"),
        b"a file"
    );
    let run = world.run(&[
        "report",
        "nowhere",
        "--out",
        "occupied/deeper",
        "--tz",
        "UTC",
    ]);
    assert_eq!(run.status, 1, "{}", run.stderr);
}

#[test]
fn a_run_that_fails_leaves_the_previous_files_whole() {
    let world = three_sessions();
    let before = report(&world, &[]);
    assert_eq!(before.status, 0, "{}", before.stderr);
    let failures = [
        world.run(&["report", "nowhere", "--out", "out", "--tz", "UTC"]),
        world.run(&["report", "dump", "--out", "out", "--tz", "nowhere"]),
        {
            world.put("dump/page.json", "<html>");
            report(&world, &["--strict"])
        },
    ];
    assert_eq!(failures.each_ref().map(|run| run.status), [1, 2, 3]);
    for run in failures {
        assert!(run.files == before.files, "{}", run.stderr);
    }
}

#[test]
fn a_run_replaces_its_own_files_and_leaves_others_alone() {
    let world = three_sessions();
    world.put("out/notes.txt", "mine");
    world.put("out/total.csv", "old");
    let run = report(&world, &[]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(run.file("notes.txt"), b"mine");
    assert_eq!(run.table("total").sum("sessions"), 3);
    // Nothing temporary is left, hidden or not, in the folder or beside it.
    assert_eq!(run.files.len(), 11);
    assert_eq!(world.names("."), ["dump", "out"]);
}

#[test]
fn folders_are_made_as_needed() {
    let world = three_sessions();
    let run = world.run(&["facts", "dump", "--out", "a/b/c", "--tz", "UTC"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(
        world.names("a/b/c"),
        [
            "manifest.json",
            "offers.csv",
            "problems.csv",
            "queue_visits.csv",
            "session_operators.csv",
            "sessions.csv",
            "states.csv"
        ]
    );
}

#[test]
fn settings_have_more_than_one_spelling() {
    let total = |options: &[&str]| {
        let run = report(&three_sessions(), options);
        assert_eq!(run.status, 0, "{options:?}: {}", run.stderr);
        run.table("total").pick(&["answered_in"]).concat()
    };
    assert_eq!(total(&[]), "1");
    for sla in ["35s", "35", "0m35s", "35000ms", "1m"] {
        assert_eq!(total(&["--sla", sla]), "2", "{sla}");
    }
    let run = report(&three_sessions(), &["--target", "92.5%", "--tz", "UTC"]);
    assert_eq!(run.status, 2, "an option that stands twice");
    let run = three_sessions().run(&[
        "report",
        "dump",
        "--out",
        "out",
        "--tz",
        "europe/PRAGUE",
        "--target",
        "80%",
    ]);
    assert_eq!(run.manifest()["settings"]["tz"], "Europe/Prague");
    assert_eq!(run.manifest()["settings"]["target"], 0.8);
}

#[test]
fn without_a_zone_the_systems_is_taken_and_named() {
    let run = three_sessions().run(&["report", "dump", "--out", "out"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let zone = run.manifest()["settings"]["tz"]
        .as_str()
        .map(str::to_owned)
        .unwrap_or_default();
    assert!(
        !zone.is_empty() && run.stderr.contains(&zone),
        "{zone}: {}",
        run.stderr
    );
}

#[test]
fn facts_take_the_settings_of_reports() {
    let options = [
        "--sla-formula",
        "offered",
        "--queue-by",
        "answer",
        "--target",
        "0.9",
        "--day-of",
        "ended",
        "--threads",
        "2",
    ];
    for command in ["report", "facts"] {
        let run = three_sessions().run(
            &[
                &[command, "dump", "--out", "out", "--tz", "UTC"],
                &options[..],
            ]
            .concat(),
        );
        assert_eq!(run.status, 0, "{command}: {}", run.stderr);
    }
}

#[test]
fn the_zone_of_the_system_is_that_of_the_environment_if_it_names_one() {
    let world = World::new().with("a.json", session(1));
    let zone = |named: &str| {
        let output = std::process::Command::new(program::path())
            .args(["plan", "report", "dump"])
            .current_dir(world.path(""))
            .env("TZ", named)
            .output()
            .expect("it runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let line = text.lines().find(|line| line.starts_with("tz = "));
        line.expect("a zone").to_owned()
    };
    let new_york = "tz = \"America/New_York\"";
    assert_eq!(zone("America/New_York"), new_york);
    assert_eq!(zone(":America/New_York"), new_york);
    // Any other text changes nothing.
    assert_eq!(zone("CET-1CEST"), zone(""));
}
